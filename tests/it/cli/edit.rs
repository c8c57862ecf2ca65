//! A text goes to the editor and comes back; nothing that was typed is lost.

use super::people::Log;
use crate::support::terminal::at_terminal;

const COPY: &str = ".git/adr/edit/0001.yaml";

fn drafted() -> Log {
    let log = Log::of_three();
    log.draft("Postgres");
    log
}

#[test]
fn what_is_saved_is_committed_where_the_decision_is() {
    let log = drafted();
    log.repo.git(&["switch", "-q", "main"]);
    let said = log.edit("sed -i s/Why/Because/", &["edit", "1"]).ok();
    assert!(said.out.starts_with("[adr/0001-postgres "), "{}", said.out);
    assert_eq!(said.err, "next: adr propose 1\n");
    // Without a checkout: HEAD and the work tree are as they were.
    assert_eq!(log.branch(), "main");
    let text = log.repo.git(&[
        "show",
        "adr/0001-postgres:decisions/0001-postgres/decision.yaml",
    ]);
    assert!(text.contains("  Because."), "{text}");
    assert!(
        text.contains("# Needed before you propose"),
        "comments stay: {text}"
    );
    assert!(!log.repo.root().join(COPY).exists());
    log.assert_tidy();
}

#[test]
fn edits_of_the_work_tree_are_what_opens_and_they_are_committed_too() {
    let log = drafted();
    let path = log.draft_path();
    log.repo
        .write(&path, format!("{}impact: high\n", log.repo.read(&path)));
    let said = log.edit("sed -i s/Why/Because/", &["edit", "1"]).ok();
    assert!(
        said.err.starts_with("going on with your edits"),
        "{}",
        said.err
    );
    let text = log.repo.git(&["show", &format!("HEAD:{path}")]);
    assert!(
        text.contains("Because") && text.contains("impact: high"),
        "{text}"
    );
    log.assert_tidy();
}

#[test]
fn a_text_that_cannot_be_read_opens_again_with_what_is_wrong_on_top() {
    let log = drafted();
    // The first time it breaks the text, the second time it finds the note and repairs it.
    let editor = log.repo.around().join("editor");
    std::fs::write(
        &editor,
        "if grep -q '^#! ' \"$1\"; then cp \"$1\" ../seen; sed -i /contxt/d \"$1\"; \
         else echo 'contxt: x' >> \"$1\"; echo 'impact: low' >> \"$1\"; fi\n",
    )
    .expect("an editor");
    let said = log
        .edit(&format!("sh {}", editor.display()), &["edit", "1"])
        .ok();
    assert!(
        said.err.contains("there is no key `contxt` here"),
        "{}",
        said.err
    );
    let seen = std::fs::read_to_string(log.repo.around().join("seen")).expect("what was seen");
    let said_line: usize = seen
        .split_once("line ")
        .and_then(|(_, rest)| rest.split_once(','))
        .and_then(|(line, _)| line.parse().ok())
        .expect("a line");
    // The line that the note names is the one where the mistake stands, notes included.
    assert_eq!(seen.lines().nth(said_line - 1), Some("contxt: x"), "{seen}");
    let text = log
        .repo
        .git(&["show", &format!("HEAD:{}", log.draft_path())]);
    assert!(
        text.contains("impact: low") && !text.contains("#!"),
        "{text}"
    );
    log.assert_tidy();
}

#[test]
fn what_was_typed_survives_a_mistake_that_nobody_repairs() {
    let log = drafted();
    let head = log.repo.git(&["rev-parse", "HEAD"]);
    let said = log.edit("sh -c 'echo \"bogus: 1\" >> \"$0\"'", &["edit", "1"]);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(
        said.err
            .contains("what was typed is kept in ~/repo/.git/adr/edit/0001.yaml"),
        "{}",
        said.err
    );
    assert_eq!(log.repo.git(&["rev-parse", "HEAD"]), head);
    // The next edit goes on with it.
    let said = log
        .edit("sed -i -e /bogus/d -e s/Why/Because/", &["edit", "1"])
        .ok();
    assert!(
        said.err
            .starts_with("going on with what an earlier edit has left"),
        "{}",
        said.err
    );
    log.assert_tidy();
}

#[test]
fn an_editor_that_dies_and_an_empty_file_keep_what_was_typed() {
    let log = drafted();
    let died = log.edit("sh -c 'sed -i s/Why/Typed/ \"$0\"; exit 3'", &["edit", "1"]);
    assert_eq!(died.code, 4);
    assert!(died.err.contains("ended with exit code 3"), "{}", died.err);
    assert!(log.repo.read(COPY).contains("Typed"));
    let emptied = log.edit("truncate -s 0", &["edit", "1"]).ok();
    assert_eq!(emptied.out, "nothing changed\n");
    assert!(log.repo.read(COPY).contains("Typed"));
    // And it can be forgotten.
    assert_eq!(
        log.edit("true", &["edit", "1", "--afresh"]).ok().out,
        "nothing changed\n"
    );
    assert!(!log.repo.root().join(COPY).exists());
}

#[test]
fn an_id_is_for_life_and_rules_are_for_the_charter() {
    let log = drafted();
    let wrong = |editor: &str, what: &str| {
        let said = log.edit(editor, &["edit", "1", "--afresh"]);
        assert_eq!(said.code, 1, "{}", said.err);
        assert!(said.err.contains(what), "{}", said.err);
    };
    wrong(
        "sed -i s/^id:.*/id:\\ 01jdxk3v8q5t9w2m7r4c6y1zab/",
        "may not change",
    );
    wrong(
        "sh -c 'grep -q ^charter: \"$0\" || printf \"charter:\\n  people: {}\\n  rules: []\\n\" >> \"$0\"'",
        "`charter` belongs into decision 0",
    );
    log.assert_tidy();
}

#[test]
fn unknown_people_are_a_warning() {
    let log = drafted();
    let editor = "sh -c 'echo \"consulted: [zed, team:ops]\" >> \"$0\"'";
    let said = log.edit(editor, &["edit", "1"]).ok();
    assert!(
        said.err.starts_with("not in the charter: team:ops, zed\n"),
        "{}",
        said.err
    );
}

#[test]
fn a_decision_in_force_is_edited_on_a_branch_of_its_own() {
    let log = drafted();
    log.adr(&["propose", "1"]).ok();
    log.becomes("bob", "Bob Ito");
    log.adr(&["sign", "approve", "1"]).ok();
    log.adr(&["accept", "1"]).ok();
    log.repo.git(&["switch", "-q", "main"]);
    log.repo.git(&["merge", "-q", "adr/0001-postgres"]);
    log.becomes("ann", "Ann Owner");
    let said = log.edit("sed -i s/Why/Because/", &["edit", "1"]).ok();
    assert_eq!(log.branch(), "adr/0001-postgres-r2");
    assert!(said.err.contains("next: adr revise 1 -m"), "{}", said.err);
    // From elsewhere the next edit finds that branch.
    log.repo.git(&["switch", "-q", "main"]);
    let said = log.edit("sed -i s/Because/Since/", &["edit", "1"]).ok();
    assert!(
        said.out.starts_with("[adr/0001-postgres-r2 "),
        "{}",
        said.out
    );
    log.assert_tidy();
}

#[test]
fn a_draft_that_cannot_be_read_is_repaired_by_editing_it() {
    let log = drafted();
    let path = log.draft_path();
    log.repo
        .write(&path, format!("{}bogus: 1\n", log.repo.read(&path)));
    log.repo.commit_all("Break it");
    log.edit("sed -i /bogus/d", &["edit", "1"]).ok();
    log.adr(&["propose", "1"]).ok();
    log.assert_tidy();
}

#[test]
fn without_a_terminal_an_editor_must_be_set() {
    let log = drafted();
    let said = log.run(
        log.command()
            .env_remove("GIT_EDITOR")
            .env("TERM", "xterm")
            .args(["edit", "1"]),
    );
    assert_eq!(said.code, 4);
    assert!(
        said.err
            .starts_with("error: there is no terminal to edit on"),
        "{}",
        said.err
    );
    assert_eq!(log.adr(&["edit", "nothing-like-it"]).code, 2);
}

#[test]
fn a_new_decision_opens_in_the_editor_where_somebody_is_there_to_write() {
    let log = Log::of_three();
    let at = |editor: &str, arguments: &[&str]| {
        let mut command = log.command();
        command.env("GIT_EDITOR", editor).env("NO_COLOR", "1");
        at_terminal(command.args(arguments), &[])
    };
    let write = r#"sh -c 'printf "context: |\n  Why.\ndecision: |\n  What.\n" >> "$0"'"#;
    let session = at(write, &["new", "Postgres"]);
    assert_eq!(session.code, 0, "{}", session.seen);
    let after = session.seen.split_once("Edit decision 1").expect("an edit");
    assert_eq!(after.1, "\nnext: adr propose 1\n");
    log.adr(&["propose", "1"]).ok();

    // Whoever closes the editor has a draft all the same.
    log.repo.git(&["switch", "-q", "main"]);
    let session = at("true", &["new", "MySQL"]);
    assert!(
        session
            .seen
            .ends_with("nothing changed\nnext: write the text (adr edit 2), then: adr propose 2\n"),
        "{}",
        session.seen
    );
    let session = at("false", &["new", "Redis", "--no-edit"]);
    assert_eq!(session.code, 0, "{}", session.seen);
    // Nobody is there: nothing opens.
    log.edit("false", &["new", "Queues"]).ok();
    log.assert_tidy();
}
