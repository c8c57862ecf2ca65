//! The catch-up as one page in HTML: no scripts, nothing loaded from elsewhere, readable on a phone and at night.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Document, Entry, Part, Section, Sentence, gist, lines};
use crate::action::source::Source;
use crate::record::id::Number;
use crate::render::html::{STYLE, escape};

/// The page as a file of its own. Each sentence links to the list of records at its end.
pub fn page(document: &Document) -> String {
    let told = told(document, None);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n{}</header>\n<main>\n{}</main>\n\
         </body>\n</html>\n",
        escape(&document.title),
        told.head,
        told.main
    )
}

/// A catch-up within a page: what stands above, with the contents, and what is told.
pub struct Told {
    /// The title, what it is about, and its contents.
    pub head: String,
    /// The sections.
    pub main: String,
}

/// Where the page of a decision is, if there is one.
pub type Address<'a> = &'a dyn Fn(Number) -> Option<String>;

/// The catch-up for a page that holds it. `address` says where a decision is told in full.
pub fn told(document: &Document, address: Option<Address<'_>>) -> Told {
    let mut page = Page {
        address,
        ..Page::default()
    };
    let mut head = format!("<h1>{}</h1>\n", escape(&document.title));
    page.parts(&mut head, &document.intro);
    contents(&mut head, &document.sections);
    let mut main = String::new();
    for section in &document.sections {
        page.section(&mut main, section);
    }
    page.records(&mut main);
    Told { head, main }
}

fn contents(body: &mut String, sections: &[Section]) {
    body.push_str("<nav aria-label=\"Contents\">\n<ul>\n");
    for section in sections {
        let _ = write!(
            body,
            "<li><a href=\"#{}\">{}</a>",
            section.anchor, section.heading
        );
        if !section.entries.is_empty() {
            body.push_str("<ul>");
            for entry in &section.entries {
                let _ = write!(
                    body,
                    "<li><a href=\"#{}\">{}</a></li>",
                    entry.anchor,
                    escape(&entry.heading)
                );
            }
            body.push_str("</ul>");
        }
        body.push_str("</li>\n");
    }
    body.push_str("<li><a href=\"#records\">The records</a></li>\n</ul>\n</nav>\n");
}

/// The records that were referred to so far, in the order in which they were.
#[derive(Default)]
struct Page<'a> {
    address: Option<Address<'a>>,
    places: BTreeMap<Source, usize>,
    order: Vec<Source>,
    /// The decision that is told.
    decision: Option<Number>,
}

impl Page<'_> {
    fn section(&mut self, body: &mut String, section: &Section) {
        let _ = writeln!(
            body,
            "<section id=\"{}\">\n<h2>{}</h2>",
            section.anchor, section.heading
        );
        self.parts(body, &section.intro);
        for entry in &section.entries {
            self.entry(body, entry);
        }
        body.push_str("</section>\n");
    }

    fn entry(&mut self, body: &mut String, entry: &Entry) {
        let mut heading = escape(&entry.heading);
        if let Some(address) = self.address.and_then(|address| address(entry.number)) {
            heading = format!("<a href=\"{}\">{heading}</a>", escape(&address));
        }
        let _ = writeln!(
            body,
            "<article id=\"{}\">\n<h3 dir=\"auto\">{heading}</h3>",
            entry.anchor
        );
        self.decision = Some(entry.number);
        self.parts(body, &entry.parts);
        self.decision = None;
        body.push_str("</article>\n");
    }

    fn parts(&mut self, body: &mut String, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Sentence(one) => {
                    let _ = writeln!(body, "<p>{}</p>", self.sentence(one));
                }
                Part::Points {
                    label,
                    from,
                    points,
                } => {
                    let from = from.as_ref().map(|from| self.reference(from));
                    let from = from.unwrap_or_default();
                    let _ = writeln!(body, "<h4>{label} {from}</h4>\n<ul>");
                    for one in points {
                        let _ = writeln!(body, "<li>{}</li>", self.sentence(one));
                    }
                    body.push_str("</ul>\n");
                }
                Part::Words { label, words, from } => self.words(body, label, words, from),
                Part::Command { purpose, command } => {
                    let _ = writeln!(
                        body,
                        "<p class=\"command\">{} <code>{}</code></p>",
                        escape(purpose),
                        escape(command)
                    );
                }
            }
        }
    }

    /// What people wrote: its beginning, and the whole of it to be unfolded.
    fn words(&mut self, body: &mut String, label: &str, words: &str, from: &Source) {
        let _ = writeln!(body, "<h4>{label} {}</h4>", self.reference(from));
        let (gist, is_all) = gist(words);
        body.push_str("<blockquote dir=\"auto\">\n");
        for paragraph in gist.split("\n\n") {
            let lines: Vec<String> = lines(paragraph).iter().map(|line| escape(line)).collect();
            let _ = writeln!(body, "<p>{}</p>", lines.join("<br>\n"));
        }
        if !is_all {
            let _ = writeln!(
                body,
                "<details><summary>All of it</summary><pre>{}</pre></details>",
                escape(words)
            );
        }
        body.push_str("</blockquote>\n");
    }

    fn sentence(&mut self, one: &Sentence) -> String {
        let mut words = escape(&one.text);
        if let Some(quote) = &one.quote {
            let _ = write!(words, " <q dir=\"auto\">{}</q>", escape(quote));
        }
        for source in &one.from {
            let _ = write!(words, " {}", self.reference(source));
        }
        words
    }

    fn reference(&mut self, source: &Source) -> String {
        let next = self.order.len() + 1;
        let place = *self.places.entry(source.clone()).or_insert(next);
        if place == next {
            self.order.push(source.clone());
        }
        format!(
            "<a class=\"source\" href=\"#record-{place}\">{}</a>",
            escape(&source.within(self.decision))
        )
    }

    fn records(&self, body: &mut String) {
        body.push_str("<section id=\"records\">\n<h2>The records</h2>\n");
        body.push_str(
            "<p>Everything above is told from these files, which anybody can read and verify: \
             <code>adr verify</code>.</p>\n<ol>\n",
        );
        for (index, source) in self.order.iter().enumerate() {
            let _ = writeln!(
                body,
                "<li id=\"record-{}\">{}<br><code>{}</code><br><small>{}</small></li>",
                index + 1,
                escape(&source.to_string()),
                escape(&source.path),
                escape(&source.digest.to_string())
            );
        }
        body.push_str("</ol>\n</section>\n");
    }
}
