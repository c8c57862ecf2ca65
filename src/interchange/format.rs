//! The formats that can be imported, and which of them a folder holds.

use std::fmt;

use super::document::{Document, Place};
use super::imported::Import;
use super::records::{self, Records};
use super::{SourceFiles, git_adr, json_adr, kep};

/// A format of other people's decisions. Its name is what `imported.format` says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// Michael Nygard's records, as adr-tools keeps them.
    AdrTools,
    /// Markdown Any Decision Records, of versions 2 to 4.
    Madr,
    /// log4brains, with its packages.
    Log4brains,
    /// adrs: records with front matter.
    Adrs,
    /// JSON-ADR, as adrs exports it.
    JsonAdr,
    /// git-adr: records in git notes.
    GitAdr,
    /// Kubernetes Enhancement Proposals.
    Kep,
    /// Any other dialect of Markdown.
    Markdown,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::AdrTools,
        Self::Madr,
        Self::Log4brains,
        Self::Adrs,
        Self::JsonAdr,
        Self::GitAdr,
        Self::Kep,
        Self::Markdown,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AdrTools => "adr-tools",
            Self::Madr => "madr",
            Self::Log4brains => "log4brains",
            Self::Adrs => "adrs",
            Self::JsonAdr => json_adr::FORMAT,
            Self::GitAdr => git_adr::FORMAT,
            Self::Kep => kep::FORMAT,
            Self::Markdown => "markdown",
        }
    }

    /// Its name as its makers spell it in a sentence, found by [`Format::name`].
    pub fn spelled(name: &str) -> &str {
        match Self::ALL.into_iter().find(|format| format.name() == name) {
            Some(Self::Madr) => "MADR",
            Some(Self::JsonAdr) => "JSON-ADR",
            Some(Self::Kep) => "KEP",
            Some(Self::Markdown) => "Markdown",
            _ => name,
        }
    }

    /// Whether a file of this path is read at all.
    pub fn wants(self, path: &str) -> bool {
        match self {
            Self::Kep => kep::wants(path),
            Self::JsonAdr => json_adr::wants(path),
            _ => records::wants(path),
        }
    }

    /// What the files say.
    pub fn read(self, files: &SourceFiles) -> Import {
        match self {
            Self::Kep => kep::read(files),
            _ => self.records(files).unwrap_or_default().import(self.name()),
        }
    }

    /// The records in the files; `None` for a format that has none of this kind.
    pub fn records(self, files: &SourceFiles) -> Option<Records> {
        match self {
            Self::Kep => None,
            Self::JsonAdr => Some(json_adr::read(files)),
            Self::Log4brains => Some(records::read_packages(files)),
            _ => Some(records::read(files)),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// A format that was recognised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recognised {
    /// The format.
    pub format: Format,
    /// What speaks for it.
    pub why: String,
}

/// Whether a file says anything about the format.
pub fn tells(path: &str) -> bool {
    [Format::Kep, Format::JsonAdr, Format::Markdown]
        .into_iter()
        .any(|format| format.wants(path))
}

/// The format that most of the records have; `None` where there are none.
pub fn recognise(files: &SourceFiles) -> Option<Recognised> {
    let named = |name: &str| {
        files
            .keys()
            .filter(|path| path.rsplit('/').next() == Some(name))
            .count()
    };
    let keps = named("kep.yaml");
    if keps > 0 {
        let why = format!("{keps} of its files are called kep.yaml");
        return Some(Recognised {
            format: Format::Kep,
            why,
        });
    }
    let exports = json_adr::read(files).documents.len();
    let documents = records::read(files).documents;
    if exports > documents.len() {
        let why = format!("its JSON files hold {exports} decisions in the form of JSON-ADR");
        return Some(Recognised {
            format: Format::JsonAdr,
            why,
        });
    }
    if files.contains_key(records::LOG4BRAINS) {
        let why = format!("there is a {}", records::LOG4BRAINS);
        return Some(Recognised {
            format: Format::Log4brains,
            why,
        });
    }
    if documents.is_empty() {
        return None;
    }
    let of =
        |test: fn(&Document) -> bool| documents.iter().filter(|document| test(document)).count();
    let all = documents.len();
    let votes = [
        (
            Format::Adrs,
            of(is_adrs),
            "have number, title and status in their front matter",
        ),
        (
            Format::Log4brains,
            of(is_log4brains),
            "have a day in their name and their status in a list under the title",
        ),
        (
            Format::Madr,
            of(is_madr),
            "have considered options, or say in front matter who decided",
        ),
        (
            Format::AdrTools,
            of(is_nygard),
            "have sections for status, context and decision",
        ),
    ];
    let best = votes
        .into_iter()
        .rev()
        .max_by_key(|(_, count, _)| *count)
        .filter(|(_, count, _)| *count * 2 > all);
    Some(match best {
        Some((format, count, what)) => Recognised {
            format,
            why: format!("{count} of its {all} records {what}"),
        },
        None => Recognised {
            format: Format::Markdown,
            why: format!(
                "its {all} records are in Markdown, in no single form that is known by name"
            ),
        },
    })
}

fn status_in(document: &Document, place: Place) -> bool {
    document
        .status
        .as_ref()
        .is_some_and(|status| status.place == place)
}

fn is_adrs(document: &Document) -> bool {
    status_in(document, Place::Front) && document.unknown.contains_key("number")
}

fn is_log4brains(document: &Document) -> bool {
    document.name.date.is_some()
        && !status_in(document, Place::Front)
        && !status_in(document, Place::Section)
}

fn is_madr(document: &Document) -> bool {
    let decided = document
        .people
        .iter()
        .any(|named| matches!(named.key.as_str(), "deciders" | "decision makers"));
    let in_front = status_in(document, Place::Front) && (decided || document.date.is_some());
    !document.text.options.is_empty() || !document.text.drivers.is_empty() || in_front
}

fn is_nygard(document: &Document) -> bool {
    let is_plain = document.text.options.is_empty();
    is_plain && status_in(document, Place::Section) && document.text.decision.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_sentence_a_format_is_called_what_its_makers_call_it() {
        let spelled = Format::ALL.map(|format| Format::spelled(format.name()));
        assert_eq!(
            spelled,
            [
                "adr-tools",
                "MADR",
                "log4brains",
                "adrs",
                "JSON-ADR",
                "git-adr",
                "KEP",
                "Markdown"
            ]
        );
    }
}
