//! Signing a commit exactly as `git commit` would, with the user's own programs.
//!
//! Which program, which key and which arguments follow git's `gpg-interface.c`: `gpg.format`,
//! `gpg.program`, `gpg.<format>.program`, `user.signingkey` in all its forms, and
//! `gpg.ssh.defaultKeyCommand`. Whoever can `git commit -S` can commit here, and nobody else.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

use tempfile::NamedTempFile;

use super::git::{run, text};
use super::{Store, StoreError};

/// What git hands to `ssh-keygen -n` for commits and tags.
const SSH_NAMESPACE: &str = "git";

impl Store {
    /// The armoured signature over a commit's bytes, if `commit.gpgsign` asks for one.
    pub(super) fn sign_as_git_would(
        &self,
        commit: &[u8],
        committer: String,
    ) -> Result<Option<String>, StoreError> {
        if self.get_bool("commit.gpgsign")? != Some(true) {
            return Ok(None);
        }
        let format = self.get("gpg.format")?.unwrap_or_else(|| "openpgp".into());
        let program = |usual: &str| -> Result<String, StoreError> {
            let configured = self.get(&format!("gpg.{format}.program"))?;
            let configured = match configured {
                None if format == "openpgp" => self.get("gpg.program")?,
                configured => configured,
            };
            Ok(configured.unwrap_or_else(|| usual.to_owned()))
        };
        let armour = match format.as_str() {
            "openpgp" => self.sign_with_gpg(&program("gpg")?, commit, committer)?,
            "x509" => self.sign_with_gpg(&program("gpgsm")?, commit, committer)?,
            "ssh" => self.sign_with_ssh(&program("ssh-keygen")?, commit)?,
            _ => {
                return Err(StoreError::BadSetting {
                    key: "gpg.format".into(),
                    value: format,
                    wanted: "openpgp, ssh or x509",
                });
            }
        };
        Ok(Some(
            armour
                .replace("\r\n", "\n")
                .trim_end_matches('\n')
                .to_owned(),
        ))
    }

    fn sign_with_gpg(
        &self,
        program: &str,
        commit: &[u8],
        committer: String,
    ) -> Result<String, StoreError> {
        let key = self.get("user.signingkey")?.unwrap_or(committer);
        let mut command = self.program(program);
        command.args(["--status-fd=2", "-bsau", &key]);
        let failed = |message: String| StoreError::Signing {
            program: program.to_owned(),
            message,
        };
        let output = run(&mut command, Some(commit)).map_err(|error| failed(error_text(&error)))?;
        let status = text(&output.stderr);
        if output.status.success()
            && status
                .lines()
                .any(|line| line.starts_with("[GNUPG:] SIG_CREATED "))
        {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said: Vec<&str> = status
            .lines()
            .filter(|line| !line.starts_with("[GNUPG:]"))
            .collect();
        Err(failed(said.join("; ")))
    }

    fn sign_with_ssh(&self, program: &str, commit: &[u8]) -> Result<String, StoreError> {
        let configured = self.get("user.signingkey")?.filter(|key| !key.is_empty());
        let key = match configured {
            Some(key) => key,
            None => self.default_ssh_key()?,
        };
        let scratch = |source| StoreError::io(std::env::temp_dir(), source);
        // Git takes `key::...` and, from older configurations, a bare `ssh-...` for the key itself, which
        // an agent holds; anything else is a file.
        let literal = key
            .strip_prefix("key::")
            .or_else(|| key.starts_with("ssh-").then_some(key.as_str()));
        let key_file = match literal {
            Some(literal) => {
                let mut file = NamedTempFile::new().map_err(scratch)?;
                file.write_all(literal.as_bytes()).map_err(scratch)?;
                Some(file)
            }
            None => None,
        };
        let key_path = match &key_file {
            Some(file) => file.path().to_owned(),
            None => PathBuf::from(self.get_path("user.signingkey")?.unwrap_or(key)),
        };
        let mut buffer = NamedTempFile::new().map_err(scratch)?;
        buffer.write_all(commit).map_err(scratch)?;

        let mut command = self.program(program);
        command
            .args(["-Y", "sign", "-n", SSH_NAMESPACE, "-f"])
            .arg(&key_path);
        if key_file.is_some() {
            command.arg("-U");
        }
        command.arg(buffer.path());
        let failed = |message: String| StoreError::Signing {
            program: program.to_owned(),
            message,
        };
        let output = run(&mut command, None).map_err(|error| failed(error_text(&error)))?;
        let mut signature_path = buffer.path().as_os_str().to_owned();
        signature_path.push(".sig");
        let signature = fs::read_to_string(&signature_path);
        // Where there is none, there is nothing to remove.
        let _ = fs::remove_file(&signature_path);
        if !output.status.success() {
            return Err(failed(text(&output.stderr)));
        }
        signature.map_err(|error| failed(format!("it left no signature ({error})")))
    }

    /// The first key that `gpg.ssh.defaultKeyCommand` prints.
    fn default_ssh_key(&self) -> Result<String, StoreError> {
        let Some(line) = self.get("gpg.ssh.defaultkeycommand")? else {
            return Err(StoreError::NoSigningKey {
                message: "neither user.signingkey nor gpg.ssh.defaultKeyCommand is set".into(),
            });
        };
        let words = split_words(&line);
        let Some((program, arguments)) = words.split_first() else {
            return Err(StoreError::NoSigningKey {
                message: "gpg.ssh.defaultKeyCommand is empty".into(),
            });
        };
        let failed = |message: String| StoreError::Signing {
            program: line.clone(),
            message,
        };
        let output = run(self.program(program).args(arguments), None)
            .map_err(|error| failed(error_text(&error)))?;
        if !output.status.success() {
            return Err(failed(text(&output.stderr)));
        }
        let printed = text(&output.stdout);
        let first = printed.lines().next().unwrap_or_default();
        if first.starts_with("key::") || first.starts_with("ssh-") {
            return Ok(first.to_owned());
        }
        Err(StoreError::NoSigningKey {
            message: format!("gpg.ssh.defaultKeyCommand (`{line}`) printed no key"),
        })
    }

    /// A program of the user's, started where git would start it.
    fn program(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        if let Some(root) = self.work_dir() {
            command.current_dir(root);
        }
        command
    }
}

/// A program that could not be started is named by the caller; here is why.
fn error_text(error: &StoreError) -> String {
    match error {
        StoreError::NoGit { source } => source.to_string(),
        other => other.to_string(),
    }
}

/// Splits a command into words as git does: at spaces, but not inside quotes, with backslash escapes.
fn split_words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match (character, quote) {
            (' ' | '\t' | '\n', None) => words.extend(word.take()),
            ('\'' | '"', None) => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (end, Some(open)) if end == open => quote = None,
            ('\\', None | Some('"')) => word.get_or_insert_default().extend(characters.next()),
            (other, _) => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::split_words;

    #[test]
    fn words_are_split_as_git_splits_them() {
        assert_eq!(split_words("ssh-add -L"), ["ssh-add", "-L"]);
        assert_eq!(
            split_words(r#"'/my keys/list' "a b" c\ d ''"#),
            ["/my keys/list", "a b", "c d", ""]
        );
        assert!(split_words("  ").is_empty());
    }
}
