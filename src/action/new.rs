//! `adr new`: a draft with the next free number, on a branch of its own.

use serde::Serialize;
use serde_yaml::{Mapping, Value};

use super::Error;
use super::actor::Actor;
use super::commit::{self, Done, Files, Message};
use super::ground::Ground;
use super::selector::Selector;
use super::write::{self, SCHEMA_LINE};
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{Folder, Part, Place};
use crate::record::name::{Handle, Slug};
use crate::record::prose::Line;
use crate::record::text::Text;
use crate::record::yaml;
use crate::store::{Retry, Target};

/// What to draft.
pub struct Request {
    /// What is to be decided, in a line; may come from `from`.
    pub title: Option<Line>,
    /// Whether to stay on the current branch.
    pub here: bool,
    /// Decisions that it will take the place of.
    pub supersedes: Vec<Selector>,
    /// Other links.
    pub links: Vec<Link>,
    /// What the text starts from.
    pub start: Start,
}

/// What a draft starts from.
pub enum Start {
    /// An outline with hints.
    Outline,
    /// A YAML text, comments and all, without an `id`.
    Yaml {
        /// Where it came from, for complaints.
        path: String,
        /// The bytes.
        source: Vec<u8>,
    },
    /// The text in force of a decision that it will take the place of.
    Successor(Selector),
}

/// A link to another decision.
#[derive(Clone, Debug)]
pub struct Link {
    /// The other decision.
    pub to: Selector,
    /// What it means.
    pub verb: Verb,
}

/// What a link means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verb {
    /// Takes its place.
    Supersedes,
    /// Changes it in part.
    Amends,
    /// Stands on it.
    DependsOn,
    /// Worth reading together.
    RelatesTo,
}

/// What was drafted.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Its number.
    pub number: Number,
    /// Its id.
    pub id: DecisionId,
    /// Its title.
    pub title: String,
    /// The file to write in, from the root of the repository.
    pub path: String,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

/// Drafts a decision.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: &Request) -> Result<Report, Error> {
    let tree = ground.head_tree()?.ok_or_else(|| Error::NoLog {
        dir: ground.dir.clone(),
    })?;
    let judging = ground.judging_tree(tree)?;
    let judge = ground.load(judging, [])?;
    let chain = super::ground::chain_of(&judge, ground.trust_root)?;
    let owner = actor.person(ground.store, chain.in_force().charter)?;
    let number = ground.next_number()?;
    let id = actor.new_id(0);
    let (text, source) = compose(ground, request, id, &owner)?;
    let folder = Folder {
        number,
        slug: Slug::from_title(text.title.as_str()),
    };
    let path = ground.dir.join(&Place::In(folder.clone(), Part::Draft));
    let mut files = Files::new();
    write::claim(&mut files, &ground.dir, number, id);
    files.insert(path.clone(), Some(source.into_bytes()));
    let message = Message::new(format!("Draft decision {number}: {}", text.title), number);
    let target = target(ground, &folder, request.here)?;
    // The number is free on this very tip; elsewhere it may be taken at any time, which Git then tells.
    let done = commit::commit(
        ground.store,
        actor,
        target,
        ground.head.tip(),
        files,
        &message,
        Retry::WhileUntouched,
    )?;
    Ok(Report {
        number,
        id,
        title: text.title.to_string(),
        path,
        done,
    })
}

/// A branch of its own where HEAD is on the base or on no branch.
fn target(ground: &Ground<'_>, folder: &Folder, here: bool) -> Result<Target, Error> {
    if here || !ground.begins_a_branch()? {
        return Ok(Target::Head);
    }
    Ok(Target::NewBranch {
        name: format!("refs/heads/adr/{}", folder.name()),
        switch: !ground.store.is_bare(),
    })
}

fn compose(
    ground: &Ground<'_>,
    request: &Request,
    id: DecisionId,
    owner: &Handle,
) -> Result<(Text, String), Error> {
    let (mut text, mut source) = match &request.start {
        Start::Outline => {
            let title = request.title.clone().ok_or_else(no_title)?;
            let mut text = Text::new(id, title);
            text.owner = Some(owner.clone());
            let source = format!("{}{OUTLINE}", write::draft(&text));
            (text, source)
        }
        Start::Successor(selector) => {
            let mut text = successor(ground, selector)?;
            text.id = id;
            text.owner = Some(owner.clone());
            text.title = request.title.clone().unwrap_or(text.title);
            let source = write::draft(&text);
            (text, source)
        }
        Start::Yaml { path, source } => from_yaml(path, source, request.title.as_ref(), id, owner)?,
    };
    let before = value(&text);
    link(ground, request, &mut text)?;
    if value(&text) != before {
        source =
            yaml::reconcile(&source, &before, &value(&text)).map_err(|error| Error::Usage {
                what: error.to_string(),
                hint: "write the links into the file yourself".to_owned(),
            })?;
    }
    Ok((text, source))
}

fn no_title() -> Error {
    Error::Usage {
        what: "a decision needs a title".to_owned(),
        hint: "say what is to be decided: adr new \"TITLE\"".to_owned(),
    }
}

fn value(text: &Text) -> Value {
    // Every type in a text serialises into plain YAML values; there is nothing to fail.
    serde_yaml::to_value(text).unwrap_or_default()
}

/// The text in force of what is to be superseded.
fn successor(ground: &Ground<'_>, selector: &Selector) -> Result<Text, Error> {
    let number = ground.number_of(selector)?;
    let log = super::in_force::log_with(ground, number)?;
    let decision = log.decision(number).ok_or_else(|| Error::NoSuchDecision {
        selector: number.to_string(),
    })?;
    let in_force = decision.text_in_force().ok_or_else(|| Error::BadText {
        number,
        what: format!(
            "it is {} and not in force: there is nothing to supersede",
            decision.status()
        ),
        hint: format!("see `adr show {number}`"),
    })?;
    let mut text = in_force.clone();
    text.supersedes = vec![number];
    text.attachments.clear();
    Ok(text)
}

/// A text that somebody has written as YAML. Its id is given here, and its comments stay.
fn from_yaml(
    path: &str,
    source: &[u8],
    title: Option<&Line>,
    id: DecisionId,
    owner: &Handle,
) -> Result<(Text, String), Error> {
    let draft = |error| Error::Draft {
        path: path.to_owned(),
        error,
    };
    let given: Mapping = yaml::read(source).map_err(draft)?;
    if given.contains_key("id") {
        return Err(Error::Usage {
            what: format!("{path} has an `id` already"),
            hint: "a decision gets its id at birth: take the line out".to_owned(),
        });
    }
    let mut wanted = Mapping::new();
    wanted.insert("id".into(), id.to_string().into());
    match (title, given.get("title")) {
        (Some(title), _) => wanted.insert("title".into(), title.as_str().into()),
        (None, Some(title)) => wanted.insert("title".into(), title.clone()),
        (None, None) => return Err(no_title()),
    };
    if !given.contains_key("owner") {
        wanted.insert("owner".into(), owner.as_str().into());
    }
    for (key, value) in &given {
        if key.as_str() != Some("title") {
            wanted.insert(key.clone(), value.clone());
        }
    }
    let original = std::str::from_utf8(source).unwrap_or_default();
    let completed = yaml::reconcile(original, &Value::Mapping(given), &Value::Mapping(wanted))
        .map_err(|error| Error::Usage {
            what: format!("{path}: {error}"),
            hint: "simplify its layout".to_owned(),
        })?;
    let completed = if completed.starts_with("# yaml-language-server") {
        completed
    } else {
        format!("{SCHEMA_LINE}{completed}")
    };
    let text = yaml::read(completed.as_bytes()).map_err(draft)?;
    Ok((text, completed))
}

fn link(ground: &Ground<'_>, request: &Request, text: &mut Text) -> Result<(), Error> {
    let superseded = request.supersedes.iter().map(|to| Link {
        to: to.clone(),
        verb: Verb::Supersedes,
    });
    for Link { to, verb } in superseded.chain(request.links.iter().cloned()) {
        let number = ground.number_of(&to)?;
        let list = match verb {
            Verb::Supersedes => &mut text.supersedes,
            Verb::Amends => &mut text.amends,
            Verb::DependsOn => &mut text.depends_on,
            Verb::RelatesTo => &mut text.relates_to,
        };
        if !list.contains(&number) {
            list.push(number);
        }
    }
    Ok(())
}

/// What a fresh draft says below its first fields: everything that can be written, as comments.
const OUTLINE: &str = "\
# impact: medium              # low, medium or high: how far it reaches, how hard it is to undo
# tags: [database]            # what it is about; rules may look at it
# approvers: [bob, team:dba]  # whose approval this needs besides what the charter asks
# governs: [src/orders/**]    # the paths that it binds

# Needed before you propose: why must something be decided?
# context: |
#   ...

# options:
#   - name: ...
#     pros: [...]
#     cons: [...]

# Needed before you propose: what will we do?
# decision: |
#   ...

# consequences: |
#   ...
";
