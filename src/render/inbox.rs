//! `adr inbox`: what waits for a person, as lines for a terminal or as a list to paste into a chat.

use std::fmt::Write as _;

use super::markdown::{code, plain};
use super::table::{Cell, Column, lay_out};
use super::{asks, cut, paint, whole, wrap};
use crate::action::inbox::{Item, Need, Report, Task};
use crate::action::speaking::Speaking;
use crate::record::id::Number;
use crate::record::name::TeamName;

/// Columns before the label of a line.
const MARGIN: usize = 3;

/// Columns before the text of a line.
const INDENT: usize = 14;

/// How much of what somebody wrote is quoted in a list, in columns.
const QUOTE: usize = 120;

/// What waits, in lines of at most `width` columns.
pub fn page(report: &Report, width: usize) -> String {
    let mut page = format!("{}\n", paint::paint(paint::BOLD, heading(report)));
    let mut shown = None;
    for item in &report.items {
        if shown != Some((item.number, item.id)) {
            shown = Some((item.number, item.id));
            let number = item.number.to_string();
            // Two spaces before where it is, or a line of its own where there is no room.
            let place = whole(&format!(" on {}", item.branch));
            let words = format!("{} {place}", title(item));
            let words = wrap(&words, width, number.len() + 2);
            let _ = writeln!(page, "\n{}  {words}", paint::paint(paint::BOLD, number));
        }
        line(&mut page, width, label(&item.task), &words(&item.task));
        line(&mut page, width, "", &whole(&item.command));
    }
    if !report.speaks_for.is_empty() || !report.spoken_for_by.is_empty() {
        page.push('\n');
    }
    for one in &report.speaks_for {
        line(&mut page, width, "for", &speaks_for(one));
        let command = format!("adr-sign approve N --for {}", one.from);
        line(&mut page, width, "", &whole(&command));
    }
    for one in &report.spoken_for_by {
        line(&mut page, width, "away", &spoken_for(one));
        line(&mut page, width, "", &whole(&revoke(one)));
    }
    page
}

/// The most things that are told with all their words: about as many as somebody reads in one sitting.
pub const MOST: usize = 25;

/// Many things: a line each, in at most `width` columns where there is a width.
pub fn overview(report: &Report, width: Option<usize>) -> String {
    let columns = [
        Column::whole("#").right(),
        Column::shrinking("TITLE", 12),
        Column::whole("WHAT"),
        Column::shrinking("WHY", 8),
        Column::whole("COMMAND"),
    ];
    let rows: Vec<Vec<Cell>> = report
        .items
        .iter()
        .map(|item| {
            vec![
                Cell::styled(item.number.to_string(), paint::BOLD),
                Cell::plain(title(item)),
                Cell::styled(label(&item.task), paint::OPEN),
                Cell::plain(cut(&words(&item.task), QUOTE)),
                Cell::plain(item.command.clone()),
            ]
        })
        .collect();
    format!(
        "{}\n\n{}",
        paint::paint(paint::BOLD, heading(report)),
        lay_out(&columns, &rows, width)
    )
}

/// The same as a list in Markdown, to be pasted into a chat: what people wrote stands in code, so that it mentions
/// nobody.
pub fn markdown(report: &Report) -> String {
    let mut list = format!("**{}**\n", heading(report));
    if !report.items.is_empty() {
        list.push('\n');
    }
    for item in &report.items {
        let _ = writeln!(
            list,
            "- [ ] **{}** {} {}: {}",
            item.number,
            code(&title(item)),
            code(&cut(words(&item.task).trim(), QUOTE)),
            code(&item.command)
        );
    }
    let for_others = report.speaks_for.iter().map(|one| {
        let command = format!("adr-sign approve N --for {}", one.from);
        (speaks_for(one), command)
    });
    let by_others = report
        .spoken_for_by
        .iter()
        .map(|one| (spoken_for(one), revoke(one)));
    for (index, (words, command)) in for_others.chain(by_others).enumerate() {
        let gap = if index == 0 { "\n" } else { "" };
        let _ = writeln!(list, "{gap}- {}: {}", plain(&words), code(&command));
    }
    list
}

/// How much waits, and for whom.
pub fn heading(report: &Report) -> String {
    let person = &report.person;
    match (report.items.len(), report.you) {
        (0, true) => format!("nothing waits for you, {person}"),
        (0, false) => format!("nothing waits for {person}"),
        (1, true) => format!("one thing waits for you, {person}"),
        (1, false) => format!("one thing waits for {person}"),
        (count, true) => format!("{count} things wait for you, {person}"),
        (count, false) => format!("{count} things wait for {person}"),
    }
}

pub(super) fn title(item: &Item) -> String {
    match item.number {
        Number::CHARTER => format!("Charter: {}", item.title),
        _ => item.title.clone(),
    }
}

fn line(page: &mut String, width: usize, label: &str, text: &str) {
    let label_room = INDENT - MARGIN;
    let style = paint::OPEN;
    let _ = writeln!(
        page,
        "{:MARGIN$}{style}{label:<label_room$}{style:#}{}",
        "",
        wrap(text, width, INDENT)
    );
}

/// What is to be done, in a word.
pub const fn label(task: &Task) -> &'static str {
    match task {
        Task::Edit { .. } => "edit",
        Task::Propose => "propose",
        Task::Publish => "edited",
        Task::Revise { .. } => "blocked",
        Task::Accept => "accept",
        Task::Approve { .. } => "approve",
        Task::ApproveAgain { .. } => "again",
        Task::Consult => "consulted",
        Task::Clear { .. } => "condition",
        Task::EndHold { .. } => "hold",
        Task::AnswerObjection { .. } | Task::AnswerChallenge { .. } => "answer",
        Task::Receive { .. } => "receive",
    }
}

/// What is to be done, as a sentence without its end.
pub fn words(task: &Task) -> String {
    match task {
        Task::Edit {
            error: Some(error), ..
        } => error.clone(),
        Task::Edit { missing, .. } => {
            let fields: Vec<&str> = missing.iter().map(|field| field.key()).collect();
            format!("the draft lacks {}", fields.join(", "))
        }
        Task::Propose => "the draft can be proposed".to_owned(),
        Task::Publish => "decision.yaml says something that no revision holds yet".to_owned(),
        Task::Revise { by, reason } | Task::AnswerObjection { by, reason, .. } => {
            format!("{by} objects: {reason}")
        }
        Task::Accept => "everything that it needs is there".to_owned(),
        Task::Approve {
            needs,
            on_behalf_of,
        } => {
            let needs: Vec<String> = needs.iter().map(need).collect();
            match on_behalf_of {
                Some(delegator) => format!("in the seat of {delegator}: {}", needs.join("; ")),
                None => needs.join("; "),
            }
        }
        Task::ApproveAgain {
            revision,
            changed,
            needed,
            on_behalf_of,
        } => {
            let changes: Vec<String> = changed
                .iter()
                .map(|change| {
                    let fields: Vec<&str> = change.fields.iter().map(|field| field.key()).collect();
                    match fields.as_slice() {
                        [] => format!("revision {} asks something else", change.revision),
                        fields => {
                            format!("revision {} changed {}", change.revision, fields.join(", "))
                        }
                    }
                })
                .collect();
            let whose = match on_behalf_of {
                Some(delegator) => format!(" for {delegator}"),
                None => String::new(),
            };
            let need = if *needed {
                ""
            } else {
                " (not needed as things stand)"
            };
            format!(
                "revision {revision} was approved{whose}; {}{need}",
                changes.join("; ")
            )
        }
        Task::Consult => "their view is asked for".to_owned(),
        Task::Clear { condition, text } => {
            format!("the approval counts once {condition} is met: {text}")
        }
        Task::EndHold { until, days } => {
            let left = match days {
                0 => "the last day is today".to_owned(),
                1 => "one more day".to_owned(),
                days => format!("{days} more days"),
            };
            format!("asked for time until {until}: {left}")
        }
        Task::AnswerChallenge { by, evidence } => format!("{by} challenges it: {evidence}"),
        Task::Receive { people } => {
            format!(
                "{} signed elsewhere; it waits in outboxes",
                asks::people(people)
            )
        }
    }
}

fn need(need: &Need) -> String {
    match &need.rule {
        Some(rule) => format!("{rule} asks {}", need.from),
        None => format!("the text names {} as approver", need.from),
    }
}

fn speaks_for(one: &Speaking) -> String {
    format!("speaks for {} {}", one.from, period(one))
}

fn spoken_for(one: &Speaking) -> String {
    format!("{} speaks for {} {}", one.to, one.from, period(one))
}

/// When and where a delegation holds.
pub(super) fn period(one: &Speaking) -> String {
    let teams: Vec<&str> = one.teams.iter().map(TeamName::as_str).collect();
    let teams = match teams.as_slice() {
        [] => String::new(),
        teams => format!(" in {}", teams.join(", ")),
    };
    format!("from {} until {}{teams}", one.starts, one.ends)
}

fn revoke(one: &Speaking) -> String {
    format!("adr-sign delegate --revoke --to {}", one.to)
}
