//! A made-up log of any size: a company that decides for ten years, with real signatures.
//!
//! Everything follows from a seed, so that two machines measure the same objects. The records are written
//! with the library's own writers, and reach the object database through `git fast-import`, which is how git
//! itself takes in a history of this length.

use std::fs;
use std::io::{self, BufWriter};
use std::path::Path;
use std::process::{Command, Stdio};

mod company;
mod life;
mod prose;
mod stream;

use company::Company;
use life::Decision;
use stream::Stream;

/// What is to be made.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many decisions `main` holds besides the charter.
    pub decisions: u32,
    /// How many more are under discussion, each on a branch of its own.
    pub open: u32,
    /// What everything follows from.
    pub seed: u64,
}

/// The branch whose check is measured: one decision, two revisions, three sign-offs, accepted.
pub const PULL_REQUEST: &str = "pull-request";

/// The branches that touch many decisions: one person's acknowledgement of each of so many.
pub const WIDE: [u32; 3] = [10, 100, 1000];

/// Makes the log in a new repository whose `main` is not checked out, unpacked or packed as
/// `git fast-import` leaves it.
///
/// # Errors
///
/// Where the folder cannot be made, or `git` fails.
pub fn make(plan: Plan, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    git(folder, &["init", "-q", "-b", "main"])?;
    let mut importer = Command::new("git")
        .args(["fast-import", "--quiet", "--date-format=raw"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .spawn()?;
    let pipe = importer.stdin.take().expect("it is piped");
    write(plan, &mut Stream::new(BufWriter::new(pipe)))?;
    let status = importer.wait()?;
    status
        .success()
        .then_some(())
        .ok_or_else(|| io::Error::other("git fast-import failed"))
}

/// Packs the repository and writes a commit-graph with the paths that each commit changed.
///
/// # Errors
///
/// Where `git` fails.
pub fn pack(folder: &Path) -> io::Result<()> {
    git(folder, &["gc", "--quiet"])?;
    let graph = ["commit-graph", "write", "--reachable", "--changed-paths"];
    git(folder, &[&graph[..], &["--no-progress"]].concat())
}

fn write(plan: Plan, stream: &mut Stream<impl io::Write>) -> io::Result<()> {
    let mut random = fastrand::Rng::with_seed(plan.seed);
    let mut company = Company::found(&mut random, plan.decisions + plan.open);
    company.write_charter(stream)?;
    for number in 1..=plan.decisions {
        let mut decision = Decision::begin(number, &mut company, &mut random);
        stream.branch("refs/heads/work", "refs/heads/main")?;
        decision.discuss(&mut company, &mut random, stream)?;
        decision.end(&mut company, &mut random, stream)?;
        stream.merge("refs/heads/work", "refs/heads/main", number)?;
        company.remember(&decision);
    }
    stream.forget("refs/heads/work")?;
    for number in (plan.decisions + 1..).take(plan.open as usize) {
        let mut decision = Decision::begin(number, &mut company, &mut random);
        stream.branch(
            &format!("refs/heads/{}", decision.branch()),
            "refs/heads/main",
        )?;
        decision.discuss(&mut company, &mut random, stream)?;
    }
    stream.branch(&format!("refs/heads/{PULL_REQUEST}"), "refs/heads/main")?;
    Decision::begin(plan.decisions + plan.open + 1, &mut company, &mut random)
        .pass_in_two_revisions(&mut company, stream)?;
    for width in WIDE.into_iter().filter(|width| *width <= plan.decisions) {
        stream.branch(&format!("refs/heads/wide-{width}"), "refs/heads/main")?;
        company.acknowledge(width, stream)?;
    }
    stream.finish()
}

fn git(folder: &Path, arguments: &[&str]) -> io::Result<()> {
    let status = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .status()?;
    status
        .success()
        .then_some(())
        .ok_or_else(|| io::Error::other(format!("git {} failed", arguments.join(" "))))
}
