//! Which files are migrations, and in which order they go.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::Source;
use crate::error::DirectoryError;

/// What a directory holds, sorted by name.
pub(super) struct Listing {
    pub(super) files: Vec<String>,
    /// Sub-directories, each with the names of its files.
    pub(super) directories: BTreeMap<String, Vec<String>>,
}

/// A migration that is not read yet.
pub(super) struct Found {
    pub(super) version: String,
    pub(super) name: String,
    pub(super) file: String,
}

/// Lists a directory; hidden files are nobody's migrations.
pub(super) fn list(path: &Path) -> Result<Listing, DirectoryError> {
    let mut listing = Listing { files: names(path)?, directories: BTreeMap::new() };
    for file in std::mem::take(&mut listing.files) {
        match path.join(&file).is_dir() {
            true => {
                let inside = names(&path.join(&file))?;
                listing.directories.insert(file, inside);
            }
            false => listing.files.push(file),
        }
    }
    Ok(listing)
}

fn names(path: &Path) -> Result<Vec<String>, DirectoryError> {
    let unreadable = |error: std::io::Error| {
        let message = format!("the migrations directory cannot be read: {error}");
        DirectoryError::new(path, message, "correct the path, or make it readable")
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        // A name that is no UTF-8 is none that a tool gives.
        if let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Who names files so; [`Source::Sqlx`] stands for goose and dbmate too, whose names are the same.
pub(super) fn of_names(listing: &Listing) -> Option<Source> {
    let holds = |file: &str| {
        listing.directories.values().any(|inside| inside.iter().any(|name| name == file))
    };
    let journal = listing.directories.get("meta");
    let numbered = || listing.files.iter().filter(|file| numbered(file).is_some());
    if listing.files.iter().any(|file| refinery(file).is_some()) {
        Some(Source::Refinery)
    } else if numbered().next().is_some() {
        let ways = |file: &String| file.ends_with(".up.sql") || file.ends_with(".down.sql");
        match journal.is_some_and(|inside| inside.iter().any(|name| name == "_journal.json")) {
            true => Some(Source::Drizzle),
            false if numbered().all(ways) => Some(Source::Sqldb),
            false => Some(Source::Sqlx),
        }
    } else if holds("up.sql") {
        Some(Source::Diesel)
    } else if holds("migration.sql") {
        Some(if holds("snapshot.json") { Source::Drizzle } else { Source::Prisma })
    } else {
        None
    }
}

/// The migrations in the order of their tool.
pub(super) fn ordered(
    path: &Path,
    listing: &Listing,
    source: Source,
    errors: &mut Vec<DirectoryError>,
) -> Vec<Found> {
    let found = match source {
        Source::Diesel => in_directories(listing, "up.sql"),
        Source::Prisma => in_directories(listing, "migration.sql"),
        Source::Refinery => listing.files.iter().filter_map(|file| refinery(file)).collect(),
        Source::Drizzle if listing.files.iter().all(|file| numbered(file).is_none()) => {
            in_directories(listing, "migration.sql")
        }
        Source::Sqldb | Source::Sqlx | Source::Goose | Source::Dbmate | Source::Drizzle => {
            listing.files.iter().filter_map(|file| numbered(file)).collect::<Vec<Found>>()
        }
    };
    let journal = match source {
        Source::Drizzle => fs::read_to_string(path.join(JOURNAL)).unwrap_or_default(),
        _ => String::new(),
    };
    if journal.contains("\"tag\"") {
        return of_journal(path, &journal, found, errors);
    }
    if found.is_empty() {
        errors.extend(anothers(path, listing, source));
    }
    let mut found: Vec<Found> =
        found.into_iter().filter(|found| !found.file.ends_with(".down.sql")).collect();
    // The tools compare numbers; those of directories are words of one width, compared as such.
    match source {
        // Of prisma's the whole name counts, which two of one number do not share.
        Source::Prisma => {
            found.sort_by(|a, b| a.file.cmp(&b.file));
            return found;
        }
        Source::Diesel => found.sort_by(|a, b| a.version.cmp(&b.version)),
        _ => found.sort_by_key(|found| found.version.parse::<u64>().unwrap_or(u64::MAX)),
    }
    for (before, after) in found.iter().zip(found.iter().skip(1)) {
        let number = |found: &Found| found.version.trim_start_matches('0').to_owned();
        if number(before) == number(after) {
            let message = format!("`{}` has the number of `{}`", after.file, before.file);
            let help = "give one of them another number";
            errors.push(DirectoryError::new(path.join(&after.file), message, help));
        }
    }
    for file in listing.files.iter().filter(|file| source == Source::Refinery && is_code(file)) {
        let message = format!("`{file}` is a migration in Rust, whose SQL cannot be read");
        let help = "write what it changes as SQL in a file of the same name";
        errors.push(DirectoryError::new(path.join(file), message, help));
    }
    found
}

/// The migrations that drizzle's journal names, in its order: a file that it does not name is not
/// applied, and two may have one number.
fn of_journal(
    path: &Path,
    journal: &str,
    mut found: Vec<Found>,
    errors: &mut Vec<DirectoryError>,
) -> Vec<Found> {
    let mut ordered = Vec::new();
    for tag in journal.split("\"tag\"").skip(1).filter_map(|rest| rest.split('"').nth(1)) {
        let file = format!("{tag}.sql");
        match found.iter().position(|found| found.file == file) {
            Some(at) => ordered.push(found.swap_remove(at)),
            None => {
                let message = format!("`{file}` is not there, which the journal names");
                let help = "restore it, or take its entry out of the journal";
                errors.push(DirectoryError::new(path.join(JOURNAL), message, help));
            }
        }
    }
    ordered
}

/// Where drizzle lists its migrations.
const JOURNAL: &str = "meta/_journal.json";

/// That the directory is laid out, but by somebody else: nothing of it would be applied, in silence.
fn anothers(path: &Path, listing: &Listing, source: Source) -> Option<DirectoryError> {
    let help = match of_names(listing) {
        Some(other) => format!("the names are as those of {0}: `source = \"{0}\"`", other.name()),
        None if listing.files.iter().any(|file| file.ends_with(".sql")) => {
            format!("name the files as {} does", source.name())
        }
        None => return None,
    };
    let message = format!("nothing here is named as {} names its migrations", source.name());
    Some(DirectoryError::new(path, message, help))
}

/// `1_name.sql`, `1_name.up.sql`: digits, an underscore, a name.
fn numbered(file: &str) -> Option<Found> {
    let stem = file.strip_suffix(".sql")?;
    let stem = stem.strip_suffix(".up").or(stem.strip_suffix(".down")).unwrap_or(stem);
    let digits = stem.len() - stem.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (version, rest) = stem.split_at_checked(digits)?;
    // The greatest number of all these tools is a `bigint`.
    version.parse::<i64>().ok()?;
    let name = rest.strip_prefix(['_', '-'])?.to_owned();
    Some(Found { version: version.to_owned(), name, file: file.to_owned() })
}

/// `V1__name.sql`.
fn refinery(file: &str) -> Option<Found> {
    let (version, name) = file.strip_suffix(".sql")?.strip_prefix(['V', 'U'])?.split_once("__")?;
    version.parse::<u64>().ok()?;
    Some(Found { version: version.to_owned(), name: name.to_owned(), file: file.to_owned() })
}

/// `V1__name.rs`.
fn is_code(file: &str) -> bool {
    let stem = file.strip_suffix(".rs");
    stem.is_some_and(|stem| refinery(&format!("{stem}.sql")).is_some())
}

/// A directory each; its number is what stands before the first underscore, and dashes in it mean
/// nothing (`migrations_internals` of diesel).
fn in_directories(listing: &Listing, file: &str) -> Vec<Found> {
    let holding = listing.directories.iter();
    let holding = holding.filter(|(_, inside)| inside.iter().any(|name| name == file));
    let found = holding.map(|(directory, _)| {
        let (version, name) = directory.split_once('_').unwrap_or((directory, ""));
        Found {
            version: version.replace('-', ""),
            name: name.to_owned(),
            file: format!("{directory}/{file}"),
        }
    });
    found.collect()
}
