//! Numbers and ids: every decision claims both, the claims agree with its folder, and nobody takes those
//! of another.

use std::collections::BTreeSet;

use crate::log::problem::Flaw;
use crate::record::layout::Place;

use super::finding::{Finding, codes};
use super::input::Input;

codes! {
    NUMBER_TAKEN = Rejected "number-taken" {
        what: "Two decisions lie under one number, or the number is claimed for another id.",
        why: "People and texts name decisions by number: it must mean one decision.",
        fix: "adr renumber NUMBER",
    }
    ID_TAKEN = Rejected "id-taken" {
        what: "A decision carries the id of another, or its id is claimed for another number.",
        why: "The id is what sign-offs name: whoever takes it takes the agreement with it.",
        fix: "Start the decision anew with `adr new`, which gives it an id of its own.",
    }
    CLAIM_MISSING = Rejected "claim-missing" {
        what: "A decision does not claim its number or its id.",
        why: "Without the claim, two branches could take one number without git noticing.",
        fix: "adr renumber NUMBER",
    }
    CLAIM_UNUSED = Rejected "claim-unused" {
        what: "A number or an id is claimed, and no decision lies there.",
        why: "A claim without a decision keeps a number from those who need it.",
        fix: "Take the claim out of the branch.",
    }
}

/// Looks at the claims of every decision that is touched, and at every claim that is new.
pub(super) fn judge(input: &Input<'_>, findings: &mut Vec<Finding>) {
    two_folders(input, findings);
    let log = input.setting.result;
    for decision in input.touched() {
        let number = decision.number();
        let Some(id) = decision.id() else { continue };
        let by_number = Place::NumberClaim(number).to_string();
        let by_id = Place::IdClaim(id).to_string();
        let renumber = format!("adr renumber {number}");
        match log.number_claims.get(&number) {
            Some(claimed) if *claimed == id => {}
            Some(claimed) => findings.push(
                input
                    .finding_at(
                        &NUMBER_TAKEN,
                        &decision.folder.to_string(),
                        format!(
                            "number {number} is claimed for {claimed}, and `{}` holds {id}",
                            decision.folder
                        ),
                    )
                    .on(number)
                    .fixed_by(renumber.clone()),
            ),
            None => findings.push(missing(input, &by_number, &renumber)),
        }
        match log.id_claims.get(&id) {
            Some(claimed) if *claimed == number => {}
            Some(claimed) => findings.push(
                input
                    .finding_at(
                        &ID_TAKEN,
                        &decision.folder.to_string(),
                        format!(
                            "`{}` carries the id {id}, which is that of decision {claimed}",
                            decision.folder
                        ),
                    )
                    .on(number),
            ),
            None => findings.push(missing(input, &by_id, &renumber).on(number)),
        }
    }
    unused(input, findings);
}

fn missing(input: &Input<'_>, path: &str, renumber: &str) -> Finding {
    input
        .finding_at(
            &CLAIM_MISSING,
            path,
            format!("the claim `{path}` is missing"),
        )
        .fixed_by(renumber)
}

fn two_folders(input: &Input<'_>, findings: &mut Vec<Finding>) {
    let mut told = BTreeSet::new();
    for problem in input.setting.result.all_problems() {
        let (Flaw::NumberTaken { number, other }, Some(Place::In(folder, _))) =
            (&problem.flaw, problem.place())
        else {
            continue;
        };
        if told.insert(folder.clone()) {
            let what = format!("`{folder}` and `{other}` both carry number {number}");
            findings.push(
                input
                    .finding_at(&NUMBER_TAKEN, &folder.to_string(), what)
                    .on(folder.number)
                    .fixed_by(format!(
                        "give the one that the base does not hold another number: adr renumber {number}"
                    )),
            );
        }
    }
}

fn unused(input: &Input<'_>, findings: &mut Vec<Finding>) {
    let log = input.setting.result;
    for change in input.changes.iter().filter(|change| change.after.is_some()) {
        let claimed = match &change.place {
            Some(Place::NumberClaim(number)) => {
                Some((*number, log.number_claims.get(number).copied()))
            }
            Some(Place::IdClaim(id)) => log.id_claims.get(id).map(|number| (*number, Some(*id))),
            _ => None,
        };
        let Some((number, Some(id))) = claimed else {
            continue;
        };
        let holder = log
            .decision(number)
            .filter(|decision| decision.id() == Some(id));
        if holder.is_none() {
            let what = format!(
                "`{}` claims number {number} for {id}, and no such decision lies there",
                change.path
            );
            findings.push(input.finding_at(&CLAIM_UNUSED, &change.path, what));
        }
    }
}
