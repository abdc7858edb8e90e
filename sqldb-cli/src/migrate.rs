//! `migrate`: what is applied, and what people do about it by hand.
//!
//! [`session`] finds the files and the database; each command is a file.

mod down;
mod files;
mod history;
mod losses;
mod onto;
mod report;
mod session;
mod status;

use crate::Failure;
use crate::json::Json;
use session::Where;

/// What the command line says.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Apply what is not applied yet
    #[command(
        after_help = "Example: sqldb migrate up\nExample: sqldb migrate up -d todo --lock-timeout 3"
    )]
    Up(#[command(flatten)] Where),
    /// Take back the last migration, or all above a number; says first what is lost
    #[command(after_help = "Example: sqldb migrate down\nExample: sqldb migrate down --to 3 --yes")]
    Down(down::Down),
    /// Show what is applied, and what is changed, missing, late or half-way
    #[command(after_help = "Example: sqldb migrate status --json")]
    Status(#[command(flatten)] Where),
    /// Take back the last migration, or all from a number on, and apply it again
    #[command(after_help = "Example: sqldb migrate redo\nExample: sqldb migrate redo 3 --up-only")]
    Redo(down::Redo),
    /// Begin the history of a database that has the schema already
    #[command(
        after_help = "Example: sqldb migrate baseline 12\nExample: sqldb migrate baseline --from diesel"
    )]
    Baseline(history::Baseline),
    /// Record the files as they are, forget those that are gone, settle what was left half-way
    #[command(after_help = "Example: sqldb migrate repair\nExample: sqldb migrate repair --undone")]
    Repair(history::Repair),
    /// Give files that came late, or that share a number, new numbers behind all others
    #[command(
        after_help = "Example: sqldb migrate rebase --dry-run\nExample: sqldb migrate rebase --onto origin/main"
    )]
    Rebase(files::Rebase),
    /// Write the files of a new migration
    #[command(after_help = "Example: sqldb migrate new \"add due date\" --down")]
    New(files::New),
}

/// Runs it.
///
/// # Errors
///
/// What the command needs is not there, or the database refuses.
pub(crate) fn migrate(command: &Command, json: Json) -> Result<(), Failure> {
    match command {
        Command::Up(place) => history::up(place, json),
        Command::Down(options) => down::down(options, json),
        Command::Status(place) => status::status(place, json),
        Command::Redo(options) => down::redo(options, json),
        Command::Baseline(options) => history::baseline(options, json),
        Command::Repair(options) => history::repair(options, json),
        Command::Rebase(options) => files::rebase(options, json),
        Command::New(options) => files::new(options, json),
    }
}
