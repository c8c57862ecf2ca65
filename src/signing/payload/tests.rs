use proptest::prelude::*;

use super::*;

fn armor() -> Armor {
    Armor::from_bytes([b"SSHSIG".as_slice(), &[7; 120]].concat()).expect("short enough")
}

#[test]
fn a_signature_ends_the_record_two_spaces_in() {
    let record = append_signature(b"format: 1\nstance: approve\n", &armor());
    let text = String::from_utf8(record.clone()).expect("text");
    let (head, block) = text.split_once("signature: |\n").expect("a signature");
    assert_eq!(head, "format: 1\nstance: approve\n");
    assert!(block.lines().all(|line| line.starts_with("  ")));
    assert!(block.ends_with("  -----END SSH SIGNATURE-----\n"));
    assert_eq!(payload(&record), b"format: 1\nstance: approve\n");
    assert_eq!(signature(&record), Some(Ok(armor())));
}

#[test]
fn a_record_without_a_signature_is_all_payload() {
    for record in [
        &b""[..],
        b"format: 1\n",
        b"  signature: |\n",
        b"note: signature: x",
        b"a\nsignatur",
    ] {
        assert_eq!(payload(record), record);
        assert_eq!(signature(record), None);
    }
}

#[test]
fn the_payload_ends_at_the_first_signature_line_of_any_form() {
    for line in [
        "signature: |\n",
        "signature:",
        "signature: none\n",
        "signature:|",
    ] {
        let record = format!("format: 1\n{line}rest: 2\nsignature: |\n");
        assert_eq!(payload(record.as_bytes()), b"format: 1\n", "{line}");
        assert!(
            signature(record.as_bytes()).is_some_and(|found| found.is_err()),
            "{line}"
        );
    }
}

#[test]
fn nothing_may_follow_the_armour_or_stand_in_it() {
    let record = append_signature(b"format: 1\n", &armor());
    let text = String::from_utf8(record).expect("text");
    let altered = [
        format!("{text}stance: approve\n"),
        format!("{text}\n"),
        format!("{text}  \n"),
        text.replace("  -----END", "   -----END"),
        text.replace("  -----END", "-----END"),
        text.replace("signature: |", "signature: |-"),
        text.replace("signature: |", "signature: >"),
        text.trim_end().to_owned(),
        text.replace('\n', "\r\n"),
    ];
    for record in altered {
        assert!(
            signature(record.as_bytes()).is_some_and(|found| found.is_err()),
            "{record}"
        );
    }
}

proptest! {
    #[test]
    fn any_bytes_are_split_without_loss(record in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(record.starts_with(payload(&record)));
        let _ = signature(&record);
    }

    #[test]
    fn what_is_appended_is_found_again(lines in prop::collection::vec("[a-z: |]{0,20}", 0..10)) {
        prop_assume!(lines.iter().all(|line| !line.starts_with("signature:")));
        let body: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        let record = append_signature(body.as_bytes(), &armor());
        prop_assert_eq!(payload(&record), body.as_bytes());
        prop_assert_eq!(signature(&record), Some(Ok(armor())));
    }
}
