//! Whether what is to be merged is agreed: the evaluation of every decision that is touched and not settled
//! in the base, held against how it would end.

use crate::agreement::acceptance;
use crate::agreement::case::Purpose;
use crate::agreement::evaluate::evaluate;
use crate::agreement::evaluation::{Evaluation, NeedResult, Reason, Voice};
use crate::agreement::people;
use crate::log::decision::Decision;
use crate::record::charter::{MergePolicy, PersonKind};
use crate::record::name::Handle;
use crate::record::resolution::Outcome;
use crate::record::revision::RevisionKind;

use super::finding::{Code, Finding, codes};
use super::input::Input;
use super::missing;
use super::resolutions;

codes! {
    DRAFT = Blocked "draft" {
        what: "A decision is a draft.",
        why: "The charter lets only settled decisions be merged.",
        fix: "adr propose NUMBER",
    }
    NOT_ACCEPTED = Blocked "not-accepted" {
        what: "Everything is there but the resolution.",
        why: "The resolution says what was counted, so that it can be proved later.",
        fix: "adr accept NUMBER",
    }
    ENDED_UNHEARD = Blocked "ended-unheard" {
        what: "A decision arrives withdrawn or rejected, and nobody who counts has said a word.",
        why: "Nobody takes a number or an id by merging first.",
        fix: "Let somebody whom the rules ask sign, or leave it out.",
    }
}

/// A decision that the change touches, and what the rules say of it.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// The decision as it would be.
    pub decision: &'a Decision,
    /// What the rules say of its newest revision; `None` for a draft, and for what was settled before.
    pub evaluation: Option<Evaluation>,
}

/// Evaluates every decision that is touched and not settled in the base.
pub(super) fn judge<'a>(input: &Input<'a>, findings: &mut Vec<Finding>) -> Vec<Judged<'a>> {
    input
        .touched()
        .map(|decision| {
            let evaluation = if is_settled(input, decision) {
                None
            } else {
                Question { input, decision }.judge(findings)
            };
            Judged {
                decision,
                evaluation,
            }
        })
        .collect()
}

/// What the base has settled is not evaluated again, unless something new is said about the same text.
fn is_settled(input: &Input<'_>, decision: &Decision) -> bool {
    let Some(held) = input.setting.base_decision(decision) else {
        return false;
    };
    let newest = |decision: &Decision| decision.newest().map(|newest| newest.value.revision);
    let says_more = decision.resolutions.values().any(|stored| {
        input.is_changed(&stored.path) && stored.value.outcome != Outcome::Superseded
    });
    newest(held) == newest(decision) && !held.status().is_open() && !says_more
}

struct Question<'i, 'a> {
    input: &'i Input<'a>,
    decision: &'a Decision,
}

impl Question<'_, '_> {
    fn judge(&self, findings: &mut Vec<Finding>) -> Option<Evaluation> {
        let only_settled = self.input.charter().merge == MergePolicy::Accepted;
        let Some(newest) = self.decision.newest() else {
            if only_settled && self.decision.draft.is_some() {
                let what = format!(
                    "decision {} is a draft, and only settled decisions are merged",
                    self.number()
                );
                findings.push(
                    self.finding(&DRAFT, what)
                        .fixed_by(format!("adr propose {}", self.number())),
                );
            }
            return None;
        };
        let ending = self
            .decision
            .resolutions
            .values()
            .rev()
            .find(|stored| stored.value.revision == newest.value.revision)
            .map(|stored| &stored.value);
        let purpose = ending.map_or_else(
            || self.purpose(),
            |ending| acceptance::purpose(ending.outcome),
        );
        let evaluation = self
            .input
            .setting
            .case(self.decision.number(), purpose)
            .and_then(|case| evaluate(&case))?;
        let is_decided_by_signoffs = |outcome: Outcome| {
            matches!(
                outcome,
                Outcome::Accepted | Outcome::Deprecated | Outcome::Historical
            )
        };
        match ending {
            None if only_settled => self.open(&evaluation, findings),
            None => {}
            Some(ending) if is_decided_by_signoffs(ending.outcome) => {
                // That the list falls short is said with the resolution; what is missing, here.
                let listed = resolutions::evaluation(self.input, self.decision, ending);
                if !listed.is_some_and(|listed| listed.is_met()) {
                    missing::judge(self.input, self.decision, &evaluation, findings);
                }
            }
            Some(_) => findings.extend(self.unheard(&evaluation)),
        }
        Some(evaluation)
    }

    fn number(&self) -> String {
        self.decision.number().to_string()
    }

    /// Imports are first taken over as history.
    fn purpose(&self) -> Purpose {
        let all_imports = self
            .decision
            .revisions
            .values()
            .all(|stored| matches!(stored.value.kind, RevisionKind::Import(_)));
        if all_imports {
            Purpose::TakeOver
        } else {
            Purpose::Accept
        }
    }

    fn finding(&self, code: &'static Code, what: impl Into<String>) -> Finding {
        missing::at_newest(self.input, self.decision, code, what)
    }

    fn open(&self, evaluation: &Evaluation, findings: &mut Vec<Finding>) {
        if evaluation.is_met() {
            let what = format!(
                "everything that decision {} needs is there but the resolution",
                self.number()
            );
            findings.push(
                self.finding(&NOT_ACCEPTED, what)
                    .fixed_by(format!("adr accept {}", self.number())),
            );
        } else {
            missing::judge(self.input, self.decision, evaluation, findings);
        }
    }

    /// A decision that the base does not know ends unagreed: somebody whom the rules ask must have spoken.
    fn unheard(&self, evaluation: &Evaluation) -> Option<Finding> {
        if self.input.setting.base_decision(self.decision).is_some() {
            return None;
        }
        let asked = |who: &Handle| {
            evaluation
                .rules
                .iter()
                .flat_map(|rule| &rule.needs)
                .any(|need| self.asks(need, who))
                || evaluation
                    .approvers
                    .iter()
                    .any(|one| people::party(self.input.charter(), &one.approver).contains(who))
        };
        let is_behind = |who: &Handle| evaluation.behind.iter().any(|behind| behind.person == *who);
        let counts = |who: &Handle| {
            let person = self.input.charter().people.get(who);
            person.is_some_and(|person| person.active && person.kind == PersonKind::Person)
        };
        // No approval, but a word all the same: a refusal is what a rejection rests on.
        let is_word = |voice: &Voice| {
            matches!(
                voice.discounted,
                None | Some(Reason::Objected | Reason::Abstained | Reason::Dissented)
            )
        };
        let is_heard = evaluation.voices.iter().any(|voice| {
            let who = &voice.person;
            is_word(voice) && counts(who) && asked(who) && !is_behind(who)
        });
        (!is_heard).then(|| {
            let what = format!(
                "decision {} arrives {}, and nobody whom its rules ask has said a word",
                self.number(),
                self.decision.status()
            );
            self.finding(&ENDED_UNHEARD, what)
        })
    }

    fn asks(&self, need: &NeedResult, who: &Handle) -> bool {
        let charter = self.input.charter();
        let team = charter.teams.keys().find(|team| team.as_str() == need.from);
        need.from == who.as_str()
            || team.is_some_and(|team| people::members(charter, team).contains(who))
            || need.alternatives.iter().any(|one| self.asks(one, who))
    }
}
