//! What each record of a log proves.

use std::collections::BTreeSet;

use super::{Charters, Fault, Proved, Signature, Standing, What, restore};
use crate::agreement::acceptance::{self, AcceptanceFlaw};
use crate::agreement::case::HeardIn;
use crate::agreement::editorial::Span;
use crate::agreement::people;
use crate::log::DecisionLog;
use crate::log::case::surroundings;
use crate::log::decision::Decision;
use crate::log::redaction;
use crate::log::stored::Stored;
use crate::record::charter::Charter;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::layout::Place;
use crate::record::name::Handle;
use crate::record::proof::Proof;
use crate::record::redaction::{Redacted, Redaction};
use crate::record::resolution::{Outcome, Resolution};
use crate::record::revision::Revision;
use crate::record::signoff::Signoff;

/// Goes through the records of a log, and collects what they prove.
pub struct Verifier<'a> {
    pub(super) log: &'a DecisionLog,
    pub(super) charters: Charters<'a>,
    pub(super) records: Vec<Proved>,
    pub(super) faults: Vec<Fault>,
}

impl<'a> Verifier<'a> {
    /// Something that does not hold.
    pub(super) fn fault(&mut self, path: &str, what: impl Into<String>, hint: impl Into<String>) {
        self.faults.push(Fault::new(path, what, hint));
    }

    fn path(&self, stored: &str) -> String {
        format!("{}/{stored}", self.log.dir)
    }

    /// Verifies the records of one decision.
    pub(super) fn decision(&mut self, decision: &'a Decision) {
        self.claims(decision);
        let mut previous = None;
        for (stored, wanted) in decision.revisions.values().zip(1..) {
            self.revision(decision, stored, wanted, previous);
            previous = Some(stored.digest);
        }
        for stored in &decision.signoffs {
            self.signoff(decision, stored);
        }
        for stored in decision.resolutions.values() {
            self.resolution(decision, stored);
        }
        for (path, gap) in &decision.redacted {
            self.gap(decision, path, gap);
        }
    }

    /// What was taken out leaves its digest behind, where that was agreed.
    fn gap(&mut self, decision: &Decision, stored: &str, gap: &Redaction) {
        let path = self.path(stored);
        let Redacted { sha256, reason, by } = &gap.redacted;
        let is_agreed = self.is_agreed_gap(stored, *sha256);
        if !is_agreed {
            let what = "it was taken out, and no accepted revision of decision 0 names it";
            self.fault(&path, what, restore(&path));
        }
        self.records.push(Proved {
            path,
            number: Some(decision.number()),
            what: What::Gap {
                digest: *sha256,
                reason: reason.to_string(),
            },
            person: by.clone(),
            signature: if is_agreed {
                Signature::Agreed
            } else {
                Signature::Unsigned
            },
            standing: None,
        });
    }

    fn is_agreed_gap(&self, path: &str, digest: Digest) -> bool {
        self.log.charter().is_some_and(|charter| {
            redaction::agreed(charter).any(|one| one.path.as_str() == path && one.sha256 == digest)
        })
    }

    /// Whether something that a resolution rests on was taken out: what is left cannot prove it again, and
    /// the gap, which is verified by itself, stands for it.
    fn rests_on_a_gap(decision: &Decision, resolution: &Resolution) -> bool {
        decision.redacted.values().any(|gap| {
            let digest = gap.redacted.sha256;
            digest == resolution.digest || resolution.signoffs.contains(&digest)
        })
    }

    /// Attachments are pinned by digest in the texts that refer to them.
    pub(super) fn attachments(&mut self, decision: &Decision) {
        let texts = decision.revisions.values().map(|stored| &stored.value.text);
        let pinned: BTreeSet<_> = texts
            .flat_map(|text| &text.attachments)
            .map(|attachment| (&attachment.path, attachment.sha256))
            .collect();
        for (name, wanted) in pinned {
            let stored = format!("{}/attachments/{name}", decision.folder);
            let gap = decision.redacted.get(&stored);
            let found = match gap {
                // What was agreed to be taken out leaves its digest behind.
                Some(gap) => Some(gap.redacted.sha256),
                None => decision.attachments.get(name).copied(),
            };
            let what = match found {
                Some(digest) if digest == wanted => continue,
                Some(_) => "it has other bytes than the text says",
                None => "the text refers to it, and it is not there",
            };
            let path = self.path(&stored);
            self.fault(&path, what, restore(&path));
        }
    }

    /// A decision's number and id are claimed for each other.
    fn claims(&mut self, decision: &Decision) {
        let Some(id) = decision.id() else { return };
        let number = decision.number();
        let claims = [
            (
                Place::NumberClaim(number),
                self.log.number_claims.get(&number) == Some(&id),
            ),
            (
                Place::IdClaim(id),
                self.log.id_claims.get(&id) == Some(&number),
            ),
        ];
        for (place, is_right) in claims {
            if !is_right {
                let path = self.log.dir.join(&place);
                let what =
                    format!("it is missing, or claims something else than decision {number}");
                self.fault(&path, what, restore(&path));
            }
        }
    }

    fn revision(
        &mut self,
        decision: &'a Decision,
        stored: &'a Stored<Revision>,
        wanted: u32,
        previous: Option<Digest>,
    ) {
        let revision = &stored.value;
        let path = self.path(&stored.path);
        let number = revision.revision;
        // Of a redacted revision the digest is still known, and the chain goes on over the gap.
        let before = match number {
            1 => None,
            _ => decision.revision_digest(number - 1).or(previous),
        };
        let is_gap = wanted != number && decision.redacted.is_empty();
        if revision.previous != before || is_gap {
            let hint = "a revision before it was changed or is missing; bring that one back";
            self.fault(&path, "it does not follow the revision before it", hint);
        }
        if Some(revision.text.id) != decision.id() {
            self.fault(
                &path,
                "its text has another id than the decision",
                restore(&path),
            );
        }
        for (number, id) in &revision.refers {
            let other = self.log.decision(*number).and_then(Decision::id);
            if other.is_some_and(|other| other != *id) {
                let hint = format!(
                    "revise decision {}: it refers to another now",
                    decision.number()
                );
                self.fault(
                    &path,
                    format!("number {number} names another decision now"),
                    hint,
                );
            }
        }
        let judge = self.judge_of(decision, number);
        let mut signature = self.signature(judge, &revision.by, stored.proof());
        // A newcomer brings their own key in the revision that they sign.
        if let (Signature::NotTheirKey { fingerprint, .. }, Some(own)) =
            (&signature, &revision.text.charter)
            && let Some(state) = people::signing_key_state(own, &revision.by, stored.proof())
        {
            signature = Signature::Theirs {
                fingerprint: fingerprint.clone(),
                charter: number,
                state,
                state_now: self.state_now(&revision.by, stored.proof()),
                hardware: false,
            };
        }
        if signature == Signature::Unsigned {
            let hint = format!(
                "its author must sign it: adr revise {} -m SUMMARY",
                decision.number()
            );
            self.fault(&path, "it is not signed", hint);
        }
        self.add(Proved {
            path,
            number: Some(decision.number()),
            what: What::Revision {
                revision: number,
                digest: stored.digest,
            },
            person: revision.by.clone(),
            signature,
            standing: None,
        });
    }

    fn signoff(&mut self, decision: &'a Decision, stored: &'a Stored<Signoff>) {
        let signoff = &stored.value;
        let path = self.path(&stored.path);
        for flaw in self.misplacements(decision, signoff) {
            let hint = "it was made for something else, or what it is about was changed; take it out or ask \
                        its signer to sign again";
            self.fault(&path, flaw, hint);
        }
        let judge = self.charters.get(signoff.charter);
        if judge.is_none() && self.charters.now().is_some() {
            let hint = format!(
                "its signer must sign again: adr-sign approve {}",
                decision.number()
            );
            self.fault(
                &path,
                "it names a charter that was never in force here",
                hint,
            );
        }
        let signature = self.signature(judge, &signoff.signer, stored.proof());
        self.add(Proved {
            path,
            number: Some(decision.number()),
            what: What::Signoff {
                statement: signoff.statement.word(),
                revision: signoff.revision,
                digest: signoff.digest,
            },
            person: signoff.signer.clone(),
            signature,
            standing: Some(standing(
                decision,
                stored,
                self.charters.now().map(|(_, charter)| charter),
            )),
        });
    }

    /// Why a sign-off says nothing about the decision that it lies with.
    pub(super) fn misplacements(&self, decision: &Decision, signoff: &Signoff) -> Vec<String> {
        let mut flaws = Vec::new();
        let log = self.log.charter().and_then(Decision::id);
        if log.is_some_and(|log| log != signoff.log) {
            flaws.push("it was made for another log".to_owned());
        }
        if decision.id().is_some_and(|id| id != signoff.decision) {
            flaws.push("it was made for another decision".to_owned());
        } else {
            match decision.revision_digest(signoff.revision) {
                Some(digest) if digest == signoff.digest => {}
                Some(_) => flaws.push(format!(
                    "revision {} is not the text that was signed",
                    signoff.revision
                )),
                None => flaws.push(format!("revision {} is not there", signoff.revision)),
            }
        }
        flaws
    }

    fn resolution(&mut self, decision: &'a Decision, stored: &'a Stored<Resolution>) {
        let resolution = &stored.value;
        let path = self.path(&stored.path);
        let judge = self.charters.get(resolution.charter);
        let signature = if resolution.signature.is_none() && resolution.outcome.is_unsigned() {
            Signature::NotNeeded
        } else {
            self.signature(judge, &resolution.by, stored.proof())
        };
        if signature == Signature::Unsigned {
            let what = format!("`{}` must be signed by who wrote it", resolution.outcome);
            self.fault(&path, what, "take it out; its author must write it again");
        }
        if self.charters.now().is_some() {
            self.ending(decision, resolution, &path);
        }
        self.add(Proved {
            path,
            number: Some(decision.number()),
            what: What::Resolution {
                outcome: resolution.outcome.word(),
                revision: resolution.revision,
                listed: resolution.signoffs.len(),
            },
            person: resolution.by.clone(),
            signature,
            standing: None,
        });
    }

    /// Whether what a resolution says is borne out by the records that it rests on.
    fn ending(&mut self, decision: &'a Decision, resolution: &'a Resolution, path: &str) {
        let number = decision.number();
        match resolution.outcome {
            // The chain says all about decision 0.
            Outcome::Accepted if number == Number::CHARTER => {}
            Outcome::Accepted | Outcome::Historical | Outcome::Deprecated => {
                let charters = self.charters.plain();
                let facts = decision.facts(HeardIn::Base);
                let around = surroundings(self.log, &charters, decision, resolution.revision);
                if let Err(flaw) = acceptance::verify(&facts, resolution, &around)
                    && !Self::rests_on_a_gap(decision, resolution)
                {
                    let what = format!(
                        "the {} does not hold: {}",
                        noun(resolution.outcome),
                        words(&flaw)
                    );
                    let hint = format!(
                        "what it lists must be there unchanged; else it was never {}: see `adr show {number}`",
                        resolution.outcome
                    );
                    self.fault(path, what, hint);
                }
            }
            Outcome::Superseded => {
                let successor = resolution.by_decision.and_then(|id| self.log.by_id(id));
                let supersedes = |other: &Decision| {
                    other.resolutions.values().any(|one| {
                        one.value.outcome == Outcome::Accepted
                            && other
                                .revisions
                                .get(&one.value.revision)
                                .is_some_and(|stored| {
                                    stored.value.text.supersedes.contains(&number)
                                })
                    })
                };
                match successor {
                    Some(other) if supersedes(other) => {}
                    _ => self.fault(
                        path,
                        "no accepted decision supersedes it",
                        "bring the decision back that took its place",
                    ),
                }
            }
            Outcome::Rejected | Outcome::Withdrawn => {
                if decision.revision_digest(resolution.revision) != Some(resolution.digest) {
                    let what = format!(
                        "revision {} is not the text that it names",
                        resolution.revision
                    );
                    self.fault(path, what, restore(path));
                }
            }
        }
    }

    /// Verifies who speaks for whom.
    pub(super) fn delegations(&mut self) {
        let log_id = self.log.charter().and_then(Decision::id);
        for stored in &self.log.delegations {
            let delegation = &stored.value;
            let path = self.path(&stored.path);
            if log_id.is_some_and(|id| id != delegation.log) {
                self.fault(&path, "it was made for another log", "take it out");
            }
            let signature = self.signature(self.charters.now(), &delegation.from, stored.proof());
            self.add(Proved {
                path,
                number: None,
                what: What::Delegation {
                    to: delegation.to.clone(),
                },
                person: delegation.from.clone(),
                signature,
                standing: None,
            });
        }
    }

    /// Takes in what a record proves; a signature that proves nothing is a fault.
    pub(super) fn add(&mut self, proved: Proved) {
        let person = &proved.person;
        match &proved.signature {
            Signature::Broken { why } => {
                let (path, why) = (proved.path.clone(), why.clone());
                self.fault(&path, why, restore(&path));
            }
            Signature::NotTheirKey { fingerprint, owner } => {
                let what = match owner {
                    Some(owner) => {
                        format!("it is signed by {owner}'s key {fingerprint}, not by {person}'s")
                    }
                    None => format!("it is signed by {fingerprint}, which is no key of {person}'s"),
                };
                let hint = format!("{person} must sign it, with a key of the charter");
                let path = proved.path.clone();
                self.fault(&path, what, hint);
            }
            _ => {}
        }
        self.records.push(proved);
    }

    /// The charter under which a revision counted: that of its acceptance, or of the next one after it; else
    /// the one in force.
    fn judge_of(&self, decision: &Decision, revision: u32) -> Option<(u32, &'a Charter)> {
        let accepted = decision
            .resolutions
            .values()
            .map(|stored| &stored.value)
            .filter(|one| one.outcome == Outcome::Accepted && one.revision >= revision)
            .min_by_key(|one| one.revision);
        accepted
            .and_then(|one| self.charters.get(one.charter))
            .or_else(|| self.charters.now())
    }

    fn state_now(
        &self,
        person: &Handle,
        proof: &Proof,
    ) -> Option<crate::record::charter::KeyState> {
        let (_, charter) = self.charters.now()?;
        people::signing_key_state(charter, person, proof)
    }

    /// What a signature proves under this charter; where that does not know the key, under any that was in
    /// force.
    pub(super) fn signature(
        &self,
        judge: Option<(u32, &'a Charter)>,
        person: &Handle,
        proof: &Proof,
    ) -> Signature {
        let (key, user_present) = match proof {
            Proof::Unsigned => return Signature::Unsigned,
            Proof::Broken { flaw } => {
                return Signature::Broken {
                    why: flaw.to_string(),
                };
            }
            Proof::Signed { key, user_present } => (key, *user_present),
        };
        let fingerprint = key.fingerprint();
        let Some((_, now)) = self.charters.now() else {
            return Signature::Unjudged { fingerprint };
        };
        let all = self.charters.by_digest.values().copied();
        let found = judge
            .into_iter()
            .chain(all)
            .find_map(|(revision, charter)| {
                Some((revision, people::signing_key_state(charter, person, proof)?))
            });
        match found {
            Some((charter, state)) => Signature::Theirs {
                fingerprint,
                charter,
                state,
                state_now: self.state_now(person, proof),
                hardware: user_present && key.is_hardware(),
            },
            None => Signature::NotTheirKey {
                fingerprint,
                owner: people::owner_of(now, key).map(|(owner, _)| owner.clone()),
            },
        }
    }
}

/// Whether a sign-off still counts.
pub(super) fn standing(
    decision: &Decision,
    stored: &Stored<Signoff>,
    charter: Option<&Charter>,
) -> Standing {
    let is_counted = decision
        .resolutions
        .values()
        .any(|resolution| resolution.value.signoffs.contains(&stored.signed));
    if is_counted {
        return Standing::Counted;
    }
    if decision.is_replaced(stored) {
        return Standing::Replaced;
    }
    let facts = decision.facts(HeardIn::Base);
    let carries = charter.is_some_and(|charter| {
        Span::of(charter, &facts.revisions).holds(stored.value.revision, stored.value.digest)
    });
    if carries {
        Standing::Current
    } else {
        Standing::Stale
    }
}

const fn noun(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Deprecated => "retirement",
        Outcome::Historical => "taking over",
        _ => "acceptance",
    }
}

/// A flaw in words, with what is unmet where the sign-offs fall short.
fn words(flaw: &AcceptanceFlaw) -> String {
    use crate::agreement::evaluation::State;
    let AcceptanceFlaw::NotMet(evaluation) = flaw else {
        return flaw.to_string();
    };
    let unmet: Vec<String> = evaluation
        .rules
        .iter()
        .filter(|rule| rule.state != State::Met)
        .map(|rule| format!("`{}`", rule.name))
        .chain(
            evaluation
                .approvers
                .iter()
                .filter(|one| one.need.state != State::Met)
                .map(|one| format!("the approval of {}", one.approver)),
        )
        .collect();
    if unmet.is_empty() {
        return flaw.to_string();
    }
    format!("{} ({} unmet)", flaw, unmet.join(", "))
}
