//! What people do to a decision, each as themselves, and what they insist on seeing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicI64, Ordering};

use adr_sign::record::charter::{CharterKey, Count, KeyState, Need, Person, PersonKind, Proposer};
use adr_sign::record::charter::{Overrule, Source};
use adr_sign::record::name::{Handle, Party, TeamName};
use adr_sign::record::prose::Line;
use adr_sign::record::text::Text;
use adr_sign::record::yaml;
use chrono::{DateTime, NaiveDate};
use serde_json::Value;

use super::proposal::{Home, Open, Proposal};
use crate::cli::{Told, told};
use crate::support::{Repo, ssh_key};

/// Of the steering committee: starts the log, and may answer objections. Neither owns nor approves anything.
pub const CHAIR: &str = "justaugustus";

const ADR: &str = env!("CARGO_BIN_EXE_adr");
const ADR_SIGN: &str = env!("CARGO_BIN_EXE_adr-sign");

/// A repository with a log, and everybody who acts in it.
pub struct Community {
    repo: Repo,
    /// Everybody with a key.
    acting: BTreeSet<String>,
    /// The file of each one's private key.
    keys: BTreeMap<String, PathBuf>,
    /// What everybody's clock says, in seconds since 1970.
    clock: AtomicI64,
}

impl Community {
    /// The log begins: its people and teams come from the aliases, the owners join them, and everybody who is
    /// going to act gets a key. All of it on one day.
    pub fn gather(proposals: &[Proposal], day: &str) -> Self {
        let repo = Repo::with_history();
        let owners = proposals.iter().map(|proposal| proposal.owner.clone());
        let approvers = proposals
            .iter()
            .flat_map(|proposal| proposal.approvers.clone());
        let acting: BTreeSet<String> = owners.chain(approvers).chain([CHAIR.to_owned()]).collect();
        let keys = acting
            .iter()
            .map(|who| (who.clone(), ssh_key(&repo.around(), who, "ed25519").private))
            .collect();
        let community = Self {
            repo,
            acting,
            keys,
            clock: AtomicI64::default(),
        };
        community.it_is(day);
        community.chair(&["init", "--as", CHAIR]).fine();
        let corpus = super::super::folder("kep-slice").display().to_string();
        community
            .chair(&["import", "kep", &corpus, "--people"])
            .fine();
        community.writes_rules();
        community
            .chair(&["revise", "0", "-m", "The people of the aliases"])
            .fine();
        community.signs(CHAIR, &["approve", "0"]).fine();
        community.chair(&["accept", "0"]).fine();
        community.repo.git(&["switch", "-q", "main"]);
        let branch = community.repo.git(&[
            "for-each-ref",
            "--format=%(refname:short)",
            "refs/heads/adr/",
        ]);
        community.repo.git(&["merge", "-q", "--ff-only", &branch]);
        community.repo.git(&["branch", "-q", "-d", &branch]);
        community
    }

    /// The chair edits the charter's text: keys for those who act, entries for the owners, and the rules. Who
    /// drives a decision stands behind it; all else is for those whom it names.
    fn writes_rules(&self) {
        let path = "decisions/0000-charter/decision.yaml";
        let mut text: Text = yaml::read(self.repo.read(path).as_bytes()).expect("a text");
        let charter = text.charter.as_mut().expect("a charter");
        for who in &self.acting {
            let entry = charter
                .people
                .entry(handle(who))
                .or_insert_with(|| newcomer(who));
            entry.email = vec![line(&address(who))];
            entry.keys = vec![CharterKey {
                key: ssh_key(&self.repo.around(), who, "ed25519")
                    .line
                    .parse()
                    .expect("a key"),
                state: KeyState::Active,
            }];
        }
        let community = team("community");
        let everybody = charter.people.keys().cloned().map(Party::Person).collect();
        charter.teams.insert(community.clone(), everybody);
        let rule = charter
            .rules
            .first_mut()
            .expect("the rule for every decision");
        rule.need = vec![Need::From {
            from: Source(community),
            count: Count::Number(1),
            assurance: None,
        }];
        rule.proposer = Some(Proposer::Allow);
        charter.overrule = Some(Overrule {
            from: Source(team("committee-steering")),
            count: 1,
        });
        self.repo.write(path, yaml::write(&text));
    }

    /// From here on it is noon of this day.
    pub fn it_is(&self, day: &str) {
        let day: NaiveDate = day.parse().expect("a day");
        let noon = day.and_hms_opt(12, 0, 0).expect("a time").and_utc();
        self.clock.store(noon.timestamp(), Ordering::Relaxed);
    }

    /// Somebody who has a key, is neither owner nor approver of this one, and not the chair.
    pub fn bystander(&self, one: &Open) -> &str {
        let approvers = one.approvers();
        let is_bystander =
            |who: &&String| !approvers.contains(*who) && *who != one.owner() && *who != CHAIR;
        self.acting.iter().find(is_bystander).expect("a bystander")
    }

    /// A clone as it is now, in which nobody sees what comes to be here.
    pub fn clone_elsewhere(&self) -> PathBuf {
        let folder = self.repo.around().join("elsewhere");
        let target = folder.display().to_string();
        self.repo.git(&["clone", "-q", ".", &target]);
        folder
    }

    pub fn fetches_from(&self, elsewhere: &Path) {
        let folder = elsewhere.display().to_string();
        self.repo
            .git(&["fetch", "-q", &folder, "refs/heads/adr/*:refs/heads/adr/*"]);
    }

    /// The owner drafts and proposes it on a branch of its own, and stands behind it.
    pub fn puts_up(&self, proposal: &Proposal, home: &Home) -> Open {
        let folder = match home {
            Home::Shared => self.repo.root(),
            Home::Clone(folder) => folder.as_path(),
        };
        let owner = &proposal.owner;
        let file = self.repo.around().join("draft.yaml");
        std::fs::write(&file, &proposal.draft).expect("a file");
        let file = file.display().to_string();
        let drafted = self
            .run_in(folder, owner, ADR, &["new", "--from", &file, "--json"])
            .json(0);
        let number = drafted["number"].as_u64().expect("a number").to_string();
        let branch = drafted["branch"].as_str().expect("a branch").to_owned();
        self.run_in(folder, owner, ADR, &["propose", &number])
            .fine();
        self.run_in(folder, owner, ADR_SIGN, &["approve", &number])
            .fine();
        self.repo.git_in(folder, &["switch", "-q", "main"]);
        Open {
            number: number.parse().expect("a number"),
            branch,
            proposal: proposal.clone(),
        }
    }

    /// The check is blocked, by nothing but that these people have not approved.
    #[track_caller]
    pub fn waits_for_exactly(&self, one: &Open, people: &BTreeSet<String>) {
        let verdict = self.check(one).json(1);
        let mut asked = BTreeSet::new();
        for finding in blocking(&verdict) {
            assert_eq!(finding["code"], "approver-missing", "{finding}");
            assert_eq!(finding["decision"], one.number, "{finding}");
            let fix = finding["fix"].as_str().expect("a fix");
            let (who, command) = fix.split_once(": ").expect("who, and what they run");
            assert_eq!(command, format!("adr-sign approve {}", one.number));
            assert!(asked.insert(who.to_owned()), "{who} twice");
        }
        assert_eq!(asked, *people, "{}", one.proposal.title);
    }

    /// One approver has signed when the owner changes the text, and has to look again. Who is still asked then.
    pub fn argues_over_a_new_text(&self, one: &Open) -> BTreeSet<String> {
        let approvers = one.approvers();
        let early = approvers.first().expect("an approver");
        self.approves(early, one);
        let others: BTreeSet<String> = approvers.iter().skip(1).cloned().collect();
        self.waits_for_exactly(one, &others);

        let number = one.number.to_string();
        let edit = self
            .command(
                self.repo.root(),
                one.owner(),
                ADR,
                &["edit", &number, "--branch", &one.branch],
            )
            .env(
                "GIT_EDITOR",
                "sed -i '$a consequences: Somebody has to write the migration guide.'",
            )
            .output()
            .expect("an editor");
        assert!(
            edit.status.success(),
            "{}",
            String::from_utf8_lossy(&edit.stderr)
        );
        let said = self.adr(
            one.owner(),
            &[
                "revise",
                &number,
                "-m",
                "What follows from it",
                "--branch",
                &one.branch,
                "--json",
            ],
        );
        let asked_again = people(&said.json(0)["must_look_again"]);
        assert!(asked_again.contains(early), "{asked_again:?}");

        // Nothing that was said before holds for the new words.
        let verdict = self.check(one).json(1);
        let stale = findings(&verdict)
            .iter()
            .filter(|finding| finding["code"] == "stale")
            .count();
        assert_eq!(stale, 2, "{verdict}");
        for who in [one.owner(), early] {
            self.signs(
                who,
                &["approve", &number, "--again", "--branch", &one.branch],
            )
            .fine();
        }
        self.waits_for_exactly(one, &others);
        others
    }

    /// Somebody who is not even asked objects; the committee answers.
    pub fn answers_an_objection(&self, one: &Open) {
        let number = one.number.to_string();
        let approvers = one.approvers();
        let objector = self.bystander(one);
        let branch = ["--branch", &one.branch];
        let object = [&["object", &number, "-m", "Who maintains it?"][..], &branch].concat();
        self.signs(objector, &object).fine();
        let verdict = self.check(one).json(1);
        let objections: Vec<_> = blocking(&verdict)
            .into_iter()
            .filter(|finding| finding["code"] == "objection")
            .cloned()
            .collect();
        assert_eq!(objections.len(), 1, "{verdict}");
        let said = objections[0]["message"].as_str().expect("a message");
        assert!(said.starts_with(objector), "{said}");
        // Only the committee may answer, and the owner is not of it.
        let answer = [
            &["answer", &number, "-m", "The SIG does, see its charter."][..],
            &branch,
        ]
        .concat();
        assert_ne!(self.signs(one.owner(), &answer).code, 0);
        self.signs(CHAIR, &answer).fine();
        self.waits_for_exactly(one, &approvers);
    }

    /// These approvers sign, and after each the check names those who are left.
    pub fn signs_one_by_one(&self, one: &Open, mut left: BTreeSet<String>) {
        while let Some(who) = left.pop_first() {
            self.approves(&who, one);
            if !left.is_empty() {
                self.waits_for_exactly(one, &left);
            }
        }
    }

    fn approves(&self, who: &str, one: &Open) {
        assert_eq!(self.repo.git(&["branch", "--show-current"]), "main");
        let number = one.number.to_string();
        self.signs(who, &["approve", &number, "--branch", &one.branch])
            .fine();
    }

    /// Everything is there but the resolution, which the owner writes.
    pub fn accepts(&self, one: &Open) {
        let verdict = self.check(one).json(1);
        let codes: Vec<_> = blocking(&verdict)
            .into_iter()
            .map(|finding| &finding["code"])
            .collect();
        assert_eq!(codes, ["not-accepted"], "{verdict}");
        let number = one.number.to_string();
        self.adr(one.owner(), &["accept", &number, "--branch", &one.branch])
            .fine();
    }

    #[track_caller]
    pub fn may_be_merged(&self, one: &Open) {
        let verdict = self.check(one).json(0);
        assert_eq!(verdict["verdict"], "pass");
    }

    /// `git merge` itself says that the number is taken, and the check says so too.
    pub fn is_told_of_the_collision(&self, one: &Open) {
        let merge = self.repo.try_git(&["merge", "--no-edit", &one.branch]);
        let said = String::from_utf8_lossy(&merge.stdout).into_owned();
        assert!(!merge.status.success(), "{said}");
        let claim = format!("decisions/.numbers/{:04}", one.number);
        assert!(
            said.contains(&format!("Merge conflict in {claim}")),
            "{said}"
        );
        self.repo.git(&["merge", "--abort"]);
        let verdict = self.check(one).json(3);
        assert!(
            findings(&verdict)
                .iter()
                .any(|finding| finding["path"] == claim.as_str()),
            "{verdict}"
        );
    }

    /// Its owner gives it another number; what everybody signed still holds.
    pub fn renumbers(&self, one: &mut Open) {
        let number = one.number.to_string();
        let said = self
            .adr(
                one.owner(),
                &["renumber", &number, "--branch", &one.branch, "--json"],
            )
            .json(0);
        one.number = said["to"]
            .as_u64()
            .and_then(|number| u32::try_from(number).ok())
            .expect("a number");
    }

    /// With a merge commit.
    pub fn merges(&self, one: &Open) {
        self.repo
            .git(&["merge", "-q", "--no-ff", "--no-edit", &one.branch]);
        self.repo.git(&["branch", "-q", "-d", &one.branch]);
    }

    /// As one commit; the branch stays, as Git does not know that it is merged.
    pub fn squashes(&self, one: &Open) {
        self.repo.git(&["merge", "-q", "--squash", &one.branch]);
        self.repo.git(&["commit", "-q", "-m", &one.proposal.title]);
    }

    /// Commit by commit on top of what has come in between.
    pub fn rebases(&self, one: &Open) {
        self.repo.git(&["rebase", "-q", "main", &one.branch]);
        self.may_be_merged(one);
        self.repo.git(&["switch", "-q", "main"]);
        self.repo.git(&["merge", "-q", "--ff-only", &one.branch]);
        self.repo.git(&["branch", "-q", "-d", &one.branch]);
    }

    pub fn is_tidy(&self) {
        assert_eq!(self.repo.status(), "");
        self.repo.assert_sound();
    }

    /// A clone without history knows every acceptance, and that it holds.
    pub fn proves_everything_from_the_tree_alone(&self, landed: &[Open]) {
        let snapshot = self.repo.around().join("snapshot");
        let source = format!("file://{}", self.repo.root().display());
        let target = snapshot.display().to_string();
        self.repo
            .git(&["clone", "-q", "--depth", "1", &source, &target]);
        assert_eq!(
            self.repo
                .git_in(&snapshot, &["rev-list", "--count", "HEAD"]),
            "1"
        );

        let proved = self
            .run_in(&snapshot, CHAIR, ADR, &["verify", "--json"])
            .json(0);
        assert_eq!(proved["holds"], true);
        let records = proved["records"].as_array().expect("records");
        let of = |kind: &str| {
            records
                .iter()
                .filter(|record| record["record"] == kind)
                .count()
        };
        // The charter was accepted twice.
        assert_eq!(of("resolution"), landed.len() + 2);

        let listed = self
            .run_in(&snapshot, CHAIR, ADR, &["list", "--json"])
            .json(0);
        let listed = listed["decisions"].as_array().expect("decisions");
        assert_eq!(listed.len(), landed.len() + 1);
        for decision in listed {
            assert_eq!(decision["status"]["word"], "accepted", "{decision}");
        }
        for one in landed {
            let there = listed
                .iter()
                .find(|decision| decision["number"] == one.number);
            let there = there.expect("it has landed");
            assert_eq!(there["title"], one.proposal.title.as_str());
            assert!(
                one.approvers().is_subset(&people(&there["signers"])),
                "{there}"
            );
        }
        assert_eq!(self.repo.git_in(&snapshot, &["status", "--porcelain"]), "");
    }

    /// However each one landed, nothing did so unagreed.
    pub fn is_audited(&self, landed: &[Open]) {
        let report = self.chair(&["audit", "main", "--json"]).json(0);
        assert_eq!(report["outcome"], "clean", "{report:#}");
        let history = &report["history"];
        assert_eq!(history["reach"], "beginning");
        // The people came commit by commit into the charter, and so did each third proposal.
        let in_parts = history["in_parts"].as_array().expect("a list");
        assert_eq!(in_parts.len(), 1 + landed.len() / 3, "{history:#}");
    }

    /// How many have a key.
    pub fn actors(&self) -> usize {
        self.acting.len()
    }

    /// How many commits `main` has.
    pub fn commits(&self) -> String {
        self.repo.git(&["rev-list", "--count", "main"])
    }

    /// How many sign-offs `main` holds.
    pub fn signoffs(&self) -> usize {
        self.repo.git(&["ls-files", "*/signoffs/*"]).lines().count()
    }

    fn check(&self, one: &Open) -> Told {
        self.adr(
            CHAIR,
            &["check", "--base", "main", "--head", &one.branch, "--json"],
        )
    }

    fn chair(&self, arguments: &[&str]) -> Told {
        self.adr(CHAIR, arguments)
    }

    pub fn adr(&self, who: &str, arguments: &[&str]) -> Told {
        self.run_in(self.repo.root(), who, ADR, arguments)
    }

    pub fn signs(&self, who: &str, arguments: &[&str]) -> Told {
        self.run_in(self.repo.root(), who, ADR_SIGN, arguments)
    }

    fn run_in(&self, folder: &Path, who: &str, program: &str, arguments: &[&str]) -> Told {
        told(self.command(folder, who, program, arguments))
    }

    /// A command with the identity and the key of a person, as `git -c` hands them to what it runs.
    fn command(&self, folder: &Path, who: &str, program: &str, arguments: &[&str]) -> Command {
        let mut command = self.repo.command(program);
        command.current_dir(folder).args(arguments);
        let now = self.clock.load(Ordering::Relaxed);
        let stamp = DateTime::from_timestamp(now, 0).expect("a time");
        command
            .env("ADR_NOW", stamp.to_rfc3339())
            .env("GIT_AUTHOR_DATE", format!("{now} +0000"))
            .env("GIT_COMMITTER_DATE", format!("{now} +0000"));
        let key = self.keys[who].display().to_string();
        let settings = [
            ("user.name", who),
            ("user.email", &address(who)),
            ("gpg.format", "ssh"),
            ("user.signingkey", &key),
        ];
        command.env("GIT_CONFIG_COUNT", settings.len().to_string());
        for (nth, (name, value)) in settings.iter().enumerate() {
            command.env(format!("GIT_CONFIG_KEY_{nth}"), name);
            command.env(format!("GIT_CONFIG_VALUE_{nth}"), value);
        }
        command
    }
}

fn findings(verdict: &Value) -> &Vec<Value> {
    verdict["findings"].as_array().expect("findings")
}

/// The findings that keep a branch from being merged.
fn blocking(verdict: &Value) -> Vec<&Value> {
    findings(verdict)
        .iter()
        .filter(|finding| finding["severity"] != "note")
        .collect()
}

fn people(list: &Value) -> BTreeSet<String> {
    let list = list.as_array().expect("a list of people").iter();
    list.map(|who| who.as_str().expect("a person").to_owned())
        .collect()
}

/// Somebody who is in no alias.
fn newcomer(who: &str) -> Person {
    Person {
        name: line(who),
        kind: PersonKind::Person,
        active: true,
        email: Vec::new(),
        keys: Vec::new(),
    }
}

fn address(who: &str) -> String {
    format!("{who}@example.com")
}

fn handle(who: &str) -> Handle {
    who.parse().expect("a handle")
}

fn team(name: &str) -> TeamName {
    name.parse().expect("a team")
}

fn line(text: &str) -> Line {
    Line::new(text).expect("a line")
}
