//! `adr-sign payload` and `adr-sign allowed-signers`, and the shell lines that need them.

use std::path::Path;

use super::adr_sign;
use crate::support::team::Team;

/// The lines of the record format, but for the path of the sign-off and who signed it.
const VERIFY: &str = r"
git cat-file blob HEAD:SIGNOFF > s
sed '/^signature:/,$d' s | ssh-keygen -Y verify -n adr-sign -I SIGNER \
  -f <(adr-sign allowed-signers) -s <(sed '1,/^signature:/d;s/^  //' s)
";

/// Runs the lines in bash, with the built binaries on the path.
fn verify(team: &Team, signoff: &str, signer: &str) -> std::process::Output {
    let binaries = Path::new(env!("CARGO_BIN_EXE_adr-sign")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".into());
    team.repo
        .command("bash")
        .args([
            "-c",
            &VERIFY.replace("SIGNOFF", signoff).replace("SIGNER", signer),
        ])
        .env("PATH", format!("{}:{path}", binaries.display()))
        .output()
        .unwrap()
}

#[test]
fn the_lines_of_the_record_format_verify_a_signoff() {
    let team = Team::new();
    team.settle(1);
    let signoff = team.signoff_of("bob", 1);
    let output = verify(&team, &signoff, "bob");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    assert!(
        said.starts_with("Good \"adr-sign\" signature for bob"),
        "{said}"
    );
    assert!(
        !verify(&team, &signoff, "carol").status.success(),
        "it is Bob's and nobody else's"
    );

    let changed = team.repo.read(&signoff).replace("approve", "dissent");
    team.repo.write(&signoff, changed);
    team.commit("ann", "Bob dissents, does he not?");
    assert!(!verify(&team, &signoff, "bob").status.success());
}

#[test]
fn the_payload_is_what_stands_above_the_signature() {
    let team = Team::new();
    team.settle(1);
    let signoff = team.signoff_of("bob", 1);
    let record = team.repo.read(&signoff);
    let told = adr_sign(&team.repo, &["payload", &signoff]);
    assert_eq!(told.code, 0);
    assert_eq!(
        Some(told.answer.as_str()),
        record.split("signature:").next()
    );

    let missing = adr_sign(&team.repo, &["payload", "no-such-file"]);
    assert_eq!(missing.code, 4);
    assert!(missing.said.contains("no-such-file"), "{}", missing.said);
}

#[test]
fn a_retired_key_still_verifies_and_a_compromised_one_does_not() {
    let charter = Team::charter().replace(
        "keys: [KEY-eli]",
        "keys: [{key: KEY-eli, state: retired}, {key: KEY-mallory, state: compromised}]",
    );
    let team = Team::with(&charter);
    let told = adr_sign(&team.repo, &["allowed-signers"]);
    let signers: Vec<&str> = told
        .answer
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(told.code, 0, "{}", told.said);
    assert_eq!(signers, ["ann", "bob", "bot", "carol", "dana", "eli"]);
    assert!(
        told.answer
            .lines()
            .all(|line| line.contains("namespaces=\"adr-sign\""))
    );
}
