//! Where the boxes of a drawing stand: in columns, each decision to the right of all that it links to.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::id::Number;

/// The decisions in columns from the left, each column from the top. A column is as far to the right as the longest
/// way to something without links; in a circle, which only a log that breaks its rules has, the lowest number counts
/// as the first. Within a column they stand near what they link to.
pub fn columns(numbers: &BTreeSet<Number>, links: &[(Number, Number)]) -> Vec<Vec<Number>> {
    let mut targets: BTreeMap<Number, BTreeSet<Number>> = BTreeMap::new();
    for &(from, to) in links.iter().filter(|(from, to)| from != to) {
        targets.entry(from).or_default().insert(to);
    }
    let of = |number: &Number| targets.get(number).into_iter().flatten();
    let mut column_of: BTreeMap<Number, usize> = BTreeMap::new();
    let mut left: BTreeSet<Number> = numbers.clone();
    while let Some(&lowest) = left.first() {
        let mut ready: Vec<Number> = left
            .iter()
            .filter(|number| of(number).all(|target| !left.contains(target)))
            .copied()
            .collect();
        if ready.is_empty() {
            ready.push(lowest);
        }
        for number in ready {
            let before = of(&number).filter_map(|target| column_of.get(target));
            column_of.insert(number, before.max().map_or(0, |column| column + 1));
            left.remove(&number);
        }
    }
    let mut columns: Vec<Vec<Number>> = Vec::new();
    for (number, column) in column_of {
        columns.resize_with(columns.len().max(column + 1), Vec::new);
        columns[column].push(number);
    }
    let mut place: BTreeMap<Number, usize> = BTreeMap::new();
    for column in &mut columns {
        // Twice the mean of where its targets stand, in whole numbers so that the order is always the same.
        let near = |number: &Number| {
            let places: Vec<usize> = of(number)
                .filter_map(|one| place.get(one).copied())
                .collect();
            match places.len() {
                0 => usize::MAX,
                count => 2 * places.iter().sum::<usize>() / count,
            }
        };
        column.sort_by_cached_key(|number| (near(number), *number));
        place.extend(
            column
                .iter()
                .enumerate()
                .map(|(row, number)| (*number, row)),
        );
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(count: u32, links: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let numbers = (1..=count).map(Number).collect();
        let links: Vec<_> = links
            .iter()
            .map(|&(from, to)| (Number(from), Number(to)))
            .collect();
        let number = |column: Vec<Number>| column.into_iter().map(|number| number.0).collect();
        columns(&numbers, &links).into_iter().map(number).collect()
    }

    #[test]
    fn each_stands_to_the_right_of_all_that_it_links_to() {
        assert_eq!(
            laid_out(4, &[(2, 1), (3, 2), (4, 1), (4, 3)]),
            [vec![1], vec![2], vec![3], vec![4]]
        );
        assert_eq!(laid_out(3, &[]), [[1, 2, 3]]);
        assert_eq!(laid_out(0, &[]), [[0; 0]; 0]);
    }

    #[test]
    fn within_a_column_they_stand_near_what_they_link_to() {
        assert_eq!(laid_out(4, &[(3, 2), (4, 1)]), [vec![1, 2], vec![4, 3]]);
    }

    #[test]
    fn a_circle_is_drawn_all_the_same() {
        assert_eq!(laid_out(2, &[(1, 2), (2, 1)]), [[1], [2]]);
        assert_eq!(laid_out(1, &[(1, 1)]), [[1]]);
    }
}
