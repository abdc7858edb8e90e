//! Finds the functions that never return NULL by themselves, in PostgreSQL's C source.
//!
//! A C function can only return NULL through its call record, `fcinfo`: by `PG_RETURN_NULL()`, by
//! writing `fcinfo->isnull`, or by handing `fcinfo` on. [`write()`] lists the functions that do none of
//! these, directly or through macros and helpers, in `nulls/symbols_<major>.txt`; `audit` holds what
//! was read by eye instead, with reasons; `compare nulls` runs the claims over data. `cargo xtask
//! catalog` puts the three together.
//!
//! The sources of 15 and 18 were read. What holds in both is said of 16 and 17 too, and of what 15
//! does not have, what holds in 18; `compare nulls` tries that on all four.

pub(crate) mod audit;
mod source;

use crate::server::Server;
use audit::Class;
use source::Source;
use sqldb_analyze::catalog::Major;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const SYMBOLS: &str = "SELECT DISTINCT prosrc FROM pg_proc WHERE prolang = 12 AND prokind = 'f'";

/// Reads the source of a major version in a directory, and writes its lists: PostgreSQL's own
/// functions, and those of contrib and of the extensions in further directories. A list has a name a
/// line, with a `-` in front of those that may return NULL.
pub(crate) fn write(server: &Server, directory: &Path, further: &[&Path]) -> Result<(), String> {
    let own: Vec<String> = server.rows(SYMBOLS)?.into_iter().flatten().collect();
    save(&Source::read(directory, &[])?, &own, &path(server.major))?;
    let contrib = directory.join("contrib");
    let extensions: Vec<&Path> =
        std::iter::once(&*contrib).chain(further.iter().copied()).collect();
    let source = Source::read(directory, &extensions)?;
    let own: Vec<String> = source.declared().cloned().collect();
    save(&source, &own, &extension_path(server.major))
}

fn save(source: &Source, symbols: &[String], path: &Path) -> Result<(), String> {
    let mut lines = BTreeSet::new();
    let mut total = 0;
    let mut unread = 0;
    let count = symbols.len();
    for symbol in symbols.iter().cloned() {
        let found = source.may_be_null(&symbol);
        unread += usize::from(found.is_none());
        if found == Some(false) {
            total += 1;
            lines.insert(symbol);
        } else {
            lines.insert(format!("-{symbol}"));
        }
    }
    let mut text = String::new();
    for line in &lines {
        text.push_str(line);
        text.push('\n');
    }
    println!("{count} functions in C: {total} never NULL, {unread} without a body found");
    std::fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Tells the class of a function from its row: name, `proargtypes` as text, language, C symbol, and
/// whether it is strict.
pub(crate) struct Classes {
    major: Major,
    total: BTreeSet<String>,
}

impl Classes {
    /// The columns of `pg_proc p` that [`Classes::of`] takes.
    pub(crate) const COLUMNS: &'static str = "proname, array_to_string(proargtypes::regtype[], ', '), prolang, \
         translate(prosrc, E'\n\t', '  '), proisstrict";

    /// Reads the lists that speak for a major version.
    pub(crate) fn read(major: Major) -> Result<Classes, String> {
        let total = match major {
            Major::V15 | Major::V18 => symbols(major)?,
            Major::V16 | Major::V17 => {
                let before = symbols(Major::V15)?;
                let mut both = symbols(Major::V18)?;
                both.retain(|symbol| !before.contains(&format!("-{symbol}")));
                both
            }
        };
        Ok(Classes { major, total })
    }

    /// Reads the lists of extensions' functions that speak for a major version: the C functions that
    /// never return NULL by themselves.
    pub(crate) fn of_extensions(major: Major) -> Result<BTreeSet<String>, String> {
        Ok(match major {
            Major::V15 | Major::V18 => lines(&extension_path(major))?,
            Major::V16 | Major::V17 => {
                let before = lines(&extension_path(Major::V15))?;
                let mut both = lines(&extension_path(Major::V18))?;
                both.retain(|symbol| !before.contains(&format!("-{symbol}")));
                both
            }
        })
    }

    /// The class of a function.
    pub(crate) fn of(&self, columns: &[String]) -> Option<Class> {
        let [name, arguments, language, symbol, strict] = columns else { return None };
        let internal = language == "12";
        let class = match audit::audited(name, &format!("{name}({arguments})"), self.major) {
            Some(class) => class,
            None if internal && self.total.contains(symbol) && strict == "t" => Class::Total,
            None if internal && self.total.contains(symbol) => Class::Never,
            None => Class::Maybe,
        };
        Some(class)
    }
}

fn symbols(major: Major) -> Result<BTreeSet<String>, String> {
    lines(&path(major))
}

/// The lines of a list.
fn lines(path: &Path) -> Result<BTreeSet<String>, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    Ok(text.lines().map(str::to_owned).collect())
}

fn path(major: Major) -> PathBuf {
    crate::workspace().join(format!("xtask/src/nulls/symbols_{}.txt", major.number()))
}

fn extension_path(major: Major) -> PathBuf {
    crate::workspace().join(format!("xtask/src/nulls/extensions_{}.txt", major.number()))
}
