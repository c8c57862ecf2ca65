//! All maintainers are gone: an administrator goes on, and everybody sees it.

use super::office::Desk;
use crate::support::ssh_key;
use crate::support::team::Team;

const DRAFT: &str = "decisions/0000-decision-0/decision.yaml";

/// On a branch, Fay has written herself into the draft of the charter, as the one who decides.
fn drafted(team: &Team) -> Desk<'_> {
    let fay = Desk::at(&team.repo, "fay");
    let key = ssh_key(&team.repo.around(), "fay", "ed25519").line;
    fay.git(&["switch", "-q", "-c", "go-on"]);
    for (from, to) in [
        (
            "  people:\n",
            format!("  people:\n    fay:\n      name: Fay Kern\n      keys:\n        - {key}\n"),
        ),
        (
            "    ann:\n      name: Ann Owner\n",
            "    ann:\n      name: Ann Owner\n      active: false\n".to_owned(),
        ),
        (
            "    bob:\n      name: Bob Ito\n",
            "    bob:\n      name: Bob Ito\n      active: false\n".to_owned(),
        ),
        (
            "    carol:\n      name: Carol Diaz\n",
            "    carol:\n      name: Carol Diaz\n      active: false\n".to_owned(),
        ),
        ("    leads:\n", "    leads:\n      - fay\n".to_owned()),
        (
            "    maintainers:\n",
            "    maintainers:\n      - fay\n".to_owned(),
        ),
        (
            "          count: 2\n",
            "          count: 1\n      proposer: allow\n".to_owned(),
        ),
    ] {
        fay.rewrite(DRAFT, from, &to);
    }
    fay
}

#[test]
fn whoever_pins_the_new_root_goes_on_and_sees_the_break() {
    let team = Team::new();
    team.settle(1);
    let fay = drafted(&team);
    let told = fay.adr(&[
        "charter",
        "continue",
        "-m",
        "The old team has left",
        "--json",
    ]);
    let report = told.json(0);
    let root = report["trust_root"].as_str().expect("a digest").to_owned();
    assert_eq!(report["continues"], team.root.to_string());
    fay.assert_tidy();

    // Under the old charter it is nothing; pinned, it is a break that is told.
    let old = team.root.to_string();
    for pinned in [None, Some(old.as_str())] {
        let mut arguments = vec!["check", "--base", "main"];
        arguments.extend(pinned.iter().flat_map(|root| ["--trust-root", root]));
        let told = fay.adr(&arguments);
        assert_eq!(told.code, 3, "{}{}", told.answer, told.said);
    }
    let told = fay.adr(&["check", "--base", "main", "--trust-root", &root]);
    assert!(told.fine().contains("charter-break"), "{}", told.answer);
    team.merge();

    // Everybody pins the new one, and life goes on.
    assert_ne!(fay.adr(&["verify"]).code, 0);
    let told = fay.adr(&["verify", "--trust-root", &root]);
    assert!(
        told.fine().contains("a break at revision 2"),
        "{}",
        told.answer
    );
    assert_eq!(fay.adr(&["charter", "show"]).code, 3);
    fay.git(&["config", "adr.trustRoot", &root]);
    fay.adr(&["verify"]).fine();
    fay.adr(&["charter", "show"]).fine();
    fay.git(&["switch", "-q", "main"]);
    fay.adr(&["new", "Anew", "--json"]).json(0);
    fay.write_text("decisions/0002-anew/decision.yaml");
    fay.adr(&["propose", "2"]).fine();
    fay.sign(&["approve", "2"]).fine();
    fay.adr(&["accept", "2"]).fine();
    let told = fay.adr(&["check"]);
    assert_eq!(told.code, 0, "{}{}", told.answer, told.said);
    team.merge();
    let told = fay.adr(&["audit"]);
    assert!(told.fine().contains("a break: judged under itself"));
    fay.git(&["config", "adr.trustRoot", "mine"]);
    assert_eq!(fay.adr(&["check"]).code, 2);
}

#[test]
fn who_goes_on_must_be_able_to_alone() {
    let team = Team::new();
    let fay = drafted(&team);
    // Somebody else is asked as well.
    fay.rewrite(DRAFT, "      proposer: allow\n", "");
    let told = fay.adr(&["charter", "continue", "-m", "They have left"]);
    assert_eq!(told.code, 1, "{}", told.said);
    // Nobody of the charter as it is may take this way unless the draft says so.
    let team = Team::new();
    let mallory = Desk::at(&team.repo, "mallory");
    let told = mallory.adr(&["charter", "continue", "-m", "Mine now"]);
    assert_eq!(told.code, 4, "{}", told.said);
    assert!(told.said.contains("in the charter"), "{}", told.said);
}
