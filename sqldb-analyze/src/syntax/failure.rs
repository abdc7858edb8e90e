//! The sentences of syntax errors.

use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::{self, Keyword, Token, TokenKind};
use crate::scope::closest;
use crate::span::Span;

/// PostgreSQL's `syntax error at or near`, or `at end of input` behind `last`.
pub(super) fn unexpected(token: Option<&Token>, last: Option<&Token>) -> Diagnostic {
    let Some(token) = token else {
        let end = last.map_or(0, |token| token.span.end as usize);
        let message = "syntax error at end of input";
        return Diagnostic::new(SqlState::SYNTAX_ERROR, Span::new(end, end), message);
    };
    let message = format!("syntax error at or near `{}`", spelling(token));
    Diagnostic::new(SqlState::SYNTAX_ERROR, token.span, message)
}

/// What to write instead of `token`, which stands behind `previous`; without a `token` the text ends there.
pub(super) fn help(previous: Option<&Token>, token: Option<&Token>) -> Option<String> {
    let is = |symbol: &str| {
        let operator =
            |token: &Token| matches!(&token.kind, TokenKind::Operator(it) if it == symbol);
        previous.is_some_and(operator) || token.is_some_and(operator)
    };
    if is("?") || token.is_some_and(|token| token.kind == TokenKind::Colon) {
        return Some("a value of the program is written `<name>`".to_owned());
    }
    if is("`") {
        return crate::idiom::clause("`").map(str::to_owned);
    }
    let token = token?;
    let slip =
        previous.map_or_else(|| misspelled(token, &STATEMENTS), |word| misspelled(word, &CLAUSES));
    if let Some(meant) = slip {
        return Some(format!("did you mean `{}`?", meant.to_ascii_uppercase()));
    }
    let word = token.word().filter(|word| lex::keyword(word) == Keyword::Reserved)?;
    if previous.is_some_and(|token| token.kind == TokenKind::Comma) {
        return Some(format!("remove the comma before `{word}`"));
    }
    // These are meant as what they are.
    let clauses = [
        "and",
        "as",
        "else",
        "from",
        "having",
        "in",
        "into",
        "not",
        "on",
        "or",
        "returning",
        "select",
        "then",
        "union",
        "using",
        "when",
        "where",
        "with",
    ];
    if clauses.contains(&word) {
        return None;
    }
    Some(format!("`{word}` is a reserved word; as a name it is written \"{word}\""))
}

/// What statements begin with.
const STATEMENTS: [&str; 8] =
    ["select", "insert", "update", "delete", "with", "merge", "truncate", "values"];

/// What goes on in a statement.
const CLAUSES: [&str; 10] =
    ["from", "where", "group", "order", "having", "limit", "returning", "values", "join", "set"];

/// The keyword that a word was most likely meant to be that begins a statement, or stands before the
/// mistake: until there it is a name.
fn misspelled(word: &Token, keywords: &[&'static str]) -> Option<&'static str> {
    let word = word.word().filter(|word| lex::keyword(word) == Keyword::None)?;
    closest(word, keywords.iter().copied())
}

/// Something valid that is not read yet, from `span`.
pub(super) fn unsupported(span: Span, what: &str) -> Diagnostic {
    Diagnostic::unsupported(span, format_args!("`{what}`"))
}

/// More nesting, or a longer chain of operators, than can be read without running out of stack.
pub(super) fn too_complex(span: Span) -> Diagnostic {
    Diagnostic::new(SqlState::STATEMENT_TOO_COMPLEX, span, "statement is nested too deeply")
        .help("split the statement, or name its parts with `WITH`")
}

/// A second statement behind a `;`.
pub(super) fn second_statement(token: &Token) -> Diagnostic {
    let message = "cannot insert multiple commands into a prepared statement";
    Diagnostic::new(SqlState::SYNTAX_ERROR, token.span, message)
        .help("write one statement; several belong into one transaction or one `WITH`")
}

/// `VALUES <rows..>` where no columns say which types it has.
pub(super) fn rows_out_of_place(span: Span) -> Diagnostic {
    let message =
        "`VALUES` of a list of rows is the source of an `INSERT`, whose columns say the types";
    Diagnostic::new(SqlState::SYNTAX_ERROR, span, message)
        .help("elsewhere write `unnest(<ids>::int8[], <names>::text[])`, a list for each column")
}

/// A command that changes the schema.
pub(super) fn belongs_into_a_migration(span: Span, word: &str) -> Diagnostic {
    let command = word.to_ascii_uppercase();
    Diagnostic { message: format!("`{command}` changes the schema"), ..unsupported(span, "") }
        .help("write it in a migration; what is needed for a moment, in `DB.raw_exec`")
}

/// The text of a token, as far as it is still known.
pub(super) fn spelling(token: &Token) -> String {
    match &token.kind {
        TokenKind::Word(word) => word.clone(),
        TokenKind::QuotedWord(word) => format!("\"{}\"", word.replace('"', "\"\"")),
        TokenKind::String(text) => format!("'{}'", text.replace('\'', "''")),
        TokenKind::BitString(text) => {
            let (letter, digits) = text.split_at_checked(1).unwrap_or((text, ""));
            format!("{letter}'{digits}'")
        }
        TokenKind::Integer(value) => value.to_string(),
        TokenKind::Numeric(text) => text.clone(),
        TokenKind::Parameter(index) => format!("${}", index.number()),
        TokenKind::Rows(_) => "<rows..>".to_owned(),
        TokenKind::Operator(symbol) => symbol.clone(),
        TokenKind::LeftParenthesis => "(".to_owned(),
        TokenKind::RightParenthesis => ")".to_owned(),
        TokenKind::LeftBracket => "[".to_owned(),
        TokenKind::RightBracket => "]".to_owned(),
        TokenKind::Comma => ",".to_owned(),
        TokenKind::Semicolon => ";".to_owned(),
        TokenKind::Dot => ".".to_owned(),
        TokenKind::DotDot => "..".to_owned(),
        TokenKind::Colon => ":".to_owned(),
        TokenKind::DoubleColon => "::".to_owned(),
        TokenKind::ColonEquals => ":=".to_owned(),
        TokenKind::LeftBrace => "{".to_owned(),
        TokenKind::RightBrace => "}".to_owned(),
    }
}
