//! How much a check looks at before it says that it is too much. Told in `docs/bounds.md`; a change here is
//! one there.

use crate::store::{Allowance, Limits};

/// Of a change as a whole: folders inside each other, and files or commits, whatever they are about.
pub(super) const OF_A_CHANGE: Limits = Limits {
    depth: 256,
    entries: 500_000,
};

/// Of what a change does to one log: files.
pub(super) const FILES_OF_A_LOG: usize = 100_000;

/// Of everything that is read for one answer: bytes.
pub(super) const OF_A_CHECK: Allowance = Allowance {
    folders: 2 << 30,
    files: 32 << 20,
    messages: 16 << 20,
};
