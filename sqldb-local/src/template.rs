//! Makes data directories: `initdb` runs once per server version, its result is copied.
//!
//! A copy takes 60 ms where `initdb` takes a second or more. Everything here is run by the server's
//! account, so that root never writes into directories of another account.
//!
//! When we are killed, a `cp` or `initdb` that we run goes on for a while. So each works in a
//! directory with a name of its own, and only we rename the result into its place.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::account::Account;
use crate::binaries::Installation;
use crate::error::{Error, Kind};
use crate::layout::{self, Base};
use crate::locks::{self, Deadline};
use crate::request::{Purpose, Request, Step};
use crate::settings;

/// Creates the data directory `own/data`.
pub(crate) fn create_data(
    request: &Request,
    base: &Base,
    account: &Account,
    installation: &Installation,
    own: &Path,
) -> Result<(), Error> {
    let template = template(request, base, account, installation)?;
    // Copied beside and renamed, so that a data directory is either complete or not there.
    let beside = own.join(format!("data.new.{}", layout::unique()));
    account.run(account.command("cp").arg("-Rp").arg(&template).arg(&beside))?;
    let data = own.join("data");
    fs::rename(&beside, &data).map_err(Error::file("create", &data))
}

/// The template of a server version, made if it is not there.
fn template(
    request: &Request,
    base: &Base,
    account: &Account,
    installation: &Installation,
) -> Result<PathBuf, Error> {
    let Installation { bin, version } = installation;
    let arguments = settings::initdb(version.major, request.purpose);
    let mut identity = OsString::from(bin);
    identity.push(format!(" {} {} {}", version.text, account.uid, arguments.join(" ")));
    let key = layout::short_hash(&identity);
    let directory = base.templates().join(format!("{}-{key}", version.major));
    let template = directory.join("data");
    if template.is_dir() {
        return Ok(template);
    }
    layout::make_directory_of(account, &directory)?;
    let lock = base.templates().join(format!("{}-{key}.lock", version.major));
    let _lock = locks::lock(&lock, Deadline::after_seconds(180))?;
    if template.is_dir() {
        return Ok(template);
    }
    request.progress.report(&Step::Initialising { version: &version.text });
    remove_all(account, entries(&directory));
    let beside = directory.join(format!("data.new.{}", layout::unique()));
    let initdb = bin.join("initdb");
    account.run(account.command(initdb).args(&arguments).arg("-D").arg(&beside)).map_err(
        |error| match error.kind() {
            Kind::Program { program, detail } if detail.contains("effective user ID") => {
                Error::new(Kind::Program {
                    program: program.clone(),
                    detail: format!("{detail}; `initdb` needs a user that is in /etc/passwd"),
                })
            }
            _ => error,
        },
    )?;
    fs::rename(&beside, &template).map_err(Error::file("create", &template))?;
    Ok(template)
}

/// Removes what a start or a stop that was killed left beside the data, and data that are not kept.
pub(crate) fn remove_leftovers(account: &Account, purpose: Purpose, own: &Path) {
    let data = own.join("data");
    match purpose {
        Purpose::Run => remove_all(account, entries(own).filter(|entry| *entry != data)),
        Purpose::Test | Purpose::Shadow => {
            // Renamed first, for removing it could fail half-way.
            let _ = fs::rename(&data, own.join(format!("data.stale.{}", layout::unique())));
            remove_all(account, entries(own));
        }
    }
}

fn entries(directory: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path())
}

/// Removes files and directories as the server's account. What is still written to by the children
/// of a process that was killed may stay until the next time; its name is not used again.
fn remove_all(account: &Account, entries: impl Iterator<Item = PathBuf>) {
    let entries: Vec<PathBuf> = entries.collect();
    if !entries.is_empty() {
        let _ = account.run(account.command("rm").arg("-rf").args(entries));
    }
}
