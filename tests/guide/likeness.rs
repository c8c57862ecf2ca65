//! Whether what came out is what a guide says.
//!
//! Commit ids, digests, keys and ids of decisions differ from run to run: any of them is like any other, so
//! that a guide can show real ones.

use similar::TextDiff;

/// How long the shortest run of hex digits is that is taken for an id: as long as git's short ids.
const SHORT_ID: usize = 7;

/// How long an id of a decision is.
const DECISION_ID: usize = 26;

/// Whether the lines are as expected. `...` stands for any lines, `[..]` for anything in a line.
pub fn is_like(expected: &[String], seen: &[String]) -> bool {
    match (expected.split_first(), seen.split_first()) {
        (None, None) => true,
        (Some((line, rest)), _) if line == "..." => {
            (0..=seen.len()).any(|skipped| is_like(rest, &seen[skipped..]))
        }
        (Some((line, rest)), Some((shown, others))) => {
            is_like_line(&blotted(line), &blotted(shown)) && is_like(rest, others)
        }
        _ => false,
    }
}

fn is_like_line(expected: &str, seen: &str) -> bool {
    let Some((begin, rest)) = expected.split_once("[..]") else {
        return expected == seen;
    };
    let Some(seen) = seen.strip_prefix(begin) else {
        return false;
    };
    seen.char_indices()
        .map(|(at, _)| at)
        .chain([seen.len()])
        .any(|at| is_like_line(rest, &seen[at..]))
}

/// The text with something of the same length in place of each id.
fn blotted(text: &str) -> String {
    text.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric())
        .map(|run| {
            let word = run.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
            let is_hex = word.bytes().all(|letter| letter.is_ascii_hexdigit());
            let is_id = (is_hex && word.len() >= SHORT_ID)
                || (word.len() == DECISION_ID && word.starts_with("01"));
            if is_id {
                run.replace(word, &"x".repeat(word.len()))
            } else {
                run.to_owned()
            }
        })
        .collect()
}

/// What is expected and what came, line by line.
pub fn difference(expected: &[String], seen: &[String]) -> String {
    let [expected, seen] = [expected, seen].map(|lines| {
        lines
            .iter()
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    });
    TextDiff::from_lines(&expected, &seen)
        .iter_all_changes()
        .map(|change| format!("{}{change}", change.tag()))
        .collect()
}
