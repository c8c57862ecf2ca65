//! Which two texts are compared.

use super::{Range, Side, Which};
use crate::action::Error;
use crate::action::ground::Ground;
use crate::action::locate::Located;
use crate::action::show;
use crate::log::decision::Decision;
use crate::record::name::Handle;
use crate::record::text::Text;

/// A decision with its living text, as the person at the keyboard has it.
pub(super) struct Reading<'g> {
    ground: &'g Ground<'g>,
    pub located: Located,
    draft: Option<Text>,
    pub draft_error: Option<String>,
}

/// A text that was chosen.
pub(super) struct Chosen<'d> {
    pub side: Side,
    pub text: &'d Text,
}

impl<'g> Reading<'g> {
    pub(super) fn of(ground: &'g Ground<'g>, located: Located) -> Result<Self, Error> {
        let (draft, draft_error) = match ground.draft(&located) {
            Ok(draft) => (Some(draft.text), None),
            Err(error @ (Error::Draft { .. } | Error::BadText { .. })) => {
                (None, Some(error.to_string()))
            }
            Err(error) => return Err(error),
        };
        Ok(Self {
            ground,
            located,
            draft,
            draft_error,
        })
    }

    /// Whether the living text says something that the newest revision does not.
    pub(super) fn has_edits(&self) -> bool {
        match (&self.draft, self.located.decision.newest()) {
            (Some(draft), Some(newest)) => *draft != newest.value.text,
            _ => false,
        }
    }

    fn newest(&self) -> Option<u32> {
        Some(self.located.decision.newest()?.value.revision)
    }

    fn text(&self, which: Which) -> Result<Chosen<'_>, Error> {
        let decision = &self.located.decision;
        match which {
            Which::Revision(wanted) => {
                let stored = show::revision(self.ground, decision, wanted)?;
                Ok(Chosen {
                    side: Side {
                        revision: Some(wanted),
                        digest: Some(stored.digest),
                        at: None,
                    },
                    text: &stored.value.text,
                })
            }
            Which::Draft => match &self.draft {
                Some(text) => Ok(Chosen {
                    side: Side {
                        revision: None,
                        digest: None,
                        at: None,
                    },
                    text,
                }),
                None => Err(Error::Usage {
                    what: format!(
                        "the edits of decision {} cannot be read: {}",
                        decision.number(),
                        self.draft_error.clone().unwrap_or_default()
                    ),
                    hint: format!("repair them: adr edit {}", decision.number()),
                }),
            },
        }
    }
}

/// Two texts of one place. Edits that nobody has put up are the newest there is; else it is the newest revision,
/// and what came before it.
pub(super) fn chosen<'r>(
    reading: &'r Reading<'_>,
    range: Range,
) -> Result<(Chosen<'r>, Chosen<'r>), Error> {
    let number = reading.located.number;
    let newest = reading.newest().ok_or_else(|| Error::Declined {
        what: format!("decision {number} is a draft: there is no revision to compare it with"),
        hint: format!("put it up: adr propose {number}"),
    })?;
    let has_edits = reading.has_edits();
    let to = match range.to {
        Some(to) => to,
        None if range.from.is_none() && has_edits => Which::Draft,
        None if range.from == Some(Which::Revision(newest)) => Which::Draft,
        None => Which::Revision(newest),
    };
    let from = match (range.from, to) {
        (Some(from), _) => from,
        (None, Which::Draft) => Which::Revision(newest),
        (None, Which::Revision(to)) => Which::Revision(before(&reading.located.decision, to)?),
    };
    Ok((reading.text(from)?, reading.text(to)?))
}

/// The readable revision before another.
fn before(decision: &Decision, revision: u32) -> Result<u32, Error> {
    let number = decision.number();
    let earlier = decision.revisions.range(..revision).next_back();
    earlier.map(|(earlier, _)| *earlier).ok_or_else(|| Error::Declined {
        what: format!(
            "revision {revision} of decision {number} is the first: there is nothing to compare it with"
        ),
        hint: format!("read it: adr show {number} --revision {revision}"),
    })
}

/// From the text that somebody last signed: the newest that they took a stance on or acted on.
pub(super) fn since<'r>(
    reading: &'r Reading<'_>,
    person: &Handle,
    to: Option<Which>,
) -> Result<(Chosen<'r>, Chosen<'r>), Error> {
    let decision = &reading.located.decision;
    let signed = decision
        .signoffs
        .iter()
        .filter(|stored| stored.value.signer == *person)
        .map(|stored| stored.value.revision);
    let Some(last) = signed.max() else {
        return Err(Error::Declined {
            what: format!(
                "{person} has signed nothing of decision {}",
                decision.number()
            ),
            hint: format!("read it as it is: adr show {}", decision.number()),
        });
    };
    let to = to.or(reading.newest().map(Which::Revision));
    let to = to.unwrap_or(Which::Draft);
    Ok((reading.text(Which::Revision(last))?, reading.text(to)?))
}

/// The text that one place has: what was asked for, else what was edited there last.
pub(super) fn at<'r>(reading: &'r Reading<'_>, which: Option<Which>) -> Result<Chosen<'r>, Error> {
    let newest = reading.newest().map(Which::Revision);
    let usual = newest.filter(|_| !reading.has_edits());
    reading.text(which.or(usual).unwrap_or(Which::Draft))
}
