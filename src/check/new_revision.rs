//! A revision that a change brings, and what is at hand about it.

use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::id::Number;
use crate::record::revision::Revision;
use crate::record::text::Text;

use super::finding::{Code, Finding};
use super::input::Input;

pub(super) struct NewRevision<'a> {
    pub input: &'a Input<'a>,
    pub decision: &'a Decision,
    pub stored: &'a Stored<Revision>,
}

impl<'a> NewRevision<'a> {
    /// Those of one decision.
    pub fn of(input: &'a Input<'a>, decision: &'a Decision) -> impl Iterator<Item = Self> {
        decision
            .revisions
            .values()
            .filter(|stored| input.is_changed(&stored.path))
            .map(move |stored| Self {
                input,
                decision,
                stored,
            })
    }

    pub fn revision(&self) -> &Revision {
        &self.stored.value
    }

    pub fn text(&self) -> &Text {
        &self.stored.value.text
    }

    /// The nearest readable revision before this one.
    pub fn before(&self) -> Option<&'a Revision> {
        let earlier = self.decision.revisions.range(..self.revision().revision);
        earlier.map(|(_, stored)| &stored.value).next_back()
    }

    pub fn path(&self) -> &str {
        &self.stored.path
    }

    pub fn number(&self) -> Number {
        self.decision.number()
    }

    pub fn finding(&self, code: &'static Code, what: String) -> Finding {
        self.input.finding_at(code, self.path(), what)
    }
}
