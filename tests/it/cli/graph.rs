//! `adr graph`

use adr_sign::record::id::Number;
use adr_sign::record::resolution::Outcome;

use super::adr;
use crate::support::team::{Team, line};

const HOSTILE: &str = r#"\N "]; n9 -> n1 </text><script>alert(1)</script> %%{init: {}}%% &lt;"#;

/// 2 takes the place of 1, 3 amends 2, 4 depends on both 2 and 3 and has a title that would like to be obeyed.
fn team() -> Team {
    let team = Team::new();
    team.settle(1);
    let mut text = team.text(2, "ann");
    text.title = line("Orders are kept in Postgres for ten years");
    text.supersedes = vec![Number(1)];
    text.tags = vec!["database".parse().unwrap()];
    team.branch("adr/2");
    team.propose_text("ann", 2, &text);
    team.approve("bob", 2);
    team.approve("carol", 2);
    team.resolve("ann", 1, Outcome::Superseded, |resolution| {
        resolution.by_decision = Some(text.id);
        resolution.signoffs.clear();
    });
    team.accept(2);
    team.merge();
    let mut text = team.text(3, "ann");
    text.amends = vec![Number(2)];
    text.tags = vec!["database".parse().unwrap()];
    team.settle_text(3, &text);
    let mut text = team.text(4, "ann");
    text.title = line(HOSTILE);
    text.depends_on = vec![Number(2), Number(3)];
    team.settle_text(4, &text);
    team
}

#[test]
fn graphviz_gets_boxes_and_arrows_and_no_orders() {
    let told = adr(&team().repo, &["graph"]);
    insta::assert_snapshot!(told.fine(), @r##"
    digraph decisions {
      rankdir=RL;
      node [shape=box, style=rounded, fontname="sans-serif"];
      edge [fontname="sans-serif", fontsize=10];
      n1 [label="1. Decision 1", tooltip="superseded", style="rounded,dashed", fontcolor=gray40];
      n2 [label="2. Orders are kept in\nPostgres for ten years", tooltip="accepted"];
      n3 [label="3. Decision 3", tooltip="accepted"];
      n4 [label="4. \\N \"]; n9 -> n1\n</text><script>alert(1)<\n/script> %%{init: {}}%%…", tooltip="accepted"];
      n2 -> n1 [label="supersedes", style=solid];
      n3 -> n2 [label="amends", style=bold];
      n4 -> n2 [label="depends on", style=dashed];
      n4 -> n3 [label="depends on", style=dashed];
    }
    "##);
    assert_eq!(
        told.said,
        "left out: 1 decision that nothing links (--unlinked shows them)\n"
    );
}

#[test]
fn mermaid_gets_the_same() {
    let told = adr(&team().repo, &["graph", "--format", "mermaid"]);
    insta::assert_snapshot!(told.fine(), @r##"
    flowchart RL
      n1["1#46; Decision 1"]:::over
      n2["2#46; Orders are kept in<br>Postgres for ten years"]
      n3["3#46; Decision 3"]
      n4["4#46; #92;N #34;#93;#59; n9 #45;#62; n1<br>#60;#47;text#62;#60;script#62;alert(1)#60;<br>#47;script#62; #37;#37;#123;init#58; #123;#125;#125;#37;#37;…"]
      n2 -->|supersedes| n1
      n3 ==>|amends| n2
      n4 -.->|depends on| n2
      n4 -.->|depends on| n3
      classDef over stroke-dasharray:4
    "##);
}

#[test]
fn the_drawing_has_a_box_for_each_and_nothing_to_run() {
    let drawing = adr(&team().repo, &["graph", "--format", "svg"]).fine();
    let count = |what: &str| drawing.matches(what).count();
    assert_eq!(count("<rect "), 4, "{drawing}");
    assert_eq!(count("marker-end"), 4);
    assert_eq!(count("class=\"over\""), 1);
    assert_eq!(count("<script"), 0);
    assert_eq!(count("<g"), count("</g>"));
    assert_eq!(count("<text"), count("</text>"));
    assert!(drawing.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    for loaded in ["http://", "https://", "url("] {
        let own = [
            "xmlns=\"http://www.w3.org/2000/svg\"",
            "marker-end=\"url(#arrow)\"",
        ];
        let rest = own
            .iter()
            .fold(drawing.clone(), |text, own| text.replace(own, ""));
        assert!(!rest.contains(loaded), "{rest}");
    }
}

#[test]
fn what_is_shown_can_be_narrowed_and_widened() {
    let team = team();
    let graph = |arguments: &[&str]| {
        let told = adr(&team.repo, &[&["graph", "--json"], arguments].concat()).json(0);
        let numbers = told["decisions"].as_array().unwrap().iter();
        let numbers: Vec<u64> = numbers.map(|one| one["number"].as_u64().unwrap()).collect();
        (numbers, told["links"].as_array().unwrap().len())
    };
    assert_eq!(graph(&[]), (vec![1, 2, 3, 4], 4));
    assert_eq!(graph(&["--unlinked"]), (vec![0, 1, 2, 3, 4], 4));
    assert_eq!(graph(&["--tag", "database"]), (vec![2, 3], 1));
    assert_eq!(graph(&["--status", "accepted"]), (vec![2, 3, 4], 3));
    assert_eq!(graph(&["--at", "main~1"]), (vec![1, 2, 3], 2));
    assert_eq!(graph(&["--status", "draft"]), (Vec::new(), 0));
}

#[test]
fn other_commands_do_not_draw() {
    let team = Team::new();
    for format in ["dot", "mermaid", "svg"] {
        let told = adr(&team.repo, &["list", "--format", format]);
        assert_eq!(told.code, 2, "{}", told.answer);
    }
}

#[test]
fn what_is_proposed_elsewhere_is_drawn_where_it_is_asked_for() {
    let team = team();
    team.branch("adr/5");
    let mut text = team.text(5, "ann");
    text.supersedes = vec![Number(3)];
    team.propose_text("ann", 5, &text);
    team.switch("main");
    let graph = |arguments: &[&str]| adr(&team.repo, &[&["graph"], arguments].concat());
    assert!(!graph(&[]).fine().contains("n5"));
    let told = graph(&["--all-branches"]).fine();
    for line in [
        "  n5 [label=\"5. Decision 5\", tooltip=\"proposed, on adr/5\"];\n",
        "  n5 -> n3 [label=\"supersedes\", style=solid];\n",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert!(!told.contains("n4 [label=\"4. Decision 5"), "{told}");
}

#[test]
fn of_two_with_one_number_the_first_is_drawn_and_the_other_named() {
    let team = team();
    let mut text = team.text(4, "bob");
    text.title = line("Another one");
    text.id = "01jdxk3v8q5t9w2m7r4c6y1zab".parse().unwrap();
    team.repo
        .git(&["switch", "-q", "-c", "adr/other", "main~1"]);
    team.propose_text("bob", 4, &text);
    team.switch("main");
    let told = adr(&team.repo, &["graph", "--all-branches"]);
    assert!(!told.fine().contains("Another one"));
    let json = adr(&team.repo, &["graph", "--all-branches", "--json"]).json(0);
    assert_eq!(
        json["namesakes"],
        serde_json::json!([{"number": 4, "branch": "adr/other"}])
    );
}
