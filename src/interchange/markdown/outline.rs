//! The body of a Markdown text as a title and sections, each for one field and with the lines it came from.

use super::headings::field_of;
use super::read::Remark;
use crate::interchange::sections::{Fences, heading};
use crate::record::field::Field;

/// What stands in a body.
pub(super) struct Outline<'a> {
    /// The line of the title, and the title.
    pub title: Option<(usize, String)>,
    /// One for each field that has any.
    pub sections: Vec<Section<'a>>,
    /// What fitted no field.
    pub remarks: Vec<Remark>,
}

/// What belongs to one field.
pub(super) struct Section<'a> {
    /// The field.
    pub field: Field,
    /// The line of the heading, counted from 1; of the first line where there is none.
    pub line: usize,
    /// Each line with its number.
    pub lines: Vec<(usize, &'a str)>,
}

impl Section<'_> {
    /// The lines as one text.
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|(_, line)| *line).collect();
        lines.join("\n")
    }

    /// Whether there is anything but white space.
    pub fn has_text(&self) -> bool {
        self.lines.iter().any(|(_, line)| !line.trim().is_empty())
    }
}

/// The title and the sections at the second level. What stands between the title and the first of them
/// belongs to the context.
pub(super) fn of(body: &str, first_line: usize) -> Outline<'_> {
    let mut outline = Outline {
        title: None,
        sections: Vec::new(),
        remarks: Vec::new(),
    };
    let mut fences = Fences::default();
    // The section that lines go to now.
    let mut current = None;
    let mut is_gap = true;
    for (index, line) in body.lines().enumerate() {
        let number = first_line + index;
        let is_code = fences.is_code(line);
        let heading = heading(line).filter(|_| !is_code);
        match heading {
            Some((1, text)) if outline.title.is_none() && current.is_none() && !text.is_empty() => {
                outline.title = Some((number, text.to_owned()));
                continue;
            }
            Some((2, text)) => {
                if let Some(field) = field_of(text) {
                    let is_known = outline.sections.iter().any(|known| known.field == field);
                    current = Some(outline.open(field, number));
                    is_gap = is_known;
                    continue;
                }
            }
            _ => {}
        }
        // One blank line divides what is put together; more of them mean nothing there.
        is_gap = is_gap && line.trim().is_empty();
        if is_gap {
            continue;
        }
        let at = *current.get_or_insert_with(|| outline.open(Field::Context, number));
        let Some(section) = outline.sections.get_mut(at) else {
            continue;
        };
        section.lines.push((number, line));
        if let Some((2, text)) = heading {
            outline.remarks.push(Remark {
                line: number,
                what: format!("`## {text}` is no field; it stays in `{}`", section.field),
            });
        }
    }
    outline
}

impl Outline<'_> {
    /// The section of a field, which one that comes again goes on with.
    fn open(&mut self, field: Field, line: usize) -> usize {
        let known = self
            .sections
            .iter()
            .position(|section| section.field == field);
        let Some(at) = known else {
            self.sections.push(Section {
                field,
                line,
                lines: Vec::new(),
            });
            return self.sections.len() - 1;
        };
        self.remarks.push(Remark {
            line,
            what: format!("`{field}` comes again; it was added to the first"),
        });
        if let Some(section) = self.sections.get_mut(at) {
            let lines = &mut section.lines;
            while lines.last().is_some_and(|(_, line)| line.trim().is_empty()) {
                lines.pop();
            }
            lines.push((line, ""));
        }
        at
    }
}
