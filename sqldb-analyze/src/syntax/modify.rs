//! `INSERT`, `UPDATE`, `DELETE` (`gram.y` `InsertStmt`, `UpdateStmt`, `DeleteStmt`).

use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::tree::{
    Assigned, Assignment, AssignmentTarget, ConflictAction, ConflictElement, ConflictTarget,
    Delete, Expr, ExprKind, Ident, Insert, InsertSource, OnConflict, Overriding, QualifiedIdent,
    QueryBody, Returning, RowFilter, RowList, Update, With,
};

use super::query::Defaults;
use super::reader::{Names, Reader, name_of};

impl Reader<'_> {
    pub(super) fn insert(
        &mut self,
        with: Option<With>,
        start: usize,
    ) -> Result<Insert, Diagnostic> {
        self.expect_word("insert")?;
        self.expect_word("into")?;
        let table = self.qualified_name()?;
        // Here PostgreSQL wants the `AS`.
        let alias = match self.take_word("as") {
            true => Some(self.name(Names::Column)?),
            false => None,
        };
        let columns = match self.is(&TokenKind::LeftParenthesis) && !self.opens_query(self.at()) {
            true => Some(self.assignment_targets()?),
            false => None,
        };
        let overriding = self.overriding()?;
        let source = self.insert_source()?;
        let on_conflict = match self.is_word("on") {
            true => Some(self.on_conflict()?),
            false => None,
        };
        let returning = self.returning()?;
        let span = self.span_from(start);
        Ok(Insert { with, table, alias, columns, overriding, source, on_conflict, returning, span })
    }

    /// `OVERRIDING { SYSTEM | USER } VALUE`.
    pub(super) fn overriding(&mut self) -> Result<Overriding, Diagnostic> {
        if !self.take_word("overriding") {
            return Ok(Overriding::None);
        }
        let overriding = match self.take_word("user") {
            true => Overriding::User,
            false => {
                self.expect_word("system")?;
                Overriding::System
            }
        };
        self.expect_word("value")?;
        Ok(overriding)
    }

    fn insert_source(&mut self) -> Result<InsertSource, Diagnostic> {
        if self.take_words(&["default", "values"]) {
            return Ok(InsertSource::DefaultValues);
        }
        if !self.is_word("values") {
            return Ok(InsertSource::Query(Box::new(self.query()?)));
        }
        // `VALUES` alone takes `DEFAULT`; with more behind it, it is a query like any other
        // (`analyze.c transformInsertStmt`).
        let start = self.at();
        if let Some(TokenKind::Rows(number)) = self.kind_at(1) {
            self.skip();
            self.skip();
            let placeholder = self.source.span(start + 1, start + 1);
            return Ok(InsertSource::Rows(RowList {
                number: *number,
                span: self.span_from(start),
                placeholder,
            }));
        }
        let body = self.body(Defaults::Allowed)?;
        let more = self.is_one_of(&["order", "limit", "offset", "fetch", "for"]);
        match body {
            QueryBody::Values(values) if !more => Ok(InsertSource::Values(values)),
            body => Ok(InsertSource::Query(Box::new(self.with_tail(None, body, start)?))),
        }
    }

    fn on_conflict(&mut self) -> Result<OnConflict, Diagnostic> {
        let start = self.at();
        self.expect_word("on")?;
        self.expect_word("conflict")?;
        let target = if self.is(&TokenKind::LeftParenthesis) {
            self.skip();
            let elements = self.comma_separated(Reader::index_element)?;
            self.expect(&TokenKind::RightParenthesis)?;
            Some(ConflictTarget::Index { elements, filter: self.optional_behind("where")? })
        } else if self.take_words(&["on", "constraint"]) {
            Some(ConflictTarget::Constraint(self.name(Names::Column)?))
        } else {
            None
        };
        self.expect_word("do")?;
        let action = if self.take_word("nothing") {
            ConflictAction::Nothing
        } else {
            self.expect_word("update")?;
            // A row to update must be found by something (`parse_clause.c
            // transformOnConflictArbiter`).
            if target.is_none() {
                let message =
                    "ON CONFLICT DO UPDATE requires inference specification or constraint name";
                let span = self.source.span(start, start + 1);
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message)
                    .help("for example, `ON CONFLICT (column_name)`"));
            }
            self.expect_word("set")?;
            let assignments = self.assignments()?;
            ConflictAction::Update { assignments, filter: self.optional_behind("where")? }
        };
        Ok(OnConflict { target, action, span: self.span_from(start) })
    }

    pub(super) fn update(
        &mut self,
        with: Option<With>,
        start: usize,
    ) -> Result<Update, Diagnostic> {
        self.expect_word("update")?;
        let (table, alias) = self.modified()?;
        self.expect_word("set")?;
        let assignments = self.assignments()?;
        let from = match self.take_word("from") {
            true => self.comma_separated(Reader::table_ref)?,
            false => Vec::new(),
        };
        let filter = self.row_filter()?;
        let returning = self.returning()?;
        let span = self.span_from(start);
        Ok(Update { with, table, alias, assignments, from, filter, returning, span })
    }

    pub(super) fn delete(
        &mut self,
        with: Option<With>,
        start: usize,
    ) -> Result<Delete, Diagnostic> {
        self.expect_word("delete")?;
        self.expect_word("from")?;
        let (table, alias) = self.modified()?;
        let using = match self.take_word("using") {
            true => self.comma_separated(Reader::table_ref)?,
            false => Vec::new(),
        };
        let filter = self.row_filter()?;
        let returning = self.returning()?;
        let span = self.span_from(start);
        Ok(Delete { with, table, alias, using, filter, returning, span })
    }

    /// `relation_expr_opt_alias`: `SET` is no alias without `AS`.
    pub(super) fn modified(&mut self) -> Result<(QualifiedIdent, Option<Ident>), Diagnostic> {
        let name = self.relation_expression()?;
        if self.take_word("as") {
            return Ok((name, Some(self.name(Names::Column)?)));
        }
        if self.is_word("set") {
            return Ok((name, None));
        }
        let alias = self.source.token(self.at()).and_then(|token| name_of(token, Names::Column));
        if alias.is_some() {
            self.skip();
        }
        Ok((name, alias))
    }

    /// `where_or_current_clause`.
    fn row_filter(&mut self) -> Result<Option<RowFilter>, Diagnostic> {
        let start = self.at();
        if self.take_words(&["where", "current", "of"]) {
            self.name(Names::Column)?;
            return Ok(Some(RowFilter::CurrentOf(self.span_from(start))));
        }
        Ok(self.optional_behind("where")?.map(RowFilter::Where))
    }

    /// `returning_clause`.
    pub(super) fn returning(&mut self) -> Result<Option<Returning>, Diagnostic> {
        if !self.take_word("returning") {
            return Ok(None);
        }
        let mut returning = Returning { old: None, new: None, targets: Vec::new() };
        if self.is_word("with") {
            self.skip();
            self.expect(&TokenKind::LeftParenthesis)?;
            self.comma_separated(|reader| {
                let old = reader.take_word("old");
                if !old {
                    reader.expect_word("new")?;
                }
                reader.expect_word("as")?;
                let name = reader.name(Names::Column)?;
                let slot = if old { &mut returning.old } else { &mut returning.new };
                match slot.replace(name) {
                    None => Ok(()),
                    Some(_) => {
                        let message = format!(
                            "{} cannot be specified multiple times",
                            if old { "OLD" } else { "NEW" }
                        );
                        let span = reader.source.span(reader.at() - 1, reader.at() - 1);
                        Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message))
                    }
                }
            })?;
            self.expect(&TokenKind::RightParenthesis)?;
        }
        returning.targets = self.targets()?;
        Ok(Some(returning))
    }

    /// `set_clause_list`.
    pub(super) fn assignments(&mut self) -> Result<Vec<Assignment>, Diagnostic> {
        self.comma_separated(Reader::assignment)
    }

    /// `a = x`, `(a, b) = …`.
    fn assignment(&mut self) -> Result<Assignment, Diagnostic> {
        let start = self.at();
        if !self.is(&TokenKind::LeftParenthesis) {
            let target = self.assignment_target()?;
            self.expect_operator("=")?;
            return Ok(Assignment::One { target, value: self.assigned()? });
        }
        let targets = self.assignment_targets()?;
        self.expect_operator("=")?;
        let at = self.at();
        if let Some(values) = self.row_of_values()? {
            return Ok(Assignment::Row { targets, values, span: self.span_from(at) });
        }
        match self.expression()? {
            Expr { kind: ExprKind::Subquery(query), span: _ } => {
                Ok(Assignment::Subquery { targets, query, span: self.span_from(start) })
            }
            // `(a) = (x)` is refused, as is every other expression (`transformMultiAssignRef`).
            Expr { kind: _, span } => Err(Diagnostic::new(
                SqlState::FEATURE_NOT_SUPPORTED,
                span,
                "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression",
            )),
        }
    }

    /// The values of `(x, DEFAULT)` or `ROW(x)`; none, and nothing taken, for anything else.
    fn row_of_values(&mut self) -> Result<Option<Vec<Assigned>>, Diagnostic> {
        let start = self.at();
        let explicit = self.take_word("row");
        if !self.is(&TokenKind::LeftParenthesis) || self.opens_query(self.at()) {
            self.move_to(start);
            return Ok(None);
        }
        self.skip();
        let values = match self.is(&TokenKind::RightParenthesis) {
            true => Vec::new(),
            false => self.comma_separated(Reader::assigned)?,
        };
        self.expect(&TokenKind::RightParenthesis)?;
        if !explicit && values.len() == 1 {
            self.move_to(start);
            return Ok(None);
        }
        Ok(Some(values))
    }

    /// `a.b[1]`.
    fn assignment_target(&mut self) -> Result<AssignmentTarget, Diagnostic> {
        let start = self.at();
        let column = self.name(Names::Column)?;
        let path = self.indirection()?;
        Ok(AssignmentTarget { column, path, span: self.span_from(start) })
    }

    /// `(a, b[1])`.
    pub(super) fn assignment_targets(&mut self) -> Result<Vec<AssignmentTarget>, Diagnostic> {
        self.expect(&TokenKind::LeftParenthesis)?;
        let targets = self.comma_separated(Reader::assignment_target)?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(targets)
    }

    /// `index_elem`: a column, a call or `(expr)`, with collation and operator class.
    fn index_element(&mut self) -> Result<ConflictElement, Diagnostic> {
        let start = self.at();
        let expr = if self.is(&TokenKind::LeftParenthesis) {
            self.skip();
            let expr = self.expression()?;
            self.expect(&TokenKind::RightParenthesis)?;
            expr
        } else {
            self.operand()?
        };
        let collation = match self.take_word("collate") {
            true => Some(self.qualified_name()?),
            false => None,
        };
        let mut operator_class = None;
        if matches!(self.kind(), Some(TokenKind::Word(_) | TokenKind::QuotedWord(_))) {
            let sorted = if self.is_one_of(&["asc", "desc"]) {
                Some("ASC/DESC is not allowed in ON CONFLICT clause")
            } else if self.is_word("nulls") {
                Some("NULLS FIRST/LAST is not allowed in ON CONFLICT clause")
            } else {
                None
            };
            if let Some(message) = sorted {
                let span = self.span_from(start);
                return Err(Diagnostic::new(SqlState::INVALID_COLUMN_REFERENCE, span, message));
            }
            operator_class = Some(self.qualified_name()?);
            // Its options are written for nothing.
            if self.is(&TokenKind::LeftParenthesis)
                && let Some(end) = self.source.partner(self.at())
            {
                self.move_to(end + 1);
            }
        }
        Ok(ConflictElement { expr, collation, operator_class })
    }

    fn expect_operator(&mut self, symbol: &str) -> Result<(), Diagnostic> {
        match self.kind() {
            Some(TokenKind::Operator(found)) if found == symbol => {
                self.skip();
                Ok(())
            }
            _ => Err(self.unexpected()),
        }
    }
}
