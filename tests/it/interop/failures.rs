//! What goes wrong for people who sign, and what they are told.

use std::fs;

use adr_sign::signing::{SigningConfig, SigningError, SigningKey, Surroundings};

use super::choosing::script;
use super::keyring::{Keyring, PAYLOAD, named};

fn failure(config: &SigningConfig, surroundings: &Surroundings) -> SigningError {
    SigningKey::find(config, surroundings)
        .and_then(|key| key.sign(PAYLOAD))
        .expect_err("no signature")
}

/// What a person is told: the error and its hint.
fn told(error: &SigningError) -> String {
    format!("{error}\n{}", error.hint())
}

#[test]
fn somebody_without_a_key_is_told_how_to_make_one() {
    let keyring = Keyring::new();
    let error = failure(&SigningConfig::default(), &keyring.surroundings());
    assert!(matches!(error, SigningError::NoKey));
    assert!(
        told(&error).contains("ssh-keygen -t ed25519"),
        "{}",
        told(&error)
    );
    assert!(
        told(&error).contains("adr charter join --push"),
        "{}",
        told(&error)
    );
}

#[test]
fn an_agent_without_keys_is_no_key_at_hand() {
    let keyring = Keyring::new();
    let agent = keyring.agent();
    let surroundings = Surroundings {
        agent_socket: Some(agent.socket()),
        ..keyring.surroundings()
    };
    assert!(matches!(
        failure(&SigningConfig::default(), &surroundings),
        SigningError::NoKey
    ));
}

#[test]
fn a_passphrase_without_a_terminal_is_named_and_never_asked_for() {
    let keyring = Keyring::new();
    keyring.key_with_passphrase("alice", "ed25519", "correct horse");
    for name in ["alice", "alice.pub"] {
        let error = failure(&named(name), &keyring.surroundings());
        assert!(matches!(error, SigningError::Passphrase { .. }), "{error}");
        let path = keyring.path("alice");
        assert!(
            told(&error).contains(&format!("ssh-add {}", path.display())),
            "{}",
            told(&error)
        );
    }
}

#[test]
fn an_old_key_with_a_passphrase_is_recognised_too() {
    let keyring = Keyring::new();
    keyring.key_with_passphrase("alice", "rsa -b 2048 -m PEM", "correct horse");
    let error = failure(&named("alice"), &keyring.surroundings());
    assert!(matches!(error, SigningError::Passphrase { .. }), "{error}");
}

#[test]
fn a_passphrase_dialogue_is_used_where_there_is_no_terminal() {
    let keyring = Keyring::new();
    let key = keyring.key_with_passphrase("alice", "ed25519", "correct horse");
    script(&keyring, "dialogue", "echo 'correct horse'");
    let surroundings = Surroundings {
        askpass: Some(keyring.path("dialogue").into_os_string()),
        ..keyring.surroundings()
    };
    let armor = SigningKey::find(&named("alice"), &surroundings)
        .and_then(|key| key.sign(PAYLOAD))
        .expect("a signature");
    assert!(keyring.ssh_accepts(&key, &armor, PAYLOAD));

    script(&keyring, "dialogue", "echo 'wrong horse'");
    let error = failure(&named("alice"), &surroundings);
    assert!(
        matches!(error, SigningError::ProgramFailed { .. }),
        "{error}"
    );
    assert!(
        told(&error).contains("incorrect passphrase"),
        "{}",
        told(&error)
    );
}

#[test]
fn an_agent_that_is_gone_is_named_with_its_socket() {
    let keyring = Keyring::new();
    let key = keyring.key("alice", "ed25519");
    let agent = keyring.agent();
    let surroundings = Surroundings {
        agent_socket: Some(agent.socket()),
        ..keyring.surroundings()
    };
    drop(agent);
    for config in [SigningConfig::default(), named(&format!("key::{key}"))] {
        let error = failure(&config, &surroundings);
        assert!(matches!(error, SigningError::AgentGone { .. }), "{error}");
        assert!(told(&error).contains("agent.sock"), "{}", told(&error));
        assert!(told(&error).contains("ssh-add"), "{}", told(&error));
    }
    // With a key file at hand nobody needs the agent.
    let armor = SigningKey::find(&named("alice"), &surroundings)
        .and_then(|key| key.sign(PAYLOAD))
        .expect("a signature");
    assert!(keyring.ssh_accepts(&key, &armor, PAYLOAD));
}

#[test]
fn a_literal_key_without_any_agent_says_so() {
    let keyring = Keyring::new();
    let key = keyring.key("alice", "ed25519");
    let error = failure(&named(&key.to_string()), &keyring.surroundings());
    assert!(
        matches!(error, SigningError::AgentGone { socket: None }),
        "{error}"
    );
}

#[test]
fn an_agent_that_does_not_hold_the_key_says_which() {
    let keyring = Keyring::new();
    let key = keyring.key("alice", "ed25519");
    let agent = keyring.agent();
    let surroundings = Surroundings {
        agent_socket: Some(agent.socket()),
        ..keyring.surroundings()
    };
    let error = failure(&named(&format!("key::{key}")), &surroundings);
    assert!(
        matches!(error, SigningError::AgentLacksKey { .. }),
        "{error}"
    );
    assert!(
        told(&error).contains(&key.fingerprint()),
        "{}",
        told(&error)
    );

    fs::remove_file(keyring.path("alice")).expect("the private half");
    let error = failure(&named("alice.pub"), &surroundings);
    assert!(
        matches!(error, SigningError::NoPrivateHalf { .. }),
        "{error}"
    );
}

#[test]
fn a_key_file_that_is_missing_or_holds_no_key_is_named() {
    let keyring = Keyring::new();
    let error = failure(&named("nowhere"), &keyring.surroundings());
    assert!(
        matches!(
            error,
            SigningError::KeyFileMissing {
                setting: "--key",
                ..
            }
        ),
        "{error}"
    );
    assert!(told(&error).contains("nowhere"), "{}", told(&error));

    keyring.write("notes.txt", "buy milk\n");
    let error = failure(&named("notes.txt"), &keyring.surroundings());
    assert!(matches!(error, SigningError::NotAKeyFile { .. }), "{error}");

    fs::create_dir(keyring.path("folder")).expect("a folder");
    let error = failure(&named("folder"), &keyring.surroundings());
    assert!(
        matches!(error, SigningError::KeyFileUnreadable { .. }),
        "{error}"
    );

    let error = failure(&named("key::ssh-ed25519 AAAA"), &keyring.surroundings());
    assert!(
        matches!(
            error,
            SigningError::NotAKey {
                setting: "--key",
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn a_key_command_that_fails_or_prints_no_key_is_named() {
    let keyring = Keyring::new();
    let commands = [
        ("sh -c 'echo no luck >&2; exit 1'", "no luck"),
        ("echo hello", "not a public key"),
        ("true", "not a public key"),
        ("echo 'open", "a quote is never closed"),
        ("  ", "it is empty"),
    ];
    for (command, why) in commands {
        let config = SigningConfig {
            default_key_command: Some(command.to_owned()),
            ..SigningConfig::default()
        };
        let error = failure(&config, &keyring.surroundings());
        assert!(matches!(error, SigningError::KeyCommand { .. }), "{error}");
        assert!(told(&error).contains(why), "{}", told(&error));
    }
}

#[test]
fn a_program_that_is_missing_or_cannot_run_is_named() {
    let keyring = Keyring::new();
    keyring.key("alice", "ed25519");
    let mut config = SigningConfig {
        program: Some("no-such-signer".to_owned()),
        ..named("alice")
    };
    let error = failure(&config, &keyring.surroundings());
    assert!(
        matches!(error, SigningError::ProgramMissing { .. }),
        "{error}"
    );
    assert!(told(&error).contains("no-such-signer"), "{}", told(&error));
    assert!(told(&error).contains("gpg.ssh.program"), "{}", told(&error));

    keyring.write("plain-file", "");
    config.program = Some("~/plain-file".to_owned());
    let error = failure(&config, &keyring.surroundings());
    assert!(
        matches!(error, SigningError::ProgramUnusable { .. }),
        "{error}"
    );
}

#[test]
fn what_a_failing_program_says_is_shown_without_its_control_characters() {
    let keyring = Keyring::new();
    keyring.key("alice", "ed25519");
    let program = script(
        &keyring,
        "signer",
        "printf 'the vault\\033[2J\\nis locked\\n' >&2; exit 3",
    );
    let config = SigningConfig {
        program: Some(program),
        ..named("alice")
    };
    let error = failure(&config, &keyring.surroundings());
    assert!(
        matches!(error, SigningError::ProgramFailed { .. }),
        "{error}"
    );
    assert!(
        told(&error).contains("the vault\\u{1b}[2J; is locked"),
        "{}",
        told(&error)
    );
}

#[test]
fn what_a_program_returns_is_verified_before_it_is_believed() {
    let keyring = Keyring::new();
    keyring.key("alice", "ed25519");
    keyring.key("mallory", "ed25519");
    let sign = |body: &str| {
        let program = script(&keyring, "signer", body);
        let config = SigningConfig {
            program: Some(program),
            ..named("alice")
        };
        failure(&config, &keyring.surroundings())
    };
    // The arguments are: -Y sign -n adr-sign -f KEYFILE BUFFERFILE.
    let nothing = sign("exit 0");
    assert!(
        matches!(nothing, SigningError::NotASignature { .. }),
        "{nothing}"
    );
    let rubbish = sign("echo hello > \"$7.sig\"");
    assert!(
        matches!(rubbish, SigningError::NotASignature { .. }),
        "{rubbish}"
    );
    let for_git = sign("exec ssh-keygen -Y sign -n git -f \"$6\" \"$7\"");
    assert!(
        matches!(for_git, SigningError::DoesNotVerify { .. }),
        "{for_git}"
    );
    let altered = sign("echo more >> \"$7\"; exec ssh-keygen -Y sign -n adr-sign -f \"$6\" \"$7\"");
    assert!(
        matches!(altered, SigningError::DoesNotVerify { .. }),
        "{altered}"
    );
    let other = sign("exec ssh-keygen -Y sign -n adr-sign -f mallory \"$7\"");
    assert!(matches!(other, SigningError::OtherKey { .. }), "{other}");
}

#[test]
fn nothing_of_a_signature_stays_behind() {
    let keyring = Keyring::new();
    keyring.key("alice", "ed25519");
    let program = script(
        &keyring,
        "signer",
        "dirname \"$7\" > where; ls -ld \"$(dirname \"$7\")\" > mode; exec ssh-keygen \"$@\"",
    );
    let config = SigningConfig {
        program: Some(program),
        ..named("alice")
    };
    SigningKey::find(&config, &keyring.surroundings())
        .and_then(|key| key.sign(PAYLOAD))
        .expect("a signature");
    let folder = fs::read_to_string(keyring.path("where")).expect("the folder");
    assert!(!std::path::Path::new(folder.trim()).exists(), "{folder}");
    let mode = fs::read_to_string(keyring.path("mode")).expect("its mode");
    assert!(mode.starts_with("drwx------"), "{mode}");
}
