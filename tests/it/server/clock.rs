//! Comment periods by the server's own record of what came when.

use std::fs;

use super::Server;
use crate::support::team::Team;

const RULE: &str = "  - name: comment\n    when: {kind: [new]}\n    need: [{from: leads, count: 1}]\n    comment_days: 5\n";

fn team() -> Team {
    Team::with(&Team::charter().replace("rules:\n", &format!("rules:\n{RULE}")))
}

/// Decision 1, with everything but time, on `adr/1`.
fn ready(team: &Team) {
    team.propose(1);
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
}

/// Lets everything have come to the server so many days earlier.
fn days_pass(server: &Server<'_>, days: i64) {
    let record = fs::read_to_string(server.arrivals()).unwrap();
    let line = |line: &str| match line
        .strip_prefix("  ")
        .and_then(|line| line.split_once(' '))
    {
        Some((digest, moment)) => {
            let moment = chrono::DateTime::parse_from_rfc3339(moment).unwrap();
            let earlier = moment - chrono::Duration::days(days);
            format!("  {digest} {}\n", earlier.to_rfc3339())
        }
        None => format!("{line}\n"),
    };
    fs::write(
        server.arrivals(),
        record.lines().map(line).collect::<String>(),
    )
    .unwrap();
}

#[test]
fn the_days_count_from_when_the_server_showed_the_text() {
    let team = team();
    let server = Server::new(&team);
    ready(&team);
    // What nobody could read has no time.
    let none = "there is no trusted start of the comment period";
    server
        .push(&["HEAD:main"])
        .refused(&["comment-period", none]);
    server
        .push(&["HEAD:main"])
        .refused(&["comment-period", none]);
    server.push(&["adr/1"]).taken();
    server
        .push(&["HEAD:main"])
        .refused(&["comment-period", "they end at"]);
    days_pass(&server, 4);
    server
        .push(&["HEAD:main"])
        .refused(&["comment-period", "they end at"]);
    days_pass(&server, 1);
    // The branch goes on, rebased or under another name: the text has been there all the time.
    team.repo.write("src/a.rs", "// A.\n");
    team.commit("ann", "Code");
    server.push(&["+HEAD:adr/1", "HEAD:adr/one"]).taken();
    server.push(&[":adr/1"]).taken();
    server.push(&["HEAD:main"]).taken();
}

#[test]
fn a_text_that_was_hidden_again_begins_anew() {
    let team = team();
    let server = Server::new(&team);
    ready(&team);
    server.push(&["adr/1"]).taken();
    days_pass(&server, 9);
    server.push(&[":adr/1"]).taken();
    server.push(&["adr/1"]).taken();
    server
        .push(&["HEAD:main"])
        .refused(&["comment-period", "they end at"]);

    // The same by a branch that lets go of it, or that calls another folder the log.
    for away in ["decisions/0001-decision-1", ".adr-dir"] {
        days_pass(&server, 9);
        team.branch("away");
        if away == ".adr-dir" {
            team.repo.write(".adr-dir", "elsewhere\n");
        }
        team.repo
            .git(&["rm", "-q", "-r", "decisions/0001-decision-1"]);
        team.commit("ann", "Away");
        server.push(&["+away:adr/1"]).taken();
        team.switch("adr/1");
        team.repo.git(&["branch", "-q", "-D", "away"]);
        server.push(&["+adr/1"]).taken();
        server
            .push(&["HEAD:main"])
            .refused(&["comment-period", "they end at"]);
    }
}

#[test]
fn without_the_second_hook_the_clock_starts_with_the_next_try() {
    let team = team();
    let server = Server::new(&team);
    fs::remove_file(server.folder.join("hooks/post-receive")).unwrap();
    ready(&team);
    server.push(&["adr/1"]).taken();
    assert!(!server.arrivals().exists());
    server.push(&["HEAD:main"]).refused(&["they end at"]);
    days_pass(&server, 5);
    server.push(&["HEAD:main"]).taken();
}

#[test]
fn a_record_that_is_damaged_or_held_is_no_pass() {
    let team = team();
    let server = Server::new(&team);
    ready(&team);
    server.push(&["adr/1"]).taken();
    days_pass(&server, 9);
    let record = fs::read_to_string(server.arrivals()).unwrap();
    fs::write(server.arrivals(), &record[..record.len() - 9]).unwrap();
    server
        .push(&["HEAD:main"])
        .refused(&["there is no answer", "adr/arrivals is not what adr wrote"]);
    // Beside what is protected nobody has to wait for it.
    server.push(&["HEAD:adr/one"]).taken();
    fs::write(server.arrivals(), &record).unwrap();
    server.push(&["HEAD:main"]).taken();
}
