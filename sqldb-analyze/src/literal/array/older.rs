//! Arrays before 17: `ArrayCount` looks at the braces of the whole, then `ReadArrayStr` at the
//! elements. What the first lets pass need not be of equal sizes.

use super::dimensions::{Dimensions, beyond};
use super::{MAX_DIMENSIONS, malformed, other_dimensions, ragged, too_deep};
use crate::diagnostic::SqlState;
use crate::literal::{Outcome, Refused, is_space};

/// `MaxArraySize`.
const MOST_ITEMS: usize = 134_217_727;

/// `array_in` from the first brace on.
pub(super) fn check(
    dimensions: &Dimensions<'_>,
    delimiter: u8,
    check_element: &mut dyn FnMut(&str) -> Outcome,
) -> Outcome {
    let text = dimensions.rest;
    let sizes = Count::new(text, delimiter).sizes()?;
    if !dimensions.sizes.is_empty() && sizes != dimensions.sizes {
        return Err(other_dimensions(text));
    }
    let items = sizes.iter().try_fold(1_usize, |items, size| items.checked_mul(*size));
    let items = items.filter(|items| *items <= MOST_ITEMS);
    let Some(items) = items else {
        let message = format!("array size exceeds the maximum allowed ({MOST_ITEMS})");
        return Err(Refused::new(SqlState::PROGRAM_LIMIT_EXCEEDED, message));
    };
    if dimensions.too_large {
        return Err(beyond());
    }
    match items == 0 || sizes.is_empty() {
        true => Ok(()),
        false => elements(text, &sizes, items, delimiter, check_element),
    }
}

/// `ArrayParseState`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    NoLevel,
    LevelStarted,
    ElementStarted,
    QuotedStarted,
    QuotedCompleted,
    ElementDelimited,
    LevelCompleted,
    LevelDelimited,
}

/// `ArrayCount`.
struct Count<'t> {
    text: &'t str,
    delimiter: u8,
    state: State,
    level: usize,
    dimensions: usize,
    /// How often each level was left, and at the last how many elements there were.
    sizes: [usize; MAX_DIMENSIONS],
    counts: [usize; MAX_DIMENSIONS],
    last: [usize; MAX_DIMENSIONS],
    empty: bool,
}

impl Count<'_> {
    fn new(text: &str, delimiter: u8) -> Count<'_> {
        Count {
            text,
            delimiter,
            state: State::NoLevel,
            level: 0,
            dimensions: 1,
            sizes: [0; MAX_DIMENSIONS],
            counts: [1; MAX_DIMENSIONS],
            last: [0; MAX_DIMENSIONS],
            empty: true,
        }
    }

    fn malformed(&self, detail: impl Into<String>) -> Refused {
        malformed(self.text, detail)
    }

    fn expect(&self, states: &[State], what: impl Into<String>) -> Outcome {
        match states.contains(&self.state) {
            true => Ok(()),
            false => Err(self.malformed(what)),
        }
    }

    fn sizes(mut self) -> Result<Vec<usize>, Refused> {
        use State::{
            ElementDelimited, ElementStarted, LevelCompleted, LevelDelimited, LevelStarted,
            NoLevel, QuotedCompleted, QuotedStarted,
        };
        let mut bytes = self.text.bytes();
        let mut quoted = false;
        loop {
            let Some(byte) = bytes.next() else {
                return Err(self.malformed("unexpected end of input"));
            };
            self.empty &= !matches!(self.state, ElementStarted | QuotedStarted);
            match byte {
                b'\\' => {
                    let states = [LevelStarted, ElementStarted, QuotedStarted, ElementDelimited];
                    self.expect(&states, "unexpected `\\` character")?;
                    if self.state != QuotedStarted {
                        self.state = ElementStarted;
                    }
                    if bytes.next().is_none() {
                        return Err(self.malformed("unexpected end of input"));
                    }
                }
                b'"' => {
                    let states = [LevelStarted, QuotedStarted, ElementDelimited];
                    self.expect(&states, "unexpected array element")?;
                    quoted = !quoted;
                    self.state = if quoted { QuotedStarted } else { QuotedCompleted };
                }
                _ if quoted => {}
                b'{' => {
                    let states = [NoLevel, LevelStarted, LevelDelimited];
                    self.expect(&states, "unexpected `{` character")?;
                    self.state = LevelStarted;
                    let Some(size) = self.sizes.get_mut(self.level) else {
                        return Err(too_deep());
                    };
                    *size = 0;
                    self.level += 1;
                    self.dimensions = self.dimensions.max(self.level);
                }
                b'}' => {
                    self.close()?;
                    if self.level == 0 {
                        break;
                    }
                }
                _ if byte == self.delimiter => {
                    let states = [ElementStarted, QuotedCompleted, LevelCompleted];
                    let delimiter = char::from(byte);
                    self.expect(&states, format!("unexpected `{delimiter}` character"))?;
                    self.state = match self.state {
                        LevelCompleted => LevelDelimited,
                        _ => ElementDelimited,
                    };
                    increment(&mut self.counts, self.level.checked_sub(1));
                    increment(&mut self.sizes, self.dimensions.checked_sub(1));
                }
                _ if is_space(byte) => {}
                _ => {
                    let states = [LevelStarted, ElementStarted, ElementDelimited];
                    self.expect(&states, "unexpected array element")?;
                    self.state = ElementStarted;
                }
            }
        }
        increment(&mut self.sizes, self.dimensions.checked_sub(1));
        if !bytes.all(is_space) {
            return Err(self.malformed("junk after closing right brace"));
        }
        match self.empty {
            true => Ok(Vec::new()),
            false => Ok(self.sizes.into_iter().take(self.dimensions).collect()),
        }
    }

    fn close(&mut self) -> Outcome {
        use State::{ElementStarted, LevelCompleted, LevelStarted, QuotedCompleted};
        let is_empty = self.level == 1 && self.state == LevelStarted;
        if !is_empty {
            let states = [ElementStarted, QuotedCompleted, LevelCompleted];
            self.expect(&states, "unexpected `}` character")?;
        }
        self.state = LevelCompleted;
        let Some(level) = self.level.checked_sub(1) else {
            return Err(self.malformed("unmatched `}` character"));
        };
        self.level = level;
        if let (Some(count), Some(last)) = (self.counts.get_mut(level), self.last.get_mut(level)) {
            if *last != 0 && *last != *count {
                return Err(ragged(self.text));
            }
            (*last, *count) = (*count, 1);
        }
        increment(&mut self.sizes, level.checked_sub(1));
        Ok(())
    }
}

fn increment(numbers: &mut [usize; MAX_DIMENSIONS], at: Option<usize>) {
    if let Some(number) = at.and_then(|at| numbers.get_mut(at)) {
        *number += 1;
    }
}

/// `ReadArrayStr`: each element has a place among `items`, and a value.
fn elements(
    text: &str,
    sizes: &[usize],
    items: usize,
    delimiter: u8,
    check_element: &mut dyn FnMut(&str) -> Outcome,
) -> Outcome {
    let refused = || {
        Refused::new(
            SqlState::INVALID_TEXT_REPRESENTATION,
            format!("malformed array literal: `{text}`"),
        )
    };
    let dimensions = sizes.len();
    let mut indexes = [0; MAX_DIMENSIONS];
    let offset = |indexes: &[usize; MAX_DIMENSIONS]| {
        sizes.iter().zip(indexes).fold(0, |offset: usize, (size, index)| {
            offset.saturating_mul(*size).saturating_add(*index)
        })
    };
    let mut level = 0_usize;
    let mut quoted = false;
    let mut bytes = text.bytes();
    loop {
        let mut value = Vec::new();
        let (mut kept, mut leading, mut has_quotes) = (0, true, false);
        let mut place = None;
        let mut end = false;
        loop {
            let Some(byte) = bytes.next() else { return Err(refused()) };
            match byte {
                b'\\' => {
                    value.extend(bytes.next());
                    kept = value.len();
                    (leading, has_quotes) = (false, true);
                }
                b'"' => {
                    quoted = !quoted;
                    if quoted {
                        leading = false;
                    } else {
                        kept = value.len();
                    }
                    has_quotes = true;
                }
                _ if quoted => value.push(byte),
                b'{' => {
                    if level >= dimensions {
                        return Err(refused());
                    }
                    if let Some(index) = indexes.get_mut(level) {
                        *index = 0;
                    }
                    level += 1;
                }
                b'}' => {
                    let Some(outer) = level.checked_sub(1) else { return Err(refused()) };
                    place.get_or_insert_with(|| offset(&indexes));
                    if let Some(index) = indexes.get_mut(outer) {
                        *index = 0;
                    }
                    level = outer;
                    if level == 0 {
                        end = true;
                        break;
                    }
                    increment(&mut indexes, level.checked_sub(1));
                }
                _ if byte == delimiter => {
                    place.get_or_insert_with(|| offset(&indexes));
                    increment(&mut indexes, dimensions.checked_sub(1));
                    break;
                }
                _ if is_space(byte) => {
                    if !leading {
                        value.push(byte);
                    }
                }
                _ => {
                    value.push(byte);
                    leading = false;
                    kept = value.len();
                }
            }
        }
        if place.is_none_or(|place| place >= items) {
            return Err(refused());
        }
        value.truncate(kept);
        // Under `array_nulls = off` it would be a string, which any type may refuse.
        if has_quotes || !value.eq_ignore_ascii_case(b"null") {
            check_element(&String::from_utf8_lossy(&value))?;
        }
        if end {
            return Ok(());
        }
    }
}
