//! A log with real people: the binaries run as one of them, in a hermetic repository.

use std::process::{Command, Output};

use crate::support::{Key, Repo, ssh_key};

/// What a command said and how it ended.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// Insists that all went well.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }
}

/// A repository whose log Ann has started.
pub struct Log {
    pub repo: Repo,
}

impl Log {
    /// Ann alone, on `main`.
    pub fn new() -> Self {
        let log = Self {
            repo: Repo::with_history(),
        };
        log.repo.git(&["config", "gpg.format", "ssh"]);
        log.becomes("ann", "Ann Owner");
        log.adr(&["init"]).ok();
        log
    }

    /// Ann, Bob and Cy, who are maintainers; whoever proposes does not count.
    pub fn of_three() -> Self {
        let log = Self::new();
        log.add("bob", "Bob Ito", &["--strict"]);
        log.add("cy", "Cy Dee", &[]);
        log.agree_on_the_charter();
        log
    }

    #[track_caller]
    pub fn add(&self, handle: &str, name: &str, more: &[&str]) {
        self.add_and_hear(handle, name, more);
    }

    /// The same, and what is said to that.
    #[track_caller]
    pub fn add_and_hear(&self, handle: &str, name: &str, more: &[&str]) -> String {
        let key = self.key(handle).line;
        let email = format!("{handle}@example.com");
        let mut arguments = vec!["charter", "add-person", handle, "--name", name];
        arguments.extend(["--email", &email, "--key", &key, "--team", "maintainers"]);
        arguments.extend(more);
        self.adr(&arguments).ok().err
    }

    /// Ann puts the draft of the charter up, signs it, and it is merged.
    #[track_caller]
    pub fn agree_on_the_charter(&self) {
        self.adr(&["revise", "0", "-m", "People join"]).ok();
        self.adr(&["sign", "approve", "0"]).ok();
        self.adr(&["accept", "0"]).ok();
        let branch = self.repo.git(&["branch", "--show-current"]);
        self.repo.git(&["switch", "-q", "main"]);
        self.repo.git(&["merge", "-q", "--ff-only", &branch]);
    }

    pub fn key(&self, person: &str) -> Key {
        ssh_key(&self.repo.around(), person, "ed25519")
    }

    /// From now on this person is at the keyboard.
    pub fn becomes(&self, person: &str, name: &str) {
        let email = format!("{person}@example.com");
        let key = self.key(person).private.display().to_string();
        self.repo.git(&["config", "user.name", name]);
        self.repo.git(&["config", "user.email", &email]);
        self.repo.git(&["config", "user.signingkey", &key]);
    }

    /// Runs `adr`.
    pub fn adr(&self, arguments: &[&str]) -> Said {
        self.run(self.command().args(arguments))
    }

    /// Runs `adr` with this shell command as the editor.
    pub fn edit(&self, editor: &str, arguments: &[&str]) -> Said {
        self.run(self.command().env("GIT_EDITOR", editor).args(arguments))
    }

    /// `adr`, to be run.
    pub fn command(&self) -> Command {
        self.repo.command(env!("CARGO_BIN_EXE_adr"))
    }

    /// Runs a command. The scratch folder has no name in what it said.
    pub fn run(&self, command: &mut Command) -> Said {
        let output: Output = command.output().expect("the program runs");
        let around = self.repo.around().display().to_string();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&around, "~");
        Said {
            code: output.status.code().unwrap_or(-1),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    /// The branch that HEAD is on.
    pub fn branch(&self) -> String {
        self.repo.git(&["branch", "--show-current"])
    }

    /// Insists that nothing is left behind: the work tree is clean and the repository sound.
    #[track_caller]
    pub fn assert_tidy(&self) {
        assert_eq!(self.repo.status(), "");
        self.repo.assert_sound();
    }

    /// Drafts, on a branch of its own, a decision that can be proposed.
    #[track_caller]
    pub fn draft(&self, title: &str) {
        self.adr(&["new", title]).ok();
        let path = self.draft_path();
        let text = self.repo.read(&path);
        let ready = format!("{text}context: |\n  Why.\ndecision: |\n  What.\n");
        self.repo.write(&path, ready);
        self.repo.commit_all("Write it");
    }

    /// The newest decision's `decision.yaml`.
    pub fn draft_path(&self) -> String {
        let listed = self.repo.git(&["ls-files", "decisions/*/decision.yaml"]);
        listed.lines().last().expect("a decision").to_owned()
    }
}
