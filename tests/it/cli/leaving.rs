//! People change their keys, lose them, and go: each at a clone of their own, over one bare repository.

use super::forge::{agreed, check, merge};
use super::office::Desk;
use crate::support::ssh_key;
use crate::support::team::Team;

/// One of the others is enough for the charter, and for somebody's own entry.
const SMALL: &str = "
people:
  ann: {name: Ann Owner, email: [ann@example.com], keys: [KEY-ann]}
  bob: {name: Bob Ito, email: [bob@example.com], keys: [KEY-bob]}
  carol: {name: Carol Diaz, email: [carol@example.com], keys: [KEY-carol]}
  dana: {name: Dana Roy, email: [dana@example.com], keys: [KEY-dana]}
  eli: {name: Eli Sand, email: [eli@example.com], keys: [KEY-eli]}
teams:
  maintainers: [ann, bob, carol]
  leads: [bob, carol, dana, eli]
overrule: {from: maintainers, count: 2}
rules:
  - name: every decision
    when: {kind: [new, revise, retire]}
    need: [{from: leads, count: 2}]
  - name: charter
    when: {kind: [charter]}
    need: [{from: maintainers, count: 1}]
  - name: own entry
    when: {kind: [own-entry]}
    need: [{from: leads, count: 1}]
";

/// A small team, each at a clone of their own.
struct Small<'t> {
    ann: Desk<'t>,
    bob: Desk<'t>,
    carol: Desk<'t>,
    dana: Desk<'t>,
}

impl<'t> Small<'t> {
    fn of(team: &'t Team) -> Self {
        let [ann, bob, carol, dana] =
            ["ann", "bob", "carol", "dana"].map(|who| Desk::with_clone(team, who));
        Self {
            ann,
            bob,
            carol,
            dana,
        }
    }

    fn all(&self) -> [&Desk<'t>; 4] {
        [&self.ann, &self.bob, &self.carol, &self.dana]
    }

    fn fetch(&self) {
        for one in self.all() {
            one.git(&["fetch", "-q", "origin"]);
        }
    }

    /// What somebody has put up of decision 0 on the branch they are at is approved by another, accepted
    /// and merged.
    fn agree(&self, by: &Desk<'_>, approver: &Desk<'_>) {
        let branch = by.git(&["branch", "--show-current"]);
        by.git(&["push", "-q", "origin", &branch]);
        self.fetch();
        approver.sign(&["approve", "0", "--push"]).fine();
        by.git(&["pull", "-q", "origin", &branch]);
        by.adr(&["accept", "0"]).fine();
        by.git(&["push", "-q", "origin", &branch]);
        let passed = check(approver, &branch);
        assert_eq!(passed.code, 0, "{}{}", passed.answer, passed.said);
        merge(by, &branch, &self.all());
    }

    /// A decision by Ann, pushed.
    fn proposal(&self, title: &str) -> String {
        self.ann.git(&["switch", "-q", "main"]);
        self.ann.git(&["merge", "-q", "--ff-only", "origin/main"]);
        let told = self.ann.adr(&["new", title, "--json"]).json(0);
        let path = told["path"].as_str().expect("a path").to_owned();
        self.ann.write_text(&path);
        let number = told["number"].to_string();
        self.ann.adr(&["propose", &number, "--push"]).fine();
        self.fetch();
        self.ann.git(&["branch", "--show-current"])
    }
}

fn line(team: &Team, who: &str) -> String {
    ssh_key(&team.repo.around(), who, "ed25519").line
}

#[test]
fn a_key_is_replaced_by_whoever_holds_the_old_one() {
    let team = Team::with(SMALL);
    let all = Small::of(&team);
    let bob = &all.bob;
    bob.adr(&["charter", "add-key", "bob", &line(&team, "bob-new")])
        .fine();
    bob.adr(&["charter", "retire-key", "bob", &line(&team, "bob")])
        .fine();

    // The new key is nobody's yet.
    let told = bob
        .with_key_of("bob-new")
        .adr(&["revise", "0", "-m", "A new key"]);
    assert_eq!(told.code, 4);
    assert!(
        told.said.contains("sign with your other key"),
        "{}",
        told.said
    );
    bob.adr(&["revise", "0", "-m", "A new key"]).fine();
    all.agree(bob, &all.dana);

    let told = bob.sign(&["acknowledge", "0"]);
    assert_eq!(told.code, 4);
    assert!(told.said.contains("retired"), "{}", told.said);
    bob.with_key_of("bob-new")
        .sign(&["acknowledge", "0"])
        .fine();
}

#[test]
fn without_a_rule_for_own_entries_the_rules_of_the_charter_hold() {
    let team = Team::new();
    let eli = Desk::with_clone(&team, "eli");
    eli.adr(&["charter", "add-key", "eli", &line(&team, "eli-new")])
        .fine();
    eli.adr(&["revise", "0", "-m", "A second key", "--push"])
        .fine();
    let branch = eli.git(&["branch", "--show-current"]);
    agreed(&team, &branch, &[&eli]);
    eli.git(&["switch", "-q", "main"]);
    eli.git(&["merge", "-q", "--ff-only", "origin/main"]);
    eli.with_key_of("eli-new")
        .sign(&["acknowledge", "0"])
        .fine();
}

#[test]
fn somebody_else_brings_the_new_key_of_who_lost_theirs() {
    // Of whom the rules of the charter ask, everybody may: also when it is the owner of decision 0 whose
    // key is lost.
    let team = Team::with(SMALL);
    let all = Small::of(&team);
    let bob = &all.bob;
    bob.adr(&["charter", "add-key", "ann", &line(&team, "ann-new")])
        .fine();
    bob.adr(&["charter", "retire-key", "ann", &line(&team, "ann")])
        .fine();
    bob.adr(&["revise", "0", "-m", "Ann has lost her key"])
        .fine();
    all.agree(bob, &all.carol);
    for one in [&all.ann, &all.dana] {
        one.git(&["merge", "-q", "--ff-only", "origin/main"]);
    }
    let told = all.ann.sign(&["acknowledge", "0"]);
    assert_eq!(told.code, 4, "{}", told.said);
    all.ann
        .with_key_of("ann-new")
        .sign(&["acknowledge", "0"])
        .fine();

    // Somebody whom the charter's rules do not ask may not.
    let dana = &all.dana;
    dana.adr(&["charter", "add-key", "ann", &line(&team, "mallory")])
        .fine();
    let told = dana.adr(&["revise", "0", "-m", "A key"]);
    assert_eq!(told.code, 1, "{}", told.said);
    assert!(
        told.said.contains("neither its owner nor an editor"),
        "{}",
        told.said
    );
}

#[test]
fn what_a_stolen_laptop_signed_counts_for_nothing_new_and_is_signed_again() {
    let team = Team::with(SMALL);
    let all = Small::of(&team);
    let (ann, bob) = (&all.ann, &all.bob);
    // One decision is agreed with Bob's approval, one is open with it.
    let settled = all.proposal("Backups at night");
    bob.sign(&["approve", "1", "--push"]).fine();
    all.fetch();
    all.dana.sign(&["approve", "1", "--push"]).fine();
    ann.git(&["pull", "-q", "origin", &settled]);
    ann.adr(&["accept", "1"]).fine();
    ann.git(&["push", "-q", "origin", &settled]);
    merge(ann, &settled, &all.all());
    let open = all.proposal("PostgreSQL for orders");
    bob.sign(&["approve", "2", "--push"]).fine();
    all.fetch();

    ann.git(&["switch", "-q", "main"]);
    let (lost, new) = (line(&team, "bob"), line(&team, "bob-new"));
    ann.adr(&["charter", "retire-key", "bob", &lost, "--compromised"])
        .fine();
    ann.adr(&["charter", "add-key", "bob", &new]).fine();
    ann.adr(&["revise", "0", "-m", "Bob's laptop is gone"])
        .fine();
    all.agree(ann, &all.carol);

    // The thief signs nothing, what is settled stays, and Bob's approval of what is open is gone.
    assert_eq!(bob.sign(&["approve", "2"]).code, 4);
    bob.git(&["merge", "-q", "--ff-only", "origin/main"]);
    assert_eq!(bob.adr(&["verify", "1"]).code, 0);
    let told = bob.adr(&["status", "2"]);
    assert!(told.answer.contains("key compromised"), "{}", told.answer);
    all.dana.sign(&["approve", "2", "--push"]).fine();
    ann.git(&["switch", "-q", &open]);
    ann.git(&["pull", "-q", "origin", &open]);
    assert_eq!(ann.adr(&["accept", "2"]).code, 1);

    // With his new key he is offered what he had approved.
    bob.git(&["fetch", "-q", "origin"]);
    let bob = bob.with_key_of("bob-new");
    let told = bob.sign(&["approve", "--again", "--push"]);
    assert!(
        told.fine().contains("Approve decision 2"),
        "{}",
        told.answer
    );
    let told = bob.sign(&["approve", "--again"]);
    assert!(
        told.said.contains("nothing that you approved"),
        "{}",
        told.said
    );
    ann.git(&["pull", "-q", "origin", &open]);
    ann.adr(&["accept", "2"]).fine();
    ann.git(&["push", "-q", "origin", &open]);
    let passed = check(ann, &open);
    assert_eq!(passed.code, 0, "{}{}", passed.answer, passed.said);
}

#[test]
fn the_objection_of_somebody_who_left_is_answered_by_one() {
    let team = Team::with(SMALL);
    let all = Small::of(&team);
    let (ann, bob, carol, dana) = (&all.ann, &all.bob, &all.carol, &all.dana);
    let open = all.proposal("PostgreSQL for orders");
    dana.sign(&["object", "1", "-m", "Who runs it?", "--push"])
        .fine();
    all.fetch();
    bob.sign(&["approve", "1", "--push"]).fine();
    all.fetch();
    carol.sign(&["approve", "1", "--push"]).fine();
    all.fetch();
    // Ann wrote it, so of the three who may overrule she does not count; it takes both others.
    bob.sign(&["answer", "1", "-m", "The platform team does", "--push"])
        .fine();
    all.fetch();
    ann.git(&["pull", "-q", "origin", &open]);
    assert_eq!(ann.adr(&["accept", "1"]).code, 1);

    ann.git(&["switch", "-q", "main"]);
    let told = ann.adr(&["charter", "leave", "dana"]);
    insta::assert_snapshot!(told.fine(), @r"
    [adr/0000-decision-0-r2 xxxxxxxxxx] dana leaves
    leads: 3 left
    ");
    ann.adr(&["revise", "0", "-m", "Dana has left"]).fine();
    all.agree(ann, carol);

    ann.git(&["switch", "-q", &open]);
    ann.adr(&["accept", "1"]).fine();
    ann.git(&["push", "-q", "origin", &open]);
    let passed = check(bob, &open);
    assert_eq!(passed.code, 0, "{}{}", passed.answer, passed.said);
    let told = dana.sign(&["acknowledge", "0"]);
    assert_ne!(
        told.code, 0,
        "who has left signs nothing new: {}",
        told.said
    );
}

#[test]
fn nobody_leaves_whom_a_rule_cannot_do_without() {
    let team = Team::new();
    let ann = Desk::with_clone(&team, "ann");
    let told = ann.adr(&["charter", "leave", "carol"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: the charter would not be well-formed: rule `every decision` cannot be met when bob proposes: too few active people with a key that counts are left; ask for fewer, say `proposer: allow` or add people
    hint: let somebody take their place first (`adr charter add-team TEAM PERSON`), or ask for fewer (`adr charter edit`)
    ");
    let told = ann.adr(&["charter", "retire-key", "carol", &line(&team, "carol")]);
    assert_eq!(told.code, 1);
    let hint = "hint: add carol's new key first: adr charter add-key carol KEY; or ask for fewer: adr charter edit";
    assert!(told.said.contains(hint), "{}", told.said);
    assert_eq!(ann.adr(&["charter", "leave", "zed"]).code, 2);
    ann.assert_tidy();
}
