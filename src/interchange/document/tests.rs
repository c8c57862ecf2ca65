//! Documents as people keep them, and what is read from each.

use super::*;

fn read(text: &str) -> Document {
    super::read("docs/adr/0007-use-kafka.md", text.as_bytes()).unwrap()
}

fn prose(prose: Option<&Prose>) -> &str {
    prose.map_or("", Prose::as_str)
}

fn odd(document: &Document) -> Vec<&'static str> {
    document.notes.iter().map(|note| note.what.code()).collect()
}

/// Status, its kind and place, and date.
fn facts(text: &str) -> (String, Kind, Place, Option<String>) {
    let document = read(text);
    let status = document.status.expect("a status");
    let day = document
        .date
        .and_then(|date| date.day)
        .map(|day| day.to_string());
    (status.first, status.kind, status.place, day)
}

#[test]
fn a_nygard_record_is_read_field_by_field() {
    let document = read(
        "# 7. Use Kafka\n\nDate: 2020-10-16\n\n## Status\n\nAccepted\n\nAmends [3. Queues](0003-queues.md)\n\n## Context\n\nWhy.\n\n## Decision\n\nWhat.\n\n## Consequences\n\nThen.\n",
    );
    assert_eq!(document.title.as_ref().unwrap().as_str(), "Use Kafka");
    assert_eq!(
        (document.title_number, document.name.number),
        (Some(7), Some(7))
    );
    let status = document.status.as_ref().unwrap();
    assert_eq!(
        status.verbatim,
        "Accepted\n\nAmends [3. Queues](0003-queues.md)"
    );
    assert_eq!(status.first, "Accepted");
    assert_eq!(document.links.len(), 1);
    assert_eq!(document.links[0].kind, LinkKind::Amends);
    assert_eq!(document.links[0].line, 9);
    assert_eq!(document.date.unwrap().verbatim, "2020-10-16");
    assert_eq!(prose(document.text.context.as_ref()), "Why.\n");
    assert_eq!(prose(document.text.decision.as_ref()), "What.\n");
    assert_eq!(prose(document.text.consequences.as_ref()), "Then.\n");
    assert!(document.notes.is_empty(), "{:?}", document.notes);
}

#[test]
fn a_madr_record_has_people_drivers_options_and_consequences() {
    let document = read(
        "---\n# optional\nstatus: \"superseded by [ADR-0009](0009-x.md)\"\ndate: 2023-05-29\ndecision-makers: [Ann Lee, Bob]\nconsulted: cy\ninformed:\nnav_order: 7\n---\n# Use Kafka\n\n## Context and Problem Statement\n\nWhy.\n\n## Decision Drivers\n\n* Speed\n* Cost\n\n## Considered Options\n\n* Kafka\n* Redis\n\n## Decision Outcome\n\nKafka.\n\n### Consequences\n\n* Good, because fast\n\n### Confirmation\n\nA test.\n\n## Pros and Cons of the Options\n\n### Kafka\n\n* Good, because fast\n* Bad, because big\n\n## More Information\n\nSee there.\n",
    );
    let status = document.status.as_ref().unwrap();
    assert_eq!(
        (status.first.as_str(), status.kind),
        ("superseded by ADR-0009", Kind::Superseded)
    );
    assert_eq!(document.links[0].target.path.as_deref(), Some("0009-x.md"));
    let named: Vec<_> = document
        .people
        .iter()
        .map(|named| (named.role, named.verbatim.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            (Role::Decider, "Ann Lee"),
            (Role::Decider, "Bob"),
            (Role::Consulted, "cy")
        ]
    );
    assert_eq!(document.unknown.len(), 1);
    let text = &document.text;
    assert_eq!(text.drivers.len(), 2);
    assert_eq!(text.options.len(), 2);
    assert_eq!(text.options[0].cons[0].as_str(), "big");
    assert_eq!(prose(text.decision.as_ref()), "Kafka.\n");
    assert_eq!(prose(text.consequences.as_ref()), "* Good, because fast\n");
    assert_eq!(
        prose(text.confirmation.as_ref()),
        "A test.\n\n## More Information\n\nSee there.\n"
    );
    assert_eq!(document.kept[0].heading, "More Information");
}

#[test]
fn a_status_stands_in_many_places() {
    let day = Some("2020-10-16".to_owned());
    for (text, place) in [
        (
            "# T\n\n- Status: accepted\n- Date: 2020-10-16\n",
            Place::Line,
        ),
        (
            "# T\n\nStatus: accepted  \nDate: 2020-10-16\n\n## Context\n",
            Place::Line,
        ),
        (
            "# T\n\n**Status:** accepted | **Date:** 2020-10-16\n",
            Place::Line,
        ),
        (
            "Status: accepted\nDate: 2020-10-16\n\n# T\n\n## Context\n",
            Place::Line,
        ),
        (
            "Status: accepted\nDate: 2020-10-16\n---\n\n# T\n",
            Place::Line,
        ),
        (
            "# T\n\n## Metadata\n\n* Status: accepted\n* Date: 2020-10-16\n",
            Place::Line,
        ),
        (
            "# T\n\n| | |\n|---|---|\n| Status | accepted |\n| Date | 2020-10-16 |\n",
            Place::Table,
        ),
        (
            "# T\n\n| Status | Date |\n|---|---|\n| accepted | 2020-10-16 |\n",
            Place::Table,
        ),
        (
            "# T\n\n## Status\n\naccepted\n\n## Date\n\n2020-10-16\n",
            Place::Section,
        ),
        (
            "T\n=\n\nStatus\n------\n\n**accepted** \n\nDate\n----\n2020-10-16\n",
            Place::Section,
        ),
        (
            "---\nstatus: accepted\ndate: 2020-10-16\n---\n\n# T\n",
            Place::Front,
        ),
        (
            "---\nstatus: accepted: yes\ndate: 2020-10-16\n---\n\n# T\n",
            Place::Front,
        ),
        (
            "---\ntags: [accepted, kafka]\ndate: 2020-10-16\n---\n\n# T\n",
            Place::Tags,
        ),
    ] {
        let (first, kind, found, date) = facts(text);
        assert!(first.starts_with("accepted"), "{text}: {first}");
        assert_eq!(
            (kind, found, date),
            (Kind::Accepted, place, day.clone()),
            "{text}"
        );
        let left = read(text).text.context;
        assert!(left.is_none(), "{text}: {left:?}");
    }
}

#[test]
fn a_log_in_the_section_says_the_latest_status_and_when_it_was() {
    let (first, kind, _, date) = facts(
        "# 5. 保持\n\n## 状态\n\n列表：提议/通过/完成/已弃用\n\n2017-11-22 提议\n\n2017-11-26 已弃用\n\n## 上下文\n\nx\n",
    );
    assert_eq!(first, "列表：提议/通过/完成/已弃用");
    assert_eq!(
        (kind, date.as_deref()),
        (Kind::Deprecated, Some("2017-11-26"))
    );
}

#[test]
fn what_is_not_understood_stays_in_the_text_in_order() {
    let document = read(
        "# T\n\nIntro.\n\n- Status: accepted <!-- draft | accepted -->\n- Story: 12\n\n## Status\n\nWe agreed to it.\n\n## Design\n\n```\n# Status\n```\n\n## Decision\n\nYes.\n\n## References\n\n- a\n",
    );
    assert_eq!(document.status.as_ref().unwrap().verbatim, "accepted");
    assert_eq!(
        prose(document.text.context.as_ref()),
        "Intro.\n\n<!-- draft | accepted -->\n- Story: 12\n\n## Status\n\nWe agreed to it.\n\n## Design\n\n```\n# Status\n```\n"
    );
    assert_eq!(
        prose(document.text.decision.as_ref()),
        "Yes.\n\n## References\n\n- a\n"
    );
    assert_eq!(odd(&document), ["sections-kept", "sections-kept"]);
}

#[test]
fn instructions_and_choices_of_a_template_are_no_status() {
    let document = read(
        "# ADR 7: T\n\n## Status\n\n> A decision may be \"proposed\" or \"accepted\".\n\n{Deprecated|Proposed|Accepted}\n\n## Context\n\nx\n",
    );
    assert_eq!(document.kind(), Kind::Template);
    assert_eq!(odd(&document), ["sections-kept", "status-not-chosen"]);
    let document =
        read("# T\n\n## Status\n\n- [ ] proposed\n- [x] accepted\n- [ ] superseded by\n");
    assert_eq!(document.kind(), Kind::Accepted);
}

#[test]
fn windows_files_are_read_like_others() {
    let text = "\u{feff}# 7. T\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Decision\r\n\r\nYes.\r\n";
    let document = read(text);
    assert_eq!(document.kind(), Kind::Accepted);
    assert_eq!(prose(document.text.decision.as_ref()), "Yes.\n");
    assert!(document.notes.is_empty());
    let document = super::read("a.md", b"# F\xfcr alle\n").unwrap();
    assert_eq!(document.title.as_ref().unwrap().as_str(), "Für alle");
    assert_eq!(odd(&document), ["latin-1"]);
}

#[test]
fn a_document_that_begins_with_a_section_has_the_title_of_its_name() {
    let document = read("## Context\n\nx\n");
    assert_eq!(document.title.as_ref().unwrap().as_str(), "use kafka");
    assert_eq!(odd(&document), ["name-as-title"]);
}

#[test]
fn a_link_that_says_more_than_its_target_leaves_its_line_in_the_text() {
    let document =
        read("# T\n\nSupersedes: [A](0001-a.md) (split)\nSuperseded by: [B](0002-b.md)\n");
    assert_eq!(document.links.len(), 2);
    assert_eq!(
        prose(document.text.context.as_ref()),
        "Supersedes: [A](0001-a.md) (split)\n"
    );
}

#[test]
fn a_bold_title_is_one() {
    let document = read(
        "# **ADR RHAISTRAT-1109 “Integrate”**\n\n| Date | January , 2026 |\n| :---- | :---- |\n| Status | Draft |\n\n## **What**\n\nx\n",
    );
    assert_eq!(
        document.title.as_ref().unwrap().as_str(),
        "ADR RHAISTRAT-1109 “Integrate”"
    );
    assert_eq!(document.kind(), Kind::Draft);
    assert_eq!(document.date.as_ref().unwrap().verbatim, "January , 2026");
}
