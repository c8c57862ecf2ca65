//! Reports become text, for people and for programs. Nothing here decides anything.

pub mod asks;
pub mod diff;
pub mod statement;
