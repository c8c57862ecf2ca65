//! The charter that is in force, and how it got there: a chain of accepted revisions of decision 0, each
//! accepted under the one before, back to the trust root.

use std::collections::BTreeMap;

use thiserror::Error;

use super::acceptance::{self, AcceptanceFlaw, Surroundings};
use super::case::{DecisionFacts, DelegationFacts};
use super::wellformed::{self, CharterFlaw};
use crate::record::charter::Charter;
use crate::record::digest::Digest;
use crate::record::resolution::{Outcome, Resolution};

/// The accepted revisions of decision 0.
#[derive(Clone, Debug)]
pub struct Chain<'a> {
    links: Vec<Link<'a>>,
}

/// One charter that was in force.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// Which revision of decision 0.
    pub revision: u32,
    /// Digest of the revision's file.
    pub digest: Digest,
    /// What it says.
    pub charter: &'a Charter,
    /// How it was accepted.
    pub resolution: &'a Resolution,
}

/// Why there is no charter to judge by.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ChainFlaw {
    /// Decision 0 has no accepted revision.
    #[error("the log has no charter in force: revision 1 of decision 0 is not accepted")]
    NoCharter,
    /// The first revision is another than the one that is trusted.
    #[error("the charter goes back to {found}, not to the trust root {pinned}")]
    OtherRoot {
        /// What is trusted.
        pinned: Digest,
        /// What is there.
        found: Digest,
    },
    /// A revision of decision 0 without `charter` in its text.
    #[error("revision {revision} of decision 0 has no `charter` in its text")]
    WithoutCharter {
        /// The revision.
        revision: u32,
    },
    /// A revision does not name the bytes of the one before.
    #[error("revision {revision} of decision 0 does not follow the one before it")]
    Unchained {
        /// The revision.
        revision: u32,
    },
    /// An old revision that is accepted again, by the sign-offs that once were for it.
    #[error(
        "revision {revision} of decision 0 was accepted after revision {newer}, which is newer"
    )]
    BackAgain {
        /// The revision.
        revision: u32,
        /// What was in force by then.
        newer: u32,
    },
    /// A resolution of decision 0 that names another charter than the one before.
    #[error("revision {revision} of decision 0 was not accepted under the charter before it")]
    OtherCharter {
        /// The revision.
        revision: u32,
    },
    /// An acceptance that does not hold.
    #[error("the acceptance of revision {revision} of decision 0 does not hold: {flaw}")]
    NotAccepted {
        /// The revision.
        revision: u32,
        /// Why.
        flaw: AcceptanceFlaw,
    },
    /// A charter that does not make sense.
    #[error("the charter of revision {revision} is not well-formed: {}", first_of(.flaws))]
    NotWellFormed {
        /// The revision.
        revision: u32,
        /// What is wrong.
        flaws: Vec<CharterFlaw>,
    },
}

fn first_of(flaws: &[CharterFlaw]) -> String {
    flaws.first().map(ToString::to_string).unwrap_or_default()
}

impl<'a> Chain<'a> {
    /// Follows the chain from its first revision to the charter in force. `delegations` are those of the log.
    /// Where a trust root is pinned, the chain must pass through it: as its first revision, or as one that
    /// continues after a break.
    pub fn verify(
        facts: &DecisionFacts<'a>,
        delegations: &[DelegationFacts<'a>],
        pinned: Option<Digest>,
    ) -> Result<Self, ChainFlaw> {
        check_sequence(facts)?;
        let mut chain = Self { links: Vec::new() };
        let accepted = facts
            .resolutions
            .iter()
            .filter(|one| one.outcome == Outcome::Accepted);
        for resolution in accepted {
            let link = chain.next_link(facts, delegations, resolution, pinned)?;
            chain.links.push(link);
        }
        let first = chain.links.first().ok_or(ChainFlaw::NoCharter)?;
        match pinned {
            Some(pinned)
                if !chain
                    .links
                    .iter()
                    .any(|link| chain.is_root(link) && link.digest == pinned) =>
            {
                Err(ChainFlaw::OtherRoot {
                    pinned,
                    found: first.digest,
                })
            }
            _ => Ok(chain),
        }
    }

    fn next_link(
        &self,
        facts: &DecisionFacts<'a>,
        delegations: &[DelegationFacts<'a>],
        resolution: &'a Resolution,
        pinned: Option<Digest>,
    ) -> Result<Link<'a>, ChainFlaw> {
        let revision = resolution.revision;
        let target = facts.revision(revision).ok_or(ChainFlaw::NotAccepted {
            revision,
            flaw: AcceptanceFlaw::OtherText { revision },
        })?;
        let charter = target
            .revision
            .text
            .charter
            .as_ref()
            .ok_or(ChainFlaw::WithoutCharter { revision })?;
        let before = self.links.last();
        if let Some(before) = before.filter(|before| before.revision >= revision) {
            let newer = before.revision;
            return Err(ChainFlaw::BackAgain { revision, newer });
        }
        // The first charter is judged under itself, and so is one that an administrator pins to go on after
        // all maintainers are gone. Whoever pins it vouches for such breaks before it as well.
        let pinned_at = facts
            .revisions
            .iter()
            .find(|facts| pinned == Some(facts.digest))
            .map(|facts| facts.revision.revision);
        let goes_on_alone =
            charter.continues.is_some() && pinned_at.is_some_and(|pinned| revision <= pinned);
        let judge = match before {
            Some(before) if !goes_on_alone => (before.digest, before.charter),
            Some(before) if charter.continues != Some(before.digest) => {
                return Err(ChainFlaw::Unchained { revision });
            }
            _ => (target.digest, charter),
        };
        if resolution.charter != judge.0 {
            return Err(ChainFlaw::OtherCharter { revision });
        }
        let mut flaws = wellformed::flaws(charter);
        if let Some(before) = before {
            flaws.extend(wellformed::step_flaws(before.charter, charter));
        }
        if !flaws.is_empty() {
            return Err(ChainFlaw::NotWellFormed { revision, flaws });
        }
        let mut charters = self.charters();
        charters.insert(judge.0, judge.1);
        let surroundings = Surroundings {
            charters: &charters,
            related: Vec::new(),
            delegations: delegations.to_vec(),
        };
        acceptance::verify(facts, resolution, &surroundings)
            .map_err(|flaw| ChainFlaw::NotAccepted { revision, flaw })?;
        Ok(Link {
            revision,
            digest: target.digest,
            charter,
            resolution,
        })
    }

    fn is_root(&self, link: &Link<'_>) -> bool {
        link.charter.continues.is_some()
            || self
                .links
                .first()
                .is_some_and(|first| first.digest == link.digest)
    }

    /// The trust root: the digest of revision 1.
    pub fn root(&self) -> Digest {
        self.links[0].digest
    }

    /// The links that were judged under themselves although there was a charter before them: breaks, at which
    /// an administrator went on.
    pub fn breaks(&self) -> impl Iterator<Item = &Link<'a>> {
        self.links
            .iter()
            .skip(1)
            .filter(|link| link.resolution.charter == link.digest)
    }

    /// The charter in force.
    pub fn in_force(&self) -> &Link<'a> {
        // A chain is only ever handed out with at least one link.
        &self.links[self.links.len() - 1]
    }

    /// All the charters that were ever in force, oldest first.
    pub fn links(&self) -> &[Link<'a>] {
        &self.links
    }

    /// All the charters that were ever in force, by the digest of their revision.
    pub fn charters(&self) -> BTreeMap<Digest, &'a Charter> {
        self.links
            .iter()
            .map(|link| (link.digest, link.charter))
            .collect()
    }
}

/// Each revision names the bytes of the one before.
fn check_sequence(facts: &DecisionFacts<'_>) -> Result<(), ChainFlaw> {
    let mut previous = None;
    for (facts, wanted) in facts.revisions.iter().zip(1..) {
        let revision = facts.revision.revision;
        if revision != wanted || facts.revision.previous != previous {
            return Err(ChainFlaw::Unchained { revision });
        }
        previous = Some(facts.digest);
    }
    Ok(())
}
