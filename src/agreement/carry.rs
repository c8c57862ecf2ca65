//! What becomes of stances from one revision to a later one: which hold on, which went stale and at which step,
//! and who has spoken again.
//!
//! The judgement is the one of counting: [`Stances`] says what stands and what is current at either revision.

use serde::Serialize;

use super::case::Case;
use super::editorial::is_editorial_step;
use super::stances::Stances;
use crate::record::field::Field;
use crate::record::name::Handle;
use crate::record::revision::Revision;
use crate::record::signoff::Stance;

/// A stance that held for the first revision, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Carried {
    /// Who took it.
    pub person: Handle,
    /// For whom, as a delegate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Handle>,
    /// The word of the stance.
    pub stance: &'static str,
    /// The revision that it was taken on.
    pub on: u32,
    /// What became of it.
    #[serde(flatten)]
    pub fate: Fate,
}

/// What became of a stance.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "fate")]
pub enum Fate {
    /// It holds for the second revision: nothing but editorial fields changed, or it is an objection, which holds
    /// until it is taken back or answered.
    Holds,
    /// It does not hold any more.
    Stale {
        /// The first revision for which it did not.
        since: u32,
        /// What that one changed, apart from what is editorial.
        fields: Vec<Field>,
    },
    /// Its signer took another on a later revision.
    Renewed {
        /// Which.
        now: &'static str,
        /// The revision it is about.
        on: u32,
    },
    /// Its signer took it back.
    TakenBack,
}

/// What became of the stances that held for revision `from` by the last revision of the case.
pub fn carried(case: &Case<'_>, from: u32) -> Vec<Carried> {
    let Some(to) = case.target().map(|target| target.revision.revision) else {
        return Vec::new();
    };
    let first = until(case, from);
    let second = until(case, to);
    let (before, after) = (Stances::of(&first), Stances::of(&second));
    let mut found = Vec::new();
    for (speaker, standing) in &before.standing {
        let later = after.standing.get(speaker).map_or(&[][..], Vec::as_slice);
        for one in standing {
            if !one.current && !matches!(one.stance, Stance::Object) {
                continue;
            }
            let signoff = one.heard.signoff;
            let same = later
                .iter()
                .find(|other| other.heard.digest == one.heard.digest);
            let fate = match (same, later.first()) {
                (Some(same), _) if same.current || matches!(one.stance, Stance::Object) => {
                    Fate::Holds
                }
                (Some(_), _) => stale(case, signoff.revision, from),
                (None, Some(other)) => Fate::Renewed {
                    now: other.heard.signoff.statement.word(),
                    on: other.heard.signoff.revision,
                },
                (None, None) => Fate::TakenBack,
            };
            found.push(Carried {
                person: signoff.signer.clone(),
                on_behalf_of: signoff.on_behalf_of.clone(),
                stance: signoff.statement.word(),
                on: signoff.revision,
                fate,
            });
        }
    }
    found
}

/// The case as it stood at a revision: what came later was not said yet.
fn until<'a>(case: &Case<'a>, revision: u32) -> Case<'a> {
    let mut earlier = case.clone();
    earlier
        .revisions
        .retain(|facts| facts.revision.revision <= revision);
    earlier
        .heard
        .retain(|heard| heard.signoff.revision <= revision);
    earlier
}

/// The step at which a stance stopped, of those after `from`, for which it still held.
fn stale(case: &Case<'_>, on: u32, from: u32) -> Fate {
    for step in case.revisions.windows(2) {
        let [before, after] = step else { continue };
        let (before, after) = (before.revision, after.revision);
        let follows = before.revision + 1 == after.revision;
        if after.revision > from && !(follows && is_editorial_step(case.charter, before, after)) {
            return Fate::Stale {
                since: after.revision,
                fields: substance(case, before, after),
            };
        }
    }
    // Only what cannot be is left: a stance that stopped although every step was editorial.
    Fate::Stale {
        since: on + 1,
        fields: Vec::new(),
    }
}

/// What a step changes, apart from what is editorial.
fn substance(case: &Case<'_>, before: &Revision, after: &Revision) -> Vec<Field> {
    let is_editorial =
        |field: &Field| field.may_be_editorial() && case.charter.editorial.contains(field);
    let mut fields = before.text.differing_fields(&after.text);
    fields.retain(|field| !is_editorial(field));
    fields
}
