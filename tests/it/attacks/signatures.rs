//! Signatures that are true, and not of this.

use adr_sign::check::Verdict::{Blocked, Rejected};
use adr_sign::record::armor::Armor;
use adr_sign::record::signoff::{Signoff, Stance, Statement};
use adr_sign::signing::payload::{append_signature, payload};

use super::{found, passes};
use crate::interop::hardware::{NOBODY, TOUCHED, Token};
use crate::support::team::{Team, sign, sign_for};

fn approving(signoff: &mut Signoff) {
    signoff.statement = Statement::Stance(Stance::Approve {
        conditions: Vec::new(),
    });
}

/// Adds an approval by Bob with another signature than his tool would make.
fn signed_otherwise(team: &Team, sign: impl FnOnce(&[u8]) -> Armor) -> String {
    let (path, bytes, _) = team.signoff("bob", 1, approving);
    let signed = payload(&bytes).to_vec();
    team.repo
        .write(&path, append_signature(&signed, &sign(&signed)));
    team.commit("bob", "Sign decision 1");
    path
}

#[test]
fn row_23_a_signature_for_another_purpose_or_of_other_bytes() {
    let team = Team::new();
    team.propose(1);
    let path = signed_otherwise(&team, |payload| sign_for("git", "bob", payload));
    found(&team.check(), Rejected, "signature-broken").at(&path);

    team.repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    let path = signed_otherwise(&team, |payload| sign("bob", &[payload, b"\n"].concat()));
    found(&team.check(), Rejected, "signature-broken").at(&path);
}

#[test]
fn row_23_a_security_key_that_nobody_touched() {
    let token = Token::ed25519();
    let charter = Team::charter()
        .replace(
            "keys: [KEY-bob]",
            &format!("keys: [KEY-bob, \"{}\"]", token.key()),
        )
        .replace(
            "rules:\n",
            "rules:\n  - name: hardware\n    when: {kind: [new]}\n    \
             need: [{any: [{from: bob, count: 1, assurance: hardware}]}]\n    proposer: allow\n",
        );
    let team = Team::with(&charter);
    team.propose(1);
    team.approve("carol", 1);
    signed_otherwise(&team, |payload| token.signature(payload, NOBODY));
    team.accept(1);
    found(&team.check(), Blocked, "approval-missing").saying("bob: below hardware");

    team.repo.git(&["reset", "-q", "--hard", "HEAD~2"]);
    signed_otherwise(&team, |payload| token.signature(payload, TOUCHED));
    team.accept(1);
    passes(&team.check());
}

#[test]
fn one_statement_in_two_armours_is_one_statement() {
    // The name goes with the signed bytes, so that the second would have to lie where the first does.
    let team = Team::new();
    team.propose(1);
    let path = signed_otherwise(&team, |payload| sign("bob", payload));
    let folder = path.rsplit_once('/').unwrap().0;
    let copy = format!("{folder}/bob.r1.00000000.yaml");
    team.repo.write(&copy, team.repo.read(&path));
    team.commit("ann", "Bob agrees twice");
    found(&team.check(), Rejected, "misnamed").at(&copy);

    // An armour that is wrapped otherwise holds the same signature, and is not what the writer writes.
    std::fs::remove_file(team.repo.root().join(&copy)).unwrap();
    let text = team.repo.read(&path);
    let (before, after) = text.split_once("BEGIN SSH SIGNATURE-----\n  ").unwrap();
    let wrapped = format!("{before}BEGIN SSH SIGNATURE-----\n  U\n  {}", &after[1..]);
    team.repo.write(&path, wrapped);
    team.commit("ann", "Wrap it otherwise");
    assert_eq!(team.check().verdict, Rejected);
}
