//! `adr graph`: which decision supersedes, amends or stands on which.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Error;
use super::find;
use super::ground::Ground;
use super::list::{self, Filter};
use super::survey::{self, Survey, Unreadable, Wanted};
use crate::agreement::status::Status;
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::record::id::Number;
use crate::record::text::Text;

/// Which decisions.
pub struct Request {
    /// Those that match all of this.
    pub filter: Filter,
    /// Those that no link touches as well.
    pub unlinked: bool,
    /// Open decisions of other branches as well.
    pub all_branches: bool,
}

/// Decisions and the links between them.
#[derive(Debug, Serialize)]
pub struct Report {
    /// By number.
    pub decisions: Vec<Node>,
    /// By the number that they start from. Both ends are among the decisions.
    pub links: Vec<Link>,
    /// How many decisions match and are left out because nothing links them.
    pub left_out: usize,
    /// Decisions of other branches that are left out because another has their number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub namesakes: Vec<Namesake>,
    /// Files that cannot be read: links of theirs are missing here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

/// A decision.
#[derive(Clone, Debug, Serialize)]
pub struct Node {
    /// The number.
    pub number: Number,
    /// The title of the text in force, else of the newest.
    pub title: String,
    /// Where it stands; none where a record of it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The branch, where that is another than the one that was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
}

/// A decision whose number another one has.
#[derive(Clone, Debug, Serialize)]
pub struct Namesake {
    /// The number.
    pub number: Number,
    /// The branch that it is on.
    pub branch: String,
}

/// A link, as the text of the decision that it starts from says: the one in force, else the newest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Link {
    /// The decision that says it.
    pub from: Number,
    /// What it says.
    pub verb: Verb,
    /// The other one.
    pub to: Number,
}

/// What a link says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    /// It takes the other's place.
    Supersedes,
    /// It changes the other in part.
    Amends,
    /// It stands on the other.
    DependsOn,
}

impl Verb {
    /// The verb as people say it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Supersedes => "supersedes",
            Self::Amends => "amends",
            Self::DependsOn => "depends on",
        }
    }

    fn named(self, text: &Text) -> &[Number] {
        match self {
            Self::Supersedes => &text.supersedes,
            Self::Amends => &text.amends,
            Self::DependsOn => &text.depends_on,
        }
    }
}

/// Draws the links of a log.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let tree = find::tree_at(ground, None)?;
    let log = ground.store.whole_log(tree, &ground.dir)?;
    let elsewhere = request
        .all_branches
        .then(|| survey::survey(ground, Wanted::Waiting))
        .transpose()?;
    let mut drawn = Drawn::of(&log);
    if let Some(survey) = &elsewhere {
        drawn.add_branches(survey);
    }
    Ok(drawn.report(request))
}

/// The links of a log that was read.
pub(super) fn of(log: &DecisionLog, request: &Request) -> Report {
    Drawn::of(log).report(request)
}

/// What is drawn: of each number one decision, with its branch where that is another than the one asked about.
struct Drawn<'l> {
    decisions: BTreeMap<Number, (&'l Decision, Option<&'l str>)>,
    namesakes: Vec<Namesake>,
    unreadable: Vec<Unreadable>,
}

impl<'l> Drawn<'l> {
    fn of(log: &'l DecisionLog) -> Self {
        let decisions = log.decisions.iter();
        Self {
            decisions: decisions
                .map(|(number, decision)| (*number, (decision, None)))
                .collect(),
            namesakes: Vec::new(),
            unreadable: log
                .all_problems()
                .map(|problem| Unreadable::of(problem, log, None))
                .collect(),
        }
    }

    /// Puts in what is open on other branches: in place of what is there, where a branch has gone further.
    fn add_branches(&mut self, survey: &'l Survey) {
        for sighting in survey.open.iter().filter(|sighting| !sighting.is_head) {
            let decision = &sighting.decision;
            let branch = sighting.branch.as_str();
            let number = decision.number();
            let same = self.decisions.get(&number);
            if same.is_some_and(|(other, _)| other.id() != decision.id()) {
                let branch = branch.to_owned();
                self.namesakes.push(Namesake { number, branch });
            } else {
                self.decisions.insert(number, (decision, Some(branch)));
            }
        }
        let elsewhere = survey.unreadable.iter().filter(|one| one.branch.is_some());
        self.unreadable.extend(elsewhere.cloned());
    }

    fn report(self, request: &Request) -> Report {
        let rows = self
            .decisions
            .values()
            .map(|(decision, branch)| list::row(decision, *branch));
        let mut decisions: Vec<Node> = rows
            .filter(|row| request.filter.lets(row))
            .map(|row| Node {
                number: row.number,
                title: row.title,
                status: row.status,
                branch: row.branch,
            })
            .collect();
        let shown: BTreeSet<Number> = decisions.iter().map(|node| node.number).collect();
        let links = links(
            self.decisions.values().map(|(decision, _)| *decision),
            &shown,
        );
        let linked: BTreeSet<Number> = links.iter().flat_map(|link| [link.from, link.to]).collect();
        if !request.unlinked {
            decisions.retain(|node| linked.contains(&node.number));
        }
        Report {
            left_out: shown.len() - decisions.len(),
            decisions,
            links,
            namesakes: self.namesakes,
            unreadable: self.unreadable,
        }
    }
}

/// The links between these decisions, each once.
pub(super) fn links<'d>(
    decisions: impl IntoIterator<Item = &'d Decision>,
    shown: &BTreeSet<Number>,
) -> Vec<Link> {
    let mut links = BTreeSet::new();
    for decision in decisions {
        let from = decision.number();
        let Some(text) = decision.text_in_force().or_else(|| decision.text()) else {
            continue;
        };
        for verb in [Verb::Supersedes, Verb::Amends, Verb::DependsOn] {
            let others = verb.named(text).iter().copied();
            links.extend(others.map(|to| Link { from, verb, to }));
        }
    }
    links.retain(|link| shown.contains(&link.from) && shown.contains(&link.to));
    links.into_iter().collect()
}
