//! Running the user's own programs, and making what they say fit to be shown.

use std::ffi::OsStr;
use std::io;
use std::process::{Command, Output, Stdio};

use super::config::Surroundings;
use super::error::SigningError;

/// The most of a program's own words that an error repeats, in characters.
const MAX_SAID: usize = 600;

/// A passphrase dialogue that gives up at once, for where nobody can be asked. Without it OpenSSH would
/// ask on a terminal that happens to be reachable, although the user's input comes from elsewhere.
const ASK_NOBODY: &str = "false";

/// A command in the given surroundings. Its output is collected, and it can ask for a passphrase where
/// somebody can answer: on the terminal, or else through `SSH_ASKPASS`.
pub(super) fn command(program: impl AsRef<OsStr>, surroundings: &Surroundings) -> Command {
    let mut command = Command::new(program);
    if !surroundings.directory.as_os_str().is_empty() {
        command.current_dir(&surroundings.directory);
    }
    match &surroundings.agent_socket {
        Some(socket) => command.env("SSH_AUTH_SOCK", socket),
        None => command.env_remove("SSH_AUTH_SOCK"),
    };
    if surroundings.terminal {
        command.stdin(Stdio::inherit());
    } else {
        command.stdin(Stdio::null());
        command.env("SSH_ASKPASS_REQUIRE", "force");
        command.env(
            "SSH_ASKPASS",
            surroundings
                .askpass
                .as_deref()
                .unwrap_or(OsStr::new(ASK_NOBODY)),
        );
    }
    command
}

/// Runs a program to its end. `program` and `setting` are for the error only.
pub(super) fn run(
    command: &mut Command,
    program: &str,
    setting: &'static str,
) -> Result<Output, SigningError> {
    command.output().map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => SigningError::ProgramMissing {
            program: shown(program),
            setting,
        },
        _ => SigningError::ProgramUnusable {
            program: shown(program),
            source,
        },
    })
}

/// What a program said, as one line without control characters.
pub(super) fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    if lines.is_empty() {
        return format!("it said nothing, and ended with {}", output.status);
    }
    shown(&lines.join("; "))
}

/// Foreign text made fit to be shown: control characters escaped, and not endless.
pub(super) fn shown(text: &str) -> String {
    text.chars()
        .take(MAX_SAID)
        .map(|c| {
            if c.is_control() {
                c.escape_debug().to_string()
            } else {
                c.to_string()
            }
        })
        .collect()
}

/// Splits a command line as git does: at white space, with single and double quotes and backslashes.
/// `None` where a quote is never closed.
pub(super) fn split_command(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            ('\\', None | Some('"')) => word.get_or_insert_default().push(chars.next()?),
            (c, None) if c.is_ascii_whitespace() => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::split_command;

    #[test]
    fn a_command_line_is_split_as_git_splits_it() {
        let words = split_command(r#"sh -c "echo \"a  b\" 'c'" '' d\ e"#);
        assert_eq!(
            words.as_deref(),
            Some(&["sh", "-c", r#"echo "a  b" 'c'"#, "", "d e"].map(str::to_owned)[..])
        );
        assert_eq!(
            split_command("  ssh-add   -L "),
            Some(vec!["ssh-add".into(), "-L".into()])
        );
        assert_eq!(split_command("echo 'never closed"), None);
        assert_eq!(split_command("ends with \\"), None);
    }
}
