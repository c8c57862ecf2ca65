//! Questions to the person at the terminal: answered with one key, or with a line.

use std::io::{BufRead as _, Read as _, Write as _};
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
    let answer = key(&format!("{question} [Y/n/q] "), meaning, Answer::Quit)?;
    let answer = answer.unwrap_or(Answer::No);
    output::say(match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Quit => "quit",
    });
    Ok(answer)
}

/// Asks, and takes the first key that has a meaning; `end` is what the end of the input means. `None` where the
/// terminal cannot give single keys, and the line that was typed begins with none that has one.
pub fn key<T>(
    prompt: &str,
    meaning: impl Fn(u8) -> Option<T>,
    end: T,
) -> Result<Option<T>, Failure> {
    // First the terminal, then the question: whoever is quick is not taken for somebody who types a line.
    let keys = SingleKeys::begin();
    show(prompt);
    let read = match &keys {
        Some(_) => pressed(&meaning, end).map(Some),
        None => typed().map(|line| match line.first() {
            None => Some(end),
            Some(first) => meaning(*first),
        }),
    };
    drop(keys);
    read.map_err(|error| unanswered(&error))
}

/// Asks for a line of words. `None` for an empty line, and for the end of the input (Ctrl-D).
pub fn words(prompt: &str) -> Result<Option<String>, Failure> {
    show(prompt);
    let line = typed().map_err(|error| unanswered(&error))?;
    if !line.ends_with(b"\n") {
        anstream::eprintln!();
    }
    // Bytes that are no text are refused like any other sign that no record may hold.
    let line = String::from_utf8_lossy(&line);
    let words = line.trim();
    Ok((!words.is_empty()).then(|| words.to_owned()))
}

fn show(prompt: &str) {
    anstream::eprint!("{prompt}");
    std::io::stderr().flush().ok();
}

fn unanswered(error: &std::io::Error) -> Failure {
    anstream::eprintln!();
    Failure::environment(
        format!("no answer could be read: {error}"),
        "say everything in one command; see adr-sign --help",
    )
}

/// Waits for a key that has a meaning.
fn pressed<T>(meaning: &impl Fn(u8) -> Option<T>, end: T) -> std::io::Result<T> {
    let mut bytes = [0; 64];
    loop {
        let length = std::io::stdin().lock().read(&mut bytes)?;
        if length == 0 {
            return Ok(end);
        }
        if let Some(answer) = bytes
            .get(..length)
            .and_then(|keys| first_answer(keys, meaning))
        {
            return Ok(answer);
        }
    }
}

/// The first of these keys that has a meaning. A key that sends several bytes, as arrows do, begins with that of
/// Escape, ends with a letter or `~`, and has none.
fn first_answer<T>(mut keys: &[u8], meaning: &impl Fn(u8) -> Option<T>) -> Option<T> {
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

/// A line as it was typed, with its end; empty at the end of the input.
fn typed() -> std::io::Result<Vec<u8>> {
    let mut line = Vec::new();
    std::io::stdin().lock().read_until(b'\n', &mut line)?;
    Ok(line)
}

fn meaning(byte: u8) -> Option<Answer> {
    match byte {
        b'\n' | b'\r' | b'y' | b'Y' => Some(Answer::Yes),
        b'n' | b'N' => Some(Answer::No),
        byte if is_end(byte) => Some(Answer::Quit),
        _ => None,
    }
}

/// Whether a key says that there are to be no more questions: `q`, Ctrl-C, Ctrl-D and Escape.
pub const fn is_end(byte: u8) -> bool {
    matches!(byte, b'q' | b'Q' | 0x03 | 0x04 | 0x1b)
}

/// While this is held, Ctrl-C goes to the program that reads the terminal as a key, and ends nothing.
pub struct NoSignals(Option<String>);

impl NoSignals {
    /// From now on, as far as the terminal lets itself be told.
    pub fn begin() -> Self {
        let before = stty(&["-g"]).map(|before| before.trim().to_owned());
        stty(&["-isig"]);
        Self(before)
    }
}

impl Drop for NoSignals {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            stty(&[before]);
        }
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
    use super::{Answer, first_answer, meaning};

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
            assert_eq!(first_answer(keys.as_bytes(), &meaning), answer, "{keys:?}");
        }
    }
}
