//! The status in a section of its own: its first words, and what else there says a status.

use super::head;
use super::layout::{Block, Shape};
use super::said::Candidate;
use super::status::{self, Kind};
use super::{Place, dates, links};

/// The status in a section of its own.
pub(super) fn status(
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
    links::statements(line, 0, &mut links);
    let is_short = line.chars().count() < 200;
    let is_entry = dates::dated_entry(line).is_some_and(|(_, rest)| status::kind(rest).is_known());
    is_entry || (is_short && !links.is_empty())
}
