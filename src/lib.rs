//! Decision records that a team signs, kept in Git.
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
