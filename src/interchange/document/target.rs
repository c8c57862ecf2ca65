//! What a link names: a path, a URL, the name of a file, a number. And links as Markdown writes them.

/// What a link names the other by.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Target {
    /// Where it points: a path, a URL, or the name of a file.
    pub path: Option<String>,
    /// The number.
    pub number: Option<u32>,
}

/// Everything that a text names, in order, with its own words: links first of all, then `<addresses>`, file names
/// and numbers. The text ends where a sentence does.
pub fn targets(text: &str) -> Vec<(Target, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut is_first = true;
    while !rest.is_empty() {
        let trimmed = rest.trim_start_matches(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    ':' | ',' | ';' | '*' | '`' | '"' | '&' | '：' | '、' | '('
                )
        });
        rest = trimmed;
        if let Some((text, path, length)) = inline(rest) {
            let verbatim = rest.get(..length).unwrap_or_default().to_owned();
            let number = number_of(text).or_else(|| number_of(path));
            found.push((
                Target {
                    path: Some(path.to_owned()),
                    number,
                },
                verbatim,
            ));
            rest = rest.get(length..).unwrap_or_default();
            is_first = false;
            continue;
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '、' | ')'))
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let bare = word.trim_matches(|c: char| {
            matches!(
                c,
                '*' | '`' | '<' | '>' | '"' | '.' | ':' | '[' | ']' | '。'
            )
        });
        if let Some((target, used)) = named(bare, after) {
            let verbatim = format!("{bare}{}", after.get(..used).unwrap_or_default());
            found.push((target, verbatim));
            rest = after.get(used..).unwrap_or_default();
            is_first = false;
            continue;
        }
        let goes_on = is_first
            || matches!(
                bare.to_lowercase().as_str(),
                "and" | "und" | "et" | "y" | "or" | "和" | "the" | "adr" | "adrs" | ""
            );
        if !goes_on || word.is_empty() && after.is_empty() || ends_sentence(word) {
            break;
        }
        // One word may stand before the object, as `by the` or `our`; more of them make it prose.
        is_first = is_first
            && matches!(
                bare.to_lowercase().as_str(),
                "by" | "the"
                    | "adr"
                    | "adrs"
                    | "decision"
                    | "decisions"
                    | "record"
                    | "by:"
                    | "von"
                    | "durch"
                    | "par"
            );
        if word.is_empty() {
            break;
        }
        rest = after;
    }
    found
}

fn ends_sentence(word: &str) -> bool {
    word.ends_with('.') && word.len() > 1
}

/// What a word names by itself, and how much of what follows belongs to it (`ADR 32`).
fn named(word: &str, after: &str) -> Option<(Target, usize)> {
    if word.is_empty() {
        return None;
    }
    let path = |path: &str| Target {
        path: Some(path.to_owned()),
        number: number_of(path),
    };
    let lower = word.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") || has_document_ending(word) {
        return Some((path(word), 0));
    }
    if let Some(series) = SERIES.into_iter().find(|series| lower == *series) {
        let rest = after.trim_start_matches([' ', '#', '№']);
        let run: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let used = after.len() - rest.len() + run.len();
        let number = run
            .parse()
            .ok()
            .filter(|_| !run.is_empty() && !series.is_empty())?;
        return Some((
            Target {
                path: None,
                number: Some(number),
            },
            used,
        ));
    }
    // `ADR-0005`, `#5`, `0005`.
    let digits = lower.trim_start_matches(|c: char| !c.is_ascii_digit());
    let front = lower.strip_suffix(digits).unwrap_or_default();
    let is_series = front.is_empty()
        || front == "#"
        || SERIES.contains(&front.trim_end_matches(['-', '_', '#']));
    let run: String = digits.chars().take_while(char::is_ascii_digit).collect();
    if is_series && !run.is_empty() && run.len() <= 6 && run.len() == digits.len() {
        return Some((
            Target {
                path: None,
                number: run.parse().ok(),
            },
            0,
        ));
    }
    // A file's name without its ending: `20201016-use-slugs`, `0005-x`.
    let is_name = run.len() >= 3
        && digits
            .get(run.len()..)
            .is_some_and(|rest| rest.starts_with(['-', '_']) && rest.len() > 2);
    (is_series && is_name).then(|| (path(word), 0))
}

const SERIES: [&str; 6] = ["adr", "madr", "rfc", "decision", "record", "kep"];

fn has_document_ending(word: &str) -> bool {
    let ending = word
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(
        ending.as_deref(),
        Some("md" | "markdown" | "mdx" | "adoc" | "rst" | "html" | "yaml" | "json")
    )
}

/// The number of a decision in a link's text or in its address.
fn number_of(text: &str) -> Option<u32> {
    let path = text.split(['#', '?']).next().unwrap_or_default();
    if let Some(number) = super::name::FileName::of(path).number {
        return Some(number);
    }
    let last = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    if let Some((number, _)) = super::title::numbered(text) {
        return Some(number);
    }
    let digits = last.trim_start_matches(|c: char| !c.is_ascii_digit());
    let front = last
        .strip_suffix(digits)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_series =
        front.is_empty() || SERIES.contains(&front.trim_end_matches([' ', '-', '_', '#']));
    let is_number =
        !digits.is_empty() && digits.len() <= 6 && digits.chars().all(|c| c.is_ascii_digit());
    (is_series && is_number)
        .then(|| digits.parse().ok())
        .flatten()
}

/// The files that a sentence names further on: `superseded by the new transport (0021-transport.md)`.
pub(super) fn files_in_sentence(rest: &str) -> Vec<(Target, String)> {
    let end = rest
        .find(". ")
        .or_else(|| rest.find(';'))
        .unwrap_or(rest.len());
    let mut sentence = rest.get(..end).unwrap_or_default();
    let mut found = Vec::new();
    while let Some((at, c)) = sentence
        .char_indices()
        .find(|(_, c)| matches!(c, '(' | '[' | ' '))
    {
        let from = sentence.get(at..).unwrap_or_default();
        let after = from.get(c.len_utf8()..).unwrap_or_default();
        let (target, length) = if let Some((text, path, length)) = inline(from) {
            let target = Target {
                path: Some(path.to_owned()),
                number: number_of(text).or_else(|| number_of(path)),
            };
            (
                Some((target, from.get(..length).unwrap_or_default().to_owned())),
                length,
            )
        } else {
            let end = after.find([' ', ')', '(', '[', ',']).unwrap_or(after.len());
            let word = after.get(..end).unwrap_or_default().trim_end_matches('.');
            let named = named(word, "").filter(|(target, _)| target.path.is_some());
            (
                named.map(|(target, _)| (target, word.to_owned())),
                c.len_utf8(),
            )
        };
        found.extend(target);
        sentence = from.get(length..).unwrap_or_default();
    }
    found
}

/// Whether a place lies inside the text or the address of a link.
pub(super) fn in_link(text: &str, place: usize) -> bool {
    let mut start = 0;
    while let Some(at) = text.get(start..).and_then(|rest| rest.find('[')) {
        let at = start + at;
        if at > place {
            return false;
        }
        match inline(&text[at..]) {
            Some((_, _, length)) if place < at + length => return true,
            Some((_, _, length)) => start = at + length,
            None => start = at + 1,
        }
    }
    false
}

/// The text and address of a link that a text begins with, and its length: `[text](address "title")`, `[text][ref]`
/// has no address here.
pub(super) fn inline(text: &str) -> Option<(&str, &str, usize)> {
    let inside = text.strip_prefix('[')?;
    let mut depth = 1_usize;
    let mut end = None;
    let mut is_escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => depth += 1,
            ']' => {
                depth -= 1;
                if depth == 0 {
                    end = Some(at);
                    break;
                }
            }
            '\n' if inside[at..].starts_with("\n\n") => return None,
            _ => {}
        }
    }
    let end = end?;
    let after = inside.get(end + 1..)?.strip_prefix('(')?;
    let mut depth = 1_usize;
    let close = after.char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let address = after.get(..close)?.trim();
    let address = match address
        .strip_prefix('<')
        .and_then(|rest| rest.split_once('>'))
    {
        Some((address, _)) => address,
        None => address.split_whitespace().next().unwrap_or_default(),
    };
    Some((&inside[..end], address, 1 + end + 1 + 1 + close + 1))
}
