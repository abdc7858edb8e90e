//! Expressions: one form, one function.
//!
//! `parse_expr.c transformExprRecurse`. The order in which operands are analysed is PostgreSQL's,
//! because the first coercion of a parameter fixes its type.

use super::coerce::Context;
use super::node::{Node, NodeKind, ParameterNode};
use super::{Analyzer, constant};
use crate::catalog::Major;
use crate::diagnostic::{Diagnostic, Refusal, SqlState};
use crate::scope::{
    Attribute, Clause, ColumnRef, Found, ItemKind, unknown_column, unknown_relation,
};
use crate::span::Span;
use crate::stack;
use crate::statement::Nulls;
use crate::tree::{
    Expr, ExprKind, Ident, MinMax, Negation, OperatorName, QualifiedIdent, Truth, ValueFunction,
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
            ExprKind::Literal(literal) => Ok(constant::constant(literal, span)),
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
            ExprKind::Collate { operand, collation } => self.collate(operand, collation),
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

    /// `a`, `t.a`, `s.t.a`, `t` (`transformColumnRef`).
    fn column(&mut self, parts: &[Ident]) -> Result<Node, Diagnostic> {
        let node = match parts {
            [column, ..] if self.scopes.top().clause == Clause::ColumnDefault => {
                let message = "cannot use column reference in DEFAULT expression";
                let code = SqlState::FEATURE_NOT_SUPPORTED;
                return Err(Diagnostic::new(code, column.span, message));
            }
            [column] => match self.scopes.column(column)? {
                Some(node) => node,
                None => match self.scopes.relation(None, column)? {
                    Some(found) => self.whole_row(&found, column.span)?,
                    None => match self.names.named(&column.name) {
                        Some(index) => self.parameters.reference(index, column.span),
                        None => {
                            return Err(unknown_column(self.catalog, &self.scopes, None, column));
                        }
                    },
                },
            },
            [routine, parameter, field]
                if self.names.qualified(routine, &parameter.name).is_some()
                    && self.scopes.relation(Some(&routine.name), parameter)?.is_none() =>
            {
                let index = self.names.named(&parameter.name);
                self.parameter_field(index, parameter, field)?
            }
            [relation, column] if self.scopes.relation(None, relation)?.is_none() => {
                if let Some(index) = self.names.qualified(relation, &column.name) {
                    self.parameters.reference(index, relation.span.to(column.span))
                } else {
                    let index = self.names.named(&relation.name);
                    self.parameter_field(index, relation, column)?
                }
            }
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
        if let (NodeKind::Column(column), [first, .., last] | [first @ last]) = (&node.kind, parts)
        {
            self.mark(first.span.to(last.span), super::wording::Mark::Column(*column));
        }
        Ok(node)
    }

    /// `x.a`: a field of a function's parameter (`sql_fn_post_column_ref`).
    fn parameter_field(
        &mut self,
        index: Option<crate::tree::ParameterIndex>,
        parameter: &Ident,
        field: &Ident,
    ) -> Result<Node, Diagnostic> {
        let name = QualifiedIdent { schema: None, name: parameter.clone() };
        let unknown = unknown_relation(&self.scopes, &name);
        let Some(index) = index else { return Err(unknown) };
        let node = self.parameters.reference(index, parameter.span);
        match self.field(node, field, parameter.span.to(field.span)) {
            Err(refused) if refused.refusal == Refusal::Postgres => Err(unknown),
            found => found,
        }
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
            None => {
                let unknown =
                    unknown_column(self.catalog, &self.scopes, Some(&relation.name), column);
                let Ok(row) = self.whole_row(&found, column.span) else { return Err(unknown) };
                self.note_reference(&row);
                let span = relation.name.span.to(column.span);
                self.column_notation(column, row, span)?.ok_or(unknown)
            }
        }
    }

    /// `t` as a value: its row, or the value of a function in FROM that returns a scalar.
    pub(crate) fn whole_row(&mut self, found: &Found, span: Span) -> Result<Node, Diagnostic> {
        let unsupported = || Diagnostic::unsupported(span, "this row as a value");
        let Some(item) = found.entry.item else {
            // A join has no rows of its own: its columns make one (`ParseNamespaceItem` of
            // `RTE_JOIN`, `makeWholeRowVar`).
            let columns = found.entry.columns.iter();
            let nodes = columns.map(|column| self.scopes.node(column.reference, span));
            let nodes: Option<Vec<Node>> = nodes.collect();
            let kind = NodeKind::Row(nodes.ok_or_else(unsupported)?);
            return Ok(Node { kind, ty: TypeId::RECORD.into(), span });
        };
        let whole = ColumnRef { scope: found.scope, item, attribute: Attribute::Whole };
        // The value of a function that returns scalars is its only column (`makeWholeRowVar`).
        let attribute = match self.scopes.item(whole).map(|item| item.kind) {
            Some(ItemKind::ScalarFunction) => Attribute::Column(0),
            _ => Attribute::Whole,
        };
        self.scopes.node(ColumnRef { attribute, ..whole }, span).ok_or_else(unsupported)
    }

    /// `x COLLATE c` (`transformCollateClause`). The type stays; an unknown operand stays unknown.
    fn collate(&mut self, operand: &Expr, collation: &QualifiedIdent) -> Result<Node, Diagnostic> {
        let node = self.expr(operand)?;
        self.collates = super::Collates::Written;
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

    /// Notes a column that is named: for sub-selects of grouped queries it may belong to an
    /// enclosing one, and the catalog wants to know what reads it.
    pub(crate) fn note_reference(&mut self, node: &Node) {
        if let NodeKind::Column(reference) = node.kind {
            self.reads_column(reference);
            self.uses_row(reference, node.span);
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

/// How many operators may follow each other: what reads the finished chain recurses.
const LONGEST_CHAIN: usize = 400;

fn boolean(kind: NodeKind, span: Span) -> Node {
    Node { kind, ty: TypeId::BOOL.into(), span }
}

fn no_expansion(span: Span) -> Diagnostic {
    let message = "row expansion via `*` is not supported here";
    Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message)
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
