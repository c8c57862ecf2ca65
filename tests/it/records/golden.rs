//! Format 1, frozen: a later release writes these values as these bytes, and reads them back. A file is
//! never written anew once it is here; a new one is written by `ADR_GOLDEN=add cargo test golden`.

use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;

use adr_sign::log::DecisionLog;
use adr_sign::log::tree::FileMode;
use adr_sign::log::{Content, LogFile};
use adr_sign::record::id::Number;
use adr_sign::record::layout::{LogDir, Place};
use adr_sign::record::text::Text;
use adr_sign::record::yaml::{read, read_canonical, write};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::values;

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}

/// The bytes of a golden file. One that is missing is added only when asked for.
fn frozen(name: &str, written: &str) -> Vec<u8> {
    let path = golden(name);
    if !path.exists() && std::env::var_os("ADR_GOLDEN").is_some_and(|wish| wish == "add") {
        fs::write(&path, written).unwrap();
    }
    fs::read(&path).unwrap_or_else(|error| panic!("tests/golden/{name}: {error}"))
}

fn assert_frozen(name: &str, written: &str) -> Vec<u8> {
    let bytes = frozen(name, written);
    assert_eq!(
        written,
        String::from_utf8(bytes.clone()).unwrap(),
        "tests/golden/{name} froze other bytes for this value: format 1 never changes"
    );
    bytes
}

fn assert_record<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let bytes = assert_frozen(&format!("{name}.yaml"), &write(value));
    assert_eq!(read_canonical::<T>(&bytes).as_ref(), Ok(value), "{name}");
}

#[test]
fn a_revision_with_every_field() {
    assert_record("revision-text", &values::revision());
}

#[test]
fn revisions_of_every_other_kind() {
    for (name, revision) in values::other_revisions() {
        assert_record(name, &revision);
    }
}

#[test]
fn a_sign_off_with_every_stance_and_act() {
    for (name, signoff) in values::signoffs() {
        assert_record(name, &signoff);
    }
}

#[test]
fn a_resolution_with_every_outcome() {
    for (name, resolution) in values::resolutions() {
        assert_record(name, &resolution);
    }
}

#[test]
fn delegations_and_their_end() {
    for (name, delegation) in values::delegations() {
        assert_record(name, &delegation);
    }
}

#[test]
fn what_stands_where_a_record_was_taken_out() {
    assert_record("redaction", &values::redaction());
}

/// A living text is people's: it is read whatever its style, and written in this one where the tool starts it.
#[test]
fn the_living_text_as_the_tool_starts_it() {
    for (name, text) in [
        ("decision.yaml", values::full_text()),
        (
            "decision-charter.yaml",
            Text {
                charter: Some(values::charter()),
                ..values::short_text()
            },
        ),
    ] {
        let bytes = assert_frozen(name, &write(&text));
        assert_eq!(read::<Text>(&bytes), Ok(text), "{name}");
    }
}

#[test]
fn a_number_and_an_id_claim_each_other() {
    let (number, id) = (Number(107), values::decision_id());
    let number_claim = assert_frozen("claim-of-a-number", &format!("{id}\n"));
    let id_claim = assert_frozen("claim-of-an-id", &format!("{}\n", number.padded()));
    let file = |place: Place, bytes| LogFile {
        path: place.to_string(),
        mode: FileMode::Regular,
        content: Content::Bytes(bytes),
    };
    let log = DecisionLog::from_files(
        LogDir::default(),
        [
            file(Place::NumberClaim(number), number_claim),
            file(Place::IdClaim(id), id_claim),
        ],
    );
    assert_eq!(log.number_claims.get(&number), Some(&id));
    assert_eq!(log.id_claims.get(&id), Some(&number));
    assert!(log.problems.is_empty());
}

/// Nobody can forget a file: every golden file belongs to a value above.
#[test]
fn every_golden_file_is_compared() {
    let mut names: Vec<String> = ["revision-text", "redaction"]
        .into_iter()
        .chain(values::other_revisions().iter().map(|(name, _)| *name))
        .chain(values::signoffs().iter().map(|(name, _)| *name))
        .chain(values::resolutions().iter().map(|(name, _)| *name))
        .chain(values::delegations().iter().map(|(name, _)| *name))
        .map(|name| format!("{name}.yaml"))
        .chain(
            [
                "decision.yaml",
                "decision-charter.yaml",
                "claim-of-a-number",
                "claim-of-an-id",
            ]
            .map(str::to_owned),
        )
        .collect();
    names.sort();
    let mut found: Vec<String> = fs::read_dir(golden(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort();
    assert_eq!(found, names);
}
