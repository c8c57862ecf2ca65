//! Which numbers are taken, over everything that this clone can see.
//!
//! Numbers count up from 1 over HEAD, local branches and remote-tracking branches, so that two people who
//! have fetched from each other never give one number twice. Those who have not are told by `git merge`
//! itself, since both claim the same file.

use std::collections::BTreeSet;

use super::Error;
use super::ground::Ground;
use crate::log::tree::ObjectId;
use crate::record::id::Number;
use crate::record::layout::{Place, is_group};

impl Ground<'_> {
    /// The number for the next decision: one more than the highest that is claimed anywhere. Gaps stay, as
    /// somebody may remember what was there. Should the highest possible number be taken, the lowest gap.
    pub fn next_number(&self) -> Result<Number, Error> {
        let claims = self.claims()?;
        let mut highest = Number::CHARTER;
        for claims in &claims {
            highest = highest.max(self.highest_in(*claims)?);
        }
        match highest.0.checked_add(1) {
            Some(next) => Ok(Number(next)),
            None => self.lowest_gap(&claims),
        }
    }

    /// The names of the branches on which a number is taken: claimed, or carried by a folder.
    pub fn branches_that_claim(&self, number: Number) -> Result<Vec<String>, Error> {
        let claim = self.dir.join(&Place::NumberClaim(number));
        let mut branches = Vec::new();
        for (name, tip) in self.tips()? {
            let tree = self.store.root_tree(tip)?;
            let is_taken = self.store.entry(tree, &claim)?.is_some()
                || !self.store.folders_of(tree, &self.dir, number)?.is_empty();
            if is_taken {
                branches.push(name);
            }
        }
        Ok(branches)
    }

    /// The numbers of all decisions on HEAD and every branch.
    pub fn visible_numbers(&self) -> Result<BTreeSet<Number>, Error> {
        let mut numbers = BTreeSet::new();
        for (_, tip) in self.tips()? {
            let tree = self.store.root_tree(tip)?;
            let folders = self.store.decision_folders(tree, &self.dir)?;
            numbers.extend(folders.into_iter().map(|folder| folder.number));
        }
        Ok(numbers)
    }

    /// HEAD and every branch, by the name that people use.
    fn tips(&self) -> Result<Vec<(String, ObjectId)>, Error> {
        let branches = self.store.branches()?;
        let mut tips: Vec<_> = branches
            .into_iter()
            .map(|branch| (branch.short, branch.tip))
            .collect();
        // A branch that HEAD is on is among them; a detached HEAD is on none.
        if let Some(tip) = self.head.tip()
            && !tips.iter().any(|(_, other)| *other == tip)
        {
            tips.push(("HEAD".to_owned(), tip));
        }
        Ok(tips)
    }

    /// The folders of claims, each once: most branches hold the same.
    fn claims(&self) -> Result<BTreeSet<ObjectId>, Error> {
        let path = format!("{}/.numbers", self.dir);
        let mut claims = BTreeSet::new();
        for (_, tip) in self.tips()? {
            let tree = self.store.root_tree(tip)?;
            claims.extend(self.store.folder(tree, &path)?);
        }
        Ok(claims)
    }

    /// The highest number in a folder of claims. Of the groups, the highest that holds anything is read.
    fn highest_in(&self, claims: ObjectId) -> Result<Number, Error> {
        let mut highest = Number::CHARTER;
        let mut groups = Vec::new();
        for (name, _) in self.store.list(claims, "")? {
            if is_group(&name) {
                groups.push(name);
            } else if let Some(number) = Number::from_padded(&name) {
                highest = highest.max(number);
            }
        }
        groups.sort_by_key(|name| std::cmp::Reverse((name.len(), name.clone())));
        for group in groups {
            let numbers = self.store.list(claims, &group)?;
            let claimed = numbers
                .iter()
                .filter_map(|(name, _)| Number::from_padded(name))
                .filter(|number| number.group().as_ref() == Some(&group));
            if let Some(number) = claimed.max() {
                return Ok(highest.max(number));
            }
        }
        Ok(highest)
    }

    fn lowest_gap(&self, claims: &BTreeSet<ObjectId>) -> Result<Number, Error> {
        let is_free = |number: Number| -> Result<bool, Error> {
            let place = Place::NumberClaim(number).to_string();
            let path = place.strip_prefix(".numbers/").unwrap_or(&place);
            for folder in claims {
                if self.store.entry(*folder, path)?.is_some() {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        for number in 1..u32::MAX {
            if is_free(Number(number))? {
                return Ok(Number(number));
            }
        }
        Err(Error::Usage {
            what: "every number is taken".to_owned(),
            hint: "start another log: adr init DIR".to_owned(),
        })
    }
}
