//! `adr why PATH...`: the decisions in force that bind files, for whoever is about to change them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Error;
use super::find;
use super::ground::Ground;
use super::outlines;
use super::source::Source;
use super::survey::Unreadable;
use crate::log::candidates::candidates;
use crate::log::decision::Decision;
use crate::log::govern::{self, Asked, Lineage};
use crate::log::outline::Outline;
use crate::log::tree::ObjectId;
use crate::record::id::{DecisionId, Number};
use crate::record::name::{Handle, Tag};
use crate::record::prose::Prose;
use crate::record::resolution::Outcome;
use crate::record::time::Timestamp;
use crate::store::Limits;

/// Which files.
pub struct Request {
    /// Paths from the root of the repository, of files or folders.
    pub paths: Vec<String>,
    /// Besides, every file in which the branch differs from where it left this one.
    pub changed: Option<String>,
    /// Another commit or branch than HEAD.
    pub at: Option<String>,
}

/// What binds them.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The decisions, by number.
    pub decisions: Vec<Governing>,
    /// The paths that no decision in force governs.
    pub ungoverned: Vec<String>,
    /// Files of the log that cannot be read: a decision of theirs may be missing here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

/// A decision in force that governs some of the paths.
#[derive(Debug, Serialize)]
pub struct Governing {
    /// The number.
    pub number: Number,
    /// The id.
    pub id: DecisionId,
    /// The title.
    pub title: String,
    /// Who drives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Handle>,
    /// What it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// The revision in force.
    pub revision: u32,
    /// Since when, as whoever wrote down the acceptance says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// What was agreed, in a line: the words of the acceptance, else the first of the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// Why, in a line: the first words of the context.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Which of the paths, and by which pattern.
    pub paths: Vec<Governed>,
    /// Decisions in force that change it in part: to be read with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amended_by: Vec<Named>,
    /// Decisions that it took the place of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supersedes: Vec<Named>,
    /// Where its text is.
    pub source: Source,
}

/// A path that is governed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Governed {
    /// From the root of the repository.
    pub path: String,
    /// The pattern that matches it.
    pub pattern: String,
    /// The decision whose pattern that is, where the one in force took its place and names no paths itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inherited_from: Option<Number>,
}

/// A decision by name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Named {
    /// The number.
    pub number: Number,
    /// The title.
    pub title: String,
}

/// Says what binds the files.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let tree = find::tree_at(ground, request.at.as_deref())?;
    let mut asked: Vec<Asked> = Vec::new();
    for path in &request.paths {
        asked.push(asked_about(ground, tree, path)?);
    }
    if let Some(base) = &request.changed {
        asked.extend(changed(ground, base, request.at.as_deref())?);
    }
    let outlines = outlines::outlines(ground, tree)?;
    let known: Vec<(Number, &Outline)> = outlines
        .decisions
        .iter()
        .map(|one| (one.folder.number, &one.outline))
        .collect();
    let candidates = candidates(&known, &asked);
    let log = ground.store.log_of(tree, &ground.dir, &candidates)?;
    let mut governed: BTreeMap<Number, Vec<Governed>> = BTreeMap::new();
    let mut ungoverned = Vec::new();
    for one in &asked {
        let bindings = govern::binding(&log, one);
        // Records have rules of their own: the charter's.
        if bindings.is_empty() && ground.dir.strip(one.path()).is_none() {
            ungoverned.push(one.path().to_owned());
        }
        for binding in bindings {
            let number = binding.decision.number();
            governed.entry(number).or_default().push(Governed {
                path: one.path().to_owned(),
                pattern: binding.pattern.to_string(),
                inherited_from: binding.inherited,
            });
        }
    }
    let lineage = Lineage::of(&log);
    let decisions = governed
        .into_iter()
        .filter_map(|(number, paths)| governing(ground, &lineage, log.decision(number)?, paths))
        .collect();
    Ok(Report {
        decisions,
        ungoverned,
        unreadable: outlines.unreadable,
    })
}

/// A path that was typed, as a file or a folder of the tree. One that does not exist yet is a file.
pub(super) fn asked_about(ground: &Ground<'_>, tree: ObjectId, path: &str) -> Result<Asked, Error> {
    let typed = path.trim_start_matches("./").trim_end_matches('/');
    let typed = if typed == "." { "" } else { typed };
    let is_folder =
        path.ends_with('/') || typed.is_empty() || ground.store.folder(tree, typed)?.is_some();
    Ok(if is_folder {
        Asked::Folder(typed.to_owned())
    } else {
        Asked::File(typed.to_owned())
    })
}

/// The files in which HEAD, or what `at` names, differs from where it left `base`.
fn changed(ground: &Ground<'_>, base: &str, at: Option<&str>) -> Result<Vec<Asked>, Error> {
    let commit = |rev: &str| {
        let revision = ground.store.resolve(rev)?;
        revision
            .map(|one| one.commit)
            .ok_or_else(|| find::unknown_rev(rev))
    };
    let (base, head) = (commit(base)?, commit(at.unwrap_or("HEAD"))?);
    let left = ground.store.merge_bases(base, head)?;
    let before = ground
        .store
        .root_tree(left.first().copied().unwrap_or(base))?;
    let after = ground.store.root_tree(head)?;
    let differences = ground
        .store
        .compare(Some(before), Some(after), "", Limits::default())?;
    Ok(differences
        .into_iter()
        .map(|difference| Asked::File(difference.path))
        .collect())
}

fn governing(
    ground: &Ground<'_>,
    lineage: &Lineage<'_>,
    decision: &Decision,
    paths: Vec<Governed>,
) -> Option<Governing> {
    let stored = decision.in_force()?;
    let text = &stored.value.text;
    let acceptance = decision
        .resolutions
        .values()
        .map(|resolution| &resolution.value)
        .filter(|one| one.outcome == Outcome::Accepted && one.revision == stored.value.revision)
        .last();
    let summary = acceptance.and_then(|one| one.summary.as_ref());
    let first = |prose: &Option<Prose>| prose.as_ref().and_then(|prose| first_line(prose.as_str()));
    Some(Governing {
        number: decision.number(),
        id: text.id,
        title: text.title.to_string(),
        owner: text.owner.clone(),
        tags: text.tags.clone(),
        revision: stored.value.revision,
        since: acceptance.map(|one| one.at),
        what: summary
            .map(ToString::to_string)
            .or_else(|| first(&text.decision)),
        because: first(&text.context),
        paths,
        amended_by: all_named(lineage.amending(decision.number())),
        supersedes: all_named(&lineage.superseded(decision)),
        source: Source::of_revision(&ground.dir, decision, stored),
    })
}

pub(super) fn all_named(decisions: &[&Decision]) -> Vec<Named> {
    decisions.iter().map(|decision| named(decision)).collect()
}

pub(super) fn named(decision: &Decision) -> Named {
    let text = decision.text_in_force().or_else(|| decision.text());
    Named {
        number: decision.number(),
        title: text.map_or_else(|| decision.folder.name(), |text| text.title.to_string()),
    }
}

/// The first line that says something: headings and rules of Markdown do not.
fn first_line(prose: &str) -> Option<String> {
    prose
        .lines()
        .map(str::trim)
        .find(|line| !line.starts_with('#') && line.contains(char::is_alphanumeric))
        .map(|line| line.trim_start_matches(['-', '*', '>', ' ']).to_owned())
}
