//! Git's own merge of three texts line by line.

use std::fs;
use std::process::Command;

use super::StoreError;
use super::git::{failure, run};

/// Three texts with a common ancestor in the middle, and how conflicts are marked.
pub struct ThreeTexts<'t> {
    /// What both come from.
    pub base: &'t [u8],
    /// Our side.
    pub ours: &'t [u8],
    /// Their side.
    pub theirs: &'t [u8],
    /// What the sides are called in the markers: ours, base, theirs.
    pub labels: [&'t str; 3],
    /// How long the markers are.
    pub marker_size: usize,
}

impl ThreeTexts<'_> {
    /// What `git merge-file` makes of them, in the user's own style of conflicts, and whether there are any.
    pub fn merge(&self) -> Result<(Vec<u8>, bool), StoreError> {
        let io = |source| StoreError::io(std::env::temp_dir(), source);
        let folder = tempfile::tempdir().map_err(io)?;
        let mut command = Command::new("git");
        command.args(["merge-file", "-p", "-q"]);
        command.arg(format!("--marker-size={}", self.marker_size.max(1)));
        for label in self.labels {
            command.args(["-L", label]);
        }
        for (name, text) in [
            ("ours", self.ours),
            ("base", self.base),
            ("theirs", self.theirs),
        ] {
            let file = folder.path().join(name);
            fs::write(&file, text).map_err(io)?;
            command.arg(file);
        }
        let output = run(&mut command, None)?;
        match output.status.code() {
            Some(0) => Ok((output.stdout, false)),
            // The number of conflicts, as far as it goes.
            Some(1..=127) => Ok((output.stdout, true)),
            _ => Err(failure(&command, &output)),
        }
    }
}
