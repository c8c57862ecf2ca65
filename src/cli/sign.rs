//! The statements of `adr-sign`: every stance and every act.

use std::io::Write as _;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::context::Context;
use super::failure::Failure;
use super::{output, push};
use crate::action;
use crate::action::Actor;
use crate::action::actor::Signatory;
use crate::action::ground::Ground;
use crate::action::selector::Selector;
use crate::action::sign::{Intent, Prepared, Report, Request};
use crate::agreement::compare;
use crate::record::id::Number;
use crate::record::name::{ConditionId, Handle, TeamName};
use crate::record::prose::{Line, Prose};
use crate::record::signoff::Condition;
use crate::render::{asks, diff, statement};

/// What somebody says or does.
#[derive(Subcommand, Debug)]
pub enum Sign {
    /// Agree to the exact words of a decision
    ///
    /// Your approval counts for this text. If it changes in substance you are asked again, and
    /// `approve --again` shows what changed.
    #[command(
        after_help = "Examples:\n  adr-sign approve 7\n  adr-sign approve 3-12 -m \"Read all of them\"\n  adr-sign approve 7 --condition load-test:\"A load test at twice the peak before launch\"\n  adr-sign approve --again"
    )]
    Approve(Approve),
    /// Block a decision until you are convinced or answered
    #[command(
        after_help = "Example:\n  adr-sign object 7 -m \"The backup plan misses the EU region\""
    )]
    Object(Statement),
    /// Say that you have no opinion; you are heard, and count for nothing
    #[command(after_help = "Example:\n  adr-sign abstain 7")]
    Abstain(Statement),
    /// Take no part, for instance where you have a stake of your own
    #[command(after_help = "Example:\n  adr-sign recuse 7 -m \"My brother works there\"")]
    Recuse(Statement),
    /// Disagree for the record, and commit to it all the same
    #[command(after_help = "Example:\n  adr-sign dissent 7 -m \"I would have taken MySQL\"")]
    Dissent(Statement),
    /// Take back what you have said about a decision
    #[command(after_help = "Example:\n  adr-sign withdraw 7 -m \"Bob's answer convinced me\"")]
    Withdraw(Statement),
    /// Ask for time: blocks until a day, once per revision, and lapses by itself
    #[command(
        after_help = "Example:\n  adr-sign hold 7 --until 2026-12-01 -m \"Back from leave then\""
    )]
    Hold(Hold),
    /// Say that a condition of your own approval is met
    #[command(
        after_help = "Examples:\n  adr-sign clear 7                          all your conditions\n  adr-sign clear 7 --condition load-test    this one"
    )]
    Clear(Clear),
    /// Answer objections in writing, if the charter lets you overrule
    ///
    /// An answered objection no longer blocks, and stays on record with the answer. The owner also answers
    /// challenges this way.
    #[command(
        after_help = "Example:\n  adr-sign answer 7 --to bob -m \"The region is covered by ...\""
    )]
    Answer(Answer),
    /// Say that you have read a decision and go along with it
    #[command(after_help = "Example:\n  adr-sign acknowledge 7")]
    Acknowledge(Statement),
    /// Lend weight to what is agreed; never stands in for agreement
    #[command(after_help = "Example:\n  adr-sign endorse 7")]
    Endorse(Statement),
    /// Object late to a decision in force, with new evidence
    ///
    /// It stays visible until the owner answers it, and reopens nothing by itself.
    #[command(
        after_help = "Example:\n  adr-sign challenge 7 -m \"The cost doubled\" --evidence \"Invoice of October: ...\""
    )]
    Challenge(Challenge),
    Verify(super::verify::Verify),
    Payload(super::keys::Payload),
    AllowedSigners(super::keys::AllowedSigners),
}

#[derive(Args, Debug)]
pub struct Approve {
    /// Decisions, or ranges of them (3-12)
    #[arg(value_name = "N", required_unless_present = "again")]
    decisions: Vec<String>,
    /// Agree again to what changed since you signed, showing the words; without N, everywhere
    #[arg(long)]
    again: bool,
    /// Counts only once this is met and you have said so with `clear`
    #[arg(long, value_name = "ID:TEXT")]
    condition: Vec<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug)]
pub struct Statement {
    /// Decisions, or ranges of them (3-12)
    #[arg(value_name = "N", required = true)]
    decisions: Vec<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug)]
pub struct Hold {
    /// Decisions, or ranges of them (3-12)
    #[arg(value_name = "N", required = true)]
    decisions: Vec<String>,
    /// The last day that it blocks; the charter's `hold_days` may end it earlier
    #[arg(long, value_name = "DATE")]
    until: NaiveDate,
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug)]
pub struct Clear {
    /// Decisions, or ranges of them (3-12)
    #[arg(value_name = "N", required = true)]
    decisions: Vec<String>,
    /// Only this condition [default: all of your own]
    #[arg(long, value_name = "ID")]
    condition: Vec<ConditionId>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug)]
pub struct Answer {
    /// Decisions, or ranges of them (3-12)
    #[arg(value_name = "N", required = true)]
    decisions: Vec<String>,
    /// Only this person's objection [default: all]
    #[arg(long, value_name = "PERSON")]
    to: Vec<Handle>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug)]
pub struct Challenge {
    /// The decision
    #[arg(value_name = "N", required = true)]
    decisions: Vec<String>,
    /// What is new
    #[arg(long, value_name = "TEXT")]
    evidence: String,
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug)]
struct Common {
    /// Why; the others will read it
    #[arg(short, value_name = "REASON")]
    message: Option<String>,
    /// Speak as the delegate of this person
    #[arg(long = "for", value_name = "PERSON")]
    on_behalf_of: Option<Handle>,
    /// Count for this team only
    #[arg(long = "as", value_name = "TEAM")]
    team: Option<TeamName>,
    /// The branch, where a decision is open on several
    #[arg(long, value_name = "REF")]
    branch: Option<String>,
    /// Push the branch
    #[arg(long)]
    push: bool,
    /// Sign without asking
    #[arg(short, long)]
    yes: bool,
    /// The SSH key to sign with [default: as for `git commit -S`]
    #[arg(long, value_name = "PATH")]
    key: Option<String>,
}

impl Sign {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        match self {
            Self::Approve(Approve {
                decisions,
                again,
                condition,
                common,
            }) => {
                let conditions = condition
                    .iter()
                    .map(|text| parse_condition(text))
                    .collect::<Result<_, _>>()?;
                run(
                    context,
                    &decisions,
                    again,
                    Intent::Approve(conditions),
                    common,
                )
            }
            Self::Verify(command) => command.run(context),
            Self::Payload(command) => command.run(context),
            Self::AllowedSigners(command) => command.run(context),
            Self::Object(statement) => statement.run(context, Intent::Object),
            Self::Abstain(statement) => statement.run(context, Intent::Abstain),
            Self::Recuse(statement) => statement.run(context, Intent::Recuse),
            Self::Dissent(statement) => statement.run(context, Intent::Dissent),
            Self::Withdraw(statement) => statement.run(context, Intent::Withdraw),
            Self::Acknowledge(statement) => statement.run(context, Intent::Acknowledge),
            Self::Endorse(statement) => statement.run(context, Intent::Endorse),
            Self::Hold(Hold {
                decisions,
                until,
                common,
            }) => run(context, &decisions, false, Intent::Hold(until), common),
            Self::Clear(Clear {
                decisions,
                condition,
                common,
            }) => run(context, &decisions, false, Intent::Clear(condition), common),
            Self::Answer(Answer {
                decisions,
                to,
                common,
            }) => run(context, &decisions, false, Intent::Answer(to), common),
            Self::Challenge(Challenge {
                decisions,
                evidence,
                common,
            }) => run(
                context,
                &decisions,
                false,
                Intent::Challenge(prose(&evidence)?),
                common,
            ),
        }
    }
}

impl Statement {
    fn run(self, context: &Context, intent: Intent) -> Result<ExitCode, Failure> {
        run(context, &self.decisions, false, intent, self.common)
    }
}

fn run(
    context: &Context,
    decisions: &[String],
    again: bool,
    intent: Intent,
    common: Common,
) -> Result<ExitCode, Failure> {
    let ground = context.ground()?;
    let actor = context.actor(common.key.clone())?;
    let mut selectors = selectors(decisions)?;
    if again && selectors.is_empty() {
        let stale = action::sign::stale_for(&ground, &actor)?;
        selectors.extend(stale.into_iter().map(Selector::Number));
        if selectors.is_empty() && !context.is_json() {
            output::say("nothing that you approved has changed since");
        }
    }
    let request = Request {
        intent,
        reason: common.message.as_deref().map(prose).transpose()?,
        on_behalf_of: common.on_behalf_of,
        team: common.team,
        branch: common.branch,
    };
    // Everything is found and checked before anything is signed: a range signs all of it or nothing.
    let mut prepared = Vec::new();
    for selector in &selectors {
        prepared.push(action::sign::prepare(&ground, &actor, &request, selector)?);
    }
    let mut agreed = Vec::new();
    for (signatory, one) in prepared {
        if confirm(context, &one, common.yes)? {
            agreed.push((signatory, one));
        }
    }
    let mut branches: Vec<String> = Vec::new();
    for report in commit_by_branch(&ground, &actor, agreed)? {
        tell(context, &report)?;
        branches.push(report.done.branch);
    }
    if common.push {
        for branch in branches {
            push::branch(context, &branch)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// One commit for each branch.
fn commit_by_branch(
    ground: &Ground<'_>,
    actor: &Actor,
    agreed: Vec<(Signatory, Prepared)>,
) -> Result<Vec<Report>, Failure> {
    let mut groups: Vec<(Signatory, Vec<Prepared>)> = Vec::new();
    for (signatory, one) in agreed {
        match groups
            .iter_mut()
            .find(|(_, group)| group[0].located.branch == one.located.branch)
        {
            Some((_, group)) => group.push(one),
            None => groups.push((signatory, vec![one])),
        }
    }
    groups
        .into_iter()
        .map(|(signatory, group)| {
            action::sign::commit(ground, actor, &signatory, &group).map_err(Failure::from)
        })
        .collect()
}

/// Shows what is about to be signed, and on a terminal asks.
fn confirm(context: &Context, prepared: &Prepared, yes: bool) -> Result<bool, Failure> {
    if context.is_json() {
        return Ok(true);
    }
    if let Some(before) = &prepared.last_seen {
        output::say(&format!(
            "Since you last signed decision {}:",
            prepared.located.number
        ));
        let changes = compare::changes(before, &prepared.text);
        output::say(diff::changes(&changes).trim_end());
    } else if context.is_interactive() {
        output::say(output::harmless(&statement::text(&prepared.text)).trim_end());
    }
    for warning in &prepared.warnings {
        output::say(&format!("note: {}", output::harmless(warning)));
    }
    if !context.is_interactive() || yes {
        return Ok(true);
    }
    output::say(&output::harmless(&statement::sentence(
        &prepared.signoff,
        prepared.located.number,
    )));
    anstream::eprint!("Sign this? [Y/n] ");
    std::io::stderr().flush().ok();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(|error| {
        Failure::environment(
            format!("no answer could be read: {error}"),
            "say yes beforehand: --yes",
        )
    })?;
    let is_yes = matches!(
        answer.trim().to_ascii_lowercase().as_str(),
        "" | "y" | "yes"
    ) && answer.ends_with('\n');
    if !is_yes {
        output::say(&format!(
            "decision {} is not signed",
            prepared.located.number
        ));
    }
    Ok(is_yes)
}

fn tell(context: &Context, report: &Report) -> Result<(), Failure> {
    output::answer(context, report, |report| output::done(&report.done))?;
    if context.is_json() {
        return Ok(());
    }
    for signed in &report.signed {
        let Some(evaluation) = &signed.evaluation else {
            continue;
        };
        let missing = asks::missing(evaluation);
        if missing.is_empty() {
            output::next(&format!(
                "decision {0} has everything it needs: adr accept {0}",
                signed.number
            ));
        } else {
            output::say(&format!("decision {} still needs:", signed.number));
            for line in missing {
                output::say(&format!("  {}", output::harmless(&line)));
            }
        }
    }
    Ok(())
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

fn parse_condition(text: &str) -> Result<Condition, Failure> {
    let wrong = |what: String| {
        Failure::usage(
            what,
            "write it as ID:TEXT, for instance load-test:\"A load test at twice the peak\"",
        )
    };
    let (id, text) = text.split_once(':').ok_or_else(|| {
        wrong(format!(
            "the condition `{}` has no text",
            output::harmless(text)
        ))
    })?;
    Ok(Condition {
        id: id
            .trim()
            .parse()
            .map_err(|error: crate::record::name::NameError| wrong(error.to_string()))?,
        text: Line::new(text).map_err(|error| wrong(error.to_string()))?,
    })
}

fn prose(text: &str) -> Result<Prose, Failure> {
    Prose::new(text).map_err(|error| Failure::usage(error.to_string(), "write plain text"))
}
