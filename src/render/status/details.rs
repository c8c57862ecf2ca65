//! What the rules say about an open decision, line by line.

use super::Page;
use crate::action::status::Standing;
use crate::agreement::evaluation::{Blocker, CommentClock, Evaluation, NeedResult, Reason, State};
use crate::record::name::Handle;
use crate::record::time::Timestamp;
use crate::render::{asks, paint, whole};

pub(super) fn needs(page: &mut Page, evaluation: &Evaluation) {
    for problem in &evaluation.problems {
        page.line("error", paint::BAD, &problem.to_string());
    }
    for rule in &evaluation.rules {
        for need in rule.needs.iter().filter(|need| need.state == State::Unmet) {
            let words = format!("{}: {}", rule.name, asks::need_words(need));
            page.line("needs", paint::OPEN, &since(&words, need.since));
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
            page.line("needs", paint::OPEN, &since(&words, quorum.since));
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
            page.line("needs", paint::OPEN, &since(&words, approver.need.since));
        }
    }
    for fallen in asks::fallen_away(evaluation) {
        page.line("note", paint::DIM, &fallen);
    }
}

/// Words, and the day since when they are true, where that is known.
fn since(words: &str, since: Option<Timestamp>) -> String {
    match since {
        Some(since) => format!("{words}, {}", whole(&format!("since {}", since.day()))),
        None => words.to_owned(),
    }
}

pub(super) fn blockers(page: &mut Page, evaluation: &Evaluation, you: Option<&Handle>) {
    for blocker in &evaluation.blockers {
        match blocker {
            Blocker::Objection {
                person,
                revision,
                since,
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
                    &format!(
                        "{who} {verb} (revision {revision}, since {}{place}): {text}",
                        since.day()
                    ),
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
                since,
                until,
                in_outbox,
                ..
            } => {
                let who = name(person, you);
                let place = if *in_outbox { ", in their outbox" } else { "" };
                page.line(
                    "hold",
                    paint::BAD,
                    &format!(
                        "{who} asked on {} for time until {until}{place}",
                        since.day()
                    ),
                );
            }
        }
    }
}

pub(super) fn conditions(page: &mut Page, standing: &Standing, you: Option<&Handle>) {
    for condition in &standing.conditions {
        let who = name(&condition.person, you);
        let verb = if who == "you" { "approve" } else { "approves" };
        let words = format!(
            "{who} {verb} once {} is met (since {}): {} ({})",
            condition.id,
            condition.since.day(),
            condition.text,
            whole(&format!(
                "adr-sign clear {} --condition {}",
                standing.number, condition.id
            ))
        );
        page.line("condition", paint::OPEN, &words);
    }
}

pub(super) fn stale(page: &mut Page, standing: &Standing, you: Option<&Handle>) {
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
pub(super) fn outboxes(page: &mut Page, standing: &Standing, you: Option<&Handle>) {
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
pub(super) fn discounted(page: &mut Page, evaluation: &Evaluation) {
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
pub(super) fn agreed(page: &mut Page, evaluation: &Evaluation) {
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

pub(super) fn name(person: &Handle, you: Option<&Handle>) -> String {
    if you == Some(person) {
        "you".to_owned()
    } else {
        person.to_string()
    }
}
