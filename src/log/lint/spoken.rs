//! What a text says in its own words: prose without code, comments, quotations and the targets of links.

use crate::record::field::Field;
use crate::record::prose::{Line, Prose};
use crate::record::text::Text;

/// A line of a text, with the field that it stands in.
pub struct Spoken<'a> {
    /// The field.
    pub field: Field,
    /// The line as it was written.
    pub line: &'a str,
    /// The line without comments.
    pub visible: String,
    /// What it says in its own words.
    pub words: String,
}

/// Every line of a text that people read.
pub fn lines(text: &Text) -> Vec<Spoken<'_>> {
    let mut lines = vec![one(Field::Title, &text.title)];
    for (field, prose) in prose(text) {
        lines.extend(of_prose(field, prose.as_str()));
    }
    for option in &text.options {
        let arguments = option.pros.iter().chain(&option.cons);
        let said = std::iter::once(&option.name).chain(arguments);
        lines.extend(said.map(|line| one(Field::Options, line)));
    }
    lines.extend(text.drivers.iter().map(|line| one(Field::Drivers, line)));
    for assumption in &text.assumptions {
        let said = std::iter::once(&assumption.claim).chain(&assumption.revisit_when);
        lines.extend(said.map(|line| one(Field::Assumptions, line)));
    }
    lines
}

/// Every piece of prose in a text.
pub fn prose(text: &Text) -> impl Iterator<Item = (Field, &Prose)> {
    let fields = [
        (Field::Context, text.context.as_ref()),
        (Field::Decision, text.decision.as_ref()),
        (Field::Consequences, text.consequences.as_ref()),
        (Field::Confirmation, text.confirmation.as_ref()),
    ];
    let options = text.options.iter();
    let summaries = options.map(|option| (Field::Options, option.summary.as_ref()));
    fields
        .into_iter()
        .chain(summaries)
        .filter_map(|(field, prose)| Some((field, prose?)))
}

fn one(field: Field, line: &Line) -> Spoken<'_> {
    Spoken {
        field,
        line: line.as_str(),
        visible: line.to_string(),
        words: own_words(line.as_str()),
    }
}

/// The lines of prose outside of code blocks and comments.
pub fn of_prose(field: Field, prose: &str) -> Vec<Spoken<'_>> {
    let mut lines = Vec::new();
    let mut fence: Option<&str> = None;
    let mut in_comment = false;
    for line in prose.lines() {
        let start = line.trim_start();
        let marker = ["```", "~~~"]
            .into_iter()
            .find(|one| start.starts_with(one));
        if let Some(marker) = marker {
            fence = match fence {
                Some(open) if open == marker => None,
                Some(open) => Some(open),
                None => Some(marker),
            };
            continue;
        }
        if fence.is_some() || start.starts_with('>') {
            continue;
        }
        let visible = without_comments(line, &mut in_comment);
        lines.push(Spoken {
            field,
            line,
            words: own_words(&visible),
            visible,
        });
    }
    lines
}

/// A line without HTML comments, one of which may go on in the next line.
fn without_comments(line: &str, in_comment: &mut bool) -> String {
    let mut rest = line;
    let mut visible = String::new();
    loop {
        let mark = if *in_comment { "-->" } else { "<!--" };
        let Some((before, after)) = rest.split_once(mark) else {
            break;
        };
        if !*in_comment {
            visible.push_str(before);
        }
        *in_comment = !*in_comment;
        rest = after;
    }
    if !*in_comment {
        visible.push_str(rest);
    }
    visible
}

/// A line without inline code, quotations, and where its links lead.
fn own_words(line: &str) -> String {
    let mut words = String::new();
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '`' | '"' => skip_past(&mut letters, &mut words, letter),
            '“' => skip_past(&mut letters, &mut words, '”'),
            '„' => skip_past(&mut letters, &mut words, '“'),
            ']' if letters.peek() == Some(&'(') => {
                words.push(' ');
                skip_past(&mut letters, &mut words, ')');
            }
            letter => words.push(letter),
        }
    }
    words
}

/// Leaves out what stands before the next `end`; where there is none, the rest is the text's own.
fn skip_past(
    letters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    words: &mut String,
    end: char,
) {
    let mut ahead = letters.clone();
    words.push(' ');
    if ahead.any(|letter| letter == end) {
        *letters = ahead;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_comments_quotations_and_targets_are_not_the_texts_own_words() {
        let prose = "Use `TBD` as \"etc.\" in [the form](TODO.md) now.\n```\nTODO\n```\n> TBD, she said\nA <!-- TBD\nTBD --> B\n5\" TBD";
        let words: Vec<String> = of_prose(Field::Context, prose)
            .into_iter()
            .map(|line| line.words.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(words, ["Use as in [the form now.", "A", "B", "5 TBD"]);
    }
}
