//! Paths into JSON: `jsonpath_gram.y`, `jsonpath.c flattenJsonPathParseItem`.
//!
//! The grammar is read by recursive descent; what an operator joins is an expression or a predicate
//! ([`Kind`]), which the grammar keeps apart.

mod accessor;
mod number;
mod scan;

use super::{Outcome, Refused, decimal};
use crate::catalog::Major;
use crate::diagnostic::SqlState;
use scan::{Scanner, Token, Word};

/// How deep parentheses, signs and filters are looked into.
const DEPTH: usize = 64;

/// `jsonpath_in`.
pub(super) fn check(text: &str, major: Major) -> Outcome {
    match parse(text, major) {
        Ok(()) | Err(Fault::Unsure) => Ok(()),
        Err(Fault::Refused(refused)) => Err(refused),
    }
}

/// Why the reading ends early.
enum Fault {
    Refused(Refused),
    /// It is nested too deep to be looked at.
    Unsure,
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Fault {
        Fault::Refused(refused)
    }
}

fn syntax(message: &str, near: &str) -> Fault {
    let message = match near {
        "" => format!("{message} at end of jsonpath input"),
        near => format!("{message} at or near `{near}` of jsonpath input"),
    };
    Fault::Refused(Refused::new(SqlState::SYNTAX_ERROR, message))
}

fn parse(text: &str, major: Major) -> Result<(), Fault> {
    let mut parser = Parser {
        scanner: Scanner::new(text, major),
        token: Token::End,
        major,
        depth: DEPTH,
        filters: 0,
        subscripts: 0,
        misplaced: None,
    };
    parser.advance()?;
    if parser.token == Token::End {
        return Err(Refused::syntax("jsonpath", text).into());
    }
    if matches!(parser.token, Token::Word(Word::Strict | Word::Lax)) {
        parser.advance()?;
    }
    parser.or()?;
    match (&parser.token, parser.misplaced) {
        (Token::End, None) => Ok(()),
        // These are looked for when all has been read.
        (Token::End, Some(message)) => Err(Refused::new(SqlState::SYNTAX_ERROR, message).into()),
        _ => Err(parser.unexpected()),
    }
}

/// What a part of a path is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `expr`.
    Expression,
    /// `predicate`.
    Predicate,
}

struct Parser<'t> {
    scanner: Scanner<'t>,
    token: Token,
    major: Major,
    depth: usize,
    /// How many filters are around, within which `@` may stand.
    filters: usize,
    /// How many subscripts are around, within which `last` may stand.
    subscripts: usize,
    /// What stands where it may not.
    misplaced: Option<&'static str>,
}

impl Parser<'_> {
    fn advance(&mut self) -> Result<(), Fault> {
        self.token = self.scanner.next()?;
        Ok(())
    }

    fn unexpected(&self) -> Fault {
        syntax("syntax error", self.scanner.last())
    }

    fn eat(&mut self, character: char) -> Result<bool, Fault> {
        if self.token != Token::Character(character) {
            return Ok(false);
        }
        self.advance()?;
        Ok(true)
    }

    fn expect(&mut self, character: char) -> Result<(), Fault> {
        if self.eat(character)? { Ok(()) } else { Err(self.unexpected()) }
    }

    fn eat_word(&mut self, word: Word) -> Result<bool, Fault> {
        if self.token != Token::Word(word) {
            return Ok(false);
        }
        self.advance()?;
        Ok(true)
    }

    fn expect_kind(&self, kind: Kind, wanted: Kind) -> Result<(), Fault> {
        if kind == wanted { Ok(()) } else { Err(self.unexpected()) }
    }

    /// One level deeper.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        self.depth = self.depth.checked_sub(1).ok_or(Fault::Unsure)?;
        let outcome = read(self);
        self.depth += 1;
        outcome
    }

    fn or(&mut self) -> Result<Kind, Fault> {
        self.nested(|parser| {
            parser.joined(&Token::Or, |parser| parser.joined(&Token::And, Parser::comparison))
        })
    }

    /// Predicates with an operator between, or whatever one operand is.
    fn joined(
        &mut self,
        operator: &Token,
        operand: impl Fn(&mut Self) -> Result<Kind, Fault>,
    ) -> Result<Kind, Fault> {
        let kind = operand(self)?;
        while self.token == *operator {
            self.expect_kind(kind, Kind::Predicate)?;
            self.advance()?;
            let right = operand(self)?;
            self.expect_kind(right, Kind::Predicate)?;
        }
        Ok(kind)
    }

    fn expression(&mut self) -> Result<(), Fault> {
        let kind = self.nested(Parser::sum)?;
        self.expect_kind(kind, Kind::Expression)
    }

    fn comparison(&mut self) -> Result<Kind, Fault> {
        if self.token == Token::Not {
            self.advance()?;
            return self.delimited_predicate();
        }
        let kind = self.sum()?;
        match self.token {
            Token::Comparison => {
                self.expect_kind(kind, Kind::Expression)?;
                self.advance()?;
                self.expression()?;
            }
            Token::Word(Word::Starts) => {
                self.expect_kind(kind, Kind::Expression)?;
                self.advance()?;
                if !self.eat_word(Word::With)? {
                    return Err(self.unexpected());
                }
                match self.token {
                    Token::String(_) | Token::Variable => self.advance()?,
                    _ => return Err(self.unexpected()),
                }
            }
            Token::Word(Word::LikeRegex) => {
                self.expect_kind(kind, Kind::Expression)?;
                self.like_regex()?;
            }
            _ => return Ok(kind),
        }
        Ok(Kind::Predicate)
    }

    /// `( predicate )` or `exists ( expr )`.
    fn delimited_predicate(&mut self) -> Result<Kind, Fault> {
        if self.eat_word(Word::Exists)? {
            self.expect('(')?;
            self.expression()?;
            self.expect(')')?;
        } else {
            self.expect('(')?;
            let kind = self.or()?;
            self.expect_kind(kind, Kind::Predicate)?;
            self.expect(')')?;
        }
        Ok(Kind::Predicate)
    }

    /// What stands behind `like_regex`; the expression itself is not looked at.
    fn like_regex(&mut self) -> Result<(), Fault> {
        self.advance()?;
        let Token::String(_) = self.token else { return Err(self.unexpected()) };
        self.advance()?;
        if !self.eat_word(Word::Flag)? {
            return Ok(());
        }
        let Token::String(flags) = &self.token else { return Err(self.unexpected()) };
        let flags = flags.clone();
        if let Some(unknown) = flags.chars().find(|flag| !"ismxq".contains(*flag)) {
            let detail = format!("unrecognized flag character `{unknown}` in LIKE_REGEX predicate");
            let message = "invalid input syntax for type jsonpath";
            return Err(Refused::new(SqlState::SYNTAX_ERROR, message).detail(detail).into());
        }
        if flags.contains('x') && !flags.contains('q') {
            let message = "XQuery `x` flag (expanded regular expressions) is not implemented";
            return Err(Refused::new(SqlState::FEATURE_NOT_SUPPORTED, message).into());
        }
        self.advance()
    }

    fn sum(&mut self) -> Result<Kind, Fault> {
        self.operators(&['+', '-'], |parser| parser.operators(&['*', '/', '%'], Parser::signed))
    }

    fn operators(
        &mut self,
        operators: &[char],
        operand: impl Fn(&mut Self) -> Result<Kind, Fault>,
    ) -> Result<Kind, Fault> {
        let kind = operand(self)?;
        while matches!(self.token, Token::Character(operator) if operators.contains(&operator)) {
            self.expect_kind(kind, Kind::Expression)?;
            self.advance()?;
            let right = operand(self)?;
            self.expect_kind(right, Kind::Expression)?;
        }
        Ok(kind)
    }

    fn signed(&mut self) -> Result<Kind, Fault> {
        if !matches!(self.token, Token::Character('+' | '-')) {
            return self.primary();
        }
        self.advance()?;
        let kind = self.nested(Parser::signed)?;
        self.expect_kind(kind, Kind::Expression)?;
        Ok(Kind::Expression)
    }

    fn primary(&mut self) -> Result<Kind, Fault> {
        match &self.token {
            Token::Word(Word::Exists) => return self.delimited_predicate(),
            Token::Character('(') => return self.parenthesised(),
            Token::Number(number) | Token::Integer(number) => {
                let number = number.clone();
                self.advance()?;
                decimal::check_numeric(&number, self.major)?;
            }
            Token::String(_)
            | Token::Variable
            | Token::Word(Word::Null | Word::True | Word::False)
            | Token::Character('$') => self.advance()?,
            Token::Character('@') => {
                if self.filters == 0 {
                    self.misplaced.get_or_insert("@ is not allowed in root expressions");
                }
                self.advance()?;
            }
            Token::Word(Word::Last) => {
                if self.subscripts == 0 {
                    self.misplaced.get_or_insert("LAST is allowed only in array subscripts");
                }
                self.advance()?;
            }
            _ => return Err(self.unexpected()),
        }
        while self.accessor()? {}
        Ok(Kind::Expression)
    }

    /// `( expr )`, `( predicate )`, and either with accessors behind.
    fn parenthesised(&mut self) -> Result<Kind, Fault> {
        self.advance()?;
        let kind = self.or()?;
        self.expect(')')?;
        if kind == Kind::Predicate && self.eat_word(Word::Is)? {
            return match self.eat_word(Word::Unknown)? {
                true => Ok(Kind::Predicate),
                false => Err(self.unexpected()),
            };
        }
        let mut kind = kind;
        while self.accessor()? {
            kind = Kind::Expression;
        }
        Ok(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refusal(text: &str, major: Major) -> Option<&'static str> {
        check(text, major).err().map(|refused| refused.code.code())
    }

    #[test]
    fn paths_are_read() {
        let valid = [
            "$",
            "strict $.a.b[*]",
            "lax $[0 to last, 3]",
            "$.a ? (@.b > 1 && exists (@.c) || !(@ == \"x\"))",
            "$.a ? ((@ > 1) is unknown)",
            "$.* ? (@ like_regex \"^a\" flag \"iq\")",
            "$ ? (@ starts with $x)",
            "-$.a + 1 * 2 % 3",
            "($.a == 1).type()",
            "$.datetime(\"YYYY\")",
            "$.**{2 to last}.keyvalue()",
            "$.\"a b\"[$.size() - 1]",
            "$.null.true.abs",
            "123ab",
            "$.\\u0041\\x42\\n",
            "1 + 2 > 3",
            "$var.a",
            "$ /* c */",
            "null",
        ];
        let invalid = [
            ("22P02", ""),
            ("22P02", " "),
            ("42601", "strict"),
            ("42601", "$."),
            ("42601", "$.a ? (@.b)"),
            ("42601", "@"),
            ("42601", "last"),
            ("42601", "12a"),
            ("42601", "01"),
            ("42601", "1 > 2 > 3"),
            ("42601", "$ ? (1 + 1)"),
            ("42601", "!($)"),
            ("42601", "$.a b"),
            ("42601", "\"x"),
            ("42601", "$ ? (@ like_regex \"a\" flag \"z\")"),
            ("0A000", "$ ? (@ like_regex \"a\" flag \"x\")"),
            ("42601", "$.\\u12"),
            ("22P05", "$.\\u0000"),
            ("22P02", "$.\\ud800"),
            ("22003", "1e200000"),
            ("42601", "$ /* c"),
            ("42601", "$.a()"),
        ];
        for major in Major::ALL {
            for text in valid.into_iter().filter(|text| *text != "123ab") {
                assert_eq!(refusal(text, major), None, "{text}");
            }
            for (code, text) in invalid {
                assert_eq!(refusal(text, major), Some(code), "{text}");
            }
        }
    }

    #[test]
    fn methods_and_numbers_have_their_majors() {
        let seventeen = ["$.decimal(3,-1)", "$.string()", "$.time_tz(3)", "$.date()", "$.bigint()"];
        for text in seventeen {
            assert_eq!(refusal(text, Major::V17), None, "{text}");
            assert_eq!(refusal(text, Major::V16), Some("42601"), "{text}");
        }
        for text in ["$[0x1F]", "1_000", "0b1", "0o7"] {
            assert_eq!(refusal(text, Major::V16), None, "{text}");
            assert_eq!(refusal(text, Major::V15), Some("42601"), "{text}");
        }
        assert_eq!(refusal("$.decimal(1,2,3)", Major::V17), Some("42601"));
    }
}
