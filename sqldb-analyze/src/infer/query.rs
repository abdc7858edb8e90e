//! Queries: SELECT, VALUES and set operations with what stands around them.
//!
//! `analyze.c transformSelectStmt, transformValuesClause, transformSetOperationStmt`. Start with
//! [`Analyzer::subquery`].

use super::Analyzer;
use super::node::Node;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::ItemColumn;
use crate::span::Span;
use crate::stack;
use crate::statement::{Nulls, Rows};
use crate::tree::{Limit, Literal, LockWait, Query, QueryBody, SortBy, Ties};
use crate::types::TypeId;

/// A column of a query's result.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    /// Its name.
    pub name: String,
    /// Its expression; where a set operation made it, a stand-in with its type.
    pub node: Node,
    /// Whether it may be NULL.
    pub nulls: Nulls,
    /// Whether elements of an array may be NULL.
    pub elements: Nulls,
    /// The relation's column it is, untouched.
    pub source: Option<(crate::catalog::RelationId, usize)>,
    /// The fields of a `record`, where they are known.
    pub fields: Vec<(String, crate::types::Typed)>,
    /// What its alias says besides the name.
    pub annotation: crate::statement::Annotation,
}

/// A query's result.
#[derive(Clone, Debug)]
pub(crate) struct QueryOutput {
    /// Its columns.
    pub columns: Vec<Output>,
    /// How many rows come.
    pub rows: Rows,
}

/// What becomes of columns that no context has given a type (`p_resolve_unknowns`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unknowns {
    /// They are text.
    Resolve,
    /// They stay: a set operation or an INSERT decides.
    Keep,
}

impl Output {
    /// The column as an item of FROM shows it.
    pub(crate) fn item_column(&self) -> ItemColumn {
        ItemColumn {
            name: self.name.clone(),
            ty: self.node.ty,
            nulls: self.nulls,
            elements: self.elements,
            source: self.source,
            fields: self.fields.clone(),
            field_of: None,
        }
    }
}

impl Analyzer<'_> {
    /// A query on a level of its own.
    pub(crate) fn subquery(
        &mut self,
        query: &Query,
        unknowns: Unknowns,
    ) -> Result<QueryOutput, Diagnostic> {
        self.at_level(query.span, |analyzer| analyzer.query(query, unknowns))
    }

    /// What stands on a level of its own.
    pub(super) fn at_level<T>(
        &mut self,
        span: Span,
        inside: impl FnOnce(&mut Self) -> Result<T, Diagnostic>,
    ) -> Result<T, Diagnostic> {
        self.depth += 1;
        if self.depth > MOST_LEVELS * stack::room() as usize {
            self.depth -= 1;
            return Err(Diagnostic::new(
                SqlState::STATEMENT_TOO_COMPLEX,
                span,
                "queries are nested too deeply",
            ));
        }
        self.scopes.push();
        let result = inside(self);
        self.scopes.pop();
        self.depth -= 1;
        result
    }

    /// A query on the level that is open.
    pub(crate) fn query(
        &mut self,
        query: &Query,
        unknowns: Unknowns,
    ) -> Result<QueryOutput, Diagnostic> {
        if let Some(with) = &query.with {
            self.with(with)?;
        }
        match &query.body {
            QueryBody::Nested(inner) => {
                let merged = merge(query, inner)?;
                self.query(&merged, unknowns)
            }
            QueryBody::Select(select) => self.select(select, query, unknowns),
            QueryBody::Values(values) => self.values(values, query),
            QueryBody::SetOperation(operation) => self.set_operation(operation, query),
        }
    }

    /// OFFSET, then LIMIT, as `int8` (`transformLimitClause`).
    pub(crate) fn limits(&mut self, query: &Query) -> Result<(), Diagnostic> {
        use crate::scope::Clause;
        if let Some(offset) = &query.offset {
            self.limit(offset, Clause::Offset)?;
        }
        if let Some(Limit { count, ties }) = &query.limit {
            self.limit(count, Clause::Limit)?;
            let null = matches!(count.kind, crate::tree::ExprKind::Literal(Literal::Null));
            if null && *ties == Ties::With && !query.order_by.is_empty() {
                let message = "row count cannot be null in FETCH FIRST ... WITH TIES clause";
                let code = SqlState::INVALID_ROW_COUNT_IN_LIMIT_CLAUSE;
                return Err(Diagnostic::new(code, count.span, message));
            }
            if *ties == Ties::With && query.order_by.is_empty() {
                let message = "WITH TIES cannot be specified without ORDER BY clause";
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, count.span, message));
            }
            let skips = query.locking.iter().find(|locking| locking.wait == LockWait::Skip);
            if let Some(locking) = skips.filter(|_| *ties == Ties::With) {
                let message = "SKIP LOCKED and WITH TIES options cannot be used together";
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, locking.span, message));
            }
        }
        Ok(())
    }

    fn limit(
        &mut self,
        count: &crate::tree::Expr,
        clause: crate::scope::Clause,
    ) -> Result<(), Diagnostic> {
        let outside = std::mem::replace(&mut self.scopes.top().clause, clause);
        let node = self.expr(count);
        self.scopes.top().clause = outside;
        let node = self.specific(node?, TypeId::INT8, clause.name())?;
        self.check_collations(&node)?;
        let here = self.scopes.top().id;
        let own = |node: &Node| matches!(&node.kind, super::node::NodeKind::Column(column) if column.scope == here);
        if node.any(&own) {
            let message = format!("argument of {} must not contain variables", clause.name());
            return Err(Diagnostic::new(SqlState::INVALID_COLUMN_REFERENCE, node.span, message));
        }
        Ok(())
    }
}

/// How deep queries may be nested: the analysis recurses, and its stack must hold.
const MOST_LEVELS: usize = 64;

/// `(SELECT … ORDER BY a) LIMIT 1` is one query (`gram.y insertSelectOptions`).
fn merge(outer: &Query, inner: &Query) -> Result<Query, Diagnostic> {
    let twice = |what: &str, span: Span| {
        let message = format!("multiple {what} clauses not allowed");
        Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message))
    };
    let mut merged = inner.clone();
    if !outer.order_by.is_empty() {
        if let Some(SortBy { expr, .. }) = inner.order_by.first() {
            return twice("ORDER BY", expr.span);
        }
        merged.order_by = outer.order_by.clone();
    }
    if let Some(limit) = &outer.limit {
        if let Some(inner) = &inner.limit {
            return twice("LIMIT", inner.count.span);
        }
        merged.limit = Some(limit.clone());
    }
    if let Some(offset) = &outer.offset {
        if let Some(inner) = &inner.offset {
            return twice("OFFSET", inner.span);
        }
        merged.offset = Some(offset.clone());
    }
    if outer.with.is_some() && inner.with.is_some() {
        return twice("WITH", inner.span);
    }
    merged.locking.extend(outer.locking.iter().cloned());
    Ok(merged)
}

/// The number of rows that LIMIT leaves, where it is a constant.
pub(crate) fn limited(query: &Query, rows: Rows) -> Rows {
    use crate::tree::ExprKind;
    let number = |expr: &crate::tree::Expr| match &expr.kind {
        ExprKind::Literal(Literal::Integer(number)) => Some(*number),
        _ => None,
    };
    let skips = query.offset.as_ref().is_some_and(|offset| number(offset) != Some(0));
    let limit = query.limit.as_ref();
    let most =
        limit.filter(|limit| limit.ties == Ties::Only).and_then(|limit| number(&limit.count));
    match (rows, most) {
        (Rows::None, _) => Rows::None,
        (_, Some(0)) => Rows::AtMostOne,
        (Rows::ExactlyOne, Some(_)) if !skips => Rows::ExactlyOne,
        (Rows::Many, Some(1)) => Rows::AtMostOne,
        (Rows::ExactlyOne, None) if !skips && limit.is_none() => Rows::ExactlyOne,
        (Rows::ExactlyOne | Rows::AtMostOne, _) => Rows::AtMostOne,
        (Rows::Many, _) => Rows::Many,
    }
}
