//! `adr export`: what was written, and what of the decisions the format does not give back.

use std::collections::BTreeMap;

use super::{count, harmless};
use crate::action::export::Report;
use crate::interchange::export::{Alteration, Change, Format, Kept};
use crate::record::field::Field;
use crate::record::id::Number;

/// Most things of a kind that are named one by one.
const MOST: usize = 10;

/// What was written where.
pub fn written(report: &Report) -> String {
    let Some(written) = &report.written else {
        return String::new();
    };
    let to = harmless(&written.to);
    let decisions = count(report.decisions.len(), "decision");
    if !report.format.is_folder() {
        let verb = if written.written > 0 {
            "written to"
        } else {
            "stand already in"
        };
        return format!("{decisions} {verb} {to}\n");
    }
    let same = match written.unchanged {
        0 => String::new(),
        same => format!(", {same} the same as before"),
    };
    format!(
        "{} written to {to}{same}\n",
        count(written.written, "document")
    )
}

/// What a person should know, a line each.
pub fn remarks(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    for newer in &report.newer {
        lines.push(format!(
            "decision {}: revision {} is {}; the text that stands was taken (--newest takes the other)",
            newer.decision, newer.revision, newer.status
        ));
    }
    for (kept, heading) in [
        (Kept::Words, words_stand(report.format)),
        (Kept::Nothing, "left out:"),
    ] {
        let mut lost = report
            .losses
            .iter()
            .filter(|loss| loss.kept == kept)
            .peekable();
        if lost.peek().is_some() {
            lines.push(heading.to_owned());
        }
        for loss in lost {
            let decisions = decisions_of(&loss.decisions);
            lines.push(format!("  {:<12} {decisions}", loss.field.key()));
        }
    }
    if report.without_charter {
        lines.push(
            "decision 0, the charter, is left out: the format knows no people and rules".to_owned(),
        );
    }
    for (heading, is_reread) in [
        (
            "written in another way, so that each document keeps its sections:",
            false,
        ),
        ("an import would not give back as it is:", true),
    ] {
        let of_kind = |change: &&Change| (change.how == Alteration::Reread) == is_reread;
        let of_kind = report.changes.iter().filter(of_kind);
        some(&mut lines, heading, changes(of_kind).into_iter());
    }
    some(
        &mut lines,
        "sign-offs left out, since their signatures prove nothing:",
        report.unproved.iter().map(|path| harmless(path)),
    );
    let left_over = report.written.iter().flat_map(|written| &written.left_over);
    some(
        &mut lines,
        "written by an earlier export, and no part of this one:",
        left_over.map(|name| harmless(name)),
    );
    if report.format != Format::Json {
        lines.push(stays(report.format).to_owned());
    }
    lines
}

const fn words_stand(format: Format) -> &'static str {
    match format {
        Format::Madr | Format::Nygard => "not as fields, but in words, under \"More Information\":",
        Format::JsonAdr => "not as fields, but in words, under `custom_sections`:",
        _ => "with all their parts in one cell:",
    }
}

const fn stays(format: Format) -> &'static str {
    match format {
        Format::InToto => "texts and outcomes stay in the log (adr export json has everything)",
        _ => {
            "sign-offs, outcomes and other revisions stay in the log (adr export json has everything)"
        }
    }
}

fn some(lines: &mut Vec<String>, heading: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        return;
    }
    lines.push(heading.to_owned());
    lines.extend(items.iter().take(MOST).map(|item| format!("  {item}")));
    if items.len() > MOST {
        lines.push(format!(
            "  and {} more (--json names all)",
            items.len() - MOST
        ));
    }
}

/// Each kind of change once, with the decisions that have it.
fn changes<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<String> {
    let mut kinds: BTreeMap<(Field, Alteration), Vec<Number>> = BTreeMap::new();
    for change in changes {
        let decisions = kinds.entry((change.field, change.how)).or_default();
        decisions.push(change.decision);
    }
    kinds
        .into_iter()
        .map(|((field, how), decisions)| {
            format!("{}: {}", what(how, field), decisions_of(&decisions))
        })
        .collect()
}

/// What an alteration did to a field.
fn what(how: Alteration, field: Field) -> String {
    match how {
        Alteration::Lowered => format!("headings in `{field}` stand lower, below its own"),
        Alteration::Ended => {
            format!("a block of code or HTML in `{field}` that never ends is ended")
        }
        Alteration::Escaped => {
            format!("a `#` at the end of a heading in `{field}` is written as `\\#`")
        }
        Alteration::Reread => format!("`{field}`"),
    }
}

/// `decision 7`, `decisions 1-5, 9`
fn decisions_of(decisions: &[Number]) -> String {
    let noun = if decisions.len() == 1 {
        "decision"
    } else {
        "decisions"
    };
    format!("{noun} {}", numbers(decisions))
}

/// `1-5, 9`: numbers in their order, with those that follow each other as a range.
fn numbers(numbers: &[Number]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for Number(number) in numbers {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let shown = ranges.iter().map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    });
    shown.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_follow_each_other_are_a_range() {
        let shown = |all: &[u32]| numbers(&all.iter().copied().map(Number).collect::<Vec<_>>());
        assert_eq!(shown(&[1, 2, 3, 7, 9, 10]), "1-3, 7, 9-10");
        assert_eq!(shown(&[u32::MAX]), "4294967295");
    }
}
