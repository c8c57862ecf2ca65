//! A log of other people's records in figures.

use std::fmt::Write as _;

use crate::interchange::records::Facts;
use crate::render::harmless;

/// Counts first, then by name what is missing or leads nowhere.
pub fn facts(facts: &Facts) -> String {
    let mut text = String::new();
    let counted = |text: &mut String, name: &str, counts: Vec<String>| {
        if !counts.is_empty() {
            let _ = writeln!(text, "{name}: {}", counts.join(", "));
        }
    };
    let _ = writeln!(text, "decisions: {}", facts.decisions);
    let statuses = facts
        .status
        .iter()
        .map(|(word, count)| format!("{count} {word}"));
    counted(&mut text, "status", statuses.collect());
    let links = facts
        .link_kinds
        .iter()
        .map(|(word, count)| format!("{count} {word}"));
    counted(&mut text, "links", links.collect());
    let missing = [
        ("number", facts.unnumbered),
        ("title", facts.no_title.len()),
        ("status", facts.no_status),
        ("date", facts.no_date),
        ("people", facts.no_people),
    ];
    let missing = missing.iter().filter(|(_, count)| *count > 0);
    counted(
        &mut text,
        "without",
        missing
            .map(|(what, count)| format!("{what} {count}"))
            .collect(),
    );
    let gaps = facts.number_gaps.iter().map(u32::to_string);
    counted(&mut text, "numbers that none has", gaps.collect());
    for (number, paths) in &facts.number_collisions {
        let _ = writeln!(text, "number {number}: {}", paths.join(", "));
    }
    for (old, new, said) in &facts.supersede_pairs {
        let _ = writeln!(text, "{new} supersedes {old} ({})", said.join(", "));
    }
    let lists = [
        ("leads to no record", &facts.dangling_links),
        ("may mean several", &facts.ambiguous_links),
        ("has another name now", &facts.moved_links),
    ];
    for (what, links) in lists {
        for (from, kind, target) in links {
            let _ = writeln!(text, "{from}: {kind} {target} {what}");
        }
    }
    for path in &facts.superseded_status_without_link {
        let _ = writeln!(text, "{path}: superseded, but nothing says by what");
    }
    harmless(&text)
}
