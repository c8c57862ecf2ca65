//! The catch-up for a terminal.

use std::fmt::Write as _;

use super::{Document, Part, Sentence, gist, lines};
use crate::render::{paint, whole, wrap};

/// Columns before what belongs to a heading.
const INDENT: usize = 2;

/// The catch-up, in lines of at most `width` columns.
pub fn terminal(document: &Document, width: usize) -> String {
    let mut page = Page {
        text: String::new(),
        width,
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
            entry.parts.iter().for_each(|part| page.part(INDENT, part));
        }
    }
    page.text
}

struct Page {
    text: String,
    width: usize,
}

impl Page {
    fn line(&mut self, indent: usize, style: anstyle::Style, words: &str) {
        let words = wrap(words, self.width, indent);
        let _ = writeln!(self.text, "{:indent$}{}", "", paint::paint(style, words));
    }

    fn part(&mut self, indent: usize, part: &Part) {
        match part {
            Part::Sentence(sentence) => self.sentence(indent, "", sentence),
            Part::Points(label, sentences) => {
                self.line(indent, paint::OPEN, label);
                for sentence in sentences {
                    self.sentence(indent + INDENT, "- ", sentence);
                }
            }
            Part::Words { label, words, from } => {
                let (gist, is_all) = gist(words);
                let more = if is_all { "" } else { ", from its beginning" };
                let label = format!("{} {}", painted(label), source(&format!("[{from}{more}]")));
                self.raw(indent, &label);
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
                let words = format!("{purpose} {}", whole(command));
                self.line(indent, anstyle::Style::new(), &words);
            }
        }
    }

    fn sentence(&mut self, indent: usize, mark: &str, sentence: &Sentence) {
        let mut words = sentence.text.clone();
        if let Some(quote) = &sentence.quote {
            words.push_str(&format!(" {}", quote.replace('\n', " ")));
        }
        let from: Vec<String> = sentence.from.iter().map(ToString::to_string).collect();
        if !from.is_empty() {
            words.push_str(&format!(" {}", whole(&format!("[{}]", from.join("; ")))));
        }
        let wrapped = wrap(&words, self.width, indent + mark.len());
        // The reference stands last, and is for those who want to look it up.
        let shown = match (from.is_empty(), wrapped.rfind('[')) {
            (false, Some(at)) => {
                let (words, reference) = wrapped.split_at(at);
                format!("{words}{}", source(reference))
            }
            _ => wrapped,
        };
        let _ = writeln!(self.text, "{:indent$}{mark}{shown}", "");
    }

    fn raw(&mut self, indent: usize, painted: &str) {
        let _ = writeln!(self.text, "{:indent$}{painted}", "");
    }
}

fn painted(label: &str) -> String {
    paint::paint(paint::OPEN, label)
}

fn source(text: &str) -> String {
    paint::paint(paint::DIM, text)
}
