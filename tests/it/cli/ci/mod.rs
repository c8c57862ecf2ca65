//! The check as CI systems run it: the scripts of the written workflows, word for word, with the variables and
//! the event files that those systems set, against a bare repository that stands in for the forge.

mod generic;
mod github;
mod gitlab;
mod writing;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use super::{Told, adr, told};
use crate::support::run;
use crate::support::team::Team;

/// A bare repository to which a team pushes.
pub struct Forge<'t> {
    team: &'t Team,
    bare: PathBuf,
}

impl<'t> Forge<'t> {
    /// With the team's `main`.
    pub fn new(team: &'t Team) -> Self {
        let bare = team.repo.around().join("forge.git");
        let mut clone = team.repo.command("git");
        run(clone
            .args(["clone", "-q", "--bare", "--single-branch", "-b", "main"])
            .arg(team.repo.root())
            .arg(&bare));
        let forge = Self { team, bare };
        // As GitHub and GitLab have it: whatever commit is there can be fetched by its id.
        forge.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
        forge
    }

    /// Runs `git` in the bare repository.
    pub fn git(&self, arguments: &[&str]) -> String {
        self.team.repo.git_in(&self.bare, arguments)
    }

    /// Pushes a commit of the team's repository to a ref, and gives its id.
    pub fn push(&self, from: &str, to: &str) -> String {
        let bare = self.bare.display().to_string();
        let refspec = format!("+{from}:{to}");
        self.team.repo.git(&["push", "-q", &bare, &refspec]);
        self.team.repo.git(&["rev-parse", from])
    }

    /// What `adr ci` writes for a system.
    pub fn workflow(&self, system: &str) -> String {
        let told = adr(&self.team.repo, &["ci", system, "--output", "-"]);
        assert_eq!(told.code, 0, "{}", told.said);
        told.answer
    }

    /// A runner: a folder to work in, and the built `adr` where the workflow would have installed it.
    pub fn runner(&self) -> Runner<'_> {
        let folder = tempfile::tempdir_in(self.team.repo.around()).expect("a folder");
        let home = folder.path().join("home");
        fs::create_dir_all(home.join("adr/bin")).expect("a home");
        symlink(env!("CARGO_BIN_EXE_adr"), home.join("adr/bin/adr")).expect("adr");
        fs::create_dir(folder.path().join("work")).expect("a place to work in");
        Runner {
            forge: self,
            folder,
            variables: Vec::new(),
        }
    }
}

/// A machine that runs one job.
pub struct Runner<'f> {
    forge: &'f Forge<'f>,
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

impl Runner<'_> {
    /// A variable that every step sees.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.variables.push((name.to_owned(), value.into()));
    }

    /// A file beside the place where the job works.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command in the place where the job works.
    fn command(&self, program: &str) -> Command {
        let mut command = self.forge.team.repo.command(program);
        command
            .current_dir(self.file("work"))
            .env("HOME", self.file("home"))
            .env_remove("GIT_CONFIG_GLOBAL")
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a script as these systems do: by `bash`, up to the first command that fails.
    pub fn script(&self, script: &str, variables: &[(String, String)]) -> Told {
        let mut command = self.command("bash");
        command
            .args(["-e", "-o", "pipefail", "-c", script])
            .envs(variables.iter().map(|(name, value)| (name, value)));
        told(command)
    }
}
