//! What a server says to whoever pushed: by ref, why it may not move so, and what to do. Git shows it at
//! their terminal, a `remote:` before each line.

use std::fmt::Write;

use super::harmless;
use super::paint::{BAD, BOLD, DIM, paint};
use crate::action::hook::{Installed, Reason, Refused, Report};

/// Why a push is refused; nothing where it is not.
pub fn refused(report: &Report, width: usize) -> String {
    let mut text = String::new();
    for one in &report.refused {
        let name = harmless(branch(&one.name));
        let _ = writeln!(text, "{}: {}", paint(BOLD, name), paint(BAD, what(one)));
        text.push_str(&more(&one.reason, width));
        if let Some(fix) = fix(one) {
            let _ = writeln!(text, "  {}", paint(DIM, format!("fix: {}", harmless(&fix))));
        }
    }
    if !text.is_empty() {
        text.push_str("nothing of this push was taken\n");
    }
    text
}

fn what(refused: &Refused) -> String {
    match &refused.reason {
        Reason::Deleted => "is protected, and is not removed by a push".to_owned(),
        Reason::Rewound { tip } => format!(
            "is protected, and this push would take commits away: it does not go on from {}",
            short(tip)
        ),
        Reason::Moved => "has moved since this clone looked".to_owned(),
        Reason::Replaces => "would make this server show one object in place of another".to_owned(),
        Reason::NoTrustRoot => {
            "is the first protected branch, and the server does not know whom to trust".to_owned()
        }
        Reason::NotFromProtected { known } => format!(
            "would be a new protected branch, and goes on from none that is: {}",
            list(known)
        ),
        Reason::Check { .. } => "is protected, and may not be changed so".to_owned(),
        Reason::Verify { .. } => {
            "is the first protected branch, and its records do not hold".to_owned()
        }
        Reason::NoAnswer { message, .. } => format!(
            "is protected, and there is no answer: {}",
            harmless(message).replace('\n', " ")
        ),
    }
}

fn more(reason: &Reason, width: usize) -> String {
    match reason {
        Reason::Check { report } => super::check::human(report),
        Reason::Verify { reports } => reports
            .iter()
            .filter(|report| !report.holds)
            .map(|report| super::verify::of_all(report, width))
            .collect(),
        _ => String::new(),
    }
}

fn fix(refused: &Refused) -> Option<String> {
    let name = branch(&refused.name);
    match &refused.reason {
        Reason::Deleted => Some(format!(
            "whoever keeps the server may remove it there: git branch -D {name}"
        )),
        Reason::Rewound { .. } | Reason::Moved => {
            Some(format!("git pull --rebase origin {name}, and push again"))
        }
        Reason::Replaces => Some(format!("leave it out: {}", refused.name)),
        Reason::NoTrustRoot => Some(
            "on the server, with the digest that `adr init` printed: git config adr.trustRoot sha256:..."
                .to_owned(),
        ),
        Reason::NotFromProtected { known } => known.first().map(|known| {
            format!(
                "bring it up to {}; or let whoever keeps the server make it there: git branch {name} COMMIT",
                branch(known)
            )
        }),
        Reason::NoAnswer { hint, .. } => (!hint.is_empty()).then(|| hint.clone()),
        Reason::Check { .. } | Reason::Verify { .. } => None,
    }
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| harmless(branch(name))).collect();
    names.join(", ")
}

fn branch(name: &str) -> &str {
    name.strip_prefix("refs/heads/").unwrap_or(name)
}

fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

/// Which hooks are in place, and which line is to be added by hand.
pub fn installed(hooks: &[Installed]) -> String {
    let mut text = String::new();
    for hook in hooks {
        let _ = match &hook.path {
            Some(path) => writeln!(text, "{}: {}", hook.name, harmless(path)),
            None => writeln!(
                text,
                "{}: there is another hook, which stays; let it call this: {}",
                hook.name,
                harmless(&hook.line)
            ),
        };
    }
    text
}
