//! Reading a migrations directory, with every rule of its names, numbers and texts.
//!
//! Start with [`Directory::read`]: list the files, read their texts, then look at the numbers.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

use sqldb_analyze::Diagnostic;
use sqldb_analyze::catalog::{Catalog, Major};
use sqldb_analyze::replay::{self, MigrationDiagnostic};

use crate::embedded::EmbeddedMigration;
use crate::error::DirectoryError;
use crate::extension::extension_scripts;
use crate::file_name::{Classification, Correction, Direction, FileName, Malformed, classify};
use crate::settings::Settings;
use crate::source::{self, History};
use crate::{statements, text};

/// A directory whose migrations meet all the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    /// The path, as the caller named it.
    pub path: PathBuf,
    /// The migrations, by rising number.
    pub migrations: Vec<Migration>,
}

/// One migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The number that the file's name begins with; greater than 0.
    pub version: i64,
    /// The description between the number and `.up.sql`.
    pub name: String,
    /// The file's name, such as `1_create_table.up.sql`.
    pub file: String,
    /// The whole text of the file.
    pub sql: String,
    /// The file that takes the migration back, if there is one.
    pub down: Option<Down>,
}

/// What takes a migration back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Down {
    /// The file's name, such as `1_create_table.down.sql`.
    pub file: String,
    /// The whole text of the file.
    pub sql: String,
}

/// Whether sequential numbers may leave one out. Timestamps always may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gaps {
    /// A missing number is a mistake: most often a file that was not committed.
    #[default]
    Refused,
    /// Numbers need only rise.
    Allowed,
}

/// Numbers from here on are timestamps: the shortest in use is a date, such as `20240131`.
pub(crate) const FIRST_TIMESTAMP: i64 = 10_000_000;

impl Directory {
    /// Reads a directory as `settings` say: by our own rules ([`Directory::read`]), or by those of
    /// the tool that laid it out.
    ///
    /// # Errors
    ///
    /// All mistakes at once, sorted by file.
    pub fn open(path: &Path, settings: Settings) -> Result<Directory, Vec<DirectoryError>> {
        match settings.source {
            None => Directory::read(path, settings.gaps),
            Some(source) => History::read_as(path, source)?.into_directory(path),
        }
    }

    /// Reads the migrations in `path`, sorted by number.
    ///
    /// A migration is `<number>_<name>.up.sql`, where the number is greater than 0, may begin
    /// with zeroes and fits an `i64`; `<number>_<name>.down.sql` beside it is optional.
    /// Sequential numbers leave none out (see [`Gaps`]), but may begin anywhere, because a
    /// history that was squashed begins where the old one ended. A directory without any
    /// migration is in order. Files that nobody would take for a migration (`README.md`,
    /// hidden files, backups of editors) are left out; sub-directories are not read.
    ///
    /// # Errors
    ///
    /// All mistakes at once, sorted by file.
    pub fn read(path: &Path, gaps: Gaps) -> Result<Directory, Vec<DirectoryError>> {
        let mut errors = Vec::new();
        let files = match list(path, &mut errors) {
            Ok(files) => files,
            Err(error) => return Err(vec![error]),
        };
        let next = files.iter().map(|file| file.name.version).max().unwrap_or(0).saturating_add(1);
        let (ups, downs): (Vec<File>, Vec<File>) =
            files.into_iter().partition(|file| file.name.direction == Direction::Up);
        let ups = by_number(path, ups, next, &mut errors);
        let mut downs = by_number(path, downs, next, &mut errors);
        if gaps == Gaps::Refused {
            check_gaps(path, &ups, &mut errors);
        }

        let mut migrations = Vec::new();
        for (version, up) in ups {
            let down = downs.remove(&version).and_then(|down| {
                check_pair(path, &up, &down, &mut errors);
                let sql = read_text(&path.join(&down.file), &mut errors)?;
                Some(Down { file: down.file, sql })
            });
            if let Some(sql) = read_text(&path.join(&up.file), &mut errors) {
                migrations.push(Migration {
                    version,
                    name: up.name.name,
                    file: up.file,
                    sql,
                    down,
                });
            }
        }
        for down in downs.into_values() {
            let up = FileName { direction: Direction::Up, ..down.name.clone() };
            errors.push(DirectoryError::new(
                path.join(&down.file),
                format!("`{}` takes back a migration that does not exist", down.file),
                format!("add `{}`, or remove this file", up.renumbered(up.version)),
            ));
        }
        if errors.is_empty() {
            return Ok(Directory { path: path.to_owned(), migrations });
        }
        errors.sort_by(|one, other| (&one.path, one.place).cmp(&(&other.path, other.place)));
        Err(errors)
    }
}

impl Directory {
    /// The schema after the migrations up to the number `last`, and what of them does not apply.
    /// Messages name the files below `shown`.
    ///
    /// # Errors
    ///
    /// If the scripts of extensions beside the migrations cannot be read.
    pub fn catalog(
        &self,
        postgres: Major,
        last: i64,
        shown: &Path,
    ) -> io::Result<(Catalog, Vec<MigrationDiagnostic>)> {
        let extension_scripts = extension_scripts(&self.path, &shown.to_string_lossy())?;
        let migrations = self.migrations.iter().filter(|migration| migration.version <= last);
        let files: Vec<(String, &str)> = migrations
            .map(|one| (shown.join(&one.file).display().to_string(), one.sql.as_str()))
            .collect();
        let texts: Vec<replay::Migration<'_>> =
            files.iter().map(|(file, sql)| replay::Migration { file, sql }).collect();
        let empty = source::initial(postgres, extension_scripts, texts.iter().map(|text| text.sql));
        Ok(replay::replay_onto(empty, &texts))
    }
}

impl Migration {
    /// What keeps its files from being run, each with the file and its text: a `COMMIT` in the
    /// middle, or a statement that no transaction can hold among others.
    pub fn refusals(&self) -> Vec<(&str, &str, Diagnostic)> {
        let down = self.down.as_ref().map(|down| (down.file.as_str(), down.sql.as_str()));
        let texts = [Some((self.file.as_str(), self.sql.as_str())), down].into_iter().flatten();
        texts
            .filter_map(|(file, sql)| Some((file, sql, statements::plan_of(file, sql).err()?)))
            .collect()
    }

    /// The migration as the runner takes it.
    pub fn embedded(&self) -> EmbeddedMigration<'_> {
        EmbeddedMigration {
            version: self.version,
            name: &self.name,
            file: &self.file,
            sql: &self.sql,
        }
    }
}

struct File {
    file: String,
    name: FileName,
}

fn list(path: &Path, errors: &mut Vec<DirectoryError>) -> Result<Vec<File>, DirectoryError> {
    let entries = fs::read_dir(path).map_err(|error| unreadable_directory(path, &error))?;
    let mut files = Vec::new();
    let mut malformed = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| unreadable_directory(path, &error))?;
        let file_name = entry.file_name();
        // Links to files are followed; a link that leads nowhere is found when it is read.
        let is_directory = fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_dir());
        if is_directory {
            check_sub_directory(&entry.path(), errors);
            continue;
        }
        let Some(file) = file_name.to_str() else {
            check_encoding(&entry.path(), &file_name, errors);
            continue;
        };
        match classify(file) {
            Classification::Migration(name) => files.push(File { file: file.to_owned(), name }),
            Classification::Malformed(reason) => malformed.push((file.to_owned(), reason)),
            Classification::Other => {}
        }
    }
    let last = files.iter().map(|file| &file.name).max_by_key(|name| name.version);
    let width = last.map_or(0, |last| last.width);
    let mut free = last.map_or(1, |last| last.version.saturating_add(1));
    malformed.sort_by(|(one, _), (other, _)| one.cmp(other));
    for (file, Malformed { reason, correction }) in malformed {
        let help = match correction {
            Correction::Rename(name) => format!("rename it to `{name}`"),
            Correction::Number(rest) => {
                let name = format!("{free:0width$}{rest}");
                free = free.saturating_add(1);
                format!("rename it to `{name}`")
            }
            Correction::Advice(advice) => advice,
        };
        let message = format!("`{file}` is no name of a migration: {reason}");
        errors.push(DirectoryError::new(path.join(&file), message, help));
    }
    files.sort_by(|one, other| one.file.cmp(&other.file));
    Ok(files)
}

fn unreadable_directory(path: &Path, error: &io::Error) -> DirectoryError {
    let (message, help) = match error.kind() {
        io::ErrorKind::NotFound => (
            "the migrations directory does not exist".to_owned(),
            "create it, or correct the path, which is relative to the directory of `Cargo.toml`",
        ),
        io::ErrorKind::NotADirectory => (
            "the path of the migrations is a file, not a directory".to_owned(),
            "name the directory that holds the `.up.sql` files",
        ),
        _ => (
            format!("the migrations directory cannot be read: {error}"),
            "make it readable for the user who compiles",
        ),
    };
    DirectoryError::new(path, message, help)
}

/// A sub-directory of anything else is nobody's concern; one with SQL in it would be left out in
/// silence, also where another tool keeps one directory for each migration.
fn check_sub_directory(path: &Path, errors: &mut Vec<DirectoryError>) {
    let hidden = path.file_name().and_then(OsStr::to_str).is_some_and(|name| name.starts_with('.'));
    let Ok(entries) = fs::read_dir(path) else { return };
    let holds_sql = || {
        let mut names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.find(|name| classify(name) != Classification::Other)
    };
    if !hidden && let Some(file) = holds_sql() {
        errors.push(DirectoryError::new(
            path.join(file),
            "migrations in a sub-directory would not be applied",
            "move the file into the migrations directory itself, or out of it",
        ));
    }
}

fn check_encoding(path: &Path, file: &OsStr, errors: &mut Vec<DirectoryError>) {
    if classify(&file.to_string_lossy()) != Classification::Other {
        errors.push(DirectoryError::new(
            path,
            "the name of the file is not UTF-8",
            "rename it with plain letters, such as `1_create_todo_item.up.sql`",
        ));
    }
}

/// The files by their numbers; a second file with the same number is a mistake.
fn by_number(
    path: &Path,
    files: Vec<File>,
    next: i64,
    errors: &mut Vec<DirectoryError>,
) -> BTreeMap<i64, File> {
    let mut numbered = BTreeMap::<i64, File>::new();
    let mut free = next;
    for file in files {
        match numbered.get(&file.name.version) {
            Some(first) => {
                let help = match file.name.direction {
                    Direction::Up => format!("rename it to `{}`", file.name.renumbered(free)),
                    Direction::Down => "remove one of the two".into(),
                };
                free = free.saturating_add(1);
                let message = format!(
                    "`{}` has the number of `{}`: each migration has its own",
                    file.file, first.file
                );
                errors.push(DirectoryError::new(path.join(&file.file), message, help));
            }
            None => {
                numbered.insert(file.name.version, file);
            }
        }
    }
    numbered
}

fn check_gaps(path: &Path, ups: &BTreeMap<i64, File>, errors: &mut Vec<DirectoryError>) {
    let numbered = || ups.values().take_while(|file| file.name.version < FIRST_TIMESTAMP);
    for (before, file) in numbered().zip(numbered().skip(1)) {
        let expected = before.name.version + 1;
        let last_missing = file.name.version - 1;
        if expected > last_missing {
            continue;
        }
        let missing = if expected == last_missing {
            format!("number {expected} is missing")
        } else {
            format!("the numbers {expected} to {last_missing} are missing")
        };
        errors.push(DirectoryError::new(
            path.join(&file.file),
            format!("`{}` follows `{}`: {missing}", file.file, before.file),
            format!(
                "add what is missing, rename this file to `{}`, or allow it with `allow_gaps`",
                file.name.renumbered(expected)
            ),
        ));
    }
}

/// A `down` belongs to the `up` of its number; another description is a sign of a mix-up.
fn check_pair(path: &Path, up: &File, down: &File, errors: &mut Vec<DirectoryError>) {
    if up.name.name != down.name.name {
        let expected = FileName { direction: Direction::Down, ..up.name.clone() };
        errors.push(DirectoryError::new(
            path.join(&down.file),
            format!("`{}` takes back `{}`, but has another description", down.file, up.file),
            format!("rename it to `{}`", expected.renumbered(up.name.version)),
        ));
    }
}

fn read_text(path: &Path, errors: &mut Vec<DirectoryError>) -> Option<String> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            errors.push(DirectoryError::new(
                path,
                format!("the file cannot be read: {error}"),
                "make it readable for the user who compiles, or remove it",
            ));
            return None;
        }
    };
    text::decode(path, bytes).map_err(|error| errors.push(error)).ok()
}
