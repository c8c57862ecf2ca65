//! Decisions with dates, and what is measured of them.

use super::*;
use crate::log::argument::arguments;
use crate::record::charter::Charter;
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{Folder, Part, SignoffName};
use crate::record::prose::{Line, Prose};
use crate::record::resolution::Resolution;
use crate::record::revision::{Imported, Revision};
use crate::record::signoff::Stance;
use crate::record::text::Text;
use crate::record::yaml;

const APPROVE: Statement = Statement::Stance(Stance::Approve {
    conditions: Vec::new(),
});

/// A day of March 2026, in the morning.
fn march(day: u32) -> Timestamp {
    format!("2026-03-{day:02}T09:00:00+00:00").parse().unwrap()
}

/// Where an import comes from.
fn elsewhere() -> Imported {
    Imported {
        format: Line::new("madr").unwrap(),
        path: Line::new("docs/adr/0007-orders.md").unwrap(),
        number: None,
        commit: None,
        status: None,
        links: Vec::new(),
        people: Vec::new(),
    }
}

struct Story(Decision);

impl Story {
    fn new() -> Self {
        let number = Number(7);
        Self(Decision::new(Folder { number, slug: None }))
    }

    fn add(&mut self, part: Part, record: &impl serde::Serialize) {
        let path = format!("{}/{part}", self.0.folder);
        self.0.add(part, &path, yaml::write(record).into_bytes());
        assert_eq!(self.0.problems, []);
    }

    /// The next revision, by Ann.
    fn revise(&mut self, day: u32, kind: RevisionKind) {
        let before = self.0.newest();
        let id = DecisionId::new(1_732_436_000_000, 7);
        let mut text = Text::new(id, Line::new("Orders").unwrap());
        text.owner = Some("olga".parse().unwrap());
        text.context = Some(Prose::new("Orders are lost.").unwrap());
        text.decision = Some(Prose::new("Keep them.").unwrap());
        let revision = Revision {
            revision: before.map_or(1, |one| one.value.revision + 1),
            previous: before.map(|one| one.digest),
            kind,
            by: "ann".parse().unwrap(),
            with: Vec::new(),
            at: march(day),
            summary: None,
            refers: BTreeMap::new(),
            text,
            signature: None,
        };
        self.add(Part::Revision(revision.revision), &revision);
    }

    /// Says something on the newest revision.
    fn say(&mut self, who: &str, day: u32, statement: Statement) -> Digest {
        let newest = self.0.newest().unwrap();
        let signoff = Signoff {
            log: newest.value.text.id,
            charter: Digest::of(b"charter"),
            decision: newest.value.text.id,
            revision: newest.value.revision,
            digest: newest.digest,
            signer: who.parse().unwrap(),
            on_behalf_of: None,
            team: None,
            statement,
            reason: Some(Prose::new("I have read it.").unwrap()),
            replaces: Vec::new(),
            at: march(day),
            signature: None,
        };
        let digest = Digest::of(yaml::write(&signoff).as_bytes());
        let name = SignoffName::new(signoff.signer.clone(), signoff.revision, digest);
        self.add(Part::Signoff(name), &signoff);
        digest
    }

    fn end(&mut self, day: u32, outcome: Outcome, signoffs: Vec<Digest>) {
        let newest = self.0.newest().unwrap();
        let number = u32::try_from(self.0.resolutions.len()).unwrap() + 1;
        let resolution = Resolution {
            resolution: number,
            outcome,
            revision: newest.value.revision,
            digest: newest.digest,
            by_decision: None,
            charter: Digest::of(b"charter"),
            signoffs,
            by: "ann".parse().unwrap(),
            at: march(day),
            summary: None,
            signature: None,
        };
        self.add(Part::Resolution(number), &resolution);
    }

    fn agreed(&self) -> Vec<(u32, Option<String>)> {
        let days = |one: Agreed| one.span.days().map(|days| days.to_string());
        let all = agreed(&self.0).into_iter();
        all.map(|one| (one.revision, days(one))).collect()
    }

    fn first_words(&self) -> Vec<(String, u32, String)> {
        let all = first_words(&self.0, |_| true).into_iter();
        all.map(|one| {
            let days = one.span.days().unwrap().to_string();
            (one.person.to_string(), one.revision, days)
        })
        .collect()
    }

    fn fates(&self) -> Fates {
        let charter: Charter = serde_yaml::from_str("{people: {}, rules: []}").unwrap();
        let mut fates = Fates::default();
        for argument in arguments(&self.0, &charter, |_| true) {
            fates.count(&self.0, &argument);
        }
        fates
    }
}

#[test]
fn agreement_begins_with_the_first_text_since_the_last_agreement() {
    let mut story = Story::new();
    story.revise(1, RevisionKind::Text);
    story.revise(5, RevisionKind::Text);
    story.end(8, Outcome::Accepted, Vec::new());
    story.revise(20, RevisionKind::Text);
    assert_eq!(story.agreed(), [(2, Some("7.0".into()))]);
    story.end(21, Outcome::Accepted, Vec::new());
    assert_eq!(
        story.agreed(),
        [(2, Some("7.0".into())), (3, Some("1.0".into()))]
    );
}

#[test]
fn what_was_turned_down_imported_or_dated_backwards_is_no_time_to_agreement() {
    let mut rejected = Story::new();
    rejected.revise(1, RevisionKind::Text);
    rejected.end(2, Outcome::Rejected, Vec::new());
    assert_eq!(rejected.agreed(), []);
    let mut imported = Story::new();
    imported.revise(1, RevisionKind::Import(vec![elsewhere()]));
    imported.end(2, Outcome::Accepted, Vec::new());
    assert_eq!(imported.agreed(), []);
    let mut backwards = Story::new();
    backwards.revise(9, RevisionKind::Text);
    backwards.end(2, Outcome::Accepted, Vec::new());
    assert_eq!(backwards.agreed(), [(1, None)]);
}

#[test]
fn the_first_word_on_each_revision_counts_and_nobodys_own_text() {
    let mut story = Story::new();
    story.revise(1, RevisionKind::Text);
    let until = "2026-03-09".parse().unwrap();
    story.say("bob", 3, Statement::Act(Act::Hold { until }));
    story.say("bob", 8, Statement::Stance(Stance::Object));
    story.say("ann", 9, APPROVE);
    story.say("olga", 9, APPROVE);
    story.revise(10, RevisionKind::Text);
    story.say("bob", 11, APPROVE);
    story.say("carol", 14, APPROVE);
    story.end(15, Outcome::Accepted, Vec::new());
    story.say("dana", 20, APPROVE);
    story.say("eli", 20, Statement::Act(Act::Endorse));
    assert_eq!(
        story.first_words(),
        [
            ("bob".into(), 1, "2.0".into()),
            ("bob".into(), 2, "1.0".into()),
            ("carol".into(), 2, "4.0".into())
        ]
    );
    assert_eq!(first_words(&story.0, |_| false), []);
}

#[test]
fn what_became_of_objections_is_counted_once_each() {
    let mut story = Story::new();
    story.revise(1, RevisionKind::Text);
    let objection = story.say("bob", 2, Statement::Stance(Stance::Object));
    story.say("carol", 3, Statement::Stance(Stance::Object));
    let targets = vec![objection];
    let answer = story.say("dana", 4, Statement::Act(Act::Answer { targets }));
    assert_eq!(
        story.fates(),
        Fates {
            raised: 2,
            standing: 2,
            ..Fates::default()
        }
    );
    story.end(5, Outcome::Accepted, vec![answer]);
    assert_eq!(
        story.fates(),
        Fates {
            raised: 2,
            answered: 1,
            standing: 1,
            ..Fates::default()
        }
    );
    story.revise(6, RevisionKind::Text);
    story.say("carol", 7, Statement::Stance(Stance::Object));
    story.end(8, Outcome::Rejected, Vec::new());
    assert_eq!(
        story.fates(),
        Fates {
            raised: 3,
            answered: 1,
            prevailed: 2,
            ..Fates::default()
        }
    );
}
