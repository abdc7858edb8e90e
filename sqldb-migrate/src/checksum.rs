//! The checksum by which an edited migration is known.

use sqldb_analyze::lex::tokenize;

use crate::fingerprint::fingerprint;

/// A checksum of the tokens of `sql`: comments, blanks and the kind of line ends do not count.
///
/// It is stored, so the way it is made has a number in front: a later one can be told apart.
pub(crate) fn checksum(sql: &str) -> String {
    let sql = sql.replace("\r\n", "\n");
    let hash = match tokenize(&sql) {
        Ok(tokens) => fingerprint(tokens.iter().map(|token| token.span.text(&sql))),
        Err(_) => fingerprint([sql.as_str()].into_iter()),
    };
    format!("1:{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_blanks_and_line_ends_do_not_count() {
        let one = checksum("CREATE TABLE t (\n  a int4 -- number\n);\n");
        assert_eq!(one, checksum("/* new */ CREATE TABLE t (a int4);"));
        assert_eq!(one, checksum("CREATE TABLE t (\r\n  a int4\r\n);\r\n"));
        assert_ne!(one, checksum("CREATE TABLE t (a int8);"));
        assert_eq!(checksum("SELECT 'a\r\nb'"), checksum("SELECT 'a\nb'"));
        assert_ne!(checksum("SELECT 'a b'"), checksum("SELECT 'ab'"));
    }
}
