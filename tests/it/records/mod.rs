//! The records as files: golden files that freeze format 1, and properties that hold for every value and
//! for every file.

mod arbitrary;
mod export;
mod golden;
mod markdown;
mod names;
mod properties;
pub mod values;
