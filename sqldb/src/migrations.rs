//! Applying the migrations that are compiled into the program.

use sqldb_migrate::runner::{self, Mode, Options, Progress};
use tokio_postgres::Client;

use crate::config::{Migrate, url_variable};
use crate::definition::Definition;
use crate::error::{Error, Result};

/// Applies the migrations that are missing; with [`Migrate::Off`], makes sure that none is.
///
/// # Errors
/// One fails, or is missing.
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
    let options = Options { mode, prepared: extensions, progress: &say, ..Options::default() };
    match runner::migrate(client, definition.migrations, &options).await {
        Ok(_) => Ok(()),
        Err(error) => {
            let name = definition.name;
            let sentence = match migrate {
                Migrate::Off if error.is_behind() => format!(
                    "migrations are off for the database `{name}`, and its schema is behind; call \
                     `DB.migrate()`, or run once without `SQLDB_MIGRATE=off` and with `{}` set to a \
                     role that may change the schema",
                    url_variable(name)
                ),
                _ => format!("the database `{name}` could not be migrated"),
            };
            Err(Error::provision(sentence, error))
        }
    }
}

/// Only what may take long is worth a line: another process that migrates.
fn say(progress: Progress<'_>) {
    if let Progress::Waiting(_) = progress {
        eprintln!("sqldb: waiting for another process that migrates the database …");
    }
}
