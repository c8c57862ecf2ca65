//! `adr search QUERY`: the decisions that say something, the best first.

use serde::Serialize;

use super::Error;
use super::find;
use super::ground::Ground;
use super::survey::{self, Survey, Unreadable, Wanted};
use crate::agreement::status::Status;
use crate::log::decision::Decision;
use crate::log::search::{self, Field, Query};
use crate::record::id::{DecisionId, Number};
use crate::record::name::Handle;

/// What is looked for, and where.
pub struct Request {
    /// The words.
    pub query: String,
    /// In these fields; in all of them where there are none.
    pub fields: Vec<Field>,
    /// Open decisions of other branches as well.
    pub all_branches: bool,
    /// Another commit or branch than HEAD.
    pub at: Option<String>,
    /// The most decisions; all of them where left out.
    pub limit: Option<usize>,
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The best first.
    pub decisions: Vec<Match>,
    /// How many there are, those that were not asked for included.
    pub total: usize,
    /// Whether no decision has all the words, and these have some.
    pub partial: bool,
    /// Files that cannot be read, and so were not searched.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

/// A decision that was found.
#[derive(Debug, Serialize)]
pub struct Match {
    /// The number.
    pub number: Number,
    /// The id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<DecisionId>,
    /// The title of the text that was searched: the one in force, else the newest.
    pub title: String,
    /// Where it stands.
    pub status: Status,
    /// Who drives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Handle>,
    /// The branch, where that is another than the one that was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// How well it fits: for comparing within this answer only.
    pub score: f64,
    /// Lines with the words.
    pub lines: Vec<Line>,
}

/// A line with words that were looked for.
#[derive(Debug, Serialize)]
pub struct Line {
    /// Where.
    pub field: Field,
    /// The line.
    pub text: String,
    /// Where in it the words stand: pairs of start and end, in bytes of its UTF-8.
    pub hits: Vec<(usize, usize)>,
}

/// Searches.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let query = Query::new(&request.query, request.fields.clone()).ok_or_else(|| Error::Usage {
        what: "there is no word to look for".to_owned(),
        hint: "name one: adr search postgres".to_owned(),
    })?;
    let tree = find::tree_at(ground, request.at.as_deref())?;
    let log = ground.store.whole_log(tree, &ground.dir)?;
    let mut unreadable: Vec<Unreadable> = log
        .all_problems()
        .map(|problem| Unreadable::of(problem, &log, None))
        .collect();
    let mut decisions: Vec<(Decision, Option<String>)> = log
        .decisions
        .into_values()
        .map(|decision| (decision, None))
        .collect();
    if request.all_branches {
        let Survey {
            open,
            unreadable: elsewhere,
            ..
        } = survey::survey(ground, Wanted::Waiting)?;
        for sighting in open.into_iter().filter(|sighting| !sighting.is_head) {
            let same = |(other, _): &(Decision, _)| {
                other.number() == sighting.decision.number() && other.id() == sighting.decision.id()
            };
            let place = decisions.iter().position(same);
            let found = (sighting.decision, Some(sighting.branch));
            match place.and_then(|place| decisions.get_mut(place)) {
                Some(other) => *other = found,
                None => decisions.push(found),
            }
        }
        unreadable.extend(elsewhere.into_iter().filter(|one| one.branch.is_some()));
    }
    let searched: Vec<&Decision> = decisions.iter().map(|(decision, _)| decision).collect();
    let found = search::search(&searched, &query);
    let total = found.len();
    let partial = found.iter().any(|one| !one.complete);
    let limit = request.limit.unwrap_or(usize::MAX);
    Ok(Report {
        decisions: found
            .into_iter()
            .take(limit)
            .filter_map(|one| {
                let (decision, branch) = decisions.get(one.index)?;
                Some(found_one(decision, branch.clone(), one))
            })
            .collect(),
        total,
        partial,
        unreadable,
    })
}

fn found_one(decision: &Decision, branch: Option<String>, found: search::Found) -> Match {
    let text = decision.text_in_force().or_else(|| decision.text());
    Match {
        number: decision.number(),
        id: decision.id(),
        title: text.map_or_else(|| decision.folder.name(), |text| text.title.to_string()),
        status: decision.status(),
        owner: text.and_then(|text| text.owner.clone()),
        branch,
        score: (found.score * 1000.0).round() / 1000.0,
        lines: found
            .lines
            .into_iter()
            .map(|line| Line {
                field: line.field,
                text: line.text,
                hits: line
                    .hits
                    .into_iter()
                    .map(|hit| (hit.start, hit.end))
                    .collect(),
            })
            .collect(),
    }
}
