//! Scratch repositories and the real `git`.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The moment at which every test happens, in seconds since 1970.
pub const NOW: i64 = 1_795_000_000;

/// A folder of its own with a home of its own, gone at the end of the test.
pub struct Scratch {
    folder: TempDir,
}

impl Scratch {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        fs::create_dir(folder.path().join("home")).expect("a home");
        Self { folder }
    }

    pub fn path(&self) -> PathBuf {
        self.folder
            .path()
            .canonicalize()
            .expect("the scratch folder")
    }

    /// A command that sees nothing of this machine but its programs.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear();
        command.envs(hermetic(&self.path().join("home")));
        command.current_dir(self.path());
        command
    }
}

/// The environment of a test: the same user, the same moment, no configuration from outside.
fn hermetic(home: &Path) -> Vec<(&'static str, String)> {
    let date = format!("{NOW} +0100");
    let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".into());
    vec![
        ("PATH", path),
        ("HOME", home.display().to_string()),
        ("LC_ALL", "C".into()),
        ("TZ", "UTC".into()),
        ("GIT_CONFIG_NOSYSTEM", "1".into()),
        (
            "GIT_CONFIG_GLOBAL",
            home.join(".gitconfig").display().to_string(),
        ),
        ("GIT_AUTHOR_DATE", date.clone()),
        ("GIT_COMMITTER_DATE", date),
        ("GIT_TERMINAL_PROMPT", "0".into()),
        ("GIT_EDITOR", "false".into()),
    ]
}

/// Runs to the end and insists on success; the standard output, as it is.
#[track_caller]
pub fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A repository with a person configured.
pub struct Repo {
    scratch: Scratch,
    root: PathBuf,
}

impl Repo {
    /// An empty repository on `main`.
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// The same, with further options for `git init`.
    pub fn with(options: &[&str]) -> Self {
        let scratch = Scratch::new();
        let root = scratch.path().join("repo");
        run(scratch
            .command("git")
            .args(["init", "-q", "-b", "main"])
            .args(options)
            .arg(&root));
        let repo = Self { scratch, root };
        // In the repository itself, so that no configuration of this machine counts inside the test
        // process either.
        let settings = [
            ("user.name", "Ann Owner"),
            ("user.email", "ann@example.com"),
            ("commit.gpgsign", "false"),
            ("core.autocrlf", "false"),
            ("core.excludesFile", "/dev/null"),
            ("core.attributesFile", "/dev/null"),
            ("core.hooksPath", "hooks-that-are-not"),
            ("init.defaultBranch", "main"),
            ("gc.auto", "0"),
        ];
        for (key, value) in settings {
            repo.git(&["config", key, value]);
        }
        repo
    }

    /// A repository with one commit of a few files.
    pub fn with_history() -> Self {
        let repo = Self::new();
        repo.write("README.md", "Read me.\n");
        repo.write("src/main.rs", "fn main() {}\n");
        repo.write("decisions/README.md", "Decisions.\n");
        repo.git(&["add", "."]);
        repo.git(&["commit", "-q", "-m", "Begin"]);
        repo
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder in which the repository and other things of the test lie.
    pub fn around(&self) -> PathBuf {
        self.scratch.path()
    }

    /// A command in the root of the work tree.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = self.scratch.command(program);
        command.current_dir(&self.root);
        command
    }

    /// Runs `git` in the root of the work tree; its standard output without the last newline.
    #[track_caller]
    pub fn git(&self, arguments: &[&str]) -> String {
        self.git_in(&self.root, arguments)
    }

    #[track_caller]
    pub fn git_in(&self, folder: &Path, arguments: &[&str]) -> String {
        let output = run(self.command("git").current_dir(folder).args(arguments));
        output
            .strip_suffix('\n')
            .map_or(output.clone(), str::to_owned)
    }

    /// A tree of exactly these entries, as `git ls-tree` lists them, however odd.
    #[track_caller]
    pub fn mktree(&self, listing: &str) -> String {
        let mut child = self
            .command("git")
            .arg("mktree")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("git runs");
        let mut input = child.stdin.take().expect("an input");
        input.write_all(listing.as_bytes()).expect("git reads");
        drop(input);
        let output = child.wait_with_output().expect("git ends");
        assert!(output.status.success(), "git mktree");
        String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .to_owned()
    }

    /// Runs `git`, whatever comes of it.
    pub fn try_git(&self, arguments: &[&str]) -> Output {
        self.command("git")
            .args(arguments)
            .output()
            .expect("git runs")
    }

    #[track_caller]
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let file = self.root.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(file, content).expect("a file");
    }

    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Commits everything in the work tree.
    #[track_caller]
    pub fn commit_all(&self, message: &str) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// `git status` as scripts read it, untracked files one by one.
    #[track_caller]
    pub fn status(&self) -> String {
        self.git(&["status", "--porcelain=v2", "--untracked-files=all"])
    }

    /// Insists that the repository is sound: silent but for objects that no ref reaches.
    #[track_caller]
    pub fn assert_sound(&self) {
        let output = self.try_git(&["fsck", "--strict", "--no-dangling", "--no-progress"]);
        let said = [output.stdout, output.stderr].concat();
        assert!(
            output.status.success() && said.is_empty(),
            "git fsck: {}",
            String::from_utf8_lossy(&said)
        );
    }
}
