//! Why there is no answer: the check has a code for it, or the repository cannot be read.

use crate::check::{Finding, environment};
use crate::store::StoreError;

/// Why the check ends before everything was judged.
pub(super) enum Stop {
    /// There is no answer, for a reason that the check has a code for.
    Finding(Box<Finding>),
    /// The repository cannot be read.
    Store(StoreError),
}

impl From<Finding> for Stop {
    fn from(finding: Finding) -> Self {
        Self::Finding(Box::new(finding))
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Stop> for Finding {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Finding(finding) => *finding,
            Stop::Store(error) => environment::wrong(error.to_string(), error.hint()),
        }
    }
}
