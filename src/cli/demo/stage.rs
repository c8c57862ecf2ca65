//! The scratch repository in which the demonstration plays, and the people who act in it.
//!
//! A command is run from the very line that is shown, by the real programs, in surroundings that no
//! configuration of this machine reaches.

use std::ffi::OsString;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use tempfile::TempDir;

use super::line::{folded, words};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::signing::software::SoftwareKey;

/// The team: what they are called in the log, and what people call them.
const PEOPLE: [(&str, &str); 3] = [
    ("alice", "Alice Ng"),
    ("bob", "Bob Ito"),
    ("dana", "Dana Roy"),
];

/// Whose repository it is afterwards.
const OWNER: &str = "alice";

/// What commands inherit: where programs and temporary files are, and how to show things. Anything else
/// could change what happens.
const INHERITED: [&str; 8] = [
    "PATH",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SystemRoot",
    "TERM",
    "TZ",
    "NO_COLOR",
];

/// How much of what a command prints is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown {
    /// The result, and what is said beside it.
    All,
    /// The result.
    Result,
    /// The command alone.
    Nothing,
}

/// A repository, with a key and a Git configuration for each person inside its `.git`.
pub struct Stage {
    /// The repository, from the root of the file system.
    shop: PathBuf,
    /// Keys and configurations.
    wings: PathBuf,
    /// This program.
    adr: PathBuf,
    environment: Vec<(&'static str, OsString)>,
    width: usize,
    /// The folder that is removed in the end, if it is.
    scratch: Option<TempDir>,
}

impl Stage {
    /// Sets the stage, in this folder or in a scratch one.
    pub fn set(context: &Context, dir: Option<&Path>) -> Result<Self, Failure> {
        let (shop, scratch) = if let Some(dir) = dir {
            refuse_occupied(dir)?;
            (dir.to_owned(), None)
        } else {
            let scratch = tempfile::Builder::new()
                .prefix("adr-demo-")
                .tempdir()
                .map_err(|error| broken(Path::new("a scratch folder"), &error))?;
            (scratch.path().join("shop"), Some(scratch))
        };
        make(&shop)?;
        let shop = shop.canonicalize().map_err(|error| broken(&shop, &error))?;
        let wings = shop.join(".git").join("demo");
        let mut environment = context.inherited(&INHERITED);
        environment.extend([
            ("HOME", wings.clone().into()),
            ("XDG_CONFIG_HOME", wings.clone().into()),
            ("GIT_CONFIG_NOSYSTEM", "1".into()),
            ("GIT_TERMINAL_PROMPT", "0".into()),
            ("LC_ALL", "C".into()),
            ("COLUMNS", context.width().to_string().into()),
            // Our own output drops colours where nobody sees them.
            ("CLICOLOR_FORCE", "1".into()),
        ]);
        let stage = Self {
            shop,
            wings,
            adr: std::env::current_exe().map_err(|error| broken(Path::new("adr"), &error))?,
            environment,
            width: context.width(),
            scratch,
        };
        stage.git(&["init", "-q", "--template=", "--initial-branch=main"])?;
        make(&stage.wings)?;
        let signer = if context.has_program("ssh-keygen") {
            None
        } else {
            Some(stage.signer()?)
        };
        for (handle, name) in PEOPLE {
            stage.cast(handle, name, signer.as_deref())?;
        }
        make(&stage.shop.join(".git").join("info"))?;
        stage.write(".git/info/exclude", "*.pub\n/draft.yaml\n")?;
        Ok(stage)
    }

    /// A program that signs where `ssh-keygen` is missing: this one, by a small script, since Git knows no
    /// arguments for the program.
    fn signer(&self) -> Result<PathBuf, Failure> {
        let script = self.wings.join("ssh-sign");
        let adr = self.adr.to_string_lossy().replace('\'', "'\\''");
        let text = format!("#!/bin/sh\nexec '{adr}' demo-sign \"$@\"\n");
        write(&script, &text, 0o700)?;
        Ok(script)
    }

    /// Gives a person a key and a Git configuration.
    fn cast(&self, handle: &str, name: &str, signer: Option<&Path>) -> Result<(), Failure> {
        let unlucky =
            || Failure::environment("no key could be made for the demonstration", "try again");
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|_| unlucky())?;
        let key = SoftwareKey::from_seed(&seed, handle).ok_or_else(unlucky)?;
        let (private, public) = key.private().zip(key.public()).ok_or_else(unlucky)?;
        let file = self.wings.join(handle);
        write(&file, &private, 0o600)?;
        self.write(&format!("{handle}.pub"), &format!("{public}\n"))?;
        let mut config = format!(
            "[user]\n\tname = {name}\n\temail = {handle}@shop.example\n\tsigningkey = {}\n[gpg]\n\tformat = ssh\n",
            quoted(&file)
        );
        if let Some(signer) = signer {
            config.push_str(&format!("[gpg \"ssh\"]\n\tprogram = {}\n", quoted(signer)));
        }
        write(&self.configuration(handle), &config, 0o644)
    }

    fn configuration(&self, person: &str) -> PathBuf {
        self.wings.join(format!("{person}.gitconfig"))
    }

    /// Tells what is going on.
    #[expect(clippy::unused_self, reason = "whoever tells stands on the stage")]
    pub fn say(&self, words: &str) {
        let colour = anstyle::AnsiColor::Cyan.on_default();
        output::text(&format!("\n{colour}# {words}{colour:#}\n"));
    }

    /// Runs a command as somebody, and shows what it prints.
    pub fn run(&self, person: &str, line: &str) -> Result<(), Failure> {
        self.perform(person, line, Shown::All, 0)
    }

    /// The same, with less of what it prints.
    pub fn briefly(&self, person: &str, line: &str, shown: Shown) -> Result<(), Failure> {
        self.perform(person, line, shown, 0)
    }

    /// The same for a command that is to end with this exit code.
    pub fn run_to(&self, person: &str, line: &str, code: i32) -> Result<(), Failure> {
        self.perform(person, line, Shown::All, code)?;
        let dim = anstyle::Style::new().dimmed();
        output::text(&format!("{dim}(exit code {code}){dim:#}\n"));
        Ok(())
    }

    fn perform(&self, person: &str, line: &str, shown: Shown, code: i32) -> Result<(), Failure> {
        let bold = anstyle::Style::new().bold();
        let typed = folded(&format!("{person}$ {line}"), self.width);
        output::text(&format!("{bold}{typed}{bold:#}\n"));
        let mut heard = self
            .command(person, &words(line))
            .and_then(|command| listen(command, shown))
            .map_err(|error| broken(Path::new(line), &error))?;
        let is_right = heard.status.code() == Some(code);
        if !is_right {
            heard.said.append(&mut heard.kept_back);
        }
        output::text(&String::from_utf8_lossy(&heard.said));
        if is_right {
            Ok(())
        } else {
            Err(stopped(line, code, heard.status))
        }
    }

    /// Puts a file into the repository, where Git does not look at it or somebody commits it.
    pub fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        write(&self.shop.join(name), text, 0o644)
    }

    /// Changes a file in the repository, as an editor would.
    pub fn edit(&self, path: &str, from: &str, to: &str) -> Result<(), Failure> {
        let file = self.shop.join(path);
        let text = std::fs::read_to_string(&file).map_err(|error| broken(&file, &error))?;
        write(&file, &text.replace(from, to), 0o644)
    }

    /// Says where everything is, or that it is gone.
    pub fn close(self) -> Result<(), Failure> {
        if self.scratch.is_some() {
            self.say("All of it was real; some output was left out. To try things: adr demo DIR");
            return Ok(());
        }
        // From here on the configuration of whoever goes on counts, and makes them Alice.
        let include = format!("demo/{OWNER}.gitconfig");
        self.git(&["config", "include.path", &include])?;
        self.say("All of it was real; some output was left out. It is yours, and you are Alice:");
        output::line(&format!("cd {}", self.shop.display()));
        Ok(())
    }

    /// The program behind the first word: `adr` and `adr-sign` are this one.
    fn command(&self, person: &str, words: &[String]) -> io::Result<Command> {
        let (first, rest) = words.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let mut command = match first.as_str() {
            "adr" | "adr-sign" => Command::new(&self.adr),
            other => Command::new(other),
        };
        if first == "adr-sign" {
            command.arg("sign");
        }
        command
            .args(rest)
            .current_dir(&self.shop)
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .env("GIT_CONFIG_GLOBAL", self.configuration(person))
            .stdin(Stdio::null());
        Ok(command)
    }

    /// Runs Git behind the scenes.
    fn git(&self, arguments: &[&str]) -> Result<(), Failure> {
        let words: Vec<String> = ["git"]
            .iter()
            .chain(arguments)
            .map(|word| (*word).to_owned())
            .collect();
        let heard = self
            .command(OWNER, &words)
            .and_then(|command| listen(command, Shown::All))
            .map_err(|error| broken(Path::new("git"), &error))?;
        if heard.status.success() {
            return Ok(());
        }
        output::text(&String::from_utf8_lossy(&heard.said));
        Err(stopped(&words.join(" "), 0, heard.status))
    }
}

/// What came of a command.
struct Heard {
    said: Vec<u8>,
    /// What is told only where the command failed.
    kept_back: Vec<u8>,
    status: ExitStatus,
}

/// Runs a command to its end. What is shown together goes through one pipe, so that it keeps its order.
fn listen(mut command: Command, shown: Shown) -> io::Result<Heard> {
    if shown == Shown::Result {
        let output = command.output()?;
        return Ok(Heard {
            said: output.stdout,
            kept_back: output.stderr,
            status: output.status,
        });
    }
    let (mut reader, writer) = io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn()?;
    // The command holds the writing ends; the pipe closes when the child has ended.
    drop(command);
    let mut all = Vec::new();
    reader.read_to_end(&mut all)?;
    let (said, kept_back) = match shown {
        Shown::Nothing => (Vec::new(), all),
        Shown::All | Shown::Result => (all, Vec::new()),
    };
    Ok(Heard {
        said,
        kept_back,
        status: child.wait()?,
    })
}

/// A path in a configuration file of Git.
fn quoted(path: &Path) -> String {
    let escaped = path
        .to_string_lossy()
        .replace('\\', "\\\\")
        .replace('"', "\\\"");
    format!("\"{escaped}\"")
}

fn refuse_occupied(dir: &Path) -> Result<(), Failure> {
    let is_occupied = std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if is_occupied || dir.is_file() {
        return Err(Failure::usage(
            format!("{} is there already, and not empty", dir.display()),
            "name an empty folder, or one that is to be made",
        ));
    }
    Ok(())
}

fn make(dir: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(dir).map_err(|error| broken(dir, &error))
}

fn write(file: &Path, text: &str, mode: u32) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let mut opened = options.open(file).map_err(|error| broken(file, &error))?;
    io::Write::write_all(&mut opened, text.as_bytes()).map_err(|error| broken(file, &error))
}

fn broken(what: &Path, error: &io::Error) -> Failure {
    Failure::environment(
        format!("{}: {error}", what.display()),
        "the demonstration needs git and a place to write",
    )
}

/// A step that failed ends the demonstration with its own exit code.
fn stopped(line: &str, expected: i32, status: ExitStatus) -> Failure {
    let code = status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .filter(|code| *code != 0);
    Failure {
        message: format!("the demonstration stopped at `{line}`: {status} instead of {expected}"),
        hint: "see what it printed; `adr demo DIR` keeps the repository to look into".to_owned(),
        code: code.unwrap_or(4),
    }
}
