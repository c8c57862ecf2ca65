//! A terminal at which a test presses keys: a program that asks a person only when there is one asks here.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// How a question ends.
const PROMPT: &str = "[Y/n/q] ";

/// What a person at the terminal saw, and how the program ended.
pub struct Session {
    pub code: i32,
    /// Everything that was written to the terminal, with line feeds only.
    pub seen: String,
    /// How many questions were asked.
    pub questions: usize,
}

/// Runs a program at a terminal, and answers its questions with these keys, one each (or several, where the first are
/// no answer); any further one with `q`.
pub fn at_terminal(command: &mut Command, keys: &[&str]) -> Session {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&master).expect("a terminal of our own");
    unlockpt(&master).expect("an open terminal");
    let name = ptsname(&master, Vec::new()).expect("a terminal with a name");
    let path = Path::new(std::ffi::OsStr::from_bytes(name.as_bytes()));
    let end = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .expect("the other end");
    let stdio = |end: &File| Stdio::from(end.try_clone().expect("another hand on it"));
    let mut child = command
        .stdin(stdio(&end))
        .stdout(stdio(&end))
        .stderr(stdio(&end))
        .spawn()
        .expect("the program runs");
    // The terminal ends when nobody holds the other end any more.
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    drop(end);
    let mut master = File::from(master);
    let mut seen = String::new();
    let mut questions = 0;
    let mut buffer = [0; 4096];
    // At the end Linux says that there was an error, other systems that there is nothing more.
    while let Ok(length @ 1..) = master.read(&mut buffer) {
        seen.push_str(&String::from_utf8_lossy(&buffer[..length]));
        while seen.matches(PROMPT).count() > questions {
            let key = keys.get(questions).copied().unwrap_or("q");
            master.write_all(key.as_bytes()).expect("a key");
            questions += 1;
        }
    }
    let status = child.wait().expect("the program ends");
    Session {
        code: status.code().unwrap_or(-1),
        seen: seen.replace("\r\n", "\n"),
        questions,
    }
}
