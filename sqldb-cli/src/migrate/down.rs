//! `migrate down` and `redo`: what is lost is said first.

use std::io::{IsTerminal, Write};

use sqldb_migrate::runner::{self, Again, Descent, Target};
use sqldb_migrate::{Directory, Losses};
use tokio_postgres::Client;

use super::session::{Session, Where, known};
use super::{losses, report};
use crate::Failure;
use crate::failure::refused;
use crate::json::Json;
use crate::printed::Standard;

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Down {
    /// Take back all above this number
    #[arg(long, value_name = "NUMBER")]
    to: Option<i64>,
    /// Take back all
    #[arg(long, conflicts_with = "to")]
    all: bool,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    place: Where,
}

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Redo {
    /// The first to be done again; the last one if it is left out
    from: Option<i64>,
    /// Run the way up again as it is, without taking anything back
    #[arg(long)]
    up_only: bool,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    place: Where,
}

/// Takes migrations back.
///
/// # Errors
///
/// One cannot be taken back, or nobody agreed.
pub(super) fn down(options: &Down, json: Json) -> Result<(), Failure> {
    let target = match options {
        Down { all: true, .. } => Target::All,
        Down { to: Some(version), .. } => Target::To(*version),
        Down { .. } => Target::Last,
    };
    let (session, mut client) = options.place.connect()?;
    let files = session.files()?;
    // Below the first, nothing is left.
    if let Target::To(version @ 1..) = target {
        known(&files, version)?;
    }
    let descent = plan(&session, &client, &files, target)?;
    agree(&session, &client, &files, &descent, options.yes, json)?;
    let progress = report::progress(json);
    let settings = session.options(&options.place, &progress);
    let down = runner::down(&mut client, &descent, &settings);
    let found = session.runtime.block_on(down).map_err(|error| session.told(error))?;
    report::print(&found, json);
    Ok(())
}

/// Takes migrations back and applies them again.
///
/// # Errors
///
/// As [`down`]; or one cannot be applied.
pub(super) fn redo(options: &Redo, json: Json) -> Result<(), Failure> {
    let (session, mut client) = options.place.connect()?;
    let files = session.files()?;
    let progress = report::progress(json);
    let settings = session.options(&options.place, &progress);
    let found = if options.up_only {
        let version = match options.from {
            Some(from) => from,
            None => last(&session, &client, &files)?,
        };
        let again = Again::UpOnly { version };
        let redo = runner::redo(&mut client, &files.migrations, again, &settings);
        session.runtime.block_on(redo).map_err(|error| session.told(error))?
    } else {
        let target = match options.from {
            Some(from) => below(&files, from)?,
            None => Target::Last,
        };
        let descent = plan(&session, &client, &files, target)?;
        agree(&session, &client, &files, &descent, options.yes, json)?;
        let again = Again::DownAndUp(&descent);
        let redo = runner::redo(&mut client, &files.migrations, again, &settings);
        session.runtime.block_on(redo).map_err(|error| session.told(error))?
    };
    report::print(&found, json);
    Ok(())
}

fn plan<'f>(
    session: &Session,
    client: &Client,
    files: &'f Directory,
    target: Target,
) -> Result<Descent<'f>, Failure> {
    let plan = runner::plan_down(client, &files.migrations, target);
    session.runtime.block_on(plan).map_err(|error| session.told(error))
}

/// The number that the database is at.
fn last(session: &Session, client: &Client, files: &Directory) -> Result<i64, Failure> {
    let migrations = super::session::embedded(files);
    let status = session.runtime.block_on(runner::status(client, &migrations))?;
    status.version.ok_or_else(|| refused("no migration is applied"))
}

/// To take back `from` is to go down to the one before it.
fn below(files: &Directory, from: i64) -> Result<Target, Failure> {
    let position = known(files, from)?;
    let before = position.checked_sub(1).and_then(|before| files.migrations.get(before));
    Ok(before.map_or(Target::All, |before| Target::To(before.version)))
}

/// Says what is lost, and asks.
fn agree(
    session: &Session,
    client: &Client,
    files: &Directory,
    descent: &Descent<'_>,
    yes: bool,
    json: Json,
) -> Result<(), Failure> {
    let last = descent.migrations().map(|down| down.version).max();
    let Some(last) = last else { return Ok(()) };
    let (before, _) = files.catalog(session.database.settings.postgres, last, &files.path)?;
    let lost = Losses::of(&before, descent.migrations());
    let lines = session.runtime.block_on(losses::told(client, &lost));
    if json == Json::No {
        for down in descent.migrations() {
            println!("will run   {}", down.file);
        }
        match lines.as_slice() {
            [] => println!("no data will be lost"),
            lines => {
                let style = anstyle::AnsiColor::Red.on_default().bold();
                crate::printed::styled(format_args!("{style}will be lost:{style:#}\n"));
                lines.iter().for_each(|line| println!("  {line}"));
            }
        }
    }
    if yes {
        return Ok(());
    }
    if json == Json::Yes || !std::io::stdin().is_terminal() {
        let lost = match lines.as_slice() {
            [] => String::new(),
            lines => format!("; lost would be: {}", lines.join(", ")),
        };
        return Err(refused(format!("nobody can be asked: say `--yes` to take it back{lost}")));
    }
    print!("take it back? [y/N] ");
    Standard.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(refused("nothing was done")),
    }
}

#[cfg(test)]
mod tests {
    use sqldb_migrate::Migration;

    use super::*;

    #[test]
    fn from_one_on_is_down_to_the_one_before() {
        let migration = |version| Migration {
            version,
            name: String::new(),
            file: String::new(),
            sql: String::new(),
            down: None,
        };
        let files = Directory { path: "".into(), migrations: [3, 7].map(migration).into() };
        assert_eq!(below(&files, 7).unwrap(), Target::To(3));
        assert_eq!(below(&files, 3).unwrap(), Target::All);
        assert!(below(&files, 4).is_err());
    }
}
