//! What putting up a changed text would cost, before it is done: whose approvals it ends.

use std::collections::BTreeSet;

use super::Error;
use super::actor::Actor;
use super::ground::{Docket, Ground};
use super::publish::{self, Request};
use crate::agreement::case::Purpose;
use crate::record::field::Field;
use crate::record::id::Number;
use crate::record::name::Handle;

/// What a revision would change.
#[derive(Debug)]
pub struct Foresight {
    /// The decision.
    pub number: Number,
    /// The fields that changed since the newest revision.
    pub changed: Vec<Field>,
    /// Those of them that end approvals.
    pub in_substance: Vec<Field>,
    /// Whose approval holds now and would not hold any more.
    pub asked_again: Vec<Handle>,
}

/// Looks at the text that would be put up; `None` where there is nothing to compare it with.
pub fn run(
    ground: &Ground<'_>,
    actor: &Actor,
    request: &Request,
) -> Result<Option<Foresight>, Error> {
    let number = ground.number_of(&request.selector)?;
    let located = ground.locate(number, request.branch.as_deref())?;
    let Some(newest) = located.decision.newest() else {
        return Ok(None);
    };
    let draft = ground.draft(&located)?;
    let docket = Docket::load(ground, located.tree, &BTreeSet::from([number]))?;
    let charter = docket.chain()?.in_force().charter.clone();
    let changed = newest.value.text.differing_fields(&draft.text);
    let in_substance: Vec<Field> = changed
        .iter()
        .copied()
        .filter(|field| !(field.may_be_editorial() && charter.editorial.contains(field)))
        .collect();
    let asked_again = if in_substance.is_empty() {
        BTreeSet::new()
    } else {
        let evaluation = docket.evaluate(number, Purpose::Accept, actor.now().moment())?;
        evaluation
            .as_ref()
            .map(publish::approving)
            .unwrap_or_default()
    };
    Ok(Some(Foresight {
        number,
        changed,
        in_substance,
        asked_again: asked_again.into_iter().collect(),
    }))
}
