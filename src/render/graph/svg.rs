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

/// How a drawing looks, by day and at night.
pub const STYLE: &str = include_str!("svg.css");

/// The upper left corner of a box.
#[derive(Clone, Copy)]
struct Corner {
    x: usize,
    y: usize,
}

/// The drawing as a file of its own, with nothing to load: older decisions to the left, an arrow from each to what it
/// links to.
pub fn svg(report: &Report) -> String {
    let mut drawing = Drawing {
        text: String::new(),
        arrow: "arrow",
        address: None,
    };
    let size = drawing.draw(report);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" {size} class=\"graph\" role=\"img\">\n\
         <title>Decisions and the links between them</title>\n<style>\n{STYLE}</style>\n{}</svg>\n",
        drawing.text
    )
}

/// The drawing for a page whose style sheet has [`STYLE`]: each box leads to where a decision is told. `name` tells the
/// drawings of one page apart.
pub fn in_page(report: &Report, name: &str, address: &dyn Fn(Number) -> String) -> String {
    let arrow = format!("arrow-{name}");
    let mut drawing = Drawing {
        text: String::new(),
        arrow: &arrow,
        address: Some(address),
    };
    let size = drawing.draw(report);
    format!("<svg {size} class=\"graph\">\n{}</svg>\n", drawing.text)
}

/// A drawing as it grows.
struct Drawing<'a> {
    text: String,
    /// The id of the head of an arrow.
    arrow: &'a str,
    /// Where a box leads.
    address: Option<&'a dyn Fn(Number) -> String>,
}

impl Drawing<'_> {
    /// Draws everything; its size as attributes.
    fn draw(&mut self, report: &Report) -> String {
        let numbers: BTreeSet<Number> = report.decisions.iter().map(|node| node.number).collect();
        let pairs: Vec<(Number, Number)> = report
            .links
            .iter()
            .map(|link| (link.from, link.to))
            .collect();
        let columns = layers::columns(&numbers, &pairs);
        let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
        // Nothing stands to the right of the last column, or below the last row.
        let width = (2 * MARGIN + columns.len() * (WIDTH + BETWEEN_COLUMNS))
            .saturating_sub(BETWEEN_COLUMNS);
        let height = (2 * MARGIN + rows * (HEIGHT + BETWEEN_ROWS)).saturating_sub(BETWEEN_ROWS);
        let mut corners = BTreeMap::new();
        for (column, numbers) in columns.iter().enumerate() {
            for (row, number) in numbers.iter().enumerate() {
                let x = MARGIN + column * (WIDTH + BETWEEN_COLUMNS);
                let y = MARGIN + row * (HEIGHT + BETWEEN_ROWS);
                corners.insert(*number, Corner { x, y });
            }
        }
        let _ = writeln!(
            self.text,
            "<defs>\n<marker id=\"{}\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" \
             markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\"/></marker>\n\
             </defs>",
            self.arrow
        );
        for link in &report.links {
            if let (Some(from), Some(to)) = (corners.get(&link.from), corners.get(&link.to)) {
                self.arrow(link, *from, *to);
            }
        }
        for node in &report.decisions {
            if let Some(corner) = corners.get(&node.number) {
                self.boxed(node, *corner);
            }
        }
        format!("viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\"")
    }

    /// From the left side of one box to the right side of another.
    fn arrow(&mut self, link: &Link, from: Corner, to: Corner) {
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
            self.text,
            "<path class=\"{class}\" d=\"M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}\" marker-end=\"url(#{})\"/>",
            x1.saturating_sub(bend),
            x2 + bend,
            self.arrow
        );
        let _ = writeln!(
            self.text,
            "<text class=\"verb\" x=\"{}\" y=\"{}\">{}</text>",
            usize::midpoint(x1, x2),
            usize::midpoint(y1, y2).saturating_sub(4),
            link.verb.words()
        );
    }

    fn boxed(&mut self, node: &Node, corner: Corner) {
        let Corner { x, y } = corner;
        let class = if is_over(node) { " class=\"over\"" } else { "" };
        let lines = label(node);
        if let Some(address) = self.address {
            let _ = writeln!(self.text, "<a href=\"{}\">", escape(&address(node.number)));
        }
        let _ = writeln!(
            self.text,
            "<g{class}>\n<title>{}. {} ({})</title>\n<rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"6\"/>",
            node.number,
            escape(&node.title),
            escape(&status(node))
        );
        // The first line's foot: all lines together stand in the middle of the box.
        let top = y + (HEIGHT - LINE_HEIGHT * lines.len().min(super::LINES)) / 2 + LINE_HEIGHT - 4;
        for (index, line) in lines.iter().enumerate() {
            let _ = writeln!(
                self.text,
                "<text x=\"{}\" y=\"{}\">{}</text>",
                x + WIDTH / 2,
                top + index * LINE_HEIGHT,
                escape(line)
            );
        }
        self.text.push_str("</g>\n");
        if self.address.is_some() {
            self.text.push_str("</a>\n");
        }
    }
}
