//! Which revision brought each line of a text.

use super::compare::{Piece, lines};

/// A line, and the revision that brought it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The line, without its end.
    pub text: String,
    /// The first revision that says it, of those that have said it ever since.
    pub revision: u32,
}

/// Follows the lines of the last text back through those before it, which are in the order of their revisions. A
/// line that was moved, or taken out and put back, was brought by the revision that put it where it is.
pub fn blame<'t>(texts: impl IntoIterator<Item = (u32, &'t str)>) -> Vec<Line> {
    let mut known: Vec<Line> = Vec::new();
    let mut before = "";
    for (revision, text) in texts {
        let mut earlier = std::mem::take(&mut known).into_iter();
        for piece in lines(before, text) {
            match piece {
                Piece::Same(_) => known.extend(earlier.next()),
                Piece::Removed(_) => {
                    earlier.next();
                }
                Piece::Added(line) => known.push(Line {
                    text: line.trim_end_matches('\n').to_owned(),
                    revision,
                }),
            }
        }
        before = text;
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(texts: &[&str]) -> Vec<String> {
        let lines = blame((1..).zip(texts.iter().copied()));
        lines
            .iter()
            .map(|line| format!("{} {}", line.revision, line.text))
            .collect()
    }

    #[test]
    fn each_line_is_of_the_revision_that_brought_it() {
        assert_eq!(
            told(&["a\nb\n", "a\nc\nb\n", "c\nb\nd\n"]),
            ["2 c", "1 b", "3 d"]
        );
    }

    #[test]
    fn what_was_gone_and_came_back_is_new() {
        assert_eq!(told(&["a\nb\n", "a\n", "a\nb\n"]), ["1 a", "3 b"]);
        assert!(told(&[]).is_empty());
    }
}
