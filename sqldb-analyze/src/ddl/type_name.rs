//! Type names (`gram.y` `Typename`), with the names that the grammar itself translates.

use super::parser::{Parsed, Parser};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::span::Span;
use crate::tree::{Ident, QualifiedIdent, TypeName};

impl Parser<'_> {
    /// A type, with its modifiers and `[]`.
    pub(super) fn type_name(&mut self) -> Parsed<TypeName> {
        let start = self.here();
        let mut ty = self.simple_type()?;
        if self.word("array") {
            ty.dimensions = 1;
            if self.take(&TokenKind::LeftBracket) {
                self.next();
                self.bracket()?;
            }
        }
        while self.take(&TokenKind::LeftBracket) {
            if matches!(self.peek_kind(), Some(TokenKind::Integer(_))) {
                self.next();
            }
            self.bracket()?;
            ty.dimensions += 1;
        }
        ty.span = self.since(start);
        Ok(ty)
    }

    fn bracket(&mut self) -> Parsed<()> {
        if self.take(&TokenKind::RightBracket) { Ok(()) } else { Err(self.expected("`]`")) }
    }

    fn simple_type(&mut self) -> Parsed<TypeName> {
        let start = self.here();
        let qualified = self.peek_ahead(1) == Some(&TokenKind::Dot);
        let word = if qualified { None } else { self.peek_word(0) };
        let system = |name: &str, modifiers| TypeName {
            name: QualifiedIdent {
                schema: Some(Ident { name: "pg_catalog".to_owned(), span: start }),
                name: Ident { name: name.to_owned(), span: start },
            },
            modifiers,
            dimensions: 0,
            span: start,
        };
        let plain = match word {
            Some("int" | "integer") => Some("int4"),
            Some("smallint") => Some("int2"),
            Some("bigint") => Some("int8"),
            Some("real") => Some("float4"),
            Some("boolean") => Some("bool"),
            _ => None,
        };
        if let Some(name) = plain {
            self.next();
            return Ok(system(name, Vec::new()));
        }
        match word {
            Some("double") if self.words(&["double", "precision"]) => {
                Ok(system("float8", Vec::new()))
            }
            Some("float") => {
                self.next();
                let at = self.here();
                let name = match self.modifiers()?.as_slice() {
                    [] => "float8",
                    [digits] => float(*digits, at)?,
                    _ => return Err(self.error()),
                };
                Ok(system(name, Vec::new()))
            }
            Some("decimal" | "dec" | "numeric") => {
                self.next();
                Ok(system("numeric", self.modifiers()?))
            }
            Some("character" | "char" | "nchar") => {
                self.next();
                self.character(system)
            }
            Some("national") => {
                self.next();
                if !self.word("character") {
                    self.expect_word("char")?;
                }
                self.character(system)
            }
            Some("varchar") => {
                self.next();
                Ok(system("varchar", self.modifiers()?))
            }
            Some("bit") => {
                self.next();
                let name = if self.word("varying") { "varbit" } else { "bit" };
                let modifiers = self.modifiers()?;
                // `bit` alone is `bit(1)`.
                let one = name == "bit" && modifiers.is_empty();
                Ok(system(name, if one { vec![1] } else { modifiers }))
            }
            Some(word @ ("time" | "timestamp")) => {
                self.next();
                let modifiers = self.modifiers()?;
                let zone = self.words(&["with", "time", "zone"]);
                if !zone {
                    self.words(&["without", "time", "zone"]);
                }
                let name = match (word, zone) {
                    ("time", false) => "time",
                    ("time", true) => "timetz",
                    (_, false) => "timestamp",
                    (_, true) => "timestamptz",
                };
                Ok(system(name, modifiers))
            }
            Some("interval") => {
                self.next();
                let modifiers = self.interval()?;
                Ok(system("interval", modifiers))
            }
            Some("setof") => Err(self.error().help("only the result of a function can be a set")),
            _ => self.generic_type(start),
        }
    }

    fn character(&mut self, system: impl Fn(&str, Vec<i32>) -> TypeName) -> Parsed<TypeName> {
        let name = if self.word("varying") { "varchar" } else { "bpchar" };
        let modifiers = self.modifiers()?;
        // `char` alone is `char(1)`.
        let one = name == "bpchar" && modifiers.is_empty();
        Ok(system(name, if one { vec![1] } else { modifiers }))
    }

    fn generic_type(&mut self, start: Span) -> Parsed<TypeName> {
        let first = if self.peek_ahead(1) == Some(&TokenKind::Dot) {
            self.label()?
        } else {
            self.type_ident()?
        };
        let name = self.qualified_from(first)?;
        if self.operator("%") {
            self.expect_word("type")?;
            return Err(Diagnostic::unsupported(self.since(start), "`%TYPE`"));
        }
        let modifiers = self.modifiers()?;
        Ok(TypeName { name, modifiers, dimensions: 0, span: start })
    }

    /// `(10, 2)`, or nothing.
    fn modifiers(&mut self) -> Parsed<Vec<i32>> {
        if !self.take(&TokenKind::LeftParenthesis) {
            return Ok(Vec::new());
        }
        let list = self.comma_list(|parser| {
            let negative = parser.operator("-");
            match parser.peek_kind() {
                Some(TokenKind::Integer(number)) => {
                    let number = i32::try_from(*number).map_err(|_| parser.error())?;
                    parser.next();
                    Ok(if negative { -number } else { number })
                }
                _ => Err(parser.expected("a number")),
            }
        })?;
        self.close()?;
        Ok(list)
    }

    /// The fields and the precision of an interval, as `gram.y opt_interval` passes them on: the mask
    /// of fields, then the precision.
    fn interval(&mut self) -> Parsed<Vec<i32>> {
        if self.is(&TokenKind::LeftParenthesis) {
            return Ok(std::iter::once(FULL_RANGE).chain(self.modifiers()?).collect());
        }
        let Some(first) = self.peek_word(0).and_then(interval_field) else { return Ok(Vec::new()) };
        self.next();
        let mut last = first;
        if self.peek_word(0) == Some("to")
            && let Some(field) = self.peek_word(1).and_then(interval_field)
        {
            self.skip(2);
            last = field;
        }
        let mask = FIELDS
            .iter()
            .skip_while(|field| field.1 != first)
            .take_while(|field| field.1 != last)
            .fold(last, |mask, field| mask | field.1);
        let seconds = if last == SECOND { self.modifiers()? } else { Vec::new() };
        Ok(std::iter::once(mask).chain(seconds).collect())
    }
}

/// `INTERVAL_FULL_RANGE` of `timestamp.h`.
const FULL_RANGE: i32 = 0x7FFF;
const SECOND: i32 = 1 << 12;

/// The fields of an interval with their bits (`datetime.h`), from the largest down.
const FIELDS: [(&str, i32); 6] = [
    ("year", 1 << 2),
    ("month", 1 << 1),
    ("day", 1 << 3),
    ("hour", 1 << 10),
    ("minute", 1 << 11),
    ("second", SECOND),
];

fn interval_field(word: &str) -> Option<i32> {
    FIELDS.iter().find(|field| field.0 == word).map(|field| field.1)
}

fn float(digits: i32, at: Span) -> Parsed<&'static str> {
    match digits {
        1..=24 => Ok("float4"),
        25..=53 => Ok("float8"),
        ..1 => Err(Diagnostic::new(
            SqlState::INVALID_PARAMETER_VALUE,
            at,
            "precision for type float must be at least 1 bit",
        )),
        _ => Err(Diagnostic::new(
            SqlState::INVALID_PARAMETER_VALUE,
            at,
            "precision for type float must be less than 54 bits",
        )),
    }
}
