//! The map of links, and the catch-up.

use minijinja::{Value, context};

use super::SiteError;
use super::leaf::{self, Leaf};
use crate::record::id::Number;
use crate::render::graph::{MOST, in_page, parts};
use crate::render::{brief, count};

/// What supersedes, amends and stands on what: drawn, and in words.
pub(super) fn map(leaf: &Leaf<'_, '_>) -> Result<String, SiteError> {
    let graph = &leaf.pages.site.graph;
    let address = |number: Number| {
        let path = leaf.pages.path_of(number);
        path.map(|path| leaf.url(&path)).unwrap_or_default()
    };
    let drawings: Vec<Value> = parts(graph)
        .iter()
        .enumerate()
        .map(|(at, part)| {
            let is_drawn = part.decisions.len() <= MOST;
            context! {
                drawing => is_drawn.then(|| leaf::safe(in_page(part, &at.to_string(), &address))),
                count => count(part.decisions.len(), "decision"),
            }
        })
        .collect();
    let links: Vec<Value> = graph
        .links
        .iter()
        .map(|link| {
            context! {
                from => leaf.decision(link.from),
                verb => link.verb.words(),
                to => leaf.decision(link.to),
            }
        })
        .collect();
    let more = context! {
        drawings => drawings,
        links => links,
        left_out => (graph.left_out > 0).then(|| count(graph.left_out, "decision")),
    };
    leaf.render("map.html", "Map", more)
}

/// The catch-up for anybody.
pub(super) fn brief(leaf: &Leaf<'_, '_>) -> Result<String, SiteError> {
    let document = brief::tell(&leaf.pages.site.brief);
    let address = |number: Number| {
        let path = leaf.pages.path_of(number)?;
        Some(leaf.url(&path))
    };
    let told = brief::told(&document, Some(&address));
    let more = context! { head => leaf::safe(told.head), told => leaf::safe(told.main) };
    leaf.render("brief.html", "Brief", more)
}
