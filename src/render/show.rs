//! `adr show N`, as people read it: the decision as a page.

use std::fmt::{Display, Write as _};

use super::table::{Cell, Column, lay_out};
use super::{harmless, paint, whole, wrap};
use crate::action::show::{Ended, Link, ProofWord, Report, Said};
use crate::record::id::Number;
use crate::record::prose::Prose;
use crate::record::text::{Alternative, Text};
use crate::record::yaml;

mod words;

pub(super) use words::{backwards, fate, proof};

/// The page, in lines of at most `width` columns but for the prose, whose lines are its author's. Tables are
/// cut to `table_width` where there is one.
pub fn page(report: &Report, width: usize, table_width: Option<usize>) -> String {
    let mut page = Page {
        text: String::new(),
        width,
        table_width,
    };
    page.head(report);
    page.body(&report.text);
    page.agreement(report);
    page.objections(&report.signoffs);
    page.endings(&report.resolutions);
    page.links(report);
    page.text
}

/// What a text says, without what people hold of it. Lines are at most `width` columns wide, but for the prose.
pub fn text(text: &Text, width: usize) -> String {
    let mut page = Page {
        text: String::new(),
        width,
        table_width: None,
    };
    page.lists(text);
    page.body(text);
    page.text
}

struct Page {
    text: String,
    width: usize,
    table_width: Option<usize>,
}

impl Page {
    fn line(&mut self, indent: usize, text: &str) {
        let _ = writeln!(
            self.text,
            "{:indent$}{}",
            "",
            wrap(text, self.width, indent)
        );
    }

    fn heading(&mut self, heading: &str) {
        let _ = writeln!(self.text, "\n{}", paint::paint(paint::BOLD, heading));
    }

    fn head(&mut self, report: &Report) {
        let text = &report.text;
        let what = if report.number == Number::CHARTER {
            "Charter"
        } else {
            "Decision"
        };
        let title = format!(
            "{what} {}: {}",
            report.number,
            harmless(text.title.as_str())
        );
        let _ = writeln!(self.text, "{}", paint::paint(paint::BOLD, title));
        let style = paint::of_word(report.status.word);
        let mut facts = vec![report.status.to_string()];
        if let Some(shown) = &report.revision {
            facts.push(format!(
                "revision {} by {} of {}",
                shown.revision,
                shown.by,
                shown.at.day()
            ));
        }
        facts.extend(text.owner.iter().map(|owner| format!("owner {owner}")));
        facts.extend(text.impact.map(|impact| format!("impact {}", word(impact))));
        facts.extend(text.review_by.map(|day| format!("to be reviewed by {day}")));
        let _ = writeln!(
            self.text,
            "{}",
            paint::paint(style, wrap(&facts.join(", "), self.width, 0))
        );
        self.lists(text);
        if let Some(branch) = &report.branch {
            self.line(0, &format!("read from {branch}"));
        }
        if let (Some(shown), Some(newest)) = (&report.revision, report.newest)
            && newest != shown.revision
        {
            self.line(
                0,
                &format!(
                    "revision {newest} is newer: {}",
                    whole(&format!("adr show {} --revision {newest}", report.number))
                ),
            );
        }
        if let Some(further) = &report.further {
            self.line(
                0,
                &format!(
                    "revision {} is on {}: {}",
                    further.revision,
                    further.branch,
                    whole(&format!(
                        "adr show {} --at {}",
                        report.number, further.branch
                    ))
                ),
            );
        }
        if report.unpublished_edits {
            self.line(0, "decision.yaml says something that no revision holds yet");
        }
    }

    fn lists(&mut self, text: &Text) {
        for (name, values) in lists(text) {
            if !values.is_empty() {
                self.line(0, &format!("{name}: {}", values.join(", ")));
            }
        }
    }

    fn body(&mut self, text: &Text) {
        self.prose("Context", text.context.as_ref());
        self.bullets("Drivers", &text.drivers);
        if !text.options.is_empty() {
            self.heading("Options");
            text.options.iter().for_each(|option| self.option(option));
        }
        self.prose("Decision", text.decision.as_ref());
        self.prose("Consequences", text.consequences.as_ref());
        let assumptions: Vec<String> = text
            .assumptions
            .iter()
            .map(|one| match &one.revisit_when {
                Some(when) => format!("{} (look again when: {when})", one.claim),
                None => one.claim.to_string(),
            })
            .collect();
        self.bullets("Assumptions", &assumptions);
        self.prose("Confirmation", text.confirmation.as_ref());
        let references: Vec<String> = text
            .references
            .iter()
            .map(|one| match &one.url {
                Some(url) => format!("{} {url}", one.title),
                None => one.title.to_string(),
            })
            .collect();
        self.bullets("References", &references);
        let attachments: Vec<String> = text
            .attachments
            .iter()
            .map(|one| match &one.title {
                Some(title) => format!("{}: {title} ({})", one.path, one.sha256.short()),
                None => format!("{} ({})", one.path, one.sha256.short()),
            })
            .collect();
        self.bullets("Attachments", &attachments);
        if !text.custom.is_empty() {
            self.heading("Custom");
            let fields = harmless(&yaml::write(&text.custom));
            self.text.push_str(&fields);
        }
        if text.charter.is_some() {
            self.heading("Charter");
            self.line(0, "People, teams and rules: adr charter show");
        }
    }

    fn prose(&mut self, heading: &str, prose: Option<&Prose>) {
        if let Some(prose) = prose {
            self.heading(heading);
            self.text.push_str(&harmless(prose.as_str()));
        }
    }

    fn bullets<T: Display>(&mut self, heading: &str, lines: &[T]) {
        if lines.is_empty() {
            return;
        }
        self.heading(heading);
        for line in lines {
            self.bullet("-", 0, line);
        }
    }

    fn bullet(&mut self, mark: &str, indent: usize, line: impl Display) {
        let wrapped = wrap(&line.to_string(), self.width, indent + 2);
        let _ = writeln!(self.text, "{:indent$}{mark} {wrapped}", "");
    }

    fn option(&mut self, option: &Alternative) {
        self.bullet("*", 0, &option.name);
        if let Some(summary) = &option.summary {
            for line in harmless(summary.as_str()).lines() {
                let _ = writeln!(self.text, "  {line}");
            }
        }
        option.pros.iter().for_each(|pro| self.bullet("+", 2, pro));
        option.cons.iter().for_each(|con| self.bullet("-", 2, con));
    }

    fn agreement(&mut self, report: &Report) {
        if report.signoffs.is_empty() {
            return;
        }
        self.heading("Agreement");
        let columns = [
            Column::shrinking("WHO", 8),
            Column::whole("SAYS"),
            Column::whole("OF"),
            Column::whole("DATE"),
            Column::whole("PROOF"),
            Column::shrinking("", 10),
        ];
        let rows: Vec<Vec<Cell>> = report.signoffs.iter().map(agreement_row).collect();
        self.text
            .push_str(&lay_out(&columns, &rows, self.table_width));
        for said in report.signoffs.iter().filter(|said| !said.replaced) {
            for one in &said.conditions {
                let state = if one.cleared { "met" } else { "open" };
                let words = format!(
                    "{} approves on condition {} ({state}): {}",
                    said.person, one.condition.id, one.condition.text
                );
                self.bullet("-", 0, words);
            }
        }
    }

    /// Objections, challenges and holds in their words, each with its answers.
    fn objections(&mut self, signoffs: &[Said]) {
        let raised: Vec<&Said> = signoffs
            .iter()
            .filter(|said| matches!(said.word, "object" | "challenge" | "hold" | "dissent"))
            .collect();
        if raised.is_empty() {
            return;
        }
        self.heading("Objections");
        for said in raised {
            let verb = match said.word {
                "object" => "objects",
                "challenge" => "challenges",
                "dissent" => "dissents",
                _ => "asks for time",
            };
            let until = said
                .until
                .map_or_else(String::new, |day| format!(" until {day}"));
            let taken_back = if said.replaced {
                ", taken back since"
            } else {
                ""
            };
            let reason = said.reason.as_deref().unwrap_or_default().trim_end();
            let words = format!(
                "{} {verb}{until} (revision {}, {}{taken_back}): {reason}",
                said.person,
                said.revision,
                said.at.day()
            );
            self.bullet("-", 0, words.trim_end_matches([' ', ':']));
            let answers = signoffs
                .iter()
                .filter(|other| other.word == "answer" && other.targets.contains(&said.signoff));
            for answer in answers {
                let reason = answer.reason.as_deref().unwrap_or_default().trim_end();
                let words = format!("{} answers ({}): {reason}", answer.person, answer.at.day());
                self.bullet(">", 2, words);
            }
        }
    }

    fn endings(&mut self, endings: &[Ended]) {
        if endings.is_empty() {
            return;
        }
        self.heading("Outcome");
        for ended in endings {
            let summary = ended
                .summary
                .as_ref()
                .map_or_else(String::new, |summary| format!(": {summary}"));
            let words = format!(
                "revision {} {}, {}, written down by {}{summary}",
                ended.revision,
                ended.outcome,
                ended.at.day(),
                ended.by
            );
            self.bullet("-", 0, words);
        }
    }

    fn links(&mut self, report: &Report) {
        if report.links.is_empty() && report.linked_from.is_empty() {
            return;
        }
        self.heading("Links");
        for link in &report.links {
            let verb = link.verb.replace('_', " ");
            self.bullet("-", 0, link_words(&verb, link));
        }
        for link in &report.linked_from {
            self.bullet("-", 0, link_words(backwards(link.verb), link));
        }
    }
}

fn word<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn lists(text: &Text) -> [(&'static str, Vec<String>); 6] {
    fn strings<T: Display>(values: &[T]) -> Vec<String> {
        values.iter().map(ToString::to_string).collect()
    }
    [
        ("tags", strings(&text.tags)),
        ("governs", strings(&text.governs)),
        ("editors", strings(&text.editors)),
        ("approvers", strings(&text.approvers)),
        ("consulted", strings(&text.consulted)),
        ("informed", strings(&text.informed)),
    ]
}

fn agreement_row(said: &Said) -> Vec<Cell> {
    let who = match &said.on_behalf_of {
        Some(delegator) => format!("{} for {delegator}", said.person),
        None => said.person.to_string(),
    };
    let style = match said.proof {
        ProofWord::Key | ProofWord::Hardware => paint::GOOD,
        ProofWord::RetiredKey => paint::DIM,
        _ => paint::BAD,
    };
    vec![
        Cell::plain(who),
        Cell::plain(said.word),
        Cell::plain(format!("r{}", said.revision)),
        Cell::plain(said.at.day().to_string()),
        Cell::styled(proof(said.proof), style),
        Cell::styled(fate(said), paint::DIM),
    ]
}

fn link_words(verb: &str, link: &Link) -> String {
    let title = link.title.as_deref().unwrap_or("not in this log");
    match link.status {
        Some(status) => format!("{verb} {} {title} ({status})", link.number),
        None => format!("{verb} {} ({title})", link.number),
    }
}
