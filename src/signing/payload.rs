//! Which bytes of a signed record are signed, and where its signature stands.
//!
//! The rule is the one that two shell lines can follow: the payload is everything above the first line
//! that begins with `signature:` (`sed '/^signature:/,$d'`), and the armour is what stands below it, two
//! spaces in (`sed '1,/^signature:/d;s/^  //'`).

use crate::record::armor::{Armor, ArmorError};

/// How the line that ends the payload begins.
const KEY: &[u8] = b"signature:";

/// The line above the armour, as the tool writes it.
const HEADER: &str = "signature: |\n";

const INDENT: &str = "  ";

/// The signed bytes of a record: up to and including the newline before its `signature:` line, or all
/// bytes where there is none.
pub fn payload(record: &[u8]) -> &[u8] {
    split(record).0
}

/// The signature of a record: `None` where it has no `signature:` line, an error where what follows is
/// not exactly an indented armour that ends the file.
pub fn signature(record: &[u8]) -> Option<Result<Armor, ArmorError>> {
    split(record).1.map(read_block)
}

/// The record that a payload and its signature make.
pub fn append_signature(payload: &[u8], armor: &Armor) -> Vec<u8> {
    let mut record = payload.to_vec();
    record.extend_from_slice(HEADER.as_bytes());
    for line in armor.as_str().split_inclusive('\n') {
        record.extend_from_slice(INDENT.as_bytes());
        record.extend_from_slice(line.as_bytes());
    }
    record
}

/// The payload, and everything from the `signature:` line on.
fn split(record: &[u8]) -> (&[u8], Option<&[u8]>) {
    let mut start = 0;
    for line in record.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(KEY) {
            let (payload, rest) = record.split_at(start);
            return (payload, Some(rest));
        }
        start += line.len();
    }
    (record, None)
}

fn read_block(block: &[u8]) -> Result<Armor, ArmorError> {
    let block = std::str::from_utf8(block).map_err(|_| ArmorError::Markers)?;
    let lines = block.strip_prefix(HEADER).ok_or(ArmorError::Markers)?;
    let mut text = String::with_capacity(lines.len());
    for line in lines.split_inclusive('\n') {
        text.push_str(line.strip_prefix(INDENT).ok_or(ArmorError::NotCanonical)?);
    }
    text.parse()
}

#[cfg(test)]
mod tests;
