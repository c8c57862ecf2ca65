//! The words by which documents say what follows: keys of a header, and headings of sections that hold one value.

use super::super::imported::Role;
use super::links::LinkKind;

/// What follows a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Key {
    /// Where things stand.
    Status,
    /// When it was.
    Date,
    /// Who.
    People(Role),
    /// What it is about.
    Tags,
    /// Which other decision.
    Link(LinkKind),
}

/// Words in lower case, a space for every dash and underscore.
const KEYS: [(Key, &[&str]); 14] = [
    (
        Key::Status,
        &[
            "status",
            "state",
            "adr status",
            "decision status",
            "current status",
            "proposal status",
            "statut",
            "état",
            "estado",
            "stato",
            "状态",
            "狀態",
            "ステータス",
        ],
    ),
    (
        Key::Date,
        &[
            "date",
            "datum",
            "decision date",
            "date decided",
            "decided",
            "decided on",
            "created",
            "creation date",
            "date created",
            "last updated",
            "updated",
            "date de décision",
            "fecha",
            "data",
            "日期",
            "日付",
            "时间",
        ],
    ),
    (
        Key::People(Role::Decider),
        &[
            "deciders",
            "decider",
            "decision makers",
            "decision maker",
            "decided by",
            "approved by",
            "entscheider",
            "entscheidungsträger",
            "beteiligte",
            "décideurs",
            "décideur",
            "decisores",
            "决策者",
            "决策人",
        ],
    ),
    (
        Key::People(Role::Author),
        &[
            "author",
            "authors",
            "author(s)",
            "written by",
            "proposed by",
            "owner",
            "owners",
            "submitter",
            "proposer",
            "autor",
            "autoren",
            "autor(en)",
            "verfasser",
            "auteur",
            "auteurs",
            "autores",
            "作者",
        ],
    ),
    (
        Key::People(Role::Consulted),
        &[
            "consulted",
            "consultees",
            "stakeholders",
            "konsultiert",
            "consultés",
            "consultado",
        ],
    ),
    (
        Key::People(Role::Informed),
        &["informed", "informiert", "informés", "informado"],
    ),
    (
        Key::People(Role::Contact),
        &["contact", "contacts", "point of contact", "ansprechpartner"],
    ),
    (
        Key::People(Role::Approver),
        &["approvers", "approver", "approver(s)"],
    ),
    (
        Key::People(Role::Reviewer),
        &["reviewers", "reviewer", "reviewer(s)", "reviewed by"],
    ),
    (
        Key::Tags,
        &["tags", "tag", "keywords", "schlagworte", "labels", "标签"],
    ),
    (
        Key::Link(LinkKind::Supersedes),
        &[
            "supersedes",
            "supercedes",
            "replaces",
            "ersetzt",
            "remplace",
            "取代",
        ],
    ),
    (
        Key::Link(LinkKind::SupersededBy),
        &[
            "superseded by",
            "superceded by",
            "replaced by",
            "ersetzt durch",
            "abgelöst durch",
            "remplacé par",
            "被取代",
        ],
    ),
    (
        Key::Link(LinkKind::Amends),
        &["amends", "clarifies", "extends", "ergänzt"],
    ),
    (
        Key::Link(LinkKind::AmendedBy),
        &["amended by", "clarified by", "extended by"],
    ),
];

/// Keys that are none of a section: there they head prose.
const NO_SECTIONS: [&str; 9] = [
    "data",
    "decided",
    "updated",
    "created",
    "state",
    "owner",
    "stakeholders",
    "estado",
    "labels",
];

/// What a key in front of a colon, or in the first column of a table, says.
pub(super) fn of(word: &str) -> Option<Key> {
    let word = normal(word);
    KEYS.into_iter()
        .find(|(_, words)| words.contains(&word.as_str()))
        .map(|(key, _)| key)
}

/// What a heading says whose section is one value.
pub(super) fn of_heading(heading: &str) -> Option<Key> {
    let word = normal(heading);
    of(&word).filter(|_| !NO_SECTIONS.contains(&word.as_str()))
}

/// Whether a heading asks for the status in a sentence of its own: `What is the status of the proposal?`
pub(super) fn asks_for_status(heading: &str) -> bool {
    let word = normal(heading);
    let mut words = word.split(' ');
    words.any(|word| matches!(word.trim_end_matches('?'), "status" | "statut" | "state"))
}

/// Whether a section of this name holds a header, and no prose.
pub(super) fn is_header(heading: &str) -> bool {
    matches!(
        normal(heading).as_str(),
        "metadata"
            | "meta data"
            | "meta"
            | "header"
            | "info"
            | "information"
            | "document information"
            | "metadaten"
            | "métadonnées"
            | "元数据"
            | "adr metadata"
            | "general information"
    )
}

/// Whether a section of this name lists other decisions.
pub(super) fn is_links(heading: &str) -> bool {
    matches!(
        normal(heading).as_str(),
        "links"
            | "related"
            | "related decisions"
            | "related adrs"
            | "references"
            | "more information"
            | "verweise"
            | "siehe auch"
            | "liens"
            | "see also"
            | "relationships"
            | "链接"
            | "参考"
    )
}

/// A key as it is compared.
pub(super) fn normal(word: &str) -> String {
    let word = word
        .trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '*' | '_' | ':' | '：' | '`' | '#' | '"' | '\'')
        })
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' '))
        .to_lowercase()
        .replace(['-', '_'], " ");
    word.split_whitespace().collect::<Vec<_>>().join(" ")
}
