//! Where there is no answer: the repository, the base or the charter does not allow one.

use super::finding::{Finding, codes};

codes! {
    WRONG_ENVIRONMENT = CannotEvaluate "wrong-environment" {
        what: "The repository does not show what the check needs to see.",
        why: "On a history that hides something, every verdict could be wrong.",
        fix: "Give the check the whole history, as the message says.",
    }
    NO_SUCH_COMMIT = CannotEvaluate "no-such-commit" {
        what: "Base or head names no commit.",
        why: "There is nothing to compare.",
        fix: "Name a branch or a commit that this clone has.",
    }
    STALE_MERGE = CannotEvaluate "stale-merge" {
        what: "The forge's merge that is to be judged was made for an older base.",
        why: "What would land is another merge than the one that is looked at.",
        fix: "Bring the branch up to date with its base, so that the forge makes its merge anew.",
    }
    NO_CHARTER = CannotEvaluate "no-charter" {
        what: "The base has no charter, and no trust root is given.",
        why: "Without rules that somebody trusts there is nothing to judge by.",
        fix: "Pin the trust root that `adr init` printed: --trust-root DIGEST",
    }
    UNTRUSTED_CHARTER = CannotEvaluate "untrusted-charter" {
        what: "The charter of the base does not go back to the trust root, or its chain does not hold.",
        why: "Rules that nobody agreed to judge nothing.",
        fix: "See `adr audit`, and bring the base's charter back to what its people signed.",
    }
    ROOT_NOT_HELD = Rejected "root-not-held" {
        what: "The first charter in this change is not the trust root, or its acceptance does not hold.",
        why: "The first charter stands for the base's only where it is the one that is pinned.",
        fix: "Start the log with `adr init`, and pin the digest that it prints.",
    }
    OUTBOX_UNREADABLE = Note "outbox-unreadable" {
        what: "A branch that is named like an outbox holds no tree that can be read.",
        why: "What cannot be read says nothing, and whoever pushed it must not stop everybody.",
        fix: "Ask whose outbox it is to push it anew, or delete the branch.",
    }
}

/// The world is in the way: what is wrong, and what to do.
pub fn wrong(message: impl Into<String>, fix: impl Into<String>) -> Finding {
    Finding::new(&WRONG_ENVIRONMENT, message).fixed_by(fix)
}

/// An outbox is not what it should be, which is its owner's affair.
pub fn outbox_unreadable(branch: &str, why: impl std::fmt::Display) -> Finding {
    let what = format!("nothing was heard from `{branch}`: {why}");
    Finding::new(&OUTBOX_UNREADABLE, what)
}

/// Base or head names nothing.
pub fn no_such_commit(name: &str) -> Finding {
    Finding::new(
        &NO_SUCH_COMMIT,
        format!("`{name}` names no commit in this clone"),
    )
    .fixed_by("name a branch or a commit that this clone has; perhaps it wants a `git fetch`")
}

/// The forge's merge is not one with the base as it is now.
pub fn stale_merge(base: &str) -> Finding {
    Finding::new(
        &STALE_MERGE,
        format!("the forge's merge is none with {base} as it is now, which has moved since"),
    )
}

/// There are no rules to judge by.
pub fn no_charter(base: &str) -> Finding {
    Finding::new(
        &NO_CHARTER,
        format!("{base} has no charter, and no trust root is given"),
    )
}

/// The rules of the base are not to be trusted.
pub fn untrusted_charter(why: impl std::fmt::Display) -> Finding {
    Finding::new(&UNTRUSTED_CHARTER, why.to_string())
}

/// The rules that the change brings are not the pinned ones.
pub fn root_not_held(why: impl std::fmt::Display) -> Finding {
    Finding::new(&ROOT_NOT_HELD, why.to_string())
}
