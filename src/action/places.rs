//! Where decisions may be: HEAD and the branches that this clone knows.
//!
//! A branch and its copies at remotes are one place. Where one of them holds all that the others do, that
//! one is looked at, and a commit brings the local branch up to it.

use std::collections::BTreeMap;

use super::Error;
use super::ground::Ground;
use super::outboxes::OUTBOX_PREFIX;
use crate::log::tree::ObjectId;
use crate::store::{Branch, Head, StoreError, Target};

/// A place to look at.
pub(super) struct Place {
    /// The commit to look at.
    pub(super) tip: ObjectId,
    /// Where a commit goes.
    pub(super) target: Target,
    /// What it is called, for people.
    pub(super) name: String,
    /// Whether it is where HEAD is.
    pub(super) is_head: bool,
    /// Where the local branch is, if that is behind `tip`.
    pub(super) behind: Option<ObjectId>,
    /// A copy at a remote that holds something which this one does not.
    pub(super) ahead: Option<(String, ObjectId)>,
}

/// A branch by its local name: here, and at remotes.
#[derive(Default)]
struct Copies {
    local: Option<Branch>,
    remote: Vec<Branch>,
}

impl Ground<'_> {
    /// HEAD first, then branches that are here, then those that are only at remotes; outboxes are none. Nothing
    /// but one commit, where the person named it.
    pub(super) fn places(&self) -> Result<Vec<Place>, Error> {
        if let (Some(name), Some(tip)) = (&self.at, self.head.tip()) {
            return Ok(vec![Place {
                tip,
                target: Target::Head,
                name: name.clone(),
                is_head: true,
                behind: None,
                ahead: None,
            }]);
        }
        let mut all: BTreeMap<String, Copies> = BTreeMap::new();
        for branch in self.store.branches()? {
            let name = local_name(&branch).to_owned();
            if name.starts_with(OUTBOX_PREFIX) {
                continue;
            }
            let copies = all.entry(name).or_default();
            if branch.remote.is_some() {
                copies.remote.push(branch);
            } else {
                copies.local = Some(branch);
            }
        }
        let mut places = Vec::new();
        if let Some(tip) = self.head.tip() {
            let (name, copies) = match &self.head {
                Head::Branch { name, .. } => {
                    let short = name.strip_prefix("refs/heads/").unwrap_or(name);
                    (short.to_owned(), all.remove(short))
                }
                Head::Detached(_) => ("HEAD".to_owned(), None),
            };
            let ahead = self.ahead(tip, &copies.unwrap_or_default().remote)?;
            places.push(Place {
                tip,
                target: Target::Head,
                name,
                is_head: true,
                behind: None,
                ahead,
            });
        }
        let (here, elsewhere): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|(_, copies)| copies.local.is_some());
        for (name, copies) in here.into_iter().chain(elsewhere) {
            places.extend(self.places_of(&name, copies)?);
        }
        Ok(places)
    }

    fn places_of(&self, name: &str, copies: Copies) -> Result<Vec<Place>, Error> {
        let Copies { local, remote } = copies;
        let Some(local) = local else {
            let newest = self.newest(&remote)?;
            let chosen = match newest {
                Some(newest) => vec![newest.clone()],
                None => remote,
            };
            return Ok(chosen
                .into_iter()
                .map(|branch| elsewhere(name, branch))
                .collect());
        };
        let ahead = self.ahead(local.tip, &remote)?;
        let mut place = Place {
            tip: local.tip,
            target: Target::Branch(local.name.clone()),
            name: local.short.clone(),
            is_head: false,
            behind: None,
            ahead,
        };
        let mut everywhere = remote;
        everywhere.push(local);
        if let Some(newest) = self.newest(&everywhere)?
            && newest.tip != place.tip
        {
            place.behind = Some(place.tip);
            place.tip = newest.tip;
            place.ahead = None;
        }
        Ok(vec![place])
    }

    /// The branch that contains all of them, if one does.
    fn newest<'b>(&self, branches: &'b [Branch]) -> Result<Option<&'b Branch>, StoreError> {
        'candidates: for candidate in branches.iter().rev() {
            for other in branches {
                if !self.store.is_ancestor(other.tip, candidate.tip)? {
                    continue 'candidates;
                }
            }
            return Ok(Some(candidate));
        }
        Ok(None)
    }

    /// A copy that holds something which `tip` does not.
    fn ahead(
        &self,
        tip: ObjectId,
        remote: &[Branch],
    ) -> Result<Option<(String, ObjectId)>, StoreError> {
        for branch in remote {
            if !self.store.is_ancestor(branch.tip, tip)? {
                return Ok(Some((branch.short.clone(), branch.tip)));
            }
        }
        Ok(None)
    }
}

/// A branch that is only at a remote; a commit makes a local one of it.
fn elsewhere(name: &str, branch: Branch) -> Place {
    Place {
        tip: branch.tip,
        target: Target::NewBranch {
            name: format!("refs/heads/{name}"),
            switch: false,
        },
        name: branch.short,
        is_head: false,
        behind: None,
        ahead: None,
    }
}

/// The name of a branch without that of its remote.
fn local_name(branch: &Branch) -> &str {
    branch
        .remote
        .as_deref()
        .and_then(|remote| branch.short.strip_prefix(remote)?.strip_prefix('/'))
        .unwrap_or(&branch.short)
}
