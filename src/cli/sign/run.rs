//! What every statement goes through: find, check, show, ask, sign, commit, push.

use std::process::ExitCode;

use serde::Serialize;

use super::{Common, prose};
use crate::action;
use crate::action::Actor;
use crate::action::actor::Signatory;
use crate::action::commit::Done;
use crate::action::ground::Ground;
use crate::action::push::Signed;
use crate::action::selector::Selector;
use crate::action::sign::{Intent, Prepared, Report, Request, SignedStatement};
use crate::agreement::compare;
use crate::cli::ask::{self, Answer};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::onboard::{self, Onboarding};
use crate::cli::{output, push, sign_elsewhere};
use crate::record::id::Number;
use crate::render::{asks, diff, statement};

/// Finds, shows, signs, commits and, if wished, pushes.
pub(super) fn run(
    context: &Context,
    decisions: &[String],
    again: bool,
    intent: Intent,
    common: Common,
) -> Result<ExitCode, Failure> {
    // Whoever has nothing set up yet is led there first.
    let set_up = onboard::lead(context, common.key.as_deref())?;
    let context = match &set_up {
        Onboarding::Ready => context,
        Onboarding::SetUp(fresh) => fresh,
        Onboarding::Waiting => return Ok(ExitCode::SUCCESS),
    };
    let ground = context.ground()?;
    let actor = context.actor(common.key.clone())?;
    let request = Request {
        intent,
        reason: common.message.as_deref().map(prose).transpose()?,
        on_behalf_of: common.on_behalf_of,
        team: common.team,
        branch: common.branch,
        outbox: common.outbox,
    };
    let numbers = numbers(&ground, &actor, decisions, again)?;
    if numbers.is_empty() && !context.is_json() {
        output::say("nothing that you approved has changed since");
    }
    // Everything is found and checked before anything is signed: a range signs all of it or nothing.
    let mut prepared = Vec::new();
    for number in numbers {
        let selector = Selector::Number(number);
        prepared.push(action::sign::prepare(&ground, &actor, &request, &selector)?);
    }
    let mut agreed = Vec::new();
    for (signatory, one) in prepared {
        match confirm(context, &one, common.yes)? {
            Answer::Yes => agreed.push((signatory, one)),
            Answer::No => {}
            // What was agreed to before stays agreed to.
            Answer::Quit => break,
        }
    }
    if let Some(out) = &common.out {
        return sign_elsewhere::write(context, out, &agreed);
    }
    let mut made = Vec::new();
    for (signatory, group) in by_place(agreed) {
        match action::sign::commit(&ground, &actor, &signatory, &group) {
            Ok(report) => made.push(report),
            Err(error) => return Err(after(&made, error)),
        }
    }
    tell(context, &made)?;
    if common.push {
        for report in &made {
            push_report(context, &ground, &actor, report)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The numbers that were named, each once; with `--again` and none named, whatever changed.
fn numbers(
    ground: &Ground<'_>,
    actor: &Actor,
    decisions: &[String],
    again: bool,
) -> Result<Vec<Number>, Failure> {
    if again && decisions.is_empty() {
        return Ok(action::sign::stale_for(ground, actor)?);
    }
    let mut numbers = Vec::new();
    for selector in selectors(decisions)? {
        let number = ground.number_of(&selector)?;
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    Ok(numbers)
}

/// A failure on one branch, with what was committed on others before: that stands.
fn after(made: &[Report], error: action::Error) -> Failure {
    let mut failure = Failure::from(error);
    for Report { done, .. } in made {
        let stands = format!("; on {} it was signed before that", done.branch);
        failure.message.push_str(&stands);
    }
    failure
}

/// What goes to one branch goes in one commit.
fn by_place(agreed: Vec<(Signatory, Prepared)>) -> Vec<(Signatory, Vec<Prepared>)> {
    let mut groups: Vec<(Signatory, Vec<Prepared>)> = Vec::new();
    for (signatory, one) in agreed {
        let same = groups.iter_mut().find(|(_, group)| {
            group
                .first()
                .is_some_and(|first| first.place() == one.place())
        });
        match same {
            Some((_, group)) => group.push(one),
            None => groups.push((signatory, vec![one])),
        }
    }
    groups
}

pub(super) fn push_report(
    context: &Context,
    ground: &Ground<'_>,
    actor: &Actor,
    report: &Report,
) -> Result<(), Failure> {
    let Some(first) = report.signed.first() else {
        return Ok(());
    };
    let numbers: Vec<Number> = report.signed.iter().map(|signed| signed.number).collect();
    let signed = Signed {
        done: &report.done,
        signer: &first.signer,
        numbers: &numbers,
    };
    push::signoffs(context, ground, actor, &signed)
}

/// Shows what is about to be signed, and on a terminal asks.
fn confirm(context: &Context, prepared: &Prepared, yes: bool) -> Result<Answer, Failure> {
    if context.is_json() {
        return Ok(Answer::Yes);
    }
    if let Some(before) = &prepared.last_seen {
        output::say(&format!(
            "Since you last signed decision {}:",
            prepared.located.number
        ));
        let changes = compare::changes(before, &prepared.text);
        output::say(diff::changes(&changes, context.width()).trim_end());
    } else if context.is_interactive() {
        output::say(output::harmless(&statement::text(&prepared.text)).trim_end());
    }
    for warning in &prepared.warnings {
        output::say(&format!("note: {}", output::harmless(warning)));
    }
    if !context.is_interactive() || yes {
        return Ok(Answer::Yes);
    }
    output::say(&output::harmless(&statement::sentence(
        &prepared.signoff,
        prepared.located.number,
    )));
    let answer = ask::yes("Sign this?")?;
    if answer != Answer::Yes {
        output::say(&format!(
            "decision {} is not signed",
            prepared.located.number
        ));
    }
    Ok(answer)
}

/// One answer, however many branches it went to.
#[derive(Serialize)]
struct Told<'a> {
    signed: Vec<&'a SignedStatement>,
    commits: Vec<&'a Done>,
}

pub(super) fn tell(context: &Context, made: &[Report]) -> Result<(), Failure> {
    let told = Told {
        signed: made.iter().flat_map(|report| &report.signed).collect(),
        commits: made.iter().map(|report| &report.done).collect(),
    };
    output::answer(context, &told, |told| {
        told.commits.iter().map(|done| output::done(done)).collect()
    })?;
    if context.is_json() {
        return Ok(());
    }
    for report in made {
        say_what_is_next(report);
    }
    Ok(())
}

/// Above this many decisions that only want accepting, one command for all of them is said.
const FEW: usize = 5;

fn say_what_is_next(report: &Report) {
    let judged = report.signed.iter().filter_map(|signed| {
        let missing = asks::missing(signed.evaluation.as_ref()?);
        Some((signed.number, missing))
    });
    let (ready, waiting): (Vec<_>, Vec<_>) = judged.partition(|(_, missing)| missing.is_empty());
    for (number, missing) in waiting {
        output::say(&format!("decision {number} still needs:"));
        for line in missing {
            output::say(&format!("  {}", output::harmless(&line)));
        }
    }
    if ready.len() > FEW && report.done.checked_out {
        output::next(&format!(
            "{} decisions have everything they need: adr accept --ready",
            ready.len()
        ));
        return;
    }
    for (number, _) in ready {
        output::next(&format!(
            "decision {number} has everything it needs: adr accept {number}"
        ));
    }
}

/// Numbers, names and ranges.
fn selectors(words: &[String]) -> Result<Vec<Selector>, Failure> {
    let mut selectors = Vec::new();
    for word in words {
        match range(word) {
            Some((first, last)) if first <= last && last - first < 10_000 => {
                selectors.extend((first..=last).map(|number| Selector::Number(Number(number))));
            }
            Some(_) => {
                return Err(Failure::usage(
                    format!("`{}` is not a range", output::harmless(word)),
                    "write the lower number first: 3-12",
                ));
            }
            None => selectors.push(word.parse()?),
        }
    }
    Ok(selectors)
}

fn range(word: &str) -> Option<(u32, u32)> {
    let (first, last) = word.split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}
