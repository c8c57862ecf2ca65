//! The integration tests, in one binary: one build, one link, one set of keys.

mod attacks;
mod cli;
mod corpus;
mod docs;
mod interop;
mod made_logs;
mod policies;
mod records;
mod server;
mod site;
mod store;
mod support;
