//! placeholder
use crate::record::charter::Charter;
/// placeholder
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("x")]
pub enum CharterFlaw {}
/// placeholder
pub fn flaws(_: &Charter) -> Vec<CharterFlaw> {
    Vec::new()
}
/// placeholder
pub fn step_flaws(_: &Charter, _: &Charter) -> Vec<CharterFlaw> {
    Vec::new()
}
