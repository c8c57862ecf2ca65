//! What a person typed, and which decision that means.

use std::collections::BTreeSet;
use std::str::FromStr;

use super::Error;
use super::ground::Ground;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::Folder;
use crate::record::name::Slug;

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

/// A decision, or the decisions of a range that there are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// One.
    One(Selector),
    /// Those from a number to another, both included.
    Range(Number, Number),
}

impl FromStr for Wanted {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        let ends = text.split_once('-').and_then(|(first, last)| {
            let number = |digits: &str| digits.trim().parse().ok().map(Number);
            Some((number(first)?, number(last)?))
        });
        match ends {
            Some((first, last)) if first > last => Err(Error::Usage {
                what: format!("`{first}-{last}` is not a range"),
                hint: "write the lower number first: 3-12".to_owned(),
            }),
            Some((first, last)) => Ok(Self::Range(first, last)),
            None => text.parse().map(Self::One),
        }
    }
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
                Err(self.nowhere(selector.to_string())?)
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
            (None, None, _) => Err(self.nowhere(part.to_owned())?),
            _ => Err(Error::AmbiguousDecision {
                selector: part.to_owned(),
                candidates: found.iter().map(Folder::name).collect(),
            }),
        }
    }
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
        assert_eq!(
            "3-0012".parse::<Wanted>().ok(),
            Some(Wanted::Range(Number(3), Number(12)))
        );
        assert!("12-3".parse::<Wanted>().is_err());
        assert!(matches!(
            "0007-postgres".parse(),
            Ok(Wanted::One(Selector::Number(Number(7))))
        ));
        assert!("99999999999".parse::<Selector>().is_err());
        assert!("a b".parse::<Selector>().is_err());
    }
}
