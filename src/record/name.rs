//! Names that people give: handles, teams, tags and slugs.
//!
//! All of them are `[a-z0-9-]`, so that a name is one path segment on every file system, has one
//! spelling, and cannot imitate another in a different script.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Longest name, in bytes: a sign-off's file name holds one and must stay short everywhere.
const MAX_LEN: usize = 64;

/// Names that Windows keeps for devices; a file so called cannot be checked out there.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing there.
    #[error("a {0} cannot be empty")]
    Empty(&'static str),
    /// A character outside `[a-z0-9-]`, or a dash at either end.
    #[error(
        "`{}` is not a {kind}: use lower-case letters, digits and dashes, with a letter or digit at both ends",
        .text.escape_default()
    )]
    Characters {
        /// What was wanted.
        kind: &'static str,
        /// What was found.
        text: String,
    },
    /// Over 64 bytes.
    #[error("a {0} has at most {MAX_LEN} characters")]
    TooLong(&'static str),
    /// A device name on Windows.
    #[error("`{0}` is a reserved name on Windows; choose another")]
    Reserved(String),
}

/// Whether Windows keeps this name for a device, in any case.
pub(super) fn is_device(name: &str) -> bool {
    RESERVED
        .iter()
        .any(|reserved| reserved.eq_ignore_ascii_case(name))
}

fn checked(kind: &'static str, text: &str) -> Result<String, NameError> {
    if text.is_empty() {
        return Err(NameError::Empty(kind));
    }
    if text.len() > MAX_LEN {
        return Err(NameError::TooLong(kind));
    }
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    if !text.bytes().all(plain) || text.starts_with('-') || text.ends_with('-') {
        return Err(NameError::Characters {
            kind,
            text: text.to_owned(),
        });
    }
    if is_device(text) {
        return Err(NameError::Reserved(text.to_owned()));
    }
    Ok(text.to_owned())
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                checked($kind, text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// A person, as the charter names them. Never used again for somebody else.
    Handle, "handle"
);
name!(
    /// A team of the charter.
    TeamName, "team name"
);
name!(
    /// A tag of a decision.
    Tag, "tag"
);
name!(
    /// The readable part of a decision's folder name, made from its first title.
    Slug, "slug"
);
name!(
    /// The name of a condition that comes with an approval.
    ConditionId, "condition id"
);

impl Slug {
    /// The slug of a title: its letters and digits in lower case, with a dash for every gap, cut at
    /// a word near 50 characters. `None` where the title gives none (say, in Chinese).
    pub fn from_title(title: &str) -> Option<Self> {
        use unicode_normalization::UnicodeNormalization;
        let mut slug = String::new();
        for letter in title.nfkd().flat_map(char::to_lowercase) {
            match letter {
                'a'..='z' | '0'..='9' => slug.push(letter),
                'ß' => slug.push_str("ss"),
                // Accents that decomposition has split off, and apostrophes, leave no gap.
                '\u{300}'..='\u{36f}' | '\'' | '’' => {}
                _ if slug.is_empty() || slug.ends_with('-') => {}
                _ => slug.push('-'),
            }
        }
        if slug.len() > 50 {
            let cut = slug[..50].rfind('-').unwrap_or(50);
            slug.truncate(cut);
        }
        slug.trim_matches('-').parse().ok()
    }
}

/// A person, or a team as a whole: `alice`, `team:security`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Party {
    /// One person.
    Person(Handle),
    /// A team; where one of it is enough, any one.
    Team(TeamName),
}

impl FromStr for Party {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        match text.strip_prefix("team:") {
            Some(team) => team.parse().map(Self::Team),
            None => text.parse().map(Self::Person),
        }
    }
}

impl TryFrom<String> for Party {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        text.parse()
    }
}

impl From<Party> for String {
    fn from(party: Party) -> String {
        party.to_string()
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(handle) => handle.fmt(f),
            Self::Team(team) => write!(f, "team:{team}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_spelling() {
        assert!("alice".parse::<Handle>().is_ok());
        assert!("k8s-ci-robot2".parse::<Handle>().is_ok());
        for bad in [
            "",
            "Alice",
            "ali ce",
            "-a",
            "a-",
            "аlice",
            "a/b",
            "..",
            "con",
            &"a".repeat(65),
        ] {
            assert!(bad.parse::<Handle>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_title_becomes_a_slug() {
        let slug = |title| Slug::from_title(title).map(String::from);
        assert_eq!(
            slug("PostgreSQL for orders!").as_deref(),
            Some("postgresql-for-orders")
        );
        assert_eq!(
            slug("Größe der Maßnahmen").as_deref(),
            Some("grosse-der-massnahmen")
        );
        assert_eq!(slug("Don't repeat").as_deref(), Some("dont-repeat"));
        assert_eq!(slug("数据库").as_deref(), None);
        let long = "a very long title that goes on and on until nobody wants to read its end";
        assert_eq!(
            slug(long).as_deref(),
            Some("a-very-long-title-that-goes-on-and-on-until")
        );
    }

    #[test]
    fn a_party_is_a_person_or_a_team() {
        assert_eq!(
            "team:leads".parse::<Party>().unwrap().to_string(),
            "team:leads"
        );
        assert!("group:leads".parse::<Party>().is_err());
    }
}
