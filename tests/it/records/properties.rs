//! What holds for every record: it comes back as it was, its bytes are the only ones that give it, and no
//! file does worse than to be refused.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use adr_sign::record::delegation::Delegation;
use adr_sign::record::redaction::Redaction;
use adr_sign::record::resolution::Resolution;
use adr_sign::record::revision::Revision;
use adr_sign::record::signoff::Signoff;
use adr_sign::record::text::Text;
use adr_sign::record::yaml::{MAX_BYTES, ReadErrorKind, read, read_canonical, write};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseError;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{arbitrary, values};

trait Record: Serialize + DeserializeOwned + PartialEq + Debug {}
impl<T: Serialize + DeserializeOwned + PartialEq + Debug> Record for T {}

/// How a file is damaged.
#[derive(Debug, Clone)]
enum Damage {
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let byte = || {
        prop_oneof![
            prop::sample::select(b" \n\t#:-'\"|0a.".to_vec()),
            any::<u8>()
        ]
    };
    prop_oneof![
        (any::<Index>(), byte()).prop_map(|(at, byte)| Damage::Replace(at, byte)),
        (any::<Index>(), byte()).prop_map(|(at, byte)| Damage::Insert(at, byte)),
        any::<Index>().prop_map(Damage::Remove),
    ]
}

fn damaged(bytes: &[u8], damage: &Damage) -> Vec<u8> {
    let length = bytes.len();
    let mut bytes = bytes.to_vec();
    match damage {
        Damage::Replace(at, byte) => bytes[at.index(length)] = *byte,
        Damage::Insert(at, byte) => bytes.insert(at.index(length + 1), *byte),
        Damage::Remove(at) => drop(bytes.remove(at.index(length))),
    }
    bytes
}

/// The value comes back, is written as the same bytes, and other bytes never give it.
fn holds<T: Record>(value: &T, damages: &[Damage]) -> Result<(), TestCaseError> {
    let written = write(value);
    let again: T = read_canonical(written.as_bytes())
        .map_err(|error| TestCaseError::fail(format!("{error}\n{written}")))?;
    prop_assert_eq!(&again, value);
    prop_assert_eq!(write(&again), written.as_str());
    for damage in damages {
        let bytes = damaged(written.as_bytes(), damage);
        if let Ok(other) = read_canonical::<T>(&bytes) {
            prop_assert_eq!(write(&other).into_bytes(), bytes);
        }
    }
    Ok(())
}

/// Every reader of records on one file.
fn read_as_everything(bytes: &[u8]) {
    let _ = read::<Text>(bytes);
    let _ = read_canonical::<Revision>(bytes);
    let _ = read_canonical::<Signoff>(bytes);
    let _ = read_canonical::<Resolution>(bytes);
    let _ = read_canonical::<Delegation>(bytes);
    let _ = read_canonical::<Redaction>(bytes);
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    prop::collection::vec(damage(), 8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_revision_comes_back(value in arbitrary::revision(), damages in damages()) {
        holds(&value, &damages)?;
    }

    #[test]
    fn a_sign_off_comes_back(value in arbitrary::signoff(), damages in damages()) {
        holds(&value, &damages)?;
    }

    #[test]
    fn a_resolution_comes_back(value in arbitrary::resolution(), damages in damages()) {
        holds(&value, &damages)?;
    }

    #[test]
    fn a_delegation_comes_back(value in arbitrary::delegation(), damages in damages()) {
        holds(&value, &damages)?;
    }

    #[test]
    fn a_redaction_comes_back(value in arbitrary::redaction(), damages in damages()) {
        holds(&value, &damages)?;
    }

    #[test]
    fn a_living_text_comes_back(value in arbitrary::text()) {
        let written = write(&value);
        let again: Text = read(written.as_bytes())
            .map_err(|error| TestCaseError::fail(format!("{error}\n{written}")))?;
        prop_assert_eq!(&again, &value);
        prop_assert_eq!(write(&again), written);
    }

    #[test]
    fn any_bytes_give_a_value_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_as_everything(&bytes);
    }

    #[test]
    fn any_text_gives_a_value_or_an_error(text in arbitrary::any_text(), value in arbitrary::signoff()) {
        read_as_everything(text.as_bytes());
        // The same in the middle of a record, at the start of a line.
        let written = write(&value);
        read_as_everything(written.replacen('\n', &format!("\n{text}\n"), 3).as_bytes());
    }

    /// Of two versions of a text, the tool makes the one from the other, whatever stands in it.
    #[test]
    fn a_living_text_is_edited_into_any_other(old in arbitrary::text(), new in arbitrary::text()) {
        use adr_sign::record::yaml::reconcile;
        let values = [&old, &new].map(|text| serde_yaml::to_value(text).unwrap());
        let edited = reconcile(&write(&old), &values[0], &values[1])
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(read::<Text>(edited.as_bytes()), Ok(new));
    }
}

/// Every single byte of every kind of record.
#[test]
fn no_byte_of_a_record_can_change_unnoticed() {
    fn every_byte<T: Record>(value: &T) {
        let written = write(value).into_bytes();
        for at in 0..written.len() {
            for flip in [1, 0x20, 0x80] {
                let mut bytes = written.clone();
                bytes[at] ^= flip;
                if let Ok(other) = read_canonical::<T>(&bytes) {
                    assert_ne!(&other, value, "byte {at}");
                    assert_eq!(write(&other).into_bytes(), bytes, "byte {at}");
                }
            }
        }
    }
    every_byte(&values::signoffs()[1].1);
    every_byte(&values::resolutions()[0].1);
    every_byte(&values::delegations()[0].1);
    every_byte(&values::redaction());
}

#[test]
fn a_hostile_file_is_refused_before_it_can_cost_much() {
    let deep = "a: ".to_owned() + &"[".repeat(10_000);
    let wide = "format: 1\n".to_owned() + &"k: v\n".repeat(200_000);
    let digests = format!("  - {}\n", values::numbered(1)).repeat(12_000);
    let twice =
        write(&values::resolutions()[0].1).replace("signoffs:\n", &format!("signoffs:\n{digests}"));
    let large = "x".repeat(MAX_BYTES + 1);
    let bomb = "a: &a [x]\n".to_owned() + &"b: [*a, *a]\n".repeat(1000);
    for file in [deep, wide, twice, large, bomb] {
        let start = Instant::now();
        assert!(read::<Text>(file.as_bytes()).is_err());
        assert!(read_canonical::<Revision>(file.as_bytes()).is_err());
        assert!(read_canonical::<Resolution>(file.as_bytes()).is_err());
        // Far above what it takes, so that a busy machine does not matter; a quadratic reader is far beyond.
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{:?}",
            start.elapsed()
        );
    }
}

/// What the schema refuses, one sentence of the format a line.
#[test]
fn what_makes_no_sense_is_no_record() {
    let signoffs: std::collections::BTreeMap<_, _> = values::signoffs().into_iter().collect();
    let signoff = |name: &str, from: &str, to: &str| {
        let written = write(&signoffs[name]);
        assert!(written.contains(from), "{name}: {from}");
        read_canonical::<Signoff>(written.replace(from, to).as_bytes()).unwrap_err()
    };
    let ten = values::numbered(10);
    let eleven = values::numbered(11);
    let every = "signoff-approve-everything";
    for (error, says) in [
        (
            signoff("signoff-approve", "revision: 2", "revision: 0"),
            "count from 1",
        ),
        (
            signoff(every, &eleven.to_string(), &ten.to_string()),
            "twice",
        ),
        (signoff(every, "\"12\"", "load-test"), "twice"),
        (
            signoff("signoff-approve", "stance: approve", "stance: object"),
            "`object` needs a `reason`",
        ),
        (
            signoff("signoff-acknowledge", "act: acknowledge", "act: hold"),
            "`until` is missing",
        ),
        (
            signoff("signoff-hold", "act: hold", "act: endorse"),
            "`until` does not go with `endorse`",
        ),
        (
            signoff("signoff-hold", "\"2026-12-01\"", "\"2026-12-32\""),
            "",
        ),
        (
            signoff("signoff-withdraw", "act: withdraw", "act: clear"),
            "`clear` names",
        ),
        (
            signoff(
                "signoff-approve",
                "stance: approve",
                "stance: approve\nact: endorse",
            ),
            "either",
        ),
    ] {
        assert_eq!(error.kind, ReadErrorKind::Schema, "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }

    let accepted = write(&values::resolutions()[0].1);
    for (from, to, says) in [
        ("resolution: 1", "resolution: 0", "count from 1"),
        ("revision: 2", "revision: 0", "count from 1"),
        ("outcome: accepted", "outcome: superseded", "`by_decision`"),
    ] {
        let error =
            read_canonical::<Resolution>(accepted.replace(from, to).as_bytes()).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }

    let revision = write(&values::revision());
    for (from, to, says) in [
        ("- dana\n", "- alice\n", "`alice` is `by` already"),
        ("revision: 2", "revision: 1", "`previous`"),
        ("kind: text", "kind: import", "`imported` goes with"),
        ("    owner: alice\n", "", "the text lacks `owner`"),
        ("2026/costs v2.csv", "Topology.svg", "twice"),
        ("- eli", "- dana", "twice"),
    ] {
        let changed = revision.replace("  owner: alice\n", "    owner: alice\n");
        let changed = changed
            .replacen(from, to, 1)
            .replace("    owner: alice\n", "  owner: alice\n");
        let error = read_canonical::<Revision>(changed.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(says), "{from}: {error}");
    }

    let redaction = write(&values::other_revisions()[3].1);
    for path in ["0007-orders/decision.yaml", "README.md", "../secret"] {
        let changed = redaction.replace("0007-orders/revisions/1.yaml", path);
        let error = read_canonical::<Revision>(changed.as_bytes()).unwrap_err();
        assert!(
            error.to_string().contains("no record that can be redacted"),
            "{error}"
        );
    }
}
