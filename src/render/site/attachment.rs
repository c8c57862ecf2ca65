//! The files that texts refer to, as the site has them: pictures to look at, everything else to be read or kept.
//!
//! A drawing in SVG may hold a script, which runs when a browser opens the file and never when it only shows it. So
//! the site shows the drawing, within the page, and has the file as text; a page in HTML is text as well.

use base64ct::{Base64, Encoding};

use crate::action::site::Attached;
use crate::record::text::Attachment;

/// The largest drawing that is put into a page, in bytes.
const LARGEST_DRAWING: usize = 256 << 10;

/// A file of the site that somebody has attached.
pub(super) struct Published {
    /// As the text names it.
    pub(super) named: Attachment,
    /// Where it lies, from the root of the site.
    pub(super) path: String,
    /// What it is, for a server to say.
    pub(super) media: &'static str,
    /// How many bytes it has.
    pub(super) size: usize,
    /// How it is looked at, if it can be.
    pub(super) picture: Option<Picture>,
}

/// A picture.
pub(super) enum Picture {
    /// The file itself.
    File,
    /// Within the page.
    Inline(String),
}

impl Picture {
    /// What shows it: its file, by that address, or the whole of it.
    pub(super) fn source(&self, file: &str) -> String {
        match self {
            Self::File => file.to_owned(),
            Self::Inline(data) => data.clone(),
        }
    }
}

/// The files of a decision that are there. `name` is what its page is called.
pub(super) fn published(name: &str, attached: Vec<Attached>) -> Vec<Published> {
    let mut files: Vec<Published> = Vec::new();
    for one in attached {
        let Some(bytes) = one.bytes else { continue };
        let (media, ending, picture) = kind(one.named.path.as_str(), &bytes);
        let mut path = format!("attachments/{name}/{}{ending}", one.named.path);
        // `a.svg`, which is shown as text, beside a file that is called `a.svg.txt`.
        while files
            .iter()
            .any(|file| file.path.eq_ignore_ascii_case(&path))
        {
            path.push_str(".txt");
        }
        files.push(Published {
            named: one.named,
            path,
            media,
            size: bytes.len(),
            picture,
        });
    }
    files
}

/// What a file is by its name and its bytes, what is put behind its name so that every browser takes it for that and
/// nothing else, and how it is looked at.
fn kind(name: &str, bytes: &[u8]) -> (&'static str, &'static str, Option<Picture>) {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = ending.to_ascii_lowercase();
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    match ending.as_str() {
        "png" if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => ("image/png", "", Some(Picture::File)),
        "jpg" | "jpeg" if bytes.starts_with(b"\xff\xd8\xff") => {
            ("image/jpeg", "", Some(Picture::File))
        }
        "gif" if bytes.starts_with(b"GIF8") => ("image/gif", "", Some(Picture::File)),
        "webp" if is_webp => ("image/webp", "", Some(Picture::File)),
        "pdf" if bytes.starts_with(b"%PDF-") => ("application/pdf", "", None),
        _ if std::str::from_utf8(bytes).is_err() => ("application/octet-stream", ".bin", None),
        "txt" | "csv" | "md" => ("text/plain; charset=utf-8", "", None),
        "svg" if bytes.len() <= LARGEST_DRAWING => {
            let data = format!("data:image/svg+xml;base64,{}", Base64::encode_string(bytes));
            (
                "text/plain; charset=utf-8",
                ".txt",
                Some(Picture::Inline(data)),
            )
        }
        _ => ("text/plain; charset=utf-8", ".txt", None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_is_text() {
        let what = |name, bytes: &[u8]| {
            let (media, ending, picture) = kind(name, bytes);
            (media, ending, picture.is_some())
        };
        let text = "text/plain; charset=utf-8";
        assert_eq!(what("a.svg", b"<svg/>"), (text, ".txt", true));
        assert_eq!(what("a.html", b"<script>"), (text, ".txt", false));
        assert_eq!(what("a.png", b"<script>"), (text, ".txt", false));
        assert_eq!(what("a.png", b"\x89PNG\r\n\x1a\n"), ("image/png", "", true));
        assert_eq!(
            what("a.xhtml", b"\xff<script>"),
            ("application/octet-stream", ".bin", false)
        );
        assert_eq!(what("a.csv", b"a,b"), (text, "", false));
        assert_eq!(what("README", b"a"), (text, ".txt", false));
    }
}
