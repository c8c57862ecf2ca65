//! The site and its preview: what is on it, that it holds together, and that nothing in it can run.

mod folder;
mod hostile;
mod pages;
mod preview;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::cli::{Told, adr};
use crate::support::Repo;

/// Builds the site of a repository with these options; its files by path.
#[track_caller]
fn built(repo: &Repo, options: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let folder = repo.around().join("site");
    let told = site(repo, &folder, options);
    assert_eq!(told.code, 0, "{}", told.said);
    files(&folder)
}

/// Runs `adr site` into a folder.
fn site(repo: &Repo, folder: &Path, options: &[&str]) -> Told {
    let folder = folder.display().to_string();
    adr(repo, &[&["site", &folder], options].concat())
}

/// Everything in a folder but the list of what was written.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![String::new()];
    while let Some(name) = open.pop() {
        for entry in fs::read_dir(folder.join(&name)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{name}{}", entry.file_name().into_string().unwrap());
            if entry.file_type().unwrap().is_dir() {
                open.push(format!("{path}/"));
            } else if path != ".adr-site" {
                files.insert(path, fs::read(entry.path()).unwrap());
            }
        }
    }
    files
}

/// A file of a site as text.
#[track_caller]
fn page<'f>(files: &'f BTreeMap<String, Vec<u8>>, path: &str) -> &'f str {
    let bytes = files
        .get(path)
        .unwrap_or_else(|| panic!("{path} is not among {:?}", files.keys().collect::<Vec<_>>()));
    std::str::from_utf8(bytes).unwrap()
}

/// The pages of a site.
fn pages_in_html(files: &BTreeMap<String, Vec<u8>>) -> impl Iterator<Item = (&str, &str)> {
    let is_page = |path: &str| {
        Path::new(path)
            .extension()
            .is_some_and(|ending| ending == "html")
    };
    let pages = files.iter().filter(move |(path, _)| is_page(path));
    pages.map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).unwrap()))
}

/// The values of an attribute, with entities resolved.
fn attributes(html: &str, name: &str) -> Vec<String> {
    let start = format!(" {name}=\"");
    let tags = html.split('<').map(|part| part.split('>').next().unwrap());
    let values = tags.flat_map(|tag| tag.split(&start).skip(1));
    values
        .map(|rest| plain(rest.split('"').next().unwrap()))
        .collect()
}

/// HTML without its entities, and with a space for each tag.
fn text(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push(' ');
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    let text = plain(&text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// Insists that every link and everything that is loaded is on the site, by a relative address, or is a link to the web.
#[track_caller]
fn assert_whole(files: &BTreeMap<String, Vec<u8>>) {
    for (path, html) in pages_in_html(files) {
        for source in attributes(html, "src") {
            if !source.starts_with("data:image/svg+xml;base64,") {
                assert!(
                    files.contains_key(&target(path, &source).0),
                    "{path} loads {source}"
                );
            }
        }
        for link in attributes(html, "href") {
            if ["https://", "http://", "mailto:", "data:,"]
                .iter()
                .any(|start| link.starts_with(start))
            {
                continue;
            }
            let (there, anchor) = target(path, &link);
            let found = files
                .get(&there)
                .unwrap_or_else(|| panic!("{path} links to {link}"));
            let is_query = anchor.contains('=');
            if !anchor.is_empty() && !is_query {
                let id = format!(" id=\"{anchor}\"");
                let found = String::from_utf8_lossy(found);
                assert!(found.contains(&id), "{path} links to {link}");
            }
        }
    }
}

/// Where a relative address leads from a page: a path of the site, and what stands behind its `#`.
fn target(from: &str, link: &str) -> (String, String) {
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    assert!(
        !path.starts_with('/') && !path.contains("://"),
        "{from}: {link} is not relative"
    );
    if path.is_empty() {
        return (from.to_owned(), anchor.to_owned());
    }
    let mut names: Vec<&str> = from.split('/').collect();
    names.pop();
    for name in path.split('/') {
        if name == ".." {
            assert!(
                names.pop().is_some(),
                "{from}: {link} leads out of the site"
            );
        } else {
            names.push(name);
        }
    }
    (names.join("/").replace("%20", " "), anchor.to_owned())
}
