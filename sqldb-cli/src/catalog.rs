//! `catalog dump`: what an extension makes, as statements that migrations are replayed with.

use serde_json::json;

use crate::json::Json;
use crate::{Failure, target};

/// What the command line says.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Print what an installed extension makes; `migrations/extensions/<name>.sql` is the place for it
    #[command(
        after_help = "Example: sqldb catalog dump --database URL timescaledb > migrations/extensions/timescaledb.sql"
    )]
    Dump {
        /// The connection string of a database that has the extension
        #[arg(long, value_name = "URL")]
        database: String,
        /// Its name
        extension: String,
    },
}

/// The members of the extension `$1`, as statements in an order in which each finds what it names.
/// Bodies and functions in C are left out: only signatures count.
const STATEMENTS: &str = include_str!("catalog/dump.sql");

/// Runs it.
///
/// # Errors
///
/// If the server is not reached, or has no such extension.
pub(crate) fn run(command: &Command, json: Json) -> Result<(), Failure> {
    let Command::Dump { database, extension } = command;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let statements = runtime.block_on(statements(database, extension))?;
    if json == Json::Yes {
        println!("{}", json!({ "extension": extension, "statements": statements }));
        return Ok(());
    }
    println!("-- What the extension \"{extension}\" makes, by `sqldb catalog dump`.");
    for statement in statements {
        println!("{statement}");
    }
    Ok(())
}

async fn statements(database: &str, extension: &str) -> Result<Vec<String>, Failure> {
    let client = target::connect(&target::server(database, "`--database`")?).await?;
    let schema = "SELECT quote_ident(nspname) FROM pg_extension e \
                  JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = $1";
    let found = client.query_opt(schema, &[&extension]).await?;
    let found = found.ok_or_else(|| {
        format!("the database has no extension `{extension}`: run `CREATE EXTENSION` there first")
    })?;
    // Names of the extension's own schema are written without it.
    let schema: String = found.try_get(0)?;
    client.batch_execute(&format!("SET search_path = {schema}")).await?;
    let rows = client.query(STATEMENTS, &[&extension]).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?)
}
