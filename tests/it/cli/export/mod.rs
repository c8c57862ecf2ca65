//! `adr export`: decisions in other formats.

mod data;
mod documents;
mod places;
mod round_trip;

use adr_sign::record::id::Number;
use adr_sign::record::name::Handle;
use adr_sign::record::resolution::Outcome;
use adr_sign::record::revision::RevisionKind;
use adr_sign::record::text::Text;

use crate::records::values;
use crate::support::team::{Team, imported, line};

/// Everything that a text can say, of a decision of this number.
fn full(team: &Team, number: u32) -> Text {
    let people = |names: &[&str]| names.iter().map(|name| name.parse().unwrap()).collect();
    let full = values::full_text();
    Text {
        id: team.text(number, "ann").id,
        owner: Some("ann".parse().unwrap()),
        editors: people(&["dana", "eli"]),
        approvers: vec!["bob".parse().unwrap()],
        supersedes: vec![Number(1)],
        amends: vec![Number(2)],
        depends_on: Vec::new(),
        relates_to: vec![Number(0), Number(2)],
        attachments: Vec::new(),
        ..full
    }
}

/// A log with a decision of every kind: 1 superseded by 3, 2 in force with a newer revision put up, 3 in force and
/// with every field, 4 put up, 5 taken over as history, 6 a draft, 7 rejected.
fn team() -> Team {
    let team = Team::new();
    team.settle(1);
    team.settle(2);
    team.branch("adr/3");
    team.propose_text("ann", 3, &full(&team, 3));
    for who in ["bob", "carol"] {
        team.approve(who, 3);
    }
    team.accept(3);
    let third = full(&team, 3).id;
    team.resolve("ann", 1, Outcome::Superseded, |end| {
        end.by_decision = Some(third);
    });
    team.commit("ann", "Accept decision 3");
    team.merge();
    team.revise("ann", 2, |text| text.title = line("A newer title"));
    team.propose_text("ann", 4, &team.text(4, "bob"));
    let mut old = team.text(5, "ann");
    old.decision = None;
    team.begin(5, &old);
    team.revision(5, &old, |revision| {
        revision.kind = RevisionKind::Import(vec![imported()]);
    });
    team.resolve("ann", 5, Outcome::Historical, |_| {});
    let mut draft = team.text(6, "ann");
    draft.context = None;
    team.begin(6, &draft);
    team.commit("ann", "Draft decision 6");
    team.propose_text("ann", 7, &team.text(7, "ann"));
    team.object("bob", 7);
    team.resolve("bob", 7, Outcome::Rejected, |_| {});
    team.commit("bob", "Reject decision 7");
    team
}

/// Who decided by the records of [`team`], in the order of an export.
fn deciders() -> Vec<Handle> {
    ["ann", "bob", "carol"]
        .map(|who| who.parse().unwrap())
        .into()
}
