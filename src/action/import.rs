//! `adr import`: decisions of another format, each with its own words and the status it had there.
//!
//! All of them arrive in one commit, as first revisions of `kind: import` that the importer signs. Whom a
//! source names stays named and is never turned into a signature: a person whom the charter does not know
//! leaves the text and is kept word for word beside it. What was imported before, by format and source path,
//! is left alone.

mod people;

use std::collections::BTreeMap;

use serde::Serialize;

use super::Error;
use super::actor::{Actor, Signatory};
use super::commit::{self, Done, Files, Message};
use super::ground::Ground;
use super::write::{self, signed};
use crate::interchange::{Import, ImportedDecision, Note};
use crate::record::charter::Charter;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{Folder, LogDir, Part, Place};
use crate::record::name::{Handle, Party, Slug};
use crate::record::prose::Line;
use crate::record::revision::{Imported, Revision, RevisionKind};
use crate::record::text::Text;
use crate::store::{Head, Retry, Target};

pub use people::{PeopleReport, TeamChange, run as people};

/// What to import.
pub struct Request {
    /// The format's name, as it stands in `imported.format`.
    pub format: &'static str,
    /// What was read.
    pub import: Import,
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
    /// What had been imported before.
    pub known: Vec<Known>,
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
}

/// A source that is a decision already.
#[derive(Clone, Debug, Serialize)]
pub struct Known {
    /// The source file.
    pub source: String,
    /// The decision's number.
    pub number: Number,
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
        dry_run,
    } = request;
    let sorted = Sorted::of(&imported_before(ground, format)?, import.decisions);
    let signatory = if dry_run {
        None
    } else {
        Some(actor.signatory(ground.store, charter)?)
    };
    let importer = match &signatory {
        Some(signatory) => signatory.handle.clone(),
        None => actor.person(ground.store, charter)?,
    };
    let known = sorted.known();
    let plan = Plan::of(ground, actor, charter, &importer, sorted)?;
    let done = match signatory {
        Some(signatory) if !plan.drafts.is_empty() => {
            Some(plan.carry_out(ground, actor, &signatory, format)?)
        }
        _ => None,
    };
    Ok(Report {
        format,
        decisions: plan.drafts.into_iter().map(|draft| draft.taken).collect(),
        known,
        notes: import.notes,
        done,
    })
}

/// Number and id of a decision.
type Identity = (Number, DecisionId);

/// What HEAD and the base hold of this format, by source path.
fn imported_before(ground: &Ground<'_>, format: &str) -> Result<BTreeMap<String, Identity>, Error> {
    let mut before = BTreeMap::new();
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
            let Some(decision) = log.decision(folder.number) else {
                continue;
            };
            let sources =
                decision
                    .revisions
                    .values()
                    .filter_map(|stored| match &stored.value.kind {
                        RevisionKind::Import(sources) => Some((stored.value.text.id, sources)),
                        _ => None,
                    });
            for (id, sources) in sources {
                let of_format = |source: &&Imported| source.format.as_str() == format;
                let paths = sources.iter().filter(of_format);
                before.extend(paths.map(|source| (source.path.to_string(), (folder.number, id))));
            }
        }
    }
    Ok(before)
}

/// What was imported before, and what is new.
struct Sorted {
    /// By source path.
    before: BTreeMap<String, Identity>,
    new: Vec<ImportedDecision>,
}

impl Sorted {
    fn of(imported: &BTreeMap<String, Identity>, decisions: Vec<ImportedDecision>) -> Self {
        let mut before = BTreeMap::new();
        let mut new = Vec::new();
        for decision in decisions {
            match imported.get(decision.source.path.as_str()) {
                Some(identity) => {
                    before.insert(decision.path, *identity);
                }
                None => new.push(decision),
            }
        }
        Self { before, new }
    }

    fn known(&self) -> Vec<Known> {
        let known = |(source, (number, _)): (&String, &Identity)| Known {
            source: source.clone(),
            number: *number,
        };
        self.before.iter().map(known).collect()
    }
}

/// What is to be written, all of it decided before anything is signed.
struct Plan {
    drafts: Vec<Draft>,
}

/// A decision that is about to be written.
struct Draft {
    taken: Taken,
    folder: Folder,
    text: Text,
    source: Imported,
    refers: BTreeMap<Number, DecisionId>,
}

impl Plan {
    /// Numbers everything that is new, in the order of the source paths, and then resolves the links.
    fn of(
        ground: &Ground<'_>,
        actor: &Actor,
        charter: &Charter,
        importer: &Handle,
        Sorted { before, new }: Sorted,
    ) -> Result<Self, Error> {
        let first = ground.next_number()?;
        let count = u32::try_from(new.len()).unwrap_or(u32::MAX);
        let Some(end) = first.0.checked_add(count) else {
            return Err(Error::Usage {
                what: "there are not enough numbers left".to_owned(),
                hint: "start another log: adr init DIR".to_owned(),
            });
        };
        let identities: Vec<Identity> = (first.0..end)
            .zip(0..)
            .map(|(number, nth)| (Number(number), actor.new_id(nth)))
            .collect();
        let mut by_source = before;
        by_source.extend(
            new.iter()
                .map(|decision| decision.path.clone())
                .zip(identities.iter().copied()),
        );
        let drafter = Drafter {
            dir: &ground.dir,
            charter,
            importer,
            by_source: &by_source,
        };
        let drafts = new
            .into_iter()
            .zip(identities)
            .map(|(decision, identity)| drafter.draft(decision, identity))
            .collect();
        Ok(Self { drafts })
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
            let Text { id, .. } = draft.text;
            write::claim(&mut files, &ground.dir, draft.folder.number, id);
            let path = |part| ground.dir.join(&Place::In(draft.folder.clone(), part));
            let source = write::draft(&draft.text).into_bytes();
            files.insert(path(Part::Draft), Some(source));
            let revision = signed(&draft.revision(actor, &signatory.handle), &signatory.key)?;
            files.insert(path(Part::Revision(1)), Some(revision.bytes));
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
        let mut numbers = self.drafts.iter().map(|draft| draft.folder.number);
        let count = numbers.len();
        let plural = if count == 1 { "" } else { "s" };
        let subject = format!(
            "Import {count} decision{plural} from {}",
            format.to_uppercase()
        );
        let first = numbers.next().unwrap_or(Number::CHARTER);
        let message = numbers.fold(Message::new(subject, first), |message, number| {
            message.trailer("Adr-Decision", number)
        });
        message.trailer("Adr-Signer", importer)
    }
}

/// What turning sources into texts needs to know.
struct Drafter<'a> {
    dir: &'a LogDir,
    charter: &'a Charter,
    importer: &'a Handle,
    by_source: &'a BTreeMap<String, Identity>,
}

impl Drafter<'_> {
    fn draft(&self, decision: ImportedDecision, (number, id): Identity) -> Draft {
        let source = decision.path.clone();
        let decision = decision.for_people(|party| self.knows(party));
        let importer = self.importer;
        let owner = decision.owner.clone().unwrap_or_else(|| importer.clone());
        let decision = decision.put_up_by(&[owner.clone(), importer.clone()]);
        let identity_of = |path: &str| self.by_source.get(path).copied();
        let mut text = decision.text(id, |path| identity_of(path).map(|(number, _)| number));
        text.owner = Some(owner.clone());
        if owner != *importer {
            // A text is put up by its owner or an editor, and this owner may never hear of it.
            text.editors = vec![importer.clone()];
        }
        let refers = decision
            .supersedes
            .iter()
            .filter_map(|path| identity_of(path));
        let folder = Folder {
            number,
            slug: Slug::from_title(text.title.as_str()),
        };
        Draft {
            taken: Taken {
                source,
                number,
                title: text.title.clone(),
                status: decision.source.status.clone(),
                owner,
                approvers: text.approvers.clone(),
                people: decision.source.people.clone(),
                path: self.dir.join(&Place::In(folder.clone(), Part::Draft)),
            },
            refers: refers.collect(),
            folder,
            text,
            source: decision.source,
        }
    }

    fn knows(&self, party: &Party) -> bool {
        match party {
            Party::Person(person) => self.charter.people.contains_key(person),
            Party::Team(team) => self.charter.teams.contains_key(team),
        }
    }
}

impl Draft {
    fn revision(&self, actor: &Actor, importer: &Handle) -> Revision {
        Revision {
            revision: 1,
            previous: None,
            kind: RevisionKind::Import(vec![self.source.clone()]),
            by: importer.clone(),
            with: Vec::new(),
            at: actor.now(),
            summary: None,
            refers: self.refers.clone(),
            text: self.text.clone(),
            signature: None,
        }
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
