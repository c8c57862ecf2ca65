//! `adr demo`: one decision from proposal to merge, by a made-up team, for real.

mod line;
mod signer;
mod stage;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
pub use signer::DemoSign;
use stage::{Shown, Stage};

/// See one decision go from proposal to merge
///
/// A made-up team takes a decision in a scratch repository: a proposal, an objection, a better text, the
/// sign-offs, and the check that lets it through only then. Every command is run for real, with keys made
/// for the occasion; of what they print, some is left out. Nothing outside the scratch folder is changed.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr demo              in a folder that is removed afterwards\n  adr demo /tmp/shop    in a folder that stays, to look around in"
)]
pub struct Demo {
    /// An empty folder, or one to be made; it stays afterwards
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// What Alice has written before.
const DRAFT: &str = include_str!("draft.yaml");

impl Demo {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let stage = Stage::set(context, self.dir.map(|dir| context.path(&dir)).as_deref())?;
        first_day(&stage)?;
        proposal(&stage)?;
        objection(&stage)?;
        agreement(&stage)?;
        stage.close()?;
        Ok(ExitCode::SUCCESS)
    }
}

fn first_day(stage: &Stage) -> Result<(), Failure> {
    stage.say("Alice starts a decision log. Its trust root is what CI will hold on to.");
    stage.briefly("alice", "adr init", Shown::Result)?;
    stage.say("Decision 0 says who takes part. She brings in Bob, and Dana of security.");
    for line in [
        "adr charter add-person bob --name \"Bob Ito\" --email bob@shop.example --key bob.pub --team maintainers --strict",
        "adr charter add-person dana --name \"Dana Roy\" --email dana@shop.example --key dana.pub",
        "adr charter add-team security dana",
        "adr revise 0 -m \"Bob and Dana join\"",
        "adr-sign approve 0",
        "adr accept 0",
        "git switch main",
        "git merge adr/0000-charter-r2",
    ] {
        stage.briefly("alice", line, Shown::Nothing)?;
    }
    Ok(())
}

fn proposal(stage: &Stage) -> Result<(), Failure> {
    stage.say("She puts a decision up, on a branch of its own. It asks for security, too.");
    stage.write("draft.yaml", DRAFT)?;
    stage.briefly("alice", "adr new --from draft.yaml", Shown::Result)?;
    stage.run("alice", "adr propose 1")?;
    stage.say("Bob agrees to exactly these words.");
    stage.briefly("bob", "adr-sign approve 1", Shown::Result)?;
    stage.say("May it be merged? CI asks, and is told who is missing.");
    stage.run_to("alice", "adr check", 1)
}

fn objection(stage: &Stage) -> Result<(), Failure> {
    stage.say("Dana objects.");
    let object = "adr-sign object 1 -m \"Profiles must stay in the EU\"";
    stage.briefly("dana", object, Shown::Result)?;
    stage.say("Alice changes the text. Bob has not signed these words: his approval is stale.");
    stage.edit(
        "decisions/0001-orders-in-postgres/decision.yaml",
        "Orders and customer profiles move to Postgres in spring.",
        "Orders move to Postgres in spring. Profiles stay where they are.",
    )?;
    let revise = "adr revise 1 -m \"Leave the profiles out, as Dana asks\"";
    stage.run("alice", revise)
}

fn agreement(stage: &Stage) -> Result<(), Failure> {
    stage.say("That convinces Dana, and ends her objection.");
    stage.briefly("dana", "adr-sign approve 1", Shown::Result)?;
    stage.say("Bob is shown the words that changed, and signs again.");
    stage.run("bob", "adr-sign approve --again")?;
    stage.say("Now it is agreed, and only now does the check let it through.");
    let accept = "adr accept 1 -m \"Orders move to Postgres\"";
    stage.briefly("alice", accept, Shown::Result)?;
    stage.run("alice", "adr check")?;
    stage.briefly("alice", "git switch main", Shown::Nothing)?;
    let merge = "git merge --squash adr/0001-orders-in-postgres";
    stage.briefly("alice", merge, Shown::Nothing)?;
    let commit = "git commit -m \"Orders move to Postgres\"";
    stage.briefly("alice", commit, Shown::Nothing)?;
    stage.say("Squashed, and still provable: from the files alone, years later, by anybody.");
    stage.run("alice", "adr verify")
}
