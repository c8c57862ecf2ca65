//! The quick reader: nodes from a file that the writer wrote, line by line. It takes for granted that the
//! file is canonical and gives up on everything else, so it must only be used where the value it leads to is
//! written again and compared. Its time is bounded by the length of the file.

use super::node::{Entry, Kind, MAX_DEPTH, MAX_KEY_BYTES, MAX_NODES, Node, Style};
use std::borrow::Cow;

/// Reads a canonical file. `None` where it is certainly not canonical.
pub(super) fn parse(source: &str) -> Option<Node<'_>> {
    let mut reader = Reader {
        source,
        at: 0,
        nodes: 0,
    };
    let root = reader.collection(0, 1)?;
    (reader.at == source.len()).then_some(root)
}

/// A place in the source, always at the start of a character.
struct Reader<'a> {
    source: &'a str,
    at: usize,
    nodes: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or_default()
    }

    /// One more node, while there may be more.
    fn count(&mut self) -> Option<()> {
        self.nodes += 1;
        (self.nodes <= MAX_NODES).then_some(())
    }

    /// The rest of the line, without its newline.
    fn line(&self) -> &'a str {
        let rest = self.rest();
        rest.find('\n')
            .map_or(rest, |end| rest.get(..end).unwrap_or(rest))
    }

    /// Steps over this text if it comes next.
    fn take(&mut self, text: &str) -> Option<()> {
        self.rest().starts_with(text).then(|| self.at += text.len())
    }

    /// Steps over exactly this many spaces, if the next line of a collection starts behind them.
    fn take_indent(&mut self, indent: usize) -> Option<()> {
        let spaces = self
            .rest()
            .bytes()
            .take(indent + 1)
            .take_while(|byte| *byte == b' ')
            .count();
        (spaces == indent && self.at < self.source.len()).then(|| self.at += indent)
    }

    /// A map or list whose first line starts here, at this indent.
    fn collection(&mut self, indent: usize, depth: usize) -> Option<Node<'a>> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.count()?;
        let start = self.at;
        let kind = if self.rest().starts_with("- ") {
            self.list(indent, depth)?
        } else {
            self.map(indent, depth)?
        };
        Some(Node {
            start,
            end: self.at,
            kind,
        })
    }

    fn list(&mut self, indent: usize, depth: usize) -> Option<Kind<'a>> {
        let mut items = Vec::new();
        loop {
            self.take("- ")?;
            let line = self.line();
            let item = if line.starts_with("- ") || key_length(line).is_some() {
                self.collection(indent + 2, depth + 1)?
            } else {
                self.scalar(indent + 2)?
            };
            items.push(item);
            if self.take_indent(indent).is_none() {
                return Some(Kind::List { items, flow: false });
            }
        }
    }

    fn map(&mut self, indent: usize, depth: usize) -> Option<Kind<'a>> {
        let mut entries = Vec::new();
        loop {
            let key = self.key()?;
            let value = if self.take(":\n").is_some() {
                self.take_indent(indent + 2)?;
                self.collection(indent + 2, depth + 1)?
            } else {
                self.take(": ")?;
                self.scalar(indent + 2)?
            };
            entries.push(Entry { key, value });
            if self.take_indent(indent).is_none() {
                return Some(Kind::Map {
                    entries,
                    flow: false,
                });
            }
        }
    }

    fn key(&mut self) -> Option<Node<'a>> {
        self.count()?;
        let text = self.line().get(..key_length(self.line())?)?;
        let node = one_line(text, self.at)?;
        self.at = node.end;
        Some(node)
    }

    /// A value on this line, or a block whose lines have this indent.
    fn scalar(&mut self, indent: usize) -> Option<Node<'a>> {
        self.count()?;
        let line = self.line();
        if line.starts_with('|') {
            return Some(self.block(line, indent));
        }
        let node = one_line(line, self.at)?;
        self.at = node.end;
        self.take("\n")?;
        Some(node)
    }

    fn block(&mut self, header: &str, indent: usize) -> Node<'a> {
        self.at += header.len() + 1;
        let start = self.at;
        let mut text = String::new();
        while self.at < self.source.len() {
            let line = self.line();
            match line.get(indent..) {
                Some(content) if line.bytes().take(indent).all(|byte| byte == b' ') => {
                    text.push_str(content);
                }
                _ if line.is_empty() => {}
                _ => break,
            }
            text.push('\n');
            self.at = (self.at + line.len() + 1).min(self.source.len());
        }
        if header.ends_with('-') {
            text.pop();
        }
        Node {
            start,
            end: self.at,
            kind: Kind::Scalar {
                text: Cow::Owned(text),
                style: Style::Block,
            },
        }
    }
}

/// The length of the key with which a line starts, if one does.
fn key_length(line: &str) -> Option<usize> {
    let length = if line.starts_with('"') {
        quoted_length(line)?
    } else {
        line.find(": ")
            .or_else(|| line.ends_with(':').then(|| line.len() - 1))?
    };
    (length <= MAX_KEY_BYTES && line.get(length..)?.starts_with(':')).then_some(length)
}

/// The length of the double-quoted text with which a line starts, quotes included.
fn quoted_length(line: &str) -> Option<usize> {
    let mut escaped = false;
    for (index, byte) in line.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(index + 1),
            _ => {}
        }
    }
    None
}

/// A plain or quoted scalar, or an empty map or list, that starts at this byte of the source.
fn one_line(text: &str, start: usize) -> Option<Node<'_>> {
    let kind = match text {
        "[]" => Kind::List {
            items: Vec::new(),
            flow: true,
        },
        "{}" => Kind::Map {
            entries: Vec::new(),
            flow: true,
        },
        quoted if quoted.starts_with('"') => Kind::Scalar {
            text: unquote(quoted)?,
            style: Style::Quoted,
        },
        plain => Kind::Scalar {
            text: Cow::Borrowed(plain),
            style: Style::Plain,
        },
    };
    Some(Node {
        start,
        end: start + text.len(),
        kind,
    })
}

/// The text within quotes. The writer's other escapes spell characters that no record may hold.
fn unquote(quoted: &str) -> Option<Cow<'_, str>> {
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(Cow::Borrowed(inner));
    }
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '\\' => match characters.next()? {
                'n' => '\n',
                't' => '\t',
                same @ ('"' | '\\') => same,
                _ => return None,
            },
            other => other,
        });
    }
    Some(Cow::Owned(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The scalars in order, each as it was read.
    fn scalars(node: &Node<'_>, out: &mut Vec<String>) {
        match &node.kind {
            Kind::Scalar { text, .. } => out.push(text.to_string()),
            Kind::List { items, .. } => items.iter().for_each(|item| scalars(item, out)),
            Kind::Map { entries, .. } => {
                for entry in entries {
                    scalars(&entry.key, out);
                    scalars(&entry.value, out);
                }
            }
        }
    }

    #[test]
    fn what_the_writer_writes_is_taken_apart() {
        let source = "a b: x: y\nlist:\n  - p: |2-\n       one\n\n      two\n    q: \"\\\"\\n\"\n  - - r\n    - {}\n";
        // A plain text never holds `: `, so the first line splits at the first one; comparing refuses it.
        let root = parse(source).unwrap();
        let mut found = Vec::new();
        scalars(&root, &mut found);
        assert_eq!(
            found,
            ["a b", "x: y", "list", "p", " one\n\ntwo", "q", "\"\n", "r"]
        );
    }

    #[test]
    fn what_the_writer_never_writes_is_given_up_on() {
        let deep = format!("{}x\n", "- ".repeat(MAX_DEPTH + 1));
        let long = format!("{}: x\n", "k".repeat(MAX_KEY_BYTES + 1));
        for source in [
            "",
            "a",
            "a: b",
            "a:\nb: c\n",
            "a: b\n c: d\n",
            "- a\nb: c\n",
            "a: b\n\n",
            "a: \"b\n",
            "a: \"\\x1b\"\n",
            "\"a: b\n",
            &deep,
            &long,
        ] {
            assert!(parse(source).is_none(), "{source:?}");
        }
    }
}
