//! How many rows come.
//!
//! A query returns at most one row if every item of its FROM is determined: by LIMIT 1, or because
//! all columns of one of its keys equal values that do not depend on rows not determined
//! themselves. Start with [`of_select`].

use crate::catalog::{Catalog, RelationKind};
use crate::infer::Analyzer;
use crate::infer::node::{Builtin, CallNode, CastKind, Node, NodeKind, SublinkKind};
use crate::infer::select::Analysed;
use crate::scope::{Attribute, ItemKind, Scope, ScopeId};
use crate::statement::Rows;
use crate::types::TypeId;

/// The rows of a SELECT before LIMIT.
pub(crate) fn of_select(analyzer: &mut Analyzer<'_>, analysed: &Analysed) -> Rows {
    let sets = analysed.targets.iter().any(|target| target.node.returns_set())
        || analysed.hidden.iter().any(Node::returns_set);
    if sets {
        return Rows::Many;
    }
    let catalog = analyzer.catalog;
    let scope = analyzer.scopes.top();
    let one_group = match &analysed.groups {
        Some(groups) => groups.is_empty() && groups.is_plain(),
        None => scope.aggregate.is_some() || analysed.having.is_some(),
    };
    if one_group {
        return match analysed.having {
            None => Rows::ExactlyOne,
            Some(_) => Rows::AtMostOne,
        };
    }
    // Several grouping sets return a row each, a FULL JOIN one for each side.
    let sets = analysed.groups.as_ref().is_some_and(|groups| !groups.is_plain());
    if sets || scope.full_join.is_some() {
        return Rows::Many;
    }
    let filter = analysed.filter.as_ref();
    if scope.items.is_empty() {
        let limited = filter.is_some() || analysed.having.is_some();
        return if limited { Rows::AtMostOne } else { Rows::ExactlyOne };
    }
    let exactly = scope.items.iter().all(|item| item.rows == Rows::ExactlyOne)
        && scope.conditions.is_empty()
        && filter.is_none()
        && analysed.groups.is_none();
    if exactly {
        return Rows::ExactlyOne;
    }
    let determined = determined(catalog, scope, filter);
    let all = scope
        .items
        .iter()
        .enumerate()
        .all(|(at, item)| item.kind == ItemKind::Merged || determined.contains(&at));
    if all { Rows::AtMostOne } else { Rows::Many }
}

/// The rows that an UPDATE or DELETE of the item `target` returns: each row of the table at most
/// once, whatever it is joined with.
pub(crate) fn of_target(analyzer: &mut Analyzer<'_>, target: usize, filter: Option<&Node>) -> Rows {
    let catalog = analyzer.catalog;
    let scope = analyzer.scopes.top();
    match determined(catalog, scope, filter).contains(&target) {
        true => Rows::AtMostOne,
        false => Rows::Many,
    }
}

/// The items that have at most one row, for given rows of those determined before them.
fn determined(catalog: &Catalog, scope: &Scope, filter: Option<&Node>) -> Vec<usize> {
    let mut equalities = Vec::new();
    if let Some(filter) = filter {
        let all: Vec<usize> = (0..scope.items.len()).collect();
        conjuncts(filter, &all, &mut equalities);
    }
    for (condition, restricted) in &scope.conditions {
        conjuncts(condition, restricted, &mut equalities);
    }
    let mut known: Vec<usize> = Vec::new();
    loop {
        let next = (0..scope.items.len()).find(|at| {
            !known.contains(at) && is_determined(catalog, scope, *at, &known, &equalities)
        });
        match next {
            Some(next) => known.push(next),
            None => return known,
        }
    }
}

/// The equalities that must all hold, in both directions, with the items that they restrict.
fn conjuncts<'n>(
    node: &'n Node,
    restricted: &[usize],
    out: &mut Vec<(&'n Node, &'n Node, Vec<usize>)>,
) {
    match &node.kind {
        NodeKind::And(nodes) => {
            for node in nodes {
                conjuncts(node, restricted, out);
            }
        }
        NodeKind::Call(call) if is_exact_equality(call) => {
            if let [left, right] = call.arguments.as_slice() {
                out.push((left, right, restricted.to_vec()));
                out.push((right, left, restricted.to_vec()));
            }
        }
        _ => {}
    }
}

/// `=` of PostgreSQL's own that finds at most one of several unequal values: between values of one
/// type, or of two integer types. `numeric = float8`, for one, rounds.
fn is_exact_equality(call: &CallNode) -> bool {
    let integer = |ty: TypeId| matches!(ty, TypeId::INT2 | TypeId::INT4 | TypeId::INT8);
    let [left, right] = call.arguments.as_slice() else { return false };
    let (left, right) = (left.ty.id, right.ty.id);
    call.is_operator("=") && (left == right || integer(left) && integer(right))
}

fn is_determined(
    catalog: &Catalog,
    scope: &Scope,
    at: usize,
    known: &[usize],
    equalities: &[(&Node, &Node, Vec<usize>)],
) -> bool {
    let Some(item) = scope.items.get(at) else { return false };
    if matches!(item.rows, Rows::ExactlyOne | Rows::AtMostOne) {
        return true;
    }
    let ItemKind::Relation(id) = item.kind else { return false };
    let Some(relation) = catalog.relation(id) else { return false };
    // A unique index covers its own table, not the tables that inherit from it.
    let inherited = relation.kind == RelationKind::Table
        && catalog.relations.iter().any(|child| child.parents.contains(&id));
    if inherited {
        return false;
    }
    let pinned = |name: &String| {
        relation.column(name).is_some_and(|(number, _)| {
            equalities.iter().any(|(column, value, restricted)| {
                restricted.contains(&at)
                    && is_column(column, scope.id, at, number)
                    && is_fixed(value, scope.id, known)
            })
        })
    };
    relation.keys.iter().any(|key| {
        !key.partial
            && !key.deferrable
            && key.expressions.is_empty()
            && !key.columns.is_empty()
            && key.columns.iter().all(pinned)
    })
}

/// The column itself, or as its base type: any other cast may make unequal values equal.
fn is_column(node: &Node, scope: ScopeId, item: usize, number: usize) -> bool {
    match &node.kind {
        NodeKind::Column(column) => {
            (column.scope, column.item) == (scope, item)
                && column.attribute == Attribute::Column(number)
        }
        NodeKind::Cast(operand, CastKind::Relabel) => is_column(operand, scope, item, number),
        _ => false,
    }
}

/// Whether a value is the same for all rows of the items not yet determined. Functions may be
/// volatile, so only those that are certain not to be count.
fn is_fixed(node: &Node, scope: ScopeId, known: &[usize]) -> bool {
    let here = match &node.kind {
        NodeKind::Literal(_) | NodeKind::Parameter(_) | NodeKind::Value(_) => true,
        NodeKind::Column(column) => column.scope != scope || known.contains(&column.item),
        NodeKind::Cast(..)
        | NodeKind::Coalesce(_)
        | NodeKind::MinMax(_)
        | NodeKind::Row(_)
        | NodeKind::Array(_) => true,
        NodeKind::Call(call) => {
            let stable = ["lower", "upper", "btrim", "md5", "now", "concat", "nullif"];
            call.builtin == Builtin::Yes
                && (call.form == crate::infer::node::CallForm::Operator
                    || stable.contains(&call.name.as_str()))
        }
        // A query that uses nothing of this level is run once.
        NodeKind::Sublink(sublink) => {
            sublink.kind == SublinkKind::Scalar
                && sublink.outer.iter().all(|(column, _)| column.scope != scope)
        }
        _ => false,
    };
    here && node.children().into_iter().all(|child| is_fixed(child, scope, known))
}
