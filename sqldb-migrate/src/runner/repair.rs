//! Making the history say what is true, where only people know it.

use tokio_postgres::Client;

use super::error::Error;
use super::history::{History, Rows, State};
use super::standing::before;
use super::{Options, locked};
use crate::embedded::EmbeddedMigration;

/// What is to be believed of a migration that was left half-way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HalfWay {
    /// Nobody has said anything: it stays an error.
    #[default]
    Unknown,
    /// All of it is there.
    Completed,
    /// None of it is there.
    Undone,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repaired {
    /// Files that are recorded as they are now.
    pub recorded: Vec<String>,
    /// Migrations without a file that are forgotten. What they did to the database is still there.
    pub forgotten: Vec<String>,
    /// The number that is not half-way any more.
    pub settled: Option<i64>,
    /// Files that came late and are still not applied.
    pub late: Vec<String>,
    /// The number that the database is at.
    pub version: Option<i64>,
}

/// Records the files as they are, forgets migrations that have none, and settles what was left
/// half-way. Nothing but the history is changed.
///
/// # Errors
///
/// If a migration was left half-way and `half_way` does not say what is there of it.
pub async fn repair(
    client: &mut Client,
    migrations: &[EmbeddedMigration<'_>],
    half_way: HalfWay,
    options: &Options<'_>,
) -> Result<Repaired, Error> {
    let mut migrations = migrations.to_vec();
    migrations.sort_by_key(|migration| migration.version);
    let rows = Rows::of(migrations.iter().map(|migration| migration.file));
    locked(client, options, async |client| {
        let mut history = History::read(client, rows).await?;
        history.create(client).await?;
        let settled = settle(client, &history, &migrations, half_way).await?;
        let history = History::read(client, rows).await?;
        let standing = history.standing(&migrations);
        let mut statements = history.take_over(&standing.unrecorded);
        for missing in &standing.missing {
            let current = history.current() == Some(missing.version);
            let is_the_row = history.rows == Rows::Migration || current;
            statements += &match is_the_row {
                true => {
                    history.unset_version(missing.version, before(&migrations, missing.version))
                }
                false => history.forget(missing.version),
            };
        }
        statements.extend(standing.changed.iter().map(|file| history.record_again(file)));
        let result = client.batch_execute(&statements).await;
        result.map_err(Error::asking("writing the history"))?;
        let names = |list: &[&EmbeddedMigration<'_>]| {
            list.iter().map(|file| file.file.to_owned()).collect::<Vec<_>>()
        };
        Ok(Repaired {
            recorded: names(&standing.changed),
            forgotten: standing.missing.iter().map(ToString::to_string).collect(),
            settled,
            late: names(&standing.late),
            version: History::read(client, rows).await?.standing(&migrations).current,
        })
    })
    .await
}

/// Writes what is believed of a migration that was left half-way.
async fn settle(
    client: &Client,
    history: &History,
    migrations: &[EmbeddedMigration<'_>],
    half_way: HalfWay,
) -> Result<Option<i64>, Error> {
    let Some(version) = history.dirty() else { return Ok(None) };
    let before = before(migrations, version);
    let file = migrations.iter().find(|migration| migration.version == version);
    let statements = match half_way {
        HalfWay::Unknown => {
            let before = before.filter(|_| history.rows == Rows::Database);
            return Err(Error::dirty(version, migrations, before));
        }
        HalfWay::Completed => {
            let record = file.map(|file| history.take_over(&[file])).unwrap_or_default();
            history.set_version(version, State::Clean) + &record
        }
        HalfWay::Undone => history.unset_version(version, before),
    };
    let result = client.batch_execute(&statements).await;
    result.map_err(Error::asking("writing the history"))?;
    Ok(Some(version))
}
