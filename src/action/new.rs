//! `adr new`: a draft with the next free number, on a branch of its own.

use serde::Serialize;

use super::Error;
use super::actor::Actor;
use super::commit::{self, Done, Files, Message};
use super::ground::Ground;
use super::manuscript::{Birth, Completed, Manuscript, no_title};
use super::selector::Selector;
use super::write::{self, value};
use crate::interchange::markdown::{Remark, weave};
use crate::log::tree::ObjectId;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{Folder, Part, Place};
use crate::record::name::{Handle, Slug};
use crate::record::prose::Line;
use crate::record::text::Text;
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
    /// A text that is written already, or a template.
    Manuscript(Manuscript),
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
    /// What fitted no field of a text that was handed in, and where it went.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

/// Drafts a decision.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: &Request) -> Result<Report, Error> {
    let birth = born(ground, actor, request)?;
    let number = birth.folder.number;
    let Completed {
        text,
        source,
        remarks,
    } = birth.completed;
    let mut files = birth.claims;
    files.insert(birth.path.clone(), Some(source.into_bytes()));
    let message = Message::new(format!("Draft decision {number}: {}", text.title), number);
    // The number is free on this very tip; elsewhere it may be taken at any time, which Git then tells.
    let done = commit::commit(
        ground.store,
        actor,
        birth.target,
        ground.head.tip(),
        files,
        &message,
        Retry::WhileUntouched,
    )?;
    Ok(Report {
        number,
        id: text.id,
        title: text.title.to_string(),
        path: birth.path,
        remarks,
        done,
    })
}

/// A decision that is about to be drafted.
pub(super) struct Born {
    /// Its folder, with the next free number.
    pub folder: Folder,
    /// The path of its `decision.yaml`, from the root of the repository.
    pub path: String,
    /// Its text.
    pub completed: Completed,
    /// The claims of its number and id.
    pub claims: Files,
    /// Where it is committed.
    pub target: Target,
    /// The tree that it is added to.
    pub tree: ObjectId,
}

/// Everything that a draft needs, with nothing written yet.
pub(super) fn born(ground: &Ground<'_>, actor: &Actor, request: &Request) -> Result<Born, Error> {
    let tree = ground.head_tree()?.ok_or_else(|| Error::NoLog {
        dir: ground.dir.clone(),
    })?;
    let judging = ground.judging_tree(tree)?;
    let judge = ground.load(judging, [])?;
    let chain = super::ground::chain_of(&judge, ground.trust_root)?;
    let owner = actor.person(ground.store, chain.in_force().charter)?;
    let number = ground.next_number()?;
    let id = actor.new_id(0);
    let completed = compose(ground, request, id, &owner)?;
    let folder = Folder {
        number,
        slug: Slug::from_title(completed.text.title.as_str()),
    };
    let mut claims = Files::new();
    write::claim(&mut claims, &ground.dir, number, id);
    Ok(Born {
        path: ground.dir.join(&Place::In(folder.clone(), Part::Draft)),
        completed,
        claims,
        target: target(ground, &folder, request.here)?,
        folder,
        tree,
    })
}

/// A branch of its own where HEAD is on the base or on no branch.
fn target(ground: &Ground<'_>, folder: &Folder, here: bool) -> Result<Target, Error> {
    if here || !ground.begins_a_branch()? {
        return Ok(Target::Head);
    }
    Ok(Target::NewBranch {
        name: ground.free_branch(&format!("refs/heads/adr/{}", folder.name()))?,
        switch: !ground.store.is_bare(),
    })
}

fn compose(
    ground: &Ground<'_>,
    request: &Request,
    id: DecisionId,
    owner: &Handle,
) -> Result<Completed, Error> {
    let mut remarks = Vec::new();
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
        Start::Manuscript(manuscript) => {
            let completed = manuscript.complete(&Birth {
                title: request.title.as_ref(),
                id,
                owner,
            })?;
            remarks = completed.remarks;
            (completed.text, completed.source)
        }
    };
    let before = value(&text);
    link(ground, request, &mut text)?;
    if value(&text) != before {
        source = weave(&source, &before, &value(&text));
    }
    Ok(Completed {
        text,
        source,
        remarks,
    })
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
