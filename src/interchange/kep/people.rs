//! Names of people and teams as KEPs write them: `@Huang-Wei`, `thockin`, `TBD`, `@sig-node-tech-leads`.
//!
//! GitHub takes logins without regard to case, so lower case is the same person. What is not plainly one login
//! or alias names nobody.

use super::super::imported::CharterParts;
use super::super::note::Oddity;
use super::Role;
use crate::record::name::{Handle, Party};

/// What people write where nobody is named yet, in lower case and without marks around it.
const NOBODY: [&str; 9] = [
    "", "tbd", "tba", "todo", "n/a", "none", "null", "nobody", "unknown",
];

/// Quotation marks that are not YAML's, and so are part of the value.
const QUOTES: [char; 8] = ['"', '\'', '`', '“', '”', '„', '‘', '’'];

/// Whom a name means, and what is odd about it.
pub(super) fn party(
    role: Role,
    verbatim: &str,
    charter: &CharterParts,
) -> (Option<Party>, Vec<Oddity>) {
    let text = verbatim.to_owned();
    if is_nobody(verbatim) {
        return (None, vec![Oddity::Placeholder { role, text }]);
    }
    let login = login(verbatim);
    if let Some(team) = login
        .parse()
        .ok()
        .filter(|team| charter.teams.contains_key(team))
    {
        return (Some(Party::Team(team)), Vec::new());
    }
    let Some(handle) = handle(&login) else {
        return (None, vec![Oddity::NotAHandle { role, text }]);
    };
    let mut odd = Vec::new();
    if !unquoted(verbatim).starts_with('@') && role != Role::Member {
        odd.push(Oddity::WithoutAt {
            role,
            text: text.clone(),
        });
    }
    if handle.as_str() != login || unquoted(verbatim) != verbatim.trim() {
        odd.push(Oddity::Respelled {
            text,
            handle: handle.clone(),
        });
    }
    (Some(Party::Person(handle)), odd)
}

/// The login as GitHub compares it: without `@`, quotation marks and case.
pub(super) fn login(verbatim: &str) -> String {
    let unquoted = unquoted(verbatim);
    unquoted
        .strip_prefix('@')
        .unwrap_or(unquoted)
        .to_ascii_lowercase()
}

fn unquoted(verbatim: &str) -> &str {
    verbatim.trim().trim_matches(QUOTES).trim()
}

/// The handle of a login. `_` and `.`, which handles cannot hold, become dashes; anything else that they cannot
/// hold means that this is not one login.
fn handle(login: &str) -> Option<Handle> {
    let dashed = login.replace(['_', '.'], "-");
    dashed.trim_matches('-').parse().ok()
}

/// Whether the words stand for "nobody", or for "nothing" where something other than a person is asked for.
pub(super) fn is_nobody(verbatim: &str) -> bool {
    let bare = verbatim
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    NOBODY.contains(&bare.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(verbatim: &str) -> (Option<String>, Vec<&'static str>) {
        let mut charter = CharterParts::default();
        charter
            .teams
            .insert("sig-node-leads".parse().unwrap(), Vec::new());
        let (party, odd) = party(Role::Approver, verbatim, &charter);
        (
            party.map(|party| party.to_string()),
            odd.iter().map(Oddity::code).collect(),
        )
    }

    #[test]
    fn a_login_is_a_handle_in_lower_case() {
        assert_eq!(read("@Huang-Wei"), (Some("huang-wei".into()), vec![]));
        assert_eq!(read(" @thockin "), (Some("thockin".into()), vec![]));
        assert_eq!(
            read("thockin"),
            (Some("thockin".into()), vec!["without-at"])
        );
    }

    #[test]
    fn another_spelling_than_lower_case_is_said() {
        assert_eq!(
            read("@jane.doe"),
            (Some("jane-doe".into()), vec!["respelled"])
        );
        assert_eq!(
            read("@wei_Huang_"),
            (Some("wei-huang".into()), vec!["respelled"])
        );
        assert_eq!(
            read("“@mortent”"),
            (Some("mortent".into()), vec!["respelled"])
        );
    }

    #[test]
    fn a_placeholder_is_never_a_person() {
        for text in [
            "TBD", "@TBD", "tbd.", "<TBD>", "n/a", "N/A", "", "-", "?", "None", "TODO",
        ] {
            assert_eq!(read(text), (None, vec!["placeholder"]), "{text}");
        }
    }

    #[test]
    fn what_is_not_plainly_one_person_names_nobody() {
        for text in [
            "with input from @bgrant0607, @dchen1107",
            "Jane Doe <jane@example.com>",
            "@org/team",
            "https://github.com/jane",
            "@jäne",
            "@con",
            "@аlice",
        ] {
            assert_eq!(read(text), (None, vec!["not-a-handle"]), "{text}");
        }
    }

    #[test]
    fn an_alias_is_a_team() {
        assert_eq!(
            read("@SIG-node-leads"),
            (Some("team:sig-node-leads".into()), vec![])
        );
    }
}
