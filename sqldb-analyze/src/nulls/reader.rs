//! Reads NULL-ness off analysed expressions.

use super::{Facts, Groups, aggregate, rule};
use crate::catalog::CallNulls;
use crate::infer::node::{
    AggregateNode, Builtin, CallForm, CallNode, CaseNode, CastKind, Node, NodeKind, ReturnsSet,
    SublinkKind, SublinkNode, WindowNode,
};
use crate::scope::{Attribute, ColumnRef, ItemKind, ScopeId, Scopes};
use crate::statement::{Nulls, Rows};

/// What is known at a place of a query.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'s> {
    scopes: &'s Scopes,
    facts: Facts,
    grouping: Option<Grouping<'s>>,
}

/// The grouped query whose targets are read.
#[derive(Clone, Copy, Debug)]
struct Grouping<'s> {
    scope: ScopeId,
    groups: Option<&'s Groups>,
}

impl<'s> Reader<'s> {
    /// A reader of expressions of a query without groups.
    pub(crate) fn new(scopes: &'s Scopes) -> Reader<'s> {
        Reader { scopes, facts: Facts::default(), grouping: None }
    }

    /// A reader of the targets of a SELECT.
    pub(crate) fn of_select(scopes: &'s Scopes, groups: Option<&'s Groups>) -> Reader<'s> {
        let scope = scopes.inside_out().next().map(|scope| scope.id);
        let grouping = scope.map(|scope| Grouping { scope, groups });
        Reader { grouping, ..Reader::new(scopes) }
    }

    /// The reader with further facts.
    pub(crate) fn with(&self, facts: Facts) -> Reader<'s> {
        Reader { facts: self.facts.clone().and(facts), ..self.clone() }
    }

    /// The levels whose columns it reads.
    pub(super) fn scopes(&self) -> &'s Scopes {
        self.scopes
    }

    /// The reader of what an aggregate is computed over.
    fn inside_aggregate(&self) -> Reader<'s> {
        Reader { grouping: None, ..self.clone() }
    }

    /// Whether an expression can be NULL.
    pub(crate) fn nulls(&self, node: &Node) -> Nulls {
        if self.left_out(node) {
            return Nulls::Maybe;
        }
        match &node.kind {
            NodeKind::Literal(literal) => rule::of_literal(literal),
            NodeKind::Parameter(parameter) => rule::of_placeholder(parameter),
            NodeKind::Column(column) => self.column(*column),
            NodeKind::Cast(operand, kind) => self.cast(operand, *kind),
            NodeKind::And(nodes) | NodeKind::Or(nodes) | NodeKind::RowCompare(nodes) => {
                self.every(nodes)
            }
            NodeKind::Not(operand) => self.nulls(operand),
            // Rule 6: the tests are never NULL.
            NodeKind::NullTest(..) | NodeKind::TruthTest(..) | NodeKind::Distinct(..) => {
                Nulls::Never
            }
            NodeKind::Quantified(_, call) => self.quantified(call),
            NodeKind::Call(call) => self.call(call),
            NodeKind::Aggregate(node) => self.aggregate(node),
            NodeKind::Window(node) => self.window(node),
            NodeKind::Case(case) => self.case(case),
            NodeKind::Coalesce(nodes) | NodeKind::MinMax(nodes) => {
                rule::of_any(nodes.iter().map(|node| self.nulls(node)))
            }
            NodeKind::NullIf(..) => Nulls::Maybe,
            NodeKind::Value(nulls) => *nulls,
            NodeKind::Array(_) | NodeKind::Row(_) | NodeKind::Grouping(_) => Nulls::Never,
            // Rule 1: fields and elements are not the column.
            NodeKind::Field(..) | NodeKind::Subscript(..) => Nulls::Maybe,
            NodeKind::Sublink(sublink) => self.sublink(sublink),
        }
    }

    /// Whether elements of an array can be NULL.
    pub(crate) fn elements(&self, node: &Node) -> Nulls {
        match &node.kind {
            NodeKind::Array(nodes) => self.elements_of(node, nodes),
            NodeKind::Aggregate(aggregate)
                if aggregate.call.name == "array_agg" && aggregate.call.builtin == Builtin::Yes =>
            {
                self.inside_aggregate().elements_of(node, &aggregate.call.arguments)
            }
            NodeKind::Sublink(sublink) if self.reads_left_out(sublink) => Nulls::Maybe,
            NodeKind::Sublink(sublink) if sublink.kind == SublinkKind::Array => sublink.nulls,
            NodeKind::Cast(operand, CastKind::Relabel | CastKind::Collate(_)) => {
                self.elements(operand)
            }
            NodeKind::Call(call) if call.builtin == Builtin::Yes => {
                self.elements_of_call(node, call)
            }
            NodeKind::Coalesce(nodes) => {
                nodes.iter().fold(Nulls::Never, |all, node| all.and(self.elements(node)))
            }
            NodeKind::Column(column) => self
                .scopes
                .item(*column)
                .and_then(|item| match column.attribute {
                    Attribute::Column(number) => item.columns.get(number),
                    Attribute::System(_) | Attribute::Whole => None,
                })
                .map_or(Nulls::Maybe, |column| column.elements),
            _ => Nulls::Maybe,
        }
    }

    /// Of an array made of `parts`: they are its elements, or arrays of the same type that become
    /// its rows.
    fn elements_of(&self, array: &Node, parts: &[Node]) -> Nulls {
        let each = parts.iter().map(|part| match part.ty.id == array.ty.id {
            true => self.elements(part),
            false => self.nulls(part),
        });
        each.fold(Nulls::Never, Nulls::and)
    }

    /// Of what functions of arrays return: parts of texts, labels, what they are given.
    fn elements_of_call(&self, node: &Node, call: &CallNode) -> Nulls {
        match (call.name.as_str(), call.arguments.as_slice()) {
            // Only a third argument makes NULL of a part.
            ("string_to_array", [_, _]) | ("regexp_split_to_array" | "enum_range", _) => {
                Nulls::Never
            }
            ("array_append" | "array_prepend" | "array_cat" | "||", parts) => {
                self.elements_of(node, parts)
            }
            ("array_remove" | "trim_array" | "array_sort" | "array_reverse", [array, ..]) => {
                self.elements(array)
            }
            _ => Nulls::Maybe,
        }
    }

    /// Rule 6: every operand must be certain.
    fn every(&self, nodes: &[Node]) -> Nulls {
        nodes.iter().fold(Nulls::Never, |all, node| all.and(self.nulls(node)))
    }

    /// Rule 8: what a grouping set leaves out is NULL.
    fn left_out(&self, node: &Node) -> bool {
        let Some(Grouping { scope, groups: Some(groups) }) = self.grouping else { return false };
        if groups.is_plain() || groups.always_contains(node) {
            return false;
        }
        let own = matches!(&node.kind, NodeKind::Column(column) if column.scope == scope);
        own || groups.may_contain(node)
    }

    /// Rule 1, where no outer join pads the row (13), or a fact says more (14).
    fn column(&self, column: ColumnRef) -> Nulls {
        if self.facts.holds(column) {
            return Nulls::Never;
        }
        let Some(item) = self.scopes.item(column) else { return Nulls::Maybe };
        let there = match self.facts.present(column) {
            true => Nulls::Never,
            false => item.padded,
        };
        let declared = match column.attribute {
            Attribute::Column(number) => {
                item.columns.get(number).map_or(Nulls::Maybe, |column| column.nulls)
            }
            Attribute::System(_) => Nulls::Never,
            Attribute::Whole if item.kind == ItemKind::RowFunction => Nulls::Maybe,
            Attribute::Whole => Nulls::Never,
        };
        there.and(declared)
    }

    /// Rule 5: casts keep, but for functions that may not.
    fn cast(&self, operand: &Node, kind: CastKind) -> Nulls {
        match kind {
            CastKind::Convert(CallNulls::Maybe) => Nulls::Maybe,
            CastKind::Relabel | CastKind::Row | CastKind::Convert(_) | CastKind::Collate(_) => {
                self.nulls(operand)
            }
        }
    }

    /// Rule 6: `x = ANY (array)` and `ALL` need elements that are certain, too.
    fn quantified(&self, call: &CallNode) -> Nulls {
        let elements = call.arguments.last().map_or(Nulls::Maybe, |array| self.elements(array));
        self.call(call).and(elements)
    }

    /// Rule 4: as the catalog says of the function.
    fn call(&self, call: &CallNode) -> Nulls {
        if call.returns_set == ReturnsSet::Yes {
            // Rule 11.
            return super::set_column(self, call, 0);
        }
        let rows = |node: &Node| matches!(node.kind, NodeKind::Row(_));
        match call.nulls {
            CallNulls::Maybe => Nulls::Maybe,
            CallNulls::Never => Nulls::Never,
            CallNulls::FirstArgument => {
                call.arguments.first().map_or(Nulls::Maybe, |first| self.nulls(first))
            }
            // A comparison of rows looks into them.
            CallNulls::Total
                if call.form == CallForm::Operator && call.arguments.iter().any(rows) =>
            {
                Nulls::Maybe
            }
            CallNulls::Total => self.every(&call.arguments),
        }
    }

    /// Rule 8.
    fn aggregate(&self, node: &AggregateNode) -> Nulls {
        let grouping = self.grouping.filter(|grouping| grouping.scope == node.level);
        let has_rows = grouping.and_then(|grouping| grouping.groups).is_some_and(Groups::has_rows);
        let inside = self.inside_aggregate();
        let group = if has_rows { aggregate::Group::HasRows } else { aggregate::Group::MayBeEmpty };
        aggregate::of_group(node, group, |argument| inside.nulls(argument))
    }

    /// Rule 9. Its input is that of other rows, for which the facts of this one do not hold.
    fn window(&self, node: &WindowNode) -> Nulls {
        let rows = Reader { facts: Facts::default(), ..self.clone() };
        let scope = self.scopes.inside_out().next();
        let spec = scope.and_then(|scope| scope.windows.get(node.window)).map(|(_, spec)| spec);
        aggregate::of_window(node, spec, |argument| rows.nulls(argument))
    }

    /// Rule 7, with the facts of each WHEN in its THEN (rule 14).
    fn case(&self, case: &CaseNode) -> Nulls {
        let Some(otherwise) = &case.otherwise else { return Nulls::Maybe };
        let branches = case.branches.iter().map(|(when, then)| {
            // What a grouping set leaves out stays so, whatever the condition says.
            let facts = Facts::proven_to(self, when);
            self.with(facts).nulls(then)
        });
        branches.fold(self.nulls(otherwise), Nulls::and)
    }

    /// Rule 8 for queries in a target: they were analysed before the grouping sets of this one, and
    /// took its columns for what they are in FROM.
    fn reads_left_out(&self, sublink: &SublinkNode) -> bool {
        let Some(Grouping { scope, groups: Some(groups) }) = self.grouping else { return false };
        !groups.is_plain() && sublink.outer.iter().any(|(column, _)| column.scope == scope)
    }

    /// Rules 6 and 10: a query of one row is as its column, and its tests count; one that may have
    /// no row may be NULL.
    fn sublink(&self, sublink: &SublinkNode) -> Nulls {
        match sublink.kind {
            SublinkKind::Exists | SublinkKind::Array => Nulls::Never,
            _ if self.reads_left_out(sublink) => Nulls::Maybe,
            SublinkKind::Scalar if sublink.rows == Rows::ExactlyOne => {
                sublink.nulls.and(self.every(&sublink.tests))
            }
            SublinkKind::Scalar => Nulls::Maybe,
            SublinkKind::Any | SublinkKind::All => sublink.nulls.and(self.every(&sublink.tests)),
        }
    }
}
