//! `CREATE INDEX`, and the elements that exclusion constraints share with it.

use super::parser::{Parsed, Parser};
use crate::lex::{Token, TokenKind};
use crate::tree::ddl::{Access, CreateIndex, Ddl, Fragment, IndexElement, IndexEquality};
use crate::tree::{Ident, QualifiedIdent};

/// Operator classes with the equality of the types that they take (`pg_opclass`); `bpchar_ops` takes
/// `text`, and then finds more equal.
const CLASSES: [&str; 24] = [
    "bool_ops",
    "bpchar_ops",
    "bpchar_pattern_ops",
    "bytea_ops",
    "char_ops",
    "cidr_ops",
    "date_ops",
    "enum_ops",
    "float4_ops",
    "float8_ops",
    "inet_ops",
    "int2_ops",
    "int4_ops",
    "int8_ops",
    "interval_ops",
    "numeric_ops",
    "oid_ops",
    "text_ops",
    "text_pattern_ops",
    "timestamp_ops",
    "timestamptz_ops",
    "uuid_ops",
    "varchar_ops",
    "varchar_pattern_ops",
];

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
        let reach = self.reach();
        let table = self.qualified()?;
        let method = if self.word("using") { Some(self.ident()?) } else { None };
        self.open()?;
        let written = self.comma_list(Parser::index_element)?;
        let equality = written.iter().map(|written| written.equality).max();
        let equality = equality.unwrap_or(IndexEquality::OfTypes);
        let (elements, access) = split(method, written);
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
            reach,
            table,
            elements,
            access,
            equality,
            include,
            nulls_not_distinct,
            filter,
        })))
    }

    /// A column, a call or a parenthesised expression, with its operator class and order.
    fn index_element(&mut self) -> Parsed<WrittenElement> {
        let element = self.index_key()?;
        let mut equality = IndexEquality::OfTypes;
        let (mut class, mut collation) = (None, None);
        if self.word("collate") {
            collation = Some(self.qualified()?);
            equality = IndexEquality::Other;
        }
        // An operator class, perhaps with parameters.
        if !matches!(self.peek_word(0), None | Some("asc" | "desc" | "nulls" | "with")) {
            let written = self.qualified()?;
            if !CLASSES.contains(&written.name.name.as_str()) {
                equality = IndexEquality::Other;
            }
            class = Some(written);
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
        Ok(WrittenElement { element, class, collation, equality })
    }

    pub(super) fn index_key(&mut self) -> Parsed<IndexElement> {
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
    pub(super) fn exclude_element(&mut self) -> Parsed<(WrittenElement, String)> {
        let written = self.index_element()?;
        self.expect_word("with")?;
        let symbol = |token: &Token| match &token.kind {
            TokenKind::Operator(symbol) => Some(symbol.clone()),
            _ => None,
        };
        let operator = match self.word("operator") {
            true => self.parenthesised()?.tokens.last().and_then(symbol),
            false => self.next().and_then(symbol),
        };
        match operator {
            Some(operator) => Ok((written, operator)),
            None => Err(self.expected("an operator")),
        }
    }
}

/// An element of an index as it is written.
pub(super) struct WrittenElement {
    pub(super) element: IndexElement,
    pub(super) class: Option<QualifiedIdent>,
    pub(super) collation: Option<QualifiedIdent>,
    pub(super) equality: IndexEquality,
}

/// Elements, and how an index of a method finds them.
pub(super) fn split(
    method: Option<Ident>,
    written: Vec<WrittenElement>,
) -> (Vec<IndexElement>, Access) {
    let mut elements = Vec::new();
    let mut access = Access { method, classes: Vec::new(), collations: Vec::new() };
    for WrittenElement { element, class, collation, equality: _ } in written {
        elements.push(element);
        access.classes.push(class);
        access.collations.push(collation);
    }
    (elements, access)
}

/// Whether `UNIQUE` is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Uniqueness {
    /// `CREATE INDEX`.
    Plain,
    /// `CREATE UNIQUE INDEX`.
    Unique,
}
