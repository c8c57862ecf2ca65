//! "Did you mean": the known word nearest to one that is not known.

/// Longer words are not compared, so that hostile input costs nothing.
const LONGEST: usize = 64;

/// The candidate that takes the fewest edits to reach, if it takes few enough to be what was meant: at most a
/// third of the word's letters, and always one.
pub(super) fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let letters: Vec<char> = word.chars().take(LONGEST + 1).collect();
    if letters.len() > LONGEST {
        return None;
    }
    let allowed = (letters.len() / 3).max(1);
    candidates
        .iter()
        .map(|candidate| (distance(&letters, candidate), *candidate))
        .filter(|(edits, _)| *edits <= allowed)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// Letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
fn distance(word: &[char], candidate: &str) -> usize {
    let candidate: Vec<char> = candidate.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=candidate.len()).collect();
    for (row, letter) in word.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in candidate.iter().enumerate() {
            let mut best = (above[column] + usize::from(letter != other))
                .min(above[column + 1] + 1)
                .min(current[column] + 1);
            let swapped = row > 0
                && column > 0
                && *letter == candidate[column - 1]
                && word[row - 1] == *other;
            if swapped {
                best = best.min(before[column - 1] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut above, current);
    }
    above.last().copied().unwrap_or(word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 5] = ["title", "owner", "context", "decision", "governs"];

    #[test]
    fn a_slip_of_the_fingers_finds_the_key_that_was_meant() {
        for (word, meant) in [
            ("titel", "title"),
            ("Title", "title"),
            ("contxt", "context"),
            ("descision", "decision"),
            ("govern", "governs"),
        ] {
            assert_eq!(nearest(word, &KEYS), Some(meant), "{word}");
        }
    }

    #[test]
    fn another_word_finds_nothing() {
        for word in ["budget", "", "x", &"a".repeat(1000)] {
            assert_eq!(nearest(word, &KEYS), None, "{word}");
        }
    }
}
