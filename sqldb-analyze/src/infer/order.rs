//! ORDER BY, GROUP BY and DISTINCT: which expressions they mean.
//!
//! `parse_clause.c findTargetlistEntrySQL92, findTargetlistEntrySQL99, transformSortClause,
//! transformGroupClause, transformDistinctClause`.

use super::Analyzer;
use super::node::{Node, NodeKind};
use super::target::TargetNode;
use crate::catalog::Order;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::emit;
use crate::nulls::{GroupedBy, GroupingSets, Groups};
use crate::scope::Clause;
use crate::span::Span;
use crate::statement::Annotation;
use crate::tree::{
    Distinct, Expr, ExprKind, GroupingElement, Ident, Literal, OperatorName, SortBy,
};
use crate::types::TypeId;

/// `expand_grouping_sets(…, 4096)`.
const MOST_GROUPING_SETS: usize = 4096;
/// `transformGroupingSet`.
const MOST_CUBED: usize = 12;

impl Analyzer<'_> {
    /// ORDER BY: output names and numbers, else expressions over FROM.
    pub(crate) fn order_by(
        &mut self,
        order_by: &[SortBy],
        targets: &mut [TargetNode],
        hidden: &mut Vec<Node>,
    ) -> Result<Vec<Node>, Diagnostic> {
        let mut sorts = Vec::new();
        for SortBy { expr, using } in order_by {
            let node = self.entry(expr, Clause::OrderBy, targets, hidden)?;
            self.check_sorting(&node, using.as_ref())?;
            sorts.push(node);
        }
        Ok(sorts)
    }

    /// GROUP BY. A set of columns that is not always grouped makes all grouped columns nullable.
    pub(crate) fn group_by(
        &mut self,
        elements: &[GroupingElement],
        targets: &mut [TargetNode],
        hidden: &mut Vec<Node>,
    ) -> Result<Groups, Diagnostic> {
        let mut groups = Groups::default();
        let mut sets = GroupingSets::default();
        for element in elements {
            let more = self.grouping_element(element, targets, hidden, &mut groups)?;
            sets = sets.and(more);
        }
        if sets.count() > MOST_GROUPING_SETS {
            let message = format!("too many grouping sets present (maximum {MOST_GROUPING_SETS})");
            let span = elements.first().map_or(Span::default(), GroupingElement::span);
            return Err(Diagnostic::new(SqlState::STATEMENT_TOO_COMPLEX, span, message));
        }
        groups.set(sets);
        Ok(groups)
    }

    fn grouping_element(
        &mut self,
        element: &GroupingElement,
        targets: &mut [TargetNode],
        hidden: &mut Vec<Node>,
        groups: &mut Groups,
    ) -> Result<GroupingSets, Diagnostic> {
        match element {
            GroupingElement::Expr(expr) => {
                let by = self.grouped_by(std::slice::from_ref(expr), targets, hidden, groups)?;
                Ok(GroupingSets::of(by))
            }
            GroupingElement::List(exprs) => {
                Ok(GroupingSets::of(self.grouped_by(exprs, targets, hidden, groups)?))
            }
            GroupingElement::Empty(_) => Ok(GroupingSets::default()),
            GroupingElement::Rollup(entries) => {
                for entry in entries {
                    self.grouped_by(entry, targets, hidden, groups)?;
                }
                Ok(GroupingSets::with_empty(entries.len() + 1))
            }
            GroupingElement::Cube(entries) => {
                for entry in entries {
                    self.grouped_by(entry, targets, hidden, groups)?;
                }
                if entries.len() > MOST_CUBED {
                    let message = format!("CUBE is limited to {MOST_CUBED} elements");
                    let code = SqlState::TOO_MANY_COLUMNS;
                    return Err(Diagnostic::new(code, element.span(), message));
                }
                Ok(GroupingSets::with_empty(1 << entries.len()))
            }
            GroupingElement::Sets(elements) => {
                let mut sets: Option<GroupingSets> = None;
                for element in elements {
                    let more = self.grouping_element(element, targets, hidden, groups)?;
                    sets = Some(match sets {
                        Some(sets) => sets.or(more),
                        None => more,
                    });
                }
                Ok(sets.unwrap_or_default())
            }
        }
    }

    /// The expressions of a set.
    fn grouped_by(
        &mut self,
        exprs: &[Expr],
        targets: &mut [TargetNode],
        hidden: &mut Vec<Node>,
        groups: &mut Groups,
    ) -> Result<Vec<GroupedBy>, Diagnostic> {
        let mut by = Vec::new();
        for expr in exprs {
            let fields: Vec<&Expr> = match &expr.kind {
                // `GROUP BY (a, b)`: the parentheses only hold a list.
                ExprKind::Row(fields) => fields.iter().collect(),
                _ => vec![expr],
            };
            for field in fields {
                let node = self.entry(field, Clause::GroupBy, targets, hidden)?;
                self.check_equality(&node)?;
                by.push(groups.add(node));
            }
        }
        Ok(by)
    }

    /// DISTINCT, DISTINCT ON, and what they demand of ORDER BY.
    pub(crate) fn distinct_clause(
        &mut self,
        distinct: &Distinct,
        targets: &mut [TargetNode],
        hidden: &mut Vec<Node>,
        sorts: &[Node],
    ) -> Result<(), Diagnostic> {
        match distinct {
            Distinct::All => Ok(()),
            Distinct::Distinct => {
                for target in targets.iter_mut() {
                    target.node = self.resolve_unknown(target.node.clone())?;
                    self.check_equality(&target.node)?;
                }
                let listed = |sort: &Node| targets.iter().any(|target| target.node == *sort);
                match sorts.iter().find(|sort| !listed(sort)) {
                    None => Ok(()),
                    Some(sort) => Err(Diagnostic::new(
                        SqlState::INVALID_COLUMN_REFERENCE,
                        sort.span,
                        "for SELECT DISTINCT, ORDER BY expressions must appear in select list",
                    )),
                }
            }
            Distinct::On(exprs) => {
                let mut keys = Vec::new();
                for expr in exprs {
                    let key = self.entry(expr, Clause::DistinctOn, targets, hidden)?;
                    self.check_equality(&key)?;
                    keys.push(key);
                }
                // ORDER BY must begin with these expressions, in any order.
                let leading = sorts.iter().take_while(|sort| keys.contains(sort)).count();
                let covered = keys.iter().all(|key| sorts.iter().take(leading).any(|s| s == key));
                if sorts.len() > leading && !covered {
                    return Err(Diagnostic::new(
                        SqlState::INVALID_COLUMN_REFERENCE,
                        exprs.first().map_or(Span::default(), |expr| expr.span),
                        "SELECT DISTINCT ON expressions must match initial ORDER BY expressions",
                    ));
                }
                Ok(())
            }
        }
    }

    /// The expression that an item of ORDER BY, GROUP BY or DISTINCT ON means.
    fn entry(
        &mut self,
        expr: &Expr,
        clause: Clause,
        targets: &mut [TargetNode],
        hidden: &mut Vec<Node>,
    ) -> Result<Node, Diagnostic> {
        if let Some(at) = self.entry_by_name(expr, clause, targets)? {
            let Some(target) = targets.get_mut(at) else { return self.expr(expr) };
            target.node = self.resolve_unknown(target.node.clone())?;
            let node = target.node.clone();
            // A column number that means an aggregate in GROUP BY.
            if clause == Clause::GroupBy {
                self.refuse_in_group_by(&node)?;
            }
            if let NodeKind::Column(column) = node.kind {
                self.mark(expr.span, super::wording::Mark::Column(column));
            }
            return Ok(Node { span: expr.span, ..node });
        }
        let outside = std::mem::replace(&mut self.scopes.top().clause, clause);
        let node = self.expr(expr);
        self.scopes.top().clause = outside;
        let node = node?;
        if let Some(target) = targets.iter_mut().find(|target| target.node == node) {
            target.node = self.resolve_unknown(target.node.clone())?;
            let found = target.node.clone();
            // The second mention is dropped with the type it would have had.
            self.resolve_unknown(node)?;
            return Ok(Node { span: expr.span, ..found });
        }
        let node = self.resolve_unknown(node)?;
        hidden.push(node.clone());
        Ok(node)
    }

    /// The output column that a name with an alias's marks means. They are not sent, and without them
    /// the name may mean another column: its number is sent.
    pub(super) fn marked_column<'c>(
        &mut self,
        name: &Ident,
        mut columns: impl Iterator<Item = (&'c str, &'c Annotation)>,
    ) -> Option<usize> {
        let (bare, marks) = emit::alias_marks(&name.name);
        if self.depth > 0 || marks == Annotation::default() {
            return None;
        }
        let at = columns.position(|column| column == (bare.as_str(), &marks))?;
        self.edits.push(emit::Edit { span: name.span, text: (at + 1).to_string() });
        Some(at)
    }

    /// An output name or number (`findTargetlistEntrySQL92`).
    fn entry_by_name(
        &mut self,
        expr: &Expr,
        clause: Clause,
        targets: &[TargetNode],
    ) -> Result<Option<usize>, Diagnostic> {
        match &expr.kind {
            ExprKind::Column(parts) => {
                let [name] = parts.as_slice() else { return Ok(None) };
                // GROUP BY prefers a column of FROM to an output name.
                if clause == Clause::GroupBy && self.scopes.column(name)?.is_some() {
                    return Ok(None);
                }
                let columns = targets.iter().map(|t| (t.name.as_str(), &t.annotation));
                if let Some(at) = self.marked_column(name, columns) {
                    return Ok(Some(at));
                }
                let mut hits = targets.iter().enumerate().filter(|(_, t)| t.name == name.name);
                let Some((at, first)) = hits.next() else { return Ok(None) };
                if hits.any(|(_, other)| other.node != first.node) {
                    let message = format!("{} `{}` is ambiguous", clause.name(), name.name);
                    return Err(Diagnostic::new(SqlState::AMBIGUOUS_COLUMN, name.span, message));
                }
                Ok(Some(at))
            }
            _ => position(expr, clause, targets.len()),
        }
    }

    fn refuse_in_group_by(&self, node: &Node) -> Result<(), Diagnostic> {
        let here = self.scopes.inside_out().next().map(|scope| scope.id);
        let aggregate = |node: &Node| matches!(&node.kind, NodeKind::Aggregate(inner) if Some(inner.level) == here);
        if node.any(&aggregate) {
            let message = "aggregate functions are not allowed in GROUP BY";
            return Err(Diagnostic::new(SqlState::GROUPING_ERROR, node.span, message));
        }
        if node.any(&|node| matches!(node.kind, NodeKind::Window(_))) {
            let message = "window functions are not allowed in GROUP BY";
            return Err(Diagnostic::new(SqlState::WINDOWING_ERROR, node.span, message));
        }
        Ok(())
    }

    /// [`Analyzer::check_sortable`], and that `USING` names an operator that sorts
    /// (`get_ordering_op_properties`).
    pub(super) fn check_sorting(
        &mut self,
        node: &Node,
        using: Option<&OperatorName>,
    ) -> Result<(), Diagnostic> {
        let Some(operator) = using else { return self.check_sortable(node) };
        let found = self.find_operator(operator, Some(node), node)?;
        let sorts = ["<", ">", "~<~", "~>~", "*<", "*>"].contains(&operator.symbol.as_str());
        // Which operators of the migrations sort, their operator classes say.
        let own = !found.builtin;
        self.needs_operator(operator, found);
        if sorts || own {
            return Ok(());
        }
        let symbol = &operator.symbol;
        let message = format!("operator {symbol} is not a valid ordering operator");
        Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, operator.span, message)
            .help("ordering operators are `<` and `>` of btree operator families"))
    }

    /// Whether a sort can compare values of this type.
    pub(crate) fn check_sortable(&self, node: &Node) -> Result<(), Diagnostic> {
        self.check_comparable(node, Order::Sorted, "an ordering operator")
    }

    /// Whether groups can be formed of values of this type.
    pub(crate) fn check_equality(&self, node: &Node) -> Result<(), Diagnostic> {
        self.check_comparable(node, Order::Equal, "an equality operator")
    }

    fn check_comparable(&self, node: &Node, least: Order, what: &str) -> Result<(), Diagnostic> {
        if self.catalog.order(node.ty.id) >= least {
            return Ok(());
        }
        let ty = self.catalog.format_type(node.ty.id);
        let message = format!("could not identify {what} for type {ty}");
        let error = Diagnostic::new(SqlState::UNDEFINED_FUNCTION, node.span, message);
        Err(match node.ty.id {
            TypeId::JSON => error.help("cast it to `jsonb`, which can be compared"),
            _ => error,
        })
    }
}

/// The place among `count` columns that a number means.
///
/// # Errors
///
/// 42P10 where there is none, 42601 for another constant.
pub(super) fn position(
    expr: &Expr,
    clause: Clause,
    count: usize,
) -> Result<Option<usize>, Diagnostic> {
    let Some(constant) = constant(expr) else { return Ok(None) };
    // Larger numbers are no integers for the grammar (`scan.l`).
    let number = constant.filter(|number| i32::try_from(*number).is_ok());
    let Some(number) = number else {
        let message = format!("non-integer constant in {}", clause.name());
        return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, expr.span, message));
    };
    let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    match at.filter(|at| *at < count) {
        Some(at) => Ok(Some(at)),
        None => {
            let message = format!("{} position {number} is not in select list", clause.name());
            Err(Diagnostic::new(SqlState::INVALID_COLUMN_REFERENCE, expr.span, message))
        }
    }
}

/// A constant as the grammar makes it, which takes a minus into a number (`gram.y doNegate`): the
/// integer, or nothing for another one.
fn constant(expr: &Expr) -> Option<Option<i64>> {
    let (mut operand, mut prefixed, mut negative) = (expr, false, false);
    while let ExprKind::Prefix { operator, operand: inner } = &operand.kind
        && operator.symbol == "-"
        && operator.schema.is_none()
    {
        (operand, prefixed, negative) = (inner, true, !negative);
    }
    match &operand.kind {
        ExprKind::Literal(Literal::Integer(number)) => {
            let number = i64::try_from(*number).ok();
            Some(number.map(|number| if negative { -number } else { number }))
        }
        ExprKind::Literal(Literal::Numeric(_)) => Some(None),
        // Before another constant the minus is an operator.
        ExprKind::Literal(_) => (!prefixed).then_some(None),
        _ => None,
    }
}
