//! Decision records that a team signs, kept in Git.
pub mod record;
pub mod agreement;
pub mod signing;
pub mod log;
pub mod check;
pub mod store;
pub mod action;
pub mod interchange;
pub mod render;
pub mod cli;
