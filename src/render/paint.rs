//! Colour, sparingly: it repeats what the words say and never says something alone.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};

use crate::agreement::status::Word;

/// For what a reader looks for first.
pub const BOLD: Style = Style::new().bold();

/// For what explains.
pub const DIM: Style = Style::new().dimmed();

/// For what is in order.
pub const GOOD: Style = AnsiColor::Green.on_default();

/// For what is missing.
pub const OPEN: Style = AnsiColor::Yellow.on_default();

/// For what is wrong.
pub const BAD: Style = AnsiColor::Red.on_default();

/// A text in a style.
pub fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// The style of a status.
pub const fn of_word(word: Word) -> Style {
    match word {
        Word::Accepted => GOOD,
        Word::Draft | Word::Proposed => OPEN,
        Word::Rejected => BAD,
        Word::Withdrawn | Word::Superseded | Word::Deprecated | Word::Historical => DIM,
    }
}
