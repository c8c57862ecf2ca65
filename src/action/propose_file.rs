//! `adr propose FILE`: a text that is written already becomes draft, branch and revision 1 in one commit.

use serde::Serialize;

use super::Error;
use super::actor::Actor;
use super::draft::Draft;
use super::ground::Ground;
use super::locate::Located;
use super::manuscript::Manuscript;
use super::new::{self, Start};
use super::publish::{self, What};
use super::selector::Selector;
use crate::interchange::markdown::Remark;
use crate::log::decision::Decision;
use crate::record::prose::Line;

/// What to put up.
pub struct Request {
    /// The text.
    pub manuscript: Manuscript,
    /// What it is about.
    pub summary: Option<Line>,
}

/// What was put up.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The text in the log, from the root of the repository.
    pub path: String,
    /// What fitted no field, and where it went.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
    /// What every proposal tells.
    #[serde(flatten)]
    pub proposal: publish::Report,
}

/// Puts a text up for agreement that no log holds yet.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: Request) -> Result<Report, Error> {
    let path_of_file = request.manuscript.path.clone();
    let birth = new::born(
        ground,
        actor,
        &new::Request {
            title: None,
            here: false,
            supersedes: Vec::new(),
            links: Vec::new(),
            start: Start::Manuscript(request.manuscript),
        },
    )?;
    let number = birth.folder.number;
    let tip = ground.head.tip().ok_or_else(|| Error::NoLog {
        dir: ground.dir.clone(),
    })?;
    // A decision that no commit holds yet: its branch begins where HEAD is.
    let located = Located {
        number,
        decision: Decision::new(birth.folder),
        tip,
        tree: birth.tree,
        target: birth.target,
        branch: "HEAD".to_owned(),
        is_head: false,
        behind: None,
        ahead: None,
    };
    let draft = Draft {
        path: birth.path.clone(),
        source: birth.completed.source.into_bytes(),
        text: birth.completed.text,
    };
    let as_proposal = publish::Request {
        selector: Selector::Number(number),
        what: What::Proposal,
        summary: request.summary,
        branch: None,
    };
    let proposal = publish::put_up(ground, actor, &as_proposal, &located, draft, birth.claims)
        .map_err(|error| in_file(error, &path_of_file))?;
    Ok(Report {
        path: birth.path,
        remarks: birth.completed.remarks,
        proposal,
    })
}

/// What is wrong with the text is repaired in the file: there is no decision to edit yet.
fn in_file(error: Error, file: &str) -> Error {
    let at = |what: String| Error::Usage {
        what: format!("{file}: {what}"),
        hint: "correct the file, and propose it again; nothing was written".to_owned(),
    };
    match error {
        Error::Incomplete { missing, .. } => at(format!(
            "it cannot be proposed yet: its text lacks {}",
            missing.join(", ")
        )),
        Error::BadText { what, .. } => at(what),
        other => other,
    }
}
