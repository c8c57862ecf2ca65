//! What a CI system says of the change it runs for: which branch is merged into, and which commit is to be
//! merged.
//!
//! | runs for | base | head |
//! | --- | --- | --- |
//! | GitHub `pull_request_target` | the branch's tip, as fetched | the pull request's last commit |
//! | GitHub `pull_request` | the same | the forge's own merge of the two |
//! | GitHub `merge_group` | the same, not the entry ahead in the queue | the merge of the queue |
//! | GitHub `push` | what the branch was | what it is |
//! | GitLab, merge request | the target's tip, as fetched | the source's tip, or the forge's merge (a merge train's too) |
//! | GitLab, branch | what the branch was | what it is |
//!
//! The branch's tip, and not the commit that the event was about: a run that is started again must not pass by
//! what the base was. In a merge queue an entry may be merged with those ahead of it that have failed, so that
//! all of them are judged together, against the branch.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

/// The variables that are read. Values come from [`Environment::variables`].
pub const VARIABLES: &[&str] = &[
    "GITHUB_ACTIONS",
    "GITHUB_EVENT_NAME",
    "GITHUB_SHA",
    "GITHUB_REF",
    "GITLAB_CI",
    "CI_PIPELINE_SOURCE",
    "CI_COMMIT_SHA",
    "CI_COMMIT_BEFORE_SHA",
    "CI_PROJECT_ID",
    "CI_MERGE_REQUEST_PROJECT_ID",
    "CI_MERGE_REQUEST_EVENT_TYPE",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
];

/// The variable that names the file with GitHub's event.
pub const EVENT_FILE: &str = "GITHUB_EVENT_PATH";

/// What a CI system tells its jobs.
#[derive(Clone, Default, Debug)]
pub struct Environment {
    /// Those of [`VARIABLES`] that are set.
    pub variables: BTreeMap<String, String>,
    /// The content of GitHub's event file.
    pub event: Option<String>,
}

/// The question that follows from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// What is merged into: the full name of a remote-tracking branch, or a commit.
    pub base: String,
    /// What is merged: a commit.
    pub head: String,
    /// Whether head is the forge's merge of base and branch.
    pub head_is_merge: bool,
}

/// The CI system says nothing that could be judged.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{what}")]
pub struct Unclear {
    /// Why not.
    pub what: String,
}

fn unclear(what: impl Into<String>) -> Unclear {
    Unclear { what: what.into() }
}

/// What is asked; `None` outside of the CI systems that are known.
pub fn question(environment: &Environment) -> Result<Option<Question>, Unclear> {
    let is_set = |name| environment.get(name) == Some("true");
    if is_set("GITHUB_ACTIONS") {
        environment.github().map(Some)
    } else if is_set("GITLAB_CI") {
        environment.gitlab().map(Some)
    } else {
        Ok(None)
    }
}

/// The part of GitHub's events that is read; the rest is ignored. See "Webhook events and payloads" in GitHub's
/// documentation.
#[derive(Deserialize)]
struct Event {
    pull_request: Option<PullRequest>,
    merge_group: Option<MergeGroup>,
    /// Of a push: what the branch was.
    before: Option<String>,
    /// Of a push: what it is.
    after: Option<String>,
}

#[derive(Deserialize)]
struct PullRequest {
    base: Side,
    head: Side,
}

#[derive(Deserialize)]
struct Side {
    #[serde(rename = "ref")]
    branch: String,
    sha: String,
}

#[derive(Deserialize)]
struct MergeGroup {
    base_ref: String,
    head_sha: String,
}

impl Environment {
    fn get(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    fn commit_in(&self, name: &str) -> Result<String, Unclear> {
        let value = self
            .get(name)
            .ok_or_else(|| unclear(format!("{name} is not set")))?;
        commit(name, value)
    }

    fn github(&self) -> Result<Question, Unclear> {
        let text = self
            .event
            .as_deref()
            .ok_or_else(|| unclear(format!("GitHub Actions names no event file ({EVENT_FILE})")))?;
        let event: Event = serde_json::from_str(text)
            .map_err(|error| unclear(format!("the event file cannot be read: {error}")))?;
        if let Some(pull_request) = &event.pull_request {
            let base = tracking(&pull_request.base.branch);
            // Where the job runs for the forge's merge, that is what would land.
            let reference = self.get("GITHUB_REF").unwrap_or_default();
            return if reference.starts_with("refs/pull/") && reference.ends_with("/merge") {
                Ok(Question {
                    base,
                    head: self.commit_in("GITHUB_SHA")?,
                    head_is_merge: true,
                })
            } else {
                Ok(Question {
                    base,
                    head: commit("the pull request's head", &pull_request.head.sha)?,
                    head_is_merge: false,
                })
            };
        }
        if let Some(group) = &event.merge_group {
            return Ok(Question {
                base: tracking(&group.base_ref),
                head: commit("the merge group's head", &group.head_sha)?,
                head_is_merge: false,
            });
        }
        match (self.get("GITHUB_EVENT_NAME"), &event.before, &event.after) {
            (Some("push"), Some(before), Some(after)) => pushed(before, after),
            (name, ..) => Err(unclear(format!(
                "the event `{}` does not say what is merged into what",
                name.unwrap_or_default().escape_debug()
            ))),
        }
    }

    fn gitlab(&self) -> Result<Question, Unclear> {
        let head = self.commit_in("CI_COMMIT_SHA")?;
        if let Some(target) = self.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME") {
            // In a fork's own pipeline, `origin` is the fork: its branches are its owner's.
            if self.get("CI_MERGE_REQUEST_PROJECT_ID") != self.get("CI_PROJECT_ID") {
                return Err(unclear(
                    "this pipeline runs in a fork, whose branches say nothing about what is merged into: run it in \
                     the project of the merge request",
                ));
            }
            let kind = self.get("CI_MERGE_REQUEST_EVENT_TYPE");
            return Ok(Question {
                base: tracking(target),
                head,
                // In a train the first parent is the entry ahead, which may not have passed.
                head_is_merge: kind == Some("merged_result"),
            });
        }
        match (
            self.get("CI_PIPELINE_SOURCE"),
            self.get("CI_COMMIT_BEFORE_SHA"),
        ) {
            (Some("push"), Some(before)) => pushed(before, &head),
            (source, _) => Err(unclear(format!(
                "a pipeline of source `{}` does not say what is merged into what",
                source.unwrap_or_default().escape_debug()
            ))),
        }
    }
}

/// A branch that moved.
fn pushed(before: &str, after: &str) -> Result<Question, Unclear> {
    let is_nothing = |id: &str| id.bytes().all(|byte| byte == b'0');
    if is_nothing(before) || is_nothing(after) {
        return Err(unclear(
            "the push begins or deletes a branch, so that there is nothing to compare",
        ));
    }
    Ok(Question {
        base: commit("what the branch was", before)?,
        head: commit("what the branch is", after)?,
        head_is_merge: false,
    })
}

/// The remote-tracking branch of a branch of the forge, which clones of CI systems call `origin`.
fn tracking(branch: &str) -> String {
    let branch = branch.strip_prefix("refs/heads/").unwrap_or(branch);
    format!("refs/remotes/origin/{branch}")
}

/// The full id of a commit: whatever else a name could mean, it is not looked at.
fn commit(what: &str, id: &str) -> Result<String, Unclear> {
    let is_id = id.len() == 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_id {
        Ok(id.to_ascii_lowercase())
    } else {
        Err(unclear(format!(
            "{what} is `{}`, and not the id of a commit",
            id.escape_debug()
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "1111111111111111111111111111111111111111";
    const TWO: &str = "2222222222222222222222222222222222222222";

    fn ask(variables: &[(&str, &str)], event: &str) -> Result<Option<Question>, Unclear> {
        question(&Environment {
            variables: variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            event: Some(event.to_owned()),
        })
    }

    #[test]
    fn nothing_is_asked_outside_of_ci() {
        assert_eq!(ask(&[], "{}"), Ok(None));
        assert_eq!(ask(&[("GITHUB_ACTIONS", "")], "{}"), Ok(None));
    }

    #[test]
    fn only_whole_ids_name_a_commit() {
        let variables = [("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "push")];
        for before in ["main", "HEAD", "--help", "1111111", "\u{1b}[31m"] {
            let event = serde_json::json!({"before": before, "after": TWO}).to_string();
            let told = ask(&variables, &event).unwrap_err().to_string();
            assert!(told.ends_with("not the id of a commit"), "{told}");
        }
    }

    #[test]
    fn what_says_nothing_about_a_merge_is_not_guessed() {
        let variables = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", "schedule"),
        ];
        let event = serde_json::json!({"before": ONE, "after": TWO}).to_string();
        for event in [event.as_str(), "{}", "", "[]"] {
            assert!(ask(&variables, event).is_err(), "{event}");
        }
        let gitlab = [
            ("GITLAB_CI", "true"),
            ("CI_COMMIT_SHA", TWO),
            ("CI_COMMIT_BEFORE_SHA", ONE),
            ("CI_PIPELINE_SOURCE", "schedule"),
        ];
        assert!(ask(&gitlab, "").is_err());
    }

    #[test]
    fn a_push_that_begins_or_deletes_a_branch_is_no_merge() {
        let variables = [("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "push")];
        let nothing = "0".repeat(40);
        for (before, after) in [(nothing.as_str(), TWO), (ONE, nothing.as_str())] {
            let event = serde_json::json!({"before": before, "after": after}).to_string();
            assert!(ask(&variables, &event).is_err());
        }
    }
}
