//! What can be wrong with a charter, by name, each with what to do about it.

use serde::Serialize;
use thiserror::Error;

use crate::record::field::Field;
use crate::record::name::{Handle, TeamName};

use super::asks::MAX_DEPTH;

/// What is wrong with a charter.
#[derive(Clone, PartialEq, Eq, Debug, Error, Serialize)]
#[serde(rename_all = "kebab-case", tag = "flaw")]
pub enum CharterFlaw {
    /// Nothing could ever be decided.
    #[error("the charter has no rule, so nothing could ever be accepted; add one under `rules`")]
    NoRules,
    /// Two rules of one name.
    #[error("two rules are called `{rule}`; give each a name of its own")]
    RuleNameTwice {
        /// The name.
        rule: String,
    },
    /// A rule that asks for nothing.
    #[error(
        "rule `{rule}` needs nothing, so everything would pass; list what it asks for under `need`"
    )]
    EmptyNeed {
        /// The rule.
        rule: String,
    },
    /// Alternatives without one.
    #[error("rule `{rule}` has an `any` without alternatives; list some, or take it out")]
    EmptyAny {
        /// The rule.
        rule: String,
    },
    /// Alternatives in alternatives in alternatives.
    #[error("rule `{rule}` nests `any` deeper than {MAX_DEPTH}; write its alternatives out flat")]
    TooDeep {
        /// The rule.
        rule: String,
    },
    /// More combinations of alternatives than can be tried.
    #[error("rule `{rule}` has too many combinations of alternatives; split it into several rules")]
    TooManyAlternatives {
        /// The rule.
        rule: String,
    },
    /// Nought people asked for.
    #[error("{place} asks for nobody; counts start at 1")]
    CountZero {
        /// Where.
        place: String,
    },
    /// A single person asked for outside `any`.
    #[error(
        "rule `{rule}` needs {person} alone, who may be the author; ask for a team, or offer an alternative in `any`"
    )]
    PersonAlone {
        /// The rule.
        rule: String,
        /// The person.
        person: Handle,
    },
    /// A name that is no team and no person.
    #[error(
        "{place} names `{name}`, and the charter has no such {kind}; add it, or correct the name"
    )]
    Unknown {
        /// Where.
        place: String,
        /// The name.
        name: String,
        /// What was looked for.
        kind: &'static str,
    },
    /// A team called like a person.
    #[error("`{name}` is a person and a team; rename the team")]
    TeamLikePerson {
        /// The name.
        name: TeamName,
    },
    /// A team that contains itself.
    #[error("team {team} contains itself; take it out of one of the teams in it")]
    TeamCycle {
        /// The team.
        team: TeamName,
    },
    /// A key in two places.
    #[error(
        "key {fingerprint} is listed more than once ({}); leave it with the one person who holds it", .people.join(", ")
    )]
    KeyTwice {
        /// The key's fingerprint.
        fingerprint: String,
        /// Whose entries list it.
        people: Vec<String>,
    },
    /// An address in two places.
    #[error(
        "address {address} is listed more than once ({}); commits by it must lead to one person", .people.join(", ")
    )]
    AddressTwice {
        /// The address, in lower case.
        address: String,
        /// Whose entries list it.
        people: Vec<String>,
    },
    /// A field that people agree to by signing.
    #[error(
        "`{field}` can never be editorial, since people agree to it by signing; take it out of `editorial`"
    )]
    NeverEditorial {
        /// The field.
        field: Field,
    },
    /// A rule that its own people cannot meet.
    #[error(
        "rule `{rule}` cannot be met {}: too few active people with a key that counts are left; ask for fewer{} \
         or add people",
        .proposer.as_ref().map_or("whoever proposes".to_owned(), |who| format!("when {who} proposes")),
        if .proposer.is_some() { ", say `proposer: allow`" } else { "" },
    )]
    CannotBeMet {
        /// The rule.
        rule: String,
        /// Who must not propose; `None` where it cannot be met at all.
        proposer: Option<Handle>,
    },
    /// Nobody may answer an objection.
    #[error(
        "nobody may answer objections under rule `{rule}`; set `overrule` for the charter or for the rule"
    )]
    NoOverrule {
        /// The rule.
        rule: String,
    },
    /// Too few people to answer an objection.
    #[error(
        "{place} asks for {count} of `{from}` to answer an objection, and {there} could; ask for fewer, or add people"
    )]
    OverruleOutOfReach {
        /// Where.
        place: String,
        /// Whom it asks.
        from: String,
        /// How many.
        count: u32,
        /// How many there are.
        there: u32,
    },
    /// Somebody is gone from the charter.
    #[error(
        "{person} was taken out; keep the entry and say `active: false`, since records name them"
    )]
    PersonRemoved {
        /// Who.
        person: Handle,
    },
    /// A person became an agent or the other way round.
    #[error("{person} changed `kind`; give the other a handle of their own")]
    KindChanged {
        /// Who.
        person: Handle,
    },
    /// A key is gone from the charter.
    #[error(
        "key {fingerprint} of {person} was taken out; keep it and say `state: retired`, since it proves old records"
    )]
    KeyRemoved {
        /// Whose.
        person: Handle,
        /// Which.
        fingerprint: String,
    },
    /// A key came back.
    #[error(
        "key {fingerprint} of {person} went back to an earlier state; add a new key in its place"
    )]
    KeyRestored {
        /// Whose.
        person: Handle,
        /// Which.
        fingerprint: String,
    },
}
