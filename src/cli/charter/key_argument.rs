//! A public key on the command line: a line, a file, or standard input.

use std::io::Read;
use std::path::Path;

use crate::action;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output::harmless;
use crate::record::key::{KeyAlgorithm, KeyError, PublicKey};

/// The most that is read, in bytes: many times the longest key.
const MAX_BYTES: u64 = 64 << 10;

/// Reads the key that an argument means: `-` is standard input, what begins like a key is one, anything else
/// is a file.
pub fn read(context: &Context, argument: &str) -> Result<PublicKey, Failure> {
    if argument == "-" {
        let text = bounded(std::io::stdin().lock(), "standard input")?;
        return parse(&text, "standard input");
    }
    if looks_like_a_key(argument) {
        return parse(argument, "the key");
    }
    let path = context.path(Path::new(argument));
    let file = std::fs::File::open(&path).map_err(|source| {
        Failure::usage(
            format!("{}: {source}", harmless(argument)),
            "name a public key: a `.pub` file, its line in quotes, or `-` for standard input",
        )
    })?;
    let text = bounded(file, argument)?;
    match text.parse::<PublicKey>() {
        Err(KeyError::Private) => Err(Failure::usage(
            format!(
                "{} is a private key; it stays with its owner",
                harmless(argument)
            ),
            format!("name its public half: {}.pub", harmless(argument)),
        )),
        _ => parse(&text, argument),
    }
}

fn looks_like_a_key(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_known = KeyAlgorithm::ALL.iter().any(|known| known.name() == first);
    text.contains("PRIVATE KEY-----")
        || (text.trim().contains(' ') && (is_known || first.starts_with("ssh-")))
}

fn bounded(reader: impl Read, name: &str) -> Result<String, Failure> {
    let mut text = String::new();
    let read = reader.take(MAX_BYTES).read_to_string(&mut text);
    read.map_err(|source| action::Error::Io {
        path: name.to_owned(),
        source,
    })?;
    Ok(text)
}

fn parse(text: &str, name: &str) -> Result<PublicKey, Failure> {
    text.parse().map_err(|error: KeyError| {
        Failure::usage(
            format!("{}: {error}", harmless(name)),
            "name one public key, as `ssh-keygen` writes it into a `.pub` file",
        )
    })
}
