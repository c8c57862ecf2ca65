//! The fields of the body that are lists, as Markdown, both ways.

use serde_yaml::{Mapping, Value};

use crate::interchange::sections::{Fences, heading};
use crate::record::text::{Alternative, Assumption};

const PROS: &str = "Pros:";
const CONS: &str = "Cons:";
const REVISIT: &str = "Revisit when:";

/// Lines as a list.
pub(super) fn write_lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    lines
        .into_iter()
        .map(|line| format!("- {line}\n"))
        .collect()
}

/// A list of one-line items, or `None` where there is anything else.
pub(super) fn read_lines(body: &str) -> Option<Vec<String>> {
    body.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| item(line).map(str::to_owned))
        .collect()
}

/// The text of a list item at the left margin.
fn item(line: &str) -> Option<&str> {
    let text = line
        .strip_prefix(['-', '*', '+'])?
        .strip_prefix([' ', '\t'])?
        .trim();
    (!text.is_empty()).then_some(text)
}

/// Each option under a heading of the third level, with its summary, its pros and its cons.
pub(super) fn write_options(options: &[Alternative]) -> String {
    let mut body = String::new();
    for option in options {
        body.push_str(&format!("### {}\n\n", option.name));
        if let Some(summary) = &option.summary {
            body.push_str(&format!("{summary}\n"));
        }
        for (label, lines) in [(PROS, &option.pros), (CONS, &option.cons)] {
            if !lines.is_empty() {
                let list = write_lines(lines.iter().map(crate::record::prose::Line::as_str));
                body.push_str(&format!("{label}\n\n{list}\n"));
            }
        }
    }
    body
}

/// The options of a section, or `None` where something stands before the first of them.
pub(super) fn read_options(body: &str) -> Option<Value> {
    let mut options: Vec<(String, Vec<&str>)> = Vec::new();
    let mut fences = Fences::default();
    for line in body.lines() {
        let is_code = fences.is_code(line);
        match heading(line).filter(|(level, _)| *level == 3 && !is_code) {
            Some((_, name)) => options.push((name.to_owned(), Vec::new())),
            None => match options.last_mut() {
                Some((_, lines)) => lines.push(line),
                None if line.trim().is_empty() => {}
                None => return bare_options(body),
            },
        }
    }
    let options = options
        .into_iter()
        .map(|(name, lines)| option(&name, &lines));
    Some(Value::Sequence(options.collect::<Option<_>>()?))
}

/// Options that are only named, as a list.
fn bare_options(body: &str) -> Option<Value> {
    let lines = read_lines(body)?;
    let named = |name: String| Value::Mapping(Mapping::from_iter([("name".into(), name.into())]));
    Some(Value::Sequence(lines.into_iter().map(named).collect()))
}

fn option(name: &str, lines: &[&str]) -> Option<Value> {
    let mut option = Mapping::from_iter([("name".into(), name.into())]);
    let label = |line: &str| match line.trim().trim_matches('*') {
        PROS | "Pros" => Some("pros"),
        CONS | "Cons" => Some("cons"),
        _ => None,
    };
    let first_label = lines
        .iter()
        .position(|line| label(line).is_some())
        .unwrap_or(lines.len());
    let (summary, lists) = lines.split_at(first_label);
    let summary = summary.join("\n");
    if !summary.trim().is_empty() {
        option.insert("summary".into(), summary.into());
    }
    let mut key = None;
    for line in lists.iter().filter(|line| !line.trim().is_empty()) {
        if let Some(found) = label(line) {
            key = Some(found);
            option.insert(found.into(), Value::Sequence(Vec::new()));
            continue;
        }
        let Some(Value::Sequence(list)) = key.and_then(|key| option.get_mut(key)) else {
            return None;
        };
        list.push(item(line)?.into());
    }
    Some(Value::Mapping(option))
}

/// Each assumption as an item, what would make us look again indented below it.
pub(super) fn write_assumptions(assumptions: &[Assumption]) -> String {
    let mut body = String::new();
    for assumption in assumptions {
        body.push_str(&format!("- {}\n", assumption.claim));
        if let Some(revisit) = &assumption.revisit_when {
            body.push_str(&format!("  - {REVISIT} {revisit}\n"));
        }
    }
    body
}

/// The assumptions of a section, or `None` where there is anything else.
pub(super) fn read_assumptions(body: &str) -> Option<Value> {
    let mut assumptions: Vec<Value> = Vec::new();
    for line in body.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(claim) = item(line) {
            assumptions.push(Value::Mapping(Mapping::from_iter([(
                "claim".into(),
                claim.into(),
            )])));
            continue;
        }
        let revisit = line
            .strip_prefix("  ")
            .and_then(item)?
            .strip_prefix(REVISIT)?
            .trim();
        let Some(Value::Mapping(assumption)) = assumptions.last_mut() else {
            return None;
        };
        if assumption
            .insert("revisit_when".into(), revisit.into())
            .is_some()
        {
            return None;
        }
    }
    Some(Value::Sequence(assumptions))
}
