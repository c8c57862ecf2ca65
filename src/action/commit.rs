//! One act, one commit: its message, and what is told about it afterwards.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::Error;
use super::actor::Actor;
use crate::log::tree::ObjectId;
use crate::record::id::Number;
use crate::store::{Change, Committed, Retry, Store, Target};

/// Files by path from the root of the repository; `None` takes one away.
pub type Files = BTreeMap<String, Option<Vec<u8>>>;

/// The message of a commit: a subject that says the act, and trailers for machines.
#[derive(Clone, Debug)]
pub struct Message {
    subject: String,
    body: Option<String>,
    trailers: Vec<(&'static str, String)>,
}

impl Message {
    /// A message about one decision.
    pub fn new(subject: impl Into<String>, number: Number) -> Self {
        Self {
            subject: subject.into(),
            body: None,
            trailers: vec![("Adr-Decision", number.to_string())],
        }
    }

    /// With a paragraph below the subject.
    #[must_use]
    pub fn body(mut self, body: Option<impl ToString>) -> Self {
        self.body = body.map(|body| body.to_string());
        self
    }

    /// With one more trailer.
    #[must_use]
    pub fn trailer(mut self, key: &'static str, value: impl std::fmt::Display) -> Self {
        self.trailers.push((key, value.to_string()));
        self
    }

    /// The whole message.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n\n", self.subject);
        if let Some(body) = &self.body {
            text.push_str(body.trim());
            text.push_str("\n\n");
        }
        for (key, value) in &self.trailers {
            let _ = writeln!(text, "{key}: {value}");
        }
        text
    }
}

/// What was committed, for the person who asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Done {
    /// The commit's subject.
    pub subject: String,
    /// The commit.
    pub commit: String,
    /// The branch it is on.
    pub branch: String,
    /// Whether that is where HEAD is.
    pub checked_out: bool,
    /// The paths it changed.
    pub paths: Vec<String>,
    /// Paths that the user had changed, and that stay as they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<String>,
    /// Why work tree and index lag behind, and what to do, if they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<String>,
}

/// Makes the commit.
pub fn commit(
    store: &Store,
    actor: &Actor,
    target: Target,
    base: Option<ObjectId>,
    files: Files,
    message: &Message,
    retry: Retry,
) -> Result<Done, Error> {
    let paths = files.keys().cloned().collect();
    let change = Change {
        target,
        base,
        files,
        message: message.text(),
        identity: actor.identity.clone(),
        retry,
    };
    let Committed {
        commit,
        reference,
        left,
        pending,
    } = store.commit(&change)?;
    let checked_out = match store.head()? {
        crate::store::Head::Branch { name, .. } => name == reference,
        crate::store::Head::Detached(_) => reference == "HEAD",
    };
    Ok(Done {
        subject: message.subject.clone(),
        commit: commit.to_string(),
        branch: reference
            .strip_prefix("refs/heads/")
            .unwrap_or(&reference)
            .to_owned(),
        checked_out,
        paths,
        left,
        pending: pending.map(|pending| format!("{}; {}", pending.reason, pending.hint)),
    })
}
