//! Real decision records by other people. The environment variable `ADR_CORPUS` names the folder of corpora;
//! each brings an `expected-facts.json` that was computed without this project's code.

mod history;
pub mod kep;
mod records;
mod story;

use std::fs;
use std::path::{Path, PathBuf};

use adr_sign::interchange::SourceFiles;

/// The folder of one corpus.
fn folder(name: &str) -> PathBuf {
    let corpora = std::env::var_os("ADR_CORPUS").expect("ADR_CORPUS names the folder of corpora");
    Path::new(&corpora).join(name)
}

/// The facts that an import must agree with.
fn expected_facts(corpus: &Path) -> serde_json::Value {
    let facts = fs::read(corpus.join("expected-facts.json")).expect("the corpus brings its facts");
    serde_json::from_slice(&facts).expect("the facts are JSON")
}

/// Every file of a corpus, by its path inside.
fn files(corpus: &Path) -> SourceFiles {
    let mut files = SourceFiles::new();
    let mut folders = vec![corpus.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be listed") {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path
                .strip_prefix(corpus)
                .expect("the file lies in the corpus");
            let name = inside
                .iter()
                .map(|part| part.to_str().expect("names are UTF-8"))
                .collect::<Vec<_>>()
                .join("/");
            files.insert(name, fs::read(&path).expect("the file can be read"));
        }
    }
    files
}
