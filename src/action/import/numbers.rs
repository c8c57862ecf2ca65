//! The numbers of what is imported: a decision keeps the one it had where that is free here, and the others follow
//! after the highest.

use std::collections::BTreeSet;

use crate::action::Error;
use crate::action::ground::Ground;
use crate::interchange::ImportedDecision;
use crate::record::id::Number;

/// A number for each of these, in their order.
pub(super) fn given(ground: &Ground<'_>, new: &[ImportedDecision]) -> Result<Vec<Number>, Error> {
    let next = ground.next_number()?;
    let taken = ground.visible_numbers()?;
    let mut kept = BTreeSet::new();
    let wishes: Vec<Option<Number>> = new
        .iter()
        .map(|decision| {
            let wish = decision
                .wants
                .filter(|number| *number > Number::CHARTER && !taken.contains(number))?;
            kept.insert(wish).then_some(wish)
        })
        .collect();
    let mut following = next
        .0
        .max(kept.last().map_or(0, |highest| highest.0.saturating_add(1)));
    wishes
        .into_iter()
        .map(|wish| {
            if let Some(number) = wish {
                return Ok(number);
            }
            let number = Number(following);
            following = following.checked_add(1).ok_or_else(|| Error::Usage {
                what: "there are not enough numbers left".to_owned(),
                hint: "start another log: adr init DIR".to_owned(),
            })?;
            Ok(number)
        })
        .collect()
}
