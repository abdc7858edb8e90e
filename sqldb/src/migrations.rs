//! Applying the migrations that are compiled into the program.

use std::time::Duration;

use sqldb_migrate::runner::{self, Mode, Options, Progress, Timeouts};
use tokio_postgres::Client;

use crate::config::Migrate;
use crate::definition::Definition;
use crate::error::{Error, Result};

/// Applies the migrations that are missing; with [`Migrate::Off`], makes sure that none is.
///
/// # Errors
/// One fails, or is missing; or the environment sets a limit of time that is no number.
pub(crate) async fn apply(
    client: &mut Client,
    definition: &Definition,
    migrate: Migrate,
    extensions: &[String],
) -> Result<()> {
    let mode = match migrate {
        Migrate::Auto => Mode::Apply,
        Migrate::Off => Mode::CheckOnly,
    };
    let options = Options {
        mode,
        timeouts: timeouts(&|variable| std::env::var(variable).ok())?,
        prepared: extensions,
        progress: &say,
        ..Options::default()
    };
    match runner::migrate(client, definition.migrations, &options).await {
        Ok(_) => Ok(()),
        Err(error) => {
            let name = definition.name;
            let sentence = match migrate {
                Migrate::Off if error.is_behind() => {
                    format!("migrations are off for the database `{name}`")
                }
                _ => format!("the database `{name}` could not be migrated"),
            };
            Err(Error::provision(sentence, Unmigrated(error)))
        }
    }
}

/// Why a migration failed, without what may be values of rows: a program's log is not the place for
/// them. `sqldb migrate` prints all.
struct Unmigrated(runner::Error);

impl std::fmt::Display for Unmigrated {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.failure() {
            Some(failure) => formatter.write_str(failure.without_values()),
            None => std::fmt::Display::fmt(&self.0, formatter),
        }
    }
}

impl std::fmt::Debug for Unmigrated {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, formatter)
    }
}

// Its source is the server's answer, which has the values.
impl std::error::Error for Unmigrated {}

/// Only what may take long is worth a line: another process that migrates.
fn say(progress: Progress<'_>) {
    if let Progress::Waiting(_) = progress {
        eprintln!("sqldb: waiting for another process that migrates the database …");
    }
}

/// PostgreSQL's limits for the statements of migrations, in seconds.
fn timeouts(environment: &dyn Fn(&str) -> Option<String>) -> Result<Timeouts> {
    let limit = |variable: &str| {
        let Some(text) = environment(variable).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let seconds = text.parse::<f64>().ok().filter(|seconds| *seconds > 0.0);
        let limit = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        limit.map(Some).ok_or_else(|| {
            Error::configuration(format!(
                "`{variable}={text}` is no number of seconds above 0, such as `2.5`"
            ))
        })
    };
    Ok(Timeouts {
        lock: limit("SQLDB_MIGRATE_LOCK_TIMEOUT")?,
        statement: limit("SQLDB_MIGRATE_STATEMENT_TIMEOUT")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_of_time_are_seconds() {
        let with = |value: &'static str| {
            timeouts(&move |variable| variable.contains("LOCK").then(|| value.to_owned()))
        };
        assert_eq!(with("2.5").unwrap().lock, Some(Duration::from_millis(2500)));
        assert_eq!(with("").unwrap(), Timeouts::default());
        for wrong in ["3s", "0", "-1", "1e99"] {
            let message = with(wrong).unwrap_err().to_string();
            assert!(message.contains("SQLDB_MIGRATE_LOCK_TIMEOUT"), "{message}");
        }
    }
}
