//! `adr import`: decisions of another format, each with its own words and the status it had there.
//!
//! All of them arrive in one commit, as first revisions of `kind: import` that the importer signs. Whom a
//! source names stays named and is never turned into a signature: a person whom the charter does not know
//! leaves the text and is kept word for word beside it. What was imported before, by format and source path,
//! is left alone.
//!
//! With the history of the source a decision arrives with all its revisions, chained; what was imported before
//! goes on where it was left.

mod drafts;
pub mod history;
mod notes;
mod numbers;
mod people;

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::Error;
use super::actor::{Actor, Signatory};
use super::commit::{self, Done, Files, Message};
use super::ground::Ground;
use crate::interchange::{Import, ImportedDecision, Note};
use crate::log::tree::ObjectId;
use crate::record::charter::Charter;
use crate::record::id::{DecisionId, Number};
use crate::record::name::{Handle, Party};
use crate::record::prose::Line;
use crate::record::revision::{Revision, RevisionKind};
use crate::store::{Head, Retry, Target};

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
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Walked {
    /// Commits by first parents.
    pub commits: usize,
    /// The commit at which a shallow clone was cut, in hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "hex")]
    pub cut: Option<ObjectId>,
}

fn hex<S: Serializer>(id: &Option<ObjectId>, serializer: S) -> Result<S::Ok, S::Error> {
    id.map(|id| id.to_string()).serialize(serializer)
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
            cut: history.cut,
        }),
        notes: import.notes,
        done,
    })
}

/// Number and id of a decision.
type Identity = (Number, DecisionId);

/// What HEAD and the base hold of this format.
#[derive(Default)]
struct Before {
    /// By source path.
    by_path: BTreeMap<String, Identity>,
    /// By source path, what was imported without the commit that it was read at.
    without_commit: BTreeMap<String, Identity>,
    /// By commit and source path.
    by_commit: BTreeMap<(String, String), Identity>,
}

impl Before {
    fn of(ground: &Ground<'_>, format: &str) -> Result<Self, Error> {
        let mut before = Self::default();
        let mut trees: Vec<_> = [ground.base_tree()?, ground.head_tree()?]
            .into_iter()
            .flatten()
            .collect();
        trees.dedup();
        for tree in trees {
            for folder in ground.store.decision_folders(tree, &ground.dir)? {
                let log = ground
                    .store
                    .log_of(tree, &ground.dir, &[folder.number].into())?;
                let decision = log.decision(folder.number);
                let revisions = decision.into_iter().flat_map(|one| one.revisions.values());
                for stored in revisions {
                    before.add(folder.number, &stored.value, format);
                }
            }
        }
        Ok(before)
    }

    fn add(&mut self, number: Number, revision: &Revision, format: &str) {
        let RevisionKind::Import(sources) = &revision.kind else {
            return;
        };
        let identity = (number, revision.text.id);
        for source in sources
            .iter()
            .filter(|source| source.format.as_str() == format)
        {
            let path = source.path.to_string();
            match &source.commit {
                Some(commit) => {
                    let key = (commit.to_string(), path.clone());
                    self.by_commit.insert(key, identity);
                }
                None => {
                    self.without_commit.insert(path.clone(), identity);
                }
            }
            self.by_path.insert(path, identity);
        }
    }

    /// The decision that a source is already. With its history known, a name that another record has given up
    /// does not count.
    fn find(&self, decision: &ImportedDecision, history: Option<&History>) -> Option<Identity> {
        let Some(history) = history else {
            return self.by_path.get(decision.source.path.as_str()).copied();
        };
        let places = || history.places(&decision.path);
        let with_commit = places().find_map(|place| self.by_commit.get(&place));
        let without = || places().find_map(|(_, path)| self.without_commit.get(&path));
        with_commit.or_else(without).copied()
    }
}

/// What was imported before, and what is new.
struct Sorted {
    before: Vec<(ImportedDecision, Identity)>,
    new: Vec<ImportedDecision>,
}

impl Sorted {
    fn of(imported: &Before, decisions: Vec<ImportedDecision>, history: Option<&History>) -> Self {
        let mut before = Vec::new();
        let mut new = Vec::new();
        for decision in decisions {
            match imported.find(&decision, history) {
                Some(identity) => before.push((decision, identity)),
                None => new.push(decision),
            }
        }
        Self { before, new }
    }
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
            .map(|(decision, identity)| drafter.draft(decision, identity))
            .collect();
        let mut known = Vec::new();
        for (decision, (number, id)) in before {
            let source = decision.path.clone();
            let left = match drafter.go_on(ground, decision, (number, id))? {
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
        let format = format.to_uppercase();
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
