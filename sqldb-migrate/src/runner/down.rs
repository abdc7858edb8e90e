//! Taking migrations back, which only people ask for.
//!
//! Start with [`plan_down`], which says what would be run; [`down`] runs it, [`redo`] applies
//! again what it took back.

use tokio_postgres::Client;

use super::apply::{self, Task, Way};
use super::error::Error;
use super::history::{History, Rows};
use super::standing::before;
use super::{Applied, Options, Progress, Report, catch_up, locked};
use crate::directory::Migration;
use crate::embedded::EmbeddedMigration;

/// How far down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The last migration is taken back.
    Last,
    /// All above this number are.
    To(i64),
    /// All are.
    All,
}

/// What is taken back, and from where.
#[derive(Clone, Debug)]
pub struct Descent<'m> {
    from: Option<i64>,
    rows: Rows,
    tasks: Vec<Task<'m>>,
}

impl<'m> Descent<'m> {
    /// The ways down, in the order in which they are run: the last migration first.
    pub fn migrations(&self) -> impl Iterator<Item = &EmbeddedMigration<'m>> {
        self.tasks.iter().map(|task| &task.migration)
    }
}

/// Says which migrations a way down takes back; nothing is written.
///
/// # Errors
///
/// If a migration has no file that takes it back, if there is no migration of the number, or if
/// the database was left half-way.
pub async fn plan_down<'m>(
    client: &Client,
    migrations: &'m [Migration],
    target: Target,
) -> Result<Descent<'m>, Error> {
    let rows = Rows::of(migrations.iter().map(|migration| &*migration.file));
    let history = History::read(client, rows).await?;
    let applied = applied(&history, migrations)?;
    let target = match target {
        Target::To(version) => version,
        Target::All => i64::MIN,
        Target::Last => match applied.as_slice() {
            [] => i64::MIN,
            [.., last] => last.version.saturating_sub(1),
        },
    };
    let is_file = |version: i64| migrations.iter().any(|file| file.version == version);
    let last = applied.last().map_or(0, |last| last.version);
    if target > last || (target > 0 && target < last.saturating_sub(1) && !is_file(target)) {
        return Err(Error::refusal(
            format!("there is no migration {target} to go down to: the database is at {last}"),
            "name one that `sqldb migrate status` shows as applied",
        ));
    }
    let mut tasks = Vec::new();
    let mut to: Option<i64> = None;
    for migration in applied {
        if migration.version > target {
            let Some(down) = &migration.down else {
                let file = migration.file.replace(".up.sql", ".down.sql");
                return Err(Error::without_down(&migration.file, &file));
            };
            let way = EmbeddedMigration {
                version: migration.version,
                name: &migration.name,
                file: &down.file,
                sql: &down.sql,
            };
            tasks.push(Task::new(way, Way::Down { to })?);
        }
        to = Some(migration.version);
    }
    tasks.reverse();
    Ok(Descent { from: history.current(), rows, tasks })
}

/// The migrations that are applied, by rising number.
fn applied<'m>(
    history: &History,
    migrations: &'m [Migration],
) -> Result<Vec<&'m Migration>, Error> {
    let embedded: Vec<EmbeddedMigration<'_>> = migrations.iter().map(Migration::embedded).collect();
    let standing = history.standing(&embedded);
    if let Some(version) = standing.dirty {
        return Err(Error::dirty(version, &embedded, before(&embedded, version)));
    }
    if !standing.missing.is_empty() {
        return Err(Error::missing(&standing.missing));
    }
    let is_applied = |version: i64| {
        let not = standing.pending.iter().chain(&standing.late);
        !not.into_iter().any(|migration| migration.version == version)
    };
    Ok(migrations.iter().filter(|migration| is_applied(migration.version)).collect())
}

/// Takes back what [`plan_down`] said.
///
/// # Errors
///
/// See [`Error`]; also if somebody migrated the database in the meantime. What was taken back
/// before the error stays so.
pub async fn down(
    client: &mut Client,
    descent: &Descent<'_>,
    options: &Options<'_>,
) -> Result<Report, Error> {
    locked(client, options, async |client| descend(client, descent, options).await).await
}

async fn descend(
    client: &Client,
    descent: &Descent<'_>,
    options: &Options<'_>,
) -> Result<Report, Error> {
    let mut history = History::read(client, descent.rows).await?;
    if history.current() != descent.from {
        return Err(Error::refusal(
            "somebody migrated the database in the meantime",
            "look again at what would be lost, and start again",
        ));
    }
    history.create(client).await?;
    let mut report = Report { version: history.current(), ..Report::default() };
    for task in &descent.tasks {
        let migration = &task.migration;
        (options.progress)(Progress::Reverting(migration));
        let duration = apply::apply(client, task, &history, options).await?;
        (options.progress)(Progress::Reverted(migration, duration));
        history.note(migration.version, task.way);
        report.version = history.current();
        report.reverted.push(Applied::of(migration, duration));
    }
    Ok(report)
}

/// Takes back what `descent` says and applies it again; with [`None`], runs only the ways up of
/// what is above `version` again, as after `UPDATE schema_migrations SET version = …`.
///
/// # Errors
///
/// As [`down`] and [`migrate`](super::migrate).
pub async fn redo(
    client: &mut Client,
    migrations: &[Migration],
    descent: Again<'_, '_>,
    options: &Options<'_>,
) -> Result<Report, Error> {
    let embedded: Vec<EmbeddedMigration<'_>> = migrations.iter().map(Migration::embedded).collect();
    let rows = Rows::of(embedded.iter().map(|migration| migration.file));
    locked(client, options, async |client| {
        let reverted = match descent {
            Again::DownAndUp(descent) => descend(client, descent, options).await?.reverted,
            Again::UpOnly { version } => {
                let mut history = History::read(client, rows).await?;
                history.create(client).await?;
                let applied = applied(&history, migrations)?;
                let below = applied.iter().rev().find(|migration| migration.version < version);
                let back = history.step_back(version, below.map(|migration| migration.version));
                let result = client.batch_execute(&back).await;
                result.map_err(Error::asking("writing the history"))?;
                Vec::new()
            }
        };
        let report = catch_up(client, &embedded, options).await?;
        Ok(Report { reverted, ..report })
    })
    .await
}

/// How a migration is run again.
#[derive(Clone, Copy, Debug)]
pub enum Again<'d, 'm> {
    /// It is taken back first.
    DownAndUp(&'d Descent<'m>),
    /// Its way up is run as it is, and those of all behind it.
    UpOnly {
        /// The first one.
        version: i64,
    },
}
