//! What putting up a changed text would cost, before it is done: whose approvals it ends.

use std::collections::BTreeSet;

use super::Error;
use super::actor::Actor;
use super::ground::{Docket, Ground};
use super::publish::{self, Request};
use super::publish_rules;
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
    /// Whose approval holds now.
    pub approving: Vec<Handle>,
}

impl Foresight {
    /// Whose approval would not hold any more.
    pub fn asked_again(&self) -> &[Handle] {
        if self.in_substance.is_empty() {
            &[]
        } else {
            &self.approving
        }
    }
}

/// Looks at the text that would be put up; `None` where there is nothing to compare it with.
///
/// # Errors
///
/// Where it could not be put up anyway, by this person or at this stage: nobody should weigh what cannot happen.
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
    let chain = docket.chain()?;
    let charter = chain.in_force().charter;
    let signatory = actor.signatory(ground.store, charter)?;
    publish_rules::check_stage(&located, request.what)?;
    publish_rules::check_reviser(number, &located, &draft.text, charter, &signatory)?;
    let changed = newest.value.text.differing_fields(&draft.text);
    let in_substance: Vec<Field> = changed
        .iter()
        .copied()
        .filter(|field| !(field.may_be_editorial() && charter.editorial.contains(field)))
        .collect();
    let evaluation = docket.evaluate(number, Purpose::Accept, actor.now().moment())?;
    let approving = evaluation.as_ref().map(publish::approving);
    Ok(Some(Foresight {
        number,
        changed,
        in_substance,
        approving: approving.into_iter().flatten().collect(),
    }))
}
