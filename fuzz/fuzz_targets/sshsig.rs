//! Any blob is a proof or a flaw, never a panic; and a signature that holds for one text holds for no other.
#![no_main]

use std::sync::LazyLock;

use adr_sign::record::armor::Armor;
use adr_sign::record::key::PublicKey;
use adr_sign::record::proof::Proof;
use adr_sign::signing::software::SoftwareKey;
use adr_sign::signing::{NAMESPACE, verify};
use libfuzzer_sys::fuzz_target;

const TEXT: &[u8] = b"the words that were signed";

/// A true signature and its key: what mutations start from.
static TRUE: LazyLock<(Vec<u8>, PublicKey)> = LazyLock::new(|| {
    let key = SoftwareKey::from_seed(&[7; 32], "alice").expect("a key");
    let signature = key.sign(NAMESPACE, TEXT).expect("a signature");
    let armor = Armor::from_program(&signature).expect("an armour");
    let public = key.public().expect("a public key").parse().expect("a key");
    (armor.as_bytes().to_vec(), public)
});

fuzz_target!(|bytes: &[u8]| {
    blob(bytes.to_vec());
    altered(bytes);
    if let Ok(key) = PublicKey::from_bytes(bytes) {
        assert_eq!(key.as_bytes(), bytes);
    }
});

/// The input is the blob.
fn blob(bytes: Vec<u8>) {
    let Ok(armor) = Armor::from_bytes(bytes) else {
        return;
    };
    assert_eq!(armor.as_str().parse().as_ref(), Ok(&armor));
    assert_ne!(verify(&armor, TEXT), Proof::Unsigned);
    if let Proof::Signed { .. } = verify(&armor, TEXT) {
        assert!(matches!(verify(&armor, b"other words"), Proof::Broken { .. }));
    }
}

/// The input says which bytes of a true signature become what: none of the results proves anything of
/// another key's holder, and the one key signed in one way only.
fn altered(bytes: &[u8]) {
    let (genuine, key) = &*TRUE;
    let mut blob = genuine.clone();
    for edit in bytes.chunks_exact(2) {
        let at = usize::from(edit[0]) % blob.len();
        blob[at] = edit[1];
    }
    let Ok(armor) = Armor::from_bytes(blob.clone()) else {
        return;
    };
    if let Proof::Signed { key: proved, user_present } = verify(&armor, TEXT) {
        assert_eq!(&blob, genuine);
        assert_eq!(proved.as_bytes(), key.as_bytes());
        assert!(!user_present);
    }
}
