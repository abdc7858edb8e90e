//! Chooses where the server comes from: installed, else downloaded, else in a container, else an error
//! that tells all.

use std::path::Path;

use crate::account::Account;
use crate::binaries::{self, Installation, Wanted};
use crate::bundle;
use crate::container;
use crate::error::{Error, Kind};
use crate::layout::Base;
use crate::pins;
use crate::request::{Network, Provider, Request};
use crate::vector;

/// Finds the programs of the major version, or of any.
pub(crate) fn find(
    request: &Request,
    major: Option<u32>,
    base: &Base,
    account: &Account,
) -> Result<Installation, Error> {
    let options = &request.options;
    let asked = Wanted { major, extensions: &request.extensions };
    let mut tried = Vec::new();
    let only = options.provider;
    let turned_off = |name: &str| match only {
        Some(Provider::Installed) => {
            format!("{name}: turned off by SQLDB_POSTGRES_PROVIDER=installed")
        }
        Some(Provider::Download) => {
            format!("{name}: turned off by SQLDB_POSTGRES_PROVIDER=download")
        }
        Some(Provider::Container) | None => {
            format!("{name}: turned off by SQLDB_POSTGRES_PROVIDER=docker")
        }
    };
    if only.is_some_and(|only| only != Provider::Installed) {
        tried.push(turned_off("installed programs"));
    } else if let Some(found) = binaries::search(options, asked, account, &mut tried)? {
        return Ok(found);
    }
    if only.is_some_and(|only| only != Provider::Download) {
        tried.push(turned_off("download"));
    } else {
        match download(request, major, base, account) {
            Ok(found) => return Ok(found),
            Err(Unavailable::Reason(reason)) => tried.push(format!("download: {reason}")),
            Err(Unavailable::Error(error)) => return Err(error),
        }
    }
    if only.is_some_and(|only| only != Provider::Container) {
        tried.push(turned_off("Docker or Podman"));
    } else {
        match container::provide(request, major, base, account)? {
            Err(reason) => tried.push(format!("Docker or Podman: {reason}")),
            Ok(bin) => match binaries::inspect(&bin, asked, &account.clone().in_container()) {
                Ok(found) => return Ok(found),
                Err(reason) => tried.push(format!("Docker or Podman: {reason}")),
            },
        }
    }
    let mut wanted = match major {
        Some(major) => format!("PostgreSQL {major}"),
        None => "PostgreSQL".to_owned(),
    };
    if !request.extensions.is_empty() {
        wanted.push_str(&format!(" with {}", binaries::listed(&request.extensions)));
    }
    Err(Error::new(Kind::NotFound { wanted, tried, help: help(request) }))
}

enum Unavailable {
    Reason(String),
    Error(Error),
}

fn download(
    request: &Request,
    major: Option<u32>,
    base: &Base,
    account: &Account,
) -> Result<Installation, Unavailable> {
    let options = &request.options;
    let needs_vector = request.extensions.iter().any(|name| name == vector::EXTENSION);
    let usual = if needs_vector { vector::MAJOR } else { pins::USUAL_MAJOR };
    let bundle = match &options.bundle {
        Some(bundle) => bundle.clone(),
        None => pins::bundle(major.unwrap_or(usual)).map_err(Unavailable::Reason)?,
    };
    let bin = match bundle::fetched(&bundle, base) {
        Some(bin) => bin,
        None if options.network == Network::Offline => {
            return Err(Unavailable::Reason(format!(
                "PostgreSQL {} was not downloaded before, and SQLDB_OFFLINE is set",
                bundle.version
            )));
        }
        None => bundle::fetch(&bundle, base, request).map_err(|error| match error.kind() {
            Kind::Download { .. } => Unavailable::Reason(error.to_string()),
            _ => Unavailable::Error(error),
        })?,
    };
    if needs_vector {
        vector::add(&bin, &bundle, base, request)
            .map_err(Unavailable::Error)?
            .map_err(Unavailable::Reason)?;
    }
    // A bundle for another C library unpacks but does not run.
    let asked = Wanted { major, extensions: &request.extensions };
    binaries::inspect(&bin, asked, account).map_err(Unavailable::Reason)
}

fn help(request: &Request) -> String {
    let systems = [
        ("/etc/debian_version", "`apt-get install postgresql`"),
        ("/etc/redhat-release", "`dnf install postgresql-server`"),
        ("/etc/alpine-release", "`apk add postgresql`"),
        ("/System/Library/CoreServices", "`brew install postgresql@17`"),
    ];
    let install = systems
        .iter()
        .find(|(mark, _)| Path::new(mark).exists())
        .map_or("version 14 or newer, with its server programs", |(_, command)| command);
    let online = match request.options.network {
        Network::Offline => ", or unset `SQLDB_OFFLINE` to allow the download",
        Network::Allowed => "",
    };
    format!(
        "install it ({install}), or set `SQLDB_PG_BIN` to the directory of `postgres` and \
         `initdb`{online}, or set `SQLDB_<DATABASE>_URL` to a server of your own"
    )
}
