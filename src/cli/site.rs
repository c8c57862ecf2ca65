//! `adr site`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::at::At;
use super::context::Context;
use super::failure::Failure;
use super::{list, output};
use crate::action::site::{self, Edits};
use crate::action::site_folder::{FolderError, SiteFolder};
use crate::render::count;
use crate::render::site::{Options, Pages, SiteError};

/// Write the log as a site: pages to send round that need no server
///
/// A list to filter and search, a page for each decision with who agreed to which words, people and teams, timeline,
/// map, charter, catch-up and an Atom feed. It opens from a folder and works below any path of a server; nothing is
/// loaded from elsewhere. What is committed is told, and one log always gives the same bytes.
///
/// DIR is made where there is none. In it `.adr-site` lists what was written: the next run replaces and removes these
/// files, as long as nobody has changed them, and never any other.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr site                                        into the folder site\n  adr site public --url https://example.org/adr/  for the web: the feed has whole addresses\n  adr site /tmp/old --at v1.0                     as it was at a tag"
)]
pub struct Site {
    /// Where to write it
    #[arg(value_name = "DIR", default_value = "site")]
    dir: PathBuf,
    /// What the site is called
    #[arg(long, value_name = "TITLE", default_value = "Decisions")]
    title: String,
    /// Where it will be, for the feed
    #[arg(long, value_name = "URL", value_parser = address)]
    url: Option<String>,
    /// Open decisions of other local and remote-tracking branches as well, marked as such
    #[arg(long, conflicts_with = "at")]
    all_branches: bool,
    #[command(flatten)]
    at: At,
}

/// What was written.
#[derive(Serialize)]
struct Written {
    dir: String,
    decisions: usize,
    files: usize,
    changed: usize,
    removed: usize,
}

/// An address of the web that ends where paths begin.
fn address(typed: &str) -> Result<String, String> {
    let is_plain = !typed.contains(char::is_whitespace) && !typed.contains(['?', '#', '"']);
    if is_plain && (typed.starts_with("https://") || typed.starts_with("http://")) {
        return Ok(format!("{}/", typed.trim_end_matches('/')));
    }
    Err("write it like https://example.org/decisions/".to_owned())
}

impl Site {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        // Other branches are looked at only where they are asked for: then one log gives one site.
        let at = self.at.rev().or((!self.all_branches).then_some("HEAD"));
        let ground = context.ground_at(at)?;
        let request = site::Request {
            all_branches: self.all_branches,
            now: context.set_now()?,
            clock: context.clock(),
            edits: Edits::default(),
        };
        let site = site::collect(&ground, &request)?;
        let options = Options {
            title: self.title,
            address: self.url,
            live: false,
        };
        let pages = Pages::new(&site, options)?;
        let root = tidy(&context.path(&self.dir));
        let mut folder = SiteFolder::open(&root, pages.paths())?;
        for path in pages.paths() {
            if let Some(file) = pages.file(path)? {
                folder.write(path, &file.bytes)?;
            }
        }
        let outcome = folder.finish()?;
        let written = Written {
            dir: self.dir.display().to_string(),
            decisions: site.entries.len(),
            files: outcome.files,
            changed: outcome.changed,
            removed: outcome.removed,
        };
        output::answer(context, &written, human)?;
        list::warn(&site.unreadable);
        if let Some(why) = &site.unjudged {
            output::warning(&format!(
                "no agreement can be told: {why}; see `adr verify 0`"
            ));
        }
        if !context.is_json() {
            output::next(&format!("open {}", root.join("index.html").display()));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A path without the `./` in front that nobody has typed.
fn tidy(path: &Path) -> PathBuf {
    match path.strip_prefix(".") {
        Ok(rest) if !rest.as_os_str().is_empty() => rest.to_owned(),
        Ok(_) => PathBuf::from("."),
        Err(_) => path.to_owned(),
    }
}

fn human(written: &Written) -> String {
    let removed = match written.removed {
        0 => String::new(),
        removed => format!(", {} removed", count(removed, "stale file")),
    };
    format!(
        "{}: {} in {} ({} new or changed{removed})\n",
        output::harmless(&written.dir),
        count(written.decisions, "decision"),
        count(written.files, "file"),
        written.changed
    )
}

impl From<SiteError> for Failure {
    fn from(error: SiteError) -> Self {
        match error {
            SiteError::Log(error) => error.into(),
            SiteError::Template(_) => Self::environment(error.to_string(), ""),
        }
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        let hint = error.hint();
        match error {
            FolderError::Io { .. } => Self::environment(error.to_string(), hint),
            _ => Self::usage(error.to_string(), hint),
        }
    }
}
