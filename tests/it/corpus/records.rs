//! Eleven logs of Markdown records, compared fact by fact with what an independent script found in them.

use adr_sign::interchange::records;

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

#[test]
#[ignore = "needs ADR_CORPUS"]
fn print_facts() {
    for name in CORPORA {
        let corpus = super::folder(name);
        let files = super::files(&corpus);
        let records = records::read(&files);
        let ours = serde_json::to_value(records.facts()).unwrap();
        let theirs = super::expected_facts(&corpus);
        for (key, theirs) in theirs.as_object().unwrap() {
            let Some(ours) = ours.get(key) else { continue };
            if ours != theirs {
                println!("== {name} {key}\n   theirs {theirs}\n   ours   {ours}");
            }
        }
        println!("== {name} raw {}", ours["status_raw"]);
        println!("== {name} theirs raw {}", theirs["status_raw_top"]);
        if std::env::var_os("SHOW").is_some() {
            for note in &records.notes {
                println!("{note}");
            }
            for document in &records.documents {
                for note in &document.notes {
                    println!("{note}");
                }
            }
        }
    }
}
