//! Whether the people whom a text names can do what it asks of them, and whether a charter lets people decide.

use super::codes;
use super::finding::Finding;
use crate::agreement::feasible;
use crate::agreement::people;
use crate::agreement::wellformed;
use crate::record::charter::{ChangeKind, Charter, KeyState, PersonKind, Rule, When};
use crate::record::field::Field;
use crate::record::name::{Handle, Party};
use crate::record::text::Text;

/// Looks at owner and approvers.
pub(super) fn check(text: &Text, charter: &Charter, findings: &mut Vec<Finding>) {
    if let Some(owner) = &text.owner
        && let Some(why) = not_there(charter, owner)
    {
        let message = format!("the owner, {owner}, {why}");
        findings.push(Finding::new(&codes::OWNER_GONE, Field::Owner, message).at(owner.as_str()));
    }
    for party in &text.approvers {
        if let Some(why) = cannot_sign(charter, party) {
            let message = format!("{party} {why}");
            let finding = Finding::new(&codes::APPROVER_CANNOT_SIGN, Field::Approvers, message);
            findings.push(finding.at(party.to_string()));
        }
    }
}

/// Looks at a charter that is the text.
pub(super) fn charter(text: &Text, charter: &Charter, findings: &mut Vec<Finding>) {
    if !charter.rules.is_empty() && !catches_all(charter) {
        let message = "every rule has a `when`, so some decisions are under no rule";
        findings.push(Finding::new(&codes::NO_CATCH_ALL, Field::Charter, message).at("rules:"));
    }
    let flaws = wellformed::flaws(charter);
    if flaws.is_empty()
        && let Some(stuck) = text
            .owner
            .as_ref()
            .and_then(|owner| feasible::stuck(charter, owner))
    {
        let people: Vec<&str> = stuck.people.iter().map(Handle::as_str).collect();
        let rules: Vec<String> = stuck.rules.iter().map(|rule| format!("`{rule}`")).collect();
        let message = format!(
            "when {} changes the charter, too few are left for {}",
            people.join(" or "),
            rules.join(" and ")
        );
        findings.push(Finding::new(&codes::CHARTER_STUCK, Field::Charter, message).at("rules:"));
    }
    for flaw in flaws {
        let message = flaw.to_string();
        findings.push(Finding::new(&codes::RULE_FLAWED, Field::Charter, message));
    }
}

/// Whether every ordinary decision is under some rule: one that is about everything, or some that together are about
/// every kind of change.
fn catches_all(charter: &Charter) -> bool {
    let is_of_kind = |rule: &Rule, kind: ChangeKind| {
        let of_kind_alone = When {
            kind: rule.when.kind.clone(),
            ..When::default()
        };
        rule.when == of_kind_alone && (rule.when.kind.is_empty() || rule.when.kind.contains(&kind))
    };
    [ChangeKind::New, ChangeKind::Revise, ChangeKind::Retire]
        .into_iter()
        .all(|kind| charter.rules.iter().any(|rule| is_of_kind(rule, kind)))
}

fn not_there(charter: &Charter, who: &Handle) -> Option<&'static str> {
    match charter.people.get(who) {
        None => Some("is not in the charter"),
        Some(person) if !person.active => Some("no longer takes part"),
        Some(person) if person.kind == PersonKind::Agent => {
            Some("is an agent, which cannot be accountable")
        }
        Some(_) => None,
    }
}

fn cannot_sign(charter: &Charter, party: &Party) -> Option<&'static str> {
    match party {
        Party::Person(who) => match charter.people.get(who) {
            None => Some("is not in the charter"),
            Some(person) if !person.active => Some("no longer takes part"),
            Some(person) if person.kind == PersonKind::Agent => {
                Some("is an agent, whose approval never counts")
            }
            Some(_) if !has_key(charter, who) => Some("has no key to sign with"),
            Some(_) => None,
        },
        Party::Team(team) if !charter.teams.contains_key(team) => Some("is not in the charter"),
        Party::Team(team) => {
            let members = people::members(charter, team);
            let can = |who: &&Handle| people::counts(charter, who) && has_key(charter, who);
            (!members.iter().any(can)).then_some("has nobody who can sign")
        }
    }
}

fn has_key(charter: &Charter, who: &Handle) -> bool {
    charter.people.get(who).is_some_and(|person| {
        person
            .keys
            .iter()
            .any(|entry| entry.state == KeyState::Active)
    })
}
