//! `adr init`: a log begins, with its author as the only person and maintainer of its charter.

mod surroundings;

use std::collections::BTreeMap;

use serde::Serialize;

use super::Error;
use super::actor::Actor;
use super::commit::{self, Done, Files, Message};
use super::ground::Ground;
use super::write::{self, signed};
use crate::agreement::wellformed::flaws;
use crate::record::charter::{
    Assurance, ChangeKind, Charter, CharterKey, Count, KeyState, MergePolicy, Need, Overrule,
    Person, PersonKind, Proposer, Rule, Source, When,
};
use crate::record::digest::Digest;
use crate::record::field::Field;
use crate::record::id::Number;
use crate::record::layout::{Folder, Part, Place, SignoffName};
use crate::record::name::{Handle, Party, Slug, TeamName};
use crate::record::prose::{Line, Prose};
use crate::record::resolution::{Outcome, Resolution};
use crate::record::revision::{Revision, RevisionKind};
use crate::record::signoff::{Signoff, Stance, Statement};
use crate::record::text::Text;
use crate::store::{Base, Head, Retry, Target};

/// The branch of a charter that waits to be merged.
const BRANCH: &str = "adr/0000-charter";

/// What to begin with.
pub struct Request {
    /// The author's handle; made from their address or name where left out.
    pub handle: Option<Handle>,
    /// People and teams to begin with besides the author, from an import.
    pub others: Others,
}

/// People and teams who are there from the start.
#[derive(Default)]
pub struct Others {
    /// By handle.
    pub people: BTreeMap<Handle, Person>,
    /// By name.
    pub teams: BTreeMap<TeamName, Vec<Party>>,
}

/// What began.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The log's folder.
    pub log: String,
    /// The author's handle.
    pub handle: Handle,
    /// Digest of the charter's first revision, for CI to pin.
    pub trust_root: Digest,
    /// The branch that decisions are merged into, where the charter is on another one: there it holds only once
    /// it is merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_merge_into: Option<String>,
    /// The remote of that branch, where it is at one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote: Option<String>,
    /// The repository's first log, where this is a further one: the charter there has to name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_log: Option<String>,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

/// Starts a log.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: Request) -> Result<Report, Error> {
    refuse_second_log(ground)?;
    let key = actor.signing_key(ground.store, None)?;
    let handle = match request.handle {
        Some(handle) => handle,
        None => handle_of(actor, "adr init --as HANDLE")?,
    };
    let text = charter_text(actor, &handle, key.public().clone(), request.others)?;
    refuse_flaw(&text)?;
    let folder = Folder {
        number: Number::CHARTER,
        slug: "charter".parse::<Slug>().ok(),
    };
    let path = |part| ground.dir.join(&Place::In(folder.clone(), part));
    let mut files = Files::new();
    write::claim(&mut files, &ground.dir, Number::CHARTER, text.id);
    files.insert(path(Part::Draft), Some(write::draft(&text).into_bytes()));

    let revision = Revision {
        revision: 1,
        previous: None,
        kind: RevisionKind::Text,
        by: handle.clone(),
        with: Vec::new(),
        at: actor.now(),
        summary: None,
        refers: BTreeMap::new(),
        text: text.clone(),
        signature: None,
    };
    let revision = signed(&revision, &key)?;
    let trust_root = revision.digest;
    files.insert(path(Part::Revision(1)), Some(revision.bytes));

    let signoff = Signoff {
        log: text.id,
        charter: trust_root,
        decision: text.id,
        revision: 1,
        digest: trust_root,
        signer: handle.clone(),
        on_behalf_of: None,
        team: None,
        statement: Statement::Stance(Stance::Approve {
            conditions: Vec::new(),
        }),
        reason: None,
        replaces: Vec::new(),
        at: actor.now(),
        signature: None,
    };
    let signoff = signed(&signoff, &key)?;
    let name = SignoffName::new(handle.clone(), 1, signoff.signed);
    files.insert(path(Part::Signoff(name)), Some(signoff.bytes));

    let resolution = Resolution {
        resolution: 1,
        outcome: Outcome::Accepted,
        revision: 1,
        digest: trust_root,
        by_decision: None,
        charter: trust_root,
        signoffs: vec![signoff.signed],
        by: handle.clone(),
        at: actor.now(),
        summary: None,
        signature: None,
    };
    files.insert(path(Part::Resolution(1)), Some(write::record(&resolution)));
    surroundings::add(ground, &mut files)?;

    let target = target(ground)?;
    let message = Message::new("Start the decision log", Number::CHARTER)
        .body(Some(format!("Trust root: {trust_root}")))
        .trailer("Adr-Revision", 1)
        .trailer("Adr-Signer", &handle);
    let base = ground.head.tip();
    let done = commit::commit(
        ground.store,
        actor,
        target,
        base,
        files,
        &message,
        Retry::Never,
    )?;
    let elsewhere = ground
        .base
        .as_ref()
        .filter(|base| base.short() != done.branch);
    let remote = elsewhere.and_then(Base::of_remote);
    Ok(Report {
        log: ground.dir.to_string(),
        handle,
        trust_root,
        to_merge_into: elsewhere.map(|base| base.short().to_owned()),
        remote: remote.map(|(remote, _)| remote.to_owned()),
        first_log: surroundings::first_log(ground)?.map(|dir| dir.to_string()),
        done,
    })
}

fn refuse_flaw(text: &Text) -> Result<(), Error> {
    let charter = text.charter.as_ref();
    match charter.and_then(|charter| flaws(charter).into_iter().next()) {
        Some(flaw) => Err(Error::Usage {
            what: format!("the charter would not be well-formed: {flaw}"),
            hint: "choose another handle: adr init --as HANDLE".to_owned(),
        }),
        None => Ok(()),
    }
}

fn refuse_second_log(ground: &Ground<'_>) -> Result<(), Error> {
    let base = ground
        .base
        .as_ref()
        .map(|base| base.name.clone())
        .unwrap_or_default();
    let trees = [
        (ground.head_tree()?, "this branch".to_owned()),
        (ground.base_tree()?, base),
    ];
    for (tree, branch) in trees {
        if let Some(tree) = tree
            && ground.has_charter(tree)?
        {
            return Err(Error::LogExists {
                dir: ground.dir.clone(),
                branch,
            });
        }
    }
    refuse_begun_log(ground)
}

/// An earlier `adr init` may wait to be merged: a second charter beside it would only collide.
fn refuse_begun_log(ground: &Ground<'_>) -> Result<(), Error> {
    for place in ground.places()? {
        let tree = ground.store.root_tree(place.tip)?;
        let is_own = place.name == BRANCH || place.name.ends_with(&format!("/{BRANCH}"));
        if is_own && ground.has_charter(tree)? {
            return Err(Error::Declined {
                what: format!(
                    "a decision log in `{}` was begun on {} and waits to be merged",
                    ground.dir, place.name
                ),
                hint: format!(
                    "go on there: git switch {BRANCH}; to begin anew, delete that branch first"
                ),
            });
        }
    }
    Ok(())
}

/// The current branch; or a branch of its own where the current one is the remote's default, which nobody
/// pushes to.
fn target(ground: &Ground<'_>) -> Result<Target, Error> {
    let on_remote_default = match (&ground.head, &ground.base) {
        (Head::Branch { name, .. }, Some(base)) => {
            base.of_remote().is_some() && base.is_branch(name)
        }
        _ => false,
    };
    if !on_remote_default {
        return Ok(Target::Head);
    }
    Ok(Target::NewBranch {
        name: ground.free_branch(&format!("refs/heads/{BRANCH}"))?,
        switch: !ground.store.is_bare(),
    })
}

/// A handle from the address, else from the name; `command` chooses one where neither gives any.
pub fn handle_of(actor: &Actor, command: &str) -> Result<Handle, Error> {
    let author = &actor.identity.author;
    let local = author.email.split('@').next().unwrap_or_default();
    let first_name = author.name.split_whitespace().next().unwrap_or_default();
    [local, first_name]
        .into_iter()
        .filter_map(Slug::from_title)
        .find_map(|slug| slug.as_str().parse().ok())
        .ok_or_else(|| Error::Usage {
            what: format!(
                "no handle can be made from `{}` or `{}`",
                author.email, author.name
            ),
            hint: format!("choose one: {command}"),
        })
}

fn charter_text(
    actor: &Actor,
    handle: &Handle,
    key: crate::record::key::PublicKey,
    others: Others,
) -> Result<Text, Error> {
    let author = &actor.identity.author;
    let line = |text: &str| {
        Line::new(text).map_err(|error| Error::Usage {
            what: format!("`{text}`: {error}"),
            hint: "set your name: git config user.name 'Your Name'".to_owned(),
        })
    };
    let maintainers: TeamName = word("maintainers")?;
    let me = Person {
        name: line(&author.name)?,
        kind: PersonKind::Person,
        active: true,
        email: vec![line(&author.email)?],
        keys: vec![CharterKey {
            key,
            state: KeyState::Active,
        }],
    };
    let one_maintainer = || Need::From {
        from: Source(maintainers.clone()),
        count: Count::Number(1),
        assurance: None,
    };
    let rule = |name: &str, when: When| -> Result<Rule, Error> {
        Ok(Rule {
            name: line(name)?,
            when,
            need: vec![one_maintainer()],
            // One person alone could never agree with somebody else.
            proposer: Some(Proposer::Allow),
            assurance: None,
            quorum: None,
            comment_days: None,
            overrule: None,
        })
    };
    let for_charter = When {
        kind: vec![ChangeKind::Charter],
        ..When::default()
    };
    let mut people = others.people;
    people.insert(handle.clone(), me);
    let mut teams = others.teams;
    teams.insert(maintainers.clone(), vec![Party::Person(handle.clone())]);
    let charter = Charter {
        assurance: Assurance::Key,
        merge: MergePolicy::Accepted,
        hold_days: 7,
        editorial: vec![
            Field::References,
            Field::RelatesTo,
            Field::Consulted,
            Field::Informed,
        ],
        people,
        teams,
        logs: BTreeMap::new(),
        overrule: Some(Overrule {
            from: Source(maintainers.clone()),
            count: 1,
        }),
        rules: vec![
            rule("every decision", When::default())?,
            rule("charter", for_charter)?,
        ],
        guards: Vec::new(),
        continues: None,
    };
    let mut text = Text::new(actor.new_id(0), line("How we decide")?);
    text.owner = Some(handle.clone());
    text.context =
        prose("Agreements hold when it is clear what was agreed, by whom, and to which words.");
    text.decision = prose(
        "We keep our decisions in this log, and sign them. The people, teams and rules below say whose \
         approval a decision needs. They change the way every decision does: by a new revision of this \
         one, agreed under the rules before it.",
    );
    text.charter = Some(charter);
    Ok(text)
}

fn prose(text: &str) -> Option<Prose> {
    Prose::new(text).ok()
}

fn word<T: std::str::FromStr<Err = crate::record::name::NameError>>(
    text: &str,
) -> Result<T, Error> {
    text.parse()
        .map_err(|error: crate::record::name::NameError| Error::Usage {
            what: error.to_string(),
            hint: String::new(),
        })
}
