//! From tokens to [`tree`]: PostgreSQL's grammar.
//!
//! sqlparser reads the statements, and nothing outside this module names it. It is held to
//! PostgreSQL's grammar from three sides. `mend` hands it our tokens, of which only the words of
//! that grammar are keywords, and leaves out what it cannot read; `dialect` answers where it asks,
//! and reads every expression (`expression`, with the precedence of `gram.y`) and type itself;
//! `lower` takes its tree apart, naming every field, and refuses what PostgreSQL would refuse.
//! Start with [`statement`].

mod call;
mod construct;
mod dialect;
mod expression;
mod failure;
mod grouping;
mod literal;
mod lower;
mod mend;
mod primary;
mod reader;
mod source;
mod type_name;
mod window;

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
    if let Some(token) = first.first() {
        failure::check_start(token)?;
    }
    let statement = source.statement()?;
    match rest.iter().find(|token| token.kind != TokenKind::Semicolon) {
        None => Ok(statement),
        Some(second) => Err(failure::second_statement(second)),
    }
}

/// Reads a query at the start of `tokens`, and says how many tokens it took.
///
/// # Errors
///
/// As [`statement`]; also where the query ends in something that cannot follow it.
pub fn query(tokens: &[Token]) -> Result<(tree::Query, usize), Diagnostic> {
    let source = source::Source::new(up_to_semicolon(tokens));
    source.leading_query()
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

fn up_to_semicolon(tokens: &[Token]) -> &[Token] {
    let end = tokens.iter().position(|token| token.kind == TokenKind::Semicolon);
    tokens.get(..end.unwrap_or(tokens.len())).unwrap_or(tokens)
}
