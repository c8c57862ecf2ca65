//! What a preview answers: pages of the site, to this machine alone.
//!
//! Nothing is read from a file by a name that somebody asks for: what is no page of the site does not exist. A name
//! other than this machine's own in `Host` is refused, or any page of the web could read the preview by giving its own
//! name this machine's address.

use std::io::Cursor;

use tiny_http::{Header, Method, Request, Response};

use crate::cli::failure::Failure;
use crate::record::digest::Digest;
use crate::render::html::escape;
use crate::render::site::{File, Pages, SiteError, VERSION};

/// What there is to tell.
pub(super) enum Content<'p> {
    /// The site.
    Pages(&'p Pages<'p>),
    /// Why there is none right now.
    Failure(&'p Failure),
}

/// What was asked, as far as it matters.
pub(super) struct Asked {
    method: Method,
    path: String,
    hosts: Vec<String>,
}

impl Asked {
    pub(super) fn of(request: &Request) -> Self {
        Self {
            method: request.method().clone(),
            path: request.url().to_owned(),
            hosts: request
                .headers()
                .iter()
                .filter(|header| header.field.equiv("Host"))
                .map(|header| header.value.to_string())
                .collect(),
        }
    }

    /// Whether it was sent to this machine by one of its own names.
    fn is_ours(&self, port: u16) -> bool {
        let names = ["127.0.0.1", "localhost", "[::1]"];
        match self.hosts.as_slice() {
            [host] => names
                .iter()
                .any(|name| host.eq_ignore_ascii_case(&format!("{name}:{port}"))),
            _ => false,
        }
    }
}

/// The answer.
pub(super) fn answer(
    asked: &Asked,
    port: u16,
    content: &Content<'_>,
    version: &Digest,
) -> Response<Cursor<Vec<u8>>> {
    let (status, file) = told(asked, port, content, version);
    let fixed = [
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("Content-Type", file.media),
    ];
    let headers = fixed
        .iter()
        .filter_map(|(name, value)| Header::from_bytes(*name, *value).ok());
    headers.fold(
        Response::from_data(file.bytes).with_status_code(status),
        Response::with_header,
    )
}

fn told(asked: &Asked, port: u16, content: &Content<'_>, version: &Digest) -> (u16, File) {
    if !asked.is_ours(port) {
        return (403, plain("This preview answers to its own machine only."));
    }
    if !matches!(asked.method, Method::Get | Method::Head) {
        return (405, plain("A preview can only be read."));
    }
    let path = asked.path.split(['?', '#']).next().unwrap_or_default();
    let path = decoded(path.trim_start_matches('/'));
    match (path.as_deref(), content) {
        (Some(VERSION), _) => (200, plain(&version.to_string())),
        (_, Content::Failure(failure)) => (500, excuse(failure)),
        (Some(path), Content::Pages(pages)) => {
            let path = if path.is_empty() { "index.html" } else { path };
            match pages.file(path) {
                Ok(Some(file)) => (200, file),
                Ok(None) => (404, plain("There is no such page. The list is at /")),
                Err(error) => (500, excuse(&failed(error))),
            }
        }
        (None, _) => (404, plain("There is no such page. The list is at /")),
    }
}

fn failed(error: SiteError) -> Failure {
    error.into()
}

fn plain(text: &str) -> File {
    File {
        bytes: format!("{text}\n").into_bytes(),
        media: "text/plain; charset=utf-8",
    }
}

/// Says what is wrong, on a page that looks whether it still is.
fn excuse(failure: &Failure) -> File {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'\">\n<meta http-equiv=\"refresh\" content=\"2\">\n<title>Preview</title>\n\
         <h1>There is nothing to show right now</h1>\n<p>{}</p>\n<p>{}</p>\n</html>\n",
        escape(&failure.message),
        escape(&failure.hint)
    );
    File {
        bytes: page.into_bytes(),
        media: "text/html; charset=utf-8",
    }
}

/// A path with its escapes resolved; nothing where they make no text.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        if *first == b'%' {
            let digits = behind
                .get(..2)
                .filter(|pair| pair.iter().all(u8::is_ascii_hexdigit));
            let digits = std::str::from_utf8(digits?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = behind.get(2..)?;
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(method: Method, path: &str, hosts: &[&str]) -> u16 {
        let asked = Asked {
            method,
            path: path.to_owned(),
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        };
        let failure = Failure::environment("gone", "");
        let version = Digest::of(b"");
        told(&asked, 4237, &Content::Failure(&failure), &version).0
    }

    #[test]
    fn only_this_machine_is_answered() {
        for host in ["127.0.0.1:4237", "LocalHost:4237", "[::1]:4237"] {
            assert_eq!(status(Method::Get, "/version", &[host]), 200, "{host}");
        }
        for hosts in [
            &["example.com:4237"][..],
            &["127.0.0.1"],
            &["127.0.0.1:80"],
            &["127.0.0.1:4237.example.com"],
            &["localhost:4237", "example.com"],
            &[],
        ] {
            assert_eq!(status(Method::Get, "/version", hosts), 403, "{hosts:?}");
        }
    }

    #[test]
    fn a_preview_can_only_be_read() {
        let host = &["localhost:4237"];
        assert_eq!(status(Method::Head, "/version", host), 200);
        for method in [Method::Post, Method::Put, Method::Delete, Method::Options] {
            assert_eq!(status(method, "/version", host), 405);
        }
    }

    #[test]
    fn escapes_in_a_path_are_resolved_once() {
        assert_eq!(decoded("a%20b%C3%A9").as_deref(), Some("a bé"));
        assert_eq!(decoded("%252e").as_deref(), Some("%2e"));
        for bad in ["%", "%2", "%zz", "%ff", "%+1"] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
    }
}
