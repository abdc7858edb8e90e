//! Files that hold the way up and the way down, with a comment in front of each.

use std::path::Path;

use super::{Source, layout::Listing};
use crate::error::DirectoryError;

/// The lines of a tool, in lower case, without blanks at the ends.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    up: &'static str,
    down: &'static str,
}

/// `-- +goose Up`. Its other lines (`StatementBegin`, `NO TRANSACTION`) are comments to PostgreSQL.
pub(super) const GOOSE: Marks = Marks { up: "-- +goose up", down: "-- +goose down" };

/// `-- migrate:up`, with options behind it.
pub(super) const DBMATE: Marks = Marks { up: "-- migrate:up", down: "-- migrate:down" };

/// Whose lines stand in the files.
pub(super) fn of_texts(path: &Path, listing: &Listing) -> Option<Source> {
    let files = listing.files.iter().filter(|file| file.ends_with(".sql"));
    files.into_iter().find_map(|file| {
        // A file that cannot be read is reported when it is read as a migration.
        let text = std::fs::read_to_string(path.join(file)).ok()?;
        let has = |marks: Marks| text.lines().any(|line| is_mark(line, marks.up));
        has(GOOSE).then_some(Source::Goose).or(has(DBMATE).then_some(Source::Dbmate))
    })
}

/// The lines of the ways up; all others are left empty.
pub(super) fn up(path: &Path, text: &str, marks: Marks) -> Result<String, DirectoryError> {
    let mut way = String::new();
    let (mut inside, mut found) = (false, false);
    for line in text.split_inclusive('\n') {
        if is_mark(line, marks.up) {
            (inside, found) = (true, true);
        } else if is_mark(line, marks.down) {
            inside = false;
        }
        match inside {
            true => way.push_str(line),
            false => way.push('\n'),
        }
    }
    match found {
        true => Ok(way),
        false => Err(DirectoryError::new(
            path,
            format!("the file has no line `{}`", marks.up),
            "write it in front of the statements of the way up",
        )),
    }
}

/// The lines of the ways down; all others are left empty. A file may have none.
pub(super) fn down(text: &str, marks: Marks) -> Option<String> {
    let mut way = String::new();
    let (mut inside, mut found) = (false, false);
    for line in text.split_inclusive('\n') {
        if is_mark(line, marks.down) {
            (inside, found) = (true, true);
        } else if is_mark(line, marks.up) {
            inside = false;
        }
        match inside {
            true => way.push_str(line),
            false => way.push('\n'),
        }
    }
    found.then_some(way)
}

fn is_mark(line: &str, mark: &str) -> bool {
    let line = line.trim().to_ascii_lowercase();
    let words: Vec<&str> = line.split_whitespace().collect();
    // goose takes `--+goose Up` too.
    let line = words.join(" ").replace("--+goose", "-- +goose").replace("--migrate", "-- migrate");
    line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}
