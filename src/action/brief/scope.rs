//! What a reader asks for, and what is new to them.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use super::agreed::settlement;
use super::voice::Records;
use super::{Reader, Request, Start};
use crate::action::Error;
use crate::action::find;
use crate::action::ground::Ground;
use crate::action::source::Source;
use crate::action::{survey, why};
use crate::agreement::people;
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::govern::{self, Asked};
use crate::log::stored::Stored;
use crate::log::tree::ObjectId;
use crate::record::charter::Charter;
use crate::record::id::Number;
use crate::record::name::{Handle, Party, Tag, TeamName};
use crate::record::signoff::{Act, Signoff, Statement};
use crate::record::time::Timestamp;

/// Which decisions a reader asks for.
pub(super) struct Scope<'a> {
    tags: &'a [Tag],
    teams: Vec<(&'a TeamName, BTreeSet<&'a Handle>)>,
    asked: Vec<Asked>,
    bound: BTreeSet<Number>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(
        ground: &Ground<'_>,
        request: &'a Request<'_>,
        charter: &'a Charter,
        tree: ObjectId,
        log: &DecisionLog,
    ) -> Result<Self, Error> {
        let mut teams = Vec::new();
        for team in &request.teams {
            if !charter.teams.contains_key(team) {
                return Err(Error::Usage {
                    what: format!("the charter knows no team {team}"),
                    hint: "see adr charter show".to_owned(),
                });
            }
            teams.push((team, people::members(charter, team)));
        }
        let asked: Vec<Asked> = request
            .paths
            .iter()
            .map(|path| why::asked_about(ground, tree, path))
            .collect::<Result<_, _>>()?;
        let bound = asked
            .iter()
            .flat_map(|asked| govern::binding(log, asked))
            .map(|binding| binding.decision.number())
            .collect();
        Ok(Self {
            tags: &request.tags,
            teams,
            asked,
            bound,
        })
    }

    /// Whether a decision is asked for: with one of the tags, of one of the teams, about one of the paths.
    pub(super) fn holds(&self, decision: &Decision) -> bool {
        let text = decision.text_in_force().or_else(|| decision.text());
        let Some(text) = text else {
            return self.tags.is_empty() && self.teams.is_empty() && self.asked.is_empty();
        };
        let has_tag = self.tags.is_empty() || self.tags.iter().any(|tag| text.tags.contains(tag));
        let parties = || {
            let counted = text.approvers.iter().chain(&text.consulted);
            counted.chain(&text.informed)
        };
        let of_team = |(team, members): &(&TeamName, BTreeSet<&Handle>)| {
            let is_named = parties().any(|party| match party {
                Party::Team(name) => name == *team,
                Party::Person(handle) => members.contains(handle),
            });
            let mut drivers = text.owner.iter().chain(&text.editors);
            let mut signers = decision.signoffs.iter().map(|stored| &stored.value.signer);
            is_named
                || drivers.any(|person| members.contains(person))
                || signers.any(|person| members.contains(person))
        };
        let has_team = self.teams.is_empty() || self.teams.iter().any(of_team);
        let has_path = self.asked.is_empty()
            || self.bound.contains(&decision.number())
            || self
                .asked
                .iter()
                .any(|asked| text.governs.iter().any(|glob| asked.is_matched(glob)));
        has_tag && has_team && has_path
    }
}

/// From when on something is new.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Since {
    /// Since the reader last signed something.
    Signed {
        /// When, as they say.
        at: Timestamp,
        /// The word of the stance or act.
        word: &'static str,
        /// Where.
        source: Source,
    },
    /// From a day on.
    Day {
        /// Which.
        day: NaiveDate,
    },
    /// Since a commit.
    Revision {
        /// As it was asked for.
        revision: String,
        /// The commit that it means.
        commit: String,
    },
}

/// What is new to a reader.
pub(super) enum News {
    /// Everything.
    All,
    /// What was settled after a moment.
    After(DateTime<FixedOffset>),
    /// What was settled on a day or later.
    From(NaiveDate),
    /// What another tree does not hold like this.
    Beyond(DecisionLog, BTreeSet<Number>),
}

impl News {
    /// Whether a decision was settled since, or somebody else challenged it or answered.
    pub(super) fn is_new(
        &self,
        decision: &Decision,
        records: &Records<'_>,
        reader: Option<&Reader>,
    ) -> bool {
        let mut moments = moments(decision, records, reader).into_iter();
        match self {
            Self::All => true,
            Self::After(moment) => moments.any(|at| at.moment() > *moment),
            Self::From(day) => moments.any(|at| at.day() >= *day),
            Self::Beyond(log, differing) => {
                differing.contains(&decision.number())
                    && log.decision(decision.number()).is_none_or(|before| {
                        let before = self::moments(before, records, reader);
                        !moments.eq(before)
                    })
            }
        }
    }
}

/// When a decision was settled, and when people other than the reader have challenged it or answered.
fn moments(decision: &Decision, records: &Records<'_>, reader: Option<&Reader>) -> Vec<Timestamp> {
    let is_others = |stored: &&Stored<Signoff>| {
        reader.is_none_or(|reader| reader.person != stored.value.signer)
    };
    let argued = decision
        .signoffs
        .iter()
        .filter(|stored| {
            matches!(
                stored.value.statement,
                Statement::Act(Act::Challenge { .. } | Act::Answer { .. })
            )
        })
        .filter(is_others)
        .filter(|stored| records.proves(stored))
        .map(|stored| stored.value.at);
    let settled = settlement(decision).map(|stored| stored.value.at);
    settled.into_iter().chain(argued).collect()
}

/// From when on, as it is told and as it is applied.
pub(super) struct Beginning {
    pub(super) told: Option<Since>,
    pub(super) news: News,
}

/// From when on something is new to this reader.
pub(super) fn since(
    ground: &Ground<'_>,
    request: &Request<'_>,
    reader: Option<&Reader>,
    log: &DecisionLog,
    records: &Records<'_>,
    tree: ObjectId,
) -> Result<Beginning, Error> {
    let all = Beginning {
        told: None,
        news: News::All,
    };
    match (&request.since, reader) {
        (Some(Start::Ever), _) | (None, None) => Ok(all),
        (Some(Start::Day(day)), _) => Ok(Beginning {
            told: Some(Since::Day { day: *day }),
            news: News::From(*day),
        }),
        (Some(Start::Revision(rev)), _) => {
            let revision = ground.store.resolve(rev)?;
            let commit = revision.ok_or_else(|| find::unknown_rev(rev))?.commit;
            let before = ground.store.root_tree(commit)?;
            let differing = survey::differing(ground, before, tree)?;
            let log = ground.store.log_of(before, &ground.dir, &differing)?;
            Ok(Beginning {
                told: Some(Since::Revision {
                    revision: rev.clone(),
                    commit: commit.to_string(),
                }),
                news: News::Beyond(log, differing),
            })
        }
        (None, Some(reader)) => {
            let signed = log.decisions.values().flat_map(|decision| {
                let own = decision.signoffs.iter();
                own.map(move |stored| (decision, stored))
            });
            // One from the future would hide what is new until then.
            let last = signed
                .filter(|(_, stored)| {
                    stored.value.signer == reader.person
                        && stored.value.at.moment() <= request.now
                        && records.proves(stored)
                })
                // Within one second, what they hold still.
                .max_by_key(|(decision, stored)| {
                    let holds = !decision.is_replaced(stored);
                    (stored.value.at, holds, stored.signed)
                });
            Ok(match last {
                None => all,
                Some((decision, stored)) => Beginning {
                    told: Some(Since::Signed {
                        at: stored.value.at,
                        word: stored.value.statement.word(),
                        source: Source::of_signoff(&ground.dir, decision, stored),
                    }),
                    news: News::After(stored.value.at.moment()),
                },
            })
        }
    }
}
