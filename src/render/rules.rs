//! A rule of the charter in words: "every decision needs 1 of leads".

use crate::agreement::explain::{impact_word, kind_word};
use crate::record::charter::{
    Assurance, ChangeKind, Count, Guard, Need, Overrule, Proposer, Rule, When,
};

/// A rule in words, without its name: what it is about, what it needs, and its conditions.
pub fn rule(rule: &Rule) -> String {
    let with_hardware = (rule.assurance == Some(Assurance::Hardware))
        .then(|| ", each with a hardware key".to_owned());
    let heard = rule
        .quorum
        .map(|quorum| format!(", with {quorum} people heard"));
    let after = rule
        .comment_days
        .map(|days| format!(", after {days} days open to comment"));
    let proposer =
        (rule.proposer == Some(Proposer::Allow)).then(|| "; the proposer counts".to_owned());
    let answers = rule
        .overrule
        .as_ref()
        .map(|overrule| format!("; {} may answer objections", overruling(overrule)));
    let conditions: String = [with_hardware, heard, after, proposer, answers]
        .into_iter()
        .flatten()
        .collect();
    format!("{} needs {}{conditions}", about(&rule.when), needs(rule))
}

/// What a rule needs.
pub fn needs(rule: &Rule) -> String {
    let needs: Vec<String> = rule.need.iter().map(need).collect();
    needs.join(" and ")
}

/// Who may answer objections.
pub fn overruling(overrule: &Overrule) -> String {
    format!("{} of {}", overrule.count, overrule.from)
}

/// What is guarded, and why.
pub fn guard(guard: &Guard) -> String {
    let paths: Vec<String> = guard.paths.iter().map(ToString::to_string).collect();
    let paths = paths.join(", ");
    match &guard.why {
        Some(why) => format!("{paths} change only under a decision that governs them: {why}"),
        None => format!("{paths} change only under a decision that governs them"),
    }
}

/// A need in words: `2 of leads`, `a majority of leads`, `(1 of directors or 3 of leads)`.
pub fn need(one: &Need) -> String {
    match one {
        Need::Any(alternatives) => {
            let alternatives: Vec<String> = alternatives.iter().map(need).collect();
            format!("({})", alternatives.join(" or "))
        }
        Need::From {
            from,
            count,
            assurance,
        } => {
            let how_many = match count {
                Count::Number(number) => number.to_string(),
                Count::Majority => "a majority".to_owned(),
                Count::All => "all".to_owned(),
            };
            let hardware = match assurance {
                Some(Assurance::Hardware) => " with a hardware key",
                _ => "",
            };
            format!("{how_many} of {from}{hardware}")
        }
    }
}

/// Which decisions a rule is about.
pub fn about(when: &When) -> String {
    if when.is_empty() {
        return "every decision".to_owned();
    }
    if *when
        == (When {
            kind: vec![ChangeKind::Charter],
            ..When::default()
        })
    {
        return "the charter".to_owned();
    }
    let mut words = Vec::new();
    let mut add = |before: &str, values: Vec<String>| {
        if !values.is_empty() {
            words.push(format!("{before} {}", values.join(" or ")));
        }
    };
    add(
        "tagged",
        when.tags.iter().map(ToString::to_string).collect(),
    );
    let impacts = when.impact.iter().copied().map(impact_word);
    add("of impact", impacts.map(str::to_owned).collect());
    add(
        "owned by",
        when.owner.iter().map(ToString::to_string).collect(),
    );
    add(
        "that governs",
        when.governs.iter().map(ToString::to_string).collect(),
    );
    let kinds = when.kind.iter().copied().map(kind_word);
    add("of kind", kinds.map(str::to_owned).collect());
    format!("a decision {}", words.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::yaml;

    #[test]
    fn a_rule_reads_as_a_sentence() {
        let said = |source: &str| yaml::read::<Rule>(source.as_bytes()).map(|read| rule(&read));
        assert_eq!(
            said("name: all\nneed: [{from: leads, count: 1}]\nproposer: allow\n").unwrap(),
            "every decision needs 1 of leads; the proposer counts"
        );
        assert_eq!(
            said("name: charter\nwhen: {kind: [charter]}\nneed: [{from: maintainers, count: 2}]\n")
                .unwrap(),
            "the charter needs 2 of maintainers"
        );
        assert_eq!(
            said(
                "name: hard\nwhen: {tags: [a, b], impact: [high]}\nneed: [{from: leads, count: majority}, \
                 {any: [{from: directors, count: 1, assurance: hardware}, {from: leads, count: all}]}]\n\
                 quorum: 3\ncomment_days: 5\noverrule: {from: leads, count: 2}\n"
            )
            .unwrap(),
            "a decision tagged a or b and of impact high needs a majority of leads and (1 of directors with a \
             hardware key or all of leads), with 3 people heard, after 5 days open to comment; 2 of leads may \
             answer objections"
        );
    }
}
