//! `adr serve`, over a socket of this machine.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};

use super::text;
use crate::cli::{adr, command};
use crate::support::team::Team;

/// A preview that runs until the test is over.
struct Preview {
    child: Child,
    port: u16,
}

impl Preview {
    fn of(team: &Team, options: &[&str]) -> Self {
        let arguments = [&["serve", "--port", "0"], options].concat();
        let mut child = command(&team.repo, env!("CARGO_BIN_EXE_adr"), &arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut address)
            .unwrap();
        let port = address
            .trim()
            .trim_end_matches('/')
            .rsplit(':')
            .next()
            .unwrap();
        let port = port.parse().unwrap_or_else(|_| panic!("{address}"));
        assert_eq!(address.trim(), format!("http://127.0.0.1:{port}/"));
        Self { child, port }
    }

    /// Status line and headers, and the body.
    fn ask(&self, method: &str, path: &str, host: &str) -> (String, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    fn get(&self, path: &str) -> (String, String) {
        self.ask("GET", path, &format!("127.0.0.1:{}", self.port))
    }

    fn page(&self, path: &str) -> String {
        let (head, body) = self.get(path);
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
        body
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn unpublished_edits_are_shown_as_such_and_the_page_is_told_of_changes() {
    let team = Team::new();
    team.settle(1);
    let preview = Preview::of(&team, &[]);
    let before = preview.page("/version");
    assert_eq!(preview.page("/version"), before);
    let page = preview.page("/decisions/0001.html");
    assert!(
        page.contains("src=\"../live.js\"") && !page.contains("Unpublished edits"),
        "{page}"
    );
    assert!(page.contains("connect-src &#39;self&#39;"), "{page}");

    let mut edited = team.text(1, "ann");
    edited.decision =
        Some(adr_sign::record::prose::Prose::new("Keep them in two places.").unwrap());
    team.write_draft(1, &edited);
    assert_ne!(preview.page("/version"), before);
    let told = text(&preview.page("/decisions/0001.html"));
    assert!(
        told.contains("Unpublished edits The work tree says something that no revision holds"),
        "{told}"
    );
    assert!(
        told.contains("Keep them in [removed: one place ] [added: two places ] ."),
        "{told}"
    );
    assert!(
        told.contains("Decision Keep them in one place."),
        "the text in force stays: {told}"
    );
    let list = text(&preview.page("/"));
    assert!(
        list.contains("Decision 1 unpublished edits accepted"),
        "{list}"
    );

    team.repo.write(
        &team.path(1, adr_sign::record::layout::Part::Draft),
        "title: [\n",
    );
    let told = text(&preview.page("/decisions/0001.html"));
    assert!(told.contains("The file cannot be read: "), "{told}");
}

#[test]
fn a_commit_is_seen_and_a_draft_is_marked() {
    let team = Team::new();
    let preview = Preview::of(&team, &[]);
    assert!(
        preview
            .get("/decisions/0001.html")
            .0
            .starts_with("HTTP/1.1 404")
    );
    team.begin(1, &team.text(1, "ann"));
    let told = text(&preview.page("/decisions/0001.html"));
    assert!(
        told.contains("The text below is a draft in this work tree."),
        "{told}"
    );
    team.commit("ann", "Draft");
    team.settle(2);
    let told = text(&preview.page("/decisions/0002.html"));
    assert!(told.contains("Decision 2 accepted"), "{told}");
}

#[test]
fn it_answers_to_its_own_machine_and_with_its_own_pages_only() {
    let team = Team::new();
    let preview = Preview::of(&team, &[]);
    for host in ["example.org", "127.0.0.1", "rebind.example.org:80"] {
        let (head, body) = preview.ask("GET", "/", host);
        assert!(
            head.starts_with("HTTP/1.1 403") && !body.contains("Decisions"),
            "{host}: {head}"
        );
    }
    for path in [
        "/../Cargo.toml",
        "/..%2f..%2fetc/passwd",
        "//etc/passwd",
        "/.git/config",
        "/decisions/../../x",
        "/%00",
        "/people/",
    ] {
        assert!(preview.get(path).0.starts_with("HTTP/1.1 404"), "{path}");
    }
    let own = format!("127.0.0.1:{}", preview.port);
    assert!(preview.ask("POST", "/", &own).0.starts_with("HTTP/1.1 405"));
    let (head, _) = preview.get("/style.css");
    for header in [
        "X-Content-Type-Options: nosniff",
        "Cache-Control: no-store",
        "Content-Type: text/css",
    ] {
        assert!(head.contains(header), "{head}");
    }
}

#[test]
fn a_port_that_is_taken_is_said_to_be() {
    let team = Team::new();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port();
    let told = adr(&team.repo, &["serve", "--port", &port.to_string()]);
    assert_eq!(told.code, 4);
    assert_eq!(
        told.said,
        format!(
            "error: port {port} of this machine cannot be used: another program listens there\n\
             hint: name another one with --port, or let one be chosen: adr serve --port 0\n"
        )
    );
}

#[test]
fn without_a_log_nothing_is_served() {
    let repo = crate::support::Repo::with_history();
    let told = adr(&repo, &["serve", "--port", "0"]);
    assert_ne!(told.code, 0);
    assert!(told.said.contains("adr init"), "{}", told.said);
}
