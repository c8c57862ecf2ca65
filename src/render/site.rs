//! The log as a static site: pages that need no server and load nothing from elsewhere.
//!
//! A site is a table of paths, each with what lies there, made when it is asked for. Every link is relative, so that
//! the same bytes work from a folder and below any path of a server. Whatever a record says reaches a page through
//! [`escape`](super::html::escape) or through its reader of Markdown, and no page lets anything run but the site's own script.

use std::collections::BTreeMap;

use minijinja::Environment;
use thiserror::Error;

use crate::action;
use crate::action::site::{Entry, Member, Site};
use crate::action::timeline::Event;
use crate::record::id::Number;

mod attachment;
mod changes;
mod charter;
mod decision;
mod facts;
mod feed;
mod index;
mod leaf;
mod markdown;
mod people;
mod search;
mod sections;
mod templates;
mod timeline;
mod voices;

use attachment::Published;
use leaf::Leaf;
use search::Index;

const SCRIPT: &str = include_str!("site/site.js");
const LIVE: &str = include_str!("site/live.js");
const STYLE: &str = include_str!("site/site.css");

/// Where the script asks whether something has changed, of a preview.
pub const VERSION: &str = "version";

/// How a site is made.
pub struct Options {
    /// What it is called.
    pub title: String,
    /// Where it will be, if that is known: feeds have whole addresses then.
    pub address: Option<String>,
    /// Whether it is a preview, which follows what is being written.
    pub live: bool,
}

/// Why a page cannot be made.
#[derive(Debug, Error)]
pub enum SiteError {
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] action::Error),
    /// A template and what it is given do not go together.
    #[error("a page cannot be made: {0:#}")]
    Template(#[from] minijinja::Error),
}

/// What lies at a path.
pub struct File {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What they are, for a server to say.
    pub media: &'static str,
}

/// What a path of the site is.
#[derive(Clone)]
enum Place {
    Index,
    /// By its place among the entries.
    Decision(usize),
    People,
    Person(usize),
    Team(usize),
    Map,
    Timeline,
    Month(String),
    Brief,
    Feed,
    Style,
    Script,
    Live,
    Search(String),
    /// By the places of the decision and of the file.
    Attachment(usize, usize),
}

/// The pages of a log.
pub struct Pages<'s> {
    site: &'s Site<'s>,
    options: Options,
    templates: Environment<'static>,
    places: BTreeMap<String, Place>,
    members: Vec<Member<'s>>,
    /// What happened, by month, the earliest first.
    months: BTreeMap<String, Vec<&'s Event>>,
    /// The files that texts refer to, by what the page of their decision is called.
    published: BTreeMap<String, Vec<Published>>,
    index: Index,
}

impl<'s> Pages<'s> {
    /// Lays out the pages of a log.
    pub fn new(site: &'s Site<'s>, options: Options) -> Result<Self, SiteError> {
        let mut published = BTreeMap::new();
        for entry in &site.entries {
            let files = attachment::published(&entry.name, site.attachments(entry)?);
            if !files.is_empty() {
                published.insert(entry.name.clone(), files);
            }
        }
        let mut months: BTreeMap<String, Vec<&Event>> = BTreeMap::new();
        for event in &site.events {
            let month = event.at.day().format("%Y-%m").to_string();
            months.entry(month).or_default().push(event);
        }
        let mut pages = Self {
            site,
            options,
            templates: templates::environment()?,
            places: BTreeMap::new(),
            members: site.members(),
            months,
            published,
            index: Index::of(site),
        };
        pages.places = pages.table();
        Ok(pages)
    }

    fn table(&self) -> BTreeMap<String, Place> {
        let mut places: BTreeMap<String, Place> = [
            ("index.html", Place::Index),
            ("people.html", Place::People),
            ("map.html", Place::Map),
            ("timeline.html", Place::Timeline),
            ("brief.html", Place::Brief),
            ("feed.xml", Place::Feed),
            ("style.css", Place::Style),
            ("site.js", Place::Script),
        ]
        .map(|(path, place)| (path.to_owned(), place))
        .into();
        if self.options.live {
            places.insert("live.js".to_owned(), Place::Live);
        }
        for (at, entry) in self.site.entries.iter().enumerate() {
            places.insert(decision_path(entry), Place::Decision(at));
            let files = self.published.get(&entry.name).into_iter().flatten();
            for (file, published) in files.enumerate() {
                places.insert(published.path.clone(), Place::Attachment(at, file));
            }
        }
        for (at, member) in self.members.iter().enumerate() {
            places.insert(format!("people/{}.html", member.handle), Place::Person(at));
        }
        for (at, team) in self.site.charter.teams.keys().enumerate() {
            places.insert(format!("teams/{team}.html"), Place::Team(at));
        }
        for month in self.months.keys() {
            places.insert(
                format!("timeline/{month}.html"),
                Place::Month(month.clone()),
            );
        }
        for key in self.index.keys() {
            places.insert(format!("search/{key}.js"), Place::Search(key.clone()));
        }
        places
    }

    /// Every path of the site, from its root, with `/` between names.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// What lies at a path; nothing where it is none of the site's.
    pub fn file(&self, path: &str) -> Result<Option<File>, SiteError> {
        let Some(place) = self.places.get(path) else {
            return Ok(None);
        };
        let leaf = Leaf::new(self, path);
        let html = |text: String| File {
            bytes: text.into_bytes(),
            media: "text/html; charset=utf-8",
        };
        let script = |text: String| File {
            bytes: text.into_bytes(),
            media: "text/javascript; charset=utf-8",
        };
        let file = match place {
            Place::Index => html(index::page(&leaf)?),
            Place::Decision(at) => match self.site.entries.get(*at) {
                Some(entry) => html(decision::page(&leaf, entry)?),
                None => return Ok(None),
            },
            Place::People => html(people::page(&leaf)?),
            Place::Person(at) => match self.members.get(*at) {
                Some(member) => html(people::person(&leaf, member)?),
                None => return Ok(None),
            },
            Place::Team(at) => match self.site.teams().get(*at) {
                Some(team) => html(people::team(&leaf, team)?),
                None => return Ok(None),
            },
            Place::Map => html(sections::map(&leaf)?),
            Place::Timeline => html(timeline::latest(&leaf)?),
            Place::Month(month) => html(timeline::month(&leaf, month)?),
            Place::Brief => html(sections::brief(&leaf)?),
            Place::Feed => File {
                bytes: feed::feed(&leaf)?.into_bytes(),
                media: "application/atom+xml; charset=utf-8",
            },
            Place::Style => File {
                bytes: [super::html::STYLE, super::graph::STYLE, STYLE]
                    .concat()
                    .into_bytes(),
                media: "text/css; charset=utf-8",
            },
            Place::Script => script(SCRIPT.to_owned()),
            Place::Live => script(LIVE.to_owned()),
            Place::Search(key) => script(self.index.script(key)),
            Place::Attachment(decision, at) => return self.attachment(*decision, *at),
        };
        Ok(Some(file))
    }

    fn attachment(&self, decision: usize, at: usize) -> Result<Option<File>, SiteError> {
        let Some(entry) = self.site.entries.get(decision) else {
            return Ok(None);
        };
        let files = self.published.get(&entry.name);
        let Some(published) = files.and_then(|files| files.get(at)) else {
            return Ok(None);
        };
        let attached = self.site.attachments(entry)?;
        let same = attached
            .into_iter()
            .find(|one| one.named.path == published.named.path);
        Ok(same.and_then(|one| one.bytes).map(|bytes| File {
            bytes,
            media: published.media,
        }))
    }

    /// The path of a decision's page.
    fn path_of(&self, number: Number) -> Option<String> {
        self.site.entry(number).map(decision_path)
    }
}

/// The path of a decision's page: its number, which stays, and not its title, which may change.
fn decision_path(entry: &Entry) -> String {
    if entry.row.number == Number::CHARTER && entry.name == Number::CHARTER.padded() {
        "charter.html".to_owned()
    } else {
        format!("decisions/{}.html", entry.name)
    }
}
