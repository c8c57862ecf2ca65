//! Thirty real proposals, lived through from draft to merge by the people whom they name.
//!
//! The charter comes from the aliases of the source, the approvers are those that each proposal names, and
//! everything is done with the programs that people use: `adr`, `adr-sign`, `git`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use adr_sign::interchange::{Import, ImportedDecision, kep};
use adr_sign::record::charter::{
    Charter, CharterKey, Count, KeyState, Need, Person, PersonKind, Proposer, Rule, Source, When,
};
use adr_sign::record::id::DecisionId;
use adr_sign::record::name::{Handle, Party};
use adr_sign::record::prose::{Line, Prose};
use adr_sign::record::text::Text;
use adr_sign::record::yaml;
use serde_json::Value;

use super::kep::with_approvers_at_hand;
use crate::support::{Repo, ssh_key};

const STEWARD: &str = "steward";

/// Proposals in which somebody wrote along whom the proposal also names as approver.
const WRITTEN_BY_AN_APPROVER: [&str; 2] = ["sig-api-machinery/4153", "sig-network/5495"];

#[test]
#[ignore = "needs ADR_CORPUS"]
fn thirty_proposals_go_from_draft_to_merge() {
    let import = kep::read(&super::files(&super::folder("kep-slice")));
    let keps: Vec<&ImportedDecision> = with_approvers_at_hand(&import)
        .into_iter()
        .filter(|kep| {
            !WRITTEN_BY_AN_APPROVER
                .iter()
                .any(|path| kep.path.contains(path))
        })
        .take(30)
        .collect();
    assert_eq!(keps.len(), 30);
    let (at_desk, away) = keps.split_at(28);

    let team = Team::gather(&import, &keps);
    let elsewhere = team.second_clone();
    // Two colleagues who have not fetched draft numbers 1 and 2 as well.
    for kep in away {
        team.propose(&elsewhere, kep);
    }
    let numbers: Vec<u32> = at_desk
        .iter()
        .map(|kep| team.propose(&team.desk, kep))
        .collect();
    assert_eq!(numbers, (1..=28).collect::<Vec<u32>>());

    for (index, (number, kep)) in numbers.iter().zip(at_desk).enumerate() {
        let life = Life {
            team: &team,
            number: *number,
            kep,
        };
        life.is_blocked_for_exactly_its_approvers();
        match index {
            // The text changes when half of them have signed.
            0..=4 => life.is_revised_halfway(),
            5..=7 => life.meets_an_objection_that_is_answered(),
            _ => life.is_approved_by_all(),
        }
        life.is_accepted();
        life.is_merged(index);
    }
    for (index, kep) in away.iter().enumerate() {
        team.hear_of_the_collision(&elsewhere, index as u32 + 1);
        let number = team.renumber(index as u32 + 1);
        assert_eq!(number, 29 + index as u32);
        let life = Life {
            team: &team,
            number,
            kep,
        };
        life.is_blocked_for_exactly_its_approvers();
        life.is_approved_by_all();
        life.is_accepted();
        life.is_merged(index);
    }
    team.everything_is_proved_from_the_tree_alone();
}

/// A repository, and everybody who acts in it.
struct Team {
    repo: Repo,
    desk: PathBuf,
}

impl Team {
    /// A log whose charter has the people and teams of the aliases, and keys for those who act.
    fn gather(import: &Import, keps: &[&ImportedDecision]) -> Self {
        let repo = Repo::with_history();
        let desk = repo.root().to_owned();
        let team = Self { repo, desk };
        team.adr(&team.desk, STEWARD, &["init", "--as", STEWARD]);
        let file = team.desk.join("decisions/0000-charter/decision.yaml");
        let source = fs::read_to_string(&file).unwrap();
        let before: Text = yaml::read(source.as_bytes()).unwrap();
        let mut after = before.clone();
        team.invite(after.charter.as_mut().unwrap(), import, keps);
        let value = |text: &Text| serde_yaml::to_value(text).unwrap();
        fs::write(
            &file,
            yaml::reconcile(&source, &value(&before), &value(&after)).unwrap(),
        )
        .unwrap();
        team.adr(
            &team.desk,
            STEWARD,
            &["revise", "0", "-m", "The people of the aliases"],
        );
        team.sign(STEWARD, &["approve", "0"]);
        team.adr(&team.desk, STEWARD, &["accept", "0"]);
        team.git(&["switch", "-q", "main"]);
        team.git(&["merge", "-q", "--ff-only", "adr/0000-charter-r2"]);
        team
    }

    fn invite(&self, charter: &mut Charter, import: &Import, keps: &[&ImportedDecision]) {
        charter.people.extend(import.charter.people.clone());
        charter.teams.extend(import.charter.teams.clone());
        let mut owners = BTreeSet::new();
        for kep in keps {
            let owner = kep.owner.clone().unwrap();
            let approvers = kep.approvers.iter().filter_map(|party| match party {
                Party::Person(handle) => Some(handle.clone()),
                Party::Team(_) => None,
            });
            for person in approvers.chain([owner.clone()]) {
                let key = CharterKey {
                    key: self.key(person.as_str()),
                    state: KeyState::Active,
                };
                let entry = charter
                    .people
                    .entry(person.clone())
                    .or_insert_with(|| newcomer(&person));
                entry.email = vec![Line::new(&address(person.as_str())).unwrap()];
                entry.keys = vec![key];
            }
            owners.insert(owner);
        }
        charter.teams.insert(
            "owners".parse().unwrap(),
            owners.into_iter().map(Party::Person).collect(),
        );
        // Whoever drives a decision stands by it; everybody else is named by the text.
        charter.rules[0] = Rule {
            name: Line::new("the owner stands by it").unwrap(),
            when: When::default(),
            need: vec![Need::From {
                from: Source("owners".parse().unwrap()),
                count: Count::Number(1),
                assurance: None,
            }],
            proposer: Some(Proposer::Allow),
            assurance: None,
            quorum: None,
            comment_days: None,
            overrule: None,
        };
        let mut steward_too = charter
            .teams
            .get(&"owners".parse().unwrap())
            .unwrap()
            .clone();
        steward_too.push(Party::Person(STEWARD.parse().unwrap()));
        charter.teams.insert("owners".parse().unwrap(), steward_too);
    }

    fn key(&self, person: &str) -> adr_sign::record::key::PublicKey {
        ssh_key(&self.repo.around(), person, "ed25519")
            .line
            .parse()
            .unwrap()
    }

    /// A clone of a colleague who has not fetched since.
    fn second_clone(&self) -> PathBuf {
        let folder = self.repo.around().join("elsewhere");
        self.repo.git(&[
            "clone",
            "-q",
            &self.desk.display().to_string(),
            &folder.display().to_string(),
        ]);
        folder
    }

    /// Drafts a proposal on a branch of its own and puts it up. Its owner stands by it.
    fn propose(&self, clone: &Path, kep: &ImportedDecision) -> u32 {
        let owner = kep.owner.as_ref().unwrap().as_str();
        let file = self.repo.around().join("draft.yaml");
        fs::write(&file, text_of(kep)).unwrap();
        let drafted = self.adr(
            clone,
            owner,
            &["new", "--from", &file.display().to_string(), "--json"],
        );
        let number = drafted["number"].as_u64().unwrap() as u32;
        self.adr(clone, owner, &["propose", &number.to_string()]);
        self.run(
            clone,
            owner,
            true,
            &["approve", &number.to_string(), "--json"],
            0,
        );
        self.repo.git_in(clone, &["switch", "-q", "main"]);
        number
    }

    /// The colleague's branch has the number of another decision: git itself says so.
    fn hear_of_the_collision(&self, elsewhere: &Path, number: u32) {
        let theirs = format!("refs/heads/adr/{number:04}-*:refs/heads/adr/{number:04}-*");
        self.git(&["fetch", "-q", &elsewhere.display().to_string(), &theirs]);
        let branch = self.branch_of_rival(elsewhere, number);
        self.git(&["switch", "-q", &branch]);
        let merge = self.repo.try_git(&["merge", "main"]);
        let said = String::from_utf8_lossy(&merge.stdout).into_owned();
        assert!(
            !merge.status.success() && said.contains(&format!("decisions/.numbers/{number:04}")),
            "{said}"
        );
        self.git(&["merge", "--abort"]);
    }

    fn branch_of_rival(&self, elsewhere: &Path, number: u32) -> String {
        let pattern = format!("refs/heads/adr/{number:04}-*");
        self.repo.git_in(
            elsewhere,
            &["for-each-ref", "--format=%(refname:short)", &pattern],
        )
    }

    /// Gives the decision of the current branch the next free number; nobody has to sign again.
    fn renumber(&self, number: u32) -> u32 {
        let renumbered = self.adr(
            &self.desk,
            STEWARD,
            &["renumber", &number.to_string(), "--json"],
        );
        self.git(&["merge", "-q", "--no-edit", "main"]);
        self.git(&["switch", "-q", "main"]);
        renumbered["to"]
            .as_u64()
            .or(renumbered["number"].as_u64())
            .unwrap() as u32
    }

    fn everything_is_proved_from_the_tree_alone(&self) {
        let accepted = self.adr(
            &self.desk,
            STEWARD,
            &["list", "--status", "accepted", "--json"],
        );
        assert_eq!(accepted["decisions"].as_array().unwrap().len(), 31);
        let shallow = self.repo.around().join("shallow");
        let url = format!("file://{}", self.desk.display());
        self.repo.git(&[
            "clone",
            "-q",
            "--depth",
            "1",
            &url,
            &shallow.display().to_string(),
        ]);
        assert_eq!(
            self.repo.git_in(&shallow, &["rev-list", "--count", "HEAD"]),
            "1"
        );
        self.adr(&shallow, STEWARD, &["verify"]);
        assert_eq!(self.repo.git(&["fsck", "--strict", "--no-dangling"]), "");
        assert_eq!(self.repo.git(&["status", "--porcelain"]), "");
        let count = |pattern: &str| self.repo.git(&["ls-files", pattern]).lines().count();
        eprintln!(
            "{} commits, {} sign-offs, {} revisions",
            self.repo.git(&["rev-list", "--count", "HEAD"]),
            count("decisions/*/signoffs/*"),
            count("decisions/*/revisions/*"),
        );
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.repo.git(arguments)
    }

    /// Runs `adr` as somebody; its answer, where that is JSON.
    fn adr(&self, clone: &Path, person: &str, arguments: &[&str]) -> Value {
        self.run(clone, person, false, arguments, 0)
    }

    /// Runs `adr-sign` as somebody, at the desk.
    fn sign(&self, person: &str, arguments: &[&str]) {
        self.run(&self.desk, person, true, arguments, 0);
    }

    fn run(&self, clone: &Path, person: &str, sign: bool, arguments: &[&str], code: i32) -> Value {
        let program = if sign {
            env!("CARGO_BIN_EXE_adr-sign")
        } else {
            env!("CARGO_BIN_EXE_adr")
        };
        let key = ssh_key(&self.repo.around(), person, "ed25519");
        let mut command = self.repo.command(program);
        let identity = [
            ("user.name", person.to_owned()),
            ("user.email", address(person)),
            ("gpg.format", "ssh".to_owned()),
            ("user.signingkey", key.private.display().to_string()),
        ];
        command.env("GIT_CONFIG_COUNT", identity.len().to_string());
        for (index, (key, value)) in identity.into_iter().enumerate() {
            command
                .env(format!("GIT_CONFIG_KEY_{index}"), key)
                .env(format!("GIT_CONFIG_VALUE_{index}"), value);
        }
        let output = command.current_dir(clone).args(arguments).output().unwrap();
        let (said, complained) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert_eq!(
            output.status.code(),
            Some(code),
            "{person}: {arguments:?}\n{said}\n{complained}"
        );
        serde_json::from_str(&said).unwrap_or_default()
    }
}

/// One proposal on its way.
struct Life<'a> {
    team: &'a Team,
    number: u32,
    kep: &'a ImportedDecision,
}

impl Life<'_> {
    fn branch(&self) -> String {
        let pattern = format!("refs/heads/adr/{:04}-*", self.number);
        let own = self
            .team
            .git(&["for-each-ref", "--format=%(refname:short)", &pattern]);
        if own.is_empty() {
            // A renumbered decision stays on the branch it was drafted on.
            return self.team.git(&[
                "for-each-ref",
                "--format=%(refname:short)",
                "--no-merged=main",
                "--sort=refname",
                "--count=1",
                "refs/heads/adr/*",
            ]);
        }
        own.lines().next().unwrap().to_owned()
    }

    fn approvers(&self) -> BTreeSet<String> {
        self.kep.approvers.iter().map(ToString::to_string).collect()
    }

    fn check(&self, code: i32) -> Value {
        self.team.run(
            &self.team.desk,
            STEWARD,
            false,
            &[
                "check",
                "--base",
                "main",
                "--head",
                &self.branch(),
                "--json",
            ],
            code,
        )
    }

    fn is_blocked_for_exactly_its_approvers(&self) {
        assert_eq!(self.missing(), self.approvers());
    }

    /// Whom the check waits for: nobody but named approvers is ever missing here.
    fn missing(&self) -> BTreeSet<String> {
        let report = self.check(1);
        let blocking = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["severity"] != "note");
        assert!(
            blocking
                .clone()
                .all(|finding| finding["code"] == "approver-missing"),
            "{report:#}"
        );
        let evaluation = &report["decisions"][0]["evaluation"];
        let missing: BTreeSet<String> = evaluation["approvers"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|approver| approver["state"] == "unmet")
            .map(|approver| approver["approver"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(blocking.count(), missing.len());
        missing
    }

    /// Each signs from wherever they are: the branch is not checked out.
    fn is_approved_by_all(&self) {
        for approver in self.approvers() {
            self.team
                .sign(&approver, &["approve", &self.number.to_string()]);
        }
    }

    fn is_revised_halfway(&self) {
        let number = self.number.to_string();
        let owner = self.kep.owner.as_ref().unwrap().as_str();
        let approvers = self.approvers();
        let (early, late): (Vec<_>, Vec<_>) = approvers
            .iter()
            .enumerate()
            .partition(|(index, _)| index % 2 == 0);
        for (_, approver) in &early {
            self.team.sign(approver, &["approve", &number]);
        }
        self.team.git(&["switch", "-q", &self.branch()]);
        let pattern = format!("decisions/{:04}-*/decision.yaml", self.number);
        let file = self.team.desk.join(self.team.git(&["ls-files", &pattern]));
        let text = fs::read_to_string(&file).unwrap();
        let changed = text.replacen(
            "decision: |\n",
            "decision: |\n  In two steps, the first behind a gate.\n",
            1,
        );
        assert_ne!(changed, text);
        fs::write(&file, changed).unwrap();
        let revised = self.team.adr(
            &self.team.desk,
            owner,
            &["revise", &number, "-m", "In two steps", "--json"],
        );
        let again: BTreeSet<String> = revised["must_look_again"]
            .as_array()
            .unwrap()
            .iter()
            .map(|person| person.as_str().unwrap().to_owned())
            .filter(|person| person != owner)
            .collect();
        assert_eq!(
            again,
            early
                .iter()
                .map(|(_, approver)| (*approver).clone())
                .collect()
        );
        self.team.git(&["switch", "-q", "main"]);
        self.team.sign(owner, &["approve", &number, "--again"]);
        assert_eq!(self.missing(), approvers);
        for (_, approver) in early {
            self.team.sign(approver, &["approve", &number, "--again"]);
        }
        for (_, approver) in late {
            self.team.sign(approver, &["approve", &number]);
        }
    }

    fn meets_an_objection_that_is_answered(&self) {
        let number = self.number.to_string();
        let owner = self.kep.owner.as_ref().unwrap().as_str();
        let approvers = self.approvers();
        let objector = approvers.first().unwrap();
        self.team.sign(
            objector,
            &[
                "object",
                &number,
                "-m",
                "What if it has to be turned off again?",
            ],
        );
        for approver in approvers.iter().skip(1) {
            self.team.sign(approver, &["approve", &number]);
        }
        let report = self.check(1);
        let codes: BTreeSet<&str> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["code"].as_str().unwrap())
            .collect();
        assert!(codes.contains("objection"), "{report:#}");
        // Its owner cannot answer it; whoever may overrule can.
        self.team.run(
            &self.team.desk,
            owner,
            true,
            &["answer", &number, "-m", "Trust me"],
            1,
        );
        self.team.sign(
            STEWARD,
            &[
                "answer",
                &number,
                "-m",
                "There is a gate, and it is off by default.",
            ],
        );
        self.team
            .sign(objector, &["approve", &number, "-m", "That will do."]);
    }

    fn is_accepted(&self) {
        let owner = self.kep.owner.as_ref().unwrap().as_str();
        let report = self.check(1);
        assert_eq!(report["findings"][0]["code"], "not-accepted", "{report:#}");
        self.team.adr(
            &self.team.desk,
            owner,
            &["accept", &self.number.to_string()],
        );
        self.check(0);
    }

    /// A third by a merge commit, a third squashed, a third rebased.
    fn is_merged(&self, index: usize) {
        let branch = self.branch();
        match index % 3 {
            0 => drop(
                self.team
                    .git(&["merge", "-q", "--no-ff", "--no-edit", &branch]),
            ),
            1 => {
                self.team.git(&["merge", "-q", "--squash", &branch]);
                self.team
                    .git(&["commit", "-q", "-m", &format!("Decision {}", self.number)]);
                self.team.git(&["branch", "-q", "-D", &branch]);
            }
            _ => {
                self.team.git(&["rebase", "-q", "main", &branch]);
                self.check(0);
                self.team.git(&["switch", "-q", "main"]);
                self.team.git(&["merge", "-q", "--ff-only", &branch]);
            }
        }
    }
}

fn newcomer(handle: &Handle) -> Person {
    Person {
        name: Line::new(handle.as_str()).unwrap(),
        kind: PersonKind::Person,
        active: true,
        email: Vec::new(),
        keys: Vec::new(),
    }
}

fn address(person: &str) -> String {
    format!("{person}@example.com")
}

/// The proposal as its owner would hand it to `adr new --from`. The slice has no prose, so that is ours.
fn text_of(kep: &ImportedDecision) -> String {
    let people: BTreeMap<String, ()> = kep
        .approvers
        .iter()
        .map(|party| (party.to_string(), ()))
        .collect();
    let known = kep
        .clone()
        .for_people(|party| people.contains_key(&party.to_string()));
    let mut text = known.text(DecisionId::new(0, 0), |_| None);
    text.owner.clone_from(&kep.owner);
    text.context
        .get_or_insert(Prose::new("As the proposal says.").unwrap());
    text.decision
        .get_or_insert(Prose::new("We do what the proposal says.").unwrap());
    let written = yaml::write(&text);
    written
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("id: "))
        .collect()
}
