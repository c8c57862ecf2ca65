//! The only reader of the current folder, the environment, the clock, the terminal and Git's identity.

use std::cell::OnceCell;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, Local};
use clap::{Args, ValueEnum};

use super::failure::Failure;
use crate::action::Actor;
use crate::action::ci::question::{EVENT_FILE, Environment, VARIABLES};
use crate::action::ground::{Ground, LogChoice};
use crate::record::layout::LogDir;
use crate::signing::Surroundings;
use crate::store::Store;

/// How wide the terminal is to which something is said beside the answer, in columns. `None` where that goes to a
/// file or a program, which want every line whole.
pub fn width_of_what_is_said() -> Option<usize> {
    if !std::io::stderr().is_terminal() {
        return None;
    }
    columns().or_else(|| {
        terminal_size::terminal_size_of(std::io::stderr()).map(|(width, _)| width.0.into())
    })
}

/// The width that the environment says.
fn columns() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok()
}

/// What every command takes.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Run as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub directory: Option<PathBuf>,
    /// The log to work on, where a repository has several
    #[arg(long, value_name = "DIR", global = true)]
    pub log: Option<LogDir>,
    /// How to answer: human or json [default: human]
    #[arg(long, value_enum, default_value_t = Format::Human, global = true, hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
    /// Short for `--format json`
    #[arg(long, global = true, conflicts_with = "format")]
    pub json: bool,
}

/// How a command answers.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For people
    Human,
    /// For programs: versioned and stable
    Json,
    /// Of `adr check`: for code scanning
    Sarif,
    /// Of `adr check`: for reports of tests
    Junit,
    /// Of `adr check`: annotations and the step summary of GitHub Actions
    Github,
    /// Of `adr check`, for a comment on a pull request; of `adr brief`, `status` and `inbox`, for a wiki or a chat
    Markdown,
    /// Of `adr brief`: one page, with nothing to load
    Html,
    /// Of `adr graph`: for Graphviz
    Dot,
    /// Of `adr graph`: for Markdown on forges
    Mermaid,
    /// Of `adr graph`: a drawing
    Svg,
}

impl Format {
    /// Whether every command can answer like this.
    pub const fn is_general(self) -> bool {
        matches!(self, Self::Human | Self::Json)
    }
}

/// What a command runs in.
pub struct Context {
    global: Global,
    store: OnceCell<Store>,
}

impl Context {
    /// With these options.
    pub fn new(global: Global) -> Self {
        Self {
            global,
            store: OnceCell::new(),
        }
    }

    /// The same command anew, for where the repository's settings have changed since they were read.
    #[must_use]
    pub fn afresh(&self) -> Self {
        Self::new(self.global.clone())
    }

    /// How to answer.
    pub fn format(&self) -> Format {
        if self.global.json {
            Format::Json
        } else {
            self.global.format
        }
    }

    /// Whether an answer is for programs.
    pub fn is_json(&self) -> bool {
        self.format() == Format::Json
    }

    /// The folder that the command runs in.
    pub fn directory(&self) -> &Path {
        self.global.directory.as_deref().unwrap_or(Path::new("."))
    }

    /// A path as the person typed it.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.directory().join(path)
    }

    /// The repository.
    pub fn store(&self) -> Result<&Store, Failure> {
        if let Some(store) = self.store.get() {
            return Ok(store);
        }
        let store = Store::open(self.directory()).map_err(crate::action::Error::from)?;
        Ok(self.store.get_or_init(|| store))
    }

    /// The log that the command works on.
    pub fn ground(&self) -> Result<Ground<'_>, Failure> {
        self.ground_at(None)
    }

    /// The same, as it was at a commit or branch where one is named.
    pub fn ground_at(&self, at: Option<&str>) -> Result<Ground<'_>, Failure> {
        let store = self.store()?;
        let choice = LogChoice {
            dir: self.global.log.clone(),
            near: self.place_in(store),
            at: at.map(str::to_owned),
        };
        Ok(Ground::open(store, &choice)?)
    }

    /// The log that `--log` names, if it does.
    pub fn log_dir(&self) -> Option<LogDir> {
        self.global.log.clone()
    }

    /// Where the command runs, from the root of the work tree.
    fn place_in(&self, store: &Store) -> String {
        let here = self.directory().canonicalize().ok();
        let root = store.work_dir().and_then(|root| root.canonicalize().ok());
        match (here, root) {
            (Some(here), Some(root)) => here
                .strip_prefix(root)
                .map(|path| path.to_string_lossy().into_owned())
                .unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// A path as the person typed it, from the root of the work tree. One that names no file from where they
    /// are is taken to be from the root already.
    pub fn from_root(&self, typed: &str) -> Result<String, Failure> {
        let store = self.store()?;
        let root = store.work_dir().and_then(|root| root.canonicalize().ok());
        let file = self.path(Path::new(typed)).canonicalize().ok();
        let inside = root.zip(file).and_then(|(root, file)| {
            let inside = file.strip_prefix(root).ok()?;
            Some(inside.to_str()?.to_owned())
        });
        Ok(inside.unwrap_or_else(|| typed.to_owned()))
    }

    /// The person at the keyboard. `key` is what `--key` names.
    pub fn actor(&self, key: Option<String>) -> Result<Actor, Failure> {
        let identity = self
            .store()?
            .identity()
            .map_err(crate::action::Error::from)?;
        let mut entropy = [0; 16];
        getrandom::fill(&mut entropy).map_err(|error| {
            Failure::environment(
                format!("the system gives no random numbers: {error}"),
                "try again",
            )
        })?;
        Ok(Actor {
            identity,
            entropy: u128::from_le_bytes(entropy),
            key,
            surroundings: self.surroundings(),
        })
    }

    /// What signing depends on.
    pub fn surroundings(&self) -> Surroundings {
        Surroundings {
            directory: self.directory().to_owned(),
            home: std::env::var_os("HOME").map(PathBuf::from),
            agent_socket: std::env::var_os("SSH_AUTH_SOCK"),
            askpass: std::env::var_os("SSH_ASKPASS"),
            terminal: self.is_interactive(),
        }
    }

    /// The time by which things are judged: this machine's clock, or what whoever runs the command has set
    /// in `ADR_NOW` (RFC 3339), for tests and audits.
    pub fn now(&self) -> Result<DateTime<FixedOffset>, Failure> {
        Ok(self.set_now()?.unwrap_or_else(|| self.clock()))
    }

    /// What whoever runs the command has set in `ADR_NOW`, if they have.
    pub fn set_now(&self) -> Result<Option<DateTime<FixedOffset>>, Failure> {
        let Some(set) = std::env::var_os("ADR_NOW") else {
            return Ok(None);
        };
        let set = set.to_string_lossy();
        set.parse().map(Some).map_err(|error| {
            Failure::environment(
                format!("`ADR_NOW={set}` is no time: {error}"),
                "unset it, or write it like 2026-11-24T09:00:00+01:00",
            )
        })
    }

    /// This machine's clock, whatever the environment says: what a server goes by, whose environment may be
    /// that of whoever pushes.
    pub fn clock(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }

    /// The command that opens the person's editor, as Git would choose it. Where there is no terminal, only
    /// one that was set on purpose: Git's default would wait for keys that nobody can press.
    pub fn editor(&self) -> Result<String, Failure> {
        let store = self.store()?;
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_chosen = ["GIT_EDITOR", "VISUAL", "EDITOR"].into_iter().any(is_set)
            || store.get("core.editor")?.is_some();
        if !is_chosen && !self.is_interactive() {
            return Err(Failure::environment(
                "there is no terminal to edit on, and no editor is set",
                "set one that works without a terminal (GIT_EDITOR), or change the file and commit it yourself",
            ));
        }
        store.editor().map_err(|error| {
            Failure::environment(
                format!("no editor can be opened: {error}"),
                "set one: git config --global core.editor EDITOR",
            )
        })
    }

    /// These variables of the environment, as far as they are set.
    pub fn inherited(&self, names: &[&'static str]) -> Vec<(&'static str, OsString)> {
        let set = names
            .iter()
            .filter_map(|name| Some((*name, std::env::var_os(name)?)));
        set.collect()
    }

    /// What a CI system says of the change that it runs this for.
    pub fn ci(&self) -> Result<Environment, Failure> {
        let variables = VARIABLES
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?)))
            .collect();
        let file = std::env::var_os(EVENT_FILE).filter(|file| !file.is_empty());
        let event = file.map(std::fs::read_to_string).transpose();
        let event = event.map_err(|error| {
            Failure::environment(
                format!("the event of GitHub Actions cannot be read: {error}"),
                "say what is asked: adr check --base BRANCH --head COMMIT",
            )
        })?;
        Ok(Environment { variables, event })
    }

    /// Adds a text to the summary of the step, where GitHub Actions runs this (`GITHUB_STEP_SUMMARY`).
    pub fn add_to_summary(&self, markdown: &str) -> Result<(), Failure> {
        let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty())
        else {
            return Ok(());
        };
        std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(&file)
            .and_then(|mut summary| summary.write_all(markdown.as_bytes()))
            .map_err(|error| {
                Failure::environment(
                    format!("the step's summary cannot be written: {error}"),
                    "let GITHUB_STEP_SUMMARY name a file that can be written, or unset it",
                )
            })
    }

    /// Whether a program lies in a folder of the search path.
    pub fn has_program(&self, name: &str) -> bool {
        self.program(name).is_some()
    }

    /// The first program of that name in the folders of the search path.
    pub fn program(&self, name: &str) -> Option<PathBuf> {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path)
            .map(|folder| folder.join(&file))
            .find(|program| program.is_file())
    }

    /// Whether there is a person who can answer.
    pub fn is_interactive(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// How wide lines of text may be, in columns: as wide as the terminal, within what people can read; 80
    /// where there is none.
    pub fn width(&self) -> usize {
        self.table_width().unwrap_or(80).clamp(40, 200)
    }

    /// How wide the terminal is that the answer goes to, in columns. `None` where it goes to a file or a
    /// program, which want every row whole; `COLUMNS` says it in either case.
    pub fn table_width(&self) -> Option<usize> {
        columns().or_else(|| {
            terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| width.0.into())
        })
    }
}
