//! What the words of a status come to.
//!
//! The words themselves are always kept. What they come to is for counting, for reports and for telling a change of
//! status from a change of substance; no rule of agreement ever looks at it.

use std::fmt;

use serde::{Serialize, Serializer};

use super::plain::{plain, without_comments};

/// What a status comes to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// Agreed to, or done already.
    Accepted,
    /// Put up, being looked at, waiting.
    Proposed,
    /// Being written.
    Draft,
    /// Turned down.
    Rejected,
    /// Put off.
    Deferred,
    /// No longer holds, without a successor.
    Deprecated,
    /// Another decision has taken its place.
    Superseded,
    /// Another decision has taken the place of a part.
    PartlySuperseded,
    /// The choices of a template.
    Template,
    /// Something else.
    Other,
    /// A place for a status with nothing in it.
    Empty,
    /// No place for one.
    Missing,
}

impl Kind {
    /// A stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Proposed => "proposed",
            Self::Draft => "draft",
            Self::Rejected => "rejected",
            Self::Deferred => "deferred",
            Self::Deprecated => "deprecated",
            Self::Superseded => "superseded",
            Self::PartlySuperseded => "partly-superseded",
            Self::Template => "template",
            Self::Other => "other",
            Self::Empty => "empty",
            Self::Missing => "missing",
        }
    }

    /// Whether it says where things stand.
    pub const fn is_known(self) -> bool {
        !matches!(
            self,
            Self::Template | Self::Other | Self::Empty | Self::Missing
        )
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// The beginnings of words that say a status, in lower case: English, German, French, Spanish, Portuguese, Italian.
const WORDS: [(Kind, &[&str]); 8] = [
    (
        Kind::Superseded,
        &[
            "supersed",
            "superced",
            "replaced",
            "ersetzt",
            "abgelöst",
            "remplacé",
            "reemplazad",
            "substituíd",
            "sostituit",
        ],
    ),
    (
        Kind::Deprecated,
        &[
            "deprecat",
            "obsolet",
            "retired",
            "reverted",
            "removed",
            "outdated",
            "expired",
            "veraltet",
            "überholt",
            "obsolèt",
            "déprécié",
            "archived",
        ],
    ),
    (
        Kind::Rejected,
        &[
            "reject",
            "declined",
            "denied",
            "withdrawn",
            "abandoned",
            "cancelled",
            "canceled",
            "closed",
            "discarded",
            "abgelehnt",
            "verworfen",
            "zurückgezogen",
            "rejeté",
            "refusé",
            "rechazad",
            "rejeitad",
            "rifiutat",
        ],
    ),
    (
        Kind::Deferred,
        &[
            "defer",
            "on hold",
            "on-hold",
            "postponed",
            "paused",
            "parked",
            "zurückgestellt",
            "verschoben",
            "différé",
            "reporté",
            "en attente",
            "aplazad",
        ],
    ),
    (
        Kind::Draft,
        &[
            "draft",
            "wip",
            "work in progress",
            "work-in-progress",
            "in progress",
            "in-progress",
            "tbd",
            "todo",
            "unfinished",
            "entwurf",
            "in arbeit",
            "brouillon",
            "borrador",
            "rascunho",
        ],
    ),
    (
        Kind::Proposed,
        &[
            "propos",
            "pending",
            "in review",
            "in-review",
            "review",
            "under review",
            "under discussion",
            "in discussion",
            "discussion",
            "rfc",
            "request for comment",
            "open",
            "submitted",
            "provisional",
            "vorgeschlagen",
            "vorschlag",
            "offen",
            "in prüfung",
            "en discussion",
            "propuest",
            "initial",
        ],
    ),
    (
        Kind::Accepted,
        &[
            "accept",
            "approved",
            "adopted",
            "agreed",
            "decided",
            "implement",
            "done",
            "active",
            "final",
            "ratified",
            "completed",
            "in force",
            "in effect",
            "resolved",
            "akzeptiert",
            "angenommen",
            "beschlossen",
            "genehmigt",
            "entschieden",
            "umgesetzt",
            "accepté",
            "approuvé",
            "adopté",
            "validé",
            "aceptad",
            "aceit",
            "aprovad",
            "accettat",
            "approvat",
        ],
    ),
    (Kind::Other, &[]),
];

/// Chinese and Japanese, which put no spaces between words.
const GLYPHS: [(Kind, &[&str]); 7] = [
    (Kind::Superseded, &["取代", "替代", "替换", "置き換え"]),
    (
        Kind::Deprecated,
        &["弃用", "棄用", "废弃", "廢棄", "废除", "非推奨"],
    ),
    (Kind::Rejected, &["拒绝", "拒絕", "否决", "却下", "驳回"]),
    (Kind::Deferred, &["推迟", "暂缓", "搁置", "保留"]),
    (Kind::Draft, &["草稿", "草案", "下書き", "起草"]),
    (
        Kind::Proposed,
        &["提议", "提議", "提案", "建议", "待定", "讨论", "评审"],
    ),
    (
        Kind::Accepted,
        &[
            "通过", "通過", "接受", "采纳", "採納", "完成", "批准", "已决", "生效", "承認", "採用",
            "決定",
        ],
    ),
];

/// What a line comes to: the first word in it that says a status.
pub(in crate::interchange) fn kind(line: &str) -> Kind {
    let plain = plain(line);
    let lower = plain.to_lowercase();
    if !lower.chars().any(char::is_alphanumeric) {
        return Kind::Empty;
    }
    if is_template(&plain) {
        return Kind::Template;
    }
    let Some((at, kind)) = first_word(&lower) else {
        return Kind::Other;
    };
    let before = lower.get(..at).unwrap_or_default();
    let is_negated = before
        .split_whitespace()
        .any(|word| matches!(word, "not" | "never" | "nicht" | "non"));
    let is_partly = [
        "partly",
        "partially",
        "teilweise",
        "partiellement",
        "in part",
    ]
    .iter()
    .any(|word| before.contains(word));
    match kind {
        _ if is_negated => Kind::Other,
        Kind::Superseded if is_partly => Kind::PartlySuperseded,
        // `Obsolete, replaced by 4` has a successor.
        Kind::Deprecated if has_successor(&lower, at) => Kind::Superseded,
        // `Supersedes 4` says something about 4.
        Kind::Superseded if is_active_voice(&lower, at) => Kind::Other,
        kind => kind,
    }
}

/// What several lines come to: the first that says a status, else of boxes the last
/// that is ticked, as people tick one after the other; choices where nothing is chosen.
pub(super) fn of_lines(text: &str) -> Kind {
    let text = without_comments(text);
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let boxes: Vec<(bool, &str)> = lines().filter_map(tick).collect();
    if boxes.len() > 1 {
        let ticked = boxes.iter().rev().find(|(is_ticked, _)| *is_ticked);
        return ticked.map_or(Kind::Template, |(_, line)| kind(line));
    }
    if lines().any(is_template) {
        return Kind::Template;
    }
    lines().next().map_or(Kind::Empty, kind)
}

/// A line of a list of boxes: whether it is ticked, and what it says.
fn tick(line: &str) -> Option<(bool, &str)> {
    let item = line.trim_start_matches(['-', '*', '+']).trim_start();
    let rest = item.strip_prefix('[')?;
    let (mark, text) = rest.split_once(']')?;
    match mark.trim() {
        "" => Some((false, text)),
        "x" | "X" => Some((true, text)),
        _ => None,
    }
}

fn is_active_voice(lower: &str, at: usize) -> bool {
    let word = lower.get(at..).unwrap_or_default();
    ["supersedes", "supercedes"]
        .iter()
        .any(|active| word.starts_with(active))
}

fn has_successor(lower: &str, at: usize) -> bool {
    let after = lower.get(at..).unwrap_or_default();
    [
        "replaced",
        "superseded",
        "superceded",
        "ersetzt",
        "remplacé",
    ]
    .iter()
    .any(|words| after.contains(words))
}

/// Whether a line begins with a word that says a status.
pub(super) fn leads(line: &str) -> bool {
    let lower = plain(line).to_lowercase();
    let word = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    first_word(word).is_some_and(|(at, _)| at == 0)
}

/// Where the first word stands that says a status, and what it says.
fn first_word(lower: &str) -> Option<(usize, Kind)> {
    let words = WORDS
        .iter()
        .flat_map(|(kind, words)| words.iter().map(move |word| (word, *kind)))
        .filter_map(|(word, kind)| Some((start_of(lower, word)?, kind)));
    let glyphs = GLYPHS
        .iter()
        .flat_map(|(kind, words)| words.iter().map(move |word| (word, *kind)))
        .filter_map(|(word, kind)| Some((lower.find(word)?, kind)));
    words.chain(glyphs).min_by_key(|(at, _)| *at)
}

/// Where a word begins that starts like this.
fn start_of(text: &str, start: &str) -> Option<usize> {
    text.match_indices(start)
        .map(|(at, _)| at)
        .find(|at| !text[..*at].ends_with(char::is_alphanumeric))
}

/// Whether a text offers choices, as templates do: `{proposed | accepted | rejected}`, `列表：提议/通过/完成`.
pub fn is_template(text: &str) -> bool {
    let choices: Vec<&str> = text.split(['|', '/']).collect();
    let says_status = |choice: &&str| {
        let lower = choice.to_lowercase();
        choice.chars().count() < 40 && first_word(&lower).is_some()
    };
    choices.len() > 2 && choices.iter().filter(|choice| says_status(choice)).count() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_the_first_word_that_says_one() {
        for (line, expected) in [
            ("Accepted", Kind::Accepted),
            ("✅ **Accepted**", Kind::Accepted),
            (
                "Status: Draft <!-- draft | accepted | rejected -->",
                Kind::Draft,
            ),
            ("{ in-progress }", Kind::Draft),
            ("Superseded by [ADR-0005](0005-x.md)", Kind::Superseded),
            ("Partly superseded", Kind::PartlySuperseded),
            ("accepted; supersedes ADR-0045", Kind::Accepted),
            ("Rejected in favour of ADR 111", Kind::Rejected),
            ("Akzeptiert – Iteration 6", Kind::Accepted),
            ("Remplacé par ADR-3", Kind::Superseded),
            ("2017-11-26 已弃用", Kind::Deprecated),
            ("on hold", Kind::Deferred),
            (
                "Obsolete — k3s replaced by the current stack",
                Kind::Superseded,
            ),
            ("Draft&#x20;", Kind::Draft),
            ("Not accepted", Kind::Other),
            ("Supersedes 4", Kind::Other),
            ("experimental", Kind::Other),
            ("", Kind::Empty),
            (
                "[proposed | rejected | accepted | deprecated]",
                Kind::Template,
            ),
            ("列表：提议/通过/完成/已弃用/已取代", Kind::Template),
            ("Accepted / 2020", Kind::Accepted),
        ] {
            assert_eq!(kind(line), expected, "{line}");
        }
    }
}
