//! What reading and writing promise, told as stories and checked on arbitrary values.

mod arbitrary;
mod editing;
mod hostile;
mod merging;
mod people;
mod reading;
mod reconciling;
mod roundtrip;
