//! New texts: each follows the one before, is signed by somebody who may write it, and is of a kind that
//! fits.

use crate::agreement::outcome::{may_act_as_owner, may_revise_charter};
use crate::agreement::rules::is_newcomer_entry;
use crate::record::charter::PersonKind;
use crate::record::id::Number;
use crate::record::name::Handle;
use crate::record::revision::{Revision, RevisionKind};
use crate::record::text::Text;

use super::finding::{Finding, codes};
use super::input::Input;
use super::new_revision::NewRevision;
use super::signatures;

codes! {
    REVISION_UNCHAINED = Rejected "revision-unchained" {
        what: "A revision does not follow the one before it.",
        why: "The chain of revisions proves what was agreed to, step by step.",
        fix: "Take it out, and put the text up again with `adr revise`.",
    }
    ID_CHANGED = Rejected "id-changed" {
        what: "A revision carries another id than the one before it.",
        why: "The id is the decision: with another one it is another decision.",
        fix: "Keep the id, or start a decision of its own with `adr new`.",
    }
    NOT_AN_EDITOR = Rejected "not-an-editor" {
        what: "A revision is by somebody who may not revise the decision.",
        why: "A revision makes approvals stale: that is for the owner and the editors.",
        fix: "Let the owner or an editor put it up.",
    }
    CHARTER_BY_OTHERS = Blocked "charter-by-others" {
        what: "A revision of decision 0 changes more than its author's own entry, and they are no editor of it.",
        why: "Everybody may change their own name, addresses and keys; the rest is for the charter's editors, and those whom its rules ask.",
        fix: "Let the owner or an editor of decision 0, or somebody whom its rules ask, put it up.",
    }
    BY_AGENT = Blocked "by-agent" {
        what: "A revision is by an agent.",
        why: "Somebody must be accountable for the text, and whoever wrote it does not count.",
        fix: "Let the person who stands for the text put it up: `adr revise`.",
    }
    WRONG_KIND = Rejected "wrong-kind" {
        what: "A revision is of a kind that does not fit the decision, or changes what its kind leaves alone.",
        why: "A retirement, a redaction or an import is agreed to as what it says it is.",
        fix: "Take it out, and put it up again as what it is.",
    }
    ENDS_THE_CHARTER = Rejected "ends-the-charter" {
        what: "A text retires, supersedes or amends decision 0, or supersedes itself.",
        why: "Without a charter nothing could be decided any more.",
        fix: "Revise decision 0 instead: adr charter edit",
    }
    DECISION_OVER = Rejected "decision-over" {
        what: "Something follows after a decision was superseded or deprecated.",
        why: "After that nothing follows: what is decided next is another decision.",
        fix: "Start a decision of its own: adr new TITLE",
    }
}

/// Looks at every revision that is new in the decisions that are touched.
pub(super) fn judge(input: &Input<'_>, findings: &mut Vec<Finding>) {
    for decision in input.touched() {
        let held = input.setting.base_decision(decision);
        let is_over = held.is_some_and(|held| held.status().is_ended());
        for new in NewRevision::of(input, decision) {
            new.judge(findings);
            if is_over {
                let what = format!(
                    "decision {} is over, and `{}` follows",
                    new.number(),
                    new.path()
                );
                findings.push(new.finding(&DECISION_OVER, what));
            }
        }
    }
}

impl NewRevision<'_> {
    fn judge(&self, findings: &mut Vec<Finding>) {
        findings.extend(self.chain());
        findings.extend(self.identity());
        findings.extend(self.signed());
        findings.extend(self.author());
        findings.extend(self.kind());
    }

    fn chain(&self) -> Option<Finding> {
        let revision = self.revision();
        let wanted = match revision.revision {
            1 => None,
            number => Some(self.decision.revision_digest(number - 1)),
        };
        let is_right = match wanted {
            None => revision.previous.is_none(),
            Some(digest) => digest.is_some() && revision.previous == digest,
        };
        (!is_right).then(|| {
            let what = format!(
                "`{}` does not name the bytes of the revision before it",
                self.path()
            );
            self.finding(&REVISION_UNCHAINED, what)
        })
    }

    fn identity(&self) -> Option<Finding> {
        let earlier = self.before()?.text.id;
        (earlier != self.text().id).then(|| {
            let what = format!(
                "`{}` carries the id {}, and the revision before it {earlier}",
                self.path(),
                self.text().id
            );
            self.finding(&ID_CHANGED, what)
        })
    }

    fn signed(&self) -> Option<Finding> {
        signatures::flaw(
            self.input,
            self.path(),
            &self.revision().by,
            self.stored.proof(),
        )
    }

    /// Whether the reviser may revise.
    fn author(&self) -> Option<Finding> {
        let by = &self.revision().by;
        // That nobody knows them is said with the signature.
        let person = self.input.person(by)?;
        if person.kind == PersonKind::Agent {
            let what = format!(
                "`{}` is by {by}, an agent, who is not accountable for a text",
                self.path()
            );
            return Some(self.finding(&BY_AGENT, what));
        }
        let standing = self.before().map_or(self.text(), |before| &before.text);
        let owners: Vec<&Handle> = standing.owner.iter().chain(&standing.editors).collect();
        let charter = self.input.charter();
        let is_theirs = owners.contains(&by)
            || may_act_as_owner(charter, owners.iter().copied(), by)
            || (self.number() == Number::CHARTER && may_revise_charter(charter, by));
        let is_allowed = person.active && (is_theirs || self.is_own_charter_entry(by));
        (!is_allowed).then(|| {
            let who = crate::check::words::any_of(owners.iter().copied());
            let what = format!(
                "`{}` is by {by}, who may not revise decision {}; {who} may",
                self.path(),
                self.number()
            );
            let code = if self.number() == Number::CHARTER {
                &CHARTER_BY_OTHERS
            } else {
                &NOT_AN_EDITOR
            };
            self.finding(code, what).fixed_by(format!(
                "let {who} put it up: adr revise {} -m SUMMARY",
                self.number()
            ))
        })
    }

    /// Of decision 0 everybody may change their own entry, and a newcomer may bring theirs.
    fn is_own_charter_entry(&self, by: &Handle) -> bool {
        let Some(before) = self.before().filter(|_| self.number() == Number::CHARTER) else {
            return false;
        };
        changes_own_entry(&before.text, self.text(), by)
            || is_newcomer_entry(&before.text, self.text(), by)
    }

    fn kind(&self) -> Option<Finding> {
        let revision = self.revision();
        let is_charter = self.number() == Number::CHARTER;
        let same_text = self
            .before()
            .is_some_and(|before| before.text == revision.text);
        let what = match &revision.kind {
            RevisionKind::Text => return None,
            RevisionKind::Retirement if is_charter => {
                let what = format!(
                    "`{}` proposes to retire decision 0, the charter",
                    self.path()
                );
                return Some(self.finding(&ENDS_THE_CHARTER, what));
            }
            RevisionKind::Retirement if !same_text => "changes the text that it proposes to retire",
            RevisionKind::Retirement if revision.summary.is_none() => {
                "proposes to retire without a reason in `summary`"
            }
            RevisionKind::Retirement
                if self.decision.text_in_force().is_none() && !self.is_retired() =>
            {
                "proposes to retire what is not in force"
            }
            RevisionKind::Redaction(_) if !is_charter => {
                "is a redaction, which is for decision 0 only"
            }
            RevisionKind::Redaction(_) if !same_text => "changes the text beside what it takes out",
            RevisionKind::Import(_) if is_charter => {
                "imports decision 0, which starts with `adr init`"
            }
            RevisionKind::Import(_) if self.before().is_some_and(|before| !is_import(before)) => {
                "imports a decision that was made here"
            }
            RevisionKind::Retirement | RevisionKind::Redaction(_) | RevisionKind::Import(_) => {
                return None;
            }
        };
        Some(self.finding(&WRONG_KIND, format!("`{}` {what}", self.path())))
    }

    /// Whether the retirement has been settled in this change.
    fn is_retired(&self) -> bool {
        self.decision.status().is_ended()
    }
}

fn is_import(revision: &Revision) -> bool {
    matches!(revision.kind, RevisionKind::Import(_))
}

/// Whether nothing differs but the name, the addresses and the keys of this person.
fn changes_own_entry(before: &Text, after: &Text, who: &Handle) -> bool {
    let mut restored = after.clone();
    if let (Some(old), Some(new)) = (&before.charter, &mut restored.charter)
        && let (Some(old_entry), Some(new_entry)) = (old.people.get(who), new.people.get_mut(who))
    {
        new_entry.name.clone_from(&old_entry.name);
        new_entry.email.clone_from(&old_entry.email);
        new_entry.keys.clone_from(&old_entry.keys);
    }
    restored == *before
}
