//! The files that a text refers to.

use super::{Entry, Site};
use crate::action::Error;
use crate::log::MAX_ATTACHMENT_BYTES;
use crate::record::digest::Digest;
use crate::record::text::Attachment;

/// A file that a text refers to.
pub struct Attached {
    /// As the text names it.
    pub named: Attachment,
    /// What is in it. Nothing where it is not there, or is another than the text means.
    pub bytes: Option<Vec<u8>>,
}

impl Site<'_> {
    /// The attachments of the text that a decision's page shows.
    pub fn attachments(&self, entry: &Entry) -> Result<Vec<Attached>, Error> {
        let Some(decision) = self.decision(entry) else {
            return Ok(Vec::new());
        };
        let tree = match entry.elsewhere.and_then(|at| self.elsewhere.get(at)) {
            Some(sighting) => sighting.tree,
            None => self.tree,
        };
        let text = decision.text_in_force().or_else(|| decision.text());
        let mut attached = Vec::new();
        for named in text.into_iter().flat_map(|text| &text.attachments) {
            let path = format!(
                "{}/{}/attachments/{}",
                self.dir(),
                decision.folder,
                named.path
            );
            let bytes = self.ground.store.read(tree, &path, MAX_ATTACHMENT_BYTES)?;
            attached.push(Attached {
                named: named.clone(),
                bytes: bytes.filter(|bytes| Digest::of(bytes) == named.sha256),
            });
        }
        Ok(attached)
    }
}
