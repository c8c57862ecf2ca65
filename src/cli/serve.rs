//! `adr serve`

mod answer;

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use clap::Args;
use tiny_http::{Request, Server};

use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action::ground::Ground;
use crate::action::site::edits::{self, Traces};
use crate::action::site::{self, Edits};
use crate::log::tree::ObjectId;
use crate::record::digest::Digest;
use crate::render::site::{Options, Pages};

use answer::{Asked, Content};

/// Preview the site of this work tree, while you write
///
/// The pages of `adr site`, with what you are writing shown and marked as unpublished. A page that is open loads itself
/// anew when a `decision.yaml` is saved or something is committed. Only this machine can look at it. It runs until it is
/// stopped (Ctrl-C).
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr serve                  at http://127.0.0.1:4237/\n  adr serve --port 0         at a port that is free\n  adr serve --all-branches   with what is proposed on other branches"
)]
pub struct Serve {
    /// The port; 0 for one that is free
    #[arg(long, value_name = "PORT", default_value_t = 4237)]
    port: u16,
    /// What the site is called
    #[arg(long, value_name = "TITLE", default_value = "Decisions")]
    title: String,
    /// Open decisions of other local and remote-tracking branches as well, marked as such
    #[arg(long)]
    all_branches: bool,
}

/// What tells whether a page may say something else now.
#[derive(PartialEq, Eq, Debug)]
struct State {
    tips: Vec<Option<ObjectId>>,
    traces: Traces,
}

impl Serve {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        // Whoever has no log is told here, and not by a browser.
        let ground = self.ground(context)?;
        site::collect(&ground, &self.request(context, &ground)?)?;
        let server = self.listen()?;
        let port = server
            .server_addr()
            .to_ip()
            .map_or(self.port, |at| at.port());
        output::line(&format!("http://127.0.0.1:{port}/"));
        output::say("Only this machine can look at it. Ctrl-C stops it.");
        let preview = Preview {
            context,
            server: &server,
            port,
            all_branches: self.all_branches,
        };
        let mut waiting = None;
        loop {
            let state = preview.state()?;
            // A log that cannot be read right now is told in the browser, and looked at again when it changes.
            let told = self.tell(&preview, &state, &mut waiting);
            let next = match told {
                Ok(next) => next,
                Err(failure) => {
                    preview.until_changed(&state, &mut waiting, &Content::Failure(&failure))?
                }
            };
            waiting = Some(next);
        }
    }

    /// Reads the log and tells it until something changes; the request that found that out.
    fn tell(
        &self,
        preview: &Preview<'_>,
        state: &State,
        waiting: &mut Option<Request>,
    ) -> Result<Request, Failure> {
        let ground = self.ground(preview.context)?;
        let site = site::collect(&ground, &self.request(preview.context, &ground)?)?;
        let options = Options {
            title: self.title.clone(),
            address: None,
            live: true,
        };
        let pages = Pages::new(&site, options)?;
        preview.until_changed(state, waiting, &Content::Pages(&pages))
    }

    fn ground<'c>(&self, context: &'c Context) -> Result<Ground<'c>, Failure> {
        context.ground_at((!self.all_branches).then_some("HEAD"))
    }

    fn request(&self, context: &Context, ground: &Ground<'_>) -> Result<site::Request, Failure> {
        let edits = match ground.store.work_dir() {
            Some(root) => edits::read(root, &ground.dir).map_err(|error| unseen(&error))?,
            None => Edits::default(),
        };
        Ok(site::Request {
            all_branches: self.all_branches,
            now: Some(context.now()?),
            clock: context.clock(),
            edits,
        })
    }

    /// Listens where nobody but this machine can ask.
    fn listen(&self) -> Result<Server, Failure> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        Server::http(address).map_err(|error| {
            let is_taken = error
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| error.kind() == std::io::ErrorKind::AddrInUse);
            let why = if is_taken {
                "another program listens there".to_owned()
            } else {
                error.to_string()
            };
            Failure::environment(
                format!("port {} of this machine cannot be used: {why}", self.port),
                "name another one with --port, or let one be chosen: adr serve --port 0",
            )
        })
    }
}

/// A preview that is running.
struct Preview<'c> {
    context: &'c Context,
    server: &'c Server,
    port: u16,
    all_branches: bool,
}

impl Preview<'_> {
    fn state(&self) -> Result<State, Failure> {
        let store = self.context.store()?;
        let mut tips = vec![store.head()?.tip()];
        if self.all_branches {
            tips.extend(store.branches()?.into_iter().map(|branch| Some(branch.tip)));
        }
        let ground = self.context.ground_at(None)?;
        let traces = match store.work_dir() {
            Some(root) => edits::traces(root, &ground.dir).map_err(|error| unseen(&error))?,
            None => Traces::default(),
        };
        Ok(State { tips, traces })
    }

    /// Answers until the state is another; the request that came then.
    fn until_changed(
        &self,
        state: &State,
        waiting: &mut Option<Request>,
        content: &Content<'_>,
    ) -> Result<Request, Failure> {
        let version = Digest::of(format!("{state:?}").as_bytes());
        loop {
            // The one that found a change has waited for what follows from it.
            let request = if let Some(request) = waiting.take() {
                request
            } else {
                let request = self.server.recv().map_err(|error| {
                    Failure::environment(format!("nothing can be heard any more: {error}"), "")
                })?;
                if self.state()? != *state {
                    return Ok(request);
                }
                request
            };
            let answer = answer::answer(&Asked::of(&request), self.port, content, &version);
            // Whoever has closed the page does not hear it.
            let _ = request.respond(answer);
        }
    }
}

fn unseen(error: &std::io::Error) -> Failure {
    Failure::environment(
        format!("the log cannot be seen in the work tree: {error}"),
        "see that its folder can be read",
    )
}
