//! Where the decisions of another format are read from, and which format that is.

use std::path::Path;

use clap::ValueEnum;

use crate::action;
use crate::action::import::history::{History, Reader, recover};
use crate::action::import::notes;
use crate::cli::failure::Failure;
use crate::cli::{output, sources};
use crate::interchange::format::{self, Format};
use crate::interchange::records::Records;
use crate::interchange::{Import, Note, SourceFiles, kep};
use crate::store::Store;

/// A format that can be read.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum SourceFormat {
    /// Whichever of these PATH holds
    Auto,
    /// Michael Nygard's records, as adr-tools keeps them
    #[value(alias = "nygard")]
    AdrTools,
    /// Markdown Any Decision Records, versions 2 to 4
    Madr,
    /// log4brains, with its packages
    Log4brains,
    /// adrs: Markdown with front matter
    Adrs,
    /// JSON-ADR, one decision or a whole log
    JsonAdr,
    /// git-adr: the notes of the repository at PATH
    GitAdr,
    /// Kubernetes Enhancement Proposals: `kep.yaml`, `README.md` and `OWNERS_ALIASES`
    Kep,
    /// Any other dialect of Markdown
    Markdown,
}

/// Files, and the format that they have.
pub struct Source {
    pub format: Format,
    files: SourceFiles,
    /// About files that were not read.
    notes: Vec<Note>,
}

impl SourceFormat {
    const fn format(self) -> Option<Format> {
        match self {
            Self::Auto => None,
            Self::AdrTools => Some(Format::AdrTools),
            Self::Madr => Some(Format::Madr),
            Self::Log4brains => Some(Format::Log4brains),
            Self::Adrs => Some(Format::Adrs),
            Self::JsonAdr => Some(Format::JsonAdr),
            Self::GitAdr => Some(Format::GitAdr),
            Self::Kep => Some(Format::Kep),
            Self::Markdown => Some(Format::Markdown),
        }
    }

    /// Reads what lies at a path. Which format was recognised, and why, is said.
    pub fn read(self, path: &Path) -> Result<Source, Failure> {
        match self.format() {
            Some(Format::GitAdr) => Ok(Source {
                format: Format::GitAdr,
                files: notes(&elsewhere(path)?)?,
                notes: Vec::new(),
            }),
            Some(format) => {
                let (files, notes) = sources::at(path, |path| format.wants(path))?;
                Ok(Source {
                    format,
                    files,
                    notes,
                })
            }
            None => recognised(path),
        }
    }
}

fn recognised(path: &Path) -> Result<Source, Failure> {
    let (files, notes) = sources::at(path, format::tells)?;
    if let Some(format::Recognised { format, why }) = format::recognise(&files) {
        output::say(&format!("taken for {format}: {why}"));
        return Ok(Source {
            format,
            files,
            notes,
        });
    }
    let of_git = elsewhere(path)
        .ok()
        .and_then(|source| self::notes(&source).ok());
    if let Some(files) = of_git.filter(|files| !files.is_empty()) {
        output::say(&format!(
            "taken for {}: the repository has notes of it, and no files",
            Format::GitAdr
        ));
        return Ok(Source {
            format: Format::GitAdr,
            files,
            notes,
        });
    }
    Err(Failure::usage(
        format!(
            "{} holds no decisions in a form that is known",
            path.display()
        ),
        "name the folder in which the records lie, or the format: adr import markdown PATH",
    ))
}

fn elsewhere(path: &Path) -> Result<Store, Failure> {
    Ok(Store::open_elsewhere(path).map_err(action::Error::from)?)
}

impl Source {
    /// What the files say.
    pub fn import(&self) -> Import {
        let mut import = self.format.read(&self.files);
        import.notes.splice(0..0, self.notes.clone());
        import
    }

    /// The records themselves; `None` for a format that has none of this kind.
    pub fn records(&self) -> Option<Records> {
        self.format.records(&self.files)
    }

    /// What the repository around a folder, or at it, holds of it, with its past.
    pub fn recover(&self, folder: &Path) -> Result<(Import, History), Failure> {
        let Some(reader) = reader(self.format) else {
            return Err(Failure::usage(
                format!("{} keeps no files whose history could be read", self.format),
                "import what is there now, without --history",
            ));
        };
        let source = elsewhere(folder)?;
        let prefix = sources::inside(&source, folder)?;
        Ok(recover(&source, &prefix, reader)?)
    }
}

/// A reader of Markdown under the name of one format.
macro_rules! markdown {
    ($format:expr) => {
        Reader {
            wants: |path| $format.wants(path),
            companions: |_| Vec::new(),
            is_shared: |_| false,
            read: |files| $format.read(files),
        }
    };
}

const fn reader(format: Format) -> Option<Reader> {
    Some(match format {
        Format::AdrTools => markdown!(Format::AdrTools),
        Format::Madr => markdown!(Format::Madr),
        Format::Log4brains => markdown!(Format::Log4brains),
        Format::Adrs => markdown!(Format::Adrs),
        Format::Markdown => markdown!(Format::Markdown),
        Format::Kep => Reader {
            wants: kep::wants,
            companions: kep::companions,
            is_shared: kep::is_shared,
            read: kep::read,
        },
        Format::JsonAdr | Format::GitAdr => return None,
    })
}
