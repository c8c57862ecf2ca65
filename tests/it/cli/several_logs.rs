//! Several logs in a repository, each with its own charter, and a log in a repository of its own.

use super::office::Desk;
use super::people::{Log, Said};
use crate::support::team::Team;

const SECOND: &str = "services/pay/decisions";

/// One log at the top and one in a folder, both started by Ann; the charter of the first knows the second.
fn two_logs() -> Log {
    let log = Log::new();
    let said = log.adr(&["init", SECOND]).ok();
    let (_, root) = said.out.split_once("trust root: ").expect("a trust root");
    let editor = format!(
        "sed -i 's|^charter:$|&\\n  logs:\\n    {SECOND}: {}|'",
        root.trim()
    );
    log.edit(&editor, &["charter", "edit", "--log", "decisions"])
        .ok();
    log.agree_on_the_charter();
    log
}

/// How a command is told which log it is about.
#[derive(Clone, Copy)]
struct In<'l> {
    log: &'l Log,
    dir: &'l str,
    /// By option, else by the folder in which it runs.
    by_option: bool,
}

impl In<'_> {
    fn adr(&self, arguments: &[&str]) -> Said {
        self.edit("false", arguments)
    }

    fn edit(&self, editor: &str, arguments: &[&str]) -> Said {
        let mut command = self.log.command();
        command.env("GIT_EDITOR", editor);
        if self.by_option {
            command.args(["--log", self.dir]);
        } else {
            command.current_dir(self.log.repo.root().join(self.dir));
        }
        self.log.run(command.args(arguments))
    }

    fn ok(&self, arguments: &[&str]) -> String {
        self.adr(arguments).ok().out
    }

    /// A file of the log, on the branch that is checked out.
    fn read(&self, path: &str) -> String {
        self.log.repo.read(&format!("{}/{path}", self.dir))
    }

    fn merge(&self) {
        let branch = self.log.branch();
        self.log.repo.git(&["switch", "-q", "main"]);
        self.log.repo.git(&["merge", "-q", "--no-edit", &branch]);
    }
}

fn write_it(name: &str) -> String {
    format!("sh -c 'printf \"context: |\\n  {name}.\\ndecision: |\\n  Do it.\\n\" >> \"$0\"'")
}

/// The life of decisions in one log.
fn lives(log: In<'_>) {
    log.ok(&["new", "First"]);
    log.edit(&write_it("Why"), &["edit", "1"]).ok();
    log.edit("sed -i s/Why/Because/", &["edit", "1", "--markdown"])
        .ok();
    log.ok(&["propose", "1"]);
    assert!(log.ok(&["status"]).contains("First"));
    assert!(log.ok(&["inbox"]).contains("First"));
    log.ok(&["sign", "hold", "1", "--until", "2026-12-01", "-m", "Wait"]);
    log.ok(&["sign", "withdraw", "1", "-m", "No need"]);
    log.ok(&["sign", "approve", "1"]);
    log.edit("sed -i s/Because/Since/", &["edit", "1"]).ok();
    log.ok(&["revise", "1", "-m", "Say it better"]);
    log.ok(&["sign", "approve", "--again"]);
    log.ok(&["invite", "1", "team:maintainers"]);
    log.ok(&["accept", "1"]);
    assert!(log.ok(&["show", "1"]).contains("Since."));
    assert!(log.ok(&["log", "1"]).contains("accepted"));
    assert!(log.ok(&["list"]).contains("First"));
    log.ok(&["verify", "1"]);
    log.ok(&["charter", "show"]);
    log.ok(&["charter", "explain", "1"]);
    log.ok(&["check", "--base", "main"]);
    log.merge();

    // Its successor, by way of another number.
    log.ok(&["supersede", "1", "Second"]);
    log.ok(&["renumber", "2", "7"]);
    log.ok(&["propose", "7"]);
    log.ok(&["sign", "approve", "7"]);
    log.ok(&["accept", "7"]);
    log.ok(&["check", "--base", "main"]);
    log.merge();
    assert!(log.read(".numbers/0007").ends_with('\n'));
    log.ok(&["audit"]);

    // One that comes as a file and is taken back, one that is turned down, one that is retired.
    let file = log.log.repo.around().join("third.md");
    std::fs::write(&file, "# Third\n\nWhy.\n\n## Decision\n\nDo it.\n").expect("a file");
    let file = file.display().to_string();
    log.ok(&["propose", &file]);
    log.ok(&["withdraw", "8", "-m", "Not now"]);
    log.merge();
    log.ok(&["propose", &file]);
    log.ok(&["sign", "object", "9", "-m", "Not ever"]);
    log.ok(&["reject", "9", "-m", "Ann is right"]);
    log.merge();
    log.ok(&["retire", "7", "-m", "Nobody needs it"]);
    log.ok(&["sign", "approve", "7"]);
    log.ok(&["accept", "7"]);
    log.ok(&["check", "--base", "main"]);
    log.merge();
    log.log.assert_tidy();
}

#[test]
fn each_command_works_in_each_log() {
    let log = two_logs();
    for (dir, by_option) in [("decisions", true), (SECOND, true)] {
        lives(In {
            log: &log,
            dir,
            by_option,
        });
    }
    // One does not see what is the other's.
    for dir in ["decisions", SECOND] {
        let listed = log.adr(&["list", "--log", dir, "--json"]).ok().out;
        assert_eq!(listed.matches("\"title\":\"Third\"").count(), 2, "{listed}");
    }
}

#[test]
fn whoever_works_in_a_folder_works_in_its_log() {
    let log = two_logs();
    lives(In {
        log: &log,
        dir: SECOND,
        by_option: false,
    });
    assert!(!log.repo.root().join("decisions/.numbers/0001").exists());
}

#[test]
fn what_an_earlier_edit_has_left_is_kept_apart_for_each_log() {
    let log = two_logs();
    for dir in ["decisions", SECOND] {
        let here = In {
            log: &log,
            dir,
            by_option: true,
        };
        here.ok(&["new", "One", "--here"]);
        let dies = format!("sh -c 'echo \"# typed for {dir}\" >> \"$0\"; exit 3'");
        assert_eq!(here.edit(&dies, &["edit", "1"]).code, 4);
    }
    for dir in ["decisions", SECOND] {
        let here = In {
            log: &log,
            dir,
            by_option: true,
        };
        here.edit("true", &["edit", "1"]).ok();
        let text = here.read("0001-one/decision.yaml");
        assert!(text.ends_with(&format!("# typed for {dir}\n")), "{text}");
    }
}

/// A charter in which everything about the payments code wants two maintainers besides.
fn payments_charter() -> String {
    let rule = "
  - name: payments
    when: {governs: [payments/**]}
    need: [{from: maintainers, count: 2}]
";
    Team::charter().replace("\n  - name: charter", &format!("{rule}  - name: charter"))
}

#[test]
fn a_log_in_a_repository_of_its_own_governs_paths_elsewhere() {
    let team = Team::with(&payments_charter());
    let desk = |who| Desk::at(&team.repo, who);
    let ann = desk("ann");
    // Nothing of what it binds is here.
    assert!(!team.repo.root().join("payments").exists());
    let text = "---\ngoverns: [payments/src/**, shop/checkout/*.rs]\n---\n# Retries\n\nWhy.\n\n## Decision\n\nThrice.\n";
    team.repo.write("../retries.md", text);
    ann.adr(&["propose", "../retries.md"]).fine();
    for who in ["bob", "dana"] {
        desk(who).sign(&["approve", "1"]).fine();
    }
    assert_eq!(ann.adr(&["accept", "1"]).code, 1);
    let status = ann.adr(&["status", "1"]).fine();
    assert!(status.contains("payments"), "{status}");
    desk("carol").sign(&["approve", "1"]).fine();
    ann.adr(&["accept", "1"]).fine();
    ann.adr(&["check", "--base", "main"]).fine();
    let shown = ann.adr(&["show", "1"]).fine();
    assert!(shown.contains("payments/src/**"), "{shown}");
    ann.assert_tidy();
}
