//! What an export wrote comes back as it was, or is named: over any texts, through the same readers as a person's import.

use std::collections::BTreeMap;

use adr_sign::interchange::SourceFiles;
use adr_sign::interchange::export::kept::{Kept, kept, said};
use adr_sign::interchange::export::{Choice, Entry, Export, Format, Others, Selection, export};
use adr_sign::interchange::format::Format as Importer;
use adr_sign::log::tree::FileMode;
use adr_sign::log::{Content, DecisionLog, LogFile};
use adr_sign::record::field::Field;
use adr_sign::record::id::Number;
use adr_sign::record::layout::LogDir;
use adr_sign::record::prose::{Line, Prose};
use adr_sign::record::text::{Alternative, Text};
use adr_sign::record::yaml;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::arbitrary::text;
use super::values::{decision_id, line, prose};

/// A log of two drafts: a plain one, and a text that may link to it.
fn log(text: &Text) -> DecisionLog {
    let first = Text::new("01jdxk3v8q5t9w2m7r4c6y1z00".parse().unwrap(), line("First"));
    let file = |path: &str, text: &Text| LogFile {
        path: path.to_owned(),
        mode: FileMode::Regular,
        content: Content::Bytes(yaml::write(text).into_bytes()),
    };
    let files = [
        file("0001-first/decision.yaml", &first),
        file("0002-second/decision.yaml", text),
    ];
    let log = DecisionLog::from_files(LogDir::default(), files);
    assert_eq!(log.all_problems().count(), 0);
    log
}

fn exported(format: Format, log: &DecisionLog) -> Export {
    let others = Others::of(log);
    let entries = log.decisions.values();
    let selection = Selection {
        log,
        commit: None,
        entries: entries
            .filter_map(|decision| Entry::of(decision, &others, Choice::Standing))
            .collect(),
    };
    export(format, &selection)
}

fn reader(format: Format) -> Importer {
    match format {
        Format::Madr => Importer::Madr,
        Format::Nygard => Importer::AdrTools,
        Format::JsonAdr => Importer::JsonAdr,
        other => panic!("{other} is not imported"),
    }
}

/// The text of decision 2, as an import of all documents makes it.
fn imported(format: Format, export: &Export) -> Text {
    let files: SourceFiles = export
        .documents
        .iter()
        .map(|document| {
            (
                format!("{}.json", document.name),
                document.text.clone().into_bytes(),
            )
        })
        .map(|(name, bytes)| (name.replace(".md.json", ".md"), bytes))
        .collect();
    let import = reader(format).read(&files);
    let numbers: BTreeMap<String, Number> = import
        .decisions
        .iter()
        .filter_map(|decision| Some((decision.path.clone(), decision.wants?)))
        .collect();
    assert_eq!(numbers.len(), 2, "{:?}", import.notes);
    let second = import
        .decisions
        .iter()
        .find(|decision| decision.wants == Some(Number(2)))
        .unwrap();
    // adr-tools has links where it has the status.
    let status = second.source.status.as_ref().unwrap().as_str();
    assert!(status.to_lowercase().starts_with("draft"), "{status}");
    second.text(decision_id(), |path| numbers.get(path).copied())
}

/// Whether every field that has a place comes back, or is named; the names.
fn comes_back(format: Format, text: &Text) -> Result<Vec<Field>, TestCaseError> {
    let log = log(text);
    let export = exported(format, &log);
    let again = imported(format, &export);
    let document = &export.documents.last().unwrap().text;
    let of_second = export
        .changes
        .iter()
        .filter(|change| change.decision == Number(2));
    let named: Vec<Field> = of_second.map(|change| change.field).collect();
    for field in said(text).filter(|field| kept(format, *field) == Kept::Whole) {
        // Whoever decided joins those who were consulted.
        let is_same = match field {
            Field::Consulted => text
                .consulted
                .iter()
                .all(|one| again.consulted.contains(one)),
            _ => field.value(text) == field.value(&again),
        };
        prop_assert!(
            is_same || named.contains(&field),
            "{field} of {format}: {:?}\nbecame {:?}\n{document}",
            field.value(text),
            field.value(&again)
        );
    }
    for loss in &export.losses {
        prop_assert!(kept(format, loss.field) != Kept::Whole);
    }
    Ok(named)
}

/// A text whose links, where it has any, lead to decision 1.
fn linked(mut text: Text) -> Text {
    text.charter = None;
    let lists = [
        &mut text.supersedes,
        &mut text.amends,
        &mut text.depends_on,
        &mut text.relates_to,
    ];
    for list in lists {
        if !list.is_empty() {
            *list = vec![Number(1)];
        }
    }
    text
}

/// Words as people write them, with nothing in them that looks like something else.
fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "orders", "Postgres", "we", "keep", "`code`", "(why)", "*much*", "a|b", "it's", "\"so\"",
        "订单", "für", "C#", "1,000", "<b>", "5%", "x=1",
    ]);
    vec(word, 1..8).prop_map(|words| format!("The {}", words.join(" ")))
}

fn plain_line() -> impl Strategy<Value = Line> {
    words().prop_map(|words| Line::new(&words).unwrap())
}

fn plain_prose() -> impl Strategy<Value = Prose> {
    let block = prop_oneof![
        4 => words(),
        1 => vec(words(), 1..4).prop_map(|items| items.iter().map(|item| format!("- {item}\n")).collect()),
        1 => words().prop_map(|words| format!("```sh\n# {words}\n```")),
        1 => words().prop_map(|words| format!("> {words}")),
        1 => words().prop_map(|words| format!("##### {words}")),
        1 => Just("| a | b |\n|---|---|\n| c | d |".to_owned()),
        1 => Just("---".to_owned()),
    ];
    vec(block, 1..5)
        .prop_map(|blocks| Prose::new(&format!("Well.\n\n{}\n\nSo.", blocks.join("\n\n"))).unwrap())
}

fn plain_option() -> impl Strategy<Value = Alternative> {
    let lines = || vec(plain_line(), 0..3);
    (plain_line(), option::of(plain_prose()), lines(), lines()).prop_map(
        |(name, summary, pros, cons)| Alternative {
            name,
            summary,
            pros,
            cons,
        },
    )
}

fn plain_text() -> impl Strategy<Value = Text> {
    let prose = || option::of(plain_prose());
    let lists = (
        vec(plain_line(), 0..4),
        vec(plain_option(), 0..4),
        any::<[bool; 4]>(),
    );
    (plain_line(), prose(), prose(), prose(), prose(), lists).prop_map(
        |(title, context, decision, consequences, confirmation, (drivers, mut options, links))| {
            for (nth, option) in options.iter_mut().enumerate() {
                option.name = line(&format!("{} {nth}", option.name));
            }
            let [supersedes, amends, depends_on, relates_to] = links.map(|is_linked| {
                if is_linked {
                    vec![Number(1)]
                } else {
                    Vec::new()
                }
            });
            Text {
                owner: Some("ann".parse().unwrap()),
                tags: vec!["no".parse().unwrap(), "0012".parse().unwrap()],
                approvers: vec!["bob".parse().unwrap(), "team:leads".parse().unwrap()],
                consulted: vec!["cy".parse().unwrap(), "team:security".parse().unwrap()],
                informed: vec!["team:ops".parse().unwrap()],
                context,
                drivers,
                options,
                decision,
                consequences,
                confirmation,
                supersedes,
                amends,
                depends_on,
                relates_to,
                ..Text::new(decision_id(), title)
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn any_text_comes_back_or_what_does_not_is_named(text in text()) {
        for format in [Format::Madr, Format::Nygard, Format::JsonAdr] {
            comes_back(format, &linked(text.clone()))?;
        }
    }

    #[test]
    fn a_text_of_plain_words_comes_back_whole(text in plain_text()) {
        for format in [Format::Madr, Format::Nygard, Format::JsonAdr] {
            prop_assert_eq!(comes_back(format, &text)?, []);
        }
    }
}

#[test]
fn what_looks_like_something_else_is_named() {
    let text = |change: fn(&mut Text)| {
        let mut text = Text {
            context: Some(prose("Why.")),
            decision: Some(prose("What.")),
            ..Text::new(decision_id(), line("Second"))
        };
        change(&mut text);
        text
    };
    let named = |change: fn(&mut Text)| comes_back(Format::Madr, &text(change)).unwrap();
    assert_eq!(named(|_| {}), []);
    assert_eq!(
        named(|text| text.title = line("12. Angry Men")),
        [Field::Title]
    );
    assert_eq!(
        named(|text| text.context = Some(prose("## Status\n\nRejected"))),
        [Field::Context]
    );
    assert_eq!(
        named(|text| text.decision = Some(prose("```\nopen"))),
        [Field::Decision]
    );
    let twice = |text: &mut Text| {
        let option = || Alternative {
            name: line("Postgres"),
            summary: None,
            pros: Vec::new(),
            cons: Vec::new(),
        };
        text.options = vec![option(), option()];
    };
    // The list stays in the prose before it.
    assert_eq!(named(twice), [Field::Context, Field::Options]);
    assert_eq!(
        named(|text| text.confirmation = Some(prose("  indented"))),
        []
    );
}
