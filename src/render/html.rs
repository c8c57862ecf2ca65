//! What every page in HTML needs: text that stays text, and one look.

/// The look that all pages share, by day and at night.
pub const STYLE: &str = include_str!("page.css");

/// A text in which nothing is taken for HTML, between tags and in quoted attributes alike. What a terminal or a
/// reader's eye could be deceived with is spelled out, as everywhere.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in super::harmless(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(
            escape("<img src=x onerror='a()'> & \"b\"\u{202e}"),
            "&lt;img src=x onerror=&#39;a()&#39;&gt; &amp; &quot;b&quot;\\u{202e}"
        );
    }
}
