//! The packages of log4brains: folders with records of their own, named in `.log4brains.yml` or lying beside each other
//! in `packages/`.

use serde_yaml::Value;

use super::super::SourceFiles;
use super::super::clean;
use super::super::document::Document;
use super::super::loose;

/// The file in which log4brains is configured.
pub const CONFIG: &str = ".log4brains.yml";

/// The folder with the records of a package.
struct Package {
    name: String,
    folder: String,
}

/// The folders of records that the configuration names, those of packages included.
pub(super) fn folders(files: &SourceFiles) -> Vec<String> {
    let Some(project) = project(files) else {
        return Vec::new();
    };
    let main = project
        .get("adrFolder")
        .map(loose::text_of)
        .map(|folder| tidy(&folder));
    main.into_iter()
        .chain(packages(&project).into_iter().map(|package| package.folder))
        .collect()
}

/// Gives the records of each package its name as a tag.
pub(super) fn tag(files: &SourceFiles, documents: &mut [Document]) {
    let named = project(files)
        .map(|project| packages(&project))
        .unwrap_or_default();
    for document in documents {
        let by_name = named
            .iter()
            .find(|package| document.path.starts_with(&format!("{}/", package.folder)));
        let name = by_name
            .map(|package| package.name.clone())
            .or_else(|| by_place(&document.path));
        let tag = name
            .and_then(|name| clean::line(&name))
            .map(|line| line.value);
        document
            .tags
            .extend(tag.filter(|tag| !document.tags.contains(tag)));
    }
}

/// The name of the folder below the last `packages`.
fn by_place(path: &str) -> Option<String> {
    let mut parts = path.rsplit('/').skip(1).peekable();
    while let Some(part) = parts.next() {
        if parts.peek() == Some(&"packages") {
            return Some(part.to_owned());
        }
    }
    None
}

fn project(files: &SourceFiles) -> Option<Value> {
    let source = std::str::from_utf8(files.get(CONFIG)?).ok()?;
    loose::mapping(source).ok()?.get("project").cloned()
}

fn packages(project: &Value) -> Vec<Package> {
    let Some(Value::Sequence(packages)) = project.get("packages") else {
        return Vec::new();
    };
    let package = |package: &Value| {
        Some(Package {
            name: package.get("name").map(loose::text_of)?,
            folder: tidy(&package.get("adrFolder").map(loose::text_of)?),
        })
    };
    packages.iter().filter_map(package).collect()
}

fn tidy(folder: &str) -> String {
    folder
        .trim()
        .trim_start_matches("./")
        .trim_matches('/')
        .to_owned()
}
