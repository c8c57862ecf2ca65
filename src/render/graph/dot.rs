//! The graph for Graphviz.

use std::fmt::Write as _;

use super::{is_over, label, status};
use crate::action::graph::{Report, Verb};
use crate::render::harmless;

/// The graph in the language of `dot`: older decisions to the left.
pub fn dot(report: &Report) -> String {
    let mut text = String::from(
        "digraph decisions {\n  rankdir=RL;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n  \
         edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    for node in &report.decisions {
        let lines: Vec<String> = label(node).iter().map(|line| escaped(line)).collect();
        let style = if is_over(node) {
            ", style=\"rounded,dashed\", fontcolor=gray40"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "  n{} [label=\"{}\", tooltip=\"{}\"{style}];",
            node.number,
            lines.join("\\n"),
            escaped(&status(node))
        );
    }
    for link in &report.links {
        let style = match link.verb {
            Verb::Supersedes => "solid",
            Verb::Amends => "bold",
            Verb::DependsOn => "dashed",
        };
        let _ = writeln!(
            text,
            "  n{} -> n{} [label=\"{}\", style={style}];",
            link.from,
            link.to,
            link.verb.words()
        );
    }
    text.push_str("}\n");
    text
}

/// A text as a string of Graphviz, in its quotes.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A text inside of quotes: Graphviz reads escapes (`\N` is the name of the node) and HTML's entities in labels.
fn escaped(text: &str) -> String {
    let line = harmless(text).replace('\n', " ");
    line.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('&', "&amp;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_title_ends_the_string_or_is_an_escape() {
        assert_eq!(
            quoted("a\"]; x -> y [\\N \\ &lt;b&gt;\n"),
            "\"a\\\"]; x -> y [\\\\N \\\\ &amp;lt;b&amp;gt; \""
        );
        assert_eq!(quoted("\u{1b}[31m"), "\"\\\\u{1b}[31m\"");
    }
}
