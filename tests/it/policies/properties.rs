//! What is true of every story: made-up ones, as wild as stories go, written down and read like the others,
//! so that one that goes wrong can be kept as a file.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use adr_sign::agreement::evaluation::{Evaluation, NeedResult, Seat, State};
use adr_sign::record::name::Handle;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::story::{Story, digest};

const PEOPLE: [&str; 8] = ["alice", "bob", "cy", "dana", "eli", "fay", "gus", "robot"];
const TEAMS: [&str; 3] = ["leads", "security", "directors"];

/// A story in the making. Everything in it is a line of the file, so that lines can be moved, doubled,
/// added and taken away.
#[derive(Clone, Debug)]
struct Draft {
    charter: String,
    rest: String,
    signoffs: Vec<Line>,
    delegations: Vec<String>,
}

/// The line of a sign-off, with what the properties ask about it.
#[derive(Clone, Debug)]
struct Line {
    id: String,
    who: &'static str,
    /// All but its name and where it was found.
    says: String,
    place: &'static str,
    is_plain_approval: bool,
}

impl Draft {
    fn written(&self, more: &str) -> String {
        let mut text = format!("story: made up\n{}{}", self.charter, self.rest);
        text.push_str("signoffs:\n");
        for Line {
            id, says, place, ..
        } in &self.signoffs
        {
            let _ = writeln!(text, "  - {{id: {id}, place: {place}, {says}}}");
        }
        if self.signoffs.is_empty() {
            text.truncate(text.len() - "signoffs:\n".len());
        }
        if !self.delegations.is_empty() {
            text.push_str("delegations:\n");
            for line in &self.delegations {
                let _ = writeln!(text, "  - {line}");
            }
        }
        text + more + "expect: \"\"\n"
    }

    fn story(&self, more: &str) -> Story {
        let text = self.written(more);
        Story::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    fn evaluation(&self) -> Evaluation {
        self.story("").evaluation()
    }

    /// Writes down that the newest text is agreed, and asks whether what it rests on is enough, alone.
    fn settled_by_what_it_rests_on(&self, evaluation: &Evaluation, more: &str) -> State {
        let named = |line: &&Line| evaluation.counted.contains(&digest(&line.id));
        let ids = self
            .signoffs
            .iter()
            .filter(named)
            .map(|line| line.id.as_str());
        let listed: Vec<&str> = ids.collect();
        let more = format!("listed: [{}]\n{more}", listed.join(", "));
        self.story(&more).evaluation().state
    }
}

fn person() -> impl Strategy<Value = &'static str> {
    select(&PEOPLE[..])
}

fn team() -> impl Strategy<Value = &'static str> {
    select(&TEAMS[..])
}

/// How wild a story is. In a tame one most people agree, so that it often ends well.
#[derive(Clone, Copy, PartialEq)]
enum Temper {
    Tame,
    Wild,
}

fn any_draft() -> impl Strategy<Value = Draft> {
    prop_oneof![draft(Temper::Tame), draft(Temper::Wild)]
}

fn need(temper: Temper) -> impl Strategy<Value = String> {
    let count = match temper {
        Temper::Tame => select(&["1", "1", "2", "majority"][..]),
        Temper::Wild => select(&["1", "1", "1", "2", "2", "3", "majority", "all"][..]),
    };
    let fewest = usize::from(temper == Temper::Tame);
    let from = match temper {
        Temper::Tame => team().boxed(),
        Temper::Wild => prop_oneof![12 => team(), 3 => person(), 1 => Just("nobody")].boxed(),
    };
    let hardware = prop_oneof![6 => Just(""), 1 => Just(", assurance: hardware")];
    let leaf = (from, count, hardware)
        .prop_map(|(from, count, more)| format!("{{from: {from}, count: {count}{more}}}"));
    leaf.prop_recursive(3, 8, 3, move |inner| {
        prop_oneof![20 => vec(inner.clone(), 1..4), 1 => vec(inner, fewest..2)]
            .prop_map(|ways| format!("{{any: [{}]}}", ways.join(", ")))
    })
}

fn charter(temper: Temper) -> impl Strategy<Value = String> {
    let (sizes, most) = match temper {
        Temper::Tame => (5..9, 2),
        Temper::Wild => (1..6, 3),
    };
    let teams = vec(vec(person(), sizes), 3);
    let nested = vec(any::<bool>(), 2);
    let quorum = option::weighted(0.2, 1_u32..4);
    let rules = vec((vec(need(temper), 1..=most), any::<Index>(), quorum), 1..3);
    (teams, nested, rules).prop_map(|(teams, nested, rules)| {
        let mut text = String::from(
            "charter:\n  people: [alice, bob, cy, dana, eli, fay]\n  left: [gus]\n  agents: [robot]\n  \
             editorial: [references]\n  keys:\n",
        );
        for person in PEOPLE {
            let _ = writeln!(text, "    - {{name: {person}-token, of: {person}}}");
            let _ = writeln!(text, "    - {{name: {person}-old, of: {person}, state: retired}}");
            let _ = writeln!(text, "    - {{name: {person}-lost, of: {person}, state: compromised}}");
        }
        text.push_str("  overrule: {from: directors, count: 1}\n  teams:\n");
        for (index, people) in teams.iter().enumerate() {
            let inner = TEAMS.get(index + 1).filter(|_| nested.get(index) == Some(&true));
            let inner = inner.map_or(String::new(), |team| format!(", \"team:{team}\""));
            let _ = writeln!(text, "    {}: [{}{inner}]", TEAMS[index], people.join(", "));
        }
        text.push_str("  rules:\n");
        for (number, (needs, luck, quorum)) in rules.iter().enumerate() {
            let _ = write!(text, "    - {{name: rule {number}, need: [{}]", needs.join(", "));
            if luck.index(4) == 0 {
                text.push_str(", proposer: allow");
            }
            if let Some(quorum) = quorum {
                let _ = write!(text, ", quorum: {quorum}");
            }
            text.push_str("}\n");
        }
        text
    })
}

fn revisions() -> impl Strategy<Value = String> {
    let approvers = option::weighted(0.3, person());
    let step = (
        select(&["alice", "bob"][..]),
        option::weighted(0.2, person()),
        any::<bool>(),
    );
    (approvers, vec(step, 1..4), any::<bool>()).prop_map(|(approver, steps, accepted)| {
        let mut text = String::from("revisions:\n");
        for (number, (by, with, is_editorial)) in steps.iter().enumerate() {
            let with = with.map_or(String::new(), |with| format!(", with: [{with}]"));
            let change = match (number, is_editorial, approver) {
                (0, _, Some(approver)) => format!("approvers: [{approver}]"),
                (0, _, None) => "tags: [storage]".to_owned(),
                (_, true, _) => format!("references: [{{title: Page {number}}}]"),
                (_, false, _) => format!("decision: Use database {number}."),
            };
            let _ = writeln!(text, "  - {{by: {by}{with}, text: {{{change}}}}}");
        }
        if accepted && steps.len() > 1 {
            text.push_str("accepted: 1\n");
        }
        text
    })
}

#[derive(Clone, Debug)]
struct Said {
    who: &'static str,
    word: &'static str,
    on_behalf_of: Option<&'static str>,
    team: Option<&'static str>,
    of: Index,
    key: &'static str,
    place: &'static str,
    has_condition: bool,
    about: Index,
    replaces: bool,
}

fn said(temper: Temper) -> impl Strategy<Value = Said> {
    let (words, keys, places): (&[_], &[_], &[_]) = match temper {
        Temper::Tame => (
            &[
                "approve", "approve", "approve", "approve", "approve", "abstain", "dissent",
                "clear",
            ],
            &["", "", "", "-token", "-token", "-old"],
            &["branch", "branch", "base"],
        ),
        Temper::Wild => (
            &[
                "approve", "approve", "approve", "approve", "approve", "object", "abstain",
                "recuse", "dissent", "withdraw", "clear", "answer", "hold",
            ],
            &[
                "", "", "", "", "-token", "-token", "-old", "-lost", "!", "?",
            ],
            &["branch", "branch", "base", "outbox"],
        ),
    };
    let (word, key, place) = (select(words), select(keys), select(places));
    let roles = (
        option::weighted(0.25, person()),
        option::weighted(0.1, team()),
    );
    let flags = (prop::bool::weighted(0.15), prop::bool::weighted(0.3));
    let aims = (any::<Index>(), any::<Index>());
    (person(), word, roles, key, place, flags, aims).prop_map(
        |(who, word, (on_behalf_of, team), key, place, (has_condition, replaces), (of, about))| {
            Said {
                who,
                word,
                on_behalf_of,
                team,
                of,
                key,
                place,
                has_condition,
                about,
                replaces,
            }
        },
    )
}

fn line(number: usize, said: &Said, revisions: usize) -> Line {
    let Said { who, word, .. } = *said;
    // Most people speak of the newest text.
    let of = if said.of.index(3) == 0 {
        said.of.index(revisions) + 1
    } else {
        revisions
    };
    let mut says = format!("who: {who}, says: {word}, of: {of}");
    if let Some(other) = said.on_behalf_of.filter(|other| *other != who) {
        let _ = write!(says, ", for: {other}");
    }
    if let Some(team) = said.team {
        let _ = write!(says, ", as: {team}");
    }
    let _ = match said.key {
        "!" => write!(says, ", proof: broken"),
        "?" => write!(says, ", proof: unsigned"),
        "" => Ok(()),
        suffix => write!(says, ", key: {who}{suffix}, touched: true"),
    };
    // What somebody signed earlier; the first has nothing to look back on.
    let about = (number > 0).then(|| format!("s{}", said.about.index(number)));
    let is_stance = !matches!(word, "withdraw" | "clear" | "answer" | "hold");
    let replaces = about.as_ref().filter(|_| is_stance && said.replaces);
    if let Some(about) = replaces {
        let _ = write!(says, ", replaces: [{about}]");
    }
    let has_condition = word == "approve" && said.has_condition;
    if has_condition || word == "clear" {
        says.push_str(", conditions: [load-test]");
    }
    if word == "hold" {
        says.push_str(", until: 2026-03-04");
    }
    if let Some(about) = about
        .as_ref()
        .filter(|_| matches!(word, "withdraw" | "clear" | "answer"))
    {
        let _ = write!(says, ", targets: [{about}]");
    }
    Line {
        id: format!("s{number}"),
        who,
        is_plain_approval: word == "approve" && !has_condition && replaces.is_none(),
        says,
        place: said.place,
    }
}

fn delegation() -> impl Strategy<Value = (&'static str, &'static str, Option<&'static str>, bool)> {
    (
        person(),
        0..PEOPLE.len() - 1,
        option::weighted(0.3, team()),
        prop::bool::weighted(0.85),
    )
        .prop_map(|(from, others, team, is_current)| {
            let others = PEOPLE.iter().filter(|other| **other != from).nth(others);
            (from, others.copied().unwrap_or("bob"), team, is_current)
        })
}

fn draft(temper: Temper) -> impl Strategy<Value = Draft> {
    let many = match temper {
        Temper::Tame => 6..16,
        Temper::Wild => 0..12,
    };
    (charter(temper), revisions(), vec(said(temper), many), vec(delegation(), 0..5)).prop_map(
        |(charter, rest, said, given)| {
            let revisions = rest.matches("{by:").count();
            let signoffs = said.iter().enumerate();
            let delegations = given.iter().enumerate();
            Draft {
                charter,
                rest,
                signoffs: signoffs.map(|(n, said)| line(n, said, revisions)).collect(),
                delegations: delegations
                    .map(|(number, (from, to, team, is_current))| {
                        let ends = if *is_current { "2026-03-20" } else { "2026-02-25" };
                        let teams = team.map_or(String::new(), |team| format!(", teams: [{team}]"));
                        format!(
                            "{{id: d{number}, from: {from}, to: {to}{teams}, starts: 2026-02-20, ends: {ends}}}"
                        )
                    })
                    .collect(),
            }
        },
    )
}

fn seats<'e>(need: &'e NeedResult, seats: &mut Vec<&'e Seat>) {
    seats.extend(&need.counted);
    for alternative in &need.alternatives {
        self::seats(alternative, seats);
    }
}

fn has_error(need: &NeedResult) -> bool {
    need.state == State::Error || need.alternatives.iter().any(has_error)
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 8_192, failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn the_order_of_files_never_matters(
        draft in any_draft(),
        keys in vec(any::<u32>(), 24),
        doubled in vec(any::<Index>(), 3),
    ) {
        let before = draft.evaluation();
        let mut shuffled = draft.clone();
        for (number, index) in doubled.into_iter().enumerate().filter(|_| !draft.signoffs.is_empty()) {
            let original = index.get(&draft.signoffs);
            // A second copy, or one in the signer's outbox, where the first is not alone in one.
            let place = if number == 0 { original.place } else { "outbox" };
            shuffled.signoffs.push(Line {
                id: format!("copy{number}"),
                says: format!("copy_of: {}, {}", original.id, original.says),
                place,
                ..original.clone()
            });
        }
        let mut keys = keys.into_iter();
        shuffled.signoffs.sort_by_cached_key(|_| keys.next());
        shuffled.delegations.reverse();
        prop_assert_eq!(shuffled.evaluation(), before);
    }

    #[test]
    fn one_more_approval_never_makes_met_unmet(draft in draft(Temper::Tame), who in person(), team in option::weighted(0.3, team())) {
        let silent = draft.signoffs.iter().all(|line| line.who != who || line.says.contains(", for:"));
        prop_assume!(silent && draft.evaluation().is_met());
        let mut louder = draft.clone();
        let team = team.map_or(String::new(), |team| format!(", as: {team}"));
        louder.signoffs.push(Line {
            id: "more".to_owned(),
            who,
            says: format!("who: {who}, says: approve{team}"),
            place: "branch",
            is_plain_approval: true,
        });
        prop_assert!(louder.evaluation().is_met(), "{}", louder.written(""));
    }

    #[test]
    fn one_approval_less_never_makes_unmet_met(draft in any_draft()) {
        let before = draft.evaluation();
        prop_assume!(!before.is_met());
        for line in draft.signoffs.iter().filter(|line| line.is_plain_approval) {
            let is_named = |other: &Line| {
                let name = format!("[{}]", line.id);
                other.says.contains(&name)
            };
            if draft.signoffs.iter().any(is_named) {
                continue;
            }
            let mut quieter = draft.clone();
            quieter.signoffs.retain(|other| other.id != line.id);
            prop_assert!(!quieter.evaluation().is_met(), "without {}:\n{}", line.id, draft.written(""));
        }
    }

    #[test]
    fn an_error_is_never_a_pass(draft in any_draft()) {
        let evaluation = draft.evaluation();
        let needs = evaluation.rules.iter().flat_map(|rule| &rule.needs);
        let is_error = needs.chain(evaluation.approvers.iter().map(|one| &one.need)).any(has_error);
        if is_error || !evaluation.problems.is_empty() {
            prop_assert_eq!(evaluation.state, State::Error);
        }
        if evaluation.is_met() {
            prop_assert!(!evaluation.rules.is_empty());
            prop_assert!(evaluation.blockers.is_empty());
            prop_assert!(evaluation.rules.iter().all(|rule| rule.state == State::Met));
        }
    }

    #[test]
    fn a_person_fills_one_seat_of_a_rule_and_no_author_any(draft in any_draft()) {
        let evaluation = draft.evaluation();
        let behind: BTreeSet<&Handle> = evaluation.behind.iter().map(|one| &one.person).collect();
        for rule in &evaluation.rules {
            let mut taken = Vec::new();
            rule.needs.iter().for_each(|need| seats(need, &mut taken));
            let people: BTreeSet<&Handle> = taken.iter().map(|seat| &seat.person).collect();
            let signers: BTreeSet<&Handle> =
                taken.iter().map(|seat| seat.by.as_ref().unwrap_or(&seat.person)).collect();
            prop_assert_eq!(people.len(), taken.len());
            prop_assert_eq!(signers.len(), taken.len());
            let everyone: BTreeSet<&Handle> = people.union(&signers).copied().collect();
            let allows = draft
                .charter
                .lines()
                .any(|line| line.contains(&format!("name: {},", rule.name)) && line.contains("allow"));
            prop_assert!(allows || everyone.is_disjoint(&behind));
            prop_assert!(everyone.iter().all(|who| !matches!(who.as_str(), "gus" | "robot")));
        }
        for seat in evaluation.approvers.iter().flat_map(|one| &one.need.counted) {
            prop_assert!(!behind.contains(&seat.person));
        }
    }

    #[test]
    fn what_it_rests_on_is_enough_alone_now_and_in_hindsight(draft in draft(Temper::Tame)) {
        let evaluation = draft.evaluation();
        prop_assume!(evaluation.is_met());
        prop_assert_eq!(draft.settled_by_what_it_rests_on(&evaluation, ""), State::Met);
        prop_assert_eq!(draft.settled_by_what_it_rests_on(&evaluation, "hindsight: true\n"), State::Met);
    }
}
