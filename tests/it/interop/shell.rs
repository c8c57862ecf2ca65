//! The shell lines of the record format work as they are printed, with nothing but git and OpenSSH.

use std::process::Command;

use adr_sign::signing::payload::append_signature;
use adr_sign::signing::{allowed_signers, payload};

use super::keyring::{Keyring, PAYLOAD, succeeded};

/// As printed, but for the path of the record and for where the allowed signers come from.
const VERIFY: &str = r"
git cat-file blob HEAD:signoffs/alice.r2.3f9a1c7e.yaml > s
sed '/^signature:/,$d' s | ssh-keygen -Y verify -n adr-sign -I alice \
  -f <(cat allowed-signers) -s <(sed '1,/^signature:/d;s/^  //' s)
";

#[test]
fn a_record_in_git_is_verified_by_two_lines_of_shell() {
    let keyring = Keyring::new();
    let key = keyring.key("alice", "ed25519");
    let bob = keyring.key("bob", "ecdsa -b 384");
    let armor = keyring
        .signing_key("alice")
        .sign(PAYLOAD)
        .expect("a signature");
    let record = append_signature(PAYLOAD, &armor);
    keyring.write(
        "allowed-signers",
        allowed_signers([("bob", &bob), ("alice", &key)]),
    );
    commit(&keyring, &record);
    let output = bash(&keyring, VERIFY);
    succeeded(&output);
    assert!(
        String::from_utf8_lossy(&output.stdout)
            .starts_with("Good \"adr-sign\" signature for alice"),
        "{output:?}"
    );

    let altered = String::from_utf8(record)
        .expect("text")
        .replace("approve", "dissent");
    commit(&keyring, altered.as_bytes());
    assert!(!bash(&keyring, VERIFY).status.success());
}

#[test]
fn sed_cuts_a_record_where_we_cut_it() {
    let keyring = Keyring::new();
    keyring.key("alice", "ed25519");
    let armor = keyring
        .signing_key("alice")
        .sign(PAYLOAD)
        .expect("a signature");
    let signed = append_signature(PAYLOAD, &armor);
    for record in [
        &signed[..],
        PAYLOAD,
        b"",
        b"a: 1\nsignature: none\nb: 2\n",
        b"signature",
        b"a\n\nb",
    ] {
        keyring.write("s", record);
        let cut = bash(&keyring, "sed '/^signature:/,$d' s");
        assert_eq!(cut.stdout, payload::payload(record));
    }
    keyring.write("s", &signed);
    let cut = bash(&keyring, "sed '1,/^signature:/d;s/^  //' s");
    assert_eq!(cut.stdout, armor.as_str().as_bytes());
}

fn commit(keyring: &Keyring, record: &[u8]) {
    std::fs::create_dir_all(keyring.path("signoffs")).expect("a folder");
    keyring.write("signoffs/alice.r2.3f9a1c7e.yaml", record);
    succeeded(&bash(
        keyring,
        "git init -q && git add signoffs && git commit -qm 'Approve decision 7, revision 2'",
    ));
}

fn bash(keyring: &Keyring, script: &str) -> std::process::Output {
    Command::new("bash")
        .args(["-c", script])
        .current_dir(keyring.path(""))
        .envs([
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_AUTHOR_NAME", "Alice Ng"),
            ("GIT_AUTHOR_EMAIL", "alice@example.com"),
            ("GIT_COMMITTER_NAME", "Alice Ng"),
            ("GIT_COMMITTER_EMAIL", "alice@example.com"),
        ])
        .output()
        .expect("bash")
}
