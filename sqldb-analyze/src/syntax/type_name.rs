//! Types as they are written, under PostgreSQL's internal names (`gram.y` `Typename`).

use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::{Token, TokenKind};
use crate::tree::{Ident, QualifiedIdent, TypeName};

use super::failure;
use super::reader::{Names, name_of};

/// Reads the type at the start of `tokens`, and says how many tokens it took.
pub(super) fn read(tokens: &[Token]) -> Result<(TypeName, usize), Diagnostic> {
    let mut types = Types { tokens, at: 0 };
    if types.word() == Some("setof") {
        return Err(failure::unsupported(types.span_from(0), "SETOF"));
    }
    let (name, modifiers) = types.simple()?;
    let dimensions = types.dimensions()?;
    let (of_column, span) = (None, types.span_from(0));
    Ok((TypeName { name, modifiers, dimensions, of_column, span }, types.at))
}

/// Reads a type that may stand before a string (`ConstTypename`, `ConstInterval`): one of the
/// grammar's own, without brackets.
pub(super) fn read_constant(tokens: &[Token]) -> Result<(TypeName, usize), Diagnostic> {
    let mut types = Types { tokens, at: 0 };
    let (name, modifiers) = types.simple()?;
    let (of_column, span) = (None, types.span_from(0));
    Ok((TypeName { name, modifiers, dimensions: 0, of_column, span }, types.at))
}

/// Reads `YEAR TO MONTH` and its kin at the start of `tokens` (`opt_interval`).
pub(super) fn read_interval_fields(tokens: &[Token]) -> Result<(Vec<i32>, usize), Diagnostic> {
    let mut types = Types { tokens, at: 0 };
    let modifiers = types.interval_fields()?;
    Ok((modifiers, types.at))
}

/// Whether the grammar knows a type by this word.
pub(super) fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "int"
            | "integer"
            | "smallint"
            | "bigint"
            | "real"
            | "float"
            | "decimal"
            | "dec"
            | "numeric"
            | "boolean"
            | "bit"
            | "char"
            | "character"
            | "varchar"
            | "national"
            | "nchar"
            | "timestamp"
            | "time"
            | "interval"
            | "double"
    )
}

/// `INTERVAL_FULL_RANGE` of `utils/timestamp.h`.
const INTERVAL_FULL_RANGE: i32 = 0x7FFF;

struct Types<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl Types<'_> {
    /// `SimpleTypename`.
    fn simple(&mut self) -> Result<(QualifiedIdent, Vec<i32>), Diagnostic> {
        let start = self.at;
        let Some(word) = self.word().map(str::to_owned) else { return self.generic() };
        // A type of this name in a schema, `public.time`, is no keyword's.
        if self.tokens.get(self.at + 1).is_some_and(|token| token.kind == TokenKind::Dot) {
            return self.generic();
        }
        let mut plain = |name| {
            self.at += 1;
            Ok((self.internal(name, start), Vec::new()))
        };
        match word.as_str() {
            "int" | "integer" => plain("int4"),
            "smallint" => plain("int2"),
            "bigint" => plain("int8"),
            "real" => plain("float4"),
            "boolean" => plain("bool"),
            "double" if self.word_at(1) == Some("precision") => {
                self.at += 2;
                Ok((self.internal("float8", start), Vec::new()))
            }
            "float" => self.float(),
            "decimal" | "dec" | "numeric" => {
                self.at += 1;
                let modifiers = self.modifiers()?;
                Ok((self.internal("numeric", start), modifiers))
            }
            "bit" => {
                self.at += 1;
                let varying = self.take_word("varying");
                let modifiers = self.modifiers()?;
                Ok(match varying {
                    true => (self.internal("varbit", start), modifiers),
                    // `bit` is `bit(1)`.
                    false => (self.internal("bit", start), or_one(modifiers)),
                })
            }
            "character" | "char" | "nchar" => self.character(),
            "national" => {
                self.at += 1;
                if !matches!(self.word(), Some("character" | "char")) {
                    return Err(self.unexpected());
                }
                self.character()
            }
            "varchar" => {
                self.at += 1;
                let modifiers = self.length()?;
                Ok((self.internal("varchar", start), modifiers))
            }
            "timestamp" => self.date_time("timestamp", "timestamptz"),
            "time" => self.date_time("time", "timetz"),
            "interval" => self.interval(),
            _ => self.generic(),
        }
    }

    fn float(&mut self) -> Result<(QualifiedIdent, Vec<i32>), Diagnostic> {
        let start = self.at;
        self.at += 1;
        let name = match self.length()?.first() {
            None => "float8",
            Some(bits) if *bits < 1 => {
                return Err(self.invalid("precision for type float must be at least 1 bit"));
            }
            Some(bits) if *bits <= 24 => "float4",
            Some(bits) if *bits <= 53 => "float8",
            Some(_) => {
                return Err(self.invalid("precision for type float must be less than 54 bits"));
            }
        };
        Ok((self.internal(name, start), Vec::new()))
    }

    fn character(&mut self) -> Result<(QualifiedIdent, Vec<i32>), Diagnostic> {
        let start = self.at;
        self.at += 1;
        let varying = self.take_word("varying");
        let modifiers = self.length()?;
        Ok(match varying {
            true => (self.internal("varchar", start), modifiers),
            // `char` is `char(1)`.
            false => (self.internal("bpchar", start), or_one(modifiers)),
        })
    }

    fn date_time(
        &mut self,
        without: &str,
        with: &str,
    ) -> Result<(QualifiedIdent, Vec<i32>), Diagnostic> {
        let start = self.at;
        self.at += 1;
        let modifiers = self.length()?;
        let zone = self.word_at(1) == Some("time") && self.word_at(2) == Some("zone");
        let name = match self.word() {
            Some("with") if zone => with,
            Some("without") if zone => without,
            _ => return Ok((self.internal(without, start), modifiers)),
        };
        self.at += 3;
        Ok((self.internal(name, start), modifiers))
    }

    fn interval(&mut self) -> Result<(QualifiedIdent, Vec<i32>), Diagnostic> {
        let start = self.at;
        self.at += 1;
        let precision = self.length()?;
        let modifiers = match precision.first() {
            Some(precision) => vec![INTERVAL_FULL_RANGE, *precision],
            None => self.interval_fields()?,
        };
        Ok((self.internal("interval", start), modifiers))
    }

    /// `opt_interval`: the mask of the fields and a precision of the seconds.
    fn interval_fields(&mut self) -> Result<Vec<i32>, Diagnostic> {
        // `INTERVAL_MASK` of the field numbers of `utils/datetime.h`, from the largest field.
        const FIELDS: [(&str, i32); 6] = [
            ("year", 1 << 2),
            ("month", 1 << 1),
            ("day", 1 << 3),
            ("hour", 1 << 10),
            ("minute", 1 << 11),
            ("second", 1 << 12),
        ];
        let place = |word: Option<&str>| FIELDS.iter().position(|(name, _)| Some(*name) == word);
        let Some(first) = place(self.word()) else { return Ok(Vec::new()) };
        self.at += 1;
        let mut last = first;
        if self.word() == Some("to") {
            // `YEAR` goes to `MONTH` only, and the smaller fields go down to `SECOND`.
            let Some(end) = place(self.word_at(1)).filter(|end| match first {
                0 => *end == 1,
                1 => false,
                _ => *end > first,
            }) else {
                self.at += 1;
                return Err(self.unexpected());
            };
            self.at += 2;
            last = end;
        }
        let range = FIELDS.get(first..=last).unwrap_or_default();
        let mask = range.iter().fold(0, |mask, (_, bit)| mask | bit);
        let mut modifiers = vec![mask];
        if last == FIELDS.len() - 1 {
            modifiers.extend(self.length()?);
        }
        Ok(modifiers)
    }

    /// `GenericType`: a name, perhaps with a schema.
    fn generic(&mut self) -> Result<(QualifiedIdent, Vec<i32>), Diagnostic> {
        let start = self.at;
        // A keyword such as `time` may be a schema, as `ColId` may.
        let first = self.name(Names::TypeOrFunction)?;
        let name = if self.take(&TokenKind::Dot) {
            let name = self.name(Names::Label)?;
            if self.take(&TokenKind::Dot) {
                self.name(Names::Label)?;
                return Err(failure::unsupported(self.span_from(start), "database.schema.type"));
            }
            QualifiedIdent { schema: Some(first), name }
        } else {
            QualifiedIdent::alone(first)
        };
        let modifiers = self.modifiers()?;
        Ok((name, modifiers))
    }

    /// `[]`, `[3]`, `ARRAY`, `ARRAY[3]`.
    fn dimensions(&mut self) -> Result<u32, Diagnostic> {
        if self.take_word("array") {
            if self.take(&TokenKind::LeftBracket) {
                self.integer()?;
                self.expect(&TokenKind::RightBracket)?;
            }
            return Ok(1);
        }
        let mut dimensions = 0;
        while self.take(&TokenKind::LeftBracket) {
            if !matches!(self.kind(), Some(TokenKind::RightBracket)) {
                self.integer()?;
            }
            self.expect(&TokenKind::RightBracket)?;
            dimensions += 1;
        }
        Ok(dimensions)
    }

    /// `(n)` of the grammar's own types.
    fn length(&mut self) -> Result<Vec<i32>, Diagnostic> {
        if !self.take(&TokenKind::LeftParenthesis) {
            return Ok(Vec::new());
        }
        let length = self.integer()?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(vec![length])
    }

    /// `(10, 2)`. Modifiers that are no numbers, as in `geometry(Point, 4326)`, are for the type
    /// itself to read: the list is then empty.
    fn modifiers(&mut self) -> Result<Vec<i32>, Diagnostic> {
        if !self.take(&TokenKind::LeftParenthesis) {
            return Ok(Vec::new());
        }
        let mut modifiers = Some(Vec::new());
        loop {
            let negative = self.take(&TokenKind::Operator("-".to_owned()));
            match self.kind() {
                Some(TokenKind::Integer(_)) => {
                    let value = self.integer()?;
                    if let Some(modifiers) = &mut modifiers {
                        modifiers.push(if negative { -value } else { value });
                    }
                }
                Some(TokenKind::Word(_) | TokenKind::QuotedWord(_) | TokenKind::String(_)) => {
                    modifiers = None;
                    self.at += 1;
                }
                _ => return Err(self.unexpected()),
            }
            if !self.take(&TokenKind::Comma) {
                break;
            }
        }
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(modifiers.unwrap_or_default())
    }

    fn integer(&mut self) -> Result<i32, Diagnostic> {
        let Some(TokenKind::Integer(value)) = self.kind() else { return Err(self.unexpected()) };
        let Ok(value) = i32::try_from(*value) else { return Err(self.unexpected()) };
        self.at += 1;
        Ok(value)
    }

    /// A type of `pg_catalog` written by the tokens from `start`.
    fn internal(&self, name: &str, start: usize) -> QualifiedIdent {
        let span = self.span_from(start);
        QualifiedIdent {
            schema: Some(Ident { name: "pg_catalog".to_owned(), span }),
            name: Ident { name: name.to_owned(), span },
        }
    }

    fn name(&mut self, allowed: Names) -> Result<Ident, Diagnostic> {
        match self.tokens.get(self.at).and_then(|token| name_of(token, allowed)) {
            Some(name) => {
                self.at += 1;
                Ok(name)
            }
            None => Err(self.unexpected()),
        }
    }

    fn kind(&self) -> Option<&TokenKind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn word(&self) -> Option<&str> {
        self.word_at(0)
    }

    fn word_at(&self, ahead: usize) -> Option<&str> {
        self.tokens.get(self.at + ahead).and_then(Token::word)
    }

    fn take(&mut self, kind: &TokenKind) -> bool {
        let taken = self.kind() == Some(kind);
        self.at += usize::from(taken);
        taken
    }

    fn take_word(&mut self, word: &str) -> bool {
        let taken = self.word() == Some(word);
        self.at += usize::from(taken);
        taken
    }

    fn expect(&mut self, kind: &TokenKind) -> Result<(), Diagnostic> {
        if self.take(kind) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn unexpected(&self) -> Diagnostic {
        failure::unexpected(self.tokens.get(self.at), self.tokens.last())
    }

    fn invalid(&self, message: &str) -> Diagnostic {
        // `gram.y` `opt_float`, at the number before the parenthesis just taken.
        let at = self.at.saturating_sub(2);
        let span = self.tokens.get(at).map_or_else(|| self.span_from(0), |token| token.span);
        Diagnostic::new(SqlState::INVALID_COLUMN_DEFINITION, span, message)
    }

    fn span_from(&self, start: usize) -> crate::span::Span {
        let last = self.tokens.get(self.at.saturating_sub(1).max(start));
        match (self.tokens.get(start), last) {
            (Some(first), Some(last)) => first.span.to(last.span),
            (Some(only), None) | (None, Some(only)) => only.span,
            (None, None) => crate::span::Span::default(),
        }
    }
}

fn or_one(modifiers: Vec<i32>) -> Vec<i32> {
    if modifiers.is_empty() { vec![1] } else { modifiers }
}
