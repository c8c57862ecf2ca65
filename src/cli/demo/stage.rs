//! The scratch repository in which the demonstration plays, and the people who act in it.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::cli::failure::Failure;
use crate::cli::output;
use crate::signing::software::SoftwareKey;

const PEOPLE: [(&str, &str); 3] = [("alice", "Alice"), ("bob", "Bob"), ("dana", "Dana")];

/// A folder with a repository, a key and a Git configuration for each person.
pub struct Stage {
    /// The repository.
    shop: PathBuf,
    /// Keys and configurations, beside the repository.
    wings: PathBuf,
    /// The folder that is removed in the end, if it is.
    scratch: Option<TempDir>,
}

impl Stage {
    /// Sets the stage, in this folder or in a scratch one.
    pub fn set(dir: Option<&Path>) -> Result<Self, Failure> {
        let (shop, wings, scratch) = if let Some(dir) = dir {
            refuse_occupied(dir)?;
            let wings = dir.join(".git").join("demo");
            (dir.to_owned(), wings, None)
        } else {
            let scratch = tempfile::Builder::new()
                .prefix("adr-demo-")
                .tempdir()
                .map_err(|error| broken(Path::new("a scratch folder"), &error))?;
            (
                scratch.path().join("shop"),
                scratch.path().join("wings"),
                Some(scratch),
            )
        };
        let stage = Self {
            shop,
            wings,
            scratch,
        };
        make(&stage.shop)?;
        let shop = stage.shop.to_string_lossy().into_owned();
        let init = Command::new("git")
            .args(["init", "--quiet", "--initial-branch=main", "--", &shop])
            .output();
        let made = init.map_err(|error| broken(Path::new("git"), &error))?;
        if !made.status.success() {
            return Err(Failure::environment(
                String::from_utf8_lossy(&made.stderr).trim().to_owned(),
                "see `git init`",
            ));
        }
        make(&stage.wings)?;
        let signer = stage.signer()?;
        for (handle, name) in PEOPLE {
            stage.cast(handle, name, signer.as_deref())?;
        }
        Ok(stage)
    }

    /// A program that signs where `ssh-keygen` is missing: this one, by a small script, since Git knows no
    /// arguments for the program.
    fn signer(&self) -> Result<Option<PathBuf>, Failure> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let has_openssh = std::env::split_paths(&path).any(|dir| dir.join("ssh-keygen").is_file());
        if has_openssh {
            return Ok(None);
        }
        let script = self.wings.join("ssh-sign");
        let adr = adr()?.to_string_lossy().replace('\'', "'\\''");
        write(
            &script,
            &format!("#!/bin/sh\nexec '{adr}' demo-sign \"$@\"\n"),
            0o700,
        )?;
        Ok(Some(script))
    }

    /// Gives a person a key and a Git configuration.
    fn cast(&self, handle: &str, name: &str, signer: Option<&Path>) -> Result<(), Failure> {
        let mut seed = [0; 32];
        let unlucky =
            || Failure::environment("no key could be made for the demonstration", "try again");
        getrandom::fill(&mut seed).map_err(|_| unlucky())?;
        let key = SoftwareKey::from_seed(&seed, handle).ok_or_else(unlucky)?;
        let (private, public) = key.private().zip(key.public()).ok_or_else(unlucky)?;
        let file = self.wings.join(handle);
        write(&file, &private, 0o600)?;
        write(
            &self.wings.join(format!("{handle}.pub")),
            &format!("{public}\n"),
            0o644,
        )?;
        let quoted = |path: &Path| {
            format!(
                "\"{}\"",
                path.to_string_lossy()
                    .replace('\\', "\\\\")
                    .replace('"', "\\\"")
            )
        };
        let mut config = format!(
            "[user]\n\tname = {name}\n\temail = {handle}@shop.example\n\tsigningkey = {}\n[gpg]\n\tformat = ssh\n\
             [advice]\n\tdetachedHead = false\n",
            quoted(&file)
        );
        if let Some(signer) = signer {
            config.push_str(&format!("[gpg \"ssh\"]\n\tprogram = {}\n", quoted(signer)));
        }
        write(
            &self.wings.join(format!("{handle}.gitconfig")),
            &config,
            0o644,
        )
    }

    /// Tells what is going on.
    #[expect(clippy::unused_self, reason = "whoever tells stands on the stage")]
    pub fn say(&self, words: &str) {
        let dim = anstyle::Style::new().dimmed();
        output::text(&format!("\n{dim}# {words}{dim:#}\n"));
    }

    /// Runs a command as somebody, and shows what it prints.
    pub fn run(&self, person: &str, line: &str) -> Result<(), Failure> {
        self.run_to(person, line, 0)
    }

    /// The same for a command that is to end with this exit code.
    pub fn run_to(&self, person: &str, line: &str, code: i32) -> Result<(), Failure> {
        let said = self.perform(person, line, code)?;
        output::text(&said);
        Ok(())
    }

    /// The same, without what it prints.
    pub fn quietly(&self, person: &str, line: &str) -> Result<(), Failure> {
        self.perform(person, line, 0).map(drop)
    }

    fn perform(&self, person: &str, line: &str, code: i32) -> Result<String, Failure> {
        let bold = anstyle::Style::new().bold();
        output::text(&format!("{bold}{person}${bold:#} {line}\n"));
        let words = words(line);
        let (program, arguments) = words.split_first().ok_or_else(|| {
            Failure::environment("the demonstration has an empty step", "report this")
        })?;
        let mut command = match program.as_str() {
            "adr" => Command::new(adr()?),
            "adr-sign" => {
                let mut command = Command::new(adr()?);
                command.arg("sign");
                command
            }
            other => Command::new(other),
        };
        for argument in arguments {
            // Files from the wings are shown by their names alone.
            if ["bob.pub", "dana.pub", "draft.yaml"].contains(&argument.as_str()) {
                command.arg(self.wings.join(argument));
            } else {
                command.arg(argument);
            }
        }
        self.dress(&mut command, person);
        let (said, ended) = listen(command).map_err(|error| broken(Path::new(program), &error))?;
        if ended == Some(code) {
            return Ok(said);
        }
        output::text(&said);
        Err(Failure::environment(
            format!(
                "the demonstration stopped: `{line}` ended with exit code {}",
                ended.unwrap_or(-1)
            ),
            "see what it printed; the steps above were done",
        ))
    }

    /// The surroundings of a person: their own configuration, and nothing of the real user's.
    fn dress(&self, command: &mut Command, person: &str) {
        for (variable, _) in std::env::vars_os() {
            let name = variable.to_string_lossy();
            if name.starts_with("GIT_") || name.starts_with("SSH_") {
                command.env_remove(&variable);
            }
        }
        command
            .current_dir(&self.shop)
            .env("HOME", &self.wings)
            .env("XDG_CONFIG_HOME", &self.wings)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env(
                "GIT_CONFIG_GLOBAL",
                self.wings.join(format!("{person}.gitconfig")),
            )
            .stdin(Stdio::null());
        if std::io::IsTerminal::is_terminal(&std::io::stdout())
            && std::env::var_os("NO_COLOR").is_none()
        {
            command.env("CLICOLOR_FORCE", "1");
        }
    }

    /// Puts a file into the wings.
    pub fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        write(&self.wings.join(name), text, 0o644)
    }

    /// Changes a file in the repository, as an editor would.
    pub fn edit(&self, path: &str, from: &str, to: &str) -> Result<(), Failure> {
        let file = self.shop.join(path);
        let text = std::fs::read_to_string(&file).map_err(|error| broken(&file, &error))?;
        write(&file, &text.replace(from, to), 0o644)
    }

    /// Says where everything is, or that it is gone.
    pub fn close(self) {
        match self.scratch {
            Some(_) => self.say("That was all real. To look around in it afterwards: adr demo DIR"),
            None => self.say(&format!(
                "That was all real, and is there to look around in: {}",
                self.shop.display()
            )),
        }
    }
}

/// Runs a command to its end; what it prints comes back in the order in which it was printed.
fn listen(mut command: Command) -> std::io::Result<(String, Option<i32>)> {
    let (mut reader, writer) = std::io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn()?;
    // The command holds the writing ends; the pipe closes when the child has ended.
    drop(command);
    let mut said = Vec::new();
    reader.read_to_end(&mut said)?;
    let status = child.wait()?;
    Ok((String::from_utf8_lossy(&said).into_owned(), status.code()))
}

/// The words of a command line; double quotes hold some together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// `adr` itself, also when the demonstration was started by another name.
fn adr() -> Result<PathBuf, Failure> {
    std::env::current_exe().map_err(|error| broken(Path::new("adr"), &error))
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
    std::io::Write::write_all(&mut opened, text.as_bytes()).map_err(|error| broken(file, &error))
}

fn broken(what: &Path, error: &std::io::Error) -> Failure {
    Failure::environment(
        format!("{}: {error}", what.display()),
        "the demonstration needs git and a place to write",
    )
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn quotes_hold_words_together() {
        assert_eq!(
            words("adr accept 1 -m \"All of it\""),
            ["adr", "accept", "1", "-m", "All of it"]
        );
    }
}
