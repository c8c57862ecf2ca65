//! Any bytes give a value or an error, from every reader that meets bytes of strangers. What is accepted as
//! a record is what the writer writes, and an independent reader reads the same from it.
#![no_main]

use adr_sign::record::armor::Armor;
use adr_sign::record::delegation::Delegation;
use adr_sign::record::layout::Place;
use adr_sign::record::redaction::Redaction;
use adr_sign::record::resolution::Resolution;
use adr_sign::record::revision::Revision;
use adr_sign::record::signoff::Signoff;
use adr_sign::record::text::Text;
use adr_sign::record::yaml::{read, read_canonical, reconcile, write};
use adr_sign::signing;
use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_yaml::Value;

fuzz_target!(|bytes: &[u8]| {
    record::<Revision>(bytes);
    record::<Signoff>(bytes);
    record::<Resolution>(bytes);
    record::<Delegation>(bytes);
    record::<Redaction>(bytes);
    living_text(bytes);
    any_yaml(bytes);
    let _ = signing::prove(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        path(text);
        armour(text);
        edit(text);
    }
});

fn record<T: Serialize + DeserializeOwned>(bytes: &[u8]) {
    if let Ok(value) = read_canonical::<T>(bytes) {
        assert_eq!(write(&value).as_bytes(), bytes);
    }
}

/// What people write may be in any style; what the tool writes of it says the same.
fn living_text(bytes: &[u8]) {
    if let Ok(text) = read::<Text>(bytes) {
        assert_eq!(read::<Text>(write(&text).as_bytes()), Ok(text));
    }
}

fn any_yaml(bytes: &[u8]) {
    if let Ok(value) = read::<Value>(bytes) {
        let written = write(&value);
        if let Ok(again) = read::<Value>(written.as_bytes()) {
            assert_eq!(write(&again), written);
        }
    }
    if let Ok(value) = read_canonical::<Value>(bytes) {
        assert_eq!(write(&value).as_bytes(), bytes);
        assert_eq!(serde_yaml::from_slice::<Value>(bytes).ok(), Some(value));
    }
}

fn path(text: &str) {
    if let Ok(place) = text.parse::<Place>() {
        assert_eq!(place.to_string(), text);
    }
}

fn armour(text: &str) {
    if let Ok(armour) = text.parse::<Armor>() {
        assert_eq!(armour.as_str(), text);
    }
    if let Ok(armour) = Armor::from_program(text) {
        assert_eq!(armour.as_str().parse(), Ok(armour));
    }
}

/// The first part of the input, until a NUL, is a file; the second says what it is to become.
fn edit(text: &str) {
    let Some((file, wish)) = text.split_once('\0') else {
        return;
    };
    if let (Ok(old), Ok(new)) = (
        read::<Value>(file.as_bytes()),
        read::<Value>(wish.as_bytes()),
    ) && let Ok(edited) = reconcile(file, &old, &new)
    {
        assert!(read::<Value>(edited.as_bytes()).is_ok(), "{edited}");
    }
}
