//! Where to look for a decision that is settled: in the base, or on HEAD where the base does not hold it.

use super::Error;
use super::ground::Ground;
use crate::log::DecisionLog;
use crate::record::id::Number;

/// A log that holds the decision, of the base or else of HEAD.
pub fn log_with(ground: &Ground<'_>, number: Number) -> Result<DecisionLog, Error> {
    for tree in [ground.base_tree()?, ground.head_tree()?]
        .into_iter()
        .flatten()
    {
        let log = ground.load(tree, [number])?;
        if log.decision(number).is_some() {
            return Ok(log);
        }
    }
    Err(Error::NoSuchDecision {
        selector: number.to_string(),
    })
}
