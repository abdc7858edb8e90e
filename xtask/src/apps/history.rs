//! The migrations, replayed by the engine and run on the server.

use std::path::Path;

use sqldb_analyze::catalog::{Catalog, Major};
use sqldb_analyze::render::render;
use sqldb_analyze::replay::{Migration, apply};
use sqldb_analyze::split::split;
use sqldb_analyze::{Diagnostic, LineColumn};
use sqldb_migrate::source::{History, Step};

use super::listing::{self, listing};
use crate::introspect::{self, SystemTypes};
use crate::session::{Refused, Session};

/// What became of the migrations.
pub(crate) struct Replayed {
    /// The engine's catalog.
    pub(crate) catalog: Catalog,
    /// How many files there are.
    files: usize,
    /// What the engine refuses.
    mistakes: Vec<String>,
    /// What the server refuses.
    failed: Vec<String>,
    /// By file: lines of a catalog that the other does not have.
    differences: Vec<(String, Vec<String>)>,
}

/// Replays and runs all files.
pub(crate) fn replay(
    session: &mut Session,
    major: Major,
    directory: &Path,
    before: Option<&Path>,
) -> Result<Replayed, String> {
    let inside = directory.join("migrations");
    let path = if inside.is_dir() { inside.as_path() } else { directory };
    let history = History::read(path).map_err(|errors| {
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        errors.join("\n")
    })?;
    let mut steps = history.steps;
    let sql = history.source.bookkeeping().to_owned();
    let file = "the tool".to_owned();
    steps.insert(0, Step { version: String::new(), name: String::new(), file, sql, down: None });
    if let Some(before) = before {
        let sql = std::fs::read_to_string(before).map_err(|error| error.to_string())?;
        let file = "before".to_owned();
        steps
            .insert(0, Step { version: String::new(), name: String::new(), file, sql, down: None });
    }
    let mut replayed = Replayed {
        catalog: Catalog { major, ..Catalog::default() },
        files: steps.len() - 1,
        mistakes: Vec::new(),
        failed: Vec::new(),
        differences: Vec::new(),
    };
    let mut known = Vec::new();
    let system = SystemTypes::of(session, major)?;
    for Step { file, sql, .. } in &steps {
        let mistakes = apply(&mut replayed.catalog, &Migration { file, sql });
        replayed.mistakes.extend(mistakes.iter().map(|mistake| drawn(mistake, file, sql)));
        if let Err(refused) = run(session, sql) {
            replayed.failed.push(format!("{file}: {} {}", refused.code, refused.message));
        }
        // A session of its own, as the engine has it.
        session.rows("DISCARD ALL")?;
        let server = introspect::catalog(session, major, &system)?;
        let members = listing::members(session)?;
        let found = differences(&replayed.catalog, &server, &members);
        let new: Vec<String> =
            found.iter().filter(|line| !known.contains(*line)).cloned().collect();
        if !new.is_empty() {
            replayed.differences.push((file.clone(), new));
        }
        known = found;
    }
    Ok(replayed)
}

/// Runs a file in a transaction, in which a `BEGIN` of its own does nothing; or, where it holds what
/// no transaction can, statement by statement.
fn run(session: &mut Session, sql: &str) -> Result<(), Refused> {
    session.run("BEGIN")?;
    let done = session.run(sql);
    // What failed is rolled back by it.
    let ended = session.run("COMMIT");
    match done.and(ended) {
        Err(refused) if TOGETHER.contains(&refused.code.as_str()) => {
            for span in split(sql) {
                session.run(span.text(sql))?;
            }
            Ok(())
        }
        done => done.map(|_| ()),
    }
}

/// What is only refused because a file is run in one transaction.
const TOGETHER: [&str; 3] = [ACTIVE_TRANSACTION, INVALID_TERMINATION, UNSAFE_NEW_VALUE];
/// `CREATE INDEX CONCURRENTLY` and its kin.
const ACTIVE_TRANSACTION: &str = "25001";
/// A `COMMIT` in a block.
const INVALID_TERMINATION: &str = "2D000";
/// An enum's label that is used in the transaction that adds it.
const UNSAFE_NEW_VALUE: &str = "55P04";

/// What one catalog has and the other has not, each line with its side in front.
fn differences(ours: &Catalog, server: &Catalog, members: &[String]) -> Vec<String> {
    let (ours, server) = (listing(ours, members), listing(server, members));
    let only = |these: &[String], those: &[String], side: &str| {
        let missing = these.iter().filter(|line| those.binary_search(line).is_err());
        missing.map(|line| format!("{side} {line}")).collect::<Vec<String>>()
    };
    let mut found = only(&ours, &server, "engine");
    found.extend(only(&server, &ours, "server"));
    found
}

fn drawn(mistake: &Diagnostic, file: &str, sql: &str) -> String {
    let LineColumn { line, column } = LineColumn::at(sql, mistake.span.start);
    render(mistake, sql, Some(&format!("{file}:{line}:{column}")))
}

impl Replayed {
    pub(crate) fn text(&self) -> String {
        let mut text = format!(
            "migrations: {} files, {} mistakes of the engine, {} refused by the server, \
             {} with differences of the catalog\n",
            self.files,
            self.mistakes.len(),
            self.failed.len(),
            self.differences.len(),
        );
        for mistake in &self.mistakes {
            text.push_str(&format!("\nREPLAY {mistake}\n"));
        }
        for failed in &self.failed {
            text.push_str(&format!("\nSERVER {failed}\n"));
        }
        for (file, lines) in &self.differences {
            text.push_str(&format!("\nCATALOG after {file}\n"));
            for line in lines {
                text.push_str(&format!("    {line}\n"));
            }
        }
        text
    }
}
