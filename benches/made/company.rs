//! The people of a made-up company, their keys, the charter that they agree on, and their calendar.

use std::io::{self, Write};

use adr_sign::record::armor::Armor;
use adr_sign::record::digest::Digest;
use adr_sign::record::id::DecisionId;
use adr_sign::record::layout::{Folder, LogDir};
use adr_sign::record::name::Handle;
use adr_sign::record::signoff::{Act, Statement};
use adr_sign::record::text::Text;
use adr_sign::record::time::Timestamp;
use adr_sign::record::yaml;
use adr_sign::signing::NAMESPACE;
use adr_sign::signing::payload::append_signature;
use adr_sign::signing::software::SoftwareKey;
use chrono::{DateTime, Duration, FixedOffset};
use fastrand::Rng;

use super::life::{Decision, Named, say};
use super::prose;
use super::stream::{Author, Files, Stream};

/// Given names and family names; the handle is the given name.
const NAMES: [&str; 24] = [
    "Alice Moreau",
    "Bob Ito",
    "Carol Díaz",
    "Dana Roy",
    "Eve Lindqvist",
    "Farid Nasser",
    "Grace Okafor",
    "Henrik Sørensen",
    "Ines Costa",
    "Jonas Weiß",
    "Kemal Aydın",
    "Lena Fischer",
    "Mei Tanaka",
    "Nadia Petrova",
    "Omar Haddad",
    "Paula Novak",
    "Quentin Dubois",
    "Rosa Marín",
    "Sven Berg",
    "Tara Singh",
    "Uma Rao",
    "Viktor Horák",
    "Wanda Zielińska",
    "Yusuf Demir",
];

/// Who may change the charter.
const MAINTAINERS: std::ops::Range<usize> = 0..3;
/// Two of them agree to everything.
pub const LEADS: std::ops::Range<usize> = 3..10;
/// One of them agrees to what reaches far.
pub const SECURITY: std::ops::Range<usize> = 10..14;

/// Monday, 4 January 2016, at nine.
const FOUNDED: i64 = 1_451_894_400;
const TEN_YEARS: i64 = 3_650 * 86_400;
/// How many things happen to a decision at most, so that the calendar has room for each.
const EVENTS: i64 = 24;

/// Somebody with a key.
pub struct Person {
    pub name: &'static str,
    pub handle: Handle,
    key: SoftwareKey,
}

/// A decision that `main` holds, as far as later ones need it.
pub struct Settled {
    pub number: u32,
    pub id: DecisionId,
    /// The revision in force and its digest; `None` once it is superseded, and where it never was.
    pub in_force: Option<(u32, Digest)>,
    pub folder: Folder,
}

/// Everybody, what they have settled, and what the time is.
pub struct Company {
    pub people: Vec<Person>,
    pub log: DecisionId,
    pub charter: Digest,
    pub dir: LogDir,
    pub settled: Vec<Settled>,
    now: DateTime<FixedOffset>,
    tick: Duration,
}

impl Company {
    /// A company that makes so many decisions in ten years.
    pub fn found(random: &mut Rng, decisions: u32) -> Self {
        let people = NAMES.map(|name| Person::new(name, random)).into();
        let zone = FixedOffset::east_opt(3600).expect("an hour");
        let founded = DateTime::from_timestamp(FOUNDED, 0).expect("a date");
        let step = TEN_YEARS / (i64::from(decisions) + 2) / EVENTS;
        Self {
            people,
            log: DecisionId::new(millis(founded.timestamp()), random.u128(..)),
            charter: Digest::of(b""),
            dir: LogDir::default(),
            settled: Vec::new(),
            now: founded.with_timezone(&zone),
            tick: Duration::seconds(step.max(1)),
        }
    }

    /// The moment at which the next thing happens.
    pub fn tick(&mut self) -> Timestamp {
        self.now += self.tick;
        Timestamp::new(self.now)
    }

    /// A new id, made now.
    pub fn id(&self, random: &mut Rng) -> DecisionId {
        DecisionId::new(millis(self.now.timestamp()), random.u128(..) >> 48)
    }

    /// The author of what somebody does now.
    pub fn author(&self, person: usize) -> Author<'_> {
        let Person { name, handle, .. } = &self.people[person];
        Author {
            name,
            handle: handle.as_str(),
            at: self.now,
        }
    }

    /// Decision 0, agreed and accepted, as the first commit of `main`.
    pub fn write_charter(&mut self, stream: &mut Stream<impl Write>) -> io::Result<()> {
        let mut text = Text::new(self.log, prose::line("How we decide"));
        text.context = Some(prose::paragraphs(&["Nobody knows who has agreed to what."]));
        text.decision = Some(prose::paragraphs(&[
            "Two leads agree to everything, security to what reaches far.",
        ]));
        text.owner = Some(self.people[0].handle.clone());
        text.charter = Some(yaml::read(self.charter_text().as_bytes()).expect("a charter"));
        let mut decision = Decision::charter(text);
        let mut files = decision.propose(self);
        self.charter = decision.newest().digest;
        let asked = MAINTAINERS.skip(1).take(2).chain(LEADS.take(2));
        for person in asked {
            files.extend(decision.approve(self, person));
        }
        files.extend(decision.accept(self));
        stream.begin("refs/heads/main");
        stream.commit(&self.author(0), "Start the decision log\n", files)
    }

    fn charter_text(&self) -> String {
        let mut text = String::from("hold_days: 14\npeople:\n");
        for person in &self.people {
            let Person { name, handle, key } = person;
            let key = key.public().expect("a key that was just made");
            text += &format!(
                "  {handle}: {{name: {name}, email: [{handle}@example.com], keys: [\"{key}\"]}}\n"
            );
        }
        text += "teams:\n";
        for (team, members) in [
            ("maintainers", MAINTAINERS),
            ("leads", LEADS),
            ("security", SECURITY),
            ("engineers", SECURITY.end..NAMES.len()),
        ] {
            let members: Vec<&str> = self.people[members]
                .iter()
                .map(|one| one.handle.as_str())
                .collect();
            text += &format!("  {team}: [{}]\n", members.join(", "));
        }
        text += "editorial: [references]\noverrule: {from: leads, count: 1}\nrules:\n\
            - {name: every decision, need: [{from: leads, count: 2}]}\n\
            - {name: what reaches far, when: {impact: [high]}, need: [{from: security, count: 1}]}\n\
            - {name: charter, when: {kind: [charter]}, need: [{from: maintainers, count: 2}]}\n";
        text
    }

    /// Keeps what later decisions may refer to.
    pub fn remember(&mut self, decision: &Decision) {
        let settled = decision.settled();
        self.settled.push(settled);
    }

    /// One person says of so many decisions in force that they have read them, in one commit.
    pub fn acknowledge(&mut self, width: u32, stream: &mut Stream<impl Write>) -> io::Result<()> {
        let reader = self.people.len() - 1;
        let mut files = Files::new();
        let mut left = width;
        for nth in 0..self.settled.len() {
            let Some((revision, digest)) = self.settled[nth].in_force.filter(|_| left > 0) else {
                continue;
            };
            left -= 1;
            let (id, folder) = (self.settled[nth].id, self.settled[nth].folder.clone());
            let named = Named {
                id,
                revision,
                digest,
            };
            let said = say(
                self,
                reader,
                named,
                Statement::Act(Act::Acknowledge),
                None,
                Vec::new(),
            );
            files.insert(said.path(&self.dir, &folder), said.bytes);
        }
        let message = format!("Acknowledge {width} decisions\n");
        stream.commit(&self.author(reader), &message, files)
    }
}

impl Person {
    fn new(name: &'static str, random: &mut Rng) -> Self {
        let given = name.split(' ').next().unwrap_or(name).to_lowercase();
        let mut seed = [0; 32];
        random.fill(&mut seed);
        Self {
            name,
            key: SoftwareKey::from_seed(&seed, &given).expect("a key"),
            handle: given.parse().expect("a handle"),
        }
    }

    /// The record that a payload and this person's signature make.
    pub fn sign(&self, payload: &[u8]) -> Vec<u8> {
        let armor = self.key.sign(NAMESPACE, payload).expect("a signature");
        append_signature(payload, &Armor::from_program(&armor).expect("an armour"))
    }
}

fn millis(seconds: i64) -> u64 {
    u64::try_from(seconds * 1000).expect("after 1970")
}
