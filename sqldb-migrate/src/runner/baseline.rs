//! Beginning the history of a database that is there already.
//!
//! [`baseline`] is for a database that was made by hand or restored from a dump, `takeover` for one
//! that another tool has migrated.

use tokio_postgres::Client;

use super::error::Error;
use super::history::{History, Rows};
use super::{Options, locked};
use crate::embedded::EmbeddedMigration;

/// Says that all `migrations` up to `version` are applied, without running them.
///
/// # Errors
///
/// If no migration has that number, or the database has a history already.
pub async fn baseline(
    client: &mut Client,
    migrations: &[EmbeddedMigration<'_>],
    version: i64,
    options: &Options<'_>,
) -> Result<Vec<String>, Error> {
    let applied: Vec<&EmbeddedMigration<'_>> =
        migrations.iter().filter(|migration| migration.version <= version).collect();
    if !applied.iter().any(|migration| migration.version == version) {
        return Err(Error::refusal(
            format!("there is no migration {version}"),
            "name the number of the last file whose changes are in the database",
        ));
    }
    locked(client, options, async |client| begin(client, &applied, version, "").await).await
}

/// Writes a history that begins with `applied`, after `first`, in one transaction.
pub(super) async fn begin(
    client: &Client,
    applied: &[&EmbeddedMigration<'_>],
    version: i64,
    first: &str,
) -> Result<Vec<String>, Error> {
    let doing = "writing the history";
    client.batch_execute(&format!("BEGIN; {first}")).await.map_err(Error::asking(doing))?;
    let written = write(client, applied, version).await;
    let end = if written.is_ok() { "COMMIT" } else { "ROLLBACK" };
    client.batch_execute(end).await.map_err(Error::asking(doing))?;
    written
}

async fn write(
    client: &Client,
    applied: &[&EmbeddedMigration<'_>],
    version: i64,
) -> Result<Vec<String>, Error> {
    let rows = Rows::of(applied.iter().map(|migration| migration.file));
    let mut history = History::read(client, rows).await?;
    if let Some(current) = history.current() {
        return Err(Error::refusal(
            format!("the database has a history already: it is at migration {current}"),
            "a baseline begins one; `sqldb migrate status` shows what is there",
        ));
    }
    history.create(client).await?;
    let statements = history.set_all(applied, version) + &history.take_over(applied);
    let written = client.batch_execute(&statements).await;
    written.map_err(Error::asking("writing the history"))?;
    Ok(applied.iter().map(|migration| migration.file.to_owned()).collect())
}
