//! `adr edit`: a text goes to the person's editor and comes back, and nothing that they typed is lost.
//!
//! What is edited is a copy under the git directory, one for each decision, as YAML or as Markdown. It is removed
//! only when its text is committed, so that whatever interrupts (a crash, a wrong line, a branch that moved), the
//! next `adr edit` finds it; one that wants the other form converts it if nothing is lost by that, and else goes
//! on in the form in which it was left. What is wrong with a text is said in its first lines, which are taken out
//! again.

pub(in crate::action) mod copy;
mod view;

use std::path::PathBuf;

use serde::Serialize;

use super::Error;
use super::actor::Actor;
use super::commit::{Done, Message};
use super::desk::Desk;
use super::ground::{Ground, chain_of};
use super::one_charter;
use super::selector::Selector;
use crate::agreement::wellformed;
use crate::interchange::form::Form;
use crate::interchange::markdown::Remark;
use crate::record::charter::Charter;
use crate::record::id::{DecisionId, Number};
use crate::record::name::{Handle, Party};
use crate::record::text::Text;
use crate::record::yaml::ReadError;

pub use copy::follow;
use view::View;
pub use view::Written;

/// Which text to open.
pub struct Request {
    /// The decision.
    pub selector: Selector,
    /// The branch, where the decision is being changed on several.
    pub branch: Option<String>,
    /// Whether to forget what an earlier edit has left.
    pub afresh: bool,
    /// How it is wanted. Without, as the configuration says (`adr.editAs`), else as YAML.
    pub form: Option<Form>,
}

/// A text that is in somebody's editor.
pub struct Editing {
    /// The decision.
    pub number: Number,
    /// The file to edit.
    pub copy: PathBuf,
    /// Whether the file holds what an earlier edit has left.
    pub is_resumed: bool,
    /// Whether the file holds edits of the work tree that nobody had committed.
    pub has_uncommitted_edits: bool,
    /// The form that was wanted, where the text could only be opened in the other one.
    pub wanted: Option<Form>,
    desk: Desk,
    view: View,
    /// The newest text that was typed, without notes.
    typed: String,
}

/// What is wrong with a text that came back.
pub struct Complaint {
    /// The line in the file, with the notes on top of it; counted from 1.
    pub line: usize,
    /// What is wrong, as an error of the command.
    pub error: Error,
}

/// What came back from the editor.
pub enum Returned {
    /// A text that can be committed.
    Good(Box<Written>),
    /// The text that was opened, or nothing at all: there is nothing to commit.
    Nothing,
    /// A text with something wrong, written back with notes on top.
    Wrong(Box<Complaint>),
}

/// What was edited.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The decision.
    pub number: Number,
    /// Whom the text names and the charter does not know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
    /// What fitted no field of a Markdown text, and where it went.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
    /// The newest revision, where there is one: the text is put up again with `adr revise`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// What was committed; nothing where nothing changed.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub done: Option<Done>,
}

/// Puts a copy of the text where an editor can open it.
pub fn open(ground: &Ground<'_>, request: &Request) -> Result<Editing, Error> {
    let number = ground.number_of(&request.selector)?;
    let desk = ground.desk(number, request.branch.as_deref())?;
    one_charter::refuse_second(ground, &desk.located, None)?;
    if desk.located.decision.status().is_ended() {
        return Err(Error::Declined {
            what: format!(
                "decision {number} is {}; nothing follows that",
                desk.located.decision.status()
            ),
            hint: "decide anew: adr new TITLE".to_owned(),
        });
    }
    let wanted = match request.form {
        Some(form) => form,
        None => configured(ground)?,
    };
    let source = as_text(&desk)?;
    let mut view = View::new(&desk, source.clone(), wanted);
    let left = if request.afresh {
        None
    } else {
        copy::kept(ground, number)?
    };
    let left = left.filter(|(form, text)| *text != View::new(&desk, source.clone(), *form).shown);
    let is_resumed = left.is_some();
    let typed = match left {
        None => view.shown.clone(),
        Some((form, text)) => {
            if let Some(text) = view.converted(form, &text) {
                text
            } else {
                view = View::in_form_of_copy(&desk, source, form);
                text
            }
        }
    };
    let copy = copy::path(ground, number, view.form);
    copy::write(&copy, &typed)?;
    // Only now, so that a crash in between leaves both and not none.
    copy::remove(&copy::path(ground, number, view.form.other()))?;
    Ok(Editing {
        number,
        copy,
        is_resumed,
        has_uncommitted_edits: desk.has_uncommitted_edits() && !is_resumed,
        wanted: (view.form != wanted).then_some(wanted),
        desk,
        view,
        typed,
    })
}

/// The form that the configuration asks for.
fn configured(ground: &Ground<'_>) -> Result<Form, Error> {
    let Some(setting) = ground.store.get("adr.editas")? else {
        return Ok(Form::Yaml);
    };
    setting.parse().map_err(|_| Error::Usage {
        what: format!("adr.editAs is `{}`", setting.escape_debug()),
        hint: "set it to markdown or yaml: git config adr.editAs markdown".to_owned(),
    })
}

impl Editing {
    /// Looks at what the editor has left. An empty file means "never mind": what was typed before is kept.
    pub fn look(&mut self, ground: &Ground<'_>) -> Result<Returned, Error> {
        let saved = copy::read(&self.copy)?.unwrap_or_default();
        let text = copy::without_notes(&saved);
        if text.trim().is_empty() {
            self.keep()?;
            return Ok(Returned::Nothing);
        }
        let mut text = text.to_owned();
        if !text.ends_with('\n') {
            text.push('\n');
        }
        self.typed = text;
        match self.check(ground)? {
            Ok(written) if self.is_unchanged(&written.source) => {
                self.typed.clone_from(&self.view.shown);
                self.keep()?;
                Ok(Returned::Nothing)
            }
            Ok(written) => Ok(Returned::Good(Box::new(written))),
            Err(error) => {
                let error = copy::moved_down(error);
                copy::write(
                    &self.copy,
                    &format!("{}{}", copy::notes(&error), self.typed),
                )?;
                let line = match &error {
                    Error::Draft { error, .. } => error.line,
                    _ => 1,
                };
                Ok(Returned::Wrong(Box::new(Complaint { line, error })))
            }
        }
    }

    /// Commits the text, and takes the copy away.
    pub fn save(
        &self,
        ground: &Ground<'_>,
        actor: &Actor,
        written: Written,
    ) -> Result<Report, Error> {
        let message = Message::new(format!("Edit decision {}", self.number), self.number);
        let done = ground.commit_text(&self.desk, actor, written.source.as_bytes(), &message)?;
        copy::remove(&self.copy)?;
        let unknown = match charter_of(ground, &self.desk)? {
            Some(charter) => {
                let charter = written.text.charter.as_ref().unwrap_or(&charter);
                unknown(&written.text, charter)
            }
            None => Vec::new(),
        };
        Ok(Report {
            number: self.number,
            unknown,
            remarks: written.remarks,
            revision: self.revision(),
            done: Some(done),
        })
    }

    /// What is told when there is nothing to commit.
    pub fn nothing(&self) -> Report {
        Report {
            number: self.number,
            unknown: Vec::new(),
            remarks: Vec::new(),
            revision: self.revision(),
            done: None,
        }
    }

    fn revision(&self) -> Option<u32> {
        let newest = self.desk.located.decision.newest()?;
        Some(newest.value.revision)
    }

    /// Whether the branch says the same already.
    fn is_unchanged(&self, source: &str) -> bool {
        !self.desk.has_uncommitted_edits() && source.as_bytes() == self.desk.source
    }

    /// Leaves the copy as it was typed last, or takes it away where it says nothing of its own.
    fn keep(&self) -> Result<(), Error> {
        if self.typed == self.view.shown {
            copy::remove(&self.copy)
        } else {
            copy::write(&self.copy, &self.typed)
        }
    }

    fn check(&self, ground: &Ground<'_>) -> Result<Result<Written, Error>, Error> {
        let written = match self.view.read(&self.typed) {
            Ok(written) => written,
            Err(error) => return Ok(Err(self.draft_error(error))),
        };
        let text = &written.text;
        if let Some(id) = self.id(ground)?
            && id != text.id
        {
            return Ok(Err(Error::BadText {
                number: self.number,
                what: format!("its `id` was {id} and may not change"),
                hint: "put the old id back: a decision keeps it for life".to_owned(),
            }));
        }
        let is_charter = self.number == Number::CHARTER;
        if is_charter != text.charter.is_some() {
            return Ok(Err(Error::BadText {
                number: self.number,
                what: "`charter` belongs into decision 0, and only there".to_owned(),
                hint: "people and rules are changed with `adr charter edit`".to_owned(),
            }));
        }
        let Some(charter) = &text.charter else {
            return Ok(Ok(written));
        };
        let before = charter_of(ground, &self.desk)?;
        Ok(match flaw(before.as_ref(), charter) {
            Some(what) => Err(Error::BadCharter { what }),
            None => Ok(written),
        })
    }

    fn draft_error(&self, error: ReadError) -> Error {
        Error::Draft {
            path: self.copy.display().to_string(),
            error,
        }
    }

    /// The id that the text must keep: that of the records, else the one that was claimed for the number,
    /// since the draft itself may be what is broken.
    fn id(&self, ground: &Ground<'_>) -> Result<Option<DecisionId>, Error> {
        let located = &self.desk.located;
        if let Some(id) = located.decision.id() {
            return Ok(Some(id));
        }
        let log = ground
            .store
            .log_of(located.tree, &ground.dir, &[self.number].into())?;
        Ok(log.number_claims.get(&self.number).copied())
    }
}

/// The first thing that is wrong with a charter, by itself or as the next one after another.
pub fn flaw(before: Option<&Charter>, after: &Charter) -> Option<String> {
    let steps = before.map(|before| wellformed::step_flaws(before, after));
    wellformed::flaws(after)
        .into_iter()
        .chain(steps.into_iter().flatten())
        .map(|flaw| flaw.to_string())
        .next()
}

/// The charter that judges what is edited; `None` where there is none yet.
pub fn charter_of(ground: &Ground<'_>, desk: &Desk) -> Result<Option<Charter>, Error> {
    let tree = match ground.judging_tree(desk.located.tree) {
        Ok(tree) => tree,
        Err(Error::NoLog { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let log = ground.load(tree, [])?;
    match chain_of(&log, ground.trust_root) {
        Ok(chain) => Ok(Some(chain.in_force().charter.clone())),
        // A charter that nobody has accepted yet: nothing came before it.
        Err(Error::Charter(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn unknown(text: &Text, charter: &Charter) -> Vec<String> {
    let people = text.owner.iter().chain(&text.editors);
    let unknown_people = people
        .filter(|handle| !charter.people.contains_key(*handle))
        .map(Handle::to_string);
    let parties = [&text.approvers, &text.consulted, &text.informed];
    let is_unknown = |party: &&Party| match party {
        Party::Person(handle) => !charter.people.contains_key(handle),
        Party::Team(team) => !charter.teams.contains_key(team),
    };
    let unknown_parties = parties
        .into_iter()
        .flatten()
        .filter(is_unknown)
        .map(Party::to_string);
    let mut unknown: Vec<String> = unknown_people.chain(unknown_parties).collect();
    unknown.sort();
    unknown.dedup();
    unknown
}

fn as_text(desk: &Desk) -> Result<String, Error> {
    match std::str::from_utf8(&desk.source) {
        Ok(source) => Ok(source.to_owned()),
        // What is no text cannot be opened as one; reading it says where it goes wrong.
        Err(_) => desk.text().map(|_| String::new()),
    }
}
