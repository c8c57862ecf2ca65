//! The records of one tree, indexed, as values.

pub mod tree;
