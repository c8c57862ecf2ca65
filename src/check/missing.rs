//! What an agreement still lacks: one finding for every need that is not met and everything that blocks,
//! naming exactly the people who can change that.

use crate::agreement::evaluation::{
    Blocker, CommentClock, Discount, Evaluation, NeedResult, Problem, Reason, RuleResult, State,
};
use crate::log::decision::Decision;
use crate::record::digest::Digest;
use crate::record::layout::{Part, Place};
use crate::record::name::Handle;
use crate::record::revision::RevisionKind;

use super::finding::{Code, Finding, codes};
use super::input::Input;
use super::words::{all_of, any_of, count};

codes! {
    APPROVAL_MISSING = Blocked "approval-missing" {
        what: "A rule asks for more approvals than there are.",
        why: "The base's charter says who must agree.",
        fix: "adr-sign approve NUMBER",
    }
    APPROVER_MISSING = Blocked "approver-missing" {
        what: "Somebody whom the text names as approver has not approved.",
        why: "The text itself asks for it.",
        fix: "adr-sign approve NUMBER",
    }
    QUORUM_MISSING = Blocked "quorum-missing" {
        what: "A rule asks that more people be heard.",
        why: "The base's charter says how many must have had their say.",
        fix: "adr-sign approve NUMBER, or abstain, or dissent",
    }
    COMMENT_PERIOD = Blocked "comment-period" {
        what: "A rule asks that the text be open to comment for longer.",
        why: "People need time to notice; dates in files are claims and start no clock.",
        fix: "Wait, or let the workflow say when it first saw the revision: --first-seen SHA256=TIME",
    }
    OBJECTION = Blocked "objection" {
        what: "Somebody objects.",
        why: "An objection blocks until its signer changes their mind, or it is answered.",
        fix: "Revise the text, or answer it: adr-sign answer NUMBER -m REASON",
    }
    HOLD = Blocked "hold" {
        what: "Somebody asks for time.",
        why: "A hold lapses by itself.",
        fix: "Wait until it lapses, or ask them to take it back.",
    }
    STALE = Note "stale" {
        what: "A sign-off is about an earlier text.",
        why: "The words have changed since; it counts for nothing now.",
        fix: "adr-sign approve NUMBER --again",
    }
    NO_RULE = Blocked "charter-has-no-answer" {
        what: "The charter has no rule for this decision, or one that makes no sense here.",
        why: "No rule is an error, never a pass.",
        fix: "Give the charter a rule that matches everything: adr charter edit",
    }
    APPROVER_UNKNOWN = Rejected "approver-unknown" {
        what: "The text names an approver whom the charter does not know.",
        why: "Nobody could ever give that approval.",
        fix: "Correct `approvers`, and put the text up again with `adr revise`.",
    }
}

/// Tells everything that an evaluation still lacks.
pub(super) fn judge(
    input: &Input<'_>,
    decision: &Decision,
    evaluation: &Evaluation,
    findings: &mut Vec<Finding>,
) {
    Missing { input, decision }.judge(evaluation, findings);
}

/// A finding at the newest revision of a decision, or at its draft.
pub(super) fn at_newest(
    input: &Input<'_>,
    decision: &Decision,
    code: &'static Code,
    what: impl Into<String>,
) -> Finding {
    let part = match decision.newest() {
        Some(newest) => Part::Revision(newest.value.revision),
        None => Part::Draft,
    };
    let path = Place::In(decision.folder.clone(), part).to_string();
    input.finding_at(code, &path, what)
}

struct Missing<'i, 'a> {
    input: &'i Input<'a>,
    decision: &'i Decision,
}

impl Missing<'_, '_> {
    fn number(&self) -> String {
        self.decision.number().to_string()
    }

    fn finding(&self, code: &'static Code, what: impl Into<String>) -> Finding {
        at_newest(self.input, self.decision, code, what)
    }

    fn judge(&self, evaluation: &Evaluation, findings: &mut Vec<Finding>) {
        findings.extend(
            evaluation
                .problems
                .iter()
                .map(|problem| self.problem(problem)),
        );
        findings.extend(
            evaluation
                .blockers
                .iter()
                .map(|blocker| self.blocker(blocker)),
        );
        for rule in &evaluation.rules {
            self.rule(rule, findings);
        }
        for approver in evaluation
            .approvers
            .iter()
            .filter(|one| one.need.state == State::Unmet)
        {
            let what = format!(
                "the text of decision {} names {} as approver, who has not approved{}",
                self.number(),
                approver.approver,
                discounted(&approver.need.discounted)
            );
            findings.push(
                self.finding(&APPROVER_MISSING, what)
                    .fixed_by(self.sign(&approver.need)),
            );
        }
        if !evaluation.is_met() {
            findings.extend(self.stale(evaluation));
        }
    }

    fn rule(&self, rule: &RuleResult, findings: &mut Vec<Finding>) {
        for need in rule.needs.iter().filter(|need| need.state == State::Unmet) {
            let what = format!("rule `{}` needs {}", rule.name, wanted(need));
            findings.push(
                self.finding(&APPROVAL_MISSING, what)
                    .fixed_by(self.sign(need)),
            );
        }
        if let Some(quorum) = rule
            .quorum
            .as_ref()
            .filter(|quorum| quorum.state == State::Unmet)
        {
            let what = format!(
                "rule `{}` asks that {} people be heard, and {} were: {}",
                rule.name,
                quorum.wanted,
                quorum.heard.len(),
                all_of(&quorum.heard)
            );
            findings.push(self.finding(&QUORUM_MISSING, what));
        }
        if let Some(comment) = rule
            .comment
            .as_ref()
            .filter(|comment| comment.state == State::Unmet)
        {
            let state = match &comment.clock {
                CommentClock::Until { end } => format!("they end at {end}"),
                CommentClock::NoTrustedStart | CommentClock::Settled => {
                    "there is no trusted start of the comment period".to_owned()
                }
            };
            let what = format!(
                "rule `{}` asks for {} to comment, and {state}",
                rule.name,
                count(comment.days as usize, "day")
            );
            findings.push(self.finding(&COMMENT_PERIOD, what));
        }
    }

    /// The command for those who could still sign.
    fn sign(&self, need: &NeedResult) -> String {
        let could = could_sign(need);
        if could.is_empty() {
            return "nobody is left who could sign: change the text's owner or approvers, or the charter".to_owned();
        }
        format!("{}: adr-sign approve {}", any_of(could), self.number())
    }

    fn problem(&self, problem: &Problem) -> Finding {
        match problem {
            Problem::UnknownApprover { approver } => self.finding(
                &APPROVER_UNKNOWN,
                format!("the text of decision {} names the approver {approver}, whom the charter does not know", self.number()),
            ),
            Problem::NoRuleMatches => {
                self.finding(&NO_RULE, format!("no rule of the charter matches decision {}", self.number()))
            }
            Problem::UnknownSource { rule, from } => {
                self.finding(&NO_RULE, format!("rule `{rule}` asks {from}, whom the charter does not know"))
            }
            Problem::EmptyAny { rule } | Problem::EmptyNeed { rule } => {
                self.finding(&NO_RULE, format!("rule `{rule}` has an empty need"))
            }
            Problem::TooManyAlternatives { rule } => {
                self.finding(&NO_RULE, format!("rule `{rule}` has more alternatives than can be tried"))
            }
        }
    }

    fn blocker(&self, blocker: &Blocker) -> Finding {
        let number = self.number();
        match blocker {
            Blocker::Objection {
                person,
                signoff,
                revision,
                text,
                could_answer,
                in_outbox,
                ..
            } => {
                let reason = text.lines().next().unwrap_or_default();
                let what = format!(
                    "{person} objects to revision {revision}{}: {reason}",
                    outbox(*in_outbox)
                );
                let mut fix = format!("{person}, once convinced: adr-sign approve {number}");
                if !could_answer.is_empty() {
                    fix = format!(
                        "{fix}; or {}: adr-sign answer {number} -m REASON",
                        any_of(could_answer)
                    );
                }
                self.at_signoff(&OBJECTION, *signoff, what).fixed_by(fix)
            }
            Blocker::Hold {
                person,
                signoff,
                until,
                in_outbox,
                ..
            } => {
                let what = format!("{person} asks for time until {until}{}", outbox(*in_outbox));
                self.at_signoff(&HOLD, *signoff, what).fixed_by(format!(
                    "wait until it lapses; or {person}: adr-sign withdraw {number}"
                ))
            }
        }
    }

    /// A finding at the file of a sign-off, where the result holds it.
    fn at_signoff(&self, code: &'static Code, digest: Digest, what: String) -> Finding {
        match self.decision.signoff(digest) {
            Some(stored) => self.input.finding_at(code, &stored.path, what),
            None => self.finding(code, what),
        }
    }

    fn stale(&self, evaluation: &Evaluation) -> Vec<Finding> {
        let stale = evaluation
            .voices
            .iter()
            .filter_map(|voice| match voice.discounted {
                Some(Reason::Stale { revision }) => Some((voice, revision)),
                _ => None,
            });
        let newest = self.decision.newest().map(|stored| &stored.value.kind);
        let since = match newest {
            Some(RevisionKind::Retirement) => "and it is now proposed to retire the decision",
            _ => "and the words have changed since",
        };
        stale
            .map(|(voice, revision)| {
                let what = format!(
                    "the sign-off of {} ({}) is about revision {revision}, {since}",
                    voice.person, voice.stance
                );
                self.at_signoff(&STALE, voice.signoff, what)
                    .fixed_by(format!(
                        "{}: adr-sign approve {} --again",
                        voice.person,
                        self.number()
                    ))
            })
            .collect()
    }
}

fn outbox(in_outbox: bool) -> &'static str {
    if in_outbox { ", in their outbox" } else { "" }
}

fn could_sign(need: &NeedResult) -> Vec<&Handle> {
    let mut people: Vec<&Handle> = need
        .could_sign
        .iter()
        .chain(need.alternatives.iter().flat_map(could_sign))
        .collect();
    people.sort();
    people.dedup();
    people
}

fn wanted(need: &NeedResult) -> String {
    if need.alternatives.is_empty() {
        let counted: Vec<&Handle> = need.counted.iter().map(|seat| &seat.person).collect();
        let has = if counted.is_empty() {
            "has none".to_owned()
        } else {
            format!("has {}", all_of(counted))
        };
        let wanted = count(need.wanted as usize, "approval");
        return format!(
            "{wanted} of {} and {has}{}",
            need.from,
            discounted(&need.discounted)
        );
    }
    let each = need.alternatives.iter().map(wanted);
    format!("one of: {}", each.collect::<Vec<_>>().join("; or "))
}

/// Who spoke and does not count, and why.
fn discounted(discounts: &[Discount]) -> String {
    let told: Vec<String> = discounts
        .iter()
        .filter(|one| !matches!(one.why, Reason::NotNeeded | Reason::NotListed))
        .map(|one| format!("{}: {}", one.person, one.why.words()))
        .collect();
    if told.is_empty() {
        String::new()
    } else {
        format!(" ({})", told.join("; "))
    }
}
