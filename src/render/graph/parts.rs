//! A graph in parts that nothing links to each other: each is a drawing of its own that people can follow.

use std::collections::BTreeMap;

use crate::action::graph::Report;
use crate::record::id::Number;

/// The parts, the one with most decisions first.
pub fn parts(report: &Report) -> Vec<Report> {
    let mut group: BTreeMap<Number, Number> = report
        .decisions
        .iter()
        .map(|node| (node.number, node.number))
        .collect();
    for link in &report.links {
        let (one, other) = (first(&mut group, link.from), first(&mut group, link.to));
        group.insert(one.max(other), one.min(other));
    }
    let mut parts: BTreeMap<Number, Report> = BTreeMap::new();
    for node in &report.decisions {
        let part = parts
            .entry(first(&mut group, node.number))
            .or_insert_with(|| Report {
                decisions: Vec::new(),
                links: Vec::new(),
                left_out: 0,
                namesakes: Vec::new(),
                unreadable: Vec::new(),
            });
        part.decisions.push(node.clone());
    }
    for link in &report.links {
        if let Some(part) = parts.get_mut(&first(&mut group, link.from)) {
            part.links.push(*link);
        }
    }
    let mut parts: Vec<Report> = parts.into_values().collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.decisions.len()));
    parts
}

/// The first decision of the part that one belongs to. The way there is made shorter for who asks next.
fn first(group: &mut BTreeMap<Number, Number>, number: Number) -> Number {
    let mut at = number;
    while let Some(&next) = group.get(&at)
        && next != at
    {
        let beyond = group.get(&next).copied().unwrap_or(next);
        group.insert(at, beyond);
        at = beyond;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::graph::{Link, Node, Verb};

    #[test]
    fn what_nothing_links_is_drawn_apart() {
        let node = |number| Node {
            number: Number(number),
            title: String::new(),
            status: None,
            branch: None,
        };
        let link = |(from, to)| Link {
            from: Number(from),
            verb: Verb::DependsOn,
            to: Number(to),
        };
        let report = Report {
            decisions: (1..=7).map(node).collect(),
            links: [(2, 1), (4, 3), (6, 5), (7, 6), (7, 3)].map(link).to_vec(),
            left_out: 0,
            namesakes: Vec::new(),
            unreadable: Vec::new(),
        };
        let found: Vec<(Vec<u32>, usize)> = parts(&report)
            .iter()
            .map(|part| {
                let numbers = part.decisions.iter().map(|node| node.number.0);
                (numbers.collect(), part.links.len())
            })
            .collect();
        assert_eq!(found, [(vec![3, 4, 5, 6, 7], 4), (vec![1, 2], 1)]);
    }
}
