//! `adr lint`: what is weak about the records that can still be changed, and why that matters.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::Error;
use super::find;
use super::ground::Ground;
use super::selector::Selector;
use super::survey::{self, Sighting, Unreadable, Wanted};
use crate::agreement::status::Word;
use crate::interchange::form::Form;
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::lint::{self, Around, Code, Severity};
use crate::log::tree::ObjectId;
use crate::record::field::Field;
use crate::record::id::Number;
use crate::record::layout::{Folder, Part};
use crate::record::revision::RevisionKind;
use crate::record::text::Text;
use crate::store::Limits;

mod page;

pub use page::File;
use page::Page;

/// What is looked at.
pub struct Request {
    /// Decisions and files; where there are none, what is open, and the charter.
    pub targets: Vec<Target>,
    /// What is in force as well, and what was imported.
    pub all: bool,
    /// Codes that are not wanted.
    pub allow: Vec<&'static Code>,
}

/// What a person named.
pub enum Target {
    /// A decision.
    Decision(Selector),
    /// A text that is still being written.
    File(PathBuf, File),
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// By decision and file, in the order of the fields.
    pub findings: Vec<Found>,
    /// How many texts were looked at.
    pub texts: usize,
    /// Files that cannot be read, and so were not looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

impl Report {
    /// Whether something should be changed before anybody signs.
    pub fn has_warning(&self) -> bool {
        self.findings
            .iter()
            .any(|found| found.severity == Severity::Warning)
    }
}

/// A finding, and where it is.
#[derive(Debug, Serialize)]
pub struct Found {
    /// The kind, in kebab case.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// The title.
    pub title: String,
    /// The branch, where that is another than the current one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The path from the root of the repository, or as it was typed.
    pub path: String,
    /// The field.
    pub field: Field,
    /// The line in the file, from 1, where that can be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What is found.
    pub message: String,
    /// Why that matters.
    pub why: &'static str,
    /// What to do.
    pub fix: &'static str,
}

/// Looks at texts.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let tree = find::tree_at(ground, None)?;
    let log = ground.store.whole_log(tree, &ground.dir)?;
    let survey::Survey {
        open,
        settled,
        mut unreadable,
    } = survey::survey(ground, Wanted::Everything)?;
    let decisions = standing(&log, &open, &settled);
    let mut pages = Vec::new();
    for target in &request.targets {
        match target {
            Target::Decision(selector) => {
                let number = ground.number_of(selector)?;
                pages.push(named(ground, &log, &open, tree, number)?);
            }
            Target::File(file, shown) => match Page::of_file(ground, tree, file, shown)? {
                Ok(page) => pages.push(page),
                Err(problem) => unreadable.push(problem),
            },
        }
    }
    if request.targets.is_empty() {
        pages = everything(ground, &log, open, tree, request.all)?;
    }
    let charter = log
        .charter()
        .and_then(|charter| charter.text_in_force().or_else(|| charter.text()))
        .and_then(|text| text.charter.as_ref());
    let mut files: BTreeMap<ObjectId, Vec<String>> = BTreeMap::new();
    let mut findings = Vec::new();
    for page in &pages {
        if !page.text.governs.is_empty() && !files.contains_key(&page.tree) {
            files.insert(page.tree, files_of(ground, page.tree)?);
        }
        let exists = |path: &str| page.exists(ground, path);
        let around = Around {
            number: page.number,
            decisions: &decisions,
            charter,
            files: files.get(&page.tree).map(Vec::as_slice),
            starts: &page.starts,
            exists: &exists,
        };
        let found = lint::lint(&page.text, &around).into_iter();
        let wanted = found.filter(|finding| !request.allow.contains(&finding.code));
        findings.extend(wanted.map(|finding| page.found(finding)));
    }
    Ok(Report {
        findings,
        texts: pages.len(),
        unreadable,
    })
}

/// How every decision stands that this clone knows: as HEAD has it, else as another branch does.
fn standing(log: &DecisionLog, open: &[Sighting], settled: &[Sighting]) -> BTreeMap<Number, Word> {
    let elsewhere = open
        .iter()
        .chain(settled)
        .map(|sighting| &sighting.decision);
    let mut standing = BTreeMap::new();
    for decision in log.decisions.values().chain(elsewhere) {
        standing
            .entry(decision.number())
            .or_insert_with(|| decision.status().word);
    }
    standing
}

/// What can still be changed, and the charter; with `all` what is in force as well.
fn everything(
    ground: &Ground<'_>,
    log: &DecisionLog,
    open: Vec<Sighting>,
    tree: ObjectId,
    all: bool,
) -> Result<Vec<Page>, Error> {
    let mut pages = Vec::new();
    for sighting in open {
        // What was written elsewhere long ago is quoted, and nobody is going to rewrite it.
        if all || !is_import(&sighting.decision) {
            pages.push(Page::of_sighting(ground, &sighting)?);
        }
    }
    for decision in log.decisions.values() {
        let is_wanted = all || decision.number() == Number::CHARTER;
        if is_wanted && decision.in_force().is_some() && !decision.status().is_open() {
            pages.push(Page::of_decision(ground, decision, tree, None)?);
        }
    }
    let mut pages: Vec<Page> = pages.into_iter().flatten().collect();
    pages.sort_by_key(|page| page.number);
    Ok(pages)
}

fn is_import(decision: &Decision) -> bool {
    decision
        .newest()
        .is_some_and(|newest| matches!(newest.value.kind, RevisionKind::Import(_)))
}

/// The decision that a person named: where it is open, else as HEAD has it.
fn named(
    ground: &Ground<'_>,
    log: &DecisionLog,
    open: &[Sighting],
    tree: ObjectId,
    number: Number,
) -> Result<Page, Error> {
    let sighting = open
        .iter()
        .find(|sighting| sighting.decision.number() == number);
    let page = match (sighting, log.decision(number)) {
        (Some(sighting), _) => Page::of_sighting(ground, sighting)?,
        (None, Some(decision)) => Page::of_decision(ground, decision, tree, None)?,
        (None, None) => None,
    };
    match page {
        Some(page) => Ok(page),
        None => Err(ground.nowhere(number.to_string())?),
    }
}

fn files_of(ground: &Ground<'_>, tree: ObjectId) -> Result<Vec<String>, Error> {
    let files = ground.store.walk(tree, "", Limits::default())?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}
