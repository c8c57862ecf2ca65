//! A rule's needs as seats to fill: who is asked, how many of them, and the ways to meet alternatives.

use std::collections::BTreeSet;

use crate::record::charter::{Assurance, Charter, Count, Need, Proposer, Rule, Source};
use crate::record::name::{Handle, Party, TeamName};

use super::evaluation::Problem;
use super::people;

/// How deep alternatives may nest.
pub const MAX_DEPTH: usize = 5;

/// How many combinations of alternatives are tried at the most; more are an error of the charter.
pub const MAX_PLANS: usize = 512;

/// A need that asks people: a seat or several, and who may fill them.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// As the charter or the text names it.
    pub from: String,
    /// Who is asked: active people, none of them excluded.
    pub people: BTreeSet<&'a Handle>,
    /// The team, where it is one.
    pub team: Option<&'a TeamName>,
    /// People behind the text by somebody else's word alone. They fill no seat, and lower no majority before
    /// they have signed the text themselves.
    pub unasked: BTreeSet<&'a Handle>,
    /// People behind the text who have signed it, so that a majority, or all, are fewer.
    pub stood_back: BTreeSet<&'a Handle>,
    /// How many seats.
    pub wanted: u32,
    /// The least that a signature must prove.
    pub assurance: Assurance,
}

impl<'a> Ask<'a> {
    /// The ask of one approver whom a text names.
    pub fn of_approver(
        charter: &'a Charter,
        approver: &'a Party,
        behind: &BTreeSet<&Handle>,
    ) -> Self {
        Self {
            from: approver.to_string(),
            people: countable(charter, people::party(charter, approver), behind),
            unasked: BTreeSet::new(),
            stood_back: BTreeSet::new(),
            team: match approver {
                Party::Person(_) => None,
                Party::Team(team) => Some(team),
            },
            wanted: 1,
            assurance: charter.assurance,
        }
    }

    /// Whom the same words ask under another charter: the people of its team of that name, or the person.
    /// Unfolding teams takes time; do it once for each charter.
    pub fn roster<'c>(&self, charter: &'c Charter) -> BTreeSet<&'c Handle> {
        let Some(team) = self.team else {
            let is_asked = |who: &&Handle| self.people.contains(who);
            return charter.people.keys().filter(is_asked).collect();
        };
        let known = charter.teams.get_key_value(team);
        known.map_or_else(BTreeSet::new, |(team, _)| people::members(charter, team))
    }
}

/// A need, with its asks numbered.
#[derive(Clone, Debug)]
pub enum Node {
    /// A number of people.
    Ask(usize),
    /// One of these.
    Any(Vec<Self>),
    /// Nothing that can be judged.
    Broken(String),
}

/// The needs of one rule, laid out.
#[derive(Clone, Debug)]
pub struct Outline<'a> {
    /// In the order of the charter.
    pub tree: Vec<Node>,
    /// Every ask in the tree.
    pub asks: Vec<Ask<'a>>,
    /// Every way to meet the needs, as the asks that it takes: one alternative of each `any`.
    pub plans: Vec<Vec<usize>>,
    /// What is wrong with the rule; if anything is, the rule is an error.
    pub problems: Vec<Problem>,
}

impl<'a> Outline<'a> {
    /// Lays out a rule. `behind` are the people behind the text, who are excluded unless it says
    /// `proposer: allow`; `unasked` are those of them who have not signed it.
    pub fn of(
        charter: &'a Charter,
        rule: &'a Rule,
        behind: &BTreeSet<&Handle>,
        unasked: &BTreeSet<&Handle>,
    ) -> Self {
        let nobody = BTreeSet::new();
        let (excluded, unasked) = if excludes(rule) {
            (behind, unasked)
        } else {
            (&nobody, &nobody)
        };
        let mut builder = Builder {
            charter,
            rule,
            excluded,
            unasked,
            asks: Vec::new(),
            problems: Vec::new(),
        };
        let tree = builder.all(&rule.need, 0);
        let Builder {
            asks, mut problems, ..
        } = builder;
        let plans = plans(&tree).unwrap_or_else(|| {
            let rule = rule.name.to_string();
            problems.push(Problem::TooManyAlternatives { rule });
            Vec::new()
        });
        Self {
            tree,
            asks,
            plans,
            problems,
        }
    }

    /// Everybody whom a need asks, and asked under another charter too.
    pub fn asked_under(&self, charter: &Charter) -> BTreeSet<&'a Handle> {
        let both = self.asks.iter().flat_map(|ask| {
            let roster = ask.roster(charter);
            let people = ask.people.iter().copied();
            people.filter(move |who| roster.contains(who))
        });
        both.collect()
    }
}

/// Whether the people behind a text are excluded from a rule.
pub fn excludes(rule: &Rule) -> bool {
    rule.proposer != Some(Proposer::Allow)
}

struct Builder<'c, 'a> {
    charter: &'a Charter,
    rule: &'a Rule,
    excluded: &'c BTreeSet<&'c Handle>,
    unasked: &'c BTreeSet<&'c Handle>,
    asks: Vec<Ask<'a>>,
    problems: Vec<Problem>,
}

impl<'a> Builder<'_, 'a> {
    fn all(&mut self, needs: &'a [Need], depth: usize) -> Vec<Node> {
        if needs.is_empty() {
            let rule = self.rule.name.to_string();
            self.problems.push(if depth == 0 {
                Problem::EmptyNeed { rule }
            } else {
                Problem::EmptyAny { rule }
            });
        }
        needs.iter().map(|need| self.one(need, depth)).collect()
    }

    fn one(&mut self, need: &'a Need, depth: usize) -> Node {
        match need {
            Need::Any(_) if depth >= MAX_DEPTH => {
                self.problems.push(Problem::TooManyAlternatives {
                    rule: self.rule.name.to_string(),
                });
                Node::Broken("any of".to_owned())
            }
            Need::Any(alternatives) => Node::Any(self.all(alternatives, depth + 1)),
            Need::From {
                from,
                count,
                assurance,
            } => self.ask(from, *count, *assurance),
        }
    }

    fn ask(&mut self, from: &'a Source, count: Count, assurance: Option<Assurance>) -> Node {
        let charter = self.charter;
        let team = charter.teams.get_key_value(&from.0).map(|(team, _)| team);
        let everyone = people::asked(charter, from);
        if team.is_none() && everyone.is_empty() {
            self.problems.push(Problem::UnknownSource {
                rule: self.rule.name.to_string(),
                from: from.to_string(),
            });
            return Node::Broken(from.to_string());
        }
        let all = countable(charter, everyone, &BTreeSet::new());
        let people = countable(charter, all.clone(), self.excluded);
        let (unasked, stood_back): (BTreeSet<_>, BTreeSet<_>) = match count {
            Count::Number(_) => Default::default(),
            Count::Majority | Count::All => all
                .difference(&people)
                .copied()
                .partition(|who| self.unasked.contains(who)),
        };
        let size = u32::try_from(all.len() - stood_back.len()).unwrap_or(u32::MAX);
        let wanted = match count {
            Count::Number(number) => number,
            Count::Majority => size / 2 + 1,
            // An empty team is unmet: one seat that nobody can fill.
            Count::All => size.max(1),
        };
        let least = [Some(charter.assurance), self.rule.assurance, assurance];
        self.asks.push(Ask {
            from: from.to_string(),
            people,
            unasked,
            stood_back,
            team,
            wanted,
            assurance: least.into_iter().flatten().max().unwrap_or_default(),
        });
        Node::Ask(self.asks.len() - 1)
    }
}

fn countable<'a>(
    charter: &Charter,
    people: BTreeSet<&'a Handle>,
    excluded: &BTreeSet<&Handle>,
) -> BTreeSet<&'a Handle> {
    people
        .into_iter()
        .filter(|who| people::counts(charter, who) && !excluded.contains(*who))
        .collect()
}

/// All combinations of one way for each node. `None` where there are too many.
fn plans(tree: &[Node]) -> Option<Vec<Vec<usize>>> {
    let mut plans = vec![Vec::new()];
    for node in tree {
        let ways = ways(node);
        if plans.len().saturating_mul(ways.len()) > MAX_PLANS {
            return None;
        }
        plans = plans
            .iter()
            .flat_map(|plan: &Vec<usize>| ways.iter().map(|way| [plan.as_slice(), way].concat()))
            .collect();
    }
    Some(plans)
}

fn ways(node: &Node) -> Vec<Vec<usize>> {
    match node {
        Node::Ask(ask) => vec![vec![*ask]],
        Node::Any(alternatives) => alternatives.iter().flat_map(ways).collect(),
        Node::Broken(_) => vec![Vec::new()],
    }
}
