//! The integration tests: one binary, a folder for each part of the house.

mod interop;
//! The integration tests, in one binary: one build, one link, one set of keys.

mod store;
mod support;
