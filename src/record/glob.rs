//! Patterns over paths of the repository: `infra/**`, `src/*.rs`.

use std::fmt;
use std::iter::Peekable;
use std::str::{Chars, FromStr};
use std::sync::OnceLock;

use globset::{GlobBuilder, GlobMatcher};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A pattern over paths from the root of the repository, in `globset`'s syntax; `*` and `?` stay within
/// one folder, `**` goes through any number of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Glob {
    text: String,
    pattern: globset::Glob,
    /// Made when something is matched first: most patterns of a log never are, and making one takes longer
    /// than reading the record that it stands in.
    matcher: OnceLock<GlobMatcher>,
}

/// Why a text is not a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{}` is not a path pattern: {reason}", .text.escape_default())]
pub struct GlobError {
    text: String,
    reason: String,
}

impl Glob {
    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a path (`/` between names, none in front) matches.
    pub fn matches(&self, path: &str) -> bool {
        let matcher = self.matcher.get_or_init(|| self.pattern.compile_matcher());
        matcher.is_match(path)
    }

    /// Whether some path may match both patterns. Character classes and braces are taken for "any text",
    /// so that the answer errs towards yes: a rule that may apply does.
    pub fn overlaps(&self, other: &Self) -> bool {
        let (a, b) = (simplify(&self.text), simplify(&other.text));
        overlap(&a, &b)
    }
}

/// A step of a simplified pattern.
#[derive(PartialEq, Clone, Copy)]
enum Step {
    Char(char),
    /// Any one character but `/`.
    One,
    /// Any text without `/`.
    Within,
    /// Any text.
    Across,
}

fn simplify(pattern: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '*' if letters.peek() == Some(&'*') => {
                while letters.next_if_eq(&'*').is_some() {}
                // `a/**/b` also matches `a/b`: the slash behind is part of what is optional.
                letters.next_if_eq(&'/');
                steps.push(Step::Across);
            }
            '*' => steps.push(Step::Within),
            '?' => steps.push(Step::One),
            '[' => {
                skip_class(&mut letters);
                steps.push(Step::Across);
            }
            '{' => {
                skip_alternatives(&mut letters);
                steps.push(Step::Across);
            }
            '\\' => steps.extend(letters.next().map(Step::Char)),
            other => steps.push(Step::Char(other)),
        }
    }
    steps
}

/// Goes past a character class, whose `[` has been read. A `]` right at its start is one of its characters,
/// and nothing in it is an escape.
fn skip_class(letters: &mut Peekable<Chars>) {
    letters.next_if(|&next| matches!(next, '!' | '^'));
    letters.next();
    letters.find(|&next| next == ']');
}

/// Goes past alternatives, whose `{` has been read, with those within them.
fn skip_alternatives(letters: &mut Peekable<Chars>) {
    let mut open = 1_usize;
    while open > 0 {
        match letters.next() {
            None => return,
            Some('{') => open += 1,
            Some('}') => open -= 1,
            Some('[') => skip_class(letters),
            Some('\\') => drop(letters.next()),
            Some(_) => {}
        }
    }
}

/// Whether two step lists share a text: reachability over pairs of positions, in time proportional to
/// the product of the lengths.
fn overlap(a: &[Step], b: &[Step]) -> bool {
    let width = b.len() + 1;
    let mut seen = vec![false; (a.len() + 1) * width];
    let mut open = vec![(0, 0)];
    while let Some((i, j)) = open.pop() {
        if std::mem::replace(&mut seen[i * width + j], true) {
            continue;
        }
        if i == a.len() && j == b.len() {
            return true;
        }
        let (left, right) = (a.get(i), b.get(j));
        let wild = |step: Option<&Step>| matches!(step, Some(Step::Within | Step::Across));
        if wild(left) {
            open.push((i + 1, j));
        }
        if wild(right) {
            open.push((i, j + 1));
        }
        if let (Some(&left), Some(&right)) = (left, right)
            && share_a_character(left, right)
        {
            let next_i = if wild(Some(&left)) { i } else { i + 1 };
            let next_j = if wild(Some(&right)) { j } else { j + 1 };
            open.push((next_i, next_j));
            open.push((i + 1, j + 1));
        }
    }
    false
}

fn share_a_character(a: Step, b: Step) -> bool {
    match (a, b) {
        (Step::Char(x), Step::Char(y)) => x == y,
        (Step::Char('/'), Step::One | Step::Within)
        | (Step::One | Step::Within, Step::Char('/')) => false,
        _ => true,
    }
}

impl FromStr for Glob {
    type Err = GlobError;
    fn from_str(text: &str) -> Result<Self, GlobError> {
        let error = |reason: &str| GlobError {
            text: text.to_owned(),
            reason: reason.to_owned(),
        };
        if text.is_empty() || text.starts_with('/') || text.starts_with("./") {
            return Err(error(
                "it counts from the root of the repository, without `/` or `./` in front",
            ));
        }
        if text.len() > 512 {
            return Err(error("it has more than 512 characters"));
        }
        let pattern = GlobBuilder::new(text)
            .literal_separator(true)
            .backslash_escape(true)
            .build()
            .map_err(|cause| error(&cause.kind().to_string()))?;
        Ok(Self {
            text: text.to_owned(),
            pattern,
            matcher: OnceLock::new(),
        })
    }
}

impl TryFrom<String> for Glob {
    type Error = GlobError;
    fn try_from(text: String) -> Result<Self, GlobError> {
        text.parse()
    }
}

impl From<Glob> for String {
    fn from(glob: Glob) -> String {
        glob.text
    }
}

impl PartialEq for Glob {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Glob {}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glob(text: &str) -> Glob {
        text.parse().unwrap()
    }

    #[test]
    fn a_star_stays_in_its_folder() {
        assert!(glob("src/*.rs").matches("src/lib.rs"));
        assert!(!glob("src/*.rs").matches("src/a/lib.rs"));
        assert!(glob("src/**").matches("src/a/lib.rs"));
        assert!("src/[".parse::<Glob>().is_err());
        assert!("/src".parse::<Glob>().is_err());
    }

    #[test]
    fn two_patterns_overlap_where_a_path_may_match_both() {
        let overlap = |a: &str, b: &str| {
            assert_eq!(glob(a).overlaps(&glob(b)), glob(b).overlaps(&glob(a)));
            glob(a).overlaps(&glob(b))
        };
        assert!(overlap("infra/**", "infra/prod/*.tf"));
        assert!(overlap("**/*.rs", "src/lib.rs"));
        assert!(overlap("a/**/b", "a/b"));
        assert!(overlap("*.md", "READ?E.md"));
        assert!(overlap("src/{a,b}/x", "src/a/x"));
        assert!(overlap("src/{a,{b,c}}/x", "src/c/x"));
        assert!(overlap("[]a]x", "ax"));
        assert!(overlap("{[}],a}x", "ax"));
        assert!(!overlap("src/{a,{b,c}}/x", "src/c/y"));
        assert!(!overlap("infra/**", "src/**"));
        assert!(!overlap("src/*.rs", "src/a/lib.rs"));
        assert!(!overlap("a?c", "a/c"));
    }
}
