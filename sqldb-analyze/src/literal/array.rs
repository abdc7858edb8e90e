//! Arrays: `arrayfuncs.c`.

use super::{Outcome, Refused, check_within, is_space};
use crate::catalog::{Catalog, TypeKind};
use crate::diagnostic::SqlState;
use crate::types::{TypeId, Typed};

/// `MAXDIM`.
const MAX_DIMENSIONS: usize = 6;

/// `array_in`: braces, elements that `element` reads, sub-arrays of equal size.
pub(super) fn check(catalog: &Catalog, text: &str, element: Typed, depth: usize) -> Outcome {
    let base = catalog.base_type(element).id;
    let is_base = catalog.type_info(base).is_some_and(|info| info.kind == TypeKind::Base);
    if base >= TypeId::FIRST_USER && is_base {
        // What separates the elements is the type's own affair (`pg_type.typdelim`).
        return Ok(());
    }
    let start = text.trim_start_matches(is_white);
    if start.starts_with('[') {
        return check_bounds(text, start);
    }
    if !start.starts_with('{') {
        return Err(malformed(text, "array value must start with `{` or dimension information"));
    }
    let delimiter = if base == TypeId::BOX { b';' } else { b',' };
    let mut tokens = Tokens { text: start, at: 0, delimiter };
    let mut levels = Levels::default();
    loop {
        match tokens.next(text)? {
            Token::Open => levels.open(text)?,
            Token::Close => levels.close(text)?,
            Token::Delimiter => levels.delimiter(text, delimiter)?,
            Token::Element(value) => {
                levels.element(text)?;
                check_within(catalog, &value, element, depth)?;
            }
            Token::Null => levels.element(text)?,
        }
        if levels.counts.is_empty() {
            break;
        }
    }
    match start.bytes().skip(tokens.at).all(is_space) {
        true => Ok(()),
        false => Err(malformed(text, "junk after closing right brace")),
    }
}

/// `[1:2][3]=`; what follows is accepted unread (`ReadArrayDimensions`).
fn check_bounds(text: &str, mut rest: &str) -> Outcome {
    let number = |rest: &str| -> Option<usize> {
        let digits =
            rest.trim_start_matches(['+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        Some(rest.len() - digits.len()).filter(|length| *length > 0)
    };
    while let Some(inside) = rest.strip_prefix('[') {
        let Some(first) = number(inside) else {
            let detail = "`[` must introduce explicitly-specified array dimensions";
            return Err(malformed(text, detail)
                .help("elements stand in braces: `'{a,b}'`, and `'{}'` is the empty array"));
        };
        let mut behind = inside.get(first..).unwrap_or_default();
        if let Some(upper) = behind.strip_prefix(':') {
            let Some(length) = number(upper) else {
                return Err(malformed(text, "missing array dimension value"));
            };
            behind = upper.get(length..).unwrap_or_default();
        }
        let Some(next) = behind.strip_prefix(']') else {
            return Err(malformed(text, "missing `]` after array dimensions")
                .help("elements stand in braces: `'{a,b}'`"));
        };
        rest = next.trim_start_matches(is_white);
    }
    match rest.starts_with('=') {
        true => Ok(()),
        false => Err(malformed(text, "missing `=` after array dimensions")
            .help("elements stand in braces: `'{a,b}'`")),
    }
}

fn is_white(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c')
}

fn malformed(text: &str, detail: impl Into<String>) -> Refused {
    Refused::malformed("array", text, detail)
}

/// What `ReadArrayToken` reads.
enum Token {
    Open,
    Close,
    Delimiter,
    Element(String),
    Null,
}

struct Tokens<'t> {
    text: &'t str,
    at: usize,
    delimiter: u8,
}

impl Tokens<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self, whole: &str) -> Result<Token, Refused> {
        while self.peek().is_some_and(is_space) {
            self.at += 1;
        }
        let Some(byte) = self.peek() else {
            return Err(malformed(whole, "unexpected end of input"));
        };
        match byte {
            b'"' => return self.quoted(whole),
            b'{' | b'}' => {}
            _ if byte == self.delimiter => {}
            _ => return self.unquoted(whole),
        }
        self.at += 1;
        Ok(match byte {
            b'{' => Token::Open,
            b'}' => Token::Close,
            _ => Token::Delimiter,
        })
    }

    fn quoted(&mut self, whole: &str) -> Result<Token, Refused> {
        self.at += 1;
        let mut value = Vec::new();
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'"' => {
                    while self.peek().is_some_and(is_space) {
                        self.at += 1;
                    }
                    return match self.peek() {
                        Some(b'{' | b'}') => Ok(element(value)),
                        Some(next) if next == self.delimiter => Ok(element(value)),
                        Some(_) => Err(malformed(whole, "incorrectly quoted array element")),
                        None => break,
                    };
                }
                b'\\' => {
                    let Some(escaped) = self.peek() else { break };
                    value.push(escaped);
                    self.at += 1;
                }
                _ => value.push(byte),
            }
        }
        Err(malformed(whole, "unexpected end of input"))
    }

    fn unquoted(&mut self, whole: &str) -> Result<Token, Refused> {
        let mut value = Vec::new();
        let mut kept = 0;
        let mut escaped = false;
        while let Some(byte) = self.peek() {
            match byte {
                b'{' => return Err(malformed(whole, "unexpected `{` character")),
                b'"' => return Err(malformed(whole, "incorrectly quoted array element")),
                b'}' => break,
                _ if byte == self.delimiter => break,
                b'\\' => {
                    self.at += 1;
                    let Some(next) = self.peek() else { break };
                    value.push(next);
                    kept = value.len();
                    escaped = true;
                }
                _ => {
                    value.push(byte);
                    if !is_space(byte) {
                        kept = value.len();
                    }
                }
            }
            self.at += 1;
        }
        if self.peek().is_none() {
            return Err(malformed(whole, "unexpected end of input"));
        }
        value.truncate(kept);
        match !escaped && value.eq_ignore_ascii_case(b"null") {
            // Under `array_nulls = off` it would be a string, which any type may refuse.
            true => Ok(Token::Null),
            false => Ok(element(value)),
        }
    }
}

fn element(value: Vec<u8>) -> Token {
    Token::Element(String::from_utf8_lossy(&value).into_owned())
}

/// The levels that are open, each with how many elements it has so far.
#[derive(Default)]
struct Levels {
    counts: Vec<usize>,
    /// The size of the first array of each level.
    sizes: Vec<Option<usize>>,
    /// The level of the elements, once there was one.
    leaf: Option<usize>,
    /// Whether a delimiter or a right brace must follow.
    behind_value: bool,
}

impl Levels {
    fn open(&mut self, text: &str) -> Outcome {
        if self.behind_value {
            return Err(malformed(text, "unexpected `{` character"));
        }
        if self.counts.len() >= MAX_DIMENSIONS {
            return Err(Refused::new(
                SqlState::PROGRAM_LIMIT_EXCEEDED,
                format!(
                    "number of array dimensions exceeds the maximum allowed ({MAX_DIMENSIONS})"
                ),
            ));
        }
        self.counts.push(0);
        if self.leaf.is_some_and(|leaf| self.counts.len() > leaf) {
            return Err(ragged(text));
        }
        if self.sizes.len() < self.counts.len() {
            self.sizes.push(None);
        }
        Ok(())
    }

    fn close(&mut self, text: &str) -> Outcome {
        let Some(count) = self.counts.pop() else { return Ok(()) };
        if count > 0 && !self.behind_value {
            return Err(malformed(text, "unexpected `}` character"));
        }
        let level = self.counts.len();
        if let Some(size) = self.sizes.get_mut(level) {
            match size {
                // Majors before 17 take arrays without elements for each other.
                Some(size) if *size != count && *size > 0 && count > 0 => return Err(ragged(text)),
                Some(_) => {}
                None => *size = Some(count),
            }
        }
        if let Some(outer) = self.counts.last_mut() {
            *outer += 1;
        }
        self.behind_value = true;
        Ok(())
    }

    fn delimiter(&mut self, text: &str, delimiter: u8) -> Outcome {
        if !self.behind_value {
            let delimiter = char::from(delimiter);
            return Err(malformed(text, format!("unexpected `{delimiter}` character")));
        }
        self.behind_value = false;
        Ok(())
    }

    fn element(&mut self, text: &str) -> Outcome {
        if self.behind_value {
            return Err(malformed(text, "unexpected array element"));
        }
        let level = self.counts.len();
        if level != *self.leaf.get_or_insert(level) {
            return Err(ragged(text));
        }
        if let Some(count) = self.counts.last_mut() {
            *count += 1;
        }
        self.behind_value = true;
        Ok(())
    }
}

fn ragged(text: &str) -> Refused {
    malformed(text, "multidimensional arrays must have sub-arrays with matching dimensions")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_integers(text: &str) -> Outcome {
        check(&Catalog::default(), text, TypeId::INT4.into(), 4)
    }

    #[test]
    fn arrays_have_braces_and_values() {
        let valid = ["{}", " { 1 , 2 } ", "{{1,2},{3,NULL}}", "{\"1\"}", "{null}", "[0:1]={1,2}"];
        for text in valid {
            assert!(check_integers(text).is_ok(), "{text}");
        }
        let invalid = [
            "",
            "1,2",
            "{1,2",
            "{1,2}}",
            "{1,}",
            "{,1}",
            "{1,,2}",
            "{a}",
            "{1}x",
            "{{1},{2,3}}",
            "{1,{2}}",
            "{1\"2\"}",
            "{\"1\"2}",
            "{1 2}",
        ];
        for text in invalid {
            assert!(check_integers(text).is_err(), "{text}");
        }
    }
}
