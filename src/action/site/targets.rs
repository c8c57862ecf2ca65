//! Where relative links in texts lead: to other decisions, by the folders they lie in and by the files that they were
//! imported from; and to the decision's own attachments. Everything else is not on the site.

use std::collections::BTreeMap;

use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::relative::joined;
use crate::record::id::Number;
use crate::record::revision::{Imported, RevisionKind};

/// What a link in a text leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// A decision.
    Decision(Number),
    /// A file in the decision's own `attachments/`.
    Attachment(String),
}

/// Every path that means a decision.
pub(super) struct Targets {
    dir: String,
    /// Folders of the log and files of the source, by path from the root of the repository.
    paths: BTreeMap<String, Number>,
    /// Files of the source by name; nothing where several decisions have one of that name.
    names: BTreeMap<String, Option<Number>>,
}

impl Targets {
    pub(super) fn of(log: &DecisionLog) -> Self {
        let mut targets = Self {
            dir: log.dir.to_string(),
            paths: BTreeMap::new(),
            names: BTreeMap::new(),
        };
        for decision in log.decisions.values() {
            let number = decision.number();
            let folder = format!("{}/{}", log.dir, decision.folder);
            targets
                .paths
                .insert(format!("{folder}/decision.yaml"), number);
            targets.paths.insert(folder, number);
            for source in sources(decision) {
                let path = source.path.as_str();
                let only = targets
                    .names
                    .entry(last_name(path).to_owned())
                    .or_insert(Some(number));
                if *only != Some(number) {
                    *only = None;
                }
                targets.paths.insert(path.to_owned(), number);
            }
        }
        targets
    }

    /// What a relative link in a text of this decision leads to.
    pub(super) fn find(&self, decision: &Decision, link: &str) -> Option<Target> {
        let path = link.split(['#', '?']).next().unwrap_or_default();
        let path = path.trim_end_matches('/');
        if path.is_empty() {
            return None;
        }
        let own = path.strip_prefix("./").unwrap_or(path);
        if let Some(attachment) = own.strip_prefix("attachments/") {
            return Some(Target::Attachment(attachment.to_owned()));
        }
        let folder = format!("{}/{}", self.dir, decision.folder);
        let beside_sources = sources(decision).map(|source| {
            let path = source.path.as_str();
            path.rsplit_once('/')
                .map_or("", |(folder, _)| folder)
                .to_owned()
        });
        let known = std::iter::once(folder)
            .chain(beside_sources)
            .filter_map(|folder| led_to(&folder, path))
            .find_map(|path| self.paths.get(&path).copied());
        known
            .or_else(|| self.names.get(last_name(path)).copied().flatten())
            .map(Target::Decision)
    }
}

fn last_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn sources(decision: &Decision) -> impl Iterator<Item = &Imported> {
    decision
        .revisions
        .values()
        .filter_map(|stored| match &stored.value.kind {
            RevisionKind::Import(sources) => Some(sources),
            _ => None,
        })
        .flatten()
}

/// The same where a path from the root, with a slash in front, may stand.
fn led_to(folder: &str, path: &str) -> Option<String> {
    joined(if path.starts_with('/') { "" } else { folder }, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_followed_within_the_repository_only() {
        let seen = |folder, path| led_to(folder, path);
        assert_eq!(
            seen("docs/adr", "3-x.md").as_deref(),
            Some("docs/adr/3-x.md")
        );
        assert_eq!(
            seen("docs/adr", "../x/./y.md").as_deref(),
            Some("docs/x/y.md")
        );
        assert_eq!(seen("docs/adr", "/x.md").as_deref(), Some("x.md"));
        assert_eq!(seen("docs", "../../x.md"), None);
    }
}
