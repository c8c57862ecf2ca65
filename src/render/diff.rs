//! What changed between two texts, as people read it: the changed words in colour and in `[-...-]` and `{+...+}`,
//! so that colour repeats what the marks say. On a wide terminal the two texts stand side by side.

mod blocks;
mod charter;
mod layout;
mod page;

use crate::agreement::compare::Change;

pub use charter::sentence as charter_sentence;
pub use page::page;

/// From how many columns on two texts stand side by side.
const WIDE: usize = 140;

/// The changed fields, each under its name, in lines of at most `width` columns.
pub fn changes(changes: &[Change], width: usize) -> String {
    let blocks = blocks::of(changes);
    if width >= WIDE {
        layout::side_by_side(&blocks, width)
    } else {
        layout::unified(&blocks, width)
    }
}

#[cfg(test)]
mod tests;
