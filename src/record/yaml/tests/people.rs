//! Files as people write them: every style that YAML offers, chosen at random.

use super::super::scalar::push_quoted;
use super::super::write_value;
use serde_yaml::Value;
use std::iter::{Copied, Cycle};
use std::slice::Iter;

/// Writes a map as somebody might who mixes styles and comments a lot.
pub fn by_hand(value: &Value, choices: &[u8]) -> String {
    let mut writer = Writer {
        out: "# by hand\n".to_owned(),
        choices: choices.iter().copied().cycle(),
        comments: 0,
    };
    writer.map(value, 0);
    writer.own_line(0);
    let ends_in_comment = |line: &str| line.contains("# own ") || line.contains("# end ");
    if writer.choice(2) == 0 && writer.out.lines().last().is_some_and(ends_in_comment) {
        writer.out.pop();
    }
    writer.out
}

struct Writer<'c> {
    out: String,
    choices: Cycle<Copied<Iter<'c, u8>>>,
    comments: usize,
}

impl Writer<'_> {
    fn choice(&mut self, of: u8) -> u8 {
        self.choices.next().unwrap_or_default() % of
    }

    fn own_line(&mut self, indent: usize) {
        if self.choice(3) == 0 {
            self.comments += 1;
            let comment = format!("# own {} it's: \"\n", self.comments);
            self.out.extend([" ".repeat(indent), comment]);
        }
        // Behind a block that keeps its last line breaks, an empty line would be one more of them.
        if self.choice(6) == 0 && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn end_line(&mut self) {
        if self.choice(3) == 0 {
            self.comments += 1;
            self.out.extend([
                " ".repeat(self.comments % 3 + 1),
                format!("# end {}", self.comments),
            ]);
        }
        self.out.push('\n');
    }

    fn map(&mut self, value: &Value, indent: usize) {
        for (key, value) in value.as_mapping().into_iter().flatten() {
            self.own_line(indent);
            let key = self.one_line(key);
            self.out.extend([" ".repeat(indent), key, ":".to_owned()]);
            self.value(value, indent, true);
        }
    }

    /// A value behind a colon or dash that stands at this indent.
    fn value(&mut self, value: &Value, indent: usize, behind_key: bool) {
        match value {
            Value::Mapping(map) if !map.is_empty() && self.choice(3) > 0 => {
                self.end_line();
                let deeper = indent + 1 + usize::from(self.choice(4));
                self.map(value, deeper);
            }
            Value::Sequence(items) if !items.is_empty() && self.choice(3) > 0 => {
                self.end_line();
                let least = usize::from(!behind_key);
                let deeper = indent + least + usize::from(self.choice(3));
                for item in items {
                    self.own_line(deeper);
                    self.out.extend([" ".repeat(deeper), "-".to_owned()]);
                    self.value(item, deeper, false);
                }
            }
            Value::String(text) if text.contains('\n') && self.choice(4) > 0 => {
                let block = write_value(&Value::Sequence(vec![value.clone()]));
                let block = block.strip_prefix('-').unwrap_or_default();
                let (header, lines) = block.split_once('\n').unwrap_or_default();
                self.out.push_str(header);
                if lines.is_empty() {
                    self.end_line();
                    return;
                }
                self.end_line();
                for line in lines.split_inclusive('\n') {
                    if line != "\n" {
                        self.out.push_str(&" ".repeat(indent));
                    }
                    self.out.push_str(line);
                }
            }
            value => {
                self.out.push(' ');
                let line = self.one_line(value);
                self.out.push_str(&line);
                self.end_line();
            }
        }
    }

    /// A value on one line, or in brackets over several.
    fn one_line(&mut self, value: &Value) -> String {
        match value {
            Value::Mapping(map) => {
                let entries: Vec<String> = map
                    .iter()
                    .map(|(key, value)| format!("{}: {}", self.one_line(key), self.one_line(value)))
                    .collect();
                self.brackets('{', &entries, '}')
            }
            Value::Sequence(items) => {
                let items: Vec<String> = items.iter().map(|item| self.one_line(item)).collect();
                self.brackets('[', &items, ']')
            }
            Value::String(text) if !text.contains('\n') && self.choice(2) == 0 => {
                format!("'{}'", text.replace('\'', "''"))
            }
            Value::String(text) => {
                let mut out = String::new();
                push_quoted(&mut out, text);
                out
            }
            scalar => write_value(scalar).trim_end().to_owned(),
        }
    }

    fn brackets(&mut self, open: char, parts: &[String], close: char) -> String {
        let space = if self.choice(2) == 0 { " " } else { "" };
        let between = if self.choice(2) == 0 { "," } else { ", " };
        let last = if !parts.is_empty() && self.choice(4) == 0 {
            ","
        } else {
            ""
        };
        format!("{open}{space}{}{last}{space}{close}", parts.join(between))
    }
}
