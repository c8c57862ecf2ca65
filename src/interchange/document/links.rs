//! What documents say of other decisions: which verb, and what it names.

/// How one decision relates to another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LinkKind {
    /// Takes its place.
    Supersedes,
    /// It takes the place of this one.
    SupersededBy,
    /// Changes a part of it.
    Amends,
    /// It changes a part of this one.
    AmendedBy,
    /// Needs it.
    DependsOn,
    /// Has to do with it.
    RelatesTo,
}

impl LinkKind {
    /// A stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Supersedes => "supersedes",
            Self::SupersededBy => "superseded-by",
            Self::Amends => "amends",
            Self::AmendedBy => "amended-by",
            Self::DependsOn => "depends-on",
            Self::RelatesTo => "relates-to",
        }
    }

    /// The kind of a word, as links in front matter and in JSON have it.
    pub fn named(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        let is_one = |(_, words): &(Self, &[&str])| words.contains(&word.as_str());
        let found = VERBS.into_iter().find(is_one).map(|(kind, _)| kind);
        found.or_else(|| match word.replace(['-', '_', ' '], "").as_str() {
            "supersedes" => Some(Self::Supersedes),
            "supersededby" => Some(Self::SupersededBy),
            "amends" => Some(Self::Amends),
            "amendedby" => Some(Self::AmendedBy),
            "relatesto" => Some(Self::RelatesTo),
            "dependson" => Some(Self::DependsOn),
            _ => None,
        })
    }

    /// What it is seen from the other end.
    #[must_use]
    pub const fn reverse(self) -> Option<Self> {
        match self {
            Self::Supersedes => Some(Self::SupersededBy),
            Self::SupersededBy => Some(Self::Supersedes),
            Self::Amends => Some(Self::AmendedBy),
            Self::AmendedBy => Some(Self::Amends),
            Self::DependsOn | Self::RelatesTo => None,
        }
    }
}

/// One thing that a document says of another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// How it relates.
    pub kind: LinkKind,
    /// What it names.
    pub target: Target,
    /// Word for word.
    pub verbatim: String,
    /// The line, counted from 1.
    pub line: usize,
}

/// What a link names the other by.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Target {
    /// Where it points: a path, a URL, or the name of a file.
    pub path: Option<String>,
    /// The number.
    pub number: Option<u32>,
}

/// Verbs, longest first where one begins another; in lower case.
const VERBS: [(LinkKind, &[&str]); 10] = [
    (
        LinkKind::SupersededBy,
        &[
            "superseded by",
            "superceded by",
            "superseded-by",
            "superseded_by",
            "supersededby",
            "replaced by",
            "obsoleted by",
            "deprecated by",
            "ersetzt durch",
            "abgelöst durch",
            "abgelöst von",
            "remplacé par",
            "remplacée par",
            "reemplazado por",
            "substituído por",
            "sostituito da",
        ],
    ),
    (
        LinkKind::AmendedBy,
        &[
            "amended by",
            "amended-by",
            "amendedby",
            "clarified by",
            "extended by",
            "updated by",
            "ergänzt durch",
            "geändert durch",
            "modifié par",
        ],
    ),
    (
        LinkKind::Supersedes,
        &[
            "supersedes",
            "supercedes",
            "replaces",
            "obsoletes",
            "ersetzt",
            "löst ab",
            "remplace",
            "reemplaza",
            "substitui",
        ],
    ),
    (
        LinkKind::Amends,
        &[
            "amends",
            "clarifies",
            "extends",
            "updates",
            "ergänzt",
            "ändert",
            "modifie",
        ],
    ),
    (
        LinkKind::DependsOn,
        &[
            "depends on",
            "depends-on",
            "dependson",
            "requires",
            "hängt ab von",
            "benötigt",
            "dépend de",
        ],
    ),
    (
        LinkKind::RelatesTo,
        &[
            "relates to",
            "relates-to",
            "relatesto",
            "related to",
            "refines",
            "refined by",
            "verwandt mit",
            "bezieht sich auf",
            "lié à",
        ],
    ),
    (LinkKind::SupersededBy, &["已被"]),
    (LinkKind::Supersedes, &["取代了", "替代了"]),
    (LinkKind::SupersededBy, &["superseded", "superceded"]),
    (LinkKind::Supersedes, &["取代"]),
];

/// What a single statement says: the verb must come first, or follow a status (`Accepted; supersedes 4`).
pub(super) fn statements(text: &str, line: usize, found: &mut Vec<Link>) {
    let lower = text.to_lowercase();
    // Where lower case has other lengths, places in one are none in the other.
    let lower = if lower.len() == text.len() {
        lower
    } else {
        text.to_ascii_lowercase()
    };
    let mut verbs: Vec<(usize, usize, LinkKind)> = Vec::new();
    for (kind, words) in VERBS {
        for word in words {
            for (at, _) in lower.match_indices(word) {
                let is_word =
                    !lower[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-' || c == '/');
                let is_taken = verbs
                    .iter()
                    .any(|(start, end, _)| at < *end && at + word.len() > *start);
                if (is_word || !word.is_ascii()) && !is_taken && !in_link(text, at) {
                    verbs.push((at, at + word.len(), kind));
                }
            }
        }
    }
    verbs.sort_unstable_by_key(|(start, ..)| *start);
    for (nth, (_, end, kind)) in verbs.iter().enumerate() {
        let until = verbs.get(nth + 1).map_or(text.len(), |(start, ..)| *start);
        let rest = text.get(*end..until).unwrap_or_default();
        let rest = aside(rest);
        let mut named = targets(rest);
        if named.is_empty() && *kind == LinkKind::SupersededBy {
            named = files_in_sentence(rest);
        }
        for (target, verbatim) in named {
            found.push(Link {
                kind: *kind,
                target,
                verbatim,
                line,
            });
        }
    }
}

/// Whether a text begins with a verb of this kind.
pub(super) fn starts_with_verb(text: &str, kind: LinkKind) -> bool {
    let lower = text.to_lowercase();
    VERBS
        .into_iter()
        .filter(|(known, _)| *known == kind)
        .any(|(_, words)| words.iter().any(|word| lower.starts_with(word)))
}

/// The files that a sentence names further on: `superseded by the new transport (0021-transport.md)`.
fn files_in_sentence(rest: &str) -> Vec<(Target, String)> {
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
        let (target, length) = match inline(from) {
            Some((text, path, length)) => {
                let target = Target {
                    path: Some(path.to_owned()),
                    number: number_of(text).or_else(|| number_of(path)),
                };
                (
                    Some((target, from.get(..length).unwrap_or_default().to_owned())),
                    length,
                )
            }
            None => {
                let end = after.find([' ', ')', '(', '[', ',']).unwrap_or(after.len());
                let word = after.get(..end).unwrap_or_default().trim_end_matches('.');
                let named = named(word, "").filter(|(target, _)| target.path.is_some());
                (
                    named.map(|(target, _)| (target, word.to_owned())),
                    c.len_utf8(),
                )
            }
        };
        found.extend(target);
        sentence = from.get(length..).unwrap_or_default();
    }
    found
}

/// Without a remark between verb and object: `Superseded (as never built) by ADR 32`.
fn aside(rest: &str) -> &str {
    let trimmed = rest.trim_start();
    let after = trimmed
        .strip_prefix('(')
        .and_then(|inside| inside.split_once(')'))
        .map(|(_, after)| after.trim_start())
        .filter(|after| after.to_lowercase().starts_with("by "));
    after.map_or(rest, |after| after.get(3..).unwrap_or_default())
}

/// Whether a place lies inside the text or the address of a link.
fn in_link(text: &str, place: usize) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(&'static str, Option<String>, Option<u32>)> {
        let mut found = Vec::new();
        statements(text, 1, &mut found);
        found
            .into_iter()
            .map(|link| (link.kind.word(), link.target.path, link.target.number))
            .collect()
    }

    #[test]
    fn a_verb_and_what_it_names() {
        let by = "superseded-by";
        for (text, expected) in [
            (
                "Superseded by [DNS](0015-dns.md)",
                vec![(by, Some("0015-dns.md"), Some(15))],
            ),
            ("superseded by ADR-0062", vec![(by, None, Some(62))]),
            (
                "Superseded by [ADR 23](/adr/23) and [ADR 26](/adr/26)",
                vec![
                    (by, Some("/adr/23"), Some(23)),
                    (by, Some("/adr/26"), Some(26)),
                ],
            ),
            (
                "Superseded (as never implemented) by [ADR 32](/adr/32)",
                vec![(by, Some("/adr/32"), Some(32))],
            ),
            (
                "accepted; supersedes ADR 45",
                vec![("supersedes", None, Some(45))],
            ),
            (
                "Superseded by 20260425-jellyfish-game.md",
                vec![(by, Some("20260425-jellyfish-game.md"), None)],
            ),
            (
                "superseded by [20201016-use-slugs](20201016-use-slugs.md)",
                vec![(by, Some("20201016-use-slugs.md"), None)],
            ),
            (
                "Superseded — Superseded by current zone architecture",
                vec![],
            ),
            (
                "Superseded by ADR-5, ADR-6",
                vec![(by, None, Some(5)), (by, None, Some(6))],
            ),
            (
                "Amends [10. Terraform](0010-terraform.md)",
                vec![("amends", Some("0010-terraform.md"), Some(10))],
            ),
            ("Ersetzt durch ADR-0012", vec![(by, None, Some(12))]),
            (
                "Superseded — UDP superseded by the transport (20260421-transport)",
                vec![(by, Some("20260421-transport"), None)],
            ),
            (
                "Superseded; adopted without it. See [x](20260423-x.md).",
                vec![],
            ),
            ("Accepted", vec![]),
            ("superseded", vec![]),
            ("Rejected in favour of ADR 111", vec![]),
        ] {
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(kind, path, number)| (kind, path.map(str::to_owned), number))
                .collect();
            assert_eq!(said(text), expected, "{text}");
        }
    }
}
