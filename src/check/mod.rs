//! May this change be merged? The rules of `adr check` over values: what the base holds, what the result
//! would hold, and what differs. No Git, no clock, no files.
//!
//! | file | what |
//! | --- | --- |
//! | `finding` | severity, code, finding, verdict |
//! | `input` | what is judged |
//! | `new_revision` | a text that the change brings |
//! | `environment` | where there is no answer |
//! | `logs` | which logs a repository has |
//! | `layout`, `additions`, `claims` | *integrity* of files: where they lie, that they stay, whose number it is |
//! | `draft`, `revisions`, `named`, `signoffs`, `holds`, `resolutions`, `supersede`, `delegations`, `charter` | *integrity* of records |
//! | `signatures` | who signed a record |
//! | `agreement`, `missing`, `provenance` | *agreement*: what the rules still ask, who wrote the text |
//! | `code` | trailers of commits, guarded paths |
//! | `hindsight` | what the findings mean for a step that has landed already |

mod additions;
mod agreement;
mod charter;
mod claims;
pub mod code;
mod delegations;
mod draft;
pub mod environment;
pub mod finding;
pub mod hindsight;
mod holds;
pub mod input;
mod layout;
pub mod logs;
mod missing;
mod named;
mod new_revision;
mod provenance;
mod resolutions;
mod revisions;
mod signatures;
mod signoffs;
mod supersede;
mod words;

pub use agreement::Judged;
pub use finding::{Code, Finding, Severity, Verdict};
pub use input::Input;

/// What the check says about one log.
pub struct Judgement<'a> {
    /// In the order in which they are shown.
    pub findings: Vec<Finding>,
    /// The decisions that the change touches, by number.
    pub decisions: Vec<Judged<'a>>,
}

/// Judges what a change does to one log. The same input gives the same answer, whatever the machine.
pub fn judge<'a>(input: &Input<'a>) -> Judgement<'a> {
    let mut findings = Vec::new();
    for rule in [
        layout::judge,
        additions::judge,
        claims::judge,
        draft::judge,
        revisions::judge,
        named::judge,
        signoffs::judge,
        resolutions::judge,
        supersede::judge,
        delegations::judge,
        charter::judge,
        provenance::judge,
        code::judge,
    ] {
        rule(input, &mut findings);
    }
    let decisions = agreement::judge(input, &mut findings);
    finding::sort(&mut findings);
    Judgement {
        findings,
        decisions,
    }
}

/// Everything that the check can find, by theme: what documentation is made from.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    [
        environment::CODES,
        logs::CODES,
        layout::CODES,
        additions::CODES,
        claims::CODES,
        draft::CODES,
        revisions::CODES,
        named::CODES,
        signatures::CODES,
        signoffs::CODES,
        holds::CODES,
        resolutions::CODES,
        supersede::CODES,
        delegations::CODES,
        charter::CODES,
        agreement::CODES,
        missing::CODES,
        provenance::CODES,
        code::CODES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_one_of_its_kind_and_says_what_why_and_how() {
        let mut names = BTreeSet::new();
        for code in codes() {
            assert!(names.insert(code.name), "{} is there twice", code.name);
            let is_kebab = code
                .name
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'-'));
            assert!(is_kebab, "{}", code.name);
            for sentence in [code.what, code.why] {
                assert!(
                    sentence.ends_with('.')
                        && sentence.starts_with(|first: char| first.is_uppercase() || first == '`'),
                    "{}: {sentence}",
                    code.name
                );
            }
            assert!(!code.fix.is_empty());
        }
    }

    #[test]
    fn the_heaviest_finding_decides() {
        let with = |severity: Severity| {
            let code = codes().find(|code| code.severity == severity).unwrap();
            Finding::new(code, "something")
        };
        assert_eq!(Verdict::of(&[]), Verdict::Pass);
        assert_eq!(Verdict::of(&[with(Severity::Note)]), Verdict::Pass);
        let all = [
            with(Severity::Note),
            with(Severity::Blocked),
            with(Severity::Rejected),
        ];
        assert_eq!(Verdict::of(&all[..2]), Verdict::Blocked);
        assert_eq!(Verdict::of(&all), Verdict::Rejected);
        assert_eq!(Verdict::of(&all).exit_code(), 3);
    }
}
