//! What extensions make, in generated tables.
//!
//! `extension/<name>.txt` has a line for each object, which starts with the versions of PostgreSQL
//! that have it (`all`, `16-17`); its fields are separated by tabs, empty ones at the end left out:
//!
//! ```text
//! requires  extension
//! schema    the only one that it can be in
//! type      name typtype typcategory preferred subscript modifiers order; base type, fields or labels
//! relation  name relkind columns
//! function  name arguments result kind flags defaults direct; argument names, result columns
//! operator  symbol left right result flags
//! cast      source target castcontext castmethod
//! ```
//!
//! Types of PostgreSQL's own are OIDs, others are names. Start with [`table`]; `replay` makes the
//! objects.

mod list;

use super::Major;

/// An extension's table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    text: &'static str,
    major: Major,
}

/// The table of an extension, if there is one.
pub(crate) fn table(name: &str, major: Major) -> Option<Table> {
    let found = list::TABLES.binary_search_by(|row| row.0.cmp(name)).ok()?;
    list::TABLES.get(found).map(|row| Table { text: row.1, major })
}

/// The names of the extensions that have a table.
pub fn known_extensions() -> impl Iterator<Item = &'static str> {
    list::TABLES.iter().map(|row| row.0)
}

/// The extension that makes a type of this name.
pub(crate) fn of_type(name: &str) -> Option<&'static str> {
    let makes = |text: &str| {
        text.lines().any(|line| {
            let mut fields = line.split('\t').skip(1);
            fields.next() == Some("type") && fields.next() == Some(name)
        })
    };
    list::TABLES.iter().find(|row| makes(row.1)).map(|row| row.0)
}

/// The extension that makes a function of this name.
pub(crate) fn of_function(name: &str) -> Option<&'static str> {
    let makes = |text: &str| {
        text.lines().any(|line| {
            let mut fields = line.split('\t').skip(1);
            fields.next() == Some("function") && fields.next() == Some(name)
        })
    };
    list::TABLES.iter().find(|row| makes(row.1)).map(|row| row.0)
}

impl Table {
    /// The fields of the lines of a kind.
    pub(crate) fn lines(self, kind: &str) -> impl Iterator<Item = Line> {
        self.text.lines().filter_map(move |line| {
            let (versions, line) = line.split_once('\t')?;
            let (first, rest) = line.split_once('\t')?;
            let number = self.major.number();
            let holds = match versions.split_once('-') {
                None => true,
                Some((first, last)) => {
                    first.parse().is_ok_and(|first: u32| first <= number)
                        && last.parse().is_ok_and(|last: u32| number <= last)
                }
            };
            (first == kind && holds).then_some(Line(rest))
        })
    }
}

/// The fields of a line, its kind left out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line(&'static str);

impl Line {
    /// A field by its number; an empty text where it is left out.
    pub(crate) fn field(self, number: usize) -> &'static str {
        self.0.split('\t').nth(number).unwrap_or_default()
    }

    /// The items of a field with commas; `-` and an empty text have none.
    pub(crate) fn list(self, number: usize) -> impl Iterator<Item = &'static str> {
        let field = self.field(number);
        field.split(',').filter(move |_| !field.is_empty() && field != "-")
    }

    /// The first letter of a field.
    pub(crate) fn letter(self, number: usize) -> u8 {
        self.field(number).bytes().next().unwrap_or_default()
    }

    /// Whether a field has a flag's letter.
    pub(crate) fn has(self, number: usize, flag: char) -> bool {
        self.field(number).contains(flag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_found_by_name() {
        assert!(list::TABLES.is_sorted_by(|a, b| a.0 < b.0));
        let citext = table("citext", Major::V17).unwrap();
        assert_eq!(citext.lines("type").map(|line| line.field(0)).next(), Some("citext"));
        assert!(table("no such", Major::V17).is_none());
        assert_eq!(of_type("geometry"), Some("postgis"));
        assert_eq!(of_function("similarity"), Some("pg_trgm"));
    }

    #[test]
    fn versions_have_their_own_lines() {
        let columns = |major| {
            let statements = table("pg_stat_statements", major).unwrap();
            let relation =
                statements.lines("relation").find(|l| l.field(0) == "pg_stat_statements");
            relation.unwrap().list(2).count()
        };
        assert!(columns(Major::V15) < columns(Major::V18));
    }
}
