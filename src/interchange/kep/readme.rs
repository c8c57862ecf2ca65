//! The `README.md` beside a `kep.yaml`: which of its sections say why, and which say what.

use super::super::clean::{self, Cleaned};
use super::super::note::{Note, Notes, Oddity};
use super::super::sections::{Section, sections};
use crate::record::prose::Prose;
use crate::record::yaml;

/// The largest text that is read, in bytes (512 KiB). It must fit into a revision with all the rest, indented.
const MAX_BYTES: usize = yaml::MAX_BYTES / 2;

const CONTEXT: [&str; 2] = ["Summary", "Motivation"];
const DECISION: [&str; 1] = ["Proposal"];

/// What a README says.
#[derive(Default)]
pub(super) struct Readme {
    /// `Summary` and `Motivation`.
    pub context: Option<Prose>,
    /// `Proposal`.
    pub decision: Option<Prose>,
}

/// Reads the text of the KEP in `kep_path`.
pub(super) fn read(
    kep_path: &str,
    readme: Option<(&String, &Vec<u8>)>,
    all: &mut Vec<Note>,
) -> Readme {
    let Some((path, bytes)) = readme else {
        Notes::about(kep_path, all).add(None, Oddity::NoReadme);
        return Readme::default();
    };
    let notes = &mut Notes::about(path, all);
    if bytes.len() > MAX_BYTES {
        notes.add(None, Oddity::TooLarge { limit: MAX_BYTES });
        return Readme::default();
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        notes.add(None, Oddity::NotUtf8);
        return Readme::default();
    };
    let Cleaned { value, changed } = clean::text(text);
    if changed {
        let field = "README.md".to_owned();
        notes.add(None, Oddity::CharactersChanged { field });
    }
    let sections = sections(&value);
    let read = Readme {
        context: joined(&CONTEXT, &sections, notes),
        decision: joined(&DECISION, &sections, notes),
    };
    let headings: Vec<_> = sections
        .iter()
        .filter(|section| {
            !CONTEXT
                .iter()
                .chain(&DECISION)
                .any(|wanted| is(section, wanted))
        })
        .map(|section| section.heading.to_owned())
        .collect();
    if !headings.is_empty() {
        notes.add(None, Oddity::SectionsLeftOut { headings });
    }
    read
}

/// The wanted sections as one text: the body alone where there is one, each under its heading where there are
/// several.
fn joined(wanted: &[&'static str], sections: &[Section<'_>], notes: &mut Notes) -> Option<Prose> {
    let mut found: Vec<&Section> = Vec::new();
    for &name in wanted {
        let before = found.len();
        found.extend(
            sections
                .iter()
                .filter(|section| is(section, name) && !section.body.is_empty()),
        );
        if found.len() == before {
            notes.add(None, Oddity::NoSection { section: name });
        }
    }
    let text = match found.as_slice() {
        [only] => only.body.to_owned(),
        several => several
            .iter()
            .map(|section| format!("## {}\n\n{}", section.heading, section.body))
            .collect::<Vec<_>>()
            .join("\n\n"),
    };
    Prose::new(&text).ok()
}

fn is(section: &Section<'_>, name: &str) -> bool {
    section.heading.eq_ignore_ascii_case(name)
}
