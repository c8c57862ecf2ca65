//! Templates: those that come with the tool, the team's own, and what is not filled in yet.

use super::people::Log;

fn draft_of(log: &Log) -> String {
    log.repo.read(&log.draft_path())
}

#[test]
fn a_template_cannot_be_proposed_before_it_is_filled_in() {
    let log = Log::of_three();
    log.adr(&["new", "A queue", "--template", "nygard"]).ok();
    let text = draft_of(&log);
    assert!(text.contains("title: A queue\n"), "{text}");
    assert!(
        text.contains("consequences: |\n  {{What becomes easier"),
        "{text}"
    );
    let said = log.adr(&["propose", "1"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err
            .starts_with("error: decision 1: `context` still says {{What is going on")
            && said
                .err
                .contains("hint: write what belongs there, or take the line out: adr edit 1"),
        "{}",
        said.err
    );
    log.edit(
        "sed -i 's/{{\\(.*\\)}}/So: \\1/'",
        &["edit", "1", "--markdown"],
    )
    .ok();
    log.adr(&["propose", "1"]).ok();
    log.assert_tidy();
}

#[test]
fn hints_for_the_front_matter_stay_as_comments() {
    let log = Log::of_three();
    log.adr(&["new", "A queue", "--template", "madr"]).ok();
    let text = draft_of(&log);
    assert!(text.contains("# impact: medium  "), "{text}");
    assert!(
        text.contains("  - name: '{{The first option}}'\n")
            || text.contains("  - name: \"{{The first option}}\"\n"),
        "{text}"
    );
    let title = log.adr(&["new", "--template", "short"]);
    assert_eq!(title.code, 2);
    assert!(
        title.err.starts_with("error: a decision needs a title"),
        "{}",
        title.err
    );
}

#[test]
fn the_teams_own_templates_are_what_the_charter_names() {
    let log = Log::new();
    let folder = "decisions/0000-charter/attachments/templates";
    let ours = "---\ntags: [ours]\n---\n\n# {{Title}}\n\n## Context\n\n{{Why?}}\n";
    let path = format!("{folder}/short.md");
    let before = log.adr(&["new", "Before", "--template", "rfc"]);
    assert_eq!(before.code, 2);
    assert!(
        before.err.contains(
            "there is no template `rfc`\nhint: take one of madr, nygard, short, or a file"
        ),
        "{}",
        before.err
    );
    let digest = adr_sign::record::digest::Digest::of(ours.as_bytes());
    log.edit(
        &format!("sh -c 'printf \"attachments:\\n  - {{path: templates/short.md, sha256: \\\"{digest}\\\"}}\\n\" >> \"$0\"'"),
        &["charter", "edit"],
    )
    .ok();
    log.repo.write(&path, ours);
    log.agree_on_the_charter();
    // Whatever lies in the work tree, what was agreed on counts.
    log.repo.write(&path, "# {{Title}}\n\nSomething else.\n");
    log.adr(&["new", "After", "--template", "short", "--here"])
        .ok();
    let text = draft_of(&log);
    assert!(
        text.contains("tags: [ours]\n") && text.contains("{{Why?}}"),
        "{text}"
    );
    log.repo.git(&["checkout", "-q", "--", &path]);
    log.assert_tidy();
}

#[test]
fn a_template_may_be_any_file() {
    let log = Log::of_three();
    std::fs::write(
        log.repo.around().join("ours.yaml"),
        "# ours\ncontext: \"{{Why?}}\"\n",
    )
    .expect("a file");
    log.adr(&["new", "A queue", "--template", "../ours.yaml"])
        .ok();
    assert!(draft_of(&log).contains("{{Why?}}"));
    let both = log.adr(&["new", "T", "--template", "short", "--from", "../ours.yaml"]);
    assert_eq!(both.code, 2, "{}", both.err);
}
