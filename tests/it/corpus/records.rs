//! Eleven logs of Markdown records, compared fact by fact with what an independent script found in them. Where the two
//! differ, `docs/import-measured.md` says which source decides it and who is right; it holds every difference, and
//! nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use adr_sign::interchange::records;
use serde_json::Value;

const CORPORA: [&str; 11] = [
    "cap-fiori-de",
    "cometbft",
    "govuk-aws",
    "hydra",
    "jabref",
    "log4brains",
    "madr",
    "opendatahub",
    "phodal-zh",
    "semantic-kernel",
    "vsekai",
];

/// What is no fact about decisions: where a corpus comes from, sizes of files, and the script's own list of oddities.
const NO_FACTS: [&str; 6] = [
    "corpus",
    "repo",
    "commit",
    "quirks",
    "bytes_median",
    "bytes_max",
];

/// The script cuts words of a status off here.
const CUT: usize = 60;

/// What stands where a side says nothing.
const NOTHING: &str = "–";

/// Corpus, fact, what the script says, what the import says.
type Difference = [String; 4];

/// Each difference between two facts: entry by entry where they are lists or maps.
fn differences(
    corpus: &str,
    fact: &str,
    theirs: &Value,
    ours: &Value,
    found: &mut Vec<Difference>,
) {
    let mut differ = |fact: String, theirs: String, ours: String| {
        if theirs != ours {
            found.push([corpus.to_owned(), fact, theirs, ours]);
        }
    };
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            let keys: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
            for key in keys {
                differ(
                    format!("{fact}: {key}"),
                    said(theirs.get(key)),
                    said(ours.get(key)),
                );
            }
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            for one in theirs.iter().filter(|one| !ours.contains(one)) {
                differ(fact.to_owned(), said(Some(one)), NOTHING.to_owned());
            }
            for one in ours.iter().filter(|one| !theirs.contains(one)) {
                differ(fact.to_owned(), NOTHING.to_owned(), said(Some(one)));
            }
        }
        _ => differ(fact.to_owned(), said(Some(theirs)), said(Some(ours))),
    }
}

fn said(value: Option<&Value>) -> String {
    match value {
        None => NOTHING.to_owned(),
        Some(Value::String(text)) => text.replace('|', "\\|"),
        Some(Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|item| said(Some(item))).collect();
            items.join(", ")
        }
        Some(other) => other.to_string(),
    }
}

/// The words of statuses as the script counts them: the most frequent, cut.
fn most_frequent(theirs: &Value, ours: &Value) -> Value {
    let counted = theirs
        .as_object()
        .expect("counts by word")
        .keys()
        .map(|word| {
            let count = ours
                .as_object()
                .expect("counts by word")
                .iter()
                .filter(|(own, _)| {
                    let cut: String = own.chars().take(CUT).collect();
                    *own == word || (word.chars().count() == CUT && cut == *word)
                });
            let count: u64 = count.filter_map(|(_, count)| count.as_u64()).sum();
            (word.clone(), Value::from(count))
        });
    Value::Object(counted.collect())
}

fn measured() -> Vec<Difference> {
    let mut found = Vec::new();
    for name in CORPORA {
        let corpus = super::folder(name);
        let facts = records::read(&super::files(&corpus)).facts();
        let ours = serde_json::to_value(facts).expect("facts are plain");
        for (fact, theirs) in super::expected_facts(&corpus)
            .as_object()
            .expect("facts by name")
        {
            if NO_FACTS.contains(&fact.as_str()) {
                continue;
            }
            if fact == "status_raw_top" {
                let ours = most_frequent(theirs, &ours["status_raw"]);
                differences(name, "status words", theirs, &ours, &mut found);
                continue;
            }
            let ours = ours
                .get(fact)
                .unwrap_or_else(|| panic!("the import has no fact `{fact}`"));
            differences(name, fact, theirs, ours, &mut found);
        }
    }
    found
}

/// The rows of the table in the document: the difference, and what people say about it.
fn listed(document: &str) -> Vec<(Difference, String)> {
    let rows = document
        .lines()
        .filter(|line| line.starts_with("| "))
        .skip(1);
    rows.map(|row| {
        let row = row.trim_start_matches("| ").trim_end_matches(" |");
        let cells: Vec<String> = row.split(" | ").map(str::to_owned).collect();
        let (difference, verdict) = cells.split_at(4.min(cells.len()));
        let difference: Difference = difference
            .to_vec()
            .try_into()
            .expect("four cells, and a verdict");
        (difference, verdict.join(" | "))
    })
    .collect()
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn every_fact_is_the_independent_one_but_for_those_listed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/import-measured.md");
    let document = std::fs::read_to_string(&path).expect("the differences are listed");
    let listed = listed(&document);
    let measured = measured();
    if std::env::var_os("ADR_BLESS").is_some() {
        let known: BTreeMap<&Difference, &String> = listed
            .iter()
            .map(|(difference, verdict)| (difference, verdict))
            .collect();
        let intro: String = document
            .lines()
            .take_while(|line| !line.starts_with("| "))
            .map(|line| format!("{line}\n"))
            .collect();
        let rows = measured.iter().map(|difference| {
            let verdict = known
                .get(difference)
                .map_or("?", |verdict| verdict.as_str());
            format!("| {} | {verdict} |\n", difference.join(" | "))
        });
        let head = "| log | fact | script | import | who is right |\n|---|---|---|---|---|\n";
        let table: String = rows.collect();
        std::fs::write(&path, format!("{intro}{head}{table}")).expect("the list can be written");
        return;
    }
    let differences: Vec<&Difference> = listed.iter().map(|(difference, _)| difference).collect();
    assert_eq!(measured.iter().collect::<Vec<_>>(), differences);
    for (difference, verdict) in &listed {
        assert!(
            !verdict.contains('?'),
            "nobody has said who is right: {difference:?}"
        );
    }
}
