//! From characters to bytes. The parser counts its places in characters; slices are taken in bytes.

/// Where each character of a source starts, in bytes.
#[derive(Debug)]
pub(super) struct Offsets {
    /// Empty where the source is ASCII, so that both counts agree.
    starts: Vec<usize>,
    length: usize,
}

impl Offsets {
    pub(super) fn of(source: &str) -> Self {
        let starts = if source.is_ascii() {
            Vec::new()
        } else {
            source.char_indices().map(|(start, _)| start).collect()
        };
        Self {
            starts,
            length: source.len(),
        }
    }

    /// The byte at which a character starts; the end of the source for one behind it.
    pub(super) fn byte(&self, character: usize) -> usize {
        if self.starts.is_empty() {
            character.min(self.length)
        } else {
            self.starts.get(character).copied().unwrap_or(self.length)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_several_bytes_are_counted_once() {
        let offsets = Offsets::of("aé😀b");
        assert_eq!(
            [0, 1, 2, 3, 4, 99].map(|index| offsets.byte(index)),
            [0, 1, 3, 7, 8, 8]
        );
        assert_eq!(
            [0, 2, 9].map(|index| Offsets::of("abc").byte(index)),
            [0, 2, 3]
        );
    }
}
