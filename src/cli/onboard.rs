//! The way in for somebody on whose machine nothing is set up: name and address, a key, Git's settings, and
//! an entry in the charter. On a terminal each step is said, and asked for, before it is done; elsewhere
//! nothing is, and the error of what is missing names the same commands.

use std::io::{BufRead, Write as _};
use std::path::PathBuf;

use super::charter::join;
use super::context::Context;
use super::failure::Failure;
use super::new::line;
use super::output;
use crate::action::charter::join::{Lacks, Request, lacks, run};
use crate::action::{Actor, Error};
use crate::record::name::Handle;
use crate::signing::make_key;
use crate::store::{Store, StoreError};

/// Where somebody stands before they sign.
pub enum Onboarding {
    /// Nothing was missing that could be made here.
    Ready,
    /// Something was set up, which this context sees.
    SetUp(Context),
    /// They have asked to join, and sign once they are in.
    Waiting,
}

/// Leads somebody on a terminal to a key and an entry in the charter. `key` is what `--key` names.
pub fn lead(context: &Context, key: Option<&str>) -> Result<Onboarding, Failure> {
    if !context.is_interactive() || context.is_json() {
        return Ok(Onboarding::Ready);
    }
    let mut now = context.afresh();
    let mut has_changed = false;
    if introduce(now.store()?)? {
        now = context.afresh();
        has_changed = true;
    }
    let missing = |now: &Context| -> Result<Option<Lacks>, Failure> {
        // What else is wrong, signing says by itself.
        Ok(lacks(&now.ground()?, &now.actor(key.map(str::to_owned))?).unwrap_or(None))
    };
    let mut lacking = missing(&now)?;
    if lacking == Some(Lacks::Key) {
        equip(&now)?;
        now = context.afresh();
        has_changed = true;
        lacking = missing(&now)?;
    }
    if lacking == Some(Lacks::Entry) {
        return ask_to_join(&now, key);
    }
    Ok(if has_changed {
        Onboarding::SetUp(now)
    } else {
        Onboarding::Ready
    })
}

/// Asks for name and address where Git has none. Whether anything was set.
fn introduce(store: &Store) -> Result<bool, Failure> {
    let Err(error @ StoreError::NoIdentity { .. }) = store.identity() else {
        return Ok(false);
    };
    output::say(
        "Git does not know your name and address yet; what you sign is committed under them.",
    );
    let Some(name) = answer("Your name: ")? else {
        return Err(error.into());
    };
    let Some(email) = answer("Your address: ")? else {
        return Err(error.into());
    };
    output::say(&output::harmless(&format!(
        "  git config --global user.name \"{name}\"\n  git config --global user.email {email}"
    )));
    if !yes("Set these?")? {
        return Err(error.into());
    }
    store.set_for_user("user.name", &name)?;
    store.set_for_user("user.email", &email)?;
    Ok(true)
}

/// Makes a key, and tells Git to sign with it where it signs with nothing else.
fn equip(context: &Context) -> Result<(), Failure> {
    let store = context.store()?;
    let no_key = || Failure::from(Error::from(crate::signing::SigningError::NoKey));
    let actor = context.actor(None)?;
    let home = context.surroundings().home.ok_or_else(no_key)?;
    let path: PathBuf = home.join(".ssh").join("id_ed25519");
    let comment = &actor.identity.author.email;
    output::say("You have no SSH key to sign with. This makes one; it asks you for a passphrase:");
    output::say(&output::harmless(&format!(
        "  ssh-keygen -t ed25519 -C {comment} -f ~/.ssh/id_ed25519"
    )));
    if !yes("Make it?")? {
        return Err(no_key());
    }
    make_key(&path, comment).map_err(Error::from)?;
    // Whoever signs commits otherwise goes on doing so: the key is found in its usual place.
    let signs_otherwise = store.get("user.signingkey")?.is_some()
        || store.get("gpg.format")?.is_some()
        || store.get_bool("commit.gpgsign")?.unwrap_or(false);
    if signs_otherwise {
        return Ok(());
    }
    output::say(
        "This tells Git to sign with it, where you ask Git to sign:\n  git config --global gpg.format ssh\n  \
         git config --global user.signingkey ~/.ssh/id_ed25519.pub",
    );
    if yes("Set these?")? {
        store.set_for_user("gpg.format", "ssh")?;
        store.set_for_user("user.signingkey", "~/.ssh/id_ed25519.pub")?;
    }
    Ok(())
}

/// Asks to join the charter, and where there is a remote pushes that.
fn ask_to_join(context: &Context, key: Option<&str>) -> Result<Onboarding, Failure> {
    let ground = context.ground()?;
    let actor = context.actor(key.map(str::to_owned))?;
    let author = &actor.identity.author;
    output::say(
        "The charter of this log does not know you yet. This asks its people to let you in, with your name, \
         address and public key, on a branch of its own:",
    );
    output::say(&output::harmless(&format!(
        "  adr charter join --name \"{}\" --email {}",
        author.name, author.email
    )));
    let handle = handle(&actor)?;
    let asks = yes("Ask to join?")?;
    if !asks {
        output::next("adr charter join --push");
        return Err(Error::NotInCharter {
            email: author.email.clone(),
            fingerprint: actor
                .signing_key(ground.store, None)?
                .public()
                .fingerprint(),
        }
        .into());
    }
    let request = Request {
        handle: Some(handle),
        name: Some(line(&author.name)?),
        email: vec![line(&author.email)?],
    };
    let report = run(&ground, &actor, request)?;
    let pushes = !ground.store.remotes()?.is_empty()
        && yes(&format!(
            "Push {}, so that a pull request can be opened?",
            report.put_up.done.branch
        ))?;
    join::tell(context, &report, pushes)?;
    output::next("once that is merged, `git fetch`, and sign with the same command as now");
    Ok(Onboarding::Waiting)
}

/// What somebody wants to be called: what their address suggests, unless they say otherwise.
fn handle(actor: &Actor) -> Result<Handle, Failure> {
    let suggested = crate::action::init::handle_of(actor, "adr charter join --as HANDLE").ok();
    loop {
        let prompt = match &suggested {
            Some(handle) => format!("What are you called here? [{handle}] "),
            None => "What are you called here? ".to_owned(),
        };
        let Some(word) = answer(&prompt)? else {
            match &suggested {
                Some(handle) => return Ok(handle.clone()),
                None => continue,
            }
        };
        match word.parse() {
            Ok(handle) => return Ok(handle),
            Err(error) => output::say(&output::harmless(&format!("{error}"))),
        }
    }
}

fn yes(question: &str) -> Result<bool, Failure> {
    let said = answer(&format!("{question} [Y/n] "))?;
    Ok(said.is_none_or(|said| matches!(said.to_ascii_lowercase().as_str(), "y" | "yes")))
}

/// What somebody types; `None` for an empty line. The end of the input is no answer at all.
fn answer(prompt: &str) -> Result<Option<String>, Failure> {
    anstream::eprint!("{prompt}");
    std::io::stderr().flush().ok();
    let mut typed = String::new();
    let read = std::io::stdin().lock().read_line(&mut typed);
    match read {
        Ok(bytes) if bytes > 0 => {
            let typed = typed.trim();
            Ok((!typed.is_empty()).then(|| typed.to_owned()))
        }
        _ => Err(Failure::environment(
            "no answer could be read",
            "nothing more was done; run the command again",
        )),
    }
}
