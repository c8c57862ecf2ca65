//! A branch goes to its remote; and sign-offs get there although somebody was faster, or the branch is closed.

use super::Error;
use super::actor::Actor;
use super::commit::{self, Done, Files, Message};
use super::ground::Ground;
use super::outbox;
use crate::record::id::Number;
use crate::record::name::Handle;
use crate::store::{Pushed, Retry, Store, StoreError};

/// How often sign-offs are made again because somebody else's push came first.
const ATTEMPTS: usize = 8;

/// Files of sign-offs are read back up to this size, in bytes.
const MAX_RECORD: u64 = 1 << 20;

/// What came of a push.
pub enum Outcome {
    /// It is there.
    Landed {
        /// The remote.
        remote: String,
        /// Where a pull request can be opened, as far as the remote's address tells.
        link: Option<String>,
    },
    /// The remote's branch has gone on.
    Moved {
        /// The remote.
        remote: String,
    },
    /// The remote does not take it.
    Refused {
        /// The remote.
        remote: String,
        /// What it says.
        message: String,
    },
}

/// Sign-offs that were committed here.
pub struct Signed<'a> {
    /// Their commit.
    pub done: &'a Done,
    /// Who signed.
    pub signer: &'a Handle,
    /// What about.
    pub numbers: &'a [Number],
}

/// What came of a push of sign-offs.
pub struct Delivered {
    /// The last answer of the remote.
    pub outcome: Outcome,
    /// The branch that it was about.
    pub branch: String,
    /// Whether they were made again, because the branch had gone on.
    pub again: bool,
    /// What the remote said when it did not take the proposal's branch, so that they went to the outbox.
    pub closed: Option<String>,
    /// Decisions whose text has gone on there: what was signed is about an earlier one.
    pub newer: Vec<Number>,
}

/// Pushes a local branch, by its short name, to the remote it follows, else to the one that pushes go to,
/// else to the only one. A branch that follows none yet follows that one from then on, so that `git pull` brings what the
/// others sign.
pub fn run(store: &Store, branch: &str, interactive: bool) -> Result<Outcome, Error> {
    let remote = remote(store, branch)?;
    let refspec = format!("refs/heads/{branch}:refs/heads/{branch}");
    let follow = store.get(&format!("branch.{branch}.merge"))?.is_none();
    Ok(
        match store.push(&remote, &refspec, None, follow, interactive)? {
            Pushed::Landed => {
                let link = store
                    .get(&format!("remote.{remote}.url"))?
                    .and_then(|url| link(&url, branch));
                Outcome::Landed { remote, link }
            }
            Pushed::Moved { .. } => Outcome::Moved { remote },
            Pushed::Refused { message } => Outcome::Refused { remote, message },
        },
    )
}

/// Pushes sign-offs. Where the branch has gone on they are made again on its new tip; where it is closed
/// they go to the signer's outbox. What was committed here stays here in any case.
pub fn signoffs(
    ground: &Ground<'_>,
    actor: &Actor,
    signed: &Signed<'_>,
    interactive: bool,
) -> Result<Delivered, Error> {
    let first = deliver(ground, actor, signed.done, signed.numbers, interactive)?;
    let Outcome::Refused { message, .. } = &first.outcome else {
        return Ok(first);
    };
    if first.branch.starts_with(super::ground::OUTBOX_PREFIX) {
        return Ok(first);
    }
    let closed = Some(message.clone());
    let kept = keep(ground, actor, signed)?;
    let second = deliver(ground, actor, &kept, signed.numbers, interactive)?;
    Ok(Delivered { closed, ..second })
}

/// Pushes a commit of sign-offs to its branch, again and again while others come first.
fn deliver(
    ground: &Ground<'_>,
    actor: &Actor,
    done: &Done,
    numbers: &[Number],
    interactive: bool,
) -> Result<Delivered, Error> {
    let mut delivered = Delivered {
        outcome: run(ground.store, &done.branch, interactive)?,
        branch: done.branch.clone(),
        again: false,
        closed: None,
        newer: Vec::new(),
    };
    let mut commit = done.commit.clone();
    for _ in 0..ATTEMPTS {
        let Outcome::Moved { remote } = &delivered.outcome else {
            break;
        };
        let Some(made) = again(ground, actor, remote, &done.branch, &commit, interactive)? else {
            break;
        };
        delivered.newer = newer(ground, &commit, &made, numbers)?;
        delivered.again = true;
        commit = made;
        delivered.outcome = run(ground.store, &done.branch, interactive)?;
    }
    Ok(delivered)
}

/// Fetches the branch, and makes the commit again on what came. `None` where that cannot be done for the
/// user: the branch holds more here that was never pushed.
fn again(
    ground: &Ground<'_>,
    actor: &Actor,
    remote: &str,
    branch: &str,
    commit: &str,
    interactive: bool,
) -> Result<Option<String>, Error> {
    let store = ground.store;
    let (local, there) = (
        format!("refs/heads/{branch}"),
        format!("refs/remotes/{remote}/{branch}"),
    );
    store.fetch(remote, &[&format!("+{local}:{there}")], interactive)?;
    let (Some(tip), Some(made)) = (store.tip(&there)?, store.resolve(commit)?) else {
        return Ok(None);
    };
    for parent in store.parents(made.commit)? {
        if !store.is_ancestor(parent, tip)? {
            return Ok(None);
        }
    }
    match store.replay(&local, made.commit, tip, &actor.identity) {
        Ok(committed) => Ok(Some(committed.commit.to_string())),
        Err(StoreError::BranchMoved { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The decisions whose newest text is another in one commit than it was in the other.
fn newer(
    ground: &Ground<'_>,
    before: &str,
    after: &str,
    numbers: &[Number],
) -> Result<Vec<Number>, Error> {
    let log = |commit: &str| {
        let Some(revision) = ground.store.resolve(commit)? else {
            return Ok::<_, Error>(None);
        };
        let tree = ground.store.root_tree(revision.commit)?;
        let wanted = numbers.iter().copied().collect();
        Ok(Some(ground.store.log_of(tree, &ground.dir, &wanted)?))
    };
    let (Some(before), Some(after)) = (log(before)?, log(after)?) else {
        return Ok(Vec::new());
    };
    let is_newer = |number: &Number| {
        let newest = |log: &crate::log::DecisionLog| {
            let decision = log.decision(*number)?;
            decision.newest().map(|stored| stored.digest)
        };
        newest(&before) != newest(&after)
    };
    Ok(numbers.iter().copied().filter(is_newer).collect())
}

/// The same files in the signer's outbox.
fn keep(ground: &Ground<'_>, actor: &Actor, signed: &Signed<'_>) -> Result<Done, Error> {
    let mut files = Files::new();
    if let Some(made) = ground.store.resolve(&signed.done.commit)? {
        let tree = ground.store.root_tree(made.commit)?;
        for path in &signed.done.paths {
            files.insert(path.clone(), ground.store.read(tree, path, MAX_RECORD)?);
        }
    }
    let about = signed.numbers.first().copied().unwrap_or(Number::CHARTER);
    let message = Message::new(&signed.done.subject, about).trailer("Adr-Signer", signed.signer);
    let (target, base) = outbox::target(ground, signed.signer)?;
    commit::commit(
        ground.store,
        actor,
        target,
        Some(base),
        files,
        &message,
        Retry::WhileUntouched,
    )
}

fn remote(store: &Store, branch: &str) -> Result<String, Error> {
    let configured = [
        format!("branch.{branch}.pushremote"),
        "remote.pushdefault".to_owned(),
        format!("branch.{branch}.remote"),
    ];
    for key in configured {
        if let Some(remote) = store.get(&key)? {
            return Ok(remote);
        }
    }
    // A branch that was fetched goes back to where it came from.
    let there: Vec<String> = store
        .branches()?
        .into_iter()
        .filter_map(|other| {
            let remote = other.remote?;
            (other.short == format!("{remote}/{branch}")).then_some(remote)
        })
        .collect();
    if let [only] = there.as_slice() {
        return Ok(only.clone());
    }
    let remotes = store.remotes()?;
    match remotes.as_slice() {
        [only] => Ok(only.clone()),
        several if several.iter().any(|name| name == "origin") => Ok("origin".to_owned()),
        _ => Err(Error::Usage {
            what: format!("it is not clear which remote `{branch}` is pushed to"),
            hint: format!("git config branch.{branch}.pushRemote REMOTE"),
        }),
    }
}

/// The page that opens a pull request on the two forges whose addresses tell.
fn link(url: &str, branch: &str) -> Option<String> {
    let path = url.strip_suffix(".git").unwrap_or(url);
    let (host, path) = match path.split_once("://") {
        Some((_, rest)) => rest
            .rsplit_once('@')
            .map_or(rest, |(_, rest)| rest)
            .split_once('/')?,
        None => path
            .rsplit_once('@')
            .map_or(path, |(_, rest)| rest)
            .split_once(':')?,
    };
    match host
        .split('.')
        .find(|part| ["github", "gitlab"].contains(part))?
    {
        "github" => Some(format!("https://{host}/{path}/pull/new/{branch}")),
        _ => Some(format!(
            "https://{host}/{path}/-/merge_requests/new?merge_request%5Bsource_branch%5D={branch}"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::link;

    #[test]
    fn the_address_of_a_known_forge_gives_a_link() {
        let expected = "https://github.com/team/shop/pull/new/adr/0007-x";
        for url in [
            "git@github.com:team/shop.git",
            "https://github.com/team/shop",
            "ssh://git@github.com/team/shop.git",
        ] {
            assert_eq!(link(url, "adr/0007-x").as_deref(), Some(expected));
        }
        let gitlab = link("https://gitlab.example.com/team/shop.git", "b");
        assert!(gitlab.is_some_and(|link| {
            link.starts_with("https://gitlab.example.com/team/shop/-/merge_requests/new")
        }));
        assert_eq!(link("/srv/git/shop.git", "b"), None);
    }
}
