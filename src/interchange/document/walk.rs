//! A body, block by block: where a document says something about itself, it is heard and taken out of the text.

use super::head;
use super::key::{self, Key};
use super::layout::{Block, Shape};
use super::read::Reader;
use super::{Place, section, status};

/// What the blocks after a heading are looked at for.
#[derive(Clone, Copy)]
enum Region {
    /// Keys and values.
    Head,
    /// Prose, in which only whole headers count.
    Prose,
}

impl Reader<'_> {
    /// Goes through the blocks, once.
    pub(super) fn walk(&mut self) {
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
                    at = end;
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
            let mut candidate = section::status(self.lines, inside, block, line, self.before);
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
