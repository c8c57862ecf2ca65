//! What was imported before and says something else at its source now.

use super::Left;
use super::drafts::{Drafted, Drafter, GoesOn};
use crate::action::Error;
use crate::action::ground::Ground;
use crate::interchange::ImportedDecision;
use crate::interchange::history::line;
use crate::log::decision::Decision;
use crate::record::id::DecisionId;
use crate::record::revision::{Imported, RevisionKind};
use crate::record::text::Text;

impl Drafter<'_> {
    /// What is in the source now, where that says something else than what was imported.
    pub(super) fn changed(
        &self,
        ground: &Ground<'_>,
        held: &Decision,
        decision: &ImportedDecision,
        id: DecisionId,
        has_history: bool,
    ) -> Result<GoesOn, Error> {
        let drafted = self.drafted(
            Vec::new(),
            decision.clone(),
            id,
            line("Changed at the source"),
        );
        let imported = held
            .revisions
            .values()
            .rev()
            .find_map(|stored| match &stored.value.kind {
                RevisionKind::Import(sources) => Some((&stored.value.text, sources.last()?)),
                _ => None,
            });
        let is_same = imported.is_none_or(|(text, source)| says_the_same(text, source, &drafted));
        if is_same {
            return Ok(GoesOn::Not(None));
        }
        if let Some(left) = self.reason_to_leave(held) {
            return Ok(GoesOn::Not(Some(left)));
        }
        if ends_only_here(ground, held)? {
            return Ok(GoesOn::Not(Some(Left::TakenOverHere)));
        }
        if has_history {
            return Ok(GoesOn::Not(Some(Left::ImportedWithHistory)));
        }
        self.after(ground, held, decision, vec![drafted], None)
    }
}

/// Whether a source says what was imported from it. People and links are left aside: whom they mean depends on the log,
/// which may have changed since.
fn says_the_same(text: &Text, source: &Imported, drafted: &Drafted) -> bool {
    let bare = |text: &Text| Text {
        title: text.title.clone(),
        tags: text.tags.clone(),
        context: text.context.clone(),
        drivers: text.drivers.clone(),
        options: text.options.clone(),
        decision: text.decision.clone(),
        consequences: text.consequences.clone(),
        confirmation: text.confirmation.clone(),
        custom: text.custom.clone(),
        ..Text::new(text.id, text.title.clone())
    };
    let status = drafted.sources.last().map(|source| &source.status);
    bare(text) == bare(&drafted.text) && status == Some(&source.status)
}

/// Whether a decision was taken over as history where the base does not know of it yet.
fn ends_only_here(ground: &Ground<'_>, held: &Decision) -> Result<bool, Error> {
    if held.resolutions.is_empty() {
        return Ok(false);
    }
    let number = held.folder.number;
    let base = ground
        .base_tree()?
        .map(|tree| ground.store.log_of(tree, &ground.dir, &[number].into()))
        .transpose()?;
    let known = base.as_ref().and_then(|log| log.decision(number));
    Ok(known.is_none_or(|known| known.resolutions.len() < held.resolutions.len()))
}
