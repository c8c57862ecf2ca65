//! People who write Markdown: texts from files, the document in the editor, and YAML that nobody has to see.

use super::people::Log;

const COPY: &str = ".git/adr/edit/0001.md";

/// A text as people have them lying around.
const QUEUE: &str = "\
---
impact: high   # other teams wait for it
tags: [orders]
approvers: [cy]
---

# A queue for orders

Orders are lost when the shop is busy.

## Considered Options

* A queue
* Bigger machines

## Decision Outcome

We put a queue in front.

## More Information

The outage of October.
";

fn in_main(log: &Log, path: &str) -> String {
    format!("{}\n", log.repo.git(&["show", &format!("HEAD:{path}")]))
}

/// An editor that runs this shell script on the file, `$1`.
fn script(log: &Log, name: &str, lines: &str) -> String {
    let file = log.repo.around().join(name);
    std::fs::write(&file, lines).expect("an editor");
    format!("sh {}", file.display())
}

#[test]
fn a_file_becomes_draft_branch_and_revision_in_one_commit() {
    let log = Log::of_three();
    std::fs::write(log.repo.around().join("queue.md"), QUEUE).expect("a file");
    let before = log.repo.git(&["rev-list", "--count", "--all"]);
    let said = log
        .adr(&["propose", "../queue.md", "-m", "From the retrospective"])
        .ok();
    let after = log.repo.git(&["rev-list", "--count", "--all"]);
    assert_eq!(
        after.parse::<u32>().unwrap(),
        before.parse::<u32>().unwrap() + 1
    );
    assert_eq!(log.branch(), "adr/0001-a-queue-for-orders");
    assert!(
        said.out
            .contains("] Propose decision 1: A queue for orders\n")
            && said
                .out
                .ends_with("decisions/0001-a-queue-for-orders/decision.yaml\n"),
        "{}",
        said.out
    );
    assert!(
        said.err
            .starts_with("line 20: `## More Information` is no field; it stays in `decision`\n"),
        "{}",
        said.err
    );
    assert!(said.err.contains("named as approver:"), "{}", said.err);
    let text = in_main(&log, &log.draft_path());
    assert!(text.starts_with("# yaml-language-server"), "{text}");
    assert!(
        text.contains("impact: high   # other teams wait for it\n"),
        "comments stay: {text}"
    );
    assert!(
        text.contains("context: |\n  Orders are lost when the shop is busy.\n"),
        "{text}"
    );
    assert!(text.contains("  - name: Bigger machines\n"), "{text}");
    assert!(
        text.contains("  ## More Information\n\n  The outage of October.\n"),
        "{text}"
    );
    log.assert_tidy();
    // It is signed like any other.
    for (person, name) in [("bob", "Bob Ito"), ("cy", "Cy Dee")] {
        log.becomes(person, name);
        log.adr(&["sign", "approve", "1"]).ok();
    }
    log.adr(&["accept", "1"]).ok();
    assert_eq!(log.adr(&["check", "--base", "main"]).code, 0);
}

#[test]
fn yaml_in_a_file_is_proposed_the_same_way_and_keeps_its_comments() {
    let log = Log::of_three();
    log.repo.write(
        "draft.yml",
        "# From the retrospective.\ntitle: A queue\ncontext: Lost orders.   # twice\ndecision: A queue.\n",
    );
    log.repo.commit_all("Notes");
    log.adr(&["propose", "draft.yml"]).ok();
    let text = in_main(&log, &log.draft_path());
    assert!(
        text.contains("# From the retrospective.\n") && text.contains("  # twice\n"),
        "{text}"
    );
    log.assert_tidy();
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_its_line_and_nothing_is_written() {
    let log = Log::of_three();
    let refs = log.repo.git(&["for-each-ref"]);
    let refused = |text: &str, code: i32, what: &str| {
        std::fs::write(log.repo.around().join("t.md"), text).expect("a file");
        let said = log.adr(&["propose", "../t.md"]);
        assert_eq!(said.code, code, "{}", said.err);
        assert!(
            said.err.starts_with(&format!("error: {what}")),
            "{}",
            said.err
        );
    };
    refused(
        "---\nimpct: low\n---\n# T\n",
        3,
        "../t.md: line 2, column 1: there is no key `impct` here",
    );
    refused(
        "# T\n\nA\u{202e}B\n",
        3,
        "../t.md: line 3, column 2: U+202E changes",
    );
    refused(
        "---\ntitle: x\n",
        3,
        "../t.md: line 1, column 1: the front matter",
    );
    refused(
        "# T\n\n## Context\n\nx\n",
        2,
        "../t.md: it cannot be proposed yet: its text lacks `decision`",
    );
    refused(
        "No title.\n\n## Decision\n\nx\n",
        2,
        "a decision needs a title",
    );
    refused(
        "# T\n\nx\n\n## Decision\n\n{{What will we do?}}\n",
        2,
        "../t.md: `decision` still says {{What",
    );
    refused(
        "---\napprovers: [ann]\n---\n# T\n\nx\n\n## Decision\n\ny\n",
        2,
        "../t.md: ann wrote or owns",
    );
    let said = log.adr(&["propose", "../nowhere.md"]);
    assert_eq!(said.code, 4, "{}", said.err);
    assert_eq!(log.repo.git(&["for-each-ref"]), refs);
    log.assert_tidy();
}

#[test]
fn a_draft_starts_from_markdown_with_the_line_ends_of_windows() {
    let log = Log::of_three();
    let windows = format!("\u{feff}{}", QUEUE.replace('\n', "\r\n"));
    std::fs::write(log.repo.around().join("queue"), windows).expect("a file");
    let said = log
        .adr(&[
            "new",
            "--from",
            "../queue",
            "Queue it",
            "--link",
            "0:relates-to",
        ])
        .ok();
    assert!(said.err.starts_with("line 20: "), "{}", said.err);
    let text = in_main(&log, &log.draft_path());
    assert!(
        text.contains("title: Queue it\n") && text.contains("relates_to:"),
        "{text}"
    );
    assert!(!text.contains('\r'), "{text}");
    log.assert_tidy();
}

#[test]
fn the_editor_shows_a_document_and_the_comments_of_the_yaml_stay() {
    let log = Log::of_three();
    log.draft("Postgres");
    let editor = script(
        &log,
        "editor",
        "cp \"$1\" ../seen\nsed -i 's/^Why\\.$/Because.\\n\\nAnd more./' \"$1\"\n\
         printf '\\n## Consequences\\n\\nWe learn it.\\n' >> \"$1\"\n",
    );
    let said = log.edit(&editor, &["edit", "1", "--markdown"]).ok();
    assert_eq!(said.err, "next: adr propose 1\n");
    let seen = std::fs::read_to_string(log.repo.around().join("seen")).expect("what was seen");
    let (front, body) = seen.split_once("---\n\n").expect("front matter");
    assert!(
        front.starts_with("---\nid: ") && front.ends_with("owner: ann\n"),
        "{front}"
    );
    assert_eq!(
        body,
        "# Postgres\n\n## Context\n\nWhy.\n\n## Decision\n\nWhat.\n"
    );
    let text = in_main(&log, &log.draft_path());
    assert!(
        text.contains("context: |\n  Because.\n\n  And more.\n"),
        "{text}"
    );
    assert!(text.contains("consequences: |\n  We learn it.\n"), "{text}");
    assert!(
        text.contains("# Needed before you propose"),
        "comments stay: {text}"
    );
    // Whoever changes nothing commits nothing; so does whoever changes blank lines.
    for editor in ["true", "sed -i 's/^## Decision$/&\\n/'"] {
        let said = log.edit(editor, &["edit", "1", "--markdown"]).ok();
        assert_eq!(said.out, "nothing changed\n");
        assert!(!log.repo.root().join(COPY).exists());
    }
    log.assert_tidy();
}

#[test]
fn the_configuration_chooses_and_a_flag_overrides_it() {
    let log = Log::of_three();
    log.draft("Postgres");
    log.repo.git(&["config", "adr.editAs", "markdown"]);
    let sees = |arguments: &[&str]| {
        log.edit("sh -c 'cp \"$0\" ../seen'", arguments).ok();
        std::fs::read_to_string(log.repo.around().join("seen")).expect("what was seen")
    };
    assert!(sees(&["edit", "1"]).starts_with("---\n"));
    assert!(sees(&["edit", "1", "--yaml"]).starts_with("# yaml-language-server"));
    log.repo.git(&["config", "adr.editAs", "prose"]);
    let said = log.edit("true", &["edit", "1"]);
    assert_eq!(said.code, 2);
    assert!(
        said.err
            .starts_with("error: adr.editAs is `prose`\nhint: set it to"),
        "{}",
        said.err
    );
}

#[test]
fn a_mistake_opens_the_document_again_at_its_line() {
    let log = Log::of_three();
    log.draft("Postgres");
    let editor = script(
        &log,
        "editor",
        "if grep -q '^#! ' \"$1\"; then cp \"$1\" ../seen; sed -i /impct/d \"$1\"; sed -i s/Why/Because/ \"$1\"; \
         else sed -i 's/^owner: ann$/&\\nimpct: low/' \"$1\"; fi\n",
    );
    let said = log.edit(&editor, &["edit", "1", "--markdown"]).ok();
    assert!(
        said.err.contains("there is no key `impct` here"),
        "{}",
        said.err
    );
    let seen = std::fs::read_to_string(log.repo.around().join("seen")).expect("what was seen");
    let line: usize = seen
        .split_once("line ")
        .and_then(|(_, rest)| rest.split_once(','))
        .and_then(|(line, _)| line.parse().ok())
        .expect("a line");
    assert_eq!(seen.lines().nth(line - 1), Some("impct: low"), "{seen}");
    let text = in_main(&log, &log.draft_path());
    assert!(
        text.contains("  Because.") && !text.contains("#!"),
        "{text}"
    );
    log.assert_tidy();
}

#[test]
fn what_was_typed_goes_along_between_the_two_forms() {
    let log = Log::of_three();
    log.draft("Postgres");
    // The editor dies with something typed into the document.
    let dies = "sh -c 'sed -i s/Why/Typed/ \"$0\"; exit 3'";
    assert_eq!(log.edit(dies, &["edit", "1", "--markdown"]).code, 4);
    assert!(log.repo.read(COPY).contains("Typed."));
    // The next edit wants YAML, and finds it there.
    let said = log
        .edit("sed -i s/What/Also/", &["edit", "1", "--yaml"])
        .ok();
    assert!(
        said.err
            .starts_with("going on with what an earlier edit has left"),
        "{}",
        said.err
    );
    let text = in_main(&log, &log.draft_path());
    assert!(
        text.contains("  Typed.") && text.contains("  Also."),
        "{text}"
    );
    assert!(text.contains("# Needed before you propose"), "{text}");
    assert!(!log.repo.root().join(COPY).exists());

    // The other way round, too, as long as nothing would be lost.
    let dies = "sh -c 'sed -i s/Typed/Again/ \"$0\"; exit 3'";
    assert_eq!(log.edit(dies, &["edit", "1"]).code, 4);
    log.edit("sed -i s/Also/More/", &["edit", "1", "--markdown"])
        .ok();
    let text = in_main(&log, &log.draft_path());
    assert!(
        text.contains("  Again.") && text.contains("  More."),
        "{text}"
    );
    log.assert_tidy();
}

#[test]
fn what_cannot_be_converted_opens_in_the_form_it_was_left_in() {
    let log = Log::of_three();
    log.draft("Postgres");
    // A comment, for which Markdown has no place.
    let dies = "sh -c 'echo \"# ask Bob\" >> \"$0\"; exit 3'";
    assert_eq!(log.edit(dies, &["edit", "1"]).code, 4);
    let said = log
        .edit("sed -i s/Why/Because/", &["edit", "1", "--markdown"])
        .ok();
    assert!(said.err.contains("it opens as YAML"), "{}", said.err);
    assert!(in_main(&log, &log.draft_path()).ends_with("# ask Bob\n"));
    // A document with a mistake in it.
    let breaks = "sed -i s/^owner:/ownr:/";
    assert_eq!(log.edit(breaks, &["edit", "1", "--markdown"]).code, 3);
    let said = log
        .edit(
            "sed -i -e s/^ownr:/owner:/ -e s/What/Repaired/",
            &["edit", "1", "--yaml"],
        )
        .ok();
    assert!(said.err.contains("it opens as Markdown"), "{}", said.err);
    assert!(in_main(&log, &log.draft_path()).contains("  Repaired."));
    log.assert_tidy();
}

#[test]
fn comments_in_the_front_matter_are_kept_and_a_broken_draft_opens_as_yaml() {
    let log = Log::of_three();
    log.draft("Postgres");
    let said = log
        .edit(
            "sed -i 's/^owner: ann$/owner: ann # for now/'",
            &["edit", "1", "--markdown"],
        )
        .ok();
    assert!(
        said.err.contains("went to the head of decision.yaml"),
        "{}",
        said.err
    );
    let path = log.draft_path();
    let text = in_main(&log, &path);
    assert_eq!(text.lines().nth(1), Some("# for now"), "{text}");
    log.repo.write(&path, format!("{text}bogus: 1\n"));
    let said = log
        .edit("sed -i /bogus/d", &["edit", "1", "--markdown"])
        .ok();
    assert!(said.err.contains("it opens as YAML"), "{}", said.err);
    log.assert_tidy();
}
