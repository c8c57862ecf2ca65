//! What a Git tree says about one path, as plain values.
//!
//! The check and the log reason about entries and differences without knowing Git: these types carry
//! just enough of it. They are made by `store` and by tests.

use std::fmt;

/// The id of a Git object (SHA-1, 20 bytes). Opaque: two equal ids mean equal content, nothing else.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId([u8; 20]);

impl ObjectId {
    /// Takes the raw bytes of the id.
    pub const fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// The raw bytes of the id.
    pub const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// Reads the id as Git writes it: 40 hexadecimal digits.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let digits = hex.as_bytes();
        if digits.len() != 40 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let mut bytes = [0; 20];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// The first ten hexadecimal digits, enough for a person to find it.
    pub fn short(&self) -> String {
        self.to_string()[..10].to_owned()
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjectId({self})")
    }
}

/// What kind of thing a tree entry is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FileMode {
    /// An ordinary file (`100644`).
    Regular,
    /// A file with the executable bit (`100755`).
    Executable,
    /// A symbolic link (`120000`).
    Symlink,
    /// A commit of another repository (`160000`).
    Submodule,
    /// A folder (`040000`).
    Directory,
}

/// One entry of a tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What it is.
    pub mode: FileMode,
    /// The object it names.
    pub id: ObjectId,
}

/// A path that two trees hold differently. Never a folder on both sides: folders are walked into.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The path from the root of the repository, `/` between names. Bytes that are not UTF-8 stand as
    /// `\xNN`; since no name of ours holds a backslash, such a path can never pass for a valid one.
    pub path: String,
    /// What the first tree holds there.
    pub before: Option<Entry>,
    /// What the second tree holds there.
    pub after: Option<Entry>,
}
