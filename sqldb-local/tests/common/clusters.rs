//! Clusters that a test has made go with it, also when it fails.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// A base directory of a test's own. At its end the clusters in it are removed, whoever made them.
pub(crate) struct Base(PathBuf);

impl Base {
    pub(crate) fn new(path: PathBuf) -> Base {
        Base(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Base {
    fn drop(&mut self) {
        for home in fs::read_dir(self.0.join("clusters")).into_iter().flatten().flatten() {
            remove(&home.path());
        }
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Ends the server of a cluster, if it runs, and removes all that is the cluster's.
///
/// Nothing here panics: it is called when a test fails, too.
pub(crate) fn remove(home: &Path) {
    let state = fs::read_to_string(home.join("state")).unwrap_or_default();
    let field = |name: &str| state.lines().find_map(|line| line.strip_prefix(name)).map(Path::new);
    if let (Some(own), Ok(lock)) =
        (field("own="), File::options().write(true).open(home.join("server.lock")))
    {
        // The server and its supervisor hold the lock as long as one of them lives.
        let begun = Instant::now();
        while lock.try_lock().is_err() && begun.elapsed() < Duration::from_secs(20) {
            end(&own.join("data/postmaster.pid"));
            thread::sleep(Duration::from_millis(10));
        }
    }
    for directory in [field("own="), field("sockets="), Some(home)].into_iter().flatten() {
        let _ = fs::remove_dir_all(directory);
    }
}

/// Tells a server to end at once: nobody wants its data any more.
fn end(pid_file: &Path) {
    let text = fs::read_to_string(pid_file).unwrap_or_default();
    // In a container, the server believes itself to be process 1.
    if let Some(pid) = text.lines().next().filter(|pid| *pid != "1") {
        let _ = Command::new("kill").args(["-QUIT", pid]).output();
    }
}
