//! `shell`: psql on a database.

use std::process::Command;

use sqldb_local::Cluster;

use crate::workspace::Workspace;
use crate::{Failure, database};

/// Whether the shell's transactions may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// They start as `READ ONLY`: a guard against slips, not against intent.
    Read,
    /// They may.
    Write,
}

/// Runs psql until its user leaves it, and keeps the local server alive as long.
pub(crate) fn shell(name: Option<&str>, access: Access, words: &[String]) -> Result<(), Failure> {
    let workspace = Workspace::here()?;
    let declared = workspace.database(name)?;
    let name = &declared.name;
    let (url, _cluster) = match database::environment_url(name) {
        Some(url) => (url, None),
        None => {
            let cluster = database::local(&workspace, declared)?;
            cluster.ensure_database(name)?;
            (cluster.url(name, Cluster::SUPERUSER), Some(cluster))
        }
    };
    let mut psql = Command::new("psql");
    if access == Access::Read {
        psql.env("PGOPTIONS", "-c default_transaction_read_only=on");
    }
    match psql.arg(&url).args(words).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("psql ended with {status}").into()),
        Err(error) => Err(format!(
            "psql cannot be started ({error}): install PostgreSQL's client, such as `apt-get install postgresql-client`"
        )
        .into()),
    }
}
