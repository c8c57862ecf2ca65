//! What a KEP says it replaces, as links between the drafts of one import.
//!
//! A link is a path, which may have anything in front of it (`/keps/...`, a URL) and may go on to a file in the
//! folder, or a number (`KEP-3`, `#3`, `3`). A number in front of an old file's name counts for nothing: the
//! numbers of old files are others.

use std::collections::BTreeMap;

use super::super::clean;
use super::super::note::{Note, Notes, Oddity};
use super::document::Draft;
use super::{Entry, folder_of, people};

const KEY: &str = "replaces";

/// What a link may be found by.
struct Targets {
    /// Folder, without its final slash, to source path.
    folders: BTreeMap<String, String>,
    /// Number to source paths; number 0 names nothing.
    numbers: BTreeMap<u32, Vec<String>>,
}

/// What a link means.
enum Meaning {
    One(String),
    Several,
    Nothing,
}

/// Resolves the links of all drafts.
pub(super) fn resolve(drafts: &mut [Draft], all: &mut Vec<Note>) {
    let targets = Targets::of(drafts);
    for draft in drafts {
        for Entry { text, line } in std::mem::take(&mut draft.replaces) {
            let odd = match targets.find(&text) {
                Meaning::One(path) if path == draft.decision.path => Oddity::LinkToItself {
                    key: KEY,
                    text: text.clone(),
                },
                Meaning::One(path) => {
                    if !draft.decision.supersedes.contains(&path) {
                        draft.decision.supersedes.push(path);
                    }
                    continue;
                }
                Meaning::Several => Oddity::LinkAmbiguous {
                    key: KEY,
                    text: text.clone(),
                },
                Meaning::Nothing if people::is_nobody(&text) => Oddity::LinkPlaceholder {
                    key: KEY,
                    text: text.clone(),
                },
                Meaning::Nothing => Oddity::LinkUnresolved {
                    key: KEY,
                    text: text.clone(),
                },
            };
            let kept = clean::line(&text).map(|cleaned| cleaned.value);
            draft.decision.source.links.extend(kept);
            Notes::about(&draft.decision.path, all).add(line, odd);
        }
    }
}

impl Targets {
    fn of(drafts: &[Draft]) -> Self {
        let mut targets = Self {
            folders: BTreeMap::new(),
            numbers: BTreeMap::new(),
        };
        for draft in drafts {
            let folder = folder_of(&draft.decision.path, "kep.yaml").unwrap_or_default();
            if let Some(folder) = folder.strip_suffix('/') {
                let path = draft.decision.path.clone();
                targets.folders.insert(folder.to_owned(), path);
            }
            if let Some(number) = draft.decision.source.number.filter(|number| *number != 0) {
                let paths = targets.numbers.entry(number).or_default();
                paths.push(draft.decision.path.clone());
            }
        }
        targets
    }

    fn find(&self, link: &str) -> Meaning {
        let link = link.trim().trim_matches(['(', ')', '<', '>', '"', '\'']);
        let paths: Vec<&String> = match number(link) {
            Some(number) => self.numbers.get(&number).into_iter().flatten().collect(),
            None => endings(folder(link))
                .filter_map(|folder| self.folders.get(folder))
                .collect(),
        };
        match paths.as_slice() {
            [] => Meaning::Nothing,
            [one] => Meaning::One((*one).clone()),
            _ => Meaning::Several,
        }
    }
}

/// The number in `KEP-3`, `kep 3`, `#3` or `3`.
fn number(link: &str) -> Option<u32> {
    let lower = link.to_ascii_lowercase();
    let bare = lower.strip_prefix("kep").unwrap_or(&lower);
    let digits = bare.trim_start_matches(['-', ' ', '#']);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

/// The folder that a link names, or the folder of the file that it names.
fn folder(link: &str) -> &str {
    let path = link.split(['#', '?']).next().unwrap_or(link);
    let path = path.trim_end_matches('/');
    let path = ["README.md", "kep.yaml"]
        .into_iter()
        .find_map(|file| folder_of(path, file))
        .unwrap_or(path);
    path.trim_end_matches('/')
}

/// A path, and what is left of it when folders in front are taken away, one after the other.
fn endings(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| Some(path.split_once('/')?.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_in_several_ways() {
        for link in ["KEP-3", "kep 3", "KEP #3", "#3", "3", "0003"] {
            assert_eq!(number(link), Some(3), "{link}");
        }
        for link in [
            "keps/sig-node/3-x",
            "kep",
            "KEP-3a",
            "+3",
            "3.0",
            "99999999999",
        ] {
            assert_eq!(number(link), None, "{link}");
        }
    }

    #[test]
    fn a_folder_is_found_behind_whatever_stands_in_front() {
        let known = "keps/sig-node/375-cpumanager";
        for link in [
            "keps/sig-node/375-cpumanager",
            "/keps/sig-node/375-cpumanager/",
            "/keps/sig-node/375-cpumanager/README.md#motivation",
            "https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/375-cpumanager",
        ] {
            assert!(
                endings(folder(link)).any(|ending| ending == known),
                "{link}"
            );
        }
        for link in [
            "keps/sig-node/375-cpumanager-2",
            "otherkeps/sig-node/375-cpumanager",
            "",
            "/",
        ] {
            assert!(
                !endings(folder(link)).any(|ending| ending == known),
                "{link}"
            );
        }
    }
}
