//! The command line, as people and programs meet it: the built binaries in a repository of their own.

mod again;
mod at;
mod audit;
mod bad_input;
mod beginning;
mod blame;
mod brief;
mod charter;
mod ci;
mod demo;
mod diff;
mod due;
mod edit;
mod everyday;
mod forge;
mod formats;
mod generate;
mod git_setup;
mod going_on;
mod graph;
mod help;
mod import;
mod import_history;
mod import_records;
mod joining;
mod keys;
mod leaving;
mod life;
mod lint;
mod list;
mod log;
mod markdown;
mod office;
pub mod people;
mod pushing;
mod redacting;
mod renumber;
mod rivals;
mod search;
mod several_logs;
mod show;
mod stances;
mod stats;
mod status;
mod templates;
mod verify;
mod walk;
mod whereabouts;
mod why;

use std::process::{Command, Output};

use serde_json::Value;

use crate::support::Repo;

/// The built `adr`, run by Ann.
pub fn adr(repo: &Repo, arguments: &[&str]) -> Told {
    told(command(repo, env!("CARGO_BIN_EXE_adr"), arguments))
}

/// The built `adr-sign`, run by Ann.
pub fn adr_sign(repo: &Repo, arguments: &[&str]) -> Told {
    told(command(repo, env!("CARGO_BIN_EXE_adr-sign"), arguments))
}

/// The built `adr`, run by somebody.
pub fn adr_as(repo: &Repo, who: &str, arguments: &[&str]) -> Told {
    let mut command = command(repo, env!("CARGO_BIN_EXE_adr"), arguments);
    command.env("GIT_AUTHOR_EMAIL", format!("{who}@example.com"));
    told(command)
}

/// A command of a terminal of 80 columns, on a day soon after all that the tests make.
pub fn command(repo: &Repo, program: &str, arguments: &[&str]) -> Command {
    let mut command = repo.command(program);
    // Days are counted from then, whenever the tests run.
    command
        .args(arguments)
        .env("COLUMNS", "80")
        .env("ADR_NOW", "2026-11-24T12:00:00+00:00");
    command
}

pub fn told(mut command: Command) -> Told {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("a binary");
    Told {
        code: status.code().expect("an exit code"),
        answer: String::from_utf8(stdout).expect("text"),
        said: String::from_utf8(stderr).expect("text"),
    }
}

/// What a command answered.
pub struct Told {
    pub code: i32,
    /// On standard output.
    pub answer: String,
    /// On standard error.
    pub said: String,
}

impl Told {
    /// The answer, insisting on an exit code; what differs from run to run is blotted out.
    #[track_caller]
    pub fn with_code(&self, code: i32) -> String {
        assert_eq!(self.code, code, "{}\n{}", self.answer, self.said);
        blotted(&self.answer)
    }

    /// The answer of a command that went well.
    #[track_caller]
    pub fn fine(&self) -> String {
        self.with_code(0)
    }

    /// The answer as JSON, of a command that ended with this exit code.
    #[track_caller]
    pub fn json(&self, code: i32) -> Value {
        assert_eq!(self.code, code, "{}\n{}", self.answer, self.said);
        serde_json::from_str(&self.answer)
            .unwrap_or_else(|error| panic!("{error}: {}", self.answer))
    }
}

/// Digests and keys, which no two runs share, as something of the same width.
fn blotted(text: &str) -> String {
    let mut shown = String::new();
    let mut run = String::new();
    for letter in text.chars().chain(['\0']) {
        if letter.is_ascii_alphanumeric() || matches!(letter, '/' | '+') {
            run.push(letter);
            continue;
        }
        let is_hex = run.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_digest = is_hex && matches!(run.len(), 8 | 10 | 40 | 64);
        let is_key = run.len() == 43 && shown.ends_with("SHA256:");
        if is_digest || is_key {
            shown.extend(std::iter::repeat_n('x', run.len()));
        } else {
            shown.push_str(&run);
        }
        run.clear();
        if letter != '\0' {
            shown.push(letter);
        }
    }
    shown
}
