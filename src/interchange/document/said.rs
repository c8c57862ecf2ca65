//! What a document has said about itself so far, in all the places that were looked at, and the choice where it said a
//! thing twice.

use std::ops::Range;

use chrono::NaiveDate;

use serde_yaml::Value;

use super::super::clean;
use super::super::loose::text_of;
use super::super::note::Notes;
use super::key::Key;
use super::links::{self, Link};
use super::name::FileName;
use super::odd::Odd;
use super::status::{self, Kind};
use super::{Date, Named, Place, Status, dates, people, plain, target};
use crate::record::prose::Line;

/// Tags that say a status, where nothing else does: topics may have names like statuses, but not these.
const STATUS_TAGS: [&str; 8] = [
    "accepted",
    "proposed",
    "rejected",
    "deprecated",
    "superseded",
    "draft",
    "akzeptiert",
    "abgelehnt",
];

/// What was heard.
#[derive(Default)]
pub(super) struct Said {
    pub statuses: Vec<Candidate>,
    pub dates: Vec<Date>,
    pub people: Vec<Named>,
    pub tags: Vec<Line>,
    pub links: Vec<Link>,
}

/// A status, and what goes from the text if it is the one.
pub(super) struct Candidate {
    pub verbatim: String,
    pub kind: Kind,
    pub place: Place,
    /// Counted from 1, in the file.
    pub line: usize,
    /// The day of the entry that says it.
    pub day: Option<NaiveDate>,
    /// What is left of each line of the body.
    pub rests: Vec<(usize, String)>,
    /// The heading above it; empty without one.
    pub heading: Range<usize>,
    /// Whether nothing else stands below the heading.
    pub is_whole: bool,
    /// Whether the heading only asks for a status, in a sentence.
    pub is_asked: bool,
}

impl Said {
    /// Hears a value; whether it was taken whole, so that its lines may go.
    pub fn hear(
        &mut self,
        key: Key,
        word: &str,
        value: &str,
        place: Place,
        line: usize,
        rests: Vec<(usize, String)>,
    ) -> bool {
        match key {
            Key::Status => {
                self.statuses.push(Candidate {
                    verbatim: value.trim().to_owned(),
                    kind: status::of_lines(value),
                    place,
                    line,
                    day: None,
                    rests,
                    heading: 0..0,
                    is_whole: true,
                    is_asked: false,
                });
                true
            }
            Key::Date => self.hear_date(value, place, line),
            Key::People(role) => {
                let names = people::names(value);
                self.people.extend(names.into_iter().map(|verbatim| Named {
                    role,
                    key: word.to_owned(),
                    verbatim,
                    line,
                }));
                true
            }
            Key::Tags => {
                self.hear_tags(value, line);
                true
            }
            Key::Link(kind) => {
                let said = without_list_marks(value);
                let targets = target::targets(&said);
                let named: usize = targets.iter().map(|(_, verbatim)| letters(verbatim)).sum();
                let is_whole = named == letters(&said) || is_nothing(&said);
                self.links
                    .extend(targets.into_iter().map(|(target, verbatim)| Link {
                        kind,
                        target,
                        verbatim,
                        line,
                    }));
                is_whole
            }
        }
    }

    fn hear_date(&mut self, value: &str, place: Place, line: usize) -> bool {
        let value = value.trim();
        if !value.chars().any(char::is_alphanumeric) {
            return true;
        }
        // A second date means something else than the first, and stays in the text.
        let is_first = self.dates.is_empty() && value.lines().count() == 1;
        if is_first {
            self.dates.push(Date {
                verbatim: value.to_owned(),
                day: dates::day(value),
                place,
                line,
            });
        }
        is_first
    }

    fn hear_tags(&mut self, value: &str, line: usize) {
        for tag in people::names(value) {
            let kind = status::kind(&tag);
            if STATUS_TAGS.contains(&tag.to_lowercase().as_str()) {
                self.statuses.push(Candidate {
                    verbatim: tag.clone(),
                    kind,
                    place: Place::Tags,
                    line,
                    day: None,
                    rests: Vec::new(),
                    heading: 0..0,
                    is_whole: true,
                    is_asked: false,
                });
            }
            let tag = clean::line(tag.trim_start_matches('#')).map(|line| line.value);
            self.tags.extend(tag.filter(|tag| !self.tags.contains(tag)));
        }
    }

    /// Hears a list of links that each say what they are: `{target: 3, kind: supersedes}`. Whether all were understood.
    pub fn hear_links(&mut self, value: &Value, line: usize) -> bool {
        let Value::Sequence(items) = value else {
            return false;
        };
        let word = |item: &Value, keys: [&str; 2]| {
            let found = keys.into_iter().find_map(|key| item.get(key));
            found.map(text_of).filter(|text| !text.trim().is_empty())
        };
        let links: Option<Vec<Link>> = items
            .iter()
            .map(|item| {
                let kind = links::LinkKind::named(word(item, ["kind", "type"])?.trim())?;
                let verbatim = word(item, ["target", "to"])?;
                let (target, _) = target::targets(&verbatim).into_iter().next()?;
                Some(Link {
                    kind,
                    target,
                    verbatim,
                    line,
                })
            })
            .collect();
        let is_whole = links.is_some();
        self.links.extend(links.unwrap_or_default());
        is_whole
    }

    /// Hears a sentence that begins with a verb: `- Supersedes [4](0004-x.md)`.
    pub fn hear_statement(&mut self, line: &str, number: usize) {
        let text = line
            .trim()
            .trim_start_matches(['-', '*', '+', ' '])
            .trim_start_matches(['*', '_']);
        let mut found = Vec::new();
        links::statements(text, number, &mut found);
        let starts = |link: &Link| links::starts_with_verb(text, link.kind);
        self.links.extend(found.into_iter().filter(starts));
    }

    /// The status: of the front matter, else of the head, a section, any line, the tags; and takes it out of the text.
    /// What another place says is noted where it comes to something else.
    pub fn choose_status(
        &mut self,
        left: &mut [Option<String>],
        notes: &mut Notes,
    ) -> Option<Status> {
        let rank = |candidate: &Candidate| {
            let place = match candidate.place {
                Place::Front => 0,
                Place::Line | Place::Table => 1,
                Place::Tags => 4,
                _ if candidate.is_asked => 3,
                _ => 2,
            };
            // What says nothing yields to what does.
            (
                matches!(candidate.kind, Kind::Empty | Kind::Template),
                place,
            )
        };
        self.statuses.sort_by_key(rank);
        for candidate in &self.statuses {
            for (nth, line) in candidate.verbatim.lines().enumerate() {
                links::statements(line, candidate.line + nth, &mut self.links);
            }
        }
        let chosen = self.statuses.first()?;
        for (line, rest) in &chosen.rests {
            if let Some(left) = left.get_mut(*line) {
                *left = Some(rest.clone());
            }
        }
        if chosen.is_whole {
            for line in chosen.heading.clone() {
                if let Some(left) = left.get_mut(line) {
                    *left = Some(String::new());
                }
            }
        }
        let verbatim = plain::without_comments(&chosen.verbatim).trim().to_owned();
        for other in self
            .statuses
            .iter()
            .skip(1)
            .filter(|other| other.kind != chosen.kind && other.kind.is_known())
        {
            notes.add(
                Some(other.line),
                Odd::SecondStatus {
                    here: first_line(&other.verbatim),
                    status: first_line(&verbatim),
                },
            );
        }
        let first = first_line(&verbatim);
        if chosen.kind == Kind::Template {
            notes.add(
                Some(chosen.line),
                Odd::StatusNotChosen {
                    status: first.clone(),
                },
            );
        }
        if let (Some(day), true) = (
            chosen.day.or_else(|| dates::iso_in(&first)),
            self.dates.is_empty(),
        ) {
            self.dates.push(Date {
                verbatim: day.to_string(),
                day: Some(day),
                place: Place::Log,
                line: chosen.line,
            });
        }
        Some(Status {
            verbatim,
            first,
            kind: chosen.kind,
            place: chosen.place,
            line: chosen.line,
        })
    }

    /// The date that the document says, else that of the file's name.
    pub fn choose_date(&mut self, name: &FileName, notes: &mut Notes) -> Option<Date> {
        let from_name = name.date.map(|day| Date {
            verbatim: day.to_string(),
            day: Some(day),
            place: Place::FileName,
            line: 0,
        });
        let said = self.dates.first().cloned();
        if let Some(date) = said.as_ref().filter(|date| date.day.is_none()) {
            notes.add(
                Some(date.line),
                Odd::UnclearDate {
                    text: date.verbatim.clone(),
                },
            );
        }
        said.or(from_name)
    }
}

/// The first line that says anything, without marks.
fn first_line(text: &str) -> String {
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    plain::plain(
        line.trim()
            .trim_start_matches(['-', '+'])
            .trim_start_matches("* "),
    )
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

fn without_list_marks(value: &str) -> String {
    let lines = value
        .lines()
        .map(|line| line.trim().trim_start_matches(['-', '*', '+']).trim());
    lines.collect::<Vec<_>>().join(", ")
}

/// Whether a value says that there is nothing.
fn is_nothing(value: &str) -> bool {
    let bare = value
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    matches!(
        bare.as_str(),
        "" | "n/a" | "na" | "none" | "nothing" | "tbd" | "keine" | "aucun" | "无"
    )
}
