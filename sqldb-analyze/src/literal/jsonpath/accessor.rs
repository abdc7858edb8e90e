//! What stands behind a value of a path: keys, subscripts, filters, methods.

use super::scan::{Token, Word};
use super::{Fault, Kind, Parser};
use crate::diagnostic::SqlState;
use crate::literal::{Refused, integer};

impl Parser<'_> {
    /// `accessor_op`; false where there is none.
    pub(super) fn accessor(&mut self) -> Result<bool, Fault> {
        match self.token {
            Token::Character('.') => {
                self.advance()?;
                self.member()?;
            }
            Token::Character('[') => {
                self.advance()?;
                self.subscripts()?;
            }
            Token::Character('?') => {
                self.advance()?;
                self.expect('(')?;
                self.filters += 1;
                let kind = self.or()?;
                self.filters -= 1;
                self.expect_kind(kind, Kind::Predicate)?;
                self.expect(')')?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn subscripts(&mut self) -> Result<(), Fault> {
        if self.eat('*')? {
            return self.expect(']');
        }
        self.subscripts += 1;
        loop {
            self.expression()?;
            if self.eat_word(Word::To)? {
                self.expression()?;
            }
            if !self.eat(',')? {
                break;
            }
        }
        self.subscripts -= 1;
        self.expect(']')
    }

    /// What stands behind a point.
    fn member(&mut self) -> Result<(), Fault> {
        match self.token {
            Token::Character('*') | Token::String(_) | Token::Identifier => self.advance(),
            Token::AnyLevel => self.any_path(),
            Token::Word(word) => {
                self.advance()?;
                match self.token {
                    Token::Character('(') => self.method(word),
                    _ => Ok(()),
                }
            }
            _ => Err(self.unexpected()),
        }
    }

    /// `**`, `**{1}`, `**{1 to last}`.
    fn any_path(&mut self) -> Result<(), Fault> {
        self.advance()?;
        if !self.eat('{')? {
            return Ok(());
        }
        self.level()?;
        if self.eat_word(Word::To)? {
            self.level()?;
        }
        self.expect('}')
    }

    fn level(&mut self) -> Result<(), Fault> {
        match &self.token {
            Token::Integer(number) => {
                let number = number.clone();
                self.advance()?;
                integer::check(&number, &integer::INTEGER, self.major)?;
                Ok(())
            }
            Token::Word(Word::Last) => self.advance(),
            _ => Err(self.unexpected()),
        }
    }

    /// The arguments of a method.
    fn method(&mut self, word: Word) -> Result<(), Fault> {
        match word {
            Word::Method => self.advance()?,
            Word::Datetime => {
                self.advance()?;
                if let Token::String(_) = self.token {
                    self.advance()?;
                }
            }
            Word::WithPrecision => {
                self.advance()?;
                self.eat_integer()?;
            }
            Word::Decimal => {
                self.advance()?;
                return self.precision_and_scale();
            }
            _ => return Err(self.unexpected()),
        }
        self.expect(')')
    }

    /// Whether there was an integer.
    fn eat_integer(&mut self) -> Result<bool, Fault> {
        let Token::Integer(_) = self.token else { return Ok(false) };
        self.advance()?;
        Ok(true)
    }

    fn precision_and_scale(&mut self) -> Result<(), Fault> {
        let mut count = 0;
        if self.token != Token::Character(')') {
            loop {
                if matches!(self.token, Token::Character('+' | '-')) {
                    self.advance()?;
                }
                if !self.eat_integer()? {
                    return Err(self.unexpected());
                }
                count += 1;
                if !self.eat(',')? {
                    break;
                }
            }
        }
        self.expect(')')?;
        if count <= 2 {
            return Ok(());
        }
        let message = "invalid input syntax for type jsonpath";
        Err(Refused::new(SqlState::SYNTAX_ERROR, message)
            .detail(".decimal() can only have an optional precision[,scale]")
            .into())
    }
}
