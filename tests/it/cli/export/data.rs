//! JSON, JSON-ADR, CSV and in-toto: one document of all decisions.

use std::collections::BTreeMap;

use adr_sign::record::delegation::Delegation;
use adr_sign::record::digest::Digest;
use adr_sign::record::resolution::Resolution;
use adr_sign::record::revision::Revision;
use adr_sign::record::signoff::Signoff;
use adr_sign::record::yaml;
use adr_sign::signing::payload::payload;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{deciders, full, team};
use crate::cli::{adr, adr_sign};
use crate::records::values::{line, prose};
use crate::support::run;
use crate::support::team::Team;

/// Every record of the document with its path in the log.
fn records(document: &Value) -> Vec<&Value> {
    let decisions = document["decisions"].as_array().unwrap();
    let of_decisions = decisions.iter().flat_map(|decision| {
        ["revisions", "signoffs", "resolutions"]
            .into_iter()
            .flat_map(|kind| decision[kind].as_array().unwrap())
    });
    let delegations = document["delegations"].as_array().unwrap();
    of_decisions.chain(delegations).collect()
}

/// The file that a record in JSON says, in the style of format 1.
fn bytes_of(record: &Value) -> String {
    fn written<T: DeserializeOwned + Serialize>(record: &Value) -> String {
        let value: T = serde_json::from_value(record["record"].clone()).unwrap();
        yaml::write(&value)
    }
    let path = record["path"].as_str().unwrap();
    match path.rsplit('/').nth(1).unwrap() {
        "revisions" => written::<Revision>(record),
        "signoffs" => written::<Signoff>(record),
        "resolutions" => written::<Resolution>(record),
        "delegations" => written::<Delegation>(record),
        other => panic!("{other}"),
    }
}

#[test]
fn json_has_every_record_and_its_very_bytes_can_be_made_of_it() {
    let team = team();
    team.delegate("bob", "carol", "bob", "2026-11-20", "2026-11-30");
    team.commit("bob", "Delegate");
    let document = adr(&team.repo, &["export", "json"]).json(0);
    assert_eq!(document["version"], 1);
    assert_eq!(document["commit"], team.repo.git(&["rev-parse", "HEAD"]));
    let found = records(&document);
    let stored = team.repo.git(&[
        "ls-files",
        "decisions/*/*/*.yaml",
        "decisions/delegations/*",
    ]);
    assert_eq!(found.len(), stored.lines().count());
    for record in found {
        let path = format!("decisions/{}", record["path"].as_str().unwrap());
        let bytes = bytes_of(record);
        assert_eq!(bytes, team.repo.read(&path), "{path}");
        assert_eq!(record["sha256"], Digest::of(bytes.as_bytes()).to_string());
        let signed = Digest::of(payload(bytes.as_bytes()));
        assert_eq!(record["signed_sha256"], signed.to_string());
    }
}

#[test]
fn json_adr_has_the_keys_of_its_schema_and_nothing_else() {
    let team = team();
    let document = adr(&team.repo, &["export", "json-adr"]).json(0);
    assert_eq!(document["version"], "1.0.0");
    let keys = [
        "number",
        "title",
        "status",
        "date",
        "deciders",
        "consulted",
        "informed",
        "tags",
        "context",
        "decision_drivers",
        "considered_options",
        "decision",
        "consequences",
        "confirmation",
        "links",
        "custom_sections",
        "path",
    ];
    let adrs = document["adrs"].as_array().unwrap();
    for adr in adrs {
        let said = adr.as_object().unwrap();
        assert!(
            said.keys().all(|key| keys.contains(&key.as_str())),
            "{said:?}"
        );
        for key in ["number", "title", "status", "date"] {
            assert!(said.contains_key(key), "{key}: {said:?}");
        }
    }
    let (first, third, text) = (&adrs[0], &adrs[2], full(&team, 3));
    assert_eq!(
        first["links"],
        serde_json::json!([{ "type": "superseded-by", "target": 3 }])
    );
    assert_eq!(
        adrs[1]["links"],
        serde_json::json!([{ "type": "amended-by", "target": 3 }])
    );
    assert_eq!(third["deciders"], serde_json::json!(deciders()));
    assert_eq!(third["decision_drivers"], serde_json::json!(text.drivers));
    assert_eq!(third["context"], text.context.unwrap().as_str().trim_end());
    assert_eq!(
        third["considered_options"][0]["pros"],
        serde_json::json!(["known", "yes"])
    );
    let others = third["links"].as_array().unwrap();
    assert!(others.iter().all(|link| link["target"] != 0), "{others:?}");
    assert_eq!(third["custom_sections"]["Owner"], "ann");
}

/// The rows of a table after RFC 4180, each by the names of its columns, without what guards against formulas.
fn rows(table: &str) -> Vec<BTreeMap<String, String>> {
    let mut all: Vec<Vec<String>> = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut is_quoted = false;
    let mut letters = table.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !is_quoted => {
                assert_eq!(letters.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                all.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(!is_quoted && cell.is_empty() && row.is_empty(), "{table}");
    let names = all.remove(0);
    all.into_iter()
        .map(|row| {
            assert_eq!(row.len(), names.len());
            let bare = row.into_iter().map(|cell| {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{cell}"
                );
                cell.strip_prefix('\'').map_or(cell.clone(), str::to_owned)
            });
            names.iter().cloned().zip(bare).collect()
        })
        .collect()
}

#[test]
fn a_table_gives_back_what_the_records_say_and_runs_nothing() {
    let team = Team::new();
    let mut text = full(&team, 1);
    text.title = line("=HYPERLINK(\"http://example.com\";\"a, b\")");
    text.context = Some(prose("+1 for\r\n\"this\", and; that"));
    text.decision = Some(prose("-2"));
    text.consequences = Some(prose("@SUM(A1)"));
    text.confirmation = Some(prose("'quoted'"));
    text.drivers = vec![line("=1+1"), line("second")];
    (text.supersedes, text.amends, text.relates_to) = Default::default();
    team.propose_text("ann", 1, &text);
    let told = adr(&team.repo, &["export", "csv"]);
    let rows = rows(&told.answer);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["number"], "0");
    let row = &rows[1];
    for (column, said) in [
        ("number", "1"),
        ("status", "proposed"),
        ("id", &text.id.to_string()),
        ("title", text.title.as_str()),
        (
            "context",
            text.context.as_ref().unwrap().as_str().trim_end(),
        ),
        ("decision", "-2"),
        ("consequences", "@SUM(A1)"),
        ("confirmation", "'quoted'"),
        ("drivers", "=1+1\nsecond"),
        ("tags", "no 0012 security"),
        ("governs", "infra/**\n*.md\n[a-z]?/{x,y}"),
        ("editors", "dana eli"),
        ("review_by", "2027-02-28"),
        ("imported_from", ""),
    ] {
        assert_eq!(row[column], said, "{column}");
    }
}

#[test]
fn a_statement_names_the_revision_and_proves_the_sign_off() {
    let team = team();
    let told = adr(&team.repo, &["export", "in-toto"]);
    let statements: Vec<Value> = told
        .answer
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    // Two on each of the charter and decisions 1 to 3, and Bob's objection.
    assert_eq!(statements.len(), 9);
    for statement in &statements {
        assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
        assert_eq!(
            statement["predicateType"],
            "urn:adr-sign:predicate:1:sign-off"
        );
        let subject = &statement["subject"][0];
        let revision = team.repo.read(subject["name"].as_str().unwrap());
        let digest = Digest::of(revision.as_bytes()).to_string();
        assert_eq!(
            digest,
            format!("sha256:{}", subject["digest"]["sha256"].as_str().unwrap())
        );
    }
    let objection = &statements[8]["predicate"];
    assert_eq!(objection["signer"], "bob");
    assert_eq!(objection["stance"], "object");
    assert_eq!(objection["decision"]["number"], 7);
    assert_eq!(objection["reason"], "I have read it.\n");
    // What OpenSSH says of it, from nothing but the statement and the charter's keys.
    let proof = &objection["proof"];
    let folder = team.repo.around();
    let text = |key: &str| proof[key].as_str().unwrap();
    std::fs::write(folder.join("armor"), text("signature")).unwrap();
    let signers = adr_sign(&team.repo, &["allowed-signers"]).answer;
    std::fs::write(folder.join("signers"), signers).unwrap();
    std::fs::write(folder.join("signed"), text("signed")).unwrap();
    let script = "ssh-keygen -Y verify -n adr-sign -I bob -f signers -s armor < signed";
    let said = run(team
        .repo
        .command("sh")
        .current_dir(&folder)
        .args(["-c", script]));
    assert!(
        said.starts_with("Good \"adr-sign\" signature for bob"),
        "{said}"
    );
}

#[test]
fn a_sign_off_that_proves_nothing_gets_no_statement() {
    let team = Team::new();
    team.propose(1);
    let digest = team.approve("bob", 1);
    let path = team.signoff_of("bob", 1);
    let altered = team
        .repo
        .read(&path)
        .replace("I have read it.", "I have not.");
    let name = Digest::of(payload(altered.as_bytes())).short();
    team.repo.git(&["rm", "-q", &path]);
    team.repo
        .write(&path.replace(&digest.short(), &name), altered);
    team.commit("bob", "Alter");
    let told = adr(&team.repo, &["export", "in-toto", "1"]);
    assert_eq!(told.fine(), "");
    assert!(
        told.said.contains("since their signatures prove nothing"),
        "{}",
        told.said
    );
    assert!(
        told.said.contains(&format!("bob.r1.{name}.yaml")),
        "{}",
        told.said
    );
}
