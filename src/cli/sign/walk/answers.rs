//! What a person is asked before something is signed: which key, which words, and whether that is it.

use super::{Proposal, Walk};
use crate::action::sign::{Intent, Prepared};
use crate::action::unsigned::Unsigned;
use crate::cli::ask;
use crate::cli::editor;
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::cli::sign::choice::Choice;
use crate::record::name::Slug;
use crate::record::prose::{Line, Prose};
use crate::record::signoff::Condition;
use crate::render::{self, statement, walk};

/// Columns before what a key does.
const BEHIND_KEY: usize = 5;

/// What is asked where somebody wants to say more.
pub(super) const WHY: &str = "Why? The others will read it: ";

/// What a key does.
#[derive(Clone, Copy)]
pub(super) enum Press {
    Say(Choice),
    View,
    More,
    Skip,
    Quit,
}

impl Walk<'_> {
    /// The statement with all that belongs into it; `None` where somebody thinks better of it.
    pub(super) fn complete(
        &self,
        choice: Choice,
        proposal: &Proposal,
    ) -> Result<Option<Intent>, Failure> {
        let mut until = self.context.now()?.date_naive();
        let mut conditions = Vec::new();
        match choice {
            Choice::Hold => {
                let Some(day) = ask::words("Until which day (YYYY-MM-DD)? ")? else {
                    return Ok(None);
                };
                let Ok(day) = day.parse() else {
                    output::say("that is no day like 2026-12-01");
                    return Ok(None);
                };
                until = day;
            }
            Choice::Condition => {
                let Some(text) = ask::words("What must be met first? ")? else {
                    return Ok(None);
                };
                match condition(&text) {
                    Ok(condition) => conditions.push(condition),
                    Err(what) => {
                        output::say(&output::harmless(&what));
                        return Ok(None);
                    }
                }
            }
            _ => {}
        }
        Ok(Some(choice.intent(&proposal.tasks, until, conditions)))
    }

    /// Asks for words, and keeps them until they are signed. What was kept before is offered again.
    pub(super) fn words(
        &self,
        question: &str,
        kept: Option<&Unsigned>,
    ) -> Result<Option<Prose>, Failure> {
        let before = kept.map(Unsigned::words).transpose()?.flatten();
        if let Some(before) = &before {
            output::say("You wrote this before and did not sign it; Enter alone takes it again:");
            output::say(&walk::quoted(before, self.context.width()));
        }
        loop {
            let Some(typed) = ask::words(question)? else {
                return Ok(before);
            };
            match Prose::new(&typed) {
                Ok(words) => {
                    if let Some(kept) = kept {
                        kept.keep(&words)?;
                    }
                    return Ok(Some(words));
                }
                Err(error) => output::say(&output::harmless(&error.to_string())),
            }
        }
    }

    /// Says the exact statement, and asks.
    pub(super) fn confirm(
        &self,
        prepared: &Prepared,
        takes_words: bool,
    ) -> Result<Confirmed, Failure> {
        let number = prepared.located.number;
        output::say(&output::harmless(&statement::sentence(
            &prepared.signoff,
            number,
        )));
        if let Some(reason) = &prepared.signoff.reason {
            output::say("Your words:");
            output::say(&walk::quoted(reason, self.context.width()));
        }
        let has_words = prepared.signoff.reason.is_some();
        let (question, more) = if has_words {
            ("Sign this (e: edit your words)? [Y/e/n/q] ", Some(b'e'))
        } else if takes_words {
            ("Sign this (w: with words of yours)? [Y/w/n/q] ", Some(b'w'))
        } else {
            ("Sign this? [Y/n/q] ", None)
        };
        let meaning = |key: u8| match key.to_ascii_lowercase() {
            b'y' | b'\n' | b'\r' => Some(Confirmed::Sign),
            b'n' => Some(Confirmed::No),
            key if Some(key) == more => Some(Confirmed::Words),
            key if ask::is_end(key) => Some(Confirmed::Quit),
            _ => None,
        };
        let answer = ask::key(question, meaning, Confirmed::Quit)?.unwrap_or(Confirmed::No);
        output::say(match answer {
            Confirmed::Sign => "yes",
            Confirmed::Words if has_words => "edit",
            Confirmed::Words => "with words",
            Confirmed::No => "no",
            Confirmed::Quit => "quit",
        });
        Ok(answer)
    }

    /// Opens the editor on words, so that they can have several lines. They stay as they were where it ends badly, or
    /// where what it leaves behind cannot be signed.
    pub(super) fn edited(&self, before: &Prose, kept: &Unsigned) -> Result<Prose, Failure> {
        kept.keep(before)?;
        let opened = self
            .context
            .editor()
            .and_then(|editor| editor::open(self.context, &editor, kept.path(), 1));
        if let Err(failure) = opened {
            failure.print(false);
        }
        if let Some(words) = kept.words()? {
            return Ok(words);
        }
        output::say("no words that can be signed were left; yours stay as they were");
        kept.keep(before)?;
        Ok(before.clone())
    }
}

/// What is answered to a statement.
#[derive(Clone, Copy)]
pub(super) enum Confirmed {
    Sign,
    /// With words, or with others.
    Words,
    No,
    Quit,
}

/// Lists what can be said and with which key, and waits for one of these keys.
pub(super) fn offer(
    offered: &[Choice],
    shown: &Prepared,
    has_more: bool,
    width: usize,
) -> Result<Press, Failure> {
    let signoff = &shown.signoff;
    let whose = signoff
        .on_behalf_of
        .as_ref()
        .map_or_else(String::new, |delegator| format!(", for {delegator}"));
    let about = format!(
        "As {}{whose}, about revision {} of decision {} ({}):",
        signoff.signer,
        signoff.revision,
        shown.located.number,
        signoff.digest.short()
    );
    output::say(&format!("\n{}", render::wrap(&about, width, 0)));
    let mut keys = Vec::new();
    let mut line = |key: u8, press: Press, words: &str| {
        keys.push((key, press));
        let words = render::wrap(words, width, BEHIND_KEY);
        output::say(&format!("  {}  {words}", char::from(key)));
    };
    for choice in offered {
        let (key, word, meaning) = choice.offer();
        line(key, Press::Say(*choice), &format!("{word}: {meaning}"));
    }
    line(b'v', Press::View, "view: read the whole text");
    line(b's', Press::Skip, "skip: sign nothing now");
    if !has_more {
        line(b'?', Press::More, "more: everything else that can be said");
    }
    line(b'q', Press::Quit, "quit: what you have signed stands");
    let letters: Vec<String> = keys
        .iter()
        .map(|(key, _)| char::from(*key).to_string())
        .collect();
    let meaning = |typed: u8| {
        let same = |key: u8| key == typed.to_ascii_lowercase();
        let press = keys.iter().find(|(key, _)| same(*key));
        match press {
            Some((_, press)) => Some(*press),
            None => ask::is_end(typed).then_some(Press::Quit),
        }
    };
    let prompt = format!("What do you say? [{}] ", letters.join("/"));
    loop {
        if let Some(press) = ask::key(&prompt, meaning, Press::Quit)? {
            return Ok(press);
        }
    }
}

/// A condition in words, under a name that is made of them.
fn condition(text: &str) -> Result<Condition, String> {
    let id = Slug::from_title(text).ok_or("that gives no name for `adr-sign clear`; write it in Latin letters, or use adr-sign approve N --condition ID:TEXT")?;
    Ok(Condition {
        id: id
            .as_str()
            .parse()
            .map_err(|error: crate::record::name::NameError| error.to_string())?,
        text: Line::new(text).map_err(|error| error.to_string())?,
    })
}
