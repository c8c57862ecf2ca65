//! What people wrote in Markdown, as HTML in which nothing can run.
//!
//! HTML within Markdown is shown as the text that it is; only comments, which nobody is meant to read, are left out.
//! A link leads to the web, to a mail address, or to what the site has; every other one is the text that it stands on. A
//! picture is one of the site, since a page loads nothing from elsewhere.

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::render::html::escape;

/// What a relative link leads to.
pub(super) enum Link {
    /// A page or file, by its address.
    Page(String),
    /// A picture: what shows it, and where the file is.
    Picture {
        /// For `src`.
        source: String,
        /// For `href`.
        file: String,
    },
}

/// Says where a relative link leads, if that is on the site.
pub(super) type Follow<'f> = &'f dyn Fn(&str) -> Option<Link>;

/// A text of several paragraphs.
pub(super) fn html(text: &str, follow: Follow<'_>) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut reader = Reader {
        follow,
        above: Vec::new(),
        ends: Vec::new(),
        events: Vec::new(),
    };
    for event in Parser::new_ext(text, options) {
        reader.read(event);
    }
    let mut written = String::new();
    html::push_html(&mut written, reader.events.into_iter());
    written
}

/// A text of one line, without a paragraph around it.
pub(super) fn line(text: &str, follow: Follow<'_>) -> String {
    let written = html(text, follow);
    let inner = written
        .trim_end()
        .strip_prefix("<p>")
        .and_then(|rest| rest.strip_suffix("</p>"));
    match inner {
        Some(inner) if !inner.contains("<p>") => inner.to_owned(),
        // What looks like a list or a heading was meant to be a line.
        _ => escape(text),
    }
}

/// Events as they are taken over.
struct Reader<'f, 't> {
    follow: Follow<'f>,
    /// The levels, as they were written, of the headings that the text stands below.
    above: Vec<HeadingLevel>,
    /// How the links and pictures that are open end.
    ends: Vec<Option<Event<'t>>>,
    events: Vec<Event<'t>>,
}

impl<'t> Reader<'_, 't> {
    fn read(&mut self, event: Event<'t>) {
        match event {
            Event::Html(code) | Event::InlineHtml(code) => self.code(&code),
            Event::Start(Tag::HtmlBlock) => self.events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => self.events.push(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Heading { level, .. }) => {
                let tag = Tag::Heading {
                    level: self.enter(level),
                    id: None,
                    classes: Vec::new(),
                    attrs: Vec::new(),
                };
                self.events.push(Event::Start(tag));
            }
            Event::End(TagEnd::Heading(_)) => {
                let end = TagEnd::Heading(self.level());
                self.events.push(Event::End(end));
            }
            Event::Start(Tag::Link {
                dest_url,
                link_type,
                ..
            }) => self.link(&dest_url, link_type),
            Event::Start(Tag::Image { dest_url, .. }) => self.picture(&dest_url),
            Event::End(TagEnd::Link | TagEnd::Image) => {
                let end = self.ends.pop().flatten();
                self.events.extend(end);
            }
            Event::TaskListMarker(done) => {
                let mark = if done { "☑ " } else { "☐ " };
                self.events.push(Event::Text(mark.into()));
            }
            Event::Start(Tag::Table(columns)) => {
                self.own(
                    "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">",
                );
                self.events.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                self.events.push(Event::End(TagEnd::Table));
                self.own("</div>\n");
            }
            other => self.events.push(other),
        }
    }

    /// Adds HTML of our own.
    fn own(&mut self, html: &'static str) {
        self.events.push(Event::Html(html.into()));
    }

    /// HTML that somebody wrote: text, but for comments and line breaks.
    fn code(&mut self, code: &str) {
        let tag = code.trim().to_ascii_lowercase();
        let name = tag.trim_end_matches(['/', '>', ' ']);
        if tag.starts_with("<!--") && tag.ends_with("-->") {
            return;
        }
        self.events.push(if name == "<br" {
            Event::HardBreak
        } else {
            Event::Text(code.to_owned().into())
        });
    }

    /// Enters what stands below a heading. On the page it comes below the page's own ones, and no level is left out,
    /// which would mislead who goes from heading to heading.
    fn enter(&mut self, level: HeadingLevel) -> HeadingLevel {
        while self.above.last().is_some_and(|last| *last >= level) {
            self.above.pop();
        }
        self.above.push(level);
        self.level()
    }

    /// The level on the page of the heading that was entered last.
    fn level(&self) -> HeadingLevel {
        match self.above.len() {
            0 | 1 => HeadingLevel::H3,
            2 => HeadingLevel::H4,
            3 => HeadingLevel::H5,
            _ => HeadingLevel::H6,
        }
    }

    fn link(&mut self, to: &str, link_type: LinkType) {
        let to = match link_type {
            LinkType::Email => Some(format!("mailto:{to}")),
            _ => address(to, self.follow),
        };
        self.open_link(to);
    }

    fn open_link(&mut self, to: Option<String>) {
        let end = to.map(|to| {
            self.events.push(Event::Start(Tag::Link {
                link_type: LinkType::Inline,
                dest_url: to.into(),
                title: CowStr::Borrowed(""),
                id: CowStr::Borrowed(""),
            }));
            Event::End(TagEnd::Link)
        });
        self.ends.push(end);
    }

    fn picture(&mut self, from: &str) {
        let found = is_relative(from).then(|| (self.follow)(from)).flatten();
        match found {
            Some(Link::Picture { source, .. }) => {
                self.events.push(Event::Start(Tag::Image {
                    link_type: LinkType::Inline,
                    dest_url: source.into(),
                    title: CowStr::Borrowed(""),
                    id: CowStr::Borrowed(""),
                }));
                self.ends.push(Some(Event::End(TagEnd::Image)));
            }
            Some(Link::Page(url)) => self.open_link(Some(url)),
            // Within a link a second one may not stand.
            None if self.ends.iter().any(Option::is_some) => self.ends.push(None),
            None => self.open_link(leads_out(from).then(|| from.trim().to_owned())),
        }
    }
}

/// Where a link leads, if a reader can follow it: to the web, to a mail address, or to what the site has.
pub(super) fn address(link: &str, follow: Follow<'_>) -> Option<String> {
    if leads_out(link) {
        return Some(link.trim().to_owned());
    }
    let found = is_relative(link).then(|| follow(link)).flatten()?;
    Some(match found {
        Link::Page(url) | Link::Picture { file: url, .. } => url,
    })
}

/// Whether a link leads to the web or to a mail address.
fn leads_out(link: &str) -> bool {
    let link = link.trim().to_ascii_lowercase();
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| link.starts_with(scheme))
}

/// Whether a link is a path within the repository: none with a scheme, however it is spelled, and no other server's.
fn is_relative(link: &str) -> bool {
    let bare: String = link
        .chars()
        .filter(|letter| !letter.is_whitespace() && !letter.is_control())
        .collect();
    let before_path = bare.split(['/', '?', '#']).next().unwrap_or_default();
    !before_path.contains(':') && !bare.starts_with("//") && !bare.contains('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        html(text, &|path| match path {
            "0003-x.md" => Some(Link::Page("0003.html".to_owned())),
            "attachments/a.png" => Some(Link::Picture {
                source: "a.png".to_owned(),
                file: "a.png".to_owned(),
            }),
            _ => None,
        })
    }

    #[test]
    fn what_looks_like_html_is_text() {
        assert_eq!(
            plain("a <b onclick=x>b</b> `<i>`"),
            "<p>a &lt;b onclick=x&gt;b&lt;/b&gt; <code>&lt;i&gt;</code></p>\n"
        );
        assert_eq!(
            plain("<script>\nalert(1)\n</script>"),
            "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</p>\n"
        );
        assert_eq!(plain("a<!-- b -->c<br>d"), "<p>ac<br />\nd</p>\n");
    }

    #[test]
    fn links_lead_to_the_web_or_to_what_the_site_has() {
        assert_eq!(
            plain("[a](https://example.com/?a=1&b=2)"),
            "<p><a href=\"https://example.com/?a=1&amp;b=2\">a</a></p>\n"
        );
        assert_eq!(
            plain("[a](0003-x.md)"),
            "<p><a href=\"0003.html\">a</a></p>\n"
        );
        for link in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java&#10;script:alert(1)",
            "&#x6a;avascript:alert(1)",
            "data:text/html,a",
            "file:///etc/passwd",
            "//example.com/a",
            "\\\\example.com",
            "../src/main.rs",
            "vbscript:a",
        ] {
            assert_eq!(plain(&format!("[a]({link})")), "<p>a</p>\n", "{link}");
            assert_eq!(plain(&format!("[a](<{link}>)")), "<p>a</p>\n", "{link}");
        }
        assert_eq!(
            plain("<javascript:alert(1)>"),
            "<p>javascript:alert(1)</p>\n"
        );
    }

    #[test]
    fn pictures_are_those_of_the_site() {
        assert_eq!(
            plain("![a](attachments/a.png)"),
            "<p><img src=\"a.png\" alt=\"a\" /></p>\n"
        );
        assert_eq!(
            plain("![a](https://example.com/a.png)"),
            "<p><a href=\"https://example.com/a.png\">a</a></p>\n"
        );
        assert_eq!(plain("![a](javascript:a)"), "<p>a</p>\n");
        assert_eq!(
            plain("[![a](https://example.com/a.png)](https://example.com)"),
            "<p><a href=\"https://example.com\">a</a></p>\n"
        );
    }

    #[test]
    fn headings_stand_below_those_of_the_page_without_gaps() {
        assert_eq!(
            plain("# A\n\n### B\n\n## C"),
            "<h3>A</h3>\n<h4>B</h4>\n<h4>C</h4>\n"
        );
        assert_eq!(
            plain("### A\n\n## B\n\n### C"),
            "<h3>A</h3>\n<h3>B</h3>\n<h4>C</h4>\n"
        );
    }

    #[test]
    fn a_line_is_a_line() {
        let none = |_: &str| None;
        assert_eq!(line("`a` & *b*", &none), "<code>a</code> &amp; <em>b</em>");
        assert_eq!(line("- a", &none), "- a");
        assert_eq!(line("# a <b>", &none), "# a &lt;b&gt;");
    }

    #[test]
    fn tasks_are_no_fields_to_fill_in() {
        assert_eq!(
            plain("- [x] a\n- [ ] b"),
            "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>\n"
        );
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_written_no_tag_of_its_own_comes_out(text in "[<>a-z\"'=/! &;:()\\[\\]*`#\n-]{0,60}") {
            let written = plain(&text);
            for tag in written.split('<').skip(1) {
                let name: String = tag.chars().take_while(|letter| !" >".contains(*letter)).collect();
                let known = ["p", "/p", "em", "/em", "strong", "/strong", "code", "/code", "pre", "/pre", "ul", "/ul",
                    "ol", "/ol", "li", "/li", "h3", "/h3", "h4", "/h4", "h5", "/h5", "h6", "/h6", "blockquote",
                    "/blockquote", "br", "hr", "a", "/a"];
                proptest::prop_assert!(known.contains(&name.as_str()), "{} of {}", name, written);
            }
        }
    }
}
