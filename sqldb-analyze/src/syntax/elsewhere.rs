//! Statements that PostgreSQL refuses and another database takes: who comes from there is told so.
//!
//! sqlparser knows the dialects. It is asked only about what our own parser has refused, and only to say
//! more of the mistake.

use sqlparser::dialect::{Dialect, MsSqlDialect, MySqlDialect, OracleDialect, SQLiteDialect};
use sqlparser::parser::Parser;

use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::Token;

use super::failure;

/// What is longer is hardly one statement that somebody has written by hand.
const MOST_TOKENS: usize = 1000;

/// A fifth of what sqlparser goes down by itself, for small stacks.
const DEEPEST: usize = 10;

/// Another database.
struct Other {
    name: &'static str,
    dialect: &'static dyn Dialect,
    /// What it has and others have not. sqlparser takes more than each of them does, so that alone it
    /// would say so of many a slip.
    own: &'static [&'static str],
}

const OTHERS: [Other; 4] = [
    // Before MySQL, whose `REPLACE INTO` is a part of this one's.
    Other {
        name: "SQLite",
        dialect: &SQLiteDialect {},
        own: &[" insert or replace ", " insert or ignore ", " autoincrement "],
    },
    Other {
        name: "MySQL",
        dialect: &MySqlDialect {},
        own: &[
            " on duplicate key ",
            " replace into ",
            " ` ",
            " auto_increment ",
            " straight_join ",
        ],
    },
    Other { name: "SQL Server", dialect: &MsSqlDialect {}, own: &[" select top ", " identity ("] },
    Other { name: "Oracle", dialect: &OracleDialect, own: &[" minus select ", " connect by "] },
];

/// Says of a syntax error in a statement which other database takes it, if there is nothing better to
/// be said.
pub(crate) fn explain(error: Diagnostic, tokens: &[Token]) -> Diagnostic {
    if error.code != SqlState::SYNTAX_ERROR || error.help.is_some() || tokens.len() > MOST_TOKENS {
        return error;
    }
    let words: Vec<String> = tokens.iter().map(failure::spelling).collect();
    match database(&words.join(" ")) {
        Some(name) => error.help(format!("{name} takes this statement, PostgreSQL does not")),
        None => error,
    }
}

/// The database that takes a text of tokens with a blank between them, and has something in it for
/// its own.
fn database(text: &str) -> Option<&'static str> {
    let around = format!(" {} ", text.to_lowercase());
    let mut others = OTHERS.iter().filter(|other| other.own.iter().any(|own| around.contains(own)));
    let takes = |other: &&Other| {
        let parser = Parser::new(other.dialect).with_recursion_limit(DEEPEST);
        parser.try_with_sql(text).and_then(|mut parser| parser.parse_statements()).is_ok()
    };
    others.find(takes).map(|other| other.name)
}

#[cfg(test)]
mod tests {
    use super::database;

    #[test]
    fn statements_of_other_databases() {
        let check =
            |text: &str, expected: Option<&str>| assert_eq!(database(text), expected, "{text}");
        check("REPLACE INTO todo ( id ) VALUES ( 1 )", Some("MySQL"));
        let again = "INSERT INTO todo ( id ) VALUES ( 1 ) ON DUPLICATE KEY UPDATE id = 2";
        check(again, Some("MySQL"));
        check("SELECT ` title ` FROM ` todo `", Some("MySQL"));
        check("CREATE TABLE todo ( id int AUTO_INCREMENT PRIMARY KEY )", Some("MySQL"));
        check("INSERT OR REPLACE INTO todo ( id ) VALUES ( 1 )", Some("SQLite"));
        check("SELECT TOP 5 title FROM todo", Some("SQL Server"));
        check("SELECT id FROM todo MINUS SELECT id FROM done", Some("Oracle"));
        check("SELEC title FROM todo", None);
        check("SELECT title FORM todo WHERE id = 1", None);
        check("INSERT INTO todo id VALUES 1", None);
    }
}
