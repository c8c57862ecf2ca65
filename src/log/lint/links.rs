//! Whether what a text points at is there: decisions, paths and relative links. No address is ever fetched.

use super::finding::Finding;
use super::{Around, codes, spoken};
use crate::agreement::status::Word;
use crate::log::relative::joined;
use crate::record::field::Field;
use crate::record::text::Text;

pub(super) fn check(text: &Text, around: &Around<'_>, findings: &mut Vec<Finding>) {
    decisions(text, around, findings);
    patterns(text, around, findings);
    for (field, prose) in spoken::prose(text) {
        for line in spoken::of_prose(field, prose.as_str()) {
            for target in targets(&line.visible) {
                link(field, target, around, findings);
            }
        }
    }
    for reference in &text.references {
        if let Some(url) = &reference.url {
            link(Field::References, url.as_str(), around, findings);
        }
    }
}

fn decisions(text: &Text, around: &Around<'_>, findings: &mut Vec<Finding>) {
    let lists = [
        (Field::Supersedes, &text.supersedes),
        (Field::Amends, &text.amends),
        (Field::DependsOn, &text.depends_on),
        (Field::RelatesTo, &text.relates_to),
    ];
    for (field, numbers) in lists {
        for number in numbers {
            let words = number.to_string();
            let Some(status) = around.decisions.get(number) else {
                let message = format!("there is no decision {number}");
                findings.push(Finding::new(&codes::UNKNOWN_DECISION, field, message).at(words));
                continue;
            };
            let has_ended = matches!(
                status,
                Word::Rejected | Word::Withdrawn | Word::Superseded | Word::Deprecated
            );
            if has_ended && matches!(field, Field::Amends | Field::DependsOn) {
                let message = format!("decision {number} is {status}");
                findings.push(Finding::new(&codes::STANDS_ON_ENDED, field, message).at(words));
            }
        }
    }
}

fn patterns(text: &Text, around: &Around<'_>, findings: &mut Vec<Finding>) {
    let Some(files) = around.files else {
        return;
    };
    for pattern in &text.governs {
        if !files.iter().any(|file| pattern.matches(file)) {
            let message = format!("`{pattern}` matches no file");
            let finding = Finding::new(&codes::GOVERNS_NOTHING, Field::Governs, message);
            findings.push(finding.at(pattern.as_str()));
        }
    }
}

fn link(field: Field, target: &str, around: &Around<'_>, findings: &mut Vec<Finding>) {
    let Some(path) = relative(target) else {
        return;
    };
    let there = around
        .starts
        .iter()
        .filter_map(|start| joined(start, &path))
        .any(|path| (around.exists)(&path));
    if !there {
        let message = format!("there is no file at `{path}`");
        findings.push(Finding::new(&codes::DEAD_LINK, field, message).at(target));
    }
}

/// Where the links and pictures of a line of Markdown lead, as written.
fn targets(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((_, after)) = rest.split_once("](") {
        let Some((target, after)) = after.split_once(')') else {
            break;
        };
        // Without the title that may stand behind.
        found.extend(target.split_whitespace().next());
        rest = after;
    }
    found
}

/// The path in a link that leads to a file beside the text. Addresses, anchors, what begins at the root of a site,
/// what has no ending (pages of a site are linked like that), and placeholders are none.
fn relative(target: &str) -> Option<String> {
    let target = target.trim_matches(['<', '>']);
    let path = target.split(['#', '?']).next().unwrap_or_default();
    let has_scheme = path
        .split('/')
        .next()
        .is_some_and(|first| first.contains(':'));
    let name = path.rsplit('/').next().unwrap_or_default();
    let has_ending = name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && !ending.is_empty()
            && ending.chars().all(|letter| letter.is_ascii_alphanumeric())
    });
    let is_plain = !path.contains(['{', '}', '$', '\\', '*', '<', '>', '@']);
    // A name alone that looks like a host, as in `[home](example.com)`, is more likely one.
    let looks_like_host = !path.contains('/') && name.matches('.').count() >= 1 && is_domain(name);
    (!path.starts_with('/') && !has_scheme && has_ending && is_plain && !looks_like_host)
        .then(|| decoded(path))
}

fn is_domain(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    matches!(
        ending,
        "com" | "org" | "net" | "io" | "dev" | "eu" | "de" | "cn"
    )
}

/// With `%20` and the like as the characters that they stand for; as written where that is no text.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = (first == b'%').then(|| after.get(..2)).flatten();
        let byte = hex
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() {
            after.get(2..).unwrap_or_default()
        } else {
            after
        };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_leads_to_a_file_beside_the_text_is_a_relative_link() {
        assert_eq!(
            relative("../a%20b/c.md#why").as_deref(),
            Some("../a b/c.md")
        );
        assert_eq!(relative("%zz.md").as_deref(), Some("%zz.md"));
        for other in [
            "https://example.com/a.md",
            "mailto:a@b.c",
            "#why",
            "/adr/5.md",
            "./18",
            "example.com",
            "{baseUrl}/a.md",
            "<url>",
            "..",
            "",
        ] {
            assert_eq!(relative(other), None, "{other}");
        }
        assert_eq!(
            targets("See [a](a.md \"A\") and ![b](<b.png>), not [c]"),
            ["a.md", "<b.png>"]
        );
        assert_eq!(joined("decisions/7", "../../x.md").as_deref(), Some("x.md"));
        assert_eq!(joined("decisions", "../../x.md"), None);
    }
}
