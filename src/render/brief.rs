//! `adr brief`: the catch-up, for a terminal, in Markdown or as a page in HTML.
//!
//! What is said is decided once: [`tell`] makes sentences of a report, each with the records that say it. The
//! writers only lay them out, so that no format knows more than another.

use crate::action::source::Source;
use crate::record::id::Number;

mod markdown;
mod page;
mod tell;
mod terminal;

pub use markdown::markdown;
pub use page::{Told, page, told};
pub use tell::tell;
pub use terminal::terminal;

/// A catch-up as sentences.
pub struct Document {
    title: String,
    intro: Vec<Part>,
    sections: Vec<Section>,
}

/// A part of the catch-up with a heading.
struct Section {
    anchor: &'static str,
    heading: &'static str,
    intro: Vec<Part>,
    entries: Vec<Entry>,
}

/// What belongs to one decision.
struct Entry {
    number: Number,
    anchor: String,
    heading: String,
    parts: Vec<Part>,
}

/// Something that is said.
enum Part {
    /// A sentence.
    Sentence(Sentence),
    /// Sentences side by side, below a few words. Where one record says them all, it is named there.
    Points {
        label: &'static str,
        from: Option<Source>,
        points: Vec<Sentence>,
    },
    /// What people wrote, below a few words.
    Words {
        label: &'static str,
        words: String,
        from: Source,
    },
    /// Something to type, below what it is for or after it.
    Command { purpose: String, command: String },
}

/// A sentence, and somebody's own words after it, with the records that say it.
struct Sentence {
    text: String,
    quote: Option<String>,
    from: Vec<Source>,
}

impl Sentence {
    /// A sentence about the whole, which no single record says.
    fn overall(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            quote: None,
            from: Vec::new(),
        }
    }

    /// A sentence that a record says.
    fn by(text: impl Into<String>, from: &Source) -> Self {
        Self {
            text: text.into(),
            quote: None,
            from: vec![from.clone()],
        }
    }

    /// The one record that says it, if it is one.
    fn source(&self) -> Option<&Source> {
        match self.from.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// With somebody's own words.
    fn quoting(mut self, quote: Option<&String>) -> Self {
        self.quote = quote.map(|quote| quote.trim_end().to_owned());
        self
    }
}

/// The first paragraphs of a text, so many that they make up some hundred characters, and whether that is all.
/// Headings alone say nothing.
fn gist(words: &str) -> (String, bool) {
    const ENOUGH: usize = 420;
    let paragraphs: Vec<&str> = words
        .split("\n\n")
        .map(str::trim_end)
        .filter(|paragraph| !paragraph.trim().is_empty())
        .collect();
    let mut taken = Vec::new();
    let mut length = 0;
    for paragraph in &paragraphs {
        if length >= ENOUGH {
            break;
        }
        taken.push(*paragraph);
        let is_heading = paragraph.starts_with('#') && !paragraph.contains('\n');
        if !is_heading {
            length += paragraph.chars().count();
        }
    }
    (taken.join("\n\n"), taken.len() == paragraphs.len())
}

/// The lines of a paragraph that stand for themselves: list items, rows of tables, code, headings; and other
/// lines joined into one.
fn lines(paragraph: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in paragraph.lines() {
        let bare = line.trim_start();
        let is_item = bare.starts_with(['-', '*', '+', '|', '>', '#', '`'])
            || bare
                .split_once(['.', ')'])
                .is_some_and(|(digits, _)| digits.parse::<u32>().is_ok());
        match lines.last_mut() {
            Some(last) if is_open && !is_item => {
                last.push(' ');
                last.push_str(bare);
            }
            _ => lines.push(bare.to_owned()),
        }
        is_open = !bare.starts_with(['|', '#', '`']);
    }
    lines
}
