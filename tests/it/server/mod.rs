//! `adr hook`: a bare repository that takes pushes, over the transports that need no network, with the real
//! `git` on both sides.

mod branches;
mod clock;
mod pushes;
mod settings;

use std::io::{BufRead, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::support::run;
use crate::support::team::Team;

/// The bare repository of a team, which protects `main`.
struct Server<'t> {
    team: &'t Team,
    folder: PathBuf,
}

/// What came of a push.
struct Pushed {
    is_taken: bool,
    /// What the pusher read at their terminal.
    said: String,
}

impl<'t> Server<'t> {
    /// As whoever keeps the server sets it up, with what the team has on `main`.
    fn new(team: &'t Team) -> Self {
        let server = Self::bare(team);
        server.git(&[
            "fetch",
            "-q",
            &team.repo.root().display().to_string(),
            "main:main",
        ]);
        server.install();
        server
    }

    /// An empty bare repository without hooks.
    fn bare(team: &'t Team) -> Self {
        let folder = team.repo.around().join("srv").join("team.git");
        run(team
            .repo
            .command("git")
            .args(["init", "-q", "--bare", "-b", "main"])
            .arg(&folder));
        Self { team, folder }
    }

    /// Lays the hooks down, and names what is trusted.
    fn install(&self) {
        let told = run(self
            .team
            .repo
            .command(env!("CARGO_BIN_EXE_adr"))
            .current_dir(&self.folder)
            .args(["hook", "pre-receive", "--install"]));
        assert!(told.contains("post-receive: "), "{told}");
        self.git(&["config", "adr.protect", "main"]);
        self.git(&["config", "adr.trustRoot", &self.team.root.to_string()]);
    }

    #[track_caller]
    fn git(&self, arguments: &[&str]) -> String {
        self.team.repo.git_in(&self.folder, arguments)
    }

    /// Where a ref of the server is; empty where there is none.
    fn tip(&self, name: &str) -> String {
        self.git(&["for-each-ref", "--format=%(objectname)", name])
    }

    /// Pushes from the team's repository by path.
    fn push(&self, refspecs: &[&str]) -> Pushed {
        self.push_to(&self.folder.display().to_string(), refspecs)
    }

    fn push_to(&self, url: &str, refspecs: &[&str]) -> Pushed {
        let mut command = self.team.repo.command("git");
        command.args(["push", url]).args(refspecs);
        let output = command.output().expect("git runs");
        Pushed {
            is_taken: output.status.success(),
            said: String::from_utf8(output.stderr).expect("text"),
        }
    }

    /// The record of what came when.
    fn arrivals(&self) -> PathBuf {
        self.folder.join("adr").join("arrivals")
    }
}

impl Pushed {
    #[track_caller]
    fn taken(&self) {
        assert!(self.is_taken, "{}", self.said);
    }

    /// Insists that it was refused, and that the pusher read each of these after `remote: `.
    #[track_caller]
    fn refused(&self, words: &[&str]) {
        assert!(!self.is_taken, "{}", self.said);
        let remote = self
            .said
            .lines()
            .filter_map(|line| line.strip_prefix("remote: "));
        let told: Vec<&str> = remote.map(str::trim_end).collect();
        let told = told.join("\n");
        for words in words {
            assert!(told.contains(words), "no `{words}` in\n{}", self.said);
        }
    }
}

/// `git daemon` on a free port of this machine, gone at the end of the test.
struct Daemon {
    child: Child,
    port: u16,
}

impl Daemon {
    /// Serves what lies below a folder.
    fn over(team: &Team, base: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let programs = run(team.repo.command("git").arg("--exec-path"));
        let mut child = team
            .repo
            .command(Path::new(programs.trim_end()).join("git-daemon"))
            .args([
                "--verbose",
                "--listen=127.0.0.1",
                "--reuseaddr",
                "--export-all",
            ])
            .args(["--enable=receive-pack", &format!("--port={port}")])
            .arg(format!("--base-path={}", base.display()))
            .stderr(Stdio::piped())
            .spawn()
            .expect("git daemon");
        let mut lines = BufReader::new(child.stderr.take().expect("its words")).lines();
        let ready = lines.any(|line| line.expect("a line").contains("Ready to rumble"));
        assert!(ready, "git daemon did not start");
        // It goes on to say who calls, and would stop if nobody read it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, port }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.child.kill().expect("a running daemon");
        self.child.wait().expect("its end");
    }
}

/// What the hook answers to these lines, with its exit code.
fn told_by_hook(server: &Server<'_>, lines: &str) -> (i32, String) {
    let mut child = server
        .team
        .repo
        .command(env!("CARGO_BIN_EXE_adr"))
        .current_dir(&server.folder)
        .args(["hook", "pre-receive"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("adr runs");
    let mut input = child.stdin.take().expect("its input");
    input.write_all(lines.as_bytes()).expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    let said = [output.stdout, output.stderr].concat();
    let code = output.status.code().expect("an exit code");
    (code, String::from_utf8(said).expect("text"))
}
