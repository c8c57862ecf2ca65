//! Bytes as text: UTF-8, what a byte-order mark announces, and Western text from before UTF-8.

use super::odd::Odd;

/// At most this share of the characters beyond ASCII is plausible in Western text: one in so many.
const WESTERN_SHARE: usize = 5;

/// What bytes 0x80 to 0x9F mean on Windows, from <https://encoding.spec.whatwg.org/index-windows-1252.txt>.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text, and what is odd about it. An error for what no text can be made of.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Option<Odd>), Odd> {
    if let Some(text) = utf16(bytes) {
        return Ok((text, Some(Odd::Utf16)));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), None));
    }
    let foreign = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    if foreign * WESTERN_SHARE > bytes.len() || bytes.contains(&0) {
        return Err(Odd::UnknownEncoding);
    }
    Ok((
        bytes.iter().map(|byte| western(*byte)).collect(),
        Some(Odd::Latin1),
    ))
}

fn western(byte: u8) -> char {
    let windows = byte
        .checked_sub(0x80)
        .and_then(|at| WINDOWS.get(usize::from(at)));
    windows.copied().unwrap_or(char::from(byte))
}

/// UTF-16 with a byte-order mark.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (bytes, unit): (_, fn([u8; 2]) -> u16) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => (rest, u16::from_be_bytes),
        _ => return None,
    };
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16(&units).ok().filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_western_text_is_read_and_said_to_be() {
        assert_eq!(decode("Äther".as_bytes()), Ok(("Äther".into(), None)));
        assert_eq!(decode(b"\xef\xbb\xbf# A"), Ok(("# A".into(), None)));
        assert_eq!(
            decode(b"Entscheidung f\xfcr \x84gut\x93"),
            Ok(("Entscheidung für „gut“".into(), Some(Odd::Latin1)))
        );
        assert_eq!(
            decode(b"\xff\xfeH\x00i\x00"),
            Ok(("Hi".into(), Some(Odd::Utf16)))
        );
    }

    #[test]
    fn what_could_be_any_text_is_left_alone() {
        assert_eq!(
            decode(b"\xbe\xf6\xb2\xdf\xc4\xda"),
            Err(Odd::UnknownEncoding)
        );
        assert_eq!(
            decode(b"PNG\x00\xfe\xff many letters here"),
            Err(Odd::UnknownEncoding)
        );
    }
}
