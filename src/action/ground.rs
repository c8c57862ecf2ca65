//! Where a command stands: the log it works on, and the base whose charter judges.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};

use super::Error;
use super::outboxes::Outboxes;
use crate::agreement::case::{HeardIn, Purpose};
use crate::agreement::chain::Chain;
use crate::agreement::evaluate::evaluate;
use crate::agreement::evaluation::Evaluation;
use crate::log::DecisionLog;
use crate::log::case::{Setting, delegations};
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::log::tree::ObjectId;
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::LogDir;
use crate::record::signoff::Signoff;
use crate::record::text::Text;
use crate::store::{Base, Head, Store, Watch};

/// A log in a repository.
pub struct Ground<'s> {
    /// The repository.
    pub store: &'s Store,
    /// The log's folder.
    pub dir: LogDir,
    /// Where HEAD is.
    pub head: Head,
    /// The branch that decisions are merged into, as far as this clone knows.
    pub base: Option<Base>,
    /// The commit or branch that alone is read, where the person named one: see [`LogChoice::at`].
    pub at: Option<String>,
    /// The charter revision that this clone trusts, where its configuration pins one (`adr.trustRoot`, for
    /// the repository's first log). Without, the chain of charters is followed to wherever it begins.
    pub trust_root: Option<Digest>,
    /// Told how far a long reading has come.
    pub watch: Watch<'s>,
}

/// What is asked for when a log is chosen.
#[derive(Clone, Default, Debug)]
pub struct LogChoice {
    /// `--log DIR`
    pub dir: Option<LogDir>,
    /// The current folder, from the root of the work tree.
    pub near: String,
    /// `--at REV`: the log as it was there. Nothing else is looked at then, no other branch, no outbox and no
    /// work tree, and what was open is judged by the charter that the base had where that commit left it.
    pub at: Option<String>,
}

impl<'s> Ground<'s> {
    /// The log that a command works on: the one named, else the one nearest to the current folder.
    /// Whether it holds anything yet is another question.
    pub fn open(store: &'s Store, choice: &LogChoice) -> Result<Self, Error> {
        let (head, base) = match &choice.at {
            Some(rev) => as_of(store, rev)?,
            None => (store.head()?, store.default_base()?),
        };
        let tip = head.tip().or_else(|| base.as_ref().map(|base| base.tip));
        let known = match tip {
            Some(tip) => store.log_dirs(store.root_tree(tip)?)?,
            None => vec![LogDir::default()],
        };
        let dir = choose(&known, choice)?;
        let trust_root = if known.first() == Some(&dir) {
            pinned(store)?
        } else {
            None
        };
        Ok(Self {
            store,
            dir,
            head,
            base,
            at: choice.at.clone(),
            trust_root,
            watch: &unwatched,
        })
    }

    /// The tree of HEAD; `None` before the first commit.
    pub fn head_tree(&self) -> Result<Option<ObjectId>, Error> {
        self.head
            .tip()
            .map(|tip| self.store.root_tree(tip))
            .transpose()
            .map_err(Into::into)
    }

    /// The tree of the base's tip.
    pub fn base_tree(&self) -> Result<Option<ObjectId>, Error> {
        self.base
            .as_ref()
            .map(|base| self.store.root_tree(base.tip))
            .transpose()
            .map_err(Into::into)
    }

    /// The tree whose charter judges a change that is made in `tree`: the base's, or, while the base has
    /// none, that of the change which brings it.
    pub fn judging_tree(&self, tree: ObjectId) -> Result<ObjectId, Error> {
        if let Some(base) = self.base_tree()?
            && self.has_charter(base)?
        {
            return Ok(base);
        }
        if self.has_charter(tree)? {
            return Ok(tree);
        }
        Err(Error::NoLog {
            dir: self.dir.clone(),
        })
    }

    /// Whether decision 0 lies in a tree.
    pub fn has_charter(&self, tree: ObjectId) -> Result<bool, Error> {
        Ok(!self
            .store
            .folders_of(tree, &self.dir, Number::CHARTER)?
            .is_empty())
    }

    /// Whether the base has a charter: else the change which brings one is judged by it.
    pub fn base_has_charter(&self) -> Result<bool, Error> {
        self.base_tree()?
            .map_or(Ok(false), |tree| self.has_charter(tree))
    }

    /// Whether HEAD is on the branch that decisions are merged into, and that branch has a charter already.
    pub fn is_on_base(&self) -> Result<bool, Error> {
        let (Head::Branch { name, .. }, Some(base)) = (&self.head, &self.base) else {
            return Ok(false);
        };
        Ok(base.is_branch(name) && self.base_has_charter()?)
    }

    /// Whether a new text gets a branch of its own: on the base it would bypass the agreement, and a detached
    /// HEAD would lose it.
    pub fn begins_a_branch(&self) -> Result<bool, Error> {
        Ok(matches!(self.head, Head::Detached(_)) || self.is_on_base()?)
    }

    /// Some decisions of a tree, with decision 0 and everything that their texts refer to by number.
    pub fn load(
        &self,
        tree: ObjectId,
        numbers: impl IntoIterator<Item = Number>,
    ) -> Result<DecisionLog, Error> {
        let mut wanted: BTreeSet<Number> = numbers.into_iter().collect();
        wanted.insert(Number::CHARTER);
        let mut log = self.store.log_of(tree, &self.dir, &wanted)?;
        let texts = log.decisions.values().flat_map(|decision| {
            decision
                .revisions
                .values()
                .map(|stored| &stored.value.text)
                .chain(&decision.draft)
        });
        let referred: BTreeSet<Number> = texts.flat_map(Text::refers_to).collect();
        for number in referred.difference(&wanted) {
            self.store.add_decision(&mut log, tree, *number)?;
        }
        Ok(log)
    }

    /// What people keep in their outboxes.
    pub fn outboxes(&self) -> Outboxes<'_> {
        Outboxes {
            store: self.store,
            dir: &self.dir,
            base: self.base.as_ref().map(|base| base.tip),
            is_past: self.at.is_some(),
        }
    }
}

/// Nobody wants to know.
pub(super) fn unwatched(_: usize, _: usize) {}

/// The charter revision that this clone's configuration pins: `adr.trustRoot`.
pub fn pinned(store: &Store) -> Result<Option<Digest>, Error> {
    let Some(pinned) = store.get("adr.trustroot")? else {
        return Ok(None);
    };
    pinned.parse().map(Some).map_err(|_| Error::Usage {
        what: format!(
            "adr.trustRoot is `{}`, and no digest",
            pinned.escape_debug()
        ),
        hint: "set it as `adr charter show` prints it: git config adr.trustRoot sha256:..."
            .to_owned(),
    })
}

/// HEAD and base as a commit had them: itself, and where it left the base.
fn as_of(store: &Store, rev: &str) -> Result<(Head, Option<Base>), Error> {
    let commit = super::find::commit_at(store, rev)?;
    let base = match store.default_base()? {
        Some(base) => store
            .merge_bases(base.tip, commit)?
            .first()
            .map(|tip| Base {
                name: base.name,
                tip: *tip,
            }),
        None => None,
    };
    Ok((Head::Detached(commit), base))
}

fn choose(known: &[LogDir], choice: &LogChoice) -> Result<LogDir, Error> {
    if let Some(dir) = &choice.dir {
        // A repository without `.adr-dir` may be about to get a log anywhere.
        if known.contains(dir) || known == [LogDir::default()] {
            return Ok(dir.clone());
        }
        return Err(Error::UnknownLog {
            dir: dir.clone(),
            known: known.to_vec(),
        });
    }
    let shared = |dir: &&LogDir| {
        let near = choice.near.split('/').filter(|name| !name.is_empty());
        dir.as_str()
            .split('/')
            .zip(near)
            .take_while(|(one, other)| one == other)
            .count()
    };
    // Of several that are equally near, the first line of `.adr-dir` counts.
    Ok(known
        .iter()
        .rev()
        .max_by_key(shared)
        .cloned()
        .unwrap_or_default())
}

/// Everything that judging some decisions needs, kept together so that a use case can borrow from it.
pub struct Docket {
    /// The log that judges: the base's.
    pub base: DecisionLog,
    /// The log that is judged: the branch's.
    pub result: DecisionLog,
    /// What people keep in their outboxes.
    pub outboxes: Vec<Stored<Signoff>>,
    /// When a trusted party first saw a revision.
    pub first_seen: BTreeMap<Digest, DateTime<FixedOffset>>,
    /// The charter revision that is trusted, where one is pinned.
    pub trust_root: Option<Digest>,
}

impl Docket {
    /// Reads what is needed to judge these decisions as they stand in `tree`.
    pub fn load(
        ground: &Ground<'_>,
        tree: ObjectId,
        numbers: &BTreeSet<Number>,
    ) -> Result<Self, Error> {
        Self::load_among(ground, tree, numbers, &ground.outboxes().signoffs()?)
    }

    /// The same, where what waits in outboxes has been read: it is the same for every tree.
    pub fn load_among(
        ground: &Ground<'_>,
        tree: ObjectId,
        numbers: &BTreeSet<Number>,
        waiting: &[Stored<Signoff>],
    ) -> Result<Self, Error> {
        let judging = ground.judging_tree(tree)?;
        let result = ground.load(tree, numbers.iter().copied())?;
        // What the base holds of everything that was read, since texts there may refer to more.
        let base = ground.load(judging, result.decisions.keys().copied())?;
        // By id: a decision may have got another number since somebody signed it.
        let ids: BTreeSet<DecisionId> =
            result.decisions.values().filter_map(Decision::id).collect();
        let of_these = |stored: &&Stored<Signoff>| ids.contains(&stored.value.decision);
        Ok(Self {
            base,
            result,
            outboxes: waiting.iter().filter(of_these).cloned().collect(),
            first_seen: BTreeMap::new(),
            trust_root: ground.trust_root,
        })
    }

    /// The charters of the base, verified.
    pub fn chain(&self) -> Result<Chain<'_>, Error> {
        chain_of(&self.base, self.trust_root)
    }

    /// Asks something of the setting that the docket makes up at this time.
    pub fn ask<T>(
        &self,
        now: DateTime<FixedOffset>,
        question: impl FnOnce(&Setting<'_>) -> T,
    ) -> Result<T, Error> {
        let chain = self.chain()?;
        let charters = chain.charters();
        Ok(question(&Setting {
            chain: &chain,
            charters: &charters,
            base: &self.base,
            result: &self.result,
            outboxes: &self.outboxes,
            now,
            first_seen: &self.first_seen,
        }))
    }

    /// What the rules say about the newest revision of a decision; `None` for a draft.
    pub fn evaluate(
        &self,
        number: Number,
        purpose: Purpose,
        now: DateTime<FixedOffset>,
    ) -> Result<Option<Evaluation>, Error> {
        self.ask(now, |setting| {
            setting
                .case(number, purpose)
                .and_then(|case| evaluate(&case))
        })
    }
}

/// Follows the chain of a log's charter back to its first revision, through the one that is pinned.
pub fn chain_of(log: &DecisionLog, trust_root: Option<Digest>) -> Result<Chain<'_>, Error> {
    let charter = log.charter().ok_or_else(|| Error::NoLog {
        dir: log.dir.clone(),
    })?;
    if let Some(problem) = charter.problems.first() {
        return Err(Error::Unreadable {
            dir: log.dir.clone(),
            problem: problem.clone(),
        });
    }
    Chain::verify(&charter.facts(HeardIn::Base), &delegations(log), trust_root)
        .map_err(Error::Charter)
}
