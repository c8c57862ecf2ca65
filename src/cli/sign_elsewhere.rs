//! `adr-sign ... --out FILE`: a sign-off as a file, for somebody else to bring in.

use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action::Error;
use crate::action::actor::Signatory;
use crate::action::sign::Prepared;
use crate::action::sign_elsewhere::{Loose, loose};

/// What was written.
#[derive(Serialize)]
struct Report {
    files: Vec<Written>,
}

/// A file that was written.
#[derive(Serialize)]
struct Written {
    path: String,
    #[serde(flatten)]
    signed: Loose,
}

/// Signs, and writes each sign-off to a file: to `out` where it is one, into it under its own name where that
/// is a folder, to standard output for `-`.
pub fn write(
    context: &Context,
    out: &Path,
    agreed: &[(Signatory, Prepared)],
) -> Result<ExitCode, Failure> {
    let is_output = out == Path::new("-");
    let is_folder = !is_output && context.path(out).is_dir();
    if agreed.len() > 1 && !is_folder {
        return Err(Failure::usage(
            "several sign-offs do not go into one file",
            "name a folder: --out DIR",
        ));
    }
    if is_output && context.is_json() {
        return Err(Failure::usage(
            "standard output takes the sign-off or the answer, not both",
            "leave --json out, or name a file",
        ));
    }
    let mut files = Vec::new();
    for (signatory, prepared) in agreed {
        let signed = loose(signatory, prepared)?;
        if is_output {
            output::bytes(&signed.bytes);
            continue;
        }
        let path = if is_folder {
            out.join(&signed.name)
        } else {
            out.to_owned()
        };
        write_new(context, &path, &signed.bytes)?;
        files.push(Written {
            path: path.display().to_string(),
            signed,
        });
    }
    if is_output {
        output::say("whoever has the repository brings it in: adr receive FILE");
        return Ok(ExitCode::SUCCESS);
    }
    let report = Report { files };
    output::answer(context, &report, |report| {
        let lines = report.files.iter().map(|file| {
            format!(
                "{}: {} on decision {}\n",
                output::harmless(&file.path),
                file.signed.statement,
                file.signed.number
            )
        });
        lines.collect()
    })?;
    if let Some(file) = report.files.first().filter(|_| !context.is_json()) {
        let path = if is_folder {
            format!("{}/*", out.display())
        } else {
            file.path.clone()
        };
        output::next(&format!(
            "send it; whoever has the repository brings it in: adr receive {path}"
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a file that is not there yet: nothing of the person's is overwritten.
fn write_new(context: &Context, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    use std::io::Write as _;
    let written = std::fs::File::create_new(context.path(path))
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|source| {
        let shown = path.display().to_string();
        if source.kind() == ErrorKind::AlreadyExists {
            return Failure::usage(
                format!("{} is there already", output::harmless(&shown)),
                "name another file",
            );
        }
        Error::Io {
            path: shown,
            source,
        }
        .into()
    })
}
