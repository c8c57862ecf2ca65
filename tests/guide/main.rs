//! The guides in `docs/guide`, run as tests.
//!
//! A guide tells a story with several people, and shows what they type and what they see. Each one is played
//! here with the built programs, real git and real keys: everybody has a clone of their own over one bare
//! repository, and every line is run by a shell, as a reader would. What comes out has to be what the guide
//! says, and the table at its end has to count what people had to type.
//!
//! How to write one is in `docs/contributing.md`. `ADR_BLESS=1 cargo test --test guide` writes what came out
//! into the guides. (The crate `trycmd` does this for one person and without a shell.)

mod likeness;
mod stage;
mod story;
mod tally;

use std::fs;
use std::path::{Path, PathBuf};

use likeness::{difference, is_like};
use stage::Stage;
use story::{Command, Step, Story};
use tally::Tally;

/// A test for each guide.
macro_rules! guides {
    ($($test:ident: $file:literal,)*) => {
        $(#[test]
        fn $test() {
            play($file);
        })*

        #[test]
        fn every_guide_is_run() {
            let mut files: Vec<_> = fs::read_dir(folder()).expect("the guides")
                .map(|entry| entry.expect("a guide").file_name().into_string().expect("a name"))
                .collect();
            files.sort();
            let mut run = vec![$($file.to_owned()),*];
            run.sort();
            assert_eq!(files, run);
        }
    };
}

guides! {
    the_first_day: "first-day.md",
    the_reviewer_on_holiday: "holiday.md",
    the_stakeholder_who_arrives_late: "late.md",
    writing_in_markdown: "markdown.md",
    the_merge_race: "merge-race.md",
    moving_in: "moving-in.md",
    the_new_employee: "new-employee.md",
    the_objection: "objection.md",
    the_stolen_laptop: "stolen-laptop.md",
    the_year_end_audit: "year-end.md",
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide")
}

/// Plays a guide from beginning to end, and insists that all came as it says, or writes it down.
#[track_caller]
fn play(file: &str) {
    let path = folder().join(file);
    let text = fs::read_to_string(&path).expect("a guide");
    let story = Story::read(&text).unwrap_or_else(|problem| panic!("docs/guide/{file}:{problem}"));
    let blesses = std::env::var_os("ADR_BLESS").is_some();
    let mut stage = Stage::set(&story.people, &story.newcomers);
    let mut tally = Tally::default();
    let mut corrections = Vec::new();
    if story.has_team {
        let before = Story::read(include_str!("team.md")).expect("the team's beginning");
        before.steps.iter().for_each(|step| {
            if let Err(problem) = take(&mut stage, step) {
                panic!("tests/guide/team.md:{}", problem.told);
            }
        });
    }
    for step in &story.steps {
        if let Step::Command(command) = step {
            tally.count(&command.who, &command.text);
        }
        match take(&mut stage, step) {
            Ok(()) => {}
            Err(Mismatch {
                seen: Some(seen),
                place,
                ..
            }) if blesses => corrections.push((place, seen)),
            Err(problem) => panic!("docs/guide/{file}:{}", problem.told),
        }
    }
    if let Some(place) = tally::place(&story.lines) {
        let (told, counted) = (&story.lines[place.clone()], tally.table());
        if told != counted {
            let difference = difference(told, &counted);
            assert!(
                blesses,
                "docs/guide/{file}: the table of commands\n{difference}"
            );
            corrections.push((place, counted));
        }
    }
    if !corrections.is_empty() {
        let mut lines = story.lines;
        // From the end, so that the numbers of the lines before stay true.
        for (place, right) in corrections.into_iter().rev() {
            lines.splice(place, right);
        }
        fs::write(path, lines.join("\n") + "\n").expect("the guide");
    }
}

/// What did not come as the guide says.
struct Mismatch {
    /// Line and what is different.
    told: String,
    /// What would be right, where that can be written into the guide.
    seen: Option<Vec<String>>,
    place: std::ops::Range<usize>,
}

fn take(stage: &mut Stage, step: &Step) -> Result<(), Mismatch> {
    match step {
        Step::Day(day) => stage.turn_to(day),
        Step::File { who, path, content } => stage.write(who, path, content),
        Step::Change {
            line,
            who,
            path,
            change,
        } => stage
            .change(who, path, change)
            .map_err(|problem| Mismatch {
                told: format!("{line}: {problem}"),
                seen: None,
                place: 0..0,
            })?,
        Step::Unseen { line, who, text } => {
            let seen = stage.run(who, text);
            if seen.last().is_some_and(|last| last.starts_with("? ")) {
                return Err(Mismatch {
                    told: format!("{line}: {who}$ {text}\n{}", seen.join("\n")),
                    seen: None,
                    place: 0..0,
                });
            }
        }
        Step::Command(command) => return compare(stage, command),
    }
    Ok(())
}

fn compare(stage: &mut Stage, command: &Command) -> Result<(), Mismatch> {
    let Command { who, text, .. } = command;
    let seen = stage.run(who, text);
    if is_like(&command.expected, &seen) {
        return Ok(());
    }
    let line = command.line;
    let difference = difference(&command.expected, &seen);
    Err(Mismatch {
        told: format!("{line}: {who}$ {text}\n{difference}"),
        seen: Some(seen),
        place: command.place.clone(),
    })
}
