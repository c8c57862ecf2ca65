//! `adr generate`

use adr_sign::record::id::Number;

use super::adr;
use crate::support::team::{Team, line};

/// 2 amends 1 and has a title that would like to be obeyed.
fn team() -> Team {
    let team = Team::new();
    team.settle(1);
    let mut text = team.text(2, "ann");
    text.title = line(r#"Orders](http://evil.example) "]; <img src=x>"#);
    text.amends = vec![Number(1)];
    team.settle_text(2, &text);
    team
}

#[test]
fn the_table_of_contents_has_the_shape_of_adr_tools() {
    let team = team();
    team.repo
        .write("intro.md", "An intro.\n\nMultiple paragraphs.\n");
    team.repo.write("outro.md", "An outro.\n");
    let toc = ["generate", "toc", "-i", "intro.md", "-o", "outro.md"];
    insta::assert_snapshot!(adr(&team.repo, &toc).fine(), @r#"
    # Architecture Decision Records

    An intro.

    Multiple paragraphs.

    * [0. Decision 0](0000-decision-0/)
    * [1. Decision 1](0001-decision-1/)
    * [2. Orders\](http://evil.example) "\]; \<img src=x\>](0002-decision-2/)

    An outro.
    "#);
    let told = adr(&team.repo, &["generate", "toc", "-p", "docs/adr/"]).fine();
    assert!(
        told.contains("\n* [1. Decision 1](docs/adr/0001-decision-1/)\n"),
        "{told}"
    );
}

#[test]
fn the_graph_has_the_shape_of_adr_tools() {
    let arguments = [
        "generate",
        "graph",
        "-p",
        "http://example.com/",
        "-e",
        ".html",
    ];
    insta::assert_snapshot!(adr(&team().repo, &arguments).fine(), @r##"
    digraph {
      node [shape=plaintext];
      _0 [label="0. Decision 0"; URL="http://example.com/0000-decision-0.html"]
      _1 [label="1. Decision 1"; URL="http://example.com/0001-decision-1.html"]
      _0 -> _1 [style="dotted"];
      _1 -> _2 [label="Amended by"]
      _2 [label="2. Orders](http://evil.example) \"]; <img src=x>"; URL="http://example.com/0002-decision-2.html"]
      _1 -> _2 [style="dotted"];
      _2 -> _1 [label="Amends"]
    }
    "##);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let told = adr(&Team::new().repo, &["generate", "toc", "-i", "nowhere.md"]);
    assert_eq!(told.code, 4, "{}", told.said);
    assert!(told.said.contains("nowhere.md"), "{}", told.said);
    assert_eq!(told.answer, "");
}
