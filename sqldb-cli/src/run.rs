//! `run`: the databases of the workspace are made ready, then the program is started.
//!
//! Start with [`run`]. `ready` makes databases ready and says so, `child` is the program, and `watch`
//! sees what changes meanwhile.

mod child;
mod ready;
mod watch;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use sqldb_local::Cluster;
use tokio::signal::unix::{SignalKind, signal};

use crate::Failure;
use crate::failure;
use crate::json::Json;
use crate::workspace::Workspace;
use child::Program;
use watch::{Changes, Watch};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Start the program again when migrations change
    #[arg(short, long)]
    watch: bool,
    /// The program and its words; without them, `cargo run`
    #[arg(last = true, value_name = "PROGRAM")]
    program: Vec<OsString>,
}

/// How often files are looked at.
const MOMENT: Duration = Duration::from_millis(300);

/// Runs the program to its end, whose exit code is ours.
///
/// # Errors
///
/// A database cannot be made ready, or the program not be started.
pub(crate) fn run(options: &Options, json: Json) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(Session::begin(options, json)?.attend())
}

/// Everything that lives as long as the command.
struct Session<'o> {
    options: &'o Options,
    json: Json,
    watch: Watch,
    /// The servers that the databases are on, so that they go on.
    clusters: Vec<Arc<Cluster>>,
    variables: BTreeMap<String, String>,
}

impl<'o> Session<'o> {
    fn begin(options: &'o Options, json: Json) -> Result<Session<'o>, Failure> {
        let workspace = Workspace::here()?;
        let watch = Watch::new(workspace);
        Ok(Session { options, json, watch, clusters: Vec::new(), variables: BTreeMap::new() })
    }

    fn make_ready(&mut self) -> Result<(), Failure> {
        let ready = ready::make(self.watch.workspace(), self.json)?;
        self.variables.extend(ready.variables);
        self.clusters = ready.clusters;
        Ok(())
    }

    async fn attend(mut self) -> Result<ExitCode, Failure> {
        // Who interrupts before there is a program ends all of it.
        let ready = self.make_ready();
        // Ctrl-C reaches the program, too: its end is ours. Others are passed on to it.
        let mut interrupts = signal(SignalKind::interrupt())?;
        let mut terminations = signal(SignalKind::terminate())?;
        let mut moments = tokio::time::interval(MOMENT);
        let mut interrupted = false;
        let mut program = match ready {
            Ok(()) => Some(self.start()?),
            // Who watches is about to mend it; no file makes a server be there.
            Err(failure) if self.options.watch && !failure::is_unreachable(&failure) => {
                failure::print(&failure, Json::No);
                say(self.json, "waiting for a change of the migrations");
                None
            }
            Err(failure) => return Err(failure),
        };
        loop {
            let ended = async {
                match &mut program {
                    Some(program) => program.ended().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                code = ended => {
                    let code = code?;
                    if interrupted || !self.options.watch {
                        return Ok(code);
                    }
                    say(self.json, "the program ended; waiting for a change of the migrations");
                    program = None;
                }
                _ = interrupts.recv() => {
                    interrupted = true;
                    if program.is_none() {
                        return Ok(ExitCode::SUCCESS);
                    }
                }
                _ = terminations.recv() => {
                    interrupted = true;
                    match &mut program {
                        Some(program) => program.terminate(),
                        None => return Ok(ExitCode::SUCCESS),
                    }
                }
                _ = moments.tick() => {
                    let restart = self.look();
                    if restart && self.options.watch {
                        if let Some(running) = program.take() {
                            running.stop().await?;
                        }
                        program = Some(self.start()?);
                    }
                }
            }
        }
    }

    fn start(&self) -> Result<Program, Failure> {
        let usual = ["cargo", "run"].map(OsString::from);
        let words = match self.options.program.as_slice() {
            [] => &usual,
            words => words,
        };
        Program::start(words, &self.variables)
    }

    /// Makes ready what changed; whether the program should be started again.
    ///
    /// A mistake is shown and the program goes on, until the next change.
    fn look(&mut self) -> bool {
        let outcome = match self.watch.changes() {
            Ok(Changes::None) => return false,
            Ok(Changes::Migrations) => self.make_ready(),
            Ok(Changes::Databases) => {
                say(self.json, "the databases that are declared have changed");
                self.make_ready()
            }
            Err(failure) => Err(failure),
        };
        match outcome {
            Ok(()) => true,
            Err(failure) => {
                crate::failure::print(&failure, Json::No);
                false
            }
        }
    }
}

/// Says something beside the program's own output.
fn say(json: Json, sentence: &str) {
    match json {
        Json::Yes => eprintln!("{}", serde_json::json!({ "message": sentence })),
        Json::No => {
            let style = anstyle::AnsiColor::Green.on_default().bold();
            anstream::eprintln!("{style}sqldb:{style:#} {sentence}");
        }
    }
}
