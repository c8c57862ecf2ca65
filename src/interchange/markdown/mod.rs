//! The text of a decision as Markdown with front matter: an equal view of `decision.yaml`, for people who do
//! not want to write prose inside YAML.
//!
//! Fields with a natural place in a document (title, prose, options, drivers, assumptions) stand in the body;
//! everything else, and whatever would not come back word for word from the body, stands in the front
//! matter under its key. Converting there and back gives the same text.

mod body;
mod headings;
mod outline;
mod read;
mod sheet;
mod weave;
mod write;

#[cfg(test)]
mod tests;

pub(super) use headings::field_of;
pub use read::{Read, Remark, read};
pub use weave::{comments, weave};
pub use write::write;

/// The line that opens and closes the front matter.
const FENCE: &str = "---";
