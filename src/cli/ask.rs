//! A question that is answered with one key.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use super::failure::Failure;
use super::output;

/// What somebody answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Enter, or `y`.
    Yes,
    /// `n`, or anything that is no answer.
    No,
    /// `q`, Escape, Ctrl-C, or the end of the input: no, and no more questions.
    Quit,
}

/// Asks, and takes the first key. Where a terminal cannot give single keys, the first letter of a line counts.
pub fn yes(question: &str) -> Result<Answer, Failure> {
    anstream::eprint!("{question} [Y/n/q] ");
    std::io::stderr().flush().ok();
    let by_key = SingleKeys::begin();
    let read = first_byte(by_key.is_some());
    drop(by_key);
    let byte = read.map_err(|error| {
        anstream::eprintln!();
        Failure::environment(
            format!("no answer could be read: {error}"),
            "say yes beforehand: --yes",
        )
    })?;
    let answer = match byte {
        Some(b'\n' | b'\r' | b'y' | b'Y') => Answer::Yes,
        // Ctrl-C, Ctrl-D and Escape.
        None | Some(b'q' | b'Q' | 0x03 | 0x04 | 0x1b) => Answer::Quit,
        Some(_) => Answer::No,
    };
    output::say(match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Quit => "quit",
    });
    Ok(answer)
}

/// The first byte of the answer, and with single keys whatever else that key has sent (an arrow is three bytes)
/// thrown away. `None` at the end of the input.
fn first_byte(by_key: bool) -> std::io::Result<Option<u8>> {
    let mut bytes = [0; 64];
    if by_key {
        let length = std::io::stdin().lock().read(&mut bytes)?;
        return Ok(bytes.get(..length).and_then(<[u8]>::first).copied());
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.bytes().next())
}

/// A terminal that gives each key as it is pressed, and that is as it was when this is dropped.
struct SingleKeys {
    before: String,
}

impl SingleKeys {
    /// `None` where the terminal cannot be told so. Signals are off too, so that Ctrl-C comes as a key and the
    /// terminal is never left in this state.
    fn begin() -> Option<Self> {
        let before = stty(&["-g"])?.trim().to_owned();
        stty(&["-icanon", "-echo", "-isig", "min", "1", "time", "0"])?;
        Some(Self { before })
    }
}

impl Drop for SingleKeys {
    fn drop(&mut self) {
        stty(&[&self.before]);
    }
}

/// Tells the terminal of the standard input something; what it says, if that went well.
fn stty(arguments: &[&str]) -> Option<String> {
    let output = Command::new("stty")
        .args(arguments)
        .stdin(Stdio::inherit())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
