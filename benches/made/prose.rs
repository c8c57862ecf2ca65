//! Words of engineers who write down why: enough different ones that a search has something to rank, and
//! some 3 KB for a decision, which is what records of real projects take.

use adr_sign::record::id::DecisionId;
use adr_sign::record::prose::{Line, Prose};
use adr_sign::record::text::{Alternative, Assumption, Impact, Reference, Text};
use fastrand::Rng;

const AREAS: [&str; 16] = [
    "orders",
    "billing",
    "search",
    "identity",
    "shipping",
    "catalogue",
    "pricing",
    "reporting",
    "messaging",
    "payments",
    "inventory",
    "onboarding",
    "notifications",
    "documents",
    "scheduling",
    "telemetry",
];
const SUBJECTS: [&str; 16] = [
    "retries",
    "the read model",
    "session tokens",
    "schema migrations",
    "rate limits",
    "audit events",
    "exports",
    "the message queue",
    "feature flags",
    "image uploads",
    "backups",
    "the public API",
    "currency rounding",
    "time zones",
    "full-text search",
    "access control",
];
const WAYS: [&str; 12] = [
    "in PostgreSQL",
    "behind one gateway",
    "with idempotency keys",
    "as append-only events",
    "in the edge cache",
    "through a nightly job",
    "with a feature flag",
    "in a separate service",
    "on the client",
    "with OAuth 2.1",
    "as a library",
    "in object storage",
];
const VERBS: [&str; 6] = ["Keep", "Handle", "Move", "Version", "Measure", "Review"];
const REASONS: [&str; 12] = [
    "The team on call was woken eleven times last quarter, and every time by the same timeout.",
    "Two customers asked for an export that reconciles with their ledger to the cent.",
    "The auditors want to see who changed a record, when, and on whose word.",
    "A replica that lags shows yesterday's stock, and support has to explain it by telephone.",
    "Our test environment needs four hours to be rebuilt, so nobody rebuilds it.",
    "Latency at the 99th percentile doubled after the catalogue grew past two million items.",
    "Nobody could say which of the three copies of an address is the one that counts.",
    "The vendor ends support in eighteen months, and the migration guide names no replacement.",
    "Deployments wait for one another, because the schema and the code have to change together.",
    "A new colleague needs three weeks before the first change, most of it spent on credentials.",
    "Costs for storage grow faster than revenue, and nobody has deleted anything since 2014.",
    "Regulation asks that personal data of former customers is gone after six months.",
];
const DRIVERS: [&str; 8] = [
    "It must work while a data centre is away.",
    "One person can operate it at night.",
    "No customer data leaves the region.",
    "We can undo it within a day.",
    "It costs less than it saves in a year.",
    "It is tested with the data of a whole year.",
    "New colleagues understand it in a morning.",
    "It needs no change of the mobile clients.",
];
const PROS: [&str; 8] = [
    "known to everybody on the team",
    "one thing less to operate",
    "fails loudly and early",
    "the vendor has answered within an hour so far",
    "can be introduced step by step",
    "no lock-in",
    "half the code goes away",
    "we measured it: twice the throughput",
];
const CONS: [&str; 8] = [
    "another language to hire for",
    "the migration takes a quarter",
    "no support for multi-region writes",
    "costs grow with every reader",
    "tooling is young",
    "needs a maintenance window",
    "two sources of truth for a while",
    "hard to test on a laptop",
];

/// A text about something, by somebody.
pub fn text(id: DecisionId, owner: &str, random: &mut Rng) -> Text {
    let area = pick(random, &AREAS);
    let subject = pick(random, &SUBJECTS);
    let ways = several(random, &WAYS, 3);
    let title = format!("{} {subject} of {area} {}", pick(random, &VERBS), ways[0]);
    let mut text = Text::new(id, line(&title));
    text.owner = Some(owner.parse().expect("a handle"));
    text.impact =
        Some([Impact::Low, Impact::Medium, Impact::Medium, Impact::High][random.usize(..4)]);
    text.tags = vec![area.parse().expect("a tag")];
    text.governs = vec![
        format!("src/{area}/{}/**", slug(subject))
            .parse()
            .expect("a glob"),
    ];
    text.context = Some(paragraphs(&[
        format!(
            "This is about {subject} of {area}. {}",
            several(random, &REASONS, 3).join(" ")
        ),
        several(random, &REASONS, 2).join(" "),
        format!("- {}\n- {}", pick(random, &REASONS), pick(random, &REASONS)),
    ]));
    text.drivers = several(random, &DRIVERS, 3).into_iter().map(line).collect();
    text.options = ways
        .iter()
        .map(|way| option(subject, way, random))
        .collect();
    text.decision = Some(paragraphs(&[
        format!(
            "We will deal with {subject} {}, for {area} first and for the others when it has proved itself.",
            ways[0]
        ),
        several(random, &DRIVERS, 2).join(" "),
    ]));
    text.consequences = Some(paragraphs(&[format!(
        "Good: {}. Bad: {}. {}",
        pick(random, &PROS),
        pick(random, &CONS),
        pick(random, &REASONS)
    )]));
    text.assumptions = vec![Assumption {
        claim: line(&format!(
            "{area} has fewer than {} requests a second",
            random.u32(2..90) * 100
        )),
        revisit_when: Some(line("that doubles within a quarter")),
    }];
    text.references = vec![Reference {
        title: line(&format!("What we measured for {area}")),
        url: Some(line(&format!(
            "https://wiki.example.com/{area}/{}",
            random.u32(1000..9999)
        ))),
    }];
    text
}

/// The same text after an argument about it.
pub fn revise(text: &mut Text, random: &mut Rng) {
    let added = format!(
        "\n\nAfter the discussion: {} {}\n",
        pick(random, &DRIVERS),
        pick(random, &REASONS)
    );
    let field = [
        &mut text.context,
        &mut text.decision,
        &mut text.consequences,
    ];
    let field = field
        .into_iter()
        .nth(random.usize(..3))
        .expect("one of three");
    let before = field.as_ref().map_or("", Prose::as_str).trim_end();
    *field = Some(Prose::new(&format!("{before}{added}")).expect("prose"));
}

/// Why somebody approves, who always looks at the same thing.
pub fn agreement(person: usize) -> Prose {
    paragraphs(&[format!("It fits: {}.", PROS[person % PROS.len()])])
}

/// Why somebody objects.
pub fn objection(random: &mut Rng) -> Prose {
    paragraphs(&[format!(
        "I cannot carry this: {}. {}",
        pick(random, &CONS),
        pick(random, &REASONS)
    )])
}

fn option(subject: &str, way: &str, random: &mut Rng) -> Alternative {
    Alternative {
        name: line(&format!("{subject} {way}")),
        summary: Some(paragraphs(&[format!(
            "We deal with {subject} {way}. {}",
            pick(random, &REASONS)
        )])),
        pros: several(random, &PROS, 2).into_iter().map(line).collect(),
        cons: several(random, &CONS, 2).into_iter().map(line).collect(),
    }
}

fn pick<'w>(random: &mut Rng, words: &[&'w str]) -> &'w str {
    words[random.usize(..words.len())]
}

/// So many different ones.
fn several<'w>(random: &mut Rng, words: &[&'w str], count: usize) -> Vec<&'w str> {
    random.choose_multiple(words.iter().copied(), count)
}

/// Prose of a few paragraphs.
pub fn paragraphs(paragraphs: &[impl AsRef<str>]) -> Prose {
    let paragraphs: Vec<&str> = paragraphs.iter().map(AsRef::as_ref).collect();
    Prose::new(&paragraphs.join("\n\n")).expect("prose")
}

/// A line.
pub fn line(text: &str) -> Line {
    Line::new(text).expect("a line")
}

fn slug(subject: &str) -> String {
    subject.to_lowercase().replace(' ', "-")
}
