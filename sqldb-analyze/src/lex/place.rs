//! Placeholders where none can stand, and text that was meant as one.

use super::placeholder::Shape;
use super::token::{Token, TokenKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;

/// Refuses a placeholder in the place of a name, with what to write instead.
pub fn check_places(text: &str, tokens: &[Token]) -> Vec<Diagnostic> {
    let checked = tokens.iter().enumerate().filter_map(|(at, token)| match token.kind {
        TokenKind::Parameter(_) => check_place(text, tokens, at, token),
        TokenKind::Rows(_) => check_place_of_rows(text, tokens, at, token),
        _ => None,
    });
    checked.collect()
}

fn check_place_of_rows(
    text: &str,
    tokens: &[Token],
    at: usize,
    token: &Token,
) -> Option<Diagnostic> {
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    if before.is_some_and(|before| before.is_word("values")) {
        return None;
    }
    let placeholder = token.span.text(text);
    let value = placeholder.replace("..", "");
    let message = format!("`{placeholder}` stands for the rows of an INSERT, behind `VALUES`");
    Some(Diagnostic::new(SqlState::SYNTAX_ERROR, token.span, message).help(format!(
        "write `INSERT INTO … (…) VALUES {placeholder}`; for one value or a list write `{value}`"
    )))
}

fn check_place(text: &str, tokens: &[Token], at: usize, token: &Token) -> Option<Diagnostic> {
    let placeholder = token.span.text(text);
    let before = at.checked_sub(1).and_then(|at| tokens.get(at))?;
    let refuse = |message: String| Diagnostic::new(SqlState::SYNTAX_ERROR, token.span, message);
    if before.is_word("in") && !in_function(tokens, at, &["position"]) {
        return Some(
            refuse(format!("`IN` takes a list in parentheses, not `{placeholder}`"))
                .help(format!("`= ANY({placeholder})` compares with a list; `<> ALL({placeholder})` is its opposite")),
        );
    }
    let name = match &before.kind {
        TokenKind::Dot | TokenKind::DoubleColon => true,
        TokenKind::Word(word) => match word.as_str() {
            "as" | "into" | "join" | "table" | "update" | "collate" => true,
            "from" => !is_operand_of_from(tokens, at),
            _ => false,
        },
        _ => false,
    };
    if name {
        return Some(
            refuse(format!(
                "a placeholder stands for a value; `{placeholder}` is in the place of a name"
            ))
            .help(
                "names cannot be interpolated: write the name itself, or one query for each name",
            ),
        );
    }
    // A `$1` is PostgreSQL's own, which sorts by it without a word.
    let numbered = placeholder.strip_prefix('$').is_some_and(|rest| !rest.starts_with('{'));
    (sorts_by(tokens, at) && !numbered).then(|| {
        refuse(format!("`ORDER BY {placeholder}` sorts by a constant, which changes nothing")).help(
            "names and directions cannot be interpolated: write `CASE WHEN … THEN column END`, or one query for each order",
        )
    })
}

/// Whether the `FROM` before token `at` belongs to `IS DISTINCT FROM` or to a function's syntax.
fn is_operand_of_from(tokens: &[Token], at: usize) -> bool {
    let distinct = at.checked_sub(2).and_then(|at| tokens.get(at));
    distinct.is_some_and(|token| token.is_word("distinct"))
        || in_function(tokens, at, &["extract", "substring", "trim", "overlay"])
}

/// Whether token `at` stands directly inside the parentheses of one of `functions`.
fn in_function(tokens: &[Token], at: usize, functions: &[&str]) -> bool {
    let mut depth = 0_u32;
    let before = tokens.get(..at).unwrap_or_default();
    for (index, token) in before.iter().enumerate().rev() {
        match token.kind {
            TokenKind::RightParenthesis => depth += 1,
            TokenKind::LeftParenthesis if depth > 0 => depth -= 1,
            TokenKind::LeftParenthesis => {
                let name = index.checked_sub(1).and_then(|at| before.get(at));
                return name.and_then(Token::word).is_some_and(|word| functions.contains(&word));
            }
            _ => {}
        }
    }
    false
}

/// Whether the placeholder is a whole item of `ORDER BY`.
fn sorts_by(tokens: &[Token], at: usize) -> bool {
    let word = |at: Option<usize>, word: &str| {
        at.and_then(|at| tokens.get(at)).is_some_and(|token| token.is_word(word))
    };
    let starts = word(at.checked_sub(1), "by") && word(at.checked_sub(2), "order");
    let ends = match tokens.get(at + 1).map(|token| &token.kind) {
        None | Some(TokenKind::Comma | TokenKind::Semicolon | TokenKind::RightParenthesis) => true,
        Some(TokenKind::Word(word)) => {
            ["asc", "desc", "nulls", "limit", "offset", "fetch", "for"].contains(&word.as_str())
        }
        Some(_) => false,
    };
    starts && ends
}

/// Refuses a string constant that was meant as a placeholder: one that *is* `<name>`, or a pattern
/// that holds one. Elsewhere `'<b>'` is legitimate text.
pub fn check_quoted(text: &str, tokens: &[Token]) -> Vec<Diagnostic> {
    let strings = tokens.iter().enumerate().filter_map(|(at, token)| match &token.kind {
        // A dollar quote is how one writes such a text on purpose.
        TokenKind::String(value) if !token.span.text(text).starts_with('$') => {
            Some((at, token, value))
        }
        _ => None,
    });
    strings
        .filter_map(|(at, token, value)| {
            let offset = match find_shape(value) {
                Some(0) if Shape::at(value).is_some_and(|s| s.length == value.len()) => 0,
                Some(offset) if is_pattern(tokens, at) => offset,
                _ => return None,
            };
            let shape = Shape::at(value.get(offset..)?)?;
            Some(quoted_placeholder(text, token, value, offset, &shape))
        })
        .collect()
}

fn quoted_placeholder(
    text: &str,
    token: &Token,
    value: &str,
    offset: usize,
    shape: &Shape<'_>,
) -> Diagnostic {
    let placeholder = value.get(offset..offset + shape.length).unwrap_or_default();
    let before = value.get(..offset).unwrap_or_default();
    let behind = value.get(offset + shape.length..).unwrap_or_default();
    let quoted = |part: &str| (!part.is_empty()).then(|| format!("'{}'", part.replace('\'', "''")));
    let parts = [quoted(before), Some(placeholder.to_owned()), quoted(behind)];
    let joined = parts.into_iter().flatten().collect::<Vec<_>>().join(" || ");
    // The place inside the quotes, where the spelling keeps offsets.
    let span = match token.span.text(text).find(placeholder) {
        Some(inside) => {
            let start = token.span.start as usize + inside;
            Span::new(start, start + shape.length)
        }
        None => token.span,
    };
    Diagnostic::new(
        SqlState::SYNTAX_ERROR,
        span,
        format!("`{placeholder}` inside quotes is text, not a placeholder"),
    )
    .help(format!("write `{joined}`; for the text itself use `$${value}$$`"))
}

fn find_shape(value: &str) -> Option<usize> {
    value
        .match_indices('<')
        .map(|(at, _)| at)
        .find(|at| value.get(*at..).and_then(Shape::at).is_some())
}

/// Whether the string at token `at` is the pattern of `LIKE`, `SIMILAR TO` or `~`.
fn is_pattern(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    before.is_some_and(|token| match &token.kind {
        TokenKind::Word(word) => ["like", "ilike", "to"].contains(&word.as_str()),
        TokenKind::Operator(operator) => operator.contains('~'),
        _ => false,
    })
}

/// What to say beside a syntax error where `<name>` was read as operators: after a value `<` is
/// the operator, and after `interval` or `date` no placeholder can follow.
pub fn misread(text: &str, tokens: &[Token]) -> Option<String> {
    tokens.windows(2).find_map(|pair| {
        let [before, less] = pair else { return None };
        let is_less = matches!(&less.kind, TokenKind::Operator(symbol) if symbol == "<");
        let shape = is_less.then(|| Shape::at(text.get(less.span.start as usize..)?)).flatten()?;
        let placeholder = text.get(less.span.start as usize..)?.get(..shape.length)?;
        const TYPES: [&str; 6] = ["interval", "date", "time", "timestamp", "timestamptz", "timetz"];
        Some(match before.word() {
            Some(word) if TYPES.contains(&word) => {
                format!("a typed literal takes a quoted constant; write `{placeholder}::{word}`")
            }
            _ => format!(
                "after a value `<` is the operator; is an operator missing before `{placeholder}`?"
            ),
        })
    })
}
