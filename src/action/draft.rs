//! The living text of a decision, and the files it refers to, as the person at the keyboard has them: from
//! the work tree where its branch is checked out, else from the branch.

use std::io::ErrorKind;

use super::Error;
use super::commit::Files;
use super::ground::Ground;
use super::locate::Located;
use crate::log::size_limit;
use crate::record::digest::Digest;
use crate::record::layout::{Part, Place};
use crate::record::text::Text;
use crate::record::yaml;

/// A draft as it was read.
pub struct Draft {
    /// The path from the root of the repository.
    pub path: String,
    /// The bytes, comments and all.
    pub source: Vec<u8>,
    /// What they say.
    pub text: Text,
}

impl Ground<'_> {
    /// The path of a part of a decision, from the root of the repository.
    pub fn path_of(&self, located: &Located, part: Part) -> String {
        self.dir
            .join(&Place::In(located.decision.folder.clone(), part))
    }

    /// A decision's living text.
    pub fn draft(&self, located: &Located) -> Result<Draft, Error> {
        let path = self.path_of(located, Part::Draft);
        let source = self.file(located, &path)?.ok_or_else(|| Error::BadText {
            number: located.number,
            what: format!("{path} is missing"),
            hint: format!("bring it back: git checkout -- {path}"),
        })?;
        let text = yaml::read(&source).map_err(|error| Error::Draft {
            path: path.clone(),
            error,
        })?;
        Ok(Draft { path, source, text })
    }

    /// A file of a decision, by its path from the root of the repository.
    fn file(&self, located: &Located, path: &str) -> Result<Option<Vec<u8>>, Error> {
        if located.is_head
            && self.at.is_none()
            && let Some(root) = self.store.work_dir()
        {
            let file = root.join(path);
            match std::fs::symlink_metadata(&file) {
                Ok(meta) if meta.is_file() && meta.len() <= size_limit(path) => {
                    let io = |source| Error::Io {
                        path: path.to_owned(),
                        source,
                    };
                    return std::fs::read(&file).map(Some).map_err(io);
                }
                Ok(_) => {
                    return Err(Error::BadText {
                        number: located.number,
                        what: format!("{path} is not an ordinary file of a reasonable size"),
                        hint: "put an ordinary file there".to_owned(),
                    });
                }
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    // What a sparse checkout leaves out was not deleted: what is committed counts.
                    if !self.is_sparse()? {
                        return Ok(None);
                    }
                }
                Err(source) => {
                    return Err(Error::Io {
                        path: path.to_owned(),
                        source,
                    });
                }
            }
        }
        Ok(self.store.read(located.tree, path, size_limit(path))?)
    }

    fn is_sparse(&self) -> Result<bool, Error> {
        let setting = self.store.get("core.sparsecheckout")?;
        Ok(setting.is_some_and(|value| value == "true"))
    }

    /// The attachments that a text names, checked against their digests, as files to commit.
    pub fn attachments(&self, located: &Located, text: &Text) -> Result<Files, Error> {
        let mut files = Files::new();
        for attachment in &text.attachments {
            let path = self.path_of(located, Part::Attachment(attachment.path.clone()));
            let bad = |what: String, hint: String| Error::BadText {
                number: located.number,
                what,
                hint,
            };
            let bytes = self.file(located, &path)?.ok_or_else(|| {
                bad(
                    format!(
                        "the text names the attachment {}, which is not there",
                        attachment.path
                    ),
                    format!("put it at {path}"),
                )
            })?;
            let digest = Digest::of(&bytes);
            if digest != attachment.sha256 {
                return Err(bad(
                    format!(
                        "the attachment {} is another file than the text says",
                        attachment.path
                    ),
                    format!("if it is the right one, write `sha256: {digest}`"),
                ));
            }
            files.insert(path, Some(bytes));
        }
        Ok(files)
    }
}
