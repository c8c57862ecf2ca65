//! Files that are not what they should be, as far as each alone tells: where it lies, what kind of entry
//! it is, whether it can be read.

use crate::log::problem::{Flaw, Problem};
use crate::record::yaml::{ReadError, ReadErrorKind};

use super::finding::{Finding, codes};
use super::input::{Collision, Input};

codes! {
    STRAY_FILE = Rejected "stray-file" {
        what: "A file lies in the log where no record belongs.",
        why: "What nobody reads can hide anything, and a record in the wrong place counts for nothing.",
        fix: "Move it out of the log; pictures and data go into the `attachments/` of a decision.",
    }
    NOT_A_FILE = Rejected "not-a-file" {
        what: "A record is a symbolic link, a submodule, a folder or executable.",
        why: "Such an entry shows one thing here and another elsewhere.",
        fix: "Commit it as an ordinary file, with mode 100644.",
    }
    TOO_LARGE = Rejected "too-large" {
        what: "A file of the log has more bytes than its kind may have.",
        why: "A log is read often and everywhere; 1 MiB is much for a record, and 16 MiB for an attachment.",
        fix: "Take it out, or make it smaller.",
    }
    UNREADABLE = Rejected "unreadable" {
        what: "A file of the log cannot be read as what it should be.",
        why: "A text that readers take apart in different ways is not one text.",
        fix: "Correct the line that is named.",
    }
    NOT_CANONICAL = Rejected "not-canonical" {
        what: "A record is not, byte for byte, what the tool writes for its value.",
        why: "Comments, odd quoting or a key in the wrong place could hide something from those who sign.",
        fix: "Restore the record as it was written: records are written by the tool only.",
    }
    NEWER_FORMAT = CannotEvaluate "newer-format" {
        what: "A record is of a newer format than this version reads.",
        why: "What it says cannot be judged here. It is no sign of tampering.",
        fix: "Upgrade adr.",
    }
    MISNAMED = Rejected "misnamed" {
        what: "The name of a record says something else than its content.",
        why: "Records are found by their names; a wrong one makes them count for another.",
        fix: "Give it the name that its content asks for.",
    }
    NAME_COLLISION = Rejected "name-collision" {
        what: "Two names in a folder are the same, or differ only in case or in Unicode form.",
        why: "Some systems take them for one file, so that people would see different logs.",
        fix: "Rename one of them.",
    }
    BAD_CLAIM = Rejected "bad-claim" {
        what: "A claim of a number or an id does not hold what a claim holds.",
        why: "Claims make two decisions with one number collide; one that says nothing protects nothing.",
        fix: "Let `adr renumber` write the claims.",
    }
}

/// Whatever the result holds that the base does not hold in the same bad shape.
pub(super) fn judge(input: &Input<'_>, findings: &mut Vec<Finding>) {
    let settled: Vec<&Problem> = input.setting.base.all_problems().collect();
    for problem in input.setting.result.all_problems() {
        let is_newer = matches!(&problem.flaw, Flaw::Unreadable(error) if error.kind == ReadErrorKind::NewerFormat);
        if is_newer || input.is_changed(&problem.path) || !settled.contains(&problem) {
            findings.extend(finding(input, problem));
        }
    }
    collisions(input, findings);
}

fn finding(input: &Input<'_>, problem: &Problem) -> Option<Finding> {
    let path = problem.path.as_str();
    let says = |code, what: String| Some(input.finding_at(code, path, what));
    match &problem.flaw {
        Flaw::Misplaced => says(
            &STRAY_FILE,
            format!("`{path}` is no place for a record of the log"),
        ),
        Flaw::NotAFile(_) => says(&NOT_A_FILE, format!("`{path}`: {}", problem.flaw)),
        Flaw::TooLarge { .. } => says(&TOO_LARGE, format!("`{path}`: {}", problem.flaw)),
        Flaw::Unreadable(error) => Some(unreadable(input, path, error)),
        Flaw::Misnamed(right) => says(
            &MISNAMED,
            format!("`{path}` holds what belongs at `{right}`"),
        )
        .map(|finding| {
            finding.fixed_by(format!("git mv {} {}", input.path(path), input.path(right)))
        }),
        Flaw::BadClaim(_) => says(&BAD_CLAIM, format!("`{path}`: {}", problem.flaw)),
        // Told once for the whole folder, with the claims.
        Flaw::NumberTaken { .. } => None,
    }
}

fn unreadable(input: &Input<'_>, path: &str, error: &ReadError) -> Finding {
    let code = match error.kind {
        ReadErrorKind::NewerFormat => &NEWER_FORMAT,
        ReadErrorKind::NotCanonical => &NOT_CANONICAL,
        ReadErrorKind::TooLarge => &TOO_LARGE,
        _ => &UNREADABLE,
    };
    let finding = input
        .finding_at(code, path, format!("`{path}`, {error}"))
        .at_line(error.line);
    if error.hint.is_empty() {
        finding
    } else {
        finding.fixed_by(error.hint.clone())
    }
}

fn collisions(input: &Input<'_>, findings: &mut Vec<Finding>) {
    for Collision { path, other } in input.collisions {
        let what = if path == other {
            format!("the tree holds the name `{path}` twice")
        } else {
            format!("`{path}` and `{other}` are one name on some systems")
        };
        findings.push(input.finding(&NAME_COLLISION, what).at(path.clone()));
    }
}
