//! `adr import`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Serialize;

mod source;

use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action;
use crate::action::import::history::History;
use crate::action::import::{PeopleReport, Report, Request};
use crate::interchange::format::Format;
use crate::interchange::records::Facts;
use crate::interchange::{Import, Note};
use crate::render::import as render;
use source::{Source, SourceFormat};

/// Bring decisions of another format into the log
///
/// Each becomes a decision of its own, with its words and the status it had there, all in one commit on a
/// branch. Nothing of it is in force by that: what the charter's rules for imports ask for turns them into
/// history (`adr-sign approve 1-38`, `adr accept --ready`), and what the ordinary rules ask for into
/// decisions in force. People whom a source names stay named; nobody is made to have signed anything.
///
/// A decision keeps its number where that is free. Of several with one number the earliest keeps it; the others get new
/// ones, and the old one stays on record. Importing the same folder again adds only what is new; what says something
/// else than before becomes a further revision, as long as nobody has revised it here.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr import auto docs/adr --dry-run       its format, and what each file becomes\n  adr import madr docs/decisions           the decisions\n  adr import madr docs/decisions --history the decisions with their past\n  adr import kep enhancements --people     people and teams, into the charter"
)]
pub struct ImportCommand {
    /// The format of the sources
    #[arg(value_enum, value_name = "FORMAT")]
    from: SourceFormat,
    /// The folder with the sources, or a file
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Say what would be done, and do nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Take over the past of each record as well, as far as HEAD of its Git repository has it
    #[arg(long, conflicts_with = "people")]
    history: bool,
    /// Say in figures what is there (human or json), and do nothing; needs no log
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true, conflicts_with_all = ["history", "people", "dry_run"])]
    report: Option<ReportForm>,
    /// Add the people and teams of the sources to the text of decision 0, in place of the decisions
    #[arg(long)]
    people: bool,
    /// The SSH key to sign with [default: as for `git commit -S`]
    #[arg(long, value_name = "PATH", conflicts_with = "people")]
    key: Option<String>,
}

/// How figures are written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum ReportForm {
    /// For people
    Human,
    /// For programs
    Json,
}

/// The figures of a source.
#[derive(Serialize)]
struct Figures {
    format: &'static str,
    #[serde(flatten)]
    facts: Facts,
}

impl ImportCommand {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let path = context.path(&self.path);
        let source = self.from.read(&path)?;
        if let Some(form) = self.report {
            return Self::report(context, form, &source);
        }
        let (import, history) = if self.history {
            let (import, history) = source.recover(&path)?;
            (import, Some(history))
        } else {
            (source.import(), None)
        };
        if self.people {
            self.people(context, &import)?;
        } else {
            self.decisions(context, source.format, import, history)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The figures of the source, without a log.
    fn report(context: &Context, form: ReportForm, source: &Source) -> Result<ExitCode, Failure> {
        let Some(records) = source.records() else {
            return Err(Failure::usage(
                format!("there is no report on {}", source.format),
                "see what it holds with --dry-run",
            ));
        };
        let figures = Figures {
            format: source.format.name(),
            facts: records.facts(),
        };
        if form == ReportForm::Json {
            output::json(&figures)?;
        } else {
            output::answer(context, &figures, |figures| render::facts(&figures.facts))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn decisions(
        self,
        context: &Context,
        format: Format,
        import: Import,
        history: Option<History>,
    ) -> Result<(), Failure> {
        let request = Request {
            format: format.name(),
            import,
            history,
            dry_run: self.dry_run,
        };
        let ground = context.ground()?;
        let actor = context.actor(self.key)?;
        let report = action::import::run(&ground, &actor, request)?;
        output::answer(context, &report, |report| match &report.done {
            Some(done) => format!(
                "{}{}",
                output::done(done),
                render::decisions(report, context.table_width())
            ),
            None => render::decisions(report, context.table_width()),
        })?;
        if context.is_json() {
            return Ok(());
        }
        tell_notes(&report.notes, self.dry_run);
        if report.decisions.is_empty() && report.revised.is_empty() {
            output::say("nothing is new");
        }
        if let (Some(_), Some(range)) = (&report.done, range(&report)) {
            output::next(&format!(
                "adr-sign approve {range}, then adr accept --ready   to take them over as history"
            ));
        }
        Ok(())
    }

    fn people(self, context: &Context, import: &Import) -> Result<(), Failure> {
        let ground = context.ground()?;
        let actor = context.actor(None)?;
        // What is odd about decisions is told when they are imported.
        let of_people = |note: &Note| !import.decisions.iter().any(|one| one.path == note.path);
        let notes: Vec<Note> = import
            .notes
            .iter()
            .filter(|note| of_people(note))
            .cloned()
            .collect();
        let report: PeopleReport =
            action::import::people(&ground, &actor, &import.charter, notes, self.dry_run)?;
        output::answer(context, &report, |report| match &report.done {
            Some(done) => format!("{}{}", output::done(done), render::people(report)),
            None => render::people(report),
        })?;
        if context.is_json() {
            return Ok(());
        }
        tell_notes(&report.notes, self.dry_run);
        if report.people.is_empty() && report.teams.is_empty() {
            output::say("the charter's text holds all of them already");
        }
        if report.done.is_some() {
            output::say("they have no keys yet: who is to sign adds one (adr charter add-key)");
            output::next("adr revise 0 -m \"People and teams from the import\"");
        }
        Ok(())
    }
}

/// What was not understood: all of it in a dry run, else how much of it there is.
fn tell_notes(notes: &[Note], dry_run: bool) {
    if dry_run {
        for note in notes {
            output::say(&output::harmless(&note.to_string()));
        }
    } else if !notes.is_empty() {
        output::say(&format!(
            "{} could not be taken over word for word; see them with --dry-run",
            render::plural(notes.len(), "thing", "things")
        ));
    }
}

/// The numbers of what was imported, as `adr-sign` takes them: `3-9 12`.
fn range(report: &Report) -> Option<String> {
    let taken = report.decisions.iter().chain(&report.revised);
    let mut numbers: Vec<u32> = taken.map(|taken| taken.number.0).collect();
    numbers.sort_unstable();
    let runs = numbers.chunk_by(|one, next| one + 1 == *next);
    let words: Vec<String> = runs
        .filter_map(|run| match (run.first()?, run.last()?) {
            (first, last) if first == last => Some(first.to_string()),
            (first, last) => Some(format!("{first}-{last}")),
        })
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}
