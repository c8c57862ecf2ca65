//! Which decisions may bind a path, told from outlines: those that have to be read before anybody can say
//! which do.
//!
//! It errs towards too many. A pattern can only match what begins as the pattern does before its first special
//! character; and whatever took the place of a decision, was replaced by it or amends it is read with it.

use std::collections::{BTreeMap, BTreeSet};

use super::govern::Asked;
use super::outline::Outline;
use crate::record::id::{DecisionId, Number};

/// Characters that mean something in a pattern.
const SPECIAL: &str = "*?[]{}\\!";

/// The decisions that may bind one of the paths, with those that must be read together with them.
pub fn candidates(outlines: &[(Number, &Outline)], asked: &[Asked]) -> BTreeSet<Number> {
    let numbers: BTreeMap<DecisionId, Number> = outlines
        .iter()
        .filter_map(|(number, outline)| Some((outline.id?, *number)))
        .collect();
    let mut kin: BTreeMap<Number, Vec<Number>> = BTreeMap::new();
    for (number, outline) in outlines {
        let heir = outline
            .superseded_by
            .and_then(|id| numbers.get(&id))
            .copied();
        for other in heir.into_iter().chain(outline.links.amends.iter().copied()) {
            kin.entry(*number).or_default().push(other);
            kin.entry(other).or_default().push(*number);
        }
    }
    let may_bind = |outline: &Outline| {
        let patterns = &outline.governs;
        patterns
            .iter()
            .any(|pattern| asked.iter().any(|asked| may_match(pattern, asked)))
    };
    let mut found = BTreeSet::new();
    let mut open: Vec<Number> = outlines
        .iter()
        .filter(|(_, outline)| may_bind(outline))
        .map(|(number, _)| *number)
        .collect();
    while let Some(number) = open.pop() {
        if found.insert(number) {
            open.extend(kin.get(&number).into_iter().flatten());
        }
    }
    found
}

fn may_match(pattern: &str, asked: &Asked) -> bool {
    let fixed = pattern
        .split(|letter| SPECIAL.contains(letter))
        .next()
        .unwrap_or_default();
    match asked {
        Asked::File(path) => path.starts_with(fixed),
        Asked::Folder(path) => path.starts_with(fixed) || fixed.starts_with(path.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::decision::Decision;
    use crate::record::layout::Folder;

    fn outline(number: u32, governs: &str) -> (Number, Outline) {
        let number = Number(number);
        let mut outline = Outline::of(&Decision::new(Folder { number, slug: None }));
        outline.id = Some(DecisionId::new(u64::from(number.0), 0));
        outline.governs = vec![governs.to_owned()];
        (number, outline)
    }

    fn found(outlines: &[(Number, Outline)], asked: &Asked) -> Vec<u32> {
        let outlines: Vec<_> = outlines
            .iter()
            .map(|(number, outline)| (*number, outline))
            .collect();
        let found = candidates(&outlines, std::slice::from_ref(asked));
        found.into_iter().map(|number| number.0).collect()
    }

    #[test]
    fn whatever_matches_is_a_candidate() {
        let patterns = [
            "src/orders/**",
            "src/*.rs",
            "**/*.md",
            "src/orders",
            "docs/{a,b}/**",
            "src/ord[ae]rs/x",
        ];
        let outlines: Vec<_> = (1..)
            .zip(patterns)
            .map(|(number, pattern)| outline(number, pattern))
            .collect();
        for path in [
            "src/orders/a.rs",
            "src/lib.rs",
            "README.md",
            "docs/a/x.md",
            "src/orders/x",
            "src/orders",
        ] {
            let asked = Asked::File(path.to_owned());
            let found = found(&outlines, &asked);
            for (number, pattern) in (1..).zip(patterns) {
                if asked.is_matched(&pattern.parse().unwrap()) {
                    assert!(found.contains(&number), "{pattern} for {path}");
                }
            }
        }
        assert_eq!(
            found(&outlines, &Asked::File("src/orders/a.rs".to_owned())),
            [1, 2, 3, 4, 6]
        );
        assert_eq!(found(&outlines, &Asked::Folder("docs".to_owned())), [3, 5]);
        assert_eq!(
            found(&outlines, &Asked::Folder(String::new())),
            [1, 2, 3, 4, 5, 6]
        );
    }

    #[test]
    fn what_must_be_read_with_a_candidate_is_one() {
        let mut outlines = vec![
            outline(1, "src/**"),
            outline(2, "docs/**"),
            outline(3, "docs/**"),
            outline(4, "docs/**"),
        ];
        outlines[0].1.superseded_by = outlines[1].1.id;
        outlines[2].1.links.amends = vec![Number(2)];
        assert_eq!(
            found(&outlines, &Asked::File("src/lib.rs".to_owned())),
            [1, 2, 3]
        );
    }
}
