//! Seats filled by people: a maximum matching, so that the order of files never matters.

/// Assigns people to needs. `wanted[n]` is the number of seats of need `n`; `suits[p]` are the needs that
/// person `p` may be counted for. Each person fills at most one seat. Returns for each person the need
/// they are counted for, such that as many seats as possible are filled (Kuhn's augmenting paths).
pub fn assign(wanted: &[u32], suits: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut seated: Vec<Option<usize>> = vec![None; suits.len()];
    for person in 0..suits.len() {
        let mut tried = vec![false; wanted.len()];
        seat(person, wanted, suits, &mut seated, &mut tried);
    }
    seated
}

/// Seats a person, moving others to another need where that makes room.
fn seat(
    person: usize,
    wanted: &[u32],
    suits: &[Vec<usize>],
    seated: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for &need in &suits[person] {
        if std::mem::replace(&mut tried[need], true) {
            continue;
        }
        let sitting: Vec<usize> = (0..seated.len())
            .filter(|&other| seated[other] == Some(need))
            .collect();
        let has_room = sitting.len() < wanted[need] as usize;
        if has_room
            || sitting
                .into_iter()
                .any(|other| seat(other, wanted, suits, seated, tried))
        {
            seated[person] = Some(need);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn somebody_who_suits_two_needs_makes_room() {
        // Dana is a lead and of security, Eli is of security only: Dana must take the lead's seat.
        assert_eq!(assign(&[1, 1], &[vec![1, 0], vec![1]]), [Some(0), Some(1)]);
        assert_eq!(assign(&[1, 1], &[vec![1], vec![1]]), [Some(1), None]);
        assert_eq!(
            assign(&[2], &[vec![0], vec![0], vec![0]]),
            [Some(0), Some(0), None]
        );
    }

    /// Tries every assignment.
    fn most_seats(wanted: &[u32], suits: &[Vec<usize>]) -> usize {
        let Some((first, others)) = suits.split_first() else {
            return 0;
        };
        let skip = most_seats(wanted, others);
        let take = first.iter().filter(|&&need| wanted[need] > 0).map(|&need| {
            let mut left = wanted.to_vec();
            left[need] -= 1;
            1 + most_seats(&left, others)
        });
        take.max().unwrap_or(0).max(skip)
    }

    proptest! {
        #[test]
        fn as_many_seats_are_filled_as_can_be(
            wanted in proptest::collection::vec(0_u32..3, 1..4),
            suits in proptest::collection::vec(proptest::collection::btree_set(0_usize..4, 0..4), 0..6),
        ) {
            let suits: Vec<Vec<usize>> = suits
                .into_iter()
                .map(|needs| needs.into_iter().filter(|&need| need < wanted.len()).collect())
                .collect();
            let seated = assign(&wanted, &suits);
            for (need, &seats) in wanted.iter().enumerate() {
                prop_assert!(seated.iter().filter(|&&seat| seat == Some(need)).count() <= seats as usize);
            }
            for (person, need) in seated.iter().enumerate() {
                prop_assert!(need.is_none_or(|need| suits[person].contains(&need)));
            }
            prop_assert_eq!(seated.iter().flatten().count(), most_seats(&wanted, &suits));
        }
    }
}
