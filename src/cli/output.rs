//! Where answers go: results to standard output, what is said to a person to standard error.

use std::fmt::Write as _;
use std::io::{ErrorKind, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::context::{Context, width_of_what_is_said};
use super::failure::Failure;
use crate::action::commit::Done;

pub use crate::render::harmless;
use crate::render::{with_whole_commands, wrap};

/// Writes a result to standard output. A reader who has gone (`adr log | head`) ends the program quietly.
pub fn text(text: &str) {
    let mut out = anstream::stdout().lock();
    finish(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

fn finish(written: std::io::Result<()>) {
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => {
            anstream::eprintln!("error: cannot write the answer: {error}");
            std::process::exit(4);
        }
    }
}

/// Writes bytes to standard output as they are, for programs.
pub fn bytes(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    finish(out.write_all(bytes).and_then(|()| out.flush()));
}

/// Writes a text without colours to standard output as it is.
pub fn plain(text: &str) {
    bytes(text.as_bytes());
}

/// Writes a line to standard output.
pub fn line(line: &str) {
    text(&format!("{line}\n"));
}

/// Writes an answer: as a versioned JSON object, or as people read it.
pub fn answer<T: Serialize>(
    context: &Context,
    report: &T,
    human: impl FnOnce(&T) -> String,
) -> Result<(), Failure> {
    if context.is_json() {
        return json(report);
    }
    text(&human(report));
    Ok(())
}

/// Writes an answer as a versioned JSON object.
pub fn json<T: Serialize>(report: &T) -> Result<(), Failure> {
    let mut object = serde_json::Map::from_iter([("version".to_owned(), 1.into())]);
    match serde_json::to_value(report) {
        Ok(serde_json::Value::Object(fields)) => object.extend(fields),
        Ok(other) => {
            object.insert("answer".to_owned(), other);
        }
        Err(error) => {
            return Err(Failure::environment(
                format!("the answer cannot be written: {error}"),
                "",
            ));
        }
    }
    line(&serde_json::Value::Object(object).to_string());
    Ok(())
}

/// Says something to the person, beside the result.
pub fn say(message: &str) {
    let words = message.trim_start_matches(' ');
    let margin = message.len() - words.len();
    anstream::eprintln!("{:margin$}{}", "", fit(words, margin));
}

/// What stands after a margin, as it fits the terminal. What is laid out already (several lines, or colours) stays as
/// it is.
pub fn fit(words: &str, margin: usize) -> String {
    match width_of_what_is_said() {
        Some(width) if margin + words.width() > width && !words.contains(['\n', '\u{1b}']) => {
            wrap(&with_whole_commands(words), width.max(40), margin)
        }
        _ => words.to_owned(),
    }
}

/// Says that the answer is not all there is.
pub fn warning(message: &str) {
    let yellow = anstyle::AnsiColor::Yellow.on_default().bold();
    let words = fit(&harmless(message), "warning: ".len());
    anstream::eprintln!("{yellow}warning{yellow:#}: {words}");
}

/// What to do next.
pub fn next(step: &str) {
    let dim = anstyle::Style::new().bold();
    anstream::eprintln!("{dim}next{dim:#}: {}", fit(step, "next: ".len()));
}

/// What was committed, as people read it.
pub fn done(done: &Done) -> String {
    let short = done.commit.get(..10).unwrap_or(&done.commit);
    let green = anstyle::AnsiColor::Green.on_default();
    let mut text = format!(
        "{green}[{} {short}]{green:#} {}\n",
        done.branch, done.subject
    );
    for path in &done.left {
        let _ = writeln!(text, "  your own changes to {path} stay as they are");
    }
    if let Some(pending) = &done.pending {
        let _ = writeln!(
            text,
            "  the commit stands, but the work tree lags behind: {pending}"
        );
    }
    text
}
