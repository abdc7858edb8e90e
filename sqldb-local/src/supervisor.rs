//! The process that runs a server and stops it when nobody uses it: `supervisor.sh`.
//!
//! It is a shell script because a library has no program of its own to run, and because it must
//! outlive the user's program however that ends. All its standard streams are redirected: a child
//! that inherits ours would keep `cargo build` waiting for the end of a pipe.
//!
//! If the supervisor itself is killed, the server goes on until the next `ensure` adopts it.

use std::ffi::OsString;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::account::Account;
use crate::error::Error;
use crate::request::Purpose;

const SCRIPT: &str = include_str!("supervisor.sh");

/// Starts the supervisor in the background, with another shell in between that ends at once: so it
/// is no child of ours, and no zombie when it ends before us. Descriptors that we inherited from
/// others, such as `make`'s job server, are closed as far as a POSIX shell can name them.
const DETACH: &str = r#"exec 3<&0 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-; sh -c "$0" "$@" <&3 3<&- &"#;

/// The files that the supervisor gets as its standard streams.
pub(crate) struct Streams {
    /// The read end of the users' FIFO.
    pub(crate) users: File,
    /// `server.lock`, locked. A supervisor that adopts a server has none.
    pub(crate) lock: Option<File>,
    /// The log.
    pub(crate) log: File,
}

/// What the supervisor needs to know of the cluster.
pub(crate) struct Ward<'a> {
    pub(crate) users: &'a Path,
    pub(crate) data: &'a Path,
    pub(crate) idle: Duration,
    pub(crate) purpose: Purpose,
}

/// Starts a server under a supervisor.
pub(crate) fn start(
    account: &Account,
    ward: &Ward<'_>,
    streams: Streams,
    postgres: &Path,
    arguments: Vec<OsString>,
) -> Result<(), Error> {
    let after = if ward.purpose == Purpose::Run { "keep" } else { "remove" };
    let mut all = vec![OsString::from(after), postgres.into()];
    all.extend(arguments);
    spawn(account, "run", ward, streams, all)
}

/// Puts a server whose supervisor was killed under a new one.
pub(crate) fn adopt(
    account: &Account,
    ward: &Ward<'_>,
    streams: Streams,
    postmaster: &str,
) -> Result<(), Error> {
    spawn(account, "adopt", ward, streams, vec![postmaster.into()])
}

fn spawn(
    account: &Account,
    mode: &str,
    ward: &Ward<'_>,
    streams: Streams,
    rest: Vec<OsString>,
) -> Result<(), Error> {
    // `sleep` of POSIX takes whole seconds.
    let seconds = ward.idle.as_secs() + u64::from(ward.idle.subsec_nanos() > 0);
    let mut command = account.command("sh");
    command
        .args(["-c", DETACH, SCRIPT, "sqldb", mode])
        .arg(ward.users)
        .arg(seconds.to_string())
        .arg(ward.data)
        .args(rest)
        .stdin(streams.users)
        .stdout(streams.lock.map_or_else(Stdio::null, Stdio::from))
        .stderr(streams.log)
        // Ctrl-C in the terminal of the user must not reach the server.
        .process_group(0);
    let status = command.status().map_err(Error::file("run", Path::new("sh")))?;
    if status.success() {
        return Ok(());
    }
    Err(Error::refused(format!("`sh` could not start the supervisor: {status}")))
}
