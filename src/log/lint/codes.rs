//! Everything that can be weak about a record, as data: the name that scripts hold on to, why it matters, and what
//! to do.

use super::finding::{Code, Severity};

/// Declares the codes, and the list of them.
macro_rules! codes {
    ($($name:ident = $severity:ident $code:literal {
        what: $what:literal, why: $why:literal, fix: $fix:literal $(,)?
    })+) => {
        $(
            #[doc = $what]
            pub static $name: Code = Code {
                name: $code,
                severity: Severity::$severity,
                what: $what,
                why: $why,
                fix: $fix,
            };
        )+
        /// All of them, by theme.
        pub static CODES: &[&Code] = &[$(&$name),+];
    };
}

codes! {
    NO_OPTIONS = Warning "no-options" {
        what: "No alternative is named, neither under `options` nor in the text.",
        why: "whoever comes later cannot tell whether another way was weighed, and will propose it again",
        fix: "add the ways that were weighed under `options`, doing nothing included, and what spoke against each",
    }
    SINGLE_OPTION = Warning "single-option" {
        what: "Only one option is listed, and the text names no other.",
        why: "with one option there was nothing to decide",
        fix: "add what else was possible, doing nothing included; or take `options` out",
    }
    ONLY_PROS = Hint "only-pros" {
        what: "An option has advantages only.",
        why: "every way costs something; one without a price has not been looked at from the other side yet",
        fix: "ask somebody who would rather not have it, and write down under `cons` what it costs",
    }
    ONLY_CONS = Hint "only-cons" {
        what: "An option has drawbacks only.",
        why: "an option that nothing speaks for convinces nobody that it was weighed",
        fix: "write down under `pros` why anybody would have taken it, or take the option out",
    }
    NO_CONSEQUENCES = Warning "no-consequences" {
        what: "Nothing says what follows from the decision.",
        why: "who signs agrees to the price as well, and later nobody can tell an expected pain from a mistake",
        fix: "say under `consequences` what becomes easier, what becomes harder and who has to do something now",
    }
    UNFINISHED = Warning "unfinished" {
        what: "The text says itself that it is not finished.",
        why: "people sign exact words, and what is decided afterwards is not what they signed",
        fix: "decide it, or say under `assumptions` what is left open and what would settle it",
    }
    VAGUE = Hint "vague" {
        what: "The decision leaves open what it asks for.",
        why: "two people who have both agreed to it will do different things",
        fix: "say who does what, in which cases, by when",
    }
    UNKNOWN_DECISION = Warning "unknown-decision" {
        what: "A decision is named that does not exist.",
        why: "the link leads nowhere, and the decision cannot be proposed like that",
        fix: "see `adr list --all-branches` for the number that was meant",
    }
    STANDS_ON_ENDED = Warning "stands-on-ended" {
        what: "The decision depends on another that is no longer in force, or amends it.",
        why: "what it stands on has been taken away, perhaps for reasons that end this one too",
        fix: "name the decision that took its place, or say why this one stands without it",
    }
    GOVERNS_NOTHING = Warning "governs-nothing" {
        what: "A pattern under `governs` matches no file.",
        why: "nobody who changes the code it is meant for will be told of the decision",
        fix: "correct the pattern; it counts from the root of the repository. Files to come may stay",
    }
    DEAD_LINK = Warning "dead-link" {
        what: "A relative link leads to a file that does not exist.",
        why: "a reader cannot follow it, and what it was to prove is missing",
        fix: "correct the path, or add the file as an attachment",
    }
    APPROVER_CANNOT_SIGN = Warning "approver-cannot-sign" {
        what: "Somebody's approval is asked for who cannot give it.",
        why: "the decision can never be accepted",
        fix: "name somebody else under `approvers`, or change the charter first",
    }
    OWNER_GONE = Warning "owner-gone" {
        what: "The owner does not take part, or no longer.",
        why: "nobody drives the decision, answers questions on it or can revise it",
        fix: "find a new owner, and name them under `owner`",
    }
    NO_REVIEW_DATE = Hint "no-review-date" {
        what: "The impact is high, and no date says when to look at it again.",
        why: "what is hard to undo outlives the reasons for it, unless somebody is reminded",
        fix: "set `review_by` to a day on which its reasons can be judged anew",
    }
    NO_CATCH_ALL = Warning "no-catch-all" {
        what: "No rule of the charter is about every decision.",
        why: "a decision that no rule is about can never be accepted, or needs less than people think",
        fix: "add a rule without `when`",
    }
    CHARTER_STUCK = Hint "charter-stuck" {
        what: "Some people's changes of the charter can never be agreed.",
        why: "neither the owner of decision 0 nor the proposer counts, and without them too few are left",
        fix: "ask for fewer, or add people to the team that is asked",
    }
    RULE_FLAWED = Warning "rule-flawed" {
        what: "The charter contradicts itself, or has a rule that can never be met.",
        why: "such a charter is refused once it is proposed",
        fix: "correct it with `adr charter edit`",
    }
}
