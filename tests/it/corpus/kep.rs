//! 200 Kubernetes Enhancement Proposals, compared fact by fact with what an independent script found in them.

use std::collections::{BTreeMap, BTreeSet};

use adr_sign::interchange::{Import, ImportedDecision, Naming, Role, kep};
use adr_sign::record::id::DecisionId;
use adr_sign::record::name::Party;
use adr_sign::record::revision::{Revision, RevisionKind};
use adr_sign::record::yaml;
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
/// approvers, all of them people known to the aliases, none of them the owner. In the order of their paths. Most owners
/// are not in the aliases: a charter for them needs their own entries.
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

/// The aliases, sorted, with their members in lower case: read line by line, unlike the importer does.
fn aliases() -> Vec<(String, Vec<String>)> {
    let corpus = super::folder("kep-slice");
    let source = std::fs::read_to_string(corpus.join("OWNERS_ALIASES")).expect("there are aliases");
    let mut teams: Vec<(String, Vec<String>)> = Vec::new();
    for line in source.lines() {
        let word = line.split('#').next().unwrap_or_default().trim();
        match (word.strip_suffix(':'), word.strip_prefix("- ")) {
            (Some(name), _) if line.starts_with("  ") => teams.push((name.to_owned(), Vec::new())),
            (None, Some(member)) => {
                let (_, members) = teams.last_mut().expect("members follow their alias");
                members.push(member.trim().to_lowercase());
            }
            _ => {}
        }
    }
    teams.sort();
    teams
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
        for (fact, ours) in facts_of(decision) {
            assert_eq!(ours, record[fact], "`{fact}` of {}", decision.path);
        }
        let replaced = decision.supersedes.len() + decision.source.links.len();
        let expected = record["replaces"].as_array().map(Vec::len);
        assert_eq!(Some(replaced), expected, "`replaces` of {}", decision.path);
    }
}

/// The facts of a record as the draft has them, by their names.
fn facts_of(decision: &ImportedDecision) -> Vec<(&'static str, Value)> {
    let fields = decision.custom.fields().get("kep");
    let field = |key: &str| {
        let value = fields.and_then(|fields| fields.get(key));
        serde_json::to_value(value).expect("custom fields are plain")
    };
    let named = |role| -> Value {
        let names = decision.named(role);
        names
            .map(|Naming { verbatim, .. }| verbatim.as_str())
            .collect()
    };
    let number = decision.source.number.map(|number| number.to_string());
    // The facts spell a missing date as the word `None`.
    let creation = match field("creation-date") {
        Value::Null => json!("None"),
        date => date,
    };
    let superseded_by = match field("superseded-by") {
        Value::Null => json!([]),
        Value::String(one) => json!([one]),
        several => several,
    };
    vec![
        ("number", json!(number)),
        ("title", json!(decision.title)),
        ("status", json!(decision.source.status)),
        ("stage", field("stage")),
        ("authors", named(Role::Author)),
        ("reviewers", named(Role::Reviewer)),
        ("approvers", named(Role::Approver)),
        ("creation", creation),
        ("superseded_by", superseded_by),
    ]
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn the_figures_agree() {
    let (import, facts) = import();
    let summary = import.summary();
    assert_eq!(json!(summary.decisions), facts["keps"]);
    assert_eq!(json!(summary.status), facts["status"]);
    assert_eq!(json!(summary.approvers), facts["approvers_per_kep"]);
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn every_oddity_in_the_facts_is_noted() {
    let (import, facts) = import();
    let template = "keps/sig-cloud-provider/providers/0000-cloud-provider-template/kep.yaml";
    let same = |code, quirk| assert_eq!(noted(&import, code), with_quirk(&facts, quirk), "{code}");
    same("unknown-status", "status-not-in-vocabulary");
    same("number-differs", "dir-number-mismatch");

    // The facts look at approvers only; these two say TBD among the reviewers.
    let more = |code, quirk| -> Vec<_> {
        let (ours, theirs) = (noted(&import, code), with_quirk(&facts, quirk));
        assert!(theirs.is_subset(&ours), "{code}: {theirs:?}");
        ours.difference(&theirs).copied().collect()
    };
    assert_eq!(
        more("placeholder", "placeholder-approver"),
        [template, "keps/sig-storage/989-extend-datasource/kep.yaml"]
    );

    // The facts see a date only where its digits are in place; these hold a version or the form's `yyyy-mm-dd`.
    assert_eq!(
        more("not-a-date", "yaml"),
        [
            "keps/sig-api-machinery/4080-generic-controlplane/kep.yaml",
            template,
            "keps/sig-etcd/4331-livez-readyz/kep.yaml",
        ]
    );

    // The facts compare letter by letter: `@jpbetz` is an author here, and `jpbetz` an approver.
    assert_eq!(
        more("author-approves", "author-is-approver"),
        ["keps/sig-api-machinery/4153-declarative-validation/kep.yaml"]
    );

    // The facts count a TBD as an approver without `@`; to us it is nobody.
    let bare_approvers: BTreeSet<&str> = import
        .decisions
        .iter()
        .filter(|decision| {
            decision
                .named(Role::Approver)
                .any(|naming| !naming.verbatim.starts_with('@'))
        })
        .map(|decision| decision.path.as_str())
        .collect();
    assert_eq!(bare_approvers, with_quirk(&facts, "approver-without-at"));
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn a_placeholder_never_becomes_a_person() {
    let (import, facts) = import();
    for (path, record) in records(&facts) {
        let decision = import
            .decisions
            .iter()
            .find(|decision| decision.path == path)
            .expect("every record is imported");
        let named = record["approvers"].as_array().expect("a list of approvers");
        let nobody = named.iter().filter(|name| *name == "TBD").count();
        assert_eq!(decision.approvers.len() + nobody, named.len(), "{path}");
        let kept = decision.source.people.iter();
        let kept = kept.filter(|line| line.as_str() == "approver: TBD").count();
        assert_eq!(kept, nobody, "{path}");
    }
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn nothing_else_is_odd() {
    let (import, _) = import();
    let oddities: Vec<_> = import.summary().oddities.into_iter().collect();
    assert_eq!(
        oddities,
        [
            ("author-approves", 7),
            ("link-placeholder", 10),
            ("link-unresolved", 25),
            ("no-approver", 18),
            ("no-readme", 200),
            ("not-a-date", 5),
            ("not-a-handle", 1),
            ("number-differs", 1),
            ("number-taken", 1),
            ("number-zero", 4),
            ("placeholder", 22),
            ("respelled", 2),
            ("template", 1),
            ("unknown-status", 5),
            ("without-at", 7),
        ]
    );
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn what_replaces_another_proposal_of_the_slice_is_linked_to_it() {
    let (import, _) = import();
    let links: Vec<_> = import
        .decisions
        .iter()
        .flat_map(|decision| {
            let replaced = decision.supersedes.iter();
            replaced.map(|path| (decision.source.number, path.as_str()))
        })
        .collect();
    assert_eq!(
        links,
        [
            (
                Some(1205),
                "keps/sig-storage/2451-service-account-token-volumes/kep.yaml"
            ),
            (Some(3299), "keps/sig-auth/3130-kms-observability/kep.yaml"),
            (
                Some(2433),
                "keps/sig-network/536-topology-aware-routing/kep.yaml"
            ),
            (
                Some(4671),
                "keps/sig-scheduling/5832-decouple-podgroup-api/kep.yaml"
            ),
        ]
    );
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn every_alias_is_a_team_of_its_people() {
    let (import, _) = import();
    let teams = aliases();
    let ours: Vec<(String, Vec<String>)> = import
        .charter
        .teams
        .iter()
        .map(|(team, members)| {
            let members = members.iter().map(ToString::to_string).collect();
            (team.to_string(), members)
        })
        .collect();
    assert_eq!(ours, teams);
    let people: BTreeSet<_> = teams.into_iter().flat_map(|(_, members)| members).collect();
    let known: BTreeSet<_> = import
        .charter
        .people
        .keys()
        .map(ToString::to_string)
        .collect();
    assert_eq!(known, people);
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn every_draft_can_be_kept_as_a_record() {
    let (import, _) = import();
    for (index, decision) in import.decisions.iter().enumerate() {
        let id = DecisionId::new(0, index as u128);
        let revision = Revision {
            revision: 1,
            previous: None,
            kind: RevisionKind::Import(vec![decision.source.clone()]),
            by: "importer".parse().unwrap(),
            with: Vec::new(),
            at: "2026-11-24T09:12:33+01:00".parse().unwrap(),
            summary: None,
            refers: BTreeMap::new(),
            text: decision.text(id, |_| None),
            signature: None,
        };
        let written = yaml::write(&revision);
        let read: Revision = yaml::read_canonical(written.as_bytes())
            .unwrap_or_else(|error| panic!("{}: {error}\n{written}", decision.path));
        assert_eq!(read, revision, "{}", decision.path);
    }
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn fifty_nine_proposals_can_be_lived_through_with_the_people_of_the_aliases() {
    let (import, facts) = import();
    let chosen: Vec<_> = with_approvers_at_hand(&import)
        .into_iter()
        .map(|decision| decision.path.as_str())
        .collect();
    assert_eq!(chosen.len(), 59);

    let known: BTreeSet<String> = aliases()
        .into_iter()
        .flat_map(|(_, members)| members)
        .collect();
    let logins = |names: &Value| -> Vec<String> {
        let names = names.as_array().expect("a list of names").iter();
        let names = names.map(|name| name.as_str().expect("a name"));
        names
            .map(|name| name.trim_start_matches('@').to_lowercase())
            .collect()
    };
    let expected: Vec<_> = records(&facts)
        .into_iter()
        .filter(|(_, record)| {
            let (authors, approvers) = (logins(&record["authors"]), logins(&record["approvers"]));
            approvers.len() >= 2
                && approvers.iter().all(|approver| known.contains(approver))
                && !approvers.contains(&authors[0])
        })
        .map(|(path, _)| path)
        .collect();
    assert_eq!(chosen, expected);
}
