//! Which characters a text may hold. What people sign must be what they see: a control character, a mark
//! that reorders what stands beside it, or two spellings of one letter would let a text read differently
//! from what its bytes say.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A character that no text of a record may hold, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForbiddenCharacter {
    /// Where the character starts, in bytes from the start of the text.
    pub offset: usize,
    /// The character itself. Never print it raw: [`ForbiddenCharacter::name`] is safe to show.
    pub character: char,
    /// Why it is forbidden.
    pub reason: ForbiddenReason,
}

/// Why a character is forbidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForbiddenReason {
    /// A C0 or C1 control other than line feed and tab, or a code point that YAML 1.2 calls not printable.
    Control,
    /// A line break that only some readers take for one: U+2028 and U+2029.
    LineBreak,
    /// U+FEFF, which some readers drop and others keep.
    ByteOrderMark,
    /// A mark, embedding, override or isolate that reorders text: U+061C, U+200E, U+200F, U+202A to U+202E,
    /// U+2066 to U+2069.
    Bidirectional,
    /// Part of a sequence that is not in Unicode's normal form C.
    NotNormalized,
}

impl ForbiddenCharacter {
    /// The character's code point, as in `U+202E`.
    pub fn name(&self) -> String {
        format!("U+{:04X}", u32::from(self.character))
    }

    /// What is wrong, without the place.
    pub fn message(&self) -> String {
        let name = self.name();
        match self.reason {
            ForbiddenReason::Control if self.character == '\r' => {
                "the line ends with a carriage return (CRLF)".to_owned()
            }
            ForbiddenReason::Control => format!("the control character {name} is not allowed"),
            ForbiddenReason::LineBreak => {
                format!("{name} is a line break for some readers only and is not allowed")
            }
            ForbiddenReason::ByteOrderMark => {
                format!("a byte-order mark ({name}) is not allowed")
            }
            ForbiddenReason::Bidirectional => {
                format!("{name} changes the direction in which text is shown and is not allowed")
            }
            ForbiddenReason::NotNormalized => {
                format!("the text at {name} is not in Unicode's normal form C")
            }
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self.reason {
            ForbiddenReason::Control if self.character == '\r' => {
                "save the file with Unix line endings (LF)"
            }
            ForbiddenReason::ByteOrderMark => "save the file as UTF-8 without a byte-order mark",
            ForbiddenReason::NotNormalized => {
                "write the accented letter as one character (`uconv -x nfc`)"
            }
            ForbiddenReason::Control
            | ForbiddenReason::LineBreak
            | ForbiddenReason::Bidirectional => "remove the character",
        }
    }
}

/// Checks that a text holds no character that could make it read differently from what its bytes say.
///
/// Line feeds and tabs are fine. The text must be in Unicode's normal form C.
///
/// # Errors
///
/// The first forbidden character of the first line that holds one or is not in normal form C, or else the place
/// where that line leaves it.
pub fn check_text(text: &str) -> Result<(), ForbiddenCharacter> {
    // Nothing joins across a line feed, so that each line can be checked for itself, and most are ASCII.
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.bytes().all(is_harmless_ascii) {
            check_line(line).map_err(|found| ForbiddenCharacter {
                offset: start + found.offset,
                ..found
            })?;
        }
        start += line.len();
    }
    Ok(())
}

fn check_line(line: &str) -> Result<(), ForbiddenCharacter> {
    for (offset, character) in line.char_indices() {
        if let Some(reason) = forbidden(character) {
            return Err(ForbiddenCharacter {
                offset,
                character,
                reason,
            });
        }
    }
    match first_not_normalized(line) {
        Some((offset, character)) => Err(ForbiddenCharacter {
            offset,
            character,
            reason: ForbiddenReason::NotNormalized,
        }),
        None => Ok(()),
    }
}

/// Whether no character of the text is forbidden wherever it stands.
pub(super) fn is_printable(text: &str) -> bool {
    text.bytes().all(is_harmless_ascii)
        || text.chars().all(|character| forbidden(character).is_none())
}

/// Why this character is forbidden wherever it stands, if it is.
pub(super) fn forbidden(character: char) -> Option<ForbiddenReason> {
    match character {
        '\n' | '\t' => None,
        '\u{2028}' | '\u{2029}' => Some(ForbiddenReason::LineBreak),
        '\u{feff}' => Some(ForbiddenReason::ByteOrderMark),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some(ForbiddenReason::Bidirectional)
        }
        '\u{fffe}' | '\u{ffff}' => Some(ForbiddenReason::Control),
        other if other.is_control() => Some(ForbiddenReason::Control),
        _ => None,
    }
}

fn is_harmless_ascii(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\t' | b' '..=b'~')
}

/// Where the text and its normal form C part ways.
fn first_not_normalized(text: &str) -> Option<(usize, char)> {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return None;
    }
    let mut normalized = text.nfc();
    for (offset, character) in text.char_indices() {
        if normalized.next() != Some(character) {
            return Some((offset, character));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str) -> Option<(usize, ForbiddenReason)> {
        check_text(text)
            .err()
            .map(|error| (error.offset, error.reason))
    }

    #[test]
    fn ordinary_text_in_any_language_passes() {
        for text in [
            "plain",
            "two\nlines\tand a tab",
            "Ünïcödé",
            "日本語",
            "שלום",
            "👩‍💻 joins with U+200D",
            "",
        ] {
            assert_eq!(check_text(text), Ok(()), "{text:?}");
        }
    }

    #[test]
    fn what_could_deceive_a_reader_is_found_with_its_offset() {
        use ForbiddenReason::{Bidirectional, ByteOrderMark, Control, LineBreak, NotNormalized};
        for (text, expected) in [
            ("a\r\n", (1, Control)),
            ("é\u{1b}[31m", (2, Control)),
            ("a\u{85}b", (1, Control)),
            ("a\u{7f}", (1, Control)),
            ("a\0", (1, Control)),
            ("a\u{2028}b", (1, LineBreak)),
            ("\u{feff}a", (0, ByteOrderMark)),
            ("ab\u{202e}", (2, Bidirectional)),
            ("ab\u{2066}", (2, Bidirectional)),
            ("ab\u{200f}", (2, Bidirectional)),
            ("e\u{301}", (0, NotNormalized)),
            ("ok \u{212b}", (3, NotNormalized)),
            ("é\ne\u{301}\n\0", (3, NotNormalized)),
        ] {
            assert_eq!(reason(text), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn the_message_never_repeats_the_character_itself() {
        let error = check_text("a\u{202e}b").unwrap_err();
        assert!(error.message().contains("U+202E"));
        assert!(!error.message().contains('\u{202e}'));
    }
}
