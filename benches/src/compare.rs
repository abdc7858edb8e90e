//! `compare`: builds `benches/peers` in its own workspace and runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Failure;

/// Passes the options on; its output is ours.
pub(crate) fn compare(options: &[String]) -> Result<(), Failure> {
    let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/peers");
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--release", "--manifest-path"]);
    build.arg(peers.join("Cargo.toml")).arg("--target-dir").arg(&target);
    match libpq_is_installed() {
        true => drop(build.args(["--features", "diesel"])),
        false => println!("diesel is left out: it needs libpq (`apt-get install libpq-dev`)"),
    }
    if !build.status()?.success() {
        return Err("the peers cannot be built".into());
    }
    let compared = Command::new(target.join("release/sqldb-bench-peers"))
        .arg("compare")
        .args(options)
        .status()?;
    match compared.success() {
        true => Ok(()),
        false => Err("the comparison has failed".into()),
    }
}

/// Whether diesel can be linked, found out as its build script does (`pq-sys`).
fn libpq_is_installed() -> bool {
    let known =
        Command::new("pkg-config").args(["--exists", "libpq"]).stderr(Stdio::null()).status();
    if known.is_ok_and(|status| status.success()) || std::env::var_os("PQ_LIB_DIR").is_some() {
        return true;
    }
    let asked = Command::new("pg_config").arg("--libdir").stderr(Stdio::null()).output();
    let directory = asked.ok().and_then(|output| String::from_utf8(output.stdout).ok());
    directory.is_some_and(|directory| {
        let directory = PathBuf::from(directory.trim());
        ["so", "dylib", "a"]
            .iter()
            .any(|kind| directory.join("libpq").with_extension(kind).exists())
    })
}
