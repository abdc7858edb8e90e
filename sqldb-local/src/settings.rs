//! The arguments of `initdb` and `postgres`: what each purpose means for the server.
//!
//! Settings are arguments and not lines of `postgresql.conf`, so that a newer version of this crate
//! changes them for data directories that exist, too.

use std::ffi::OsString;
use std::path::Path;

use crate::request::Purpose;

/// The arguments of `initdb`, without `-D`.
pub(crate) fn initdb(major: u32, purpose: Purpose) -> Vec<&'static str> {
    let mut arguments = vec![
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "-A",
        "trust",
        "--no-sync",
        "--no-instructions",
        // Smaller segments make the empty cluster 28 MB instead of 39 MB.
        "--wal-segsize=1",
    ];
    // With `--locale=C` alone, `lower('Ä')` is 'Ä' and `ILIKE` is wrong, and any named locale may be
    // missing. C.UTF-8 knows the letters and is built into PostgreSQL 17.
    arguments.extend_from_slice(match major {
        17.. => &["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
        _ if cfg!(target_os = "macos") => &["--locale=C", "--lc-ctype=UTF-8"],
        _ => &["--locale=C.UTF-8"],
    });
    if major >= 18 && purpose != Purpose::Run {
        arguments.push("--no-data-checksums");
    }
    arguments
}

/// The arguments of `postgres`.
pub(crate) fn postgres(purpose: Purpose, data: &Path, sockets: &Path) -> Vec<OsString> {
    let port = crate::session::PORT.to_string();
    let mut arguments: Vec<OsString> =
        vec!["-D".into(), data.into(), "-k".into(), sockets.into(), "-p".into(), port.into()];
    let common = [
        // No TCP: a free port is a race, and the socket's directory is the access control.
        "listen_addresses=",
        "max_connections=200",
        "shared_buffers=64MB",
        "timezone=UTC",
        "log_timezone=UTC",
        "logging_collector=off",
        "log_destination=stderr",
        "wal_level=minimal",
        "max_wal_senders=0",
        // May lose the transactions of the last moment when the server or the machine is killed, but
        // never corrupts.
        "synchronous_commit=off",
    ];
    let throwaway = [
        "fsync=off",
        "full_page_writes=off",
        "autovacuum_naptime=5min",
        // Segments in the data directory, so that nothing is left in /dev/shm after a SIGKILL.
        "dynamic_shared_memory_type=mmap",
    ];
    let throwaway: &[&str] = if purpose == Purpose::Run { &[] } else { &throwaway };
    for setting in common.iter().chain(throwaway) {
        arguments.push("-c".into());
        arguments.push(setting.into());
    }
    arguments
}
