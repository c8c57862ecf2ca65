//! What is weak about a record, although it is valid: what the check lets pass, and a careful colleague would mention
//! before signing.
//!
//! Nothing is read here: a text comes with what is known around it. Every rule would rather miss something than cry
//! wolf, as the linter is worth nothing once people have learnt to skip it; `docs/lint.md` says how often each was
//! right on records by other people.

pub mod codes;
pub mod finding;
mod links;
mod options;
mod people;
mod place;
mod spoken;
mod wording;

use std::collections::BTreeMap;

pub use finding::{Code, Finding, Severity};
pub use place::line_of;

use crate::agreement::status::Word;
use crate::record::charter::Charter;
use crate::record::field::Field;
use crate::record::id::Number;
use crate::record::text::{Impact, Text};

/// What is known around a text.
pub struct Around<'a> {
    /// The number, if it has one yet.
    pub number: Option<Number>,
    /// How every decision stands that this one may name.
    pub decisions: &'a BTreeMap<Number, Word>,
    /// The charter in force, or the first one that is put up.
    pub charter: Option<&'a Charter>,
    /// The files that `governs` may match, by their paths from the root; `None` where nobody has looked.
    pub files: Option<&'a [String]>,
    /// Where relative links start: folders, without a `/` at the end, each tried in turn.
    pub starts: &'a [String],
    /// Whether there is a file or folder at a path from the root.
    pub exists: &'a dyn Fn(&str) -> bool,
}

/// Everything that is weak about a text, in the order of its fields.
pub fn lint(text: &Text, around: &Around<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(charter) = &text.charter {
        // What a charter weighs and costs is in its rules, which `adr charter show` puts into words.
        people::charter(text, charter, &mut findings);
    } else {
        options::check(text, &mut findings);
        review(text, &mut findings);
    }
    wording::check(text, &mut findings);
    links::check(text, around, &mut findings);
    if let Some(charter) = around.charter {
        people::check(text, charter, &mut findings);
    }
    findings.sort_by_key(|finding| finding.field);
    findings
}

fn review(text: &Text, findings: &mut Vec<Finding>) {
    if text.impact == Some(Impact::High) && text.review_by.is_none() {
        findings.push(Finding::new(
            &codes::NO_REVIEW_DATE,
            Field::ReviewBy,
            "the impact is high, and nothing says when to look at it again",
        ));
    }
}
