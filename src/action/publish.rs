//! A text is put up for agreement: `propose`, `revise` and `retire` all add a revision.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Error;
use super::actor::{Actor, Signatory};
use super::commit::{self, Done, Files, Message};
use super::draft::Draft;
use super::ground::{Docket, Ground};
use super::locate::Located;
use super::one_charter;
use super::publish_rules;
use super::selector::Selector;
use super::write::signed;
use crate::agreement::case::Purpose;
use crate::agreement::evaluation::{Evaluation, NeedResult};
use crate::agreement::people;
use crate::log::decision::Decision;
use crate::log::tree::ObjectId;
use crate::record::charter::Charter;
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::Part;
use crate::record::name::Handle;
use crate::record::prose::Line;
use crate::record::revision::{Revision, RevisionKind};
use crate::record::text::Text;
use crate::store::{Limits, Retry, Target};

/// What is to be put up.
pub struct Request {
    /// Which decision.
    pub selector: Selector,
    /// As what.
    pub what: What,
    /// What changed and why.
    pub summary: Option<Line>,
    /// The branch, where a decision is open on several.
    pub branch: Option<String>,
}

/// As what a text is put up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// For the first time.
    Proposal,
    /// Again.
    Revision,
    /// To end the decision in force.
    Retirement,
}

/// What was put up.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The decision.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// The revision.
    pub revision: u32,
    /// Digest of its file.
    pub digest: Digest,
    /// What the rules say now: who is asked.
    pub evaluation: Option<Evaluation>,
    /// People whose approval held before and does not hold for this text.
    pub must_look_again: Vec<Handle>,
    /// People who are to be consulted or informed, and whom the charter does not know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown_people: Vec<String>,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

/// Puts a text up for agreement.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: &Request) -> Result<Report, Error> {
    let number = ground.number_of(&request.selector)?;
    let located = ground.locate(number, request.branch.as_deref())?;
    ground.require_newest(&located, false)?;
    let draft = ground.draft(&located)?;
    put_up(ground, actor, request, &located, draft, Files::new())
}

/// Puts up this text of a decision that was found, with other files in the one commit.
pub(super) fn put_up(
    ground: &Ground<'_>,
    actor: &Actor,
    request: &Request,
    located: &Located,
    draft: Draft,
    mut files: Files,
) -> Result<Report, Error> {
    let number = located.number;
    publish_rules::check_stage(located, request.what)?;
    one_charter::refuse_second(ground, located, None)?;
    let docket = Docket::load(ground, located.tree, &BTreeSet::from([number]))?;
    let chain = docket.chain()?;
    let charter = chain.in_force().charter;
    let before = docket.evaluate(number, Purpose::Accept, actor.now().moment())?;
    let signatory = actor.signatory(ground.store, charter)?;
    let newest = located.decision.newest();
    if request.what != What::Proposal
        && let Some(newest) = newest
        && (draft.text == newest.value.text) != (request.what == What::Retirement)
    {
        return Err(match request.what {
            What::Retirement => Error::UnpublishedEdits {
                number,
                path: draft.path,
            },
            _ => Error::NothingChanged {
                number,
                revision: newest.value.revision,
            },
        });
    }
    publish_rules::check_text(number, &draft, newest.map(|stored| &stored.value.text))?;
    files.extend(ground.attachments(located, &draft.text)?);
    let with = writers(ground, located, &draft.path, charter, &signatory.handle)?;
    publish_rules::check_reviser(number, located, &draft.text, charter, &signatory)?;
    publish_rules::check_people(number, &draft.text, charter)?;
    publish_rules::check_approvers(number, &draft.text, &signatory.handle, &with)?;
    if number == Number::CHARTER {
        publish_rules::check_charter(&draft.text, charter)?;
    }
    let revision = Revision {
        revision: newest.map_or(1, |newest| newest.value.revision + 1),
        previous: newest.map(|newest| newest.digest),
        kind: match request.what {
            What::Proposal | What::Revision => RevisionKind::Text,
            What::Retirement => RevisionKind::Retirement,
        },
        by: signatory.handle.clone(),
        with,
        at: actor.now(),
        summary: request.summary.clone(),
        refers: refers(ground, located.tree, number, &draft.text)?,
        text: draft.text.clone(),
        signature: None,
    };
    let (digest, done) = write(ground, actor, &signatory, located, &draft, &revision, files)?;
    let after = evaluate_again(ground, actor, number, &done)?;
    let must_look_again = stale_people(before.as_ref(), after.as_ref());
    let unknown_people = publish_rules::unknown_people(&draft.text, charter);
    Ok(Report {
        number,
        title: draft.text.title.to_string(),
        revision: revision.revision,
        digest,
        evaluation: after,
        must_look_again,
        unknown_people,
        done,
    })
}

/// Others who wrote the text: authors and co-authors, by address, of the branch's commits that touch it.
fn writers(
    ground: &Ground<'_>,
    located: &Located,
    draft_path: &str,
    charter: &Charter,
    by: &Handle,
) -> Result<Vec<Handle>, Error> {
    let Some(base) = &ground.base else {
        return Ok(Vec::new());
    };
    let folder = draft_path
        .rsplit_once('/')
        .map_or(draft_path, |(folder, _)| folder);
    let mut writers = BTreeSet::new();
    for commit in ground
        .store
        .branch_commits(base.tip, located.tip, folder, Limits::default())?
    {
        if commit
            .differences
            .iter()
            .any(|difference| difference.path == draft_path)
        {
            let authors = std::iter::once(&commit.author).chain(&commit.co_authors);
            writers.extend(
                authors.filter_map(|person| people::person_with_address(charter, &person.email)),
            );
        }
    }
    writers.remove(by);
    Ok(writers.into_iter().cloned().collect())
}

/// The id that each number in the text has now.
pub(super) fn refers(
    ground: &Ground<'_>,
    tree: ObjectId,
    number: Number,
    text: &Text,
) -> Result<BTreeMap<Number, DecisionId>, Error> {
    let mut refers = BTreeMap::new();
    for other in text.refers_to() {
        let log = ground
            .store
            .log_of(tree, &ground.dir, &BTreeSet::from([other]))?;
        let id = log
            .decision(other)
            .and_then(Decision::id)
            .ok_or_else(|| Error::BadText {
                number,
                what: format!("it refers to decision {other}, which this branch does not hold"),
                hint: format!("merge the base into the branch, or take {other} out of its links"),
            })?;
        refers.insert(other, id);
    }
    Ok(refers)
}

fn write(
    ground: &Ground<'_>,
    actor: &Actor,
    signatory: &Signatory,
    located: &Located,
    draft: &Draft,
    revision: &Revision,
    mut files: Files,
) -> Result<(Digest, Done), Error> {
    let record = signed(revision, &signatory.key)?;
    files.insert(
        ground.path_of(located, Part::Revision(revision.revision)),
        Some(record.bytes),
    );
    files.insert(draft.path.clone(), Some(draft.source.clone()));
    let number = located.number;
    let verb = match (&revision.kind, revision.revision) {
        (RevisionKind::Retirement, _) => "Propose to retire",
        (_, 1) => "Propose",
        _ => "Revise",
    };
    let subject = match revision.revision {
        1 => format!("{verb} decision {number}: {}", draft.text.title),
        revision => format!("{verb} decision {number}, revision {revision}"),
    };
    let message = Message::new(subject, number)
        .body(revision.summary.as_ref())
        .trailer("Adr-Revision", revision.revision)
        .trailer("Adr-Signer", &signatory.handle);
    let target = target(ground, located, revision.revision)?;
    ground.catch_up(located)?;
    let done = commit::commit(
        ground.store,
        actor,
        target,
        Some(located.tip),
        files,
        &message,
        // Another text may have come in between: what was checked would not be what is committed.
        Retry::Never,
    )?;
    Ok((record.digest, done))
}

/// A text is never put up on the base itself: there it would bypass the agreement. A branch of its own
/// begins where HEAD is.
fn target(ground: &Ground<'_>, located: &Located, revision: u32) -> Result<Target, Error> {
    if !(located.is_head && ground.is_on_base()?) {
        return Ok(located.target.clone());
    }
    let folder = located.decision.folder.name();
    let name = match revision {
        1 => format!("refs/heads/adr/{folder}"),
        revision => format!("refs/heads/adr/{folder}-r{revision}"),
    };
    Ok(Target::NewBranch {
        name: ground.free_branch(&name)?,
        switch: !ground.store.is_bare(),
    })
}

/// What the rules say of what was just committed.
pub fn evaluate_again(
    ground: &Ground<'_>,
    actor: &Actor,
    number: Number,
    done: &Done,
) -> Result<Option<Evaluation>, Error> {
    let Some(commit) = ground.store.resolve(&done.commit)? else {
        return Ok(None);
    };
    let tree = ground.store.root_tree(commit.commit)?;
    let docket = Docket::load(ground, tree, &BTreeSet::from([number]))?;
    docket.evaluate(number, Purpose::Accept, actor.now().moment())
}

/// Whose approval held before and does not hold any more.
fn stale_people(before: Option<&Evaluation>, after: Option<&Evaluation>) -> Vec<Handle> {
    let held = before.map(approving).unwrap_or_default();
    let holds = after.map(approving).unwrap_or_default();
    held.difference(&holds).cloned().collect()
}

/// Everybody whose approval holds: who fills a seat, and who approved beside them without being needed. Those
/// behind the text count only where a rule gives them a seat.
pub(super) fn approving(evaluation: &Evaluation) -> BTreeSet<Handle> {
    let behind: BTreeSet<&Handle> = evaluation.behind.iter().map(|one| &one.person).collect();
    let voices = evaluation.voices.iter().filter(|voice| {
        voice.stance == "approve" && voice.discounted.is_none() && !behind.contains(&voice.person)
    });
    let mut people: BTreeSet<Handle> = voices.map(|voice| voice.person.clone()).collect();
    let needs = evaluation.rules.iter().flat_map(|rule| &rule.needs);
    needs
        .chain(evaluation.approvers.iter().map(|approver| &approver.need))
        .for_each(|need| seated(need, &mut people));
    people
}

fn seated(need: &NeedResult, people: &mut BTreeSet<Handle>) {
    people.extend(need.counted.iter().map(|seat| seat.person.clone()));
    need.alternatives
        .iter()
        .for_each(|alternative| seated(alternative, people));
}
