//! True signatures that must not count.

use adr_sign::record::armor::Armor;
use adr_sign::record::key::{KeyError, PublicKey};
use adr_sign::record::proof::{Flaw, Proof};
use adr_sign::signing::verify;

use super::keyring::{Keyring, PAYLOAD};

fn flaw(armor: &Armor, payload: &[u8]) -> Flaw {
    match verify(armor, payload) {
        Proof::Broken { flaw } => flaw,
        other => panic!("expected a broken signature, got {other:?}"),
    }
}

#[test]
fn a_signature_of_namespace_git_is_refused() {
    let keyring = Keyring::new();
    keyring.key("key", "ed25519");
    let armor = keyring.ssh_sign("key", "git", "sha512", PAYLOAD);
    let flaw = flaw(&armor, PAYLOAD);
    assert!(
        flaw.to_string()
            .starts_with("the signature was made for namespace `git`"),
        "{flaw}"
    );
}

#[test]
fn a_signature_over_the_payload_and_one_newline_is_refused() {
    let keyring = Keyring::new();
    keyring.key("key", "ed25519");
    let longer = [PAYLOAD, b"\n"].concat();
    let armor = keyring.ssh_sign("key", "adr-sign", "sha512", &longer);
    assert_eq!(flaw(&armor, PAYLOAD), Flaw::Altered);
}

#[test]
fn a_signature_with_another_hash_is_refused() {
    let keyring = Keyring::new();
    keyring.key("key", "ed25519");
    let armor = keyring.ssh_sign("key", "adr-sign", "sha256", PAYLOAD);
    assert_eq!(
        flaw(&armor, PAYLOAD),
        Flaw::Hash {
            hash: "sha256".to_owned()
        }
    );
}

#[test]
fn an_rsa_key_of_1024_bits_is_refused() {
    let keyring = Keyring::new();
    keyring.ssh_keygen(["-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", "small"]);
    let armor = keyring.ssh_sign("small", "adr-sign", "sha512", PAYLOAD);
    assert_eq!(
        flaw(&armor, PAYLOAD),
        Flaw::Key(KeyError::RsaSize { bits: 1024 })
    );
}

#[test]
fn an_rsa_signature_that_names_sha1_is_refused_before_it_is_tried() {
    let keyring = Keyring::new();
    keyring.key("key", "rsa -b 2048");
    let armor = keyring.ssh_sign("key", "adr-sign", "sha512", PAYLOAD);
    // `ssh-rsa` in place of `rsa-sha2-512`, with the lengths around it put right.
    let blob = replaced(
        armor.as_bytes(),
        b"\0\0\0\x0crsa-sha2-512",
        b"\0\0\0\x07ssh-rsa",
        5,
    );
    assert_eq!(
        flaw(&Armor::from_bytes(blob).expect("armour"), PAYLOAD),
        Flaw::Algorithm {
            algorithm: "ssh-rsa".to_owned(),
            key: "ssh-rsa"
        }
    );
}

/// Puts `new` in the place of `old`, which begins a string whose length becomes `shorter` by as much.
fn replaced(bytes: &[u8], old: &[u8], new: &[u8], shorter: u8) -> Vec<u8> {
    let place = bytes
        .windows(old.len())
        .position(|window| window == old)
        .expect("what is to be replaced");
    let (head, tail) = bytes.split_at(place);
    let mut head = head.to_vec();
    *head.last_mut().expect("a length") -= shorter;
    [&head, new, &tail[old.len()..]].concat()
}

#[test]
fn a_certificate_is_refused_as_a_key_and_as_a_signer() {
    let keyring = Keyring::new();
    keyring.key("ca", "ed25519");
    keyring.key("alice", "ed25519");
    keyring.ssh_keygen(["-q", "-s", "ca", "-I", "alice", "-n", "alice", "alice.pub"]);
    let line = std::fs::read_to_string(keyring.path("alice-cert.pub")).expect("a certificate");
    assert_eq!(line.parse::<PublicKey>(), Err(KeyError::Certificate));

    let armor = keyring.ssh_sign("alice-cert.pub", "adr-sign", "sha512", PAYLOAD);
    assert_eq!(flaw(&armor, PAYLOAD), Flaw::Key(KeyError::Certificate));
}
