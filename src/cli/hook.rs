//! `adr hook ...`

use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action::hook::{self, Guard, Request, Update};
use crate::render;

/// Most bytes of what Git tells a hook: some hundred thousand refs.
const MOST_INPUT: u64 = 64 << 20;

/// What Git runs by itself: on a server, the check before a push is taken
///
/// `adr hook pre-receive --install` lays the hooks into a bare repository. From then on nobody can push to a
/// protected branch what `adr check` does not let through; everything else is pushed as before.
#[derive(Subcommand, Debug)]
#[command(after_help = EXAMPLE)]
pub enum Hook {
    PreReceive(PreReceive),
    PostReceive(PostReceive),
}

const EXAMPLE: &str = "Example, on the server:\n  cd /srv/git/orders.git\n  adr hook pre-receive --install\n  git config --add adr.protect main\n  git config --add adr.protect 'release/*'\n  git config adr.trustRoot sha256:3f9a...      as `adr charter show` prints it";

impl Hook {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        match self {
            Self::PreReceive(command) => command.run(context),
            Self::PostReceive(_) => PostReceive::run(context),
        }
    }
}

/// Refuse a push to a protected branch that `adr check` does not let through
///
/// Reads what Git tells the hook, judges each protected branch as a change to where it is now, and tells
/// whoever pushed what is missing and how to fix it. Protected branches are neither removed nor rewound.
/// Other branches and tags pass freely. A push is taken as a whole or not at all.
///
/// The settings are those of the repository's own configuration file: `adr.protect` (branches and patterns,
/// several values; without it the branch that HEAD names) and `adr.trustRoot`.
///
/// Exit codes: 0 the push may go through, 1 agreement is missing, 3 the push must be changed, 4 there is no
/// answer.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLE)]
pub struct PreReceive {
    /// Lay this hook and `post-receive` into the repository, and do nothing else
    #[arg(long)]
    install: bool,
}

impl PreReceive {
    fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let store = context.store()?;
        if self.install {
            let hooks = hook::install(store, &own_program()?)?;
            output::answer(context, &hooks, |hooks| render::hook::installed(hooks))?;
            let is_complete = hooks.iter().all(|hook| hook.path.is_some());
            return Ok(ExitCode::from(u8::from(!is_complete)));
        }
        let request = Request {
            updates: updates(context)?,
            now: context.clock(),
        };
        let guard = Guard::read(store)
            .map_err(|error| Failure::environment(error.to_string(), error.hint()))?;
        let report = hook::pre_receive(store, &guard, &request);
        if !report.refused.is_empty() || context.is_json() {
            output::answer(context, &report, |report| {
                render::hook::refused(report, context.width())
            })?;
        }
        Ok(ExitCode::from(report.verdict().exit_code()))
    }
}

/// Note when which text came to the server, for comment periods
///
/// Keeps the record in `adr/arrivals` in the repository's own folder, which no push reaches. Without this
/// hook the clock of a text starts only with the next push to a protected branch.
#[derive(Args, Debug)]
#[command(
    after_help = "Example, in the file hooks/post-receive:\n  #!/bin/sh\n  exec adr hook post-receive"
)]
pub struct PostReceive {}

impl PostReceive {
    fn run(context: &Context) -> Result<ExitCode, Failure> {
        // What was pushed stands in the branches now; Git wants it to be read all the same.
        input(context)?;
        hook::note(context.store()?, context.clock())?;
        Ok(ExitCode::SUCCESS)
    }
}

fn updates(context: &Context) -> Result<Vec<Update>, Failure> {
    let input = input(context)?;
    let input = String::from_utf8(input).map_err(|_| {
        Failure::environment(
            "the name of a ref is not UTF-8, and cannot be judged",
            "give it another name",
        )
    })?;
    Update::read_all(&input).map_err(|error| {
        Failure::environment(
            error.to_string(),
            "let Git run it, as hooks/pre-receive: see adr hook pre-receive --help",
        )
    })
}

fn input(context: &Context) -> Result<Vec<u8>, Failure> {
    if context.is_interactive() {
        return Err(Failure::usage(
            "this is run by Git, which says what was pushed",
            "lay it into the repository: adr hook pre-receive --install",
        ));
    }
    let mut bytes = Vec::new();
    let read = std::io::stdin()
        .lock()
        .take(MOST_INPUT + 1)
        .read_to_end(&mut bytes);
    let failed = |what: String| Failure::environment(what, "push fewer refs at once");
    read.map_err(|error| failed(format!("cannot read what Git tells the hook: {error}")))?;
    if bytes.len() as u64 > MOST_INPUT {
        return Err(failed("Git tells the hook of too many refs".to_owned()));
    }
    Ok(bytes)
}

/// This program, as a shell calls it: a server's search path may be short.
fn own_program() -> Result<String, Failure> {
    let program = std::env::current_exe().map_err(|error| {
        Failure::environment(
            format!("cannot find this program: {error}"),
            "write the hooks by hand: see adr hook pre-receive --help",
        )
    })?;
    Ok(quoted(&program))
}

fn quoted(program: &Path) -> String {
    format!("'{}'", program.to_string_lossy().replace('\'', "'\\''"))
}
