//! A branch goes to its remote.

use super::Error;
use crate::store::{Pushed, Store};

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

/// Pushes a local branch, by its short name, to the remote it follows, else to the one that pushes go to,
/// else to the only one.
pub fn run(store: &Store, branch: &str, interactive: bool) -> Result<Outcome, Error> {
    let remote = remote(store, branch)?;
    let refspec = format!("refs/heads/{branch}:refs/heads/{branch}");
    Ok(match store.push(&remote, &refspec, None, interactive)? {
        Pushed::Landed => {
            let link = store
                .get(&format!("remote.{remote}.url"))?
                .and_then(|url| link(&url, branch));
            Outcome::Landed { remote, link }
        }
        Pushed::Moved { .. } => Outcome::Moved { remote },
        Pushed::Refused { message } => Outcome::Refused { remote, message },
    })
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
