//! How far an agreement has come, as two numbers.

use serde::Serialize;

use super::evaluation::{Evaluation, NeedResult};

/// Seats filled of seats wanted, over all needs of all matching rules and all named approvers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Seats {
    /// By people who count.
    pub filled: u32,
    /// By the rules.
    pub wanted: u32,
}

impl Seats {
    /// The seats of an evaluation. Of alternatives, the one that lacks least is looked at.
    pub fn of(evaluation: &Evaluation) -> Self {
        evaluation
            .needs()
            .map(Self::of_need)
            .fold(Self::default(), |sum, seats| Self {
                filled: sum.filled + seats.filled,
                wanted: sum.wanted + seats.wanted,
            })
    }

    fn of_need(need: &NeedResult) -> Self {
        let nearest = need
            .alternatives
            .iter()
            .map(Self::of_need)
            .min_by_key(|seats| (seats.wanted - seats.filled, seats.wanted));
        nearest.unwrap_or_else(|| Self {
            filled: u32::try_from(need.counted.len())
                .unwrap_or(u32::MAX)
                .min(need.wanted),
            wanted: need.wanted,
        })
    }
}

impl std::fmt::Display for Seats {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.filled, self.wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::super::evaluation::{Seat, State};
    use super::*;
    use crate::record::digest::Digest;

    fn need(wanted: u32, filled: usize) -> NeedResult {
        let seat = Seat {
            person: "alice".parse().unwrap(),
            by: None,
            signoff: Digest::of(b""),
        };
        NeedResult {
            from: "leads".into(),
            wanted,
            state: State::from_met(filled >= wanted as usize),
            since: None,
            counted: vec![seat; filled],
            discounted: Vec::new(),
            could_sign: Vec::new(),
            alternatives: Vec::new(),
        }
    }

    #[test]
    fn of_alternatives_the_nearest_counts() {
        let any = NeedResult {
            alternatives: vec![need(1, 0), need(3, 2), need(5, 2)],
            ..need(1, 0)
        };
        assert_eq!(Seats::of_need(&any).to_string(), "0/1");
        let nearer = NeedResult {
            alternatives: vec![need(2, 0), need(3, 2)],
            ..need(1, 0)
        };
        assert_eq!(Seats::of_need(&nearer).to_string(), "2/3");
    }
}
