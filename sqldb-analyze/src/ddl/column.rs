//! Columns and constraints, as `CREATE TABLE`, `ALTER TABLE` and `CREATE DOMAIN` write them.

use super::parser::{Parsed, Parser};
use crate::catalog::{Generated, Identity, KeyKind, ReferentialActionKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::span::Span;
use crate::tree::Ident;
use crate::tree::ddl::{
    ColumnConstraint, ColumnConstraintKind, ColumnDef, Exclusion, KeyColumns, References,
    ReferentialAction, SequenceOptions, TableConstraint, TableConstraintKind,
};

impl Parser<'_> {
    /// `name type constraints`; the type may be missing in a typed table or a partition.
    pub(super) fn column_def(&mut self, typed: Typed) -> Parsed<ColumnDef> {
        let start = self.here();
        let name = self.ident()?;
        let type_name = match typed {
            Typed::Written => Some(self.type_name()?),
            Typed::Known => {
                self.words(&["with", "options"]);
                None
            }
        };
        let constraints = self.column_constraints()?;
        Ok(ColumnDef { name, type_name, constraints, span: self.since(start) })
    }

    pub(super) fn column_constraints(&mut self) -> Parsed<Vec<ColumnConstraint>> {
        let mut list = Vec::new();
        loop {
            let start = self.here();
            let name = if self.word("constraint") { Some(self.ident()?) } else { None };
            let Some(kind) = self.column_constraint_kind()? else {
                return if name.is_some() { Err(self.error()) } else { Ok(list) };
            };
            let attributes = self.column_attributes(&kind)?;
            list.push(ColumnConstraint { name, kind, attributes, span: self.since(start) });
        }
    }

    /// What `ALTER DOMAIN … ADD` adds (`gram.y DomainConstraint`).
    pub(super) fn domain_constraint(&mut self) -> Parsed<ColumnConstraint> {
        let start = self.here();
        let name = if self.word("constraint") { Some(self.ident()?) } else { None };
        if !matches!(self.peek_word(0), Some("check" | "not")) {
            return Err(self.error());
        }
        let Some(kind) = self.column_constraint_kind()? else { return Err(self.error()) };
        let mut attributes = self.column_attributes(&kind)?;
        attributes.not_valid = self.words(&["not", "valid"]);
        Ok(ColumnConstraint { name, kind, attributes, span: self.since(start) })
    }

    fn column_constraint_kind(&mut self) -> Parsed<Option<ColumnConstraintKind>> {
        if self.words(&["not", "null"]) {
            return Ok(Some(ColumnConstraintKind::NotNull));
        }
        let Some(word) = self.peek_word(0) else { return Ok(None) };
        let kind = match word {
            "null" => {
                self.next();
                ColumnConstraintKind::Null
            }
            "default" => {
                self.next();
                ColumnConstraintKind::Default(self.restricted_expression()?)
            }
            "primary" => {
                self.next();
                self.expect_word("key")?;
                self.index_parameters()?;
                ColumnConstraintKind::Primary
            }
            "unique" => {
                self.next();
                let nulls_not_distinct = self.nulls_distinct()?;
                self.index_parameters()?;
                ColumnConstraintKind::Unique { nulls_not_distinct }
            }
            "check" => {
                self.next();
                ColumnConstraintKind::Check(self.parenthesised()?)
            }
            "references" => ColumnConstraintKind::References(self.references()?),
            "generated" => {
                self.next();
                self.generated()?
            }
            "collate" => {
                self.next();
                ColumnConstraintKind::Collate(self.qualified()?)
            }
            "compression" => {
                self.next();
                self.compression()?;
                ColumnConstraintKind::Storage
            }
            "storage" => {
                self.next();
                self.storage()?;
                ColumnConstraintKind::Storage
            }
            "options" => {
                self.next();
                self.parenthesised()?;
                ColumnConstraintKind::Storage
            }
            _ => return Ok(None),
        };
        Ok(Some(kind))
    }

    /// What follows `GENERATED`.
    fn generated(&mut self) -> Parsed<ColumnConstraintKind> {
        let identity = self.generated_when()?;
        self.expect_word("as")?;
        if self.word("identity") {
            let options = if self.is(&TokenKind::LeftParenthesis) {
                self.sequence_parentheses()?
            } else {
                SequenceOptions::default()
            };
            return Ok(ColumnConstraintKind::Identity(identity, Box::new(options)));
        }
        if identity == Identity::ByDefault {
            return Err(self
                .expected("`IDENTITY`")
                .help("for a generated column, `GENERATED ALWAYS` must be specified"));
        }
        let expression = self.parenthesised()?;
        let place = if self.word("stored") {
            Generated::Stored
        } else {
            // What is not said is `VIRTUAL`.
            self.word("virtual");
            Generated::Virtual
        };
        Ok(ColumnConstraintKind::Generated(place, expression))
    }

    /// `ALWAYS` or `BY DEFAULT`.
    pub(super) fn generated_when(&mut self) -> Parsed<Identity> {
        if self.word("always") {
            Ok(Identity::Always)
        } else if self.words(&["by", "default"]) {
            Ok(Identity::ByDefault)
        } else {
            Err(self.expected("`ALWAYS` or `BY DEFAULT`"))
        }
    }

    /// `NULLS [NOT] DISTINCT`, or nothing.
    pub(super) fn nulls_distinct(&mut self) -> Parsed<bool> {
        if self.words(&["nulls", "not", "distinct"]) {
            return Ok(true);
        }
        self.words(&["nulls", "distinct"]);
        Ok(false)
    }

    /// `REFERENCES table (columns) MATCH … ON DELETE … ON UPDATE …`.
    fn references(&mut self) -> Parsed<References> {
        let start = self.here();
        self.expect_word("references")?;
        let table = self.qualified()?;
        let (columns, period) = match self.is(&TokenKind::LeftParenthesis) {
            true => self.referring_columns()?,
            false => (Vec::new(), None),
        };
        let span = self.since(start);
        let full = self.word("match") && self.matches_full()?;
        let (mut on_delete, mut on_update) = (None, None);
        // Each once, in either order.
        loop {
            if on_delete.is_none() && self.words(&["on", "delete"]) {
                on_delete = Some(self.referential_action()?);
            } else if on_update.is_none() && self.words(&["on", "update"]) {
                let action = self.referential_action()?;
                if let Some(ReferentialAction { columns, span, .. }) = &action
                    && !columns.is_empty()
                {
                    let message =
                        "a column list with SET NULL is only supported for ON DELETE actions";
                    return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, *span, message));
                }
                on_update = Some(action);
            } else if matches!(self.peek_word(0), Some("on" | "match")) {
                return Err(self.error());
            } else {
                let (on_delete, on_update) = (on_delete.flatten(), on_update.flatten());
                return Ok(References { table, columns, period, on_delete, on_update, full, span });
            }
        }
    }

    /// What follows `MATCH`.
    fn matches_full(&mut self) -> Parsed<bool> {
        let at = self.here();
        if self.word("full") {
            return Ok(true);
        }
        if self.word("partial") {
            let message = "MATCH PARTIAL not yet implemented";
            return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, at, message));
        }
        self.expect_word("simple").map(|()| false)
    }

    fn referential_action(&mut self) -> Parsed<Option<ReferentialAction>> {
        let start = self.here();
        if self.words(&["no", "action"]) {
            return Ok(None);
        }
        let mut columns = Vec::new();
        let kind = if self.word("restrict") {
            ReferentialActionKind::Restrict
        } else if self.word("cascade") {
            ReferentialActionKind::Cascade
        } else if self.words(&["set", "null"]) {
            ReferentialActionKind::SetNull
        } else if self.words(&["set", "default"]) {
            ReferentialActionKind::SetDefault
        } else {
            return Err(
                self.expected("`NO ACTION`, `RESTRICT`, `CASCADE`, `SET NULL` or `SET DEFAULT`")
            );
        };
        let sets =
            matches!(kind, ReferentialActionKind::SetNull | ReferentialActionKind::SetDefault);
        if sets && self.is(&TokenKind::LeftParenthesis) {
            columns = self.ident_list()?;
        }
        Ok(Some(ReferentialAction { kind, columns, span: self.since(start) }))
    }

    /// `(a, b)`, `(a, b WITHOUT OVERLAPS)`.
    fn key_columns(&mut self) -> Parsed<KeyColumns> {
        self.open()?;
        let names = self.comma_list(Parser::ident)?;
        let start = self.here();
        let temporal = self.words(&["without", "overlaps"]);
        let without_overlaps = temporal.then(|| self.since(start));
        self.close()?;
        let include = self.included()?;
        Ok(KeyColumns { names, without_overlaps, include })
    }

    /// `(a, b)`, `(a, PERIOD b)`. A column may be called `period`, too.
    fn referring_columns(&mut self) -> Parsed<(Vec<Ident>, Option<Span>)> {
        self.open()?;
        let mut names = vec![self.ident()?];
        let mut period = None;
        while period.is_none() && self.comma() {
            let ends = matches!(
                self.peek_ahead(1),
                None | Some(TokenKind::Comma | TokenKind::RightParenthesis)
            );
            let start = self.here();
            if !ends && self.word("period") {
                period = Some(self.since(start));
            }
            names.push(self.ident()?);
        }
        self.close()?;
        Ok((names, period))
    }

    /// `INCLUDE (…)` behind the columns of a table's key (`opt_c_include`).
    fn included(&mut self) -> Parsed<Vec<Ident>> {
        if self.word("include") { self.ident_list() } else { Ok(Vec::new()) }
    }

    /// `WITH (…) USING INDEX TABLESPACE …` behind a key.
    fn index_parameters(&mut self) -> Parsed<()> {
        if self.word("with") {
            self.parenthesised()?;
        }
        if self.words(&["using", "index", "tablespace"]) {
            self.ident()?;
        }
        Ok(())
    }

    /// Whether a table constraint begins here.
    pub(super) fn at_table_constraint(&self) -> bool {
        match self.peek_word(0) {
            Some("constraint" | "primary" | "unique" | "check" | "foreign" | "not") => true,
            // `exclude` is no reserved word.
            Some("exclude") => {
                matches!(self.peek_ahead(1), Some(TokenKind::LeftParenthesis))
                    || self.peek_word(1) == Some("using")
            }
            _ => false,
        }
    }

    pub(super) fn table_constraint(&mut self) -> Parsed<TableConstraint> {
        let start = self.here();
        let name = if self.word("constraint") { Some(self.ident()?) } else { None };
        let kind = self.table_constraint_kind()?;
        let attributes = self.table_attributes(&kind)?;
        Ok(TableConstraint { name, kind, attributes, span: self.since(start) })
    }

    fn table_constraint_kind(&mut self) -> Parsed<TableConstraintKind> {
        if self.words(&["primary", "key"]) {
            if self.words(&["using", "index"]) {
                return Ok(TableConstraintKind::UsingIndex {
                    kind: KeyKind::Primary,
                    index: self.ident()?,
                });
            }
            let columns = self.key_columns()?;
            self.index_parameters()?;
            return Ok(TableConstraintKind::Primary(columns));
        }
        if self.word("unique") {
            if self.words(&["using", "index"]) {
                return Ok(TableConstraintKind::UsingIndex {
                    kind: KeyKind::Unique,
                    index: self.ident()?,
                });
            }
            let nulls_not_distinct = self.nulls_distinct()?;
            let columns = self.key_columns()?;
            self.index_parameters()?;
            return Ok(TableConstraintKind::Unique { columns, nulls_not_distinct });
        }
        if self.word("check") {
            return Ok(TableConstraintKind::Check(self.parenthesised()?));
        }
        if self.words(&["foreign", "key"]) {
            let (columns, period) = self.referring_columns()?;
            let references = self.references()?;
            return Ok(TableConstraintKind::ForeignKey { columns, period, references });
        }
        if self.word("exclude") {
            let method = if self.word("using") { Some(self.ident()?) } else { None };
            self.open()?;
            let written = self.comma_list(Parser::exclude_element)?;
            let (written, operators): (Vec<_>, Vec<_>) = written.into_iter().unzip();
            let (elements, access) = super::index::split(method, written);
            self.close()?;
            let include = self.included()?;
            self.index_parameters()?;
            let filter = match self.word("where") {
                true => Some(self.parenthesised()?),
                false => None,
            };
            let exclusion = Exclusion { elements, operators, include, filter, access };
            return Ok(TableConstraintKind::Exclude(exclusion));
        }
        if self.words(&["not", "null"]) {
            return Ok(TableConstraintKind::NotNull(self.ident()?));
        }
        Err(self.expected("`PRIMARY KEY`, `UNIQUE`, `CHECK`, `FOREIGN KEY` or `EXCLUDE`"))
    }
}

/// Whether a column says its type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    /// `name type`.
    Written,
    /// The table knows it.
    Known,
}
