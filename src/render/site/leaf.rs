//! A page as it is being made: what every page needs to know of the site, seen from where the page lies.

use minijinja::{Value, context};

use super::markdown::{self, Link};
use super::{Pages, SiteError, VERSION};
use crate::action::site::{Entry, Target};
use crate::agreement::status::{Status, Word};
use crate::record::id::Number;
use crate::record::name::{Handle, Party};
use crate::record::prose::Prose;

/// What a page may load: its own style sheet and script, and pictures of the site or within the page. Nothing may be
/// run, framed, sent or loaded besides.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                      base-uri 'none'; form-action 'none'";

/// A page.
pub(super) struct Leaf<'p, 's> {
    pub(super) pages: &'p Pages<'s>,
    path: &'p str,
    /// The way to the root of the site.
    root: String,
}

impl<'p, 's> Leaf<'p, 's> {
    pub(super) fn new(pages: &'p Pages<'s>, path: &'p str) -> Self {
        Self {
            pages,
            path,
            root: "../".repeat(path.matches('/').count()),
        }
    }

    /// Renders a template with what every page has and what this one has besides.
    pub(super) fn render(
        &self,
        template: &str,
        heading: &str,
        more: Value,
    ) -> Result<String, SiteError> {
        let site = self.pages.site;
        let policy = if self.pages.options.live {
            format!("{POLICY}; connect-src 'self'")
        } else {
            POLICY.to_owned()
        };
        let every = context! {
            root => self.root.as_str(),
            path => self.path,
            policy => policy,
            heading => heading,
            title => self.pages.options.title.as_str(),
            live => self.pages.options.live,
            version => VERSION,
            navigation => self.navigation(),
            updated => site.updated.map(|at| at.day().to_string()),
            dir => site.dir(),
            state => site.state.as_str(),
            program => concat!("adr ", env!("CARGO_PKG_VERSION")),
            ..more
        };
        Ok(self.pages.templates.get_template(template)?.render(every)?)
    }

    fn navigation(&self) -> Vec<Value> {
        let all = [
            ("index.html", "Overview"),
            ("brief.html", "Brief"),
            ("timeline.html", "Timeline"),
            ("map.html", "Map"),
            ("people.html", "People"),
            ("charter.html", "Charter"),
        ];
        all.into_iter()
            .filter(|(path, _)| self.pages.places.contains_key(*path))
            .map(|(path, name)| {
                context! { url => self.url(path), name => name, here => path == self.path }
            })
            .collect()
    }

    /// A path of the site as seen from this page.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{}", self.root, encoded(path))
    }

    /// Somebody by name, with the page that tells of them.
    pub(super) fn who(&self, handle: &Handle) -> Value {
        let known = self.pages.site.charter.people.get(handle);
        let name = known.map_or_else(|| handle.to_string(), |person| person.name.to_string());
        let url = known.map(|_| self.url(&format!("people/{handle}.html")));
        context! { handle => handle.as_str(), name => name, url => url }
    }

    /// Somebody or a team by name.
    pub(super) fn party(&self, party: &Party) -> Value {
        match party {
            Party::Person(handle) => self.who(handle),
            Party::Team(team) => self.team(team.as_str()),
        }
    }

    /// A team by name, with the page that tells of it.
    pub(super) fn team(&self, team: &str) -> Value {
        let path = format!("teams/{team}.html");
        let url = self
            .pages
            .places
            .contains_key(&path)
            .then(|| self.url(&path));
        context! { handle => team, name => format!("team {team}"), url => url }
    }

    /// A decision by number, with its title, status and page.
    pub(super) fn decision(&self, number: Number) -> Value {
        if let Some(entry) = self.pages.site.entry(number) {
            return self.entry(entry);
        }
        context! {
            number => number.0,
            name => format!("{number}."),
            title => "not in this log",
            url => (),
            status => (),
        }
    }

    /// A decision of the site.
    pub(super) fn entry(&self, entry: &Entry) -> Value {
        context! {
            number => entry.row.number.0,
            name => if entry.row.number == Number::CHARTER {
                "Charter:".to_owned()
            } else {
                format!("{}.", entry.row.number)
            },
            title => entry.row.title.as_str(),
            url => self.url(&super::decision_path(entry)),
            status => entry.row.status.map(status),
        }
    }

    /// What people wrote, as HTML. Links to other decisions and to attachments lead to their pages.
    pub(super) fn prose(&self, entry: &Entry, prose: &Prose) -> Value {
        self.written(entry, prose.as_str())
    }

    /// A line that people wrote, as HTML.
    pub(super) fn line(&self, entry: &Entry, line: &str) -> Value {
        Value::from_safe_string(markdown::line(line, &|link| self.link(entry, link)))
    }

    /// What somebody said, as HTML.
    pub(super) fn written(&self, entry: &Entry, words: &str) -> Value {
        Value::from_safe_string(markdown::html(words, &|link| self.link(entry, link)))
    }

    /// Where a link that somebody has written leads, if a reader can follow it.
    pub(super) fn address(&self, entry: &Entry, link: &str) -> Option<String> {
        markdown::address(link, &|link| self.link(entry, link))
    }

    /// Where a relative link in a text leads.
    fn link(&self, entry: &Entry, link: &str) -> Option<Link> {
        match self.pages.site.target(entry, link)? {
            Target::Decision(number) => {
                let path = self.pages.path_of(number)?;
                Some(Link::Page(self.url(&path)))
            }
            Target::Attachment(path) => {
                let mut own = self.pages.published.get(&entry.name)?.iter();
                let file = own.find(|file| file.named.path.as_str() == path)?;
                Some(match &file.picture {
                    Some(picture) => Link::Picture {
                        source: picture.source(&self.url(&file.path)),
                        file: self.url(&file.path),
                    },
                    None => Link::Page(self.url(&file.path)),
                })
            }
        }
    }
}

/// A status in words, and the one that says which colour it has.
pub(super) fn status(status: Status) -> Value {
    context! { text => status.to_string(), word => status.word.as_str() }
}

/// A status of which only the word is known.
pub(super) fn word(word: Word) -> Value {
    context! { text => word.as_str(), word => word.as_str() }
}

/// A path for a link: every byte that could be taken for more than a letter is spelled out.
pub(super) fn encoded(path: &str) -> String {
    let mut url = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_./".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    url
}

/// HTML that this program has made.
pub(super) fn safe(html: String) -> Value {
    Value::from_safe_string(html)
}
