//! The check as a whole, on a small repository: whoever deletes or changes what the base holds never gets a
//! better verdict by it than without.
#![no_main]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use adr_sign::action::check::{Request, run};
use adr_sign::check::Verdict;
use adr_sign::store::Store;
use arbitrary::Arbitrary;
use git2::build::TreeUpdateBuilder;
use git2::{FileMode, ObjectType, Oid, Repository, TreeWalkMode, TreeWalkResult};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

/// A team of three, as `git fast-export` writes it: what is merged into, and what is to be merged.
const REPOSITORY: &[u8] = include_bytes!("../fixtures/repository.fi");

const CASES: [(&str, &str, Verdict); 4] = [
    ("base-charter", "main", Verdict::Pass),
    ("base-open", "head-blocked", Verdict::Blocked),
    ("base-open", "head-pass", Verdict::Pass),
    ("main", "head-charter", Verdict::Pass),
];

/// After so many executions the repository, which grows by each, is made anew.
const EXECUTIONS: u32 = 2_000;

#[derive(Arbitrary, Debug)]
struct Attack<'a> {
    case: u8,
    edits: Vec<Edit<'a>>,
}

#[derive(Arbitrary, Debug)]
enum Edit<'a> {
    Delete(u8),
    Mode(u8, u8),
    /// Some bytes from here become others.
    Replace(u8, u16, u16, &'a [u8]),
    /// The content of another file of the base.
    Swap(u8, u8),
    /// Takes a file elsewhere.
    Move(u8, &'a str),
    Rewrite(u8, &'a [u8]),
}

struct Stage {
    folder: TempDir,
    left: u32,
}

thread_local! {
    static STAGE: RefCell<Option<Stage>> = const { RefCell::new(None) };
}

fuzz_target!(|attack: Attack| {
    STAGE.with_borrow_mut(|stage| {
        if stage.as_ref().is_none_or(|stage| stage.left == 0) {
            *stage = Some(Stage::set());
        }
        let stage = stage.as_mut().expect("just set");
        stage.left -= 1;
        stage.play(&attack);
    });
});

impl Stage {
    fn set() -> Self {
        let folder = TempDir::new().expect("a scratch folder");
        Repository::init_bare(folder.path()).expect("a repository");
        let mut import = Command::new("git")
            .args(["fast-import", "--quiet"])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .spawn()
            .expect("git");
        let mut input = import.stdin.take().expect("its input");
        input.write_all(REPOSITORY).expect("all of it");
        drop(input);
        assert!(import.wait().expect("its end").success());
        let stage = Self {
            folder,
            left: EXECUTIONS,
        };
        for (base, head, verdict) in CASES {
            assert_eq!(stage.check(base, head), verdict, "{head} into {base}");
        }
        stage
    }

    fn check(&self, base: &str, head: &str) -> Verdict {
        let store = Store::open(self.folder.path()).expect("the repository");
        let request = Request {
            base: base.to_owned(),
            head: head.to_owned(),
            trust_root: None,
            now: "2026-12-01T12:00:00+00:00".parse().expect("a time"),
            first_seen: BTreeMap::new(),
            head_is_merge: false,
        };
        run(&store, &request).verdict
    }

    fn play(&self, attack: &Attack) {
        let (base, head, without) = CASES[usize::from(attack.case) % CASES.len()];
        let repo = Repository::open_bare(self.folder.path()).expect("the repository");
        let Some(commit) = attacked(&repo, base, head, &attack.edits) else {
            return;
        };
        let with = self.check(base, &commit.to_string());
        assert!(with >= without, "{with:?} is better than {without:?}");
        assert_ne!(with, Verdict::Pass, "the base lost something");
    }
}

/// A commit on top of head that edits files of the base which head leaves alone; `None` where nothing
/// comes of it.
fn attacked(repo: &Repository, base: &str, head: &str, edits: &[Edit]) -> Option<Oid> {
    let base = repo.revparse_single(base).ok()?.peel_to_tree().ok()?;
    let parent = repo.revparse_single(head).ok()?.peel_to_commit().ok()?;
    let tree = parent.tree().ok()?;
    let mut files: Vec<(String, Oid)> = Vec::new();
    base.walk(TreeWalkMode::PreOrder, |folder, entry| {
        let path = format!("{folder}{}", entry.name().unwrap_or_default());
        let is_kept = tree
            .get_path(path.as_ref())
            .is_ok_and(|kept| kept.id() == entry.id());
        let is_of_the_log = path.starts_with("decisions/");
        if entry.kind() == Some(ObjectType::Blob) && is_kept && is_of_the_log {
            files.push((path, entry.id()));
        }
        TreeWalkResult::Ok
    })
    .ok()?;
    let file = |index: u8| &files[usize::from(index) % files.len()];
    let blob = |bytes: &[u8]| repo.blob(bytes).expect("a blob");
    let mut update = TreeUpdateBuilder::new();
    for edit in edits.iter().take(4) {
        match edit {
            Edit::Delete(at) => {
                update.remove(file(*at).0.as_str());
            }
            Edit::Mode(at, mode) => {
                let mode = [FileMode::BlobExecutable, FileMode::Link][usize::from(*mode) % 2];
                update.upsert(file(*at).0.as_str(), file(*at).1, mode);
            }
            Edit::Replace(at, from, length, with) => {
                let (path, id) = file(*at);
                let mut bytes = repo.find_blob(*id).ok()?.content().to_vec();
                let from = usize::from(*from) % (bytes.len() + 1);
                let to = (from + usize::from(*length) % 64).min(bytes.len());
                bytes.splice(from..to, with.iter().copied());
                update.upsert(path.as_str(), blob(&bytes), FileMode::Blob);
            }
            Edit::Swap(at, other) => {
                update.upsert(file(*at).0.as_str(), file(*other).1, FileMode::Blob);
            }
            // libgit2's own interface cannot be given such a name.
            Edit::Move(_, to) if to.contains('\0') => {}
            Edit::Move(at, to) => {
                let (path, id) = file(*at);
                update.remove(path.as_str());
                update.upsert(format!("decisions/{to}").as_str(), *id, FileMode::Blob);
            }
            Edit::Rewrite(at, bytes) => {
                update.upsert(file(*at).0.as_str(), blob(bytes), FileMode::Blob);
            }
        }
    }
    let new = update.create_updated(repo, &tree).ok()?;
    if new == tree.id() {
        return None;
    }
    let tree = repo.find_tree(new).ok()?;
    let who = parent.author();
    repo.commit(None, &who, &who, "An attack", &tree, &[&parent])
        .ok()
}
