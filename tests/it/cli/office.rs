//! People with keys of their own, at the team's repository or at clones of it.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Told, command, told};
use crate::support::team::Team;
use crate::support::{Repo, run, ssh_key};

/// Somebody with a key, in a folder.
pub struct Desk<'t> {
    pub repo: &'t Repo,
    pub folder: PathBuf,
    who: String,
    key: String,
}

impl<'t> Desk<'t> {
    /// At the repository itself.
    pub fn at(repo: &'t Repo, who: &str) -> Self {
        Self {
            repo,
            folder: repo.root().to_owned(),
            who: who.to_owned(),
            key: who.to_owned(),
        }
    }

    /// The same person in another folder.
    pub fn within(&self, folder: impl AsRef<Path>) -> Self {
        Self {
            repo: self.repo,
            folder: self.folder.join(folder),
            who: self.who.clone(),
            key: self.key.clone(),
        }
    }

    /// The same person with another key: that of a made-up other person.
    pub fn with_key_of(&self, other: &str) -> Self {
        Self {
            repo: self.repo,
            folder: self.folder.clone(),
            who: self.who.clone(),
            key: other.to_owned(),
        }
    }

    /// At a clone of their own of the team's bare repository, which is made when the first one comes.
    pub fn with_clone(team: &'t Team, who: &str) -> Self {
        let origin = origin(team);
        let folder = team.repo.around().join(format!("clone-of-{who}"));
        run(team
            .repo
            .command("git")
            .args(["clone", "-q"])
            .arg(&origin)
            .arg(&folder));
        Self {
            repo: &team.repo,
            folder,
            who: who.to_owned(),
            key: who.to_owned(),
        }
    }

    pub fn adr(&self, arguments: &[&str]) -> Told {
        self.run(env!("CARGO_BIN_EXE_adr"), arguments)
    }

    pub fn sign(&self, arguments: &[&str]) -> Told {
        self.run(env!("CARGO_BIN_EXE_adr-sign"), arguments)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Told {
        told(self.command(program, arguments))
    }

    /// A command of this person, with their name, address and key.
    pub fn command(&self, program: &str, arguments: &[&str]) -> std::process::Command {
        let mut command = command(self.repo, program, arguments);
        let key = ssh_key(&self.repo.around(), &self.key, "ed25519");
        let email = format!("{}@example.com", self.who);
        command
            .current_dir(&self.folder)
            .envs([("GIT_AUTHOR_NAME", &self.who), ("GIT_AUTHOR_EMAIL", &email)])
            .envs([
                ("GIT_COMMITTER_NAME", &self.who),
                ("GIT_COMMITTER_EMAIL", &email),
            ])
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", "user.signingkey")
            .env("GIT_CONFIG_VALUE_0", &key.private);
        command
    }

    /// Runs `git` as this person; its standard output without the last newline.
    #[track_caller]
    pub fn git(&self, arguments: &[&str]) -> String {
        let output = run(&mut self.command("git", arguments));
        output.trim_end_matches('\n').to_owned()
    }

    /// The text of a draft, written into its file.
    pub fn write_text(&self, path: &str) {
        let file = self.folder.join(path);
        let draft = fs::read_to_string(&file).expect("a draft");
        let text = "context: |\n  Orders are lost.\ndecision: |\n  Keep them in one place.\n";
        fs::write(file, format!("{draft}{text}")).expect("a draft");
    }

    /// Replaces words of a file.
    pub fn rewrite(&self, path: &str, from: &str, to: &str) {
        let file = self.folder.join(path);
        let before = fs::read_to_string(&file).expect("a file");
        assert!(before.contains(from), "{path} says no `{from}`: {before}");
        fs::write(file, before.replace(from, to)).expect("a file");
    }

    /// Insists that nothing is left half done: a clean work tree, and a repository without a flaw.
    #[track_caller]
    pub fn assert_tidy(&self) {
        assert_eq!(self.git(&["status", "--porcelain"]), "");
        let fsck = self
            .command(
                "git",
                &["fsck", "--strict", "--no-dangling", "--no-progress"],
            )
            .output()
            .expect("git runs");
        let said = [fsck.stdout, fsck.stderr].concat();
        assert!(said.is_empty(), "{}", String::from_utf8_lossy(&said));
    }
}

/// The bare repository of the team.
pub fn origin(team: &Team) -> PathBuf {
    let origin = team.repo.around().join("origin.git");
    if !origin.exists() {
        run(team
            .repo
            .command("git")
            .args(["clone", "-q", "--bare"])
            .arg(team.repo.root())
            .arg(&origin));
    }
    origin
}
