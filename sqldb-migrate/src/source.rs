//! Histories of migrations as other tools lay them out, read as they are.
//!
//! Start with [`History::read`]. Each tool's rules stand at its variant of [`Source`]; `layout`
//! lists files and their order, `section` cuts the way up out of files that hold both ways,
//! `bookkeeping` knows the tables in which the tools keep what they have applied.

mod bookkeeping;
mod layout;
mod section;

use std::fs;
use std::path::{Path, PathBuf};

use crate::directory::{Directory, Down, Migration};
use crate::error::DirectoryError;
use crate::text;

#[cfg(feature = "runner")]
pub(crate) use bookkeeping::expected;
pub use bookkeeping::initial;

/// Who lays the directory out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// `1_name.up.sql`, with `1_name.down.sql` beside it: ours, golang-migrate's, and sqlx's
    /// reversible ones.
    Sqldb,
    /// `20240131093000_name.sql`, also mixed with `.up.sql` and `.down.sql`.
    Sqlx,
    /// A directory `2024-01-31-093000_name` for each, with `up.sql` and `down.sql` in it.
    Diesel,
    /// `V1__name.sql`, and `U1__name.sql` for those that may come late; both go up.
    Refinery,
    /// `1_name.sql` with the lines `-- +goose Up` and `-- +goose Down`.
    Goose,
    /// `1_name.sql` with the lines `-- migrate:up` and `-- migrate:down`.
    Dbmate,
    /// A directory `20240131093000_name` for each, with `migration.sql` in it.
    Prisma,
    /// `0000_name.sql`, with `meta/_journal.json` beside them, whose order counts; since version 1 a directory
    /// `20240131093000_name` for each, with `migration.sql` and `snapshot.json` in it. Statements are
    /// cut by comments.
    Drizzle,
}

/// A directory's migrations, in the order in which its tool applies them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Whose rules were used.
    pub source: Source,
    /// The migrations.
    pub steps: Vec<Step>,
}

/// One migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The number as it is written, without the signs around it.
    pub version: String,
    /// The description behind the number.
    pub name: String,
    /// The file below the directory, such as `2024-01-31-093000_todo/up.sql`.
    pub file: String,
    /// What the way up runs. Lines that do not belong to it are empty, so that places in this text
    /// are places in the file.
    pub sql: String,
    /// What takes it back, where the tool has that.
    pub down: Option<Down>,
}

impl Source {
    /// All of them.
    pub const ALL: [Source; 8] = [
        Source::Sqldb,
        Source::Sqlx,
        Source::Diesel,
        Source::Refinery,
        Source::Goose,
        Source::Dbmate,
        Source::Prisma,
        Source::Drizzle,
    ];

    /// The name, as in `source = "diesel"`. Files of our own form that golang-migrate laid out may
    /// have gaps, and the number 0.
    ///
    /// ```
    /// use sqldb_migrate::source::Source;
    ///
    /// assert_eq!(Source::named("diesel"), Some(Source::Diesel));
    /// assert_eq!(Source::named("flyway"), None);
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Source::Sqldb => "golang-migrate",
            Source::Sqlx => "sqlx",
            Source::Diesel => "diesel",
            Source::Refinery => "refinery",
            Source::Goose => "goose",
            Source::Dbmate => "dbmate",
            Source::Prisma => "prisma",
            Source::Drizzle => "drizzle",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Source> {
        Source::ALL.into_iter().find(|source| source.name() == name)
    }

    /// Whether a file holds both ways, so that the migration is a part of it.
    pub fn has_both_ways_in_a_file(self) -> bool {
        matches!(self, Source::Goose | Source::Dbmate)
    }
}

impl History {
    /// Reads a directory, whoever laid it out: the names of files tell, and where they do not, the
    /// lines that mark the ways.
    ///
    /// # Errors
    ///
    /// All that keeps the tool itself from applying the directory: unreadable files, two of one number
    /// where it goes by numbers; or names that no known tool gives.
    pub fn read(path: &Path) -> Result<History, Vec<DirectoryError>> {
        let listing = layout::list(path).map_err(|error| vec![error])?;
        let source = match layout::of_names(&listing) {
            Some(Source::Sqlx) => section::of_texts(path, &listing).unwrap_or(Source::Sqlx),
            Some(source) => source,
            None => return unknown(path, &listing),
        };
        History::read_as(path, source)
    }

    /// Reads a directory by the rules of one tool.
    ///
    /// # Errors
    ///
    /// As [`History::read`].
    pub fn read_as(path: &Path, source: Source) -> Result<History, Vec<DirectoryError>> {
        let listing = layout::list(path).map_err(|error| vec![error])?;
        let mut errors = Vec::new();
        let mut steps = Vec::new();
        for found in layout::ordered(path, &listing, source, &mut errors) {
            match read(path, &found.file, source) {
                Ok((sql, down)) => {
                    let layout::Found { version, name, file } = found;
                    steps.push(Step { version, name, file, sql, down });
                }
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(History { source, steps }) } else { Err(errors) }
    }
}

fn read(
    directory: &Path,
    file: &str,
    source: Source,
) -> Result<(String, Option<Down>), DirectoryError> {
    let path: PathBuf = directory.join(file);
    let sql = read_text(&path)?;
    let marks = match source {
        Source::Goose => section::GOOSE,
        Source::Dbmate => section::DBMATE,
        Source::Sqldb | Source::Sqlx | Source::Diesel => {
            // `up.sql` in a directory, or `1_name.up.sql`.
            let beside = file.strip_suffix("up.sql").map(|rest| format!("{rest}down.sql"));
            let beside = beside.filter(|down| directory.join(down).is_file());
            let down = beside.map(|file| {
                let sql = read_text(&directory.join(&file))?;
                Ok(Down { file, sql })
            });
            return Ok((sql, down.transpose()?));
        }
        Source::Refinery | Source::Prisma | Source::Drizzle => return Ok((sql, None)),
    };
    let down = section::down(&sql, marks).map(|sql| Down { file: file.to_owned(), sql });
    Ok((section::up(&path, &sql, marks)?, down))
}

fn read_text(path: &Path) -> Result<String, DirectoryError> {
    let bytes = fs::read(path).map_err(|error| {
        let message = format!("the file cannot be read: {error}");
        DirectoryError::new(path, message, "make it readable, or remove it")
    })?;
    text::utf8(path, bytes)
}

impl History {
    /// The same as a directory of our own, whose numbers are those of the tool.
    ///
    /// # Errors
    ///
    /// A number that is no `bigint`, or that of two migrations.
    pub fn into_directory(self, path: &Path) -> Result<Directory, Vec<DirectoryError>> {
        let mut errors = Vec::new();
        let mut migrations: Vec<Migration> = Vec::new();
        for Step { version, name, file, sql, down } in self.steps {
            match version.parse::<i64>() {
                Ok(version) => migrations.push(Migration { version, name, file, sql, down }),
                Err(_) => errors.push(DirectoryError::new(
                    path.join(&file),
                    format!("`{version}` is no number that PostgreSQL's `bigint` holds"),
                    "rename it, such as to the time at which it was written: `20240131093000`",
                )),
            }
        }
        for (at, migration) in migrations.iter().enumerate() {
            let mut earlier = migrations.iter().take(at);
            if let Some(before) = earlier.find(|before| before.version == migration.version) {
                errors.push(DirectoryError::new(
                    path.join(&migration.file),
                    format!("`{}` has the number of `{}`", migration.file, before.file),
                    "give one of them another number, also where it is noted as applied",
                ));
            }
        }
        match errors.is_empty() {
            true => Ok(Directory { path: path.to_owned(), migrations }),
            false => Err(errors),
        }
    }
}

/// A directory in which nothing looks like a migration is one without migrations; SQL under other
/// names would be left out in silence.
fn unknown(path: &Path, listing: &layout::Listing) -> Result<History, Vec<DirectoryError>> {
    match listing.files.iter().find(|file| file.to_ascii_lowercase().ends_with(".sql")) {
        None => Ok(History { source: Source::Sqldb, steps: Vec::new() }),
        Some(file) => Err(vec![DirectoryError::new(
            path.join(file),
            format!("`{file}` is named as no known tool names its migrations"),
            "name it `1_<name>.up.sql`, or as sqlx (`1_<name>.sql`), refinery (`V1__<name>.sql`), diesel \
             (`1_<name>/up.sql`) or prisma (`1_<name>/migration.sql`) do",
        )]),
    }
}
