//! `adr renumber`: a decision that nobody has merged yet gets another number.
//!
//! Its folder and its claims move in one commit. Revisions and sign-offs keep every byte: a decision's own
//! number is not in what people sign, so no signature breaks.

use serde::Serialize;

use super::Error;
use super::actor::Actor;
use super::commit::{self, Done, Files, Message};
use super::edit;
use super::ground::Ground;
use super::locate::Located;
use super::selector::Selector;
use super::write;
use crate::log::size_limit;
use crate::log::tree::{FileMode, ObjectId};
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{Folder, Part, Place};
use crate::store::{Limits, Retry};

/// What is to get another number.
pub struct Request {
    /// The decision.
    pub selector: Selector,
    /// The number that it gets; the next free one where left out.
    pub to: Option<Number>,
    /// The branch, where the decision is open on several.
    pub branch: Option<String>,
}

/// What got another number.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What it was.
    pub from: Number,
    /// What it is.
    pub to: Number,
    /// The folder, from the root of the repository.
    pub folder: String,
    /// Decisions of the branch whose texts still say the old number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub referring: Vec<Number>,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

/// Gives a decision another number.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: &Request) -> Result<Report, Error> {
    let from = ground.number_of(&request.selector)?;
    if from == Number::CHARTER {
        return Err(Error::Declined {
            what: "decision 0 is the charter, and stays number 0".to_owned(),
            hint: "say the number of the decision that is to move: adr renumber N".to_owned(),
        });
    }
    let located = ground.locate(from, request.branch.as_deref())?;
    let id = located.decision.id().ok_or_else(|| Error::Declined {
        what: format!("decision {from} has no readable text"),
        hint: format!("repair it first: adr edit {from}"),
    })?;
    refuse_merged(ground, from, id)?;
    let to = match request.to {
        Some(to) => free(ground, from, to)?,
        None => ground.next_number()?,
    };
    refuse_uncommitted(ground, &located)?;
    let folder = Folder {
        number: to,
        slug: located.decision.folder.slug.clone(),
    };
    let files = moved(ground, &located, &folder, id)?;
    let message = Message::new(format!("Renumber decision {from} as {to}"), to);
    let referring = referring(ground, located.tree, from)?;
    ground.catch_up(&located)?;
    let done = commit::commit(
        ground.store,
        actor,
        located.target,
        Some(located.tip),
        files,
        &message,
        // A sign-off that came in between lies in the folder that moves.
        Retry::Never,
    )?;
    edit::follow(ground, from, to)?;
    Ok(Report {
        from,
        to,
        folder: format!("{}/{folder}", ground.dir),
        referring,
        done,
    })
}

fn refuse_merged(ground: &Ground<'_>, number: Number, id: DecisionId) -> Result<(), Error> {
    let Some(base) = ground.base_tree()? else {
        return Ok(());
    };
    if ground.store.number_of_id(base, &ground.dir, id)?.is_none() {
        return Ok(());
    }
    Err(Error::Declined {
        what: format!("decision {number} is merged already: others refer to it by this number"),
        hint: "keep the number; a decision may be superseded: adr supersede N TITLE".to_owned(),
    })
}

fn free(ground: &Ground<'_>, from: Number, to: Number) -> Result<Number, Error> {
    let usage = |what: String| Error::Usage {
        what,
        hint: format!("leave it out for the next free number: adr renumber {from}"),
    };
    if to == Number::CHARTER {
        return Err(usage("number 0 is the charter's".to_owned()));
    }
    if to == from {
        return Err(usage(format!("decision {from} has that number already")));
    }
    match ground.branches_that_claim(to)?.as_slice() {
        [] => Ok(to),
        branches => Err(Error::Declined {
            what: format!("number {to} is taken on {}", branches.join(", ")),
            hint: format!("leave it out for the next free number: adr renumber {from}"),
        }),
    }
}

/// What is not committed would stay behind in a folder of its own.
fn refuse_uncommitted(ground: &Ground<'_>, located: &Located) -> Result<(), Error> {
    let number = located.number;
    if ground.has_uncommitted_edits(located)? {
        return Err(Error::Declined {
            what: format!(
                "{} has edits that are not committed, and would be left behind",
                ground.path_of(located, Part::Draft)
            ),
            hint: format!("commit them first: adr edit {number}"),
        });
    }
    Ok(())
}

/// Every file of the decision at its new place, byte for byte, and the claims that go with it.
fn moved(
    ground: &Ground<'_>,
    located: &Located,
    to: &Folder,
    id: DecisionId,
) -> Result<Files, Error> {
    let old = format!("{}/{}/", ground.dir, located.decision.folder);
    let new = format!("{}/{to}/", ground.dir);
    let mut files = Files::new();
    let there = ground
        .store
        .walk(located.tree, old.trim_end_matches('/'), Limits::default())?;
    for (path, entry) in there {
        let Some(rest) = path
            .strip_prefix(&old)
            .filter(|_| entry.mode == FileMode::Regular)
        else {
            continue;
        };
        let bytes = ground.store.blob(entry.id, size_limit(&path))?;
        files.insert(format!("{new}{rest}"), Some(bytes));
        files.insert(path, None);
    }
    let claim = ground.dir.join(&Place::NumberClaim(located.number));
    let claimed = ground
        .store
        .read(located.tree, &claim, size_limit(&claim))?;
    // After a conflict that was settled by hand, the claim may be the other decision's.
    if claimed == Some(format!("{id}\n").into_bytes()) {
        files.insert(claim, None);
    }
    write::claim(&mut files, &ground.dir, to.number, id);
    Ok(files)
}

/// Decisions that the branch changes and whose texts name the number.
fn referring(ground: &Ground<'_>, tree: ObjectId, number: Number) -> Result<Vec<Number>, Error> {
    let base = ground.base_tree()?;
    let mut referring = Vec::new();
    for folder in ground.store.decision_folders(tree, &ground.dir)? {
        let path = format!("{}/{folder}", ground.dir);
        let in_base = match base {
            Some(base) => ground.store.folder(base, &path)?,
            None => None,
        };
        if folder.number == number || ground.store.folder(tree, &path)? == in_base {
            continue;
        }
        let log = ground
            .store
            .log_of(tree, &ground.dir, &[folder.number].into())?;
        let refers = log.decision(folder.number).is_some_and(|decision| {
            let newest = decision.newest().map(|stored| &stored.value.text);
            newest
                .into_iter()
                .chain(&decision.draft)
                .any(|text| text.refers_to().contains(&number))
        });
        if refers {
            referring.push(folder.number);
        }
    }
    Ok(referring)
}
