//! The living text in the form in which somebody edits it, and back into `decision.yaml`, whose comments stay.

use crate::action::desk::Desk;
use crate::action::write::{SCHEMA_LINE, value};
use crate::interchange::form::Form;
use crate::interchange::markdown::{self, Remark, comments, weave};
use crate::record::text::Text;
use crate::record::yaml::{self, ReadError};

/// A text as it came back.
pub struct Written {
    /// The text.
    pub text: Text,
    /// The bytes of `decision.yaml` that say it.
    pub source: String,
    /// What fitted no field, and where it went; not what was there already.
    pub remarks: Vec<Remark>,
}

/// What is opened.
pub(super) struct View {
    pub form: Form,
    /// The text that the person has committed or in the work tree, in that form.
    pub shown: String,
    /// `decision.yaml`, as the person has it.
    source: String,
    /// What it says, if it can be read.
    text: Option<Text>,
}

impl View {
    /// A text in the form that is wanted, as far as it can be shown in it: what cannot be read opens as YAML.
    pub(super) fn new(desk: &Desk, source: String, wanted: Form) -> Self {
        let text = desk.text().ok();
        let (form, shown) = match (&text, wanted) {
            (Some(text), Form::Markdown) => (Form::Markdown, markdown::write(text)),
            _ => (Form::Yaml, source.clone()),
        };
        Self {
            form,
            shown,
            source,
            text,
        }
    }

    /// A text in the form of a copy that cannot be converted, whether it can be shown in that form or not.
    pub(super) fn in_form_of_copy(desk: &Desk, source: String, form: Form) -> Self {
        Self {
            form,
            ..Self::new(desk, source, form)
        }
    }

    /// Reads what was typed, and says what it makes of `decision.yaml`.
    pub(super) fn read(&self, typed: &str) -> Result<Written, ReadError> {
        match self.form {
            Form::Yaml => Ok(Written {
                text: yaml::read(typed.as_bytes())?,
                source: typed.to_owned(),
                remarks: Vec::new(),
            }),
            Form::Markdown => self.read_markdown(typed),
        }
    }

    fn read_markdown(&self, typed: &str) -> Result<Written, ReadError> {
        let read = markdown::read(typed)?;
        let text = read.text()?;
        let new = value(&text);
        let woven = match &self.text {
            Some(before) => weave(&self.source, &value(before), &new),
            None => format!("{SCHEMA_LINE}{}", yaml::write_value(&new)),
        };
        let mut remarks = read.remarks.clone();
        let known = markdown::read(&self.shown).map(|shown| shown.remarks);
        for remark in known.unwrap_or_default() {
            if let Some(at) = remarks.iter().position(|other| other.what == remark.what) {
                remarks.remove(at);
            }
        }
        let own = read.comments();
        if !own.is_empty() {
            remarks.push(Remark {
                line: 1,
                what: "the comments of the front matter went to the head of decision.yaml"
                    .to_owned(),
            });
        }
        Ok(Written {
            text,
            source: with_comments(&woven, &own),
            remarks,
        })
    }

    /// What was typed in the other form, in this one; `None` where something would be lost, or it cannot be read.
    pub(super) fn converted(&self, from: Form, typed: &str) -> Option<String> {
        match (from, self.form) {
            (Form::Markdown, Form::Yaml) => Some(self.read_markdown(typed).ok()?.source),
            (Form::Yaml, Form::Markdown) => {
                let text: Text = yaml::read(typed.as_bytes()).ok()?;
                // Markdown has no place for comments: those that `decision.yaml` does not hold would be gone.
                (comments(typed) == comments(&self.source)).then(|| markdown::write(&text))
            }
            _ => Some(typed.to_owned()),
        }
    }
}

/// Comments of the front matter have no value to stand beside; below the first line they are seen.
fn with_comments(source: &str, comments: &[String]) -> String {
    let head = source.find('\n').map_or(0, |end| end + 1);
    let (first, rest) = match source.split_at_checked(head) {
        Some((first, rest)) if first.starts_with("# yaml-language-server") => (first, rest),
        _ => ("", source),
    };
    let comments: String = comments
        .iter()
        .map(|comment| format!("{comment}\n"))
        .collect();
    format!("{first}{comments}{rest}")
}
