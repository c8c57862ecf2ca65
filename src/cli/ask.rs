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
    /// `n`.
    No,
    /// `q`, Escape, Ctrl-C, or the end of the input: no, and no more questions.
    Quit,
}

/// Asks, and takes the first key that is an answer. Where a terminal cannot give single keys, the first letter of a
/// line counts, and any other than those is a no.
pub fn yes(question: &str) -> Result<Answer, Failure> {
    // First the terminal, then the question: whoever is quick is not taken for somebody who types a line.
    let keys = SingleKeys::begin();
    anstream::eprint!("{question} [Y/n/q] ");
    std::io::stderr().flush().ok();
    let read = match &keys {
        Some(_) => key(),
        None => line(),
    };
    drop(keys);
    let answer = read.map_err(|error| {
        anstream::eprintln!();
        Failure::environment(
            format!("no answer could be read: {error}"),
            "say yes beforehand: --yes",
        )
    })?;
    output::say(match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Quit => "quit",
    });
    Ok(answer)
}

/// Waits for a key that is an answer.
fn key() -> std::io::Result<Answer> {
    let mut bytes = [0; 64];
    loop {
        let length = std::io::stdin().lock().read(&mut bytes)?;
        if length == 0 {
            return Ok(Answer::Quit);
        }
        if let Some(answer) = bytes.get(..length).and_then(first_answer) {
            return Ok(answer);
        }
    }
}

/// The first of these keys that is an answer. A key that sends several bytes, as arrows do, begins with that of
/// Escape, ends with a letter or `~`, and is none.
fn first_answer(mut keys: &[u8]) -> Option<Answer> {
    while let [first, rest @ ..] = keys {
        keys = match rest {
            [b'[' | b'O', rest @ ..] if *first == 0x1b => {
                let is_last = |byte: &u8| matches!(byte, 0x40..=0x7e);
                let end = rest
                    .iter()
                    .position(is_last)
                    .map_or(rest.len(), |at| at + 1);
                rest.get(end..).unwrap_or_default()
            }
            _ => match meaning(*first) {
                Some(answer) => return Some(answer),
                None => rest,
            },
        };
    }
    None
}

fn line() -> std::io::Result<Answer> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(match line.bytes().next() {
        None => Answer::Quit,
        Some(first) => meaning(first).unwrap_or(Answer::No),
    })
}

fn meaning(byte: u8) -> Option<Answer> {
    match byte {
        b'\n' | b'\r' | b'y' | b'Y' => Some(Answer::Yes),
        b'n' | b'N' => Some(Answer::No),
        // Ctrl-C, Ctrl-D and Escape.
        b'q' | b'Q' | 0x03 | 0x04 | 0x1b => Some(Answer::Quit),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::{Answer, first_answer};

    #[test]
    fn only_an_answer_answers() {
        for (keys, answer) in [
            ("y", Some(Answer::Yes)),
            ("\r", Some(Answer::Yes)),
            ("N", Some(Answer::No)),
            ("q", Some(Answer::Quit)),
            ("\u{3}", Some(Answer::Quit)),
            ("\u{1b}", Some(Answer::Quit)),
            ("\u{1b}[A", None),
            ("\u{1b}[3~", None),
            ("x", None),
            ("x\u{1b}[An", Some(Answer::No)),
        ] {
            assert_eq!(first_answer(keys.as_bytes()), answer, "{keys:?}");
        }
    }
}
