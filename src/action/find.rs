//! Where to read: the tree that a person named, and the one that holds a decision.

use super::Error;
use super::ground::Ground;
use super::selector::Selector;
use crate::log::tree::ObjectId;
use crate::record::id::Number;
use crate::store::Store;

/// A revision that means nothing here.
pub fn unknown_rev(rev: &str) -> Error {
    Error::Usage {
        what: format!("`{rev}` is no commit or branch that this clone knows"),
        hint: "see `git branch --all`; perhaps it wants a `git fetch`".to_owned(),
    }
}

/// The tree that `--at` names, else that of HEAD, else that of the base.
pub fn tree_at(ground: &Ground<'_>, at: Option<&str>) -> Result<ObjectId, Error> {
    let tree = match at {
        Some(rev) => Some(ground.store.root_tree(commit_at(ground.store, rev)?)?),
        None => match ground.head_tree()? {
            Some(tree) => Some(tree),
            None => ground.base_tree()?,
        },
    };
    match tree {
        Some(tree) if ground.store.folder(tree, ground.dir.as_str())?.is_some() => Ok(tree),
        _ => Err(Error::NoLog {
            dir: ground.dir.clone(),
        }),
    }
}

/// The commit that a person named.
pub fn commit_at(store: &Store, rev: &str) -> Result<ObjectId, Error> {
    let revision = store.resolve(rev)?.ok_or_else(|| unknown_rev(rev))?;
    Ok(revision.commit)
}

/// A decision to read: its number, the tree that holds it, and the branch where that is neither what `--at`
/// names nor HEAD.
pub type Found = (Number, ObjectId, Option<String>);

/// Finds a decision where `at` says; else on HEAD; else where it is alive.
pub fn find(ground: &Ground<'_>, selector: &Selector, at: Option<&str>) -> Result<Found, Error> {
    let number = ground.number_of(selector)?;
    if at.is_some() {
        return Ok((number, tree_at(ground, at)?, None));
    }
    if let Some(tree) = ground.head_tree()?
        && !ground
            .store
            .folders_of(tree, &ground.dir, number)?
            .is_empty()
    {
        return Ok((number, tree, None));
    }
    let located = ground.locate(number, None)?;
    Ok((number, located.tree, Some(located.branch)))
}
