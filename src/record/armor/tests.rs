use proptest::prelude::*;

use super::*;

/// Bytes that begin like a signature, of this length.
fn blob(length: usize) -> Vec<u8> {
    let body = (0..length.saturating_sub(MAGIC.len())).map(|n| u8::try_from(n % 251).unwrap_or(0));
    MAGIC.iter().copied().chain(body).collect()
}

fn armor(length: usize) -> Armor {
    Armor::from_bytes(blob(length)).expect("short enough")
}

#[test]
fn armour_has_the_layout_of_ssh_keygen() {
    let text = armor(60).to_string();
    let lines: Vec<&str> = text.split('\n').collect();
    assert_eq!(lines[0], "-----BEGIN SSH SIGNATURE-----");
    assert_eq!(lines[1].len(), 70);
    assert_eq!(lines[2].len(), 10);
    assert_eq!(lines[3], "-----END SSH SIGNATURE-----");
    assert_eq!(lines[4], "");
    assert_eq!(lines.len(), 5);
}

#[test]
fn a_full_last_line_leaves_no_empty_one_behind() {
    // 105 bytes are 140 characters of base64: two full lines.
    let text = armor(105).to_string();
    assert!(!text.contains("\n\n"));
    assert_eq!(text.parse::<Armor>(), Ok(armor(105)));
}

#[test]
fn a_record_holds_one_layout_only() {
    let text = armor(200).to_string();
    let others = [
        text.trim_end().to_owned(),
        format!("{text}\n"),
        format!(" {text}"),
        text.replace('\n', "\r\n"),
        text.replacen('\n', "\n\n", 1),
        text.replace("=\n", "= \n"),
        Base64::encode_string(&blob(200))
            .as_bytes()
            .chunks(64)
            .fold(BEGIN.to_owned(), |out, line| {
                out + "\n" + &String::from_utf8_lossy(line)
            })
            + "\n"
            + END
            + "\n",
    ];
    for other in others {
        assert_eq!(
            other.parse::<Armor>(),
            Err(ArmorError::NotCanonical),
            "{other}"
        );
        assert_eq!(Armor::from_program(&other), Ok(armor(200)), "{other}");
    }
}

#[test]
fn what_is_no_armour_is_refused_by_name() {
    let text = armor(200).to_string();
    let refused = [
        (String::new(), ArmorError::Markers),
        (
            text.replace("SSH SIGNATURE", "PGP SIGNATURE"),
            ArmorError::Markers,
        ),
        (format!("{text}stance: approve\n"), ArmorError::Markers),
        (text.replacen("U1NIU0lH", "U1NIU0l*", 1), ArmorError::Base64),
        (
            text.replacen("U1NIU0lH", "AAAAAAAA", 1),
            ArmorError::NotSshSig,
        ),
        ("A".repeat(MAX_TEXT + 1), ArmorError::TooLong),
    ];
    for (text, error) in refused {
        assert_eq!(text.parse::<Armor>(), Err(error), "{text}");
    }
    assert_eq!(Armor::from_bytes(blob(MAX_TEXT)), Err(ArmorError::TooLong));
    assert_eq!(
        Armor::from_bytes(b"PGP".to_vec()),
        Err(ArmorError::NotSshSig)
    );
}

#[test]
fn unused_bits_of_the_last_character_make_no_second_text() {
    // One byte over a multiple of three leaves four bits of the last character unused.
    let text = armor(7).to_string();
    assert!(text.contains("U1NIU0lHAA=="));
    let other = text.replace("AA==", "AB==");
    assert_eq!(other.parse::<Armor>(), Err(ArmorError::Base64));
    assert_eq!(Armor::from_program(&other), Err(ArmorError::Base64));
}

proptest! {
    #[test]
    fn any_bytes_survive_the_armour(tail in prop::collection::vec(any::<u8>(), 0..2000)) {
        let blob = [MAGIC, &tail].concat();
        let armor = Armor::from_bytes(blob.clone()).expect("short enough");
        prop_assert_eq!(armor.as_bytes(), &blob);
        prop_assert_eq!(armor.as_str().parse::<Armor>(), Ok(armor.clone()));
    }

    #[test]
    fn any_text_is_armour_or_an_error(inside in "[A-Za-z0-9+/=\\n ]{0,300}|\\PC{0,100}", framed in any::<bool>()) {
        let text = if framed { format!("{BEGIN}\n{inside}\n{END}\n") } else { inside };
        if let Ok(armor) = text.parse::<Armor>() {
            prop_assert_eq!(armor.as_str(), text);
        }
    }
}
