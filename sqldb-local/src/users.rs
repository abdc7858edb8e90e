//! Who uses a server: the writers of a FIFO, counted by the kernel.
//!
//! Each user holds the FIFO open for writing and has written one line into it. The supervisor reads
//! lines until the end of the file, which it sees when the last writer is gone, dropped or killed.
//! To stop, it renames the FIFO away first and then looks for a line once more. So a user who finds
//! the FIFO still in its place after having written is one that the supervisor will see.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use rustix::io::Errno;

use crate::account::Account;
use crate::error::Error;

/// The FIFO held open: while this value lives, the server is not stopped.
#[derive(Debug)]
pub(crate) struct Presence {
    _writer: File,
}

/// What came of announcing oneself.
#[derive(Debug)]
pub(crate) enum Announced {
    /// The supervisor knows us.
    Present(Presence),
    /// The FIFO is there but no supervisor reads it: that one was killed.
    Unattended,
    /// There is no server, or it is just being stopped.
    Absent,
}

/// Tells the supervisor of a running server that we use it.
pub(crate) fn announce(fifo: &Path) -> Announced {
    let mut writer = match open_writer(fifo) {
        Ok(writer) => writer,
        Err(error) if error.raw_os_error() == Some(Errno::NXIO.raw_os_error()) => {
            return Announced::Unattended;
        }
        Err(_) => return Announced::Absent,
    };
    let Ok(ours) = writer.metadata() else { return Announced::Absent };
    if !ours.file_type().is_fifo() {
        return Announced::Absent;
    }
    match writer.write(b"\n") {
        Ok(_) => {}
        // A FIFO that is full has lines enough.
        Err(error) if error.kind() == ErrorKind::WouldBlock => {}
        Err(_) => return Announced::Absent,
    }
    match fs::symlink_metadata(fifo) {
        Ok(there) if (there.dev(), there.ino()) == (ours.dev(), ours.ino()) => {
            Announced::Present(Presence { _writer: writer })
        }
        _ => Announced::Absent,
    }
}

/// Where the supervisor moves the FIFO while it decides to stop.
pub(crate) fn closed(fifo: &Path) -> PathBuf {
    let mut name = fifo.as_os_str().to_owned();
    name.push(".closed");
    PathBuf::from(name)
}

/// Makes the FIFO of a new server.
#[cfg(not(target_vendor = "apple"))]
pub(crate) fn create(account: &Account, fifo: &Path) -> Result<(), Error> {
    rustix::fs::mkfifoat(rustix::fs::CWD, fifo, rustix::fs::Mode::from_raw_mode(0o600))
        .map_err(|error| Error::file("create", fifo)(error.into()))?;
    account.hand_over(fifo)
}

/// Makes the FIFO of a new server; without the system call, for which there is no safe function here.
#[cfg(target_vendor = "apple")]
pub(crate) fn create(account: &Account, fifo: &Path) -> Result<(), Error> {
    account.run(account.command("mkfifo").args(["-m", "600"]).arg(fifo)).map(drop)
}

/// Opens both ends: ours, and the one for the supervisor to read.
pub(crate) fn open(fifo: &Path) -> Result<(Presence, File), Error> {
    // Each end blocks until the other is open, so a reader that does not block comes first. The
    // supervisor's own end must block, and may since it has a writer.
    let reader = || OpenOptions::new().read(true).clone();
    let ends = reader()
        .custom_flags(flags(OFlags::NONBLOCK | OFlags::NOFOLLOW))
        .open(fifo)
        .and_then(|_first| Ok((open_writer(fifo)?, reader().open(fifo)?)));
    let (writer, reader) = ends.map_err(Error::file("open", fifo))?;
    Ok((Presence { _writer: writer }, reader))
}

fn open_writer(fifo: &Path) -> std::io::Result<File> {
    OpenOptions::new()
        .write(true)
        .custom_flags(flags(OFlags::NONBLOCK | OFlags::NOFOLLOW))
        .open(fifo)
}

fn flags(flags: OFlags) -> i32 {
    // The flags are positive on every Unix; the types of the two libraries differ in the sign.
    i32::try_from(flags.bits()).unwrap_or(0)
}
