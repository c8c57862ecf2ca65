//! Results as people would say them, one line for one thing.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use adr_sign::agreement::evaluation::{
    Blocker, CommentClock, Evaluation, FallsAway, NeedResult, Part, Problem, RuleResult, State,
};
use adr_sign::agreement::outcome::Refusal;
use adr_sign::agreement::status::Status;
use adr_sign::agreement::wellformed::CharterFlaw;
use adr_sign::record::digest::Digest;

use super::story::digest;

/// What is wrong with a charter.
pub fn flaws(flaws: &[CharterFlaw]) -> String {
    if flaws.is_empty() {
        return "well-formed\n".to_owned();
    }
    let mut lines = Lines(String::new());
    for flaw in flaws {
        lines.put(0, flaw);
    }
    lines.0
}

/// Whether a decision may end in some way.
pub fn ending(status: &Status, answer: Result<(), Refusal>) -> String {
    let answer = match answer {
        Ok(()) => "may be written".to_owned(),
        Err(refusal) => format!("refused: {refusal}"),
    };
    format!("status: {status}\n{answer}\n")
}

/// An evaluation. `names` are those of the sign-offs.
pub fn evaluation(evaluation: &Evaluation, names: impl Iterator<Item = String>) -> String {
    let names: BTreeMap<Digest, String> = names.map(|name| (digest(&name), name)).collect();
    let name_of = |digest: &Digest| names[digest].clone();
    let mut lines = Lines(String::new());
    lines.put(0, word(evaluation.state));
    for problem in &evaluation.problems {
        lines.put(0, format!("problem: {}", said(problem)));
    }
    for rule in &evaluation.rules {
        lines.rule(rule);
    }
    for one in &evaluation.approvers {
        let away = match one.falls_away {
            None => "",
            Some(FallsAway::Inactive) => " (falls away: no longer active)",
            Some(FallsAway::SignedTheText) => " (falls away: dropped, and signed the text)",
            Some(FallsAway::NoSuchTeam) => " (falls away: dropped, and no such team any more)",
        };
        lines.put(
            0,
            format!("approver {}: {}{away}", one.approver, word(one.need.state)),
        );
        lines.people(1, &one.need);
    }
    for blocker in &evaluation.blockers {
        lines.blocker(blocker);
    }
    for answered in &evaluation.answered {
        lines.put(
            0,
            format!("answered: {} by {}", answered.person, list(&answered.by)),
        );
    }
    let of_one = evaluation.behind.chunk_by(|a, b| a.person == b.person);
    let behind = of_one.map(|parts| {
        let words = parts.iter().map(|one| match one.part {
            Part::Owner => "owner",
            Part::Reviser => "reviser",
            Part::Writer => "writer",
        });
        format!("{} ({})", parts[0].person, list(words))
    });
    lines.put(0, format!("behind the text: {}", list(behind)));
    let mut counted: Vec<String> = evaluation.counted.iter().map(name_of).collect();
    counted.sort();
    if !counted.is_empty() {
        lines.put(0, format!("rests on: {}", list(counted)));
    }
    lines.0
}

struct Lines(String);

impl Lines {
    fn put(&mut self, depth: usize, line: impl Display) {
        let _ = writeln!(self.0, "{:width$}{line}", "", width = 2 * depth);
    }

    fn rule(&mut self, rule: &RuleResult) {
        self.put(0, format!("{}: {}", rule.name, word(rule.state)));
        for need in &rule.needs {
            self.need(1, need);
        }
        if let Some(quorum) = &rule.quorum {
            let heard = if quorum.heard.is_empty() {
                "nobody".to_owned()
            } else {
                list(&quorum.heard)
            };
            let state = word(quorum.state);
            self.put(
                1,
                format!("quorum of {}: {state}, heard {heard}", quorum.wanted),
            );
        }
        if let Some(comment) = &rule.comment {
            let clock = match comment.clock {
                CommentClock::NoTrustedStart => "no trusted start".to_owned(),
                CommentClock::Until { end } => format!("until {}", end.format("%Y-%m-%d %H:%M")),
                CommentClock::Settled => "judged when it was merged".to_owned(),
            };
            let state = word(comment.state);
            self.put(
                1,
                format!("{} days for comments: {state}, {clock}", comment.days),
            );
        }
    }

    fn need(&mut self, depth: usize, need: &NeedResult) {
        if need.alternatives.is_empty() && need.from == "any of" {
            self.put(depth, format!("any of: {}", word(need.state)));
        } else if need.alternatives.is_empty() {
            self.put(
                depth,
                format!("{} of {}: {}", need.wanted, need.from, word(need.state)),
            );
            self.people(depth + 1, need);
        } else {
            self.put(depth, format!("{}: {}", need.from, word(need.state)));
            for alternative in &need.alternatives {
                self.need(depth + 1, alternative);
            }
        }
    }

    fn people(&mut self, depth: usize, need: &NeedResult) {
        for seat in &need.counted {
            match &seat.by {
                None => self.put(depth, format!("counts {}", seat.person)),
                Some(by) => self.put(
                    depth,
                    format!("counts {}, for whom {by} signed", seat.person),
                ),
            }
        }
        for discount in &need.discounted {
            self.put(
                depth,
                format!("not {}: {}", discount.person, discount.why.words()),
            );
        }
        if !need.could_sign.is_empty() {
            self.put(depth, format!("could sign: {}", list(&need.could_sign)));
        }
    }

    fn blocker(&mut self, blocker: &Blocker) {
        match blocker {
            Blocker::Objection {
                person,
                revision,
                answers,
                could_answer,
                in_outbox,
                ..
            } => {
                let place = if *in_outbox { " in an outbox" } else { "" };
                self.put(
                    0,
                    format!("blocked: {person} objects to r{revision}{place}"),
                );
                if !answers.is_empty() {
                    self.put(1, format!("answered so far by {}", list(answers)));
                }
                if !could_answer.is_empty() {
                    self.put(1, format!("could answer: {}", list(could_answer)));
                }
            }
            Blocker::Hold {
                person,
                until,
                in_outbox,
                ..
            } => {
                let place = if *in_outbox { " in an outbox" } else { "" };
                self.put(0, format!("blocked: {person} holds until {until}{place}"));
            }
        }
    }
}

const fn word(state: State) -> &'static str {
    match state {
        State::Met => "met",
        State::Unmet => "unmet",
        State::Error => "error",
    }
}

fn said(problem: &Problem) -> String {
    match problem {
        Problem::NoRuleMatches => "no rule matches".to_owned(),
        Problem::UnknownSource { rule, from } => format!("{rule}: nobody is called {from}"),
        Problem::EmptyAny { rule } => format!("{rule}: an `any` without alternatives"),
        Problem::EmptyNeed { rule } => format!("{rule}: needs nothing"),
        Problem::TooManyAlternatives { rule } => format!("{rule}: too many alternatives"),
        Problem::UnknownApprover { approver } => format!("no approver is called {approver}"),
    }
}

fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    items.join(", ")
}
