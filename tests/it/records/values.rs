//! One small team and its records, with prose that any careless writer of YAML gets wrong.

use std::collections::BTreeMap;

use adr_sign::record::armor::Armor;
use adr_sign::record::charter::{
    Assurance, ChangeKind, Charter, CharterKey, Count, Guard, KeyState, MergePolicy, Need,
    Overrule, Person, PersonKind, Proposer, Rule, Source, When,
};
use adr_sign::record::custom::Custom;
use adr_sign::record::delegation::{Delegation, Grant};
use adr_sign::record::digest::Digest;
use adr_sign::record::field::Field;
use adr_sign::record::format::Format;
use adr_sign::record::id::{DecisionId, Number};
use adr_sign::record::prose::{Line, Prose};
use adr_sign::record::redaction::{Redacted, Redaction};
use adr_sign::record::resolution::{Outcome, Resolution};
use adr_sign::record::revision::{Imported, Redacts, Revision, RevisionKind};
use adr_sign::record::signoff::{Act, ClearTarget, Condition, Signoff, Stance, Statement};
use adr_sign::record::text::{Alternative, Assumption, Attachment, Impact, Reference, Text};

pub const ALICE_KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti alice@laptop";
pub const BOB_KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOmqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

/// Whatever is read from text: handles, digests, dates.
pub fn parse<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn all<T: std::str::FromStr<Err: std::fmt::Debug>>(texts: &[&str]) -> Vec<T> {
    texts.iter().map(|text| parse(text)).collect()
}

pub fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

fn lines(texts: &[&str]) -> Vec<Line> {
    texts.iter().map(|text| line(text)).collect()
}

pub fn prose(text: &str) -> Prose {
    Prose::new(text).unwrap()
}

pub fn numbered(number: u8) -> Digest {
    Digest::of(&[number])
}

pub fn log_id() -> DecisionId {
    parse("01jdxk3v8q5t9w2m7r4c6y1z0a")
}

pub fn decision_id() -> DecisionId {
    parse("01jdxk3v8q5t9w2m7r4c6y1zab")
}

/// A signature by shape only: these records are read and written here, and verified elsewhere.
pub fn armor() -> Armor {
    let blob = b"SSHSIG".iter().copied().chain(0..=99).collect();
    Armor::from_bytes(blob).unwrap()
}

/// Leading spaces, tabs, trailing spaces, what looks like YAML, and words of several languages.
const NASTY: &str = "  indented first line\n\
    \tnever a tab as indentation\n\
    trailing spaces   \n\
    a tab at the end\t\n\
    \n\
    \n\
    # not a comment\n\
    key: value, and: more\n\
    ---\n\
    ...\n\
    - an item\n\
    signature: |\n\
    12\n\
    0x1F\n\
    no\n\
    ~\n\
    \"quoted\" and 'quoted' and \\n\n\
    <<: *alias &anchor !tag %directive @at `tick`\n\
    订单服务使用 PostgreSQL。\n\
    Größenänderungen für Übermorgen\n\
    👩‍💻 ships 🚀";

/// A text with every field.
pub fn full_text() -> Text {
    Text {
        owner: Some(parse("alice")),
        editors: all(&["dana", "eli"]),
        impact: Some(Impact::High),
        tags: all(&["no", "0012", "security"]),
        governs: all(&["infra/**", "*.md", "[a-z]?/{x,y}"]),
        approvers: all(&["bob", "team:security"]),
        consulted: all(&["cy", "team:leads"]),
        informed: all(&["team:no"]),
        context: Some(prose(NASTY)),
        drivers: lines(&[
            "no",
            "12:30:45",
            "2026-11-24",
            "latency: p99 < 5 ms",
            "# one",
            "价格",
        ]),
        options: vec![
            Alternative {
                name: line("PostgreSQL"),
                summary: Some(prose("One line.")),
                pros: lines(&["known", "yes"]),
                cons: lines(&["- not a list", "0.1"]),
            },
            Alternative {
                name: line("12"),
                summary: None,
                pros: Vec::new(),
                cons: Vec::new(),
            },
        ],
        decision: Some(prose(
            "Orders move to PostgreSQL.\n\n  - in Q1\n  - at once\n",
        )),
        consequences: Some(prose("null")),
        assumptions: vec![
            Assumption {
                claim: line("Under 1e5 orders a day"),
                revisit_when: Some(line("~")),
            },
            Assumption {
                claim: line("true"),
                revisit_when: None,
            },
        ],
        confirmation: Some(prose("\t a tab first")),
        review_by: Some(parse("2027-02-28")),
        supersedes: vec![Number(3)],
        amends: vec![Number(4), Number(5)],
        depends_on: vec![Number(12_345)],
        relates_to: vec![Number(1), Number(107)],
        references: vec![
            Reference {
                title: line("The study: \"orders\""),
                url: Some(line("https://example.com/a?b=c#d")),
            },
            Reference {
                title: line("[draft]"),
                url: None,
            },
        ],
        attachments: vec![
            Attachment {
                path: parse("topology.svg"),
                sha256: numbered(1),
                title: Some(line("Topologie der Dienste")),
            },
            Attachment {
                path: parse("2026/costs v2.csv"),
                sha256: numbered(2),
                title: None,
            },
        ],
        custom: Custom::new(
            serde_yaml::from_str(
                "{cost: 12, share: 0.5, below: -3, open: false, code: '0012', word: 'no', \
                 none: [], nothing: {}, empty: '', nested: {list: [a, [b, {c: d}]]}, \
                 'key: odd': \"two\\nlines\"}",
            )
            .unwrap(),
        )
        .unwrap(),
        ..Text::new(decision_id(), line("Use PostgreSQL: for orders #1 – 订单"))
    }
}

/// A charter with every key.
pub fn charter() -> Charter {
    let person = |name: &str, keys| Person {
        name: line(name),
        kind: PersonKind::Person,
        active: true,
        email: Vec::new(),
        keys,
    };
    let active = |key: &str| CharterKey {
        key: parse(key),
        state: KeyState::Active,
    };
    let from = |team: &str, count| Need::From {
        from: Source(parse(team)),
        count,
        assurance: None,
    };
    let rule = |name: &str, need| Rule {
        name: line(name),
        when: When::default(),
        need,
        proposer: None,
        assurance: None,
        quorum: None,
        comment_days: None,
        overrule: None,
    };
    let overrule = |count| {
        Some(Overrule {
            from: Source(parse("leads")),
            count,
        })
    };
    Charter {
        assurance: Assurance::Key,
        merge: MergePolicy::Proposed,
        hold_days: 7,
        editorial: vec![Field::References, Field::RelatesTo],
        people: BTreeMap::from([
            (
                parse("alice"),
                Person {
                    email: lines(&["alice@example.com"]),
                    ..person("Alice Ng", vec![active(ALICE_KEY)])
                },
            ),
            (
                parse("bob"),
                Person {
                    active: false,
                    ..person(
                        "Bob \"the builder\" Ito",
                        vec![CharterKey {
                            key: parse(BOB_KEY),
                            state: KeyState::Retired,
                        }],
                    )
                },
            ),
            (
                parse("triage-bot"),
                Person {
                    kind: PersonKind::Agent,
                    ..person("Triage bot", Vec::new())
                },
            ),
        ]),
        teams: BTreeMap::from([
            (parse("leads"), all(&["alice", "bob", "team:security"])),
            (parse("security"), all(&["alice"])),
        ]),
        logs: BTreeMap::from([(parse("docs/decisions"), numbered(9))]),
        overrule: overrule(2),
        rules: vec![
            rule("every decision", vec![from("leads", Count::Number(1))]),
            Rule {
                when: When {
                    tags: all(&["security"]),
                    impact: vec![Impact::Medium, Impact::High],
                    owner: all(&["alice", "team:leads"]),
                    governs: all(&["infra/**"]),
                    kind: vec![ChangeKind::New, ChangeKind::OwnEntry],
                },
                proposer: Some(Proposer::Allow),
                assurance: Some(Assurance::Hardware),
                quorum: Some(3),
                comment_days: Some(5),
                overrule: overrule(1),
                ..rule(
                    "hard to undo",
                    vec![
                        from("leads", Count::Majority),
                        Need::Any(vec![
                            from("security", Count::All),
                            Need::From {
                                from: Source(parse("alice")),
                                count: Count::Number(1),
                                assurance: Some(Assurance::Hardware),
                            },
                        ]),
                    ],
                )
            },
        ],
        guards: vec![Guard {
            paths: all(&["infra/**", ".github/**"]),
            why: Some(line("Production access")),
        }],
        continues: Some(numbered(8)),
    }
}

/// Revision 2 of the decision, with every key that a text revision has.
pub fn revision() -> Revision {
    Revision {
        revision: 2,
        previous: Some(numbered(1)),
        kind: RevisionKind::Text,
        by: parse("alice"),
        with: all(&["dana"]),
        at: parse("2026-11-24T09:12:33+01:00"),
        summary: Some(line("Narrowed after Bob's objection: orders only")),
        refers: [1, 3, 4, 5, 107, 12_345]
            .map(|number| {
                (
                    Number(number),
                    DecisionId::new(1_732_436_000_000, number.into()),
                )
            })
            .into(),
        text: full_text(),
        signature: Some(armor()),
    }
}

/// The shortest text that may be proposed.
pub fn short_text() -> Text {
    Text {
        owner: Some(parse("alice")),
        context: Some(prose("We lose orders.")),
        decision: Some(prose("Keep them.")),
        ..Text::new(decision_id(), line("Keep orders"))
    }
}

/// The revisions that are no plain text, by name.
pub fn other_revisions() -> Vec<(&'static str, Revision)> {
    let first = Revision {
        revision: 1,
        previous: None,
        with: Vec::new(),
        summary: None,
        refers: BTreeMap::new(),
        text: short_text(),
        ..revision()
    };
    let charter_text = Text {
        charter: Some(charter()),
        ..short_text()
    };
    let imported = Imported {
        format: line("madr"),
        path: line("docs/adr/0003-x.md"),
        number: Some(3),
        commit: Some(line("5ce20efa")),
        status: Some(line("Accepted (lazy consensus)")),
        links: lines(&["Amends: [0001](0001-x.md)"]),
        people: lines(&["approver: @someone"]),
    };
    let bare = Imported {
        number: None,
        commit: None,
        status: None,
        links: Vec::new(),
        people: Vec::new(),
        ..imported.clone()
    };
    vec![
        (
            "revision-charter",
            Revision {
                text: charter_text.clone(),
                ..first.clone()
            },
        ),
        (
            "revision-retirement",
            Revision {
                kind: RevisionKind::Retirement,
                summary: Some(line("No longer true: the service is gone")),
                refers: BTreeMap::new(),
                with: Vec::new(),
                text: short_text(),
                ..revision()
            },
        ),
        (
            "revision-import",
            Revision {
                kind: RevisionKind::Import(vec![imported, bare]),
                text: Text::new(decision_id(), line("An old decision")),
                signature: None,
                ..first
            },
        ),
        (
            "revision-redaction",
            Revision {
                kind: RevisionKind::Redaction(vec![Redacts {
                    path: line("0007-orders/revisions/1.yaml"),
                    sha256: numbered(1),
                    reason: line("It holds a password"),
                }]),
                refers: BTreeMap::new(),
                text: charter_text,
                ..revision()
            },
        ),
    ]
}

fn said(statement: Statement) -> Signoff {
    Signoff {
        log: log_id(),
        charter: numbered(0),
        decision: decision_id(),
        revision: 2,
        digest: numbered(2),
        signer: parse("alice"),
        on_behalf_of: None,
        team: None,
        statement,
        reason: None,
        replaces: Vec::new(),
        at: parse("2026-11-24T09:12:33-05:30"),
        signature: Some(armor()),
    }
}

fn because(reason: &str, signoff: Signoff) -> Signoff {
    Signoff {
        reason: Some(prose(reason)),
        ..signoff
    }
}

/// One sign-off of each stance and act, by name.
pub fn signoffs() -> Vec<(&'static str, Signoff)> {
    [stances(), acts()].concat()
}

fn stances() -> Vec<(&'static str, Signoff)> {
    let stance = |stance| said(Statement::Stance(stance));
    let approve = |conditions| stance(Stance::Approve { conditions });
    let conditions = vec![
        Condition {
            id: parse("load-test"),
            text: line("A load test at twice the peak: before launch"),
        },
        Condition {
            id: parse("12"),
            text: line("no"),
        },
    ];
    vec![
        ("signoff-approve", approve(Vec::new())),
        (
            "signoff-approve-everything",
            Signoff {
                on_behalf_of: Some(parse("bob")),
                team: Some(parse("security")),
                replaces: vec![numbered(10), numbered(11)],
                ..because(NASTY, approve(conditions))
            },
        ),
        (
            "signoff-unsigned",
            Signoff {
                signature: None,
                ..approve(Vec::new())
            },
        ),
        ("signoff-object", because("---\nno", stance(Stance::Object))),
        ("signoff-abstain", stance(Stance::Abstain)),
        ("signoff-recuse", stance(Stance::Recuse)),
        (
            "signoff-dissent",
            because("But I commit.", stance(Stance::Dissent)),
        ),
    ]
}

fn acts() -> Vec<(&'static str, Signoff)> {
    let act = |act| said(Statement::Act(act));
    let target = |condition: &str| ClearTarget {
        signoff: numbered(20),
        condition: parse(condition),
    };
    let withdraw = Act::Withdraw {
        targets: vec![numbered(20), numbered(21)],
    };
    let hold = Act::Hold {
        until: parse("2026-12-01"),
    };
    let clear = Act::Clear {
        targets: vec![target("load-test"), target("12")],
    };
    let answer = Act::Answer {
        targets: vec![numbered(22)],
    };
    let challenge = Act::Challenge {
        evidence: prose("  p99 is 40 ms\n\tsince March"),
    };
    vec![
        ("signoff-withdraw", act(withdraw)),
        ("signoff-hold", because("I need time.", act(hold))),
        ("signoff-clear", act(clear)),
        (
            "signoff-answer",
            because("Measured: it is fast enough.", act(answer)),
        ),
        ("signoff-acknowledge", act(Act::Acknowledge)),
        ("signoff-endorse", act(Act::Endorse)),
        ("signoff-challenge", act(challenge)),
    ]
}

/// One resolution of each outcome, by name.
pub fn resolutions() -> Vec<(&'static str, Resolution)> {
    let ended = |outcome: Outcome| Resolution {
        resolution: 1,
        outcome,
        revision: 2,
        digest: numbered(2),
        by_decision: None,
        charter: numbered(0),
        signoffs: Vec::new(),
        by: parse("alice"),
        at: parse("2026-11-24T09:12:33+00:00"),
        summary: None,
        signature: (!outcome.is_unsigned()).then(armor),
    };
    vec![
        (
            "resolution-accepted",
            Resolution {
                signoffs: vec![numbered(20), numbered(21)],
                summary: Some(line("Orders move to PostgreSQL in Q1; residency: reviewed")),
                ..ended(Outcome::Accepted)
            },
        ),
        ("resolution-rejected", ended(Outcome::Rejected)),
        ("resolution-withdrawn", ended(Outcome::Withdrawn)),
        (
            "resolution-superseded",
            Resolution {
                resolution: 2,
                by_decision: Some(log_id()),
                ..ended(Outcome::Superseded)
            },
        ),
        ("resolution-deprecated", ended(Outcome::Deprecated)),
        ("resolution-historical", ended(Outcome::Historical)),
    ]
}

/// Delegations, by name.
pub fn delegations() -> Vec<(&'static str, Delegation)> {
    let given = |grant| Delegation {
        log: log_id(),
        from: parse("bob"),
        to: parse("alice"),
        grant,
        signature: Some(armor()),
    };
    let speak = |teams: &[&str]| Grant::Speak {
        teams: all(teams),
        starts: parse("2026-11-24"),
        ends: parse("2026-12-20"),
    };
    vec![
        ("delegation-speak", given(speak(&["leads", "security"]))),
        ("delegation-speak-for-every-team", given(speak(&[]))),
        ("delegation-revoke", given(Grant::Revoke(numbered(30)))),
    ]
}

pub fn redaction() -> Redaction {
    Redaction {
        format: Format::One,
        redacted: Redacted {
            sha256: numbered(1),
            reason: line("It holds a password: rotated"),
            by: parse("alice"),
        },
    }
}
