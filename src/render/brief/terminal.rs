//! The catch-up for a terminal.

use std::fmt::Write as _;

use super::{Document, Part, Sentence, gist, lines};
use crate::action::source::Source;
use crate::record::id::Number;
use crate::render::{paint, whole, wrap};

/// Columns before what belongs to a heading.
const INDENT: usize = 2;

/// The catch-up, in lines of at most `width` columns.
pub fn terminal(document: &Document, width: usize) -> String {
    let mut page = Page {
        text: String::new(),
        width,
        decision: None,
    };
    page.line(0, paint::BOLD, &document.title);
    document.intro.iter().for_each(|part| page.part(0, part));
    for section in &document.sections {
        page.text.push('\n');
        page.line(0, paint::BOLD, &section.heading.to_uppercase());
        section.intro.iter().for_each(|part| page.part(0, part));
        for entry in &section.entries {
            page.text.push('\n');
            page.line(0, paint::BOLD, &entry.heading);
            page.decision = Some(entry.number);
            entry.parts.iter().for_each(|part| page.part(INDENT, part));
            page.decision = None;
        }
    }
    page.text
}

struct Page {
    text: String,
    width: usize,
    /// The decision that is told.
    decision: Option<Number>,
}

impl Page {
    fn line(&mut self, indent: usize, style: anstyle::Style, words: &str) {
        let words = wrap(words, self.width, indent);
        let _ = writeln!(self.text, "{:indent$}{}", "", paint::paint(style, words));
    }

    fn part(&mut self, indent: usize, part: &Part) {
        match part {
            Part::Sentence(sentence) => self.sentence(indent, "", sentence),
            Part::Points {
                label,
                from,
                points,
            } => {
                self.label(indent, label, from.as_ref(), "");
                for sentence in points {
                    self.sentence(indent + INDENT, "- ", sentence);
                }
            }
            Part::Words { label, words, from } => {
                let (gist, is_all) = gist(words);
                let more = if is_all { "" } else { ", from its beginning" };
                self.label(indent, label, Some(from), more);
                for (index, paragraph) in gist.split("\n\n").enumerate() {
                    if index > 0 {
                        self.text.push('\n');
                    }
                    for line in lines(paragraph) {
                        self.line(indent + INDENT, anstyle::Style::new(), &line);
                    }
                }
            }
            Part::Command { purpose, command } => {
                let plain = anstyle::Style::new();
                let words = format!("{purpose} {}", whole(command));
                if purpose.ends_with(':') {
                    self.line(indent, plain, &words);
                } else {
                    self.line(indent, plain, purpose);
                    self.line(indent + INDENT, plain, &whole(command));
                }
            }
        }
    }

    fn sentence(&mut self, indent: usize, mark: &str, sentence: &Sentence) {
        let mut words = sentence.text.clone();
        if let Some(quote) = &sentence.quote {
            words.push_str(&format!(" {}", quote.replace('\n', " ")));
        }
        let from: Vec<String> = sentence
            .from
            .iter()
            .map(|from| from.within(self.decision))
            .collect();
        self.referring(
            indent,
            mark,
            anstyle::Style::new(),
            &words,
            &from.join("; "),
        );
    }

    fn label(&mut self, indent: usize, label: &str, from: Option<&Source>, more: &str) {
        let from = from.map(|from| format!("{}{more}", from.within(self.decision)));
        self.referring(indent, "", paint::OPEN, label, &from.unwrap_or_default());
    }

    /// Words, and where they are written down for those who want to look it up.
    fn referring(
        &mut self,
        indent: usize,
        mark: &str,
        style: anstyle::Style,
        words: &str,
        from: &str,
    ) {
        let hanging = indent + mark.len();
        let reference = format!("[{from}]");
        let shown = if from.is_empty() {
            paint::paint(style, wrap(words, self.width, hanging))
        } else {
            let all = wrap(
                &format!("{words} {}", whole(&reference)),
                self.width,
                hanging,
            );
            // What a record says may hold a bracket, too; the last one is ours.
            let (words, reference) = all.split_at(all.rfind('[').unwrap_or(all.len()));
            format!(
                "{}{}",
                paint::paint(style, words),
                paint::paint(paint::DIM, reference)
            )
        };
        let _ = writeln!(self.text, "{:indent$}{mark}{shown}", "");
    }
}
