//! A person says what they hold of a text, or does something about it: one signed file.
//!
//! In two steps, so that a person at a terminal can see the exact statement between them: [`prepare`] finds
//! the decision and makes the statement, [`commit`] signs and commits what was prepared.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::Error;
use super::actor::{Actor, Signatory};
use super::commit::{self, Done, Files, Message};
use super::ground::{Docket, Ground};
use super::locate::Located;
use super::publish::evaluate_again;
use super::selector::Selector;
use super::sign_rules;
use super::write::signed;
use crate::agreement::case::{Case, Purpose};
use crate::agreement::evaluate::evaluate;
use crate::agreement::evaluation::Evaluation;
use crate::agreement::stances::Stances;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{Part, SignoffName};
use crate::record::name::{ConditionId, Handle, TeamName};
use crate::record::prose::Prose;
use crate::record::revision::Revision;
use crate::record::signoff::{Act, Condition, Signoff, Stance, Statement};
use crate::record::text::Text;
use crate::store::{Retry, Target};

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
}

/// A statement before it is about a certain decision: what it targets is looked up there.
#[derive(Clone, Debug)]
pub enum Intent {
    /// Approve, perhaps on conditions.
    Approve(Vec<Condition>),
    /// Object.
    Object,
    /// Abstain.
    Abstain,
    /// Recuse.
    Recuse,
    /// Dissent.
    Dissent,
    /// Take back what one has said.
    Withdraw,
    /// Ask for time.
    Hold(NaiveDate),
    /// Say that own conditions are met: these, or all.
    Clear(Vec<ConditionId>),
    /// Answer objections or challenges: those of these people, or all.
    Answer(Vec<Handle>),
    /// Go along.
    Acknowledge,
    /// Lend weight.
    Endorse,
    /// Object late, with evidence.
    Challenge(Prose),
}

/// A statement that is ready to be signed.
pub struct Prepared {
    /// Where the decision is.
    pub located: Located,
    /// The statement, not signed yet.
    pub signoff: Signoff,
    /// The text it is about.
    pub text: Text,
    /// The text that the signer last took a stance on, if that was another.
    pub last_seen: Option<Text>,
    /// What the signer should know first.
    pub warnings: Vec<String>,
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
    let docket = Docket::load(ground, located.tree, &BTreeSet::from([number]))?;
    let chain = docket.chain()?;
    let in_force = chain.in_force();
    let signatory = actor.signatory(ground.store, in_force.charter)?;
    let log = log_id(&docket, number)?;
    let revision = revision_about(number, &located.decision, &request.intent)?.clone();
    let (statement, replaces, last_seen, mut warnings) =
        docket.ask(actor.now().moment(), |setting| {
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
            let last = own.iter().map(|(_, revision)| *revision).max();
            let warnings = sign_rules::warnings(&desk, evaluation.as_ref(), &statement);
            Ok::<_, Error>((statement, replaces, last, warnings))
        })??;
    if located.decision.has_unpublished_edits() {
        warnings.push(format!(
            "decision.yaml has edits that no revision holds; you sign revision {}",
            revision.value.revision
        ));
    }
    let last_seen = last_seen
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
    Ok((
        signatory,
        Prepared {
            located,
            signoff,
            text,
            last_seen,
            warnings,
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

/// What a statement is made from.
pub(super) struct Desk<'a> {
    /// The decision's number.
    pub number: Number,
    /// The decision as the rules see it.
    pub case: &'a Case<'a>,
    /// What is wanted.
    pub request: &'a Request,
    /// Who wants it.
    pub signer: &'a Handle,
    /// The decision.
    pub decision: &'a Decision,
}

/// The revision that a statement is about: the one in force for a challenge, else the newest.
fn revision_about<'d>(
    number: Number,
    decision: &'d Decision,
    intent: &Intent,
) -> Result<&'d Stored<Revision>, Error> {
    let in_force = match intent {
        Intent::Challenge(_) => decision.in_force(),
        _ => None,
    };
    in_force
        .or_else(|| decision.newest())
        .ok_or(Error::NotProposed { number })
}

fn statement(
    desk: &Desk<'_>,
    stances: &Stances<'_>,
    evaluation: Option<&Evaluation>,
) -> Result<Statement, Error> {
    let some = |targets: Vec<Digest>, what: &str| {
        if targets.is_empty() {
            return Err(Error::CannotSign {
                number: desk.number,
                what: what.to_owned(),
                hint: format!("see adr status {}", desk.number),
            });
        }
        Ok(targets)
    };
    Ok(match &desk.request.intent {
        Intent::Approve(conditions) => Statement::Stance(Stance::Approve {
            conditions: conditions.clone(),
        }),
        Intent::Object => Statement::Stance(Stance::Object),
        Intent::Abstain => Statement::Stance(Stance::Abstain),
        Intent::Recuse => Statement::Stance(Stance::Recuse),
        Intent::Dissent => Statement::Stance(Stance::Dissent),
        Intent::Withdraw => Statement::Act(Act::Withdraw {
            targets: some(
                sign_rules::own_statements(desk, stances),
                "you have said nothing on it to take back",
            )?,
        }),
        Intent::Hold(until) => Statement::Act(Act::Hold { until: *until }),
        Intent::Clear(conditions) => {
            let targets = sign_rules::own_conditions(desk, stances, conditions);
            if targets.is_empty() {
                some(Vec::new(), "you have no such condition open on it")?;
            }
            Statement::Act(Act::Clear { targets })
        }
        Intent::Answer(people) => Statement::Act(Act::Answer {
            targets: some(
                sign_rules::answerable(desk, stances, evaluation, people),
                "there is no open objection or challenge to answer",
            )?,
        }),
        Intent::Acknowledge => Statement::Act(Act::Acknowledge),
        Intent::Endorse => Statement::Act(Act::Endorse),
        Intent::Challenge(evidence) => Statement::Act(Act::Challenge {
            evidence: evidence.clone(),
        }),
    })
}

/// The signer's own stances that stand, with the revision each is about.
fn own_standing(desk: &Desk<'_>, stances: &Stances<'_>) -> Vec<(Digest, u32)> {
    let speaker = (desk.signer, desk.request.on_behalf_of.as_ref());
    stances
        .standing
        .iter()
        .filter(|(other, _)| **other == speaker)
        .flat_map(|(_, standing)| {
            standing
                .iter()
                .map(|one| (one.heard.digest, one.heard.signoff.revision))
        })
        .collect()
}

/// The open decisions on which somebody approved a text that has changed since, on any branch.
pub fn stale_for(ground: &Ground<'_>, actor: &Actor) -> Result<Vec<Number>, Error> {
    let mut stale = Vec::new();
    for number in ground.visible_numbers()? {
        let located = match ground.locate(number, None) {
            Ok(located) => located,
            // What cannot be found for certain cannot be signed in passing either; by number it is told why.
            Err(_) => continue,
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

/// Signs what was prepared, all of it about decisions on one branch, and commits it.
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
        digests.push(record.signed);
    }
    let Some(first) = prepared.first() else {
        return Err(Error::Usage {
            what: "nothing to sign".to_owned(),
            hint: "name a decision".to_owned(),
        });
    };
    let message = message(prepared, &signatory.handle);
    let (target, base) = target(ground, first, &signatory.handle)?;
    // Sign-offs never conflict: on a branch that moved they are made again on its new tip.
    ground.catch_up(&first.located)?;
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
                evaluation: evaluate_again(ground, actor, one.located.number, &done)?,
            })
        })
        .collect::<Result<_, Error>>()?;
    Ok(Report { signed, done })
}

/// The decision's branch; for what is settled in the base, the signer's own branch, since nobody commits
/// to the base directly.
fn target(
    ground: &Ground<'_>,
    first: &Prepared,
    signer: &Handle,
) -> Result<(Target, crate::log::tree::ObjectId), Error> {
    let located = &first.located;
    let on_base = located.is_head && ground.is_on_base();
    if !on_base || located.decision.status().is_open() {
        return Ok((located.target.clone(), located.tip));
    }
    let name = format!("refs/heads/{}{signer}", super::ground::OUTBOX_PREFIX);
    Ok(match ground.store.tip(&name)? {
        Some(tip) => (Target::Branch(name), tip),
        None => (
            Target::NewBranch {
                name,
                switch: false,
            },
            located.tip,
        ),
    })
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
