//! Lists, item by item: what was added, removed, moved, and what was changed and is still the same item.
//!
//! Items are told apart by what people call them: a line by itself, a map by its first key (the name of an
//! option, the claim of an assumption, the path of an attachment). A line or a map that was reworded, and has
//! more in common with one of the other list than not, is that one, changed.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use serde_yaml::Value;

use super::words::likeness;
use super::{Difference, difference, is_name, plain};
use crate::record::yaml::identity;

/// How much a reworded item has in common with what it was, at least.
const ALIKE: f32 = 0.6;

/// How many items of a list are looked at for rewording: each is compared with each.
const MOST_REWORDED: usize = 40;

/// What became of an item. Places count from 1.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "change")]
pub enum Item {
    /// It is new.
    Added {
        /// Its place in the second list.
        to: usize,
        /// The item.
        value: Value,
    },
    /// It is gone.
    Removed {
        /// Its place in the first list.
        from: usize,
        /// The item.
        value: Value,
    },
    /// It stands elsewhere among those that stayed.
    Moved {
        /// Its place in the first list.
        from: usize,
        /// Its place in the second list.
        to: usize,
        /// The item.
        value: Value,
    },
    /// It says something else.
    Changed {
        /// Its place in the first list.
        from: usize,
        /// Its place in the second list.
        to: usize,
        /// Whether it stands elsewhere among those that stayed, too.
        moved: bool,
        /// What it is called, in the first list.
        name: String,
        /// How it changed.
        #[serde(flatten)]
        difference: Difference,
    },
}

/// What became of the items of a list.
pub(super) fn items(old: &[Value], new: &[Value]) -> Vec<Item> {
    let partners = partners(old, new);
    let pairs: Vec<(usize, usize)> = partners
        .iter()
        .enumerate()
        .filter_map(|(to, from)| Some(((*from)?, to)))
        .collect();
    let staying = rising(&pairs);
    let removed = old
        .iter()
        .enumerate()
        .filter(|(from, _)| !partners.contains(&Some(*from)))
        .map(|(from, value)| Item::Removed {
            from: from + 1,
            value: value.clone(),
        });
    let rest = new.iter().zip(&partners).enumerate();
    let rest = rest.filter_map(|(to, (value, from))| {
        let Some((from, before)) = from.and_then(|from| Some((from, old.get(from)?))) else {
            return Some(Item::Added {
                to: to + 1,
                value: value.clone(),
            });
        };
        let moved = !staying.contains(&to);
        let (from, to) = (from + 1, to + 1);
        if before != value {
            return Some(Item::Changed {
                from,
                to,
                moved,
                name: identity(before),
                difference: difference(before, value),
            });
        }
        let value = value.clone();
        moved.then_some(Item::Moved { from, to, value })
    });
    removed.chain(rest).collect()
}

/// For each item of the second list the one of the first that it was.
fn partners(old: &[Value], new: &[Value]) -> Vec<Option<usize>> {
    let mut partners = vec![None; new.len()];
    let mut is_taken = vec![false; old.len()];
    for key in [whole, identity] {
        let mut free: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for (from, value) in old.iter().enumerate().filter(|(from, _)| !is_taken[*from]) {
            free.entry(key(value)).or_default().push_back(from);
        }
        for (partner, value) in partners.iter_mut().zip(new) {
            if partner.is_none()
                && let Some(from) = free.get_mut(&key(value)).and_then(VecDeque::pop_front)
            {
                *partner = Some(from);
                is_taken[from] = true;
            }
        }
    }
    reworded(old, new, &mut partners, &is_taken);
    partners
}

/// Pairs what is left by how much it has in common, the most alike first.
fn reworded(old: &[Value], new: &[Value], partners: &mut [Option<usize>], is_taken: &[bool]) {
    let can_be = |value: &&Value| !is_name(value) && !value.is_number();
    let gone: Vec<usize> = (0..old.len())
        .filter(|from| !is_taken[*from] && can_be(&&old[*from]))
        .take(MOST_REWORDED)
        .collect();
    let fresh: Vec<usize> = (0..new.len())
        .filter(|to| partners[*to].is_none() && can_be(&&new[*to]))
        .take(MOST_REWORDED)
        .collect();
    let mut alike = Vec::new();
    for &from in &gone {
        for &to in &fresh {
            let ratio = likeness(&said(&old[from]), &said(&new[to]));
            if ratio >= ALIKE {
                alike.push((ratio, from, to));
            }
        }
    }
    alike.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut used = Vec::new();
    for (_, from, to) in alike {
        if partners[to].is_none() && !used.contains(&from) {
            partners[to] = Some(from);
            used.push(from);
        }
    }
}

fn whole(value: &Value) -> String {
    crate::record::yaml::write_value(value)
}

/// Every word in an item, without the keys that all of its kind have.
fn said(value: &Value) -> String {
    match value {
        Value::Mapping(map) => map.values().map(said).collect::<Vec<_>>().join(" "),
        Value::Sequence(items) => items.iter().map(said).collect::<Vec<_>>().join(" "),
        scalar => plain(scalar),
    }
}

/// The places in the second list of the most pairs whose order is the same in both lists: they stay where they
/// are, and the others have moved.
fn rising(pairs: &[(usize, usize)]) -> Vec<usize> {
    // The longest increasing subsequence, by its usual patience: `ends[n]` is the pair that ends the best run of
    // n + 1, `before` the pair ahead of each in its run.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (from, _)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].0 < *from);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut staying = Vec::new();
    let mut next = ends.last().copied();
    while let Some(at) = next {
        staying.push(pairs[at].1);
        next = before[at];
    }
    staying
}
