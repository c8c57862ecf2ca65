//! The life of one made-up decision: it is proposed, argued over, revised, signed, and ends.

use std::collections::BTreeMap;
use std::io::{self, Write};

use adr_sign::action::write;
use adr_sign::record::digest::Digest;
use adr_sign::record::id::{DecisionId, Number};
use adr_sign::record::layout::{Folder, LogDir, Part, Place, SignoffName};
use adr_sign::record::name::Slug;
use adr_sign::record::prose::Prose;
use adr_sign::record::resolution::{Outcome, Resolution};
use adr_sign::record::revision::{Revision, RevisionKind};
use adr_sign::record::signoff::{Signoff, Stance, Statement};
use adr_sign::record::text::{Impact, Text};
use adr_sign::record::yaml;
use fastrand::Rng;

use super::company::{Company, LEADS, SECURITY, Settled};
use super::prose;
use super::stream::{Files, Stream};

/// One in so many decisions takes the place of an earlier one.
const SUPERSEDES: usize = 30;

/// A revision as a sign-off names it.
#[derive(Clone, Copy)]
pub struct Named {
    pub id: DecisionId,
    pub revision: u32,
    pub digest: Digest,
}

/// What somebody has said.
pub struct Said {
    pub bytes: Vec<u8>,
    name: SignoffName,
    signed: Digest,
}

impl Said {
    pub fn path(&self, dir: &LogDir, folder: &Folder) -> String {
        dir.join(&Place::In(folder.clone(), Part::Signoff(self.name.clone())))
    }
}

/// Where somebody stands.
struct Standing {
    signed: Digest,
    revision: u32,
    objects: bool,
}

/// A decision while it is argued over.
pub struct Decision {
    text: Text,
    folder: Folder,
    owner: usize,
    revisions: Vec<Named>,
    stances: BTreeMap<usize, Standing>,
    /// An earlier decision that ends with this one.
    supersedes: Option<usize>,
    is_in_force: bool,
}

impl Decision {
    /// Decision 0, owned by the first of the company.
    pub fn charter(text: Text) -> Self {
        Self::new(0, text, 0)
    }

    /// A draft that somebody has just begun.
    pub fn begin(number: u32, company: &mut Company, random: &mut Rng) -> Self {
        company.tick();
        let owner = random.usize(..company.people.len());
        let handle = company.people[owner].handle.clone();
        let mut text = prose::text(company.id(random), handle.as_str(), random);
        let mut supersedes = None;
        if !company.settled.is_empty() {
            let earlier = random.usize(..company.settled.len());
            let named = Number(company.settled[earlier].number);
            let is_in_force = company.settled[earlier].in_force.is_some();
            if is_in_force && random.usize(..SUPERSEDES) == 0 {
                text.supersedes = vec![named];
                supersedes = Some(earlier);
            } else if random.bool() {
                text.relates_to = vec![named];
            }
        }
        Self {
            supersedes,
            ..Self::new(number, text, owner)
        }
    }

    fn new(number: u32, text: Text, owner: usize) -> Self {
        let folder = Folder {
            number: Number(number),
            slug: Slug::from_title(text.title.as_str()),
        };
        Self {
            text,
            folder,
            owner,
            revisions: Vec::new(),
            stances: BTreeMap::new(),
            supersedes: None,
            is_in_force: false,
        }
    }

    /// The branch on which it is proposed.
    pub fn branch(&self) -> String {
        format!("adr/{}", self.folder.name())
    }

    pub fn newest(&self) -> Named {
        *self.revisions.last().expect("it is proposed")
    }

    /// What later decisions may refer to.
    pub fn settled(&self) -> Settled {
        let newest = self.newest();
        Settled {
            number: self.folder.number.0,
            id: newest.id,
            in_force: self.is_in_force.then_some((newest.revision, newest.digest)),
            folder: self.folder.clone(),
        }
    }

    /// Proposed, and revised after what a few people say of it.
    pub fn discuss(
        &mut self,
        company: &mut Company,
        random: &mut Rng,
        stream: &mut Stream<impl Write>,
    ) -> io::Result<()> {
        let files = self.propose(company);
        self.commit(company, self.owner, "Propose", files, stream)?;
        for _ in 0..random.usize(0..5) {
            let person = self.somebody_else(company, random);
            let files = if random.u8(..3) == 0 {
                self.object(company, person, random)
            } else {
                self.approve(company, person)
            };
            self.commit(company, person, "Sign", files, stream)?;
            prose::revise(&mut self.text, random);
            let files = self.revise(company);
            self.commit(company, self.owner, "Revise", files, stream)?;
        }
        Ok(())
    }

    /// Most are accepted; over an objection of somebody whom the rules ask, some are given up, some taken back.
    pub fn end(
        &mut self,
        company: &mut Company,
        random: &mut Rng,
        stream: &mut Stream<impl Write>,
    ) -> io::Result<()> {
        let fate = random.u8(..20);
        if fate < 2 {
            let lead = self.free(LEADS)[0];
            let files = self.object(company, lead, random);
            self.commit(company, lead, "Object to", files, stream)?;
        }
        if fate < 2 {
            let outcome = [Outcome::Rejected, Outcome::Withdrawn][usize::from(fate)];
            let files = self.close(company, outcome);
            return self.commit(company, self.owner, "End", files, stream);
        }
        self.agree(company, stream)?;
        if let Some(earlier) = self.supersedes {
            company.settled[earlier].in_force = None;
        }
        Ok(())
    }

    /// Two revisions, three sign-offs, accepted: what the check is measured with.
    pub fn pass_in_two_revisions(
        &mut self,
        company: &mut Company,
        stream: &mut Stream<impl Write>,
    ) -> io::Result<()> {
        self.text.impact = Some(Impact::High);
        self.text.supersedes.clear();
        self.supersedes = None;
        let files = self.propose(company);
        self.commit(company, self.owner, "Propose", files, stream)?;
        self.text.impact = Some(Impact::High);
        self.text.confirmation = Prose::new("A test in the nightly run says so.\n").ok();
        let files = self.revise(company);
        self.commit(company, self.owner, "Revise", files, stream)?;
        self.agree(company, stream)
    }

    /// Those whom the rules ask approve, and everybody who objected; then it is accepted.
    fn agree(&mut self, company: &mut Company, stream: &mut Stream<impl Write>) -> io::Result<()> {
        let mut asked: Vec<usize> = self.free(LEADS)[..2].to_vec();
        // What takes the place of a text that reaches far asks for as much as that did.
        if self.text.impact == Some(Impact::High) || self.supersedes.is_some() {
            asked.push(self.free(SECURITY)[0]);
        }
        let objects = self.stances.iter().filter(|(_, standing)| standing.objects);
        asked.extend(objects.map(|(person, _)| *person));
        asked.sort_unstable();
        asked.dedup();
        for person in asked {
            let files = self.approve(company, person);
            if !files.is_empty() {
                self.commit(company, person, "Approve", files, stream)?;
            }
        }
        let files = self.accept(company);
        self.commit(company, self.owner, "Accept", files, stream)
    }

    /// Claims, draft and revision 1.
    pub fn propose(&mut self, company: &mut Company) -> Files {
        let id = self.text.id;
        let number = self.folder.number;
        let dir = &company.dir;
        let mut files = Files::from([
            (
                dir.join(&Place::NumberClaim(number)),
                format!("{id}\n").into_bytes(),
            ),
            (
                dir.join(&Place::IdClaim(id)),
                format!("{}\n", number.padded()).into_bytes(),
            ),
        ]);
        files.append(&mut self.revise(company));
        files
    }

    /// The draft as it is, as the next revision.
    fn revise(&mut self, company: &mut Company) -> Files {
        let at = company.tick();
        let refers = self.text.refers_to().into_iter().map(|number| {
            let earlier = &company.settled[number.0 as usize - 1];
            (number, earlier.id)
        });
        let number = u32::try_from(self.revisions.len()).expect("a few") + 1;
        let revision = Revision {
            revision: number,
            previous: self.revisions.last().map(|last| last.digest),
            kind: RevisionKind::Text,
            by: company.people[self.owner].handle.clone(),
            with: Vec::new(),
            at,
            summary: (number > 1).then(|| prose::line("What the discussion has brought")),
            refers: refers.collect(),
            text: self.text.clone(),
            signature: None,
        };
        let bytes = company.people[self.owner].sign(yaml::write(&revision).as_bytes());
        self.revisions.push(Named {
            id: self.text.id,
            revision: number,
            digest: Digest::of(&bytes),
        });
        Files::from([
            (
                self.path(company, Part::Draft),
                write::draft(&self.text).into_bytes(),
            ),
            (self.path(company, Part::Revision(number)), bytes),
        ])
    }

    /// Somebody approves the newest revision, unless they have.
    pub fn approve(&mut self, company: &mut Company, person: usize) -> Files {
        let newest = self.newest();
        let has_approved =
            |standing: &Standing| !standing.objects && standing.revision == newest.revision;
        if self.stances.get(&person).is_some_and(has_approved) {
            return Files::new();
        }
        let conditions = Vec::new();
        let reason = Some(prose::agreement(person));
        self.take(company, person, Stance::Approve { conditions }, reason)
    }

    fn object(&mut self, company: &mut Company, person: usize, random: &mut Rng) -> Files {
        self.take(
            company,
            person,
            Stance::Object,
            Some(prose::objection(random)),
        )
    }

    fn take(
        &mut self,
        company: &mut Company,
        person: usize,
        stance: Stance,
        reason: Option<Prose>,
    ) -> Files {
        let objects = stance == Stance::Object;
        let newest = self.newest();
        let replaces = self.stances.get(&person).map(|before| before.signed);
        let replaces = replaces.into_iter().collect();
        let said = say(
            company,
            person,
            newest,
            Statement::Stance(stance),
            reason,
            replaces,
        );
        let standing = Standing {
            signed: said.signed,
            revision: newest.revision,
            objects,
        };
        self.stances.insert(person, standing);
        Files::from([(said.path(&company.dir, &self.folder), said.bytes)])
    }

    /// Accepted with every approval of the newest revision; what it supersedes ends with it.
    pub fn accept(&mut self, company: &mut Company) -> Files {
        self.is_in_force = true;
        let mut files = self.close(company, Outcome::Accepted);
        let Some(earlier) = self.supersedes else {
            return files;
        };
        let earlier = &company.settled[earlier];
        let Some((revision, digest)) = earlier.in_force else {
            return files;
        };
        let ended = Named {
            id: earlier.id,
            revision,
            digest,
        };
        let folder = earlier.folder.clone();
        let by_decision = Some(self.text.id);
        let resolution = Resolution {
            by_decision,
            ..self.resolution(company, Outcome::Superseded, 2, ended)
        };
        let path = company.dir.join(&Place::In(folder, Part::Resolution(2)));
        files.insert(path, write::record(&resolution));
        files
    }

    fn close(&self, company: &mut Company, outcome: Outcome) -> Files {
        let resolution = self.resolution(company, outcome, 1, self.newest());
        let payload = write::record(&resolution);
        let bytes = if outcome.is_unsigned() {
            payload
        } else {
            company.people[self.owner].sign(&payload)
        };
        Files::from([(self.path(company, Part::Resolution(1)), bytes)])
    }

    fn resolution(
        &self,
        company: &mut Company,
        outcome: Outcome,
        number: u32,
        named: Named,
    ) -> Resolution {
        let mut signoffs = Vec::new();
        if outcome == Outcome::Accepted {
            let counts = |one: &&Standing| !one.objects && one.revision == named.revision;
            signoffs.extend(self.stances.values().filter(counts).map(|one| one.signed));
            signoffs.sort();
        }
        Resolution {
            resolution: number,
            outcome,
            revision: named.revision,
            digest: named.digest,
            by_decision: None,
            charter: company.charter,
            signoffs,
            by: company.people[self.owner].handle.clone(),
            at: company.tick(),
            summary: None,
            signature: None,
        }
    }

    fn commit(
        &self,
        company: &Company,
        person: usize,
        verb: &str,
        files: Files,
        stream: &mut Stream<impl Write>,
    ) -> io::Result<()> {
        let number = self.folder.number;
        let revision = self.newest().revision;
        let message = format!(
            "{verb} decision {number}, revision {revision}\n\nAdr-Decision: {number}\nAdr-Revision: {revision}\n"
        );
        stream.commit(&company.author(person), &message, files)
    }

    /// Those of a team who do not own it.
    fn free(&self, team: std::ops::Range<usize>) -> Vec<usize> {
        team.filter(|person| *person != self.owner).collect()
    }

    fn somebody_else(&self, company: &Company, random: &mut Rng) -> usize {
        let others = self.free(0..company.people.len());
        others[random.usize(..others.len())]
    }

    fn path(&self, company: &Company, part: Part) -> String {
        company.dir.join(&Place::In(self.folder.clone(), part))
    }
}

/// What somebody says of a revision, signed.
pub fn say(
    company: &mut Company,
    person: usize,
    named: Named,
    statement: Statement,
    reason: Option<Prose>,
    replaces: Vec<Digest>,
) -> Said {
    let signoff = Signoff {
        log: company.log,
        charter: company.charter,
        decision: named.id,
        revision: named.revision,
        digest: named.digest,
        signer: company.people[person].handle.clone(),
        on_behalf_of: None,
        team: None,
        statement,
        reason,
        replaces,
        at: company.tick(),
        signature: None,
    };
    let payload = yaml::write(&signoff).into_bytes();
    let signed = Digest::of(&payload);
    Said {
        name: SignoffName::new(signoff.signer.clone(), named.revision, signed),
        bytes: company.people[person].sign(&payload),
        signed,
    }
}
