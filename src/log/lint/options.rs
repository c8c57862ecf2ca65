//! Whether other ways were weighed, from both sides, and whether the text says what the chosen one costs.

use super::codes;
use super::finding::{Code, Finding};
use super::spoken;
use crate::record::field::Field;
use crate::record::prose::Prose;
use crate::record::text::{Alternative, Text};

/// Beginnings of words by which prose tells of other ways. Records without a list of options often tell of them in
/// the context, and that is as good.
const ALTERNATIVES: &[&str] = &[
    "alternat",
    "option",
    "instead",
    "rather than",
    "as opposed to",
    "versus",
    "compared",
    "comparison",
    "considered",
    "candidate",
    "evaluated",
    "opted",
    "not taken",
    "workaround",
    "worked around",
    "another way",
    "other way",
    "another approach",
    "other approach",
    "opportunity to",
    "could have",
    "also possible",
    "prefer",
    "better than",
    "rejected",
    "discarded",
    "ruled out",
    "initially",
    "two methods",
    "two ways",
    "insufficient",
    "approach",
    "either",
    "former",
    "latter",
    " than ",
    "möglichkeit",
    "stattdessen",
    "anstatt",
    "anstelle",
    "verglichen",
    "au lieu de",
    "plutôt que",
    "方案",
    "选项",
    "候选",
    "而不是",
    "相比",
    "対比",
    "選択肢",
    "代替",
    "比較",
];

/// Beginnings of words by which prose tells what a decision costs or brings.
const CONSEQUENCES: &[&str] = &[
    "consequen",
    "implication",
    "drawback",
    "downside",
    "disadvantage",
    "trade-off",
    "tradeoff",
    "at the cost of",
    "good outcome",
    "bad outcome",
    "benefit",
    "advantage",
    "risk",
    "breaking change",
    "means that",
    "enable",
    "cost",
    "eases",
    "easier",
    "harder",
    "faster",
    "slower",
    "simplif",
    "pros",
    "cons",
    "konsequenz",
    "folge",
    "auswirkung",
    "nachteil",
    "vorteil",
    "conséquence",
    "inconvénient",
    "后果",
    "结果",
    "影响",
    "缺点",
    "結果",
    "影響",
];

pub(super) fn check(text: &Text, findings: &mut Vec<Finding>) {
    // What is not decided yet has nothing to be compared with, and costs nothing.
    if text.decision.is_some() {
        weighed(text, findings);
    }
    one_sided(
        &codes::ONLY_PROS,
        "advantages",
        text,
        |option| option.cons.is_empty() && !option.pros.is_empty(),
        findings,
    );
    one_sided(
        &codes::ONLY_CONS,
        "drawbacks",
        text,
        |option| option.pros.is_empty() && !option.cons.is_empty(),
        findings,
    );
}

fn weighed(text: &Text, findings: &mut Vec<Finding>) {
    match text.options.as_slice() {
        [] if !is_about_the_log(text) && !tells(text, ALTERNATIVES) => findings.push(Finding::new(
            &codes::NO_OPTIONS,
            Field::Options,
            "no alternative is named",
        )),
        // What is listed may also be the ways not taken: then the chosen one is another.
        [only] if is_chosen(text, only) && !tells(text, ALTERNATIVES) => {
            let message = format!("`{}` is the only option", only.name);
            let finding = Finding::new(&codes::SINGLE_OPTION, Field::Options, message);
            findings.push(finding.at(only.name.as_str()));
        }
        _ => {}
    }
    let has_arguments = text
        .options
        .iter()
        .any(|option| !option.pros.is_empty() || !option.cons.is_empty());
    if text.consequences.is_none() && !has_arguments && !tells(text, CONSEQUENCES) {
        findings.push(Finding::new(
            &codes::NO_CONSEQUENCES,
            Field::Consequences,
            "nothing says what follows from the decision",
        ));
    }
}

/// One finding for all options of a text that are seen from one side only.
fn one_sided(
    code: &'static Code,
    side: &str,
    text: &Text,
    is_one_sided: impl Fn(&Alternative) -> bool,
    findings: &mut Vec<Finding>,
) {
    let names: Vec<&str> = text
        .options
        .iter()
        .filter(|option| is_one_sided(option))
        .map(|option| option.name.as_str())
        .collect();
    let Some(first) = names.first() else {
        return;
    };
    let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let verb = if names.len() == 1 { "has" } else { "have" };
    let message = format!("{} {verb} {side} only", listed.join(", "));
    findings.push(Finding::new(code, Field::Options, message).at(*first));
}

/// Whether this is the record that tools write first into every log, to say that there is one.
fn is_about_the_log(text: &Text) -> bool {
    let title = text.title.as_str().to_lowercase();
    [
        "architecture decision",
        "architectural decision",
        "decision records",
    ]
    .iter()
    .any(|words| title.contains(words))
}

fn is_chosen(text: &Text, option: &Alternative) -> bool {
    let name = option.name.as_str().to_lowercase();
    let decision = text.decision.as_ref().map_or("", Prose::as_str);
    [text.title.as_str(), decision]
        .iter()
        .any(|said| said.to_lowercase().contains(&name))
}

/// Whether any line of the text has a word that begins like one of these.
fn tells(text: &Text, beginnings: &[&str]) -> bool {
    spoken::lines(text).iter().any(|spoken| {
        let line = spoken.visible.to_lowercase();
        beginnings.iter().any(|word| begins(&line, word))
    })
}

fn begins(line: &str, beginning: &str) -> bool {
    line.match_indices(beginning).any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default().chars().next_back();
        // Writing without spaces has no beginnings of words.
        !beginning.is_ascii() || !before.is_some_and(char::is_alphanumeric)
    })
}
