//! What forges and CI systems read of the check: each format by its own rules, with words in the records that would
//! like to be obeyed.

use serde_json::{Value, json};

use super::adr;
use crate::support::schema;
use crate::support::team::{Team, line};

const TITLE: &str =
    "::error::@all `</failure>` ]]> [x](https://evil.example) <img src=x> {0} 100% ##[error]";

/// A proposal with such a title, and a stray file with such a name.
fn hostile() -> Team {
    let team = Team::new();
    team.branch("adr/1");
    let mut text = team.text(1, "ann");
    text.title = line(TITLE);
    team.propose_text("ann", 1, &text);
    team.repo.write(
        "decisions/0001-decision-1/::warning file=a,line=1::@all\n::notice::<b>`.md",
        "stray",
    );
    team.commit("mallory", "A note");
    team
}

fn check(team: &Team, format: &str) -> String {
    let told = adr(&team.repo, &["check", "--base", "main", "--format", format]);
    assert_eq!(told.code, 3, "{}{}", told.answer, told.said);
    told.answer
}

fn sarif_flaws(log: &Value) -> Vec<String> {
    let schema = include_str!("../../schemas/sarif-2.1.0.json");
    schema::flaws(&serde_json::from_str(schema).unwrap(), log)
}

#[test]
fn sarif_is_valid() {
    let log: Value = serde_json::from_str(&check(&hostile(), "sarif")).unwrap();
    assert_eq!(sarif_flaws(&log), [""; 0]);
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 1, "{results:?}");
    for result in results {
        let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[rule]["id"], result["ruleId"]);
        assert_eq!(result["level"], "error");
    }
    assert_eq!(run["invocations"][0]["exitCode"], 3);
    let text = log.to_string();
    assert!(!text.contains("\\n::"), "{text}");
}

#[test]
fn sarif_of_a_pass_and_of_no_answer_is_valid_too() {
    let team = Team::new();
    team.branch("code");
    team.commit("eli", "Something else");
    for (base, code, successful) in [("main", 0, true), ("nowhere", 4, false)] {
        let told = adr(&team.repo, &["check", "--base", base, "--format", "sarif"]);
        let log = told.json(code);
        assert_eq!(sarif_flaws(&log), [""; 0]);
        assert_eq!(
            log["runs"][0]["invocations"][0]["executionSuccessful"],
            successful
        );
    }
}

#[test]
fn the_schema_finds_what_is_wrong() {
    let right: Value = serde_json::from_str(&check(&hostile(), "sarif")).unwrap();
    let wrong = |pointer: &str, value: Value| {
        let mut log = right.clone();
        *log.pointer_mut(pointer).expect(pointer) = value;
        assert!(!sarif_flaws(&log).is_empty(), "{pointer}");
    };
    wrong("/version", json!("2.0.0"));
    wrong("/runs/0/results/0/level", json!("fatal"));
    wrong("/runs/0/results/0/message", json!({}));
    wrong("/runs/0/results/0/ruleIndex", json!(-2));
    wrong("/runs/0/results/0/properties", json!(null));
    wrong("/runs/0/tool/driver", json!({"rules": []}));
    wrong("/runs/0/invocations/0", json!({"exitCode": 0}));
    let place = "/runs/0/results/0/locations/0/physicalLocation";
    wrong(&format!("{place}/artifactLocation/uri"), json!("a b"));
    wrong(place, json!({"artifact": "a"}));
}

#[test]
fn junit_has_a_case_for_each_decision() {
    let text = check(&hostile(), "junit");
    let elements = xml(&text);
    let names: Vec<&str> = elements.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "testsuites",
            "testsuite",
            "testcase",
            "failure",
            "testcase",
            "failure"
        ],
        "{text}"
    );
    let case = &elements[2].1;
    assert_eq!(case["classname"], "decisions");
    assert_eq!(case["name"], format!("decision 1: {TITLE}: proposed"));
    for suite in &elements[..2] {
        assert_eq!(
            (
                &*suite.1["tests"],
                &*suite.1["failures"],
                &*suite.1["errors"]
            ),
            ("2", "2", "0")
        );
    }
}

/// The elements of a document in the order in which they begin, with their attributes. Small, and strict about all
/// that it knows: tags that match, attributes in double quotes, no stray `<` or `&`.
fn xml(text: &str) -> Vec<(String, std::collections::BTreeMap<String, String>)> {
    let plain = |text: &str| {
        assert!(!text.contains('<'), "{text}");
        for entity in text.split('&').skip(1) {
            let name = entity.split(';').next().unwrap();
            assert!(
                ["amp", "lt", "gt", "quot", "apos"].contains(&name),
                "&{name}"
            );
        }
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&")
    };
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let mut rest = text.strip_prefix(head).expect("a declaration");
    let (mut elements, mut open) = (Vec::new(), Vec::new());
    while let Some((before, tag)) = rest.split_once('<') {
        plain(before);
        let (tag, after) = tag.split_once('>').expect("an end");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        let (tag, is_empty) = match tag.strip_suffix('/') {
            Some(tag) => (tag, true),
            None => (tag, false),
        };
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut parts = attributes.split('"');
        let mut known = std::collections::BTreeMap::new();
        while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
            let key = key.trim().strip_suffix('=').expect("a value");
            known.insert(key.to_owned(), plain(value));
        }
        elements.push((name.to_owned(), known));
        if !is_empty {
            open.push(name.to_owned());
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(rest.trim(), "");
    elements
}

#[test]
fn annotations_are_one_command_a_line_and_none_of_anybody_elses() {
    let text = check(&hostile(), "github");
    let lines: Vec<&str> = text.lines().collect();
    let (verdict, commands) = lines.split_last().unwrap();
    assert!(
        verdict.starts_with("adr check: rejected: HEAD ("),
        "{verdict}"
    );
    assert!(commands.len() > 1, "{text}");
    for command in commands {
        let (properties, message) = command
            .strip_prefix("::error ")
            .and_then(|rest| rest.split_once("::"))
            .expect(command);
        for property in properties.split(',') {
            let (name, _) = property.split_once('=').expect(property);
            assert!(["file", "line", "title"].contains(&name), "{property}");
        }
        assert!(message.contains("%0Afix: "), "{message}");
    }
    assert!(
        text.contains("file=decisions/0001-decision-1/%3A%3Awarning file=a%2Cline=1%3A%3A@all"),
        "{text}"
    );
}

#[test]
fn markdown_keeps_what_is_quoted_in_code() {
    let text = check(&hostile(), "markdown");
    assert!(text.starts_with("## `adr check`: ❌ rejected\n"), "{text}");
    assert!(
        text.contains(&format!("### Decision 1: ``{TITLE}``\n")),
        "{text}"
    );
    let outside = without_code(&text);
    for never in ['@', '<', '[', '#', '!', '{', '\u{1b}'] {
        let headings = outside.replace("\n### ", "\n").replace("\n## ", "\n");
        let outside = headings.trim_start_matches('#');
        assert!(!outside.contains(never), "{never} in {outside}");
    }
    assert!(!outside.contains("://"), "{outside}");
}

/// What of a text a Markdown reader takes for text: fenced blocks and code between equal runs of backticks are gone.
fn without_code(text: &str) -> String {
    let mut kept = String::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let trimmed = line.trim_start();
        let ticks = &trimmed[..trimmed.len() - trimmed.trim_start_matches('`').len()];
        match fence {
            Some(open) if trimmed == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 && trimmed == format!("{ticks}text") => fence = Some(ticks),
            None => {
                kept.push_str(&without_spans(line));
                kept.push('\n');
            }
        }
    }
    assert_eq!(fence, None, "{text}");
    kept
}

fn without_spans(line: &str) -> String {
    let mut kept = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        kept.push_str(&rest[..start]);
        let opened = &rest[start..];
        let inside = opened.trim_start_matches('`');
        let fence = &opened[..opened.len() - inside.len()];
        let end = inside
            .match_indices(fence)
            .map(|(at, _)| at)
            .find(|at| {
                !inside[..*at].ends_with('`') && !inside[at + fence.len()..].starts_with('`')
            })
            .unwrap_or_else(|| panic!("code without an end: {line}"));
        rest = &inside[end + fence.len()..];
    }
    kept + rest
}

#[test]
fn a_comment_never_grows_too_long() {
    let team = Team::new();
    team.branch("many");
    for number in 0..400 {
        let name = format!("decisions/{number}-{}.md", "long-".repeat(30));
        team.repo.write(&name, "stray");
    }
    team.commit("mallory", "Notes");
    let text = check(&team, "markdown");
    assert!(text.len() < 65_536, "{}", text.len());
    assert!(text.contains("run `adr check` for all of it"), "{text}");
}

#[test]
fn other_commands_know_no_such_format() {
    let team = Team::new();
    let told = adr(&team.repo, &["list", "--format", "sarif"]);
    assert_eq!(told.code, 2);
    assert!(
        told.said.contains("does not answer in that format"),
        "{}",
        told.said
    );
}
