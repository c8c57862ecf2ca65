//! A team with real keys that takes decisions through their life with the record types, real signatures
//! and the real `git`: what the command line does, step by step, so that a test can do each step wrong.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use adr_sign::action::check::{Report, Request, run};
use adr_sign::log::stored::Stored;
use adr_sign::record::armor::Armor;
use adr_sign::record::charter::{Charter, Person};
use adr_sign::record::delegation::{Delegation, Grant};
use adr_sign::record::digest::Digest;
use adr_sign::record::id::{DecisionId, Number};
use adr_sign::record::layout::{Folder, LogDir, Part, Place, SignoffName};
use adr_sign::record::name::Slug;
use adr_sign::record::prose::{Line, Prose};
use adr_sign::record::resolution::{Outcome, Resolution};
use adr_sign::record::revision::{Imported, Revision, RevisionKind};
use adr_sign::record::signoff::{Signoff, Stance, Statement};
use adr_sign::record::text::Text;
use adr_sign::record::time::Timestamp;
use adr_sign::record::yaml;
use adr_sign::signing::payload::append_signature;
use adr_sign::store::Store;
use chrono::DateTime;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::keys::ssh_key;
use super::repo::{NOW, Repo, run as run_command};

/// Ann is the owner of the charter; Bob, Carol and Dana lead; Eli takes part; the bot is an agent.
const CHARTER: &str = "
people:
  ann: {name: Ann Owner, email: [ann@example.com], keys: [KEY-ann]}
  bob: {name: Bob Ito, email: [bob@example.com], keys: [KEY-bob]}
  carol: {name: Carol Diaz, email: [carol@example.com], keys: [KEY-carol]}
  dana: {name: Dana Roy, email: [dana@example.com], keys: [KEY-dana]}
  eli: {name: Eli Sand, email: [eli@example.com], keys: [KEY-eli]}
  bot: {name: Triage bot, kind: agent, email: [bot@example.com], keys: [KEY-bot]}
teams:
  maintainers: [ann, bob, carol]
  leads: [bob, carol, dana]
editorial: [references]
overrule: {from: leads, count: 1}
rules:
  - name: every decision
    need: [{from: leads, count: 2}]
  - name: charter
    when: {kind: [charter]}
    need: [{from: maintainers, count: 2}]
";

/// A repository with a log whose charter is in force on `main`.
pub struct Team {
    pub repo: Repo,
    pub root: Digest,
    dir: LogDir,
    log: DecisionId,
}

impl Team {
    /// With the usual charter, in force on `main`.
    pub fn new() -> Self {
        Self::with(CHARTER)
    }

    /// With another charter, as YAML. `KEY-ann` stands for Ann's key.
    pub fn with(charter: &str) -> Self {
        let repo = Repo::with_history();
        let log = DecisionId::new(1_732_436_000_000, 0);
        let mut team = Self {
            repo,
            root: Digest::of(b""),
            dir: LogDir::default(),
            log,
        };
        let mut text = team.text(0, "ann");
        text.charter = Some(charter_from(charter));
        team.begin(0, &text);
        team.root = team.write_revision("ann", 0, 1, &text, |_| {});
        for who in ["bob", "carol"] {
            team.approve(who, 0);
        }
        team.resolve("ann", 0, Outcome::Accepted, |_| {});
        team.repo.commit_all("Start the decision log");
        team
    }

    /// The usual charter, as YAML.
    pub fn charter() -> &'static str {
        CHARTER
    }

    /// A text about something, with an id that goes with the number.
    pub fn text(&self, number: u32, owner: &str) -> Text {
        let id = match number {
            0 => self.log,
            _ => DecisionId::new(1_732_436_000_000, u128::from(number) << 8),
        };
        let mut text = Text::new(id, line(&format!("Decision {number}")));
        text.owner = Some(owner.parse().unwrap());
        text.context = Some(Prose::new("Orders are lost.").unwrap());
        text.decision = Some(Prose::new("Keep them in one place.").unwrap());
        text
    }

    /// A branch of that name, from where HEAD is.
    pub fn branch(&self, name: &str) {
        self.repo.git(&["switch", "-q", "-c", name]);
    }

    pub fn switch(&self, name: &str) {
        self.repo.git(&["switch", "-q", name]);
    }

    /// A proposal by Ann on a branch of its own.
    pub fn propose(&self, number: u32) {
        self.branch(&format!("adr/{number}"));
        self.propose_text("ann", number, &self.text(number, "ann"));
    }

    /// Claims, draft and revision 1 of a text, committed by somebody.
    pub fn propose_text(&self, who: &str, number: u32, text: &Text) {
        self.begin(number, text);
        self.write_revision(who, number, 1, text, |_| {});
        self.commit(who, &format!("Propose decision {number}"));
    }

    /// Claims, draft and revision 1 of a text that comes from elsewhere.
    pub fn propose_import(&self, who: &str, number: u32) {
        let text = self.text(number, who);
        self.begin(number, &text);
        self.write_revision(who, number, 1, &text, |revision| {
            revision.kind = RevisionKind::Import(vec![imported()]);
        });
        self.commit(who, &format!("Import decision {number}"));
    }

    /// A delegation of the days from `starts` to `ends`, signed with the key of `signer`.
    pub fn delegate(&self, from: &str, to: &str, signer: &str, starts: &str, ends: &str) {
        let delegation = Delegation {
            log: self.log,
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            grant: Grant::Speak {
                teams: Vec::new(),
                starts: starts.parse().unwrap(),
                ends: ends.parse().unwrap(),
            },
            signature: None,
        };
        let payload = yaml::write(&delegation).into_bytes();
        let place = Place::Delegation {
            from: delegation.from,
            short: Digest::of(&payload).short(),
        };
        let bytes = append_signature(&payload, &sign(signer, &payload));
        self.repo.write(&self.dir.join(&place), bytes);
    }

    /// The next revision, with a change to the text.
    pub fn revise(&self, who: &str, number: u32, change: impl FnOnce(&mut Text)) {
        self.revise_as(who, number, change, |_| {});
    }

    /// The same, with a change to the revision as well, before it is signed.
    pub fn revise_as(
        &self,
        who: &str,
        number: u32,
        change: impl FnOnce(&mut Text),
        revision: impl FnOnce(&mut Revision),
    ) {
        let newest = self.newest(number);
        let mut text = newest.value.text.clone();
        change(&mut text);
        self.write_draft(number, &text);
        self.write_revision(who, number, newest.value.revision + 1, &text, revision);
        self.commit(who, &format!("Revise decision {number}"));
    }

    /// A new text of the charter, given as YAML, put up by somebody.
    pub fn revise_charter(&self, who: &str, change: impl FnOnce(&mut Charter)) {
        self.revise(who, 0, |text| change(text.charter.as_mut().unwrap()));
    }

    pub fn approve(&self, who: &str, number: u32) -> Digest {
        let conditions = Vec::new();
        self.say(
            who,
            number,
            Statement::Stance(Stance::Approve { conditions }),
        )
    }

    pub fn object(&self, who: &str, number: u32) -> Digest {
        self.say(who, number, Statement::Stance(Stance::Object))
    }

    /// A statement on the newest revision, committed by who says it.
    pub fn say(&self, who: &str, number: u32, statement: Statement) -> Digest {
        self.sign_off(who, number, |signoff| signoff.statement = statement)
    }

    /// A sign-off of the newest revision with a change before it is signed, committed by who signs it.
    pub fn sign_off(&self, who: &str, number: u32, change: impl FnOnce(&mut Signoff)) -> Digest {
        let (path, bytes, digest) = self.signoff(who, number, change);
        self.repo.write(&path, bytes);
        self.commit(who, &format!("Sign decision {number}"));
        digest
    }

    /// The path, the bytes and the digest of a sign-off that nobody has added yet.
    pub fn signoff(
        &self,
        who: &str,
        number: u32,
        change: impl FnOnce(&mut Signoff),
    ) -> (String, Vec<u8>, Digest) {
        let newest = self.newest(number);
        let mut signoff = Signoff {
            log: self.log,
            charter: self.charter_in_force(),
            decision: newest.value.text.id,
            revision: newest.value.revision,
            digest: newest.digest,
            signer: who.parse().unwrap(),
            on_behalf_of: None,
            team: None,
            statement: Statement::Stance(Stance::Object),
            reason: Some(Prose::new("I have read it.").unwrap()),
            replaces: Vec::new(),
            at: now(),
            signature: None,
        };
        change(&mut signoff);
        let payload = yaml::write(&signoff).into_bytes();
        let digest = Digest::of(&payload);
        let name = SignoffName::new(signoff.signer.clone(), signoff.revision, digest);
        let bytes = append_signature(&payload, &sign(who, &payload));
        (self.path(number, Part::Signoff(name)), bytes, digest)
    }

    /// Accepts the newest revision, with every approval that lies there.
    pub fn accept(&self, number: u32) {
        self.resolve("ann", number, Outcome::Accepted, |_| {});
        self.commit("ann", &format!("Accept decision {number}"));
    }

    /// Writes a resolution of the newest revision, with a change, signed where its outcome asks for it.
    pub fn resolve(
        &self,
        who: &str,
        number: u32,
        outcome: Outcome,
        change: impl FnOnce(&mut Resolution),
    ) {
        let newest = self.newest(number);
        let mut resolution = Resolution {
            resolution: u32::try_from(self.files(number, "resolutions").len()).unwrap() + 1,
            outcome,
            revision: newest.value.revision,
            digest: newest.digest,
            by_decision: None,
            charter: self.charter_in_force(),
            signoffs: self.approvals(number),
            by: who.parse().unwrap(),
            at: now(),
            summary: None,
            signature: None,
        };
        if !outcome.is_unsigned() {
            resolution.signoffs.clear();
        }
        change(&mut resolution);
        let mut bytes = yaml::write(&resolution).into_bytes();
        if !resolution.outcome.is_unsigned() {
            bytes = append_signature(&bytes, &sign(who, &bytes));
        }
        let path = self.path(number, Part::Resolution(resolution.resolution));
        self.repo.write(&path, bytes);
    }

    /// A decision with the approvals that the charter asks for, accepted and merged.
    pub fn settle(&self, number: u32) {
        self.settle_text(number, &self.text(number, "ann"));
    }

    pub fn settle_text(&self, number: u32, text: &Text) {
        self.branch(&format!("adr/{number}"));
        self.propose_text("ann", number, text);
        self.approve("bob", number);
        self.approve("carol", number);
        self.accept(number);
        self.merge();
    }

    /// Merges the current branch into `main`, and stays there.
    pub fn merge(&self) {
        let branch = self.repo.git(&["branch", "--show-current"]);
        self.switch("main");
        self.repo
            .git(&["merge", "-q", "--no-ff", "--no-edit", &branch]);
    }

    /// Commits everything in the work tree as somebody.
    pub fn commit(&self, who: &str, message: &str) {
        let name = format!("user.name={who}");
        let email = format!("user.email={who}@example.com");
        self.repo.git(&["add", "-A"]);
        self.repo.git(&[
            "-c",
            &name,
            "-c",
            &email,
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            message,
        ]);
    }

    /// What `adr check --base main` says of HEAD.
    pub fn check(&self) -> Report {
        self.check_with(|_| {})
    }

    pub fn check_with(&self, change: impl FnOnce(&mut Request)) -> Report {
        let store = Store::open(self.repo.root()).unwrap();
        let mut request = Request {
            base: "main".to_owned(),
            head: "HEAD".to_owned(),
            head_is_merge: false,
            trust_root: Some(self.root),
            now: now().moment(),
            first_seen: BTreeMap::new(),
        };
        change(&mut request);
        run(&store, &request)
    }

    /// The newest revision of a decision in the work tree.
    pub fn newest(&self, number: u32) -> Stored<Revision> {
        let all = self.files(number, "revisions").into_iter();
        // What was taken out leaves a gap that is no revision.
        all.filter_map(|path| {
            let bytes = fs::read(self.repo.root().join(&path)).unwrap();
            Stored::<Revision>::read(&path, bytes).ok()
        })
        .max_by_key(|stored| stored.value.revision)
        .unwrap_or_else(|| panic!("decision {number} has no revision"))
    }

    /// The digest by which others name the sign-off at a path.
    pub fn digest_of(&self, path: &str) -> Digest {
        self.stored::<Signoff>(path).signed
    }

    /// The digest of the newest revision.
    pub fn newest_digest(&self, number: u32) -> Digest {
        self.newest(number).digest
    }

    /// The path of a file of a decision, from the root of the repository.
    pub fn path(&self, number: u32, part: Part) -> String {
        self.dir.join(&Place::In(folder(number), part))
    }

    /// The paths of the files in a folder of a decision, sorted.
    pub fn files(&self, number: u32, kind: &str) -> Vec<String> {
        let folder = format!("{}/{}/{kind}", self.dir, folder(number));
        let Ok(entries) = fs::read_dir(self.repo.root().join(&folder)) else {
            return Vec::new();
        };
        let mut paths: Vec<String> = entries
            .map(|entry| format!("{folder}/{}", entry.unwrap().file_name().to_string_lossy()))
            .collect();
        paths.sort();
        paths
    }

    /// The one sign-off of somebody on a decision.
    pub fn signoff_of(&self, who: &str, number: u32) -> String {
        let wanted = format!("/{who}.r");
        let mut all = self.files(number, "signoffs").into_iter();
        all.find(|path| path.contains(&wanted))
            .unwrap_or_else(|| panic!("{who} has not signed decision {number}"))
    }

    /// Claims and living text.
    pub fn begin(&self, number: u32, text: &Text) {
        let claims = [
            (Place::NumberClaim(Number(number)), format!("{}\n", text.id)),
            (
                Place::IdClaim(text.id),
                format!("{}\n", Number(number).padded()),
            ),
        ];
        for (place, content) in claims {
            self.repo.write(&self.dir.join(&place), content);
        }
        self.write_draft(number, text);
    }

    pub fn write_draft(&self, number: u32, text: &Text) {
        let draft = format!("# What we agree on.\n{}", yaml::write(text));
        self.repo.write(&self.path(number, Part::Draft), draft);
    }

    /// Revision 1 of a text by Ann, with a change before it is signed, committed.
    pub fn revision(&self, number: u32, text: &Text, change: impl FnOnce(&mut Revision)) {
        self.write_revision("ann", number, 1, text, change);
        self.commit("ann", &format!("Propose decision {number}"));
    }

    fn write_revision(
        &self,
        who: &str,
        number: u32,
        revision: u32,
        text: &Text,
        change: impl FnOnce(&mut Revision),
    ) -> Digest {
        let refers = text.refers_to().into_iter();
        let mut revision = Revision {
            revision,
            previous: (revision > 1).then(|| self.newest(number).digest),
            kind: RevisionKind::Text,
            by: who.parse().unwrap(),
            with: Vec::new(),
            at: now(),
            summary: None,
            refers: refers
                .map(|other| (other, self.newest(other.0).value.text.id))
                .collect(),
            text: text.clone(),
            signature: None,
        };
        change(&mut revision);
        let payload = yaml::write(&revision).into_bytes();
        let bytes = append_signature(&payload, &sign(who, &payload));
        let digest = Digest::of(&bytes);
        self.repo
            .write(&self.path(number, Part::Revision(revision.revision)), bytes);
        digest
    }

    fn charter_in_force(&self) -> Digest {
        let path = self.path(0, Part::Revision(1));
        let accepted = self.files(0, "resolutions").into_iter();
        let newest = accepted
            .map(|path| self.stored::<Resolution>(&path).value)
            .filter(|resolution| resolution.outcome == Outcome::Accepted)
            .max_by_key(|resolution| resolution.revision);
        newest.map_or_else(
            || self.stored::<Revision>(&path).digest,
            |newest| newest.digest,
        )
    }

    fn approvals(&self, number: u32) -> Vec<Digest> {
        let newest = self.newest(number).digest;
        let all = self.files(number, "signoffs").into_iter();
        let mut approvals: Vec<Digest> = all
            .map(|path| self.stored::<Signoff>(&path))
            .filter(|stored| stored.value.digest == newest)
            .filter(|stored| {
                matches!(
                    stored.value.statement,
                    Statement::Stance(Stance::Approve { .. })
                )
            })
            .map(|stored| stored.signed)
            .collect();
        approvals.sort();
        approvals
    }

    fn stored<T: Serialize + DeserializeOwned>(&self, path: &str) -> Stored<T> {
        let bytes = fs::read(self.repo.root().join(path)).unwrap();
        Stored::read(path, bytes).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

/// Signs with the person's own key and the real `ssh-keygen`.
pub fn sign(who: &str, payload: &[u8]) -> Armor {
    sign_for("adr-sign", who, payload)
}

/// The same, for something else than what this tool signs for.
pub fn sign_for(namespace: &str, who: &str, payload: &[u8]) -> Armor {
    let folder = tempfile::tempdir().unwrap();
    let key = ssh_key(folder.path(), who, "ed25519");
    let file: PathBuf = folder.path().join("payload");
    fs::write(&file, payload).unwrap();
    run_command(
        std::process::Command::new("ssh-keygen")
            .args(["-q", "-Y", "sign", "-n", namespace, "-f"])
            .arg(&key.private)
            .arg(&file),
    );
    let armor = fs::read_to_string(folder.path().join("payload.sig")).unwrap();
    armor.parse().unwrap()
}

/// A charter from YAML, in which `KEY-ann` stands for Ann's key.
pub fn charter_from(yaml: &str) -> Charter {
    let (start, rest) = yaml.split_once("KEY-").unwrap_or((yaml, ""));
    let mut text = start.to_owned();
    for piece in rest.split("KEY-") {
        let end = piece.find(|letter: char| !letter.is_ascii_alphanumeric());
        let (who, rest) = piece.split_at(end.unwrap_or(piece.len()));
        let key = public_key(who);
        text.extend(["\"", &key, "\"", rest]);
    }
    yaml::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The line of a person's public key.
pub fn public_key(who: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    ssh_key(folder.path(), who, "ed25519").line
}

/// A person's entry in a charter.
pub fn entry(name: &str, key_of: &str) -> Person {
    let yaml = format!("name: {name}\nkeys: [\"{}\"]\n", public_key(key_of));
    yaml::read(yaml.as_bytes()).unwrap()
}

/// What a source said of a decision that was made there.
pub fn imported() -> Imported {
    Imported {
        format: line("madr"),
        path: line("docs/adr/0001.md"),
        number: Some(1),
        commit: None,
        status: Some(line("Accepted")),
        links: Vec::new(),
        people: Vec::new(),
    }
}

pub fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

/// The moment at which everything happens.
pub fn now() -> Timestamp {
    Timestamp::new(DateTime::from_timestamp(NOW, 0).unwrap().fixed_offset())
}

fn folder(number: u32) -> Folder {
    Folder {
        number: Number(number),
        slug: Slug::from_title(&format!("Decision {number}")),
    }
}
