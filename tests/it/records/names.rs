//! What is made from one text: names, patterns, paths. No text makes a constructor panic, and what it takes
//! prints back to itself.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use adr_sign::record::digest::Digest;
use adr_sign::record::glob::Glob;
use adr_sign::record::id::DecisionId;
use adr_sign::record::layout::{AttachmentPath, LogDir, Place};
use adr_sign::record::name::{ConditionId, Handle, Party, Slug, Tag, TeamName};
use adr_sign::record::prose::{Line, Prose};
use adr_sign::record::time::Timestamp;
use adr_sign::record::yaml::check_text;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::arbitrary::any_text;

/// Texts that are nearly names, paths and patterns.
fn nearly() -> impl Strategy<Value = String> {
    prop_oneof![
        any_text(),
        "[a-zA-Z0-9_.-]{0,70}",
        "(team:)?[a-z0-9-]{0,20}",
        "[a-c./ *?\\[\\]{},!^\\\\-]{0,16}",
        "(con|nul|\\.git|\\.\\.|COM1)(\\.txt)?(/[a-z]{1,3})?",
        "[0-9]{3,6}(-[a-z]{1,4})?/(revisions|signoffs|resolutions|attachments)/[a-z0-9.+]{1,20}(\\.yaml)?",
        "\\.(numbers|ids)/([0-9]{2}xx/)?[0-9a-z]{2,26}",
        "sha256:[0-9a-fA-F]{63,65}",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})",
    ]
}

fn prints_back<T: FromStr<Err: Debug> + Display>(text: &str) -> Result<(), TestCaseError> {
    if let Ok(value) = text.parse::<T>() {
        prop_assert_eq!(value.to_string(), text);
    }
    Ok(())
}

/// A path over few letters, so that it often matches.
fn path() -> impl Strategy<Value = String> {
    "[ab]{1,2}(/[ab]{1,2}){0,3}"
}

fn pattern() -> impl Strategy<Value = Glob> {
    let part = prop::sample::select(vec![
        "a",
        "b",
        "*",
        "?",
        "**",
        "/",
        "/**/",
        "[ab]",
        "[!a]",
        "[]a]",
        "{a,b}",
        "{a,{b,*}}",
        "{[}],a}",
        "\\a",
    ]);
    prop::collection::vec(part, 1..6)
        .prop_filter_map("no pattern", |parts| parts.concat().parse().ok())
}

proptest! {
    #[test]
    fn what_is_taken_prints_back_to_itself(text in nearly()) {
        prints_back::<Handle>(&text)?;
        prints_back::<TeamName>(&text)?;
        prints_back::<Tag>(&text)?;
        prints_back::<Slug>(&text)?;
        prints_back::<ConditionId>(&text)?;
        prints_back::<Party>(&text)?;
        prints_back::<Glob>(&text)?;
        prints_back::<LogDir>(&text)?;
        prints_back::<AttachmentPath>(&text)?;
        prints_back::<Place>(&text)?;
        prints_back::<Digest>(&text)?;
        prints_back::<DecisionId>(&text)?;
        prints_back::<Timestamp>(&text)?;
    }

    #[test]
    fn texts_have_one_form(text in any_text()) {
        if let Ok(line) = Line::new(&text) {
            prop_assert_eq!(Line::new(line.as_str()), Ok(line.clone()));
            prop_assert!(check_text(line.as_str()).is_ok());
        }
        if let Ok(prose) = Prose::new(&text) {
            prop_assert_eq!(Prose::new(prose.as_str()), Ok(prose.clone()));
            prop_assert!(check_text(prose.as_str()).is_ok());
            prop_assert!(prose.as_str().ends_with('\n') && !prose.as_str().ends_with("\n\n"));
        }
        if let Some(slug) = Slug::from_title(&text) {
            prop_assert!(slug.as_str().len() <= 50);
            prints_back::<Slug>(slug.as_str())?;
        }
    }

    #[test]
    fn patterns_that_share_a_path_overlap(
        a in pattern(),
        b in pattern(),
        paths in prop::collection::vec(path(), 32),
    ) {
        prop_assert_eq!(a.overlaps(&b), b.overlaps(&a));
        if let Some(path) = paths.iter().find(|path| a.matches(path) && b.matches(path)) {
            prop_assert!(a.overlaps(&b), "{a} and {b} both match {path}");
        }
        for path in &paths {
            let exact: Glob = path.parse().unwrap();
            prop_assert!(!a.matches(path) || a.overlaps(&exact), "{a} matches {path}");
        }
    }
}
