//! YAML, written in one style and read strictly. Records are read only if they are, byte for byte, what the
//! writer writes; files that people edit are read with every place in mind, and edited through their comments.
//! Nothing here knows what the records mean.

mod canonical;
mod characters;
mod de;
mod edit;
mod error;
mod flow;
mod layout;
mod merge;
mod misfit;
mod nearest;
mod node;
mod offsets;
mod parse;
mod read;
mod reconcile;
mod scalar;
mod splice;
mod texts;
mod write;

#[cfg(test)]
mod tests;

pub use characters::{ForbiddenCharacter, ForbiddenReason, check_text};
pub use edit::{Document, EditError, comments_of};
pub use error::{ReadError, ReadErrorKind};
pub use layout::Step;
pub use merge::{Merged, identity, merge};
pub use node::{MAX_DEPTH, MAX_KEY_BYTES};
pub use read::{FORMAT, MAX_BYTES, read, read_canonical, read_limited};
pub use reconcile::reconcile;
pub use write::{write, write_value};
