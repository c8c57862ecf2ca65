//! Commits are signed as `git commit -S` would sign them, and git verifies them.

use std::fs;

use adr_sign::store::{StoreError, Target};

use super::{adding, open};
use crate::support::{Key, Repo, gpg_home, run, ssh_key};

const PATH: &str = "decisions/signed.yaml";

/// A repository that signs with ssh and knows whose key is whose.
fn signing_with_ssh(kind: &str) -> (Repo, Key) {
    let repo = Repo::with_history();
    let key = ssh_key(&repo.around(), "ann", kind);
    let allowed = repo.around().join("allowed");
    fs::write(&allowed, format!("ann@example.com {}\n", key.line)).unwrap();
    repo.git(&["config", "commit.gpgsign", "true"]);
    repo.git(&["config", "gpg.format", "ssh"]);
    repo.git(&[
        "config",
        "gpg.ssh.allowedSignersFile",
        &allowed.display().to_string(),
    ]);
    (repo, key)
}

#[track_caller]
fn assert_signs(repo: &Repo) {
    let store = open(repo.root());
    store
        .commit(&adding(&store, &[(PATH, "signed: true\n")]))
        .unwrap_or_else(|error| panic!("{error}"));
    repo.git(&["verify-commit", "HEAD"]);
    repo.assert_sound();
    // And it is the very commit that git makes of the same content.
    let ours = repo.git(&["cat-file", "commit", "HEAD"]);
    repo.git(&["commit", "-q", "--amend", "--no-edit"]);
    let theirs = repo.git(&["cat-file", "commit", "HEAD"]);
    assert_eq!(unsigned(&ours), unsigned(&theirs));
}

/// A commit without its signature.
fn unsigned(commit: &str) -> String {
    let (header, message) = commit.split_once("\n\n").expect("a message");
    let kept: Vec<&str> = header
        .lines()
        .filter(|line| !line.starts_with("gpgsig ") && !line.starts_with(' '))
        .collect();
    format!("{}\n\n{}", kept.join("\n"), message.trim_end())
}

#[test]
fn with_ssh_keys_of_every_kind() {
    for kind in ["ed25519", "ecdsa", "rsa"] {
        let (repo, key) = signing_with_ssh(kind);
        repo.git(&[
            "config",
            "user.signingkey",
            &key.private.display().to_string(),
        ]);
        assert_signs(&repo);
    }
}

#[test]
fn with_the_public_key_file_named() {
    let (repo, key) = signing_with_ssh("ed25519");
    repo.git(&[
        "config",
        "user.signingkey",
        &key.public.display().to_string(),
    ]);
    assert_signs(&repo);
}

#[test]
fn with_the_program_that_git_is_told_to_use() {
    let (repo, key) = signing_with_ssh("ed25519");
    repo.git(&[
        "config",
        "user.signingkey",
        &key.private.display().to_string(),
    ]);
    let program = script(
        &repo,
        "signer",
        "#!/bin/sh\necho \"$@\" >>signed-with.txt\nexec ssh-keygen \"$@\"\n",
    );
    repo.git(&["config", "gpg.ssh.program", &program]);
    assert_signs(&repo);
    let calls = repo.read("signed-with.txt");
    let arguments: Vec<Vec<&str>> = calls
        .lines()
        .filter(|line| line.starts_with("-Y sign"))
        .map(|line| line.split(' ').collect())
        .collect();
    let [ours, theirs] = arguments.as_slice() else {
        panic!("two signatures: {calls}")
    };
    assert_eq!(ours[..6], theirs[..6], "the same call as git's");
    assert_eq!(ours.len(), theirs.len());
}

#[test]
fn with_a_key_that_an_agent_holds() {
    let (repo, key) = signing_with_ssh("ed25519");
    // An agent of its own for this test, which ends with the command that it starts. Our process cannot
    // have it in its environment, so the program that signs brings it along.
    let program = script(
        &repo,
        "signer",
        &format!(
            "#!/bin/sh\ncase \"$2\" in sign) ;; *) exec ssh-keygen \"$@\" ;; esac\n\
             exec ssh-agent sh -c 'ssh-add -q {} && exec ssh-keygen \"$@\"' sh \"$@\"\n",
            key.private.display()
        ),
    );
    repo.git(&["config", "gpg.ssh.program", &program]);
    repo.git(&["config", "user.signingkey", &format!("key::{}", key.line)]);
    assert_signs(&repo);

    repo.git(&["config", "--unset", "user.signingkey"]);
    let list = script(
        &repo,
        "list keys",
        &format!("#!/bin/sh\necho '{}'\n", key.line),
    );
    repo.git(&[
        "config",
        "gpg.ssh.defaultKeyCommand",
        &format!("'{list}' --first"),
    ]);
    assert_signs(&repo);
}

#[test]
fn with_gpg() {
    let repo = Repo::with_history();
    // Our process has no GNUPGHOME, so the program brings it along.
    let program = script(
        &repo,
        "gpg-of-ann",
        &format!(
            "#!/bin/sh\nGNUPGHOME='{}' exec gpg --batch \"$@\"\n",
            gpg_home(&repo.around()).display()
        ),
    );
    repo.git(&["config", "commit.gpgsign", "true"]);
    repo.git(&["config", "gpg.program", &program]);
    assert_signs(&repo);
    repo.git(&["config", "user.signingkey", "ann@example.com"]);
    repo.git(&["reset", "-q", "--hard", "HEAD^"]);
    assert_signs(&repo);
}

#[test]
fn off_means_off() {
    let repo = Repo::with_history();
    repo.git(&["config", "user.signingkey", "/nowhere"]);
    repo.git(&["config", "commit.gpgsign", "no"]);
    let store = open(repo.root());
    store
        .commit(&adding(&store, &[(PATH, "signed: false\n")]))
        .unwrap();
    assert!(!repo.git(&["cat-file", "commit", "HEAD"]).contains("gpgsig"));
}

#[test]
fn a_signature_that_fails_commits_nothing() {
    let (repo, _) = signing_with_ssh("ed25519");
    let before = (repo.git(&["rev-parse", "HEAD"]), repo.status());
    let attempt = |wanted: fn(&StoreError) -> bool, words: &str| {
        let store = open(repo.root());
        let mut change = adding(&store, &[(PATH, "signed: true\n")]);
        change.target = Target::Branch("refs/heads/main".into());
        let error = store.commit(&change).unwrap_err();
        assert!(
            wanted(&error) && error.to_string().contains(words),
            "{error}"
        );
        assert!(!error.hint().is_empty());
        assert_eq!((repo.git(&["rev-parse", "HEAD"]), repo.status()), before);
    };
    attempt(
        |error| matches!(error, StoreError::NoSigningKey { .. }),
        "neither user.signingkey nor",
    );
    repo.git(&["config", "gpg.ssh.defaultKeyCommand", "echo none"]);
    attempt(
        |error| matches!(error, StoreError::NoSigningKey { .. }),
        "printed no key",
    );
    repo.git(&["config", "user.signingkey", "/no/such/key"]);
    attempt(
        |error| matches!(error, StoreError::Signing { .. }),
        "/no/such/key",
    );
    repo.git(&["config", "gpg.ssh.program", "/no/such/program"]);
    attempt(
        |error| matches!(error, StoreError::Signing { .. }),
        "/no/such/program",
    );
    repo.git(&["config", "gpg.format", "smoke"]);
    attempt(
        |error| matches!(error, StoreError::BadSetting { .. }),
        "smoke",
    );
    repo.git(&["config", "gpg.format", "openpgp"]);
    repo.git(&["config", "gpg.program", "false"]);
    attempt(|error| matches!(error, StoreError::Signing { .. }), "false");
    repo.git(&["config", "commit.gpgsign", "perhaps"]);
    attempt_bad_bool(&repo);
}

fn attempt_bad_bool(repo: &Repo) {
    let store = open(repo.root());
    let error = store.get_bool("commit.gpgsign").unwrap_err();
    assert!(error.to_string().contains("perhaps"), "{error}");
}

/// An executable script beside the repository; its path.
fn script(repo: &Repo, name: &str, text: &str) -> String {
    let path = repo.around().join(name);
    fs::write(&path, text).unwrap();
    run(repo.command("chmod").arg("+x").arg(&path));
    path.display().to_string()
}
