//! A story: who takes part, what they did, and what came of it. Strict, so that a slip of the pen does not
//! pass for a test: unknown keys, unknown names and impossible combinations are errors.

use std::collections::BTreeMap;

use adr_sign::agreement::case::{
    Case, Clock, DecisionFacts, DelegationFacts, Heard, HeardIn, Purpose, RevisionFacts,
};
use adr_sign::agreement::evaluate::evaluate;
use adr_sign::agreement::evaluation::Evaluation;
use adr_sign::agreement::outcome::{Ending, permit};
use adr_sign::agreement::status::Status;
use adr_sign::agreement::wellformed::{self, CharterFlaw};
use adr_sign::record::charter::Charter;
use adr_sign::record::delegation::{Delegation, Grant};
use adr_sign::record::digest::Digest;
use adr_sign::record::id::{DecisionId, Number};
use adr_sign::record::name::{ConditionId, Handle, TeamName};
use adr_sign::record::proof::{Flaw, Proof};
use adr_sign::record::prose::{Line, Prose};
use adr_sign::record::resolution::{Outcome, Resolution};
use adr_sign::record::revision::{Imported, Redacts, Revision, RevisionKind};
use adr_sign::record::signoff::{Act, ClearTarget, Condition, Signoff, Stance, Statement};
use adr_sign::record::text::Text;
use adr_sign::record::time::Timestamp;
use adr_sign::record::yaml;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Deserialize;
use serde_yaml::{Mapping, Value};

use super::charter::{StoryCharter, key};
use super::tell;

/// A story as its file holds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// What it is about, for people.
    #[serde(rename = "story")]
    _about: String,
    /// The charter in force in the base.
    charter: StoryCharter,
    /// Charters that were in force before, by the name that sign-offs use. In a story about a charter
    /// alone, the one called `before` is the one it follows.
    #[serde(default)]
    earlier: BTreeMap<String, StoryCharter>,
    /// The decision's number.
    #[serde(default = "one")]
    decision: u32,
    /// The revision that the base has accepted.
    accepted: Option<u32>,
    #[serde(default)]
    revisions: Vec<StoryRevision>,
    /// Texts in force of what is superseded or amended.
    #[serde(default)]
    related: Vec<Mapping>,
    #[serde(default)]
    signoffs: Vec<StorySignoff>,
    #[serde(default)]
    delegations: Vec<StoryDelegation>,
    /// The sign-offs that a resolution lists.
    listed: Option<Vec<String>>,
    /// Whether an import is to be taken over as history.
    #[serde(default)]
    take_over: bool,
    /// How the decision ended before, in order.
    #[serde(default)]
    resolutions: Vec<StoryResolution>,
    /// How somebody wants it to end.
    ending: Option<StoryResolution>,
    #[serde(default = "first_of_march")]
    today: NaiveDate,
    first_seen: Option<NaiveDate>,
    /// Judged from the tree alone, without a clock.
    #[serde(default)]
    hindsight: bool,
    /// The tree that is to come out.
    pub expect: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoryRevision {
    #[serde(default = "alice")]
    by: Handle,
    #[serde(default)]
    with: Vec<Handle>,
    #[serde(default)]
    kind: KindWord,
    /// The key that signs; that of `by` otherwise.
    key: Option<String>,
    /// The fields that differ from the revision before.
    #[serde(default)]
    text: Mapping,
    /// The charter that decision 0 is to have.
    charter: Option<StoryCharter>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindWord {
    #[default]
    Text,
    Retirement,
    Import,
    Redaction,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StorySignoff {
    /// What others call it; `who` otherwise, or `who-for-whom`.
    id: Option<String>,
    /// The sign-off whose signed words these are, with another signature.
    copy_of: Option<String>,
    who: Handle,
    says: Word,
    #[serde(rename = "for")]
    on_behalf_of: Option<Handle>,
    #[serde(rename = "as")]
    team: Option<TeamName>,
    /// The revision; the newest otherwise.
    of: Option<u32>,
    /// The earlier charter that it names.
    charter: Option<String>,
    key: Option<String>,
    #[serde(default)]
    proof: ProofWord,
    /// Whether the security key was touched.
    #[serde(default)]
    touched: bool,
    #[serde(default)]
    place: Place,
    #[serde(default)]
    conditions: Vec<ConditionId>,
    #[serde(default)]
    targets: Vec<String>,
    #[serde(default)]
    replaces: Vec<String>,
    until: Option<NaiveDate>,
    #[serde(default = "first_of_march")]
    at: NaiveDate,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Approve,
    Object,
    Abstain,
    Recuse,
    Dissent,
    Withdraw,
    Hold,
    Clear,
    Answer,
    Acknowledge,
    Endorse,
    Challenge,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ProofWord {
    #[default]
    Signed,
    Unsigned,
    Broken,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Place {
    Base,
    #[default]
    Branch,
    Outbox,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoryDelegation {
    id: Option<String>,
    from: Handle,
    to: Handle,
    #[serde(default)]
    teams: Vec<TeamName>,
    starts: Option<NaiveDate>,
    ends: Option<NaiveDate>,
    revokes: Option<String>,
    key: Option<String>,
    #[serde(default)]
    proof: ProofWord,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoryResolution {
    outcome: Outcome,
    #[serde(default = "one")]
    revision: u32,
    #[serde(default = "alice")]
    by: Handle,
}

const fn one() -> u32 {
    1
}

fn alice() -> Handle {
    "alice".parse().unwrap()
}

fn first_of_march() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()
}

/// Noon of a day.
fn moment(day: NaiveDate) -> DateTime<FixedOffset> {
    day.and_hms_opt(12, 0, 0).unwrap().and_utc().fixed_offset()
}

/// The digest of whatever goes by this name in a story.
pub fn digest(name: &str) -> Digest {
    Digest::of(name.as_bytes())
}

fn id(number: u32) -> DecisionId {
    DecisionId::new(1_772_000_000_000, number.into())
}

impl Story {
    /// Reads a story.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let story: Self = yaml::read(bytes).map_err(|error| error.to_string())?;
        let mut known: Vec<String> = story.signoffs.iter().map(StorySignoff::name).collect();
        known.extend(story.delegations.iter().map(StoryDelegation::name));
        let count = known.len();
        known.sort();
        known.dedup();
        if known.len() < count {
            return Err("two sign-offs or delegations have one name; give them an `id`".to_owned());
        }
        let named = story
            .signoffs
            .iter()
            .flat_map(|one| one.targets.iter().chain(&one.replaces).chain(&one.copy_of));
        let named = named.chain(story.listed.iter().flatten());
        let named = named.chain(
            story
                .delegations
                .iter()
                .filter_map(|one| one.revokes.as_ref()),
        );
        for name in named {
            if known.binary_search(name).is_err() {
                return Err(format!("nothing is called `{name}`"));
            }
        }
        let charters = story.signoffs.iter().filter_map(|one| one.charter.as_ref());
        for name in charters {
            if !story.earlier.contains_key(name) && name != "unheard-of" {
                return Err(format!("no earlier charter is called `{name}`"));
            }
        }
        Ok(story)
    }

    /// What came of it.
    pub fn told(&self) -> String {
        if self.revisions.is_empty() {
            return tell::flaws(&self.flaws());
        }
        let Some(wish) = &self.ending else {
            let names = self.signoffs.iter().map(StorySignoff::name);
            return tell::evaluation(&self.evaluation(), names);
        };
        self.with_case(|case| {
            let resolutions: Vec<Resolution> = self
                .resolutions
                .iter()
                .zip(1..)
                .map(|(one, number)| one.resolution(number))
                .collect();
            let facts = DecisionFacts {
                number: case.number,
                revisions: case.revisions.clone(),
                resolutions: resolutions.iter().collect(),
                heard: case.heard.clone(),
            };
            let evaluation = evaluate(case);
            let ending = Ending {
                outcome: wish.outcome,
                revision: wish.revision,
                by: &wish.by,
                evaluation: evaluation.as_ref(),
                charter: case.charter,
            };
            let newest = case.target().map(|facts| facts.revision.revision);
            let status = Status::of(newest, resolutions.iter());
            tell::ending(&status, permit(&facts, &ending))
        })
    }

    /// What is wrong with the charter, and with going there from the one before.
    fn flaws(&self) -> Vec<CharterFlaw> {
        let charter = self.charter.charter();
        let mut flaws = wellformed::flaws(&charter);
        if let Some(before) = self.earlier.get("before") {
            flaws.extend(wellformed::step_flaws(&before.charter(), &charter));
        }
        flaws
    }

    /// What the rules say of the newest revision.
    pub fn evaluation(&self) -> Evaluation {
        self.with_case(|case| evaluate(case).unwrap())
    }

    /// Puts the question to the rules.
    pub fn with_case<T>(&self, ask: impl FnOnce(&Case<'_>) -> T) -> T {
        let charter = self.charter.charter();
        let earlier: BTreeMap<&str, Charter> = self
            .earlier
            .iter()
            .map(|(name, charter)| (name.as_str(), charter.charter()))
            .collect();
        let mut charters: BTreeMap<Digest, &Charter> = earlier
            .iter()
            .map(|(name, charter)| (digest(name), charter))
            .collect();
        charters.insert(digest("charter now"), &charter);
        let revisions = self.revisions();
        let proofs: Vec<Proof> = self.revisions.iter().map(StoryRevision::proof).collect();
        let signoffs: Vec<(Signoff, Proof)> = self
            .signoffs
            .iter()
            .map(|one| one.signoff(revisions.len()))
            .collect();
        let delegations: Vec<(Delegation, Proof)> = self
            .delegations
            .iter()
            .map(StoryDelegation::delegation)
            .collect();
        let related: Vec<Text> = self.related.iter().zip(90..).map(related_text).collect();
        let facts: Vec<RevisionFacts<'_>> = revisions
            .iter()
            .zip(&proofs)
            .map(|(revision, proof)| RevisionFacts {
                digest: digest(&format!("r{}", revision.revision)),
                revision,
                proof,
            })
            .collect();
        let heard: Vec<Heard<'_>> = self
            .signoffs
            .iter()
            .zip(&signoffs)
            .map(|(told, (signoff, proof))| Heard {
                digest: digest(told.copy_of.as_ref().unwrap_or(&told.name())),
                signoff,
                proof,
                place: match told.place {
                    Place::Base => HeardIn::Base,
                    Place::Branch => HeardIn::Branch,
                    Place::Outbox => HeardIn::Outbox,
                },
            })
            .collect();
        let case = Case {
            charter: &charter,
            charters: &charters,
            number: Number(self.decision),
            revisions: facts,
            accepted: self.accepted,
            in_force: self.accepted.map(|n| &revisions[n as usize - 1].text),
            related: related.iter().collect(),
            purpose: if self.take_over {
                Purpose::TakeOver
            } else {
                Purpose::Accept
            },
            heard,
            listed: self
                .listed
                .as_ref()
                .map(|listed| listed.iter().map(|name| digest(name)).collect()),
            delegations: self
                .delegations
                .iter()
                .zip(&delegations)
                .map(|(told, (delegation, proof))| DelegationFacts {
                    digest: digest(&told.name()),
                    delegation,
                    proof,
                })
                .collect(),
            clock: if self.hindsight {
                Clock::Settled
            } else {
                Clock::At {
                    now: moment(self.today),
                    first_seen: self.first_seen.map(moment),
                }
            },
        };
        ask(&case)
    }

    fn revisions(&self) -> Vec<Revision> {
        let mut fields = Mapping::new();
        let given = [
            ("id", id(self.decision).to_string()),
            ("title", "Postgres for orders".to_owned()),
            ("owner", "alice".to_owned()),
            ("context", "We need a database.".to_owned()),
            ("decision", "We use Postgres.".to_owned()),
        ];
        fields.extend(given.map(|(key, value)| (Value::from(key), Value::from(value))));
        let mut revisions = Vec::new();
        let mut charter = (self.decision == 0).then(|| self.charter.charter());
        for (told, number) in self.revisions.iter().zip(1..) {
            fields.extend(told.text.clone());
            charter = told.charter.as_ref().map(StoryCharter::charter).or(charter);
            let mut text: Text = serde_yaml::from_value(Value::Mapping(fields.clone())).unwrap();
            text.charter.clone_from(&charter);
            revisions.push(Revision {
                revision: number,
                previous: (number > 1).then(|| digest(&format!("r{}", number - 1))),
                kind: told.kind(),
                by: told.by.clone(),
                with: told.with.clone(),
                at: Timestamp::new(moment(first_of_march())),
                summary: None,
                refers: BTreeMap::new(),
                text,
                signature: None,
            });
        }
        revisions
    }
}

fn related_text((told, number): (&Mapping, u32)) -> Text {
    let mut fields = told.clone();
    fields.insert("id".into(), id(number).to_string().into());
    fields.insert("title".into(), "An earlier decision".into());
    serde_yaml::from_value(Value::Mapping(fields)).unwrap()
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

fn proof(word: ProofWord, key_name: Option<&String>, who: &Handle, touched: bool) -> Proof {
    match word {
        ProofWord::Unsigned => Proof::Unsigned,
        ProofWord::Broken => Proof::Broken {
            flaw: Flaw::Altered,
        },
        ProofWord::Signed => Proof::Signed {
            key: key(key_name.map_or(who.as_str(), String::as_str)),
            user_present: touched,
        },
    }
}

impl StoryRevision {
    fn proof(&self) -> Proof {
        proof(ProofWord::Signed, self.key.as_ref(), &self.by, false)
    }

    fn kind(&self) -> RevisionKind {
        match self.kind {
            KindWord::Text => RevisionKind::Text,
            KindWord::Retirement => RevisionKind::Retirement,
            KindWord::Import => RevisionKind::Import(vec![Imported {
                format: line("madr"),
                path: line("docs/adr/0003-orders.md"),
                number: Some(3),
                commit: None,
                status: Some(line("Accepted")),
                links: Vec::new(),
                people: Vec::new(),
            }]),
            KindWord::Redaction => RevisionKind::Redaction(vec![Redacts {
                path: line("0003-orders/attachments/dump.sql"),
                sha256: digest("dump"),
                reason: line("Holds a password"),
            }]),
        }
    }
}

impl StorySignoff {
    fn name(&self) -> String {
        self.id.clone().unwrap_or_else(|| match &self.on_behalf_of {
            None => self.who.to_string(),
            Some(other) => format!("{}-for-{other}", self.who),
        })
    }

    fn signoff(&self, newest: usize) -> (Signoff, Proof) {
        let revision = self.of.unwrap_or_else(|| u32::try_from(newest).unwrap());
        let charter = self.charter.as_deref().unwrap_or("charter now");
        let signoff = Signoff {
            log: id(0),
            charter: digest(charter),
            decision: id(1),
            revision,
            digest: digest(&format!("r{revision}")),
            signer: self.who.clone(),
            on_behalf_of: self.on_behalf_of.clone(),
            team: self.team.clone(),
            statement: self.statement(),
            reason: Some(Prose::new("Because.").unwrap()),
            replaces: self.replaces.iter().map(|name| digest(name)).collect(),
            at: Timestamp::new(moment(self.at)),
            signature: None,
        };
        let proof = proof(self.proof, self.key.as_ref(), &self.who, self.touched);
        (signoff, proof)
    }

    fn statement(&self) -> Statement {
        let targets = || self.targets.iter().map(|name| digest(name)).collect();
        match self.says {
            Word::Approve => Statement::Stance(Stance::Approve {
                conditions: self.conditions.iter().map(condition).collect(),
            }),
            Word::Object => Statement::Stance(Stance::Object),
            Word::Abstain => Statement::Stance(Stance::Abstain),
            Word::Recuse => Statement::Stance(Stance::Recuse),
            Word::Dissent => Statement::Stance(Stance::Dissent),
            Word::Withdraw => Statement::Act(Act::Withdraw { targets: targets() }),
            Word::Hold => Statement::Act(Act::Hold {
                until: self.until.expect("a hold says `until`"),
            }),
            Word::Answer => Statement::Act(Act::Answer { targets: targets() }),
            Word::Acknowledge => Statement::Act(Act::Acknowledge),
            Word::Endorse => Statement::Act(Act::Endorse),
            Word::Challenge => Statement::Act(Act::Challenge {
                evidence: Prose::new("The load doubled.").unwrap(),
            }),
            Word::Clear => Statement::Act(Act::Clear {
                targets: self
                    .targets
                    .iter()
                    .flat_map(|name| {
                        self.conditions.iter().map(|condition| ClearTarget {
                            signoff: digest(name),
                            condition: condition.clone(),
                        })
                    })
                    .collect(),
            }),
        }
    }
}

fn condition(id: &ConditionId) -> Condition {
    Condition {
        id: id.clone(),
        text: line("See the name."),
    }
}

impl StoryDelegation {
    fn name(&self) -> String {
        self.id
            .clone()
            .unwrap_or_else(|| format!("{}-lets-{}", self.from, self.to))
    }

    fn delegation(&self) -> (Delegation, Proof) {
        let grant = match &self.revokes {
            Some(name) => Grant::Revoke(digest(name)),
            None => Grant::Speak {
                teams: self.teams.clone(),
                starts: self.starts.unwrap_or_else(first_of_march),
                ends: self.ends.unwrap_or_else(first_of_march),
            },
        };
        let delegation = Delegation {
            log: id(0),
            from: self.from.clone(),
            to: self.to.clone(),
            grant,
            signature: None,
        };
        let proof = proof(self.proof, self.key.as_ref(), &self.from, false);
        (delegation, proof)
    }
}

impl StoryResolution {
    fn resolution(&self, number: u32) -> Resolution {
        Resolution {
            resolution: number,
            outcome: self.outcome,
            revision: self.revision,
            digest: digest(&format!("r{}", self.revision)),
            by_decision: None,
            charter: digest("charter now"),
            signoffs: Vec::new(),
            by: self.by.clone(),
            at: Timestamp::new(moment(first_of_march())),
            summary: None,
            signature: None,
        }
    }
}
