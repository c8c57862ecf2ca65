//! `adr charter explain N`: which rules apply to a decision and why, who is asked, and who is left out.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::action::Error;
use crate::action::actor::Actor;
use crate::action::ground::{Docket, Ground};
use crate::action::locate::Located;
use crate::action::selector::Selector;
use crate::action::write;
use crate::agreement::case::Purpose;
use crate::agreement::evaluate::evaluate;
use crate::agreement::evaluation::Evaluation;
use crate::agreement::explain::{Explanation, explain};
use crate::agreement::people;
use crate::log::DecisionLog;
use crate::log::stored::Stored;
use crate::record::charter::Rule;
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::name::{Handle, Party};
use crate::record::prose::Prose;
use crate::record::revision::{Revision, RevisionKind};
use crate::record::text::Text;

/// Which decision.
pub struct Request {
    /// The decision.
    pub selector: Selector,
    /// The branch, where it is open on several.
    pub branch: Option<String>,
}

/// The explanation.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The decision.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// The branch it was read on.
    pub branch: String,
    /// The revision that is explained.
    pub revision: u32,
    /// Whether that is the draft, read as if it were put up now.
    pub is_draft: bool,
    /// Whether that revision has ended one way or the other, so that nothing is asked any more.
    pub is_settled: bool,
    /// The charter that judges.
    pub charter: Digest,
    /// Its revision.
    pub charter_revision: u32,
    /// Which rules apply, and who is behind the text.
    #[serde(flatten)]
    pub explanation: Explanation,
    /// What each rule that applies says.
    pub says: BTreeMap<String, Rule>,
    /// Who of the people whom these rules and the text ask does not count in any case, and why.
    pub never_count: BTreeMap<Handle, &'static str>,
    /// What there is already.
    pub evaluation: Option<Evaluation>,
}

/// Explains what applies to a decision.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: &Request) -> Result<Report, Error> {
    let number = ground.number_of(&request.selector)?;
    let located = ground.locate(number, request.branch.as_deref())?;
    let mut docket = Docket::load(ground, located.tree, &BTreeSet::from([number]))?;
    let is_draft =
        located.decision.revisions.is_empty() || located.decision.has_unpublished_edits();
    if is_draft {
        // What the text refers to by now counts as well, which Docket has read for the draft too.
        put_up(ground, actor, &mut docket, &located)?;
    }
    let numbers = numbers(&docket);
    let chain = docket.chain()?;
    let in_force = *chain.in_force();
    let now = actor.now().moment();
    let explained = docket.ask(now, |setting| {
        let case = setting.case(number, Purpose::Accept)?;
        let explanation = explain(&case, &numbers);
        Some((explanation, evaluate(&case)))
    })?;
    let (explanation, evaluation) = explained.ok_or(Error::NotProposed { number })?;
    let says: BTreeMap<String, Rule> = in_force
        .charter
        .rules
        .iter()
        .filter(|rule| {
            let mut reasons = explanation.rules.iter();
            reasons.any(|reason| reason.applies && reason.rule == rule.name.as_str())
        })
        .map(|rule| (rule.name.to_string(), rule.clone()))
        .collect();
    let decision = docket.result.decision(number);
    let text = decision.and_then(|decision| decision.text());
    Ok(Report {
        number,
        title: text.map(|text| text.title.to_string()).unwrap_or_default(),
        branch: located.branch,
        revision: evaluation
            .as_ref()
            .map_or(0, |evaluation| evaluation.revision),
        is_draft,
        is_settled: !is_draft && !located.decision.status().is_open(),
        charter: in_force.digest,
        charter_revision: in_force.revision,
        never_count: never_count(in_force.charter, &says, text),
        explanation,
        says,
        evaluation,
    })
}

/// Puts the draft up in memory, as the person at the keyboard would.
fn put_up(
    ground: &Ground<'_>,
    actor: &Actor,
    docket: &mut Docket,
    located: &Located,
) -> Result<(), Error> {
    let mut draft = ground.draft(located)?;
    let by = {
        let chain = docket.chain()?;
        let charter = chain.in_force().charter;
        let at_keyboard =
            people::person_with_address(charter, &actor.identity.author.email).cloned();
        at_keyboard.or_else(|| draft.text.owner.clone())
    };
    let by = by.ok_or_else(|| Error::Incomplete {
        number: located.number,
        missing: vec!["`owner`".to_owned()],
        path: draft.path.clone(),
    })?;
    // Rules never look at what may still be missing; only the record would not do without it.
    let unwritten = Prose::new("Not written yet.").ok();
    draft.text.owner.get_or_insert_with(|| by.clone());
    draft.text.context = draft.text.context.or_else(|| unwritten.clone());
    draft.text.decision = draft.text.decision.or(unwritten);
    let newest = located.decision.newest();
    let number = newest.map_or(1, |newest| newest.value.revision + 1);
    let revision = Revision {
        revision: number,
        previous: newest.map(|newest| newest.digest),
        kind: RevisionKind::Text,
        by,
        with: Vec::new(),
        at: actor.now(),
        summary: None,
        refers: BTreeMap::new(),
        text: draft.text,
        signature: None,
    };
    let stored =
        Stored::read(&draft.path, write::record(&revision)).map_err(|error| Error::Draft {
            path: draft.path,
            error,
        })?;
    if let Some(decision) = docket.result.decisions.get_mut(&located.number) {
        decision.revisions.insert(number, stored);
    }
    Ok(())
}

/// What the decisions that were read are called.
fn numbers(docket: &Docket) -> BTreeMap<DecisionId, Number> {
    let of = |log: &DecisionLog| -> Vec<(DecisionId, Number)> {
        log.decisions
            .values()
            .filter_map(|decision| Some((decision.id()?, decision.number())))
            .collect()
    };
    of(&docket.base)
        .into_iter()
        .chain(of(&docket.result))
        .collect()
}

fn never_count(
    charter: &crate::record::charter::Charter,
    says: &BTreeMap<String, Rule>,
    text: Option<&Text>,
) -> BTreeMap<Handle, &'static str> {
    use crate::record::charter::Need;
    let mut asked: BTreeSet<&Handle> = BTreeSet::new();
    let mut open: Vec<&Need> = says.values().flat_map(|rule| &rule.need).collect();
    while let Some(need) = open.pop() {
        match need {
            Need::Any(alternatives) => open.extend(alternatives),
            Need::From { from, .. } => asked.extend(people::asked(charter, from)),
        }
    }
    let approvers: Vec<&Party> = text.into_iter().flat_map(|text| &text.approvers).collect();
    for party in approvers {
        asked.extend(people::party(charter, party));
    }
    asked
        .into_iter()
        .filter_map(|handle| {
            let person = charter.people.get(handle)?;
            let why = if !person.active {
                "no longer takes part"
            } else if !person.counts() {
                "is an agent"
            } else if !super::has_active_key(person) {
                "has no active key"
            } else {
                return None;
            };
            Some((handle.clone(), why))
        })
        .collect()
}
