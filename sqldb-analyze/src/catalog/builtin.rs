//! PostgreSQL's own objects, in generated tables.
//!
//! The tables are sorted static arrays that `cargo xtask catalog` writes, one row a line; the
//! functions here search them by halves, so that nothing is built before the first lookup.

mod casts;
mod functions;
mod keywords;
mod operators;
mod ranges;
pub(crate) mod rows;
mod types;

use rows::{CastRow, FunctionRow, OperatorRow, RangeRow, TypeRow};

use crate::lex::Keyword;
use crate::types::TypeId;

/// How the grammar treats a word, given folded to lower case.
pub fn keyword(word: &str) -> Keyword {
    let found = keywords::KEYWORDS.binary_search_by(|(candidate, _)| (*candidate).cmp(word));
    found.ok().and_then(|at| keywords::KEYWORDS.get(at)).map_or(Keyword::None, |row| row.1)
}

/// The type of an OID.
pub(crate) fn type_row(id: TypeId) -> Option<&'static TypeRow> {
    let found = types::TYPES.binary_search_by(|row| u32::from(row.0).cmp(&id.0));
    types::TYPES.get(found.ok()?)
}

/// The type of a name. The table is sorted by OID, and names are looked up rarely enough to walk it.
pub(crate) fn type_of_name(name: &str) -> Option<&'static TypeRow> {
    types::TYPES.iter().find(|row| row.1 == name)
}

/// The range or multirange of an OID.
pub(crate) fn range_row(id: TypeId) -> Option<&'static RangeRow> {
    ranges::RANGES.iter().find(|row| u32::from(row.0) == id.0 || u32::from(row.2) == id.0)
}

/// The names of all functions, each once for every function of the name.
pub(crate) fn function_names() -> impl Iterator<Item = &'static str> {
    functions::FUNCTIONS.iter().map(|row| row.0)
}

/// The functions of a name.
pub(crate) fn functions(name: &str) -> &'static [FunctionRow] {
    run(functions::FUNCTIONS, |row| row.0.cmp(name))
}

/// The operators of a symbol, prefix operators included.
pub(crate) fn operators(symbol: &str) -> &'static [OperatorRow] {
    run(operators::OPERATORS, |row| row.0.cmp(symbol))
}

/// The cast from one type to another.
pub(crate) fn cast(source: TypeId, target: TypeId) -> Option<&'static CastRow> {
    let key = (source.0, target.0);
    let found = casts::CASTS.binary_search_by(|row| (u32::from(row.0), u32::from(row.1)).cmp(&key));
    casts::CASTS.get(found.ok()?)
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
        assert_eq!(functions("abs").len(), 6);
        assert_eq!(functions("no such function").len(), 0);
        assert!(operators("||").iter().all(|row| row.0 == "||"));
        assert_eq!(operators("||").len(), 11);
        assert_eq!(cast(TypeId::INT4, TypeId::INT8).map(|row| row.2), Some(b'i'));
        assert!(cast(TypeId::INT4, TypeId::DATE).is_none());
    }
}
