//! Decision records that a team signs, kept in Git.
//!
//! A decision, each revision of its text and each sign-off is a small file that is only ever added. What
//! they add up to is derived: who agreed to which words, under which rules. This library is what the
//! programs `adr` and `adr-sign` are made of.
//!
//! A sign-off is read only if it is, byte for byte, what the writer would write, so that nothing in it can
//! hide; and what it binds to is the digest of a text, not a commit:
//!
//! ```
//! use adr_sign::record::signoff::Signoff;
//! use adr_sign::record::yaml::{read_canonical, write};
//!
//! let file = r#"format: 1
//! log: 01jdxk3v8q5t9w2m7r4c6y1z0a
//! charter: sha256:6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
//! decision: 01jdxk3v8q5t9w2m7r4c6y1zab
//! revision: 2
//! digest: sha256:dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986
//! signer: alice
//! stance: approve
//! reason: |
//!   Fits the residency rules.
//! at: "2026-11-24T09:12:33+01:00"
//! "#;
//!
//! let signoff: Signoff = read_canonical(file.as_bytes())?;
//! assert_eq!(signoff.signer.as_str(), "alice");
//! assert_eq!(signoff.statement.word(), "approve");
//! assert_eq!(write(&signoff), file);
//!
//! // Another spelling of the same is refused, with its place.
//! let error = read_canonical::<Signoff>(file.replace("alice", "\"alice\"").as_bytes()).unwrap_err();
//! assert_eq!((error.line, error.column), (7, 9));
//! # Ok::<(), adr_sign::record::yaml::ReadError>(())
//! ```
//!
//! | room | what is there |
//! | --- | --- |
//! | [`record`] | what the files say: types that cannot be wrong, read strictly and written in one style |
//! | [`agreement`] | what the records mean: status, rules, counting |
//! | [`signing`] | SSH signatures: verified in process, made by the user's own programs |
//! | [`log`] | the records of one tree, indexed |
//! | [`check`] | may this change be merged? |
//! | [`store`] | the only room that knows Git |
//! | [`interchange`] | other formats |
//! | [`action`] | one file a use case |
//! | [`render`] | reports become text |
//! | [`cli`] | arguments become requests |
//!
//! Each room imports from those above it in this table, never from below; `store` and `interchange`, and
//! `agreement` and `signing`, do not know each other. `docs/architecture.md` says what else is never true,
//! `docs/format.md` what is in the files.

pub mod action;
pub mod agreement;
pub mod check;
pub mod cli;
pub mod interchange;
pub mod log;
pub mod record;
pub mod render;
pub mod signing;
pub mod store;
