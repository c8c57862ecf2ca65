//! Several logs in a repository, each with its own charter, and a log in a repository of its own.

use super::office::Desk;
use super::people::{Log, Said};
use crate::support::team::Team;

const SECOND: &str = "services/pay/decisions";

/// One log at the top and one in a folder, both started by Ann; the charter of the first knows the second.
fn two_logs() -> Log {
    let log = Log::new();
    let said = log.adr(&["init", SECOND]).ok();
    // What is to be written into the first charter is said, ready to be copied.
    let lines: Vec<&str> = said.err.lines().map(str::trim).collect();
    assert!(
        lines.contains(
            &"next: adr charter edit --log decisions   where you name it below `charter:`, or the check refuses it:"
        ),
        "{}",
        said.err
    );
    let (_, root) = said.out.split_once("trust root: ").expect("a trust root");
    assert!(
        lines.contains(&format!("{SECOND}: {}", root.trim()).as_str()),
        "{}",
        said.err
    );
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
    is_looked_back_at(log);

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

/// What was decided is read, and has its say against it, in the log where it was decided.
fn is_looked_back_at(log: In<'_>) {
    assert!(log.ok(&["diff", "1", "1..2"]).contains("Since"));
    assert!(log.ok(&["blame", "1"]).contains("Since"));
    assert!(log.ok(&["search", "second"]).contains("Second"));
    assert!(log.ok(&["brief", "--all"]).contains("Second"));
    log.ok(&["why", "README.md"]);
    let bill = ["--evidence", "The bill of May", "-m", "It costs more"];
    log.ok(&[&["sign", "challenge", "7"][..], &bill].concat());
    let received = log.ok(&["receive"]);
    let branch = received.trim_start_matches('[').split(' ').next();
    let branch = branch.expect("a branch");
    log.log.repo.git(&["merge", "-q", "--no-edit", branch]);
    let inbox = log.ok(&["inbox"]);
    assert!(inbox.contains("The bill of May"), "{inbox}");
    log.log.assert_tidy();
}

/// People who come to one log, and what is signed, brought, imported and taken out there.
fn people_come(log: In<'_>) {
    let keys = |who: &str| log.log.key(who).line;
    let (bob, spare) = (keys("bob"), keys("spare"));
    let person = ["charter", "add-person", "bob", "--name", "Bob Ito", "--key"];
    let joins = ["--team", "maintainers", "--keep-proposer"];
    log.ok(&[&person[..], &[bob.as_str()], &joins[..]].concat());
    log.ok(&["charter", "add-key", "bob", &spare]);
    log.ok(&["charter", "add-team", "leads", "ann", "bob"]);
    log.ok(&["charter", "retire-key", "bob", &spare, "-m", "Bob comes"]);
    agree_on_the_charter(log);
    assert!(log.ok(&["charter", "show"]).contains("leads: ann, bob"));

    log.log.becomes("eve", "Eve Fox");
    log.ok(&["charter", "join"]);
    log.log.becomes("ann", "Ann Owner");
    log.log.repo.git(&["switch", "-q", "adr/0000-join-eve"]);
    agree_on_the_charter(log);
    log.ok(&["charter", "leave", "eve", "-m", "Eve leaves"]);
    agree_on_the_charter(log);

    // What waits in the outbox, and what comes in a file.
    log.ok(&["delegate", "--to", "bob", "--until", "2026-12-01"]);
    let mail = log.log.repo.around().join("mail.yaml");
    let mail = mail.display().to_string();
    log.ok(&["sign", "acknowledge", "0", "--out", &mail]);
    log.ok(&["verify", &mail]);
    log.ok(&["receive", &mail]);
    std::fs::remove_file(&mail).expect("it is no longer needed");
    log.log.repo.git(&["switch", "-q", "adr/received"]);
    log.ok(&["check", "--base", "main"]);
    log.merge();
    log.log.repo.git(&["branch", "-q", "-D", "adr/received"]);
    log.log
        .repo
        .git(&["branch", "-q", "-D", "adr-signoffs/ann"]);

    let kep = log.log.repo.around().join("keps/1-queues");
    std::fs::create_dir_all(&kep).expect("a folder");
    let fields = "title: Queues\nkep-number: 1\nstatus: implemented\nauthors: [\"@bob\"]\n";
    std::fs::write(kep.join("kep.yaml"), fields).expect("a file");
    let source = log.log.repo.around().join("keps").display().to_string();
    log.ok(&["import", "kep", &source]);
    assert!(log.ok(&["list", "--all-branches"]).contains("Queues"));
    log.log.repo.git(&["switch", "-q", "main"]);
    log.log.repo.git(&["branch", "-q", "-D", "adr/import-kep"]);
    log.log.assert_tidy();
}

/// Ann agrees to the open charter of a log, on the branch that is checked out.
fn agree_on_the_charter(log: In<'_>) {
    log.ok(&["sign", "approve", "0"]);
    log.ok(&["accept", "0"]);
    log.ok(&["check", "--base", "main"]);
    log.merge();
    let branch = log.log.repo.git(&[
        "branch",
        "--format=%(refname:short)",
        "--list",
        "adr/0000-*",
    ]);
    for branch in branch.lines() {
        log.log.repo.git(&["branch", "-q", "-D", branch]);
    }
}

#[test]
fn people_and_what_they_bring_belong_to_one_log() {
    let log = two_logs();
    for dir in ["decisions", SECOND] {
        people_come(In {
            log: &log,
            dir,
            by_option: true,
        });
    }
    for dir in ["decisions", SECOND] {
        log.adr(&["verify", "--log", dir, "--at", "main"]).ok();
    }
}

#[test]
fn a_record_of_one_log_is_taken_out_by_its_own_charter() {
    let log = two_logs();
    let second = In {
        log: &log,
        dir: SECOND,
        by_option: true,
    };
    second.ok(&["new", "First"]);
    second.edit(&write_it("Why"), &["edit", "1"]).ok();
    second.ok(&["propose", "1"]);
    second.ok(&["sign", "approve", "1", "-m", "As customer 4711 asks"]);
    second.ok(&["accept", "1"]);
    second.merge();
    let folder = log.repo.root().join(SECOND).join("0001-first/signoffs");
    let signoff = std::fs::read_dir(folder)
        .expect("sign-offs")
        .next()
        .expect("one")
        .expect("a file");
    let path = format!(
        "{SECOND}/0001-first/signoffs/{}",
        signoff.file_name().display()
    );
    let redact = ["redact", path.as_str(), "-m", "It names a customer"];
    second.ok(&redact);
    let branch = log.repo.git(&[
        "branch",
        "--list",
        "--format=%(refname:short)",
        "adr/0000-redact*",
    ]);
    log.repo.git(&["switch", "-q", &branch]);
    second.ok(&["sign", "approve", "0"]);
    second.ok(&["accept", "0"]);
    second.ok(&redact);
    second.ok(&["check", "--base", "main"]);
    second.merge();
    assert!(!log.repo.read(&path).contains("4711"));
    log.adr(&["verify", "--log", "decisions"]).ok();
    second.ok(&["verify"]);
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
