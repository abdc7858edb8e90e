//! `keywords.rs`: how the grammar treats each word.

use super::{Row, Table, literal};
use crate::server::Server;

pub(super) fn table(server: &Server) -> Result<Table, String> {
    let sql = "SELECT word, catcode FROM pg_get_keywords()";
    let mut rows = Vec::new();
    for row in server.rows(sql)? {
        let [word, category] = row.as_slice() else {
            return Err(format!("expected a word and a category, found {row:?}"));
        };
        let line = format!("KeywordRow({}, Keyword::{}", literal(word), name(category)?);
        rows.push(Row { key: (word.clone(), Vec::new()), line });
    }
    Ok(Table {
        name: "keywords.rs",
        what: "Keywords and their category (`pg_get_keywords()`), sorted by word.",
        uses: "use crate::lex::Keyword;\n",
        array: ("KEYWORDS", "KeywordRow"),
        rows,
    })
}

/// The engine's word for a category.
fn name(category: &str) -> Result<&'static str, String> {
    match category {
        "R" => Ok("Reserved"),
        "T" => Ok("TypeOrFunctionName"),
        "C" => Ok("ColumnName"),
        "U" => Ok("Unreserved"),
        other => Err(format!("unknown category `{other}`")),
    }
}
