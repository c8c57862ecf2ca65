//! What every importer hands back: drafts that have neither id nor number yet, who was named as what, and
//! the people and teams for a charter.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::document::Fields;
use super::note::Note;
use crate::record::charter::Person;
use crate::record::custom::Custom;
use crate::record::id::{DecisionId, Number};
use crate::record::name::{Handle, Party, Tag, TeamName};
use crate::record::prose::Line;
use crate::record::revision::Imported;
use crate::record::text::Text;

/// All that was read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Import {
    /// In the order of their paths.
    pub decisions: Vec<ImportedDecision>,
    /// Who takes part, where the source says so.
    pub charter: CharterParts,
    /// Everything that was not taken over word for word.
    pub notes: Vec<Note>,
}

/// People and teams for a charter. The people have no keys, and their handle for a name until somebody sets it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CharterParts {
    /// Everybody who is in a team.
    pub people: BTreeMap<Handle, Person>,
    /// Teams of people.
    pub teams: BTreeMap<TeamName, Vec<Party>>,
}

impl CharterParts {
    /// Whether this person or team is among them.
    pub fn knows(&self, party: &Party) -> bool {
        match party {
            Party::Person(handle) => self.people.contains_key(handle),
            Party::Team(team) => self.teams.contains_key(team),
        }
    }
}

/// A decision of another format as a draft of ours.
#[derive(Clone, PartialEq, Debug)]
pub struct ImportedDecision {
    /// The source file, as it was handed in; other drafts refer to it by this.
    pub path: String,
    /// Its title.
    pub title: Line,
    /// Who drives it, where the source names a person for that.
    pub owner: Option<Handle>,
    /// What it is about.
    pub tags: Vec<Tag>,
    /// Who is named to approve. Naming is all that it is: the source proves no approval.
    pub approvers: Vec<Party>,
    /// Who else is named.
    pub consulted: Vec<Party>,
    /// Who is to be told.
    pub informed: Vec<Party>,
    /// Its text, as far as it has fields.
    pub fields: Fields,
    /// The source paths of the decisions of this import that it replaces.
    pub supersedes: Vec<String>,
    /// Those that it changes in part.
    pub amends: Vec<String>,
    /// Those that it stands on.
    pub depends_on: Vec<String>,
    /// Those worth reading with it.
    pub relates_to: Vec<String>,
    /// The number that it should have here too, if that is free.
    pub wants: Option<Number>,
    /// The source's fields that have no place of their own, as they were.
    pub custom: Custom,
    /// Every name in the source, in its order, and whom it was taken for.
    pub namings: Vec<Naming>,
    /// Where it came from, in its own words.
    pub source: Imported,
}

/// A name in a source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Naming {
    /// What it is named as.
    pub role: Role,
    /// Word for word; empty where the list had an empty entry.
    pub verbatim: String,
    /// Whom it means; `None` where it means nobody, or nobody can say.
    pub party: Option<Party>,
}

/// What somebody is named as.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Wrote it.
    Author,
    /// Read it.
    Reviewer,
    /// Is to approve it.
    Approver,
    /// Is in a team.
    Member,
    /// Took the decision, as its record says.
    Decider,
    /// Was asked.
    Consulted,
    /// Was told.
    Informed,
    /// Is to be asked about it.
    Contact,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Author => "author",
            Self::Reviewer => "reviewer",
            Self::Approver => "approver",
            Self::Member => "member",
            Self::Decider => "decider",
            Self::Consulted => "consulted",
            Self::Informed => "informed",
            Self::Contact => "contact",
        })
    }
}

impl ImportedDecision {
    /// A draft of nothing but a title.
    pub fn new(title: Line, source: Imported) -> Self {
        Self {
            path: source.path.to_string(),
            title,
            owner: None,
            tags: Vec::new(),
            approvers: Vec::new(),
            consulted: Vec::new(),
            informed: Vec::new(),
            fields: Fields::default(),
            supersedes: Vec::new(),
            amends: Vec::new(),
            depends_on: Vec::new(),
            relates_to: Vec::new(),
            wants: None,
            custom: Custom::default(),
            namings: Vec::new(),
            source,
        }
    }

    /// The source paths of all decisions that its text names by number.
    pub fn refers_to(&self) -> impl Iterator<Item = &String> {
        [
            &self.supersedes,
            &self.amends,
            &self.depends_on,
            &self.relates_to,
        ]
        .into_iter()
        .flatten()
    }

    /// The text of the decision under its new id. `number_of` gives the number in the log of another decision
    /// of this import, by its source path; what has none is left out of `supersedes`.
    pub fn text(&self, id: DecisionId, number_of: impl Fn(&str) -> Option<Number>) -> Text {
        let numbers = |paths: &[String]| paths.iter().filter_map(|path| number_of(path)).collect();
        let fields = self.fields.clone();
        Text {
            owner: self.owner.clone(),
            tags: self.tags.clone(),
            approvers: self.approvers.clone(),
            consulted: self.consulted.clone(),
            informed: self.informed.clone(),
            context: fields.context,
            drivers: fields.drivers,
            options: fields.options,
            decision: fields.decision,
            consequences: fields.consequences,
            confirmation: fields.confirmation,
            supersedes: numbers(&self.supersedes),
            amends: numbers(&self.amends),
            depends_on: numbers(&self.depends_on),
            relates_to: numbers(&self.relates_to),
            custom: self.custom.clone(),
            ..Text::new(id, self.title.clone())
        }
    }

    /// Recognises people whom the source names otherwise than by a handle: by what a charter knows of them.
    #[must_use]
    pub fn recognised(mut self, who: impl Fn(&str) -> Option<Handle>) -> Self {
        let mut is_new = false;
        for naming in &mut self.namings {
            if let Some(handle) = who(&naming.verbatim) {
                let party = Some(Party::Person(handle));
                is_new |= naming.party != party;
                naming.party = party;
            }
        }
        if is_new {
            self.assign_roles();
        }
        self
    }

    /// Gives those whom the source names their fields: the first author, else the first contact owns the decision;
    /// approvers and the informed are such; everybody else is consulted.
    pub(super) fn assign_roles(&mut self) {
        let parties = |role: Role| -> Vec<Party> {
            self.named(role)
                .filter_map(|naming| naming.party.clone())
                .collect()
        };
        let mut drivers = parties(Role::Author);
        drivers.extend(parties(Role::Contact));
        let owner = drivers.iter().find_map(|party| match party {
            Party::Person(handle) => Some(handle.clone()),
            Party::Team(_) => None,
        });
        let mut consulted = drivers;
        for role in [Role::Decider, Role::Reviewer, Role::Consulted] {
            consulted.extend(parties(role));
        }
        let is_owner =
            |party: &Party| matches!(party, Party::Person(who) if Some(who) == owner.as_ref());
        consulted.retain(|party| !is_owner(party));
        let approvers = once(parties(Role::Approver));
        let informed = once(parties(Role::Informed));
        self.owner = owner;
        self.approvers = approvers;
        self.consulted = once(consulted);
        self.informed = informed;
    }

    /// The draft for a log whose charter knows only some people and teams: the others leave the text, and are
    /// kept word for word in `source.people`.
    #[must_use]
    pub fn for_people(mut self, knows: impl Fn(&Party) -> bool) -> Self {
        self.owner = self
            .owner
            .filter(|owner| knows(&Party::Person(owner.clone())));
        self.approvers.retain(&knows);
        self.consulted.retain(&knows);
        self.informed.retain(&knows);
        self.source.people = unknown_people(&self.namings, knows);
        self
    }

    /// The draft as these people put it up: whom the source names to approve what they wrote or own leaves
    /// `approvers`, since nobody approves their own words, and is kept word for word in `source.people`. Comes
    /// after [`Self::for_people`].
    #[must_use]
    pub fn put_up_by(mut self, wrote: &[Handle]) -> Self {
        let is_own = |party: &Party| matches!(party, Party::Person(who) if wrote.contains(who));
        self.approvers.retain(|party| !is_own(party));
        let own: Vec<Naming> = self
            .named(Role::Approver)
            .filter(|naming| naming.party.as_ref().is_some_and(is_own))
            .cloned()
            .collect();
        self.source.people.extend(unknown_people(&own, |_| false));
        self
    }

    /// The names that the source lists as this, in its order.
    pub fn named(&self, role: Role) -> impl Iterator<Item = &Naming> {
        self.namings
            .iter()
            .filter(move |naming| naming.role == role)
    }
}

/// Each once, in the order of their first.
fn once(parties: Vec<Party>) -> Vec<Party> {
    let mut seen = BTreeSet::new();
    let is_new = |party: &Party| seen.insert(party.clone());
    parties.into_iter().filter(is_new).collect()
}

/// The names that mean nobody known, as `role: name`.
pub(super) fn unknown_people(namings: &[Naming], knows: impl Fn(&Party) -> bool) -> Vec<Line> {
    namings
        .iter()
        // Who took a decision stays on record as such: no field of a text says it.
        .filter(|naming| naming.role == Role::Decider || !naming.party.as_ref().is_some_and(&knows))
        .filter_map(|Naming { role, verbatim, .. }| {
            super::clean::line(&format!("{role}: {verbatim}")).map(|cleaned| cleaned.value)
        })
        .collect()
}

/// An import in figures.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// How many decisions.
    pub decisions: usize,
    /// How many have each status, word for word; those without one are left out.
    pub status: BTreeMap<String, usize>,
    /// How many name this many approvers, placeholders included.
    pub approvers: BTreeMap<usize, usize>,
    /// How many source files have each oddity, by its code.
    pub oddities: BTreeMap<&'static str, usize>,
}

impl Import {
    /// The import in figures.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            decisions: self.decisions.len(),
            ..Summary::default()
        };
        for decision in &self.decisions {
            if let Some(status) = &decision.source.status {
                *summary.status.entry(status.to_string()).or_default() += 1;
            }
            let approvers = decision.named(Role::Approver).count();
            *summary.approvers.entry(approvers).or_default() += 1;
        }
        let odd_files: BTreeSet<_> = self
            .notes
            .iter()
            .map(|note| (note.what.code(), &note.path))
            .collect();
        for (code, _) in odd_files {
            *summary.oddities.entry(code).or_default() += 1;
        }
        summary
    }
}
