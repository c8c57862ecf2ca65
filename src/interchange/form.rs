//! The two forms in which people write a text.

use std::fmt;
use std::str::FromStr;

use crate::record::field::Field;

/// How a text is written down. Both say the same, see [`markdown`](super::markdown).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// As `decision.yaml` has it.
    Yaml,
    /// As a document with front matter.
    Markdown,
}

impl Form {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Yaml, Self::Markdown];

    /// What files of this form are called at their end.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Markdown => "md",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Yaml => Self::Markdown,
            Self::Markdown => Self::Yaml,
        }
    }

    /// The form of a file: by the end of its name, else by what it holds.
    pub fn of(path: &str, source: &str) -> Self {
        let extension = path.rsplit_once('.').map(|(_, end)| end.to_lowercase());
        match extension.as_deref() {
            Some("md" | "markdown") => Self::Markdown,
            Some("yaml" | "yml") => Self::Yaml,
            _ => Self::guessed(source),
        }
    }

    /// YAML if the first line that is no comment (in Markdown: no heading) names a field, Markdown otherwise.
    fn guessed(source: &str) -> Self {
        let is_key = |line: &str| {
            let key = line.split(':').next().unwrap_or_default();
            line.contains(':') && Field::ALL.into_iter().any(|field| field.key() == key)
        };
        let mut lines = source
            .lines()
            .map(str::trim_end)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        match lines.next() {
            Some(first) if is_key(first) => Self::Yaml,
            // A mark of where a document begins, unless another one closes front matter.
            Some("---") if !lines.any(|line| line == "---") => Self::Yaml,
            _ => Self::Markdown,
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Yaml => "YAML",
            Self::Markdown => "Markdown",
        })
    }
}

/// A word that names no form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a text is written as `markdown` or as `yaml`")]
pub struct UnknownForm;

impl FromStr for Form {
    type Err = UnknownForm;

    fn from_str(word: &str) -> Result<Self, UnknownForm> {
        match word.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Ok(Self::Yaml),
            "markdown" | "md" => Ok(Self::Markdown),
            _ => Err(UnknownForm),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Form::{self, Markdown, Yaml};

    #[test]
    fn a_file_is_what_its_name_says_else_what_it_holds() {
        for (path, source, form) in [
            ("a.md", "title: x\n", Markdown),
            ("A.Markdown", "", Markdown),
            ("b.yml", "# Title\n", Yaml),
            ("draft", "# a comment\n\ntitle: x\n", Yaml),
            ("draft", "---\ntitle: x\n", Yaml),
            ("draft", "---\ntags: [x]\n---\n\n# T\n", Markdown),
            (
                "draft",
                "# Title\n\n## Context\n\nWhy: because.\n",
                Markdown,
            ),
            ("notes.txt", "Just some words\n", Markdown),
        ] {
            assert_eq!(Form::of(path, source), form, "{path}: {source}");
        }
    }
}
