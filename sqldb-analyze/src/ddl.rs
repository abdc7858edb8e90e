//! Reads the statements of a migration by PostgreSQL's grammar (`gram.y`, the
//! union of 15 to 18).
//!
//! A hand-written recursive descent over the tokens of [`crate::lex`]: every place is exact, and
//! nothing is lost between two trees. Start with [`parse`].

mod alter;
mod attributes;
mod block;
mod column;
mod create;
mod create_other;
mod data;
mod declaration;
mod drop;
mod function;
mod grant;
mod index;
mod into;
mod named;
mod operator;
mod other;
mod parser;
mod policy;
mod rule;
mod session;
mod split;
mod step;
mod storage;
mod table;
mod trigger;
mod types;
mod view;

use crate::diagnostic::Diagnostic;
use crate::lex::{Token, TokenKind, tokenize};
use crate::span::Span;
use crate::syntax::elsewhere;
use crate::tree::ddl::{Ddl, DdlStatement, Fragment};
pub(crate) use block::{block, inner_tokens};
pub(crate) use function::input_types;
use parser::{Parsed, Parser};
pub(crate) use split::statements;

/// A statement, or what is wrong with it.
pub(crate) struct Read {
    /// The statement; with a mistake, the diagnostic and what the statement would have made.
    pub(crate) statement: Result<DdlStatement, Box<Unread>>,
}

/// A statement that cannot be read.
pub(crate) struct Unread {
    /// What is wrong.
    pub(crate) diagnostic: Diagnostic,
    /// The name behind `CREATE TABLE` and its kin, so that later statements are not blamed.
    pub(crate) name: Option<crate::tree::QualifiedIdent>,
}

/// Reads a migration: its statements in order. A text that has no tokens gives one mistake.
pub(crate) fn parse(text: &str) -> Result<Vec<Read>, Diagnostic> {
    let tokens = tokenize(text)?;
    let mut list = Vec::new();
    let mut before: Option<&Token> = None;
    for statement in statements(&tokens) {
        let Some(first) = statement.first() else { continue };
        match declaration::declared(text, before, first) {
            Some(declared) => list.extend(declared?),
            None => list.push(parse_tokens(text, statement)),
        }
        before = statement.last();
    }
    Ok(list)
}

/// Reads one statement of a text.
pub(crate) fn parse_tokens(text: &str, tokens: &[Token]) -> Read {
    let mut parser = Parser::new(text, tokens);
    let statement = statement(&mut parser).map_err(|diagnostic| {
        let diagnostic = elsewhere::explain(diagnostic, tokens);
        Box::new(Unread { diagnostic, name: created_name(text, tokens) })
    });
    Read { statement }
}

fn statement(parser: &mut Parser<'_>) -> Parsed<DdlStatement> {
    let start = parser.here();
    let kind = kind(parser)?;
    parser.end()?;
    Ok(DdlStatement { kind, span: parser.since(start) })
}

fn kind(parser: &mut Parser<'_>) -> Parsed<Ddl> {
    let Some(word) = parser.peek_word(0) else {
        // `(SELECT …)` is a statement too.
        return if parser.is(&TokenKind::LeftParenthesis) {
            let statement = parser.remaining()?;
            if statement.tokens.iter().any(|token| token.is_word("into")) {
                return Ok(Ddl::Unreadable("`SELECT … INTO` in parentheses".to_owned()));
            }
            Ok(Ddl::Data { tables: Vec::new(), statement: Some(statement) })
        } else {
            Err(parser.error())
        };
    };
    match word {
        "create" => parser.create(),
        "alter" => parser.alter(),
        "drop" => parser.drop(),
        "insert" | "update" | "delete" | "truncate" | "copy" | "merge" | "select" | "with"
        | "values" | "table" | "call" | "set" | "reset" | "import" => parser.data(),
        "do" => parser.do_block(),
        "explain" => parser.explain(),
        "discard" => {
            let path = parser.peek_word(1) == Some("all");
            parser.session_statement(word)?;
            Ok(if path { Ddl::Discard } else { Ddl::Skipped })
        }
        "comment" => parser.comment(),
        "grant" | "revoke" => parser.grant(),
        "cluster" => parser.cluster(),
        "refresh" => parser.refresh(),
        "reindex" => parser.reindex(),
        "analyze" | "analyse" | "vacuum" => parser.vacuum(),
        "lock" => parser.lock(),
        "declare" => {
            // The query of a cursor.
            parser.skip_to("for");
            parser.skip(1);
            Ok(Ddl::Data { tables: Vec::new(), statement: Some(parser.remaining()?) })
        }
        word => parser.session_statement(word)?.ok_or_else(|| parser.error()),
    }
}

impl Parser<'_> {
    /// A statement that changes no type, no name and no NOT NULL.
    fn skipped(&mut self) -> Ddl {
        self.skip_rest();
        Ddl::Skipped
    }

    /// A statement that may change the schema and cannot be read.
    fn unreadable(&mut self, what: &str) -> Ddl {
        self.skip_rest();
        Ddl::Unreadable(what.to_owned())
    }
}

/// Checks a statement on the session or its transaction, which begins with `word`.
///
/// # Errors
///
/// PostgreSQL's syntax error; the text that its message shows is not known here.
pub(crate) fn check_session(tokens: &[Token], word: &str) -> Result<(), Diagnostic> {
    Parser::new("", tokens).session_statement(word).map(drop)
}

/// The name that a `CREATE` statement with a mistake would have made.
fn created_name(text: &str, tokens: &[Token]) -> Option<crate::tree::QualifiedIdent> {
    let mut parser = Parser::new(text, tokens);
    if !parser.word("create") {
        return None;
    }
    while let Some(word) = parser.peek_word(0) {
        let noise = matches!(
            word,
            "or" | "replace"
                | "temp"
                | "temporary"
                | "unlogged"
                | "table"
                | "view"
                | "materialized"
                | "recursive"
                | "foreign"
                | "type"
                | "domain"
                | "sequence"
                | "if"
                | "not"
                | "exists"
                | "global"
                | "local"
        );
        if !noise {
            break;
        }
        parser.next();
    }
    parser.qualified().ok()
}

/// What `SELECT set_config('search_path', …)` sets, if a query is that.
pub(crate) fn set_config(text: &str, query: &Fragment) -> Option<Ddl> {
    let mut parser = Parser::new(text, &query.tokens);
    parser.word("select").then(|| parser.set_config())?
}

/// Where a fragment's tokens stand; nothing is known of an empty one.
pub(crate) fn words(fragment: &Fragment) -> impl Iterator<Item = (&str, Span, Option<&Token>)> {
    fragment.tokens.iter().enumerate().filter_map(|(at, token)| {
        let name = match &token.kind {
            TokenKind::Word(name) | TokenKind::QuotedWord(name) => name.as_str(),
            _ => return None,
        };
        Some((name, token.span, fragment.tokens.get(at + 1)))
    })
}
