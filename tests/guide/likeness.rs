//! Whether what came out is what a guide says.
//!
//! Commit ids, digests, keys and ids of decisions differ from run to run: any of them is like any other, so
//! that a guide can show real ones.

use similar::TextDiff;

/// How long the shortest run of hex digits is that is taken for an id: as long as git's short ids.
const SHORT_ID: usize = 7;

/// How long the fingerprint of a key is, after `SHA256:`.
const FINGERPRINT: usize = 43;

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

/// The text with something of the same length in place of each id, digest and key.
fn blotted(text: &str) -> String {
    let is_of_a_key = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '/');
    let mut blotted = String::new();
    for run in text.split_inclusive(|letter| !is_of_a_key(letter)) {
        let word = run.trim_end_matches(|letter| !is_of_a_key(letter));
        let is_fingerprint = word.len() == FINGERPRINT && blotted.ends_with("SHA256:");
        if is_fingerprint || word.starts_with("AAAAC3Nza") {
            blotted.push_str(&run.replace(word, &"x".repeat(word.len())));
        } else {
            let parts = run.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric());
            blotted.extend(parts.map(without_id));
        }
    }
    blotted
}

/// A word, with what separates it from the next, and `xxx` in its place where it is an id.
fn without_id(part: &str) -> String {
    let word = part.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
    let is_hex = word.bytes().all(|letter| letter.is_ascii_hexdigit());
    let is_decision = word.len() == DECISION_ID && word.starts_with("01");
    if (is_hex && word.len() >= SHORT_ID) || is_decision {
        part.replace(word, &"x".repeat(word.len()))
    } else {
        part.to_owned()
    }
}

/// What is expected and what came, line by line, with ids blotted out.
pub fn difference(expected: &[String], seen: &[String]) -> String {
    let [expected, seen] = [expected, seen].map(|lines| {
        lines
            .iter()
            .map(|line| format!("{}\n", blotted(line)))
            .collect::<String>()
    });
    TextDiff::from_lines(&expected, &seen)
        .iter_all_changes()
        .map(|change| format!("{}{change}", change.tag()))
        .collect()
}
