//! Where in a file a finding is: as near as the file says without being read a second time.

use crate::record::field::Field;

/// The line, from 1, of a field in a file, or of the words in it. In YAML that is the line of the key where the
/// words are not found as they were read; in Markdown, where a field is no key, only words are found.
pub fn line_of(
    source: &str,
    is_markdown: bool,
    field: Field,
    words: Option<&str>,
) -> Option<usize> {
    let holds = |line: &str| words.is_some_and(|words| line.contains(words.trim()));
    if is_markdown {
        return source.lines().position(holds).map(|index| index + 1);
    }
    let lines: Vec<&str> = source.lines().collect();
    // In a revision, the text is a map below `text:`.
    let start = lines.iter().position(|line| *line == "text:");
    let indent = if start.is_some() { "  " } else { "" };
    let from = start.map_or(0, |index| index + 1);
    let key = format!("{indent}{}:", field.key());
    let begin = lines
        .iter()
        .enumerate()
        .skip(from)
        .find(|(_, line)| line.starts_with(&key))
        .map(|(index, _)| index)?;
    let is_key = |line: &&str| {
        line.strip_prefix(indent)
            .is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_lowercase()))
    };
    let inside = lines
        .iter()
        .skip(begin + 1)
        .take_while(|line| !is_key(line));
    let within = std::iter::once(&lines[begin]).chain(inside);
    let offset = within.into_iter().position(|line| holds(line)).unwrap_or(0);
    Some(begin + offset + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_that_of_the_words_else_of_the_key() {
        let yaml =
            "id: x\ntitle: A\ncontext: |\n  One.\n  TBD later.\ndecision: |\n  Do it, etc.\n";
        let line = |field, words| line_of(yaml, false, field, words);
        assert_eq!(line(Field::Context, Some("TBD later.")), Some(5));
        assert_eq!(line(Field::Context, Some("folded otherwise")), Some(3));
        assert_eq!(line(Field::Context, Some("Do it, etc.")), Some(3));
        assert_eq!(line(Field::Decision, None), Some(6));
        assert_eq!(line(Field::Options, None), None);
        let revision = "format: 1\nrevision: 1\nby: ann\ntext:\n  id: x\n  title: A\n  decision: |\n    Do it, etc.\n";
        assert_eq!(
            line_of(revision, false, Field::Decision, Some("Do it, etc.")),
            Some(8)
        );
        let markdown = "# A\n\n## Decision\n\nDo it, etc.\n";
        assert_eq!(
            line_of(markdown, true, Field::Decision, Some("etc.")),
            Some(5)
        );
        assert_eq!(line_of(markdown, true, Field::Options, None), None);
    }
}
