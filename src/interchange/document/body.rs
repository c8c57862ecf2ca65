//! What is left of a body, as the fields of a text. A section that is no field stays, with its heading, at the end of
//! the prose before it.

use super::super::markdown::field_of;
use super::super::note::Notes;
use super::layout::{Block, Shape};
use super::odd::Odd;
use super::{Fields, Kept, options};
use crate::record::field::Field;
use crate::record::prose::{Line, Prose};
use crate::record::text::Alternative;

/// The text of a document, and what has no field of its own.
pub(super) struct Body {
    pub text: Fields,
    pub kept: Vec<Kept>,
}

/// What a heading means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    /// The text of a field.
    Field(Field),
    /// What speaks for and against each option.
    Arguments,
}

/// Headings under which MADR describes the options that it has listed before.
const ARGUMENTS: [&str; 5] = [
    "pros and cons of the options",
    "pros and cons",
    "vor- und nachteile der optionen",
    "pro und contra der optionen",
    "avantages et inconvénients des options",
];

/// What a heading means, where it means a field.
pub(super) fn meaning(heading: &str) -> Option<Meaning> {
    let word = super::key::normal(heading).replace(" <!  optional  >", "");
    if ARGUMENTS.contains(&word.as_str())
        || ARGUMENTS.contains(&heading.trim().to_lowercase().as_str())
    {
        return Some(Meaning::Arguments);
    }
    let heading = super::plain::without_comments(heading);
    match field_of(&heading)? {
        // Their lists are of two levels, which foreign texts do not have.
        Field::Assumptions => None,
        field => Some(Meaning::Field(field)),
    }
}

/// A run of lines that belongs to one field.
struct Chunk {
    meaning: Meaning,
    /// The line of its heading in the file, counted from 1; 0 without one.
    line: usize,
    /// The heading as it is written, where it stays in the text.
    heading: Option<String>,
    /// The heading's words.
    words: String,
    is_field: bool,
    text: String,
}

/// Puts the fields together out of what is left of the lines.
pub(super) fn assemble(
    lines: &[&str],
    left: &[Option<String>],
    blocks: &[Block],
    title: Option<usize>,
    before: usize,
    notes: &mut Notes,
) -> Body {
    let chunks = chunks(lines, left, blocks, title, before);
    let joined = |wanted: Meaning| {
        let texts: Vec<&str> = chunks
            .iter()
            .filter(|chunk| {
                chunk.is_field && chunk.meaning == wanted && !chunk.text.trim().is_empty()
            })
            .map(|chunk| chunk.text.as_str())
            .collect();
        (!texts.is_empty()).then(|| texts.join("\n\n"))
    };
    let listed = joined(Meaning::Field(Field::Options));
    let described = joined(Meaning::Arguments);
    let options = options::options(listed.as_deref(), described.as_deref());
    let drivers = joined(Meaning::Field(Field::Drivers)).and_then(|text| options::lines(&text));
    Pile::default().pile_up(&chunks, options, drivers, notes)
}

fn chunks(
    lines: &[&str],
    left: &[Option<String>],
    blocks: &[Block],
    title: Option<usize>,
    before: usize,
) -> Vec<Chunk> {
    let is_gone = |block: &Block| {
        block
            .lines
            .clone()
            .all(|line| left.get(line).is_some_and(Option::is_some))
    };
    let headings: Vec<(&Block, usize, &str)> = blocks
        .iter()
        .enumerate()
        .filter(|(at, block)| Some(*at) != title && !is_gone(block))
        .filter_map(|(_, block)| match &block.shape {
            Shape::Heading(level, text) => Some((block, *level, text.as_str())),
            _ => None,
        })
        .collect();
    let of_fields = headings
        .iter()
        .filter(|(_, _, text)| meaning(text).is_some())
        .map(|(_, level, _)| *level);
    let base = of_fields
        .min()
        .or_else(|| headings.iter().map(|(_, level, _)| *level).min())
        .unwrap_or(2);
    let mut chunks = vec![Chunk {
        meaning: Meaning::Field(Field::Context),
        line: 0,
        heading: None,
        words: String::new(),
        is_field: true,
        text: String::new(),
    }];
    let mut open = headings.into_iter().peekable();
    let mut at = 0;
    while at < lines.len() {
        if let Some((block, level, text)) = open.next_if(|(block, ..)| block.lines.start <= at) {
            let meant = meaning(text);
            let current = chunks.last().map(|chunk| chunk.meaning);
            let is_detail = matches!(
                (current, meant),
                (
                    Some(Meaning::Field(
                        Field::Decision | Field::Consequences | Field::Confirmation
                    )),
                    Some(Meaning::Field(Field::Consequences | Field::Confirmation))
                )
            );
            let source = lines
                .get(block.lines.clone())
                .unwrap_or_default()
                .join("\n");
            if level <= base || is_detail || meant == Some(Meaning::Arguments) {
                // `### Positive Consequences` says more than that these are consequences.
                let keeps_heading = meant.is_none() || says_more(text);
                chunks.push(Chunk {
                    meaning: meant.or(current).unwrap_or(Meaning::Field(Field::Context)),
                    line: before + block.lines.start + 1,
                    heading: keeps_heading.then_some(source),
                    words: text.to_owned(),
                    is_field: meant.is_some(),
                    text: String::new(),
                });
                at = block.lines.end;
                continue;
            }
        }
        if let Some(chunk) = chunks.last_mut() {
            match left.get(at).and_then(Option::as_ref) {
                None => {
                    chunk
                        .text
                        .push_str(lines.get(at).copied().unwrap_or_default());
                    chunk.text.push('\n');
                }
                Some(rest) if !rest.is_empty() => {
                    chunk.text.push_str(rest);
                    chunk.text.push('\n');
                }
                Some(_) => {}
            }
        }
        at += 1;
    }
    chunks
}

fn says_more(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    ["positive ", "negative ", "neutral ", "positiv", "negativ"]
        .iter()
        .any(|word| lower.starts_with(word))
}

/// The prose fields while they grow.
#[derive(Default)]
struct Pile {
    context: Vec<String>,
    decision: Vec<String>,
    consequences: Vec<String>,
    confirmation: Vec<String>,
    kept: Vec<Kept>,
}

impl Pile {
    fn pile_up(
        mut self,
        chunks: &[Chunk],
        options: Option<Vec<Alternative>>,
        drivers: Option<Vec<Line>>,
        notes: &mut Notes,
    ) -> Body {
        let mut prose = Field::Context;
        for chunk in chunks {
            let text = chunk.text.trim_matches('\n').trim_end();
            let fits = match chunk.meaning {
                _ if !chunk.is_field => false,
                Meaning::Field(Field::Options) | Meaning::Arguments => options.is_some(),
                Meaning::Field(Field::Drivers) => drivers.is_some(),
                Meaning::Field(_) => true,
            };
            if let Meaning::Field(
                field @ (Field::Context
                | Field::Decision
                | Field::Consequences
                | Field::Confirmation),
            ) = chunk.meaning
            {
                prose = field;
            } else if fits || (text.is_empty() && chunk.is_field) {
                continue;
            }
            let heading = match &chunk.heading {
                Some(heading) => Some(heading.clone()),
                None if !fits => Some(format!("## {}", chunk.words)),
                None => None,
            };
            if !chunk.is_field {
                self.kept.push(Kept {
                    line: chunk.line,
                    heading: chunk.words.clone(),
                    within: prose,
                });
            } else if !fits {
                let heading = chunk.words.clone();
                notes.add(
                    Some(chunk.line),
                    Odd::ListKeptAsProse {
                        heading,
                        within: prose,
                    },
                );
            }
            let parts = [
                heading.filter(|_| !chunk.is_field || !text.is_empty()),
                Some(text.to_owned()).filter(|text| !text.is_empty()),
            ];
            self.of(prose).extend(parts.into_iter().flatten());
        }
        self.note_kept(notes);
        let prose = |parts: &[String]| Prose::new(&parts.join("\n\n")).ok();
        Body {
            text: Fields {
                context: prose(&self.context),
                drivers: drivers.unwrap_or_default(),
                options: options.unwrap_or_default(),
                decision: prose(&self.decision),
                consequences: prose(&self.consequences),
                confirmation: prose(&self.confirmation),
            },
            kept: self.kept,
        }
    }

    fn of(&mut self, field: Field) -> &mut Vec<String> {
        match field {
            Field::Decision => &mut self.decision,
            Field::Consequences => &mut self.consequences,
            Field::Confirmation => &mut self.confirmation,
            _ => &mut self.context,
        }
    }

    /// One note for each run of sections that stay in the same prose.
    fn note_kept(&self, notes: &mut Notes) {
        for run in self.kept.chunk_by(|one, other| one.within == other.within) {
            if let Some(first) = run.first() {
                let headings = run.iter().map(|kept| kept.heading.clone()).collect();
                notes.add(
                    Some(first.line),
                    Odd::SectionsKept {
                        within: first.within,
                        headings,
                    },
                );
            }
        }
    }
}
