//! The catch-up in Markdown, for a wiki, a chat or a pull request.

use std::fmt::Write as _;

use super::{Document, Part, Sentence, gist};
use crate::action::source::Source;
use crate::render::harmless;
use crate::render::markdown::plain;

/// The catch-up. Links to records are relative to the root of the repository.
pub fn markdown(document: &Document) -> String {
    let mut text = format!("# {}\n\n", plain(&document.title));
    parts(&mut text, &document.intro);
    for section in &document.sections {
        let _ = writeln!(text, "## {}\n", section.heading);
        parts(&mut text, &section.intro);
        for entry in &section.entries {
            let _ = writeln!(
                text,
                "<a id=\"{}\"></a>\n\n### {}\n",
                entry.anchor,
                plain(&entry.heading)
            );
            parts(&mut text, &entry.parts);
        }
    }
    while text.ends_with("\n\n") {
        text.pop();
    }
    text
}

fn parts(text: &mut String, all: &[Part]) {
    for part in all {
        match part {
            Part::Sentence(one) => {
                let _ = writeln!(text, "{}\n", sentence(one));
            }
            Part::Points {
                label,
                from,
                points,
            } => {
                let from = from.as_ref().map(|from| format!(" ({})", link(from)));
                let _ = writeln!(text, "**{label}**{}\n", from.unwrap_or_default());
                for one in points {
                    let _ = writeln!(text, "- {}", sentence(one));
                }
                text.push('\n');
            }
            Part::Words { label, words, from } => {
                let (gist, is_all) = gist(words);
                let more = if is_all { "" } else { ", from its beginning" };
                let _ = writeln!(text, "**{label}** ({}{more})\n", link(from));
                for line in harmless(&gist).lines() {
                    let line = format!("> {}", tagless(line));
                    let _ = writeln!(text, "{}", line.trim_end());
                }
                text.push('\n');
            }
            Part::Command { purpose, command } => {
                let _ = writeln!(text, "{} `{}`\n", plain(purpose), code(command));
            }
        }
    }
}

fn sentence(one: &Sentence) -> String {
    let mut words = plain(&one.text);
    if let Some(quote) = &one.quote {
        let _ = write!(words, " {}", plain(quote));
    }
    let from: Vec<String> = one.from.iter().map(link).collect();
    if !from.is_empty() {
        let _ = write!(words, " ({})", from.join("; "));
    }
    words
}

fn link(source: &Source) -> String {
    let name = plain(&source.to_string());
    if source.branch.is_some() {
        return name;
    }
    // A log's folder may hold what an address may not.
    let address: String = source
        .path
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("[{name}]({address})")
}

/// What people wrote stays the Markdown that it is, without tags of HTML.
fn tagless(line: &str) -> String {
    line.replace('<', "&lt;")
}

/// A command between backticks.
fn code(command: &str) -> String {
    harmless(command).replace('`', "'")
}
