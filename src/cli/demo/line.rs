//! A command line as it is typed: its words, and how it is shown where it is long.

/// The words of a line; double quotes hold some together.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// A line that is broken before an option, as in a shell, where it is wider than this many columns.
pub fn folded(line: &str, width: usize) -> String {
    let mut shown = String::new();
    let mut column = 0;
    for (index, part) in line.split(" -").enumerate() {
        if index > 0 {
            // Room for the backslash of a further break.
            if column + part.len() + 4 > width {
                shown.push_str(" \\\n   ");
                column = 3;
            }
            shown.push_str(" -");
            column += 2;
        }
        shown.push_str(part);
        column += part.len();
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{folded, words};

    #[test]
    fn quotes_hold_words_together() {
        assert_eq!(
            words("adr accept 1 -m \"All of it\""),
            ["adr", "accept", "1", "-m", "All of it"]
        );
    }

    #[test]
    fn a_long_line_is_broken_before_an_option() {
        let line = "adr new --from draft.yaml --here";
        assert_eq!(folded(line, 80), line);
        assert_eq!(folded(line, 30), "adr new --from draft.yaml \\\n    --here");
    }
}
