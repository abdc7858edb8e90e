//! Programs of the system that read what is written to them.

use std::io::{Error, ErrorKind, Write};
use std::process::{Child, Command, ExitStatus, Stdio};

/// A program that reads what is written to it, until it has enough, as `head` does.
#[derive(Debug)]
pub(super) struct Program(Child);

impl Program {
    /// Starts what a shell makes of `command`.
    ///
    /// # Errors
    ///
    /// There is no shell.
    pub(super) fn start(command: &str) -> Result<Program, Error> {
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).stdin(Stdio::piped()).spawn().map(Program)
    }

    /// Tells it that this was all, and waits until it has ended.
    ///
    /// # Errors
    ///
    /// The system refuses to wait.
    pub(super) fn end(&mut self) -> Result<ExitStatus, Error> {
        drop(self.0.stdin.take());
        self.0.wait()
    }
}

impl Write for Program {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        let Some(input) = &mut self.0.stdin else { return Ok(bytes.len()) };
        match input.write(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                // The rest is for nobody.
                self.0.stdin = None;
                Ok(bytes.len())
            }
            written => written,
        }
    }

    fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }
}
