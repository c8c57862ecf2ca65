//! `adr status`, as people read it: the one evaluation, line by line, and what to type next.

mod details;
mod overview;

pub use overview::{MOST, overview};

use std::fmt::Write as _;

use super::markdown::{code, plain};
use super::{asks, harmless, inbox, paint, whole, wrap};
use crate::action::branch_state::BranchState;
use crate::action::status::{Next, Report, Standing};
use crate::record::id::Number;
use crate::record::name::Handle;
use details::{agreed, blockers, conditions, discounted, needs, outboxes, stale};

/// Columns before the label of a line.
const MARGIN: usize = 3;

/// Columns before the text of a line.
const INDENT: usize = 14;

/// Where decisions stand, in lines of at most `width` columns.
pub fn page(report: &Report, width: usize) -> String {
    if report.decisions.is_empty() {
        return "no decision is open\n".to_owned();
    }
    let mut pages: Vec<String> = report
        .decisions
        .iter()
        .map(|standing| one(standing, report.you.as_ref(), width))
        .collect();
    if !report.delegations.is_empty() {
        let lines = report.delegations.iter().map(|delegation| {
            let (from, to) = (&delegation.from, &delegation.to);
            format!("{to} speaks for {from} {}\n", inbox::period(delegation))
        });
        pages.push(lines.collect());
    }
    pages.join("\n")
}

/// The same in Markdown, to be pasted into a chat: what people wrote stands in code, so that it mentions nobody.
pub fn markdown(report: &Report) -> String {
    let mut list = match report.decisions.len() {
        0 => "**no decision is open**\n".to_owned(),
        1 => "**one decision**\n".to_owned(),
        several => format!("**{several} decisions**\n"),
    };
    for standing in &report.decisions {
        let _ = writeln!(
            list,
            "\n- **{}** {}",
            standing.number,
            code(&title(standing))
        );
        // Whoever reads it there is not the person at the keyboard.
        for line in lines(standing, None) {
            let label = if line.label.is_empty() {
                String::new()
            } else {
                format!("{}: ", line.label)
            };
            let words = line.words.replace('\u{a0}', " ");
            let _ = writeln!(list, "  - {label}{}", code(&words));
        }
        if let Some(next) = &standing.next {
            let who = match next.who.as_slice() {
                [] => String::new(),
                who => format!("{}: ", asks::people(who)),
            };
            let _ = writeln!(list, "  - next: {who}{}", code(&next.command));
        }
    }
    for (index, one) in report.delegations.iter().enumerate() {
        let gap = if index == 0 { "\n" } else { "" };
        let words = format!("{} speaks for {} {}", one.to, one.from, inbox::period(one));
        let _ = writeln!(list, "{gap}- {}", plain(&words));
    }
    list
}

/// Something to say of a decision, below a label.
struct Line {
    label: &'static str,
    style: anstyle::Style,
    words: String,
}

/// Lines with a label each.
#[derive(Default)]
struct Page {
    lines: Vec<Line>,
}

impl Page {
    fn line(&mut self, label: &'static str, style: anstyle::Style, words: &str) {
        let words = words.to_owned();
        self.lines.push(Line {
            label,
            style,
            words,
        });
    }
}

fn title(standing: &Standing) -> String {
    match standing.number {
        Number::CHARTER => format!("Charter: {}", standing.title),
        _ => standing.title.clone(),
    }
}

fn one(standing: &Standing, you: Option<&Handle>, width: usize) -> String {
    let mut text = format!(
        "{}  {}\n",
        paint::paint(paint::BOLD, standing.number),
        harmless(&title(standing))
    );
    let mut all = lines(standing, you);
    if let Some(next) = &standing.next {
        all.push(Line {
            label: "next",
            style: paint::BOLD,
            words: next_words(next),
        });
    }
    let label_room = INDENT - MARGIN;
    for Line {
        label,
        style,
        words,
    } in all
    {
        let words = wrap(&words, width, INDENT);
        let _ = writeln!(
            text,
            "{:MARGIN$}{style}{label:<label_room$}{style:#}{words}",
            ""
        );
    }
    text
}

/// Everything there is to say of a decision but what to type next, to a person where it is said to one.
fn lines(standing: &Standing, you: Option<&Handle>) -> Vec<Line> {
    let mut page = Page::default();
    page.line(
        "status",
        paint::of_word(standing.status.word),
        &summary(standing),
    );
    if let Some(base) = &standing.to_merge_into {
        page.line("waits", paint::OPEN, &format!("to be merged into {base}"));
    }
    if let Some(state) = &standing.branch_state {
        page.line("branch", paint::OPEN, &state_words(state));
    }
    if !standing.also_on.is_empty() {
        let others = standing.also_on.join(", ");
        page.line(
            "differs",
            paint::OPEN,
            &format!("it is open on {others} as well, and not the same there"),
        );
    }
    if !standing.missing.is_empty() {
        let fields: Vec<&str> = standing.missing.iter().map(|field| field.key()).collect();
        page.line("lacks", paint::OPEN, &fields.join(", "));
    }
    if standing.unpublished_edits {
        page.line(
            "edited",
            paint::OPEN,
            "decision.yaml says something that no revision holds yet",
        );
    }
    if let Some(error) = &standing.draft_error {
        page.line("error", paint::BAD, error);
    }
    if let Some(evaluation) = &standing.evaluation {
        needs(&mut page, evaluation);
        blockers(&mut page, evaluation, you);
        conditions(&mut page, standing, you);
        stale(&mut page, standing, you);
        discounted(&mut page, evaluation);
        agreed(&mut page, evaluation);
    }
    if !standing.in_outboxes.is_empty() {
        outboxes(&mut page, standing, you);
    }
    page.lines
}

/// Status, progress, owner, since when, and where.
fn summary(standing: &Standing) -> String {
    let mut parts = vec![standing.status.to_string()];
    if let Some(seats) = standing.agreement {
        parts.push(format!("{} of {} seats filled", seats.filled, seats.wanted));
    }
    if let Some(owner) = &standing.owner {
        parts.push(format!("owner {owner}"));
    }
    if let (Some(revision), Some(since)) = (standing.status.open, standing.since) {
        parts.push(format!("revision {revision} since {}", since.day()));
    }
    parts.push(if standing.checked_out {
        format!("on this branch ({})", standing.branch)
    } else {
        format!("on {}", standing.branch)
    });
    parts.join(", ")
}

/// What has become of the branch.
fn state_words(state: &BranchState) -> String {
    match state {
        BranchState::Merged { into } => format!("it is merged into {into}, where this is open too"),
        BranchState::Gone { upstream } => {
            format!("{upstream}, which it follows, is gone: merged in another form, or given up")
        }
        BranchState::Stale { days, behind } => {
            let behind = match behind {
                0 => String::new(),
                behind => format!(", and {} behind", super::count(*behind, "commit")),
            };
            format!("stale: nobody has touched it for {days} days{behind}")
        }
    }
}

fn next_words(next: &Next) -> String {
    let command = whole(&next.command);
    match next.who.as_slice() {
        who if !next.yours && !who.is_empty() => format!("{}: {command}", asks::people(who)),
        _ => command,
    }
}
