//! How the user's own `git` is run: always on this repository, wherever the process stands, with what it
//! says captured.

use std::ffi::OsStr;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::thread;

use super::{Store, StoreError};

impl Store {
    /// `git` on this repository, from the root of its work tree.
    pub(super) fn git(&self) -> Command {
        let mut command = Command::new("git");
        command.arg("--git-dir").arg(self.repo.path());
        if let Some(root) = self.repo.workdir() {
            command.arg("--work-tree").arg(root).current_dir(root);
        } else {
            command.current_dir(self.repo.path());
        }
        command.env("GIT_INDEX_FILE", &self.index_path);
        // What it says is read here, or shown inside a sentence of ours.
        command.env("LC_ALL", "C");
        command
    }
}

/// Runs to the end and gives what was written to standard output. Anything but success is an error with
/// what was said on standard error.
pub(super) fn output(command: &mut Command, input: Option<&[u8]>) -> Result<Vec<u8>, StoreError> {
    let output = run(command, input)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(failure(command, &output))
}

/// Runs to the end, whatever the end is.
pub(super) fn run(command: &mut Command, input: Option<&[u8]>) -> Result<Output, StoreError> {
    let start = |source| StoreError::NoGit { source };
    command
        .stdin(if input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(start)?;
    let stdin = child.stdin.take();
    thread::scope(|scope| {
        // Beside the reading: a program that answers while it is still being told must not block.
        scope.spawn(move || {
            if let (Some(bytes), Some(mut stdin)) = (input, stdin) {
                // A program that ends before it has read everything says why on standard error.
                let _ = stdin.write_all(bytes);
            }
        });
        child.wait_with_output().map_err(start)
    })
}

pub(super) fn failure(command: &Command, output: &Output) -> StoreError {
    StoreError::GitFailed {
        command: words(command),
        message: text(&output.stderr),
    }
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// The words of a command that a person would type, without where it runs.
fn words(command: &Command) -> String {
    let mut arguments = command.get_args().map(OsStr::to_string_lossy);
    let mut shown = Vec::new();
    while let Some(argument) = arguments.next() {
        if matches!(argument.as_ref(), "--git-dir" | "--work-tree" | "-c") {
            arguments.next();
        } else {
            shown.push(argument.into_owned());
        }
    }
    shown.join(" ")
}
