//! One file a use case: a request comes in, a report or an error goes out.
//!
//! Each reads once, decides with the pure rooms below, and writes at most one commit.

pub mod actor;
pub mod blame;
pub mod charter;
pub mod check;
pub mod commit;
pub mod delegate;
pub mod desk;
pub mod diff;
pub mod draft;
pub mod edit;
pub mod error;
pub mod foresee;
pub mod git_setup;
pub mod ground;
pub mod import;
pub mod in_force;
pub mod inbox;
pub mod init;
pub mod invite;
pub mod keys;
pub mod list;
pub mod locate;
pub mod manuscript;
pub mod merge_text;
pub mod new;
pub mod numbers;
pub mod outbox;
mod places;
pub mod propose_file;
pub mod publish;
mod publish_rules;
pub mod push;
pub mod receive;
pub mod redact;
pub mod renumber;
pub mod resolve;
pub mod selector;
pub mod show;
pub mod sign;
pub mod sign_elsewhere;
mod sign_rules;
pub mod speaking;
mod statement;
pub mod status;
pub mod survey;
pub mod template;
pub mod timeline;
pub mod verify;
pub mod write;

pub use actor::Actor;
pub use error::{Error, Kind};
