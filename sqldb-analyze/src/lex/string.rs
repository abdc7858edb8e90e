//! Strings and quoted identifiers in all their spellings.

use super::cursor::Cursor;
use super::is_blank;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;

/// How a backslash reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// As itself: `'…'` with `standard_conforming_strings`.
    None,
    /// C-like: `E'…'`.
    C,
    /// `\0061`, `\+000061`: `U&'…'`.
    Unicode,
}

/// Reads a string from its opening quote, with the parts on following lines that PostgreSQL joins
/// to it (`scan.l` `quotecontinue`: only white space with a line break may stand between).
pub(super) fn quoted(
    cursor: &mut Cursor<'_>,
    start: usize,
    escapes: Escapes,
) -> Result<String, Diagnostic> {
    let mut value = String::new();
    loop {
        part(cursor, start, escapes, &mut value)?;
        let mut ahead = cursor.clone();
        if !continues(&mut ahead) {
            break;
        }
        *cursor = ahead;
    }
    if escapes == Escapes::Unicode {
        value = super::unicode::decoded(&value, cursor, start)?;
    }
    if value.contains('\0') {
        return Err(Diagnostic::new(
            SqlState::SYNTAX_ERROR,
            cursor.span(start),
            "a string cannot hold the character with code zero",
        ));
    }
    Ok(value)
}

/// One quoted part, from its opening to its closing quote.
fn part(
    cursor: &mut Cursor<'_>,
    start: usize,
    escapes: Escapes,
    value: &mut String,
) -> Result<(), Diagnostic> {
    cursor.next();
    loop {
        let at = cursor.at();
        match cursor.next() {
            None => {
                return Err(Diagnostic::new(
                    SqlState::SYNTAX_ERROR,
                    Span::new(start, at),
                    "unterminated quoted string",
                ));
            }
            Some('\'') if cursor.peek() == Some('\'') => {
                cursor.next();
                value.push('\'');
            }
            Some('\'') => return Ok(()),
            Some('\\') if escapes == Escapes::C => value.push(c_escape(cursor, at)?),
            Some(character) => value.push(character),
        }
    }
}

/// Whether a further part follows, and if so goes to its opening quote.
fn continues(cursor: &mut Cursor<'_>) -> bool {
    let mut line_break = false;
    loop {
        let blank = cursor.take_while(is_blank);
        line_break |= blank.contains(['\n', '\r']);
        // A comment may stand between the parts once a line break has come.
        if line_break && cursor.take("--") {
            cursor.take_while(|c| c != '\n' && c != '\r');
        } else {
            return line_break && cursor.peek() == Some('\'');
        }
    }
}

/// The character that a backslash of `E'…'` makes, the backslash being read.
fn c_escape(cursor: &mut Cursor<'_>, start: usize) -> Result<char, Diagnostic> {
    let invalid = |cursor: &Cursor<'_>| {
        Diagnostic::new(
            SqlState::INVALID_ESCAPE_SEQUENCE,
            cursor.span(start),
            format!("invalid escape sequence `{}`", cursor.since(start)),
        )
    };
    let code = |cursor: &mut Cursor<'_>, radix: u32, most: usize| {
        let digits: String =
            cursor.rest().chars().take(most).take_while(|c| c.is_digit(radix)).collect();
        cursor.advance(digits.len());
        (digits.len(), u32::from_str_radix(&digits, radix).unwrap_or(0))
    };
    let (found, value) = match cursor.peek() {
        Some('0'..='7') => {
            let (_, value) = code(cursor, 8, 3);
            (true, value)
        }
        Some('x') if cursor.peek_second().is_some_and(|c| c.is_ascii_hexdigit()) => {
            cursor.next();
            let (_, value) = code(cursor, 16, 2);
            (true, value)
        }
        Some(kind @ ('u' | 'U')) => {
            cursor.next();
            let wanted = if kind == 'u' { 4 } else { 8 };
            let (found, value) = code(cursor, 16, wanted);
            (found == wanted, value)
        }
        Some(_) => {
            return Ok(match cursor.next() {
                Some('b') => '\x08',
                Some('f') => '\x0c',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                // Before 17 the letter itself, which nobody escapes.
                Some('v') => '\x0b',
                Some(other) => other,
                None => '\\',
            });
        }
        None => (false, 0),
    };
    match char::from_u32(value) {
        Some(character) if found => Ok(character),
        _ => Err(invalid(cursor)),
    }
}

/// Reads `"name"` from its opening quote; the name is cut to 63 bytes, as everywhere.
pub(super) fn quoted_word(
    cursor: &mut Cursor<'_>,
    start: usize,
    escapes: Escapes,
) -> Result<String, Diagnostic> {
    cursor.next();
    let mut value = String::new();
    loop {
        match cursor.next() {
            None => {
                return Err(Diagnostic::new(
                    SqlState::SYNTAX_ERROR,
                    cursor.span(start),
                    "unterminated quoted identifier",
                ));
            }
            Some('"') if cursor.peek() == Some('"') => {
                cursor.next();
                value.push('"');
            }
            Some('"') => break,
            Some(character) => value.push(character),
        }
    }
    if escapes == Escapes::Unicode {
        value = super::unicode::decoded(&value, cursor, start)?;
    }
    match value.is_empty() {
        true => Err(Diagnostic::new(
            SqlState::SYNTAX_ERROR,
            cursor.span(start),
            "zero-length delimited identifier",
        )),
        false => Ok(truncated(value)),
    }
}

/// Reads `$$…$$` or `$tag$…$tag$` if the cursor stands on one.
pub(super) fn dollar_quoted(cursor: &mut Cursor<'_>) -> Option<Result<String, Diagnostic>> {
    let start = cursor.at();
    let mut ahead = cursor.clone();
    ahead.next();
    if ahead.peek().is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    ahead.take_while(|c| super::number::is_identifier_part(c) && c != '$');
    if !ahead.take("$") {
        return None;
    }
    let delimiter = ahead.since(start);
    Some(match ahead.rest().split_once(delimiter) {
        Some((body, _)) => {
            ahead.advance(body.len() + delimiter.len());
            *cursor = ahead;
            Ok(body.to_owned())
        }
        None => Err(Diagnostic::new(
            SqlState::SYNTAX_ERROR,
            ahead.span(start),
            "unterminated dollar-quoted string",
        )),
    })
}

/// Cuts a name to `NAMEDATALEN - 1` bytes at a character's end (`scansup.c truncate_identifier`).
pub(super) fn truncated(mut name: String) -> String {
    const NAME_BYTES: usize = 63;
    if name.len() > NAME_BYTES {
        let end = (0..=NAME_BYTES).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        name.truncate(end);
    }
    name
}
