//! The text of a connection string, without the parameters that are ours: URLs, and pairs as libpq reads them.

use super::malformed;
use super::parameters::{Own, THEIRS, unknown};
use crate::error::{Error, Result};

/// Refuses a URL whose password ends at a `/` in it: else what is before that would be taken for a port, and
/// what is behind it for a database, both of which messages name.
pub(super) fn refuse_pieces(url: &str, origin: &str) -> Result<()> {
    let (before_query, _) = url.split_once('?').unwrap_or((url, ""));
    match before_query.split_once('/') {
        Some((_, database)) if database.contains('@') => Err(Error::configuration(format!(
            "the database in the value of {origin} has an `@`; if a piece of the password is before it, write \
             the `/` in that as `%2F`, else the `@` as `%40`"
        ))),
        _ => Ok(()),
    }
}

/// The URL without the parameters that are ours.
pub(super) fn strip_url(text: &str, origin: &str, own: &mut Own) -> Result<String> {
    let Some((base, query)) = text.split_once('?') else {
        return Ok(text.to_owned());
    };
    let mut kept = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = percent_decode(key);
        if own.take(&key, &percent_decode(value))? {
            continue;
        }
        if !THEIRS.contains(&key.as_str()) {
            return Err(unknown(&key, origin));
        }
        kept.push(pair);
        own.theirs.push(key);
    }
    Ok(match kept.is_empty() {
        true => base.to_owned(),
        false => format!("{base}?{}", kept.join("&")),
    })
}

/// The pairs without those that are ours.
pub(super) fn strip_pairs(text: &str, origin: &str, own: &mut Own) -> Result<String> {
    let mut kept = String::new();
    for (key, value) in pairs(text).ok_or_else(|| malformed(origin))? {
        if own.take(&key, &value)? {
            continue;
        }
        if !THEIRS.contains(&key.as_str()) {
            return Err(unknown(&key, origin));
        }
        let value = value.replace('\\', "\\\\").replace('\'', "\\'");
        kept.push_str(&format!("{key}='{value}' "));
        own.theirs.push(key);
    }
    Ok(kept)
}

/// Reads `key = value` as libpq does (`conninfo_parse`): blanks around `=`, values in quotes, and a
/// backslash before what is meant as it is. [`None`] where it is no such text.
pub(super) fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, behind) = rest.split_once('=')?;
        let key = key.trim_end();
        if key.is_empty() || key.contains(char::is_whitespace) {
            return None;
        }
        let (value, behind) = value(behind.trim_start())?;
        pairs.push((key.to_owned(), value));
        rest = behind.trim_start();
    }
    Some(pairs)
}

/// A value, and what is behind it.
pub(super) fn value(text: &str) -> Option<(String, &str)> {
    let (quoted, text) = match text.strip_prefix('\'') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            '\'' if quoted => return Some((value, text.get(at + 1..)?)),
            blank if !quoted && blank.is_whitespace() => return Some((value, text.get(at..)?)),
            other => value.push(other),
        }
    }
    // A quote that nobody closed.
    (!quoted).then_some((value, ""))
}

pub(super) fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).filter(|_| *first == b'%');
        let hex = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
