//! Splitting a date, a time or an interval into fields: `datetime.c ParseDateTime`.

use super::{Fault, MAX_FIELDS, word};
use crate::literal::is_space;

/// A field of a date, a time or an interval.
#[derive(Clone, Debug)]
pub(in crate::literal) struct Field {
    /// What it looks like.
    pub(in crate::literal) kind: FieldKind,
    /// Its text, words in lower case.
    pub(in crate::literal) text: String,
}

/// `DTK_…` of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::literal) enum FieldKind {
    /// Digits, maybe with a point.
    Number,
    /// Digits and words with `-`, `/` or `.` between, or a word that may be a time zone.
    Date,
    /// Digits and colons.
    Time,
    /// A sign and digits.
    Zone,
    /// Letters.
    Word,
    /// A sign and letters.
    Special,
}

/// The fields of a text that are kept in `room` bytes, each with a byte to end it.
pub(in crate::literal) fn split(text: &str, room: usize) -> Result<Vec<Field>, Fault> {
    let mut splitter = Splitter { rest: text.as_bytes() };
    let mut fields = Vec::new();
    let mut used = 0;
    while let Some(byte) = splitter.peek() {
        if is_space(byte) {
            splitter.skip();
            continue;
        }
        if fields.len() >= MAX_FIELDS {
            return Err(Fault::Format);
        }
        let Some(field) = splitter.field(byte)? else { continue };
        used += field.text.len() + 1;
        if used > room {
            return Err(Fault::Format);
        }
        fields.push(field);
    }
    Ok(fields)
}

struct Splitter<'t> {
    rest: &'t [u8],
}

impl Splitter<'_> {
    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    fn skip(&mut self) {
        self.rest = self.rest.get(1..).unwrap_or_default();
    }

    /// [`None`] for punctuation, which only separates.
    fn field(&mut self, first: u8) -> Result<Option<Field>, Fault> {
        let mut text = String::new();
        let kind = match first {
            b'0'..=b'9' => self.number(&mut text),
            b'.' => {
                self.push(&mut text);
                self.push_while(&mut text, |byte| byte.is_ascii_digit());
                FieldKind::Number
            }
            b'a'..=b'z' | b'A'..=b'Z' => self.word(&mut text),
            b'+' | b'-' => self.signed(&mut text)?,
            _ if first.is_ascii_punctuation() => {
                self.skip();
                return Ok(None);
            }
            // In UTF-8 no byte of another character is a letter.
            _ => return Err(Fault::Format),
        };
        Ok(Some(Field { kind, text }))
    }

    fn number(&mut self, text: &mut String) -> FieldKind {
        self.push_while(text, |byte| byte.is_ascii_digit());
        match self.peek() {
            Some(b':') => {
                self.push_while(text, |byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
                FieldKind::Time
            }
            Some(delimiter @ (b'-' | b'/' | b'.')) => {
                self.push(text);
                if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                    // A month may be a word.
                    self.push_while(text, |byte| byte.is_ascii_alphanumeric() || byte == delimiter);
                    return FieldKind::Date;
                }
                self.push_while(text, |byte| byte.is_ascii_digit());
                if self.peek() == Some(delimiter) {
                    self.push_while(text, |byte| byte.is_ascii_digit() || byte == delimiter);
                    return FieldKind::Date;
                }
                if delimiter == b'.' { FieldKind::Number } else { FieldKind::Date }
            }
            _ => FieldKind::Number,
        }
    }

    fn word(&mut self, text: &mut String) -> FieldKind {
        self.push_while(text, |byte| byte.is_ascii_alphabetic());
        let more = match self.peek() {
            Some(b'-' | b'/' | b'.') => true,
            // Behind a keyword, a digit or `+` begins a field of its own.
            Some(byte) if byte == b'+' || byte.is_ascii_digit() => word::date_word(text).is_none(),
            _ => false,
        };
        if !more {
            return FieldKind::Word;
        }
        self.push_while(text, |byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'/' | b'_' | b'.' | b':')
        });
        FieldKind::Date
    }

    fn signed(&mut self, text: &mut String) -> Result<FieldKind, Fault> {
        self.push(text);
        while self.peek().is_some_and(is_space) {
            self.skip();
        }
        match self.peek() {
            Some(byte) if byte.is_ascii_digit() => {
                self.push_while(text, |byte| {
                    byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'-')
                });
                Ok(FieldKind::Zone)
            }
            Some(byte) if byte.is_ascii_alphabetic() => {
                self.push_while(text, |byte| byte.is_ascii_alphabetic());
                Ok(FieldKind::Special)
            }
            _ => Err(Fault::Format),
        }
    }

    fn push(&mut self, text: &mut String) {
        if let Some(byte) = self.peek() {
            text.push(char::from(byte.to_ascii_lowercase()));
            self.skip();
        }
    }

    fn push_while(&mut self, text: &mut String, wanted: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.push(text);
        }
    }
}
