//! What is imported, as the records that are about to be written.

use std::collections::BTreeMap;

use super::history::{History, Imports, Recovered, RevisionReport, Told};
use super::{Identity, Left, Taken};
use crate::action::Error;
use crate::action::actor::{Actor, Signatory};
use crate::action::commit::Files;
use crate::action::ground::Ground;
use crate::action::write::{self, signed};
use crate::interchange::ImportedDecision;
use crate::interchange::history::line;
use crate::log::decision::Decision;
use crate::record::charter::{Charter, Person};
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{Folder, LogDir, Part, Place};
use crate::record::name::{Handle, Party, Slug};
use crate::record::prose::Line;
use crate::record::revision::{Imported, Revision, RevisionKind};
use crate::record::text::Text;
use crate::record::yaml;

/// A decision that is about to be written.
pub(super) struct Draft {
    pub taken: Taken,
    pub folder: Folder,
    /// The newest revision, where the log holds some already.
    pub base: Option<Base>,
    /// What is new before the newest, oldest first.
    earlier: Vec<Drafted>,
    newest: Drafted,
}

/// What new revisions follow.
pub(super) struct Base {
    revision: u32,
    digest: Digest,
    text: Text,
    /// The `decision.yaml` with that text in it.
    source: String,
}

/// A revision that is about to be written.
pub(super) struct Drafted {
    pub text: Text,
    pub sources: Vec<Imported>,
    refers: BTreeMap<Number, DecisionId>,
    summary: Option<Line>,
}

/// What becomes of a decision that was imported before.
pub(super) enum GoesOn {
    With(Box<Draft>),
    /// Its source has gone on as well, where there is a reason.
    Not(Option<Left>),
}

/// What turning sources into texts needs to know.
pub(super) struct Drafter<'a> {
    pub dir: &'a LogDir,
    pub charter: &'a Charter,
    pub importer: &'a Handle,
    pub by_source: &'a BTreeMap<String, Identity>,
    pub history: Option<&'a History>,
}

impl Drafter<'_> {
    /// A source that is new.
    pub fn draft(&self, decision: &ImportedDecision, (number, id): Identity) -> Draft {
        let imports = self.history.and_then(|history| history.of(decision, &[]));
        let folder = Folder {
            number,
            slug: Slug::from_title(decision.title.as_str()),
        };
        let (mut revisions, recovered) = match imports {
            Some(imports) => self.recovered(imports, id, 1),
            None => (Vec::new(), None),
        };
        let newest = revisions
            .pop()
            .unwrap_or_else(|| self.drafted(Vec::new(), decision.clone(), id, None));
        Draft {
            taken: self.taken(decision, &folder, &newest, recovered),
            folder,
            base: None,
            earlier: revisions,
            newest,
        }
    }

    /// What the source of an imported decision has since.
    pub fn go_on(
        &self,
        ground: &Ground<'_>,
        decision: &ImportedDecision,
        (number, id): Identity,
    ) -> Result<GoesOn, Error> {
        let tree = ground.head_tree()?;
        let log = tree
            .map(|tree| ground.store.log_of(tree, &ground.dir, &[number].into()))
            .transpose()?;
        let Some(held) = log.as_ref().and_then(|log| log.decision(number)) else {
            return Ok(GoesOn::Not(self.history.map(|_| Left::NotOnThisBranch)));
        };
        let commits = commits_of(held);
        let Some(history) = self.history else {
            return self.changed(ground, held, decision, id, !commits.is_empty());
        };
        if commits.is_empty() {
            return Ok(GoesOn::Not(Some(Left::ImportedWithout)));
        }
        let Some(imports) = history.of(decision, &commits) else {
            return Ok(GoesOn::Not(None));
        };
        if let Some(left) = self.reason_to_leave(held) {
            return Ok(GoesOn::Not(Some(left)));
        }
        let first = held.newest().map_or(1, |newest| newest.value.revision + 1);
        let (revisions, recovered) = self.recovered(imports, id, first);
        self.after(ground, held, decision, revisions, recovered)
    }

    /// Revisions that follow what the log holds.
    pub(super) fn after(
        &self,
        ground: &Ground<'_>,
        held: &Decision,
        decision: &ImportedDecision,
        mut revisions: Vec<Drafted>,
        recovered: Option<Recovered>,
    ) -> Result<GoesOn, Error> {
        let (Some(tree), Some(newest)) = (ground.head_tree()?, held.newest()) else {
            return Ok(GoesOn::Not(Some(Left::NotOnThisBranch)));
        };
        for drafted in &mut revisions {
            // Whom it belongs to was settled when it came.
            drafted.text.owner.clone_from(&newest.value.text.owner);
            drafted.text.editors.clone_from(&newest.value.text.editors);
        }
        let Some(last) = revisions.pop() else {
            return Ok(GoesOn::Not(None));
        };
        let path = ground
            .dir
            .join(&Place::In(held.folder.clone(), Part::Draft));
        let source = ground.store.read(tree, &path, yaml::MAX_BYTES as u64)?;
        let source = source.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let folder = held.folder.clone();
        Ok(GoesOn::With(Box::new(Draft {
            taken: self.taken(decision, &folder, &last, recovered),
            folder,
            base: Some(Base {
                revision: newest.value.revision,
                digest: newest.digest,
                text: newest.value.text.clone(),
                source: source.unwrap_or_default(),
            }),
            earlier: revisions,
            newest: last,
        })))
    }

    pub(super) fn reason_to_leave(&self, held: &Decision) -> Option<Left> {
        let all_imports = held
            .revisions
            .values()
            .all(|stored| matches!(stored.value.kind, RevisionKind::Import(_)));
        let is_settled_here = held.last_accepted().is_some() || held.status().is_ended();
        if !all_imports || is_settled_here {
            return Some(Left::DecidedHere);
        }
        if held.has_unpublished_edits() {
            return Some(Left::UnpublishedEdits);
        }
        let text = held.newest().map(|newest| &newest.value.text)?;
        let mut may_revise = text.owner.iter().chain(&text.editors);
        (!may_revise.any(|who| who == self.importer)).then_some(Left::BelongsToOthers)
    }

    fn recovered(
        &self,
        imports: Imports,
        id: DecisionId,
        first: u32,
    ) -> (Vec<Drafted>, Option<Recovered>) {
        let mut revisions = Vec::new();
        let mut reports = Vec::new();
        for (told, revision) in imports.revisions.into_iter().zip(first..) {
            let Told {
                earlier,
                newest,
                summary,
                steps,
            } = told;
            let authors = steps.iter().map(|step| step.author.clone());
            let mut drafted = self.drafted(earlier, newest, id, summary);
            for (source, author) in drafted.sources.iter_mut().zip(authors) {
                let named = author.and_then(|author| line(&format!("commit author: {author}")));
                source.people.extend(named);
            }
            revisions.push(drafted);
            reports.push(RevisionReport { revision, steps });
        }
        let recovered = Recovered {
            versions: imports.versions,
            unread: imports.unread,
            is_cut: imports.is_cut,
            revisions: reports,
        };
        (revisions, Some(recovered))
    }

    /// A revision with the text of the newest of several readings.
    pub(super) fn drafted(
        &self,
        earlier: Vec<ImportedDecision>,
        newest: ImportedDecision,
        id: DecisionId,
        summary: Option<Line>,
    ) -> Drafted {
        let earlier = earlier
            .into_iter()
            .map(|decision| self.text(decision, id).2);
        let mut sources: Vec<Imported> = earlier.collect();
        let (text, refers, source) = self.text(newest, id);
        sources.push(source);
        Drafted {
            text,
            sources,
            refers,
            summary,
        }
    }

    fn text(
        &self,
        decision: ImportedDecision,
        id: DecisionId,
    ) -> (Text, BTreeMap<Number, DecisionId>, Imported) {
        let decision = decision
            .recognised(|name| self.person(name))
            .for_people(|party| self.knows(party));
        let importer = self.importer;
        let owner = decision.owner.clone().unwrap_or_else(|| importer.clone());
        let decision = decision.put_up_by(&[owner.clone(), importer.clone()]);
        let identity_of = |path: &str| self.by_source.get(path).copied();
        let mut text = decision.text(id, |path| identity_of(path).map(|(number, _)| number));
        if owner != *importer {
            // A text is put up by its owner or an editor, and this owner may never hear of it.
            text.editors = vec![importer.clone()];
        }
        text.owner = Some(owner);
        let refers = decision
            .refers_to()
            .filter_map(|path| identity_of(path))
            .collect();
        (text, refers, decision.source)
    }

    fn taken(
        &self,
        decision: &ImportedDecision,
        folder: &Folder,
        newest: &Drafted,
        history: Option<Recovered>,
    ) -> Taken {
        let text = &newest.text;
        Taken {
            source: decision.path.clone(),
            number: folder.number,
            was: decision
                .source
                .number
                .filter(|number| *number != folder.number.0),
            title: text.title.clone(),
            status: decision.source.status.clone(),
            owner: text.owner.clone().unwrap_or_else(|| self.importer.clone()),
            approvers: text.approvers.clone(),
            people: newest
                .sources
                .last()
                .map_or_else(Vec::new, |source| source.people.clone()),
            path: self.dir.join(&Place::In(folder.clone(), Part::Draft)),
            history,
        }
    }

    /// The person of the charter who is called this, or has this address.
    fn person(&self, name: &str) -> Option<Handle> {
        let name = name.trim();
        let is_this = |person: &Person| {
            person.name.as_str().eq_ignore_ascii_case(name)
                || person
                    .email
                    .iter()
                    .any(|email| names_address(name, email.as_str()))
        };
        let mut found = self
            .charter
            .people
            .iter()
            .filter(|(_, person)| is_this(person));
        match (found.next(), found.next()) {
            (Some((handle, _)), None) => Some(handle.clone()),
            // Two people of one name are told apart by nothing here.
            _ => None,
        }
    }

    fn knows(&self, party: &Party) -> bool {
        match party {
            Party::Person(person) => self.charter.people.contains_key(person),
            Party::Team(team) => self.charter.teams.contains_key(team),
        }
    }
}

/// Whether a name is an address, or holds it as `Jane Doe <jane@example.com>`.
fn names_address(name: &str, address: &str) -> bool {
    let held = name
        .split_once('<')
        .and_then(|(_, rest)| rest.strip_suffix('>'));
    held.unwrap_or(name).trim().eq_ignore_ascii_case(address)
}

/// The commits of the source that the revisions of a decision stand for.
fn commits_of(decision: &Decision) -> Vec<Line> {
    let sources = decision
        .revisions
        .values()
        .filter_map(|stored| match &stored.value.kind {
            RevisionKind::Import(sources) => Some(sources),
            _ => None,
        });
    sources
        .flatten()
        .filter_map(|source| source.commit.clone())
        .collect()
}

impl Draft {
    /// The files of the decision that are new or change.
    pub fn write(
        &self,
        files: &mut Files,
        dir: &LogDir,
        actor: &Actor,
        signatory: &Signatory,
    ) -> Result<(), Error> {
        let path = |part| dir.join(&Place::In(self.folder.clone(), part));
        let mut previous = self.base.as_ref().map(|base| base.digest);
        let first = self.base.as_ref().map_or(1, |base| base.revision + 1);
        let all = self.earlier.iter().chain([&self.newest]);
        for (drafted, revision) in all.zip(first..) {
            let value = Revision {
                revision,
                previous,
                kind: RevisionKind::Import(drafted.sources.clone()),
                by: signatory.handle.clone(),
                with: Vec::new(),
                at: actor.now(),
                summary: drafted.summary.clone(),
                refers: drafted.refers.clone(),
                text: drafted.text.clone(),
                signature: None,
            };
            let written = signed(&value, &signatory.key)?;
            previous = Some(written.digest);
            files.insert(path(Part::Revision(revision)), Some(written.bytes));
        }
        let text = &self.newest.text;
        let draft = if let Some(base) = &self.base {
            reconciled(base, text)?
        } else {
            write::claim(files, dir, self.folder.number, text.id);
            write::draft(text)
        };
        files.insert(path(Part::Draft), Some(draft.into_bytes()));
        Ok(())
    }
}

/// The `decision.yaml` with the new text, and with the comments of the old one.
fn reconciled(base: &Base, text: &Text) -> Result<String, Error> {
    let (before, after) = (write::value(&base.text), write::value(text));
    yaml::reconcile(&base.source, &before, &after).map_err(|error| Error::Usage {
        what: error.to_string(),
        hint: "simplify the layout of its decision.yaml, and import again".to_owned(),
    })
}
