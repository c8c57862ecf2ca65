//! Prose in a section of a document, so that it neither ends the section nor hides those that follow.
//!
//! A heading in it that stands as high as the section's own is lowered, with all others of the text, and a block
//! of code or HTML that never ends is ended. Underlined headings count too: readers of Markdown see them.

use super::change::Alteration;
use crate::interchange::sections::{Fences, heading};

/// The deepest heading that Markdown has.
const DEEPEST: usize = 6;

/// Blocks of HTML that go on to their end whatever stands between, by how they begin and end:
/// <https://spec.commonmark.org/0.31.2/#html-blocks>.
const BLOCKS: [(&str, &str); 8] = [
    ("<!--", "-->"),
    ("<script", "</script>"),
    ("<pre", "</pre>"),
    ("<style", "</style>"),
    ("<textarea", "</textarea>"),
    ("<![CDATA[", "]]>"),
    ("<?", "?>"),
    ("<!", ">"),
];

/// A text that fits below a heading.
pub(super) struct Nested {
    /// Without white space at its end.
    pub text: String,
    /// What had to be altered.
    pub alterations: Vec<Alteration>,
}

/// Fits prose into a section in which headings may stand at `highest` or lower.
pub(super) fn nest(prose: &str, highest: usize) -> Nested {
    let lines: Vec<&str> = prose.trim_end().lines().collect();
    let mut alterations = Vec::new();
    let headings = headings(&lines);
    let top = headings.iter().map(|found| found.level).min();
    let lower = top.map_or(0, |top| highest.saturating_sub(top));
    let mut text = if lower == 0 {
        lines.join("\n")
    } else {
        alterations.push(Alteration::Lowered);
        lowered(&lines, &headings, lower)
    };
    if let Some(end) = never_ended(&lines) {
        alterations.push(Alteration::Ended);
        text.push('\n');
        text.push_str(&end);
    }
    Nested { text, alterations }
}

/// A line as the text of a heading: a number sign at its end, behind a space, would be taken for an ornament.
pub(super) fn heading_text(line: &str) -> (String, bool) {
    let body = line.trim_end_matches('#');
    if body.len() == line.len() || !(body.is_empty() || body.ends_with([' ', '\t'])) {
        return (line.to_owned(), false);
    }
    (format!("{body}\\{}", &line[body.len()..]), true)
}

/// A heading of a text.
struct Heading<'a> {
    /// The first of its lines.
    first: usize,
    /// The last of its lines.
    last: usize,
    level: usize,
    /// Its words, as far as they are not on one line with number signs.
    words: Option<Vec<&'a str>>,
}

fn headings<'a>(lines: &[&'a str]) -> Vec<Heading<'a>> {
    let mut found = Vec::new();
    let mut fences = Fences::default();
    // The first line of the paragraph that the next line may go on with.
    let mut paragraph = None;
    for (index, line) in lines.iter().enumerate() {
        if fences.is_code(line) || line.trim().is_empty() {
            paragraph = None;
        } else if let Some((level, _)) = heading(line) {
            paragraph = None;
            found.push(Heading {
                first: index,
                last: index,
                level,
                words: None,
            });
        } else if let (Some(first), Some(level)) = (paragraph, underline(line)) {
            paragraph = None;
            let words = lines.get(first..index).unwrap_or_default();
            found.push(Heading {
                first,
                last: index,
                level,
                words: Some(words.iter().map(|line| line.trim()).collect()),
            });
        } else if paragraph.is_none() && is_paragraph(line) {
            paragraph = Some(index);
        }
    }
    found
}

/// The level of a heading that such a line would underline.
fn underline(line: &str) -> Option<usize> {
    let mark = line.trim_end().trim_start_matches(' ');
    if line.len() - line.trim_start_matches(' ').len() > 3 || mark.is_empty() {
        return None;
    }
    let is_all = |of: char| mark.chars().all(|letter| letter == of);
    match (is_all('='), is_all('-')) {
        (true, _) => Some(1),
        (_, true) => Some(2),
        _ => None,
    }
}

/// Whether a line begins a paragraph, and neither a list, a quotation, a table, HTML nor code.
fn is_paragraph(line: &str) -> bool {
    let content = line.trim_start_matches(' ');
    let is_indented = line.len() - content.len() > 3 || line.starts_with('\t');
    let digits = content.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let is_numbered = digits.len() < content.len() && digits.starts_with(['.', ')']);
    let is_item = ["- ", "* ", "+ "]
        .iter()
        .any(|mark| content.starts_with(mark));
    !is_rule(line)
        && !is_indented
        && !is_numbered
        && !is_item
        && !content.starts_with(['>', '|', '<'])
}

/// Whether a line is drawn across the page: <https://spec.commonmark.org/0.31.2/#thematic-breaks>.
fn is_rule(line: &str) -> bool {
    let marks = line.replace([' ', '\t'], "");
    marks.len() >= 3
        && ['-', '*', '_']
            .iter()
            .any(|mark| marks.chars().all(|letter| letter == *mark))
}

fn lowered(lines: &[&str], headings: &[Heading<'_>], lower: usize) -> String {
    let mut text: Vec<String> = Vec::with_capacity(lines.len());
    let mut next = 0;
    for found in headings {
        text.extend(
            lines
                .iter()
                .take(found.first)
                .skip(next)
                .map(|line| (*line).to_owned()),
        );
        let marks = "#".repeat((found.level + lower).min(DEEPEST));
        text.push(match (&found.words, lines.get(found.first)) {
            (Some(words), _) => format!("{marks} {}", heading_text(&words.join(" ")).0),
            (None, Some(line)) => {
                let margin = line.len() - line.trim_start_matches(' ').len();
                let (margin, rest) = line.split_at(margin);
                format!("{margin}{marks}{}", rest.trim_start_matches('#'))
            }
            (None, None) => String::new(),
        });
        next = found.last + 1;
    }
    text.extend(lines.iter().skip(next).map(|line| (*line).to_owned()));
    text.join("\n")
}

/// What ends the block of code or HTML in which a text stops.
fn never_ended(lines: &[&str]) -> Option<String> {
    let mut fences = Fences::default();
    let mut html: Option<&str> = None;
    for line in lines {
        if html.is_none() && !fences.is_code(line) {
            html = opened(line);
        }
        // What opens a block may end it on the same line.
        html = html.filter(|end| {
            !line
                .to_ascii_lowercase()
                .contains(&end.to_ascii_lowercase())
        });
    }
    html.map(str::to_owned)
        .or_else(|| fences.unclosed().map(str::to_owned))
}

/// How the block of HTML ends that a line opens.
fn opened(line: &str) -> Option<&'static str> {
    let content = line.trim_start_matches(' ');
    if line.len() - content.len() > 3 {
        return None;
    }
    BLOCKS.into_iter().find_map(|(start, end)| {
        let begins = content.get(..start.len())?.eq_ignore_ascii_case(start);
        let behind = content.get(start.len()..).unwrap_or_default();
        let is_whole = match start {
            "<!" => behind.starts_with(|letter: char| letter.is_ascii_alphabetic()),
            _ if start.ends_with(|letter: char| letter.is_ascii_alphabetic()) => {
                behind.is_empty() || behind.starts_with([' ', '\t', '>'])
            }
            _ => true,
        };
        (begins && is_whole).then_some(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Alteration::{Ended, Lowered};

    fn nested(prose: &str, highest: usize) -> (String, Vec<Alteration>) {
        let Nested { text, alterations } = nest(prose, highest);
        (text, alterations)
    }

    #[test]
    fn what_ends_no_section_stays_as_it_is() {
        for prose in [
            "One.\n\n### Detail\n\nTwo.",
            "```\n# a comment\n```",
            "- a\n---",
            "---\n---\n* * *\n---",
            "a | b\n--- | ---",
            "| a |\n---",
            "> quoted\n---",
            "<!-- a note -->\nwords",
            "<pre>code</pre>\n<previous>\n<!>",
            "before\n\n---\n\nafter",
            "#hashtag",
            "<prefix>",
            "  indented\n\ttabs",
        ] {
            assert_eq!(nested(prose, 3), (prose.to_owned(), vec![]), "{prose}");
        }
    }

    #[test]
    fn headings_keep_their_order_among_each_other() {
        assert_eq!(
            nested(
                "# Top\n\n## Below ##\n\n  ###### Deep\n```\n# code\n```\n",
                3
            ),
            (
                "### Top\n\n#### Below ##\n\n  ###### Deep\n```\n# code\n```".to_owned(),
                vec![Lowered]
            )
        );
    }

    #[test]
    fn an_underlined_line_is_a_heading() {
        assert_eq!(
            nested("words\n\nkey: value,\nmore\n---\nafter", 3),
            (
                "words\n\n### key: value, more\nafter".to_owned(),
                vec![Lowered]
            )
        );
        assert_eq!(nested("Top #\n===\n", 4).0, "#### Top \\#");
    }

    #[test]
    fn a_block_that_never_ends_is_ended() {
        for (prose, end) in [
            ("```sh\n## Status", "```"),
            ("~~~~\n```\n~~~", "~~~~"),
            ("<!-- hidden\n## Decision", "-->"),
            ("<PRE>\n", "</pre>"),
            ("<?php", "?>"),
            ("<!doctype html", ">"),
            ("<![CDATA[ >", "]]>"),
        ] {
            let (text, alterations) = nested(prose, 3);
            assert_eq!(text.lines().last(), Some(end), "{prose}");
            assert!(alterations.contains(&Ended), "{prose}");
        }
    }

    #[test]
    fn a_number_sign_at_the_end_of_a_heading_is_kept() {
        assert_eq!(heading_text("Learn C #"), ("Learn C \\#".to_owned(), true));
        assert_eq!(heading_text("##"), ("\\##".to_owned(), true));
        assert_eq!(heading_text("Learn C#"), ("Learn C#".to_owned(), false));
    }
}
