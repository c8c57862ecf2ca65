//! Three values become one: what only one side has changed is taken from that side, key by key and item by item.
//!
//! Items of lists are told apart by [`identity`]. Where both sides have changed one thing to different values,
//! that is a conflict, and none of the three is lost: the result comes in three versions, which differ there
//! and nowhere else.

use std::collections::BTreeSet;

use serde_yaml::{Mapping, Value};

use super::write::write_value;

/// What came of a merge: one value in three versions, with the conflicts as each side has them.
#[derive(Clone, PartialEq, Debug)]
pub struct Merged {
    /// With what the common ancestor says where the sides conflict.
    pub base: Option<Value>,
    /// With what our side says there.
    pub ours: Option<Value>,
    /// With what their side says there.
    pub theirs: Option<Value>,
    /// Where they conflict: paths of keys and item names.
    pub conflicts: Vec<Vec<String>>,
}

/// Merges two sides that come from one ancestor. `None` is what is not there.
pub fn merge(base: Option<&Value>, ours: Option<&Value>, theirs: Option<&Value>) -> Merged {
    let mut merging = Merging::default();
    let three = merging.step(Three { base, ours, theirs });
    Merged {
        base: three.base,
        ours: three.ours,
        theirs: three.theirs,
        conflicts: merging.conflicts,
    }
}

/// What people call an item of a list: a scalar by itself, a map by the value of its first key.
pub fn identity(value: &Value) -> String {
    let plain = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => write_value(other).trim_end().to_owned(),
    };
    match value {
        Value::Mapping(map) => map.values().next().map(plain).unwrap_or_default(),
        other => plain(other),
    }
}

/// The same place in the three values.
#[derive(Clone, Copy)]
struct Three<T> {
    base: T,
    ours: T,
    theirs: T,
}

impl<T> Three<T> {
    fn map<U>(self, f: impl Fn(T) -> U) -> Three<U> {
        Three {
            base: f(self.base),
            ours: f(self.ours),
            theirs: f(self.theirs),
        }
    }
}

type Place<'v> = Three<Option<&'v Value>>;

#[derive(Default)]
struct Merging {
    path: Vec<String>,
    conflicts: Vec<Vec<String>>,
}

impl Merging {
    fn step(&mut self, place: Place<'_>) -> Three<Option<Value>> {
        let Three { base, ours, theirs } = place;
        let all = |agreed: Option<&Value>| Three {
            base: agreed.cloned(),
            ours: agreed.cloned(),
            theirs: agreed.cloned(),
        };
        if ours == theirs || base == theirs {
            return all(ours);
        }
        if base == ours {
            return all(theirs);
        }
        match (ours, theirs) {
            (Some(Value::Mapping(ours)), Some(Value::Mapping(theirs))) => {
                let nothing = Mapping::new();
                let base = match base {
                    Some(Value::Mapping(base)) => base,
                    _ => &nothing,
                };
                return self
                    .maps(Three { base, ours, theirs })
                    .map(|map| Some(Value::Mapping(map)));
            }
            (Some(Value::Sequence(ours)), Some(Value::Sequence(theirs))) => {
                let base: &[Value] = match base {
                    Some(Value::Sequence(base)) => base,
                    _ => &[],
                };
                let lists = Three {
                    base,
                    ours: ours.as_slice(),
                    theirs: theirs.as_slice(),
                };
                if let Some(merged) = self.lists(lists) {
                    return merged.map(|items| Some(Value::Sequence(items)));
                }
            }
            _ => {}
        }
        self.conflicts.push(self.path.clone());
        place.map(Option::<&Value>::cloned)
    }

    fn within(&mut self, name: String, place: Place<'_>) -> Three<Option<Value>> {
        self.path.push(name);
        let merged = self.step(place);
        self.path.pop();
        merged
    }

    /// Key by key, in our order; keys that only they have come behind the key that they have before it.
    fn maps(&mut self, maps: Three<&Mapping>) -> Three<Mapping> {
        let names = maps.map(|map| map.keys().cloned().collect::<Vec<Value>>());
        let mut merged = Three {
            base: Mapping::new(),
            ours: Mapping::new(),
            theirs: Mapping::new(),
        };
        for key in woven(&names.ours, &names.theirs) {
            let made = self.within(identity(&key), maps.map(|map| map.get(&key)));
            let add = |map: &mut Mapping, value| {
                if let Some(value) = value {
                    map.insert(key.clone(), value);
                }
            };
            add(&mut merged.base, made.base);
            add(&mut merged.ours, made.ours);
            add(&mut merged.theirs, made.theirs);
        }
        merged
    }

    /// Item by item. `None` where items cannot be told apart, or both sides have put them into another order.
    fn lists(&mut self, lists: Three<&[Value]>) -> Option<Three<Vec<Value>>> {
        let names = lists.map(names);
        let names = Three {
            base: names.base?,
            ours: names.ours?,
            theirs: names.theirs?,
        };
        let common: BTreeSet<&String> = names
            .base
            .iter()
            .filter(|name| names.ours.contains(name) && names.theirs.contains(name))
            .collect();
        let order = |side: &[String]| -> Vec<String> {
            let kept = side.iter().filter(|name| common.contains(name));
            kept.cloned().collect()
        };
        let orders = Three {
            base: order(&names.base),
            ours: order(&names.ours),
            theirs: order(&names.theirs),
        };
        let all = if orders.theirs == orders.base || orders.theirs == orders.ours {
            woven(&names.ours, &names.theirs)
        } else if orders.ours == orders.base {
            woven(&names.theirs, &names.ours)
        } else {
            return None;
        };
        let mut merged = Three {
            base: Vec::new(),
            ours: Vec::new(),
            theirs: Vec::new(),
        };
        for name in all {
            let item = |items: &'_ [Value]| items.iter().position(|one| identity(one) == name);
            let place = Three {
                base: item(lists.base).and_then(|at| lists.base.get(at)),
                ours: item(lists.ours).and_then(|at| lists.ours.get(at)),
                theirs: item(lists.theirs).and_then(|at| lists.theirs.get(at)),
            };
            let made = self.within(name, place);
            merged.base.extend(made.base);
            merged.ours.extend(made.ours);
            merged.theirs.extend(made.theirs);
        }
        Some(merged)
    }
}

/// The names of a list's items, if no two are called the same.
fn names(items: &[Value]) -> Option<Vec<String>> {
    let names: Vec<String> = items.iter().map(identity).collect();
    let distinct: BTreeSet<&String> = names.iter().collect();
    (distinct.len() == names.len()).then_some(names)
}

/// The first list with what only the second has: behind what it has before it there, and behind what the first
/// has added in the same place.
fn woven<T: PartialEq + Clone>(frame: &[T], other: &[T]) -> Vec<T> {
    let mut all = frame.to_vec();
    let mut at = 0;
    for one in other {
        if let Some(found) = all.iter().position(|known| known == one) {
            at = found + 1;
            continue;
        }
        while all.get(at).is_some_and(|next| !other.contains(next)) {
            at += 1;
        }
        all.insert(at, one.clone());
        at += 1;
    }
    all
}
