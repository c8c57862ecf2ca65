//! Any bytes give a value or an error. What is accepted as a record is what the writer writes, and an
//! independent reader reads the same from it.
#![no_main]

use adr_sign::record::yaml::{read, read_canonical, write};
use libfuzzer_sys::fuzz_target;
use serde::{Deserialize, Serialize};
use serde_yaml::Value;
use std::collections::BTreeMap;

/// A type with every kind of field that records have.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    format: u32,
    text: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    refers: BTreeMap<u32, String>,
    #[serde(default)]
    flag: bool,
    custom: Option<Value>,
}

fuzz_target!(|bytes: &[u8]| {
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
    let _ = read::<Record>(bytes);
    let _ = read_canonical::<Record>(bytes);
});
