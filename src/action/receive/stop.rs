//! The branches that what was signed elsewhere goes to.

use crate::action::Error;
use crate::action::ground::Ground;
use crate::action::locate::Located;
use crate::log::tree::ObjectId;
use crate::record::layout::Place;
use crate::record::name::Handle;
use crate::store::{Head, Target};

/// The branch for what is about settled decisions; once it was merged, the next one gets a number.
const RECEIVED: &str = "adr/received";

/// A branch that something goes to.
pub(super) struct Stop {
    pub branch: String,
    pub target: Target,
    pub tip: ObjectId,
    /// Where the local branch is, if that is behind `tip`.
    pub behind: Option<ObjectId>,
}

/// The branches that hold a delegation which the base does not.
pub(super) fn holding(ground: &Ground<'_>, from: &Handle, short: &str) -> Result<Vec<Stop>, Error> {
    let path = ground.dir.join(&Place::Delegation {
        from: from.clone(),
        short: short.to_owned(),
    });
    let holds = |tip: ObjectId| -> Result<bool, Error> {
        let tree = ground.store.root_tree(tip)?;
        Ok(ground.store.entry(tree, &path)?.is_some())
    };
    if let Some(base) = &ground.base
        && holds(base.tip)?
    {
        return Ok(Vec::new());
    }
    let mut stops = Vec::new();
    for place in ground.places()? {
        if holds(place.tip)? {
            stops.push(Stop {
                branch: place.name,
                target: place.target,
                tip: place.tip,
                behind: place.behind,
            });
        }
    }
    Ok(stops)
}

/// Where HEAD is, unless that is no branch, or the one that is merged into.
pub(super) fn here(ground: &Ground<'_>) -> Result<Stop, Error> {
    match &ground.head {
        Head::Branch {
            name,
            tip: Some(tip),
        } if !is_base(ground, name) => Ok(Stop {
            branch: name.trim_start_matches("refs/heads/").to_owned(),
            target: Target::Head,
            tip: *tip,
            behind: None,
        }),
        _ => received(ground),
    }
}

/// The branch for what is about settled decisions. It begins at the base.
pub(super) fn received(ground: &Ground<'_>) -> Result<Stop, Error> {
    let base = ground.base.as_ref().ok_or_else(|| Error::NoLog {
        dir: ground.dir.clone(),
    })?;
    let branches = ground.store.branches()?;
    let mut branch = RECEIVED.to_owned();
    let mut attempt = 1;
    loop {
        let full = format!("refs/heads/{branch}");
        let at_a_remote = branches
            .iter()
            .any(|other| other.remote.is_some() && other.short.ends_with(&format!("/{branch}")));
        match ground.store.tip(&full)? {
            Some(tip) if !ground.store.is_ancestor(tip, base.tip)? => {
                return Ok(Stop {
                    branch,
                    target: Target::Branch(full),
                    tip,
                    behind: None,
                });
            }
            None if !at_a_remote => {
                return Ok(Stop {
                    branch,
                    target: Target::NewBranch {
                        name: full,
                        switch: false,
                    },
                    tip: base.tip,
                    behind: None,
                });
            }
            _ => {
                attempt += 1;
                branch = format!("{RECEIVED}-{attempt}");
            }
        }
    }
}

/// Whether a decision is looked at on the branch that decisions are merged into.
pub(super) fn is_base_branch(ground: &Ground<'_>, located: &Located) -> bool {
    match (&located.target, &ground.head) {
        (Target::Branch(name) | Target::NewBranch { name, .. }, _)
        | (Target::Head, Head::Branch { name, .. }) => is_base(ground, name),
        (Target::Head, Head::Detached(_)) => false,
    }
}

/// Whether a local branch is the one that decisions are merged into.
fn is_base(ground: &Ground<'_>, name: &str) -> bool {
    ground
        .base
        .as_ref()
        .is_some_and(|base| base.is_branch(name))
}
