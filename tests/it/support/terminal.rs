//! A terminal at which a test presses keys: a program that asks a person only when there is one asks here.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

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

/// How long a program may take to ask what it is expected to ask.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs a program at a terminal as a dialogue: each time it has said something, of which only what comes after what
/// was waited for last counts, these keys are pressed. It must end by itself after the last of them.
#[track_caller]
pub fn converse(command: &mut Command, dialogue: &[(&str, &str)]) -> Session {
    let (mut child, mut master) = begin(command);
    let (sender, heard) = channel();
    let mut ear = master.try_clone().expect("another hand on the terminal");
    let listener = std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = ear.read(&mut buffer) {
            if sender.send(buffer[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    let mut bytes = Vec::new();
    let mut answered = 0;
    for (question, keys) in dialogue {
        loop {
            let seen = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
            let since = &seen[answered..];
            if let Some(at) = since.find(question) {
                answered += at + question.len();
                break;
            }
            let Ok(more) = heard.recv_timeout(PATIENCE) else {
                child.kill().ok();
                panic!("it never said {question:?}, but: {since}");
            };
            bytes.extend(more);
        }
        master.write_all(keys.as_bytes()).expect("a key");
    }
    loop {
        match heard.recv_timeout(PATIENCE) {
            Ok(more) => bytes.extend(more),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                child.kill().ok();
                let seen = String::from_utf8_lossy(&bytes);
                panic!("it does not end, and said: {seen}");
            }
        }
    }
    listener.join().expect("an ear");
    let status = child.wait().expect("the program ends");
    Session {
        code: status.code().unwrap_or(-1),
        seen: String::from_utf8_lossy(&bytes).replace("\r\n", "\n"),
        questions: dialogue.len(),
    }
}

/// Runs a program at a terminal, and answers its questions with these keys, one each (or several, where the first are
/// no answer); any further one with `q`.
pub fn at_terminal(command: &mut Command, keys: &[&str]) -> Session {
    let (mut child, mut master) = begin(command);
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

/// Starts a program at a terminal of its own, of which this is the end with the keys.
fn begin(command: &mut Command) -> (Child, File) {
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
    let child = command
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
    (child, File::from(master))
}
