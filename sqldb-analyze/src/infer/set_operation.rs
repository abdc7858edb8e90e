//! UNION, INTERSECT, EXCEPT, and VALUES.
//!
//! `analyze.c transformSetOperationTree, transformValuesClause`.

use super::Analyzer;
use super::assign::Value;
use super::node::{CastKind, Node, NodeKind};
use super::query::{Output, QueryOutput, Unknowns, limited};
use crate::catalog::CallNulls;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::nulls::rule;
use crate::scope::Clause;
use crate::span::Span;
use crate::statement::{Annotation, Nulls, Rows};
use crate::tree::{
    Assigned, ExprKind, Query, QueryBody, SetOperation, SetOperator, SetQuantifier, SortBy, Values,
    Wording,
};
use crate::types::{TypeId, Typed};

impl Analyzer<'_> {
    /// A set operation with ORDER BY and LIMIT around it.
    pub(crate) fn set_operation(
        &mut self,
        operation: &SetOperation,
        query: &Query,
    ) -> Result<QueryOutput, Diagnostic> {
        let depth = self.depth;
        // The arms' aliases are those of the statement only in name.
        self.depth = depth.max(1);
        let result = self.set_tree(operation);
        self.depth = depth;
        let mut result = result?;
        if depth == 0 {
            for column in &mut result.columns {
                (column.name, column.annotation) = crate::emit::alias_marks(&column.name);
            }
        }
        for SortBy { expr, using: _ } in &query.order_by {
            self.set_order(expr, &result.columns)?;
        }
        self.limits(query)?;
        self.unlockable = Some("UNION/INTERSECT/EXCEPT");
        if let Some(locking) = query.locking.first() {
            let message = "FOR UPDATE is not allowed with UNION/INTERSECT/EXCEPT";
            return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, locking.span, message));
        }
        result.rows = limited(query, result.rows);
        Ok(result)
    }

    fn set_tree(&mut self, operation: &SetOperation) -> Result<QueryOutput, Diagnostic> {
        let left = self.arm(&operation.left, operation.span)?;
        let right = self.arm(&operation.right, operation.span)?;
        self.combined(operation, left, right)
    }

    /// What comes of both sides.
    pub(super) fn combined(
        &mut self,
        operation: &SetOperation,
        left: QueryOutput,
        right: QueryOutput,
    ) -> Result<QueryOutput, Diagnostic> {
        let word = match operation.operator {
            SetOperator::Union => "UNION",
            SetOperator::Intersect => "INTERSECT",
            SetOperator::Except => "EXCEPT",
        };
        if left.columns.len() != right.columns.len() {
            let message = format!("each {word} query must have the same number of columns");
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, operation.span, message));
        }
        let mut columns = Vec::new();
        for (l, r) in left.columns.into_iter().zip(right.columns) {
            let column = self.set_column(operation, word, l, r)?;
            // Only `UNION ALL` compares nothing.
            let all = operation.quantifier == SetQuantifier::All;
            if !(all && operation.operator == SetOperator::Union) {
                self.check_equality(&column.node)?;
            }
            columns.push(column);
        }
        let rows = match operation.operator {
            SetOperator::Union => Rows::Many,
            SetOperator::Intersect | SetOperator::Except => match left.rows {
                Rows::ExactlyOne | Rows::AtMostOne => Rows::AtMostOne,
                rows => rows,
            },
        };
        Ok(QueryOutput { columns, rows })
    }

    /// One side: a set operation without clauses of its own belongs to the tree, all else is a
    /// query on its own level.
    pub(super) fn arm(&mut self, body: &QueryBody, span: Span) -> Result<QueryOutput, Diagnostic> {
        match body {
            QueryBody::SetOperation(operation) => self.set_tree(operation),
            QueryBody::Nested(query) if is_bare(query) => self.arm(&query.body, query.span),
            QueryBody::Nested(query) => self.subquery(query, Unknowns::Keep),
            QueryBody::Select(_) | QueryBody::Values(_) => {
                let query = Query {
                    with: None,
                    body: body.clone(),
                    order_by: Vec::new(),
                    limit: None,
                    offset: None,
                    locking: Vec::new(),
                    span,
                    // It stands in no expression, where it would be compared.
                    wording: Wording::default(),
                };
                self.subquery(&query, Unknowns::Keep)
            }
        }
    }

    /// A column of both sides: their common type; NULL-ness by rule 12.
    fn set_column(
        &mut self,
        operation: &SetOperation,
        word: &str,
        left: Output,
        right: Output,
    ) -> Result<Output, Diagnostic> {
        let ty = self.common_type(&[left.node.clone(), right.node.clone()], word)?;
        let typmod = super::coerce::common_typmod(&[left.node.clone(), right.node.clone()], ty);
        self.check_common_collation([&left.node, &right.node])?;
        let left_side = self.converted(&left, ty, word)?;
        let right_side = self.converted(&right, ty, word)?;
        let combine = |l: Nulls, r: Nulls| rule::of_set_operation(operation.operator, l, r);
        let nulls = combine(left_side.0, right_side.0);
        let kind = NodeKind::Value(nulls);
        Ok(Output {
            name: left.name,
            node: Node { kind, ty: Typed { id: ty, typmod }, span: operation.span },
            nulls,
            elements: combine(left_side.1, right_side.1),
            source: None,
            fields: left.fields,
            annotation: Annotation::default(),
        })
    }

    /// What can be NULL of a column, and of its elements, once it has the common type.
    fn converted(
        &mut self,
        column: &Output,
        ty: TypeId,
        word: &str,
    ) -> Result<(Nulls, Nulls), Diagnostic> {
        // A column of an arm that is not a bare constant or parameter has been resolved.
        let node = self.as_common(column.node.clone(), ty, word)?;
        Ok(match node.kind {
            NodeKind::Cast(_, CastKind::Convert(CallNulls::Maybe)) => (Nulls::Maybe, Nulls::Maybe),
            NodeKind::Cast(_, CastKind::Convert(_)) if column.node.ty.id != ty => {
                (column.nulls, Nulls::Maybe)
            }
            _ => (column.nulls, column.elements),
        })
    }

    /// ORDER BY of a set operation takes names and numbers of its columns only.
    fn set_order(
        &mut self,
        expr: &crate::tree::Expr,
        columns: &[Output],
    ) -> Result<(), Diagnostic> {
        let column = match &expr.kind {
            ExprKind::Column(parts) => match parts.as_slice() {
                [name] => {
                    let marked = columns.iter().map(|c| (c.name.as_str(), &c.annotation));
                    let marked = self.marked_column(name, marked).and_then(|at| columns.get(at));
                    let mut hits = columns.iter().filter(|column| column.name == name.name);
                    match (marked.or_else(|| hits.next()), hits.next()) {
                        (Some(_), Some(_)) if marked.is_none() => {
                            let message = format!("ORDER BY `{}` is ambiguous", name.name);
                            return Err(Diagnostic::new(
                                SqlState::AMBIGUOUS_COLUMN,
                                name.span,
                                message,
                            ));
                        }
                        (None, _) => {
                            let names = columns.iter().map(|column| column.name.as_str());
                            let error = Diagnostic::new(
                                SqlState::UNDEFINED_COLUMN,
                                name.span,
                                format!("column `{}` does not exist", name.name),
                            );
                            return Err(match crate::scope::closest(&name.name, names) {
                                Some(close) => error.help(format!("did you mean `{close}`?")),
                                None => error,
                            });
                        }
                        (found, _) => found,
                    }
                }
                // Nothing of the queries' own is in sight.
                parts => {
                    let table = parts.len().checked_sub(2).and_then(|at| parts.get(at));
                    let (name, span) =
                        table.map_or(("", expr.span), |it| (it.name.as_str(), it.span));
                    let message = format!("missing FROM-clause entry for table `{name}`");
                    return Err(Diagnostic::new(SqlState::UNDEFINED_TABLE, span, message));
                }
            },
            _ => {
                let at = super::order::position(expr, Clause::OrderBy, columns.len())?;
                at.and_then(|at| columns.get(at))
            }
        };
        match column {
            Some(column) => self.check_sortable(&Node { span: expr.span, ..column.node.clone() }),
            None => Err(Diagnostic::new(
                SqlState::FEATURE_NOT_SUPPORTED,
                expr.span,
                "invalid UNION/INTERSECT/EXCEPT ORDER BY clause",
            )
            .label("only result column names can be used, not expressions or functions")
            .help("add the expression to every SELECT, or move the UNION into a FROM clause")),
        }
    }

    /// `VALUES (…), (…)`, with what stands around it.
    pub(crate) fn values(
        &mut self,
        values: &Values,
        query: &Query,
    ) -> Result<QueryOutput, Diagnostic> {
        let mut columns: Vec<Vec<Node>> = Vec::new();
        let mut width = None;
        for row in &values.rows {
            let row = self.values_row(row)?;
            if *width.get_or_insert(row.len()) != row.len() {
                return Err(Diagnostic::new(
                    SqlState::SYNTAX_ERROR,
                    values.span,
                    "VALUES lists must all be the same length",
                ));
            }
            for (at, node) in row.into_iter().enumerate() {
                if columns.len() <= at {
                    columns.push(Vec::new());
                }
                if let Some(column) = columns.get_mut(at) {
                    column.push(node);
                }
            }
        }
        let mut outputs = Vec::new();
        for (at, nodes) in columns.into_iter().enumerate() {
            let (nodes, ty) = self.common(nodes, "VALUES")?;
            self.check_common_collation(&nodes)?;
            let reader = crate::nulls::Reader::new(&self.scopes);
            let nulls = nodes.iter().fold(Nulls::Never, |all, node| all.and(reader.nulls(node)));
            let elements =
                nodes.iter().fold(Nulls::Never, |all, node| all.and(reader.elements(node)));
            let kind = NodeKind::Value(nulls);
            outputs.push(Output {
                name: format!("column{}", at + 1),
                node: Node { kind, ty, span: values.span },
                nulls,
                elements,
                source: None,
                fields: Vec::new(),
                annotation: Annotation::default(),
            });
        }
        for SortBy { expr, using: _ } in &query.order_by {
            self.set_order(expr, &outputs)?;
        }
        self.limits(query)?;
        if let Some(locking) = query.locking.first() {
            let message = "FOR UPDATE cannot be applied to VALUES";
            return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, locking.span, message));
        }
        self.unlockable = None;
        let rows = if values.rows.len() == 1 { Rows::ExactlyOne } else { Rows::Many };
        Ok(QueryOutput { columns: outputs, rows: limited(query, rows) })
    }

    /// A row of VALUES, where DEFAULT has no meaning.
    fn values_row(&mut self, row: &[Assigned]) -> Result<Vec<Node>, Diagnostic> {
        let outside = std::mem::replace(&mut self.scopes.top().clause, Clause::Values);
        let values = self.assigned_list(row);
        self.scopes.top().clause = outside;
        let nodes = values?.into_iter().map(|value| match value {
            Value::Node(node) => Ok(node),
            Value::Default(span) => {
                let message = "DEFAULT is not allowed in this context";
                Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message))
            }
        });
        nodes.collect()
    }
}

fn is_bare(query: &Query) -> bool {
    query.with.is_none()
        && query.order_by.is_empty()
        && query.limit.is_none()
        && query.offset.is_none()
        && query.locking.is_empty()
        && matches!(query.body, QueryBody::SetOperation(_) | QueryBody::Nested(_))
}
