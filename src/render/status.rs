//! `adr status`, as people read it: the one evaluation, line by line, and what to type next.

use std::fmt::Write as _;

use super::{asks, harmless, inbox, paint, whole, wrap};
use crate::action::status::{Next, Report, Standing};
use crate::agreement::evaluation::{Blocker, CommentClock, Evaluation, NeedResult, Reason, State};
use crate::record::id::Number;
use crate::record::name::Handle;

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

/// Lines with a label each.
struct Page {
    text: String,
    width: usize,
}

impl Page {
    fn line(&mut self, label: &str, style: anstyle::Style, text: &str) {
        let label_room = INDENT - MARGIN;
        let _ = writeln!(
            self.text,
            "{:MARGIN$}{style}{label:<label_room$}{style:#}{}",
            "",
            wrap(text, self.width, INDENT)
        );
    }
}

fn one(standing: &Standing, you: Option<&Handle>, width: usize) -> String {
    let number = standing.number;
    let title = match number {
        Number::CHARTER => format!("Charter: {}", standing.title),
        _ => standing.title.clone(),
    };
    let mut page = Page {
        text: format!(
            "{}  {}\n",
            paint::paint(paint::BOLD, number),
            harmless(&title)
        ),
        width,
    };
    page.line(
        "status",
        paint::of_word(standing.status.word),
        &summary(standing),
    );
    if let Some(base) = &standing.to_merge_into {
        page.line("waits", paint::OPEN, &format!("to be merged into {base}"));
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
    if let Some(next) = &standing.next {
        page.line("next", paint::BOLD, &next_words(next));
    }
    page.text
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

fn needs(page: &mut Page, evaluation: &Evaluation) {
    for problem in &evaluation.problems {
        page.line("error", paint::BAD, &problem.to_string());
    }
    for rule in &evaluation.rules {
        for need in rule.needs.iter().filter(|need| need.state == State::Unmet) {
            page.line(
                "needs",
                paint::OPEN,
                &format!("{}: {}", rule.name, asks::need_words(need)),
            );
        }
        if let Some(quorum) = rule
            .quorum
            .as_ref()
            .filter(|quorum| quorum.state != State::Met)
        {
            let words = format!(
                "{}: {} of {} people heard",
                rule.name,
                quorum.heard.len(),
                quorum.wanted
            );
            page.line("needs", paint::OPEN, &words);
        }
        if let Some(comment) = &rule.comment {
            let words = match &comment.clock {
                _ if comment.state == State::Met => continue,
                CommentClock::Until { end } => {
                    format!(
                        "{}: open to comment until {}",
                        rule.name,
                        end.format("%Y-%m-%d %H:%M")
                    )
                }
                CommentClock::NoTrustedStart | CommentClock::Settled => format!(
                    "{}: {} days open to comment, which start when the check first sees the text",
                    rule.name, comment.days
                ),
            };
            page.line("waits", paint::OPEN, &words);
        }
    }
    for approver in &evaluation.approvers {
        if approver.need.state == State::Unmet {
            let words = format!("named as approver: {}", asks::need_words(&approver.need));
            page.line("needs", paint::OPEN, &words);
        }
    }
    for fallen in asks::fallen_away(evaluation) {
        page.line("note", paint::DIM, &fallen);
    }
}

fn blockers(page: &mut Page, evaluation: &Evaluation, you: Option<&Handle>) {
    for blocker in &evaluation.blockers {
        match blocker {
            Blocker::Objection {
                person,
                revision,
                text,
                answers,
                could_answer,
                in_outbox,
                ..
            } => {
                let who = name(person, you);
                let verb = if who == "you" { "object" } else { "objects" };
                let place = if *in_outbox { ", in their outbox" } else { "" };
                page.line(
                    "objection",
                    paint::BAD,
                    &format!("{who} {verb} (revision {revision}{place}): {text}"),
                );
                if !answers.is_empty() {
                    page.line(
                        "",
                        paint::DIM,
                        &format!("answered so far by {}", asks::people(answers)),
                    );
                }
                if !could_answer.is_empty() {
                    page.line(
                        "",
                        paint::DIM,
                        &format!("could be answered by {}", asks::people(could_answer)),
                    );
                }
            }
            Blocker::Hold {
                person,
                until,
                in_outbox,
                ..
            } => {
                let who = name(person, you);
                let verb = if who == "you" { "ask" } else { "asks" };
                let place = if *in_outbox { ", in their outbox" } else { "" };
                page.line(
                    "hold",
                    paint::BAD,
                    &format!("{who} {verb} for time until {until}{place}"),
                );
            }
        }
    }
}

fn conditions(page: &mut Page, standing: &Standing, you: Option<&Handle>) {
    for condition in &standing.conditions {
        let who = name(&condition.person, you);
        let verb = if who == "you" { "approve" } else { "approves" };
        let words = format!(
            "{who} {verb} once {} is met: {} ({})",
            condition.id,
            condition.text,
            whole(&format!(
                "adr-sign clear {} --condition {}",
                standing.number, condition.id
            ))
        );
        page.line("condition", paint::OPEN, &words);
    }
}

fn stale(page: &mut Page, standing: &Standing, you: Option<&Handle>) {
    for stale in &standing.stale {
        let changes: Vec<String> = stale
            .changed
            .iter()
            .map(|change| {
                let fields: Vec<&str> = change.fields.iter().map(|field| field.key()).collect();
                match fields.as_slice() {
                    [] => format!("revision {} asks something else", change.revision),
                    fields => format!("revision {} changed {}", change.revision, fields.join(", ")),
                }
            })
            .collect();
        let who = name(&stale.person, you);
        let (verb, again) = match stale.stance {
            "approve" => (
                "approved",
                format!(
                    ": {}",
                    whole(&format!("adr-sign approve {} --again", standing.number))
                ),
            ),
            "abstain" => ("abstained on", String::new()),
            "dissent" => ("dissented from", String::new()),
            _ => ("spoke on", String::new()),
        };
        let words = format!(
            "{who} {verb} revision {}; {}{again}",
            stale.revision,
            changes.join("; ")
        );
        page.line("stale", paint::OPEN, &words);
    }
}

/// What was said and has not come in yet: only what blocks is heard before it does.
fn outboxes(page: &mut Page, standing: &Standing, you: Option<&Handle>) {
    let said: Vec<String> = standing
        .in_outboxes
        .iter()
        .map(|waiting| {
            let whose = match &waiting.on_behalf_of {
                Some(delegator) => format!(" for {delegator}"),
                None => String::new(),
            };
            format!("{}{whose}: {}", name(&waiting.person, you), waiting.word)
        })
        .collect();
    let words = format!(
        "{}, waiting in outboxes: {}",
        said.join(", "),
        whole("adr receive")
    );
    page.line("outbox", paint::OPEN, &words);
}

/// What counts for nothing although its author may think so. Reasons that have a line of their own, or that
/// are a person's own choice, are left out.
fn discounted(page: &mut Page, evaluation: &Evaluation) {
    let mut told = std::collections::BTreeSet::new();
    let needs = evaluation.rules.iter().flat_map(|rule| &rule.needs);
    let of_needs = needs
        .chain(evaluation.approvers.iter().map(|one| &one.need))
        .flat_map(|need| &need.discounted)
        .map(|discount| (&discount.person, &discount.why));
    let of_voices = evaluation
        .voices
        .iter()
        .filter_map(|voice| Some((&voice.person, voice.discounted.as_ref()?)));
    let counted: Vec<&Handle> = evaluation
        .rules
        .iter()
        .flat_map(|rule| &rule.needs)
        .flat_map(|need| &need.counted)
        .map(|seat| &seat.person)
        .collect();
    for (person, why) in of_voices.chain(of_needs) {
        let is_elsewhere = match why {
            Reason::Stale { .. }
            | Reason::ConditionOpen { .. }
            | Reason::Objected
            | Reason::NotNeeded
            | Reason::SeatedElsewhere => true,
            // Somebody who counts for one team need not be told that they are not in another.
            Reason::NotInTeam | Reason::ForAnotherTeam { .. } => counted.contains(&person),
            _ => false,
        };
        if !is_elsewhere && told.insert((person, why.words())) {
            page.line(
                "uncounted",
                paint::DIM,
                &format!("{person}: {}", why.words()),
            );
        }
    }
}

/// Who fills a seat.
fn agreed(page: &mut Page, evaluation: &Evaluation) {
    let mut people: Vec<&Handle> = Vec::new();
    let needs = evaluation.rules.iter().flat_map(|rule| &rule.needs);
    needs
        .chain(evaluation.approvers.iter().map(|one| &one.need))
        .for_each(|need| add_seated(need, &mut people));
    people.sort();
    people.dedup();
    if !people.is_empty() {
        let people: Vec<Handle> = people.into_iter().cloned().collect();
        page.line("agreed", paint::GOOD, &asks::people(&people));
    }
}

fn add_seated<'a>(need: &'a NeedResult, people: &mut Vec<&'a Handle>) {
    people.extend(need.counted.iter().map(|seat| &seat.person));
    need.alternatives
        .iter()
        .for_each(|need| add_seated(need, people));
}

fn name(person: &Handle, you: Option<&Handle>) -> String {
    if you == Some(person) {
        "you".to_owned()
    } else {
        person.to_string()
    }
}

fn next_words(next: &Next) -> String {
    let command = whole(&next.command);
    match next.who.as_slice() {
        who if !next.yours && !who.is_empty() => format!("{}: {command}", asks::people(who)),
        _ => command,
    }
}
