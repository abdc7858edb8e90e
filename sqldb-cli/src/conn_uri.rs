//! `conn-uri`: the connection string of a database, for other programs.

use crate::Failure;
use crate::json::Json;
use crate::target::Wanted;

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    wanted: Wanted,
}

/// Prints it. The server runs some seconds longer than this process, and as long as somebody uses it.
///
/// # Errors
///
/// The database is not found.
pub(crate) fn print(options: &Options, json: Json) -> Result<(), Failure> {
    let target = options.wanted.target()?;
    match json {
        Json::Yes => {
            let line = serde_json::json!({ "name": target.name, "url": target.url });
            println!("{line}");
        }
        Json::No => println!("{}", target.url),
    }
    Ok(())
}
