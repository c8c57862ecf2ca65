//! Bulk reformatting: one commit that writes most records in another way.

use std::collections::BTreeMap;

use super::{Kind, Step, Version};

/// Fewer records than this are not many.
const FEW: usize = 4;

/// Marks as [`Kind::Bulk`] the steps that change no more than a record's form, spelling and details, in a commit that
/// touches at least half of the records that were there, and at least four. Each item is one record: its versions, oldest
/// first, and the steps that lead to them.
pub fn tell_bulk<'a>(records: impl IntoIterator<Item = (&'a [Version], &'a mut Vec<Step>)>) {
    let mut records: Vec<_> = records.into_iter().collect();
    let mut touched: BTreeMap<usize, usize> = BTreeMap::new();
    let mut born = Vec::with_capacity(records.len());
    for (versions, _) in &records {
        born.extend(versions.first().map(|first| first.age));
        for later in versions.iter().skip(1) {
            *touched.entry(later.age).or_default() += 1;
        }
    }
    let is_bulk = |age: usize| {
        let touched = touched.get(&age).copied().unwrap_or_default();
        let there = born.iter().filter(|born| **born > age).count();
        touched >= FEW && touched * 2 >= there
    };
    let bulk: BTreeMap<usize, bool> = touched.keys().map(|age| (*age, is_bulk(*age))).collect();
    for (versions, steps) in &mut records {
        for (version, step) in versions.iter().zip(steps.iter_mut()) {
            let is_small = matches!(
                step.kind,
                Kind::Reformatted | Kind::Editorial | Kind::Details
            );
            if is_small && bulk.get(&version.age) == Some(&true) {
                step.kind = Kind::Bulk;
            }
        }
    }
}
