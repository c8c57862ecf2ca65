//! What new texts name: people whom the charter knows, decisions by their ids, approvers who did not write
//! it, attachments as they are.

use crate::log::decision::Decision;
use crate::record::id::Number;
use crate::record::name::{Handle, Party};
use crate::record::text::Attachment;

use super::finding::{Finding, codes};
use super::input::Input;
use super::new_revision::NewRevision;
use super::revisions::ENDS_THE_CHARTER;
use super::signatures::PERSON_UNKNOWN;

codes! {
    REFERS_WRONG = Rejected "refers-wrong" {
        what: "A revision names decisions, and does not say truly which ones they are.",
        why: "A number can come to mean another decision; the id that was signed cannot.",
        fix: "Put the text up again with `adr revise`, which looks the ids up.",
    }
    APPROVER_WROTE_TEXT = Rejected "approver-wrote-text" {
        what: "A text names as approver somebody who wrote it.",
        why: "Nobody approves their own words, so that the text could never be agreed.",
        fix: "Take them out of `approvers`, and put the text up again with `adr revise`.",
    }
    CHARTER_MISPLACED = Rejected "charter-misplaced" {
        what: "A text has a `charter` outside of decision 0, or decision 0 has none.",
        why: "There is one charter, and it is always there.",
        fix: "Put the charter into decision 0, and only there.",
    }
    ATTACHMENT_DIFFERS = Rejected "attachment-differs" {
        what: "An attachment that the newest text names is missing, or has other bytes than it says.",
        why: "People signed the text with exactly these pictures and data.",
        fix: "Restore the attachment, or put a new revision up with `adr revise`.",
    }
}

/// Looks at every revision that is new in the decisions that are touched.
pub(super) fn judge(input: &Input<'_>, findings: &mut Vec<Finding>) {
    for decision in input.touched() {
        for new in NewRevision::of(input, decision) {
            findings.extend(new.people());
            findings.extend(new.refers());
            findings.extend(new.approvers());
            findings.extend(new.charter());
        }
        attachments(input, decision, findings);
    }
}

impl NewRevision<'_> {
    /// Everybody whom the text makes responsible is known.
    fn people(&self) -> Vec<Finding> {
        let text = self.text();
        let named = self
            .revision()
            .with
            .iter()
            .chain(&text.owner)
            .chain(&text.editors);
        let mut unknown: Vec<&Handle> = named
            .filter(|who| self.input.person(who).is_none())
            .collect();
        unknown.dedup();
        unknown
            .into_iter()
            .map(|who| {
                let what = format!(
                    "`{}` names {who}, whom the charter does not know",
                    self.path()
                );
                self.finding(&PERSON_UNKNOWN, what)
            })
            .collect()
    }

    fn refers(&self) -> Vec<Finding> {
        let pinned = &self.revision().refers;
        let named = self.text().refers_to();
        let log = self.input.setting.result;
        let mut wrong = Vec::new();
        for number in &named {
            let there = log.decision(*number).and_then(Decision::id);
            match (pinned.get(number), there) {
                (Some(pinned), Some(there)) if *pinned == there => {}
                (Some(pinned), Some(there)) => wrong.push(format!(
                    "`{}` means {pinned} by decision {number}, and number {number} is {there}",
                    self.path()
                )),
                (Some(_), None) => wrong.push(format!(
                    "`{}` names decision {number}, and there is none",
                    self.path()
                )),
                (None, _) => wrong.push(format!(
                    "`{}` names decision {number} without its id in `refers`",
                    self.path()
                )),
            }
        }
        for number in pinned.keys().filter(|number| !named.contains(number)) {
            wrong.push(format!(
                "`{}` has decision {number} in `refers`, and its text names no such",
                self.path()
            ));
        }
        let fix = format!(
            "put the text up again: adr revise {} -m SUMMARY",
            self.number()
        );
        wrong
            .into_iter()
            .map(|what| self.finding(&REFERS_WRONG, what).fixed_by(fix.clone()))
            .collect()
    }

    fn approvers(&self) -> Vec<Finding> {
        let text = self.text();
        let wrote: Vec<&Handle> = self.revision().authors().chain(&text.owner).collect();
        let approvers = text.approvers.iter().filter_map(|party| match party {
            Party::Person(who) => wrote.contains(&who).then_some(who),
            Party::Team(_) => None,
        });
        approvers
            .map(|who| {
                let what = format!("`{}` names {who} as approver, who wrote it", self.path());
                self.finding(&APPROVER_WROTE_TEXT, what)
            })
            .collect()
    }

    fn charter(&self) -> Vec<Finding> {
        let text = self.text();
        let is_charter = self.number() == Number::CHARTER;
        let mut wrong = Vec::new();
        if is_charter != text.charter.is_some() {
            let what = if is_charter {
                "is a charter without `charter`"
            } else {
                "has a `charter`, and is not decision 0"
            };
            wrong.push(self.finding(&CHARTER_MISPLACED, format!("`{}` {what}", self.path())));
        }
        for number in text.supersedes.iter().chain(&text.amends) {
            let what = if *number == Number::CHARTER {
                "supersedes or amends decision 0, the charter"
            } else if *number == self.number() {
                "supersedes or amends itself"
            } else {
                continue;
            };
            wrong.push(self.finding(&ENDS_THE_CHARTER, format!("`{}` {what}", self.path())));
        }
        wrong
    }
}

fn is_gap(decision: &Decision, named: &Attachment) -> bool {
    let path = format!("{}/attachments/{}", decision.folder, named.path);
    let gap = decision.redacted.get(&path);
    gap.is_some_and(|gap| gap.redacted.sha256 == named.sha256)
}

fn attachments(input: &Input<'_>, decision: &Decision, findings: &mut Vec<Finding>) {
    let Some(newest) = decision.newest() else {
        return;
    };
    for named in &newest.value.text.attachments {
        let what = match decision.attachments.get(&named.path) {
            Some(found) if *found == named.sha256 => continue,
            // What was agreed to be taken out leaves its digest behind.
            None if is_gap(decision, named) => continue,
            Some(found) => format!(
                "the attachment `{}` is {found}, and the text says {}",
                named.path, named.sha256
            ),
            None => format!("the attachment `{}` is missing", named.path),
        };
        let path = format!("{}/attachments/{}", decision.folder, named.path);
        findings.push(input.finding_at(&ATTACHMENT_DIFFERS, &path, what));
    }
}
