//! A new migration: its number and its files.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::directory::{Directory, FIRST_TIMESTAMP};
use crate::file_name::{Direction, FileName};
use crate::rebase;

/// Whether a new migration gets a file that takes it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ways {
    /// Only the way up.
    Up,
    /// Both.
    UpAndDown,
}

/// Writes the files of a new migration behind those of `directory`, with a comment in each; says
/// their paths. The number goes on as the others do: by one, or by the time (UTC).
///
/// # Errors
///
/// If a file cannot be written.
pub fn create(directory: &Directory, description: &str, ways: Ways) -> io::Result<Vec<PathBuf>> {
    let last = directory.migrations.last();
    let number = last.map_or(0, |last| last.version);
    let version = match number >= FIRST_TIMESTAMP {
        true => rebase::now().max(number + 1),
        false => number + 1,
    };
    let digits =
        |file: &str| file.len() - file.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let width = last.map_or(1, |last| digits(&last.file));
    let name = slug(description);
    let up = FileName { version, width, name, direction: Direction::Up };
    let mut written = vec![write(&directory.path, &up.renumbered(version), description)?];
    if ways == Ways::UpAndDown {
        let down = FileName { direction: Direction::Down, ..up };
        let comment = format!("takes back: {description}");
        written.push(write(&directory.path, &down.renumbered(version), &comment)?);
    }
    Ok(written)
}

fn write(directory: &Path, file: &str, comment: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(directory)?;
    let path = directory.join(file);
    let comment: String = comment.lines().map(|line| format!("-- {line}\n")).collect();
    // A file that is there is somebody's work.
    let mut file = fs::File::create_new(&path)?;
    io::Write::write_all(&mut file, comment.as_bytes())?;
    Ok(path)
}

/// The description as it stands in a file's name: small letters, digits and underscores.
fn slug(description: &str) -> String {
    let words = description.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_lowercase).collect::<Vec<_>>().join("_");
    if name.is_empty() { "migration".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_become_names() {
        assert_eq!(slug("Add due-date to  Items!"), "add_due_date_to_items");
        assert_eq!(slug("grün"), "grün");
        assert_eq!(slug("…"), "migration");
    }
}
