//! What the commands say of themselves.

use super::{adr, adr_sign};
use crate::support::Repo;

#[test]
fn adr_lists_its_commands_in_the_order_of_a_decisions_life() {
    insta::assert_snapshot!(adr(&Repo::new(), &["--help"]).fine(), @"");
}

#[test]
fn adr_sign_lists_what_can_be_said() {
    insta::assert_snapshot!(adr_sign(&Repo::new(), &["--help"]).fine(), @"");
}

#[test]
fn every_command_shows_an_example() {
    let repo = Repo::new();
    for told in [adr(&repo, &["--help"]), adr_sign(&repo, &["--help"])] {
        let is_sign = told.answer.contains("Usage: adr-sign");
        let commands = told.answer.split("Commands:\n").nth(1).expect("commands");
        let names: Vec<&str> = commands
            .lines()
            .take_while(|line| !line.is_empty())
            .filter(|line| !line.starts_with("   "))
            .filter_map(|line| line.split_whitespace().next())
            .filter(|name| !["help", "sign", "charter"].contains(name))
            .collect();
        assert!(names.len() > 10, "{names:?}");
        for name in names {
            let help = if is_sign {
                adr_sign(&repo, &[name, "--help"])
            } else {
                adr(&repo, &[name, "--help"])
            };
            let answer = help.fine();
            let program = if is_sign { "adr-sign" } else { "adr" };
            let example = answer.rsplit("Example").next().unwrap_or_default();
            assert!(
                answer.contains("Example") && example.contains(&format!("{program} ")),
                "{program} {name}: {answer}"
            );
            assert!(
                answer.lines().count() < 45,
                "{program} {name} says too much: {answer}"
            );
        }
    }
}
