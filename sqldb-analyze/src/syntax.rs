//! From tokens to [`tree`]: PostgreSQL's grammar.
//!
//! Everything that has a type is read by our own parser, which follows `gram.y` rule by rule: the
//! statements (`statement`, `query`, `select`, `from`, `modify`, `merge`), the expressions
//! (`expression`, with the grammar's precedence, and `primary`), the types (`type_name`). The
//! commands that have none (`LISTEN`, `SAVEPOINT` …) are known in `command`. Start with [`statement`].

mod call;
mod command;
mod construct;
pub(crate) mod elsewhere;
mod expression;
mod failure;
mod from;
mod grouping;
mod json;
mod literal;
mod merge;
mod modify;
mod predicate;
mod primary;
mod query;
mod reader;
mod select;
mod source;
mod statement;
mod type_name;
mod utility;
mod window;
mod xml;

pub(crate) use select::AS_LABELS;

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::diagnostic::Diagnostic;
use crate::lex::{Token, TokenKind};
use crate::tree;

/// Reads exactly one statement; a `;` may follow it.
///
/// # Errors
///
/// PostgreSQL's syntax error at its token, or that the statement is not supported yet.
///
/// ```
/// use sqldb_analyze::{lex, syntax, tree};
///
/// let tokens = lex::tokenize("SELECT title FROM todo WHERE id = $1").unwrap();
/// assert!(matches!(syntax::statement(&tokens), Ok(tree::Statement::Query(_))));
/// ```
pub fn statement(tokens: &[Token]) -> Result<tree::Statement, Diagnostic> {
    let end = tokens.iter().position(|token| token.kind == TokenKind::Semicolon);
    let end = end.unwrap_or(tokens.len());
    let (first, rest) = tokens.split_at_checked(end).unwrap_or((tokens, &[]));
    let source = source::Source::new(first);
    let mut reader = source.reader(0);
    let statement = reader.statement()?;
    if reader.at() < first.len() {
        return Err(reader.unexpected());
    }
    match rest.iter().find(|token| token.kind != TokenKind::Semicolon) {
        None => Ok(statement),
        Some(second) => Err(failure::second_statement(second)),
    }
}

/// Whether a statement belongs in a migration: by its first word it changes the schema, or may.
///
/// ```
/// use sqldb_analyze::{lex, syntax};
///
/// let tokens = lex::tokenize("CREATE TABLE todo (id int)").unwrap();
/// assert!(syntax::is_definition(&tokens));
/// ```
pub fn is_definition(tokens: &[Token]) -> bool {
    let word = tokens.first().and_then(Token::word);
    word.is_some_and(|word| word == "do" || command::reading(word) == command::Reading::Migration)
}

/// Reads a query at the start of `tokens`, and says how many tokens it took.
///
/// # Errors
///
/// As [`statement`]; also where the query ends in something that cannot follow it.
pub fn query(tokens: &[Token]) -> Result<(tree::Query, usize), Diagnostic> {
    let source = source::Source::new(up_to_semicolon(tokens));
    let mut reader = source.reader(0);
    let query = reader.query()?;
    Ok((query, reader.at()))
}

/// Reads an expression (`a_expr`) at the start of `tokens`, and says how many tokens it took.
///
/// # Errors
///
/// As [`statement`].
pub fn expression(tokens: &[Token]) -> Result<(tree::Expr, usize), Diagnostic> {
    let source = source::Source::new(up_to_semicolon(tokens));
    let mut reader = source.reader(0);
    let expr = reader.expression()?;
    Ok((expr, reader.at()))
}

/// Reads a restricted expression (`b_expr`) at the start of `tokens`, such as a column's default,
/// and says how many tokens it took.
///
/// # Errors
///
/// As [`statement`].
pub fn restricted_expression(tokens: &[Token]) -> Result<(tree::Expr, usize), Diagnostic> {
    let source = source::Source::new(up_to_semicolon(tokens));
    let mut reader = source.reader(0);
    let expr = reader.restricted_expression()?;
    Ok((expr, reader.at()))
}

/// Reads a type (`Typename`) at the start of `tokens`, and says how many tokens it took.
///
/// # Errors
///
/// As [`statement`].
pub fn type_name(tokens: &[Token]) -> Result<(tree::TypeName, usize), Diagnostic> {
    type_name::read(tokens)
}

/// What tells a token from others.
pub(crate) fn digest(token: &TokenKind) -> u64 {
    let mut digest = DefaultHasher::new();
    token.hash(&mut digest);
    digest.finish()
}

fn up_to_semicolon(tokens: &[Token]) -> &[Token] {
    let end = tokens.iter().position(|token| token.kind == TokenKind::Semicolon);
    tokens.get(..end.unwrap_or(tokens.len())).unwrap_or(tokens)
}
