//! `migrate up`, `baseline` and `repair`.

use serde_json::json;
use sqldb_migrate::runner::{self, HalfWay};
use sqldb_migrate::source::Source;

use super::report;
use super::session::{Where, embedded, known};
use crate::Failure;
use crate::json::Json;

/// Applies what is not applied yet.
///
/// # Errors
///
/// A migration fails, or something is wrong with the history.
pub(super) fn up(place: &Where, json: Json) -> Result<(), Failure> {
    let (session, mut client) = place.connect()?;
    let files = session.files()?;
    let progress = report::progress(json);
    let options = session.options(place, &progress);
    let migrations = embedded(&files);
    let migrate = runner::migrate(&mut client, &migrations, &options);
    let found = session.runtime.block_on(migrate).map_err(|error| session.told(error))?;
    report::print(&found, json);
    Ok(())
}

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Baseline {
    /// The number of the last migration whose changes the database has
    #[arg(required_unless_present = "from", conflicts_with = "from")]
    version: Option<i64>,
    /// The tool that migrated it, whose table says what is applied: sqlx, diesel, refinery, goose,
    /// dbmate, prisma or drizzle
    #[arg(long, value_name = "TOOL", value_parser = tool)]
    from: Option<Source>,
    #[command(flatten)]
    place: Where,
}

fn tool(name: &str) -> Result<Source, String> {
    Source::named(name).ok_or_else(|| {
        let known = Source::ALL.map(Source::name).join(", ");
        format!("the tools are {known}")
    })
}

/// Begins a history.
///
/// # Errors
///
/// The database has one, or that of the tool cannot be taken over.
pub(super) fn baseline(options: &Baseline, json: Json) -> Result<(), Failure> {
    let (session, mut client) = options.place.connect()?;
    let files = session.files()?;
    if let Some(version) = options.version {
        known(&files, version)?;
    }
    let migrations = embedded(&files);
    let progress = report::progress(json);
    let settings = session.options(&options.place, &progress);
    let begun = session.runtime.block_on(async {
        match (options.version, options.from) {
            (_, Some(tool)) => runner::take_over(&mut client, tool, &migrations, &settings).await,
            (version, None) => {
                runner::baseline(&mut client, &migrations, version.unwrap_or(0), &settings).await
            }
        }
    })?;
    match json {
        Json::Yes => println!("{}", json!({ "recorded": begun })),
        Json::No => {
            begun.iter().for_each(|file| println!("recorded   {file}"));
            match begun.len() {
                0 => println!("nothing is applied: `sqldb migrate up` begins"),
                count => println!("{count} of {} migrations are applied", migrations.len()),
            }
        }
    }
    Ok(())
}

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Repair {
    /// What was left half-way is all there
    #[arg(long, conflicts_with = "undone")]
    completed: bool,
    /// Nothing is there of what was left half-way
    #[arg(long)]
    undone: bool,
    #[command(flatten)]
    place: Where,
}

/// Makes the history say what is true.
///
/// # Errors
///
/// A migration was left half-way, and the command line does not say what is there of it.
pub(super) fn repair(options: &Repair, json: Json) -> Result<(), Failure> {
    let half_way = match options {
        Repair { completed: true, .. } => HalfWay::Completed,
        Repair { undone: true, .. } => HalfWay::Undone,
        Repair { .. } => HalfWay::Unknown,
    };
    let (session, mut client) = options.place.connect()?;
    let files = session.files()?;
    let progress = report::progress(json);
    let settings = session.options(&options.place, &progress);
    let migrations = embedded(&files);
    let repair = runner::repair(&mut client, &migrations, half_way, &settings);
    let found = session.runtime.block_on(repair)?;
    if json == Json::Yes {
        println!(
            "{}",
            json!({
                "recorded": found.recorded,
                "forgotten": found.forgotten,
                "settled": found.settled,
                "late": found.late,
                "version": found.version,
            })
        );
        return Ok(());
    }
    if let Some(version) = found.settled {
        println!("settled    migration {version}");
    }
    found.recorded.iter().for_each(|file| println!("recorded   {file} as it is now"));
    for migration in &found.forgotten {
        println!("forgot     {migration}; what it did to the database is still there");
    }
    for file in &found.late {
        println!("late       {file}: `sqldb migrate rebase` gives it a new number");
    }
    match found.version {
        Some(version) => println!("the database is at migration {version}"),
        None => println!("no migration is applied"),
    }
    Ok(())
}
