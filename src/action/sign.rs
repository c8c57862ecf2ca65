//! A person says what they hold of a text, or does something about it: one signed file.
//!
//! In two steps, so that a person at a terminal can see the exact statement between them: [`prepare`] finds
//! the decision and makes the statement, [`commit()`] signs and commits what was prepared.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Error;
use super::actor::{Actor, Signatory};
use super::commit::{self, Done, Files, Message};
use super::ground::{Docket, Ground};
use super::locate::Located;
use super::outbox;
use super::publish::evaluate_again;
use super::selector::Selector;
use super::sign_elsewhere;
use super::sign_rules;
pub use super::statement::Intent;
use super::statement::{Desk, last_seen, own_standing, revision_about, statement};
use super::write::signed;
use crate::agreement::case::Purpose;
use crate::agreement::evaluate::evaluate;
use crate::agreement::evaluation::Evaluation;
use crate::agreement::stances::Stances;
use crate::agreement::status::Word;
use crate::log::decision::Decision;
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{Part, SignoffName};
use crate::record::name::{Handle, TeamName};
use crate::record::prose::Prose;
use crate::record::signoff::{Signoff, Statement};
use crate::record::text::Text;
use crate::store::Retry;

/// What somebody wants to say.
#[derive(Clone, Debug)]
pub struct Request {
    /// What.
    pub intent: Intent,
    /// Why.
    pub reason: Option<Prose>,
    /// For whom, as their delegate.
    pub on_behalf_of: Option<Handle>,
    /// Counts for this team only.
    pub team: Option<TeamName>,
    /// The branch, where a decision is open on several.
    pub branch: Option<String>,
    /// Whether it goes to the signer's outbox, wherever the decision is.
    pub outbox: bool,
}

/// A statement that is ready to be signed.
pub struct Prepared {
    /// Where the decision is.
    pub located: Located,
    /// The statement, not signed yet.
    pub signoff: Signoff,
    /// The text it is about.
    pub text: Text,
    /// The text about which the signer last said something that stands, if that was another.
    pub last_seen: Option<Text>,
    /// What the signer should know first.
    pub warnings: Vec<String>,
    /// What waits in outboxes and has to come along.
    pub(super) along: Files,
    /// Whether it goes to the signer's outbox: because they want that, or because the base has settled it.
    pub to_outbox: bool,
}

/// What was signed.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Each statement.
    pub signed: Vec<SignedStatement>,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

/// A statement that was signed.
#[derive(Debug, Serialize)]
pub struct SignedStatement {
    /// The decision.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// The revision.
    pub revision: u32,
    /// The word of the statement.
    pub statement: &'static str,
    /// Who signed.
    pub signer: Handle,
    /// The digest of the signed bytes, by which others name it.
    pub digest: Digest,
    /// What the rules say now.
    pub evaluation: Option<Evaluation>,
}

/// Finds the decision and makes the statement about it.
pub fn prepare(
    ground: &Ground<'_>,
    actor: &Actor,
    request: &Request,
    selector: &Selector,
) -> Result<(Signatory, Prepared), Error> {
    let number = ground.number_of(selector)?;
    let located = ground.locate(number, request.branch.as_deref())?;
    ground.require_newest(&located, true)?;
    let mut docket = Docket::load(ground, located.tree, &BTreeSet::from([number]))?;
    let signatory = actor.signatory(ground.store, docket.chain()?.in_force().charter)?;
    let signer = &signatory.handle;
    let along = sign_elsewhere::bring_along(ground, actor, &mut docket, number, signer, request)?;
    let chain = docket.chain()?;
    let in_force = chain.in_force();
    let log = log_id(&docket, number)?;
    let revision = revision_about(number, &located.decision, &request.intent)?.clone();
    let (statement, replaces, seen, mut warnings) = docket
        .ask(actor.now().moment(), |setting| {
            let case = setting
                .case(number, Purpose::Accept)
                .ok_or(Error::NotProposed { number })?;
            let desk = Desk {
                number,
                case: &case,
                request,
                signer: &signatory.handle,
                decision: &located.decision,
            };
            let evaluation = evaluate(&case);
            let stances = Stances::of(&case);
            sign_rules::check(&desk, evaluation.as_ref())?;
            let statement = statement(&desk, &stances, evaluation.as_ref())?;
            let own = own_standing(&desk, &stances);
            let replaces = match statement {
                Statement::Stance(_) => own.iter().map(|(digest, _)| *digest).collect(),
                Statement::Act(_) => Vec::new(),
            };
            let last = last_seen(&desk, &stances);
            let warnings = sign_rules::warnings(&desk, evaluation.as_ref(), &statement);
            Ok::<_, Error>((statement, replaces, last, warnings))
        })?
        .map_err(|error| match &request.intent {
            Intent::Answer(people) => {
                sign_elsewhere::received_first(&docket, &located.decision, people, error)
            }
            _ => error,
        })?;
    if located.decision.has_unpublished_edits() {
        warnings.push(format!(
            "decision.yaml has edits that no revision holds; you sign revision {}",
            revision.value.revision
        ));
    }
    let last_seen = seen
        .and_then(|seen| located.decision.revisions.get(&seen))
        .filter(|seen| seen.digest != revision.digest)
        .map(|seen| seen.value.text.clone());
    let signoff = Signoff {
        log,
        charter: in_force.digest,
        decision: revision.value.text.id,
        revision: revision.value.revision,
        digest: revision.digest,
        signer: signatory.handle.clone(),
        on_behalf_of: request.on_behalf_of.clone(),
        team: request.team.clone(),
        statement,
        reason: request.reason.clone(),
        replaces,
        at: actor.now(),
        signature: None,
    };
    let text = revision.value.text.clone();
    let to_outbox = request.outbox || sign_elsewhere::belongs_there(ground, &located, request)?;
    Ok((
        signatory,
        Prepared {
            located,
            signoff,
            text,
            last_seen,
            warnings,
            along,
            to_outbox,
        },
    ))
}

/// The id of the log: that of its decision 0.
fn log_id(docket: &Docket, number: Number) -> Result<DecisionId, Error> {
    docket
        .base
        .charter()
        .and_then(Decision::id)
        .ok_or(Error::NotProposed { number })
}

/// The open decisions on which somebody approved a text that has changed since, on any branch.
pub fn stale_for(ground: &Ground<'_>, actor: &Actor) -> Result<Vec<Number>, Error> {
    let mut stale = Vec::new();
    for number in ground.visible_numbers()? {
        // What cannot be found for certain cannot be signed in passing either; by number it is told why.
        let Ok(located) = ground.locate(number, None) else {
            continue;
        };
        if located.decision.status().open.is_none() {
            continue;
        }
        let docket = Docket::load(ground, located.tree, &BTreeSet::from([number]))?;
        let signer = actor
            .signatory(ground.store, docket.chain()?.in_force().charter)?
            .handle;
        let is_stale = docket.ask(actor.now().moment(), |setting| {
            setting
                .case(number, Purpose::Accept)
                .is_some_and(|case| sign_rules::is_stale(&case, &signer))
        })?;
        if is_stale {
            stale.push(number);
        }
    }
    Ok(stale)
}

impl Prepared {
    /// Where it will be committed; what goes to one place goes in one commit.
    pub fn place(&self) -> (bool, &str) {
        let branch = if self.to_outbox {
            ""
        } else {
            &self.located.branch
        };
        (self.to_outbox, branch)
    }
}

/// Signs what was prepared, all of it for one [place](Prepared::place), and commits it.
pub fn commit(
    ground: &Ground<'_>,
    actor: &Actor,
    signatory: &Signatory,
    prepared: &[Prepared],
) -> Result<Report, Error> {
    let mut files = Files::new();
    let mut digests = Vec::new();
    for one in prepared {
        let record = signed(&one.signoff, &signatory.key)?;
        let name = SignoffName::new(
            signatory.handle.clone(),
            one.signoff.revision,
            record.signed,
        );
        files.insert(
            ground.path_of(&one.located, Part::Signoff(name)),
            Some(record.bytes),
        );
        files.extend(one.along.clone());
        digests.push(record.signed);
    }
    let Some(first) = prepared.first() else {
        return Err(Error::Usage {
            what: "nothing to sign".to_owned(),
            hint: "name a decision".to_owned(),
        });
    };
    let message = message(prepared, &signatory.handle);
    let (target, base) = if first.to_outbox {
        outbox::target(ground, &signatory.handle)?
    } else {
        ground.catch_up(&first.located)?;
        (first.located.target.clone(), first.located.tip)
    };
    // Sign-offs never conflict: on a branch that moved they are made again on its new tip.
    let done = commit::commit(
        ground.store,
        actor,
        target,
        Some(base),
        files,
        &message,
        Retry::WhileUntouched,
    )?;
    let signed = prepared
        .iter()
        .zip(digests)
        .map(|(one, digest)| {
            Ok(SignedStatement {
                number: one.located.number,
                title: one.text.title.to_string(),
                revision: one.signoff.revision,
                statement: one.signoff.statement.word(),
                signer: signatory.handle.clone(),
                digest,
                evaluation: still_needed(ground, actor, one, &done)?,
            })
        })
        .collect::<Result<_, Error>>()?;
    Ok(Report { signed, done })
}

/// What the rules say now of a decision that was signed; nothing where it is agreed already.
fn still_needed(
    ground: &Ground<'_>,
    actor: &Actor,
    signed: &Prepared,
    done: &Done,
) -> Result<Option<Evaluation>, Error> {
    let status = signed.located.decision.status();
    if status.open.is_none() && status.word == Word::Accepted {
        return Ok(None);
    }
    evaluate_again(ground, actor, signed.located.number, done)
}

fn message(prepared: &[Prepared], signer: &Handle) -> Message {
    let first = &prepared[0];
    let word = first.signoff.statement.word();
    let mut verb = word.to_owned();
    verb[..1].make_ascii_uppercase();
    let verb = match word {
        "object" => "Object to",
        "abstain" => "Abstain on",
        "recuse" => "Recuse from",
        "dissent" => "Dissent from",
        "withdraw" => "Withdraw what was said on",
        "clear" => "Clear conditions of",
        "answer" => "Answer on",
        _ => &verb,
    };
    let number = first.located.number;
    let subject = match prepared {
        [one] => format!(
            "{verb} decision {number}, revision {}",
            one.signoff.revision
        ),
        several => {
            let numbers: Vec<_> = several
                .iter()
                .map(|one| one.located.number.to_string())
                .collect();
            format!("{verb} decisions {}", numbers.join(", "))
        }
    };
    let key = match first.signoff.statement {
        Statement::Stance(_) => "Adr-Stance",
        Statement::Act(_) => "Adr-Act",
    };
    let mut message = Message::new(subject, number).trailer("Adr-Revision", first.signoff.revision);
    for other in &prepared[1..] {
        message = message
            .trailer("Adr-Decision", other.located.number)
            .trailer("Adr-Revision", other.signoff.revision);
    }
    message.trailer(key, word).trailer("Adr-Signer", signer)
}
