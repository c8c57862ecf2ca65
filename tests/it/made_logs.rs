//! The logs that benchmarks measure with are logs like any other: everything in them holds.

#[path = "../../benches/made/mod.rs"]
#[expect(dead_code, reason = "the benchmarks use the rest")]
mod made;

use std::path::Path;

use made::{PULL_REQUEST, Plan, make};

use crate::support::Repo;

const PLAN: Plan = Plan {
    decisions: 30,
    open: 2,
    seed: 7,
};

fn adr(repo: &Repo, folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = repo.command(env!("CARGO_BIN_EXE_adr"));
    let output = command
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(said).unwrap(),
    )
}

#[test]
fn a_made_up_log_holds_and_is_the_same_wherever_it_is_made() {
    let repo = Repo::with_history();
    let folders = ["one", "other"].map(|name| repo.around().join(name));
    for folder in &folders {
        make(PLAN, folder).unwrap();
    }
    let tips = folders
        .each_ref()
        .map(|folder| repo.git_in(folder, &["for-each-ref"]));
    assert_eq!(tips[0], tips[1]);

    let [folder, _] = &folders;
    let pull_request = ["check", "--base", "main", "--head", PULL_REQUEST];
    let wide = ["check", "--base", "main", "--head", "wide-10"];
    for arguments in [&["verify"][..], &["audit"], &pull_request, &wide] {
        let (code, said) = adr(&repo, folder, arguments);
        assert_eq!(code, 0, "{arguments:?}\n{said}");
    }
    let (_, said) = adr(
        &repo,
        folder,
        &["list", "--all-branches", "--status", "proposed"],
    );
    assert!(said.contains("adr/0031-"), "{said}");
}
