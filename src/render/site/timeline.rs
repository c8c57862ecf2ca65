//! What happened, the latest first: on one page the last of it, and all of it by month.

use minijinja::{Value, context};

use super::SiteError;
use super::leaf::Leaf;
use super::voices::kind;
use crate::action::timeline::{Event, What};
use crate::record::resolution::Outcome;
use crate::render::timeline::words;

/// How many events the first page of the timeline tells.
const LATEST: usize = 60;

/// The last of it.
pub(super) fn latest(leaf: &Leaf<'_, '_>) -> Result<String, SiteError> {
    let all = &leaf.pages.site.events;
    let events: Vec<&Event> = all.iter().rev().take(LATEST).collect();
    let is_all = events.len() == all.len();
    page(leaf, "Timeline", &events, is_all)
}

/// One month, as `2026-11`.
pub(super) fn month(leaf: &Leaf<'_, '_>, month: &str) -> Result<String, SiteError> {
    let events = leaf.pages.months.get(month);
    let events: Vec<&Event> = events.into_iter().flatten().rev().copied().collect();
    page(leaf, &format!("Timeline: {}", spoken(month)), &events, true)
}

fn page(
    leaf: &Leaf<'_, '_>,
    heading: &str,
    events: &[&Event],
    is_all: bool,
) -> Result<String, SiteError> {
    let months: Vec<Value> = leaf
        .pages
        .months
        .iter()
        .rev()
        .map(|(month, events)| {
            let path = format!("timeline/{month}.html");
            context! { url => leaf.url(&path), name => spoken(month), count => events.len() }
        })
        .collect();
    let mut days: Vec<(String, Vec<Value>)> = Vec::new();
    for one in events {
        let day = one.at.day().to_string();
        let told = event(leaf, one);
        match days.last_mut() {
            Some((last, told_then)) if *last == day => told_then.push(told),
            _ => days.push((day, vec![told])),
        }
    }
    let days: Vec<Value> = days
        .into_iter()
        .map(|(day, events)| context! { day => day, events => events })
        .collect();
    leaf.render(
        "timeline.html",
        heading,
        context! { days => days, months => months, is_all => is_all },
    )
}

/// `November 2026` of `2026-11`.
fn spoken(month: &str) -> String {
    format!("{month}-01")
        .parse::<chrono::NaiveDate>()
        .map_or_else(|_| month.to_owned(), |day| day.format("%B %Y").to_string())
}

/// One event.
pub(super) fn event(leaf: &Leaf<'_, '_>, event: &Event) -> Value {
    let (what, _) = words(event);
    context! {
        day => event.at.day().to_string(),
        time => event.at.moment().format("%H:%M").to_string(),
        who => leaf.who(&event.by),
        on_behalf_of => event.on_behalf_of.as_ref().map(|one| leaf.who(one)),
        what => what,
        kind => match &event.what {
            What::Signed { statement, .. } => kind(statement),
            What::Ended { outcome: Outcome::Accepted, .. } => "agreed",
            What::Ended { outcome: Outcome::Rejected, .. } => "against",
            What::Ended { .. } => "ended",
            _ => "text",
        },
        revision => event.revision,
        decision => leaf.decision(event.number),
        words => event.words.as_deref(),
    }
}
