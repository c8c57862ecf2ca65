//! The two hooks of a server, laid into its repository.

use serde::Serialize;

use crate::store::{Store, StoreError};

/// The hooks that belong together: one judges, one notes what came.
const HOOKS: [&str; 2] = ["pre-receive", "post-receive"];

/// A hook, and whether it is in place.
#[derive(Debug, Serialize)]
pub struct Installed {
    /// Its name.
    pub name: &'static str,
    /// The line that calls this tool.
    pub line: String,
    /// The file; `None` where another hook is in its place, which must call this tool itself.
    pub path: Option<String>,
}

/// Lays down the hooks. `program` is how a shell calls this tool.
pub fn install(store: &Store, program: &str) -> Result<Vec<Installed>, StoreError> {
    HOOKS
        .into_iter()
        .map(|name| {
            let line = format!("exec {program} hook {name}");
            let path = store.install_hook(name, &format!("#!/bin/sh\n{line}\n"))?;
            Ok(Installed {
                name,
                line,
                path: path.map(|path| path.display().to_string()),
            })
        })
        .collect()
}
