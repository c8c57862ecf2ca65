//! What people keep in their outboxes, the branches `adr-signoffs/PERSON`: sign-offs and delegations that wait
//! to be gathered.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::log::size_limit;
use crate::log::stored::Stored;
use crate::log::tree::{FileMode, ObjectId};
use crate::record::delegation::Delegation;
use crate::record::digest::Digest;
use crate::record::layout::{LogDir, Part, Place};
use crate::record::name::Handle;
use crate::record::signoff::Signoff;
use crate::store::{Allowance, Branch, Limits, Store, StoreError};

/// What the branches begin with in which people keep what they cannot push elsewhere.
pub const OUTBOX_PREFIX: &str = "adr-signoffs/";

/// How many bytes are read of an outbox, which is somebody else's and must stop nobody. Told in
/// `docs/bounds.md`.
const ALLOWANCE: Allowance = Allowance {
    folders: 64 << 20,
    files: 8 << 20,
    messages: 0,
};

/// How many files an outbox may add.
const LIMITS: Limits = Limits {
    depth: 256,
    entries: 10_000,
};

/// A file that waits in an outbox.
pub struct Kept {
    /// The outbox and the path in it, for people.
    pub from: String,
    /// What the path says that it is.
    pub place: Place,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// The outboxes that a clone knows, its own and those that were fetched, as far as they are about one log.
#[derive(Clone, Copy)]
pub struct Outboxes<'a> {
    /// The repository.
    pub store: &'a Store,
    /// The log's folder.
    pub dir: &'a LogDir,
    /// The tip of the base, beyond whose history an outbox keeps something.
    pub base: Option<ObjectId>,
    /// Whether the log is read as it was at some commit, in which outboxes play no part.
    pub is_past: bool,
}

impl Outboxes<'_> {
    /// Their branches.
    pub fn branches(&self) -> Result<Vec<Branch>, StoreError> {
        if self.is_past {
            return Ok(Vec::new());
        }
        let mut branches = self.store.branches()?;
        branches.retain(|branch| short_name(branch).starts_with(OUTBOX_PREFIX));
        Ok(branches)
    }

    /// The branches of one person's outbox.
    pub fn of(&self, person: &Handle) -> Result<Vec<Branch>, StoreError> {
        let own = format!("{OUTBOX_PREFIX}{person}");
        let mut branches = self.branches()?;
        branches.retain(|branch| short_name(branch) == own);
        Ok(branches)
    }

    /// What waits in all of them.
    pub fn kept(&self) -> Result<Vec<Kept>, StoreError> {
        let mut all = Vec::new();
        for branch in self.branches()? {
            match self.kept_in(&branch) {
                Ok(kept) => all.extend(kept),
                // The check tells.
                Err(error) if is_beyond_reading(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    /// What one adds to the history of the base, whether it was started from the base, from a proposal's
    /// branch or from nothing.
    pub fn kept_in(&self, branch: &Branch) -> Result<Vec<Kept>, StoreError> {
        self.store.within(ALLOWANCE, || self.read(branch))
    }

    fn read(&self, branch: &Branch) -> Result<Vec<Kept>, StoreError> {
        let store = self.store;
        let shared = match self.base {
            Some(base) => store.merge_bases(base, branch.tip)?.first().copied(),
            None => None,
        };
        let before = shared.map(|commit| store.root_tree(commit)).transpose()?;
        let after = store.root_tree(branch.tip)?;
        let mut kept = Vec::new();
        let dir = self.dir.as_str();
        for difference in store.compare(before, Some(after), dir, LIMITS)? {
            let place = self
                .dir
                .strip(&difference.path)
                .and_then(|path| path.parse::<Place>().ok());
            let (
                Some(place @ (Place::In(_, Part::Signoff(_)) | Place::Delegation { .. })),
                Some(entry),
            ) = (place, difference.after)
            else {
                continue;
            };
            if entry.mode != FileMode::Regular {
                continue;
            }
            match store.blob(entry.id, size_limit(&difference.path)) {
                Ok(bytes) => kept.push(Kept {
                    from: format!("{}:{}", branch.short, difference.path),
                    place,
                    bytes,
                }),
                // Nothing that size is a record, and an outbox is its owner's.
                Err(StoreError::TooLarge { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(kept)
    }

    /// The delegations, as far as they can be read, each once.
    pub fn delegations(&self) -> Result<Vec<Stored<Delegation>>, StoreError> {
        let is_delegation = |kept: &Kept| matches!(kept.place, Place::Delegation { .. });
        Ok(readable(self.kept()?, is_delegation, |stored| {
            stored.signed
        }))
    }

    /// The sign-offs, as far as they can be read, each once.
    pub fn signoffs(&self) -> Result<Vec<Stored<Signoff>>, StoreError> {
        Ok(signoffs(self.kept()?))
    }
}

/// Whether an outbox is one that no reader gets through. Anybody who can push a branch can make one.
pub fn is_beyond_reading(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::TooMany { .. }
            | StoreError::TooMuch { .. }
            | StoreError::TooLarge { .. }
            | StoreError::DamagedObject { .. }
    )
}

/// The sign-offs among these, as far as they can be read, each once.
pub fn signoffs(kept: Vec<Kept>) -> Vec<Stored<Signoff>> {
    let is_signoff = |kept: &Kept| matches!(kept.place, Place::In(..));
    readable(kept, is_signoff, |stored| stored.signed)
}

fn readable<T: Serialize + DeserializeOwned>(
    kept: Vec<Kept>,
    is_wanted: impl Fn(&Kept) -> bool,
    name: impl Fn(&Stored<T>) -> Digest,
) -> Vec<Stored<T>> {
    let mut all: Vec<Stored<T>> = Vec::new();
    for one in kept.into_iter().filter(is_wanted) {
        let path = one.place.to_string();
        if let Ok(stored) = Stored::read(&path, one.bytes)
            && all.iter().all(|other| name(other) != name(&stored))
        {
            all.push(stored);
        }
    }
    all
}

/// The branch's name without that of its remote.
fn short_name(branch: &Branch) -> &str {
    branch
        .remote
        .as_deref()
        .and_then(|remote| branch.short.strip_prefix(remote)?.strip_prefix('/'))
        .unwrap_or(&branch.short)
}
