//! The commands, run as people run them.

mod charter;
mod edit;
mod people;
mod renumber;
