//! The integration tests, in one binary: one build, one link, one set of keys.

mod corpus;
mod interop;
mod store;
mod support;
