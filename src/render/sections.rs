//! A page of sections: a heading, and indented lines below it.

/// A page as it grows.
#[derive(Default)]
pub struct Page(String);

impl Page {
    /// Adds a line as it is.
    pub fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// Adds a section; nothing where it has no lines.
    pub fn section(&mut self, title: &str, lines: impl IntoIterator<Item = String>) {
        let mut lines = lines.into_iter().peekable();
        if lines.peek().is_none() {
            return;
        }
        self.line("");
        self.line(title);
        for line in lines {
            self.0.push_str("  ");
            self.line(&line);
        }
    }

    /// The page.
    pub fn into_text(self) -> String {
        self.0
    }
}
