//! `adr edit`: a text goes to the person's editor and comes back, and nothing that they typed is lost.
//!
//! What is edited is a copy under the git directory, one for each decision. It is removed only when its
//! text is committed, so that whatever interrupts (a crash, a wrong line, a branch that moved), the next
//! `adr edit` finds it. What is wrong with a text is said in its first lines, which are taken out again.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Error;
use super::actor::Actor;
use super::commit::{Done, Message};
use super::desk::Desk;
use super::ground::{Ground, chain_of};
use super::selector::Selector;
use crate::agreement::wellformed;
use crate::record::charter::Charter;
use crate::record::id::{DecisionId, Number};
use crate::record::name::{Handle, Party};
use crate::record::text::Text;
use crate::record::yaml::{self, ReadError};

/// How each line begins that says what is wrong with a text.
const NOTE: &str = "#! ";

/// Which text to open.
pub struct Request {
    /// The decision.
    pub selector: Selector,
    /// The branch, where the decision is being changed on several.
    pub branch: Option<String>,
    /// Whether to forget what an earlier edit has left.
    pub afresh: bool,
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
    desk: Desk,
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
    Good(Box<Text>),
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
    if desk.located.decision.status().is_ended() {
        return Err(Error::Declined {
            what: format!(
                "decision {number} is {}; nothing follows that",
                desk.located.decision.status()
            ),
            hint: "decide anew: adr new TITLE".to_owned(),
        });
    }
    let copy = copy_of(ground, number);
    let source = as_text(&desk)?;
    let left = if request.afresh {
        None
    } else {
        read(&copy)?.map(|text| without_notes(&text).to_owned())
    };
    let left = left.filter(|text| !text.trim().is_empty() && *text != source);
    let is_resumed = left.is_some();
    let typed = left.unwrap_or(source);
    write(&copy, &typed)?;
    Ok(Editing {
        number,
        copy,
        is_resumed,
        has_uncommitted_edits: desk.has_uncommitted_edits() && !is_resumed,
        desk,
        typed,
    })
}

impl Editing {
    /// Looks at what the editor has left. An empty file means "never mind": what was typed before is kept.
    pub fn look(&mut self, ground: &Ground<'_>) -> Result<Returned, Error> {
        let saved = read(&self.copy)?.unwrap_or_default();
        let text = without_notes(&saved);
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
            Ok(_) if self.is_unchanged() => {
                self.keep()?;
                Ok(Returned::Nothing)
            }
            Ok(text) => Ok(Returned::Good(Box::new(text))),
            Err(error) => {
                let error = moved_down(error);
                write(&self.copy, &format!("{}{}", notes(&error), self.typed))?;
                let line = match &error {
                    Error::Draft { error, .. } => error.line,
                    _ => 1,
                };
                Ok(Returned::Wrong(Box::new(Complaint { line, error })))
            }
        }
    }

    /// Commits the text, and takes the copy away.
    pub fn save(&self, ground: &Ground<'_>, actor: &Actor, text: &Text) -> Result<Report, Error> {
        let message = Message::new(format!("Edit decision {}", self.number), self.number);
        let done = ground.commit_text(&self.desk, actor, self.typed.as_bytes(), &message)?;
        remove(&self.copy)?;
        self.report(ground, text, Some(done))
    }

    /// What is told when there is nothing to commit.
    pub fn nothing(&self) -> Report {
        Report {
            number: self.number,
            unknown: Vec::new(),
            revision: self.revision(),
            done: None,
        }
    }

    fn report(
        &self,
        ground: &Ground<'_>,
        text: &Text,
        done: Option<Done>,
    ) -> Result<Report, Error> {
        let unknown = match charter_of(ground, &self.desk)? {
            Some(charter) => unknown(text, text.charter.as_ref().unwrap_or(&charter)),
            None => Vec::new(),
        };
        Ok(Report {
            number: self.number,
            unknown,
            revision: self.revision(),
            done,
        })
    }

    fn revision(&self) -> Option<u32> {
        let newest = self.desk.located.decision.newest()?;
        Some(newest.value.revision)
    }

    /// Whether the branch says the same already.
    fn is_unchanged(&self) -> bool {
        !self.desk.has_uncommitted_edits() && self.typed.as_bytes() == self.desk.source
    }

    /// Leaves the copy as it was typed last, or takes it away where it says nothing of its own.
    fn keep(&self) -> Result<(), Error> {
        if self.typed.as_bytes() == self.desk.source {
            remove(&self.copy)
        } else {
            write(&self.copy, &self.typed)
        }
    }

    fn check(&self, ground: &Ground<'_>) -> Result<Result<Text, Error>, Error> {
        let text: Text = match yaml::read(self.typed.as_bytes()) {
            Ok(text) => text,
            Err(error) => return Ok(Err(self.draft_error(error))),
        };
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
            return Ok(Ok(text));
        };
        let before = charter_of(ground, &self.desk)?;
        Ok(match flaw(before.as_ref(), charter) {
            Some(what) => Err(Error::BadCharter { what }),
            None => Ok(text),
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

/// The same error with the place that it names where the text is below the notes.
fn moved_down(error: Error) -> Error {
    let height = notes(&error).lines().count();
    match error {
        Error::Draft { path, mut error } => {
            error.line += height;
            Error::Draft { path, error }
        }
        other => other,
    }
}

fn notes(error: &Error) -> String {
    let mut notes = format!("{NOTE}This text cannot be saved yet:\n");
    for line in error.to_string().lines().chain(error.hint().lines()) {
        notes.push_str(NOTE);
        notes.extend(line.chars().filter(|letter| !letter.is_control()));
        notes.push('\n');
    }
    notes.push_str(NOTE);
    notes.push_str("(Lines like these are taken out again. An empty file leaves all as it was.)\n");
    notes
}

/// The text below the notes on top of it.
fn without_notes(mut text: &str) -> &str {
    while text.starts_with(NOTE.trim_end()) {
        text = text.split_once('\n').map_or("", |(_, rest)| rest);
    }
    text
}

fn copy_of(ground: &Ground<'_>, number: Number) -> PathBuf {
    let folder = ground.store.git_dir().join("adr").join("edit");
    // The first log of a repository is nearly always the only one; others get a folder of their own.
    let folder = match ground.dir.as_str() {
        crate::record::layout::DEFAULT_LOG_DIR => folder,
        other => folder.join(other),
    };
    folder.join(format!("{}.yaml", number.padded()))
}

/// What an earlier edit has left goes with a decision that gets another number.
pub fn follow(ground: &Ground<'_>, from: Number, to: Number) -> Result<(), Error> {
    let (old, new) = (copy_of(ground, from), copy_of(ground, to));
    match fs::rename(&old, &new) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io(&old, error)),
        _ => Ok(()),
    }
}

fn read(path: &Path) -> Result<Option<String>, Error> {
    match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| {
            let said = "it is not UTF-8; have your editor save it so";
            io(path, std::io::Error::new(ErrorKind::InvalidData, said))
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io(path, error)),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| io(folder, error))?;
    }
    fs::write(path, text).map_err(|error| io(path, error))
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io(path, error)),
        _ => Ok(()),
    }
}

fn io(path: &Path, source: std::io::Error) -> Error {
    Error::Io {
        path: path.display().to_string(),
        source,
    }
}
