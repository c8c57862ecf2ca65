//! A Markdown text as sections. Only headings that start with `#` are seen; what looks like one inside a fenced
//! block of code is code.

/// A section at the second level, `## Like this`, up to the next heading of the first or second level.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Section<'a> {
    /// Without the number signs.
    pub heading: &'a str,
    /// The line of the heading, counted from 1.
    pub line: usize,
    /// All that follows the heading, with the headings of lower levels.
    pub body: &'a str,
}

/// The sections at the second level, in order.
pub(super) fn sections(markdown: &str) -> Vec<Section<'_>> {
    let mut found: Vec<Section> = Vec::new();
    let mut open = None;
    let mut fences = Fences::default();
    let mut offset = 0;
    for (index, line) in markdown.split_inclusive('\n').enumerate() {
        let start = offset;
        offset += line.len();
        let is_code = fences.is_code(line);
        let Some((level, heading)) = heading(line).filter(|_| !is_code) else {
            continue;
        };
        if level > 2 {
            continue;
        }
        close(&mut found, open.take(), markdown, start);
        if level == 2 {
            open = Some((heading, index + 1, offset));
        }
    }
    close(&mut found, open, markdown, offset);
    found
}

fn close<'a>(
    found: &mut Vec<Section<'a>>,
    open: Option<(&'a str, usize, usize)>,
    markdown: &'a str,
    end: usize,
) {
    if let Some((heading, line, start)) = open {
        found.push(Section {
            heading,
            line,
            body: markdown.get(start..end).unwrap_or_default().trim(),
        });
    }
}

/// Tells code from text, line by line.
#[derive(Default)]
pub(super) struct Fences<'a> {
    open: Option<&'a str>,
}

impl<'a> Fences<'a> {
    /// Whether the next line is part of a fenced block of code, the fences included.
    pub(super) fn is_code(&mut self, line: &'a str) -> bool {
        let was_open = self.open.is_some();
        self.open = match (self.open, fence_of(line)) {
            (Some(opened), Some(mark)) if closes(opened, mark, line) => None,
            (None, mark) => mark,
            (opened, _) => opened,
        };
        was_open || self.open.is_some()
    }

    /// The fence that would end the block in which the lines so far stop.
    pub(super) fn unclosed(&self) -> Option<&'a str> {
        self.open
    }
}

/// The level and text of an ATX heading, as <https://spec.commonmark.org/0.31.2/#atx-headings> has it.
pub(super) fn heading(line: &str) -> Option<(usize, &str)> {
    let content = unindented(line)?;
    let text = content.trim_start_matches('#');
    let level = content.len() - text.len();
    let is_heading = (1..=6).contains(&level) && (text.is_empty() || text.starts_with([' ', '\t']));
    is_heading.then(|| (level, without_ornament(text.trim())))
}

/// A heading may be closed by number signs that stand apart: `## Why ##`, and not `## Learn C#`.
fn without_ornament(text: &str) -> &str {
    let open = text.trim_end_matches('#');
    if open.is_empty() || open.ends_with([' ', '\t']) {
        open.trim_end()
    } else {
        text
    }
}

/// The run of back-ticks or tildes that opens or closes a block of code.
fn fence_of(line: &str) -> Option<&str> {
    let content = unindented(line)?;
    let mark = content.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = content.len() - content.trim_start_matches(mark).len();
    let opens = length >= 3 && !(mark == '`' && content[length..].contains('`'));
    opens.then(|| &content[..length])
}

/// A fence closes a block that a fence of its kind, not longer, has opened, if nothing follows it.
fn closes(opened: &str, mark: &str, line: &str) -> bool {
    mark.starts_with(opened) && line.trim() == mark
}

/// The line without up to three spaces before it and the white space behind; with more it is code.
fn unindented(line: &str) -> Option<&str> {
    let content = line.trim_start_matches(' ');
    (line.len() - content.len() < 4).then(|| content.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_ends_at_the_next_heading_of_its_level_or_above() {
        let text = "# Title\nlead\n## Summary\n\nIn short.\n\n### Detail\n\nMore.\n## Motivation ##\nWhy.\n# End\nx\n";
        let found: Vec<_> = sections(text)
            .into_iter()
            .map(|s| (s.heading, s.line, s.body))
            .collect();
        assert_eq!(
            found,
            [
                ("Summary", 3, "In short.\n\n### Detail\n\nMore."),
                ("Motivation", 10, "Why.")
            ]
        );
    }

    #[test]
    fn a_number_sign_that_belongs_to_a_word_is_no_ornament() {
        assert_eq!(heading("### Use C#"), Some((3, "Use C#")));
        assert_eq!(heading("## Why ##"), Some((2, "Why")));
        assert_eq!(heading("## ##"), Some((2, "")));
    }

    #[test]
    fn code_holds_no_headings() {
        let text = "## Proposal\n````\n```\n## not one\n````\n    ## nor this\n~~~ sh\n# a comment\n~~~\n## Next\n";
        let headings: Vec<_> = sections(text).into_iter().map(|s| s.heading).collect();
        assert_eq!(headings, ["Proposal", "Next"]);
    }

    #[test]
    fn a_block_of_code_that_never_closes_takes_the_rest() {
        assert_eq!(sections("## A\n```\n## B\n").len(), 1);
    }
}
