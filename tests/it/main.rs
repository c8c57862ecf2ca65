//! The integration tests, in one binary: one build, one link, one set of keys.

mod store;
mod support;
