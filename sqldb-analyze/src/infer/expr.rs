//! Expressions: one form, one function.
//!
//! `parse_expr.c transformExprRecurse`. The order in which operands are analysed is PostgreSQL's,
//! because the first coercion of a parameter fixes its type.

use super::coerce::Context;
use super::node::{Node, NodeKind, ParameterNode};
use super::{Analyzer, constant};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Attribute, unknown_column, unknown_relation};
use crate::span::Span;
use crate::statement::Nulls;
use crate::tree::{Expr, ExprKind, Ident, Negation, QualifiedIdent, ValueFunction};
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

    fn form(&mut self, expr: &Expr) -> Result<Node, Diagnostic> {
        let span = expr.span;
        let boolean = |kind| Ok(Node { kind, ty: TypeId::BOOL.into(), span });
        match &expr.kind {
            ExprKind::Column(parts) => self.column(parts),
            ExprKind::RelationStar(_) => Err(Diagnostic::new(
                SqlState::FEATURE_NOT_SUPPORTED,
                span,
                "row expansion via `*` is not supported here",
            )),
            ExprKind::Literal(literal) => Ok(constant::constant(literal, span)),
            ExprKind::Parameter(index) => Ok(self.parameters.reference(*index, span)),
            ExprKind::Cast { operand, type_name } => self.cast_to(operand, type_name, span),
            ExprKind::And(left, right) => {
                let left = self.condition(left, "AND")?;
                let right = self.condition(right, "AND")?;
                boolean(NodeKind::And(vec![left, right]))
            }
            ExprKind::Or(left, right) => {
                let left = self.condition(left, "OR")?;
                let right = self.condition(right, "OR")?;
                boolean(NodeKind::Or(vec![left, right]))
            }
            ExprKind::Not(operand) => {
                let operand = self.condition(operand, "NOT")?;
                boolean(NodeKind::Not(Box::new(operand)))
            }
            ExprKind::Binary { operator, left, right } => self.binary(operator, left, right, span),
            ExprKind::Like { operator, left, pattern } => {
                let left = self.expr(left)?;
                let right = self.expr(pattern)?;
                self.operator(operator, Some(left), right, span)
            }
            ExprKind::Prefix { operator, operand } => {
                let operand = self.expr(operand)?;
                self.operator(operator, None, operand, span)
            }
            ExprKind::IsNull { operand, negation } => {
                let operand = self.expr(operand)?;
                boolean(NodeKind::NullTest(Box::new(operand), *negation))
            }
            ExprKind::IsTruth { operand, truth, negation } => {
                let construct = match negation {
                    Negation::Plain => format!("IS {truth:?}").to_uppercase(),
                    Negation::Not => format!("IS NOT {truth:?}").to_uppercase(),
                };
                let operand = self.condition(operand, &construct)?;
                boolean(NodeKind::TruthTest(Box::new(operand), *truth, *negation))
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
            ExprKind::Coalesce(operands) => {
                let nodes = self.exprs(operands)?;
                let (nodes, ty) = self.common(nodes, "COALESCE")?;
                nodes.iter().try_for_each(|node| self.refuse_sets(node, "COALESCE"))?;
                Ok(Node { kind: NodeKind::Coalesce(nodes), ty, span })
            }
            ExprKind::NullIf(left, right) => self.null_if(left, right, span),
            ExprKind::MinMax(which, operands) => {
                let nodes = self.exprs(operands)?;
                let construct = format!("{which:?}").to_uppercase();
                let (nodes, ty) = self.common(nodes, &construct)?;
                Ok(Node { kind: NodeKind::MinMax(nodes), ty, span })
            }
            ExprKind::Call(call) => self.call(call, span),
            ExprKind::ValueFunction(function) => Ok(value_function(*function, span)),
            ExprKind::Array(elements) => self.array(elements, None, span),
            ExprKind::ArraySubquery(query) => self.array_subquery(query, span),
            ExprKind::Row(fields) => {
                let fields = self.fields(fields)?;
                Ok(Node { kind: NodeKind::Row(fields), ty: TypeId::RECORD.into(), span })
            }
            ExprKind::Indirection { operand, path } => {
                let operand = self.expr(operand)?;
                self.indirection(operand, path, span)
            }
            ExprKind::Collate { operand, collation } => self.collate(operand, collation),
            ExprKind::Exists(query) => self.exists(query, span),
            ExprKind::Subquery(query) => self.scalar_subquery(query, span),
            ExprKind::Grouping(arguments) => {
                let arguments = self.exprs(arguments)?;
                self.note_aggregate(span);
                Ok(Node { kind: NodeKind::Grouping(arguments), ty: TypeId::INT4.into(), span })
            }
        }
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
                _ => nodes.push(self.expr(field)?),
            }
        }
        Ok(nodes)
    }

    /// `a`, `t.a`, `s.t.a`, `t` (`transformColumnRef`).
    fn column(&mut self, parts: &[Ident]) -> Result<Node, Diagnostic> {
        let node = match parts {
            [column] => match self.scopes.column(column)? {
                Some(node) => node,
                None => match self.scopes.relation(None, column)? {
                    Some(found) => self.whole_row(&found, column.span)?,
                    None => return Err(unknown_column(self.catalog, &self.scopes, None, column)),
                },
            },
            [relation, column] => {
                let name = QualifiedIdent { schema: None, name: relation.clone() };
                self.qualified_column(&name, column)?
            }
            [schema, relation, column] => {
                let name = QualifiedIdent { schema: Some(schema.clone()), name: relation.clone() };
                self.qualified_column(&name, column)?
            }
            _ => {
                let span = parts.first().map_or(Span::default(), |part| part.span);
                return Err(Diagnostic::unsupported(span, "a column with a database in front"));
            }
        };
        self.note_reference(&node);
        Ok(node)
    }

    fn qualified_column(
        &mut self,
        relation: &QualifiedIdent,
        column: &Ident,
    ) -> Result<Node, Diagnostic> {
        let schema = relation.schema.as_ref().map(|schema| schema.name.as_str());
        let Some(found) = self.scopes.relation(schema, &relation.name)? else {
            return Err(unknown_relation(&self.scopes, relation));
        };
        match self.scopes.column_of(&found, column)? {
            Some(node) => Ok(node),
            None => Err(unknown_column(self.catalog, &self.scopes, Some(&relation.name), column)),
        }
    }

    /// `t` as a value: its row, or the value of a function in FROM that returns a scalar.
    pub(crate) fn whole_row(
        &mut self,
        found: &crate::scope::Found,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let unsupported = || Diagnostic::unsupported(span, "the row of a join as a value");
        let item = found.entry.item.ok_or_else(unsupported)?;
        let reference =
            crate::scope::ColumnRef { scope: found.scope, item, attribute: Attribute::Whole };
        self.scopes.node(reference, span).ok_or_else(unsupported)
    }

    /// `x COLLATE c` (`transformCollateClause`). The type stays; an unknown operand stays unknown.
    fn collate(&mut self, operand: &Expr, collation: &QualifiedIdent) -> Result<Node, Diagnostic> {
        let node = self.expr(operand)?;
        if node.is_unknown() {
            return Ok(node);
        }
        if !super::rules::is_collatable(self.catalog, node.ty.id) {
            let ty = self.catalog.format_type(node.ty.id);
            return Err(Diagnostic::new(
                SqlState::DATATYPE_MISMATCH,
                collation.name.span,
                format!("collations are not supported by type {ty}"),
            ));
        }
        let ty = node.ty;
        Ok(super::coerce::cast(node, ty, super::node::CastKind::Relabel))
    }

    /// Notes a column that belongs to an enclosing query, for sub-selects of grouped queries.
    pub(crate) fn note_reference(&mut self, node: &Node) {
        if let NodeKind::Column(reference) = node.kind {
            self.references.push((reference, node.span));
        }
    }

    /// An unknown parameter that is used once more: its type may have been fixed in between.
    pub(crate) fn again(&mut self, node: &Node) -> Node {
        match node.kind {
            NodeKind::Parameter(ParameterNode { index, .. }) if node.is_unknown() => {
                self.parameters.reference(index, node.span)
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
    };
    let nulls = match function {
        ValueFunction::CurrentSchema => Nulls::Maybe,
        _ => Nulls::Never,
    };
    Node { kind: NodeKind::Value(nulls), ty: Typed { id, typmod }, span }
}
