//! How many commands everybody had to type, of ours and of git's.

use std::collections::BTreeMap;
use std::ops::Range;

/// Programs that act in a guide and are nobody.
const MACHINES: [&str; 1] = ["ci"];

/// The head of the table in a guide.
const HEAD: [&str; 2] = ["| | `adr`, `adr-sign` | `git` |", "| --- | --- | --- |"];

/// The count of each person: ours, git's.
#[derive(Default)]
pub struct Tally(BTreeMap<String, [usize; 2]>);

impl Tally {
    /// Counts the commands of a line.
    pub fn count(&mut self, who: &str, line: &str) {
        if MACHINES.contains(&who) {
            return;
        }
        let counts = self.0.entry(who.to_owned()).or_default();
        for command in commands(line) {
            match command.trim_start_matches("do ").split(' ').next() {
                Some("adr" | "adr-sign") => counts[0] += 1,
                Some("git") => counts[1] += 1,
                _ => {}
            }
        }
    }

    /// The table as it is to stand in the guide.
    pub fn table(&self) -> Vec<String> {
        let rows = self
            .0
            .iter()
            .map(|(who, [ours, git])| format!("| {who} | {ours} | {git} |"));
        HEAD.map(str::to_owned).into_iter().chain(rows).collect()
    }
}

/// Where the table stands, in a guide that has one.
pub fn place(lines: &[String]) -> Option<Range<usize>> {
    let begin = lines.iter().position(|line| line == HEAD[0])?;
    let table = lines.iter().skip(begin);
    let length = table.take_while(|line| line.starts_with('|')).count();
    Some(begin..begin + length)
}

/// The commands that a shell would run for this line, as far as guides use the shell.
fn commands(line: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut quote = None;
    for letter in line.chars() {
        match (letter, quote) {
            ('"' | '\'', None) => quote = Some(letter),
            (_, Some(open)) if letter == open => quote = None,
            ('&' | ';' | '|' | '\n', None) => {
                all.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = all.last_mut() {
            last.push(letter);
        }
    }
    all.iter()
        .map(|command| command.trim().to_owned())
        .collect()
}
