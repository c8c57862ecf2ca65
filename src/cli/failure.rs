//! The one error of the command line: a sentence, a hint, an exit code.

use serde::Serialize;

use crate::action::{Error, Kind};

/// What a command says when it did not do what it was asked to.
#[derive(Debug, Serialize)]
pub struct Failure {
    /// What is wrong, and where.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// The exit code: 1 the domain says no, 2 wrong usage, 3 something is invalid, 4 the world fails.
    pub code: u8,
}

impl Failure {
    /// The command was not right.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
            code: 2,
        }
    }

    /// The world fails.
    pub fn environment(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
            code: 4,
        }
    }

    /// Arguments that make no sense: clap's complaint in one sentence, and its tip or the usage as a hint.
    pub fn from_clap(error: &clap::Error) -> Self {
        let told = error.to_string();
        let mut parts = told.split("\n\n");
        let words = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
        let message = words(parts.next().unwrap_or_default());
        let is_hint =
            |part: &&str| part.starts_with("Usage:") || part.trim_start().starts_with("tip:");
        let hint = parts.find(is_hint).map(words).unwrap_or_default();
        let hint = match hint.strip_prefix("Usage: ") {
            Some(usage) => format!("write {usage}, or see --help"),
            None if hint.is_empty() => "see --help".to_owned(),
            None => hint.trim_start_matches("tip: ").to_owned(),
        };
        Self::usage(message.trim_start_matches("error: "), hint)
    }

    /// Prints it: the sentence and the hint to standard error, and with `--json` an object to standard
    /// output as well, so that a program gets an answer in every case.
    pub fn print(&self, is_json: bool) {
        if is_json {
            let answer = serde_json::json!({ "version": 1, "error": self });
            super::output::line(&answer.to_string());
        }
        let bold = anstyle::Style::new().bold();
        let red = anstyle::AnsiColor::Red.on_default().bold();
        let fit = |words: &str, label: &str| {
            let words = super::output::harmless(words);
            super::output::fit(&words, label.len())
        };
        let message = fit(&self.message, "error: ");
        anstream::eprintln!("{red}error{red:#}: {message}");
        if !self.hint.is_empty() {
            let hint = fit(&self.hint, "hint: ");
            anstream::eprintln!("{bold}hint{bold:#}: {hint}");
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = match error.kind() {
            Kind::Refused => 1,
            Kind::Usage => 2,
            Kind::Invalid => 3,
            Kind::Environment => 4,
        };
        Self {
            message: error.to_string(),
            hint: error.hint(),
            code,
        }
    }
}

impl From<crate::store::StoreError> for Failure {
    fn from(error: crate::store::StoreError) -> Self {
        Error::from(error).into()
    }
}
