//! Any record of any kind, with texts made of everything that YAML could misread.

use adr_sign::record::armor::Armor;
use adr_sign::record::charter::Charter;
use adr_sign::record::custom::Custom;
use adr_sign::record::delegation::{Delegation, Grant};
use adr_sign::record::digest::Digest;
use adr_sign::record::format::Format;
use adr_sign::record::glob::Glob;
use adr_sign::record::id::{DecisionId, Number};
use adr_sign::record::name::{ConditionId, Handle, Party, Tag, TeamName};
use adr_sign::record::prose::{Line, Prose};
use adr_sign::record::redaction::{Redacted, Redaction};
use adr_sign::record::resolution::{Outcome, Resolution};
use adr_sign::record::revision::{Imported, Redacts, Revision, RevisionKind};
use adr_sign::record::signoff::{Act, ClearTarget, Condition, Signoff, Stance, Statement};
use adr_sign::record::text::{Alternative, Assumption, Attachment, Impact, Reference, Text};
use adr_sign::record::time::Timestamp;
use chrono::{DateTime, FixedOffset, NaiveDate};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_yaml::{Mapping, Value};

use super::values;

/// Pieces of which nasty texts are made.
const PIECES: [&str; 44] = [
    "a",
    "word",
    "É",
    "日本",
    "👍",
    "ß",
    " ",
    "  ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "#",
    " #",
    ":",
    ": ",
    "- ",
    "?",
    "%",
    "@",
    "`",
    "'",
    "\"",
    "\\",
    "&",
    "*",
    "!",
    "|",
    ">",
    "{",
    "}",
    "[",
    "]",
    ",",
    "no",
    "~",
    "12",
    "0x1f",
    "1e5",
    "2026-11-24",
    "---",
    "...",
    "e\u{301}",
    "\u{338}",
];

/// Any text at all, with what no record may hold.
pub fn any_text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        9 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop_oneof![
        8 => vec(pieces, 0..10).prop_map(|pieces| pieces.concat()),
        1 => "(yes|No|ON|off|True|null|NaN|inf|y|n|signature: \\||<<)",
        1 => any::<String>(),
    ]
}

fn line() -> impl Strategy<Value = Line> {
    any_text().prop_filter_map("no line", |text| Line::new(&text.replace('\n', " ")).ok())
}

fn prose() -> impl Strategy<Value = Prose> {
    any_text().prop_filter_map("no prose", |text| Prose::new(&text).ok())
}

/// A name that YAML could take for something else.
fn name<T: std::str::FromStr + std::fmt::Debug>() -> impl Strategy<Value = T> {
    let odd = prop::sample::select(vec![
        "no", "on", "y", "null", "true", "0012", "12", "1e5", "0x1f",
    ]);
    prop_oneof![
        odd.prop_map(str::to_owned),
        "[a-z0-9]{1,8}(-[a-z0-9]{1,4})?"
    ]
    .prop_filter_map("reserved", |text| text.parse().ok())
}

fn handle() -> impl Strategy<Value = Handle> {
    name()
}

fn party() -> impl Strategy<Value = Party> {
    prop_oneof![
        handle().prop_map(Party::Person),
        name::<TeamName>().prop_map(Party::Team)
    ]
}

fn id() -> impl Strategy<Value = DecisionId> {
    (any::<u64>(), any::<u128>()).prop_map(|(millis, random)| DecisionId::new(millis, random))
}

fn digest() -> impl Strategy<Value = Digest> {
    any::<u64>().prop_map(|seed| Digest::of(&seed.to_le_bytes()))
}

fn date() -> impl Strategy<Value = NaiveDate> {
    (1_i32..=9999, 1_u32..=366).prop_filter_map("no such day", |(year, day)| {
        NaiveDate::from_yo_opt(year, day)
    })
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0_i64..253_000_000_000, -1439_i32..=1439).prop_filter_map(
        "no such time",
        |(seconds, minutes)| {
            let offset = FixedOffset::east_opt(minutes * 60)?;
            Some(Timestamp::new(
                DateTime::from_timestamp(seconds, 0)?.with_timezone(&offset),
            ))
        },
    )
}

fn armor() -> impl Strategy<Value = Armor> {
    vec(any::<u8>(), 0..200)
        .prop_map(|rest| Armor::from_bytes([b"SSHSIG".as_slice(), &rest].concat()).unwrap())
}

/// A list in which nothing stands twice.
fn distinct<T: PartialEq + std::fmt::Debug>(
    item: impl Strategy<Value = T>,
    least: usize,
) -> impl Strategy<Value = Vec<T>> {
    vec(item, least..4).prop_map(|items| {
        let mut kept = Vec::new();
        for item in items {
            if !kept.contains(&item) {
                kept.push(item);
            }
        }
        kept
    })
}

fn glob() -> impl Strategy<Value = Glob> {
    "[a-c*?/{}\\[\\],!\\\\]{1,8}".prop_filter_map("no pattern", |text| text.parse().ok())
}

fn numbers() -> impl Strategy<Value = Vec<Number>> {
    distinct(any::<u32>().prop_map(Number), 0)
}

fn custom() -> impl Strategy<Value = Custom> {
    let leaf = prop_oneof![
        6 => any_text().prop_map(Value::String),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
    ];
    let fields = |value: BoxedStrategy<Value>| {
        vec((any_text(), value), 0..4).prop_map(|pairs| {
            pairs
                .into_iter()
                .map(|(key, value)| (Value::String(key), value))
                .collect::<Mapping>()
        })
    };
    let value = leaf.prop_recursive(4, 16, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Sequence),
            fields(inner).prop_map(Value::Mapping),
        ]
    });
    // What is refused leaves an empty map: most texts here hold something that is.
    fields(value.boxed()).prop_map(|map| {
        let keep = |(key, value)| Custom::new(Mapping::from_iter([(key, value)])).ok();
        let kept = map.into_iter().filter_map(keep);
        let pairs = kept.flat_map(|one| one.fields().clone()).collect();
        Custom::new(pairs).unwrap()
    })
}

fn alternative() -> impl Strategy<Value = Alternative> {
    (
        line(),
        option::of(prose()),
        vec(line(), 0..3),
        vec(line(), 0..3),
    )
        .prop_map(|(name, summary, pros, cons)| Alternative {
            name,
            summary,
            pros,
            cons,
        })
}

fn assumption() -> impl Strategy<Value = Assumption> {
    (line(), option::of(line())).prop_map(|(claim, revisit_when)| Assumption {
        claim,
        revisit_when,
    })
}

fn reference() -> impl Strategy<Value = Reference> {
    (line(), option::of(line())).prop_map(|(title, url)| Reference { title, url })
}

fn attachment() -> impl Strategy<Value = Vec<Attachment>> {
    let one = ("[a-zé]{2,5}(/[a-z0-9]{4})?", digest(), option::of(line()));
    vec(one, 0..3).prop_map(|attachments| {
        let mut kept: Vec<Attachment> = Vec::new();
        for (path, sha256, title) in attachments {
            if let Ok(path) = path.parse()
                && kept.iter().all(|other| other.path != path)
            {
                kept.push(Attachment {
                    path,
                    sha256,
                    title,
                });
            }
        }
        kept
    })
}

fn charter() -> impl Strategy<Value = Option<Charter>> {
    (any::<bool>(), any::<u32>(), line()).prop_map(|(there, hold_days, why)| {
        let mut charter = values::charter();
        charter.hold_days = hold_days;
        charter
            .guards
            .iter_mut()
            .for_each(|guard| guard.why = Some(why.clone()));
        there.then_some(charter)
    })
}

/// Any text that may be proposed.
pub fn text() -> impl Strategy<Value = Text> {
    let people = (
        handle(),
        distinct(handle(), 0),
        distinct(party(), 0),
        distinct(party(), 0),
        distinct(party(), 0),
    );
    let impact = prop::sample::select(vec![Impact::Low, Impact::Medium, Impact::High]);
    let kind = (
        option::of(impact),
        distinct(name::<Tag>(), 0),
        distinct(glob(), 0),
        option::of(date()),
        custom(),
        charter(),
    );
    let words = (
        line(),
        prose(),
        prose(),
        option::of(prose()),
        option::of(prose()),
        vec(line(), 0..3),
    );
    let lists = (
        vec(alternative(), 0..3),
        vec(assumption(), 0..3),
        vec(reference(), 0..3),
        attachment(),
    );
    let links = (numbers(), numbers(), numbers(), numbers());
    (id(), people, kind, words, lists, links).prop_map(|(id, people, kind, words, lists, links)| {
        let (owner, editors, approvers, consulted, informed) = people;
        let (impact, tags, governs, review_by, custom, charter) = kind;
        let (title, context, decision, consequences, confirmation, drivers) = words;
        let (options, assumptions, references, attachments) = lists;
        let (supersedes, amends, depends_on, relates_to) = links;
        Text {
            id,
            title,
            owner: Some(owner),
            editors,
            impact,
            tags,
            governs,
            approvers,
            consulted,
            informed,
            context: Some(context),
            drivers,
            options,
            decision: Some(decision),
            consequences,
            assumptions,
            confirmation,
            review_by,
            supersedes,
            amends,
            depends_on,
            relates_to,
            references,
            attachments,
            charter,
            custom,
        }
    })
}

fn imported() -> impl Strategy<Value = Imported> {
    let words = (line(), line(), option::of(line()), option::of(line()));
    (
        words,
        option::of(any::<u32>()),
        vec(line(), 0..3),
        vec(line(), 0..3),
    )
        .prop_map(
            |((format, path, commit, status), number, links, people)| Imported {
                format,
                path,
                number,
                commit,
                status,
                links,
                people,
            },
        )
}

fn redacts() -> impl Strategy<Value = Redacts> {
    (1_u32..9999, digest(), line()).prop_map(|(number, sha256, reason)| Redacts {
        path: values::line(&format!("0007-orders/revisions/{number}.yaml")),
        sha256,
        reason,
    })
}

fn revision_kind() -> impl Strategy<Value = RevisionKind> {
    prop_oneof![
        3 => Just(RevisionKind::Text),
        1 => Just(RevisionKind::Retirement),
        1 => vec(imported(), 1..3).prop_map(RevisionKind::Import),
        1 => redacts().prop_map(|one| RevisionKind::Redaction(vec![one])),
    ]
}

pub fn revision() -> impl Strategy<Value = Revision> {
    let chain = (1_u32..=u32::MAX, digest());
    let people = (handle(), distinct(handle(), 0), time(), option::of(line()));
    let refers = btree_map(any::<u32>().prop_map(Number), id(), 0..4);
    (
        chain,
        revision_kind(),
        people,
        refers,
        text(),
        option::of(armor()),
    )
        .prop_map(
            |((revision, previous), kind, (by, mut with, at, summary), refers, text, signature)| {
                with.retain(|other| *other != by);
                Revision {
                    revision,
                    previous: (revision > 1).then_some(previous),
                    kind,
                    by,
                    with,
                    at,
                    summary,
                    refers,
                    text,
                    signature,
                }
            },
        )
}

fn condition() -> impl Strategy<Value = Condition> {
    (name::<ConditionId>(), line()).prop_map(|(id, text)| Condition { id, text })
}

fn clear_target() -> impl Strategy<Value = ClearTarget> {
    (digest(), name::<ConditionId>())
        .prop_map(|(signoff, condition)| ClearTarget { signoff, condition })
}

fn statement() -> impl Strategy<Value = Statement> {
    let conditions = vec(condition(), 0..3).prop_map(|mut conditions| {
        conditions.sort_by(|a, b| a.id.cmp(&b.id));
        conditions.dedup_by(|a, b| a.id == b.id);
        conditions
    });
    let stance = prop_oneof![
        conditions.prop_map(|conditions| Stance::Approve { conditions }),
        Just(Stance::Object),
        Just(Stance::Abstain),
        Just(Stance::Recuse),
        Just(Stance::Dissent),
    ];
    let targets = || distinct(digest(), 1);
    let act = prop_oneof![
        targets().prop_map(|targets| Act::Withdraw { targets }),
        date().prop_map(|until| Act::Hold { until }),
        distinct(clear_target(), 1).prop_map(|targets| Act::Clear { targets }),
        targets().prop_map(|targets| Act::Answer { targets }),
        Just(Act::Acknowledge),
        Just(Act::Endorse),
        prose().prop_map(|evidence| Act::Challenge { evidence }),
    ];
    prop_oneof![
        stance.prop_map(Statement::Stance),
        act.prop_map(Statement::Act)
    ]
}

pub fn signoff() -> impl Strategy<Value = Signoff> {
    let target = (id(), digest(), id(), 1_u32..=u32::MAX, digest());
    let people = (
        handle(),
        option::of(handle()),
        option::of(name::<TeamName>()),
    );
    let rest = (prose(), distinct(digest(), 0), time(), option::of(armor()));
    (target, people, statement(), rest).prop_map(
        |((log, charter, decision, revision, digest), people, statement, rest)| {
            let (signer, on_behalf_of, team) = people;
            let (reason, replaces, at, signature) = rest;
            let is_stance = statement.stance().is_some();
            Signoff {
                log,
                charter,
                decision,
                revision,
                digest,
                signer,
                on_behalf_of,
                team,
                statement,
                reason: Some(reason),
                replaces: if is_stance { replaces } else { Vec::new() },
                at,
                signature,
            }
        },
    )
}

pub fn resolution() -> impl Strategy<Value = Resolution> {
    let outcome = prop::sample::select(vec![
        Outcome::Accepted,
        Outcome::Rejected,
        Outcome::Withdrawn,
        Outcome::Superseded,
        Outcome::Deprecated,
        Outcome::Historical,
    ]);
    let counts = (1_u32..=u32::MAX, 1_u32..=u32::MAX);
    let names = (digest(), id(), digest(), distinct(digest(), 0));
    let rest = (handle(), time(), option::of(line()), option::of(armor()));
    (counts, outcome, names, rest).prop_map(|((resolution, revision), outcome, names, rest)| {
        let (digest, by_decision, charter, signoffs) = names;
        let (by, at, summary, signature) = rest;
        Resolution {
            resolution,
            outcome,
            revision,
            digest,
            by_decision: (outcome == Outcome::Superseded).then_some(by_decision),
            charter,
            signoffs,
            by,
            at,
            summary,
            signature,
        }
    })
}

pub fn delegation() -> impl Strategy<Value = Delegation> {
    let speak =
        (distinct(name::<TeamName>(), 0), date(), date()).prop_map(|(teams, a, b)| Grant::Speak {
            teams,
            starts: a.min(b),
            ends: a.max(b),
        });
    let grant = prop_oneof![speak, digest().prop_map(Grant::Revoke)];
    (id(), handle(), handle(), grant, option::of(armor()))
        .prop_filter("to themselves", |(_, from, to, ..)| from != to)
        .prop_map(|(log, from, to, grant, signature)| Delegation {
            log,
            from,
            to,
            grant,
            signature,
        })
}

pub fn redaction() -> impl Strategy<Value = Redaction> {
    (digest(), line(), handle()).prop_map(|(sha256, reason, by)| Redaction {
        format: Format::One,
        redacted: Redacted { sha256, reason, by },
    })
}
