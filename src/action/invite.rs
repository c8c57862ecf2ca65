//! `adr invite`: somebody else is to be consulted on a decision.
//!
//! It is a revision that changes nothing but `consulted`. Where the charter calls that editorial, everybody's
//! approval holds; where it does not, nobody is asked again without the inviter having said so.

use std::collections::BTreeSet;

use super::Error;
use super::actor::Actor;
use super::commit::Files;
use super::draft::Draft;
use super::ground::{Docket, Ground};
use super::publish::{self, Report, What};
use super::selector::Selector;
use super::write::value;
use crate::agreement::case::Purpose;
use crate::agreement::evaluation::Evaluation;
use crate::record::charter::Charter;
use crate::record::field::Field;
use crate::record::id::Number;
use crate::record::name::{Handle, Party};
use crate::record::prose::Line;
use crate::record::yaml;

/// Whom to invite to what.
pub struct Request {
    /// Which decision.
    pub selector: Selector,
    /// Whom.
    pub people: Vec<Party>,
    /// Why, for the revision.
    pub summary: Option<Line>,
    /// The branch, where the decision is open on several.
    pub branch: Option<String>,
    /// Whether approvals may be asked for again.
    pub ask_again: bool,
}

/// Adds people to `consulted`, and puts that up as a revision.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: &Request) -> Result<Report, Error> {
    let number = ground.number_of(&request.selector)?;
    let located = ground.locate(number, request.branch.as_deref())?;
    ground.require_newest(&located, false)?;
    let newest = located
        .decision
        .newest()
        .ok_or(Error::NotProposed { number })?;
    let draft = ground.draft(&located)?;
    if draft.text != newest.value.text {
        return Err(Error::UnpublishedEdits {
            number,
            path: draft.path,
        });
    }
    let docket = Docket::load(ground, located.tree, &BTreeSet::from([number]))?;
    let chain = docket.chain()?;
    let charter = chain.in_force().charter;
    check_known(charter, &request.people)?;
    if !charter.editorial.contains(&Field::Consulted) && !request.ask_again {
        let evaluation = docket.evaluate(number, Purpose::Accept, actor.now().moment())?;
        check_nobody_is_asked_again(number, evaluation.as_ref())?;
    }
    let draft = invited(number, draft, &request.people)?;
    let as_revision = publish::Request {
        selector: request.selector.clone(),
        what: What::Revision,
        summary: Some(summary(request)?),
        branch: request.branch.clone(),
    };
    publish::put_up(ground, actor, &as_revision, &located, draft, Files::new())
}

fn summary(request: &Request) -> Result<Line, Error> {
    if let Some(summary) = &request.summary {
        return Ok(summary.clone());
    }
    let names: Vec<String> = request.people.iter().map(ToString::to_string).collect();
    Line::new(&format!("Invite {}", names.join(", "))).map_err(|error| Error::Usage {
        what: error.to_string(),
        hint: "say why: -m SUMMARY".to_owned(),
    })
}

fn check_known(charter: &Charter, people: &[Party]) -> Result<(), Error> {
    let is_unknown = |party: &&Party| match party {
        Party::Person(handle) => !charter.people.contains_key(handle),
        Party::Team(team) => !charter.teams.contains_key(team),
    };
    match people.iter().find(is_unknown) {
        Some(party) => Err(Error::Usage {
            what: format!("the charter knows no {party}"),
            hint: "let them join first: adr charter add-person".to_owned(),
        }),
        None => Ok(()),
    }
}

/// Refuses where somebody's approval would be lost.
fn check_nobody_is_asked_again(
    number: Number,
    evaluation: Option<&Evaluation>,
) -> Result<(), Error> {
    let approving: BTreeSet<&Handle> = evaluation
        .into_iter()
        .flat_map(|evaluation| &evaluation.voices)
        .filter(|voice| voice.stance == "approve" && voice.discounted.is_none())
        .map(|voice| &voice.person)
        .collect();
    if approving.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = approving.iter().map(ToString::to_string).collect();
    Err(Error::Declined {
        what: format!(
            "`consulted` is not editorial in this charter: {} would have to approve decision {number} again",
            names.join(", ")
        ),
        hint: "ask them again with --ask-again; whoever is not invited can speak all the same: adr-sign acknowledge"
            .to_owned(),
    })
}

/// The draft with more people in `consulted`; comments, order and quoting stay.
fn invited(number: Number, draft: Draft, people: &[Party]) -> Result<Draft, Error> {
    let mut text = draft.text.clone();
    for party in people {
        if !text.consulted.contains(party) {
            text.consulted.push(party.clone());
        }
    }
    if text.consulted == draft.text.consulted {
        return Err(Error::Declined {
            what: format!("they are to be consulted on decision {number} already"),
            hint: format!("see adr show {number}"),
        });
    }
    let by_hand = |what: String| Error::BadText {
        number,
        what,
        hint: format!("write them into `consulted`: adr edit {number}"),
    };
    let source = String::from_utf8(draft.source).map_err(|error| by_hand(error.to_string()))?;
    let source = yaml::reconcile(&source, &value(&draft.text), &value(&text))
        .map_err(|error| by_hand(error.to_string()))?;
    Ok(Draft {
        path: draft.path,
        source: source.into_bytes(),
        text,
    })
}
