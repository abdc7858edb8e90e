//! `keywords.rs`: how the grammar treats each word.

use super::{GeneratedFile, header, literal};
use crate::server::Server;

pub(super) fn file(server: &Server) -> Result<GeneratedFile, String> {
    let sql = r#"SELECT word, catcode FROM pg_get_keywords() ORDER BY word COLLATE "C""#;
    let mut text = header("Keywords and their category (`pg_get_keywords()`), sorted by word.");
    text.push_str("use crate::lex::Keyword::{self, ColumnName as C, Reserved as R};\n");
    text.push_str("use crate::lex::Keyword::{TypeOrFunctionName as T, Unreserved as U};\n\n");
    text.push_str("#[rustfmt::skip]\npub(super) static KEYWORDS: &[(&str, Keyword)] = &[\n");
    for row in server.rows(sql)? {
        let [word, category] = row.as_slice() else {
            return Err(format!("expected a word and a category, found {row:?}"));
        };
        text.push_str(&format!("    ({}, {category}),\n", literal(word)));
    }
    text.push_str("];\n");
    Ok(GeneratedFile { name: "keywords.rs", text })
}
