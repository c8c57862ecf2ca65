//! What comes from records as Markdown: nothing that people wrote is taken for a command, a link or a mention.
//!
//! Forges and chats make links, mentions and references out of plain text after they have rendered it, so that no
//! escape keeps `@everybody` or `#1` from being obeyed. Where that must not happen, text stands in [`code`].

use super::harmless;

/// A text on one line without what Markdown would take for a command.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in one_line(text).chars() {
        if matches!(
            letter,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!'
        ) {
            plain.push('\\');
        }
        plain.push(letter);
    }
    plain
}

/// A text as code in a line: between more backticks than it holds in a row.
pub fn code(text: &str) -> String {
    let text = one_line(text);
    if text.is_empty() {
        return "(empty)".to_owned();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    // One space inside is taken away again, and lets the text begin or end with a backtick.
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// How many backticks stand in a row, at most.
pub fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`')
        .map(str::len)
        .max()
        .unwrap_or(0)
}

fn one_line(text: &str) -> String {
    harmless(text.trim()).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_code() {
        assert_eq!(code("@all <b>\n# x"), "`@all <b> # x`");
        assert_eq!(code("a ``b`` c"), "```a ``b`` c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(" \n "), "(empty)");
    }
}
