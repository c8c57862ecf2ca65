//! Finding a decision: what a person typed, and on which branch the decision is alive.
//!
//! Nobody who signs should have to know which branch a proposal is on. A decision that is open somewhere
//! is looked for on HEAD, then on local, then on remote-tracking branches; one that is settled is read from
//! HEAD or from the base.

use std::collections::BTreeSet;
use std::str::FromStr;

use super::Error;
use super::ground::Ground;
use crate::log::decision::Decision;
use crate::log::tree::ObjectId;
use crate::record::id::{DecisionId, Number};
use crate::record::name::Slug;
use crate::store::{Branch, Head, Target};

/// How a person names a decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Selector {
    /// `7`, `0007`, `ADR-7`
    Number(Number),
    /// The whole id.
    Id(DecisionId),
    /// Part of the slug.
    Slug(String),
}

impl FromStr for Selector {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        let lower = text.trim().to_ascii_lowercase();
        let digits = lower
            .strip_prefix("adr-")
            .or_else(|| lower.strip_prefix('#'))
            .unwrap_or(&lower);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return digits
                .parse()
                .map(|number| Self::Number(Number(number)))
                .map_err(|_| Error::BadSelector(text.to_owned()));
        }
        if let Ok(id) = lower.parse() {
            return Ok(Self::Id(id));
        }
        // `0007-postgres`, as the folder is called, is a number with something to read behind it.
        if let Some((number, slug)) = lower.split_once('-')
            && let Some(number) = Number::from_padded(number)
            && slug.parse::<Slug>().is_ok()
        {
            return Ok(Self::Number(number));
        }
        match lower.parse::<Slug>() {
            Ok(slug) => Ok(Self::Slug(slug.as_str().to_owned())),
            Err(_) => Err(Error::BadSelector(text.to_owned())),
        }
    }
}

impl std::fmt::Display for Selector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Id(id) => id.fmt(f),
            Self::Slug(slug) => f.write_str(slug),
        }
    }
}

/// A decision on a branch.
pub struct Located {
    /// The number.
    pub number: Number,
    /// As that branch holds it.
    pub decision: Decision,
    /// The branch's commit.
    pub tip: ObjectId,
    /// Its tree.
    pub tree: ObjectId,
    /// Where a commit about the decision goes.
    pub target: Target,
    /// What the branch is called, for people.
    pub branch: String,
    /// Whether it is what HEAD is at.
    pub is_head: bool,
}

/// A place to look at: HEAD or a branch.
pub(super) struct Place {
    pub(super) tip: ObjectId,
    target: Target,
    pub(super) name: String,
    pub(super) is_head: bool,
    is_remote: bool,
}

impl Ground<'_> {
    /// The number that a selector means, on any branch.
    pub fn number_of(&self, selector: &Selector) -> Result<Number, Error> {
        match selector {
            Selector::Number(number) => Ok(*number),
            Selector::Id(id) => {
                for place in self.places()? {
                    let tree = self.store.root_tree(place.tip)?;
                    if let Some(number) = self.store.number_of_id(tree, &self.dir, *id)? {
                        return Ok(number);
                    }
                }
                Err(Error::NoSuchDecision {
                    selector: selector.to_string(),
                })
            }
            Selector::Slug(part) => self.number_of_slug(part),
        }
    }

    fn number_of_slug(&self, part: &str) -> Result<Number, Error> {
        let mut found = BTreeSet::new();
        for place in self.places()? {
            let tree = self.store.root_tree(place.tip)?;
            for folder in self.store.decision_folders(tree, &self.dir)? {
                if folder
                    .slug
                    .as_ref()
                    .is_some_and(|slug| slug.as_str().contains(part))
                {
                    found.insert(folder);
                }
            }
        }
        let exact = found.iter().find(|folder| {
            folder
                .slug
                .as_ref()
                .is_some_and(|slug| slug.as_str() == part)
        });
        match (exact, found.first(), found.len()) {
            (Some(folder), ..) | (None, Some(folder), 1) => Ok(folder.number),
            (None, None, _) => Err(Error::NoSuchDecision {
                selector: part.to_owned(),
            }),
            _ => Err(Error::AmbiguousDecision {
                selector: part.to_owned(),
                candidates: found
                    .iter()
                    .map(crate::record::layout::Folder::name)
                    .collect(),
            }),
        }
    }

    /// The decision where it is alive. `branch` is what the person asked for, if they did.
    pub fn locate(&self, number: Number, branch: Option<&str>) -> Result<Located, Error> {
        let places = self.places()?;
        if let Some(wanted) = branch {
            let full = [
                format!("refs/heads/{wanted}"),
                format!("refs/remotes/{wanted}"),
                wanted.to_owned(),
            ];
            let place = places.into_iter().find(|place| {
                place.name == wanted
                    || matches!(&place.target, Target::Branch(name) if full.contains(name))
            });
            let not_there = || Error::NotOnBranch {
                number,
                branch: wanted.to_owned(),
            };
            let place = place.ok_or_else(not_there)?;
            return self.look(place, number)?.ok_or_else(not_there);
        }
        let mut open = Vec::new();
        let mut settled = None;
        for place in places {
            let Some(located) = self.look(place, number)? else {
                continue;
            };
            if !located.decision.status().is_open() {
                settled.get_or_insert(located);
            } else if located.is_head {
                return Ok(located);
            } else {
                open.push(located);
            }
        }
        match self.choose(number, open)? {
            Some(located) => Ok(located),
            None => settled.ok_or_else(|| Error::NoSuchDecision {
                selector: number.to_string(),
            }),
        }
    }

    /// Of the branches on which a decision is open, the one that is its own; else the only one.
    fn choose(&self, number: Number, open: Vec<Located>) -> Result<Option<Located>, Error> {
        let own_prefix = format!("adr/{}", number.padded());
        let is_own = |located: &Located| {
            located
                .branch
                .rsplit_once("adr/")
                .is_some_and(|(_, rest)| format!("adr/{rest}").starts_with(&own_prefix))
        };
        let (own, others): (Vec<_>, Vec<_>) = open.into_iter().partition(is_own);
        let mut candidates = if own.is_empty() { others } else { own };
        // A remote-tracking branch that a local one contains says nothing new, and the other way round.
        let tips: Vec<ObjectId> = candidates.iter().map(|located| located.tip).collect();
        if let Some(first) = candidates.first() {
            let contained = |tip: &ObjectId| self.store.is_ancestor(*tip, first.tip);
            let all_contained = tips
                .iter()
                .map(contained)
                .collect::<Result<Vec<_>, _>>()?
                .iter()
                .all(|yes| *yes);
            if all_contained {
                candidates.truncate(1);
            } else if matches!(first.target, Target::Branch(_)) {
                let newer = candidates.iter().skip(1).find(|other| {
                    self.store
                        .is_ancestor(first.tip, other.tip)
                        .unwrap_or(false)
                });
                if let Some(newer) = newer {
                    return Err(Error::Behind {
                        number,
                        branch: first.branch.clone(),
                        upstream: newer.branch.clone(),
                    });
                }
            }
        }
        match candidates.len() {
            0 | 1 => Ok(candidates.pop()),
            _ => Err(Error::SeveralBranches {
                number,
                branches: candidates
                    .into_iter()
                    .map(|located| located.branch)
                    .collect(),
            }),
        }
    }

    fn look(&self, place: Place, number: Number) -> Result<Option<Located>, Error> {
        let tree = self.store.root_tree(place.tip)?;
        let log = self
            .store
            .log_of(tree, &self.dir, &BTreeSet::from([number]))?;
        let Some(decision) = log.decision(number).cloned() else {
            return Ok(None);
        };
        if let Some(problem) = decision.problems.first() {
            return Err(Error::Unreadable {
                dir: self.dir.clone(),
                problem: problem.clone(),
            });
        }
        Ok(Some(Located {
            number,
            decision,
            tip: place.tip,
            tree,
            target: place.target,
            branch: place.name,
            is_head: place.is_head,
        }))
    }

    /// HEAD, local branches, then remote-tracking ones that no local branch of the same name stands for.
    pub(super) fn places(&self) -> Result<Vec<Place>, Error> {
        let mut places = Vec::new();
        let mut head_name = None;
        if let Some(tip) = self.head.tip() {
            let name = match &self.head {
                Head::Branch { name, .. } => {
                    head_name = Some(name.clone());
                    short(name).to_owned()
                }
                Head::Detached(_) => "HEAD".to_owned(),
            };
            places.push(Place {
                tip,
                target: Target::Head,
                name,
                is_head: true,
                is_remote: false,
            });
        }
        for branch in self.store.branches()? {
            if Some(&branch.name) == head_name.as_ref() || is_outbox(&branch) {
                continue;
            }
            let Branch {
                name,
                short,
                remote,
                tip,
                ..
            } = branch;
            let target = match &remote {
                None => Target::Branch(name),
                Some(remote) => {
                    let local = short
                        .strip_prefix(remote.as_str())
                        .unwrap_or(&short)
                        .trim_start_matches('/');
                    Target::NewBranch {
                        name: format!("refs/heads/{local}"),
                        switch: false,
                    }
                }
            };
            places.push(Place {
                tip,
                target,
                name: short,
                is_head: false,
                is_remote: remote.is_some(),
            });
        }
        places.sort_by_key(|place| (!place.is_head, place.is_remote));
        Ok(places)
    }
}

fn is_outbox(branch: &Branch) -> bool {
    branch.short.contains(super::ground::OUTBOX_PREFIX)
}

fn short(name: &str) -> &str {
    name.strip_prefix("refs/heads/").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_has_many_names() {
        let number = |text: &str| matches!(text.parse(), Ok(Selector::Number(Number(7))));
        assert!(
            [
                "7",
                "0007",
                "ADR-7",
                "adr-0007",
                "#7",
                "0007-postgres-for-orders"
            ]
            .into_iter()
            .all(number)
        );
        assert_eq!(
            "postgres".parse::<Selector>().ok(),
            Some(Selector::Slug("postgres".into()))
        );
        assert!(matches!(
            "01jdxk3v8q5t9w2m7r4c6y1zab".parse(),
            Ok(Selector::Id(_))
        ));
        assert!("99999999999".parse::<Selector>().is_err());
        assert!("a b".parse::<Selector>().is_err());
    }
}
