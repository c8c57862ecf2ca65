//! Files from somebody who means harm: never a panic, never longer than a moment, never two readings.

use super::super::{MAX_BYTES, read, read_canonical, write_value};
use super::arbitrary::document;
use proptest::prelude::*;
use serde_yaml::Value;
use std::time::{Duration, Instant};

/// Far more than any of these takes, even without optimisation on a busy machine: 3 seconds at most were seen
/// there, and a third of a second with it.
const A_MOMENT: Duration = Duration::from_secs(20);

#[test]
fn hostile_patterns_are_judged_in_a_moment() {
    for piece in [
        "[",
        "{",
        "[]",
        "- ",
        "-\n",
        "? ",
        "a: ",
        "a:\n",
        "a\n",
        "x,",
        "[a,",
        "{a: ",
        "\"",
        "'",
        "\\",
        "|\n",
        ">\n ",
        "&a ",
        "*a ",
        "!a ",
        "!!",
        "%a\n",
        "---\n",
        "...\n",
        "#",
        " ",
        "\n",
        "é",
        "e\u{301}",
        "\u{301}",
        "\0",
        "\t",
        "a: |\n  x\n",
        "- - ",
        "- a: b\n",
    ] {
        for prefix in [
            "",
            "format: 1\na: ",
            "a: \"",
            "a: |\n  ",
            "a: [",
            "a: &x [1]\nb: [*x,",
        ] {
            let source = format!("{prefix}{}", piece.repeat(MAX_BYTES / 16 / piece.len()));
            let start = Instant::now();
            let _ = read::<Value>(source.as_bytes());
            let _ = read_canonical::<Value>(source.as_bytes());
            assert!(
                start.elapsed() < A_MOMENT,
                "{prefix:?} {piece:?}: {:?}",
                start.elapsed()
            );
        }
    }
}

#[test]
fn files_of_the_largest_size_are_judged_in_a_moment() {
    let many: Vec<String> = (0..90_000).map(|key| format!("k{key}: v\n")).collect();
    let flow = format!("a: {{{}}}\n", "k: v, ".repeat(170_000));
    let indent: Vec<String> = (0..1_400)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    let nested = "[".repeat(MAX_BYTES);
    let items = "- a: b\n".repeat(MAX_BYTES / 7);
    let commas = format!("a: [{}", "x,".repeat(MAX_BYTES / 2 - 4));
    for source in [many.concat(), flow, indent.concat(), nested, items, commas] {
        assert!(source.len() <= MAX_BYTES);
        let start = Instant::now();
        let _ = read::<Value>(source.as_bytes());
        let _ = read_canonical::<Value>(source.as_bytes());
        assert!(start.elapsed() < A_MOMENT, "{:?}", start.elapsed());
    }
}

#[test]
fn a_small_file_does_not_fill_a_large_memory() {
    let items = |count: usize| format!("format: 1\na:\n{}", "  - b\n".repeat(count));
    // The map, its keys, the first value and the list count as well.
    assert_eq!(
        read_canonical::<Value>(items(99_995).as_bytes())
            .map_err(|e| e.to_string())
            .map(drop),
        Ok(())
    );
    for source in [items(99_996), format!("a: [{}b]\n", "b,".repeat(99_998))] {
        for error in [
            read::<Value>(source.as_bytes()).unwrap_err(),
            read_canonical::<Value>(source.as_bytes()).unwrap_err(),
        ] {
            assert!(
                error.message.contains("more than 100000 keys and values"),
                "{error}"
            );
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_give_a_value_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read::<Value>(&bytes);
        let _ = read_canonical::<Value>(&bytes);
    }

    #[test]
    fn any_pieces_of_yaml_give_a_value_or_an_error(source in "([a-c :#\\-\\[\\]{},&*!|>'\"%@\n\t?~\\\\é]|: |\n  |- ){0,60}") {
        let _ = read_canonical::<Value>(source.as_bytes());
        if let Ok(value) = read::<Value>(source.as_bytes()) {
            prop_assert_eq!(read::<Value>(write_value(&value).as_bytes()).unwrap(), value);
        }
    }

    /// Whatever is done to a record: what is still accepted says the same to an independent reader.
    #[test]
    fn a_tampered_record_is_refused_or_says_what_it_says(
        value in document(),
        cut in any::<prop::sample::Index>(),
        length in 0_usize..6,
        insert in "([a-z0-9 :#\\-\"'|+\n]|  |\n|\\\\n|: ){0,4}",
    ) {
        let written = format!("format: 1\n{}", write_value(&value));
        let boundaries: Vec<usize> = written.char_indices().map(|(at, _)| at).collect();
        let from = cut.get(&boundaries);
        let to = boundaries.iter().copied().find(|at| *at >= from + length).unwrap_or(written.len());
        let tampered = format!("{}{insert}{}", &written[..*from], &written[to..]);
        if let Ok(value) = read_canonical::<Value>(tampered.as_bytes()) {
            prop_assert_eq!(&write_value(&value), &tampered);
            prop_assert_eq!(serde_yaml::from_str::<Value>(&tampered).unwrap(), value);
        }
    }
}
