//! 200 Kubernetes Enhancement Proposals, compared fact by fact with what an independent script found in them.

use std::collections::{BTreeMap, BTreeSet};

use adr_sign::interchange::{Import, ImportedDecision, Naming, Role, kep};
use adr_sign::record::name::Party;
use serde_json::{Value, json};

fn import() -> (Import, Value) {
    let corpus = super::folder("kep-slice");
    (
        kep::read(&super::files(&corpus)),
        super::expected_facts(&corpus),
    )
}

fn records(facts: &Value) -> BTreeMap<&str, &Value> {
    let records = facts["records"].as_array().expect("a list of records");
    records
        .iter()
        .map(|record| (record["path"].as_str().expect("a path"), record))
        .collect()
}

/// Proposals that can be lived through from start to end with the people of the aliases alone: two and more named
/// approvers, all of them people known to the aliases, none of them the owner. In the order of their paths.
pub fn with_approvers_at_hand(import: &Import) -> Vec<&ImportedDecision> {
    import
        .decisions
        .iter()
        .filter(|decision| {
            let owner = decision.owner.clone().map(Party::Person);
            let named = decision.named(Role::Approver).map(|naming| &naming.party);
            let at_hand = |party: &Option<Party>| {
                matches!(party, Some(party @ Party::Person(_)) if import.charter.knows(party))
                    && *party != owner
            };
            owner.is_some() && decision.approvers.len() >= 2 && { named }.all(at_hand)
        })
        .collect()
}

/// Paths of the files about which there is such a note.
fn noted<'a>(import: &'a Import, code: &str) -> BTreeSet<&'a str> {
    import
        .notes
        .iter()
        .filter(|note| note.what.code() == code)
        .map(|note| note.path.as_str())
        .collect()
}

fn with_quirk<'a>(facts: &'a Value, quirk: &str) -> BTreeSet<&'a str> {
    records(facts)
        .into_iter()
        .filter(|(_, record)| {
            let quirks = record["quirks"].as_array().expect("a list of quirks");
            quirks
                .iter()
                .any(|found| found.as_str().is_some_and(|word| word.starts_with(quirk)))
        })
        .map(|(path, _)| path)
        .collect()
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn debug() {
    let (import, facts) = import();
    println!("{:#?}", import.summary());
    for note in &import.notes {
        if !["no-readme"].contains(&note.what.code()) {
            println!("{} [{}]", note, note.what.code());
        }
    }
    for (ours, theirs) in [
        ("placeholder", "placeholder-approver"),
        ("without-at", "approver-without-at"),
        ("unknown-status", "status-not-in-vocabulary"),
        ("not-a-date", "yaml"),
        ("author-approves", "author-is-approver"),
        ("number-differs", "dir-number-mismatch"),
    ] {
        let (a, b) = (noted(&import, ours), with_quirk(&facts, theirs));
        println!(
            "{ours}: only ours {:?}, only theirs {:?}",
            a.difference(&b).collect::<Vec<_>>(),
            b.difference(&a).collect::<Vec<_>>()
        );
    }
    println!("{}", with_approvers_at_hand(&import).len());
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn every_record_says_what_its_source_says() {
    let (import, facts) = import();
    let expected = records(&facts);
    let paths: Vec<_> = import
        .decisions
        .iter()
        .map(|decision| decision.path.as_str())
        .collect();
    assert_eq!(paths, expected.keys().copied().collect::<Vec<_>>());
    for decision in &import.decisions {
        let record = expected[decision.path.as_str()];
        let fields = decision.custom.fields().get("kep");
        let field = |key: &str| fields.and_then(|fields| fields.get(key)).cloned();
        let named = |role| -> Vec<_> {
            let names = decision.named(role);
            names
                .map(|Naming { verbatim, .. }| verbatim.as_str())
                .collect()
        };
        let ours = json!({
            "number": decision.source.number.map(|number| number.to_string()),
            "title": decision.title,
            "status": decision.source.status,
            "stage": field("stage"),
            "authors": named(Role::Author),
            "reviewers": named(Role::Reviewer),
            "approvers": named(Role::Approver),
            "creation": field("creation-date"),
            "superseded_by": field("superseded-by").unwrap_or_else(|| Vec::<String>::new().into()),
        });
        for (key, ours) in ours.as_object().unwrap() {
            assert_eq!(ours, &record[key], "`{key}` of {}", decision.path);
        }
        let replaced = decision.supersedes.len() + decision.source.links.len();
        assert_eq!(
            replaced,
            record["replaces"].as_array().unwrap().len(),
            "{}",
            decision.path
        );
    }
}
