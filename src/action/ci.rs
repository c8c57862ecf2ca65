//! Continuous integration: what a CI system asks the check, and the workflow that makes it ask.
//!
//! The check is as strong as the place that it runs in. [`workflow`] writes that place, so that the answer comes
//! from the branch that is merged into; [`question`] reads what GitHub Actions and GitLab CI say of a change.

pub mod question;
pub mod workflow;
