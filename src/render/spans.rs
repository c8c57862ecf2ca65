//! Text in several styles, wrapped to a width: what [`super::wrap`] is for plain words.

use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::harmless;

/// A stretch of text in one style.
#[derive(Clone, Debug)]
pub struct Span {
    style: Style,
    text: String,
}

/// Spans one after the other.
pub type Spans = Vec<Span>;

/// A text in a style, harmless to a terminal. Line breaks stay.
pub fn span(style: Style, text: &str) -> Span {
    Span {
        style,
        text: harmless(text),
    }
}

/// A text without colour.
pub fn plain(text: &str) -> Span {
    span(Style::new(), text)
}

/// How many columns a line takes.
pub fn columns(line: &[Span]) -> usize {
    line.iter().map(|span| span.text.width()).sum()
}

/// A line as it is written to a terminal.
pub fn painted(line: &[Span]) -> String {
    let one = |span: &Span| {
        if span.style == Style::new() {
            span.text.clone()
        } else {
            super::paint::paint(span.style, &span.text)
        }
    };
    line.iter().map(one).collect()
}

/// Lines of at most `width` columns. Lines end between words, and where a script writes none between letters;
/// spaces at the start of a line stay, since code means something by them. A word that is wider than a line is
/// cut where `tight`, and stands alone and whole where not.
pub fn wrap(spans: &[Span], width: usize, tight: bool) -> Vec<Spans> {
    let mut lines = Lines {
        width: width.max(1),
        tight,
        done: Vec::new(),
        line: Vec::new(),
        column: 0,
        word: Vec::new(),
        word_columns: 0,
        space: 0,
        space_style: Style::new(),
    };
    for span in spans {
        for letter in span.text.chars() {
            lines.push(span.style, letter);
        }
    }
    lines.end_line();
    lines.done
}

/// Lines as they are filled.
struct Lines {
    width: usize,
    tight: bool,
    done: Vec<Spans>,
    line: Spans,
    column: usize,
    /// What cannot be parted, and has no line yet.
    word: Spans,
    word_columns: usize,
    /// Spaces before it, in their style.
    space: usize,
    space_style: Style,
}

impl Lines {
    fn push(&mut self, style: Style, letter: char) {
        let columns = letter.width().unwrap_or(0);
        match letter {
            '\n' => self.end_line(),
            ' ' => {
                self.end_word();
                self.space += 1;
                self.space_style = style;
            }
            _ => {
                // Before and after a wide letter a line may end.
                if columns > 1 || (self.tight && self.word_columns + columns > self.width) {
                    self.end_word();
                }
                add(&mut self.word, style, letter);
                self.word_columns += columns;
                if columns > 1 {
                    self.end_word();
                }
            }
        }
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let needed = self.column + self.space + self.word_columns;
        if needed > self.width && self.column > 0 {
            self.done.push(std::mem::take(&mut self.line));
            self.column = 0;
            self.space = 0;
        }
        let space = std::mem::take(&mut self.space);
        for _ in 0..space {
            add(&mut self.line, self.space_style, ' ');
        }
        for span in self.word.drain(..) {
            match self.line.last_mut() {
                Some(last) if last.style == span.style => last.text.push_str(&span.text),
                _ => self.line.push(span),
            }
        }
        self.column += space + std::mem::take(&mut self.word_columns);
    }

    fn end_line(&mut self) {
        self.end_word();
        self.space = 0;
        self.column = 0;
        self.done.push(std::mem::take(&mut self.line));
    }
}

fn add(spans: &mut Spans, style: Style, letter: char) {
    match spans.last_mut() {
        Some(last) if last.style == style => last.text.push(letter),
        _ => spans.push(Span {
            style,
            text: letter.to_string(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::paint::{BAD, GOOD};

    fn wrapped(spans: &[Span], width: usize, tight: bool) -> Vec<String> {
        let lines = wrap(spans, width, tight);
        let text = |line: &Spans| line.iter().map(|span| span.text.as_str()).collect();
        lines.iter().map(text).collect()
    }

    #[test]
    fn words_that_change_their_colour_stay_whole() {
        let spans = [plain("one two"), span(BAD, "-"), span(GOOD, "three four")];
        assert_eq!(wrapped(&spans, 10, false), ["one", "two-three", "four"]);
    }

    #[test]
    fn lines_end_where_they_may() {
        assert_eq!(
            wrapped(&[plain("数据库选型")], 4, false),
            ["数据", "库选", "型"]
        );
        assert_eq!(wrapped(&[plain("  a\n\nb")], 9, false), ["  a", "", "b"]);
        assert_eq!(wrapped(&[plain("abcdef g")], 4, true), ["abcd", "ef g"]);
        assert_eq!(wrapped(&[plain("abcdef g")], 4, false), ["abcdef", "g"]);
    }
}
