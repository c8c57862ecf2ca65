//! The decisions of a tree in outline, for lists: what was worked out before is not read again.

use std::collections::BTreeSet;

use super::Error;
use super::ground::Ground;
use super::survey::Unreadable;
use crate::log::outline::{Outline, VERSION};
use crate::log::tree::ObjectId;
use crate::record::id::Number;
use crate::record::layout::Folder;
use crate::store::Purpose;

const OUTLINES: Purpose = Purpose {
    name: "outlines",
    version: VERSION,
};

/// The decisions of a tree.
pub struct Outlines {
    /// In the order of their numbers.
    pub decisions: Vec<Outlined>,
    /// Files that cannot be read. Claims are not looked at.
    pub unreadable: Vec<Unreadable>,
}

/// A decision in outline.
pub struct Outlined {
    /// Where it lies.
    pub folder: Folder,
    /// What it says, as far as it can be read.
    pub outline: Outline,
}

impl Outlines {
    /// The decisions with a file that cannot be read: what they say is not known.
    pub fn unread(&self) -> BTreeSet<Number> {
        self.unreadable
            .iter()
            .filter_map(|one| one.number)
            .collect()
    }
}

/// Outlines the decisions of a tree.
pub fn outlines(ground: &Ground<'_>, tree: ObjectId) -> Result<Outlines, Error> {
    let folders = ground.store.decision_trees(tree, &ground.dir)?;
    let known = ground
        .store
        .kept(OUTLINES, &ground.dir, &folders, ground.watch, Outline::of)?;
    let strays = ground.store.problems_beside(tree, &ground.dir, &folders)?;
    let problems = known.iter().flat_map(|known| &known.problems);
    let unreadable = strays.iter().chain(problems);
    Ok(Outlines {
        unreadable: unreadable
            .map(|problem| Unreadable::at(problem, &ground.dir, None))
            .collect(),
        decisions: folders
            .into_iter()
            .zip(known)
            .map(|((folder, _), known)| Outlined {
                folder,
                outline: known.value,
            })
            .collect(),
    })
}
