//! What has become of a branch on which a decision is open: merged, gone at its remote, or left alone.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::Error;
use super::ground::Ground;
use crate::log::tree::ObjectId;
use crate::store::{Branch, spoken};

/// After how many days without a commit a branch counts as stale.
pub const STALE_AFTER: i64 = 30;

/// What is worth knowing of a branch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum BranchState {
    /// The base holds all of it: what is open is open there as well.
    Merged {
        /// The base.
        into: String,
    },
    /// The remote branch that it follows is no longer there: merged in another form, or given up.
    Gone {
        /// What it follows.
        upstream: String,
    },
    /// Nobody has committed to it for [`STALE_AFTER`] days or more.
    Stale {
        /// Days since the last commit, as that says.
        days: i64,
        /// How many commits the base holds that it does not.
        behind: usize,
    },
}

/// The state of the branch that people call `branch`, one of `branches`, whose commit `tip` is. None where it is in
/// use, and for the base.
pub(super) fn of(
    ground: &Ground<'_>,
    branches: &[Branch],
    branch: &str,
    tip: ObjectId,
    now: DateTime<FixedOffset>,
) -> Result<Option<BranchState>, Error> {
    let store = ground.store;
    let base = ground.base.as_ref();
    if ground.at.is_some() || base.is_some_and(|base| base.short() == branch) {
        return Ok(None);
    }
    if let Some(base) = base
        && store.is_ancestor(tip, base.tip)?
    {
        let into = base.short().to_owned();
        return Ok(Some(BranchState::Merged { into }));
    }
    let is_local = |name: &str| name.strip_prefix("refs/heads/") == Some(branch);
    let upstream = branches
        .iter()
        .find(|one| is_local(&one.name))
        .and_then(|one| one.upstream.as_deref());
    if let Some(upstream) = upstream
        && store.tip(upstream)?.is_none()
    {
        return Ok(Some(BranchState::Gone {
            upstream: spoken(upstream).to_owned(),
        }));
    }
    let since = now.timestamp() - store.headline(tip)?.committed;
    let days = since / (24 * 60 * 60);
    if days < STALE_AFTER {
        return Ok(None);
    }
    let behind = match base {
        Some(base) => store.behind(tip, base.tip)?,
        None => 0,
    };
    Ok(Some(BranchState::Stale { days, behind }))
}
