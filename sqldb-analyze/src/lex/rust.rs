//! The end of a Rust expression inside `${…}`.

use super::cursor::Cursor;

/// Goes behind the `}` that closes `${`, the `${` being read; [`None`] where it is missing.
///
/// Braces inside Rust strings, characters and comments do not count.
pub(super) fn closing_brace(cursor: &mut Cursor<'_>) -> Option<()> {
    let mut depth = 1_u32;
    while depth > 0 {
        if cursor.take("//") {
            cursor.take_while(|c| c != '\n');
        } else if cursor.take("/*") {
            cursor.block_comment()?;
        } else if let Some(hashes) = raw_string_start(cursor) {
            raw_string(cursor, hashes)?;
        } else {
            match cursor.next()? {
                '{' => depth += 1,
                '}' => depth -= 1,
                '"' => string(cursor, '"')?,
                '\'' => character_or_lifetime(cursor)?,
                first if first.is_alphabetic() || first == '_' => {
                    // A whole word, so that the `r` of `for"` starts no raw string.
                    cursor.take_while(|c| c.is_alphanumeric() || c == '_');
                }
                _ => {}
            }
        }
    }
    Some(())
}

/// The number of `#` of `r#"`, `br"`, `cr#"`, if one starts here; goes behind the quote.
fn raw_string_start(cursor: &mut Cursor<'_>) -> Option<usize> {
    let mut ahead = cursor.clone();
    if !["br", "cr", "r"].iter().any(|prefix| ahead.take(prefix)) {
        return None;
    }
    let hashes = ahead.take_while(|c| c == '#').len();
    ahead.take("\"").then(|| {
        *cursor = ahead;
        hashes
    })
}

fn raw_string(cursor: &mut Cursor<'_>, hashes: usize) -> Option<()> {
    let end = format!("\"{}", "#".repeat(hashes));
    let length = cursor.rest().find(&end)?;
    cursor.advance(length + end.len());
    Some(())
}

fn string(cursor: &mut Cursor<'_>, quote: char) -> Option<()> {
    loop {
        match cursor.next()? {
            '\\' => {
                cursor.next()?;
            }
            character if character == quote => return Some(()),
            _ => {}
        }
    }
}

/// `'a'` and `'\n'` are characters, `'a` is a lifetime; the quote is read.
fn character_or_lifetime(cursor: &mut Cursor<'_>) -> Option<()> {
    let first = cursor.peek()?;
    if first == '\\' || cursor.peek_second() == Some('\'') {
        return string(cursor, '\'');
    }
    cursor.take_while(|c| c.is_alphanumeric() || c == '_');
    Some(())
}
