//! record
pub mod yaml;
