//! What a server protects, and by which trust root it judges: two settings in the configuration file of the
//! repository itself.

use thiserror::Error;

use crate::record::digest::Digest;
use crate::record::glob::Glob;
use crate::store::{Head, Store, StoreError};

const PROTECT: &str = "adr.protect";
const TRUST_ROOT: &str = "adr.trustroot";
const BRANCHES: &str = "refs/heads/";

/// What is protected.
#[derive(Debug)]
pub struct Guard {
    branches: Vec<Glob>,
    /// Full name of the branch that HEAD names.
    default: Option<String>,
    trust_root: Option<Digest>,
}

/// Settings by which nothing can be judged, so that nothing is let through.
#[derive(Debug, Error)]
pub enum SettingError {
    /// The repository cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is to be protected is no branch.
    #[error("adr.protect is `{}`, which names no branches: {reason}", .value.escape_debug())]
    Protect {
        /// The setting's value.
        value: String,
        /// Why not.
        reason: String,
    },
    /// The trust root is no digest, or there are several.
    #[error("adr.trustRoot is `{}`, and not one digest", .value.escape_debug())]
    TrustRoot {
        /// The setting's values.
        value: String,
    },
}

impl SettingError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Store(error) => error.hint(),
            Self::Protect { .. } => {
                "on the server: git config --replace-all adr.protect main".to_owned()
            }
            Self::TrustRoot { .. } => {
                "on the server, as `adr charter show` prints it: git config --replace-all adr.trustRoot sha256:..."
                    .to_owned()
            }
        }
    }
}

impl Guard {
    /// Reads the settings. `adr.protect` holds branches or patterns over branches (`main`, `release/*`;
    /// `**` goes through any number of slashes), one a value; where it is not set, the branch that HEAD
    /// names is protected.
    pub fn read(store: &Store) -> Result<Self, SettingError> {
        let branches = store.own_settings(PROTECT)?;
        let branches: Vec<Glob> = branches
            .into_iter()
            .map(|value| pattern(&value).map_err(|reason| SettingError::Protect { value, reason }))
            .collect::<Result<_, _>>()?;
        let default = match store.head()? {
            Head::Branch { name, .. } => Some(name),
            Head::Detached(_) => None,
        };
        if branches.is_empty() && default.is_none() {
            return Err(SettingError::Protect {
                value: String::new(),
                reason: "HEAD is on no branch either".to_owned(),
            });
        }
        let roots = store.own_settings(TRUST_ROOT)?;
        let trust_root = match roots.as_slice() {
            [root] => root.parse().ok(),
            _ => None,
        };
        if trust_root.is_none() && !roots.is_empty() {
            return Err(SettingError::TrustRoot {
                value: roots.join(", "),
            });
        }
        Ok(Self {
            branches,
            default,
            trust_root,
        })
    }

    /// Whether a ref, by full name, is protected.
    pub fn protects(&self, name: &str) -> bool {
        let Some(short) = name.strip_prefix(BRANCHES) else {
            return false;
        };
        if self.branches.is_empty() {
            return self.default.as_deref() == Some(name);
        }
        self.branches.iter().any(|branch| branch.matches(short))
    }

    /// The charter that is trusted, where one is pinned.
    pub fn trust_root(&self) -> Option<Digest> {
        self.trust_root
    }

    /// Whether it is the branch that HEAD names.
    pub(super) fn is_default(&self, name: &str) -> bool {
        self.default.as_deref() == Some(name)
    }
}

fn pattern(value: &str) -> Result<Glob, String> {
    let short = value.strip_prefix(BRANCHES).unwrap_or(value);
    if short.is_empty() || short.starts_with("refs/") {
        return Err("only branches can be protected".to_owned());
    }
    short
        .to_owned()
        .try_into()
        .map_err(|error: crate::record::glob::GlobError| error.to_string())
}

/// A branch as people call it.
pub(super) fn short(name: &str) -> &str {
    name.strip_prefix(BRANCHES).unwrap_or(name)
}
