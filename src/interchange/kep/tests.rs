//! A small team's proposals, as they come.

use proptest::prelude::*;

use super::super::{Import, ImportedDecision, Role, SourceFiles};
use super::read;
use crate::record::id::{DecisionId, Number};
use crate::record::name::Party;
use crate::record::prose::Line;
use crate::record::revision::Imported;
use crate::record::text::Text;
use crate::record::yaml::{self, check_text};

const ALIASES: (&str, &str) = (
    "OWNERS_ALIASES",
    "aliases:\n  sig-node-leads:\n    - dchen1107\n    - MrunalP\n  sig-empty:\n",
);

const CACHE: (&str, &str) = (
    "keps/sig-node/12-cache/kep.yaml",
    r#"title: "  Cache images per node "
kep-number: 12
authors:
  - "@Huang-Wei"
  - "@kiashok"
owning-sig: sig-node
participating-sigs: [sig-windows]
status: implementable
creation-date: 2024-02-13
reviewers:
  - "@kiashok"
  - "@thockin"
approvers:
  - "@dchen1107"
  - "@mrunalp"
stage: alpha
milestone:
  alpha: "v1.29"
metrics: []
"#,
);

const README: (&str, &str) = (
    "keps/sig-node/12-cache/README.md",
    "# KEP-12: Cache\n\n## Release Signoff Checklist\n- [ ] x\n\n## Summary\n\nImages are cached.\n\n\
     ## Motivation\n\nPulls are slow.\n\n### Goals\n\nSpeed.\n\n## Proposal\n\nA cache per node.\n\n## Drawbacks\n\nDisk.\n",
);

fn import(files: &[(&str, &str)]) -> Import {
    let files: SourceFiles = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
        .collect();
    read(&files)
}

/// One KEP of number 7, with some lines instead of the usual ones.
fn proposal(lines: &str) -> Import {
    let usual = [
        ("title:", "title: A cache\n"),
        ("kep-number:", "kep-number: 7\n"),
        ("authors:", "authors: ['@ann']\n"),
        ("status:", "status: provisional\n"),
        ("approvers:", "approvers: ['@bob']\n"),
    ];
    let rest: String = usual
        .into_iter()
        .filter(|(key, _)| !lines.contains(key))
        .map(|(_, line)| line)
        .collect();
    import(&[
        ALIASES,
        ("sig-x/7-cache/kep.yaml", &format!("{rest}{lines}")),
        (
            "sig-x/7-cache/README.md",
            "## Summary\ns\n## Motivation\nm\n## Proposal\np\n",
        ),
    ])
}

fn only(import: &Import) -> &ImportedDecision {
    let [decision] = import.decisions.as_slice() else {
        panic!("one decision, not {:?}", import.decisions);
    };
    decision
}

fn parties(parties: &[Party]) -> Vec<String> {
    parties.iter().map(Party::to_string).collect()
}

/// The notes about KEPs, without those about the aliases.
fn notes(import: &Import) -> Vec<String> {
    import
        .notes
        .iter()
        .filter(|note| note.path != ALIASES.0)
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_proposal_becomes_a_draft() {
    let import = import(&[ALIASES, CACHE, README]);
    let decision = only(&import);
    assert_eq!(decision.title.as_str(), "Cache images per node");
    assert_eq!(decision.owner.as_ref().unwrap().as_str(), "huang-wei");
    assert_eq!(parties(&decision.consulted), ["kiashok", "thockin"]);
    assert_eq!(parties(&decision.approvers), ["dchen1107", "mrunalp"]);
    assert_eq!(decision.tags, ["sig-node".parse().unwrap()]);
    assert_eq!(
        decision.fields.context.as_ref().unwrap().as_str(),
        "## Summary\n\nImages are cached.\n\n## Motivation\n\nPulls are slow.\n\n### Goals\n\nSpeed.\n"
    );
    assert_eq!(
        decision.fields.decision.as_ref().unwrap().as_str(),
        "A cache per node.\n"
    );
    assert_eq!(decision.source.format.as_str(), "kep");
    assert_eq!(decision.source.number, Some(12));
    assert_eq!(
        decision.source.status.as_ref().unwrap().as_str(),
        "implementable"
    );
    assert_eq!(
        serde_json::to_value(&decision.custom).unwrap(),
        serde_json::json!({"kep": {
            "participating-sigs": ["sig-windows"],
            "creation-date": "2024-02-13",
            "stage": "alpha",
            "milestone": {"alpha": "v1.29"},
        }})
    );
    assert_eq!(
        notes(&import),
        [
            "keps/sig-node/12-cache/README.md: these sections stay behind: `Release Signoff Checklist`, `Drawbacks`"
        ]
    );
}

#[test]
fn aliases_become_people_and_teams() {
    let import = import(&[ALIASES]);
    let people: Vec<_> = import
        .charter
        .people
        .iter()
        .map(|(handle, person)| (handle.as_str(), person.name.as_str()))
        .collect();
    assert_eq!(people, [("dchen1107", "dchen1107"), ("mrunalp", "MrunalP")]);
    assert!(
        import
            .charter
            .people
            .values()
            .all(|person| person.keys.is_empty())
    );
    let team = &import.charter.teams[&"sig-node-leads".parse().unwrap()];
    assert_eq!(parties(team), ["dchen1107", "mrunalp"]);
    let said: Vec<_> = import.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        ["OWNERS_ALIASES:5: the alias `sig-empty` has no people"]
    );
}

#[test]
fn aliases_that_cannot_be_teams_are_left_out_with_a_word() {
    let (parts, notes) = super::charter_parts(
        "OWNERS_ALIASES",
        b"aliases:\n  leads: [Ann, ann, b.c, b_c, TBD]\n  Leads: [dan]\n  'a b': [eve]\n  all: [leads, fay]\n",
    );
    let teams: Vec<_> = parts
        .teams
        .iter()
        .map(|(team, members)| (team.as_str(), parties(members)))
        .collect();
    assert_eq!(
        teams,
        [
            ("all", vec!["fay".to_owned()]),
            ("leads", vec!["ann".to_owned(), "b-c".to_owned()])
        ]
    );
    let codes: Vec<_> = notes.iter().map(|note| note.what.code()).collect();
    assert_eq!(
        codes,
        [
            "named-twice",
            "respelled",
            "respelled",
            "named-twice",
            "placeholder",
            "not-a-team",
            "not-a-team",
            "nested-alias"
        ]
    );
}

#[test]
fn an_alias_among_the_approvers_is_a_team() {
    let import = proposal("approvers: ['@sig-node-leads', '@bob']\n");
    assert_eq!(
        parties(&only(&import).approvers),
        ["team:sig-node-leads", "bob"]
    );
    assert_eq!(notes(&import), Vec::<String>::new());
}

#[test]
fn a_placeholder_is_kept_as_a_word_and_never_as_a_person() {
    let import = proposal("reviewers:\n  - n/a\napprovers:\n  - TBD\n  -\n  - '@bob'\n");
    let decision = only(&import);
    assert_eq!(parties(&decision.approvers), ["bob"]);
    assert!(decision.consulted.is_empty());
    let people: Vec<_> = decision.source.people.iter().map(Line::as_str).collect();
    assert_eq!(people, ["reviewer: n/a", "approver: TBD", "approver:"]);
    assert_eq!(
        notes(&import),
        [
            "sig-x/7-cache/kep.yaml:6: names nobody as reviewer (`n/a`)",
            "sig-x/7-cache/kep.yaml:8: names nobody as approver (`TBD`)",
            "sig-x/7-cache/kep.yaml:9: names nobody as approver (``)",
        ]
    );
}

#[test]
fn the_first_author_who_is_a_person_is_the_owner() {
    let import =
        proposal("authors:\n- with input from @ann, @bob\n- '@sig-node-leads'\n- '@cy'\n- dan\n");
    let decision = only(&import);
    assert_eq!(decision.owner.as_ref().unwrap().as_str(), "cy");
    assert_eq!(parties(&decision.consulted), ["team:sig-node-leads", "dan"]);
    assert_eq!(
        notes(&import),
        [
            "sig-x/7-cache/kep.yaml:6: `with input from @ann, @bob` (author) is not one person\\'s handle; kept as it is, and nobody is named by it"
                .replace('\\', ""),
            "sig-x/7-cache/kep.yaml:9: `dan` (author) is written without `@`; taken for a handle".to_owned(),
        ]
    );
    let nobody = proposal("authors: [TBD]\n");
    assert_eq!(only(&nobody).owner, None);
    assert!(
        notes(&nobody)
            .contains(&"sig-x/7-cache/kep.yaml: no author is a person; it has no owner".to_owned())
    );
}

#[test]
fn an_author_among_the_approvers_is_pointed_out_whatever_the_spelling() {
    let import = proposal("authors: ['@cy', '@Ann']\napprovers: ['@bob', ann]\n");
    assert_eq!(parties(&only(&import).approvers), ["bob", "ann"]);
    let codes: Vec<_> = import.notes.iter().map(|note| note.what.code()).collect();
    assert!(codes.contains(&"author-approves"), "{codes:?}");
}

#[test]
fn two_names_that_become_one_handle_are_pointed_out() {
    let import = proposal("authors: ['@wei.li']\napprovers: ['@wei_li', '@WEI-LI']\n");
    let same: Vec<_> = notes(&import)
        .into_iter()
        .filter(|note| note.contains("both become"))
        .collect();
    assert_eq!(
        same,
        [
            "sig-x/7-cache/kep.yaml: `@wei_li` and `wei.li` both become the handle wei-li; rename one if they are two people",
            "sig-x/7-cache/kep.yaml: `@WEI-LI` and `wei.li` both become the handle wei-li; rename one if they are two people",
        ]
    );
}

#[test]
fn a_number_may_be_written_in_any_way_or_be_missing() {
    for (line, number, code) in [
        ("kep-number: 7\n", Some(7), None),
        ("kep-number: '7'\n", Some(7), None),
        ("kep-number: 0007\n", Some(7), None),
        ("kep-number: 8\n", Some(8), Some("number-differs")),
        ("kep-number: ''\n", None, Some("no-number")),
        ("kep-number: seven\n", None, Some("not-a-number")),
        ("kep-number: -7\n", None, Some("not-a-number")),
        ("kep-number: 7.5\n", None, Some("not-a-number")),
        ("kep-number: 99999999999\n", None, Some("not-a-number")),
    ] {
        let import = proposal(line);
        assert_eq!(only(&import).source.number, number, "{line}");
        let note = import
            .notes
            .iter()
            .find(|note| note.path != ALIASES.0)
            .map(|note| note.what.code());
        assert_eq!(note, code, "{line}");
    }
    let zero = import(&[("0000-x/kep.yaml", "title: x\nkep-number: 0000\n")]);
    assert_eq!(only(&zero).source.number, Some(0));
    assert_eq!(zero.summary().oddities["number-zero"], 1);
}

#[test]
fn a_status_is_a_quotation() {
    let import = proposal("status: |\n  implemented\n  (alpha)\n");
    let status = only(&import).source.status.as_ref().unwrap();
    assert_eq!(status.as_str(), "implemented (alpha)");
    assert_eq!(
        notes(&import),
        [
            "sig-x/7-cache/kep.yaml:5: `implemented (alpha)` is not a status of the format; kept as it is"
        ]
    );
}

#[test]
fn what_is_replaced_is_found_by_folder_or_by_number() {
    let old = ("keps/sig-a/3-old/kep.yaml", "title: Old\nkep-number: 3\n");
    let older = (
        "keps/sig-a/2-older/kep.yaml",
        "title: Older\nkep-number: 2\n",
    );
    let new = (
        "keps/sig-a/4-new/kep.yaml",
        "title: New\nkep-number: 4\nreplaces:\n  - /keps/sig-a/3-old/README.md\n  - KEP-3\n  - KEP-2\n  - /keps/sig-b/9-gone\n  - n/a\n  - '4'\n",
    );
    let import = import(&[old, older, new]);
    let decision = &import.decisions[2];
    assert_eq!(decision.supersedes, [old.0, older.0]);
    let links: Vec<_> = decision.source.links.iter().map(Line::as_str).collect();
    assert_eq!(links, ["/keps/sig-b/9-gone", "n/a", "4"]);
    let about_links: Vec<_> = notes(&import)
        .into_iter()
        .filter(|note| note.contains("replaces"))
        .collect();
    assert_eq!(
        about_links,
        [
            "keps/sig-a/4-new/kep.yaml:7: `replaces: /keps/sig-b/9-gone` names no decision of this import; kept as it is",
            "keps/sig-a/4-new/kep.yaml:8: `replaces: n/a` names nothing",
            "keps/sig-a/4-new/kep.yaml:9: `replaces: 4` names the decision itself; kept as it is",
        ]
    );

    let text = decision.text(DecisionId::new(0, 1), |path| {
        (path == old.0).then_some(Number(17))
    });
    assert_eq!(text.supersedes, [Number(17)]);
    assert_eq!(text.title.as_str(), "New");
}

#[test]
fn a_number_that_two_proposals_have_resolves_to_neither() {
    let import = import(&[
        ("a/3-x/kep.yaml", "title: X\nkep-number: 3\n"),
        ("b/3-y/kep.yaml", "title: Y\nkep-number: 3\n"),
        ("c/4-z/kep.yaml", "title: Z\nkep-number: 4\nreplaces: 3\n"),
    ]);
    assert!(import.decisions[2].supersedes.is_empty());
    let oddities = import.summary().oddities;
    assert_eq!(oddities["link-ambiguous"], 1);
    assert_eq!(oddities["number-taken"], 1);
}

#[test]
fn whom_the_charter_does_not_know_leaves_the_text_and_stays_by_name() {
    let import = import(&[ALIASES, CACHE, README]);
    let decision = only(&import)
        .clone()
        .for_people(|party| import.charter.knows(party));
    assert_eq!(decision.owner, None);
    assert_eq!(parties(&decision.approvers), ["dchen1107", "mrunalp"]);
    assert!(decision.consulted.is_empty());
    let people: Vec<_> = decision.source.people.iter().map(Line::as_str).collect();
    assert_eq!(
        people,
        [
            "author: @Huang-Wei",
            "author: @kiashok",
            "reviewer: @kiashok",
            "reviewer: @thockin"
        ]
    );
    assert_eq!(decision.named(Role::Approver).count(), 2);
}

#[test]
fn a_file_that_cannot_be_read_stops_nothing() {
    let import = import(&[
        ("a/kep.yaml", "title: [\n"),
        ("b/kep.yaml", "- a list\n"),
        ("c/kep.yaml", "title: KEP Template\nkep-number: NNNN\n"),
        ("kep.yaml", "kep-number: 1\n"),
        ("d/5-named-by-folder/kep.yaml", "kep-number: 5\n"),
        ("e/notkep.yaml", "title: [\n"),
        CACHE,
    ]);
    let titles: Vec<_> = import
        .decisions
        .iter()
        .map(|decision| decision.title.as_str())
        .collect();
    assert_eq!(titles, ["5-named-by-folder", "Cache images per node"]);
    let oddities = import.summary().oddities;
    for code in [
        "not-yaml",
        "not-a-map",
        "template",
        "no-title",
        "folder-as-title",
    ] {
        assert_eq!(oddities[code], 1, "{code}");
    }
}

#[test]
fn what_a_record_cannot_hold_is_taken_out_and_said() {
    let import = import(&[
        (
            "1-a/kep.yaml",
            "title: \"pay\\u202E me\"\nkep-number: 1\nstatus: \"\\e[31mimplemented\"\ngate: \"e\\u0301\"\nnothing: ~\nnot: .nan\n",
        ),
        (
            "1-a/README.md",
            "## Summary\r\nA\u{7} bell.\r\n## Proposal\r\nRing.\r\n",
        ),
    ]);
    let decision = only(&import);
    assert_eq!(decision.title.as_str(), "pay me");
    assert_eq!(
        decision.fields.context.as_ref().unwrap().as_str(),
        "A bell.\n"
    );
    let custom = serde_json::to_string(&decision.custom).unwrap();
    assert_eq!(custom, r#"{"kep":{"gate":"é"}}"#);
    assert_eq!(check_text(&custom), Ok(()));
    let about: Vec<_> = notes(&import)
        .into_iter()
        .filter(|note| {
            note.contains("characters")
                || note.contains("cannot keep")
                || note.contains("no section")
        })
        .collect();
    assert_eq!(about.len(), 6, "{about:#?}");
    assert!(
        about[4].starts_with("1-a/kep.yaml:4: `gate` held characters"),
        "{about:#?}"
    );
    assert!(about.iter().all(|note| check_text(note).is_ok()));
}

#[test]
fn what_a_note_quotes_is_in_the_form_that_records_ask_for() {
    // A compatibility ideograph, which normal form C spells differently.
    let import = import(&[("1-a/kep.yaml", "kep-number: \u{f900}\n")]);
    let quoted = import.notes.iter().map(ToString::to_string);
    assert!(quoted.clone().any(|note| note.contains('\u{8c48}')));
    assert!(quoted.into_iter().all(|note| check_text(&note).is_ok()));
}

#[test]
fn an_import_is_the_same_whatever_else_lies_around() {
    let alone = import(&[CACHE, README]);
    let among = import(&[
        CACHE,
        README,
        ("keps/sig-node/12-cache/picture.md", "## Summary\n"),
        ("keps/prod-readiness/sig-node/12.yaml", "kep-number: 12\n"),
        ("keps/README.md", "## Proposal\nnone\n"),
        ("OWNERS", "approvers: [x]\n"),
    ]);
    assert_eq!(alone, among);
}

proptest! {
    #[test]
    fn whatever_the_files_hold_the_import_ends_and_its_drafts_can_be_kept(
        fields in "(title|kep-number|authors|approvers|replaces|x): ?(\\[?['\"@a-z0-9,\u{202e}]{0,8}\\]?|\\n {0,2}- .{0,9})\n{1,2}",
        kep in proptest::collection::vec("(title|kep-number|authors|approvers|status|x): .{0,12}\n", 0..6),
        readme in "(.{0,9}\n|## (Summary|Proposal)\n|~~~\n){0,8}",
        aliases in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let files = SourceFiles::from([
            ("1-a/kep.yaml".to_owned(), format!("{fields}{}", kep.concat()).into_bytes()),
            ("1-a/README.md".to_owned(), readme.into_bytes()),
            ("OWNERS_ALIASES".to_owned(), aliases),
        ]);
        let import = read(&files);
        for decision in &import.decisions {
            let text = decision.text(DecisionId::new(0, 1), |_| None);
            let written = yaml::write(&text);
            prop_assert_eq!(yaml::read::<Text>(written.as_bytes()), Ok(text));
            let written = yaml::write(&decision.source);
            prop_assert_eq!(yaml::read::<Imported>(written.as_bytes()), Ok(decision.source.clone()));
        }
        for note in &import.notes {
            prop_assert_eq!(check_text(&note.to_string()), Ok(()));
        }
    }
}
