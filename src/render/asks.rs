//! What a revision still needs, one line for each need: who is asked for how many approvals.

use crate::action::foresee::Foresight;
use crate::agreement::evaluation::{
    Blocker, CommentClock, Evaluation, FallsAway, NeedResult, State,
};
use crate::record::field::Field;
use crate::record::name::Handle;

/// What is still missing, as lines without a bullet; empty where everything is there.
pub fn missing(evaluation: &Evaluation) -> Vec<String> {
    let mut lines: Vec<String> = evaluation
        .problems
        .iter()
        .map(|problem| format!("{problem}"))
        .collect();
    for rule in &evaluation.rules {
        for need in rule.needs.iter().filter(|need| need.state != State::Met) {
            lines.push(format!("{}: {}", rule.name, need_words(need)));
        }
        if let Some(quorum) = rule
            .quorum
            .as_ref()
            .filter(|quorum| quorum.state != State::Met)
        {
            let heard = quorum.heard.len();
            lines.push(format!(
                "{}: {heard} of {} people heard",
                rule.name, quorum.wanted
            ));
        }
        if let Some(comment) = rule
            .comment
            .as_ref()
            .filter(|comment| comment.state != State::Met)
        {
            lines.push(match &comment.clock {
                CommentClock::Until { end } => {
                    format!(
                        "{}: open to comment until {}",
                        rule.name,
                        end.format("%Y-%m-%d %H:%M")
                    )
                }
                CommentClock::NoTrustedStart | CommentClock::Settled => format!(
                    "{}: {} days open to comment, which start when the check first sees it",
                    rule.name, comment.days
                ),
            });
        }
    }
    for approver in evaluation
        .approvers
        .iter()
        .filter(|approver| approver.need.state != State::Met)
    {
        lines.push(format!("named as approver: {}", need_words(&approver.need)));
    }
    lines.extend(evaluation.blockers.iter().map(blocker_words));
    lines
}

/// People in a sentence of which each is meant alone.
pub fn any_of(people: &[Handle]) -> String {
    let names: Vec<&str> = people.iter().map(Handle::as_str).collect();
    names.join(" or ")
}

/// Approvers who are not needed after all, and why.
pub fn fallen_away(evaluation: &Evaluation) -> Vec<String> {
    evaluation
        .approvers
        .iter()
        .filter_map(|approver| {
            let why = match approver.falls_away? {
                FallsAway::Inactive => "no longer takes part",
                FallsAway::SignedTheText => "signed the new text",
                FallsAway::NoSuchTeam => "there is no such team any more",
            };
            Some(format!("approver {} falls away: {why}", approver.approver))
        })
        .collect()
}

/// What a revision will do to the approvals that hold, said beforehand; nothing where there are none.
pub fn foreseen(foresight: &Foresight) -> Option<String> {
    let named = |fields: &[Field]| {
        let keys: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
        keys.join(", ")
    };
    if foresight.changed.is_empty() || foresight.approving.is_empty() {
        return None;
    }
    let asked_again = foresight.asked_again();
    Some(if asked_again.is_empty() {
        format!(
            "changed: {}; that is editorial, and every approval holds",
            named(&foresight.changed)
        )
    } else {
        format!(
            "changed: {}; that ends the approval of {}, who will be asked again",
            named(&foresight.in_substance),
            people(asked_again)
        )
    })
}

/// A need in words: how many more, and who could sign.
pub(super) fn need_words(need: &NeedResult) -> String {
    if !need.alternatives.is_empty() {
        let alternatives: Vec<String> = need.alternatives.iter().map(need_words).collect();
        return format!("one of ({})", alternatives.join(") or ("));
    }
    let missing = (need.wanted as usize).saturating_sub(need.counted.len());
    if missing == 0 {
        return format!("{} is there", need.from);
    }
    let people = people(&need.could_sign);
    match need.could_sign.as_slice() {
        [] => format!(
            "{missing} more of {}, and nobody is left who could sign",
            need.from
        ),
        [only] if only.as_str() == need.from => only.to_string(),
        _ => format!("{missing} more of {} ({people})", need.from),
    }
}

fn blocker_words(blocker: &Blocker) -> String {
    match blocker {
        Blocker::Objection {
            person,
            text,
            could_answer,
            ..
        } => {
            let first = text.lines().next().unwrap_or_default();
            let answer = match could_answer.as_slice() {
                [] => String::new(),
                some => format!("; {} could answer", people(some)),
            };
            format!("{person} objects: {first}{answer}")
        }
        Blocker::Hold { person, until, .. } => format!("{person} asks for time until {until}"),
    }
}

/// Names in a row, cut where there are many.
pub fn people(handles: &[Handle]) -> String {
    const SHOWN: usize = 8;
    let mut names: Vec<String> = handles
        .iter()
        .take(SHOWN)
        .map(ToString::to_string)
        .collect();
    if handles.len() > SHOWN {
        names.push(format!("{} more", handles.len() - SHOWN));
    }
    names.join(", ")
}
