//! The lines by which a document says something about itself: `Status: accepted`, `- **Date**: 2020-10-16`, a row of
//! a table.

use super::key::{self, Key};

/// The longest key, in characters.
const MAX_KEY: usize = 30;

/// One thing that a line says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Pair {
    /// What the key means.
    pub key: Key,
    /// The key, in lower case.
    pub word: String,
    /// What stands behind it, without a comment.
    pub value: String,
}

/// What a line says, where it says nothing else; several pairs may share a line: `**Status:** x | **Date:** y`.
pub(super) fn pairs(line: &str) -> Option<Vec<Pair>> {
    let line = line.trim().trim_start_matches('>').trim_start();
    let line = line
        .trim_end_matches("<br>")
        .trim_end_matches("<br/>")
        .trim_end_matches('\\')
        .trim_end();
    let bare = line
        .strip_prefix(['-', '*', '+', '•'])
        .filter(|rest| rest.starts_with([' ', '\t']))
        .unwrap_or(line)
        .trim_start();
    for mark in [" | ", " · ", " • ", " — "] {
        let parts: Vec<&str> = bare.split(mark).collect();
        if parts.len() > 1
            && let Some(pairs) = parts
                .iter()
                .map(|part| pair(part))
                .collect::<Option<Vec<_>>>()
        {
            return Some(pairs);
        }
    }
    pair(bare).map(|pair| vec![pair])
}

fn pair(text: &str) -> Option<Pair> {
    let text = text.trim();
    let (word, value) = keyed(text).or_else(|| bold(text))?;
    let key = key::of(word)?;
    let value = super::plain::without_comments(value);
    let value = value.trim();
    // Marks that were opened before the key are closed behind the value.
    let value = if word.starts_with(['*', '_']) && !word.ends_with(['*', '_']) {
        value
            .trim_start_matches(['*', '_'])
            .trim_end_matches(['*', '_'])
    } else {
        value.trim_start_matches("** ").trim_start_matches("__ ")
    };
    Some(Pair {
        key,
        word: key::normal(word),
        value: value.trim().to_owned(),
    })
}

/// `Key: value`, whatever marks are around the key.
fn keyed(text: &str) -> Option<(&str, &str)> {
    let (at, colon) = text.char_indices().find(|(_, c)| matches!(c, ':' | '：'))?;
    let (word, rest) = text.split_at(at);
    let rest = rest.get(colon.len_utf8()..)?;
    if word.chars().count() > MAX_KEY {
        return None;
    }
    // `**Status:** x`: the marks behind the colon belong to the key.
    let is_marked = word.starts_with("**") || word.starts_with("__");
    match rest
        .strip_prefix("**")
        .or_else(|| rest.strip_prefix("__"))
        .filter(|_| is_marked)
    {
        Some(rest) => Some((word.trim_start_matches(['*', '_']), rest)),
        None => Some((word, rest)),
    }
}

/// `**Status** accepted`
fn bold(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix("**")?;
    let (word, rest) = inside.split_once("**")?;
    (word.chars().count() <= MAX_KEY)
        .then(|| (word, rest.trim_start_matches([' ', '-', '–', '—', '|'])))
}

/// What is left of a line when its pair is gone: its comments.
pub(super) fn comments(line: &str) -> String {
    line.find("<!--")
        .or_else(|| line.find("<--"))
        .and_then(|at| line.get(at..))
        .unwrap_or_default()
        .trim_end()
        .to_owned()
}

/// The cells of a row of a table.
pub(super) fn cells(row: &str) -> Vec<String> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row
        .strip_suffix('|')
        .filter(|row| !row.ends_with('\\'))
        .unwrap_or(row);
    let mut cells = vec![String::new()];
    let mut is_escaped = false;
    for c in row.chars() {
        match (c, cells.last_mut()) {
            ('|', _) if !is_escaped => cells.push(String::new()),
            (c, Some(cell)) => cell.push(c),
            (_, None) => {}
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// Whether a row only divides a table's head from its rows.
pub(super) fn is_divider(row: &str) -> bool {
    row.contains('-')
        && row
            .chars()
            .all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Vec<(String, String)> {
        let pairs = pairs(line).unwrap_or_default().into_iter();
        pairs.map(|pair| (pair.word, pair.value)).collect()
    }

    #[test]
    fn a_line_says_a_key_and_a_value_in_many_ways() {
        for line in [
            "Status: accepted",
            "- Status: accepted",
            "* **Status**: accepted",
            "**Status:** accepted",
            "**Status: accepted**",
            "- Status: accepted <!-- draft | accepted -->",
            "**Status** accepted",
            "__Status__: accepted  ",
            "> Status: accepted",
            "STATUS：accepted",
        ] {
            assert_eq!(said(line)[0].1, "accepted", "{line}");
        }
        assert_eq!(said("**Status:** x | **Date:** 2020").len(), 2);
        assert_eq!(said("日期: 2017/11/22")[0].1, "2017/11/22");
        assert_eq!(said("Status: **Proposed**")[0].1, "**Proposed**");
    }

    #[test]
    fn prose_with_a_colon_says_nothing() {
        for line in [
            "Option: The status quo.",
            "We think: yes",
            "https://example.com",
            "The status quo",
            "- [ ] superseded by",
        ] {
            assert!(pairs(line).is_none(), "{line}");
        }
    }

    #[test]
    fn a_row_has_cells_and_a_bar_may_be_text() {
        assert_eq!(cells("| Status | a \\| b |"), ["Status", "a \\| b"]);
        assert_eq!(cells("|  | x |"), ["", "x"]);
        assert!(is_divider("| --- | :-: |"));
    }
}
