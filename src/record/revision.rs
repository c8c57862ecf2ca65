//! `revisions/N.yaml`: a text put up for agreement, whole, never changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::armor::Armor;
use super::digest::Digest;
use super::distinct::{distinct, repeated, twice};
use super::format::Format;
use super::id::{DecisionId, Number};
use super::layout::{Part, Place};
use super::name::Handle;
use super::prose::Line;
use super::text::Text;
use super::time::Timestamp;

/// A revision of a decision. Its digest is that of the stored file's bytes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(try_from = "RevisionFile", into = "RevisionFile")]
pub struct Revision {
    /// Counted from 1.
    pub revision: u32,
    /// Digest of the file of the revision before; in revision 1 none.
    pub previous: Option<Digest>,
    /// What it is for.
    pub kind: RevisionKind,
    /// Who revised, and signs.
    pub by: Handle,
    /// Others who wrote this text.
    pub with: Vec<Handle>,
    /// When, as the reviser says.
    pub at: Timestamp,
    /// What changed and why.
    pub summary: Option<Line>,
    /// The id that each decision number in the text had.
    pub refers: BTreeMap<Number, DecisionId>,
    /// The whole text.
    pub text: Text,
    /// By the reviser.
    pub signature: Option<Armor>,
}

/// What a revision is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RevisionKind {
    /// Puts up a text.
    Text,
    /// Proposes to end the decision in force.
    Retirement,
    /// Brings a decision from other formats, with what each source said.
    Import(Vec<Imported>),
    /// Of decision 0: names what is to be taken out.
    Redaction(Vec<Redacts>),
}

impl RevisionKind {
    /// The word in the file.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Retirement => "retirement",
            Self::Import(_) => "import",
            Self::Redaction(_) => "redaction",
        }
    }
}

/// Where an imported decision came from, in its own words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imported {
    /// The format's name.
    pub format: Line,
    /// The source file.
    pub path: Line,
    /// The number it had there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// The commit it was read at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<Line>,
    /// The status, word for word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Line>,
    /// Links that resolve to no decision of this log, word for word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Line>,
    /// People whom the source names and the charter does not know, as `role: name`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Line>,
}

/// A record that is to be taken out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redacts {
    /// Path in the log.
    pub path: Line,
    /// Digest of what stands there.
    pub sha256: Digest,
    /// Why it must go.
    pub reason: Line,
}

impl Revision {
    /// The people behind the text: the reviser and those who wrote with them.
    pub fn authors(&self) -> impl Iterator<Item = &Handle> {
        std::iter::once(&self.by).chain(&self.with)
    }
}

/// The file, key by key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RevisionFile {
    format: Format,
    revision: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous: Option<Digest>,
    kind: KindWord,
    by: Handle,
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    with: Vec<Handle>,
    at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    summary: Option<Line>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    refers: BTreeMap<Number, DecisionId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    imported: Vec<Imported>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    redacts: Vec<Redacts>,
    text: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<Armor>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindWord {
    Text,
    Retirement,
    Import,
    Redaction,
}

impl TryFrom<RevisionFile> for Revision {
    type Error = String;

    fn try_from(file: RevisionFile) -> Result<Self, String> {
        let kind = match (file.kind, file.imported.is_empty(), file.redacts.is_empty()) {
            (KindWord::Text, true, true) => RevisionKind::Text,
            (KindWord::Retirement, true, true) => RevisionKind::Retirement,
            (KindWord::Import, false, true) => RevisionKind::Import(file.imported),
            (KindWord::Redaction, true, false) => RevisionKind::Redaction(file.redacts),
            _ => {
                return Err(
                    "`imported` goes with kind `import`, `redacts` with kind `redaction`, \
                            and neither may be empty there"
                        .to_owned(),
                );
            }
        };
        if file.revision == 0 || (file.revision == 1) != file.previous.is_none() {
            return Err(
                "revisions count from 1, and each but the first names the one before in `previous`"
                    .to_owned(),
            );
        }
        if file.with.contains(&file.by) {
            return Err(format!(
                "`{}` is `by` already and not `with` as well",
                file.by
            ));
        }
        if let RevisionKind::Redaction(redacts) = &kind {
            check_redacts(redacts)?;
        }
        let missing = file.text.missing_for_proposal();
        if !missing.is_empty() && !matches!(kind, RevisionKind::Import(_)) {
            let keys: Vec<_> = missing
                .into_iter()
                .map(|field| format!("`{field}`"))
                .collect();
            return Err(format!("the text lacks {}", keys.join(", ")));
        }
        Ok(Self {
            revision: file.revision,
            previous: file.previous,
            kind,
            by: file.by,
            with: file.with,
            at: file.at,
            summary: file.summary,
            refers: file.refers,
            text: file.text,
            signature: file.signature,
        })
    }
}

/// Only what is never changed otherwise needs a redaction, and each record once.
fn check_redacts(redacts: &[Redacts]) -> Result<(), String> {
    for Redacts { path, .. } in redacts {
        match path.as_str().parse() {
            Ok(Place::Delegation { .. }) => {}
            Ok(Place::In(_, part)) if part != Part::Draft => {}
            _ => return Err(format!("`{path}` is no record that can be redacted")),
        }
    }
    match repeated(redacts.iter().map(|one| one.path.to_string())) {
        Some(path) => Err(format!("`redacts`: {}", twice(path))),
        None => Ok(()),
    }
}

impl From<Revision> for RevisionFile {
    fn from(revision: Revision) -> Self {
        let (kind, imported, redacts) = match revision.kind {
            RevisionKind::Text => (KindWord::Text, Vec::new(), Vec::new()),
            RevisionKind::Retirement => (KindWord::Retirement, Vec::new(), Vec::new()),
            RevisionKind::Import(imported) => (KindWord::Import, imported, Vec::new()),
            RevisionKind::Redaction(redacts) => (KindWord::Redaction, Vec::new(), redacts),
        };
        Self {
            format: Format::One,
            revision: revision.revision,
            previous: revision.previous,
            kind,
            by: revision.by,
            with: revision.with,
            at: revision.at,
            summary: revision.summary,
            refers: revision.refers,
            imported,
            redacts,
            text: revision.text,
            signature: revision.signature,
        }
    }
}
