//! From bytes to a document: what it says about itself is looked for in every place that people use, and taken out of
//! the text where it was found whole.

use std::ops::Range;

use serde_yaml::{Mapping, Value};

use super::super::clean;
use super::super::export::more;
use super::super::note::{Note, Notes, Oddity};
use super::body::{self, Body};
use super::front::{self, Entry, Front};
use super::head;
use super::key::{self, Key};
use super::layout::{self, Block, Shape};
use super::name::FileName;
use super::odd::Odd;
use super::said::{Candidate, Said};
use super::status::{self, Kind};
use super::{Document, Place, bytes, dates, title};
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
struct Reader<'a> {
    lines: &'a [&'a str],
    /// How many lines stand before the body.
    before: usize,
    blocks: Vec<Block>,
    /// What is left of each line that was taken; the others are whole.
    left: Vec<Option<String>>,
    /// Index of the heading that is the title.
    title: Option<usize>,
    /// What the front matter says as its id or number.
    id: Option<String>,
    said: Said,
}

/// What the blocks after a heading are looked at for.
#[derive(Clone, Copy)]
enum Region {
    /// Keys and values.
    Head,
    /// Prose, in which only whole headers count.
    Prose,
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
    fn number(&self, line: usize) -> usize {
        self.before + line + 1
    }

    fn take_title(&mut self) -> Option<(String, usize)> {
        let block = self.blocks.get(self.title?)?.clone();
        let Shape::Heading(_, text) = block.shape else {
            return None;
        };
        self.take(block.lines.clone());
        let text = status::without_comments(&text).trim().to_owned();
        (!text.is_empty()).then(|| (text, self.number(block.lines.start)))
    }

    /// Takes lines out of the text.
    fn take(&mut self, lines: Range<usize>) {
        for line in lines {
            self.leave(line, String::new());
        }
    }

    /// Leaves this of a line.
    fn leave(&mut self, line: usize, text: String) {
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

    fn walk(&mut self) {
        let mut region = Region::Head;
        let blocks = std::mem::take(&mut self.blocks);
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            at += 1;
            if Some(at - 1) == self.title {
                continue;
            }
            if let Shape::Heading(_, text) = &block.shape {
                let end = next_heading(&blocks, at);
                let inside = blocks.get(at..end).unwrap_or_default();
                if self.section(text, block, inside) {
                    at = end;
                    region = Region::Prose;
                } else if key::is_header(text) {
                    region = Region::Head;
                    self.header_section(block, inside);
                } else if self.is_exported(inside) {
                    self.exported_section(block, inside);
                    region = Region::Prose;
                } else {
                    if key::is_links(text) {
                        self.link_section(inside);
                    }
                    region = Region::Prose;
                }
                continue;
            }
            self.block(block, region);
        }
        self.blocks = blocks;
    }

    /// A heading of nothing but keys and values goes with them.
    fn header_section(&mut self, heading: &Block, inside: &[Block]) {
        let is_pair = |line: &usize| {
            let line = self.lines.get(*line).copied().unwrap_or_default();
            line.trim().is_empty() || head::pairs(line).is_some()
        };
        let is_plain = |block: &Block| {
            matches!(block.shape, Shape::List | Shape::Paragraph)
                && block.lines.clone().all(|line| is_pair(&line))
        };
        if inside.iter().all(is_plain) {
            self.take(heading.lines.clone());
        }
    }

    /// Hears what a section is about that holds one value; whether it was one.
    fn section(&mut self, heading: &str, block: &Block, inside: &[Block]) -> bool {
        let key = match key::of_heading(heading) {
            Some(key) => key,
            None if key::asks_for_status(heading) && self.says_status(inside) => Key::Status,
            None => return false,
        };
        if key == Key::Status {
            let line = self.number(block.lines.start);
            let mut candidate = status_section(self.lines, inside, block, line, self.before);
            candidate.is_asked = key::of_heading(heading).is_none();
            self.said.statuses.push(candidate);
            return true;
        }
        let range = inside.first().map_or(0, |first| first.lines.start)
            ..inside.last().map_or(0, |last| last.lines.end);
        let text = self.lines.get(range.clone()).unwrap_or_default().join("\n");
        // A section of prose that only has such a name.
        let is_short = text.lines().all(|line| line.chars().count() < 200);
        let line = self.number(range.start);
        let word = key::normal(heading);
        if is_short
            && self
                .said
                .hear(key, &word, &text, Place::Section, line, Vec::new())
        {
            self.take(block.lines.clone());
            self.take(range);
            return true;
        }
        false
    }

    /// Whether the first line below a heading says a status.
    fn says_status(&self, inside: &[Block]) -> bool {
        let first = inside
            .first()
            .and_then(|block| self.lines.get(block.lines.start));
        first.is_some_and(|line| {
            let is_pair = head::pairs(line)
                .is_some_and(|pairs| pairs.iter().any(|pair| pair.key == Key::Status));
            is_pair || (line.chars().count() < 60 && status::leads(line))
        })
    }

    /// Statements in a list of links: `- Supersedes [ADR-4](0004-x.md)`. They stay in the text.
    fn link_section(&mut self, inside: &[Block]) {
        for block in inside
            .iter()
            .filter(|block| matches!(block.shape, Shape::List | Shape::Paragraph))
        {
            for at in block.lines.clone() {
                let number = self.number(at);
                let line = self.lines.get(at).copied().unwrap_or_default();
                self.said.hear_statement(line, number);
            }
        }
    }

    /// Whether a section is the one in which our own exports say what a format has no place for.
    fn is_exported(&self, inside: &[Block]) -> bool {
        let first = inside
            .first()
            .and_then(|block| self.lines.get(block.lines.start));
        first.is_some_and(|line| more::is_record(line))
    }

    /// Takes such a section out: it is no part of any prose. Its links are heard, which stand at the margin.
    fn exported_section(&mut self, heading: &Block, inside: &[Block]) {
        let lists = inside.iter().filter(|block| block.shape == Shape::List);
        for at in lists.flat_map(|block| block.lines.clone()) {
            let line = self.lines.get(at).copied().unwrap_or_default();
            if line.starts_with('*') {
                self.said.hear_statement(line, self.number(at));
            }
        }
        let end = inside
            .last()
            .map_or(heading.lines.end, |last| last.lines.end);
        self.take(heading.lines.start..end);
    }

    fn block(&mut self, block: &Block, region: Region) {
        let is_text = matches!(block.shape, Shape::Paragraph | Shape::List | Shape::Quote);
        match (region, &block.shape) {
            (Region::Head, Shape::Table) => self.table(block),
            (Region::Head, _) if is_text => self.head_lines(block),
            (Region::Prose, _) if is_text => {
                let lines = self.lines.get(block.lines.clone()).unwrap_or_default();
                let said: Vec<_> = lines
                    .iter()
                    .filter(|line| !line.trim().is_empty())
                    .map(|line| head::pairs(line))
                    .collect();
                let is_header = said.len() > 1 && said.iter().all(Option::is_some);
                let says_status =
                    said.iter().flatten().flatten().any(|pair| {
                        pair.key == Key::Status && status::kind(&pair.value).is_known()
                    });
                if is_header || says_status {
                    self.head_lines(block);
                }
            }
            _ => {}
        }
    }

    /// Keys and values, one a line; what follows a key without a value, or goes on after a comma, belongs to it.
    fn head_lines(&mut self, block: &Block) {
        let mut at = block.lines.start;
        while at < block.lines.end {
            let line = self.lines.get(at).copied().unwrap_or_default();
            let start = at;
            at += 1;
            let Some(mut pairs) = head::pairs(line) else {
                continue;
            };
            if let [pair] = pairs.as_mut_slice() {
                while at < block.lines.end
                    && goes_on(pair, line, self.lines.get(at).copied().unwrap_or_default())
                {
                    pair.value.push('\n');
                    pair.value
                        .push_str(self.lines.get(at).copied().unwrap_or_default());
                    at += 1;
                }
            }
            let mut rests = vec![(start, head::comments(line))];
            rests.extend((start + 1..at).map(|line| (line, String::new())));
            let number = self.number(start);
            let mut is_taken = true;
            for pair in pairs {
                is_taken &= self.said.hear(
                    pair.key,
                    &pair.word,
                    &pair.value,
                    Place::Line,
                    number,
                    rests.clone(),
                ) && pair.key != Key::Status;
            }
            if is_taken {
                for (line, text) in rests {
                    self.leave(line, text);
                }
            }
        }
    }

    fn table(&mut self, block: &Block) {
        let rows: Vec<(usize, Vec<String>)> = block
            .lines
            .clone()
            .filter_map(|at| Some((at, *self.lines.get(at)?)))
            .filter(|(_, row)| !head::is_divider(row))
            .map(|(at, row)| (at, head::cells(row)))
            .collect();
        let known = |cell: &String| key::of(cell);
        let Some((_, first)) = rows.first() else {
            return;
        };
        let is_flat = rows.len() == 2 && first.iter().filter_map(known).count() > 1;
        if is_flat {
            let values = rows
                .get(1)
                .map(|(_, cells)| cells.clone())
                .unwrap_or_default();
            let line = self.number(block.lines.start);
            for (name, value) in first.iter().zip(values) {
                if let Some(key) = known(name) {
                    self.said.hear(
                        key,
                        &key::normal(name),
                        &value,
                        Place::Table,
                        line,
                        Vec::new(),
                    );
                }
            }
            if first.iter().all(|name| known(name).is_some()) {
                self.take(block.lines.clone());
            }
            return;
        }
        let mut is_whole = true;
        for (nth, (at, cells)) in rows.iter().enumerate() {
            let name = cells.first().cloned().unwrap_or_default();
            let value = cells.get(1..).unwrap_or_default().join(" ");
            let Some(key) = known(&name) else {
                is_whole &= nth == 0;
                continue;
            };
            let line = self.number(*at);
            let is_taken = self.said.hear(
                key,
                &key::normal(&name),
                &value,
                Place::Table,
                line,
                vec![(*at, String::new())],
            );
            if !is_taken {
                is_whole = false;
            } else if nth > 0 {
                self.leave(*at, String::new());
            }
        }
        if is_whole {
            self.take(block.lines.clone());
        }
    }
}

/// Whether a line goes on with the value of a key: as items below it, or after a comma.
fn goes_on(pair: &head::Pair, line: &str, next: &str) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    if next.trim().is_empty() || head::pairs(next).is_some() {
        return false;
    }
    let is_item = next.trim_start().starts_with(['-', '*', '+']);
    let is_list = matches!(pair.key, Key::People(_) | Key::Tags | Key::Link(_));
    let is_below = indent(next) > indent(line);
    let is_open = pair.value.trim_end().ends_with(',') && !is_item;
    is_list && (is_open || is_below) || (is_below && !is_item && !pair.value.is_empty())
}

fn next_heading(blocks: &[Block], from: usize) -> usize {
    let rest = blocks.get(from..).unwrap_or_default();
    let next = rest
        .iter()
        .position(|block| matches!(block.shape, Shape::Heading(..)));
    from + next.unwrap_or(rest.len())
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

/// The status in a section of its own.
fn status_section(
    lines: &[&str],
    inside: &[Block],
    heading: &Block,
    line: usize,
    before: usize,
) -> Candidate {
    let mut candidate = Candidate {
        verbatim: String::new(),
        kind: Kind::Empty,
        place: Place::Section,
        line,
        day: None,
        rests: Vec::new(),
        heading: heading.lines.clone(),
        is_whole: true,
        is_asked: false,
    };
    let quotes_only = inside
        .iter()
        .all(|block| matches!(block.shape, Shape::Quote | Shape::Opaque));
    for block in inside {
        let text = lines.get(block.lines.clone()).unwrap_or_default();
        let is_instruction = matches!(block.shape, Shape::Quote) && !quotes_only;
        let is_comment = matches!(block.shape, Shape::Opaque)
            && text
                .first()
                .is_some_and(|line| line.trim_start().starts_with("<!--"));
        let belongs = candidate.verbatim.is_empty() || text.iter().all(|line| is_status_line(line));
        if is_instruction || is_comment || !belongs {
            candidate.is_whole = false;
            continue;
        }
        if candidate.verbatim.is_empty() {
            candidate.line = before + block.lines.start + 1;
        } else {
            candidate.verbatim.push_str("\n\n");
        }
        candidate.verbatim.push_str(&text.join("\n"));
        candidate.rests.extend(
            block
                .lines
                .clone()
                .zip(text.iter().map(|line| head::comments(line))),
        );
    }
    let entries = candidate.verbatim.lines().filter_map(dates::dated_entry);
    let latest = entries
        .filter(|(_, rest)| status::kind(rest).is_known())
        .enumerate()
        .max_by_key(|(nth, (day, _))| (*day, *nth));
    match latest {
        Some((_, (day, rest))) => {
            candidate.day = Some(day);
            candidate.kind = status::kind(rest);
        }
        None => candidate.kind = status::of_lines(&candidate.verbatim),
    }
    candidate
}

/// Whether a line in a section goes on with the status: a statement about another decision, or an entry of a log.
fn is_status_line(line: &str) -> bool {
    let mut links = Vec::new();
    super::links::statements(line, 0, &mut links);
    let is_short = line.chars().count() < 200;
    let is_entry = dates::dated_entry(line).is_some_and(|(_, rest)| status::kind(rest).is_known());
    is_entry || (is_short && !links.is_empty())
}
