//! `adr git-setup`: what this clone's `git diff`, `git log -p` and `git merge` do with records.
//!
//! Everything goes into the clone, `.git/config` and `.git/info/attributes`, and nothing into a commit: which
//! programs run on somebody's machine is theirs to say, and a change of the committed `.gitattributes` would have
//! to be agreed on. The lines stand at the top of the file between two marks, so that whatever the user has written
//! below wins. Where the program is gone, the commands fall back to what Git does without them.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Error;
use super::ground::Ground;
use crate::record::layout::LogDir;
use crate::store::Store;

/// Before and after our lines.
const MARKS: [&str; 2] = [
    "# adr git-setup: begin. What stands below these lines wins; `adr git-setup --undo` takes them out.",
    "# adr git-setup: end",
];

/// Where Git is told what a line of the attributes means.
const SECTIONS: [&str; 3] = ["diff.adr", "diff.adr-text", "merge.adr"];

/// What to do.
pub struct Request {
    /// The program, as a shell finds it.
    pub program: String,
    /// Take everything out again.
    pub undo: bool,
}

/// What was done.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The file with the attributes.
    pub attributes: String,
    /// The sections of the configuration.
    pub sections: Vec<&'static str>,
    /// Whether anything was other than it is now.
    pub changed: bool,
    /// Whether it is set up now.
    pub set_up: bool,
}

/// Sets this clone up, or takes that back.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let store = ground.store;
    let settings = settings(&request.program);
    for (key, value) in &settings {
        refuse_another(store, key, value)?;
    }
    let path = store.common_dir().join("info").join("attributes");
    let before = read(&path)?;
    let rest = without_ours(&before);
    let mut changed = false;
    let after = if request.undo {
        for section in SECTIONS {
            let is_there = settings
                .iter()
                .filter(|(key, _)| in_section(key, section))
                .map(|(key, _)| store.get_here(key))
                .collect::<Result<Vec<_>, _>>()?
                .iter()
                .any(Option::is_some);
            if is_there {
                store.remove_section_here(section)?;
                changed = true;
            }
        }
        rest
    } else {
        for (key, value) in &settings {
            if store.get_here(key)?.as_ref() != Some(value) {
                store.set_here(key, value)?;
                changed = true;
            }
        }
        format!("{}{rest}", block(&dirs(ground)?))
    };
    if after != before {
        write(&path, &after)?;
        changed = true;
    }
    Ok(Report {
        attributes: path.display().to_string(),
        sections: SECTIONS.to_vec(),
        changed,
        set_up: !request.undo,
    })
}

fn in_section(key: &str, section: &str) -> bool {
    key.rsplit_once('.')
        .is_some_and(|(name, _)| name == section)
}

/// The logs of HEAD, else the one that there would be.
fn dirs(ground: &Ground<'_>) -> Result<Vec<LogDir>, Error> {
    Ok(match ground.head_tree()? {
        Some(tree) => ground.store.log_dirs(tree)?,
        None => vec![ground.dir.clone()],
    })
}

/// The settings by name. Git hands the commands to a shell, and the function passes them on; where the program
/// cannot be run, the file itself is shown, and lines are merged.
fn settings(program: &str) -> Vec<(&'static str, String)> {
    // Git puts file names in the place of `%A` and the like, also inside the name of the program.
    let escaped = program.replace('%', "%%");
    let merge = format!(
        "f() {{ {escaped} git-merge -- \"$@\"; code=$?; [ $code -le 1 ] && return $code; \
         git merge-file -q --marker-size=\"$4\" \"$2\" \"$1\" \"$3\"; }}; f %O %A %B %L %P %S %X %Y"
    );
    vec![
        (
            "diff.adr.textconv",
            format!("f() {{ {program} git-textconv -- \"$1\" 2>/dev/null || cat \"$1\"; }}; f"),
        ),
        // The heading of a hunk says which field it is in.
        ("diff.adr-text.xfuncname", "^([a-z_]+:.*)$".to_owned()),
        (
            "merge.adr.name",
            "texts of decisions, field by field".to_owned(),
        ),
        ("merge.adr.driver", merge),
    ]
}

/// What somebody has set for something else under our names stays.
fn refuse_another(store: &Store, key: &str, value: &str) -> Result<(), Error> {
    let known = store.get_here(key)?;
    let is_ours =
        |set: &str| set == value || set.contains(" git-textconv ") || set.contains(" git-merge ");
    match known {
        Some(set) if !is_ours(&set) => Err(Error::Declined {
            what: format!("{key} is set in this clone to something else: {set}"),
            hint: format!("if that may go: git config --local --unset {key}"),
        }),
        _ => Ok(()),
    }
}

/// Our lines: texts of decisions are merged by us; other records are only ever added, and shown in words.
fn block(dirs: &[LogDir]) -> String {
    let mut block = format!("{}\n", MARKS[0]);
    for dir in dirs {
        for (path, attributes) in [
            ("**/decision.yaml", "diff=adr-text merge=adr"),
            ("**/revisions/*.yaml", "diff=adr"),
            ("**/signoffs/*.yaml", "diff=adr"),
            ("**/resolutions/*.yaml", "diff=adr"),
            ("delegations/*.yaml", "diff=adr"),
        ] {
            let pattern = format!("/{dir}/{path}");
            let pattern = if pattern.contains(' ') {
                format!("\"{pattern}\"")
            } else {
                pattern
            };
            block.push_str(&format!("{pattern} {attributes}\n"));
        }
    }
    block.push_str(&format!("{}\n", MARKS[1]));
    block
}

/// A file's lines but ours. A mark without its other half was touched by somebody, and its lines stay.
fn without_ours(text: &str) -> String {
    let [begin, end] = MARKS.map(|mark| format!("{mark}\n"));
    let mut rest = text.to_owned();
    while let Some(from) = rest.find(&begin) {
        let Some(length) = rest[from..].find(&end) else {
            break;
        };
        rest.replace_range(from..from + length + end.len(), "");
    }
    rest
}

fn read(path: &Path) -> Result<String, Error> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(io(path, error)),
    }
}

/// Writes the file in one go; one that would be empty goes.
fn write(path: &Path, text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return fs::remove_file(path).map_err(|error| io(path, error));
    }
    // A link is followed: the file it leads to is the user's.
    let path: PathBuf = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| io(folder, error))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| io(folder, error))?;
    file.write_all(text.as_bytes())
        .map_err(|error| io(&path, error))?;
    file.persist(&path)
        .map_err(|error| io(&path, error.error))?;
    Ok(())
}

fn io(path: &Path, source: std::io::Error) -> Error {
    Error::Io {
        path: path.display().to_string(),
        source,
    }
}
