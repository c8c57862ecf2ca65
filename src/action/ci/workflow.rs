//! `adr ci`: writes the workflow that keeps the contract between the check and the system that runs it.
//!
//! The templates beside this file say what each line is for, in their own comments. Filled in are the branch that
//! is guarded, the way in which one exact `adr` gets there, and where the trust root stands: by default in the
//! settings of the forge.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::action::Error;
use crate::action::ground::{Ground, chain_of};
use crate::record::digest::Digest;

/// The system that runs the workflow.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum System {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
    /// Whatever can run a shell script.
    Generic,
}

impl System {
    /// Where such a workflow usually lies, from the root of the repository.
    pub const fn usual_path(self) -> &'static str {
        match self {
            Self::Github => ".github/workflows/adr.yml",
            Self::Gitlab => ".gitlab/adr.gitlab-ci.yml",
            Self::Generic => "adr-check.sh",
        }
    }

    const fn template(self) -> &'static str {
        match self {
            Self::Github => include_str!("github.yml"),
            Self::Gitlab => include_str!("gitlab.yml"),
            Self::Generic => include_str!("generic.sh"),
        }
    }
}

/// How the workflow comes by one exact `adr`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Install {
    /// This version, from crates.io, which never replaces one; with the dependencies of its lock file.
    Release,
    /// A commit of a repository with the source.
    Source {
        /// Where `cargo` clones it from.
        url: Address,
        /// The full id of the commit.
        commit: Hex<40>,
    },
    /// A program that is downloaded, and refused unless it is this one.
    Download {
        /// Where it is.
        url: Address,
        /// The SHA-256 of its bytes.
        sha256: Hex<64>,
    },
}

/// An address that stands in a script: `https`, and no character that a shell or YAML would look at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address(String);

impl std::str::FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_plain = |letter: char| {
            letter.is_ascii_alphanumeric() || "-._~:/?#@!$&()*+,;=%".contains(letter)
        };
        if text.starts_with("https://") && text.chars().all(is_plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err("write it like https://example.com/adr".to_owned())
        }
    }
}

/// A hexadecimal number of `N` digits, in lower case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hex<const N: usize>(String);

impl<const N: usize> std::str::FromStr for Hex<N> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.len() == N && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(format!("write all of its {N} hexadecimal digits"))
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// For which system.
    pub system: System,
    /// The branch that is guarded; `None` for the base that this clone knows.
    pub branch: Option<String>,
    /// How `adr` gets there.
    pub install: Install,
    /// Whether the trust root stands in the file, which is right where only those can write the file who may
    /// change the gate.
    pub root_in_file: bool,
}

/// A workflow, and what it is worth nothing without.
#[derive(Debug, Serialize)]
pub struct Report {
    /// For which system.
    pub system: System,
    /// Where it usually lies, from the root of the repository.
    pub path: &'static str,
    /// The workflow.
    pub text: String,
    /// The branch that it guards.
    pub branch: String,
    /// The trust root that it pins, or that has to be set.
    pub trust_root: Digest,
    /// What has to be set in the forge, and in the charter.
    pub steps: Vec<String>,
}

/// Makes the workflow.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let no_log = || Error::NoLog {
        dir: ground.dir.clone(),
    };
    let tree = ground.head_tree()?.or(ground.base_tree()?);
    let judging = ground.judging_tree(tree.ok_or_else(no_log)?)?;
    let log = ground.load(judging, [])?;
    let chain = chain_of(&log, ground.trust_root)?;
    let trust_root = chain.root();
    let branch = branch(ground, request)?;
    let path = request.system.usual_path();
    let text = request
        .system
        .template()
        .replace("{version}", env!("CARGO_PKG_VERSION"))
        .replace("{branch}", &quoted(request.system, &branch))
        .replace("{root}", &root(request, &trust_root))
        .replace("{install}", &install(request));
    let guards = &chain.in_force().charter.guards;
    let is_guarded = guards
        .iter()
        .flat_map(|guard| &guard.paths)
        .any(|glob| glob.matches(path));
    let mut steps = Vec::new();
    if !request.root_in_file {
        steps.push(set_the_root(request.system, &trust_root));
    }
    steps.extend(told(request.system, &branch));
    if !is_guarded && request.system != System::Generic {
        steps.push(format!(
            "guard the workflow: adr charter edit, and under `guards`: - {{paths: [{}/**, .gitattributes]}}",
            path.split('/').next().unwrap_or(path)
        ));
    }
    Ok(Report {
        system: request.system,
        path,
        text,
        branch,
        trust_root,
        steps,
    })
}

/// The branch that is guarded, in letters that mean nothing else to YAML, a shell or a pattern.
fn branch(ground: &Ground<'_>, request: &Request) -> Result<String, Error> {
    let known = || ground.base.as_ref()?.branch().map(str::to_owned);
    let branch = request.branch.clone().or_else(known);
    let branch = branch.ok_or_else(|| Error::Usage {
        what: "it is not clear which branch is to be guarded".to_owned(),
        hint: "name it: --branch main".to_owned(),
    })?;
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._/".contains(letter);
    if branch.is_empty() || branch.starts_with('-') || !branch.chars().all(is_plain) {
        return Err(Error::Usage {
            what: format!(
                "a workflow cannot be written for a branch called `{}`",
                branch.escape_debug()
            ),
            hint: "guard one whose name has only letters, digits, `-`, `.`, `_` and `/`".to_owned(),
        });
    }
    Ok(branch)
}

/// A plain name as a string: bare `on` or `1.0` would be something else to YAML.
fn quoted(system: System, name: &str) -> String {
    match system {
        System::Github | System::Gitlab => format!("\"{name}\""),
        System::Generic => name.to_owned(),
    }
}

fn root(request: &Request, root: &Digest) -> String {
    match (request.system, request.root_in_file) {
        (System::Github, true) => root.to_string(),
        (System::Github, false) => "${{ vars.ADR_TRUST_ROOT }}".to_owned(),
        // A variable of the project would win over one of the file, in case it is ever set.
        (System::Gitlab, true) => format!("    ADR_TRUST_ROOT: {root}\n"),
        (System::Gitlab, false) => {
            "    # ADR_TRUST_ROOT, the digest of the first charter, comes from the project's settings.\n"
                .to_owned()
        }
        (System::Generic, true) => format!("ADR_TRUST_ROOT={root}\n"),
        (System::Generic, false) => {
            ": \"${ADR_TRUST_ROOT:?the trust root, as adr init printed it}\"\n".to_owned()
        }
    }
}

/// The lines that put one exact `adr` into `$HOME/adr/bin`, indented for the template.
fn install(request: &Request) -> String {
    let indent = match request.system {
        System::Github => "          ",
        System::Gitlab => "      ",
        System::Generic => "",
    };
    let lines = match &request.install {
        Install::Release => vec![format!(
            "cargo install --locked --root \"$HOME/adr\" adr-sign@{}",
            env!("CARGO_PKG_VERSION")
        )],
        Install::Source { url, commit } => vec![
            "cargo install --locked --root \"$HOME/adr\" \\".to_owned(),
            format!("  --git '{}' --rev {} adr-sign", url.0, commit.0),
        ],
        Install::Download { url, sha256 } => vec![
            "mkdir -p \"$HOME/adr/bin\"".to_owned(),
            "curl --fail --silent --show-error --location --proto '=https' \\".to_owned(),
            format!("  --output \"$HOME/adr/bin/adr\" '{}'", url.0),
            format!(
                "echo \"{}  $HOME/adr/bin/adr\" | sha256sum --check --strict -",
                sha256.0
            ),
            "chmod +x \"$HOME/adr/bin/adr\"".to_owned(),
        ],
    };
    let lines: Vec<String> = lines.iter().map(|line| format!("{indent}{line}")).collect();
    let end = if request.system == System::Github {
        "\n"
    } else {
        ""
    };
    format!("{}{end}", lines.join("\n"))
}

fn set_the_root(system: System, root: &Digest) -> String {
    match system {
        System::Github => format!(
            "pin the trust root: gh variable set ADR_TRUST_ROOT --body {root}   (better for the whole organisation, \
             with --org: whoever can write to a repository can change its variables)"
        ),
        System::Gitlab => format!(
            "pin the trust root: glab variable set ADR_TRUST_ROOT {root}   (not as `protected`: merge requests \
             would not see it)"
        ),
        System::Generic => {
            format!("pin the trust root where the script runs: ADR_TRUST_ROOT={root}")
        }
    }
}

/// What the forge has to be told.
fn told(system: System, branch: &str) -> Vec<String> {
    let steps: &[&str] = match system {
        System::Github => &[
            "merge the workflow: pull requests are judged by it from then on",
            "Settings > Rules > Rulesets, for BRANCH: require a pull request; require the status check `adr check` \
             with branches up to date, or a merge queue; block force pushes; let nobody bypass it (an organisation: \
             `Require workflows to pass` with this file instead, since anybody's workflow can call itself `adr check`)",
        ],
        System::Gitlab => &[
            "move the file to a project that only those can write who may change the gate, and name it under \
             Settings > CI/CD > General pipelines > CI/CD configuration file",
            "Settings > Merge requests: `Pipelines must succeed`, without `Skipped pipelines are considered \
             successful`; merged results or merge trains, or merge method `Fast-forward merge`",
            "Settings > Repository > Protected branches, for BRANCH: nobody pushes, no force push",
        ],
        System::Generic => &[
            "run it for every change before it gets into BRANCH, and merge on exit code 0 only",
            "let nobody push to BRANCH past it, and let only branches in that hold its tip",
        ],
    };
    let named = steps.iter().map(|step| step.replace("BRANCH", branch));
    named.collect()
}

/// What writing a file came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Written {
    /// It was not there.
    New,
    /// It was there, and said the same.
    Unchanged,
    /// It said something else.
    Replaced,
}

/// Where the workflow belongs in a work tree. A link on the way could lead out of it: that is refused.
pub fn usual_file(work_tree: &Path, system: System) -> Result<PathBuf, Error> {
    let mut file = work_tree.to_owned();
    for name in Path::new(system.usual_path()) {
        file.push(name);
        if file.is_symlink() {
            return Err(Error::Usage {
                what: format!("{} is a link", file.display()),
                hint: "name the file yourself: --output FILE".to_owned(),
            });
        }
    }
    Ok(file)
}

/// Writes the workflow to a file, never over something else unless `force` says so.
pub fn write(file: &Path, text: &str, force: bool) -> Result<Written, Error> {
    let name = file.display().to_string();
    let fail = |error: &std::io::Error| Error::Usage {
        what: format!("{} cannot be written: {error}", name.escape_debug()),
        hint: "print it instead: --output -".to_owned(),
    };
    let existing = match fs::symlink_metadata(file) {
        Ok(about) if about.is_file() => Some(fs::read(file).map_err(|error| fail(&error))?),
        Ok(_) => {
            return Err(Error::Usage {
                what: format!("{} is there, and is no file", name.escape_debug()),
                hint: "name another one: --output FILE".to_owned(),
            });
        }
        Err(_) => None,
    };
    if existing.as_deref() == Some(text.as_bytes()) {
        return Ok(Written::Unchanged);
    }
    if existing.is_some() && !force {
        return Err(Error::Usage {
            what: format!(
                "{} is there already, and says something else",
                name.escape_debug()
            ),
            hint: "compare the two (--output -), then overwrite it: --force".to_owned(),
        });
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| fail(&error))?;
    }
    fs::write(file, text).map_err(|error| fail(&error))?;
    Ok(if existing.is_some() {
        Written::Replaced
    } else {
        Written::New
    })
}
