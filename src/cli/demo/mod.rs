//! `adr demo`: one decision from proposal to merge, by a made-up team, for real.

mod signer;
mod stage;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
pub use signer::DemoSign;
use stage::Stage;

/// See one decision go from proposal to merge
///
/// A made-up team takes a decision in a scratch repository: a proposal, an objection, a better text, the
/// sign-offs, and the check that lets it through only then. Every command is run for real, with keys made
/// for the occasion; nothing outside the scratch folder is read or changed.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr demo              in a folder that is removed afterwards\n  adr demo /tmp/shop    in a folder that stays, to look around in"
)]
pub struct Demo {
    /// An empty folder, or one to be made; it stays afterwards
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

const DRAFT: &str = "\
title: PostgreSQL for orders
impact: high
approvers: [dana]
context: Orders outgrow SQLite, and customers in the EU want their data kept there.
decision: We move all services to PostgreSQL.
";

impl Demo {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let mut stage = Stage::set(self.dir.map(|dir| context.path(&dir)).as_deref())?;
        first_day(&mut stage)?;
        proposal(&mut stage)?;
        objection(&mut stage)?;
        agreement(&mut stage)?;
        stage.close();
        Ok(ExitCode::SUCCESS)
    }
}

fn first_day(stage: &mut Stage) -> Result<(), Failure> {
    stage.say("Alice starts a decision log. Its first decision, number 0, says who takes part.");
    stage.run("alice", "adr init --as alice")?;
    stage.say("She brings in Bob and Dana; from now on nobody agrees with themselves.");
    stage.quietly("alice", "adr charter add-person bob --name Bob --email bob@shop.example --key bob.pub --team maintainers")?;
    stage.quietly("alice", "adr charter add-person dana --name Dana --email dana@shop.example --key dana.pub --team maintainers --strict")?;
    stage.quietly("alice", "adr revise 0 -m \"Bob and Dana join\"")?;
    stage.quietly("alice", "adr-sign approve 0")?;
    stage.quietly("alice", "adr accept 0")?;
    stage.quietly("alice", "git switch main")?;
    stage.quietly("alice", "git merge adr/0000-charter-r2")
}

fn proposal(stage: &mut Stage) -> Result<(), Failure> {
    stage.say("She puts a decision up. It names Dana, who has to live with it.");
    stage.write("draft.yaml", DRAFT)?;
    stage.run("alice", "adr new --from draft.yaml")?;
    stage.run("alice", "adr propose 1")?;
    stage.say("The check, as CI runs it: not yet, and it says who is missing.");
    stage.run_to("alice", "adr check", 1)
}

fn objection(stage: &mut Stage) -> Result<(), Failure> {
    stage.say("Dana agrees to these words. Bob does not.");
    stage.quietly("dana", "adr-sign approve 1")?;
    stage.quietly(
        "bob",
        "adr-sign object 1 -m \"The cache has no need of it\"",
    )?;
    stage.say("Alice narrows the text: `all services` becomes `the orders service`.");
    stage.edit(
        "decisions/0001-postgresql-for-orders/decision.yaml",
        "all services",
        "the orders service",
    )?;
    stage.run(
        "alice",
        "adr revise 1 -m \"Narrowed after Bob's objection\"",
    )
}

fn agreement(stage: &mut Stage) -> Result<(), Failure> {
    stage.say("Both look again. They are shown the words that changed, and sign the new text.");
    stage.run("bob", "adr-sign approve 1")?;
    stage.run("dana", "adr-sign approve --again")?;
    stage.say("Now it is agreed, and only now does the check let it through.");
    stage.run("alice", "adr accept 1 -m \"Orders move to PostgreSQL\"")?;
    stage.run("alice", "adr check")?;
    stage.quietly("alice", "git switch main")?;
    stage.quietly("alice", "git merge --squash adr/0001-postgresql-for-orders")?;
    stage.quietly("alice", "git commit -m \"Take PostgreSQL for orders\"")?;
    stage.say("Squashed, and still provable from the files alone, years later, by anybody.");
    stage.run("alice", "adr verify")
}
