//! Where the text that is sent comes from: its places in the source file, for errors at run time.
//!
//! The server names a place in the text it got, in which placeholders have become parameters and `*`
//! columns. What both texts have in common is found token by token, so that this needs to know nothing
//! of how one is made of the other.

use proc_macro2::Literal;
use sqldb_analyze::lex::{self, Token};

use crate::literal::Text;

/// The largest square of tokens that are compared; behind a larger one places are not told.
const MOST: usize = 40_000;

/// The places of `sent`, as `sqldb::Statement::placed` reads them: for each piece the offset in
/// `sent`, the line and the column in the source, four bytes each, the lowest first. The highest bit
/// of the column says that the piece as a whole is at that place.
pub(crate) fn places(text: &Text, sent: &str) -> Literal {
    let mut bytes = Vec::new();
    for Piece { sent, source, extent } in pieces(&text.value, sent) {
        let Some(place) = text.place(source) else { return Literal::byte_string(&[]) };
        let whole = match extent {
            Extent::Whole => 1 << 31,
            Extent::Running => 0,
        };
        for number in [sent, place.line, place.column] {
            bytes.extend_from_slice(&u32::try_from(number).unwrap_or_default().to_le_bytes());
        }
        if let Some(highest) = bytes.last_mut() {
            *highest |= ((whole as u32) >> 24) as u8;
        }
    }
    Literal::byte_string(&bytes)
}

/// A part of the sent text and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    sent: usize,
    source: usize,
    extent: Extent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// Character by character the same.
    Running,
    /// All of it stands for what is at that place.
    Whole,
}

fn pieces(source: &str, sent: &str) -> Vec<Piece> {
    let (Ok(source_tokens), Ok(sent_tokens)) = (lex::tokenize(source), lex::tokenize(sent)) else {
        return Vec::new();
    };
    let word = |text: &str, token: &Token| token.span.text(text).to_owned();
    let left: Vec<String> = source_tokens.iter().map(|token| word(source, token)).collect();
    let right: Vec<String> = sent_tokens.iter().map(|token| word(sent, token)).collect();
    let matched = common(&left, &right);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut next = 0;
    let mut line_end = 0;
    for (token, matched) in sent_tokens.iter().zip(matched) {
        let at = token.span.range().start;
        let extent = if matched.is_some() { Extent::Running } else { Extent::Whole };
        let from = matched.unwrap_or(next);
        let Some(origin) = source_tokens.get(from).or(source_tokens.last()) else { break };
        let origin = origin.span.range().start;
        let new_line = sent.get(line_end..at).is_some_and(|between| between.contains('\n'));
        let goes_on = pieces.last().is_some_and(|last| match extent {
            Extent::Running => {
                last.extent == extent && at - last.sent == origin.wrapping_sub(last.source)
            }
            Extent::Whole => last.extent == extent && origin == last.source,
        });
        if !goes_on || new_line {
            pieces.push(Piece { sent: at, source: origin, extent });
        }
        line_end = at;
        if let Some(matched) = matched {
            next = matched + 1;
        }
    }
    pieces
}

/// For each word of `right` the number of the word of `left` that it is, in a longest common
/// subsequence.
fn common(left: &[String], right: &[String]) -> Vec<Option<usize>> {
    let same = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let (left_rest, right_rest) =
        (left.get(same..).unwrap_or_default(), right.get(same..).unwrap_or_default());
    let ends = left_rest.iter().rev().zip(right_rest.iter().rev());
    let end = ends.take_while(|(a, b)| a == b).count();
    let middle = |rest: usize| rest.saturating_sub(end);
    let (height, width) = (middle(left_rest.len()), middle(right_rest.len()));
    let mut matched: Vec<Option<usize>> = (0..same).map(Some).collect();
    if height * width <= MOST {
        let inner = longest(
            left_rest.get(..height).unwrap_or_default(),
            right_rest.get(..width).unwrap_or_default(),
        );
        matched.extend(inner.into_iter().map(|number| number.map(|number| number + same)));
    } else {
        matched.extend(std::iter::repeat_n(None, width));
    }
    matched.extend((left.len() - end..left.len()).map(Some));
    matched
}

/// [`common`] by the table of lengths.
fn longest(left: &[String], right: &[String]) -> Vec<Option<usize>> {
    let columns = right.len() + 1;
    let mut lengths = vec![0u16; (left.len() + 1) * columns];
    let at = |lengths: &[u16], row: usize, column: usize| {
        lengths.get(row * columns + column).copied().unwrap_or_default()
    };
    for (row, a) in left.iter().enumerate().rev() {
        for (column, b) in right.iter().enumerate().rev() {
            let length = match a == b {
                true => at(&lengths, row + 1, column + 1) + 1,
                false => at(&lengths, row + 1, column).max(at(&lengths, row, column + 1)),
            };
            if let Some(place) = lengths.get_mut(row * columns + column) {
                *place = length;
            }
        }
    }
    let mut row = 0;
    let mut matched = Vec::with_capacity(right.len());
    for (column, b) in right.iter().enumerate() {
        while left.get(row).is_some_and(|a| a != b)
            && at(&lengths, row + 1, column) >= at(&lengths, row, column + 1)
            && at(&lengths, row + 1, column) > 0
        {
            row += 1;
        }
        match left.get(row) {
            Some(a) if a == b => {
                matched.push(Some(row));
                row += 1;
            }
            _ => matched.push(None),
        }
    }
    matched
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each piece of the sent text stands for in the source.
    fn check(source: &str, sent: &str, expected: &[(&str, &str)]) {
        let pieces = pieces(source, sent);
        let ends = pieces.iter().skip(1).map(|piece| piece.sent).chain([sent.len()]);
        let shown: Vec<(&str, String)> = pieces
            .iter()
            .zip(ends)
            .map(|(piece, end)| {
                let text = sent.get(piece.sent..end).unwrap_or_default().trim();
                let length = match piece.extent {
                    Extent::Running => text.len(),
                    Extent::Whole => 1,
                };
                let from = source.get(piece.source..piece.source + length).unwrap_or_default();
                (text, from.to_owned())
            })
            .collect();
        let shown: Vec<(&str, &str)> = shown.iter().map(|(a, b)| (*a, b.as_str())).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn parameters_stars_and_aliases() {
        check(
            "SELECT * FROM t WHERE id = <id> AND b",
            "SELECT t.id, t.b FROM t WHERE id = $1::int8 AND b",
            &[
                ("SELECT", "SELECT"),
                ("t.id, t.b", "*"),
                ("FROM t WHERE id =", "FROM t WHERE id ="),
                ("$1::int8", "<"),
                ("AND b", "AND b"),
            ],
        );
        check(
            "SELECT a AS \"a!\", b\nFROM t",
            "SELECT a AS a, b\nFROM t",
            &[("SELECT a AS", "SELECT a AS"), ("a", "\""), (", b", ", b"), ("FROM t", "FROM t")],
        );
    }
}
