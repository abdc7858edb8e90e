//! PostgreSQL's own objects, in generated tables.
//!
//! The tables are sorted static arrays that `cargo xtask catalog` writes, one row a line; the
//! functions here search them by halves, so that nothing is built before the first lookup.

mod keywords;

use crate::lex::Keyword;

/// How the grammar treats a word, given folded to lower case.
pub fn keyword(word: &str) -> Keyword {
    let found = keywords::KEYWORDS.binary_search_by(|(candidate, _)| (*candidate).cmp(word));
    found.ok().and_then(|at| keywords::KEYWORDS.get(at)).map_or(Keyword::None, |row| row.1)
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
}
