//! Ten questions of somebody who joins, asked of a log of real proposals: each row of `docs/questions.md` is the
//! command that is run here, and what it has to answer.

use serde_json::Value;

use super::community::{CHAIR, Community};
use super::proposal::{Home, Open, Proposal, chosen};

/// What the third proposal was weighed against.
const OPTIONS: &str = "options:
- name: Do nothing
  pros:
  - costs nobody anything
  cons:
  - every cluster works around it in another way
- name: A webhook outside of the tree
  cons:
  - needs a network call for each request
";

/// Half a year of six proposals.
struct HalfYear {
    community: Community,
    /// Agreed in February after an objection.
    objected: Open,
    /// Agreed in February with its second text.
    revised: Open,
    /// Agreed in April, with options and for some paths.
    weighed: Open,
    /// Taken back in April.
    taken_back: Open,
    /// Open since May: its first approver has agreed, on a condition.
    half_agreed: Open,
    /// Open since May, and objected to.
    blocked: Open,
}

impl HalfYear {
    fn lived_through() -> Self {
        let mut proposals: Vec<Proposal> = chosen().into_iter().take(6).collect();
        proposals[2].draft.push_str(OPTIONS);
        proposals[2]
            .draft
            .push_str("governs:\n- pkg/scheduler/**\n");
        let community = Community::gather(&proposals, "2026-02-02");
        let put_up = |nth: usize| community.puts_up(&proposals[nth], &Home::Shared);

        community.it_is("2026-02-10");
        let objected = put_up(0);
        community.answers_an_objection(&objected);
        community.signs_one_by_one(&objected, objected.approvers());
        community.accepts(&objected);
        community.merges(&objected);

        community.it_is("2026-02-20");
        let revised = put_up(1);
        let left = community.argues_over_a_new_text(&revised);
        community.signs_one_by_one(&revised, left);
        community.accepts(&revised);
        community.squashes(&revised);

        community.it_is("2026-04-15");
        let weighed = put_up(2);
        community.signs_one_by_one(&weighed, weighed.approvers());
        community.accepts(&weighed);
        community.merges(&weighed);

        community.it_is("2026-04-20");
        let taken_back = put_up(3);
        let number = taken_back.number.to_string();
        let reason = "The API server does it already";
        let branch = ["--branch", &taken_back.branch];
        let withdraw = [&["withdraw", &number, "-m", reason][..], &branch].concat();
        community.adr(taken_back.owner(), &withdraw).fine();
        community.merges(&taken_back);

        community.it_is("2026-05-04");
        let half_agreed = put_up(4);
        let first = half_agreed
            .approvers()
            .first()
            .expect("an approver")
            .clone();
        let number = half_agreed.number.to_string();
        let on_condition = [
            "approve",
            &number,
            "--condition",
            "load-test:A load test before beta",
            "--branch",
            &half_agreed.branch,
        ];
        community.signs(&first, &on_condition).fine();
        let blocked = put_up(5);
        let number = blocked.number.to_string();
        let object = [
            "object",
            &number,
            "-m",
            "It breaks upgrades",
            "--branch",
            &blocked.branch,
        ];
        community
            .signs(community.bystander(&blocked), &object)
            .fine();

        community.it_is("2026-05-11");
        Self {
            community,
            objected,
            revised,
            weighed,
            taken_back,
            half_agreed,
            blocked,
        }
    }

    /// The newcomer has the chair's key: somebody who is asked for nothing so far.
    fn ask(&self, question: &[&str]) -> Value {
        let arguments = [question, &["--json"]].concat();
        self.community.adr(CHAIR, &arguments).json(0)
    }
}

fn list<'a>(answer: &'a Value, field: &str) -> &'a Vec<Value> {
    answer[field]
        .as_array()
        .unwrap_or_else(|| panic!("a list of {field}: {answer:#}"))
}

/// The numbers of the decisions that a list tells of.
fn numbers(answer: &Value, field: &str) -> Vec<u32> {
    let told = list(answer, field).iter();
    told.map(|one| u32::try_from(one["number"].as_u64().expect("a number")).expect("a number"))
        .collect()
}

/// The one of a list that is about a decision.
fn about<'a>(answer: &'a Value, field: &str, one: &Open) -> &'a Value {
    let mut told = list(answer, field).iter();
    told.find(|told| told["number"] == one.number)
        .unwrap_or_else(|| panic!("{} in {field}: {answer:#}", one.number))
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn ten_questions_of_a_newcomer_are_answered() {
    let log = HalfYear::lived_through();
    what_was_agreed_on_something(&log);
    by_whom_and_when(&log);
    why_not_otherwise(&log);
    what_was_held_against_it(&log);
    what_was_turned_down(&log);
    what_is_open(&log);
    what_is_asked_of_somebody(&log);
    what_was_missed_since_march(&log);
    what_binds_a_file(&log);
    whose_words_these_are(&log);
}

fn what_was_agreed_on_something(log: &HalfYear) {
    let words = log.weighed.proposal.title.clone();
    let found = log.ask(&["search", &words]);
    let best = &list(&found, "decisions")[0];
    assert_eq!(best["number"], log.weighed.number);
    assert_eq!(best["status"]["word"], "accepted");
}

fn by_whom_and_when(log: &HalfYear) {
    let number = log.revised.number.to_string();
    let told = log.ask(&["show", &number]);
    assert_eq!(told["revision"]["revision"], 2);
    let signers: Vec<_> = list(&told, "signoffs")
        .iter()
        .filter(|said| said["revision"] == 2)
        .map(ToString::to_string)
        .collect();
    for who in log.revised.approvers() {
        assert!(signers.iter().any(|said| said.contains(&who)), "{told:#}");
    }
    let ended = &list(&told, "resolutions")[0];
    assert_eq!(ended["by"], log.revised.owner());
    assert!(ended["at"].to_string().contains("2026-02-20"), "{ended}");
}

fn why_not_otherwise(log: &HalfYear) {
    let found = log.ask(&["search", "--field", "options", "webhook"]);
    let best = &list(&found, "decisions")[0];
    assert_eq!(best["number"], log.weighed.number);
    let number = log.weighed.number.to_string();
    let text = &log.ask(&["show", &number])["text"];
    let cons = &text["options"][1]["cons"];
    assert_eq!(cons[0], "needs a network call for each request");
}

fn what_was_held_against_it(log: &HalfYear) {
    let told = log.ask(&["brief", "--all"]);
    let agreement = about(&told, "agreed", &log.objected);
    let argument = &list(agreement, "arguments")[0];
    let reason = |voice: &Value| {
        voice["reason"]
            .as_str()
            .expect("a reason")
            .trim()
            .to_owned()
    };
    assert_eq!(reason(&argument["raised"]), "Who maintains it?");
    assert_eq!(argument["answers"][0]["person"], CHAIR);
    assert_eq!(
        reason(&argument["answers"][0]),
        "The SIG does, see its charter."
    );
}

fn what_was_turned_down(log: &HalfYear) {
    let told = log.ask(&["list", "--status", "withdrawn"]);
    assert_eq!(numbers(&told, "decisions"), [log.taken_back.number]);
    let told = log.ask(&["brief", "--all"]);
    let ending = about(&told, "ended", &log.taken_back);
    assert_eq!(ending["summary"], "The API server does it already");
}

fn what_is_open(log: &HalfYear) {
    let told = log.ask(&["status"]);
    let half = about(&told, "decisions", &log.half_agreed);
    assert_eq!(list(half, "conditions")[0]["id"], "load-test");
    let blocked = about(&told, "decisions", &log.blocked);
    let evaluation = blocked["evaluation"].to_string();
    let objector = log.community.bystander(&log.blocked);
    assert!(evaluation.contains("objection"), "{evaluation}");
    assert!(evaluation.contains(objector), "{evaluation}");
}

fn what_is_asked_of_somebody(log: &HalfYear) {
    let approvers = log.half_agreed.approvers();
    let next = approvers.iter().nth(1).expect("a second approver");
    let told = log.ask(&["inbox", "--for", next]);
    let item = about(&told, "items", &log.half_agreed);
    let command = item["command"].as_str().expect("a command");
    let approve = format!("adr-sign approve {}", log.half_agreed.number);
    assert!(command.starts_with(&approve), "{command}");
}

fn what_was_missed_since_march(log: &HalfYear) {
    let told = log.ask(&["brief", "--since", "2026-03-01"]);
    assert_eq!(numbers(&told, "agreed"), [log.weighed.number]);
    assert_eq!(numbers(&told, "ended"), [log.taken_back.number]);
    assert_eq!(
        numbers(&told, "discussed"),
        [log.half_agreed.number, log.blocked.number]
    );
    // The two of February, and the charter.
    assert_eq!(told["earlier"], 3);
}

fn what_binds_a_file(log: &HalfYear) {
    let told = log.ask(&["why", "pkg/scheduler/queue.go"]);
    assert_eq!(numbers(&told, "decisions"), [log.weighed.number]);
    let told = log.ask(&["why", "pkg/kubelet/kubelet.go"]);
    assert_eq!(told["ungoverned"][0], "pkg/kubelet/kubelet.go");
}

/// The proposal was merged as one commit, of which Git knows no second author.
fn whose_words_these_are(log: &HalfYear) {
    let number = log.revised.number.to_string();
    let told = log.ask(&["blame", &number]);
    let line = list(&told, "lines").iter().find(|line| {
        let text = line["text"].as_str().expect("a line");
        text.contains("Somebody has to write the migration guide.")
    });
    let line = line.expect("the line that came with the second text");
    assert_eq!(line["revision"], 2);
    assert_eq!(line["by"], log.revised.owner());
    let signed = list(line, "signed");
    for who in log.revised.approvers() {
        assert!(
            signed.iter().any(|signer| *signer == who.as_str()),
            "{line}"
        );
    }
}
