//! Aggregates and window functions: what may stand in them, and where they may stand.
//!
//! `parse_agg.c transformAggregateCall, transformWindowFuncCall`. The windows themselves are in `window`.

use super::Analyzer;
use super::node::{AggregateNode, Aggregating, CallNode, CastKind, Node, NodeKind, WindowNode};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::Clause;
use crate::span::Span;
use crate::tree::{Arguments, Call, ExprKind, Literal, Over, SetQuantifier, SortBy};

impl Analyzer<'_> {
    /// The expressions of ORDER BY inside an aggregate (`transformAggregateCall`).
    pub(super) fn aggregate_order(
        &mut self,
        call: &Call,
        node: &CallNode,
    ) -> Result<Vec<Node>, Diagnostic> {
        let mut order = Vec::new();
        for SortBy { expr, using } in &call.order_by {
            let sort = self.expr(expr)?;
            let sort = self.resolve_unknown(sort)?;
            self.check_sorting(&sort, using.as_ref())?;
            if call.quantifier == SetQuantifier::Distinct && !is_argument(call, node, &sort) {
                let message = "in an aggregate with DISTINCT, ORDER BY expressions must appear in \
                               argument list";
                return Err(Diagnostic::new(
                    SqlState::INVALID_COLUMN_REFERENCE,
                    sort.span,
                    message,
                ));
            }
            order.push(sort);
        }
        Ok(order)
    }

    /// Arguments that are compared: one of which nothing else says what it is, is text
    /// (`parse_clause.c addTargetToSortList`).
    pub(super) fn distinct_arguments(&mut self, node: &mut CallNode) -> Result<(), Diagnostic> {
        for argument in &mut node.arguments {
            *argument = self.resolve_unknown(argument.clone())?;
            self.check_equality(argument)?;
        }
        Ok(())
    }

    /// `f(…) OVER …` (`transformWindowFuncCall`); the window itself is analysed at the end of the
    /// SELECT, as PostgreSQL does.
    pub(super) fn window_call(
        &mut self,
        over: &Over,
        node: CallNode,
        aggregate: Aggregating,
        filter: Option<Node>,
        (ty, span): (crate::types::Typed, Span),
    ) -> Result<Node, Diagnostic> {
        let error =
            |message: String| Err(Diagnostic::new(SqlState::WINDOWING_ERROR, span, message));
        if node.arguments.iter().chain(&filter).any(Node::returns_set) {
            let message = "window function calls cannot contain set-returning function calls";
            return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message)
                .help("you might be able to move the function into a LATERAL FROM item"));
        }
        let is_window = |node: &Node| matches!(node.kind, NodeKind::Window(_));
        if node.arguments.iter().chain(&filter).any(|argument| argument.any(&is_window)) {
            return error("window function calls cannot be nested".to_owned());
        }
        let scope = self.scopes.top();
        match scope.clause {
            Clause::Target | Clause::OrderBy | Clause::DistinctOn => {}
            Clause::WindowPartition | Clause::WindowOrder | Clause::WindowFrame => {
                return error("window functions are not allowed in window definitions".to_owned());
            }
            clause => {
                return error(format!("window functions are not allowed in {}", clause.name()));
            }
        }
        let window = match over {
            Over::Name(name) => {
                let known = scope.windows.iter().position(|(known, _)| {
                    known.as_ref().is_some_and(|known| known.name == name.name)
                });
                known.ok_or_else(|| unknown_window(&name.name, name.span))?
            }
            Over::Spec(spec) => {
                scope.windows.push((None, spec.clone()));
                scope.windows.len().saturating_sub(1)
            }
        };
        let filter = filter.map(Box::new);
        let kind = NodeKind::Window(WindowNode { call: node, aggregate, filter, window });
        Ok(Node { kind, ty, span })
    }

    /// Where an aggregate belongs, and whether it may stand there
    /// (`parse_agg.c check_agglevels_and_constraints`).
    pub(super) fn aggregate(
        &mut self,
        mut node: AggregateNode,
        references: usize,
        ty: crate::types::Typed,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let used = self.references.get(references..).unwrap_or_default();
        let innermost = used
            .iter()
            .filter_map(|(column, _)| Some((self.scopes.depth(column.scope)?, column.scope)))
            .max();
        if let Some((_, level)) = innermost {
            node.level = level;
        }
        let level = node.level;
        let mut at = 0;
        self.references.retain(|(column, _)| {
            at += 1;
            at <= references || column.scope != level
        });
        let error = |message: String| Err(Diagnostic::new(SqlState::GROUPING_ERROR, span, message));
        let below =
            || node.call.arguments.iter().chain(&node.order_by).chain(node.filter.as_deref());
        // Which level `GROUPING` is of, its arguments say; within an aggregate's they are the same.
        let nested = |inner: &Node| match &inner.kind {
            NodeKind::Aggregate(inner) => inner.level == level,
            NodeKind::Grouping(arguments) => arguments.iter().all(|it| {
                !it.any(&|it| matches!(&it.kind, NodeKind::Column(c) if c.scope != level))
            }),
            _ => false,
        };
        if below().any(|inner| inner.any(&nested)) {
            return error("aggregate function calls cannot be nested".to_owned());
        }
        if below().any(|inner| inner.any(&|inner| matches!(inner.kind, NodeKind::Window(_)))) {
            return error(
                "aggregate function calls cannot contain window function calls".to_owned(),
            );
        }
        if below().any(Node::returns_set) {
            let message = "aggregate function calls cannot contain set-returning function calls";
            return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message));
        }
        if let Some(scope) = self.scopes.level_mut(level) {
            scope.aggregate.get_or_insert(span);
            if let Some(name) = scope.clause.forbids_aggregates() {
                let message = format!("aggregate functions are not allowed in {name}");
                let error = Diagnostic::new(SqlState::GROUPING_ERROR, span, message);
                return Err(match scope.clause {
                    Clause::Where => error.help("conditions on aggregates go to HAVING"),
                    _ => error,
                });
            }
        }
        Ok(Node { kind: NodeKind::Aggregate(node), ty, span })
    }

    /// Notes that the query has an aggregate-like thing of its own level.
    pub(crate) fn note_aggregate(&mut self, span: Span) {
        self.scopes.top().aggregate.get_or_insert(span);
    }
}

/// 42704.
pub(crate) fn unknown_window(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(SqlState::UNDEFINED_OBJECT, span, format!("window `{name}` does not exist"))
}

/// Whether an expression is one of the call's arguments, not counting what these are coerced to
/// (`findTargetlistEntrySQL99` looks below implicit coercions).
fn is_argument(call: &Call, node: &CallNode, sort: &Node) -> bool {
    let Arguments::List(written) = &call.arguments else { return false };
    node.arguments.iter().zip(written).any(|(argument, written)| {
        let explicit = matches!(written.value.kind, ExprKind::Cast { .. });
        match &argument.kind {
            // What was written without a type has become another constant by then.
            NodeKind::Literal(_) if !explicit => {
                let typed =
                    |literal: &Literal| !matches!(literal, Literal::String(_) | Literal::Null);
                argument == sort
                    && matches!(&written.value.kind, ExprKind::Literal(it) if typed(it))
            }
            // What is coerced is below COLLATE.
            NodeKind::Cast(_, CastKind::Collate(_)) => argument == sort,
            NodeKind::Cast(inner, _) if !explicit => **inner == *sort,
            _ => argument == sort,
        }
    })
}
