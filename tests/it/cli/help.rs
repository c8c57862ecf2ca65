//! What the commands say of themselves.

use super::{adr, adr_sign};
use crate::support::Repo;

#[test]
fn adr_lists_its_commands_in_the_order_of_a_decisions_life() {
    insta::assert_snapshot!(adr(&Repo::new(), &["--help"]).fine(), @r"
    Decision records that a team signs, kept in Git.

    A decision is proposed on a branch, argued over as a diff, signed by the people
    who have to live with it, and merged only when the agreement is there.

    Usage: adr [OPTIONS] <COMMAND>

    Commands:
      init       Start a decision log in this repository
      new        Draft a decision
      edit       Edit the text of a decision
      propose    Put a draft up for agreement
      revise     Put a changed text up for agreement
      sign       Sign: the same as `adr-sign`
      invite     Ask somebody else for their view
      accept     Write down that a decision is agreed
      reject     Turn a proposal down
      withdraw   Take a proposal back
      retire     Propose to end a decision in force
      supersede  Draft a decision that takes the place of one in force
      renumber   Give a decision another number
      redact     Take out what must not stay: a secret, or somebody's personal data
      status     Show what each open decision still needs, and from whom
      inbox      Show what waits for you
      due        Say what is due: reviews, holds, delegations, conditions and
                 challenges
      list       List decisions: where each stands, who drives it, how far it is
                 agreed
      show       Show a decision as a page: its text, who agreed, objections,
                 outcome, links both ways
      log        Tell the history of an agreement: who proposed, revised, signed,
                 objected, answered, accepted
      brief      Catch up: what was agreed and why, what is under discussion, what
                 is asked of you
      why        Say which decisions in force govern these files, and why
      search     Find decisions by what they say, the best first, with the lines
                 that match
      graph      Draw which decision supersedes, amends or depends on which
      stats      Measure how long agreement takes, and what is stuck
      site       Write the log as a site: pages to send round that need no server
      serve      Preview the site of this work tree, while you write
      generate   Write a table of contents or a graph as adr-tools does, for scripts
                 that expect that
      lint       Say what is weak about records, before anybody signs them
      diff       Show what changed between two texts of a decision, and whose
                 approvals that ended
      blame      Show each line of a text with the revision that brought it, its
                 author and who has signed it
      charter    See and change who takes part, and by which rules
      delegate   Let a colleague speak for you while you are away
      receive    Bring in what was signed elsewhere
      import     Bring decisions of another format into the log
      export     Write decisions in another format
      check      May a branch be merged?
      ci         Write the workflow with which CI runs `adr check`
      audit      Say what an auditor can rely on: each agreement, its proof, and how
                 it came to be
      verify     Say what the records prove: whose key signed which words, and
                 whether each acceptance holds
      hook       What Git runs by itself: on a server, the check before a push is
                 taken
      git-setup  Let this clone's `git diff`, `git log -p` and `git merge`
                 understand records
      demo       See one decision go from proposal to merge
      help       Print this message or the help of the given subcommand(s)

    Options:
      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Everywhere:
      -C <DIR>
              Run as if started in DIR

          --log <DIR>
              The log to work on, where a repository has several

          --format <FORMAT>
              How to answer: human or json [default: human]

          --json
              Short for `--format json`
    ");
}

#[test]
fn adr_sign_lists_what_can_be_said() {
    insta::assert_snapshot!(adr_sign(&Repo::new(), &["--help"]).fine(), @r"
    Sign decisions with the SSH key that you have.

    Alone on a terminal it goes through what waits for you: it shows each proposal,
    or what has changed since you last signed, and asks what you say to it. Anywhere
    else it lists what waits, as `adr inbox` does.

    A decision is found on the current branch, on local branches and on those that
    you have fetched; you never have to check one out. What you sign binds to the
    exact words.

    Usage: adr-sign [OPTIONS] [COMMAND]

    Commands:
      approve          Agree to the exact words of a decision
      object           Block a decision until you are convinced or answered
      abstain          Say that you have no opinion; you are heard, and count for
                       nothing
      recuse           Take no part, for instance where you have a stake of your own
      dissent          Disagree for the record, and commit to it all the same
      withdraw         Take back what you have said about a decision
      hold             Ask for time: blocks until a day, once per revision, and
                       lapses by itself
      clear            Say that a condition of your own approval is met
      answer           Answer objections in writing, if the charter lets you
                       overrule
      acknowledge      Say that you have read a decision and go along with it
      endorse          Lend weight to what is agreed; never stands in for agreement
      challenge        Object late to a decision in force, with new evidence
      delegate         Let a colleague speak for you while you are away
      verify           Say what the records prove: whose key signed which words, and
                       whether each acceptance holds
      payload          Print the signed bytes of a record
      allowed-signers  Print the charter's keys as OpenSSH reads them
                       (`allowed_signers`)
      help             Print this message or the help of the given subcommand(s)

    Options:
      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Everywhere:
      -C <DIR>
              Run as if started in DIR

          --log <DIR>
              The log to work on, where a repository has several

          --format <FORMAT>
              How to answer: human or json [default: human]

          --json
              Short for `--format json`
    ");
}

#[test]
fn every_command_shows_an_example() {
    let repo = Repo::new();
    for told in [adr(&repo, &["--help"]), adr_sign(&repo, &["--help"])] {
        let is_sign = told.answer.contains("Usage: adr-sign");
        let commands = told.answer.split("Commands:\n").nth(1).expect("commands");
        let names: Vec<&str> = commands
            .lines()
            .take_while(|line| !line.is_empty())
            .filter(|line| !line.starts_with("   "))
            .filter_map(|line| line.split_whitespace().next())
            .filter(|name| !["help", "sign", "charter", "hook"].contains(name))
            .collect();
        assert!(names.len() > 10, "{names:?}");
        for name in names {
            let help = if is_sign {
                adr_sign(&repo, &[name, "--help"])
            } else {
                adr(&repo, &[name, "--help"])
            };
            let answer = help.fine();
            let program = if is_sign { "adr-sign" } else { "adr" };
            let example = answer.rsplit("Example").next().unwrap_or_default();
            assert!(
                answer.contains("Example") && example.contains("adr"),
                "{program} {name}: {answer}"
            );
            assert!(
                answer.lines().count() < 80,
                "{program} {name} says too much: {answer}"
            );
        }
    }
}
