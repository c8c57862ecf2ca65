//! How a use case can fail, by name.

use thiserror::Error;

use crate::agreement::chain::ChainFlaw;
use crate::agreement::outcome::Refusal;
use crate::log::problem::Problem;
use crate::record::charter::KeyState;
use crate::record::id::Number;
use crate::record::layout::LogDir;
use crate::record::name::Handle;
use crate::record::yaml::ReadError;
use crate::signing::SigningError;
use crate::store::StoreError;

/// A failure, or a "no". [`Error::hint`] says what to do.
#[derive(Debug, Error)]
pub enum Error {
    /// Git, or the file system below it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No signature could be made.
    #[error(transparent)]
    Signing(#[from] SigningError),

    /// The repository has no log yet.
    #[error("there is no decision log in this repository (looked in `{dir}`)")]
    NoLog {
        /// Where it was looked for.
        dir: LogDir,
    },
    /// The repository has one already.
    #[error("there is a decision log in `{dir}` already, on {branch}")]
    LogExists {
        /// Where.
        dir: LogDir,
        /// On which branch.
        branch: String,
    },
    /// `--log` names no log.
    #[error("`{dir}` is not a log of this repository; its logs are {}", list(.known))]
    UnknownLog {
        /// What was named.
        dir: LogDir,
        /// What there is.
        known: Vec<LogDir>,
    },
    /// There is no charter to judge by.
    #[error("{0}")]
    Charter(ChainFlaw),

    /// What was typed names no decision.
    #[error("`{0}` is not the name of a decision")]
    BadSelector(String),
    /// No such decision anywhere.
    #[error("there is no decision {selector} on this branch or any other that this clone knows")]
    NoSuchDecision {
        /// As it was asked for.
        selector: String,
    },
    /// Several decisions answer to the name.
    #[error("`{selector}` may mean {}", .candidates.join(" or "))]
    AmbiguousDecision {
        /// As it was asked for.
        selector: String,
        /// What it may mean.
        candidates: Vec<String>,
    },
    /// The decision is open on several branches.
    #[error("decision {number} is open on several branches: {}", .branches.join(", "))]
    SeveralBranches {
        /// The number.
        number: Number,
        /// The branches.
        branches: Vec<String>,
    },
    /// The local branch is behind what was fetched.
    #[error("your branch {branch} is behind {upstream}, where decision {number} has gone on")]
    Behind {
        /// The number.
        number: Number,
        /// The local branch.
        branch: String,
        /// The remote-tracking branch.
        upstream: String,
        /// Whether that branch is checked out.
        is_head: bool,
    },
    /// The branch that was asked for does not hold the decision.
    #[error("branch {branch} does not hold decision {number}")]
    NotOnBranch {
        /// The number.
        number: Number,
        /// The branch.
        branch: String,
    },
    /// A record of the decision is not what it should be.
    #[error("{dir}/{}: {}", .problem.path, .problem.flaw)]
    Unreadable {
        /// The log.
        dir: LogDir,
        /// The file and what is wrong.
        problem: Problem,
    },
    /// A file that a person edits cannot be read.
    #[error("{path}: {error}")]
    Draft {
        /// The file.
        path: String,
        /// What is wrong, and where.
        error: ReadError,
    },
    /// The text is not ready to be put up.
    #[error("decision {number} cannot be proposed yet: its text lacks {}", .missing.join(", "))]
    Incomplete {
        /// The number.
        number: Number,
        /// The keys.
        missing: Vec<String>,
        /// The file.
        path: String,
    },
    /// The decision was proposed before.
    #[error("decision {number} was proposed already, as revision {revision}")]
    AlreadyProposed {
        /// The number.
        number: Number,
        /// The newest revision.
        revision: u32,
    },
    /// The decision has no revision yet.
    #[error("decision {number} is a draft: nothing was put up for agreement yet")]
    NotProposed {
        /// The number.
        number: Number,
    },
    /// The text says the same as the newest revision.
    #[error(
        "decision {number} says the same as its revision {revision}: there is nothing to revise"
    )]
    NothingChanged {
        /// The number.
        number: Number,
        /// The newest revision.
        revision: u32,
    },
    /// The living text says something else than what is signed.
    #[error("decision {number} has edits that no revision holds, in {path}")]
    UnpublishedEdits {
        /// The number.
        number: Number,
        /// The file.
        path: String,
    },
    /// A text that cannot be put up, for a reason of its own.
    #[error("decision {number}: {what}")]
    BadText {
        /// The number.
        number: Number,
        /// What is wrong.
        what: String,
        /// What to do.
        hint: String,
    },

    /// The domain says no.
    #[error("decision {number} cannot be {outcome}: {why}")]
    Refused {
        /// The number.
        number: Number,
        /// What was tried, as a participle.
        outcome: &'static str,
        /// Why not.
        why: Refusal,
        /// What to do.
        hint: String,
    },
    /// A statement that cannot be made.
    #[error("decision {number}: {what}")]
    CannotSign {
        /// The number.
        number: Number,
        /// Why not.
        what: String,
        /// What to do.
        hint: String,
    },
    /// Something that was signed elsewhere cannot be brought in.
    #[error("{} is not received: {why}", .from.escape_debug())]
    NotReceived {
        /// Where it came from.
        from: String,
        /// Why not.
        why: String,
    },
    /// The person is not the one who may do this.
    #[error("{handle} cannot {what}; {} can", .may.join(" or "))]
    WrongPerson {
        /// Who tried.
        handle: Handle,
        /// What.
        what: String,
        /// Who may.
        may: Vec<String>,
    },

    /// Neither key nor address is in the charter.
    #[error("neither your key {fingerprint} nor your address {email} is in the charter")]
    NotInCharter {
        /// The address.
        email: String,
        /// The key at hand.
        fingerprint: String,
    },
    /// The address is, the key is not.
    #[error("you are {handle} by address, but your key {fingerprint} is not in the charter")]
    KeyNotInCharter {
        /// Who.
        handle: Handle,
        /// The key at hand.
        fingerprint: String,
    },
    /// The key signs nothing any more.
    #[error("{handle}'s key {fingerprint} is {} in the charter: nothing new that it signs counts", state_word(*.state))]
    KeyNotActive {
        /// Who.
        handle: Handle,
        /// The key at hand.
        fingerprint: String,
        /// Its state.
        state: KeyState,
    },
    /// The charter would not make sense.
    #[error("the charter would not be well-formed: {what}")]
    BadCharter {
        /// What is wrong.
        what: String,
    },
    /// The state of the log stands against it.
    #[error("{what}")]
    Declined {
        /// What stands against it.
        what: String,
        /// What to do.
        hint: String,
    },
    /// Something that was typed does not make sense.
    #[error("{what}")]
    Usage {
        /// What is wrong.
        what: String,
        /// What to do.
        hint: String,
    },
    /// A file beside the repository.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
}

/// What kind of failure it is, which decides the exit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The domain says no; people can change that. Exit code 1.
    Refused,
    /// The command was not right. Exit code 2.
    Usage,
    /// A record is not what it should be. Exit code 3.
    Invalid,
    /// The world fails. Exit code 4.
    Environment,
}

fn list(dirs: &[LogDir]) -> String {
    dirs.iter()
        .map(|dir| format!("`{dir}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

const fn state_word(state: KeyState) -> &'static str {
    match state {
        KeyState::Active => "active",
        KeyState::Retired => "retired",
        KeyState::Compromised => "compromised",
    }
}

impl Error {
    /// What kind of failure it is.
    pub fn kind(&self) -> Kind {
        use crate::store::ErrorKind;
        match self {
            Self::Store(error) => match error.kind() {
                ErrorKind::Usage => Kind::Usage,
                ErrorKind::Environment => Kind::Environment,
                ErrorKind::Refused => Kind::Refused,
            },
            Self::Signing(_)
            | Self::Io { .. }
            | Self::NoLog { .. }
            | Self::NotInCharter { .. }
            | Self::KeyNotInCharter { .. }
            | Self::KeyNotActive { .. } => Kind::Environment,
            Self::Charter(_)
            | Self::Unreadable { .. }
            | Self::Draft { .. }
            | Self::NotReceived { .. } => Kind::Invalid,
            Self::BadSelector(_)
            | Self::NoSuchDecision { .. }
            | Self::AmbiguousDecision { .. }
            | Self::SeveralBranches { .. }
            | Self::NotOnBranch { .. }
            | Self::UnknownLog { .. }
            | Self::Usage { .. } => Kind::Usage,
            _ => Kind::Refused,
        }
    }

    /// What to do about it, as one sentence or command.
    pub fn hint(&self) -> String {
        match self {
            Self::Store(error) => error.hint(),
            Self::Signing(error) => error.hint(),
            Self::NoLog { .. } => "start one with `adr init`, or name its folder with `--log DIR`".into(),
            Self::LogExists { .. } => "see what it holds: `adr list`".into(),
            Self::UnknownLog { .. } => "the file `.adr-dir` names the logs of a repository".into(),
            Self::Charter(ChainFlaw::OtherCharter { .. }) => "see `adr verify 0`; where an administrator went on there, pin that charter: git config adr.trustRoot sha256:...".into(),
            Self::Charter(_) => "see `adr verify 0`, and bring the charter back to what its people signed".into(),
            Self::BadSelector(_) => "name it by number (`7`), id, or part of its folder's name".into(),
            Self::NoSuchDecision { .. } => "see `adr list --all-branches`; perhaps it wants a `git fetch`".into(),
            Self::AmbiguousDecision { .. } => "name it by number".into(),
            Self::SeveralBranches { .. } => "say which with `--branch`".into(),
            Self::Behind { upstream, is_head: true, .. } => {
                format!("bring it up to date: git merge {upstream}")
            }
            Self::Behind { branch, upstream, .. } => {
                format!("bring it up to date: git switch {branch} && git merge {upstream}, or `git pull` where you are on it")
            }
            Self::NotOnBranch { number, .. } => format!("leave `--branch` out, or see `adr show {number}`"),
            Self::Unreadable { .. } => "restore the file as it was committed: records are written by the tool only".into(),
            Self::Draft { error, .. } => error.hint.clone(),
            Self::Incomplete { number, path, .. } => format!("write them with `adr edit {number}`, or in {path}"),
            Self::AlreadyProposed { number, .. } => format!("edit its text, then `adr revise {number} -m SUMMARY`"),
            Self::NotProposed { number } => format!("put it up with `adr propose {number}`"),
            Self::NothingChanged { number, .. } => format!("change the text first: `adr edit {number}`"),
            Self::UnpublishedEdits { number, path } => format!(
                "put them up with `adr revise {number} -m SUMMARY`, or take them out of {path}"
            ),
            Self::BadText { hint, .. }
            | Self::Refused { hint, .. }
            | Self::CannotSign { hint, .. }
            | Self::Declined { hint, .. }
            | Self::Usage { hint, .. } => hint.clone(),
            Self::NotReceived { .. } => {
                "let its signer sign again; see what it proves with `adr verify FILE`".into()
            }
            Self::WrongPerson { may, .. } => match may.first() {
                Some(first) => format!("ask {first}"),
                None => "see `adr charter show`".into(),
            },
            Self::NotInCharter { .. } => {
                "ask to join: adr charter join --push; or, if you are in it, sign with the right key: `--key PATH`".into()
            }
            Self::KeyNotInCharter { handle, .. } => {
                format!("sign with your other key (`--key PATH`), and add this one: adr charter add-key {handle} KEY; if the other is gone, somebody else of the charter adds it for you")
            }
            Self::KeyNotActive { handle, .. } => {
                format!("sign with an active key (`--key PATH`), or add one: adr charter add-key {handle} KEY")
            }
            Self::BadCharter { .. } => "nothing was changed: give something else, or make the whole change with `adr charter edit`".into(),
            Self::Io { .. } => "see that the file exists and may be read and written".into(),
        }
    }
}
