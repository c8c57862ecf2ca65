//! `adr-sign` alone: what waits for somebody, one proposal after the other.
//!
//! What is shown are plain lines below each other, wrapped at the width that the terminal has at that moment. Each
//! statement is committed as soon as it is signed, and words that were typed are kept until they are signed, so
//! that leaving loses nothing, whenever and however.

mod answers;

use std::process::ExitCode;

use super::choice::{self, Choice, Reason};
use super::run::{push_report, tell};
use crate::action;
use crate::action::Error;
use crate::action::actor::Signatory;
use crate::action::inbox::{self, Item, Task};
use crate::action::selector::Selector;
use crate::action::sign::{Intent, Prepared, Report, Request};
use crate::action::unsigned::Unsigned;
use crate::cli::ask::{self, Answer};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::inbox::Inbox;
use crate::cli::onboard::{self, Onboarding};
use crate::cli::{list, output, pager};
use crate::record::digest::Digest;
use crate::record::prose::Prose;
use crate::render::{inbox as told, walk};
use answers::{Confirmed, Press, WHY, offer};

/// Goes through what waits; where nobody can answer, only lists it.
pub(super) fn run(context: &Context) -> Result<ExitCode, Failure> {
    if !context.is_interactive() || context.is_json() {
        return Inbox::default().run(context);
    }
    let set_up = onboard::lead(context, None)?;
    let context = match &set_up {
        Onboarding::Ready => context,
        Onboarding::SetUp(fresh) => fresh,
        Onboarding::Waiting => return Ok(ExitCode::SUCCESS),
    };
    let report = waiting(context)?;
    list::warn(&report.unreadable);
    output::say(&told::heading(&report));
    let proposals = Proposal::of(&report.items);
    let total = proposals.len();
    let mut walk = Walk {
        context,
        made: Vec::new(),
    };
    let mut has_quit = false;
    for (at, proposal) in proposals.into_iter().enumerate() {
        output::say("");
        match walk.attend((at + 1, total), proposal) {
            Ok(Step::Next) => {}
            Ok(Step::Quit) => {
                has_quit = true;
                break;
            }
            // One that cannot be signed here is no reason to keep the others waiting.
            Err(failure) => failure.print(false),
        }
    }
    if !has_quit {
        others(&report.items);
    }
    walk.push()
}

/// What waits now.
fn waiting(context: &Context) -> Result<inbox::Report, Failure> {
    let actor = context.actor(None)?;
    let request = inbox::Request {
        person: None,
        actor: Some(&actor),
        now: context.now()?,
    };
    Ok(inbox::run(&context.ground()?, &request)?)
}

/// What waits and is not signed, with the commands for it.
fn others(items: &[Item]) {
    let others: Vec<&Item> = items
        .iter()
        .filter(|item| !item.task.is_to_sign())
        .collect();
    if others.is_empty() {
        return;
    }
    output::say("\nWaiting for you as well, by other commands:");
    for item in others {
        let words = output::harmless(&told::words(&item.task));
        output::say(&format!("  {} {}", item.number, words.trim_end()));
        output::say(&format!("    {}", output::harmless(&item.command)));
    }
}

/// What somebody is asked about one decision, for themselves or as somebody's delegate: the first item stands for
/// all of them.
struct Proposal {
    item: Item,
    tasks: Vec<Task>,
}

impl Proposal {
    fn of(items: &[Item]) -> Vec<Self> {
        let mut proposals: Vec<Self> = Vec::new();
        for item in items.iter().filter(|item| item.task.is_to_sign()) {
            match proposals.iter_mut().find(|one| one.is_about(item)) {
                Some(proposal) => proposal.tasks.push(item.task.clone()),
                None => proposals.push(Self {
                    item: item.clone(),
                    tasks: vec![item.task.clone()],
                }),
            }
        }
        proposals
    }

    fn is_about(&self, item: &Item) -> bool {
        let of = |item: &Item| (item.number, item.id, item.task.on_behalf_of().cloned());
        of(&self.item) == of(item)
    }

    fn request(&self, intent: Intent, reason: Option<Prose>) -> Request {
        Request {
            intent,
            reason,
            on_behalf_of: self.item.task.on_behalf_of().cloned(),
            team: None,
            branch: self.item.has_namesake.then(|| self.item.branch.clone()),
            outbox: false,
        }
    }
}

/// What follows on a proposal.
enum Step {
    Next,
    Quit,
}

/// What came of a choice.
enum Came {
    Signed,
    /// Nothing was signed; the proposal is still there.
    Back,
    /// The same, and its text is another than the one that was shown.
    Moved,
    Quit,
}

struct Walk<'c> {
    context: &'c Context,
    made: Vec<Report>,
}

impl Walk<'_> {
    /// Shows a proposal, and asks until something is said to it, it is left for later, or everything is.
    fn attend(&mut self, place: (usize, usize), proposal: Proposal) -> Result<Step, Failure> {
        let mut proposal = proposal;
        let mut shown = self.show(place, &proposal)?;
        let mut has_more = false;
        loop {
            let offered = self.offered(&proposal, has_more)?;
            match offer(&offered, &shown, has_more, self.context.width())? {
                Press::Quit => {
                    output::say("quit");
                    return Ok(Step::Quit);
                }
                Press::Skip => {
                    output::say("skip: nothing is signed, and it stays in your inbox");
                    return Ok(Step::Next);
                }
                Press::More => {
                    output::say("more");
                    has_more = true;
                }
                Press::View => {
                    output::say("view");
                    let text = walk::whole(&shown.text, self.context.width());
                    pager::show(self.context, &text);
                }
                Press::Say(choice) => {
                    let (_, word, _) = choice.offer();
                    output::say(word);
                    match self.say(choice, &proposal, shown.signoff.digest)? {
                        Came::Quit => return Ok(Step::Quit),
                        Came::Back => {}
                        Came::Moved => {
                            output::say("It has changed since it was shown; this is the new one.");
                            shown = self.show(place, &proposal)?;
                        }
                        Came::Signed => {
                            let left = self.left(&proposal)?;
                            // Whoever did what was asked is asked for the rest; whoever only said something
                            // has had their say.
                            if left.is_empty() || left.len() >= proposal.tasks.len() {
                                return Ok(Step::Next);
                            }
                            output::say("\nStill asked of you:");
                            output::say(walk::asks(&left, self.context.width()).trim_end());
                            proposal.tasks = left;
                        }
                    }
                }
            }
        }
    }

    /// Shows which proposal it is, what is asked, and its text or what has changed in it.
    fn show(&self, place: (usize, usize), proposal: &Proposal) -> Result<Prepared, Failure> {
        let (_, prepared) = self.first_of(proposal)?;
        let width = self.context.width();
        let heading = walk::heading(place, &proposal.item, &prepared, width);
        output::say(&format!("{heading}{}", walk::asks(&proposal.tasks, width)));
        output::say(walk::text(&prepared, width).trim_end());
        for warning in &prepared.warnings {
            output::say(&format!("note: {}", output::harmless(warning)));
        }
        Ok(prepared)
    }

    /// The first thing that can be said, prepared; the reason why it cannot be said where nothing can.
    fn first_of(&self, proposal: &Proposal) -> Result<(Signatory, Prepared), Failure> {
        let mut refusal = None;
        for choice in Choice::called_for(&proposal.tasks)
            .into_iter()
            .chain(choice::FIRST)
        {
            match self.attempt(proposal, choice)? {
                Ok(prepared) => return Ok(prepared),
                Err(error) => refusal = refusal.or(Some(error)),
            }
        }
        Err(refusal.map_or_else(
            || Failure::usage("there is nothing to say", "see adr inbox"),
            Failure::from,
        ))
    }

    /// What would be signed with a choice, before anything is asked for it: whether it can be said at all.
    fn attempt(
        &self,
        proposal: &Proposal,
        choice: Choice,
    ) -> Result<Result<(Signatory, Prepared), Error>, Failure> {
        let today = self.context.now()?.date_naive();
        let intent = choice.intent(&proposal.tasks, today, Vec::new());
        let reason = match choice.reason() {
            Reason::Needed(_) => Prose::new("?").ok(),
            Reason::Asked(_) | Reason::Optional => None,
        };
        let ground = self.context.ground()?;
        let actor = self.context.actor(None)?;
        let request = proposal.request(intent, reason);
        let selector = Selector::Number(proposal.item.number);
        Ok(action::sign::prepare(&ground, &actor, &request, &selector))
    }

    /// What can be said to a proposal, the most likely first.
    fn offered(&self, proposal: &Proposal, has_more: bool) -> Result<Vec<Choice>, Failure> {
        let more = choice::MORE.into_iter().filter(|_| has_more);
        let mut offered = Vec::new();
        for choice in Choice::called_for(&proposal.tasks)
            .into_iter()
            .chain(choice::FIRST)
            .chain(more)
        {
            if self.attempt(proposal, choice)?.is_ok() {
                offered.push(choice);
            }
        }
        Ok(offered)
    }

    /// Asks for what a choice needs, says the exact statement, and signs it if that is wanted.
    fn say(&mut self, choice: Choice, proposal: &Proposal, shown: Digest) -> Result<Came, Failure> {
        let Some(intent) = self.complete(choice, proposal)? else {
            output::say("nothing is signed");
            return Ok(Came::Back);
        };
        let ground = self.context.ground()?;
        let (_, word, _) = choice.offer();
        let kept = proposal
            .item
            .id
            .map(|id| Unsigned::of(&ground, id, &word.replace(' ', "-")));
        let mut reason = match choice.reason() {
            Reason::Optional => None,
            Reason::Asked(question) | Reason::Needed(question) => {
                self.words(question, kept.as_ref())?
            }
        };
        if reason.is_none() && matches!(choice.reason(), Reason::Needed(_)) {
            output::say("nothing is signed");
            return Ok(Came::Back);
        }
        loop {
            let request = proposal.request(intent.clone(), reason.clone());
            let selector = Selector::Number(proposal.item.number);
            let actor = self.context.actor(None)?;
            let (signatory, prepared) =
                match action::sign::prepare(&ground, &actor, &request, &selector) {
                    Ok(prepared) => prepared,
                    Err(error) => return Ok(came_to_nothing(error, reason.as_ref())),
                };
            if prepared.signoff.digest != shown {
                return Ok(Came::Moved);
            }
            match self.confirm(&prepared, matches!(choice.reason(), Reason::Optional))? {
                Confirmed::Sign => {}
                Confirmed::Words => {
                    reason = match (reason, &kept) {
                        (Some(before), Some(kept)) => Some(self.edited(&before, kept)?),
                        _ => self.words(WHY, kept.as_ref())?,
                    };
                    continue;
                }
                Confirmed::No => {
                    output::say(&format!("nothing is signed{}", are_kept(reason.as_ref())));
                    return Ok(Came::Back);
                }
                Confirmed::Quit => {
                    output::say(&format!("nothing is signed{}", are_kept(reason.as_ref())));
                    return Ok(Came::Quit);
                }
            }
            let report = match action::sign::commit(&ground, &actor, &signatory, &[prepared]) {
                Ok(report) => report,
                Err(error) => return Ok(came_to_nothing(error, reason.as_ref())),
            };
            if let Some(kept) = &kept {
                kept.forget()?;
            }
            tell(self.context, std::slice::from_ref(&report))?;
            self.made.push(report);
            return Ok(Came::Signed);
        }
    }

    /// What is still asked about a proposal after something was signed.
    fn left(&self, proposal: &Proposal) -> Result<Vec<Task>, Failure> {
        let now = Proposal::of(&waiting(self.context)?.items);
        let same = now.into_iter().find(|one| one.is_about(&proposal.item));
        Ok(same.map_or_else(Vec::new, |one| one.tasks))
    }

    /// Offers to push what was signed. What the remote does not take stands here all the same.
    fn push(&self) -> Result<ExitCode, Failure> {
        let ground = self.context.ground()?;
        if self.made.is_empty() || ground.store.remotes()?.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        output::say("");
        if ask::yes("Push what you signed, so that the others see it?")? != Answer::Yes {
            output::next(&format!(
                "git push REMOTE {}",
                branches(&self.made).join(" ")
            ));
            return Ok(ExitCode::SUCCESS);
        }
        let actor = self.context.actor(None)?;
        let mut code = ExitCode::SUCCESS;
        for report in &self.made {
            if let Err(failure) = push_report(self.context, &ground, &actor, report) {
                failure.print(false);
                code = ExitCode::from(failure.code);
            }
        }
        Ok(code)
    }
}

/// Says why nothing was signed, and what became of the words for it.
fn came_to_nothing(error: Error, reason: Option<&Prose>) -> Came {
    Failure::from(error).print(false);
    output::say(&format!("nothing is signed{}", are_kept(reason)));
    Came::Back
}

const fn are_kept(reason: Option<&Prose>) -> &'static str {
    match reason {
        Some(_) => "; your words are kept, and offered again",
        None => "",
    }
}

/// The branches on which something was signed, each once.
fn branches(made: &[Report]) -> Vec<&str> {
    let mut names: Vec<&str> = made
        .iter()
        .map(|report| report.done.branch.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
