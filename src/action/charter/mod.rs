//! `adr charter ...`: the text of decision 0 is changed, shown and explained.
//!
//! Each change goes into the draft of decision 0 through its comments and order, on the branch where the
//! charter is being changed. Several in a row collect there, until `adr revise 0` puts them up: people and
//! rules change as every decision does, under the rules before them.

pub mod add_key;
pub mod add_person;
pub mod add_team;
pub mod explain;
pub mod go_on;
pub mod join;
pub mod leave;
pub mod retire_key;
pub(in crate::action) mod seat;
pub mod show;

use serde_yaml::Value;

use super::Error;
use super::actor::Actor;
use super::commit::{Done, Message};
use super::desk::Desk;
use super::edit::{charter_of, flaw};
use super::ground::Ground;
use super::one_charter;
use crate::record::charter::{Charter, KeyState, Person};
use crate::record::id::Number;
use crate::record::name::Handle;
use crate::record::text::Text;
use crate::record::yaml;
use crate::store::Target;

/// The charter's draft, opened for one change.
struct Amendment {
    desk: Desk,
    text: Text,
    charter: Charter,
    in_force: Option<Charter>,
}

impl Amendment {
    /// Opens the draft where the charter is being changed: on HEAD, on the branch that was asked for, or on
    /// a new one. Where another branch changes it already, a second change would only collide.
    fn open(ground: &Ground<'_>, branch: Option<&str>) -> Result<Self, Error> {
        let desk = ground.desk(Number::CHARTER, branch)?;
        one_charter::refuse_second(ground, &desk.located, None)?;
        let is_elsewhere = !desk.located.is_head && matches!(desk.target, Target::Branch(_));
        let is_remote = !desk.located.is_head && matches!(desk.target, Target::NewBranch { .. });
        if branch.is_none() && (is_elsewhere || is_remote) {
            let other = &desk.located.branch;
            return Err(Error::Declined {
                what: format!("decision 0 is being changed already, on {other}"),
                hint: format!(
                    "add to that change: git switch {}, or `--branch {other}`",
                    desk.branch()
                ),
            });
        }
        let text = desk.text()?;
        let charter = text.charter.clone().ok_or_else(|| Error::BadText {
            number: Number::CHARTER,
            what: "its text has no `charter`".to_owned(),
            hint: "bring it back with `adr charter edit`".to_owned(),
        })?;
        let in_force = charter_of(ground, &desk)?;
        Ok(Self {
            desk,
            text,
            charter,
            in_force,
        })
    }

    /// Why the charter, as it would be, does not make sense, if it does not.
    fn flaw(&self) -> Option<String> {
        flaw(self.in_force.as_ref(), &self.charter)
    }

    /// Refuses what would leave rules that nobody can meet; `hint` says what comes first.
    fn refuse_flaw(&self, hint: String) -> Result<(), Error> {
        match self.flaw() {
            Some(what) => Err(Error::Declined {
                what: Error::BadCharter { what }.to_string(),
                hint,
            }),
            None => Ok(()),
        }
    }

    fn person(&mut self, handle: &Handle) -> Result<&mut Person, Error> {
        let known: Vec<String> = self.charter.people.keys().map(Handle::to_string).collect();
        self.charter
            .people
            .get_mut(handle)
            .ok_or_else(|| Error::Usage {
                what: format!("the charter knows no {handle}"),
                hint: format!(
                    "it knows {}; add somebody with `adr charter add-person`",
                    known.join(", ")
                ),
            })
    }

    /// Commits the changed charter.
    fn commit(self, ground: &Ground<'_>, actor: &Actor, subject: String) -> Result<Done, Error> {
        if let Some(what) = self.flaw() {
            return Err(Error::BadCharter { what });
        }
        let mut changed = self.text.clone();
        changed.charter = Some(self.charter);
        let edited = edited(&self.desk.path, &self.desk.source, &self.text, &changed)?;
        let message = Message::new(subject, Number::CHARTER);
        ground.commit_text(&self.desk, actor, edited.as_bytes(), &message)
    }
}

/// The file of a text as it says something else, through its comments and order.
fn edited(path: &str, source: &[u8], before: &Text, after: &Text) -> Result<String, Error> {
    let by_hand = |what: String| Error::Declined {
        what: format!("{path} cannot be changed in place: {what}"),
        hint: "make the change yourself: adr charter edit".to_owned(),
    };
    let source = String::from_utf8_lossy(source);
    let edited = yaml::reconcile(&source, &value(before), &value(after))
        .map_err(|error| by_hand(error.to_string()))?;
    // Whatever its layout, the file must now say what was asked for, and nothing else.
    if yaml::read::<Text>(edited.as_bytes()).ok().as_ref() != Some(after) {
        return Err(by_hand("its layout is too unusual".to_owned()));
    }
    Ok(edited)
}

/// Whether somebody has a key that signs.
fn has_active_key(person: &Person) -> bool {
    person
        .keys
        .iter()
        .any(|entry| entry.state == KeyState::Active)
}

fn value(text: &Text) -> Value {
    // Every type in a text serialises into plain YAML values; there is nothing to fail.
    serde_yaml::to_value(text).unwrap_or_default()
}
