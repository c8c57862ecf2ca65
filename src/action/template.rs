//! Finding a template: the team's own, which are attachments of decision 0, else one that comes with the tool.

use super::Error;
use super::ground::{Ground, chain_of};
use super::manuscript::Manuscript;
use crate::interchange::form::Form;
use crate::interchange::template::BUILT_IN;
use crate::log::decision::Decision;
use crate::log::size_limit;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::layout::{Part, Place};
use crate::record::text::Attachment;

/// Where the team's own templates lie, among the attachments of decision 0.
const FOLDER: &str = "templates/";

/// The template of this name, to start a text from. A team's own goes before one of the same name that comes
/// with the tool; it counts as the charter in force names it, whatever lies in the work tree.
pub fn find(ground: &Ground<'_>, name: &str) -> Result<Manuscript, Error> {
    let own = own(ground)?;
    if let Some(attachment) = own.iter().find(|own| name_of(own) == Some(name)) {
        return read(ground, attachment);
    }
    if let Some((_, _, source)) = BUILT_IN.into_iter().find(|(own, _, _)| *own == name) {
        return Ok(Manuscript {
            path: format!("the template {name}"),
            form: Form::Markdown,
            source: source.to_owned(),
        });
    }
    let built_in = BUILT_IN.into_iter().map(|(name, _, _)| name);
    let mut known: Vec<&str> = own.iter().filter_map(name_of).chain(built_in).collect();
    known.sort_unstable();
    known.dedup();
    Err(Error::Usage {
        what: format!("there is no template `{}`", name.escape_debug()),
        hint: format!(
            "take one of {}, or a file: --template ./FILE.md",
            known.join(", ")
        ),
    })
}

/// What the charter in force names below `templates/`.
fn own(ground: &Ground<'_>) -> Result<Vec<Attachment>, Error> {
    let Some(tree) = ground.head_tree()? else {
        return Ok(Vec::new());
    };
    let log = ground.load(ground.judging_tree(tree)?, [])?;
    chain_of(&log, ground.trust_root)?;
    let text = log.charter().and_then(Decision::text_in_force);
    let named = text.into_iter().flat_map(|text| &text.attachments);
    Ok(named
        .filter(|attachment| name_of(attachment).is_some())
        .cloned()
        .collect())
}

/// The name of a template: that of its file, without what it ends in.
fn name_of(attachment: &Attachment) -> Option<&str> {
    let file = attachment.path.as_str().strip_prefix(FOLDER)?;
    let (name, extension) = file.rsplit_once('.')?;
    let is_text = matches!(extension, "md" | "markdown" | "yaml" | "yml");
    (is_text && !name.contains('/')).then_some(name)
}

fn read(ground: &Ground<'_>, attachment: &Attachment) -> Result<Manuscript, Error> {
    let tree = ground.head_tree()?.map(|tree| ground.judging_tree(tree));
    let tree = tree.transpose()?.ok_or_else(|| Error::NoLog {
        dir: ground.dir.clone(),
    })?;
    let folders = ground
        .store
        .folders_of(tree, &ground.dir, Number::CHARTER)?;
    let mut paths = folders.into_iter().map(|folder| {
        let part = Part::Attachment(attachment.path.clone());
        ground.dir.join(&Place::In(folder, part))
    });
    let path = paths.next().unwrap_or_default();
    let bytes = ground.store.read(tree, &path, size_limit(&path))?;
    match bytes {
        Some(bytes) if Digest::of(&bytes) == attachment.sha256 => Manuscript::new(&path, &bytes),
        _ => Err(Error::BadText {
            number: Number::CHARTER,
            what: format!("{path} is not the file that the charter names"),
            hint: "bring it back as it was agreed on, or take another template".to_owned(),
        }),
    }
}
