//! A report becomes sentences.

use super::{Document, Section};
use crate::action::brief::Report;

mod agreed;
mod argument;
mod asked;
mod discussed;
mod intro;
mod phrase;

/// Above so many decisions, each is told in a line or two.
const MANY: usize = 25;

/// Makes a catch-up of a report.
pub fn tell(report: &Report) -> Document {
    let mut sections = vec![agreed::agreed(report)];
    if !report.ended.is_empty() {
        sections.push(Section {
            anchor: "ended",
            heading: "What we turned down or ended",
            intro: Vec::new(),
            entries: report.ended.iter().map(discussed::ending).collect(),
        });
    }
    sections.push(discussed::discussed(report));
    sections.push(asked::asked(report));
    let reader = report.reader.as_ref();
    Document {
        title: reader.map_or_else(
            || "What we have agreed".to_owned(),
            |reader| format!("What we have agreed, for {}", reader.name),
        ),
        intro: intro::intro(report),
        sections,
    }
}
