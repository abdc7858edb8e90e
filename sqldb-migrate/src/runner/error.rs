//! Why a database was not migrated.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use sqldb_analyze::render::render;
use sqldb_analyze::{Diagnostic, LineColumn};
use tokio_postgres::error::SqlState;

use super::failure::Failure;
use super::lock::Holder;
use super::standing::Missing;
use crate::embedded::EmbeddedMigration;
use crate::source::Source;

/// Between two lines of help.
const HELP: &str = "\n  = help: ";

/// Why a database was not migrated.
///
/// Displayed, it is a sentence, mostly followed by a line `= help: …`.
#[derive(Debug)]
pub struct Error(Box<Kind>);

#[derive(Debug)]
enum Kind {
    Asking { doing: &'static str, source: tokio_postgres::Error },
    WithoutSchema,
    Locked { waited: Duration, holder: Option<Holder> },
    Dirty { sentence: String, help: String },
    UnknownVersion { sentence: String },
    Late { sentence: String },
    Missing { sentence: String },
    Changed { sentence: String, help: String },
    WithoutDown { sentence: String, help: String },
    Refusal { sentence: String, help: String },
    Behind { sentence: String },
    Refused { drawn: String },
    Failed(Failure),
}

impl Error {
    /// Whether another session held the lock for too long.
    pub fn is_locked(&self) -> bool {
        matches!(*self.0, Kind::Locked { .. })
    }

    /// Whether an earlier run left a migration half-way.
    pub fn is_dirty(&self) -> bool {
        matches!(*self.0, Kind::Dirty { .. })
    }

    /// Whether the database is at a migration of which there is no file: most often a newer
    /// version of the program was here.
    pub fn is_unknown_version(&self) -> bool {
        matches!(*self.0, Kind::UnknownVersion { .. })
    }

    /// Whether a file with a lower number came later than one that is applied.
    pub fn is_late(&self) -> bool {
        matches!(*self.0, Kind::Late { .. })
    }

    /// Whether a migration that was applied has no file any more.
    pub fn is_missing(&self) -> bool {
        matches!(*self.0, Kind::Missing { .. })
    }

    /// Whether the file of a migration that was applied has another text now. Comments, blanks and
    /// the kind of line ends do not count.
    pub fn is_changed(&self) -> bool {
        matches!(*self.0, Kind::Changed { .. })
    }

    /// Whether migrations are missing that [`Mode::CheckOnly`](super::Mode) did not apply.
    pub fn is_behind(&self) -> bool {
        matches!(*self.0, Kind::Behind { .. })
    }

    /// Whether a migration failed because what it makes is there already.
    pub(super) fn is_duplicate(&self) -> bool {
        let code = self.failure().and_then(|failure| failure.code.as_deref());
        matches!(code, Some("42P07" | "42710" | "42701" | "42723" | "42P06"))
    }

    /// The migration that failed, and where.
    pub fn failure(&self) -> Option<&Failure> {
        match &*self.0 {
            Kind::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// What a failed request of our own was to do.
    pub(super) fn asking(doing: &'static str) -> impl FnOnce(tokio_postgres::Error) -> Error {
        move |source| Error(Box::new(Kind::Asking { doing, source }))
    }

    pub(super) fn without_schema() -> Error {
        Error(Box::new(Kind::WithoutSchema))
    }

    pub(super) fn locked(waited: Duration, holder: Option<Holder>) -> Error {
        Error(Box::new(Kind::Locked { waited, holder }))
    }

    /// `before` is what the database is at if the migration is not applied.
    pub(super) fn dirty(
        version: i64,
        migrations: &[EmbeddedMigration<'_>],
        before: Option<i64>,
    ) -> Error {
        let file = migrations.iter().find(|migration| migration.version == version);
        let sentence = match file {
            Some(file) => format!("migration `{}` was left half-way (`dirty`)", file.file),
            None => format!("migration {version} was left half-way (`dirty`)"),
        };
        let table = "schema_migrations";
        let undo = match before {
            Some(before) => format!("UPDATE {table} SET version = {before}, dirty = false"),
            None => format!("DELETE FROM {table} WHERE version = {version}"),
        };
        let help = format!(
            "look at what of it is there{HELP}\
             if all of it is, or once you have completed it: `sqldb migrate repair --completed` \
             (`UPDATE {table} SET dirty = false`){HELP}\
             if none of it is, or once you have undone it: `sqldb migrate repair --undone` (`{undo}`)"
        );
        Error(Box::new(Kind::Dirty { sentence, help }))
    }

    pub(super) fn unknown_version(current: i64, migrations: &[EmbeddedMigration<'_>]) -> Error {
        let sentence = match migrations.last() {
            Some(last) if last.version < current => format!(
                "the database is at migration {current}, but the last file is `{}` (number {})",
                last.file, last.version
            ),
            _ => format!("the database is at migration {current}, for which there is no file"),
        };
        Error(Box::new(Kind::UnknownVersion { sentence }))
    }

    pub(super) fn late(late: &[&EmbeddedMigration<'_>], current: i64) -> Error {
        let sentence = format!(
            "{} not applied, but the database is at migration {current} already",
            enumerate(late)
        );
        Error(Box::new(Kind::Late { sentence }))
    }

    pub(super) fn missing(missing: &[Missing]) -> Error {
        let named: Vec<String> = missing.iter().map(Missing::to_string).collect();
        let sentence = match named.as_slice() {
            [one] => format!("migration {one} was applied, but its file is gone"),
            all => {
                format!("the migrations {} were applied, but their files are gone", all.join(", "))
            }
        };
        Error(Box::new(Kind::Missing { sentence }))
    }

    pub(super) fn changed(changed: &[&EmbeddedMigration<'_>]) -> Error {
        let sentence = format!("{} not what was applied under its number", enumerate(changed));
        let first = changed.first().map_or(0, |migration| migration.version);
        let help = format!(
            "restore the file, and write a new migration{HELP}\
             if the change makes no difference: `sqldb migrate repair` records it{HELP}\
             in a database of your own: `sqldb migrate redo {first}` takes it back and runs it again, \
             `sqldb reset` begins anew"
        );
        Error(Box::new(Kind::Changed { sentence, help }))
    }

    pub(super) fn without_down(file: &str, down: &str) -> Error {
        let sentence = format!("`{file}` has no file that takes it back");
        let help = format!("write `{down}`");
        Error(Box::new(Kind::WithoutDown { sentence, help }))
    }

    pub(super) fn refusal(sentence: impl Into<String>, help: impl Into<String>) -> Error {
        Error(Box::new(Kind::Refusal { sentence: sentence.into(), help: help.into() }))
    }

    pub(super) fn behind(pending: &[&EmbeddedMigration<'_>]) -> Error {
        let sentence = format!("the database is behind: {} not applied", enumerate(pending));
        Error(Box::new(Kind::Behind { sentence }))
    }

    pub(super) fn refused(migration: &EmbeddedMigration<'_>, diagnostic: &Diagnostic) -> Error {
        let LineColumn { line, column } = LineColumn::at(migration.sql, diagnostic.span.start);
        let place = format!("{}:{line}:{column}", migration.file);
        Error(Box::new(Kind::Refused { drawn: render(diagnostic, migration.sql, Some(&place)) }))
    }

    pub(super) fn failed(failure: Failure) -> Error {
        Error(Box::new(Kind::Failed(failure)))
    }

    /// The same, with the directory in front of the file's name where a place in it is shown.
    #[must_use]
    pub fn shown_in(mut self, directory: &Path) -> Error {
        let below = |drawn: &str| {
            let directory = directory.display();
            drawn.replacen("--> ", &format!("--> {directory}/"), 1)
        };
        match &mut *self.0 {
            Kind::Refused { drawn } => *drawn = below(drawn),
            Kind::Failed(failure) => failure.redraw(below),
            _ => {}
        }
        self
    }

    /// The same, with the hint that another tool has migrated the database before.
    pub(super) fn behind_another_tool(mut self, tool: Source) -> Error {
        if let Kind::Failed(failure) = &mut *self.0 {
            let tool = tool.name();
            failure.redraw(|drawn| {
                format!(
                    "{drawn}\n  = help: the database has a history of {tool}: `sqldb migrate baseline \
                     --from {tool}` takes it over"
                )
            });
        }
        self
    }
}

/// The files as a subject with its verb: "`a` is", "`a` and 2 more are".
fn enumerate(migrations: &[&EmbeddedMigration<'_>]) -> String {
    match migrations {
        [] => "nothing is".into(),
        [one] => format!("`{}` is", one.file),
        [one, other] => format!("`{}` and `{}` are", one.file, other.file),
        [one, rest @ ..] => format!("`{}` and {} more are", one.file, rest.len()),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sentence, help) = match &*self.0 {
            Kind::Asking { doing, source } => {
                let Some(error) = source.as_db_error() else {
                    return write!(formatter, "{doing} failed: {source}");
                };
                let (message, code) = (error.message(), error.code());
                write!(formatter, "{doing} failed: {message} (SQLSTATE {})", code.code())?;
                if *code == SqlState::INSUFFICIENT_PRIVILEGE {
                    formatter.write_str(
                        "\n  = help: migrate as a role that may change the schema, such as the database's \
                         owner; a program takes its URL from the variable `SQLDB_<DATABASE>_MIGRATE_URL`",
                    )?;
                }
                return Ok(());
            }
            Kind::WithoutSchema => (
                "no schema of the search path exists, so there is no place for `schema_migrations`"
                    .into(),
                "create one, such as `CREATE SCHEMA public`, or correct `search_path`",
            ),
            Kind::Locked { waited, holder } => {
                let waited = waited.as_secs_f64();
                let sentence = match holder {
                    Some(holder) => format!(
                        "another session migrates the database since {waited:.1} s: {holder}"
                    ),
                    None => format!("another session migrates the database since {waited:.1} s"),
                };
                return match holder {
                    Some(Holder { pid, .. }) => write!(
                        formatter,
                        "{sentence}\n  = help: wait for it, or end it with `SELECT pg_terminate_backend({pid})`"
                    ),
                    None => formatter.write_str(&sentence),
                };
            }
            Kind::Dirty { sentence, help }
            | Kind::Changed { sentence, help }
            | Kind::WithoutDown { sentence, help }
            | Kind::Refusal { sentence, help } => (sentence.clone(), help.as_str()),
            Kind::Late { sentence } => (
                sentence.clone(),
                "`sqldb migrate rebase` gives it a number above all others, so that it is applied last",
            ),
            Kind::Missing { sentence } => (
                sentence.clone(),
                "restore the file\n  = help: if it is gone for good: `sqldb migrate repair` forgets it",
            ),
            Kind::UnknownVersion { sentence } => (
                sentence.clone(),
                "run the version of the program that has its file, or restore the file\n  = help: in a \
                 database of your own: `sqldb reset` begins anew",
            ),
            Kind::Behind { sentence } => {
                let help = "run `sqldb migrate up`, or a program of the crate that declares the database \
                            without `SQLDB_MIGRATE=off`, or call `DB.migrate()`: as a role that may \
                            change the schema";
                (sentence.clone(), help)
            }
            Kind::Refused { drawn } => return formatter.write_str(drawn),
            Kind::Failed(failure) => return failure.fmt(formatter),
        };
        write!(formatter, "{sentence}\n  = help: {help}")
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Asking { source, .. } => Some(source),
            Kind::Failed(failure) => Some(failure.cause()),
            _ => None,
        }
    }
}
