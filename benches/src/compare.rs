//! `compare`: builds `benches/peers` in its own workspace and runs it.

use std::path::Path;
use std::process::Command;

use crate::Failure;

/// Passes the options on; its output is ours.
pub(crate) fn compare(options: &[String]) -> Result<(), Failure> {
    let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/peers");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--locked", "--manifest-path"])
        .arg(peers.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .status()?;
    if !built.success() {
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
