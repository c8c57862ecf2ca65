//! The charter's keys in the form that `ssh-keygen -Y verify` reads.

use std::fmt::Write as _;

use super::NAMESPACE;
use crate::record::key::PublicKey;

/// An `allowed_signers` file (`ssh-keygen(1)`, ALLOWED SIGNERS): one line for each pair, in their order,
/// good for signatures of our namespace only.
///
/// A principal is a person's handle. Handles hold nothing that OpenSSH would read as a pattern or as a
/// list, so they are written as they are. Comments are left out: a key says who holds it by its line.
pub fn allowed_signers<'a>(signers: impl IntoIterator<Item = (&'a str, &'a PublicKey)>) -> String {
    let mut lines = String::new();
    for (principal, key) in signers {
        // Writing into a string cannot fail.
        let _ = writeln!(
            lines,
            "{principal} namespaces=\"{NAMESPACE}\" {}",
            key.without_comment()
        );
    }
    lines
}
