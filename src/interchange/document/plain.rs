//! Words without what Markdown puts around them.

/// A line without the marks of Markdown, with links as their texts, without comments, pictures and a key in front.
pub(super) fn plain(line: &str) -> String {
    let without_comments = without_comments(line);
    let mut out = String::new();
    let mut rest = without_comments.as_str();
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at(at);
        if let Some((text, _, length)) = super::target::inline(from) {
            out.push_str(before.strip_suffix('!').unwrap_or(before));
            out.push_str(text);
            rest = from.get(length..).unwrap_or_default();
        } else {
            out.push_str(before);
            out.push('[');
            rest = from.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    let out = out.replace("&#x20;", " ").replace("&nbsp;", " ");
    let marks = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | '~');
    out.replace("**", "").trim_matches(marks).to_owned()
}

/// The text without `<!-- comments -->`, and without `<-- attempts at them -->`.
pub(super) fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("<!--").or_else(|| rest.find("<--")) {
        out.push_str(&rest[..at]);
        let after = &rest[at..];
        rest = match after.find("-->") {
            Some(end) => &after[end + 3..],
            None => "",
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_links_are_not_part_of_the_words() {
        assert_eq!(
            plain("**Superseded** by [DNS Infrastructure](0015-dns.md)"),
            "Superseded by DNS Infrastructure"
        );
        assert_eq!(plain("Accepted ([\\#1484])"), "Accepted ([\\#1484])");
        assert_eq!(plain("![ok](https://x/badge.svg) done"), "ok done");
    }
}
