//! Where records lie: the paths of a log, both ways between names and meaning.
//!
//! All paths here count from the log's folder. A path either is exactly where a record belongs, or it is
//! [`Misplaced`]: there is no second spelling of a place.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::digest::Digest;
use super::id::{DecisionId, Number};
use super::name::{Handle, Slug, is_device};

/// The folder of a log where no `.adr-dir` says otherwise.
pub const DEFAULT_LOG_DIR: &str = "decisions";

/// The file at the root of a repository that names its logs' folders, a line each (from adr-tools).
pub const LOG_DIR_FILE: &str = ".adr-dir";

/// The folder of a log, from the root of the repository: `docs/decisions`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LogDir(String);

/// A file in the `attachments/` folder of a decision: `topology.svg`, `2026/costs.csv`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AttachmentPath(String);

/// A path that may not be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{}` is not a safe path: {reason}", .path.escape_default())]
pub struct PathError {
    path: String,
    reason: &'static str,
}

/// Checks a path that comes from outside: relative, forward slashes, no name that some file system reads
/// in another way.
fn safe_path(path: &str) -> Result<(), PathError> {
    let error = |reason| PathError {
        path: path.to_owned(),
        reason,
    };
    if path.is_empty() || path.len() > 512 {
        return Err(error("it must have 1 to 512 characters"));
    }
    for name in path.split('/') {
        let portable = |letter: char| {
            letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | ' ' | '+' | '@')
        };
        if name.is_empty() || name == "." || name == ".." || name.eq_ignore_ascii_case(".git") {
            return Err(error("no empty names, `.`, `..` or `.git`"));
        }
        if !name.chars().all(portable) {
            return Err(error(
                "use letters, digits, and `.`, `_`, `-`, `+`, `@` or spaces",
            ));
        }
        if name.ends_with(['.', ' ']) || name.starts_with(' ') {
            return Err(error(
                "no name may end in a dot, or start or end in a space",
            ));
        }
        if is_device(name.split('.').next().unwrap_or(name)) {
            return Err(error("this name is reserved on Windows"));
        }
    }
    Ok(())
}

macro_rules! path_type {
    ($name:ident) => {
        impl $name {
            /// The path.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = PathError;
            fn from_str(path: &str) -> Result<Self, PathError> {
                safe_path(path).map(|()| Self(path.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = PathError;
            fn try_from(path: String) -> Result<Self, PathError> {
                path.parse()
            }
        }

        impl From<$name> for String {
            fn from(path: $name) -> String {
                path.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

path_type!(LogDir);
path_type!(AttachmentPath);

impl LogDir {
    /// The path of a place in this log, from the root of the repository.
    pub fn join(&self, place: &Place) -> String {
        format!("{}/{place}", self.0)
    }

    /// What is left of a path from the root of the repository, if it lies in this log.
    pub fn strip<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(&self.0)?.strip_prefix('/')
    }
}

impl Default for LogDir {
    fn default() -> Self {
        Self(DEFAULT_LOG_DIR.to_owned())
    }
}

/// The folder of a decision: `0007-postgres-for-orders`, or `0007` where the first title gave no slug.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Folder {
    /// The number.
    pub number: Number,
    /// From the first title.
    pub slug: Option<Slug>,
}

impl Folder {
    /// Reads a folder's name, without the group above it.
    pub fn from_name(name: &str) -> Option<Self> {
        let (number, slug) = match name.split_once('-') {
            Some((number, slug)) => (number, Some(slug.parse().ok()?)),
            None => (name, None),
        };
        Some(Self {
            number: Number::from_padded(number)?,
            slug,
        })
    }

    /// The folder's name, without the group above it.
    pub fn name(&self) -> String {
        match &self.slug {
            Some(slug) => format!("{}-{slug}", self.number.padded()),
            None => self.number.padded(),
        }
    }
}

/// The folder's path in the log, the group above it included.
impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(group) = self.number.group() {
            write!(f, "{group}/")?;
        }
        f.write_str(&self.name())
    }
}

/// Where a record lies in its log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// `README.md`, which nothing reads.
    Readme,
    /// `.numbers/0007`: the claim of a number, holding the decision's id.
    NumberClaim(Number),
    /// `.ids/ab/01jdxk...ab`: the claim of an id, holding the number.
    IdClaim(DecisionId),
    /// `delegations/bob.91c2e0aa.yaml`
    Delegation {
        /// Who delegates.
        from: Handle,
        /// First eight hexadecimal digits of the digest of the signed bytes.
        short: String,
    },
    /// A file of a decision.
    In(Folder, Part),
}

/// A file of a decision, by its path in the decision's folder.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Part {
    /// `decision.yaml`
    Draft,
    /// `revisions/1.yaml`
    Revision(u32),
    /// `signoffs/alice.r2.3f9a1c7e.yaml`
    Signoff(SignoffName),
    /// `resolutions/1.yaml`
    Resolution(u32),
    /// `attachments/topology.svg`
    Attachment(AttachmentPath),
}

/// What the name of a sign-off's file says.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SignoffName {
    /// Who signed.
    pub signer: Handle,
    /// Which revision.
    pub revision: u32,
    /// First eight hexadecimal digits of the digest of the signed bytes.
    pub short: String,
}

impl SignoffName {
    /// The name for a sign-off with this digest of its signed bytes.
    pub fn new(signer: Handle, revision: u32, payload: Digest) -> Self {
        Self {
            signer,
            revision,
            short: payload.short(),
        }
    }
}

/// A path in a log where no record belongs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no record of a log lies at `{}`", .0.escape_default())]
pub struct Misplaced(pub String);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Readme => f.write_str("README.md"),
            Self::NumberClaim(number) => match number.group() {
                Some(group) => write!(f, ".numbers/{group}/{}", number.padded()),
                None => write!(f, ".numbers/{}", number.padded()),
            },
            Self::IdClaim(id) => write!(f, ".ids/{}/{id}", id.shard()),
            Self::Delegation { from, short } => write!(f, "delegations/{from}.{short}.yaml"),
            Self::In(folder, part) => write!(f, "{folder}/{part}"),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Draft => f.write_str("decision.yaml"),
            Self::Revision(number) => write!(f, "revisions/{number}.yaml"),
            Self::Signoff(SignoffName {
                signer,
                revision,
                short,
            }) => {
                write!(f, "signoffs/{signer}.r{revision}.{short}.yaml")
            }
            Self::Resolution(number) => write!(f, "resolutions/{number}.yaml"),
            Self::Attachment(path) => write!(f, "attachments/{path}"),
        }
    }
}

impl FromStr for Place {
    type Err = Misplaced;

    fn from_str(path: &str) -> Result<Self, Misplaced> {
        let place = parse(path).ok_or_else(|| Misplaced(path.to_owned()))?;
        // The reader below is lenient about groups and shards; writing the place again is what decides.
        if place.to_string() == path {
            Ok(place)
        } else {
            Err(Misplaced(path.to_owned()))
        }
    }
}

fn parse(path: &str) -> Option<Place> {
    let (top, rest) = path.split_once('/').unwrap_or((path, ""));
    let last = path.rsplit('/').next()?;
    match top {
        "README.md" => Some(Place::Readme),
        ".numbers" => Number::from_padded(last).map(Place::NumberClaim),
        ".ids" => last.parse().ok().map(Place::IdClaim),
        "delegations" => {
            let (from, short) = rest.strip_suffix(".yaml")?.split_once('.')?;
            Some(Place::Delegation {
                from: from.parse().ok()?,
                short: short_hash(short)?,
            })
        }
        group if is_group(group) => in_folder(rest),
        _ => in_folder(path),
    }
}

/// The folders at the top of a log that hold claims of numbers and of ids.
pub const CLAIMS: [&str; 2] = [".numbers", ".ids"];

/// Whether a name is that of a folder of a hundred decisions.
pub fn is_group(name: &str) -> bool {
    name.len() >= 4
        && name
            .strip_suffix("xx")
            .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
}

fn in_folder(path: &str) -> Option<Place> {
    let (folder, part) = path.split_once('/')?;
    let part = match part.split_once('/') {
        None if part == "decision.yaml" => Part::Draft,
        Some(("revisions", name)) => Part::Revision(counted(name)?),
        Some(("resolutions", name)) => Part::Resolution(counted(name)?),
        Some(("signoffs", name)) => Part::Signoff(signoff_name(name)?),
        Some(("attachments", name)) => Part::Attachment(name.parse().ok()?),
        _ => return None,
    };
    Some(Place::In(Folder::from_name(folder)?, part))
}

/// The number of a file of a series, which another can follow.
fn counted(name: &str) -> Option<u32> {
    let number = name.strip_suffix(".yaml")?.parse().ok()?;
    (1..u32::MAX).contains(&number).then_some(number)
}

fn signoff_name(name: &str) -> Option<SignoffName> {
    let mut parts = name.strip_suffix(".yaml")?.split('.');
    let signer = parts.next()?.parse().ok()?;
    let revision = parts.next()?.strip_prefix('r')?.parse().ok()?;
    let short = short_hash(parts.next()?)?;
    parts.next().is_none().then_some(SignoffName {
        signer,
        revision,
        short,
    })
}

fn short_hash(text: &str) -> Option<String> {
    let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (text.len() == 8 && text.bytes().all(hex)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_one_path() {
        for path in [
            "README.md",
            ".numbers/0007",
            ".numbers/01xx/0107",
            ".ids/ab/01jdxk3v8q5t9w2m7r4c6y1zab",
            "delegations/bob.91c2e0aa.yaml",
            "0007-postgres-for-orders/decision.yaml",
            "0007/decision.yaml",
            "01xx/0107-slug/revisions/12.yaml",
            "0007-postgres/signoffs/alice.r2.3f9a1c7e.yaml",
            "0007-postgres/resolutions/1.yaml",
            "0007-postgres/attachments/2026/costs.csv",
        ] {
            assert_eq!(
                path.parse::<Place>().map(|place| place.to_string()),
                Ok(path.to_owned())
            );
        }
    }

    #[test]
    fn anything_else_is_misplaced() {
        for path in [
            "readme.md",
            "NOTES.txt",
            ".numbers/7",
            ".numbers/0107",
            ".numbers/00xx/0007",
            ".ids/aa/01jdxk3v8q5t9w2m7r4c6y1zab",
            "0107-slug/decision.yaml",
            "00xx/0007-slug/decision.yaml",
            "7-slug/decision.yaml",
            "0007-Slug/decision.yaml",
            "0007-slug/revisions/01.yaml",
            "0007-slug/revisions/0.yaml",
            "0007-slug/revisions/4294967295.yaml",
            "0007-slug/revisions/+1.yaml",
            "0007-slug/signoffs/alice.r2.3F9A1C7E.yaml",
            "0007-slug/signoffs/alice.r2.3f9a1c7e.yml",
            "0007-slug/attachments/../decision.yaml",
            "0007-slug/attachments/con.txt",
            "0007-slug/attachments/a:b",
            "0007-slug/attachments/end.",
            "0007-slug",
            "",
        ] {
            assert!(path.parse::<Place>().is_err(), "{path}");
        }
    }

    #[test]
    fn a_log_knows_its_own_paths() {
        let log: LogDir = "docs/decisions".parse().unwrap();
        assert_eq!(log.join(&Place::Readme), "docs/decisions/README.md");
        assert_eq!(log.strip("docs/decisions/README.md"), Some("README.md"));
        assert_eq!(log.strip("docs/decisions-old/README.md"), None);
    }
}
