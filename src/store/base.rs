//! The branch that decisions are merged into, as far as this clone knows.

use super::{Store, StoreError};
use crate::log::tree::ObjectId;

/// The base: a branch and where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Base {
    /// Full name of the branch.
    pub name: String,
    /// Its commit.
    pub tip: ObjectId,
}

impl Base {
    /// The branch as people say it: `main`, or `origin/main`.
    pub fn short(&self) -> &str {
        spoken(&self.name)
    }

    /// The remote and the branch's name there, where it is a remote-tracking branch.
    pub fn of_remote(&self) -> Option<(&str, &str)> {
        self.name.strip_prefix("refs/remotes/")?.split_once('/')
    }

    /// The branch's own name, at its remote or here.
    pub fn branch(&self) -> Option<&str> {
        let of_remote = || Some(self.of_remote()?.1);
        self.name.strip_prefix("refs/heads/").or_else(of_remote)
    }

    /// Whether a local branch, by its full name, is this one or this clone's copy of it.
    pub fn is_branch(&self, local: &str) -> bool {
        let name = local.strip_prefix("refs/heads/");
        name.is_some() && name == self.branch()
    }
}

/// A branch as people say it, by its full name: `main`, or `origin/main`. Other names stay as they are.
pub fn spoken(name: &str) -> &str {
    let local = name.strip_prefix("refs/heads/");
    local
        .or_else(|| name.strip_prefix("refs/remotes/"))
        .unwrap_or(name)
}

impl Store {
    /// The branch named by the setting `adr.base`, else `origin/HEAD`, else `init.defaultBranch`, else
    /// `main` or `master`. `None` where there is none of them. A
    /// setting `adr.base` that names nothing is an error: it was meant.
    pub fn default_base(&self) -> Result<Option<Base>, StoreError> {
        if let Some(name) = self.get("adr.base")? {
            for full in [
                name.clone(),
                format!("refs/heads/{name}"),
                format!("refs/remotes/{name}"),
            ] {
                if full.starts_with("refs/")
                    && let Some(tip) = self.tip(&full)?
                {
                    return Ok(Some(Base { name: full, tip }));
                }
            }
            return Err(StoreError::NoSuchBase { name });
        }
        if let Some(base) = self.head_of_origin()? {
            return Ok(Some(base));
        }
        let configured = self.get("init.defaultbranch")?;
        let usual = ["main", "master"].map(str::to_owned);
        for name in configured.into_iter().chain(usual) {
            let name = format!("refs/heads/{name}");
            if let Some(tip) = self.tip(&name)? {
                return Ok(Some(Base { name, tip }));
            }
        }
        Ok(None)
    }

    fn head_of_origin(&self) -> Result<Option<Base>, StoreError> {
        let Ok(head) = self.repo.find_reference("refs/remotes/origin/HEAD") else {
            return Ok(None);
        };
        let name = head.symbolic_target().ok().flatten().map(str::to_owned);
        let Some(name) = name else { return Ok(None) };
        Ok(self.tip(&name)?.map(|tip| Base { name, tip }))
    }
}
