//! Which field a heading means, taken tolerantly.

use crate::record::field::Field;

/// The fields that stand in the body, in the order of the document, each with its heading.
pub(super) const SECTIONS: [(Field, &str); 7] = [
    (Field::Context, "Context"),
    (Field::Drivers, "Drivers"),
    (Field::Options, "Options"),
    (Field::Decision, "Decision"),
    (Field::Consequences, "Consequences"),
    (Field::Assumptions, "Assumptions"),
    (Field::Confirmation, "Confirmation"),
];

/// Other words for them: those of Nygard, of MADR, and in German, French and Chinese.
const SYNONYMS: [(Field, &[&str]); 7] = [
    (
        Field::Context,
        &[
            "context and problem statement",
            "problem statement",
            "problem",
            "context and background",
            "problem description",
            "background",
            "motivation",
            "issue",
            "kontext",
            "ausgangslage",
            "kontext und problemstellung",
            "contexte",
            "背景",
            "上下文",
            "背景和问题陈述",
            "contexte et énoncé du problème",
            "contexto",
        ],
    ),
    (
        Field::Drivers,
        &[
            "decision drivers",
            "forces",
            "entscheidungstreiber",
            "treiber",
            "entscheidungsfaktoren",
            "facteurs de décision",
            "决策驱动因素",
        ],
    ),
    (
        Field::Options,
        &[
            "considered options",
            "alternatives",
            "alternatives considered",
            "options considered",
            "optionen",
            "alternativen",
            "betrachtete optionen",
            "options considérées",
            "opciones consideradas",
            "alternatives and options",
            "备选方案",
            "可选方案",
        ],
    ),
    (
        Field::Decision,
        &[
            "decision outcome",
            "outcome",
            "resolution",
            "entscheidung",
            "entscheidungsergebnis",
            "ergebnis der entscheidung",
            "résultat de la décision",
            "proposal",
            "proposed solution",
            "solution",
            "lösung",
            "decisión",
            "decisão",
            "decisione",
            "décision",
            "决策",
            "决定",
        ],
    ),
    (
        Field::Consequences,
        &[
            "consequence",
            "implications",
            "decision consequences",
            "positive consequences",
            "negative consequences",
            "neutral consequences",
            "positive konsequenzen",
            "negative konsequenzen",
            "auswirkungen",
            "consecuencias",
            "consequências",
            "konsequenzen",
            "folgen",
            "conséquences",
            "后果",
            "影响",
            "结果",
        ],
    ),
    (
        Field::Assumptions,
        &["assumption", "annahmen", "hypothèses", "假设"],
    ),
    (
        Field::Confirmation,
        &[
            "validation",
            "compliance",
            "how we will know",
            "bestätigung",
            "确认",
        ],
    ),
];

/// The field that a heading of the second level means. Case, numbering and marks around it do not matter.
pub(in crate::interchange) fn field_of(heading: &str) -> Option<Field> {
    let words = heading
        .trim()
        .trim_start_matches(|letter: char| {
            letter.is_ascii_digit() || matches!(letter, '.' | ')' | ' ')
        })
        .trim_matches(|letter: char| matches!(letter, '*' | '_' | ':' | ' '))
        .to_lowercase();
    let words = words.strip_prefix("the ").unwrap_or(&words).to_owned();
    let plain = SECTIONS
        .into_iter()
        .find(|(_, name)| name.to_lowercase() == words)
        .map(|(field, _)| field);
    plain.or_else(|| {
        SYNONYMS
            .into_iter()
            .find(|(_, names)| names.contains(&words.as_str()))
            .map(|(field, _)| field)
    })
}
