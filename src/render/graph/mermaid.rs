//! The graph for Mermaid, which forges draw in Markdown.

use std::fmt::Write as _;

use super::{is_over, label};
use crate::action::graph::{Report, Verb};

/// The graph as a flowchart of Mermaid: older decisions to the left.
pub fn mermaid(report: &Report) -> String {
    let mut text = String::from("flowchart RL\n");
    for node in &report.decisions {
        let lines: Vec<String> = label(node).iter().map(|line| escaped(line)).collect();
        let class = if is_over(node) { ":::over" } else { "" };
        let _ = writeln!(
            text,
            "  n{}[\"{}\"]{class}",
            node.number,
            lines.join("<br>")
        );
    }
    for link in &report.links {
        let arrow = match link.verb {
            Verb::Supersedes => "-->",
            Verb::Amends => "==>",
            Verb::DependsOn => "-.->",
        };
        let _ = writeln!(
            text,
            "  n{} {arrow}|{}| n{}",
            link.from,
            link.verb.words(),
            link.to
        );
    }
    text.push_str("  classDef over stroke-dasharray:4\n");
    text
}

/// A text inside of quotes. Of ASCII only what means nothing anywhere in Mermaid stays; the rest becomes a code of a
/// character, since directives (`%%{init}%%`), comments, styles and Markdown (`1. `) are looked for in quotes, too.
/// Two things are looked for once the codes have been read: `\n`, a line break, and `$$`, which begins a formula. A word
/// joiner, which nobody sees, holds their letters apart.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = None;
    for letter in text.chars() {
        if matches!((before, letter), (Some('\\'), 'n') | (Some('$'), '$')) {
            escaped.push_str("#8288;");
        }
        let is_plain = !letter.is_ascii() || letter.is_ascii_alphanumeric();
        if is_plain || matches!(letter, ' ' | ',' | '(' | ')') {
            escaped.push(letter);
        } else {
            let _ = write!(escaped, "#{};", u32::from(letter));
        }
        before = Some(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_title_is_a_directive_markup_or_the_end_of_the_string() {
        assert_eq!(
            escaped("%%{init}%% \"]; <b>`#quot; 数"),
            "#37;#37;#123;init#125;#37;#37; #34;#93;#59; #60;b#62;#96;#35;quot#59; 数"
        );
        assert_eq!(
            escaped("1. Orders (new), _x_"),
            "1#46; Orders (new), #95;x#95;"
        );
    }

    #[test]
    fn what_is_looked_for_after_the_codes_were_read_is_not_there_either() {
        assert_eq!(escaped("\\n \\N"), "#92;#8288;n #92;N");
        assert_eq!(escaped("$$x$$ $5"), "#36;#8288;#36;x#36;#8288;#36; #36;5");
    }
}
