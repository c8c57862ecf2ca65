//! What somebody is about to sign: the text, and the statement in one sentence.

use std::fmt::Write as _;

use crate::record::id::Number;
use crate::record::signoff::{Act, Signoff, Stance, Statement};
use crate::record::text::Text;

/// The text of a decision in short: its title, and its prose.
pub fn text(text: &Text) -> String {
    let mut shown = format!("{}\n", text.title);
    let parts = [
        ("Context", &text.context),
        ("Decision", &text.decision),
        ("Consequences", &text.consequences),
        ("Confirmation", &text.confirmation),
    ];
    for (name, prose) in parts {
        if let Some(prose) = prose {
            let _ = write!(shown, "\n{name}\n{prose}");
        }
    }
    shown
}

/// The statement in one sentence: "As alice, you approve revision 2 of decision 7 (3f9a1c7e)."
pub fn sentence(signoff: &Signoff, number: Number) -> String {
    let mut sentence = format!("As {}", signoff.signer);
    if let Some(delegator) = &signoff.on_behalf_of {
        let _ = write!(sentence, ", for {delegator}");
    }
    let verb = match &signoff.statement {
        Statement::Stance(Stance::Approve { .. }) => "approve",
        Statement::Stance(Stance::Object) => "object to",
        Statement::Stance(Stance::Abstain) => "abstain on",
        Statement::Stance(Stance::Recuse) => "take no part in",
        Statement::Stance(Stance::Dissent) => "disagree with, and commit to,",
        Statement::Act(Act::Withdraw { .. }) => "take back what you said on",
        Statement::Act(Act::Hold { .. }) => "ask for time on",
        Statement::Act(Act::Clear { .. }) => "say that your conditions are met for",
        Statement::Act(Act::Answer { .. }) => "answer the objections to",
        Statement::Act(Act::Acknowledge) => "go along with",
        Statement::Act(Act::Endorse) => "endorse",
        Statement::Act(Act::Challenge { .. }) => "challenge",
    };
    let _ = write!(
        sentence,
        ", you {verb} revision {} of decision {number} ({})",
        signoff.revision,
        signoff.digest.short()
    );
    if let Statement::Act(Act::Hold { until }) = &signoff.statement {
        let _ = write!(sentence, " until {until}");
    }
    if let Some(team) = &signoff.team {
        let _ = write!(sentence, ", for team {team} only");
    }
    if let Statement::Stance(Stance::Approve { conditions }) = &signoff.statement {
        for condition in conditions {
            let _ = write!(sentence, ", if: {}", condition.text);
        }
    }
    sentence.push('.');
    sentence
}
