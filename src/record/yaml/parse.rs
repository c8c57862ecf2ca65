//! The pass over any YAML that refuses everything in it that could hide something, and leaves plain nodes.

use super::characters::check_text;
use super::error::{Place, ReadError, ReadErrorKind, shown};
use super::layout::skip_blank;
use super::node::{Entry, Kind, MAX_DEPTH, MAX_KEY_BYTES, MAX_NODES, Node, Style};
use super::offsets::Offsets;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};
use std::borrow::Cow;
use std::collections::HashMap;

/// Reads a text, already free of forbidden characters, into nodes.
///
/// # Errors
///
/// [`ReadErrorKind::Syntax`] where it is not YAML, [`ReadErrorKind::Forbidden`] where it is more than maps,
/// lists and scalars.
pub(super) fn parse(source: &str) -> Result<Node<'_>, ReadError> {
    let mut builder = Builder {
        source,
        offsets: Offsets::of(source),
        events: Parser::new_from_str(source),
        nodes: 0,
    };
    builder.document()
}

struct Builder<'a> {
    source: &'a str,
    offsets: Offsets,
    events: Parser<'a, StrInput<'a>>,
    nodes: usize,
}

impl<'a> Builder<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), ReadError> {
        match self.events.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(syntax(&error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn document(&mut self) -> Result<Node<'a>, ReadError> {
        let root = loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
                (Event::StreamEnd, _) => {
                    return Err(Place::START.error(ReadErrorKind::Syntax, "the file is empty", ""));
                }
                (event, span) => {
                    self.refuse_directives(span)?;
                    break self.node(event, span, 1)?;
                }
            }
        };
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(root),
                (Event::DocumentEnd | Event::Nothing, _) => {}
                (_, span) => {
                    return Err(forbidden(
                        span,
                        "a second document starts here",
                        "keep one document in the file; remove the line `---`",
                    ));
                }
            }
        }
    }

    /// A directive is a line before the document that starts with `%`; the parser keeps none.
    fn refuse_directives(&self, root: Span) -> Result<(), ReadError> {
        let before = self.source.get(..self.offsets.byte(root.start.index()));
        match before
            .unwrap_or_default()
            .lines()
            .position(|line| line.starts_with('%'))
        {
            None => Ok(()),
            Some(index) => Err(Place {
                line: index + 1,
                column: 1,
            }
            .error(
                ReadErrorKind::Forbidden,
                "YAML directives are not allowed",
                "remove the line",
            )),
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node<'a>, ReadError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("there are more than {MAX_NODES} keys and values");
            return Err(forbidden(
                span,
                &message,
                "split what this says over several decisions, or attach it as a file",
            ));
        }
        let start = self.offsets.byte(span.start.index());
        let mut end = self.offsets.byte(span.end.index());
        let kind = match event {
            Event::Scalar(text, style, anchor, tag) => {
                refuse_anchor_and_tag(span, anchor, tag.is_some())?;
                let kind = scalar(text, style, span)?;
                end = end_of_scalar(self.source, start, end, &kind);
                kind
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_anchor_and_tag(span, anchor, tag.is_some())?;
                refuse_depth(span, depth)?;
                let items = self.items(depth)?;
                let flow = span.start.index() != span.end.index();
                end = self.end_of(flow, start, items.last());
                Kind::List { items, flow }
            }
            Event::MappingStart(anchor, tag) => {
                refuse_anchor_and_tag(span, anchor, tag.is_some())?;
                refuse_depth(span, depth)?;
                let entries = self.entries(depth)?;
                let flow = span.start.index() != span.end.index();
                end = self.end_of(flow, start, entries.last().map(|entry| &entry.value));
                self.refuse_duplicates(&entries)?;
                Kind::Map { entries, flow }
            }
            Event::Alias(_) => return Err(forbidden(span, NO_ALIAS.0, NO_ALIAS.1)),
            _ => return Err(forbidden(span, "a value is missing here", "")),
        };
        Ok(Node { start, end, kind })
    }

    /// Where a map or list ends. The parser's own end of one in brackets may be that of a comma before the
    /// bracket, or of a comment behind it.
    fn end_of(&self, flow: bool, start: usize, last: Option<&Node<'a>>) -> usize {
        let behind = last.map_or(start, |node| node.end);
        if !flow {
            return behind;
        }
        let at = skip_blank(self.source, behind.max(start + 1));
        let comma = self
            .source
            .get(at..)
            .is_some_and(|rest| rest.starts_with(','));
        let at = if comma {
            skip_blank(self.source, at + 1)
        } else {
            at
        };
        (at + 1).min(self.source.len())
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Node<'a>>, ReadError> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(items),
                (event, span) => {
                    let item = self.node(event, span, depth + 1)?;
                    self.refuse_nothing(&item, || "this item has no value".to_owned())?;
                    items.push(item);
                }
            }
        }
    }

    fn entries(&mut self, depth: usize) -> Result<Vec<Entry<'a>>, ReadError> {
        let mut entries = Vec::new();
        loop {
            match self.next()? {
                (Event::MappingEnd, _) => return Ok(entries),
                (event, span) => {
                    let key = self.node(event, span, depth + 1)?;
                    let (event, span) = self.next()?;
                    let value = self.node(event, span, depth + 1)?;
                    self.refuse_nothing(&value, || {
                        format!("`{}` has no value", shown(key.text()))
                    })?;
                    self.check_key(&key)?;
                    entries.push(Entry { key, value });
                }
            }
        }
    }

    fn check_key(&self, key: &Node<'a>) -> Result<(), ReadError> {
        self.refuse_nothing(key, || "this key is empty".to_owned())?;
        let complaint = match &key.kind {
            Kind::Scalar {
                text,
                style: Style::Plain,
            } if text == "<<" => ("merge keys (`<<`) are not allowed", "write the keys out"),
            Kind::Scalar { text, .. } if text.len() > MAX_KEY_BYTES => {
                ("this key is too long", "a key may have 512 bytes")
            }
            Kind::Scalar { .. } if self.is_followed_by_colon(key.end) => return Ok(()),
            _ => (
                "a key must be a short text on one line",
                "write it as `key: value`",
            ),
        };
        Err(self.refusal(key, complaint.0, complaint.1))
    }

    /// An explicit key (`? key`) has its colon on a line of its own.
    fn is_followed_by_colon(&self, end: usize) -> bool {
        let rest = self.source.get(end..).unwrap_or_default();
        rest.trim_start_matches([' ', '\t']).starts_with(':')
    }

    /// An empty plain scalar is nothing for one reader, a text for the next and an accident for its author.
    fn refuse_nothing(
        &self,
        node: &Node<'a>,
        message: impl Fn() -> String,
    ) -> Result<(), ReadError> {
        match &node.kind {
            Kind::Scalar {
                text,
                style: Style::Plain,
            } if matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL") => {
                let hint = "give it a value or remove it; a text that says so goes in quotes";
                Err(self.refusal(node, message(), hint))
            }
            _ => Ok(()),
        }
    }

    fn refuse_duplicates(&self, entries: &[Entry<'a>]) -> Result<(), ReadError> {
        let mut seen = HashMap::with_capacity(entries.len());
        for Entry { key, .. } in entries {
            if let Some(first) = seen.insert(key.text(), key.start) {
                let line = Place::of(self.source, first).line;
                let message = format!("the key `{}` is already on line {line}", shown(key.text()));
                return Err(self.refusal(key, message, "keep one of the two"));
            }
        }
        Ok(())
    }

    fn refusal(&self, node: &Node<'a>, message: impl Into<String>, hint: &str) -> ReadError {
        node.error(self.source, ReadErrorKind::Forbidden, message, hint)
    }
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle, span: Span) -> Result<Kind<'_>, ReadError> {
    if style == ScalarStyle::DoubleQuoted {
        // Escapes can spell what the source itself does not hold.
        check_text(&text).map_err(|found| place(span).forbidden_character(found))?;
    }
    let style = match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
        ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
    };
    Ok(Kind::Scalar { text, style })
}

/// Where a scalar really ends. The parser counts what follows a closing quote, and what is empty behind a
/// block up to the next line's first character, as part of it.
fn end_of_scalar(source: &str, start: usize, end: usize, kind: &Kind<'_>) -> usize {
    let spelled = source.get(start..end).unwrap_or_default();
    match kind {
        Kind::Scalar {
            style: Style::Quoted,
            ..
        } => start + quoted_length(spelled),
        Kind::Scalar {
            style: Style::Block,
            text,
        } if !text.ends_with("\n\n") && text != "\n" => {
            let lines = spelled
                .rfind('\n')
                .map_or(spelled, |newline| &spelled[..=newline]);
            let is_next_lines_indent = source
                .get(end..)
                .is_some_and(|rest| !rest.is_empty() && !rest.starts_with('\n'));
            let spelled = if is_next_lines_indent { lines } else { spelled };
            let written = spelled.trim_end_matches('\n').len();
            start + spelled.len().min(written + 1)
        }
        _ => end,
    }
}

/// The length of a quoted scalar with its quotes. Within single quotes, two of them are one of the text's.
fn quoted_length(spelled: &str) -> usize {
    let quote = spelled.bytes().next();
    let mut bytes = spelled.bytes().enumerate().skip(1).peekable();
    while let Some((index, byte)) = bytes.next() {
        let next = bytes.peek().map(|(_, next)| *next);
        match byte {
            b'\\' if quote == Some(b'"') => drop(bytes.next()),
            b'\'' if quote == Some(b'\'') && next == Some(b'\'') => drop(bytes.next()),
            _ if Some(byte) == quote => return index + 1,
            _ => {}
        }
    }
    spelled.len()
}

fn place(span: Span) -> Place {
    Place {
        line: span.start.line().max(1),
        column: span.start.col() + 1,
    }
}

fn forbidden(span: Span, message: &str, hint: &str) -> ReadError {
    place(span).error(ReadErrorKind::Forbidden, message, hint)
}

fn refuse_anchor_and_tag(span: Span, anchor: usize, tagged: bool) -> Result<(), ReadError> {
    if anchor != 0 {
        return Err(forbidden(
            span,
            "anchors (`&name`) are not allowed",
            "write the value out",
        ));
    }
    if tagged {
        return Err(forbidden(
            span,
            "tags (`!name`) are not allowed",
            "remove the tag, or quote the text",
        ));
    }
    Ok(())
}

fn refuse_depth(span: Span, depth: usize) -> Result<(), ReadError> {
    if depth > MAX_DEPTH {
        return Err(forbidden(span, &too_deep(), ""));
    }
    Ok(())
}

/// The parser's own complaints, of which two are about what is refused anyway.
fn syntax(error: &ScanError) -> ReadError {
    let mark = error.marker();
    let place = Place {
        line: mark.line().max(1),
        column: mark.col() + 1,
    };
    if error.info().contains("unknown anchor") {
        return place.error(ReadErrorKind::Forbidden, NO_ALIAS.0, NO_ALIAS.1);
    }
    if error.info().contains("recursion limit") {
        return place.error(ReadErrorKind::Forbidden, too_deep(), "");
    }
    place.error(
        ReadErrorKind::Syntax,
        format!("this is not valid YAML: {}", shown(error.info())),
        "check the indentation, and put quotes around a text that holds `: ` or ` #`",
    )
}

const NO_ALIAS: (&str, &str) = ("aliases (`*name`) are not allowed", "write the value out");

fn too_deep() -> String {
    format!("maps and lists are nested more than {MAX_DEPTH} deep")
}
