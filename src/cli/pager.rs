//! Long texts, in the person's pager.

use std::io::{IsTerminal, Write as _};
use std::process::{Command, Stdio};

use super::ask::NoSignals;
use super::context::Context;
use super::output;

/// Shows a text in the pager that Git would choose, and waits until the person is done with it. Where there is
/// none, or it cannot be started, the text is said as it is.
pub fn show(context: &Context, text: &str) {
    let plain = anstream::adapter::strip_str(text).to_string();
    let pager = context
        .store()
        .ok()
        .and_then(|store| store.pager().ok())
        .filter(|pager| !matches!(pager.as_str(), "" | "cat"));
    let is_read =
        std::io::stdout().is_terminal() && pager.is_some_and(|pager| read(&pager, &plain));
    if !is_read {
        output::say(plain.trim_end());
    }
}

/// Whether the pager took the text. The command goes through a shell, as Git does it.
fn read(pager: &str, text: &str) -> bool {
    // Ctrl-C is for the pager: whoever leaves that stays in the middle of what they were doing.
    let _keys = NoSignals::begin();
    let mut command = Command::new("sh");
    command.args(["-c", pager]).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // As Git does: what fits the screen ends by itself, and nothing is wiped off it.
        command.env("LESS", "FRX");
    }
    let Ok(mut child) = command.spawn() else {
        return false;
    };
    if let Some(mut into) = child.stdin.take() {
        // Whoever stops reading before the end has read enough.
        let _ = into.write_all(text.as_bytes());
    }
    child.wait().is_ok_and(|status| status.success())
}
