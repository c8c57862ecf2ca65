//! Everything that the check can find, as a page: `docs/check.md` is made from this, and a test holds it to that.

use std::fmt::Write;

use crate::check::{Code, Severity, codes};

const OPENING: &str = "# What the check says

Made from the code (`src/check/`): change it there, then run `ADR_BLESS=1 cargo test --test it docs`.

`adr check` answers with findings and a verdict, which is that of the heaviest finding. Codes are stable: a script may
hold on to them. Every finding names, beside its code, the file and the command that fixes it in that very case.

| exit code | verdict | |
| --- | --- | --- |
| 0 | pass | head may be merged into base; notes change nothing |
| 1 | blocked | agreement is missing: people can fix it by signing |
| 2 | | the command was not right |
| 3 | rejected | something is tampered with or invalid: somebody must change the branch |
| 4 | cannot evaluate | the repository or the surroundings allow no answer |

How CI runs it is said in [ci.md](ci.md), what it holds against in [threat-model.md](threat-model.md).
";

/// The page.
pub fn page() -> String {
    let mut page = OPENING.to_owned();
    for (severity, title) in [
        (Severity::Blocked, "Blocked (exit code 1)"),
        (Severity::Rejected, "Rejected (exit code 3)"),
        (Severity::CannotEvaluate, "Cannot evaluate (exit code 4)"),
        (Severity::Note, "Notes (no effect on the verdict)"),
    ] {
        let _ = write!(page, "\n## {title}\n");
        for code in codes().filter(|code| code.severity == severity) {
            page.push_str(&section(code));
        }
    }
    page
}

fn section(code: &Code) -> String {
    format!(
        "\n### `{}`\n\n- **What:** {}\n- **Why:** {}\n- **Fix:** {}\n",
        code.name, code.what, code.why, code.fix
    )
}
