//! Signed reports: what they prove to somebody who has nothing else.

use std::fs;
use std::path::PathBuf;

use super::audit;
use crate::cli::{Told, adr};
use crate::support::team::Team;
use crate::support::{Key, run, ssh_key};

/// A report about one settled decision, signed by an auditor from outside, and their key.
fn bundle(team: &Team) -> (PathBuf, Key) {
    let auditor = ssh_key(&team.repo.around(), "auditor", "ed25519");
    let file = team.repo.around().join("audit.adr");
    let told = audit(
        team,
        &[
            "--bundle",
            &file.display().to_string(),
            "--key",
            &auditor.private.display().to_string(),
        ],
    );
    told.fine();
    assert!(
        told.said.contains("the report, signed with SHA256:"),
        "{}",
        told.said
    );
    (file, auditor)
}

fn verify(team: &Team, file: &std::path::Path, arguments: &[&str]) -> Told {
    let file = file.display().to_string();
    adr(
        &team.repo,
        &[&["audit", "--verify-bundle", &file], arguments].concat(),
    )
}

#[test]
fn a_bundle_proves_itself_and_who_signed_it() {
    let team = Team::new();
    team.settle(1);
    let (file, auditor) = bundle(&team);
    let told = verify(&team, &file, &["--auditor", &auditor.line]);
    insta::assert_snapshot!(told.fine(), @r"
    report of adr 0.1.0 on main, made 2026-11-24T10:00:00+01:00
      commit xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      tree   xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    trust root:
      sha256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    its outcome: clean

    signed by SHA256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      no key of the charter, as befits an auditor from outside
    genuine: it is what was signed, and its charters hold
    ");
    let key = auditor.public.display().to_string();
    let root = team.root.to_string();
    let report = verify(
        &team,
        &file,
        &["--auditor", &key, "--trust-root", &root, "--json"],
    )
    .json(0);
    assert_eq!(report["report"]["outcome"], "clean");
    assert_eq!(
        report["report"]["logs"][0]["decisions"][1]["assurance"],
        "key"
    );
    let told = verify(&team, &file, &[]).fine();
    assert!(told.contains("name it with --auditor"), "{told}");
    // A report is never written over.
    let again = audit(
        &team,
        &["--bundle", &file.display().to_string(), "--key", &key],
    );
    assert_ne!(again.code, 0);
}

#[test]
fn openssh_verifies_it_as_well() {
    let team = Team::new();
    team.settle(1);
    let (file, auditor) = bundle(&team);
    let signers = team.repo.around().join("auditors");
    let line = format!("auditor namespaces=\"adr-audit\" {}\n", auditor.line);
    fs::write(&signers, line).unwrap();
    let script = format!(
        "sed '/^signature:/,$d' {0} | ssh-keygen -Y verify -n adr-audit -I auditor \
         -f {1} -s <(sed '1,/^signature:/d;s/^  //' {0})",
        file.display(),
        signers.display()
    );
    let said = run(team.repo.command("bash").args(["-c", &script]));
    assert!(
        said.starts_with("Good \"adr-audit\" signature for auditor"),
        "{said}"
    );
    let json = run(team.repo.command("sed").arg("/^signature:/,$d").arg(&file));
    let bundle: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(bundle["report"]["subject"]["name"], "main");
}

#[test]
fn one_byte_is_enough() {
    let team = Team::new();
    team.settle(1);
    let (file, _) = bundle(&team);
    let good = fs::read(&file).unwrap();
    // Bytes of the report, of its evidence, of the line between, and of the signature.
    for position in (0..good.len()).step_by(good.len() / 12) {
        let mut bad = good.clone();
        bad[position] ^= 1;
        fs::write(&file, bad).unwrap();
        let told = verify(&team, &file, &[]);
        assert_eq!(told.code, 3, "byte {position}: {}", told.answer);
        assert!(told.answer.contains("not genuine"), "{}", told.answer);
    }
}

#[test]
fn another_signer_and_another_purpose_are_told() {
    let team = Team::new();
    team.settle(1);
    let (file, _) = bundle(&team);
    let told = verify(
        &team,
        &file,
        &["--auditor", &crate::support::team::public_key("ann")],
    );
    assert_eq!(told.code, 3, "{}", told.answer);
    assert!(
        told.answer.contains("it is signed by SHA256:"),
        "{}",
        told.answer
    );
    let other = format!("sha256:{}", "0".repeat(64));
    let told = verify(&team, &file, &["--trust-root", &other]);
    assert_eq!(told.code, 3, "{}", told.answer);

    // Ann signed the same bytes as if they were a record.
    let text = fs::read(&file).unwrap();
    let payload = adr_sign::signing::payload::payload(&text).to_vec();
    let armor = crate::support::team::sign("ann", &payload);
    let signed = adr_sign::signing::payload::append_signature(&payload, &armor);
    fs::write(&file, signed).unwrap();
    let told = verify(&team, &file, &[]);
    assert_eq!(told.code, 3, "{}", told.answer);
    assert!(told.answer.contains("adr-sign"), "{}", told.answer);
    // And as an audit, with charters that are not those of the records.
    let lie = String::from_utf8(payload).unwrap().replacen(
        &team.root.to_string(),
        &format!("sha256:{}", "1".repeat(64)),
        1,
    );
    let armor = crate::support::team::sign_for("adr-audit", "ann", lie.as_bytes());
    let signed = adr_sign::signing::payload::append_signature(lie.as_bytes(), &armor);
    fs::write(&file, signed).unwrap();
    let told = verify(&team, &file, &[]);
    assert_eq!(told.code, 3, "{}", told.answer);
    assert!(
        told.answer.contains("do not prove the charters"),
        "{}",
        told.answer
    );
}
