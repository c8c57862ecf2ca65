//! What happened last, as an Atom feed (RFC 4287).

use minijinja::{Value, context};

use super::SiteError;
use super::leaf::{Leaf, encoded};
use crate::action::timeline::Event;
use crate::record::digest::Digest;
use crate::render::timeline::words;

/// How many events a feed tells.
const LATEST: usize = 50;

/// The feed.
pub(super) fn feed(leaf: &Leaf<'_, '_>) -> Result<String, SiteError> {
    let site = leaf.pages.site;
    let address = leaf.pages.options.address.as_deref().unwrap_or_default();
    let entries: Vec<Value> = site
        .events
        .iter()
        .rev()
        .take(LATEST)
        .map(|event| {
            let path = leaf.pages.path_of(event.number).unwrap_or_default();
            let (what, _) = words(event);
            let name = site.charter.people.get(&event.by);
            let name = name.map_or_else(|| event.by.to_string(), |person| person.name.to_string());
            context! {
                id => urn(&identity(leaf, event)),
                url => format!("{address}{}", encoded(&path)),
                at => event.at.to_string(),
                title => format!("{}. {}: {name} {what}", event.number, event.title),
                name => name,
                words => event.words.as_deref(),
            }
        })
        .collect();
    let more = context! {
        id => urn(&format!("log {}", site.trust_root)),
        address => leaf.pages.options.address.as_deref(),
        at => site.updated.map_or_else(|| "1970-01-01T00:00:00+00:00".to_owned(), |at| at.to_string()),
        entries => entries,
    };
    leaf.render("feed.xml", &leaf.pages.options.title, more)
}

/// What tells an event from every other one, of any log.
fn identity(leaf: &Leaf<'_, '_>, event: &Event) -> String {
    let entry = leaf.pages.site.entry(event.number);
    let id = entry.and_then(|entry| entry.row.id);
    let id = id.map_or_else(|| event.number.to_string(), |id| id.to_string());
    let (what, _) = words(event);
    format!(
        "{id} {} {} {} {what} {:?}",
        event.at, event.revision, event.by, event.on_behalf_of
    )
}

/// A name that stays, as a UUID of version 8 (RFC 9562): one whose bits are whatever its maker says.
fn urn(identity: &str) -> String {
    let digest = Digest::of(identity.as_bytes()).to_string();
    let hex = digest.rsplit(':').next().unwrap_or_default();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!(
        "urn:uuid:{}-{}-8{}-8{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}
