//! Foreign text in the form that records ask for: line feeds, Unicode's normal form C, and no character that
//! could make it read differently from what its bytes say.

use unicode_normalization::UnicodeNormalization;

use crate::record::prose::Line;
use crate::record::yaml::check_text;

/// A text as records hold it.
pub(super) struct Cleaned<T> {
    pub value: T,
    /// Whether more than white space and the ends of lines had to change.
    pub changed: bool,
}

/// The text with every line break as a line feed, in normal form C, without forbidden characters.
pub(super) fn text(foreign: &str) -> Cleaned<String> {
    let unix = foreign.replace("\r\n", "\n");
    if check_text(&unix).is_ok() {
        return Cleaned {
            value: unix,
            changed: false,
        };
    }
    let kept: String = unix.chars().filter_map(kept).collect();
    Cleaned {
        value: kept.nfc().collect(),
        changed: true,
    }
}

/// What becomes of a character: breaks become line feeds, forbidden ones go.
fn kept(character: char) -> Option<char> {
    match character {
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        // Normalised first: alone, a character in another form is not forbidden, only spelled differently.
        other => {
            let spelled: String = std::iter::once(other).nfc().collect();
            check_text(&spelled).is_ok().then_some(other)
        }
    }
}

/// One line, with every run of white space that holds a line break as one space; `None` if nothing is left.
pub(super) fn line(foreign: &str) -> Option<Cleaned<Line>> {
    let Cleaned { value, changed } = text(foreign);
    let joined = if value.contains('\n') {
        value.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        value
    };
    Line::new(&joined)
        .ok()
        .map(|value| Cleaned { value, changed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_line_ends_are_nothing_to_talk_about() {
        let cleaned = text("one\r\ntwo\r\n");
        assert_eq!(cleaned.value, "one\ntwo\n");
        assert!(!cleaned.changed);
    }

    #[test]
    fn what_could_deceive_is_taken_out_and_said() {
        let cleaned = line("pay\u{202e} e\u{301}ve\u{1b}[31m").unwrap();
        assert_eq!(cleaned.value.as_str(), "pay éve[31m");
        assert!(cleaned.changed);
        assert!(check_text(cleaned.value.as_str()).is_ok());
    }

    #[test]
    fn every_kind_of_break_becomes_a_space_in_a_line() {
        assert_eq!(
            line("a\u{2028}b\rc\n  d").unwrap().value.as_str(),
            "a b c d"
        );
        assert!(line(" \u{200e} \n").is_none());
    }
}
