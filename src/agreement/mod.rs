//! What the records of a decision mean: its status, the rules that apply, and whether they are met.
//!
//! Everything here is a pure function of values. Signatures arrive as proofs that `signing` has made,
//! time as a [`case::Clock`], and the answer is one tree that explains itself.

pub mod acceptance;
pub mod asks;
pub mod blame;
pub mod blockers;
pub mod carry;
pub mod case;
pub mod chain;
pub mod challenges;
pub mod compare;
pub mod delegations;
pub mod editorial;
pub mod evaluate;
pub mod evaluation;
pub mod explain;
pub mod feasible;
mod flaw;
pub mod needs;
pub mod outcome;
pub mod people;
pub mod rules;
pub mod seating;
pub mod seats;
pub mod since;
pub mod stances;
pub mod status;
pub mod tally;
pub mod voices;
pub mod wellformed;
