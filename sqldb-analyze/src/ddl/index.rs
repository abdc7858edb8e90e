//! `CREATE INDEX`, and the elements that exclusion constraints share with it.

use super::parser::{Parsed, Parser};
use crate::lex::{Token, TokenKind};
use crate::tree::Ident;
use crate::tree::ddl::{CreateIndex, Ddl, Fragment, IndexElement};

impl Parser<'_> {
    /// What follows `CREATE [UNIQUE] INDEX`.
    pub(super) fn create_index(&mut self, unique: Uniqueness) -> Parsed<Ddl> {
        self.word("concurrently");
        let if_not_exists = self.if_not_exists();
        let name = if self.word("on") {
            None
        } else {
            let name = self.ident()?;
            self.expect_word("on")?;
            Some(name)
        };
        self.word("only");
        let table = self.qualified()?;
        if self.word("using") {
            self.ident()?;
        }
        self.open()?;
        let elements = self.comma_list(Parser::index_element)?;
        self.close()?;
        let include = if self.word("include") { self.ident_list()? } else { Vec::new() };
        let nulls_not_distinct = self.nulls_distinct()?;
        if self.word("with") {
            self.parenthesised()?;
        }
        if self.word("tablespace") {
            self.ident()?;
        }
        let filter = if self.word("where") { Some(self.remaining()?) } else { None };
        Ok(Ddl::CreateIndex(Box::new(CreateIndex {
            name,
            unique: unique == Uniqueness::Unique,
            if_not_exists,
            table,
            elements,
            include,
            nulls_not_distinct,
            filter,
        })))
    }

    /// A column, a call or a parenthesised expression, with its operator class and order.
    fn index_element(&mut self) -> Parsed<IndexElement> {
        let element = self.index_key()?;
        if self.word("collate") {
            self.qualified()?;
        }
        // An operator class, perhaps with parameters.
        if !matches!(self.peek_word(0), None | Some("asc" | "desc" | "nulls")) {
            self.qualified()?;
            if self.is(&TokenKind::LeftParenthesis) {
                self.parenthesised()?;
            }
        }
        if !self.word("asc") {
            self.word("desc");
        }
        if self.word("nulls") && !self.word("first") {
            self.expect_word("last")?;
        }
        Ok(element)
    }

    fn index_key(&mut self) -> Parsed<IndexElement> {
        if self.is(&TokenKind::LeftParenthesis) {
            return Ok(IndexElement::Expression(self.parenthesised()?));
        }
        // A call has a parenthesis behind its name.
        let mut length = 1;
        while self.peek_ahead(length) == Some(&TokenKind::Dot) {
            length += 2;
        }
        if self.peek_ahead(length) != Some(&TokenKind::LeftParenthesis) {
            return Ok(IndexElement::Column(self.ident()?));
        }
        let start = self.here();
        let mut tokens: Vec<Token> = self.rest().iter().take(length + 1).cloned().collect();
        self.skip(length);
        if self.peek_ahead(1) == Some(&TokenKind::RightParenthesis) {
            self.skip(1);
        } else {
            tokens.extend(self.parenthesised()?.tokens);
            self.step_back();
        }
        tokens.extend(self.next().cloned());
        Ok(IndexElement::Expression(Fragment { tokens, span: self.since(start) }))
    }

    /// `element WITH operator`.
    pub(super) fn exclude_element(&mut self) -> Parsed<IndexElement> {
        let key = self.index_key()?;
        // An operator class and an order may stand between.
        while !self.word("with") {
            if self.next().is_none() {
                return Err(self.expected("`WITH`"));
            }
        }
        if self.word("operator") {
            self.parenthesised()?;
        } else if matches!(self.peek_kind(), Some(TokenKind::Operator(_))) {
            self.next();
        } else {
            return Err(self.expected("an operator"));
        }
        Ok(key)
    }
}

/// Whether `UNIQUE` is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Uniqueness {
    /// `CREATE INDEX`.
    Plain,
    /// `CREATE UNIQUE INDEX`.
    Unique,
}

/// The column names among index elements.
pub(crate) fn columns(elements: &[IndexElement]) -> Vec<Ident> {
    let column = |element: &IndexElement| match element {
        IndexElement::Column(column) => Some(column.clone()),
        IndexElement::Expression(_) => None,
    };
    elements.iter().filter_map(column).collect()
}
