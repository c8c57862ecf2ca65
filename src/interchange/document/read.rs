//! From bytes to a document: what it says about itself is looked for in every place that people use, and taken out of
//! the text where it was found whole.

use std::ops::Range;

use serde_yaml::{Mapping, Value};

use super::super::clean;
use super::super::note::{Note, Notes, Oddity};
use super::body::{self, Body};
use super::front::{self, Entry, Front};
use super::head;
use super::key;
use super::layout::{self, Block, Shape};
use super::name::FileName;
use super::odd::Odd;
use super::said::Said;
use super::{Document, Place, bytes, plain, title};
use crate::record::prose::Line;
use crate::record::yaml;

/// The largest text that is read, in bytes (512 KiB). It must fit into a revision with all the rest, indented.
const MAX_BYTES: usize = yaml::MAX_BYTES / 2;

/// Reads one file. It never fails for what a text says, only for bytes of which no text can be made.
///
/// # Errors
///
/// A note, for bytes that are too many or no text.
pub fn read(path: &str, bytes: &[u8]) -> Result<Document, Note> {
    let refuse = |what: Oddity| Note {
        path: path.to_owned(),
        line: None,
        what,
    };
    if bytes.len() > MAX_BYTES {
        return Err(refuse(Oddity::TooLarge { limit: MAX_BYTES }));
    }
    let (decoded, encoding) = bytes::decode(bytes).map_err(|odd| refuse(odd.into()))?;
    let cleaned = clean::text(&decoded);
    let mut notes = Vec::new();
    let notes_here = &mut Notes::about(path, &mut notes);
    if let Some(odd) = encoding {
        notes_here.add(None, odd);
    }
    if cleaned.changed {
        let field = "text".to_owned();
        notes_here.add(None, Oddity::CharactersChanged { field });
    }
    let lines: Vec<&str> = cleaned.value.lines().collect();
    let mut odd = Vec::new();
    let front = front::read(&lines, &mut odd);
    for (line, what) in odd {
        notes_here.add(Some(line), what);
    }
    let body_lines = lines.get(front.lines..).unwrap_or_default();
    let reader = Reader::new(body_lines, front.lines);
    Ok(reader.document(path, front, notes))
}

/// Takes a body apart.
pub(super) struct Reader<'a> {
    pub(super) lines: &'a [&'a str],
    /// How many lines stand before the body.
    pub(super) before: usize,
    pub(super) blocks: Vec<Block>,
    /// What is left of each line that was taken; the others are whole.
    left: Vec<Option<String>>,
    /// Index of the heading that is the title.
    pub(super) title: Option<usize>,
    /// What the front matter says as its id or number.
    id: Option<String>,
    pub(super) said: Said,
}

impl<'a> Reader<'a> {
    fn new(lines: &'a [&'a str], before: usize) -> Self {
        let mut left = vec![None; lines.len()];
        let blocks = unheaded(layout::blocks(&lines.join("\n")), lines, &mut left);
        let first = blocks
            .iter()
            .enumerate()
            .find_map(|(at, block)| match &block.shape {
                Shape::Heading(level, text) => Some((at, *level, text)),
                _ => None,
            });
        // A document may begin with a section; it has no title then.
        let title = first.filter(|(_, level, text)| {
            *level == 1 || (body::meaning(text).is_none() && key::of_heading(text).is_none())
        });
        Self {
            lines,
            before,
            title: title.map(|(at, ..)| at),
            left,
            id: None,
            said: Said::default(),
            blocks,
        }
    }

    fn document(mut self, path: &str, front: Front, mut notes: Vec<Note>) -> Document {
        let heading = self.take_title();
        let mut unknown = Mapping::new();
        let mut front_title = None;
        for entry in front.entries {
            if heading.is_none() && entry.key == "title" {
                front_title = Some((entry.text(), entry.line));
                continue;
            }
            self.front_entry(entry, &mut unknown);
        }
        self.walk();
        let name = FileName::of(path);
        let here = &mut Notes::about(path, &mut notes);
        let status = self.said.choose_status(&mut self.left, here);
        let date = self.said.choose_date(&name, here);
        let written = heading.or(front_title);
        let line = written.as_ref().map(|(_, line)| *line);
        let (title_number, title) = titled(written.map(|(text, _)| text));
        let title_number = title_number.or_else(|| self.id.as_deref().and_then(title::number));
        match (title_number, name.number) {
            (Some(title), Some(name)) if title != name => {
                here.add(line, Odd::TitleNumberDiffers { title, name });
            }
            _ => {}
        }
        let title = title.or_else(|| {
            here.add(None, Odd::NameAsTitle);
            clean::line(&name.words()).map(|line| line.value)
        });
        let Body { text, kept } = body::assemble(
            self.lines,
            &self.left,
            &self.blocks,
            self.title,
            self.before,
            here,
        );
        notes.sort_by_key(|note| note.line);
        Document {
            path: path.to_owned(),
            name,
            title,
            title_number,
            id: self.id,
            status,
            date,
            people: self.said.people,
            tags: self.said.tags,
            links: self.said.links,
            text,
            unknown,
            kept,
            notes,
        }
    }

    /// The number of a line of the body in the file.
    pub(super) fn number(&self, line: usize) -> usize {
        self.before + line + 1
    }

    fn take_title(&mut self) -> Option<(String, usize)> {
        let block = self.blocks.get(self.title?)?.clone();
        let Shape::Heading(_, text) = block.shape else {
            return None;
        };
        self.take(block.lines.clone());
        let text = plain::without_comments(&text).trim().to_owned();
        (!text.is_empty()).then(|| (text, self.number(block.lines.start)))
    }

    /// Takes lines out of the text.
    pub(super) fn take(&mut self, lines: Range<usize>) {
        for line in lines {
            self.leave(line, String::new());
        }
    }

    /// Leaves this of a line.
    pub(super) fn leave(&mut self, line: usize, text: String) {
        if let Some(left) = self.left.get_mut(line) {
            *left = Some(text);
        }
    }

    fn front_entry(&mut self, entry: Entry, unknown: &mut Mapping) {
        let text = entry.text();
        if matches!(entry.key.to_lowercase().as_str(), "id" | "number" | "adr") && self.id.is_none()
        {
            self.id = Some(text.trim().to_owned()).filter(|id| !id.is_empty());
        }
        if entry.key == "links" && self.said.hear_links(&entry.value, entry.line) {
            return;
        }
        let known = key::of(&entry.key);
        match known {
            // What is no plain value, as `{ accepted }`, is what is written there.
            Some(key) if !text.trim().is_empty() || entry.value.is_null() => {
                let word = key::normal(&entry.key);
                let is_taken =
                    self.said
                        .hear(key, &word, &text, Place::Front, entry.line, Vec::new());
                if is_taken || text.trim().is_empty() {
                    return;
                }
            }
            _ => {}
        }
        if !matches!(entry.value, Value::Null) {
            unknown.insert(entry.key.into(), entry.value);
        }
    }
}

/// Lines of keys and values above `---` are no heading, though Markdown takes them for one.
fn unheaded(mut blocks: Vec<Block>, lines: &[&str], left: &mut [Option<String>]) -> Vec<Block> {
    for block in &mut blocks {
        let first = lines.get(block.lines.start).copied().unwrap_or_default();
        if matches!(block.shape, Shape::Heading(..))
            && !first.trim_start().starts_with('#')
            && head::pairs(first).is_some()
        {
            block.shape = Shape::Paragraph;
            block.lines.end -= 1;
            if let Some(rule) = left.get_mut(block.lines.end) {
                *rule = Some(String::new());
            }
        }
    }
    blocks
}

/// A title without marks around the whole of it.
fn unmarked(text: &str) -> &str {
    ["**", "__", "*", "_"]
        .into_iter()
        .find_map(|mark| {
            let inside = text.strip_prefix(mark)?.strip_suffix(mark)?;
            (!inside.contains(mark)).then_some(inside.trim())
        })
        .unwrap_or(text)
}

/// A title and the number in front of it.
fn titled(text: Option<String>) -> (Option<u32>, Option<Line>) {
    let Some(text) = text else {
        return (None, None);
    };
    let text = unmarked(text.trim());
    let (number, rest) = match title::numbered(text) {
        Some((number, rest)) => (Some(number), rest),
        None => (None, text),
    };
    let line = clean::line(rest).or_else(|| clean::line(text));
    (number, line.map(|line| line.value))
}
