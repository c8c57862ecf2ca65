//! `adr generate`: the shapes in which adr-tools answers.

use std::fmt::Write as _;

use super::graph::quoted;
use super::markdown::plain;
use crate::action::generate::{Entry, Report};

/// A table of contents in Markdown: a heading, an introduction, a line for each decision, and what follows. Links are
/// `prefix` and the folder of the decision.
pub fn toc(report: &Report, intro: Option<&str>, outro: Option<&str>, prefix: &str) -> String {
    let mut text = "# Architecture Decision Records\n\n".to_owned();
    if let Some(intro) = intro {
        let _ = writeln!(text, "{}\n", intro.trim_end());
    }
    for entry in &report.decisions {
        let link = url(prefix, entry, "/");
        let title = plain(&entry.title);
        let _ = writeln!(text, "* [{}. {title}]({link})", entry.number);
    }
    if let Some(outro) = outro {
        let _ = writeln!(text, "\n{}", outro.trim_end());
    }
    text
}

/// The decisions for Graphviz: each with its link, dotted lines in the order of the numbers, and the links between
/// them from both ends. Links are `prefix`, the name of the folder, and `ending`.
pub fn graph(report: &Report, prefix: &str, ending: &str) -> String {
    let mut text = "digraph {\n  node [shape=plaintext];\n".to_owned();
    let mut before = None;
    for entry in &report.decisions {
        let number = entry.number;
        let _ = writeln!(
            text,
            "  _{number} [label={}; URL={}]",
            quoted(&format!("{number}. {}", entry.title)),
            quoted(&url(prefix, entry, ending))
        );
        if let Some(before) = before.replace(number) {
            let _ = writeln!(text, "  _{before} -> _{number} [style=\"dotted\"];");
        }
        for link in report.links.iter().filter(|link| link.from == number) {
            let _ = writeln!(
                text,
                "  _{number} -> _{} [label=\"{}\"]",
                link.to, link.words
            );
        }
    }
    text.push_str("}\n");
    text
}

fn url(prefix: &str, entry: &Entry, ending: &str) -> String {
    format!("{prefix}{}{ending}", entry.folder)
}
