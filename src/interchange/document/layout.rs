//! The lines of a document, and what each of them belongs to. Headings, tables, lists and paragraphs are found by a
//! `CommonMark` parser, so that what looks like one inside of code, quotes and comments counts for nothing.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A block at the top level.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Block {
    /// What it is.
    pub shape: Shape,
    /// Its lines, counted from 0.
    pub lines: Range<usize>,
}

/// What a block is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// A heading: level and source text without its marks.
    Heading(usize, String),
    /// Text.
    Paragraph,
    /// A list, with what is in it.
    List,
    /// A table.
    Table,
    /// A quotation.
    Quote,
    /// Code, a comment, a rule: nothing to look into.
    Opaque,
}

/// The blocks of a body, in order.
pub(super) fn blocks(body: &str) -> Vec<Block> {
    let starts = line_starts(body);
    let line_of = |offset: usize| {
        starts
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    };
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut heading: Option<(usize, Range<usize>)> = None;
    for (event, range) in Parser::new_ext(body, Options::ENABLE_TABLES).into_offset_iter() {
        let lines = || {
            let text = body.get(range.clone()).unwrap_or_default();
            let end = range.start + text.trim_end().len();
            line_of(range.start)..line_of(end.saturating_sub(1).max(range.start)) + 1
        };
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    let shape = match &tag {
                        Tag::Heading { level, .. } => {
                            heading = Some((number(*level), range.clone()));
                            None
                        }
                        Tag::Paragraph => Some(Shape::Paragraph),
                        Tag::List(_) => Some(Shape::List),
                        Tag::Table(_) => Some(Shape::Table),
                        Tag::BlockQuote(_) => Some(Shape::Quote),
                        _ => Some(Shape::Opaque),
                    };
                    found.extend(shape.map(|shape| Block {
                        shape,
                        lines: lines(),
                    }));
                }
                depth += 1;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                if depth == 0
                    && matches!(end, TagEnd::Heading(_))
                    && let Some((level, range)) = heading.take()
                {
                    let source = body.get(range).unwrap_or_default();
                    let shape = Shape::Heading(level, heading_text(source));
                    found.push(Block {
                        shape,
                        lines: lines(),
                    });
                }
            }
            Event::Rule if depth == 0 => found.push(Block {
                shape: Shape::Opaque,
                lines: lines(),
            }),
            _ => {}
        }
    }
    found
}

const fn number(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The source of a heading without its number signs, or its underline.
fn heading_text(source: &str) -> String {
    let source = source.trim();
    let atx = source.trim_start_matches('#');
    if atx.len() < source.len() {
        let text = atx.trim();
        let closed = text.trim_end_matches('#');
        // Closing marks stand apart: `C#` ends in none.
        let text = if closed.is_empty() || closed.ends_with([' ', '\t']) {
            closed
        } else {
            text
        };
        return text.trim().to_owned();
    }
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let text = lines.split_last().map_or(&[][..], |(_, text)| text);
    text.join(" ")
}

fn line_starts(body: &str) -> Vec<usize> {
    let ends = body.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(body: &str) -> Vec<(usize, String, usize)> {
        let blocks = blocks(body).into_iter();
        blocks
            .filter_map(|block| match block.shape {
                Shape::Heading(level, text) => Some((level, text, block.lines.start)),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn only_what_is_a_heading_is_one() {
        let body = "Title\n=====\n\n```sh\n# not one\n```\n\n<!--\n## nor this\n-->\n\n> ## quoted\n\n- ## in a list\n\nWhy\n---\n\n## In C# ##\n### Use C#\n";
        assert_eq!(
            headings(body),
            [
                (1, "Title".to_owned(), 0),
                (2, "Why".to_owned(), 15),
                (2, "In C#".to_owned(), 18),
                (3, "Use C#".to_owned(), 19)
            ]
        );
    }

    #[test]
    fn blocks_know_their_lines() {
        let body = "# T\n\nA\nB\n\n| a | b |\n|---|---|\n| c | d |\n\n- x\n  - y\n";
        let found: Vec<_> = blocks(body)
            .into_iter()
            .map(|block| (block.shape, block.lines))
            .collect();
        assert_eq!(
            found,
            [
                (Shape::Heading(1, "T".to_owned()), 0..1),
                (Shape::Paragraph, 2..4),
                (Shape::Table, 5..8),
                (Shape::List, 9..11)
            ]
        );
    }
}
