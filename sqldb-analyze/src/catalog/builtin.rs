//! PostgreSQL's own objects, in generated tables.
//!
//! The tables are sorted static arrays that `cargo xtask catalog` writes, one row a line; the
//! functions here search them by halves, so that nothing is built before the first lookup. A row
//! says in which major versions it is so; where they differ, several rows have the same key.

mod casts;
mod finals;
mod functions;
mod internal;
mod keywords;
mod mutable;
mod operator_classes;
mod operators;
mod ranges;
mod relations;
pub(crate) mod rows;
mod settings;
pub(crate) mod system;
mod types;

use rows::{CastRow, FunctionRow, Mutable, OperatorClassRow, OperatorRow, RangeRow, TypeRow};

use super::Major;
use crate::lex::Keyword;
use crate::types::TypeId;

/// How the grammar of a version treats a word, given folded to lower case.
pub fn keyword_of(word: &str, major: Major) -> Keyword {
    let found = run(keywords::KEYWORDS, |row| row.0.cmp(word));
    found.iter().find(|row| row.2.holds(major)).map_or(Keyword::None, |row| row.1)
}

/// How the oldest version's grammar treats a word. Later ones reserve more: see [`keyword_of`].
pub fn keyword(word: &str) -> Keyword {
    keyword_of(word, Major::V15)
}

/// Whether a version has a setting of that name, whose case does not matter.
pub(crate) fn has_setting(name: &str, major: Major) -> bool {
    let name = name.to_ascii_lowercase();
    run(settings::SETTINGS, |row| row.0.cmp(&name)).iter().any(|row| row.1.holds(major))
}

/// Whether a version has a function of that name that takes `internal`, which is in no other table.
pub(crate) fn takes_internal(name: &str, major: Major) -> bool {
    run(internal::INTERNAL, |row| row.0.cmp(name)).iter().any(|row| row.1.holds(major))
}

/// The final functions of a name over `internal`: what they take besides, and what they yield.
pub(crate) fn final_functions(
    name: &str,
    major: Major,
) -> impl Iterator<Item = (Vec<TypeId>, TypeId)> {
    let ty = |id: u16| TypeId(u32::from(id));
    let rows = run(finals::FINALS, |row| row.0.cmp(name)).iter();
    let rows = rows.filter(move |row| row.3.holds(major));
    rows.map(move |row| (row.1.iter().map(|id| ty(*id)).collect(), ty(row.2)))
}

/// The names of all settings of a version, in lower case.
pub(crate) fn setting_names(major: Major) -> impl Iterator<Item = &'static str> {
    settings::SETTINGS.iter().filter(move |row| row.1.holds(major)).map(|row| row.0)
}

/// The type of an OID.
pub(crate) fn type_row(id: TypeId, major: Major) -> Option<&'static TypeRow> {
    let found = run(types::TYPES, |row| u32::from(row.0).cmp(&id.0));
    found.iter().find(|row| row.9.holds(major))
}

/// The type of a name. The table is sorted by OID, and names are looked up rarely enough to walk it.
pub(crate) fn type_of_name(name: &str, major: Major) -> Option<&'static TypeRow> {
    types::TYPES.iter().find(|row| row.1 == name && row.9.holds(major))
}

/// The OIDs of all types.
pub(crate) fn type_ids() -> impl Iterator<Item = TypeId> {
    types::TYPES.iter().map(|row| TypeId(u32::from(row.0)))
}

/// The range or multirange of an OID.
pub(crate) fn range_row(id: TypeId, major: Major) -> Option<&'static RangeRow> {
    ranges::RANGES
        .iter()
        .find(|row| (u32::from(row.0) == id.0 || u32::from(row.2) == id.0) && row.3.holds(major))
}

/// The names of all functions, each once for every function of the name.
pub(crate) fn function_names(major: Major) -> impl Iterator<Item = &'static str> {
    functions::FUNCTIONS.iter().filter(move |row| row.11.holds(major)).map(|row| row.0)
}

/// Where PostgreSQL's own functions of a name are: those of `information_schema.sql` are named alike.
pub(crate) fn schema_of_function(name: &str) -> &'static str {
    if name.starts_with("_pg_") { "information_schema" } else { "pg_catalog" }
}

/// An argument's type: two functions take rows of `pg_type` and `pg_attribute`, whose row types have
/// ids of ours.
pub(crate) fn argument_type(oid: u16, major: Major) -> TypeId {
    let row = match oid {
        71 => system::type_of_name("pg_catalog", "pg_type", major),
        75 => system::type_of_name("pg_catalog", "pg_attribute", major),
        _ => None,
    };
    row.unwrap_or(TypeId(u32::from(oid)))
}

/// The functions of a name.
pub(crate) fn functions(name: &str, major: Major) -> impl Iterator<Item = &'static FunctionRow> {
    let found = run(functions::FUNCTIONS, |row| row.0.cmp(name));
    found.iter().filter(move |row| row.11.holds(major))
}

/// The operators of a symbol, prefix operators included.
pub(crate) fn operators(symbol: &str, major: Major) -> impl Iterator<Item = &'static OperatorRow> {
    let found = run(operators::OPERATORS, |row| row.0.cmp(symbol));
    found.iter().filter(move |row| row.6.holds(major))
}

/// The cast from one type to another.
pub(crate) fn cast(source: TypeId, target: TypeId, major: Major) -> Option<&'static CastRow> {
    let key = (source.0, target.0);
    let found = run(casts::CASTS, |row| (u32::from(row.0), u32::from(row.1)).cmp(&key));
    found.iter().find(|row| row.5.holds(major))
}

/// Whether one of PostgreSQL's own things is not immutable.
pub(crate) fn is_mutable(what: Mutable, name: &str, types: &[TypeId], major: Major) -> bool {
    let types = types.iter().map(|id| id.0);
    run(mutable::MUTABLE, |row| row.1.cmp(name)).iter().any(|row| {
        row.0 == what
            && row.2.iter().map(|id| u32::from(*id)).eq(types.clone())
            && row.3.holds(major)
    })
}

/// Whether there are functions of a name, and none of them is immutable. (Of what only the grammar makes,
/// such as `JSON_VALUE`, there are none.)
pub(crate) fn is_mutable_by_name(name: &str, major: Major) -> bool {
    let mut all = functions(name, major).peekable();
    let types = |row: &FunctionRow| -> Vec<TypeId> {
        row.1.iter().map(|id| TypeId(u32::from(*id))).collect()
    };
    all.peek().is_some() && all.all(|row| is_mutable(Mutable::Function, name, &types(row), major))
}

/// Whether there is no operator of a symbol over exactly these types.
pub(crate) fn operator_is_none(symbol: &str, left: TypeId, right: TypeId) -> bool {
    let is = |row: &OperatorRow| (u32::from(row.1), u32::from(row.2)) == (left.0, right.0);
    !run(operators::OPERATORS, |row| row.0.cmp(symbol)).iter().any(is)
}

/// The operator classes of an access method; none where PostgreSQL has no such method.
pub(crate) fn operator_classes(
    method: &str,
    major: Major,
) -> impl Iterator<Item = &'static OperatorClassRow> {
    let found = run(operator_classes::OPERATOR_CLASSES, |row| row.0.cmp(method));
    found.iter().filter(move |row| row.4.holds(major))
}

/// The rows of a sorted table that compare equal.
fn run<Row>(table: &[Row], compare: impl Fn(&Row) -> std::cmp::Ordering) -> &[Row] {
    let start = table.partition_point(|row| compare(row).is_lt());
    let rest = table.get(start..).unwrap_or_default();
    let end = rest.partition_point(|row| compare(row).is_eq());
    rest.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_have_their_category() {
        assert_eq!(keyword("select"), Keyword::Reserved);
        assert_eq!(keyword("abort"), Keyword::Unreserved);
        assert_eq!(keyword("zone"), Keyword::Unreserved);
        assert_eq!(keyword("coalesce"), Keyword::ColumnName);
        assert_eq!(keyword("left"), Keyword::TypeOrFunctionName);
        assert_eq!(keyword("title"), Keyword::None);
        assert_eq!(keyword("SELECT"), Keyword::None);
    }

    #[test]
    fn rows_of_a_name_are_one_run() {
        let major = Major::V15;
        assert_eq!(functions("abs", major).count(), 6);
        assert_eq!(functions("no such function", major).count(), 0);
        assert!(operators("||", major).all(|row| row.0 == "||"));
        assert_eq!(operators("||", major).count(), 11);
        assert_eq!(cast(TypeId::INT4, TypeId::INT8, major).map(|row| row.2), Some(b'i'));
        assert!(cast(TypeId::INT4, TypeId::DATE, major).is_none());
    }

    #[test]
    fn versions_have_their_own_rows() {
        assert_eq!(keyword_of("system_user", Major::V15), Keyword::None);
        assert_eq!(keyword_of("system_user", Major::V16), Keyword::Reserved);
        let count = |name, major| functions(name, major).count();
        assert_eq!((count("any_value", Major::V15), count("any_value", Major::V16)), (0, 1));
        assert_eq!((count("uuidv7", Major::V17), count("uuidv7", Major::V18)), (0, 2));
        assert_eq!(cast(TypeId::INT4, TypeId::BYTEA, Major::V17).map(|row| row.2), None);
        assert_eq!(cast(TypeId::INT4, TypeId::BYTEA, Major::V18).map(|row| row.2), Some(b'e'));
    }

    #[test]
    fn tables_are_sorted() {
        assert!(keywords::KEYWORDS.is_sorted_by(|a, b| a.0 <= b.0));
        assert!(types::TYPES.is_sorted_by(|a, b| a.0 <= b.0));
        assert!(functions::FUNCTIONS.is_sorted_by(|a, b| (a.0, a.1) <= (b.0, b.1)));
        assert!(operators::OPERATORS.is_sorted_by(|a, b| (a.0, a.1, a.2) <= (b.0, b.1, b.2)));
        assert!(casts::CASTS.is_sorted_by(|a, b| (a.0, a.1) <= (b.0, b.1)));
    }
}
