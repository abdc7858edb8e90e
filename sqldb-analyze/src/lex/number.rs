//! Numbers: `scan.l` `decinteger`, `hexinteger`, `numeric`, `real`, and their junk rules.

use super::cursor::Cursor;
use super::token::{Token, TokenKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;

/// Reads the number at the cursor, which stands on a digit or on a dot before one.
pub(super) fn number(cursor: &mut Cursor<'_>) -> Result<TokenKind, Diagnostic> {
    let start = cursor.at();
    let kind = match radix(cursor) {
        Some(radix) => {
            cursor.advance(2);
            let digits = cursor.take_while(|c| c.is_digit(radix) || c == '_').replace('_', "");
            integer(&digits, radix).unwrap_or(TokenKind::Numeric(digits))
        }
        None => decimal(cursor),
    };
    // An underscore is between digits, or behind `0x` and its kin.
    let mut pairs = cursor.since(start).as_bytes().windows(2);
    let stray = cursor.since(start).ends_with('_')
        || pairs.any(|pair| match pair {
            [before, b'_'] => !before.is_ascii_alphanumeric(),
            [b'_', behind] => !behind.is_ascii_hexdigit(),
            _ => false,
        });
    // PostgreSQL 15 refuses `123abc` (`integer_junk`); older ones read `123 abc`.
    if stray || cursor.peek().is_some_and(is_identifier_start) {
        cursor.take_while(is_identifier_part);
        return Err(Diagnostic::new(
            SqlState::SYNTAX_ERROR,
            cursor.span(start),
            format!("trailing junk after numeric literal at or near `{}`", cursor.since(start)),
        ));
    }
    Ok(kind)
}

/// The radix of `0x1F`, `0o17`, `0b11` (16 and newer).
fn radix(cursor: &Cursor<'_>) -> Option<u32> {
    let mut characters = cursor.rest().chars();
    if characters.next() != Some('0') {
        return None;
    }
    let radix = match characters.next()? {
        'x' | 'X' => 16,
        'o' | 'O' => 8,
        'b' | 'B' => 2,
        _ => return None,
    };
    characters.next().is_some_and(|digit| digit.is_digit(radix) || digit == '_').then_some(radix)
}

/// The first number that only 16 and newer read: of another base, or with underscores.
pub(crate) fn newer_number(text: &str, tokens: &[Token]) -> Option<Span> {
    let newer = |token: &&Token| {
        let written = token.span.text(text);
        matches!(token.kind, TokenKind::Integer(_) | TokenKind::Numeric(_))
            && (written.contains('_') || written.contains(['x', 'X', 'o', 'O', 'b', 'B']))
    };
    tokens.iter().find(newer).map(|token| token.span)
}

fn decimal(cursor: &mut Cursor<'_>) -> TokenKind {
    let start = cursor.at();
    let digits = |cursor: &mut Cursor<'_>| {
        cursor.take_while(|c| c.is_ascii_digit() || c == '_');
    };
    digits(cursor);
    let mut whole = true;
    // `1..10` is an integer and `..` (`decinteger/\.\.`).
    if cursor.peek() == Some('.') && cursor.peek_second() != Some('.') {
        whole = false;
        cursor.next();
        digits(cursor);
    }
    if exponent(cursor) {
        whole = false;
    }
    let text = cursor.since(start).replace('_', "");
    match whole {
        true => integer(&text, 10).unwrap_or(TokenKind::Numeric(text)),
        false => TokenKind::Numeric(text),
    }
}

/// Takes `e10`, `E-3`; an `e` without digits is left for the junk rule.
fn exponent(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    if !ahead.take("e") && !ahead.take("E") {
        return false;
    }
    if !ahead.take("+") {
        ahead.take("-");
    }
    let found = ahead.peek().is_some_and(|c| c.is_ascii_digit());
    ahead.take_while(|c| c.is_ascii_digit() || c == '_');
    if found {
        *cursor = ahead;
    }
    found
}

fn integer(digits: &str, radix: u32) -> Option<TokenKind> {
    u64::from_str_radix(digits, radix).ok().map(TokenKind::Integer)
}

/// `ident_start` of `scan.l`.
pub(super) fn is_identifier_start(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_' || !character.is_ascii()
}

/// `ident_cont` of `scan.l`.
pub(super) fn is_identifier_part(character: char) -> bool {
    is_identifier_start(character) || character.is_ascii_digit() || character == '$'
}
