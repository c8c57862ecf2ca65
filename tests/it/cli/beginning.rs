//! The first hour of a log in a repository with a remote: the charter waits on a branch of its own, and nothing
//! else changes it before it is merged.

use super::office::Desk;
use crate::support::terminal::at_terminal;
use crate::support::{Repo, run, ssh_key};

/// A repository whose default branch is `main` at `origin`.
fn with_origin() -> Repo {
    let repo = Repo::with_history();
    let origin = repo.around().join("origin.git");
    run(repo
        .command("git")
        .args(["clone", "-q", "--bare"])
        .arg(repo.root())
        .arg(&origin));
    repo.git(&["remote", "add", "origin", &origin.display().to_string()]);
    repo.git(&["fetch", "-q"]);
    repo.git(&["remote", "set-head", "origin", "-a"]);
    repo
}

/// Lets Bob be a maintainer, on the branch where the charter is being changed.
fn add_bob(ann: &Desk<'_>) -> super::Told {
    let key = ssh_key(&ann.repo.around(), "bob", "ed25519").line;
    let person = ["charter", "add-person", "bob", "--name", "Bob Ito"];
    ann.adr(&[&person[..], &["--key", &key, "--team", "maintainers"]].concat())
}

/// Merges a branch and publishes that.
fn merge(repo: &Repo, branch: &str) {
    repo.git(&["switch", "-q", "main"]);
    repo.git(&["merge", "-q", "--ff-only", branch]);
    repo.git(&["push", "-q", "origin", "main"]);
}

#[test]
fn where_there_is_a_remote_the_charter_is_merged_first() {
    let repo = with_origin();
    let ann = Desk::at(&repo, "ann");
    let told = ann.adr(&["init"]);
    insta::assert_snapshot!(told.fine(), @r"
    [adr/0000-charter xxxxxxxxxx] Start the decision log
    trust root: sha256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    ");
    insta::assert_snapshot!(told.said, @r#"
    ann is alone so far, so every rule lets the proposer count (`proposer: allow`)
    next: git push -u origin adr/0000-charter
          and merge it into main there, then `git fetch`; only then:
    next: adr charter add-person HANDLE --name NAME --key KEY   for each other person
    next: adr new "TITLE"   for the first decision
    "#);

    let early = add_bob(&ann);
    assert_eq!(early.code, 1);
    insta::assert_snapshot!(early.said, @r"
    error: revision 1 of the charter is accepted on adr/0000-charter, and origin/main does not hold it yet; one change accepts one
    hint: merge it into main at origin first (git push -u origin adr/0000-charter), then `git fetch`
    ");
    repo.git(&["switch", "-q", "main"]);
    assert_eq!(add_bob(&ann).said, early.said, "from main as well");

    merge(&repo, "adr/0000-charter");
    add_bob(&ann).fine();
}

#[test]
fn the_next_revision_of_the_charter_waits_until_the_one_before_is_merged() {
    let repo = with_origin();
    let ann = Desk::at(&repo, "ann");
    ann.adr(&["init"]).fine();
    merge(&repo, "adr/0000-charter");
    add_bob(&ann).fine();
    ann.adr(&["revise", "0", "-m", "Bob joins"]).fine();
    ann.sign(&["approve", "0"]).fine();
    ann.adr(&["accept", "0"]).fine();

    let again = ann.adr(&["charter", "add-team", "security", "bob"]);
    assert_eq!(again.code, 1);
    assert!(
        again.said.contains(
            "revision 2 of the charter is accepted on adr/0000-charter-r2, and origin/main does not hold it yet"
        ),
        "{}",
        again.said
    );
    // Whoever edits the file by hand learns it before others have signed.
    let draft = "decisions/0000-charter/decision.yaml";
    ann.rewrite(draft, "title: How we decide", "title: How we all decide");
    assert_eq!(ann.adr(&["revise", "0", "-m", "All"]).said, again.said);
    repo.git(&["checkout", "-q", "--", draft]);

    merge(&repo, "adr/0000-charter-r2");
    ann.adr(&["charter", "add-team", "security", "bob"]).fine();
}

#[test]
fn whoever_has_no_key_is_not_sent_to_join_what_does_not_exist() {
    let repo = with_origin();
    repo.git(&["config", "user.name", "Ann Owner"]);
    repo.git(&["config", "user.email", "ann@example.com"]);
    let told = super::adr(&repo, &["init"]);
    assert_eq!(told.code, 4);
    insta::assert_snapshot!(told.said, @r"
    error: there is no SSH key to sign with
    hint: make a key with `ssh-keygen -t ed25519`, tell git with `git config --global gpg.format ssh` and `git config --global user.signingkey ~/.ssh/id_ed25519.pub`, then begin again
    ");
}

#[test]
fn a_second_start_is_told_of_the_first() {
    let repo = with_origin();
    let ann = Desk::at(&repo, "ann");
    ann.adr(&["init"]).fine();
    repo.git(&["switch", "-q", "main"]);
    let told = ann.adr(&["init"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: a decision log in `decisions` was begun on adr/0000-charter and waits to be merged
    hint: go on there: git switch adr/0000-charter; to begin anew, delete that branch first
    ");
}

#[test]
fn a_branch_that_only_has_the_name_is_left_alone() {
    let repo = with_origin();
    repo.git(&["branch", "adr/0000-charter"]);
    let ann = Desk::at(&repo, "ann");
    let told = ann.adr(&["init"]);
    assert!(
        told.fine().starts_with("[adr/0000-charter-2 "),
        "{}",
        told.answer
    );
    assert!(
        told.said
            .contains("git push -u origin adr/0000-charter-2\n")
    );
}

#[test]
fn what_is_said_fits_the_terminal_and_commands_stay_whole() {
    let repo = with_origin();
    let ann = Desk::at(&repo, "ann");
    ann.adr(&["init"]).fine();
    let mut command = ann.command(
        env!("CARGO_BIN_EXE_adr"),
        &["charter", "add-team", "security", "ann"],
    );
    let session = at_terminal(command.env("NO_COLOR", "1"), &[]);
    insta::assert_snapshot!(session.seen, @r"
    error: revision 1 of the charter is accepted on adr/0000-charter, and
           origin/main does not hold it yet; one change accepts one
    hint: merge it into main at origin first (git push -u origin adr/0000-charter),
          then `git fetch`
    ");
}
