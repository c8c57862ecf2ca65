//! What was pushed past the check is named, with the commit that did it.

use adr_sign::record::resolution::Outcome;

use super::{audit, incidents};
use crate::support::team::Team;

#[test]
fn an_acceptance_that_nobody_signed() {
    let team = Team::new();
    team.settle(1);
    team.propose(2);
    team.resolve("ann", 2, Outcome::Accepted, |_| {});
    team.commit("ann", "Accept decision 2");
    team.merge();
    let bad = team.repo.git(&["rev-parse", "main"]);
    team.settle(3);
    let report = audit(&team, &["--json"]).json_of("broken");
    let incidents = incidents(&report);
    assert_eq!(incidents.len(), 1, "{report:#}");
    assert_eq!(incidents[0].0, bad);
    assert!(incidents[0].1.contains(&"accepted-without-agreement".to_owned()));
}
