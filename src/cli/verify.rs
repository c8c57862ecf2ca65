//! `adr verify`, and `adr-sign verify`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action::verify::{self, Request};
use crate::record::digest::Digest;
use crate::record::yaml;
use crate::render;

/// Say what the records prove: whose key signed which words, and whether each acceptance holds
///
/// Everything is judged from the files of one commit, with no history, no network and no forge. Ends with
/// exit code 0 if everything holds, 3 if not, with each broken file, what is wrong and what to do.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr verify                                  the whole log\n  adr verify 7                                each record of decision 7\n  adr verify --trust-root sha256:1f0e...      and that it is the log you trust\n  adr-sign verify ~/Downloads/alice.yaml      a sign-off that came by mail"
)]
pub struct Verify {
    /// A decision, or the file of a sign-off that lies outside the log [default: the whole log]
    #[arg(value_name = "N|FILE")]
    subject: Option<PathBuf>,
    /// The digest of the charter's first revision, as you know it from a trusted place
    #[arg(long, value_name = "DIGEST")]
    trust_root: Option<Digest>,
    /// The records of another commit or branch
    #[arg(long, value_name = "REV")]
    at: Option<String>,
}

impl Verify {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground()?;
        if let Some(path) = self
            .subject
            .as_deref()
            .filter(|path| is_file(context, path))
        {
            if self.at.is_some() {
                return Err(Failure::usage(
                    "`--at` goes with the log, not with a file",
                    "leave it out",
                ));
            }
            let bytes = read(context, path)?;
            let name = path.to_string_lossy();
            let report =
                verify::file(&ground, &name, bytes, self.trust_root.or(ground.trust_root))?;
            output::answer(context, &report, |report| {
                render::verify::of_file(report, context.width())
            })?;
            return Ok(exit_code(report.holds, false));
        }
        if let Some(path) = self.subject.as_deref().filter(|path| is_path(path)) {
            // It is no file, or it would have been read: say so, and not that there is no such decision.
            read(context, path)?;
        }
        let is_one = self.subject.is_some();
        let selector = self
            .subject
            .map(|subject| subject.to_string_lossy().parse())
            .transpose()?;
        let request = Request {
            selector,
            at: self.at,
            trust_root: self.trust_root.or(ground.trust_root),
        };
        let report = verify::run(&ground, &request)?;
        output::answer(context, &report, |report| {
            if is_one {
                render::verify::of_one(report, context.width())
            } else {
                render::verify::of_all(report, context.width())
            }
        })?;
        Ok(exit_code(report.holds, report.needs_upgrade()))
    }
}

/// A number is a decision even where a file is called so.
fn is_file(context: &Context, path: &Path) -> bool {
    let is_number = path
        .to_str()
        .is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    !is_number && context.path(path).is_file()
}

/// No decision is called by a path.
fn is_path(path: &Path) -> bool {
    path.components().count() > 1 || path.extension().is_some()
}

/// The bytes of a record outside the log.
pub fn read(context: &Context, path: &Path) -> Result<Vec<u8>, Failure> {
    use std::io::Read as _;
    let shown = path.display().to_string();
    let fail = |source| {
        Failure::from(crate::action::Error::Io {
            path: shown.clone(),
            source,
        })
    };
    let file = std::fs::File::open(context.path(path)).map_err(fail)?;
    let limit = yaml::MAX_BYTES as u64;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > limit {
        return Err(Failure::usage(
            format!("{shown} has more bytes than a record may have ({limit})"),
            "name the file of a sign-off",
        ));
    }
    Ok(bytes)
}

/// 0 if everything holds; 4 if only a newer version could tell; else 3.
fn exit_code(holds: bool, needs_upgrade: bool) -> ExitCode {
    match (holds, needs_upgrade) {
        (true, _) => ExitCode::SUCCESS,
        (false, true) => ExitCode::from(4),
        (false, false) => ExitCode::from(3),
    }
}
