//! A decision as every exporter is given it: one text, and what is true of that text.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate};

use crate::agreement::status::Word;
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{LogDir, Part, Place};
use crate::record::name::Handle;
use crate::record::resolution::Outcome;
use crate::record::revision::{Imported, Revision, RevisionKind};
use crate::record::text::Text;

/// Which text of a decision is exported.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Choice {
    /// The one that stands: in force, or last in force, or taken over as history; else the newest.
    #[default]
    Standing,
    /// The newest revision, whatever became of it.
    Newest,
}

/// A decision with the text of it that is exported.
pub struct Entry<'a> {
    /// All records of the decision.
    pub decision: &'a Decision,
    /// The text.
    pub text: &'a Text,
    /// The revision that holds it; none of a draft.
    pub revision: Option<&'a Stored<Revision>>,
    /// Where this text stands, which may be elsewhere than the decision as a whole.
    pub word: Word,
    /// The day of the revision or of how it ended, whichever is later; of a draft that of its birth.
    pub date: NaiveDate,
    /// The people whose approval of this text was counted.
    pub agreed_by: BTreeSet<Handle>,
    /// The decision that took its place, if that is known here.
    pub superseded_by: Option<Number>,
    /// Decisions in force that amend it.
    pub amended_by: Vec<Number>,
}

/// What other decisions have to do with one, looked up once for a whole log.
pub struct Others {
    numbers: BTreeMap<DecisionId, Number>,
    amended_by: BTreeMap<Number, Vec<Number>>,
}

impl Others {
    /// Of a log.
    pub fn of(log: &DecisionLog) -> Self {
        let mut amended_by: BTreeMap<Number, Vec<Number>> = BTreeMap::new();
        for decision in log.decisions.values() {
            let amends = decision.text_in_force().map(|text| &text.amends);
            for amended in amends.into_iter().flatten() {
                let others = amended_by.entry(*amended).or_default();
                others.push(decision.number());
            }
        }
        let number = |decision: &Decision| Some((decision.id()?, decision.number()));
        Self {
            numbers: log.decisions.values().filter_map(number).collect(),
            amended_by,
        }
    }
}

impl<'a> Entry<'a> {
    /// The decision's entry; `None` where it has no text that can be read.
    pub fn of(decision: &'a Decision, others: &Others, choice: Choice) -> Option<Self> {
        let revision = match choice {
            Choice::Newest => decision.newest(),
            Choice::Standing => standing(decision),
        };
        let text = match revision {
            Some(stored) => &stored.value.text,
            None => decision.text()?,
        };
        let number = decision.number();
        Some(Self {
            decision,
            text,
            revision,
            word: word(decision, revision),
            date: date(decision, text, revision),
            agreed_by: revision
                .map(|stored| decision.agreed_to(stored))
                .unwrap_or_default(),
            superseded_by: decision
                .superseded_by()
                .and_then(|id| others.numbers.get(&id).copied()),
            amended_by: others.amended_by.get(&number).cloned().unwrap_or_default(),
        })
    }

    /// The number.
    pub fn number(&self) -> Number {
        self.decision.number()
    }

    /// The status in words: that of the text, and of an import the status that its source gave it.
    pub fn status(&self) -> String {
        let word = self.word;
        let quoted = self
            .sources()
            .iter()
            .filter_map(|source| source.status.as_ref());
        let quoted: Vec<&str> = quoted.map(crate::record::prose::Line::as_str).collect();
        if quoted.is_empty() || !matches!(word, Word::Historical | Word::Proposed) {
            word.to_string()
        } else {
            format!("{word} (imported as: {})", quoted.join("; "))
        }
    }

    /// Where an import came from.
    pub fn sources(&self) -> &'a [Imported] {
        match self.revision.map(|stored| &stored.value.kind) {
            Some(RevisionKind::Import(sources)) => sources,
            _ => &[],
        }
    }

    /// Who decided, as far as the log says: its owner, and the people whose approval was counted.
    pub fn deciders(&self) -> Vec<&Handle> {
        let owner = self.text.owner.as_ref();
        let others = self.agreed_by.iter().filter(|one| Some(*one) != owner);
        owner.into_iter().chain(others).collect()
    }

    /// The path of its living text, from the root of the repository.
    pub fn path(&self, dir: &LogDir) -> String {
        dir.join(&Place::In(self.decision.folder.clone(), Part::Draft))
    }

    /// The name of its document where every decision has one. adr-tools wants a dash behind the number.
    pub fn file(&self) -> String {
        match self.decision.folder.slug {
            Some(_) => format!("{}.md", self.decision.folder.name()),
            None => format!("{}-decision.md", self.decision.folder.name()),
        }
    }
}

/// The revision that stands for a decision.
fn standing(decision: &Decision) -> Option<&Stored<Revision>> {
    let stands = match decision.status().word {
        Word::Accepted => decision.in_force(),
        Word::Superseded | Word::Deprecated => decision.last_accepted(),
        Word::Historical => {
            let resolutions = decision.resolutions.values().rev();
            resolutions
                .map(|stored| &stored.value)
                .find(|resolution| resolution.outcome == Outcome::Historical)
                .and_then(|resolution| decision.revisions.get(&resolution.revision))
        }
        _ => None,
    };
    stands.or_else(|| decision.newest())
}

/// Where a text stands: with what has ended, ended; in force; else as its own revision ended.
fn word(decision: &Decision, revision: Option<&Stored<Revision>>) -> Word {
    let status = decision.status();
    let Some(number) = revision.map(|stored| stored.value.revision) else {
        return Word::Draft;
    };
    if status.is_ended() {
        return status.word;
    }
    if status.in_force == Some(number) {
        return Word::Accepted;
    }
    let outcome = decision
        .resolutions
        .values()
        .rev()
        .find_map(|stored| (stored.value.revision == number).then_some(stored.value.outcome));
    outcome.map_or(Word::Proposed, Word::from)
}

fn date(decision: &Decision, text: &Text, revision: Option<&Stored<Revision>>) -> NaiveDate {
    let Some(stored) = revision else {
        return DateTime::from_timestamp_millis(text.id.millis())
            .unwrap_or_default()
            .date_naive();
    };
    let ends = decision.resolutions.values().filter(|end| {
        let of_it = end.value.revision == stored.value.revision;
        of_it || matches!(end.value.outcome, Outcome::Superseded | Outcome::Deprecated)
    });
    let days = ends.map(|end| end.value.at.day());
    days.fold(stored.value.at.day(), NaiveDate::max)
}
