//! The command line: arguments become a request, a report becomes text. One small file a command.

mod ask;
mod at;
mod audit;
mod blame;
mod brief;
mod charter;
mod check;
mod ci;
pub mod context;
mod delegate;
mod demo;
mod diff;
mod due;
mod edit;
mod editor;
mod export;
pub mod failure;
mod filter;
mod generate;
mod git_setup;
mod graph;
mod hook;
mod import;
mod inbox;
mod init;
mod invite;
mod keys;
mod lint;
mod list;
mod log;
mod new;
mod onboard;
pub mod output;
mod pager;
mod publish;
mod push;
mod receive;
mod redact;
mod renumber;
mod resolve;
mod search;
mod serve;
mod show;
mod sign;
mod sign_elsewhere;
mod site;
mod sources;
mod stats;
mod status;
mod verify;
mod why;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use context::{Context, Format, Global};
use failure::Failure;

/// Decision records that a team signs, kept in Git.
///
/// A decision is proposed on a branch, argued over as a diff, signed by the people who have to live with
/// it, and merged only when the agreement is there.
#[derive(Parser, Debug)]
#[command(name = "adr", version, propagate_version = true, max_term_width = 100)]
struct Adr {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

#[derive(Subcommand, Debug)]
enum Command {
    // The order in which they are needed: the life of a decision, reading, people, the check.
    Init(init::Init),
    New(new::New),
    Edit(edit::Edit),
    Propose(publish::Propose),
    Revise(publish::Revise),
    Sign(sign::SignAt),
    Invite(invite::Invite),
    Accept(resolve::Accept),
    Reject(resolve::Reject),
    Withdraw(resolve::Withdraw),
    Retire(publish::Retire),
    Supersede(new::Supersede),
    Renumber(renumber::Renumber),
    Redact(redact::Redact),
    Status(status::Status),
    Inbox(inbox::Inbox),
    Due(due::Due),
    List(list::List),
    Show(show::Show),
    Log(log::Log),
    Brief(brief::Brief),
    Why(why::Why),
    Search(search::Search),
    Graph(graph::Graph),
    Stats(stats::Stats),
    Site(site::Site),
    Serve(serve::Serve),
    #[command(subcommand)]
    Generate(generate::Generate),
    Lint(lint::Lint),
    Diff(diff::Diff),
    Blame(blame::Blame),
    #[command(subcommand)]
    Charter(charter::CharterCommand),
    Delegate(delegate::Delegate),
    Receive(receive::Receive),
    Import(import::ImportCommand),
    Export(export::Export),
    Check(check::Check),
    Ci(ci::Ci),
    Audit(audit::Audit),
    Verify(verify::Verify),
    #[command(subcommand)]
    Hook(hook::Hook),
    GitSetup(git_setup::GitSetup),
    Demo(demo::Demo),
    #[command(hide = true)]
    DemoSign(demo::DemoSign),
    #[command(hide = true)]
    GitTextconv(git_setup::GitTextconv),
    #[command(hide = true)]
    GitMerge(git_setup::GitMerge),
}

/// Runs `adr` with these arguments, the program's name first.
pub fn adr(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let Adr { command, global } = match Adr::try_parse_from(&arguments) {
        Ok(parsed) => parsed,
        Err(error) => return usage(&error, wants_json(&arguments)),
    };
    let context = Context::new(global);
    if let Err(failure) = offered(&context, command.formats()) {
        return finish(Err(failure), &context);
    }
    let outcome = match command {
        Command::Init(command) => command.run(&context),
        Command::New(command) => command.run(&context),
        Command::Supersede(command) => command.run(&context),
        Command::Edit(command) => command.run(&context),
        Command::Renumber(command) => command.run(&context),
        Command::Charter(command) => command.run(&context),
        Command::Propose(command) => command.run(&context),
        Command::Revise(command) => command.run(&context),
        Command::Retire(command) => command.run(&context),
        Command::Invite(command) => command.run(&context),
        Command::Accept(command) => command.run(&context),
        Command::Reject(command) => command.run(&context),
        Command::Withdraw(command) => command.run(&context),
        Command::Delegate(command) => command.run(&context),
        Command::Receive(command) => command.run(&context),
        Command::Redact(command) => command.run(&context),
        Command::Import(command) => command.run(&context),
        Command::Export(command) => command.run(&context),
        Command::Check(command) => command.run(&context),
        Command::Ci(command) => command.run(&context),
        Command::Hook(command) => command.run(&context),
        Command::Demo(command) => command.run(&context),
        Command::DemoSign(command) => command.run(&context),
        Command::GitSetup(command) => command.run(&context),
        Command::GitTextconv(command) => command.run(&context),
        Command::GitMerge(command) => command.run(&context),
        Command::Status(command) => command.run(&context),
        Command::Inbox(command) => command.run(&context),
        Command::Due(command) => command.run(&context),
        Command::List(command) => command.run(&context),
        Command::Show(command) => command.run(&context),
        Command::Log(command) => command.run(&context),
        Command::Audit(command) => command.run(&context),
        Command::Brief(command) => command.run(&context),
        Command::Why(command) => command.run(&context),
        Command::Search(command) => command.run(&context),
        Command::Graph(command) => command.run(&context),
        Command::Stats(command) => command.run(&context),
        Command::Site(command) => command.run(&context),
        Command::Serve(command) => command.run(&context),
        Command::Generate(command) => command.run(&context),
        Command::Lint(command) => command.run(&context),
        Command::Diff(command) => command.run(&context),
        Command::Blame(command) => command.run(&context),
        Command::Verify(command) => command.run(&context),
        Command::Sign(command) => command.run(&context),
    };
    finish(outcome, &context)
}

/// Sign decisions with the SSH key that you have.
///
/// Alone on a terminal it goes through what waits for you: it shows each proposal, or what has changed since
/// you last signed, and asks what you say to it. Anywhere else it lists what waits, as `adr inbox` does.
///
/// A decision is found on the current branch, on local branches and on those that you have fetched; you
/// never have to check one out. What you sign binds to the exact words.
#[derive(Parser, Debug)]
#[command(
    name = "adr-sign",
    version,
    propagate_version = true,
    max_term_width = 100
)]
struct AdrSign {
    #[command(subcommand)]
    command: Option<sign::Sign>,
    #[command(flatten)]
    global: Global,
}

/// Runs `adr-sign` with these arguments, the program's name first.
pub fn adr_sign(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let AdrSign { command, global } = match AdrSign::try_parse_from(&arguments) {
        Ok(parsed) => parsed,
        Err(error) => return usage(&error, wants_json(&arguments)),
    };
    let context = Context::new(global);
    let outcome = offered(&context, &[]).and_then(|()| sign::run(command, &context));
    finish(outcome, &context)
}

impl Command {
    /// The formats that a command answers in, beside those that every one does.
    const fn formats(&self) -> &'static [Format] {
        match self {
            Self::Check(_) => &[
                Format::Sarif,
                Format::Junit,
                Format::Github,
                Format::Markdown,
            ],
            Self::Status(_) | Self::Inbox(_) => &[Format::Markdown],
            Self::Brief(_) => &[Format::Markdown, Format::Html],
            Self::Graph(_) => &[Format::Dot, Format::Mermaid, Format::Svg],
            _ => &[],
        }
    }
}

/// What clap has to say: help and version go to standard output, complaints are told like any other.
fn usage(error: &clap::Error, is_json: bool) -> ExitCode {
    if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        // Where even this cannot be written there is nobody left to tell.
        let _ = error.print();
        return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
    }
    let failure = Failure::from_clap(error);
    failure.print(is_json);
    ExitCode::from(failure.code)
}

/// Whether the arguments ask for JSON, as far as that can be told of arguments which make no sense.
fn wants_json(arguments: &[OsString]) -> bool {
    arguments
        .iter()
        .any(|argument| argument == "--json" || argument == "--format=json")
        || arguments
            .windows(2)
            .any(|pair| matches!(pair, [one, two] if one == "--format" && two == "json"))
}

/// Refuses a format that the command does not answer in.
fn offered(context: &Context, own: &[Format]) -> Result<(), Failure> {
    let format = context.format();
    if format.is_general() || own.contains(&format) {
        return Ok(());
    }
    Err(Failure::usage(
        "this command does not answer in that format",
        "ask for --format human or --format json",
    ))
}

fn finish(outcome: Result<ExitCode, Failure>, context: &Context) -> ExitCode {
    outcome.unwrap_or_else(|failure| {
        failure.print(context.is_json());
        ExitCode::from(failure.code)
    })
}
