//! `--at REV`, which every reading command takes.

use clap::Args;

/// Where the log is read.
#[derive(Args, Debug)]
pub struct At {
    /// As it was at a commit or branch, and nowhere else
    #[arg(long = "at", id = "at", value_name = "REV")]
    rev: Option<String>,
}

impl At {
    /// The commit or branch, if one was named.
    pub fn rev(&self) -> Option<&str> {
        self.rev.as_deref()
    }
}
