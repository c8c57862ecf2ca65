//! What the rules say, as stories: each file in `tests/policies/` holds a charter, what people did, and the
//! tree that explains what came of it. All are run, and one report names every file that went wrong.

mod charter;
mod properties;
mod story;
mod tell;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use story::Story;

/// What the stories are about: the part of a file's name before the first dash.
const SUBJECTS: [&str; 20] = [
    "approvers",
    "assurance",
    "conditions",
    "counting",
    "current",
    "delegation",
    "editorial",
    "excluded",
    "holds",
    "imports",
    "objections",
    "outcome",
    "outside",
    "quorum",
    "rules",
    "settled",
    "stances",
    "teams",
    "time",
    "wellformed",
];

#[test]
fn every_story_ends_as_it_says() {
    let files = files();
    let failures: Vec<String> = files.iter().filter_map(|file| failure(file)).collect();
    assert!(
        failures.is_empty(),
        "{} of {} stories went another way\n\n{}",
        failures.len(),
        files.len(),
        failures.join("\n")
    );
}

#[test]
fn every_subject_has_its_stories_and_every_story_a_subject() {
    assert!(files().len() >= 100, "only {} stories", files().len());
    let mut told = std::collections::BTreeSet::new();
    for file in files() {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let subject = name.split('-').next().unwrap().to_owned();
        assert!(
            SUBJECTS.contains(&subject.as_str()),
            "{name}: not about any of {SUBJECTS:?}"
        );
        told.insert(subject);
    }
    assert!(told.iter().eq(SUBJECTS), "stories only about {told:?}");
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policies");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

/// What went wrong with a story, if anything.
fn failure(file: &Path) -> Option<String> {
    let name = file.file_name().unwrap().to_string_lossy();
    let story = match Story::read(&std::fs::read(file).unwrap()) {
        Ok(story) => story,
        Err(error) => return Some(format!("== {name}\n{error}\n")),
    };
    let found = story.told();
    (found != story.expect).then(|| format!("== {name}\n{}", side_by_side(&story.expect, &found)))
}

fn side_by_side(expected: &str, found: &str) -> String {
    let width = expected.lines().map(|line| line.chars().count()).max();
    let width = width.unwrap_or(0).max("expected".len());
    let mut report = format!("   {:width$} | found\n", "expected");
    let diff = similar::TextDiff::from_lines(expected, found);
    for change in diff.iter_all_changes() {
        let line = change.value().trim_end();
        let _ = match change.tag() {
            similar::ChangeTag::Equal => writeln!(report, "   {line:width$} | {line}"),
            similar::ChangeTag::Delete => writeln!(report, " < {line:width$} |"),
            similar::ChangeTag::Insert => writeln!(report, " > {:width$} | {line}", ""),
        };
    }
    report
}
