//! What changed between two texts, as HTML: field by field, words within prose struck out and underlined.

use std::fmt::Write as _;

use crate::agreement::compare::{Change, Difference, Item, Piece, plain};
use crate::render::diff::charter_sentence;
use crate::render::html::escape;

/// How many characters of unchanged prose are shown on either side of a change.
const CONTEXT: usize = 160;

/// The changed fields, each below its name.
pub(super) fn html(changes: &[Change]) -> String {
    let mut html = String::new();
    html.push_str("<dl class=\"changes\">\n");
    for change in changes {
        let _ = writeln!(
            html,
            "<dt>{}</dt>\n<dd>{}</dd>",
            label(change.field.key()),
            difference(&change.difference)
        );
    }
    html.push_str("</dl>\n");
    html
}

/// A key as people read it.
pub(super) fn label(key: &str) -> String {
    let words = key.replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    escape(&format!(
        "{}{}",
        first.unwrap_or_default(),
        letters.as_str()
    ))
}

fn difference(difference: &Difference) -> String {
    match difference {
        Difference::Words { pieces } => {
            format!(
                "<p class=\"prose-change\" dir=\"auto\">{}</p>",
                words(pieces)
            )
        }
        Difference::List { items } => {
            let items: String = items.iter().map(item).collect();
            format!("<ul class=\"items\">\n{items}</ul>")
        }
        Difference::Map { keys } => {
            let keys: String = keys
                .iter()
                .map(|key| {
                    let name = label(&key.key);
                    format!(
                        "<dt>{name}</dt>\n<dd>{}</dd>\n",
                        self::difference(&key.difference)
                    )
                })
                .collect();
            format!("<dl class=\"changes\">\n{keys}</dl>")
        }
        Difference::Charter { changes } => {
            let sentences: String = changes
                .iter()
                .map(|change| format!("<li>{}</li>\n", escape(&charter_sentence(change))))
                .collect();
            format!("<ul>\n{sentences}</ul>")
        }
        Difference::Value { old, new } => swapped(&plain(old), &plain(new)),
    }
}

fn swapped(old: &str, new: &str) -> String {
    match (old.is_empty(), new.is_empty()) {
        (true, _) => added(new),
        (_, true) => removed(old),
        _ => format!("{} {}", removed(old), added(new)),
    }
}

/// Words that are gone. Who hears the page is told so too.
fn removed(text: &str) -> String {
    format!(
        "<del><span class=\"unseen\">[removed: </span>{}<span class=\"unseen\">]</span></del>",
        escape(text)
    )
}

/// Words that are new.
fn added(text: &str) -> String {
    format!(
        "<ins><span class=\"unseen\">[added: </span>{}<span class=\"unseen\">]</span></ins>",
        escape(text)
    )
}

fn words(pieces: &[Piece]) -> String {
    let last = pieces.len().saturating_sub(1);
    pieces
        .iter()
        .enumerate()
        .map(|(at, piece)| match piece {
            Piece::Same(text) => escape(&near(text, at == 0, at == last)),
            Piece::Removed(text) => removed(text),
            Piece::Added(text) => added(text),
        })
        .collect()
}

/// What of unchanged prose lies near a change: its end where it is the beginning of all, its beginning where it is the
/// end, and else both.
fn near(text: &str, is_first: bool, is_last: bool) -> String {
    let count = text.chars().count();
    let kept = if is_first || is_last {
        CONTEXT
    } else {
        2 * CONTEXT
    };
    if count <= kept + 20 {
        return text.to_owned();
    }
    let head = || {
        let cut: String = text.chars().take(CONTEXT).collect();
        let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
        cut.get(..end).unwrap_or(&cut).to_owned()
    };
    let tail = || {
        let cut: String = text.chars().skip(count - CONTEXT).collect();
        let start = cut.find(char::is_whitespace).unwrap_or(0);
        cut.get(start..).unwrap_or(&cut).trim_start().to_owned()
    };
    match (is_first, is_last) {
        (true, true) => String::new(),
        (true, false) => format!("… {}", tail()),
        (false, true) => format!("{} …", head()),
        (false, false) => format!("{} … {}", head(), tail()),
    }
}

fn item(item: &Item) -> String {
    match item {
        Item::Added { value, .. } => format!("<li>{}</li>\n", added(&plain(value))),
        Item::Removed { value, .. } => format!("<li>{}</li>\n", removed(&plain(value))),
        Item::Moved { from, to, value } => {
            let name = plain(value);
            let name = name.lines().next().unwrap_or_default();
            format!(
                "<li>{} <small>(moved from {from} to {to})</small></li>\n",
                escape(name)
            )
        }
        Item::Changed {
            from,
            to,
            moved,
            name,
            difference,
        } => {
            let place = if *moved {
                format!(" <small>(moved from {from} to {to})</small>")
            } else {
                String::new()
            };
            if let Difference::Words { pieces } = difference {
                format!("<li>{}{place}</li>\n", words(pieces))
            } else {
                format!(
                    "<li>{}{place}\n{}</li>\n",
                    escape(name),
                    self::difference(difference)
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::compare::changes;
    use crate::record::text::Text;
    use crate::record::yaml;

    fn shown(before: &str, after: &str) -> String {
        let read = |text: &str| {
            let text = format!("id: 01jdxk3v8q5t9w2m7r4c6y1zab\ntitle: Orders\n{text}");
            yaml::read::<Text>(text.as_bytes()).unwrap()
        };
        html(&changes(&read(before), &read(after)))
            .replace("<span class=\"unseen\">[removed: </span>", "")
            .replace("<span class=\"unseen\">[added: </span>", "")
            .replace("<span class=\"unseen\">]</span>", "")
    }

    #[test]
    fn words_are_struck_out_and_underlined() {
        assert_eq!(
            shown(
                "decision: |\n  We move <all> services.\n",
                "decision: |\n  We move one service.\n"
            ),
            "<dl class=\"changes\">\n<dt>Decision</dt>\n<dd><p class=\"prose-change\" dir=\"auto\">We move \
             <del>&lt;all&gt; services</del><ins>one service</ins>.\n</p></dd>\n</dl>\n"
        );
    }

    #[test]
    fn lists_are_told_item_by_item_and_names_are_swapped() {
        assert_eq!(
            shown("owner: ann\ntags: [a, b]\n", "owner: bob\ntags: [b, c]\n"),
            "<dl class=\"changes\">\n<dt>Owner</dt>\n<dd><del>ann</del> <ins>bob</ins></dd>\n<dt>Tags</dt>\n<dd><ul \
             class=\"items\">\n<li><del>a</del></li>\n<li><ins>c</ins></li>\n</ul></dd>\n</dl>\n"
        );
    }

    #[test]
    fn of_long_prose_what_lies_near_a_change_is_shown() {
        let long = |word: &str| {
            format!(
                "decision: |\n  {}{word} {}\n",
                "before ".repeat(90),
                "after ".repeat(90)
            )
        };
        let shown = shown(&long("all"), &long("some"));
        assert!(
            shown.contains("before <del>all</del><ins>some</ins> after"),
            "{shown}"
        );
        assert!(shown.len() < 600, "{shown}");
    }
}
