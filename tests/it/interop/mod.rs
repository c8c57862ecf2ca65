//! Together with the programs that people already have: what OpenSSH signs we verify, what we sign
//! OpenSSH verifies, and both refuse the same things.

mod both_ways;
mod choosing;
mod failures;
pub mod hardware;
mod keyring;
mod refusals;
mod shell;
