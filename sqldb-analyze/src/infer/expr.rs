//! Expressions: one form, one function.
//!
//! `parse_expr.c transformExprRecurse`. The order in which operands are analysed is PostgreSQL's,
//! because the first coercion of a parameter fixes its type.

use super::coerce::Context;
use super::column::no_expansion;
use super::node::{CastKind, Node, NodeKind, ParameterNode};
use super::{Analyzer, constant};
use crate::catalog::Major;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::stack;
use crate::statement::Nulls;
use crate::tree::{
    Expr, ExprKind, Ident, Literal, MinMax, Negation, OperatorName, Truth, ValueFunction,
};
use crate::types::{TypeId, Typed};

impl Analyzer<'_> {
    /// The node of an expression.
    pub(crate) fn expr(&mut self, expr: &Expr) -> Result<Node, Diagnostic> {
        let mut node = self.form(expr)?;
        // A cast or a parenthesis keeps the place of the whole, a column that of its name.
        node.span = expr.span;
        Ok(node)
    }

    /// The nodes of expressions.
    pub(crate) fn exprs<'e>(
        &mut self,
        exprs: impl IntoIterator<Item = &'e Expr>,
    ) -> Result<Vec<Node>, Diagnostic> {
        exprs.into_iter().map(|expr| self.expr(expr)).collect()
    }

    /// Dispatches only: the frame of this function is on the stack once for every level of a nested
    /// expression, so the work of each form is done elsewhere.
    fn form(&mut self, expr: &Expr) -> Result<Node, Diagnostic> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Column(parts) => self.column(parts),
            // Outside of a list `t.*` is the row.
            ExprKind::RelationStar(relation) => self.relation_row(relation, span),
            ExprKind::CompositeStar(_) => Err(no_expansion(span)),
            ExprKind::Json(json) => self.json(json, span),
            ExprKind::JsonAggregate(aggregate) => self.json_aggregate(aggregate, span),
            ExprKind::JsonQuery(query) => self.json_query(query, span),
            ExprKind::Xml(xml) => self.xml(xml, span),
            ExprKind::IsDocument { operand, negation } => {
                self.is_document(operand, *negation, span)
            }
            ExprKind::IsJson { operand, negation } => self.is_json(operand, *negation, span),
            ExprKind::MergeAction => self.merge_action(span),
            ExprKind::Literal(literal) => {
                if let Literal::Bit(digits) = literal {
                    crate::literal::check(self.catalog, digits, TypeId::BIT.into(), span)?;
                }
                Ok(constant::constant(literal, span))
            }
            ExprKind::Parameter(index, _) => Ok(self.parameters.reference(*index, span)),
            ExprKind::Cast { operand, type_name } => self.cast_to(operand, type_name, span),
            ExprKind::And(..) | ExprKind::Or(..) => self.connected(expr),
            ExprKind::Not(operand) => self.not(operand, span),
            ExprKind::Binary { .. } => self.chain(expr),
            ExprKind::Like { operator, left, pattern } => {
                self.two_operands(operator, left, pattern, span)
            }
            ExprKind::Prefix { operator, operand } => self.prefix(operator, operand, span),
            ExprKind::IsNull { operand, negation } => self.null_test(operand, *negation, span),
            ExprKind::IsTruth { operand, truth, negation } => {
                self.truth_test(operand, *truth, *negation, span)
            }
            ExprKind::IsDistinctFrom { left, right, negation } => {
                self.distinct_from(left, right, *negation, span)
            }
            ExprKind::Between { operand, low, high, negation, symmetry } => {
                self.between(operand, (low, high), *negation, *symmetry, span)
            }
            ExprKind::InList { operand, list, negation } => {
                self.in_list(operand, list, *negation, span)
            }
            ExprKind::InSubquery { operand, query, negation } => {
                self.in_subquery(operand, query, *negation, span)
            }
            ExprKind::Quantified { left, operator, quantifier, right } => {
                self.quantified(left, operator, *quantifier, right, span)
            }
            ExprKind::Case { operand, branches, otherwise } => {
                self.case(operand.as_deref(), branches, otherwise.as_deref(), span)
            }
            ExprKind::Coalesce(operands) => self.coalesce(operands, span),
            ExprKind::NullIf(left, right) => self.null_if(left, right, span),
            ExprKind::MinMax(which, operands) => self.min_max(*which, operands, span),
            ExprKind::Call(call) => self.call(call, span),
            // No keyword yet: a column.
            ExprKind::ValueFunction(ValueFunction::SystemUser)
                if self.catalog.major < Major::V16 =>
            {
                self.column(&[Ident { name: "system_user".to_owned(), span }])
            }
            ExprKind::ValueFunction(function) => Ok(value_function(*function, span)),
            ExprKind::Array(elements) => self.array(elements, None, span),
            ExprKind::ArraySubquery(query) => self.array_subquery(query, span),
            ExprKind::Row(fields) => self.row(fields, span),
            ExprKind::Indirection { operand, path } => self.indirection(operand, path, span),
            ExprKind::Collate { operand, collation, clause } => {
                self.collate(operand, collation, *clause)
            }
            ExprKind::Exists(query) => self.exists(query, span),
            ExprKind::Subquery(query) => self.scalar_subquery(query, span),
            ExprKind::Grouping(arguments) => self.grouping(arguments, span),
        }
    }

    /// `a AND b AND c`: one list, as PostgreSQL flattens it, so that a long one is not deep.
    fn connected(&mut self, expr: &Expr) -> Result<Node, Diagnostic> {
        let and = matches!(expr.kind, ExprKind::And(..));
        let construct = if and { "AND" } else { "OR" };
        let mut operands = Vec::new();
        let mut rest = expr;
        while let (ExprKind::And(left, right), true) | (ExprKind::Or(left, right), false) =
            (&rest.kind, and)
        {
            operands.push(&**right);
            rest = left;
        }
        operands.push(rest);
        let mut nodes = Vec::new();
        for operand in operands.into_iter().rev() {
            nodes.push(self.condition(operand, construct)?);
        }
        let kind = if and { NodeKind::And(nodes) } else { NodeKind::Or(nodes) };
        Ok(boolean(kind, expr.span))
    }

    /// `a + b + c`: from the innermost left operand out, so that a long chain is not deep here.
    fn chain(&mut self, expr: &Expr) -> Result<Node, Diagnostic> {
        let row = |expr: &Expr| matches!(expr.kind, ExprKind::Row(_));
        let mut steps = Vec::new();
        let mut rest = expr;
        while let ExprKind::Binary { operator, left, right } = &rest.kind {
            if row(left) {
                break;
            }
            steps.push((operator, &**right, rest.span));
            rest = left;
        }
        if steps.len() > LONGEST_CHAIN * stack::room() as usize {
            let message = "the statement is nested too deeply";
            return Err(Diagnostic::new(SqlState::STATEMENT_TOO_COMPLEX, expr.span, message));
        }
        let mut node = match &rest.kind {
            ExprKind::Binary { operator, left, right } => {
                self.binary(operator, left, right, rest.span)?
            }
            _ => self.expr(rest)?,
        };
        node.span = rest.span;
        for (operator, right, span) in steps.into_iter().rev() {
            let right = self.expr(right)?;
            node = self.operator(operator, Some(node), right, span)?;
        }
        Ok(node)
    }

    fn not(&mut self, operand: &Expr, span: Span) -> Result<Node, Diagnostic> {
        let operand = self.condition(operand, "NOT")?;
        Ok(boolean(NodeKind::Not(Box::new(operand)), span))
    }

    fn two_operands(
        &mut self,
        operator: &OperatorName,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let left = self.expr(left)?;
        let right = self.expr(right)?;
        self.operator(operator, Some(left), right, span)
    }

    fn prefix(
        &mut self,
        operator: &OperatorName,
        operand: &Expr,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let folded = match operator {
            OperatorName { schema: None, symbol, .. } if symbol == "-" => {
                super::constant::negated(operand)
            }
            _ => None,
        };
        let operand = self.expr(operand)?;
        let mut node = self.operator(operator, None, operand, span)?;
        if let Some(ty) = folded {
            node.ty = ty.into();
        }
        Ok(node)
    }

    fn null_test(
        &mut self,
        operand: &Expr,
        negation: Negation,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let operand = self.expr(operand)?;
        Ok(boolean(NodeKind::NullTest(Box::new(operand), negation), span))
    }

    fn truth_test(
        &mut self,
        operand: &Expr,
        truth: Truth,
        negation: Negation,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let construct = match negation {
            Negation::Plain => format!("IS {truth:?}").to_uppercase(),
            Negation::Not => format!("IS NOT {truth:?}").to_uppercase(),
        };
        let operand = self.condition(operand, &construct)?;
        Ok(boolean(NodeKind::TruthTest(Box::new(operand), truth, negation), span))
    }

    fn coalesce(&mut self, operands: &[Expr], span: Span) -> Result<Node, Diagnostic> {
        let nodes = self.exprs(operands)?;
        let (nodes, ty) = self.common(nodes, "COALESCE")?;
        nodes.iter().try_for_each(|node| self.refuse_sets(node, "COALESCE"))?;
        Ok(Node { kind: NodeKind::Coalesce(nodes), ty, span })
    }

    fn min_max(
        &mut self,
        which: MinMax,
        operands: &[Expr],
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let nodes = self.exprs(operands)?;
        let construct = format!("{which:?}").to_uppercase();
        let (nodes, ty) = self.common(nodes, &construct)?;
        Ok(Node { kind: NodeKind::MinMax(nodes), ty, span })
    }

    fn row(&mut self, fields: &[Expr], span: Span) -> Result<Node, Diagnostic> {
        let fields = self.fields(fields)?;
        Ok(Node { kind: NodeKind::Row(fields), ty: TypeId::RECORD.into(), span })
    }

    fn grouping(&mut self, arguments: &[Expr], span: Span) -> Result<Node, Diagnostic> {
        let arguments = self.exprs(arguments)?;
        let node = Node { kind: NodeKind::Grouping(arguments), ty: TypeId::INT4.into(), span };
        match self.innermost_level(&node).and_then(|level| self.scopes.level_mut(level)) {
            Some(scope) => {
                scope.aggregate.get_or_insert(span);
                if let Some(clause) = scope.clause.forbids_aggregates() {
                    let message = format!("grouping operations are not allowed in {clause}");
                    return Err(Diagnostic::new(SqlState::GROUPING_ERROR, span, message));
                }
            }
            None => self.note_aggregate(span),
        }
        Ok(node)
    }

    /// An operand that must be `bool`.
    pub(crate) fn condition(&mut self, expr: &Expr, construct: &str) -> Result<Node, Diagnostic> {
        let node = self.expr(expr)?;
        self.boolean(node, construct)
    }

    /// The fields of `ROW(…)`, with `t.*` expanded.
    pub(crate) fn fields(&mut self, fields: &[Expr]) -> Result<Vec<Node>, Diagnostic> {
        let mut nodes = Vec::new();
        for field in fields {
            match &field.kind {
                ExprKind::RelationStar(relation) => {
                    nodes.extend(
                        self.relation_star(relation, field.span)?.into_iter().map(|(_, node)| node),
                    );
                }
                ExprKind::CompositeStar(operand) => {
                    let expanded = self.composite_star(operand, field.span)?;
                    nodes.extend(expanded.into_iter().map(|(_, node)| node));
                }
                _ => nodes.push(self.expr(field)?),
            }
        }
        Ok(nodes)
    }

    /// An unknown parameter that is used once more: its type may have been fixed in between.
    pub(crate) fn again(&mut self, node: &Node) -> Node {
        match node.kind {
            // What is around it, parentheses or COLLATE, is no use of its own.
            NodeKind::Parameter(ParameterNode { index, at, nulls: _ }) if node.is_unknown() => {
                Node { span: node.span, ..self.parameters.reference(index, at) }
            }
            NodeKind::Cast(ref operand, how @ CastKind::Collate(_)) if node.is_unknown() => {
                let operand = self.again(operand);
                let ty = operand.ty;
                Node { span: node.span, ..super::coerce::cast(operand, ty, how) }
            }
            _ => node.clone(),
        }
    }

    /// `coerce_to_target_type` in an assignment-like place where failure has its own message.
    pub(crate) fn try_assign(
        &mut self,
        node: Node,
        target: Typed,
    ) -> Result<Option<Node>, Diagnostic> {
        self.coerce_to(node, target, Context::Assignment)
    }
}

/// How many operators may follow each other: what reads the finished chain recurses.
const LONGEST_CHAIN: usize = 400;

fn boolean(kind: NodeKind, span: Span) -> Node {
    Node { kind, ty: TypeId::BOOL.into(), span }
}

/// `SQLValueFunction` (`parse_expr.c transformSQLValueFunction`).
fn value_function(function: ValueFunction, span: Span) -> Node {
    use crate::types::Typmod;
    let precision =
        |precision: Option<u32>| precision.and_then(|p| i32::try_from(p.min(6)).ok()).map(Typmod);
    let (id, typmod) = match function {
        ValueFunction::CurrentDate => (TypeId::DATE, None),
        ValueFunction::CurrentTime(digits) => (TypeId::TIMETZ, precision(digits)),
        ValueFunction::CurrentTimestamp(digits) => (TypeId::TIMESTAMPTZ, precision(digits)),
        ValueFunction::LocalTime(digits) => (TypeId::TIME, precision(digits)),
        ValueFunction::LocalTimestamp(digits) => (TypeId::TIMESTAMP, precision(digits)),
        ValueFunction::CurrentRole
        | ValueFunction::CurrentUser
        | ValueFunction::User
        | ValueFunction::SessionUser
        | ValueFunction::CurrentCatalog
        | ValueFunction::CurrentSchema => (TypeId::NAME, None),
        ValueFunction::SystemUser => (TypeId::TEXT, None),
    };
    let nulls = match function {
        ValueFunction::CurrentSchema | ValueFunction::SystemUser => Nulls::Maybe,
        _ => Nulls::Never,
    };
    Node { kind: NodeKind::Value(nulls), ty: Typed { id, typmod }, span }
}
