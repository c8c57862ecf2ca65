//! Any other system: the script, with what that system has to hand in.

use super::Forge;
use crate::cli::Told;
use crate::support::team::Team;

fn run(forge: &Forge<'_>, variables: &[(&str, &str)]) -> Told {
    let mut runner = forge.runner();
    for (name, value) in variables {
        runner.set(name, *value);
    }
    let script = forge.workflow("generic");
    let install = "cargo install --locked --root \"$HOME/adr\"";
    assert!(script.contains(install), "{script}");
    runner.script(&script.replace(install, ": "), &[])
}

#[test]
fn the_script_ends_as_the_check_does() {
    let team = Team::new();
    let forge = Forge::new(&team);
    let remote = forge.bare.display().to_string();
    let root = team.root.to_string();
    team.propose(1);
    let head = forge.push("adr/1", "refs/heads/adr/1");
    let ask = |head: &str| {
        run(
            &forge,
            &[
                ("REMOTE", &remote),
                ("COMMIT", head),
                ("ADR_TRUST_ROOT", &root),
            ],
        )
    };
    assert!(ask(&head).with_code(1).contains("approval-missing"));
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    let head = forge.push("adr/1", "refs/heads/adr/1");
    assert!(ask(&head).with_code(0).contains("origin/main"));
}

#[test]
fn what_is_not_handed_in_is_asked_for() {
    let team = Team::new();
    let forge = Forge::new(&team);
    let told = run(&forge, &[("REMOTE", "/nowhere")]);
    assert_ne!(told.code, 0);
    assert!(
        told.said.contains("COMMIT: the commit to be merged"),
        "{}",
        told.said
    );
}
