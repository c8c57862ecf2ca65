//! Every kind of key, in both directions.

use adr_sign::record::key::KeyAlgorithm;
use adr_sign::record::proof::Proof;
use adr_sign::signing::{SigningConfig, SigningKey, Surroundings, verify};

use super::keyring::{Keyring, PAYLOAD};

/// What `ssh-keygen -t` is told, and the kind of key that comes of it.
const KINDS: [(&str, KeyAlgorithm); 5] = [
    ("ed25519", KeyAlgorithm::Ed25519),
    ("ecdsa -b 256", KeyAlgorithm::EcdsaP256),
    ("ecdsa -b 384", KeyAlgorithm::EcdsaP384),
    ("ecdsa -b 521", KeyAlgorithm::EcdsaP521),
    ("rsa -b 3072", KeyAlgorithm::Rsa),
];

#[test]
fn what_ssh_keygen_signs_we_verify() {
    let keyring = Keyring::new();
    for (index, (kind, algorithm)) in KINDS.into_iter().enumerate() {
        let name = format!("key-{index}");
        let key = keyring.key(&name, kind);
        assert_eq!(key.algorithm(), algorithm);
        let armor = keyring.ssh_sign(&name, "adr-sign", "sha512", PAYLOAD);
        assert_eq!(
            verify(&armor, PAYLOAD),
            Proof::Signed {
                key,
                user_present: false
            }
        );
    }
}

#[test]
fn what_we_sign_ssh_keygen_verifies() {
    let keyring = Keyring::new();
    for (index, (kind, _)) in KINDS.into_iter().enumerate() {
        let name = format!("key-{index}");
        let key = keyring.key(&name, kind);
        let armor = keyring
            .signing_key(&name)
            .sign(PAYLOAD)
            .expect("a signature");
        assert!(keyring.ssh_accepts(&key, &armor, PAYLOAD), "{kind}");
        assert!(
            !keyring.ssh_accepts(&key, &armor, b"another text\n"),
            "{kind}"
        );
    }
}

#[test]
fn an_agent_signs_with_each_kind_of_key_it_holds() {
    let keyring = Keyring::new();
    let agent = keyring.agent();
    for (index, (kind, _)) in KINDS.into_iter().enumerate() {
        let name = format!("key-{index}");
        let key = keyring.key(&name, kind);
        agent.add(&keyring.path(&name));
        // Only the agent has the private half now.
        std::fs::remove_file(keyring.path(&name)).expect("the private key");

        let surroundings = Surroundings {
            agent_socket: Some(agent.socket()),
            ..keyring.surroundings()
        };
        let literal = SigningConfig {
            signing_key: Some(format!("key::{key}")),
            ..SigningConfig::default()
        };
        let path = SigningConfig {
            signing_key: Some(format!("~/{name}.pub")),
            ..SigningConfig::default()
        };
        for config in [literal, path] {
            let signing = SigningKey::find(&config, &surroundings).expect("a key at hand");
            assert_eq!(*signing.public(), key);
            let armor = signing.sign(PAYLOAD).expect("a signature");
            assert!(keyring.ssh_accepts(&key, &armor, PAYLOAD), "{kind}");
        }
    }
}

#[test]
fn p521_signatures_of_every_length_verify() {
    // One number in 256 begins with a zero byte and is a byte shorter on the wire.
    let keyring = Keyring::new();
    let key = keyring.key("key", "ecdsa -b 521");
    for round in 0..30 {
        let payload = format!("round: {round}\n");
        let armor = keyring.ssh_sign("key", "adr-sign", "sha512", payload.as_bytes());
        assert!(
            matches!(verify(&armor, payload.as_bytes()), Proof::Signed { key: signer, .. } if signer == key),
            "{armor}"
        );
    }
}

#[test]
fn rsa_keys_above_4096_bits_count_too() {
    let keyring = Keyring::new();
    let key = keyring.key("key", "rsa -b 4608");
    let armor = keyring
        .signing_key("key")
        .sign(PAYLOAD)
        .expect("a signature");
    assert!(keyring.ssh_accepts(&key, &armor, PAYLOAD));
}

#[test]
fn every_one_byte_change_of_the_payload_is_refused() {
    let keyring = Keyring::new();
    keyring.key("key", "ed25519");
    let armor = keyring.ssh_sign("key", "adr-sign", "sha512", PAYLOAD);
    for place in 0..PAYLOAD.len() {
        let mut payload = PAYLOAD.to_vec();
        payload[place] ^= 1 << (place % 8);
        assert!(
            matches!(verify(&armor, &payload), Proof::Broken { .. }),
            "byte {place}"
        );
    }
}
