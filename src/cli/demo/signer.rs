//! A stand-in for `ssh-keygen -Y sign`, for the demonstration on machines without OpenSSH.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::signing::software::SoftwareKey;

/// What `ssh-keygen -Y sign` does, for the unencrypted Ed25519 keys of the demonstration
#[derive(Args, Debug)]
pub struct DemoSign {
    /// `-Y sign -n NAMESPACE -f KEYFILE BUFFERFILE`, as Git calls it
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

impl DemoSign {
    /// Runs the command.
    pub fn run(self, _: &Context) -> Result<ExitCode, Failure> {
        let words: Vec<_> = self
            .arguments
            .iter()
            .map(|word| word.to_string_lossy())
            .collect();
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        let ["-Y", "sign", "-n", namespace, "-f", _, _] = words.as_slice() else {
            return Err(Failure::usage(
                "only `-Y sign -n NAMESPACE -f KEYFILE BUFFERFILE` is understood",
                "",
            ));
        };
        let (key, message) = (Path::new(&self.arguments[5]), Path::new(&self.arguments[6]));
        let read = |path: &Path| {
            std::fs::read(path)
                .map_err(|error| Failure::environment(format!("{}: {error}", path.display()), ""))
        };
        let file = String::from_utf8_lossy(&read(key)?).into_owned();
        let signature = SoftwareKey::read(&file)
            .and_then(|key| Some(key.sign(namespace, &read(message).ok()?)))
            .flatten()
            .ok_or_else(|| {
                Failure::environment(format!("{} cannot sign here", key.display()), "")
            })?;
        let mut target = message.as_os_str().to_owned();
        target.push(".sig");
        let target = PathBuf::from(target);
        std::fs::write(&target, signature)
            .map_err(|error| Failure::environment(format!("{}: {error}", target.display()), ""))?;
        Ok(ExitCode::SUCCESS)
    }
}
