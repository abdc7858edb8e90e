//! `INSERT`, `UPDATE`, `DELETE`.

use sqlparser::ast;

use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::tree::{
    Assigned, Assignment, AssignmentTarget, ConflictAction, ConflictTarget, Delete, Expr, ExprKind,
    Ident, Insert, InsertSource, OnConflict, Overriding, QualifiedIdent, QueryBody, Target, Update,
    With,
};

use super::super::reader::{Names, Reader};
use super::Lower;
use super::query::Defaults;

/// `t` or `t AS x`, what is modified.
type Modified = (QualifiedIdent, Option<Ident>);

impl Lower<'_> {
    pub(super) fn insert(
        &mut self,
        insert: ast::Insert,
        with: Option<With>,
        start: usize,
    ) -> Result<Insert, Diagnostic> {
        let ast::Insert {
            insert_token,
            optimizer_hints,
            or,
            ignore,
            into,
            table,
            table_alias,
            columns,
            by_name,
            overwrite,
            source,
            assignments,
            partitioned,
            after_columns,
            overriding,
            has_table_keyword,
            on,
            returning,
            output,
            replace_into,
            priority,
            insert_alias,
            settings,
            format_clause,
            multi_table_insert_type,
            multi_table_into_clauses,
            multi_table_when_clauses,
            multi_table_else_clause,
        } = insert;
        self.place(insert_token.0.span);
        self.refuse(!into)?;
        self.see(self.reach + 1);
        self.refuse(
            !optimizer_hints.is_empty()
                || or.is_some()
                || ignore
                || by_name
                || overwrite
                || !assignments.is_empty()
                || partitioned.is_some()
                || !after_columns.is_empty()
                || has_table_keyword
                || output.is_some()
                || replace_into
                || priority.is_some()
                || insert_alias.is_some()
                || settings.is_some()
                || format_clause.is_some()
                || multi_table_insert_type.is_some()
                || !multi_table_into_clauses.is_empty()
                || !multi_table_when_clauses.is_empty()
                || multi_table_else_clause.is_some(),
        )?;
        let ast::TableObject::TableName(name) = table else { return Err(self.unexpected_next()) };
        let table = self.qualified_name(&name)?;
        let alias = match table_alias {
            None => None,
            // Here PostgreSQL wants the `AS`.
            Some(ast::TableAliasWithoutColumns { explicit: false, alias: _ }) => {
                return Err(self.unexpected_next());
            }
            Some(ast::TableAliasWithoutColumns { explicit: true, alias }) => {
                Some(self.ident(&alias, Names::Column)?)
            }
        };
        let columns = self.insert_columns(columns)?;
        let overriding = match overriding {
            None => Overriding::None,
            Some(ast::InsertOverriding::System) => Overriding::System,
            Some(ast::InsertOverriding::User) => Overriding::User,
        };
        if overriding != Overriding::None {
            self.see(self.reach + 3);
        }
        let source = match source {
            None => {
                self.see(self.reach + 2);
                InsertSource::DefaultValues
            }
            Some(query) => self.insert_source(*query)?,
        };
        let on_conflict = on.map(|on| self.on_insert(on)).transpose()?;
        let returning = self.returning(returning)?;
        let span = self.span_from(start);
        Ok(Insert { with, table, alias, columns, overriding, source, on_conflict, returning, span })
    }

    /// `(a, b[1])`, of which sqlparser sees a stand-in.
    fn insert_columns(
        &mut self,
        columns: Vec<ast::ObjectName>,
    ) -> Result<Option<Vec<AssignmentTarget>>, Diagnostic> {
        if columns.is_empty() {
            return Ok(None);
        }
        let mut reader = self.source.reader(self.reach + 1);
        let targets = reader.assignment_targets()?;
        self.see(reader.at() - 1);
        Ok(Some(targets))
    }

    fn insert_source(&mut self, query: ast::Query) -> Result<InsertSource, Diagnostic> {
        let start = self.reach + 1;
        let plain = match &query {
            ast::Query {
                with: None,
                body,
                order_by: None,
                limit_clause: None,
                fetch: None,
                locks,
                for_clause: None,
                settings: None,
                format_clause: None,
                pipe_operators,
            } => {
                matches!(**body, ast::SetExpr::Values(_))
                    && locks.is_empty()
                    && pipe_operators.is_empty()
            }
            _ => false,
        };
        if !plain {
            return Ok(InsertSource::Query(Box::new(self.query_at(query, start)?)));
        }
        match self.body(*query.body, Defaults::Allowed)? {
            QueryBody::Values(values) => Ok(InsertSource::Values(values)),
            _ => Err(self.unreadable()),
        }
    }

    fn on_insert(&mut self, on: ast::OnInsert) -> Result<OnConflict, Diagnostic> {
        let start = self.reach + 1;
        // `ON CONFLICT`.
        self.see(start + 1);
        let conflict = match on {
            ast::OnInsert::OnConflict(conflict) => conflict,
            // The enumeration is open: what sqlparser may add is no PostgreSQL either.
            _ => return Err(self.source.unexpected(start + 1)),
        };
        let ast::OnConflict { conflict_target, action } = conflict;
        let target = conflict_target.map(|target| self.conflict_target(target)).transpose()?;
        self.see(self.reach + 2);
        let action = match action {
            ast::OnConflictAction::DoNothing => ConflictAction::Nothing,
            ast::OnConflictAction::DoUpdate(ast::DoUpdate { assignments, selection }) => {
                // A row to update must be found by something.
                if target.is_none() {
                    let message =
                        "ON CONFLICT DO UPDATE requires inference specification or constraint name";
                    return Err(Diagnostic::new(
                        SqlState::SYNTAX_ERROR,
                        self.source.span(start, start + 1),
                        message,
                    )
                    .help("for example, `ON CONFLICT (column_name)`"));
                }
                self.see(self.reach + 1);
                let assignments = self.assignments(assignments)?;
                let filter = self.optional(selection.as_ref())?;
                ConflictAction::Update { assignments, filter }
            }
        };
        Ok(OnConflict { target, action, span: self.source.span(start, self.reach) })
    }

    fn conflict_target(
        &mut self,
        target: ast::ConflictTarget,
    ) -> Result<ConflictTarget, Diagnostic> {
        match target {
            ast::ConflictTarget::OnConstraint(name) => {
                Ok(ConflictTarget::Constraint(self.simple_name(&name)?))
            }
            ast::ConflictTarget::Columns { columns: _, predicate } => {
                let mut reader = self.source.reader(self.reach + 1);
                reader.expect(&TokenKind::LeftParenthesis)?;
                let elements = reader.comma_separated(Reader::index_element)?;
                reader.expect(&TokenKind::RightParenthesis)?;
                self.see(reader.at() - 1);
                let filter = self.optional(predicate.as_ref())?;
                Ok(ConflictTarget::Index { elements, filter })
            }
        }
    }

    pub(super) fn update(
        &mut self,
        update: ast::Update,
        with: Option<With>,
        start: usize,
    ) -> Result<Update, Diagnostic> {
        let ast::Update {
            update_token,
            optimizer_hints,
            table,
            on_cluster,
            assignments,
            from,
            selection,
            returning,
            output,
            or,
            order_by,
            limit,
            settings,
        } = update;
        self.place(update_token.0.span);
        self.refuse(!optimizer_hints.is_empty() || on_cluster.is_some() || or.is_some())?;
        let (table, alias) = self.modified(table)?;
        self.refuse(matches!(from, Some(ast::UpdateTableFromKind::BeforeSet(_))))?;
        self.see(self.reach + 1);
        let assignments = self.assignments(assignments)?;
        self.refuse(output.is_some())?;
        let from = match from {
            None => Vec::new(),
            Some(ast::UpdateTableFromKind::BeforeSet(tables))
            | Some(ast::UpdateTableFromKind::AfterSet(tables)) => {
                self.see(self.reach + 1);
                self.items_of_from(tables)?
            }
        };
        let filter = self.optional(selection.as_ref())?;
        let returning = self.returning(returning)?;
        self.refuse(!order_by.is_empty() || limit.is_some() || settings.is_some())?;
        let span = self.span_from(start);
        Ok(Update { with, table, alias, assignments, from, filter, returning, span })
    }

    pub(super) fn delete(
        &mut self,
        delete: ast::Delete,
        with: Option<With>,
        start: usize,
    ) -> Result<Delete, Diagnostic> {
        let ast::Delete {
            delete_token,
            optimizer_hints,
            tables,
            from,
            on_cluster,
            using,
            selection,
            returning,
            output,
            order_by,
            limit,
            settings,
        } = delete;
        self.place(delete_token.0.span);
        self.refuse(!optimizer_hints.is_empty() || !tables.is_empty())?;
        let from = match from {
            ast::FromTable::WithFromKeyword(from) => from,
            ast::FromTable::WithoutKeyword(_) => return Err(self.unexpected_next()),
        };
        self.see(self.reach + 1);
        let mut from = from.into_iter();
        let (Some(table), None) = (from.next(), from.next()) else {
            return Err(self.unexpected_next());
        };
        let (table, alias) = self.modified(table)?;
        self.refuse(on_cluster.is_some() || output.is_some())?;
        let using = match using {
            None => Vec::new(),
            Some(tables) => {
                self.see(self.reach + 1);
                self.items_of_from(tables)?
            }
        };
        let filter = self.optional(selection.as_ref())?;
        let returning = self.returning(returning)?;
        self.refuse(!order_by.is_empty() || limit.is_some() || settings.is_some())?;
        let span = self.span_from(start);
        Ok(Delete { with, table, alias, using, filter, returning, span })
    }

    /// `relation_expr_opt_alias`.
    fn modified(&mut self, table: ast::TableWithJoins) -> Result<Modified, Diagnostic> {
        let ast::TableWithJoins { relation, joins } = table;
        let start = self.reach + 1;
        let ast::TableFactor::Table { args: None, .. } = &relation else {
            return Err(self.source.unexpected(start));
        };
        let crate::tree::TableRef::Relation { name, alias, span: _ } = self.single(relation)?
        else {
            return Err(self.source.unexpected(start));
        };
        self.refuse(!joins.is_empty())?;
        match alias {
            None => Ok((name, None)),
            Some(alias) if alias.columns.is_empty() => Ok((name, Some(alias.name))),
            Some(_) => Err(self.source.unexpected(self.reach)),
        }
    }

    fn single(&mut self, relation: ast::TableFactor) -> Result<crate::tree::TableRef, Diagnostic> {
        let table = ast::TableWithJoins { relation, joins: Vec::new() };
        let mut tables = self.items_of_from(vec![table])?;
        tables.pop().ok_or_else(|| self.unreadable())
    }

    fn returning(
        &mut self,
        returning: Option<Vec<ast::SelectItem>>,
    ) -> Result<Vec<Target>, Diagnostic> {
        returning.map_or_else(|| Ok(Vec::new()), |items| self.targets(items))
    }

    fn assignments(
        &mut self,
        assignments: Vec<ast::Assignment>,
    ) -> Result<Vec<Assignment>, Diagnostic> {
        assignments.into_iter().map(|assignment| self.assignment(assignment)).collect()
    }

    /// `a = x`, `(a, b) = …`; sqlparser sees a stand-in for the left side.
    fn assignment(&mut self, assignment: ast::Assignment) -> Result<Assignment, Diagnostic> {
        let ast::Assignment { target, value } = assignment;
        let ast::AssignmentTarget::ColumnName(stand_in) = target else {
            return Err(self.unexpected_next());
        };
        let start = self.place_of_name(&stand_in)?;
        let mut reader = self.source.reader(start);
        if !reader.is(&TokenKind::LeftParenthesis) {
            let target = reader.assignment_target()?;
            let value = self.assigned(&value)?;
            return Ok(Assignment::One { target, value });
        }
        let targets = reader.assignment_targets()?;
        let at = self.place_of(&value)?;
        let rows = self.row_of_values(at)?;
        if let Some(values) = rows {
            return self.row_assignment(targets, values, at);
        }
        match self.expr(&value)? {
            Expr { kind: ExprKind::Subquery(query), span: _ } => {
                let span = self.source.span(start, self.reach);
                Ok(Assignment::Subquery { targets, query, span })
            }
            // `(a) = (x)` is refused, as is every other expression (`transformMultiAssignRef`).
            Expr { kind: _, span } => Err(Diagnostic::new(
                SqlState::FEATURE_NOT_SUPPORTED,
                span,
                "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression",
            )),
        }
    }

    /// The values of `(x, DEFAULT)` or `ROW(x)` at token `at`; none for anything else.
    fn row_of_values(&mut self, at: usize) -> Result<Option<Vec<Assigned>>, Diagnostic> {
        let mut reader = self.source.reader(at);
        let explicit = reader.take_word("row");
        if !reader.is(&TokenKind::LeftParenthesis) || reader.opens_query(reader.at()) {
            return Ok(None);
        }
        reader.skip();
        let values = reader.comma_separated(|reader| match reader.shared_item()? {
            super::Item::Expr(expr) => Ok(Assigned::Expr(expr)),
            super::Item::Default(span) => Ok(Assigned::Default(span)),
            super::Item::Elsewhere(at) => Err(reader.source.unexpected(at)),
        })?;
        reader.expect(&TokenKind::RightParenthesis)?;
        if !explicit && values.len() == 1 {
            return Ok(None);
        }
        self.see(reader.at() - 1);
        Ok(Some(values))
    }

    fn row_assignment(
        &self,
        targets: Vec<AssignmentTarget>,
        values: Vec<Assigned>,
        at: usize,
    ) -> Result<Assignment, Diagnostic> {
        if targets.len() != values.len() {
            let message = "number of columns does not match number of values";
            let span = self.source.span(at, self.reach);
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message));
        }
        Ok(Assignment::Row { pairs: targets.into_iter().zip(values).collect() })
    }
}

impl Reader<'_> {
    /// `a.b[1]`.
    fn assignment_target(&mut self) -> Result<AssignmentTarget, Diagnostic> {
        let start = self.at();
        let column = self.name(Names::Column)?;
        let path = self.indirection()?;
        Ok(AssignmentTarget { column, path, span: self.span_from(start) })
    }

    /// `(a, b[1])`.
    fn assignment_targets(&mut self) -> Result<Vec<AssignmentTarget>, Diagnostic> {
        self.expect(&TokenKind::LeftParenthesis)?;
        let targets = self.comma_separated(Reader::assignment_target)?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(targets)
    }

    /// `index_elem`: a column, a call or `(expr)`, with collation and operator class.
    fn index_element(&mut self) -> Result<Expr, Diagnostic> {
        let start = self.at();
        let mut expr = if self.is(&TokenKind::LeftParenthesis) {
            self.skip();
            let expr = self.expression()?;
            self.expect(&TokenKind::RightParenthesis)?;
            expr
        } else {
            self.primary(super::super::expression::Grammar::Full)?
        };
        if self.take_word("collate") {
            let collation = self.qualified_name()?;
            expr = self.built(start, ExprKind::Collate { operand: Box::new(expr), collation });
        }
        if matches!(self.kind(), Some(TokenKind::Word(_) | TokenKind::QuotedWord(_))) {
            // The operator class.
            self.qualified_name()?;
        }
        Ok(expr)
    }
}
