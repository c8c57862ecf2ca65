//! The words of a text in Markdown: what is left without white space, markup and the targets of links.

/// What marks something up, ends a sentence or stands around a word, and is no part of it.
const AROUND: &str = "*_~#>|[](){}\"'`“”„‟‘’‚«»‹›.,;:!?…-–—•。，、；：！？「」『』《》（）【】";

/// A word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Word {
    /// In lower case.
    pub folded: String,
    /// Whether it must be spelled like this: code, a name with capitals inside, a figure.
    pub is_exact: bool,
}

impl Word {
    fn of(token: &str, is_code: bool) -> Option<Self> {
        let plain = unescaped(token).replace("**", "").replace('’', "'");
        let word = plain.trim_matches(|character| AROUND.contains(character));
        if word.is_empty() {
            return None;
        }
        let has_capitals = word.chars().skip(1).any(char::is_uppercase);
        let is_plain = word.chars().all(is_latin);
        Some(Self {
            folded: word.to_lowercase(),
            is_exact: is_code || has_capitals || !is_plain,
        })
    }
}

/// The token without the backslashes that keep Markdown from reading a mark as one.
fn unescaped(token: &str) -> String {
    let mut plain = String::with_capacity(token.len());
    let mut letters = token.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_escape = letter == '\\' && letters.peek().is_some_and(char::is_ascii_punctuation);
        if !is_escape {
            plain.push(letter);
        }
    }
    plain
}

/// Letters of the Latin script, in which one letter seldom makes another word.
fn is_latin(character: char) -> bool {
    character.is_alphabetic() && character < '\u{250}'
}

/// The words in their order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let text = without(text, "<!--", "-->");
    let mut found = Vec::new();
    let mut is_code = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            is_code = !is_code;
            continue;
        }
        if is_code {
            let tokens = line.split_whitespace();
            found.extend(tokens.map(|token| Word {
                folded: token.to_owned(),
                is_exact: true,
            }));
        } else {
            of_line(line, &mut found);
        }
    }
    found
}

fn of_line(line: &str, found: &mut Vec<Word>) {
    if is_link_definition(line) {
        return;
    }
    let line = without_targets(&without_tags(without_mark(line)));
    let spaced = line.replace('|', " ");
    for token in spaced.split_whitespace().filter(|token| !is_address(token)) {
        found.extend(Word::of(token, token.contains('`')));
    }
}

/// The line without the `#`, `>`, `-`, `*`, `+` or number that makes it a heading, a quotation or an item.
fn without_mark(line: &str) -> &str {
    let line = line
        .trim_start()
        .trim_start_matches(['#', '>', '-', '*', '+'])
        .trim_start();
    let rest = line.trim_start_matches(|character: char| character.is_ascii_digit());
    match rest.strip_prefix(['.', ')']) {
        Some(rest) if rest.starts_with(' ') => rest,
        _ => line,
    }
}

/// `[name]: target`, which says where links point.
fn is_link_definition(line: &str) -> bool {
    let name = line.trim_start().strip_prefix('[');
    name.and_then(|rest| rest.split_once("]:"))
        .is_some_and(|(name, _)| !name.is_empty() && !name.contains(']'))
}

fn is_address(token: &str) -> bool {
    token.contains("://") || token.contains("www.") || token.contains("mailto:")
}

/// The text without everything from an `open` to the next `close`.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        let Some((_, after)) = after.split_once(close) else {
            break;
        };
        kept.push_str(before);
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// The line without HTML tags and addresses in pointed brackets.
fn without_tags(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('<') {
        kept.push_str(before);
        let name = after.trim_start_matches('/');
        let is_tag = name.starts_with(|first: char| first.is_ascii_alphabetic());
        match after.split_once('>') {
            Some((_, after)) if is_tag => {
                kept.push(' ');
                rest = after;
            }
            _ => {
                kept.push('<');
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// The line without where its links point: `[text](target)` and `[text][name]` as `[text]`.
fn without_targets(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("](").or_else(|| rest.find("][")) {
        let (before, after) = rest.split_at(at + 1);
        kept.push_str(before);
        let close = if after.starts_with('(') { ')' } else { ']' };
        let Some(end) = closed(after, close) else {
            kept.push_str(after);
            return kept;
        };
        rest = &after[end..];
    }
    kept.push_str(rest);
    kept
}

/// Behind the bracket that closes the one with which the text begins.
fn closed(text: &str, close: char) -> Option<usize> {
    let open = text.chars().next()?;
    let mut depth = 0usize;
    for (at, character) in text.char_indices() {
        if character == open {
            depth += 1;
        } else if character == close {
            depth -= 1;
            if depth == 0 {
                return Some(at + character.len_utf8());
            }
        }
    }
    None
}
