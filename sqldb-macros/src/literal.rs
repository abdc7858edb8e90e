//! String literals as Rust writes them: their value, and which place of the source each byte of
//! the value comes from.
//!
//! A message about a query names the exact place, but stable Rust only tells where a literal
//! starts. [`Text`] counts from there: byte for byte in raw strings, by a map where escapes stand.

use proc_macro2::{Literal, Span};
use syn::LitStr;

/// The text of a query: one literal, or several joined by `concat!`.
pub(crate) struct Text {
    /// The decoded text.
    pub(crate) value: String,
    pieces: Vec<Piece>,
}

/// A literal and where its value starts in the whole.
struct Piece {
    start: usize,
    literal: Literal,
    decoded: Decoded,
}

/// A place in a source file: what an editor jumps to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file as rustc names it.
    pub(crate) file: String,
    /// The line, from 1.
    pub(crate) line: usize,
    /// The column in characters, from 1.
    pub(crate) column: usize,
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Text {
    /// The text of `literals`, joined.
    pub(crate) fn new(literals: &[LitStr]) -> Text {
        let mut text = Text { value: String::new(), pieces: Vec::new() };
        for literal in literals {
            let literal = literal.token();
            let decoded = Decoded::new(&literal.to_string());
            let start = text.value.len();
            text.value.push_str(&decoded.value);
            text.pieces.push(Piece { start, literal, decoded });
        }
        text
    }

    /// The span of the literal that holds the byte at `offset`; placeholders resolve by it.
    pub(crate) fn literal_span(&self, offset: usize) -> Span {
        self.piece(offset).map_or_else(Span::call_site, |piece| piece.literal.span())
    }

    /// The span of the bytes in `range`, exact where the compiler gives parts of literals spans
    /// (not on stable Rust, as of 1.95), else the literal's.
    pub(crate) fn span(&self, range: std::ops::Range<usize>) -> Span {
        let Some(piece) = self.piece(range.start) else { return Span::call_site() };
        let source =
            |offset: usize| piece.decoded.source_offset(offset.saturating_sub(piece.start));
        let part = piece.literal.subspan(source(range.start)..source(range.end));
        part.unwrap_or_else(|| piece.literal.span())
    }

    /// The place of the byte at `offset`; [`None`] where the compiler gives none, as in
    /// rust-analyzer.
    pub(crate) fn place(&self, offset: usize) -> Option<Place> {
        let piece = self.piece(offset)?;
        let start = Place::of(piece.literal.span())?;
        let inside = piece.decoded.source_offset(offset.saturating_sub(piece.start));
        Some(start.behind(piece.decoded.source.get(..inside)?))
    }

    /// The literal that holds the byte at `offset`; the last one for the end of the text.
    fn piece(&self, offset: usize) -> Option<&Piece> {
        self.pieces.iter().rev().find(|piece| piece.start <= offset).or(self.pieces.first())
    }
}

impl Place {
    /// Where `span` starts, if it is in a file.
    pub(crate) fn of(span: Span) -> Option<Place> {
        let span = span.unwrap();
        // rust-analyzer knows no file behind a span, and puts them all at 1:1.
        span.local_file()?;
        Some(Place { file: span.file(), line: span.line(), column: span.column() })
    }

    /// The place behind `text`, which starts here.
    fn behind(self, text: &str) -> Place {
        match text.rsplit_once('\n') {
            None => Place { column: self.column + text.chars().count(), ..self },
            Some((lines, last)) => Place {
                line: self.line + 1 + lines.matches('\n').count(),
                column: 1 + last.chars().count(),
                ..self
            },
        }
    }
}

/// A literal's value and how its bytes map to the bytes of the literal's spelling.
struct Decoded {
    value: String,
    /// The spelling: quotes, escapes and all.
    source: String,
    /// Pairs of offsets (value, source) from which on both advance alike.
    steps: Vec<(usize, usize)>,
}

impl Decoded {
    /// Decodes a string literal that the compiler has accepted.
    fn new(source: &str) -> Decoded {
        match source.strip_prefix('r') {
            Some(raw) => Decoded::raw(source, raw),
            None => Decoded::escaped(source),
        }
    }

    fn raw(source: &str, behind_r: &str) -> Decoded {
        let quoted = behind_r.trim_start_matches('#');
        let hashes = behind_r.len() - quoted.len();
        let start = 1 + hashes + 1;
        let end = source.len().saturating_sub(1 + hashes);
        let value = source.get(start..end).unwrap_or_default().to_owned();
        Decoded { value, source: source.to_owned(), steps: vec![(0, start)] }
    }

    fn escaped(source: &str) -> Decoded {
        let mut value = String::new();
        let mut steps = vec![(0, 1)];
        let mut rest = source.strip_prefix('"').unwrap_or(source);
        while let Some(character) = rest.chars().next() {
            if character == '"' {
                break;
            }
            let Some(escape) = rest.strip_prefix('\\') else {
                value.push(character);
                rest = rest.get(character.len_utf8()..).unwrap_or_default();
                continue;
            };
            let before = value.len();
            rest = unescape(escape, &mut value);
            let behind = source.len() - rest.len();
            if value.len() > before {
                // The escape's own bytes are all at its backslash.
                let backslash = source.len() - escape.len() - 1;
                steps.push((before, backslash));
            }
            steps.push((value.len(), behind));
        }
        Decoded { value, source: source.to_owned(), steps }
    }

    /// Where the byte at `offset` of the value stands in the spelling.
    fn source_offset(&self, offset: usize) -> usize {
        let step = self.steps.iter().rev().find(|(value, _)| *value <= offset);
        let (value, source) = step.copied().unwrap_or((0, 0));
        (source + (offset - value.min(offset))).min(self.source.len())
    }
}

/// Decodes one escape, the backslash being read; returns what follows it.
fn unescape<'s>(escape: &'s str, value: &mut String) -> &'s str {
    let mut characters = escape.chars();
    let kind = characters.next();
    let behind = characters.as_str();
    match kind {
        Some('n') => value.push('\n'),
        Some('r') => value.push('\r'),
        Some('t') => value.push('\t'),
        Some('0') => value.push('\0'),
        Some('x') => {
            let (digits, behind) = behind.split_at_checked(2).unwrap_or((behind, ""));
            value.extend(u32::from_str_radix(digits, 16).ok().and_then(char::from_u32));
            return behind;
        }
        Some('u') => {
            let (digits, behind) = behind.split_once('}').unwrap_or((behind, ""));
            let digits = digits.replace(['{', '_'], "");
            value.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
            return behind;
        }
        // A line continuation: the blanks of the next lines go too.
        Some('\n' | '\r') => return behind.trim_start_matches([' ', '\t', '\n', '\r']),
        Some(itself) => value.push(itself),
        None => {}
    }
    behind
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place of `needle`, which stands in the value, when the literal starts at 10:5.
    #[track_caller]
    fn check(source: &str, needle: &str, line: usize, column: usize) {
        let decoded = Decoded::new(source);
        let literal = syn::parse_str::<LitStr>(source).expect("a literal");
        assert_eq!(decoded.value, literal.value(), "the value of {source}");
        let offset = decoded.value.find(needle).expect("the needle");
        let start = Place { file: "f.rs".to_owned(), line: 10, column: 5 };
        let place = start.behind(&source[..decoded.source_offset(offset)]);
        assert_eq!((place.line, place.column), (line, column), "the place of {needle} in {source}");
    }

    #[test]
    fn plain() {
        check(r#""SELECT titel""#, "titel", 10, 13);
        check(r#""SELECT größe, titel""#, "titel", 10, 20);
        check("\"SELECT\n  titel\"", "titel", 11, 3);
    }

    #[test]
    fn raw() {
        check(r##"r#"SELECT "a", titel"#"##, "titel", 10, 20);
        check("r\"SELECT\n  titel\"", "titel", 11, 3);
        check(r##"r"a\n titel""##, "titel", 10, 11);
    }

    #[test]
    fn escapes() {
        check(r#""SELECT\n titel""#, "titel", 10, 15);
        check(r#""SELECT\n titel""#, "\n", 10, 12);
        check(r#""\"a\", titel""#, "titel", 10, 13);
        check(r#""\u{1F600} titel""#, "titel", 10, 16);
        check(r#""\x41 titel""#, "titel", 10, 11);
        check(r#""\t\t\\ titel""#, "titel", 10, 13);
    }

    #[test]
    fn line_continuation() {
        check("\"SELECT \\\n    titel\"", "titel", 11, 5);
        check("\"a \\\n\n    \\\n  titel \\\n b\"", "titel", 13, 3);
        check("\"a \\\n\n    \\\n  titel \\\n b\"", "b", 14, 2);
    }
}
