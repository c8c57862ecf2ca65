//! The person's editor, opened on a file at a line.

use std::path::Path;
use std::process::Command;

use super::context::Context;
use super::failure::Failure;

/// Editors that take `+LINE` before the file.
const PLUS: [&str; 12] = [
    "vi",
    "vim",
    "nvim",
    "view",
    "gvim",
    "nano",
    "emacs",
    "emacsclient",
    "micro",
    "kak",
    "joe",
    "mg",
];

/// Editors that take `FILE:LINE`, the first ones only after an option.
const COLON: [(&str, &[&str]); 5] = [
    ("code", &["--goto"]),
    ("codium", &["--goto"]),
    ("hx", &[]),
    ("subl", &[]),
    ("zed", &[]),
];

/// Opens a file and waits until the person is done. The command goes through a shell, as Git does it, so
/// that it may carry options.
pub fn open(context: &Context, editor: &str, file: &Path, line: usize) -> Result<(), Failure> {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{editor} \"$@\""), editor]);
    command.args(arguments(editor, &file.display().to_string(), line));
    command.current_dir(context.directory());
    let failed = |what: String| {
        Failure::environment(
            format!("the editor `{editor}` {what}"),
            format!(
                "nothing was changed; what you typed is kept in {}, and the next edit goes on with it",
                file.display()
            ),
        )
    };
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(match status.code() {
            Some(code) => format!("ended with exit code {code}"),
            None => "was ended by a signal".to_owned(),
        })),
        Err(error) => Err(failed(format!("cannot be started: {error}"))),
    }
}

fn arguments(editor: &str, file: &str, line: usize) -> Vec<String> {
    let program = editor.split_whitespace().next().unwrap_or_default();
    let name = program.rsplit('/').next().unwrap_or_default();
    if line > 1 && PLUS.contains(&name) {
        return vec![format!("+{line}"), file.to_owned()];
    }
    match COLON.iter().find(|(other, _)| line > 1 && *other == name) {
        Some((_, options)) => options
            .iter()
            .map(|option| (*option).to_owned())
            .chain([format!("{file}:{line}")])
            .collect(),
        None => vec![file.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_is_sent_to_the_line_in_its_own_way() {
        assert_eq!(arguments("/usr/bin/vim -f", "a b", 12), ["+12", "a b"]);
        assert_eq!(arguments("code --wait", "f", 3), ["--goto", "f:3"]);
        assert_eq!(arguments("hx", "f", 3), ["f:3"]);
        assert_eq!(arguments("ed", "f", 3), ["f"]);
        assert_eq!(arguments("vim", "f", 1), ["f"]);
    }
}
