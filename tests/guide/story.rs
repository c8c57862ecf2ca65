//! What a guide says is to be done: the fenced blocks and the comments that set the stage.

use std::ops::Range;

/// A guide, read.
pub struct Story {
    /// The guide as it is, by lines.
    pub lines: Vec<String>,
    /// Who takes part with a clone and a key.
    pub people: Vec<String>,
    /// Who takes part with a clone and nothing else set up.
    pub newcomers: Vec<String>,
    /// Whether the people have a log already, as `team.md` starts it.
    pub has_team: bool,
    pub steps: Vec<Step>,
}

/// One thing that happens. Lines count from 1.
pub enum Step {
    /// It is another day.
    Day(String),
    /// A command that prepares something, and has to end well.
    Unseen {
        line: usize,
        who: String,
        text: String,
    },
    Command(Command),
    /// Somebody writes a file.
    File {
        who: String,
        path: String,
        content: String,
    },
    /// Somebody changes a file: lines after `-` become those after `+`.
    Change {
        line: usize,
        who: String,
        path: String,
        change: Vec<String>,
    },
}

/// What somebody types, and what they see.
pub struct Command {
    pub line: usize,
    pub who: String,
    pub text: String,
    /// `...` stands for any lines, `[..]` for any letters, and `? 1` at the end for the exit code.
    pub expected: Vec<String>,
    /// The lines of the guide with what is expected, from 0.
    pub place: Range<usize>,
}

impl Story {
    /// Reads a guide; what is wrong begins with its line.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut story = Self {
            lines: text.lines().map(str::to_owned).collect(),
            people: Vec::new(),
            newcomers: Vec::new(),
            has_team: false,
            steps: Vec::new(),
        };
        let lines = story.lines.clone();
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            let (end, kind) = match (line.strip_prefix("```"), line.strip_prefix("<!-- ")) {
                (Some(info), _) => ("```", info),
                (None, Some(comment)) => ("-->", comment),
                (None, None) => {
                    at += 1;
                    continue;
                }
            };
            let begin = at + 1;
            let is_short = line.ends_with(" -->");
            let length = lines[begin..].iter().position(|line| line == end);
            let close = match length {
                _ if is_short => at,
                Some(length) => begin + length,
                None => return Err(format!("{begin}: what begins here never ends")),
            };
            let inner = begin..close.max(begin);
            if end == "```" {
                story.block(kind, inner);
            } else {
                story.comment(kind, inner)?;
            }
            at = close + 1;
        }
        Ok(story)
    }

    /// A comment that sets the stage: `people: alice, bob`, `new: eve`, `team`, or `before` with commands.
    fn comment(&mut self, comment: &str, inner: Range<usize>) -> Result<(), String> {
        let comment = comment.trim_end_matches(" -->");
        let names = |list: &str| list.split(", ").map(str::to_owned).collect();
        match comment.split_once(": ").unwrap_or((comment, "")) {
            ("people", list) => self.people = names(list),
            ("new", list) => self.newcomers = names(list),
            ("team", _) => self.has_team = true,
            ("before", _) => {
                for at in inner {
                    let line = at + 1;
                    let (who, text) =
                        prompt(&self.lines[at]).ok_or(format!("{line}: `PERSON$ COMMAND`"))?;
                    self.steps.push(Step::Unseen { line, who, text });
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// A fenced block: `console`, with a day or without, or some text of `PERSON/PATH`.
    fn block(&mut self, info: &str, inner: Range<usize>) {
        let (kind, rest) = info.split_once(' ').unwrap_or((info, ""));
        let line = inner.start + 1;
        if kind == "console" {
            if !rest.is_empty() {
                self.steps.push(Step::Day(rest.to_owned()));
            }
            self.commands(inner);
        } else if let Some((who, path)) = rest.split_once('/') {
            let (who, path) = (who.to_owned(), path.to_owned());
            let content = self.lines[inner].to_vec();
            self.steps.push(if kind == "diff" {
                Step::Change {
                    line,
                    who,
                    path,
                    change: content,
                }
            } else {
                let content = content.join("\n") + "\n";
                Step::File { who, path, content }
            });
        }
    }

    fn commands(&mut self, inner: Range<usize>) {
        let mut at = inner.start;
        while at < inner.end {
            let Some((who, mut text)) = prompt(&self.lines[at]) else {
                at += 1;
                continue;
            };
            let line = at + 1;
            at += 1;
            while let Some(more) = self.lines[at..inner.end]
                .first()
                .and_then(|line| line.strip_prefix("> "))
            {
                text = format!("{text}\n{more}");
                at += 1;
            }
            let begin = at;
            while at < inner.end && prompt(&self.lines[at]).is_none() {
                at += 1;
            }
            let said = &self.lines[begin..at];
            let blank = said.iter().rev().take_while(|line| line.is_empty()).count();
            let place = begin..at - blank;
            let expected = self.lines[place.clone()].to_vec();
            self.steps.push(Step::Command(Command {
                line,
                who,
                text,
                expected,
                place,
            }));
        }
    }
}

/// `alice$ adr list` as person and command.
fn prompt(line: &str) -> Option<(String, String)> {
    let (who, text) = line.split_once("$ ")?;
    let is_name = !who.is_empty() && who.bytes().all(|letter| letter.is_ascii_lowercase());
    is_name.then(|| (who.to_owned(), text.to_owned()))
}
