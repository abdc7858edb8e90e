//! `U&'…'` and `U&"…"` (`parser.c base_yylex, str_udeescape`).

use super::cursor::Cursor;
use super::is_blank;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;

/// Decodes `value`, whose closing quote has just been read, with the escape that a `UESCAPE` behind
/// it says.
pub(super) fn decoded(
    value: &str,
    cursor: &mut Cursor<'_>,
    start: usize,
) -> Result<String, Diagnostic> {
    let span = cursor.span(start);
    let escape = uescape(cursor)?;
    decode(value, escape, span)
}

/// `UESCAPE 'c'`, if it comes next.
fn uescape(cursor: &mut Cursor<'_>) -> Result<char, Diagnostic> {
    let mut ahead = cursor.clone();
    ahead.take_while(is_blank);
    let at = ahead.at();
    let word = ahead.take_while(|c| c.is_ascii_alphabetic());
    if !word.eq_ignore_ascii_case("uescape") {
        return Ok('\\');
    }
    ahead.take_while(is_blank);
    let characters: Vec<char> = ahead.rest().chars().take(3).collect();
    let escape = match characters.as_slice() {
        ['\'', escape, '\''] if is_escape(*escape) => *escape,
        _ => {
            let message = "invalid Unicode escape character";
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, ahead.span(at), message));
        }
    };
    ahead.advance(2 + escape.len_utf8());
    *cursor = ahead;
    Ok(escape)
}

/// `check_uescapechar`.
fn is_escape(escape: char) -> bool {
    !escape.is_ascii_hexdigit() && !matches!(escape, '+' | '\'' | '"') && !is_blank(escape)
}

fn decode(value: &str, escape: char, span: Span) -> Result<String, Diagnostic> {
    let error = |message| Diagnostic::new(SqlState::SYNTAX_ERROR, span, message);
    let mut decoded = String::new();
    let mut rest = value;
    // The first half of a surrogate pair, whose second must follow at once.
    let mut first: Option<u32> = None;
    while let Some((before, after)) = rest.split_once(escape) {
        if first.is_some() && !before.is_empty() {
            return Err(error("invalid Unicode surrogate pair"));
        }
        decoded.push_str(before);
        if let Some(after) = after.strip_prefix(escape) {
            if first.is_some() {
                return Err(error("invalid Unicode surrogate pair"));
            }
            decoded.push(escape);
            rest = after;
            continue;
        }
        let (code, tail) = code(after).ok_or_else(|| error("invalid Unicode escape"))?;
        rest = tail;
        let code = match (first.take(), code) {
            (Some(high), 0xDC00..=0xDFFF) => 0x10000 + ((high & 0x3FF) << 10) + (code & 0x3FF),
            (Some(_), _) | (None, 0xDC00..=0xDFFF) => {
                return Err(error("invalid Unicode surrogate pair"));
            }
            (None, 0xD800..=0xDBFF) => {
                first = Some(code);
                continue;
            }
            (None, _) => code,
        };
        match char::from_u32(code) {
            Some(character) if character != '\0' => decoded.push(character),
            _ => return Err(error("invalid Unicode escape value")),
        }
    }
    if first.is_some() {
        return Err(error("invalid Unicode surrogate pair"));
    }
    decoded.push_str(rest);
    Ok(decoded)
}

/// Four hexadecimal digits, or six behind a `+`.
fn code(text: &str) -> Option<(u32, &str)> {
    let (digits, length) = match text.strip_prefix('+') {
        Some(digits) => (digits, 6),
        None => (text, 4),
    };
    let (code, tail) = digits.split_at_checked(length)?;
    let hexadecimal = code.chars().all(|digit| digit.is_ascii_hexdigit());
    hexadecimal.then_some(())?;
    Some((u32::from_str_radix(code, 16).ok()?, tail))
}
