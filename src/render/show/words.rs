//! Words that the page of a decision has in common with the site.

use crate::action::show::{ProofWord, Said};

/// What a signature proves, in a word or two.
pub(in crate::render) const fn proof(proof: ProofWord) -> &'static str {
    match proof {
        ProofWord::Key => "key",
        ProofWord::Hardware => "hardware key",
        ProofWord::RetiredKey => "retired key",
        ProofWord::CompromisedKey => "compromised key",
        ProofWord::Unsigned => "unsigned",
        ProofWord::Broken => "broken",
        ProofWord::NotTheirKey => "not their key",
    }
}

/// What became of what somebody said.
pub(in crate::render) const fn fate(said: &Said) -> &'static str {
    match (said.counted, said.replaced) {
        (true, _) => "counted",
        (false, true) => "taken back or replaced",
        (false, false) => "",
    }
}

/// What a link says, seen from the decision that it leads to.
pub(in crate::render) fn backwards(verb: &str) -> &'static str {
    match verb {
        "supersedes" => "superseded by",
        "amends" => "amended by",
        "depends_on" => "needed by",
        _ => "related to",
    }
}
