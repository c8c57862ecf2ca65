//! New sign-offs: each belongs to exactly this text, comes from whom it says, and says something that can
//! be said there. What it counts for is not decided here.

use std::collections::BTreeMap;

use crate::agreement::evaluate::evaluate;
use crate::agreement::evaluation::Evaluation;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::charter::KeyState;
use crate::record::digest::Digest;
use crate::record::name::Handle;
use crate::record::proof::Proof;
use crate::record::resolution::Outcome;
use crate::record::signoff::{Act, Signoff, Stance, Statement};

use super::finding::{Code, Finding, codes};
use super::holds;
use super::input::Input;
use super::signatures::{self, PERSON_UNKNOWN};

codes! {
    OTHER_LOG = Rejected "signoff-of-another-log" {
        what: "A sign-off was made for another log.",
        why: "Agreement in one repository says nothing in another.",
        fix: "Take it out, and let the person sign here.",
    }
    OTHER_DECISION = Rejected "signoff-of-another-decision" {
        what: "A sign-off was made for another decision.",
        why: "Whoever agreed to one thing has not agreed to another.",
        fix: "Take it out, and let the person sign this decision.",
    }
    OTHER_TEXT = Rejected "signoff-of-another-text" {
        what: "A sign-off names bytes that no revision of the decision has.",
        why: "The text was changed after it was signed, or the sign-off belongs elsewhere.",
        fix: "Restore the revision as it was signed; a new text is a new revision.",
    }
    NOT_OWN_TARGET = Rejected "not-their-own" {
        what: "A sign-off replaces or takes back what another person said.",
        why: "Only who said something can unsay it.",
        fix: "Take it out, and let the person name their own sign-offs.",
    }
    NO_TARGET = Rejected "no-such-target" {
        what: "A sign-off names another that is not there, or that it cannot be about.",
        why: "Nobody could follow what was meant.",
        fix: "Bring in what it names with `adr receive`, or sign again.",
    }
    TOO_LATE = Rejected "too-late" {
        what: "Somebody objects to, or holds up, a revision that the base has accepted.",
        why: "What is settled stays settled; something new is a challenge, which needs evidence.",
        fix: "Challenge it: adr-sign challenge NUMBER",
    }
    NOT_IN_FORCE = Rejected "not-in-force" {
        what: "Somebody challenges a revision that is not in force.",
        why: "As long as it is open, an objection says the same and weighs more.",
        fix: "Object instead: adr-sign object NUMBER -m REASON",
    }
    ENDORSED_EARLY = Blocked "endorsed-early" {
        what: "Somebody endorses what is not agreed yet.",
        why: "An endorsement lends weight to an agreement, and never stands in for one.",
        fix: "Endorse it again once its rules are met.",
    }
    KEY_GIVEN_UP = Blocked "key-given-up" {
        what: "A new sign-off that blocks, or unsays an earlier one, is signed with a retired or compromised key.",
        why: "It counts for nothing now; once the base held it, nobody could tell that it came after the key was given up.",
        fix: "Let the person sign again with an active key, in place of it, or take it out.",
    }
    UNSIGNED = Note "unsigned" {
        what: "A sign-off carries no signature.",
        why: "It is kept and shown, and counts for nothing.",
        fix: "Let the person sign: adr-sign approve NUMBER",
    }
}

/// Looks at every sign-off that is new in the decisions that are touched.
pub(super) fn judge(input: &Input<'_>, findings: &mut Vec<Finding>) {
    for decision in input.touched() {
        let mut evaluation = None;
        let known = known(input, decision);
        for stored in decision
            .signoffs
            .iter()
            .filter(|stored| input.is_changed(&stored.path))
        {
            let one = One {
                input,
                decision,
                stored,
                known: &known,
            };
            one.judge(findings);
            if matches!(stored.value.statement, Statement::Act(Act::Endorse)) {
                let evaluation =
                    evaluation.get_or_insert_with(|| newest_evaluation(input, decision));
                findings.extend(one.endorsement(evaluation.as_ref()));
            }
        }
        holds::again(input, decision, findings);
    }
}

fn newest_evaluation(input: &Input<'_>, decision: &Decision) -> Option<Evaluation> {
    let case = input
        .setting
        .case(decision.number(), crate::agreement::case::Purpose::Accept)?;
    evaluate(&case)
}

/// The sign-offs of a decision by the digest of their signed bytes, wherever they are kept.
fn known<'a>(input: &Input<'a>, decision: &'a Decision) -> BTreeMap<Digest, &'a Signoff> {
    let held = input.setting.base_decision(decision).into_iter();
    let elsewhere = held
        .flat_map(|held| &held.signoffs)
        .chain(input.setting.outboxes);
    let all = decision.signoffs.iter().chain(elsewhere);
    let mut known = BTreeMap::new();
    for stored in all.filter(|stored| decision.id() == Some(stored.value.decision)) {
        known.entry(stored.signed).or_insert(&stored.value);
    }
    known
}

struct One<'a> {
    input: &'a Input<'a>,
    decision: &'a Decision,
    stored: &'a Stored<Signoff>,
    known: &'a BTreeMap<Digest, &'a Signoff>,
}

impl One<'_> {
    fn judge(&self, findings: &mut Vec<Finding>) {
        let signoff = self.signoff();
        let known = findings.len();
        findings.extend(self.belongs());
        findings.extend(self.signed());
        findings.extend(self.speaks_for());
        if findings.len() > known {
            // What does not belong here, or is not theirs, need not be taken at its word.
            return;
        }
        findings.extend(self.key_given_up());
        findings.extend(self.replaces());
        findings.extend(match &signoff.statement {
            Statement::Stance(Stance::Object) => self.in_time("objects to"),
            Statement::Act(Act::Hold { .. }) => self
                .in_time("holds up")
                .or_else(|| holds::in_future(self.input, self.stored)),
            Statement::Act(Act::Challenge { .. }) => self.challenges(),
            Statement::Act(Act::Withdraw { targets }) => self.withdraws(targets),
            Statement::Act(Act::Answer { targets }) => self.answers(targets),
            Statement::Act(Act::Clear { targets }) => {
                let unknown = targets.iter().find(|target| !self.is_own_condition(target));
                unknown.map(|target| {
                    self.finding(
                        &NO_TARGET,
                        &format!(
                            "clears the condition `{}`, which no approval of {} there has",
                            target.condition,
                            self.signoff().signer
                        ),
                    )
                })
            }
            _ => None,
        });
    }

    fn signoff(&self) -> &Signoff {
        &self.stored.value
    }

    fn finding(&self, code: &'static Code, what: &str) -> Finding {
        self.input.finding_at(
            code,
            &self.stored.path,
            format!("`{}` {what}", self.stored.path),
        )
    }

    fn belongs(&self) -> Option<Finding> {
        let signoff = self.signoff();
        if self.input.log_id().is_some_and(|log| log != signoff.log) {
            return Some(
                self.finding(&OTHER_LOG, &format!("was made for the log {}", signoff.log)),
            );
        }
        if self.decision.id().is_some_and(|id| id != signoff.decision) {
            return Some(self.finding(
                &OTHER_DECISION,
                &format!("was made for the decision {}", signoff.decision),
            ));
        }
        match self.decision.revision_digest(signoff.revision) {
            Some(digest) if digest == signoff.digest => None,
            Some(_) => Some(self.finding(
                &OTHER_TEXT,
                &format!(
                    "signs other bytes than those of revision {}",
                    signoff.revision
                ),
            )),
            None => Some(self.finding(
                &OTHER_TEXT,
                &format!("signs revision {}, and there is none", signoff.revision),
            )),
        }
    }

    fn signed(&self) -> Option<Finding> {
        let signer = &self.signoff().signer;
        let path = &self.stored.path;
        let contradiction =
            signatures::contradiction(self.input, path, signer, self.stored.proof());
        contradiction.or_else(|| {
            matches!(self.stored.proof(), Proof::Unsigned).then(|| {
                self.finding(
                    &UNSIGNED,
                    &format!(
                        "is by {signer} as it says, carries no signature, and counts for nothing"
                    ),
                )
                .fixed_by(format!(
                    "let {signer} sign: adr-sign {} {}",
                    self.signoff().statement.word(),
                    self.decision.number()
                ))
            })
        })
    }

    /// Whether it would have an effect once the base holds it that its key must not give it. An approval never
    /// has, and what its signer has replaced with an active key has none either.
    fn key_given_up(&self) -> Option<Finding> {
        let signoff = self.signoff();
        let says_something = !signoff.replaces.is_empty()
            || matches!(
                signoff.statement,
                Statement::Stance(Stance::Object)
                    | Statement::Act(Act::Hold { .. } | Act::Withdraw { .. })
            );
        let is_active = |stored: &Stored<Signoff>| {
            let state = self.input.signed_by(&stored.value.signer, stored.proof());
            state == Ok(KeyState::Active)
        };
        let is_said_anew = || self.decision.unsaid_by(self.stored).any(is_active);
        (says_something && !is_active(self.stored) && !is_said_anew()).then(|| {
            let signer = &signoff.signer;
            let what =
                format!("is signed with a key of {signer} that the charter does not hold active");
            self.finding(&KEY_GIVEN_UP, &what).fixed_by(format!(
                "let {signer} sign again, in place of it: adr-sign {} {}; or take it out",
                signoff.statement.word(),
                self.decision.number()
            ))
        })
    }

    fn speaks_for(&self) -> Option<Finding> {
        let delegator = self.signoff().on_behalf_of.as_ref()?;
        let is_unknown = self.input.person(delegator).is_none();
        is_unknown.then(|| {
            self.finding(
                &PERSON_UNKNOWN,
                &format!("speaks for {delegator}, whom the charter does not know"),
            )
        })
    }

    fn named(&self, digest: Digest) -> Option<&Signoff> {
        self.known.get(&digest).copied()
    }

    /// Whether something that was taken out had this digest: it can be named, and not be looked at.
    fn is_redacted(&self, digest: Digest) -> bool {
        self.decision
            .redacted
            .values()
            .any(|gap| gap.redacted.sha256 == digest)
    }

    fn replaces(&self) -> Option<Finding> {
        let signoff = self.signoff();
        signoff
            .replaces
            .iter()
            .find_map(|digest| match self.named(*digest) {
                None if self.is_redacted(*digest) => None,
                None => Some(self.finding(
                    &NO_TARGET,
                    &format!("replaces {digest}, which is not there"),
                )),
                Some(earlier) if earlier.statement.stance().is_none() => Some(self.finding(
                    &NO_TARGET,
                    &format!("replaces {digest}, which is no stance"),
                )),
                Some(earlier)
                    if (&earlier.signer, &earlier.on_behalf_of)
                        != (&signoff.signer, &signoff.on_behalf_of) =>
                {
                    Some(self.not_own("replaces", &earlier.signer))
                }
                Some(_) => None,
            })
    }

    fn withdraws(&self, targets: &[Digest]) -> Option<Finding> {
        targets.iter().find_map(|digest| match self.named(*digest) {
            None if self.is_redacted(*digest) => None,
            None => Some(self.finding(
                &NO_TARGET,
                &format!("takes back {digest}, which is not there"),
            )),
            Some(earlier) if earlier.signer != self.signoff().signer => {
                Some(self.not_own("takes back", &earlier.signer))
            }
            Some(_) => None,
        })
    }

    fn not_own(&self, does: &str, whose: &Handle) -> Finding {
        self.finding(
            &NOT_OWN_TARGET,
            &format!(
                "{does} a sign-off of {whose}, and {} is not {whose}",
                self.signoff().signer
            ),
        )
    }

    fn answers(&self, targets: &[Digest]) -> Option<Finding> {
        let can_be_answered = |digest: &&Digest| {
            self.named(**digest).is_some_and(|signoff| {
                matches!(
                    signoff.statement,
                    Statement::Stance(Stance::Object) | Statement::Act(Act::Challenge { .. })
                )
            })
        };
        let lost = targets
            .iter()
            .find(|digest| !can_be_answered(digest) && !self.is_redacted(**digest))?;
        Some(self.finding(
            &NO_TARGET,
            &format!("answers {lost}, and no objection or challenge has that digest"),
        ))
    }

    fn is_own_condition(&self, target: &crate::record::signoff::ClearTarget) -> bool {
        self.named(target.signoff).is_some_and(|approval| {
            approval.signer == self.signoff().signer
                && matches!(&approval.statement, Statement::Stance(Stance::Approve { conditions })
                    if conditions.iter().any(|condition| condition.id == target.condition))
        })
    }

    /// On what the base has accepted, nobody objects or asks for time any more.
    fn in_time(&self, does: &str) -> Option<Finding> {
        let held = self.input.setting.base_decision(self.decision)?;
        let signoff = self.signoff();
        let settled = held
            .resolutions
            .values()
            .filter(|stored| stored.value.outcome == Outcome::Accepted)
            .any(|stored| stored.value.revision >= signoff.revision);
        settled.then(|| {
            let what = format!(
                "{does} revision {}, which the base has accepted",
                signoff.revision
            );
            self.finding(&TOO_LATE, &what).fixed_by(format!(
                "challenge it, with evidence: adr-sign challenge {}",
                self.decision.number()
            ))
        })
    }

    fn challenges(&self) -> Option<Finding> {
        let in_force = self.decision.in_force().map(|stored| stored.value.revision);
        let revision = self.signoff().revision;
        (in_force != Some(revision)).then(|| {
            self.finding(
                &NOT_IN_FORCE,
                &format!("challenges revision {revision}, which is not in force"),
            )
        })
    }

    fn endorsement(&self, evaluation: Option<&Evaluation>) -> Option<Finding> {
        let revision = self.signoff().revision;
        let is_accepted = self.decision.resolutions.values().any(|stored| {
            stored.value.outcome == Outcome::Accepted && stored.value.revision == revision
        });
        let is_agreed = is_accepted || evaluation.is_some_and(Evaluation::is_met);
        (!is_agreed).then(|| self.finding(&ENDORSED_EARLY, "endorses what is not agreed yet"))
    }
}
