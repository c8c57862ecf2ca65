//! Clocks, sizes and letters.

use adr_sign::check::Verdict::{Blocked, CannotEvaluate, Rejected};
use adr_sign::record::id::Number;
use chrono::{DateTime, Duration};

use super::{found, passes};
use crate::support::team::{Team, now};

const DRAFT: &str = "decisions/0001-decision-1/decision.yaml";
const COMMENT: &str = "  - name: comment\n    when: {kind: [new]}\n    need: [{from: leads, count: 1}]\n    comment_days: 5\n";

#[test]
fn row_45_dates_set_back_to_outlive_a_comment_period() {
    let charter = Team::charter().replace("rules:\n", &format!("rules:\n{COMMENT}"));
    let team = Team::with(&charter);
    team.branch("adr/1");
    let long_ago = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    team.begin(1, &team.text(1, "ann"));
    team.propose_text("ann", 1, &team.text(1, "ann"));
    team.revise_as(
        "ann",
        1,
        |_| {},
        |revision| {
            revision.at = adr_sign::record::time::Timestamp::new(long_ago.fixed_offset());
        },
    );
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    let dated = [
        "-c",
        "user.name=ann",
        "commit",
        "-q",
        "--amend",
        "--no-edit",
    ];
    let mut command = team.repo.command("git");
    command
        .args(dated)
        .args(["--date", "2020-01-01T00:00:00Z"])
        .env("GIT_COMMITTER_DATE", "2020-01-01T00:00:00Z");
    assert!(command.status().unwrap().success());
    found(&team.check(), Blocked, "comment-period")
        .saying("there is no trusted start of the comment period");

    // Only what a trusted party saw starts the clock, and of this text only.
    let digest = team.newest_digest(1);
    let seen = |ago: i64| {
        team.check_with(|request| {
            let start = now().moment() - Duration::days(ago);
            request.first_seen.insert(digest, start);
        })
    };
    found(&seen(4), Blocked, "comment-period").saying("they end at");
    passes(&seen(5));
}

#[test]
fn row_52_an_alias_bomb_and_ten_thousand_levels() {
    let team = Team::new();
    team.propose(1);
    let bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: &d [*c,*c]\n".to_owned();
    let deep = format!("custom: {}x{}\n", "[".repeat(10_000), "]".repeat(10_000));
    let deeper = format!(
        "custom:\n{}",
        (1..5_000)
            .map(|level| format!("{}a:\n", " ".repeat(level)))
            .collect::<String>()
    );
    for text in [bomb, deep, deeper] {
        team.repo.write(DRAFT, text);
        team.commit("ann", "Odd");
        assert_eq!(team.check().verdict, Rejected);
    }
}

#[test]
fn row_52_a_file_of_100_mib() {
    let team = Team::new();
    team.propose(1);
    team.repo.write(DRAFT, vec![b'#'; 100 << 20]);
    team.commit("ann", "Large");
    found(&team.check(), Rejected, "too-large").at(DRAFT);
}

#[test]
fn row_52_very_many_files() {
    let team = Team::new();
    team.propose(1);
    let (path, bytes, _) = team.signoff("bob", 1, |_| {});
    let unsigned = adr_sign::signing::payload::payload(&bytes).to_vec();
    let text = String::from_utf8(unsigned).unwrap();
    let folder = path.rsplit_once('/').unwrap().0;
    for nth in 0..4_000 {
        let text = text.replace("I have read it.", &format!("Reason {nth}."));
        let short = adr_sign::record::digest::Digest::of(text.as_bytes()).short();
        team.repo
            .write(&format!("{folder}/bob.r1.{short}.yaml"), &text);
    }
    for nth in 0..4_000 {
        team.repo.write(&format!("decisions/stray/{nth}"), "psst\n");
        let number = adr_sign::record::layout::Place::NumberClaim(Number(1_000 + nth));
        team.repo.write(
            &format!("decisions/{number}"),
            "01jdxk3v8q5t9w2m7r4c6y1zab\n",
        );
    }
    team.commit("ann", "Very many");
    let start = std::time::Instant::now();
    let report = team.check();
    assert_eq!(report.verdict, Rejected);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn row_53_letters_that_look_like_others() {
    let team = Team::new();
    team.propose(1);
    let text = team.repo.read(DRAFT);
    for (odd, with) in [
        ("owner: ann", "owner: \u{430}nn"),
        ("title: Decision 1", "title: Decision \u{202e}1"),
        ("title: Decision 1", "title: Decisio\u{6e}\u{301}n 1"),
        ("title: Decision 1", "title: Decision\u{7} 1"),
    ] {
        assert!(text.contains(odd));
        team.repo.write(DRAFT, text.replace(odd, with));
        team.commit("ann", "Odd letters");
        found(&team.check(), Rejected, "unreadable").at(DRAFT);
    }
}

#[test]
fn a_tree_too_large_to_be_looked_at_is_no_pass() {
    let team = Team::new();
    team.branch("deep");
    let path = ["d"; 300].join("/");
    team.repo.write(&format!("{path}/file"), "deep\n");
    team.commit("ann", "Deep");
    found(&team.check(), CannotEvaluate, "wrong-environment");
}
