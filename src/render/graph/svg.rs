//! The graph as a drawing, for small logs and wherever no Graphviz is at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{is_over, label, layers, status};
use crate::action::graph::{Link, Node, Report, Verb};
use crate::record::id::Number;
use crate::render::html::escape;

/// The most decisions of a drawing: beyond, lines cross too often for people to follow.
pub const MOST: usize = 150;

/// Size of a box, and the room between two columns and two rows, in pixels.
const WIDTH: usize = 200;
const HEIGHT: usize = 66;
const BETWEEN_COLUMNS: usize = 110;
const BETWEEN_ROWS: usize = 18;
const MARGIN: usize = 16;
const LINE_HEIGHT: usize = 17;

const STYLE: &str = "\
    svg { font: 13px sans-serif; color-scheme: light dark; }\n\
    rect { fill: #f6f8fa; stroke: #57606a; }\n\
    text { fill: #1f2328; text-anchor: middle; }\n\
    .over rect { stroke-dasharray: 4 3; }\n\
    .over text { fill: #6e7781; }\n\
    path { fill: none; stroke: #57606a; }\n\
    marker path { fill: #57606a; stroke: none; }\n\
    .amends { stroke-width: 2.5; }\n\
    .depends-on { stroke-dasharray: 6 4; }\n\
    .verb { font-size: 11px; fill: #57606a; }\n\
    @media (prefers-color-scheme: dark) {\n\
    rect { fill: #161b22; stroke: #8b949e; }\n\
    text { fill: #e6edf3; }\n\
    path { stroke: #8b949e; }\n\
    marker path { fill: #8b949e; }\n\
    .over text, .verb { fill: #8b949e; }\n\
    }\n";

/// The upper left corner of a box.
#[derive(Clone, Copy)]
struct Corner {
    x: usize,
    y: usize,
}

/// The drawing, with nothing to load: older decisions to the left, an arrow from each to what it links to.
pub fn svg(report: &Report) -> String {
    let numbers: BTreeSet<Number> = report.decisions.iter().map(|node| node.number).collect();
    let pairs: Vec<(Number, Number)> = report
        .links
        .iter()
        .map(|link| (link.from, link.to))
        .collect();
    let columns = layers::columns(&numbers, &pairs);
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    let width = 2 * MARGIN + columns.len() * (WIDTH + BETWEEN_COLUMNS);
    let height = 2 * MARGIN + rows * (HEIGHT + BETWEEN_ROWS);
    let mut corners = BTreeMap::new();
    for (column, numbers) in columns.iter().enumerate() {
        for (row, number) in numbers.iter().enumerate() {
            let x = MARGIN + column * (WIDTH + BETWEEN_COLUMNS);
            let y = MARGIN + row * (HEIGHT + BETWEEN_ROWS);
            corners.insert(*number, Corner { x, y });
        }
    }
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\">\n<title>Decisions and the links between them</title>\n\
         <style>\n{STYLE}</style>\n<defs>\n<marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" \
         markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">\
         <path d=\"M0 0 8 4 0 8z\"/></marker>\n</defs>\n"
    );
    for link in &report.links {
        if let (Some(from), Some(to)) = (corners.get(&link.from), corners.get(&link.to)) {
            arrow(&mut text, link, *from, *to);
        }
    }
    for node in &report.decisions {
        if let Some(corner) = corners.get(&node.number) {
            boxed(&mut text, node, *corner);
        }
    }
    text.push_str("</svg>\n");
    text
}

/// From the left side of one box to the right side of another.
fn arrow(text: &mut String, link: &Link, from: Corner, to: Corner) {
    let (x1, y1) = (from.x, from.y + HEIGHT / 2);
    let (x2, y2) = (to.x + WIDTH, to.y + HEIGHT / 2);
    let class = match link.verb {
        Verb::Supersedes => "supersedes",
        Verb::Amends => "amends",
        Verb::DependsOn => "depends-on",
    };
    // Bent by half of the room between two columns, so that it leaves and arrives level.
    let bend = BETWEEN_COLUMNS / 2;
    let _ = writeln!(
        text,
        "<path class=\"{class}\" d=\"M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}\" marker-end=\"url(#arrow)\"/>",
        x1.saturating_sub(bend),
        x2 + bend
    );
    let _ = writeln!(
        text,
        "<text class=\"verb\" x=\"{}\" y=\"{}\">{}</text>",
        usize::midpoint(x1, x2),
        usize::midpoint(y1, y2).saturating_sub(4),
        link.verb.words()
    );
}

fn boxed(text: &mut String, node: &Node, corner: Corner) {
    let Corner { x, y } = corner;
    let class = if is_over(node) { " class=\"over\"" } else { "" };
    let lines = label(node);
    let _ = writeln!(
        text,
        "<g{class}>\n<title>{}. {} ({})</title>\n<rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"6\"/>",
        node.number,
        escape(&node.title),
        escape(&status(node))
    );
    // The first line's foot: all lines together stand in the middle of the box.
    let top = y + (HEIGHT - LINE_HEIGHT * lines.len().min(super::LINES)) / 2 + LINE_HEIGHT - 4;
    for (index, line) in lines.iter().enumerate() {
        let _ = writeln!(
            text,
            "<text x=\"{}\" y=\"{}\">{}</text>",
            x + WIDTH / 2,
            top + index * LINE_HEIGHT,
            escape(line)
        );
    }
    text.push_str("</g>\n");
}
