//! What stands beside the text of a decision: who drives it, what it binds, and what it is linked with.

use std::fmt::Display;

use minijinja::{Value, context};

use super::leaf::{self, Leaf};
use crate::action::show::Link;
use crate::action::site::Page;
use crate::agreement::explain::impact_word;
use crate::record::name::Party;
use crate::record::text::Text;
use crate::render::show::backwards;

/// What a text says beside its prose.
pub(super) fn facts(leaf: &Leaf<'_, '_>, text: &Text) -> Value {
    let parties = |parties: &[Party]| -> Vec<Value> {
        parties.iter().map(|party| leaf.party(party)).collect()
    };
    context! {
        owner => text.owner.as_ref().map(|owner| leaf.who(owner)),
        editors => text.editors.iter().map(|one| leaf.who(one)).collect::<Vec<_>>(),
        impact => text.impact.map(impact_word),
        review_by => text.review_by.map(|day| day.to_string()),
        tags => tags(leaf, &text.tags),
        governs => text.governs.iter().map(ToString::to_string).collect::<Vec<_>>(),
        approvers => parties(&text.approvers),
        consulted => parties(&text.consulted),
        informed => parties(&text.informed),
    }
}

/// Tags, each with the list of what has it.
pub(super) fn tags<T: Display>(leaf: &Leaf<'_, '_>, tags: &[T]) -> Vec<Value> {
    tags.iter()
        .map(|tag| {
            let index = leaf.url("index.html");
            context! { name => tag.to_string(), url => format!("{index}#tag={tag}") }
        })
        .collect()
}

/// What a decision is linked with: in either direction, those of one kind together.
pub(super) fn links(leaf: &Leaf<'_, '_>, page: &Page<'_>) -> Vec<Value> {
    let outwards = page
        .links
        .iter()
        .map(|link| (link.verb.replace('_', " "), link));
    let inwards = page
        .linked_from
        .iter()
        .map(|link| (backwards(link.verb).to_owned(), link));
    let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
    for (verb, link) in outwards.chain(inwards) {
        let told = linked(leaf, link);
        match groups.iter_mut().find(|(other, _)| *other == verb) {
            Some((_, others)) => others.push(told),
            None => groups.push((verb, vec![told])),
        }
    }
    groups
        .into_iter()
        .map(|(verb, decisions)| context! { verb => verb, decisions => decisions })
        .collect()
}

fn linked(leaf: &Leaf<'_, '_>, link: &Link) -> Value {
    let status = link.status.map(leaf::word);
    context! { status => status, ..leaf.decision(link.number) }
}
