//! What documents say of other decisions: which verb, and what it names.

use super::target::{Target, files_in_sentence, in_link, targets};

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
