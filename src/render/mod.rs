//! Reports become text, for people and for programs. Nothing here decides anything.

pub mod asks;
pub mod charter;
pub mod diff;
pub mod explain;
pub mod rules;
pub mod statement;
