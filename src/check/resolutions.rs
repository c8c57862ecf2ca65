//! New resolutions: each ends what can end that way, written by somebody who may, under the charter that
//! judges now.

use std::collections::BTreeSet;

use crate::agreement::acceptance::{self, AcceptanceFlaw, purpose};
use crate::agreement::case::{Case, DecisionFacts, HeardIn};
use crate::agreement::evaluate::evaluate;
use crate::agreement::evaluation::{Blocker, Evaluation};
use crate::agreement::outcome::{self, Ending, Refusal};
use crate::log::case::{Setting, surroundings};
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::name::Handle;
use crate::record::resolution::{Outcome, Resolution};

use super::finding::{Finding, codes};
use super::input::Input;
use super::signatures::{self, PERSON_UNKNOWN};

codes! {
    RESOLUTION_UNNUMBERED = Rejected "resolution-unnumbered" {
        what: "The resolutions of a decision do not count up from 1 without a gap.",
        why: "Their numbers make two endings of one decision collide in git.",
        fix: "Write it with adr, which gives it the next number.",
    }
    RESOLUTION_OF_ANOTHER_TEXT = Rejected "resolution-of-another-text" {
        what: "A resolution names bytes that no revision of the decision has.",
        why: "It would end a text that is not there.",
        fix: "Take it out, and end the revision that is there.",
    }
    CHARTER_MOVED = Blocked "charter-moved" {
        what: "A resolution names the charter that was in force where the branch left the base.",
        why: "The rules have changed since: the agreement must hold under those of today.",
        fix: "adr accept NUMBER",
    }
    CHARTER_NOT_IN_FORCE = Rejected "charter-not-in-force" {
        what: "A resolution names a charter that is not in force in the base.",
        why: "Nobody picks the rules that suit them.",
        fix: "Take it out, and write it anew: adr accept NUMBER",
    }
    NOT_PERMITTED = Rejected "not-permitted" {
        what: "A decision ends in a way that it cannot, or by somebody who may not end it.",
        why: "How a decision can end, and by whom, is part of the agreement.",
        fix: "Take the resolution out.",
    }
    ACCEPTED_WITHOUT_AGREEMENT = Blocked "accepted-without-agreement" {
        what: "A resolution says that the rules are met, and the sign-offs that it lists do not meet them.",
        why: "Status is derived from what people signed, never typed.",
        fix: "Collect what is missing, then: adr accept NUMBER",
    }
    WOULD_NOT_HOLD = Blocked "would-not-hold" {
        what: "A resolution is right now, and whoever verifies it from the tree afterwards would find it wrong.",
        why: "An agreement must be provable from the files alone, or nothing could be built on it.",
        fix: "Let those whose sign-offs stand in the way sign again, then: adr accept NUMBER",
    }
    COUNTED_MISSING = Blocked "counted-missing" {
        what: "A resolution lists a sign-off that is not there.",
        why: "What was counted must be there to be counted again.",
        fix: "Bring it in with `adr receive`, or write the resolution anew: adr accept NUMBER",
    }
}

/// Looks at every resolution that is new in the decisions that are touched.
pub(super) fn judge(input: &Input<'_>, findings: &mut Vec<Finding>) {
    for decision in input.touched() {
        for (wanted, number) in (1..).zip(decision.resolutions.keys()) {
            if wanted != *number && decision.redacted.is_empty() {
                let what = format!(
                    "resolution {wanted} of decision {} is missing, and {number} is there",
                    decision.number()
                );
                findings.push(
                    input
                        .finding(&RESOLUTION_UNNUMBERED, what)
                        .on(decision.number())
                        .at(input.path(&decision.folder.to_string())),
                );
                break;
            }
        }
        for stored in decision
            .resolutions
            .values()
            .filter(|stored| input.is_changed(&stored.path))
        {
            One {
                input,
                decision,
                stored,
            }
            .judge(findings);
        }
    }
}

/// What the rules say of a resolution: with only the sign-offs that it lists counted, where it is the
/// sign-offs that decide.
pub(super) fn evaluation(
    input: &Input<'_>,
    decision: &Decision,
    resolution: &Resolution,
) -> Option<Evaluation> {
    let case = case_at(input, decision, resolution)?;
    let listed = match resolution.outcome {
        Outcome::Accepted | Outcome::Deprecated | Outcome::Historical => {
            Some(resolution.signoffs.iter().copied().collect())
        }
        Outcome::Rejected => None,
        Outcome::Withdrawn | Outcome::Superseded => return None,
    };
    evaluate(&Case { listed, ..case })
}

/// The case as it stood when its revision was the newest.
fn case_at<'a>(
    input: &Input<'a>,
    decision: &Decision,
    resolution: &Resolution,
) -> Option<Case<'a>> {
    let mut case = input
        .setting
        .case(decision.number(), purpose(resolution.outcome))?;
    case.revisions
        .retain(|facts| facts.revision.revision <= resolution.revision);
    case.heard
        .retain(|heard| heard.signoff.revision <= resolution.revision);
    Some(case)
}

struct One<'a> {
    input: &'a Input<'a>,
    decision: &'a Decision,
    stored: &'a Stored<Resolution>,
}

impl One<'_> {
    fn judge(&self, findings: &mut Vec<Finding>) {
        findings.extend(self.names_a_text());
        findings.extend(self.charter());
        findings.extend(self.signed());
        findings.extend(self.counted());
        match self.permitted() {
            Some(refused) => findings.push(refused),
            None => findings.extend(self.holds()),
        }
    }

    fn resolution(&self) -> &Resolution {
        &self.stored.value
    }

    fn number(&self) -> Number {
        self.decision.number()
    }

    fn finding(&self, code: &'static super::finding::Code, what: &str) -> Finding {
        let path = &self.stored.path;
        self.input
            .finding_at(code, path, format!("`{path}` {what}"))
    }

    fn names_a_text(&self) -> Option<Finding> {
        let resolution = self.resolution();
        let digest = self.decision.revision_digest(resolution.revision);
        (digest != Some(resolution.digest)).then(|| {
            let what = format!(
                "names other bytes than those of revision {}",
                resolution.revision
            );
            self.finding(&RESOLUTION_OF_ANOTHER_TEXT, &what)
        })
    }

    fn charter(&self) -> Option<Finding> {
        let named = self.resolution().charter;
        let in_force = self.input.setting.chain.in_force().digest;
        if named == in_force {
            return None;
        }
        let again = format!("adr accept {}", self.number());
        let was_in_force = self.input.setting.charters.contains_key(&named);
        Some(
            if was_in_force && self.input.charter_at_merge_base == Some(named) {
                self.finding(
                    &CHARTER_MOVED,
                    "names the charter from before a change that the base has accepted since",
                )
                .fixed_by(again)
            } else {
                self.finding(
                    &CHARTER_NOT_IN_FORCE,
                    &format!(
                        "names the charter {named}, which is not the one in force in the base"
                    ),
                )
                .fixed_by(format!("take it out, and write it anew: {again}"))
            },
        )
    }

    fn signed(&self) -> Option<Finding> {
        let resolution = self.resolution();
        let (path, by) = (&self.stored.path, &resolution.by);
        if self.input.person(by).is_none() {
            let what = format!("is by {by}, whom the charter does not know");
            return Some(self.finding(&PERSON_UNKNOWN, &what));
        }
        if resolution.outcome.is_unsigned() {
            signatures::contradiction(self.input, path, by, self.stored.proof())
        } else {
            signatures::flaw(self.input, path, by, self.stored.proof())
        }
    }

    fn counted(&self) -> Option<Finding> {
        let held = self.input.setting.base_decision(self.decision);
        let gaps = self.decision.redacted.values();
        let there: BTreeSet<Digest> = std::iter::once(self.decision)
            .chain(held)
            .flat_map(|decision| &decision.signoffs)
            .map(|stored| stored.signed)
            .chain(gaps.map(|gap| gap.redacted.sha256))
            .collect();
        let mut listed = self.resolution().signoffs.iter();
        let lost = listed.find(|digest| !there.contains(digest))?;
        let what = format!("lists the sign-off {lost}, which is not there");
        Some(self.finding(&COUNTED_MISSING, &what).fixed_by(format!(
            "bring it in: adr receive FILE; or write the resolution anew: adr accept {}",
            self.number()
        )))
    }

    fn permitted(&self) -> Option<Finding> {
        let resolution = self.resolution();
        let evaluation = evaluation(self.input, self.decision, resolution);
        let ending = Ending {
            outcome: resolution.outcome,
            revision: resolution.revision,
            by: &resolution.by,
            evaluation: evaluation.as_ref(),
            charter: self.input.charter(),
        };
        match outcome::permit(&self.facts(), &ending) {
            Ok(()) => None,
            Err(Refusal::NotMet) => {
                let what = format!(
                    "says {}, and the sign-offs that it lists do not meet the rules",
                    resolution.outcome
                );
                Some(
                    self.finding(&ACCEPTED_WITHOUT_AGREEMENT, &what)
                        .fixed_by(format!(
                            "once everything that is missing is there: adr accept {}",
                            self.number()
                        )),
                )
            }
            Err(refusal) => {
                let what = format!("says {}, which cannot be: {refusal}", resolution.outcome);
                Some(self.finding(&NOT_PERMITTED, &what).fixed_by(format!(
                    "take it out of the branch; see adr show {}",
                    self.number()
                )))
            }
        }
    }

    /// What was agreed must hold for those who look back with nothing but the tree, as the next check does at
    /// decision 0. It would not where, say, an objection was taken back in its signer's outbox only, or counts
    /// for nothing because its key was given up before it arrived: afterwards nobody could tell.
    fn holds(&self) -> Option<Finding> {
        let resolution = self.resolution();
        if !matches!(
            resolution.outcome,
            Outcome::Accepted | Outcome::Deprecated | Outcome::Historical
        ) || self.rests_on_a_gap()
        {
            return None;
        }
        let Setting {
            result, charters, ..
        } = self.input.setting;
        let around = surroundings(result, charters, self.decision, resolution.revision);
        let facts = self.decision.facts(HeardIn::Base);
        let flaw = acceptance::verify(&facts, resolution, &around).err()?;
        let in_the_way = match &flaw {
            AcceptanceFlaw::NotMet(evaluation) => evaluation.blockers.iter().find_map(objector),
            AcceptanceFlaw::OtherText { .. } | AcceptanceFlaw::UnknownCharter => None,
        };
        let finding = self.finding(
            &WOULD_NOT_HOLD,
            &format!("would not hold for whoever verifies it afterwards: {flaw}"),
        );
        Some(match in_the_way {
            Some(person) => finding.fixed_by(format!(
                "bring in what {person} has said since (adr receive {}), or let {person} sign again; then: adr accept {}",
                self.number(),
                self.number()
            )),
            None => finding,
        })
    }

    /// What was taken out since it was said cannot be counted again by anybody; its gap stands for it.
    fn rests_on_a_gap(&self) -> bool {
        let listed = &self.resolution().signoffs;
        let mut gaps = self.decision.redacted.values();
        gaps.any(|gap| listed.contains(&gap.redacted.sha256))
    }

    /// The decision as it was before this resolution. What was withdrawn or rejected on the branch may
    /// have been the newest then, and harms nobody; an acceptance must be of what is newest now.
    fn facts(&self) -> DecisionFacts<'_> {
        let resolution = self.resolution();
        let mut facts = self.decision.facts(HeardIn::Branch);
        let before = resolution.resolution;
        facts.resolutions.retain(|other| other.resolution < before);
        let newest_in_base = self
            .input
            .setting
            .base_decision(self.decision)
            .and_then(Decision::newest)
            .map_or(0, |newest| newest.value.revision);
        let is_harmless = matches!(resolution.outcome, Outcome::Withdrawn | Outcome::Rejected);
        if is_harmless && newest_in_base <= resolution.revision {
            facts.revisions = facts.up_to(resolution.revision);
        }
        facts
    }
}

fn objector(blocker: &Blocker) -> Option<&Handle> {
    match blocker {
        Blocker::Objection { person, .. } => Some(person),
        Blocker::Hold { .. } => None,
    }
}
