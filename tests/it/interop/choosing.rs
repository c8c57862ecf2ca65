//! Which key signs, for somebody whose git is set up in one way or another.

use std::fs;
use std::process::Command;

use adr_sign::record::key::PublicKey;
use adr_sign::signing::{SigningConfig, SigningError, SigningKey, Surroundings};

use super::keyring::{Keyring, PAYLOAD, named, succeeded};

fn chosen(config: &SigningConfig, surroundings: &Surroundings) -> PublicKey {
    SigningKey::find(config, surroundings)
        .expect("a key at hand")
        .public()
        .clone()
}

#[test]
fn a_key_is_named_by_its_private_file_its_public_file_or_its_home() {
    let keyring = Keyring::new();
    let key = keyring.key("alice", "ed25519");
    let whole = keyring.path("alice").to_string_lossy().into_owned();
    for name in ["alice", "alice.pub", "~/alice", "./alice.pub", &whole] {
        assert_eq!(chosen(&named(name), &keyring.surroundings()), key, "{name}");
        let armor = keyring
            .signing_key(name)
            .sign(PAYLOAD)
            .expect("a signature");
        assert!(keyring.ssh_accepts(&key, &armor, PAYLOAD), "{name}");
    }
}

#[test]
fn a_private_key_tells_its_public_half_even_under_a_passphrase() {
    let keyring = Keyring::new();
    let key = keyring.key_with_passphrase("alice", "ecdsa -b 521", "correct horse");
    fs::remove_file(keyring.path("alice.pub")).expect("the public half");
    assert_eq!(chosen(&named("alice"), &keyring.surroundings()), key);
}

#[test]
fn a_private_key_in_an_old_form_is_known_by_the_file_beside_it() {
    let keyring = Keyring::new();
    let key = keyring.key("alice", "rsa -b 2048 -m PEM");
    assert_eq!(chosen(&named("alice"), &keyring.surroundings()), key);
    let armor = keyring
        .signing_key("alice")
        .sign(PAYLOAD)
        .expect("a signature");
    assert!(keyring.ssh_accepts(&key, &armor, PAYLOAD));

    fs::remove_file(keyring.path("alice.pub")).expect("the public half");
    let error =
        SigningKey::find(&named("alice"), &keyring.surroundings()).expect_err("no public half");
    assert!(
        matches!(error, SigningError::NoPublicHalf { .. }),
        "{error}"
    );
}

#[test]
fn what_the_user_says_goes_before_what_is_configured() {
    let keyring = Keyring::new();
    let said = keyring.key("said", "ed25519");
    let configured = keyring.key("configured", "ed25519");
    let mut config = SigningConfig {
        key: Some("said".to_owned()),
        signing_key: Some("configured".to_owned()),
        format: Some("ssh".to_owned()),
        default_key_command: Some("false".to_owned()),
        ..SigningConfig::default()
    };
    assert_eq!(chosen(&config, &keyring.surroundings()), said);
    config.key = None;
    assert_eq!(chosen(&config, &keyring.surroundings()), configured);
}

#[test]
fn the_id_of_an_openpgp_key_is_passed_over() {
    let keyring = Keyring::new();
    let key = keyring.key("alice", "ed25519");
    let mut config = SigningConfig {
        signing_key: Some("4F9D2C1B8A7E6D5C".to_owned()),
        default_key_command: Some(format!("sh -c 'echo \"key::{key}\"; echo another line'")),
        ..SigningConfig::default()
    };
    assert_eq!(chosen(&config, &keyring.surroundings()), key);
    config.format = Some("openpgp".to_owned());
    assert_eq!(chosen(&config, &keyring.surroundings()), key);
    // Where git signs with ssh, the same word is a path.
    config.format = Some("ssh".to_owned());
    let error = SigningKey::find(&config, &keyring.surroundings()).expect_err("no such file");
    assert!(
        matches!(error, SigningError::KeyFileMissing { .. }),
        "{error}"
    );
}

#[test]
fn an_ssh_key_counts_even_where_git_signs_commits_with_openpgp() {
    let keyring = Keyring::new();
    let key = keyring.key("alice", "ed25519");
    for signing_key in ["~/alice.pub", "alice.pub", "./alice", &key.to_string()] {
        let config = SigningConfig {
            signing_key: Some(signing_key.to_owned()),
            ..SigningConfig::default()
        };
        assert_eq!(
            chosen(&config, &keyring.surroundings()),
            key,
            "{signing_key}"
        );
    }
}

#[test]
fn with_nothing_configured_the_agent_is_asked_and_a_key_of_the_charter_preferred() {
    let keyring = Keyring::new();
    let first = keyring.key("first", "ed25519");
    let known = keyring.key("known", "ed25519");
    let agent = keyring.agent();
    agent.add(&keyring.path("first"));
    agent.add(&keyring.path("known"));
    let surroundings = Surroundings {
        agent_socket: Some(agent.socket()),
        ..keyring.surroundings()
    };
    let mut config = SigningConfig::default();
    assert_eq!(chosen(&config, &surroundings), first);
    config.known_keys = vec![known.clone()];
    assert_eq!(chosen(&config, &surroundings), known);
    let armor = SigningKey::find(&config, &surroundings)
        .and_then(|key| key.sign(PAYLOAD))
        .expect("a signature");
    assert!(keyring.ssh_accepts(&known, &armor, PAYLOAD));
}

#[test]
fn the_default_keys_come_last_unless_the_charter_knows_one() {
    let keyring = Keyring::new();
    fs::create_dir(keyring.path(".ssh")).expect("a folder");
    let default = keyring.key(".ssh/id_ed25519", "ed25519");
    assert_eq!(
        chosen(&SigningConfig::default(), &keyring.surroundings()),
        default
    );

    let held = keyring.key("held", "ed25519");
    let agent = keyring.agent();
    agent.add(&keyring.path("held"));
    let surroundings = Surroundings {
        agent_socket: Some(agent.socket()),
        ..keyring.surroundings()
    };
    assert_eq!(chosen(&SigningConfig::default(), &surroundings), held);
    let config = SigningConfig {
        known_keys: vec![default.clone()],
        ..SigningConfig::default()
    };
    assert_eq!(chosen(&config, &surroundings), default);
}

#[test]
fn the_configured_program_signs() {
    let keyring = Keyring::new();
    let key = keyring.key("alice", "ed25519");
    let program = script(
        &keyring,
        "my signer",
        "touch was-here; exec ssh-keygen \"$@\"",
    );
    let config = SigningConfig {
        program: Some(program),
        ..named("alice")
    };
    let armor = SigningKey::find(&config, &keyring.surroundings())
        .and_then(|key| key.sign(PAYLOAD))
        .expect("a signature");
    assert!(keyring.path("was-here").exists());
    assert!(keyring.ssh_accepts(&key, &armor, PAYLOAD));
}

/// A program of the user's own, in the folder; returns its path with `~/` in front.
///
/// A shell writes it, not this process: a file that some thread of ours holds open for writing while
/// another one starts a program is busy, and cannot be run.
pub fn script(keyring: &Keyring, name: &str, body: &str) -> String {
    let output = Command::new("sh")
        .args([
            "-c",
            "printf '#!/bin/sh\n%s\n' \"$2\" > \"$1\" && chmod 755 \"$1\"",
            "sh",
        ])
        .arg(keyring.path(name))
        .arg(body)
        .output()
        .expect("sh");
    succeeded(&output);
    format!("~/{name}")
}
