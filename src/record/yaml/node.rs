//! What a file consists of, with its places: maps with distinct keys, lists, and scalars that are not yet
//! typed. Two readers build these nodes, one of any YAML and one of records.

use super::error::{Place, ReadError, ReadErrorKind};
use std::borrow::Cow;

/// How deep maps and lists may nest.
pub const MAX_DEPTH: usize = 32;

/// The most keys and values of a file, so that a small file cannot fill a large memory.
pub const MAX_NODES: usize = 100_000;

/// The longest key, in bytes. Readers give up on keys of more than 1,024 characters.
pub const MAX_KEY_BYTES: usize = 512;

/// A value and where it stands, in bytes of its source.
#[derive(Debug)]
pub(super) struct Node<'a> {
    /// A literal block starts at its first line of text, behind its header.
    pub(super) start: usize,
    /// A block map or list ends where its last value does.
    pub(super) end: usize,
    pub(super) kind: Kind<'a>,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Kind<'a> {
    Scalar { text: Cow<'a, str>, style: Style },
    List { items: Vec<Node<'a>>, flow: bool },
    Map { entries: Vec<Entry<'a>>, flow: bool },
}

/// How a scalar is written, as far as it matters: only a plain one can be a number or a boolean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Quoted,
    Block,
}

/// A key and its value.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) key: Node<'a>,
    pub(super) value: Node<'a>,
}

impl Node<'_> {
    /// A complaint about this node of the source.
    pub(super) fn error(
        &self,
        source: &str,
        kind: ReadErrorKind,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> ReadError {
        Place::of(source, self.start).error(kind, message, hint)
    }

    /// The text of a scalar; empty for maps and lists.
    pub(super) fn text(&self) -> &str {
        match &self.kind {
            Kind::Scalar { text, .. } => text,
            Kind::List { .. } | Kind::Map { .. } => "",
        }
    }
}
