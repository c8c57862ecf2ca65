//! Lists as people say them.

use std::fmt::Display;

/// `alice`, `alice or bob`, `alice, bob or carol`; `nobody` where there is none.
pub(super) fn any_of<T: Display>(all: impl IntoIterator<Item = T>) -> String {
    listed(all, "or")
}

/// `alice`, `alice and bob`, `alice, bob and carol`; `nobody` where there is none.
pub(super) fn all_of<T: Display>(all: impl IntoIterator<Item = T>) -> String {
    listed(all, "and")
}

fn listed<T: Display>(all: impl IntoIterator<Item = T>, last: &str) -> String {
    let mut words: Vec<String> = all.into_iter().map(|one| one.to_string()).collect();
    match (words.pop(), words.is_empty()) {
        (None, _) => "nobody".to_owned(),
        (Some(only), true) => only,
        (Some(end), false) => format!("{} {last} {end}", words.join(", ")),
    }
}

/// `1 approval`, `2 approvals`.
pub(super) fn count(number: usize, one: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {one}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_people_say_them() {
        assert_eq!(any_of(["alice"]), "alice");
        assert_eq!(any_of(["alice", "bob", "carol"]), "alice, bob or carol");
        assert_eq!(all_of(["alice", "bob"]), "alice and bob");
        assert_eq!(any_of::<&str>([]), "nobody");
        assert_eq!(count(1, "approval"), "1 approval");
        assert_eq!(count(2, "approval"), "2 approvals");
    }
}
