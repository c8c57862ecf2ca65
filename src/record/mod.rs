//! record

pub mod armor;
pub mod key;
pub mod proof;
