//! The store in a process of its own: one that can be killed, starved, or given an environment.
//!
//! The process is this test binary again, told by a variable what to do.

use std::path::Path;
use std::process::{Command, Output};

use adr_sign::store::{Retry, Store, Target};

use super::adding;
use crate::support::Repo;

const ORDER: &str = "ADR_TEST_ORDER";

/// Runs a process in the repository, with an empty environment, and an order `WHAT:ARGUMENT`.
pub fn order(repo: &Repo, order: &str) -> Output {
    order_after(repo, ":", order)
}

/// The same, with a line of shell before it.
pub fn order_after(repo: &Repo, shell: &str, order: &str) -> Output {
    let mut command: Command = repo.command("sh");
    command.args(["-c", &format!("{shell}; exec \"$0\" \"$@\"")]);
    command.arg(std::env::current_exe().expect("this program"));
    command.args([
        "--ignored",
        "--exact",
        "store::process::the_one_that_is_told_to",
        "--nocapture",
    ]);
    command.env(ORDER, order).output().expect("it starts")
}

#[test]
#[ignore = "run by other tests, as a process of its own"]
fn the_one_that_is_told_to() {
    let order = std::env::var(ORDER).expect("an order");
    let (what, argument) = order.split_once(':').expect("WHAT:ARGUMENT");
    let store = Store::open(Path::new(".")).unwrap_or_else(|error| panic!("refused: {error}"));
    let mut change = adding(&store, &[("decisions/killed.yaml", "a: b\n")]);
    let mut last_step = None;
    match what {
        "Identity" => {
            let identity = store
                .identity()
                .unwrap_or_else(|error| panic!("refused: {error}"));
            println!("{identity:?}");
            return;
        }
        "Editor" => {
            println!("{}", store.editor().expect("an editor"));
            return;
        }
        "Kill" => last_step = Some(argument),
        "KillOnNewBranch" => {
            last_step = Some(argument);
            change.target = Target::NewBranch {
                name: "refs/heads/adr/new".into(),
                switch: true,
            };
        }
        "Add" => {
            change.retry = Retry::WhileUntouched;
            change.files = [(argument.to_owned(), Some(b"a: b\n".to_vec()))].into();
        }
        "AddLarge" => {
            // Bytes that do not compress.
            let bytes =
                (0..100_000u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes());
            change.files = [(argument.to_owned(), Some(bytes.collect()))].into();
        }
        other => panic!("no such order: {other}"),
    }
    let done = store.commit_watched(&change, &mut |step| {
        if last_step.is_some_and(|last| format!("{step:?}") == last) {
            std::process::abort();
        }
    });
    done.unwrap_or_else(|error| panic!("refused: {error}"));
}
