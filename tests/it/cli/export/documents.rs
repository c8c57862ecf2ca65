//! MADR and adr-tools: a document for each decision.

use super::{full, team};
use crate::cli::adr;
use crate::records::values::{line, prose};
use crate::support::team::Team;

#[test]
fn a_madr_document_has_every_field_in_its_place_or_in_words() {
    let team = team();
    let told = adr(&team.repo, &["export", "madr", "3"]);
    insta::assert_snapshot!(told.fine(), @r#"
    ---
    status: accepted
    date: "2026-11-18"
    decision-makers:
      - ann
      - bob
      - carol
    consulted:
      - cy
      - team:leads
    informed:
      - team:no
    tags:
      - "no"
      - "0012"
      - security
    owner: ann
    approvers:
      - bob
    ---

    # Use PostgreSQL: for orders #1 – 订单

    ## Context and Problem Statement

      indented first line
    	never a tab as indentation
    trailing spaces   
    a tab at the end	


    ### not a comment
    #### key: value, and: more
    ...
    - an item
    signature: |
    12
    0x1F
    no
    ~
    "quoted" and 'quoted' and \n
    <<: *alias &anchor !tag %directive @at `tick`
    订单服务使用 PostgreSQL。
    Größenänderungen für Übermorgen
    👩‍💻 ships 🚀

    ## Decision Drivers

    * no
    * 12:30:45
    * 2026-11-24
    * latency: p99 < 5 ms
    * # one
    * 价格

    ## Considered Options

    * PostgreSQL
    * 12

    ## Decision Outcome

    Orders move to PostgreSQL.

      - in Q1
      - at once

    ### Consequences

    null

    ### Confirmation

    	 a tab first

    ## Pros and Cons of the Options

    ### PostgreSQL

    One line.

    * Good, because known
    * Good, because yes
    * Bad, because - not a list
    * Bad, because 0.1

    ## More Information

    * Record: 01jdekpz8000000000000000r0, revision 1
    * Agreed by: bob, carol
    * Editors: dana, eli
    * Impact: high
    * Governs: `infra/**`, `*.md`, `[a-z]?/{x,y}`
    * Assumptions:
      * Under 1e5 orders a day (revisit when: ~)
      * true
    * Review by: 2027-02-28
    * Supersedes: ADR-0001
    * Amends: ADR-0002
    * Relates to: ADR-0000, ADR-0002
    * References:
      * [The study: "orders"](https://example.com/a?b=c#d)
      * [draft]

    Own fields:

    ```yaml
    cost: 12
    share: 0.5
    below: -3
    open: false
    code: "0012"
    word: "no"
    "none": []
    nothing: {}
    empty: ""
    nested:
      list:
        - a
        - - b
          - c: d
    "key: odd": |-
      two
      lines
    ```
    "#);
    insta::assert_snapshot!(told.said, @r#"
    not as fields, but in words, under "More Information":
      id           decision 3
      editors      decision 3
      impact       decision 3
      governs      decision 3
      assumptions  decision 3
      review_by    decision 3
      references   decision 3
      custom       decision 3
    written in another way, so that each document keeps its sections:
      headings in `context` stand lower, below its own: decision 3
    an import would not give back as it is:
      `supersedes`: decision 3
      `amends`: decision 3
      `relates_to`: decision 3
    sign-offs, outcomes and other revisions stay in the log (adr export json has everything)
    "#);
}

#[test]
fn a_document_for_adr_tools_has_links_where_its_scripts_look_for_them() {
    let team = team();
    let folder = team.repo.around().join("doc/adr");
    let told = adr(
        &team.repo,
        &["export", "nygard", "--out", folder.to_str().unwrap()],
    );
    assert!(
        told.fine().starts_with("7 documents written to "),
        "{}",
        told.answer
    );
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    insta::assert_snapshot!(read("0001-decision-1.md"), @r#"
    # 1. Decision 1

    Date: 2026-11-18

    ## Status

    Superseded by [3. Use PostgreSQL: for orders #1 – 订单](0003-decision-3.md)

    ## Context

    Orders are lost.

    ## Decision

    Keep them in one place.

    ## More Information

    * Record: 01jdekpz800000000000000080, revision 1
    * Agreed by: bob, carol
    * Owner: ann
    "#);
    insta::assert_snapshot!(read("0003-decision-3.md"), @r#"
    # 3. Use PostgreSQL: for orders #1 – 订单

    Date: 2026-11-18

    ## Status

    Accepted

    Supersedes [1. Decision 1](0001-decision-1.md)

    Amends [2. Decision 2](0002-decision-2.md)

    Relates to ADR-0000

    Relates to [2. Decision 2](0002-decision-2.md)

    ## Context

      indented first line
    	never a tab as indentation
    trailing spaces   
    a tab at the end	


    ### not a comment
    #### key: value, and: more
    ...
    - an item
    signature: |
    12
    0x1F
    no
    ~
    "quoted" and 'quoted' and \n
    <<: *alias &anchor !tag %directive @at `tick`
    订单服务使用 PostgreSQL。
    Größenänderungen für Übermorgen
    👩‍💻 ships 🚀

    ## Decision

    Orders move to PostgreSQL.

      - in Q1
      - at once

    ## Consequences

    null

    ## Drivers

    * no
    * 12:30:45
    * 2026-11-24
    * latency: p99 < 5 ms
    * # one
    * 价格

    ## Options

    ### PostgreSQL

    One line.

    * Good, because known
    * Good, because yes
    * Bad, because - not a list
    * Bad, because 0.1

    ### 12

    ## Confirmation

    	 a tab first

    ## More Information

    * Record: 01jdekpz8000000000000000r0, revision 1
    * Agreed by: bob, carol
    * Owner: ann
    * Editors: dana, eli
    * Impact: high
    * Tags: no, 0012, security
    * Governs: `infra/**`, `*.md`, `[a-z]?/{x,y}`
    * Approvers: bob
    * Consulted: cy, team:leads
    * Informed: team:no
    * Assumptions:
      * Under 1e5 orders a day (revisit when: ~)
      * true
    * Review by: 2027-02-28
    * References:
      * [The study: "orders"](https://example.com/a?b=c#d)
      * [draft]

    Own fields:

    ```yaml
    cost: 12
    share: 0.5
    below: -3
    open: false
    code: "0012"
    word: "no"
    "none": []
    nothing: {}
    empty: ""
    nested:
      list:
        - a
        - - b
          - c: d
    "key: odd": |-
      two
      lines
    ```
    "#);
    insta::assert_snapshot!(read("0005-decision-5.md"), @r#"
    # 5. Decision 5

    Date: 2026-11-18

    ## Status

    Historical (imported as: Accepted)

    ## Context

    Orders are lost.

    ## More Information

    * Record: 01jdekpz800000000000000180, revision 1
    * Owner: ann
    "#);
}

#[test]
fn the_status_is_that_of_the_text_which_is_written() {
    let team = team();
    let status = |number: &str, more: &[&str]| {
        let mut arguments = vec!["export", "madr", number];
        arguments.extend(more);
        let document = adr(&team.repo, &arguments).fine();
        let status = document.lines().nth(1).unwrap();
        status.strip_prefix("status: ").unwrap().to_owned()
    };
    assert_eq!(status("1", &[]), "superseded by ADR-0003");
    assert_eq!(status("2", &[]), "accepted");
    assert_eq!(status("2", &["--newest"]), "proposed");
    assert_eq!(status("4", &[]), "proposed");
    assert_eq!(status("5", &[]), "\"historical (imported as: Accepted)\"");
    assert_eq!(status("6", &[]), "draft");
    assert_eq!(status("7", &[]), "rejected");
}

#[test]
fn a_newer_revision_that_is_not_taken_is_mentioned() {
    let team = team();
    let stands = adr(&team.repo, &["export", "madr", "2"]);
    assert!(
        stands.answer.contains("\n# Decision 2\n"),
        "{}",
        stands.answer
    );
    assert!(
        stands.said.contains("decision 2: revision 2 is proposed"),
        "{}",
        stands.said
    );
    let newest = adr(&team.repo, &["export", "madr", "2", "--newest"]);
    assert!(
        newest.answer.contains("\n# A newer title\n"),
        "{}",
        newest.answer
    );
    assert!(!newest.said.contains("decision 2:"), "{}", newest.said);
}

#[test]
fn the_charter_is_no_ordinary_decision() {
    let team = team();
    let all = adr(&team.repo, &["export", "json-adr"]);
    assert!(
        all.said.contains("decision 0, the charter, is left out"),
        "{}",
        all.said
    );
    let alone = adr(&team.repo, &["export", "madr", "0"]);
    assert_eq!((alone.code, alone.answer.as_str()), (1, ""));
    assert!(alone.said.contains("adr export json 0"), "{}", alone.said);
}

#[test]
fn no_text_of_a_person_breaks_a_document() {
    let team = Team::new();
    let mut text = team.text(1, "ann");
    text.title = line("Learn | C # \"now\" <b>--- #");
    text.context = Some(prose("Why\n---\n\n## Status\n\nRejected\n\n```\n# code"));
    text.decision = Some(prose("<!-- hidden\n\n### Consequences\n\nNone."));
    text.consequences = Some(prose("---\nstatus: rejected\n---"));
    text.drivers = vec![line("# one"), line("* two"), line("```")];
    team.propose_text("ann", 1, &text);
    let madr = adr(&team.repo, &["export", "madr", "1"]);
    insta::assert_snapshot!(madr.fine(), @r#"
    ---
    status: proposed
    date: "2026-11-18"
    decision-makers:
      - ann
    owner: ann
    ---

    # Learn | C # "now" <b>--- \#

    ## Context and Problem Statement

    ### Why

    ### Status

    Rejected

    ```
    # code
    ```

    ## Decision Drivers

    * # one
    * * two
    * ```

    ## Decision Outcome

    <!-- hidden

    #### Consequences

    None.
    -->

    ### Consequences

    ---
    #### status: rejected

    ## More Information

    * Record: 01jdekpz800000000000000080, revision 1
    "#);
    insta::assert_snapshot!(madr.said, @r#"
    not as fields, but in words, under "More Information":
      id           decision 1
    written in another way, so that each document keeps its sections:
      a `#` at the end of a heading in `title` is written as `\#`: decision 1
      headings in `context` stand lower, below its own: decision 1
      a block of code or HTML in `context` that never ends is ended: decision 1
      headings in `decision` stand lower, below its own: decision 1
      a block of code or HTML in `decision` that never ends is ended: decision 1
      headings in `consequences` stand lower, below its own: decision 1
    sign-offs, outcomes and other revisions stay in the log (adr export json has everything)
    "#);
    // One heading of each section, whatever the text pretends.
    let nygard = adr(&team.repo, &["export", "nygard", "1"]).fine();
    for heading in [
        "# 1. ",
        "## Status",
        "## Context",
        "## Decision",
        "## Consequences",
    ] {
        let found = nygard
            .lines()
            .filter(|line| line.starts_with(heading))
            .count();
        assert_eq!(found, 1, "{heading}: {nygard}");
    }
}

#[test]
fn a_title_without_letters_of_its_own_still_has_a_file_that_adr_tools_finds() {
    let team = Team::new();
    let id = full(&team, 1).id;
    team.repo
        .write("decisions/.numbers/0001", format!("{id}\n"));
    team.repo.write(
        "decisions/0001/decision.yaml",
        format!("id: {id}\ntitle: 订单数据库\n"),
    );
    team.commit("ann", "Draft");
    adr(&team.repo, &["export", "nygard", "--out", "doc/adr"]).fine();
    assert!(
        team.repo
            .read("doc/adr/0001-decision.md")
            .starts_with("# 1. 订单数据库\n")
    );
}
