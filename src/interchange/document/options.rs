//! Options as MADR has them: a list of names, and a section for each with `* Good, because ...`.

use super::super::clean;
use crate::interchange::sections::{Fences, heading};
use crate::record::prose::{Line, Prose};
use crate::record::text::Alternative;

/// The items of a list at the left margin, or `None` where there is anything else. An item may go on in indented
/// lines, as long as these hold no list of their own.
pub(super) fn items(body: &str) -> Option<Vec<String>> {
    let mut items: Vec<String> = Vec::new();
    for line in body.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(item) = item(line) {
            items.push(item.to_owned());
            continue;
        }
        let goes_on = line.starts_with([' ', '\t'])
            && self::item(line.trim_start()).is_none()
            && !line.contains("```");
        let last = items.last_mut().filter(|_| goes_on)?;
        last.push(' ');
        last.push_str(line.trim());
    }
    (!items.is_empty()).then_some(items)
}

/// The text of an item: `- x`, `* x`, `1. x`.
fn item(line: &str) -> Option<&str> {
    let bullet = line.strip_prefix(['-', '*', '+']);
    let number = line
        .split_once(['.', ')'])
        .filter(|(digits, _)| {
            !digits.is_empty()
                && digits.len() < 4
                && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
        .map(|(_, rest)| rest);
    let text = bullet.or(number)?.strip_prefix([' ', '\t'])?.trim();
    (!text.is_empty()).then_some(text)
}

/// A list of single lines.
pub(super) fn lines(body: &str) -> Option<Vec<Line>> {
    let items = items(body)?;
    items
        .iter()
        .map(|item| clean::line(item).map(|line| line.value))
        .collect()
}

/// Options that are listed by name, those that are described, or both: what is described under a name that is listed
/// belongs to it. `None` where that would lose anything.
pub(super) fn options(listed: Option<&str>, described: Option<&str>) -> Option<Vec<Alternative>> {
    let mut options: Vec<Alternative> = Vec::new();
    if let Some(listed) = listed {
        match items(listed) {
            Some(names) => {
                for name in names {
                    options.push(named(&name)?);
                }
            }
            None => options = sections(listed)?,
        }
    }
    for option in described.map_or(Some(Vec::new()), sections)? {
        let known = options.iter_mut().find(|known| {
            bare(known.name.as_str()) == bare(option.name.as_str()) && is_only_named(known)
        });
        match known {
            Some(known) => {
                *known = Alternative {
                    name: known.name.clone(),
                    ..option
                }
            }
            None => options.push(option),
        }
    }
    let is_named_once = options.iter().enumerate().all(|(at, option)| {
        options
            .iter()
            .skip(at + 1)
            .all(|other| other.name != option.name)
    });
    (!options.is_empty() && is_named_once).then_some(options)
}

fn named(name: &str) -> Option<Alternative> {
    Some(Alternative {
        name: clean::line(name)?.value,
        summary: None,
        pros: Vec::new(),
        cons: Vec::new(),
    })
}

fn is_only_named(option: &Alternative) -> bool {
    option.summary.is_none() && option.pros.is_empty() && option.cons.is_empty()
}

/// A name as it is compared: without marks, links and case, and without what numbers it.
fn bare(name: &str) -> String {
    let plain = super::plain::plain(name).to_lowercase();
    let words: Vec<&str> = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// An option for each heading, or `None` where something stands before the first.
fn sections(body: &str) -> Option<Vec<Alternative>> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut level = None;
    let mut fences = Fences::default();
    for line in body.lines() {
        let is_code = fences.is_code(line);
        let heading = heading(line).filter(|_| !is_code);
        match heading {
            Some((depth, name)) if depth <= *level.get_or_insert(depth) => {
                found.push((name.to_owned(), String::new()));
            }
            _ => match found.last_mut() {
                Some((_, text)) => {
                    text.push_str(line);
                    text.push('\n');
                }
                None if line.trim().is_empty() => {}
                None => return None,
            },
        }
    }
    found
        .iter()
        .map(|(name, text)| described(name, text))
        .collect()
}

/// An option with its text: a summary, and then nothing but arguments. Anything else is the summary as a whole, so that
/// nothing is lost and nothing changes its place.
fn described(name: &str, text: &str) -> Option<Alternative> {
    let mut option = named(name)?;
    let first = text.lines().position(|line| argument(line).is_some());
    let (summary, arguments) = match first {
        Some(first) => {
            let split = text.lines().take(first).map(|line| line.len() + 1).sum();
            text.split_at_checked(split).unwrap_or((text, ""))
        }
        None => (text, ""),
    };
    let sides = items(arguments).and_then(|items| {
        items
            .iter()
            .map(|item| side(item))
            .collect::<Option<Vec<_>>>()
    });
    match sides.filter(|sides| !sides.is_empty()) {
        Some(sides) => {
            option.summary = Prose::new(summary).ok();
            for (is_good, argument) in sides {
                let list = if is_good {
                    &mut option.pros
                } else {
                    &mut option.cons
                };
                list.push(argument);
            }
        }
        None => option.summary = Prose::new(text).ok(),
    }
    Some(option)
}

fn argument(line: &str) -> Option<&str> {
    item(line).filter(|item| side(item).is_some())
}

/// Whether an argument is for the option, and the argument: `Good, because it is fast`.
fn side(item: &str) -> Option<(bool, Line)> {
    const GOOD: [&str; 7] = [
        "good",
        "pro",
        "positive",
        "gut",
        "positiv",
        "advantage",
        "bien",
    ];
    const BAD: [&str; 7] = [
        "bad",
        "con",
        "negative",
        "schlecht",
        "negativ",
        "disadvantage",
        "mal",
    ];
    let word = item.split([',', ':', ' ']).next()?;
    let rest = item
        .get(word.len()..)?
        .trim_start_matches([',', ':'])
        .trim_start();
    let word = word.trim_matches(['*', '_']).to_lowercase();
    let is_good = if GOOD.contains(&word.as_str()) {
        true
    } else if BAD.contains(&word.as_str()) {
        false
    } else {
        return None;
    };
    let reason = ["because ", "weil "]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest);
    clean::line(reason).map(|line| (is_good, line.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_and_described_options_come_together() {
        let listed = "* Kafka\n* [RabbitMQ](https://rabbitmq.com)\n* Nothing\n";
        let described = "### Kafka\n\nA log.\n\n* Good, because it is fast\n* Bad, because it is large\n\n### RabbitMQ\n\n* Good, because known\n";
        let options = options(Some(listed), Some(described)).unwrap();
        assert_eq!(options.len(), 3);
        assert_eq!(options[0].summary.as_ref().unwrap().as_str(), "A log.\n");
        assert_eq!(options[0].pros[0].as_str(), "it is fast");
        assert_eq!(options[0].cons[0].as_str(), "it is large");
        assert_eq!(options[1].name.as_str(), "[RabbitMQ](https://rabbitmq.com)");
        assert_eq!(options[1].pros.len(), 1);
        assert!(is_only_named(&options[2]));
    }

    #[test]
    fn what_is_no_plain_argument_stays_where_it_is() {
        let described = "### A\n\n* Good, because x\n* Neutral, because y\n";
        let options = options(None, Some(described)).unwrap();
        assert_eq!(
            options[0].summary.as_ref().unwrap().as_str(),
            "* Good, because x\n* Neutral, because y\n"
        );
        assert!(super::options(Some("We looked at two.\n\n* A\n"), None).is_none());
    }
}
