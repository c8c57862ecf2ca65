//! One `kep.yaml` as a draft.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::super::clean::{self, Cleaned};
use super::super::document;
use super::super::imported::{CharterParts, ImportedDecision, Naming, unknown_people};
use super::super::kept;
use super::super::note::{Note, Notes, Oddity};
use super::fields::{Entry, Fields};
use super::{FORMAT, Role, people, readme};
use crate::record::name::{Handle, Party, Tag};
use crate::record::prose::Line;
use crate::record::revision::Imported;

/// The states that the format knows.
const STATUSES: [&str; 7] = [
    "provisional",
    "implementable",
    "implemented",
    "deferred",
    "rejected",
    "withdrawn",
    "replaced",
];

/// What the template has where a number belongs.
const TEMPLATE_NUMBER: &str = "NNNN";

/// A draft whose links are not resolved yet.
pub(super) struct Draft {
    /// The line of its number.
    pub number_line: Option<usize>,
    /// What it says it replaces.
    pub replaces: Vec<Entry>,
    /// All the rest.
    pub decision: ImportedDecision,
}

/// Reads a KEP. `None`, and a note, for what is none.
pub(super) fn read(
    path: &str,
    bytes: &[u8],
    readme: Option<(&String, &Vec<u8>)>,
    charter: &CharterParts,
    all: &mut Vec<Note>,
) -> Option<Draft> {
    let notes = &mut Notes::about(path, all);
    let mut fields = match Fields::parse(bytes) {
        Ok(fields) => fields,
        Err((line, odd)) => {
            notes.add(line, odd);
            return None;
        }
    };
    if fields.text("kep-number").as_deref() == Some(TEMPLATE_NUMBER) {
        notes.add(fields.line("kep-number"), Oddity::Template);
        return None;
    }
    let number_line = fields.line("kep-number");
    let number = number(&mut fields, path, notes);
    let Some(title) = title(&mut fields, path, notes) else {
        notes.add(None, Oddity::NoTitle);
        return None;
    };
    let status = status(&mut fields, notes);
    let tags = tag(&mut fields, notes).into_iter().collect();

    let mut named = Vec::new();
    let authors = parties(
        "authors",
        Role::Author,
        &mut fields,
        charter,
        &mut named,
        notes,
    );
    let reviewers = parties(
        "reviewers",
        Role::Reviewer,
        &mut fields,
        charter,
        &mut named,
        notes,
    );
    let approver_line = fields.line("approvers");
    let approvers = parties(
        "approvers",
        Role::Approver,
        &mut fields,
        charter,
        &mut named,
        notes,
    );
    if approvers.is_empty() {
        notes.add(approver_line, Oddity::NoApprover);
    }
    let owner = owner(&authors);
    if owner.is_none() {
        notes.add(None, Oddity::NoOwner);
    }
    note_own_approval(&authors, &approvers, approver_line, notes);
    let mut seen = BTreeSet::new();
    let consulted = authors
        .into_iter()
        .filter(|author| !is_person(author, owner.as_ref()))
        .chain(reviewers)
        .filter(|party| seen.insert(party.clone()))
        .collect();

    for key in ["creation-date", "last-updated"] {
        note_no_date(key, &fields, notes);
    }
    let replaces = fields.take_list("replaces");
    let (rest, lines) = fields.rest();
    let custom = kept::under(FORMAT, rest, |key| lines.get(key).copied(), notes);
    let source = Imported {
        format: Line::new(FORMAT).ok()?,
        path: clean::line(path)?.value,
        number,
        commit: None,
        status,
        links: Vec::new(),
        people: unknown_people(&named, |_| true),
    };
    let prose = readme::read(path, readme, all);
    Some(Draft {
        number_line,
        replaces,
        decision: ImportedDecision {
            path: path.to_owned(),
            owner,
            tags,
            approvers,
            consulted,
            fields: document::Fields {
                context: prose.context,
                decision: prose.decision,
                ..document::Fields::default()
            },
            custom,
            namings: named,
            ..ImportedDecision::new(title, source)
        },
    })
}

/// The name of the folder that the file lies in: `3570-cpumanager`.
fn folder_name(path: &str) -> Option<&str> {
    path.rsplit('/').nth(1)
}

/// The number in front of a folder's name.
fn folder_number(path: &str) -> Option<u32> {
    folder_name(path)?.split('-').next()?.parse().ok()
}

/// One line of a field, cleaned, with notes about what that took.
fn take_line(key: &str, fields: &mut Fields, notes: &mut Notes) -> Option<Line> {
    let line = fields.line(key);
    if fields.is_nested(key) {
        let key = key.to_owned();
        notes.add(line, Oddity::NotText { key });
    }
    let Cleaned { value, changed } = clean::line(&fields.take_text(key)?)?;
    if changed {
        let field = key.to_owned();
        notes.add(line, Oddity::CharactersChanged { field });
    }
    Some(value)
}

fn number(fields: &mut Fields, path: &str, notes: &mut Notes) -> Option<u32> {
    let line = fields.line("kep-number");
    let Some(text) = fields.take_text("kep-number") else {
        notes.add(line, Oddity::NoNumber);
        return None;
    };
    // Not `parse` alone, which also takes a sign.
    let digits = text.trim().bytes().all(|byte| byte.is_ascii_digit());
    let Some(number) = text.trim().parse().ok().filter(|_| digits) else {
        let text = clean::text(&text).value;
        notes.add(line, Oddity::NotANumber { text });
        return None;
    };
    if let Some(folder) = folder_number(path).filter(|folder| *folder != number) {
        notes.add(line, Oddity::NumberDiffers { number, folder });
    }
    if number == 0 {
        notes.add(line, Oddity::NumberZero);
    }
    Some(number)
}

fn title(fields: &mut Fields, path: &str, notes: &mut Notes) -> Option<Line> {
    take_line("title", fields, notes).or_else(|| {
        let stand_in = clean::line(folder_name(path)?)?.value;
        notes.add(None, Oddity::FolderAsTitle);
        Some(stand_in)
    })
}

fn status(fields: &mut Fields, notes: &mut Notes) -> Option<Line> {
    let line = fields.line("status");
    let status = take_line("status", fields, notes);
    match &status {
        None => notes.add(line, Oddity::NoStatus),
        Some(word) if !STATUSES.contains(&word.as_str()) => {
            let status = word.to_string();
            notes.add(line, Oddity::UnknownStatus { status });
        }
        Some(_) => {}
    }
    status
}

/// The owning SIG as a tag, with a dash for every run of characters that a tag cannot hold.
fn tag(fields: &mut Fields, notes: &mut Notes) -> Option<Tag> {
    let line = fields.line("owning-sig");
    let text = fields.take_text("owning-sig")?;
    let words: Vec<_> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let tag: Option<Tag> = words.join("-").to_ascii_lowercase().parse().ok();
    match &tag {
        None => notes.add(line, Oddity::NotATag { text }),
        Some(tag) if tag.as_str() != text => notes.add(line, Oddity::TagRespelled { text }),
        Some(_) => {}
    }
    tag
}

/// The people and teams of a list, each once, in its order.
fn parties(
    key: &str,
    role: Role,
    fields: &mut Fields,
    charter: &CharterParts,
    named: &mut Vec<Naming>,
    notes: &mut Notes,
) -> Vec<Party> {
    let mut parties = Vec::new();
    let mut seen = BTreeSet::new();
    for Entry { text, line } in fields.take_list(key) {
        let (party, odd) = people::party(role, &text, charter);
        for what in odd {
            notes.add(line, what);
        }
        match &party {
            Some(party) if !seen.insert(party.clone()) => {
                let party = party.clone();
                notes.add(line, Oddity::NamedTwice { party, role });
            }
            Some(party) => parties.push(party.clone()),
            None => {}
        }
        named.push(Naming {
            role,
            verbatim: text,
            party,
        });
    }
    parties
}

/// The first author who is a person: a team owns nothing.
fn owner(authors: &[Party]) -> Option<Handle> {
    authors.iter().find_map(|author| match author {
        Party::Person(handle) => Some(handle.clone()),
        Party::Team(_) => None,
    })
}

fn is_person(party: &Party, person: Option<&Handle>) -> bool {
    matches!(party, Party::Person(handle) if Some(handle) == person)
}

fn note_own_approval(
    authors: &[Party],
    approvers: &[Party],
    line: Option<usize>,
    notes: &mut Notes,
) {
    let approvers: BTreeSet<_> = approvers.iter().collect();
    for author in authors {
        if let Party::Person(handle) = author
            && approvers.contains(author)
        {
            let handle = handle.clone();
            notes.add(line, Oddity::AuthorApproves { handle });
        }
    }
}

fn note_no_date(key: &'static str, fields: &Fields, notes: &mut Notes) {
    let Some(text) = fields.text(key) else {
        return;
    };
    if NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").is_err() {
        notes.add(fields.line(key), Oddity::NotADate { key, text });
    }
}
