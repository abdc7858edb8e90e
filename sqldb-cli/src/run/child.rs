//! The program that is run.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitCode, ExitStatus};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

use crate::Failure;

/// How long a program may take to end when it is asked to.
const GRACE: Duration = Duration::from_secs(5);

/// A program that runs.
pub(super) struct Program(Child);

impl Program {
    /// Starts it in the foreground: it has the terminal.
    pub(super) fn start(
        words: &[OsString],
        variables: &BTreeMap<String, String>,
    ) -> Result<Program, Failure> {
        let (program, words) = words.split_first().ok_or("no program is named")?;
        let child = Command::new(program).args(words).envs(variables).spawn();
        let shown = program.to_string_lossy();
        child.map(Program).map_err(|error| format!("`{shown}` cannot be started: {error}").into())
    }

    /// Waits for its end.
    pub(super) async fn ended(&mut self) -> Result<ExitCode, Failure> {
        Ok(code(self.0.wait().await?))
    }

    /// Asks it to end.
    pub(super) fn terminate(&mut self) {
        let pid = self.0.id().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // It may have ended just now.
            let _ = kill_process(pid, Signal::TERM);
        }
    }

    /// Ends it, by force if it does not want to.
    pub(super) async fn stop(mut self) -> Result<(), Failure> {
        self.terminate();
        match tokio::time::timeout(GRACE, self.0.wait()).await {
            Ok(ended) => drop(ended?),
            Err(_) => self.0.kill().await?,
        }
        Ok(())
    }
}

/// The exit code as shells have it: 128 and the number of the signal that ended the program.
fn code(status: ExitStatus) -> ExitCode {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}
