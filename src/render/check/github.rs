//! What the check says as GitHub Actions shows it: an annotation for each finding, at its file and line, as
//! workflow commands. The summary of the step is the Markdown.
//!
//! Escapes follow GitHub's own toolkit (`@actions/core`): a command ends with its line, and a property with a
//! comma or a colon. The runner also obeys an older form, `##[command]`, wherever it stands in a line that
//! is no command of the newer form.

use std::fmt::Write;

use super::{Report, Severity, conclusion, one_line};

/// Every finding as a workflow command, and the verdict in the last line.
pub fn github(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let command = match finding.severity() {
            Severity::Note => "notice",
            Severity::Blocked | Severity::Rejected | Severity::CannotEvaluate => "error",
        };
        let mut properties = String::new();
        if let Some(path) = &finding.path {
            let _ = write!(properties, "file={},", property(path));
            if let Some(line) = finding.line {
                let _ = write!(properties, "line={line},");
            }
        }
        let mut title = finding.code.name.to_owned();
        if let Some(number) = finding.decision {
            let _ = write!(title, ": decision {number}");
        }
        let message = format!("{}\nfix: {}", finding.message, finding.fix);
        let _ = writeln!(
            text,
            "::{command} {properties}title={}::{}",
            property(&title),
            data(&message)
        );
    }
    let verdict = format!(
        "adr check: {}: {}",
        report.verdict.words(),
        conclusion(report)
    );
    let _ = writeln!(text, "{}", plain(&verdict));
    text
}

/// The text behind a command. Line breaks of our own stay, as `%0A`.
fn data(text: &str) -> String {
    super::harmless(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A line that is no command, although it quotes names from the repository.
fn plain(line: &str) -> String {
    one_line(line).replace("##[", "## [")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_quoted_begins_a_command_or_ends_one() {
        assert_eq!(
            data("100%\n::set-output name=x::y\r\u{1b}[31m"),
            "100%25%0A::set-output name=x::y\\r\\u{1b}[31m"
        );
        assert_eq!(
            property("a,line=9::x\n::error::"),
            "a%2Cline=9%3A%3Ax%0A%3A%3Aerror%3A%3A"
        );
        assert_eq!(
            plain("adr check: ##[error]\n::warning::"),
            "adr check: ## [error] ::warning::"
        );
    }
}
