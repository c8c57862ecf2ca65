//! The store against the real `git`.

mod commit;
mod history;
mod merging;
mod past;
mod places;
mod process;
mod races;
mod refs;
mod remotes;
mod signing;
mod trees;

use std::collections::BTreeMap;
use std::path::Path;

use adr_sign::log::tree::ObjectId;
use adr_sign::store::{Change, Ident, Identity, Retry, Store, Target};

use crate::support::{NOW, Repo};

/// A change that adds files where HEAD is.
pub fn adding(store: &Store, files: &[(&str, &str)]) -> Change {
    Change {
        target: Target::Head,
        base: store.head().expect("a HEAD").tip(),
        files: files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), Some(text.as_bytes().to_vec())))
            .collect::<BTreeMap<_, _>>(),
        message: "Approve decision 7, revision 2\n\nAdr-Decision: 7\n".into(),
        identity: ann(),
        retry: Retry::Never,
    }
}

pub fn ann() -> Identity {
    let ident = Ident {
        name: "Ann Owner".into(),
        email: "ann@example.com".into(),
        seconds: NOW,
        offset_minutes: 60,
    };
    Identity {
        author: ident.clone(),
        committer: ident,
    }
}

/// Opens as the program would. The tests' own environment must not name a repository: the store would
/// honour that.
#[track_caller]
pub fn open(path: &Path) -> Store {
    assert!(
        std::env::var_os("GIT_DIR").is_none(),
        "run the tests without GIT_DIR in the environment"
    );
    Store::open(path).unwrap_or_else(|error| panic!("{error}"))
}

/// The id that git prints.
pub fn object(hex: &str) -> ObjectId {
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
    ObjectId::from_bytes(std::array::from_fn(|at| byte(2 * at)))
}

/// What a path holds in a commit, as git reads it.
#[track_caller]
pub fn committed(repo: &Repo, rev: &str, path: &str) -> String {
    repo.git(&["cat-file", "blob", &format!("{rev}:{path}")])
}
