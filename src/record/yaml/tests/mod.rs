//! What reading and writing promise, told as stories and checked on arbitrary values.

mod arbitrary;
mod reading;
mod roundtrip;
