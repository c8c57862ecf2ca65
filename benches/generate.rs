//! Makes a log of any size to measure with.
//!
//! ```text
//! cargo bench --bench generate -- --decisions 10000 /tmp/log-10000
//! ```

mod made;

use std::path::PathBuf;

use clap::Parser;

use made::Plan;

/// Makes a log of any size, with real signatures, from a seed.
#[derive(Parser)]
struct Arguments {
    /// How many decisions `main` holds.
    #[arg(long, default_value_t = 100)]
    decisions: u32,
    /// How many more are open, each on a branch of its own.
    #[arg(long, default_value_t = 20)]
    open: u32,
    /// What everything follows from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Leave it as it was written: no `git gc`, no commit-graph.
    #[arg(long)]
    unpacked: bool,
    /// Passed by `cargo bench`; means nothing here.
    #[arg(long, hide = true)]
    bench: bool,
    /// The folder, which is made.
    folder: PathBuf,
}

fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let plan = Plan {
        decisions: arguments.decisions,
        open: arguments.open,
        seed: arguments.seed,
    };
    made::make(plan, &arguments.folder)?;
    if !arguments.unpacked {
        made::pack(&arguments.folder)?;
    }
    Ok(())
}
