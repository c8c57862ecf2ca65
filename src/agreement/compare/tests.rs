//! Texts and charters that changed, and what is said of it.

use super::charter::{Effect, What};
use super::*;
use crate::record::charter::Charter;
use crate::record::yaml;

fn value(yaml: &str) -> Value {
    serde_yaml::from_str(yaml).unwrap()
}

/// What became of the items, in a word each.
fn told(old: &str, new: &str) -> Vec<String> {
    let Difference::List { items } = difference(&value(old), &value(new)) else {
        panic!("no lists");
    };
    let one = |item: &Item| match item {
        Item::Added { to, value } => format!("+{to} {}", plain(value)),
        Item::Removed { from, value } => format!("-{from} {}", plain(value)),
        Item::Moved { from, to, value } => format!("{from}>{to} {}", plain(value)),
        Item::Changed {
            from,
            to,
            moved,
            name,
            ..
        } => {
            let sign = if *moved { ">" } else { "=" };
            format!("{from}{sign}{to} ~{name}")
        }
    };
    items.iter().map(one).collect()
}

#[test]
fn items_of_lists_are_added_removed_and_moved() {
    assert_eq!(told("[a, b, c]", "[b, c, d]"), ["-1 a", "+3 d"]);
    assert_eq!(told("[a, b, c, d]", "[d, a, b, c]"), ["4>1 d"]);
    assert_eq!(told("[a, a]", "[a]"), ["-2 a"]);
    assert_eq!(told("[]", "[1]"), ["+1 1"]);
}

#[test]
fn a_reworded_line_and_a_changed_option_are_still_the_same_item() {
    assert_eq!(
        told(
            "[Latency stays below 100 ms at the peak, Costs]",
            "[Costs, Latency stays below 50 ms at the peak]"
        ),
        ["2>1 Costs", "1=2 ~Latency stays below 100 ms at the peak"]
    );
    assert_eq!(
        told(
            "[{name: Postgres, pros: [known]}, {name: SQLite}]",
            "[{name: Postgres, pros: [known, fast]}, {name: MySQL}]"
        ),
        ["-2 name: SQLite", "1=1 ~Postgres", "+2 name: MySQL"]
    );
}

#[test]
fn a_name_is_replaced_as_a_whole_and_prose_word_by_word() {
    let kind = |old: &str, new: &str| difference(&value(old), &value(new));
    assert!(matches!(
        kind("2026-11-24", "2027-01-24"),
        Difference::Value { .. }
    ));
    assert!(matches!(
        kind("数据库选型", "数据库迁移"),
        Difference::Words { .. }
    ));
    assert!(matches!(kind("a b", "~"), Difference::Words { .. }));
}

const CHARTER: &str = "
people:
  ann: {name: Ann Owner}
teams: {leads: [ann]}
overrule: {from: leads, count: 2}
rules:
  - name: all
    need: [{from: leads, count: 2}]
";

/// What a change of the charter does, as the rules and settings in it are concerned.
fn effects(old: &str, new: &str) -> Vec<Effect> {
    let read =
        |text: &str| yaml::read::<Charter>(text.as_bytes()).unwrap_or_else(|e| panic!("{e}"));
    let before = read(CHARTER);
    let after = read(&CHARTER.replace(old, new));
    let found = charter::changes(&before, &after);
    found.iter().filter_map(|change| change.effect).collect()
}

#[test]
fn a_rule_is_tightened_or_loosened_only_where_that_is_sure() {
    use Effect::{Changed, Loosened, Tightened};
    let need = "need: [{from: leads, count: 2}]";
    let needs = |new: &str| effects(need, &format!("need: [{new}]"));
    assert_eq!(needs("{from: leads, count: 1}"), [Loosened]);
    assert_eq!(needs("{from: leads, count: 3}"), [Tightened]);
    assert_eq!(needs("{from: leads, count: majority}"), [Changed]);
    assert_eq!(
        needs("{from: leads, count: 2}, {from: leads, count: all}"),
        [Tightened]
    );
    assert_eq!(
        needs("{from: leads, count: 1, assurance: hardware}"),
        [Changed]
    );
    assert_eq!(
        needs("{any: [{from: leads, count: 2}, {from: leads, count: all}]}"),
        [Changed]
    );
    let with = |more: &str| effects(need, &format!("{need}\n    {more}"));
    assert_eq!(with("quorum: 3"), [Tightened]);
    assert_eq!(with("comment_days: 3"), [Tightened]);
    assert_eq!(with("proposer: allow"), [Loosened]);
    assert_eq!(with("assurance: hardware"), [Tightened]);
    assert_eq!(with("overrule: {from: leads, count: 1}"), [Loosened]);
    assert_eq!(with("overrule: {from: leads, count: 2}"), [Changed]);
    // Without a rule for everything, a narrower one leaves decisions that nothing can settle.
    assert_eq!(with("when: {tags: [security]}"), [Changed]);
    assert_eq!(
        with("\n  - name: safe\n    when: {tags: [safe]}\n    need: [{from: leads, count: 1}]"),
        [Tightened]
    );
    // A rule for imports stands in the place of the others.
    assert_eq!(
        with("\n  - name: old\n    when: {kind: [import]}\n    need: [{from: leads, count: 1}]"),
        [Changed]
    );
}

#[test]
fn settings_say_what_they_do() {
    use Effect::{Changed, Loosened, Tightened};
    let set = |line: &str| effects("people:", &format!("{line}\npeople:"));
    assert_eq!(set("assurance: hardware"), [Tightened]);
    assert_eq!(set("merge: proposed"), [Loosened]);
    assert_eq!(set("hold_days: 3"), [Changed]);
    assert_eq!(set("editorial: [references]"), [Loosened]);
    assert_eq!(set("guards: [{paths: [infra/**]}]"), [Tightened]);
    assert_eq!(effects("count: 2}\nrules", "count: 1}\nrules"), [Loosened]);
}

#[test]
fn who_comes_and_goes_is_told_by_name() {
    let read = |text: &str| yaml::read::<Charter>(text.as_bytes()).unwrap();
    let after = CHARTER
        .replace(
            "  ann: {name: Ann Owner}",
            "  ann: {name: Ann Owner, active: false}\n  bob: {name: Bob Ito, email: [bob@example.com]}",
        )
        .replace("leads: [ann]", "leads: [bob]");
    let found = charter::changes(&read(CHARTER), &read(&after));
    let kinds: Vec<&What> = found.iter().map(|change| &change.what).collect();
    assert!(
        matches!(
            kinds.as_slice(),
            [
                What::Leaves { .. },
                What::Joins { .. },
                What::Team { added, removed, .. }
            ] if added.len() == 1 && removed.len() == 1
        ),
        "{kinds:?}"
    );
}
