//! Records of somebody who would like something to run.

use adr_sign::record::digest::Digest;
use adr_sign::record::layout::Part;
use adr_sign::record::prose::Prose;
use adr_sign::record::signoff::{Act, Stance, Statement};
use adr_sign::record::text::{Alternative, Assumption, Attachment, Reference};

use super::{assert_whole, attributes, built, page};
use crate::support::team::{Team, line};

const HOSTILE: &str =
    "</title></script><script>alert(1)</script><img src=x onerror=alert(2)> \"' onload=\"alert(3)";
const SVG: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(2)</script></svg>";

/// The start tags that a page of this program has, and that no record may add to.
fn tags(html: &str) -> Vec<String> {
    html.split('<')
        .skip(1)
        .map(|rest| rest.split([' ', '>', '\n']).next().unwrap().to_owned())
        .filter(|name| !name.starts_with('/'))
        .collect()
}

#[test]
fn nothing_that_a_record_says_can_run() {
    let team = Team::new();
    let mut text = team.text(1, "ann");
    let prose = format!(
        "{HOSTILE}\n\n[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x) <javascript:alert(1)>\n\n\
         [d]: javascript:alert(1)\n\n[d] ![e](javascript:alert(1)) ![f](https://example.org/x.png) ![g](//example.org/y.png)\n\n\
         <iframe src=\"https://example.org\"></iframe>\n\n![h](attachments/a.svg) [i](attachments/a.svg) [j](attachments/p.html)\n"
    );
    text.title = line(HOSTILE);
    text.context = Some(Prose::new(&prose).unwrap());
    text.decision = Some(Prose::new(&prose).unwrap());
    text.drivers = vec![line(HOSTILE), line("[x](javascript:alert(1))")];
    text.options = vec![Alternative {
        name: line(HOSTILE),
        summary: Some(Prose::new(&prose).unwrap()),
        pros: vec![line(HOSTILE)],
        cons: vec![line("# heading"), line("- item")],
    }];
    text.assumptions = vec![Assumption {
        claim: line(HOSTILE),
        revisit_when: Some(line(HOSTILE)),
    }];
    text.references = [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "https://example.org/\"onclick=\"alert(1)",
        "x\\y",
    ]
    .map(|url| Reference {
        title: line(HOSTILE),
        url: Some(line(url)),
    })
    .into();
    let attached = [("a.svg", SVG), ("p.html", HOSTILE), ("q.png", HOSTILE)];
    text.attachments = attached
        .map(|(path, content)| Attachment {
            path: path.parse().unwrap(),
            sha256: Digest::of(content.as_bytes()),
            title: Some(line(HOSTILE)),
        })
        .into();
    for (path, content) in attached {
        team.repo.write(
            &team.path(1, Part::Attachment(path.parse().unwrap())),
            content,
        );
    }
    team.branch("adr/1");
    team.propose_text("ann", 1, &text);
    team.sign_off("dana", 1, |signoff| {
        signoff.statement = Statement::Stance(Stance::Object);
        signoff.reason = Some(Prose::new(&prose).unwrap());
    });
    team.revise_as_hostile();
    let files = built(&team.repo, &["--title", HOSTILE]);
    assert_whole(&files);
    let ours = [
        "!doctype",
        "html",
        "head",
        "meta",
        "title",
        "link",
        "body",
        "a",
        "header",
        "p",
        "nav",
        "ul",
        "li",
        "main",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "footer",
        "code",
        "script",
        "section",
        "form",
        "label",
        "input",
        "select",
        "option",
        "button",
        "table",
        "thead",
        "tr",
        "th",
        "tbody",
        "td",
        "span",
        "time",
        "strong",
        "small",
        "div",
        "blockquote",
        "q",
        "details",
        "summary",
        "dl",
        "dt",
        "dd",
        "del",
        "ins",
        "aside",
        "meter",
        "figure",
        "figcaption",
        "img",
        "article",
        "pre",
        "br",
        "ol",
        "em",
        "svg",
        "defs",
        "marker",
        "path",
        "g",
        "rect",
        "text",
    ];
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        for tag in tags(html) {
            assert!(ours.contains(&tag.as_str()), "{path}: <{tag}>");
        }
        let scripts = html.matches("<script").count();
        assert_eq!(scripts, usize::from(path == "index.html"), "{path}");
        assert_eq!(
            scripts,
            html.matches("<script src=\"site.js\" defer></script>")
                .count(),
            "{path}"
        );
        for event in ["onerror", "onload", "onclick"] {
            assert!(attributes(html, event).is_empty(), "{path}: {event}");
        }
        for link in attributes(html, "href") {
            let scheme = link
                .split([':', '/', '#', '?'])
                .next()
                .unwrap()
                .to_lowercase();
            let is_plain = !link.contains(':')
                || ["https", "http", "mailto", "data"].contains(&scheme.as_str());
            assert!(
                is_plain && (scheme != "data" || link == "data:,"),
                "{path}: {link}"
            );
        }
        for source in attributes(html, "src") {
            assert!(
                !source.contains(':') || source.starts_with("data:image/svg+xml;base64,"),
                "{path}: {source}"
            );
        }
    }
    // Drawings are shown, and what could run is a text file.
    assert_eq!(files["attachments/0001/a.svg.txt"], SVG.as_bytes());
    assert_eq!(files["attachments/0001/p.html.txt"], HOSTILE.as_bytes());
    assert_eq!(files["attachments/0001/q.png.txt"], HOSTILE.as_bytes());
    let feed = page(&files, "feed.xml");
    assert!(
        !feed.contains("<script") && !feed.contains("<img"),
        "{feed}"
    );
    let index = page(&files, "search/all.js");
    assert!(!index.contains("</script"), "{index}");
}

#[test]
fn an_attachment_that_is_another_than_the_text_says_is_not_shown() {
    let team = Team::new();
    let mut text = team.text(1, "ann");
    text.attachments = vec![Attachment {
        path: "a.txt".parse().unwrap(),
        sha256: Digest::of(b"this"),
        title: None,
    }];
    team.repo.write(
        &team.path(1, Part::Attachment("a.txt".parse().unwrap())),
        "that",
    );
    team.branch("adr/1");
    team.propose_text("ann", 1, &text);
    let files = built(&team.repo, &[]);
    assert!(
        !files.keys().any(|path| path.starts_with("attachments/")),
        "{:?}",
        files.keys()
    );
}

impl Team {
    /// A second text, so that there is a difference to show, and a challenge in somebody's words.
    fn revise_as_hostile(&self) {
        self.revise("ann", 1, |text| {
            text.decision = Some(Prose::new(&format!("{HOSTILE} and more")).unwrap());
            text.title = line(&format!("{HOSTILE}!"));
        });
        for who in ["bob", "carol"] {
            self.approve(who, 1);
        }
        self.accept(1);
        self.merge();
        let evidence = Prose::new(HOSTILE).unwrap();
        self.say("eli", 1, Statement::Act(Act::Challenge { evidence }));
    }
}
