//! `adr diff N`: what changed between two texts of a decision, and what that means for those who signed.

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::Error;
use super::ground::{Docket, Ground};
use super::selector::Selector;
use crate::agreement::carry::{self, Carried};
use crate::agreement::case::{Purpose, RevisionFacts};
use crate::agreement::compare::{self, Change};
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::name::Handle;
use crate::record::proof::Proof;
use crate::record::revision::{Revision, RevisionKind};
use crate::record::text::Text;
use crate::record::time::Timestamp;

mod sides;

use sides::Reading;

/// Which texts.
pub struct Request {
    /// The decision.
    pub selector: Selector,
    /// The two texts, where the person said so.
    pub range: Range,
    /// From the text that this person last signed.
    pub since: Option<Handle>,
    /// The branch to look at, where the person said so.
    pub branch: Option<String>,
    /// The time of asking.
    pub now: DateTime<FixedOffset>,
}

/// Two texts, as far as they are named.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Range {
    /// The first.
    pub from: Option<Which>,
    /// The second.
    pub to: Option<Which>,
}

/// A text by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    /// A revision.
    Revision(u32),
    /// The living text, `decision.yaml`.
    Draft,
}

impl FromStr for Range {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let one = |word: &str| match word {
            "" => Ok(None),
            "draft" => Ok(Some(Which::Draft)),
            number => {
                let digits = number.strip_prefix('r').unwrap_or(number);
                match digits.parse::<u32>() {
                    Ok(number) if number > 0 => Ok(Some(Which::Revision(number))),
                    _ => Err(format!(
                        "`{word}` is no revision; write 1..2, 2.. or 2..draft"
                    )),
                }
            }
        };
        match text.split_once("..") {
            Some((from, to)) => Ok(Self {
                from: one(from)?,
                to: one(to)?,
            }),
            None => Ok(Self {
                from: one(text)?,
                to: None,
            }),
        }
    }
}

/// What changed.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The decision.
    pub number: Number,
    /// Its title in the second text.
    pub title: String,
    /// The branch it was read from, where that is another than HEAD or the one that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The first text.
    pub from: Side,
    /// The second text.
    pub to: Side,
    /// From whose last signature on, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Handle>,
    /// The revisions between the two, the second included and the first not.
    pub revisions: Vec<Step>,
    /// What the texts say differently.
    pub changes: Vec<Change>,
    /// What became of the stances that held for the first text; of edits that no revision holds, what would.
    pub signoffs: Vec<Carried>,
    /// Why nothing can be said of them, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unjudged: Option<String>,
    /// Whether `decision.yaml` says something that no revision holds and that is not shown here.
    pub unpublished_edits: bool,
    /// Why `decision.yaml` cannot be read, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft_error: Option<String>,
}

/// One of the two texts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Side {
    /// Its revision; none for edits that no revision holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// Digest of the revision's file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// The commit or branch it was read from, where two were named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// A revision between the two texts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Step {
    /// Its number.
    pub revision: u32,
    /// What it is for.
    pub kind: &'static str,
    /// Who put it up.
    pub by: Handle,
    /// Who wrote with them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<Handle>,
    /// When, as they say.
    pub at: Timestamp,
    /// What changed and why, in their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// Compares two texts of one branch, or of what `ground` stands on.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let number = ground.number_of(&request.selector)?;
    let located = ground.where_edited(number, request.branch.as_deref())?;
    let reading = Reading::of(ground, located)?;
    let (from, to) = match &request.since {
        Some(person) => sides::since(&reading, person, request.range.to)?,
        None => sides::chosen(&reading, request.range)?,
    };
    let branch = (!reading.located.is_head).then(|| reading.located.branch.clone());
    let (signoffs, unjudged) = judged(ground, &reading, &from, &to, request.now)?;
    Ok(Report {
        number,
        title: to.text.title.to_string(),
        branch,
        since: request.since.clone(),
        revisions: steps(&reading.located.decision, &from.side, &to.side),
        changes: compare::changes(from.text, to.text),
        signoffs,
        unjudged,
        unpublished_edits: reading.has_edits() && to.side.revision.is_some(),
        draft_error: reading.draft_error.clone(),
        from: from.side,
        to: to.side,
    })
}

/// Compares the newest text on one commit or branch with that on another.
pub fn between(
    one: (&Ground<'_>, &str),
    other: (&Ground<'_>, &str),
    request: &Request,
) -> Result<Report, Error> {
    let (first, second) = (read_at(one.0, request)?, read_at(other.0, request)?);
    let (mut from, mut to) = (
        sides::at(&first, request.range.from)?,
        sides::at(&second, request.range.to)?,
    );
    from.side.at = Some(one.1.to_owned());
    to.side.at = Some(other.1.to_owned());
    let known = second
        .located
        .decision
        .revision_digest(from.side.revision.unwrap_or(0));
    let goes_on = known.is_some() && known == from.side.digest;
    let (signoffs, unjudged) = if goes_on {
        judged(other.0, &second, &from, &to, request.now)?
    } else {
        let why = format!("{} does not go on from the text of {}", other.1, one.1);
        (Vec::new(), Some(why))
    };
    Ok(Report {
        number: second.located.number,
        title: to.text.title.to_string(),
        branch: None,
        since: None,
        revisions: if goes_on {
            steps(&second.located.decision, &from.side, &to.side)
        } else {
            Vec::new()
        },
        changes: compare::changes(from.text, to.text),
        signoffs,
        unjudged,
        unpublished_edits: second.has_edits() && to.side.revision.is_some(),
        draft_error: None,
        from: from.side,
        to: to.side,
    })
}

fn read_at<'g>(ground: &'g Ground<'g>, request: &Request) -> Result<Reading<'g>, Error> {
    let number = ground.number_of(&request.selector)?;
    Reading::of(ground, ground.locate(number, None)?)
}

/// What became of the stances on the first text, where the second comes after it.
fn judged(
    ground: &Ground<'_>,
    reading: &Reading<'_>,
    from: &sides::Chosen<'_>,
    to: &sides::Chosen<'_>,
    now: DateTime<FixedOffset>,
) -> Result<(Vec<Carried>, Option<String>), Error> {
    let decision = &reading.located.decision;
    let newest = decision.newest().map_or(0, |one| one.value.revision);
    let Some(first) = from.side.revision else {
        return Ok((Vec::new(), None));
    };
    // Edits are judged as the revision that they would be.
    let last = to.side.revision.unwrap_or(newest + 1);
    if last <= first {
        return Ok((Vec::new(), None));
    }
    let docket = Docket::load(
        ground,
        reading.located.tree,
        &BTreeSet::from([decision.number()]),
    );
    let edited = to
        .side
        .revision
        .is_none()
        .then(|| as_revision(decision, to.text))
        .flatten();
    let carried = docket.and_then(|docket| {
        docket.ask(now, |setting| {
            let mut case = setting.case(decision.number(), Purpose::Accept)?;
            case.revisions
                .retain(|facts| facts.revision.revision <= last);
            if let Some(edited) = &edited {
                case.revisions.push(RevisionFacts {
                    digest: Digest::of(&[]),
                    revision: edited,
                    proof: &Proof::Unsigned,
                });
            }
            Some(carry::carried(&case, first))
        })
    });
    match carried {
        Ok(carried) => Ok((carried.unwrap_or_default(), None)),
        Err(Error::Store(error)) => Err(error.into()),
        Err(error) => Ok((Vec::new(), Some(error.to_string()))),
    }
}

/// The revision that edits would be.
fn as_revision(decision: &Decision, text: &Text) -> Option<Revision> {
    let newest = &decision.newest()?.value;
    Some(Revision {
        revision: newest.revision + 1,
        kind: RevisionKind::Text,
        text: text.clone(),
        signature: None,
        ..newest.clone()
    })
}

fn steps(decision: &Decision, from: &Side, to: &Side) -> Vec<Step> {
    let first = from.revision.unwrap_or(u32::MAX);
    let last = to.revision.unwrap_or(u32::MAX);
    decision
        .revisions
        .values()
        .filter(|stored| stored.value.revision > first && stored.value.revision <= last)
        .map(step)
        .collect()
}

pub(super) fn step(stored: &Stored<Revision>) -> Step {
    let revision = &stored.value;
    Step {
        revision: revision.revision,
        kind: revision.kind.word(),
        by: revision.by.clone(),
        with: revision.with.clone(),
        at: revision.at,
        summary: revision.summary.as_ref().map(ToString::to_string),
    }
}
