//! The house rules of the code, read from the code: which room may know which, what is never true below a
//! line, and that a file stays readable in one sitting. A rule that breaks says which file breaks it; see
//! `docs/architecture.md` for why.
//!
//! Sources are taken apart into words, without comments, strings and tests, so that what is said in prose
//! counts for nothing. Macros are read like other code.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The rooms, with those that each may import. Downward only: nothing in a later line is known to an
/// earlier one, and rooms of one line do not know each other.
const ROOMS: [(&str, &[&str]); 10] = [
    ("record", &[]),
    ("agreement", &["record"]),
    ("signing", &["record"]),
    ("log", &["agreement", "signing", "record"]),
    ("check", &["log", "agreement", "signing", "record"]),
    ("store", &["check", "log", "agreement", "signing", "record"]),
    (
        "interchange",
        &["check", "log", "agreement", "signing", "record"],
    ),
    (
        "action",
        &[
            "store",
            "interchange",
            "check",
            "log",
            "agreement",
            "signing",
            "record",
        ],
    ),
    (
        "render",
        &[
            "action",
            "store",
            "interchange",
            "check",
            "log",
            "agreement",
            "signing",
            "record",
        ],
    ),
    (
        "cli",
        &[
            "render",
            "action",
            "store",
            "interchange",
            "check",
            "log",
            "agreement",
            "signing",
            "record",
        ],
    ),
];

/// Rooms that know no world: the same values give the same answer on every machine at every time.
const PURE: [&str; 5] = ["record", "agreement", "log", "check", "interchange"];

/// What a pure room never names.
const WORLD: [&str; 14] = [
    "std::env",
    "std::fs",
    "std::net",
    "std::os",
    "std::process",
    "std::thread",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "std::time::Instant",
    "std::time::SystemTime",
    "chrono::Local",
    "chrono::Utc::now",
    "tempfile",
];

/// Crates that talk to a terminal or a command line.
const TERMINAL: [&str; 6] = [
    "clap",
    "clap_complete",
    "anstream",
    "anstyle",
    "comfy_table",
    "indicatif",
];

/// How many lines a file may have, its tests apart.
const LONGEST: usize = 400;

/// Files that are longer, and why. One of two ideas names both: it is a file that somebody should take apart.
const LONG_FILES: [(&str, &str); 4] = [
    (
        "src/agreement/evaluation.rs",
        "one tree of types, documented field by field",
    ),
    (
        "src/store/error.rs",
        "one enum: each failure with its words and its hint",
    ),
    (
        "src/action/status.rs",
        "two ideas: the report's types, and how it is made",
    ),
    (
        "src/action/verify/records.rs",
        "two ideas: one verifier, and the words for its faults",
    ),
];

#[test]
fn rooms_import_downwards_only() {
    let mut broken = Vec::new();
    for source in sources() {
        let Some(room) = source.room() else { continue };
        let allowed = ROOMS
            .iter()
            .find(|(name, _)| *name == room)
            .map(|(_, below)| *below);
        let Some(allowed) = allowed else {
            broken.push(format!("{}: `{room}` is no room of the house", source.path));
            continue;
        };
        for other in source.rooms_named() {
            if other != room && !allowed.contains(&other.as_str()) {
                broken.push(format!(
                    "{}: `{room}` may not import `{other}`",
                    source.path
                ));
            }
        }
    }
    assert_none(&broken);
}

#[test]
fn programs_only_call_the_command_line() {
    let mut broken = Vec::new();
    for source in sources().filter(|source| source.path.starts_with("src/bin/")) {
        for other in source.rooms_named() {
            if other != "cli" {
                broken.push(format!(
                    "{}: a program imports `{other}`, not `cli` alone",
                    source.path
                ));
            }
        }
    }
    assert_none(&broken);
}

/// The crate's root names its rooms and nothing else, so that nothing can be imported through it.
#[test]
fn the_root_of_the_library_is_a_list_of_rooms() {
    let root = Source::read("src/lib.rs");
    let mut named = BTreeSet::new();
    for item in root
        .words
        .split(|word| word == ";")
        .filter(|item| !item.is_empty())
    {
        match item {
            [public, module, name] if public == "pub" && module == "mod" => {
                named.insert(name.clone());
            }
            other => panic!("src/lib.rs: `{}` is no `pub mod`", other.join(" ")),
        }
    }
    let rooms = ROOMS.map(|(name, _)| name.to_owned()).into();
    assert_eq!(named, rooms);
}

#[test]
fn pure_rooms_know_no_world() {
    let mut broken = Vec::new();
    for source in sources() {
        if !source.room().is_some_and(|room| PURE.contains(&room)) {
            continue;
        }
        for path in source.paths() {
            let world = WORLD
                .iter()
                .chain(&TERMINAL)
                .find(|world| is_within(&path, world));
            if let Some(world) = world {
                broken.push(format!("{}: `{world}` in a pure room", source.path));
            }
        }
    }
    assert_none(&broken);
}

/// Of the room that runs programs, the pure rooms use only what computes.
#[test]
fn pure_rooms_verify_and_never_sign() {
    const COMPUTES: [&str; 4] = ["payload", "prove", "verify", "NAMESPACE"];
    let mut broken = Vec::new();
    for source in sources() {
        if !source.room().is_some_and(|room| PURE.contains(&room)) {
            continue;
        }
        for path in source.paths() {
            // `use crate::signing;` alone is followed by `signing::prove` where it is used.
            let used = match path.as_slice() {
                [start, room, used, ..] if start == "crate" && room == "signing" => used,
                [room, used, ..] if room == "signing" => used,
                _ => continue,
            };
            if !COMPUTES.contains(&used.as_str()) {
                broken.push(format!("{}: `signing::{used}` in a pure room", source.path));
            }
        }
    }
    assert_none(&broken);
}

#[test]
fn git_lives_in_the_store() {
    let mut broken = Vec::new();
    for source in sources().filter(|source| source.room() != Some("store")) {
        if source.paths().iter().any(|path| is_within(path, "git2")) {
            broken.push(format!("{}: `git2` outside of src/store", source.path));
        }
    }
    assert_none(&broken);
}

#[test]
fn only_the_command_line_knows_a_terminal() {
    let mut broken = Vec::new();
    for source in sources().filter(|source| !matches!(source.room(), Some("cli" | "render") | None))
    {
        let paths = source.paths();
        if let Some(name) = TERMINAL
            .iter()
            .find(|name| paths.iter().any(|path| is_within(path, name)))
        {
            broken.push(format!("{}: `{name}` below render", source.path));
        }
    }
    // `println!` panics when its reader goes away: `adr log | head`.
    for source in sources() {
        let words = source.words.windows(3);
        for called in words.filter(|words| words[2] == "!" && words[0] != "::") {
            if ["print", "println", "eprint", "eprintln", "dbg"].contains(&called[1].as_str()) {
                broken.push(format!(
                    "{}: `{}!` panics when a pipe closes",
                    source.path, called[1]
                ));
            }
        }
    }
    assert_none(&broken);
}

#[test]
fn nothing_is_unsafe() {
    let unsafe_files = sources().filter(|source| source.words.iter().any(|word| word == "unsafe"));
    let broken: Vec<_> = unsafe_files
        .map(|source| format!("{}: `unsafe`", source.path))
        .collect();
    assert_none(&broken);
}

#[test]
fn a_file_is_read_in_one_sitting() {
    let mut broken = Vec::new();
    for source in sources() {
        let excused = LONG_FILES.iter().any(|(path, _)| *path == source.path);
        match (source.lines > LONGEST, excused) {
            (true, false) => broken.push(format!(
                "{} has {} lines without its tests, and {LONGEST} is where there are usually two ideas in one",
                source.path, source.lines
            )),
            (false, true) => broken.push(format!("{} is short again: take it off the list", source.path)),
            _ => {}
        }
    }
    for (path, why) in LONG_FILES {
        assert!(
            Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists(),
            "{path} is gone"
        );
        assert!(!why.is_empty(), "{path}: say why");
    }
    assert_none(&broken);
}

/// The rules above see what they are to see.
#[test]
fn a_source_is_taken_apart_as_the_compiler_takes_it() {
    let source = Source::of(
        "src/action/commit/deep.rs",
        r##"
        //! crate::cli in prose
        use crate::{record::{self, name::Handle}, store::{Store as Room}}; /* crate::cli /* nested */ crate::render */
        const A: &str = "crate::cli \" git2"; const B: &str = r#"crate::render " unsafe"#; const C: char = '"';
        fn f<'a>(x: &'a str) -> Result<(), super::super::super::check::Finding> { std::env::var("x") }
        #[cfg(test)]
        mod tests { use crate::cli; }
        "##,
    );
    let rooms: Vec<_> = source.rooms_named().into_iter().collect();
    assert_eq!(rooms, ["check", "record", "store"]);
    let paths: Vec<_> = source.paths().iter().map(|path| path.join("::")).collect();
    for path in [
        "crate::record::name::Handle",
        "crate::store::Store",
        "std::env::var",
    ] {
        assert!(
            paths.iter().any(|found| found == path),
            "{path} in {paths:?}"
        );
    }
    assert!(
        !source
            .words
            .iter()
            .any(|word| word == "unsafe" || word == "git2" || word == "cli")
    );
    assert_eq!(source.lines, 5);
}

fn assert_none(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// A file of the library or of a program.
struct Source {
    /// From the root of the package, with `/`.
    path: String,
    /// Identifiers and punctuation, without comments, strings and tests.
    words: Vec<String>,
    /// How many lines there are before its tests.
    lines: usize,
}

impl Source {
    fn read(path: &str) -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
        Self::of(path, &text)
    }

    fn of(path: &str, text: &str) -> Self {
        // By the style of this code, tests end a file.
        let code = text
            .lines()
            .take_while(|line| line.trim() != "#[cfg(test)]")
            .collect::<Vec<_>>();
        Self {
            path: path.to_owned(),
            words: words(&code.join("\n")),
            lines: code.len(),
        }
    }

    /// The room: the folder or file right under `src`. `None` for the root and for programs.
    fn room(&self) -> Option<&str> {
        let inner = self.path.strip_prefix("src/")?;
        let room = inner.split('/').next()?;
        let room = room.strip_suffix(".rs").unwrap_or(room);
        (!matches!(room, "lib" | "bin")).then_some(room)
    }

    /// How many names the path of this module has below the crate's root.
    fn depth(&self) -> usize {
        let names = self.path.split('/').count() - 1;
        if self.path.ends_with("/mod.rs") {
            names - 1
        } else {
            names
        }
    }

    /// Every path in the code, groups in braces taken apart.
    fn paths(&self) -> Vec<Vec<String>> {
        let mut paths = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            at = collect(&self.words, at, &[], &mut paths);
        }
        paths
    }

    /// The rooms that the code names, by way of the crate's root.
    fn rooms_named(&self) -> BTreeSet<String> {
        let mut rooms = BTreeSet::new();
        for path in self.paths() {
            let ups = path.iter().take_while(|name| *name == "super").count();
            let behind_root = match path.first().map(String::as_str) {
                Some("crate" | "adr_sign") => path.get(1),
                Some("super") if ups >= self.depth() => path.get(ups),
                _ => None,
            };
            rooms.extend(behind_root.cloned());
        }
        rooms
    }
}

/// Collects the path that starts at a word, behind what stands before its group; says where to go on.
fn collect(
    words: &[String],
    mut at: usize,
    before: &[String],
    paths: &mut Vec<Vec<String>>,
) -> usize {
    let word = |at: usize| words.get(at).map(String::as_str);
    let mut path = before.to_vec();
    loop {
        match word(at) {
            Some(name) if is_name(name) => path.push(name.to_owned()),
            Some("{") if path.len() > before.len() || !before.is_empty() => {
                at += 1;
                while word(at).is_some_and(|word| word != "}") {
                    at = collect(words, at, &path, paths);
                }
                return at + 1;
            }
            _ => return at + 1,
        }
        if word(at + 1) == Some("::")
            && word(at + 2).is_some_and(|next| is_name(next) || next == "{")
        {
            at += 2;
        } else {
            paths.push(path);
            return at + 1;
        }
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

/// Whether a path in the code lies at or below another.
fn is_within(path: &[String], outer: &str) -> bool {
    let mut names = path.iter();
    outer
        .split("::")
        .all(|name| names.next().is_some_and(|found| found == name))
}

/// Identifiers and punctuation. Comments, texts, characters and lifetimes are left out.
fn words(code: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = code;
    while let Some(letter) = rest.chars().next() {
        let taken = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            comment(rest)
        } else if let Some(length) = text(rest) {
            length
        } else if is_name(rest) {
            let end = rest.find(|next: char| !next.is_alphanumeric() && next != '_');
            let end = end.unwrap_or(rest.len());
            words.push(rest[..end].to_owned());
            end
        } else if rest.starts_with("::") {
            words.push("::".to_owned());
            2
        } else {
            if !letter.is_whitespace() {
                words.push(letter.to_string());
            }
            letter.len_utf8()
        };
        rest = &rest[taken..];
    }
    words
}

/// The length of a comment in `/* */`, which nest.
fn comment(code: &str) -> usize {
    let (mut at, mut open) = (2, 1);
    while open > 0 && at < code.len() {
        let rest = &code[at..];
        if rest.starts_with("/*") {
            open += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            open -= 1;
            at += 2;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// The length of a string, a character or a lifetime, if one starts here.
fn text(code: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c", ""].into_iter().find(|prefix| {
        let behind = code.strip_prefix(prefix).unwrap_or_default();
        let quoted = behind.trim_start_matches('#').starts_with('"');
        quoted && (behind.starts_with('"') || prefix.ends_with('r'))
    });
    if let Some(prefix) = prefix {
        let behind = &code[prefix.len()..];
        let hashes = behind.len() - behind.trim_start_matches('#').len();
        let start = prefix.len() + hashes + 1;
        if prefix.ends_with('r') {
            let end = format!("\"{}", "#".repeat(hashes));
            return Some(
                code[start..]
                    .find(&end)
                    .map_or(code.len(), |at| start + at + end.len()),
            );
        }
        return Some(start + quoted(&code[start..], '"'));
    }
    let behind = code.strip_prefix('\'')?;
    let mut letters = behind.chars();
    match (letters.next()?, letters.next()) {
        ('\\', _) => Some(1 + quoted(behind, '\'')),
        (one, Some('\'')) => Some(2 + one.len_utf8()),
        _ => Some(
            1 + behind
                .find(|next: char| !next.is_alphanumeric() && next != '_')
                .unwrap_or(0),
        ),
    }
}

/// The length of what is left of a quoted text, with the quote that ends it.
fn quoted(code: &str, quote: char) -> usize {
    let mut letters = code.char_indices();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' {
            letters.next();
        } else if letter == quote {
            return at + letter.len_utf8();
        }
    }
    code.len()
}

/// Every file of the library and its programs, tests apart; read once.
fn sources() -> impl Iterator<Item = &'static Source> {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(read_sources);
    SOURCES.iter()
}

fn read_sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    walk(&root.join("src"), &mut files);
    files.sort();
    let paths: Vec<String> = files
        .iter()
        .filter_map(|file| {
            file.strip_prefix(root)
                .ok()?
                .to_str()
                .map(|path| path.replace('\\', "/"))
        })
        .filter(|path| !path.ends_with("/tests.rs") && !path.contains("/tests/"))
        .collect();
    assert!(
        paths.len() > 50,
        "the sources are not where they are looked for"
    );
    paths.iter().map(|path| Source::read(path)).collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
