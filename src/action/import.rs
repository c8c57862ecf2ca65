//! `adr import`: decisions of another format, each with its own words and the status it had there.
//!
//! All of them arrive in one commit, as first revisions of `kind: import` that the importer signs. Whom a
//! source names stays named and is never turned into a signature: a person whom the charter does not know
//! leaves the text and is kept word for word beside it. What was imported before, by format and source path,
//! is left alone.
//!
//! With the history of the source a decision arrives with all its revisions, chained; what was imported before
//! goes on where it was left.

mod before;
mod changed;
mod drafts;
pub mod history;
mod notes;
mod numbers;
mod people;

use std::collections::BTreeMap;

use serde::Serialize;

use super::Error;
use super::actor::{Actor, Signatory};
use super::commit::{self, Done, Files, Message};
use super::ground::Ground;
use crate::interchange::format::Format;
use crate::interchange::{Import, Note};
use crate::record::charter::Charter;
use crate::record::id::Number;
use crate::record::name::{Handle, Party};
use crate::record::prose::Line;
use crate::store::{Head, Retry, Target};

use before::{Before, Identity, Sorted};
use drafts::{Draft, Drafter, GoesOn};
use history::{History, Recovered};

pub use notes::notes;
pub use people::{PeopleReport, TeamChange, run as people};

/// What to import.
pub struct Request {
    /// The format's name, as it stands in `imported.format`.
    pub format: &'static str,
    /// What was read.
    pub import: Import,
    /// The past of what was read, where it is to be imported too.
    pub history: Option<History>,
    /// Whether to say only what would be done.
    pub dry_run: bool,
}

/// What was imported, or would be.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The format.
    pub format: &'static str,
    /// What became a decision, in the order of the source paths.
    pub decisions: Vec<Taken>,
    /// What had been imported before and got further revisions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub revised: Vec<Taken>,
    /// What had been imported before.
    pub known: Vec<Known>,
    /// What was looked at for the past of the sources, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Walked>,
    /// What could not be taken over word for word.
    pub notes: Vec<Note>,
    /// What was committed; `None` where nothing is new, and in a dry run.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub done: Option<Done>,
}

/// A source that becomes a decision.
#[derive(Debug, Serialize)]
pub struct Taken {
    /// The source file.
    pub source: String,
    /// The decision's number in this log.
    pub number: Number,
    /// The number that it had there, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<u32>,
    /// Its title.
    pub title: Line,
    /// The status it had, word for word.
    pub status: Option<Line>,
    /// Who owns it: whom the source names, or else the importer.
    pub owner: Handle,
    /// Who is named to approve it.
    pub approvers: Vec<Party>,
    /// Names that stay outside of the text, as `role: name`: the charter does not know them, or they wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Line>,
    /// Its file, from the root of the repository.
    pub path: String,
    /// Its past in the source, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Recovered>,
}

/// A source that is a decision already.
#[derive(Clone, Debug, Serialize)]
pub struct Known {
    /// The source file.
    pub source: String,
    /// The decision's number.
    pub number: Number,
    /// Why it was left alone although its source has gone on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<Left>,
}

/// Why a decision does not get the further revisions that its source has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Left {
    /// It was imported with its history, and its source has gone on.
    ImportedWithHistory,
    /// It was imported without history, and nothing can come before its first revision.
    ImportedWithout,
    /// It was taken over as history on a branch that is not merged yet, and what follows would undo that.
    TakenOverHere,
    /// It was revised, accepted or ended here, and is the log's own by that.
    DecidedHere,
    /// Its text has edits that nobody has put up.
    UnpublishedEdits,
    /// It belongs to others than the importer.
    BelongsToOthers,
    /// This branch does not hold it.
    NotOnThisBranch,
}

/// What was looked at for the past of the sources.
#[derive(Clone, Debug, Serialize)]
pub struct Walked {
    /// Commits by first parents.
    pub commits: usize,
    /// The commit at which a shallow clone was cut, in hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<String>,
}

/// Imports what is new.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: Request) -> Result<Report, Error> {
    let tree = ground.head_tree()?.ok_or_else(|| Error::NoLog {
        dir: ground.dir.clone(),
    })?;
    let judge = ground.load(ground.judging_tree(tree)?, [])?;
    let chain = super::ground::chain_of(&judge, ground.trust_root)?;
    let charter = chain.in_force().charter;
    let Request {
        format,
        import,
        history,
        dry_run,
    } = request;
    let history = history.as_ref();
    let before = Before::of(ground, format)?;
    let sorted = Sorted::of(&before, import.decisions, history);
    let signatory = if dry_run {
        None
    } else {
        Some(actor.signatory(ground.store, charter)?)
    };
    let importer = match &signatory {
        Some(signatory) => signatory.handle.clone(),
        None => actor.person(ground.store, charter)?,
    };
    let plan = Plan::of(ground, actor, charter, &importer, sorted, history)?;
    let done = match signatory {
        Some(signatory) if !plan.drafts.is_empty() => {
            Some(plan.carry_out(ground, actor, &signatory, format)?)
        }
        _ => None,
    };
    let (new, revised): (Vec<Draft>, _) = plan
        .drafts
        .into_iter()
        .partition(|draft| draft.base.is_none());
    let taken = |drafts: Vec<Draft>| drafts.into_iter().map(|draft| draft.taken).collect();
    Ok(Report {
        format,
        decisions: taken(new),
        revised: taken(revised),
        known: plan.known,
        history: history.map(|history| Walked {
            commits: history.commits,
            cut: history.cut.map(|commit| commit.to_string()),
        }),
        notes: import.notes,
        done,
    })
}

/// What is to be written, all of it decided before anything is signed.
struct Plan {
    drafts: Vec<Draft>,
    known: Vec<Known>,
}

impl Plan {
    /// Numbers everything that is new, and then resolves the links.
    fn of(
        ground: &Ground<'_>,
        actor: &Actor,
        charter: &Charter,
        importer: &Handle,
        Sorted { before, new }: Sorted,
        history: Option<&History>,
    ) -> Result<Self, Error> {
        let identities: Vec<Identity> = numbers::given(ground, &new)?
            .into_iter()
            .zip(0..)
            .map(|(number, nth)| (number, actor.new_id(nth)))
            .collect();
        let known = before
            .iter()
            .map(|(decision, identity)| (decision.path.clone(), *identity));
        let numbered = new.iter().map(|decision| decision.path.clone());
        let by_source: BTreeMap<String, Identity> = known
            .chain(numbered.zip(identities.iter().copied()))
            .collect();
        let drafter = Drafter {
            dir: &ground.dir,
            charter,
            importer,
            by_source: &by_source,
            history,
        };
        let mut drafts: Vec<Draft> = new
            .into_iter()
            .zip(identities)
            .map(|(decision, identity)| drafter.draft(&decision, identity))
            .collect();
        let mut known = Vec::new();
        for (decision, (number, id)) in before {
            let source = decision.path.clone();
            let left = match drafter.go_on(ground, &decision, (number, id))? {
                GoesOn::With(draft) => {
                    drafts.push(*draft);
                    continue;
                }
                GoesOn::Not(left) => left,
            };
            known.push(Known {
                source,
                number,
                left,
            });
        }
        Ok(Self { drafts, known })
    }

    fn carry_out(
        &self,
        ground: &Ground<'_>,
        actor: &Actor,
        signatory: &Signatory,
        format: &str,
    ) -> Result<Done, Error> {
        let mut files = Files::new();
        for draft in &self.drafts {
            draft.write(&mut files, &ground.dir, actor, signatory)?;
        }
        commit::commit(
            ground.store,
            actor,
            target(ground, format)?,
            ground.head.tip(),
            files,
            &self.message(format, &signatory.handle),
            // The numbers are free on this very tip; elsewhere they may be taken at any time, which Git tells.
            Retry::WhileUntouched,
        )
    }

    fn message(&self, format: &str, importer: &Handle) -> Message {
        let (new, revised): (Vec<&Draft>, Vec<&Draft>) =
            self.drafts.iter().partition(|draft| draft.base.is_none());
        let count = |count: usize| {
            let plural = if count == 1 { "" } else { "s" };
            format!("{count} decision{plural}")
        };
        let format = Format::spelled(format);
        let subject = match (new.len(), revised.len()) {
            (new, 0) => format!("Import {} from {format}", count(new)),
            (0, revised) => format!("Import revisions of {} from {format}", count(revised)),
            (new, revised) => format!(
                "Import {} from {format}, and revisions of {revised} more",
                count(new)
            ),
        };
        let mut numbers = self.drafts.iter().map(|draft| draft.folder.number);
        let first = numbers.next().unwrap_or(Number::CHARTER);
        let message = numbers.fold(Message::new(subject, first), |message, number| {
            message.trailer("Adr-Decision", number)
        });
        message.trailer("Adr-Signer", importer)
    }
}

/// A branch of its own where HEAD is on the base or on no branch.
fn target(ground: &Ground<'_>, format: &str) -> Result<Target, Error> {
    Ok(
        if ground.is_on_base()? || matches!(ground.head, Head::Detached(_)) {
            Target::NewBranch {
                name: format!("refs/heads/adr/import-{format}"),
                switch: !ground.store.is_bare(),
            }
        } else {
            Target::Head
        },
    )
}
