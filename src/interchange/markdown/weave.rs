//! From a Markdown text back into YAML that has comments, which Markdown has no place for.

use serde_yaml::{Mapping, Value};

use super::read::Read;
use crate::record::text::Text;
use crate::record::yaml::{self, ReadError};

impl Read {
    /// The text, read as strictly as `decision.yaml`.
    ///
    /// # Errors
    ///
    /// As of the strict reader; line and column are those of the Markdown text.
    pub fn text(&self) -> Result<Text, ReadError> {
        self.text_with(&Mapping::new())
    }

    /// The same, with fields that the Markdown text leaves to the tool.
    ///
    /// # Errors
    ///
    /// As of [`Self::text`].
    pub fn text_with(&self, given: &Mapping) -> Result<Text, ReadError> {
        self.sheet.read(given)
    }

    /// The same fields as YAML, with the comments of the front matter.
    pub fn yaml(&self) -> String {
        let front = Value::Mapping(self.front_fields.clone());
        weave(&self.front, &front, &Value::Mapping(self.fields.clone()))
    }

    /// The comments of the front matter, each from its `#` to the end of its line.
    pub fn comments(&self) -> Vec<String> {
        comments(&self.front)
    }
}

/// Changes a file that says `old` into one that says `new` and has every comment still: each where it was, or,
/// where that cannot be, all of them at the head of a file that is written anew.
pub fn weave(source: &str, old: &Value, new: &Value) -> String {
    yaml::reconcile(source, old, new).unwrap_or_else(|_| {
        let mut file: String = comments(source)
            .iter()
            .map(|comment| format!("{comment}\n"))
            .collect();
        file.push_str(&yaml::write_value(new));
        file
    })
}

/// The comments of a YAML text, each from its `#` to the end of its line.
pub fn comments(source: &str) -> Vec<String> {
    yaml::comments_of(source).unwrap_or_else(|| {
        // What holds no value holds nothing but comments.
        let lines = source.lines().map(str::trim);
        lines
            .filter(|line| line.starts_with('#'))
            .map(str::to_owned)
            .collect()
    })
}
