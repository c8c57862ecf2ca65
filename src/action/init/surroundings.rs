//! What a log needs around it: its name in `.adr-dir`, and attributes that check it out as it is stored.

use crate::action::Error;
use crate::action::commit::Files;
use crate::action::ground::Ground;
use crate::record::id::Number;
use crate::record::layout::{LOG_DIR_FILE, LogDir};

/// Adds both to the files of a log that begins.
pub(super) fn add(ground: &Ground<'_>, files: &mut Files) -> Result<(), Error> {
    let tree = ground.head_tree()?;
    let existing = |path: &str| -> Result<Option<Vec<u8>>, Error> {
        Ok(match tree {
            Some(tree) => ground.store.read(tree, path, 1 << 20)?,
            None => None,
        })
    };
    let attributes = append(existing(".gitattributes")?, &attributes(&ground.dir));
    files.insert(".gitattributes".to_owned(), Some(attributes));
    let known = existing(LOG_DIR_FILE)?;
    if known.is_some() || ground.dir != LogDir::default() {
        let named = known
            .as_deref()
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            .unwrap_or_default();
        let known = match known {
            // The log that needed no name so far needs one beside another.
            None if has_default_log(ground)? => {
                Some(format!("{}\n", LogDir::default()).into_bytes())
            }
            known => known,
        };
        if !named.lines().any(|line| line.trim() == ground.dir.as_str()) {
            files.insert(
                LOG_DIR_FILE.to_owned(),
                Some(append(known, &format!("{}\n", ground.dir))),
            );
        }
    }
    Ok(())
}

/// The repository's first log, if that is another one than the log that begins and there is a charter in it.
pub(super) fn first_log(ground: &Ground<'_>) -> Result<Option<LogDir>, Error> {
    let Some(tree) = ground.head_tree()? else {
        return Ok(None);
    };
    let first = ground.store.log_dirs(tree)?.into_iter().next();
    let Some(first) = first.filter(|first| *first != ground.dir) else {
        return Ok(None);
    };
    let folders = ground.store.folders_of(tree, &first, Number::CHARTER)?;
    Ok((!folders.is_empty()).then_some(first))
}

fn has_default_log(ground: &Ground<'_>) -> Result<bool, Error> {
    let dir = LogDir::default();
    match ground.head_tree()? {
        Some(tree) => Ok(!ground
            .store
            .folders_of(tree, &dir, Number::CHARTER)?
            .is_empty()),
        None => Ok(false),
    }
}

/// No end of line conversion, no `ident`, no filters, no other encoding: what is checked out is what is
/// stored and signed.
fn attributes(dir: &LogDir) -> String {
    let quoted = if dir.as_str().contains(' ') {
        format!("\"{dir}/**\"")
    } else {
        format!("{dir}/**")
    };
    format!("{quoted} -text -ident !eol !filter !working-tree-encoding\n")
}

fn append(existing: Option<Vec<u8>>, addition: &str) -> Vec<u8> {
    let mut bytes = existing.unwrap_or_default();
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    if !String::from_utf8_lossy(&bytes).contains(addition.trim_end()) {
        bytes.extend_from_slice(addition.as_bytes());
    }
    bytes
}
