//! What the files of a log say, as values that cannot be wrong.
//!
//! The types are the format: reading one proves that it is well-formed, and writing it gives the one
//! spelling of it. Nothing here knows Git, the clock or the file system.

pub mod armor;
pub mod charter;
pub mod custom;
pub mod delegation;
pub mod digest;
mod distinct;
pub mod field;
pub mod format;
pub mod glob;
pub mod id;
pub mod key;
pub mod layout;
pub mod name;
pub mod proof;
pub mod prose;
pub mod redaction;
pub mod resolution;
pub mod revision;
pub mod signoff;
pub mod text;
pub mod time;
pub mod yaml;
