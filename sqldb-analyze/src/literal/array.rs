//! Arrays: `arrayfuncs.c array_in`. Since 17 the text is read once ([`check`]); before, its braces
//! were counted first (`older`).

mod dimensions;
mod older;

use super::{Outcome, Refused, check_fitting, is_space};
use crate::catalog::{Catalog, Major, TypeKind};
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
    let delimiter = if base == TypeId::BOX { b';' } else { b',' };
    let mut check_element = |value: &str| check_fitting(catalog, value, element, depth);
    read(text, delimiter, catalog.major, &mut check_element)
}

/// The elements of an array that are not NULL; none where it is no array.
pub(super) fn elements(text: &str, major: Major) -> Vec<String> {
    let mut elements = Vec::new();
    let mut keep = |value: &str| {
        elements.push(value.to_owned());
        Ok(())
    };
    match read(text, b',', major, &mut keep) {
        Ok(()) => elements,
        Err(_) => Vec::new(),
    }
}

/// Reads an array, and has each of its elements read.
fn read(
    text: &str,
    delimiter: u8,
    major: Major,
    check_element: &mut dyn FnMut(&str) -> Outcome,
) -> Outcome {
    let dimensions = dimensions::read(text, major)?;
    if major < Major::V17 {
        return older::check(&dimensions, delimiter, check_element);
    }
    let start = dimensions.rest;
    let mut tokens = Tokens { text: start, at: 0, delimiter };
    let mut levels = Levels::new(&dimensions.sizes);
    loop {
        match tokens.next(text)? {
            Token::Open => levels.open(text)?,
            Token::Close => levels.close(text)?,
            Token::Delimiter => levels.delimiter(text, delimiter)?,
            Token::Element(value) => {
                levels.expect_element(text)?;
                check_element(&value)?;
                levels.element(text)?;
            }
            Token::Null => {
                levels.expect_element(text)?;
                levels.element(text)?;
            }
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

fn malformed(text: &str, detail: impl Into<String>) -> Refused {
    Refused::malformed("array", text, detail)
}

fn too_deep() -> Refused {
    Refused::new(
        SqlState::PROGRAM_LIMIT_EXCEEDED,
        format!("number of array dimensions exceeds the maximum allowed ({MAX_DIMENSIONS})"),
    )
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

/// The levels that are open, each with how many elements it has so far (`ReadArrayStr`).
struct Levels {
    counts: Vec<usize>,
    /// The size of the arrays of each level: as it is written, or that of the first.
    sizes: [Option<usize>; MAX_DIMENSIONS],
    /// How many levels there are, or have been seen so far.
    dimensions: usize,
    /// Whether there can be no more of them.
    frozen: bool,
    /// Whether sizes were written.
    specified: bool,
    /// Whether a delimiter or a right brace must follow.
    behind_value: bool,
}

impl Levels {
    fn new(given: &[usize]) -> Levels {
        let mut sizes = [None; MAX_DIMENSIONS];
        for (size, given) in sizes.iter_mut().zip(given) {
            *size = Some(*given);
        }
        Levels {
            counts: Vec::new(),
            sizes,
            dimensions: given.len(),
            frozen: !given.is_empty(),
            specified: !given.is_empty(),
            behind_value: false,
        }
    }

    fn open(&mut self, text: &str) -> Outcome {
        if self.behind_value {
            return Err(malformed(text, "unexpected `{` character"));
        }
        if self.counts.len() >= MAX_DIMENSIONS {
            return Err(too_deep());
        }
        self.counts.push(0);
        if self.counts.len() > self.dimensions {
            if self.frozen {
                return Err(self.ragged(text));
            }
            self.dimensions = self.counts.len();
        }
        Ok(())
    }

    fn close(&mut self, text: &str) -> Outcome {
        let Some(count) = self.counts.pop() else { return Ok(()) };
        if count > 0 && !self.behind_value {
            return Err(malformed(text, "unexpected `}` character"));
        }
        if let Some(outer) = self.counts.last_mut() {
            *outer += 1;
        }
        match self.sizes.get_mut(self.counts.len()) {
            Some(Some(size)) if *size != count => return Err(self.ragged(text)),
            Some(size) => *size = Some(count),
            None => {}
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

    /// Before the element is read.
    fn expect_element(&self, text: &str) -> Outcome {
        match self.behind_value {
            true => Err(malformed(text, "unexpected array element")),
            false => Ok(()),
        }
    }

    fn element(&mut self, text: &str) -> Outcome {
        self.frozen = true;
        if self.counts.len() != self.dimensions {
            return Err(self.ragged(text));
        }
        if let Some(count) = self.counts.last_mut() {
            *count += 1;
        }
        self.behind_value = true;
        Ok(())
    }

    fn ragged(&self, text: &str) -> Refused {
        match self.specified {
            true => other_dimensions(text),
            false => ragged(text),
        }
    }
}

fn ragged(text: &str) -> Refused {
    malformed(text, "multidimensional arrays must have sub-arrays with matching dimensions")
}

fn other_dimensions(text: &str) -> Refused {
    malformed(text, "specified array dimensions do not match array contents")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_integers(text: &str, major: Major) -> Outcome {
        check(&Catalog { major, ..Catalog::default() }, text, TypeId::INT4.into(), 4)
    }

    #[test]
    fn arrays_have_braces_and_values() {
        let valid = [
            "{}",
            " { 1 , 2 } ",
            "{{1,2},{3,NULL}}",
            "{\"1\"}",
            "{null}",
            "[0:1]={1,2}",
            "[2] = {1,2}",
            "[1:1][-2:-1]={{1,2}}",
        ];
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
            "{{1},2}",
            "{1\"2\"}",
            "{\"1\"2}",
            "{1 2}",
            "[1]={1,2}",
            "[1:0]={}",
            "[1]{1}",
            "[1]=1",
            "[2147483647:2147483647]={1}",
            "{{{{{{{1}}}}}}}",
        ];
        for major in Major::ALL {
            for text in valid {
                assert_eq!(check_integers(text, major), Ok(()), "{text}");
            }
            for text in invalid {
                assert!(check_integers(text, major).is_err(), "{text}");
            }
        }
    }

    #[test]
    fn empty_and_ragged_sub_arrays_differ_by_major() {
        for text in ["{{},{}}", "{{}}"] {
            assert!(check_integers(text, Major::V17).is_ok(), "{text}");
            assert!(check_integers(text, Major::V16).is_err(), "{text}");
        }
        let ragged = "{{{1}},{2}}";
        assert!(check_integers(ragged, Major::V17).is_err());
        assert!(check_integers(ragged, Major::V16).is_ok());
    }
}
