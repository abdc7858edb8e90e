//! Finds the functions that never return NULL by themselves, in PostgreSQL's C source.
//!
//! A C function can only return NULL through its call record, `fcinfo`: by `PG_RETURN_NULL()`, by
//! writing `fcinfo->isnull`, or by handing `fcinfo` on. [`write()`] lists the functions that do none of
//! these, directly or through macros and helpers, in `nulls/symbols.txt`; `audit` holds what was
//! read by eye instead, with reasons; `compare nulls` runs the claims over data. `cargo xtask
//! catalog` puts the three together.

pub(crate) mod audit;
mod source;

use crate::server::Server;
use audit::Class;
use source::Source;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const SYMBOLS: &str = "SELECT DISTINCT prosrc FROM pg_proc WHERE prolang = 12 AND prokind = 'f'";

/// Reads the source of PostgreSQL in a directory, and writes the list.
pub(crate) fn write(server: &Server, directory: &Path) -> Result<(), String> {
    let source = Source::read(directory)?;
    let mut total = BTreeSet::new();
    let mut unread = 0;
    let rows = server.rows(SYMBOLS)?;
    let count = rows.len();
    for symbol in rows.into_iter().flatten() {
        match source.may_be_null(&symbol) {
            Some(false) => drop(total.insert(symbol)),
            Some(true) => {}
            None => unread += 1,
        }
    }
    let mut text = String::new();
    for symbol in &total {
        text.push_str(symbol);
        text.push('\n');
    }
    println!("{count} functions in C: {} never NULL, {unread} without a body found", total.len());
    let path = path();
    std::fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Tells the class of a function from its row: name, `proargtypes` as text, language, C symbol, and
/// whether it is strict.
pub(crate) struct Classes(BTreeSet<String>);

impl Classes {
    /// The columns of `pg_proc p` that [`Classes::of`] takes.
    pub(crate) const COLUMNS: &'static str =
        "proname, array_to_string(proargtypes::regtype[], ', '), prolang, prosrc, proisstrict";

    /// Reads the list.
    pub(crate) fn read() -> Result<Classes, String> {
        Ok(Classes(symbols()?))
    }

    /// The class of a function.
    pub(crate) fn of(&self, columns: &[String]) -> Option<Class> {
        let [name, arguments, language, symbol, strict] = columns else { return None };
        let internal = language == "12";
        let class = match audit::audited(name, &format!("{name}({arguments})")) {
            Some(class) => class,
            None if internal && self.0.contains(symbol) && strict == "t" => Class::Total,
            None if internal && self.0.contains(symbol) => Class::Never,
            None => Class::Maybe,
        };
        Some(class)
    }
}

/// The C functions of the list.
fn symbols() -> Result<BTreeSet<String>, String> {
    let path = path();
    let text = std::fs::read_to_string(&path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    Ok(text.lines().map(str::to_owned).collect())
}

fn path() -> PathBuf {
    crate::workspace().join("xtask/src/nulls/symbols.txt")
}
