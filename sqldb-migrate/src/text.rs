//! The text of a migration: what PostgreSQL can take, and whether there is anything in it.
//!
//! Start with [`decode`]. The program carries a file byte for byte (`include_str!`), and
//! golang-migrate would send it so: nothing is repaired here, a byte order mark neither.

use std::path::Path;

use sqldb_analyze::LineColumn;
use sqldb_analyze::lex::{TokenKind, tokenize};

use crate::error::DirectoryError;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The text of the file `path`, which holds `bytes`, with a statement in it.
pub(crate) fn decode(path: &Path, bytes: Vec<u8>) -> Result<String, DirectoryError> {
    let sql = utf8(path, bytes)?;
    if is_empty(&sql) {
        return Err(DirectoryError::new(
            path,
            "the file holds no statement",
            "write what it changes, remove it, or write `SELECT 1;` to keep its number",
        ));
    }
    Ok(sql)
}

/// The text of the file `path`, if PostgreSQL can take it.
pub(crate) fn utf8(path: &Path, bytes: Vec<u8>) -> Result<String, DirectoryError> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(DirectoryError::new(
            path,
            "the file is UTF-16, PostgreSQL takes UTF-8",
            "save it as UTF-8 without a byte order mark",
        ));
    }
    let sql = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..valid).unwrap_or_default();
        let byte = error.as_bytes().get(valid).copied().unwrap_or_default();
        let before = String::from_utf8_lossy(before);
        DirectoryError::new(
            path,
            format!("byte {valid} of the file, 0x{byte:02x}, is not UTF-8"),
            "save the file as UTF-8",
        )
        .at(place(&before, before.len()))
    })?;
    if sql.starts_with(BYTE_ORDER_MARK) {
        return Err(DirectoryError::new(
            path,
            "the file begins with a byte order mark, which PostgreSQL refuses",
            "save it as UTF-8 without a byte order mark",
        ));
    }
    if let Some(offset) = sql.find('\0') {
        return Err(DirectoryError::new(
            path,
            format!("byte {offset} of the file is 0, which no text in PostgreSQL can hold"),
            "remove the byte",
        )
        .at(place(&sql, offset)));
    }
    Ok(sql)
}

fn place(text: &str, offset: usize) -> LineColumn {
    LineColumn::at(text, u32::try_from(offset).unwrap_or(u32::MAX))
}

/// Whether there are only blanks, comments and semicolons. What the scanner refuses is something,
/// namely a mistake.
fn is_empty(sql: &str) -> bool {
    tokenize(sql).is_ok_and(|tokens| tokens.iter().all(|token| token.kind == TokenKind::Semicolon))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_without_a_statement() {
        for sql in
            ["", " \r\n\t", "-- later", "-- a\n/* b /* c */ d */ ;\n", ";;", "--a\r--b", "/**/"]
        {
            assert!(is_empty(sql), "{sql:?}");
        }
        for sql in ["x", "-- a\nselect 1", "/* a */ x", "/* a", "/* /* */", "/", "/* é */ x"] {
            assert!(!is_empty(sql), "{sql:?}");
        }
    }
}
