//! File locks that wait with a deadline.
//!
//! They are `flock` locks of the standard library: they belong to the open file, so they are
//! inherited by children (the server holds `server.lock`) and released by the kernel when the last
//! holder is gone, however it ended.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Kind};

/// When waiting ends, and how long it was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    at: Instant,
    seconds: u64,
}

impl Deadline {
    pub(crate) fn after_seconds(seconds: u64) -> Deadline {
        Deadline { at: Instant::now() + Duration::from_secs(seconds), seconds }
    }

    /// Sleeps a moment, or is an error that names what was waited for.
    pub(crate) fn pause(
        &self,
        moment: Duration,
        what: impl FnOnce() -> String,
    ) -> Result<(), Error> {
        if Instant::now() >= self.at {
            return Err(Error::new(Kind::Deadline { what: what(), seconds: self.seconds }));
        }
        thread::sleep(moment);
        Ok(())
    }
}

/// Locks a file exclusively, creating it if needed, as soon as nobody else has it.
pub(crate) fn lock(path: &Path, deadline: Deadline) -> Result<File, Error> {
    loop {
        if let Some(file) = try_lock(path)? {
            return Ok(file);
        }
        deadline.pause(Duration::from_millis(5), || {
            format!("another process that holds `{}`", path.display())
        })?;
    }
}

/// Locks a file exclusively, or is `None` if somebody else has it.
pub(crate) fn try_lock(path: &Path) -> Result<Option<File>, Error> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(Error::file("open", path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(Error::file("lock", path)(error)),
    }
}
