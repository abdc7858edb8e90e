//! What is written with operators: comparisons of rows, IN, BETWEEN, IS DISTINCT FROM, ANY, ALL.
//!
//! `parse_oper.c make_scalar_array_op`; `parse_expr.c transformAExprIn, make_row_comparison_op`.

use super::Analyzer;
use super::coerce::Context;
use super::node::{Builtin, CallForm, CallNode, Node, NodeKind, ReturnsSet, Strict, SublinkKind};
use super::operator::{builtin, equals, strictness};
use crate::catalog::{CallNulls, Order};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::{
    Expr, ExprKind, Literal, Negation, OperatorName, QuantifiedOperand, Quantifier, Symmetry,
};
use crate::types::{TypeId, can_coerce_type};

impl Analyzer<'_> {
    /// Row against row (`make_row_comparison_op`): `=` is a conjunction, `<>` a disjunction.
    pub(crate) fn row_comparison(
        &mut self,
        operator: &OperatorName,
        left: Vec<Node>,
        right: Vec<Node>,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let unequal = |message: &str| Diagnostic::new(SqlState::SYNTAX_ERROR, span, message);
        if left.len() != right.len() {
            return Err(unequal("unequal number of entries in row expressions"));
        }
        if left.is_empty() {
            let message = "cannot compare rows of zero length";
            return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message));
        }
        let mut tests = Vec::new();
        for (left, right) in left.into_iter().zip(right) {
            let left = self.again(&left);
            let right = self.again(&right);
            let test = self.operator(operator, Some(left), right, span)?;
            if test.ty.id != TypeId::BOOL {
                let ty = self.catalog.format_type(test.ty.id);
                return Err(Diagnostic::new(
                    SqlState::DATATYPE_MISMATCH,
                    operator.span,
                    format!("row comparison operator must yield type boolean, not type {ty}"),
                ));
            }
            if test.returns_set() {
                let message = "row comparison operator must not return a set";
                return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, operator.span, message));
            }
            tests.push(test);
        }
        if tests.len() == 1 {
            return tests.pop().ok_or_else(|| unequal("cannot compare rows of zero length"));
        }
        // Those of the btree families `text_pattern_ops` and `record_image_ops` are comparisons, too.
        let sorted = tests.iter().all(|test| self.is_of_btree(test));
        let kind = match operator.symbol.as_str() {
            "=" | "*=" if sorted => NodeKind::And(tests),
            "<>" | "*<>" if sorted => NodeKind::Or(tests),
            "<" | "<=" | ">" | ">=" | "~<~" | "~<=~" | "~>~" | "~>=~" | "*<" | "*<=" | "*>"
            | "*>="
                if sorted =>
            {
                NodeKind::RowCompare(tests)
            }
            symbol => {
                return Err(Diagnostic::new(
                    SqlState::FEATURE_NOT_SUPPORTED,
                    operator.span,
                    format!(
                        "could not determine interpretation of row comparison operator `{symbol}`"
                    ),
                ));
            }
        };
        Ok(Node { kind, ty: TypeId::BOOL.into(), span })
    }

    /// Whether a comparison is one of those that a btree sorts by (`get_op_btree_interpretation`):
    /// `box = box` compares areas, and is none. Operators of users are believed.
    fn is_of_btree(&self, test: &Node) -> bool {
        let NodeKind::Call(call) = &test.kind else { return true };
        let sorts = |id| {
            id == TypeId::RECORD
                || self.catalog.element_of(id).is_some()
                || self.catalog.is_composite(id)
                || self.catalog.order(id) == Order::Sorted
        };
        call.builtin == Builtin::No || call.arguments.iter().all(|argument| sorts(argument.ty.id))
    }

    /// `IS [NOT] DISTINCT FROM` (`transformAExprDistinct`).
    pub(crate) fn distinct_from(
        &mut self,
        left: &Expr,
        right: &Expr,
        negation: Negation,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let boolean = |kind| Ok(Node { kind, ty: TypeId::BOOL.into(), span });
        let opposite = match negation {
            Negation::Plain => Negation::Not,
            Negation::Not => Negation::Plain,
        };
        let is_null = |expr: &Expr| matches!(expr.kind, ExprKind::Literal(Literal::Null));
        if is_null(right) || is_null(left) {
            let operand = self.expr(if is_null(right) { left } else { right })?;
            if operand.ty.id == TypeId::RECORD || self.catalog.is_composite(operand.ty.id) {
                // Not `IS NULL`: a row of NULLs is something (`NullTest.argisrow`).
                let kind = NodeKind::Literal(Literal::Null);
                let null = Node { kind, ty: operand.ty, span };
                let kind = NodeKind::Distinct(Box::new(operand), Box::new(null), negation);
                return boolean(kind);
            }
            return boolean(NodeKind::NullTest(Box::new(operand), opposite));
        }
        let left = self.expr(left)?;
        let right = self.expr(right)?;
        if let (NodeKind::Row(left), NodeKind::Row(right)) = (&left.kind, &right.kind) {
            if left.len() != right.len() {
                return Err(Diagnostic::new(
                    SqlState::SYNTAX_ERROR,
                    span,
                    "unequal number of entries in row expressions",
                ));
            }
            let mut tests = Vec::new();
            for (left, right) in left.iter().zip(right) {
                tests.push(self.distinct(left.clone(), right.clone(), negation, span)?);
            }
            return boolean(match negation {
                Negation::Plain => NodeKind::Or(tests),
                Negation::Not => NodeKind::And(tests),
            });
        }
        self.distinct(left, right, negation, span)
    }

    fn distinct(
        &mut self,
        left: Node,
        right: Node,
        negation: Negation,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let equal = self.operator(&equals(span), Some(left), right, span)?;
        // An operator of a user's that yields NULL for two values makes NULL
        // (`execExprInterp.c ExecInterpExpr`, EEOP_DISTINCT).
        let by_user = match equal.kind {
            NodeKind::Call(ref call) if call.builtin == Builtin::No => Some(call.clone()),
            _ => None,
        };
        let (left, right) = two_arguments(equal, span)?;
        if let Some(call) = by_user.filter(|call| call.nulls == CallNulls::Maybe) {
            let kind = NodeKind::Call(CallNode { strict: Strict::No, ..call });
            return Ok(Node { kind, ty: TypeId::BOOL.into(), span });
        }
        let kind = NodeKind::Distinct(Box::new(left), Box::new(right), negation);
        Ok(Node { kind, ty: TypeId::BOOL.into(), span })
    }

    /// `NULLIF` (`transformAExprNullIf`): the type of its first operand as `=` takes it.
    pub(crate) fn null_if(
        &mut self,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let left = self.expr(left)?;
        let right = self.expr(right)?;
        let equal = self.operator(&equals(span), Some(left), right, span)?;
        let (left, right) = two_arguments(equal, span)?;
        let ty = left.ty;
        Ok(Node { kind: NodeKind::NullIf(Box::new(left), Box::new(right)), ty, span })
    }

    /// `BETWEEN` (`transformAExprBetween`): the comparisons that it stands for.
    pub(crate) fn between(
        &mut self,
        operand: &Expr,
        (low, high): (&Expr, &Expr),
        negation: Negation,
        symmetry: Symmetry,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let half = |analyzer: &mut Self, low: &Expr, high: &Expr| {
            let (first, second) = match negation {
                Negation::Plain => (">=", "<="),
                Negation::Not => ("<", ">"),
            };
            let name =
                |symbol: &str| OperatorName { schema: None, symbol: symbol.to_owned(), span };
            let lower = analyzer.binary(&name(first), operand, low, span)?;
            let upper = analyzer.binary(&name(second), operand, high, span)?;
            let tests = vec![lower, upper];
            let kind = match negation {
                Negation::Plain => NodeKind::And(tests),
                Negation::Not => NodeKind::Or(tests),
            };
            Ok(Node { kind, ty: TypeId::BOOL.into(), span })
        };
        let first = half(self, low, high)?;
        if symmetry == Symmetry::Asymmetric {
            return Ok(first);
        }
        let second = half(self, high, low)?;
        let kind = match negation {
            Negation::Plain => NodeKind::Or(vec![first, second]),
            Negation::Not => NodeKind::And(vec![first, second]),
        };
        Ok(Node { kind, ty: TypeId::BOOL.into(), span })
    }

    /// `x IN (a, b)` (`transformAExprIn`): two or more items without columns become one array of
    /// the common type of all, the left side included.
    pub(crate) fn in_list(
        &mut self,
        operand: &Expr,
        list: &[Expr],
        negation: Negation,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let symbol = match negation {
            Negation::Plain => "=",
            Negation::Not => "<>",
        };
        let operator = OperatorName { schema: None, symbol: symbol.to_owned(), span };
        let left = self.expr(operand)?;
        let items = self.exprs(list)?;
        let here = self.scopes.top().id;
        let uses_columns = |node: &Node| {
            node.any(&|node| matches!(&node.kind, NodeKind::Column(column) if column.scope == here))
        };
        let (with_columns, without): (Vec<Node>, Vec<Node>) =
            items.iter().cloned().partition(uses_columns);
        let mut tests = Vec::new();
        let mut rest = items;
        if without.len() > 1 {
            let mut all = vec![left.clone()];
            all.extend(without.iter().cloned());
            let common = self.common_type(&all, "IN").ok().filter(|ty| {
                let fits =
                    |node: &Node| can_coerce_type(self.catalog, node.ty.id, *ty, Context::Implicit);
                *ty != TypeId::RECORD && all.iter().all(fits)
            });
            if let Some((ty, array)) = common.and_then(|ty| Some((ty, self.catalog.array_of(ty)?)))
            {
                let mut elements = Vec::new();
                for node in without {
                    elements.push(self.as_common(node, ty, "IN")?);
                }
                let kind = NodeKind::Array(elements);
                let array = Node { kind, ty: array.into(), span };
                let quantifier = match negation {
                    Negation::Plain => Quantifier::Any,
                    Negation::Not => Quantifier::All,
                };
                let left = self.again(&left);
                tests.push(self.array_comparison(&operator, quantifier, left, array, span)?);
                rest = with_columns;
            }
        }
        for item in rest {
            let left = self.again(&left);
            let item = self.again(&item);
            let test = match (left.kind, item.kind) {
                (NodeKind::Row(left), NodeKind::Row(right)) => {
                    self.row_comparison(&operator, left, right, span)?
                }
                (left_kind, item_kind) => {
                    let left = Node { kind: left_kind, ..left };
                    let item = Node { kind: item_kind, ..item };
                    self.operator(&operator, Some(left), item, span)?
                }
            };
            tests.push(self.boolean(test, "IN")?);
        }
        if tests.len() == 1
            && let Some(test) = tests.pop()
        {
            return Ok(test);
        }
        let kind = match negation {
            Negation::Plain => NodeKind::Or(tests),
            Negation::Not => NodeKind::And(tests),
        };
        Ok(Node { kind, ty: TypeId::BOOL.into(), span })
    }

    /// `x op ANY (…)`.
    pub(crate) fn quantified(
        &mut self,
        left: &Expr,
        operator: &OperatorName,
        quantifier: Quantifier,
        right: &QuantifiedOperand,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        match right {
            QuantifiedOperand::Array(array) => {
                let left = self.expr(left)?;
                let array = self.expr(array)?;
                self.array_comparison(operator, quantifier, left, array, span)
            }
            QuantifiedOperand::Subquery(query) => {
                let kind = match quantifier {
                    Quantifier::Any => SublinkKind::Any,
                    Quantifier::All => SublinkKind::All,
                };
                self.row_sublink(left, operator, query, kind, span)
            }
        }
    }

    /// `x op ANY (array)` (`make_scalar_array_op`).
    pub(crate) fn array_comparison(
        &mut self,
        operator: &OperatorName,
        quantifier: Quantifier,
        left: Node,
        array: Node,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let mismatch = |message: &str, span: Span| {
            Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, span, message.to_owned())
        };
        let element = if array.is_unknown() {
            TypeId::UNKNOWN
        } else {
            let base = self.catalog.base_type(array.ty.id).id;
            self.catalog.element_of(base).ok_or_else(|| {
                mismatch("op ANY/ALL (array) requires array on right side", array.span)
                    .help("for a list of values write `IN (…)`")
            })?
        };
        let probe = Node { kind: array.kind.clone(), ty: element.into(), span: array.span };
        let found = self.find_operator(operator, Some(&left), &probe)?;
        self.needs_operator(operator, found);
        if found.result != TypeId::BOOL {
            return Err(mismatch(
                "op ANY/ALL (array) requires operator to yield boolean",
                operator.span,
            ));
        }
        let (left_type, element_type) = (found.left.unwrap_or(left.ty.id), found.right);
        let array_type = match array.is_unknown() || element != element_type {
            false => Some(array.ty.id),
            true => self.catalog.array_of(element_type),
        };
        let Some(array_type) = array_type else {
            let name = self.catalog.format_type(element_type);
            return Err(Diagnostic::new(
                SqlState::UNDEFINED_OBJECT,
                span,
                format!("could not find array type for data type {name}"),
            ));
        };
        let left = self.coerce(left, left_type, Context::Implicit)?;
        let array = self.coerce(array, array_type, Context::Implicit)?;
        let call = CallNode {
            name: operator.symbol.clone(),
            builtin: builtin(found),
            form: CallForm::Operator,
            arguments: vec![left, array],
            strict: strictness(found),
            nulls: found.nulls,
            returns_set: ReturnsSet::No,
            columns: Vec::new(),
        };
        Ok(Node { kind: NodeKind::Quantified(quantifier, call), ty: TypeId::BOOL.into(), span })
    }
}

/// The operands of a call that `=` has become.
fn two_arguments(equal: Node, span: Span) -> Result<(Node, Node), Diagnostic> {
    let not_boolean = || {
        Diagnostic::new(SqlState::DATATYPE_MISMATCH, span, "`=` must yield boolean here".to_owned())
    };
    if equal.ty.id != TypeId::BOOL {
        return Err(not_boolean());
    }
    let NodeKind::Call(call) = equal.kind else { return Err(not_boolean()) };
    let mut arguments = call.arguments.into_iter();
    match (arguments.next(), arguments.next()) {
        (Some(left), Some(right)) => Ok((left, right)),
        _ => Err(not_boolean()),
    }
}
