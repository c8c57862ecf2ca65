//! What follows from each decision of a tree: worked out once for every folder that ever was, and kept.
//!
//! What is not kept yet is read by as many threads as there are cores, a repository handle each. A decision
//! with a file that cannot be read is never kept: it is read again until somebody has mended it.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Limits, Memo, Store, StoreError};
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::problem::Problem;
use crate::log::tree::ObjectId;
use crate::record::layout::{Folder, LogDir};

/// Fewer folders than this are not worth a thread.
const WORTH_A_THREAD: usize = 64;

/// Told how many folders of how many have been read.
pub type Watch<'w> = &'w (dyn Fn(usize, usize) + Sync);

/// For what something is kept.
#[derive(Clone, Copy)]
pub struct Purpose {
    /// Its name.
    pub name: &'static str,
    /// The version of the form in which it is kept.
    pub version: u32,
}

/// What follows from a decision.
pub struct Known<T> {
    /// What does.
    pub value: T,
    /// Files of it that cannot be read.
    pub problems: Vec<Problem>,
}

impl Store {
    /// What follows from each of these folders, in their order.
    pub fn kept<T: Serialize + DeserializeOwned + Send>(
        &self,
        purpose: Purpose,
        dir: &LogDir,
        folders: &[(Folder, ObjectId)],
        watch: Watch<'_>,
        follow: impl Fn(&Decision) -> T + Sync,
    ) -> Result<Vec<Known<T>>, StoreError> {
        let mut memo = self.memo(purpose.name, purpose.version);
        let kept: Vec<Option<T>> = folders
            .iter()
            .map(|(_, tree)| recall(&memo, *tree))
            .collect();
        let unknown: Vec<&(Folder, ObjectId)> = folders
            .iter()
            .zip(&kept)
            .filter_map(|(folder, kept)| kept.is_none().then_some(folder))
            .collect();
        let mut read = self.read_all(dir, &unknown, watch, &follow)?.into_iter();
        let mut all = Vec::with_capacity(folders.len());
        for ((_, tree), kept) in folders.iter().zip(kept) {
            let known = match kept {
                Some(value) => Some(Known {
                    value,
                    problems: Vec::new(),
                }),
                None => read
                    .next()
                    .inspect(|known| remember(&mut memo, *tree, known)),
            };
            all.extend(known);
        }
        let live: Vec<ObjectId> = folders.iter().map(|(_, tree)| *tree).collect();
        memo.save(&live);
        Ok(all)
    }

    /// Reads these folders and says what follows from each, in their order.
    fn read_all<T: Send>(
        &self,
        dir: &LogDir,
        folders: &[&(Folder, ObjectId)],
        watch: Watch<'_>,
        follow: &(impl Fn(&Decision) -> T + Sync),
    ) -> Result<Vec<Known<T>>, StoreError> {
        let done = AtomicUsize::new(0);
        let read = |store: &Self, part: &[&(Folder, ObjectId)]| {
            let one = |(folder, tree): &&(Folder, ObjectId)| {
                let known = store.read_one(dir, folder, *tree, follow);
                watch(done.fetch_add(1, Ordering::Relaxed) + 1, folders.len());
                known
            };
            part.iter().map(one).collect::<Result<Vec<_>, StoreError>>()
        };
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let size = folders.len().div_ceil(cores).max(WORTH_A_THREAD);
        let (here, elsewhere) = folders.split_at(size.min(folders.len()));
        let git_dir = self.git_dir();
        thread::scope(|scope| {
            let read = &read;
            let threads: Vec<_> = elsewhere
                .chunks(size)
                .map(|part| {
                    let work = move || read(&Self::open_exactly(git_dir)?, part);
                    (part, scope.spawn(work))
                })
                .collect();
            let mut all = read(self, here)?;
            for (part, thread) in threads {
                match thread.join() {
                    Ok(Ok(known)) => all.extend(known),
                    // Where the environment lends this handle objects that another one does not see.
                    Ok(Err(_)) => all.extend(read(self, part)?),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            Ok(all)
        })
    }

    fn read_one<T>(
        &self,
        dir: &LogDir,
        folder: &Folder,
        tree: ObjectId,
        follow: impl Fn(&Decision) -> T,
    ) -> Result<Known<T>, StoreError> {
        let mut log = DecisionLog::empty(dir.clone());
        let path = format!("{dir}/{folder}");
        for (path, entry) in self.walk_folder(tree, &path, Limits::default())? {
            self.add_file(&mut log, &path, entry, false)?;
        }
        let mut problems = log.problems;
        let mut decision = log
            .decisions
            .remove(&folder.number)
            .unwrap_or_else(|| Decision::new(folder.clone()));
        problems.append(&mut decision.problems);
        Ok(Known {
            value: follow(&decision),
            problems,
        })
    }
}

/// What is kept in another form is as good as not kept.
fn recall<T: DeserializeOwned>(memo: &Memo, tree: ObjectId) -> Option<T> {
    postcard::from_bytes(memo.get(tree)?).ok()
}

fn remember<T: Serialize>(memo: &mut Memo, tree: ObjectId, known: &Known<T>) {
    if known.problems.is_empty()
        && let Ok(bytes) = postcard::to_allocvec(&known.value)
    {
        memo.keep(tree, &bytes);
    }
}
