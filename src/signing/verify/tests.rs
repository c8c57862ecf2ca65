use std::sync::LazyLock;

use proptest::prelude::*;
use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{HashAlg as Hash, PrivateKey, SshSig};

use super::*;
use crate::signing::payload::append_signature;

const PAYLOAD: &[u8] = b"format: 1\nstance: approve\n";

fn key_pair() -> PrivateKey {
    let pair = Ed25519Keypair::from_seed(&[42; 32]);
    PrivateKey::new(KeypairData::Ed25519(pair), "").expect("a key")
}

fn public_key() -> PublicKey {
    key_pair()
        .public_key()
        .to_string()
        .parse()
        .expect("a key that can count")
}

/// A true signature, of the namespace and hash given.
fn signed(namespace: &str, hash: Hash) -> Armor {
    let signature = SshSig::sign(&key_pair(), namespace, hash, PAYLOAD).expect("a signature");
    Armor::from_program(&signature.to_string()).expect("armour")
}

/// What a signer of our own makes. Signing costs more than all else here, so it happens once.
static TRUE: LazyLock<Armor> = LazyLock::new(|| signed(NAMESPACE, Hash::Sha512));

fn flaw(armor: &Armor, payload: &[u8]) -> Flaw {
    match verify(armor, payload) {
        Proof::Broken { flaw } => flaw,
        other => panic!("expected a broken signature, got {other:?}"),
    }
}

fn is_broken(proof: &Proof) -> bool {
    matches!(proof, Proof::Broken { .. })
}

/// The fields of a signature as they lie one after the other, so that a test can spoil one of them.
struct Fields {
    version: u32,
    strings: [Vec<u8>; 5],
}

impl Fields {
    fn of(armor: &Armor) -> Self {
        let mut wire = Wire::new(armor.as_bytes());
        wire.literal(MAGIC).expect("a signature");
        Self {
            version: wire.number().expect("a version"),
            strings: std::array::from_fn(|_| wire.string().expect("a field").to_vec()),
        }
    }

    fn armor(&self) -> Armor {
        let mut blob = [MAGIC, &self.version.to_be_bytes()].concat();
        for string in &self.strings {
            put_string(&mut blob, string);
        }
        Armor::from_bytes(blob).expect("armour")
    }
}

const KEY: usize = 0;
const RESERVED: usize = 2;
const SIGNATURE: usize = 4;

fn signature_bytes(algorithm: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_string(&mut bytes, algorithm.as_bytes());
    put_string(&mut bytes, data);
    bytes
}

#[test]
fn a_true_signature_proves_its_key() {
    assert_eq!(
        verify(&TRUE, PAYLOAD),
        Proof::Signed {
            key: public_key(),
            user_present: false
        }
    );
}

#[test]
fn a_whole_record_is_proved_as_it_is_stored() {
    let record = append_signature(PAYLOAD, &TRUE);
    assert!(matches!(prove(&record), Proof::Signed { .. }));
    assert_eq!(prove(PAYLOAD), Proof::Unsigned);
    let appended = [&record[..], b"stance: object\n"].concat();
    assert!(matches!(
        prove(&appended),
        Proof::Broken {
            flaw: Flaw::Armor(_)
        }
    ));
}

#[test]
fn a_signature_for_another_purpose_is_refused() {
    for namespace in ["git", "file", "adr-sign ", "adr"] {
        assert_eq!(
            flaw(&signed(namespace, Hash::Sha512), PAYLOAD),
            Flaw::Namespace {
                namespace: namespace.to_owned()
            }
        );
    }
    let shown = flaw(&signed("git\u{1b}[2J", Hash::Sha512), PAYLOAD).to_string();
    assert!(shown.contains("`git\\u{1b}[2J`"), "{shown}");
}

#[test]
fn only_sha512_is_accepted() {
    assert_eq!(
        flaw(&signed(NAMESPACE, Hash::Sha256), PAYLOAD),
        Flaw::Hash {
            hash: "sha256".to_owned()
        }
    );
}

#[test]
fn a_payload_with_one_newline_more_or_less_is_refused() {
    assert_eq!(flaw(&TRUE, &[PAYLOAD, b"\n"].concat()), Flaw::Altered);
    assert_eq!(flaw(&TRUE, &PAYLOAD[..PAYLOAD.len() - 1]), Flaw::Altered);
    assert_eq!(flaw(&TRUE, b""), Flaw::Altered);
}

#[test]
fn a_damaged_layout_is_refused() {
    for version in [0, 2] {
        let fields = Fields {
            version,
            ..Fields::of(&TRUE)
        };
        assert!(matches!(
            flaw(&fields.armor(), PAYLOAD),
            Flaw::Malformed { .. }
        ));
    }
    let mut fields = Fields::of(&TRUE);
    fields.strings[RESERVED] = b"later".to_vec();
    assert!(matches!(
        flaw(&fields.armor(), PAYLOAD),
        Flaw::Malformed { .. }
    ));

    let longer = Armor::from_bytes([TRUE.as_bytes(), b"x"].concat()).expect("armour");
    assert_eq!(flaw(&longer, PAYLOAD), TRAILING);

    let mut fields = Fields::of(&TRUE);
    fields.strings[SIGNATURE].push(0);
    assert_eq!(flaw(&fields.armor(), PAYLOAD), TRAILING);
}

#[test]
fn a_signature_says_how_it_was_made_and_that_must_fit_its_key() {
    for algorithm in [
        "ssh-rsa",
        "sk-ssh-ed25519@openssh.com",
        "ecdsa-sha2-nistp256",
        "\u{7}",
    ] {
        let mut fields = Fields::of(&TRUE);
        fields.strings[SIGNATURE] = signature_bytes(algorithm, &[1; 64]);
        assert!(
            matches!(flaw(&fields.armor(), PAYLOAD), Flaw::Algorithm { .. }),
            "{algorithm}"
        );
    }
}

#[test]
fn a_key_that_cannot_count_is_refused_before_its_signature_is_looked_at() {
    let mut fields = Fields::of(&TRUE);
    let mut blob = Vec::new();
    put_string(&mut blob, b"ssh-dss");
    fields.strings[KEY] = blob;
    assert_eq!(flaw(&fields.armor(), PAYLOAD), Flaw::Key(KeyError::Dsa));
}

#[test]
fn a_key_for_which_anybody_can_sign_is_refused() {
    // The neutral point as key, and as the signature's first half, with a second half of zero: true for
    // every text by the plain equation.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut fields = Fields::of(&TRUE);
    fields.strings[KEY] = signature_bytes("ssh-ed25519", &neutral);
    fields.strings[SIGNATURE] = signature_bytes("ssh-ed25519", &[neutral, [0; 32]].concat());
    assert_eq!(flaw(&fields.armor(), PAYLOAD), Flaw::Key(KeyError::Weak));
}

proptest! {
    #[test]
    fn every_change_of_one_byte_of_the_payload_is_noticed(place in 0..PAYLOAD.len(), mask in 1..=u8::MAX) {
        let mut payload = PAYLOAD.to_vec();
        payload[place] ^= mask;
        prop_assert_eq!(flaw(&TRUE, &payload), Flaw::Altered);
    }

    #[test]
    fn a_change_of_the_signature_never_proves_another_key(place in any::<prop::sample::Index>(), mask in 1..=u8::MAX) {
        let mut blob = TRUE.as_bytes().to_vec();
        let place = place.index(blob.len());
        blob[place] ^= mask;
        if let Ok(armor) = Armor::from_bytes(blob) {
            prop_assert!(is_broken(&verify(&armor, PAYLOAD)));
        }
    }

    #[test]
    fn any_bytes_are_proved_or_refused_without_a_panic(
        tail in prop::collection::vec(any::<u8>(), 0..400),
        payload in prop::collection::vec(any::<u8>(), 0..50),
    ) {
        let armor = Armor::from_bytes([MAGIC, &tail].concat()).expect("armour");
        prop_assert!(is_broken(&verify(&armor, &payload)));
    }

    #[test]
    fn any_fields_are_proved_or_refused_without_a_panic(
        kind in prop::sample::select(KeyAlgorithm::ALL.to_vec()),
        key in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..140), 0..4),
        signature in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..140), 0..3),
        trailer in prop::collection::vec(any::<u8>(), 0..6),
    ) {
        let mut fields = Fields::of(&TRUE);
        for (place, strings) in [(KEY, key), (SIGNATURE, signature)] {
            fields.strings[place].clear();
            put_string(&mut fields.strings[place], kind.name().as_bytes());
            for string in strings {
                put_string(&mut fields.strings[place], &string);
            }
        }
        fields.strings[SIGNATURE].extend(trailer);
        prop_assert!(is_broken(&verify(&fields.armor(), PAYLOAD)));
    }
}
