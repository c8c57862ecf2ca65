//! Records of somebody who would like something to run.

use std::collections::BTreeMap;

use adr_sign::record::digest::Digest;
use adr_sign::record::layout::Part;
use adr_sign::record::prose::Prose;
use adr_sign::record::signoff::{Act, Stance, Statement};
use adr_sign::record::text::{Alternative, Assumption, Attachment, Reference, Text};

use super::{assert_whole, attributes, built, page, pages_in_html};
use crate::support::team::{Team, line};

const HOSTILE: &str =
    "</title></script><script>alert(1)</script><img src=x onerror=alert(2)> \"' onload=\"alert(3)";
const SVG: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(2)</script></svg>";

/// The tags that pages of this program have. No record adds one.
const TAGS: &str = "!doctype html head meta title link body a header p nav ul li main h1 h2 h3 h4 h5 h6 footer code script \
    section form label input select option button table thead tr th tbody td span time strong small div blockquote q details \
    summary dl dt dd del ins aside meter figure figcaption img article pre br ol em svg defs marker path g rect text";

/// Markdown that tries links, pictures, frames and definitions.
fn prose() -> Prose {
    Prose::new(&format!(
        "{HOSTILE}\n\n[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x) <javascript:alert(1)>\n\n\
         [d]: javascript:alert(1)\n\n[d] ![e](javascript:alert(1)) ![f](https://example.org/x.png) \
         ![g](//example.org/y.png)\n\n<iframe src=\"https://example.org\"></iframe>\n\n\
         ![h](attachments/a.svg) [i](attachments/a.svg) [j](attachments/p.html)\n"
    ))
    .unwrap()
}

/// A text that is hostile wherever somebody can write something.
fn hostile(mut text: Text) -> Text {
    text.title = line(HOSTILE);
    text.context = Some(prose());
    text.decision = Some(prose());
    text.drivers = vec![line(HOSTILE), line("[x](javascript:alert(1))")];
    text.options = vec![Alternative {
        name: line(HOSTILE),
        summary: Some(prose()),
        pros: vec![line(HOSTILE)],
        cons: vec![line("# heading"), line("- item")],
    }];
    text.assumptions = vec![Assumption {
        claim: line(HOSTILE),
        revisit_when: Some(line(HOSTILE)),
    }];
    let addresses = [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "https://example.org/\"onclick=\"alert(1)",
        "x\\y",
    ];
    text.references = addresses
        .map(|url| Reference {
            title: line(HOSTILE),
            url: Some(line(url.trim())),
        })
        .into();
    text.attachments = [("a.svg", SVG), ("p.html", HOSTILE), ("q.png", HOSTILE)]
        .map(|(path, content)| Attachment {
            path: path.parse().unwrap(),
            sha256: Digest::of(content.as_bytes()),
            title: Some(line(HOSTILE)),
        })
        .into();
    text
}

/// A site of a decision that is hostile, with an objection, a second text and a challenge that are.
fn site() -> BTreeMap<String, Vec<u8>> {
    let team = Team::new();
    let text = hostile(team.text(1, "ann"));
    for (path, content) in [("a.svg", SVG), ("p.html", HOSTILE), ("q.png", HOSTILE)] {
        let place = Part::Attachment(path.parse().unwrap());
        team.repo.write(&team.path(1, place), content);
    }
    team.branch("adr/1");
    team.propose_text("ann", 1, &text);
    team.sign_off("dana", 1, |signoff| {
        signoff.statement = Statement::Stance(Stance::Object);
        signoff.reason = Some(prose());
    });
    team.revise("ann", 1, |text| {
        text.decision = Some(Prose::new(&format!("{HOSTILE} and more")).unwrap());
        text.title = line(&format!("{HOSTILE}!"));
    });
    for who in ["bob", "carol"] {
        team.approve(who, 1);
    }
    team.accept(1);
    team.merge();
    let evidence = Prose::new(HOSTILE).unwrap();
    team.say("eli", 1, Statement::Act(Act::Challenge { evidence }));
    built(&team.repo, &["--title", HOSTILE])
}

#[test]
fn nothing_that_a_record_says_can_run() {
    let files = site();
    assert_whole(&files);
    for (path, html) in pages_in_html(&files) {
        for part in html.split('<').skip(1) {
            let name = part.split([' ', '>', '\n']).next().unwrap();
            let name = name.trim_start_matches('/');
            assert!(TAGS.split(' ').any(|tag| tag == name), "{path}: <{name}>");
        }
        let scripts = usize::from(path == "index.html");
        assert_eq!(html.matches("<script").count(), scripts, "{path}");
        let own = html.matches("<script src=\"site.js\" defer></script>");
        assert_eq!(own.count(), scripts, "{path}");
        for event in ["onerror", "onload", "onclick"] {
            assert!(attributes(html, event).is_empty(), "{path}: {event}");
        }
        for link in attributes(html, "href") {
            let scheme = link.split([':', '/', '#', '?']).next().unwrap();
            let is_known = ["https", "http", "mailto"].contains(&scheme) || link == "data:,";
            assert!(is_known || !link.contains(':'), "{path}: {link}");
        }
        for source in attributes(html, "src") {
            let is_drawing = source.starts_with("data:image/svg+xml;base64,");
            assert!(is_drawing || !source.contains(':'), "{path}: {source}");
        }
    }
    let feed = page(&files, "feed.xml");
    assert!(
        !feed.contains("<script") && !feed.contains("<img"),
        "{feed}"
    );
    let index = page(&files, "search/all.js");
    assert!(!index.contains("</script"), "{index}");
}

#[test]
fn a_drawing_is_shown_and_what_could_run_is_a_text_file() {
    let files = site();
    assert_eq!(files["attachments/0001/a.svg.txt"], SVG.as_bytes());
    assert_eq!(files["attachments/0001/p.html.txt"], HOSTILE.as_bytes());
    assert_eq!(files["attachments/0001/q.png.txt"], HOSTILE.as_bytes());
    let html = page(&files, "decisions/0001.html");
    assert!(
        attributes(html, "src")
            .iter()
            .any(|source| source.starts_with("data:image/svg+xml;base64,"))
    );
    assert!(
        html.contains("<a href=\"../attachments/0001/a.svg.txt\">i</a>"),
        "{html}"
    );
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
    let place = Part::Attachment("a.txt".parse().unwrap());
    team.repo.write(&team.path(1, place), "that");
    team.branch("adr/1");
    team.propose_text("ann", 1, &text);
    let files = built(&team.repo, &[]);
    assert!(files.keys().all(|path| !path.starts_with("attachments/")));
}

#[test]
fn records_that_cannot_be_read_are_told_and_the_rest_is_there() {
    let team = Team::new();
    team.settle(1);
    team.settle(2);
    team.repo.write(
        &team.path(1, Part::Revision(1)),
        "<script>alert(1)</script>\n",
    );
    team.commit("ann", "Break a record");
    let files = built(&team.repo, &[]);
    assert_whole(&files);
    let told = super::text(page(&files, "decisions/0001.html"));
    assert!(told.contains("unreadable"), "{told}");
    assert!(told.contains("revisions/1.yaml cannot be read: "), "{told}");
    let list = super::text(page(&files, "index.html"));
    assert!(list.contains("1 file of the log cannot be read"), "{list}");
    assert!(list.contains("2 Decision 2 accepted"), "{list}");
}
