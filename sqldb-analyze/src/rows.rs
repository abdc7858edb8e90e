//! How many rows come.
//!
//! A query returns at most one row if every item of its FROM is determined: by LIMIT 1, or because
//! all columns of one of its keys equal values that do not depend on rows not determined
//! themselves. Start with [`of_select`].

use crate::catalog::{CallNulls, CastMethod, Catalog, Identifies, Key, Relation, RelationKind};
use crate::infer::node::{
    Builtin, CallForm, CallNode, CastKind, Node, NodeKind, Strict, SublinkKind,
};
use crate::infer::rules::is_collatable;
use crate::infer::select::Analysed;
use crate::infer::{Analyzer, Collates};
use crate::scope::{Attribute, Item, ItemKind, Scope};
use crate::statement::{Nulls, Rows};
use crate::types::{TypeId, Typed};

/// The rows of a SELECT before LIMIT.
pub(crate) fn of_select(analyzer: &mut Analyzer<'_>, analysed: &Analysed) -> Rows {
    let sets = analysed.targets.iter().any(|target| target.node.returns_set())
        || analysed.hidden.iter().any(Node::returns_set);
    if sets {
        return Rows::Many;
    }
    let catalog = analyzer.catalog;
    let collates = analyzer.collates;
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
    let determined = Determination { catalog, scope, collates }.determined(filter);
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
    let collates = analyzer.collates;
    let scope = analyzer.scopes.top();
    match (Determination { catalog, scope, collates }).determined(filter).contains(&target) {
        true => Rows::AtMostOne,
        false => Rows::Many,
    }
}

/// What decides how many rows the items of a FROM have.
struct Determination<'a> {
    catalog: &'a Catalog,
    scope: &'a Scope,
    collates: Collates,
}

/// What a row that an outer join pads makes of a value: with it a column has two values, NULL and
/// that of the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Missing {
    /// NULL, which equals nothing.
    MakesNull,
    /// Perhaps a value.
    MakesAnother,
}

/// `left = right` of a filter, and the items that it restricts.
struct Equality<'n> {
    left: &'n Node,
    right: &'n Node,
    restricted: Vec<usize>,
}

impl Determination<'_> {
    /// The items that have at most one row, for given rows of those determined before them.
    fn determined(&self, filter: Option<&Node>) -> Vec<usize> {
        let mut equalities = Vec::new();
        if let Some(filter) = filter {
            let all: Vec<usize> = (0..self.scope.items.len()).collect();
            conjuncts(filter, &all, &mut equalities);
        }
        for (condition, restricted) in &self.scope.conditions {
            conjuncts(condition, restricted, &mut equalities);
        }
        let mut known: Vec<usize> = Vec::new();
        loop {
            let next = (0..self.scope.items.len())
                .find(|at| !known.contains(at) && self.is_determined(*at, &known, &equalities));
            match next {
                Some(next) => known.push(next),
                None => return known,
            }
        }
    }

    fn is_determined(&self, at: usize, known: &[usize], equalities: &[Equality<'_>]) -> bool {
        let Some(item) = self.scope.items.get(at) else { return false };
        if matches!(item.rows, Rows::ExactlyOne | Rows::AtMostOne) {
            // That is for each row of what it uses.
            return item.uses.iter().all(|used| {
                let merged = |item: &Item| item.kind == ItemKind::Merged;
                known.contains(used) || self.scope.items.get(*used).is_some_and(merged)
            });
        }
        let ItemKind::Relation(id) = item.kind else { return false };
        let Some(relation) = self.catalog.relation(id) else { return false };
        // A unique index covers its own table, not the tables that inherit from it.
        let inherited =
            relation.kind == RelationKind::Table && self.catalog.children(id).next().is_some();
        if inherited {
            return false;
        }
        let pinned = |name: &String| {
            relation.column(name).is_some_and(|(number, column)| {
                equalities.iter().any(|equality| {
                    equality.restricted.contains(&at)
                        && self.is_column(equality.left, at, number)
                        && self.compares_as_indexed(column.ty, equality.right)
                        && self.is_fixed(equality.right, known, Missing::MakesNull)
                })
            })
        };
        relation
            .keys
            .iter()
            .any(|key| self.identifies(relation, key, 0) && key.columns.iter().all(pinned))
    }

    /// Whether `=` on all columns of a key finds one row of a relation at most.
    fn identifies(&self, relation: &Relation, key: &Key, depth: usize) -> bool {
        let plain = !key.partial
            && !key.deferrable
            && key.expressions.is_empty()
            && !key.columns.is_empty();
        plain
            && match key.identifies {
                Identifies::Row => true,
                Identifies::Nothing => false,
                // A partition's rows are looked for in its own index. Partitions have no cycles;
                // the depth only guards against a broken catalog.
                Identifies::RowOfPartition => {
                    depth < 64
                        && self.catalog.children(relation.id).all(|partition| {
                            partition.keys.iter().any(|own| {
                                own.columns == key.columns
                                    && self.identifies(partition, own, depth + 1)
                            })
                        })
                }
            }
    }

    /// Whether a column is compared with a value as its index does. Another collation, which may take
    /// unequal texts for equal, is written, or is that of the value: one that is not the default wins
    /// over that of the column (`parse_collate.c merge_collation_state`).
    fn compares_as_indexed(&self, ty: Typed, value: &Node) -> bool {
        !self.catalog.nondeterministic_collations
            || !is_collatable(self.catalog, ty.id)
            || self.collates == Collates::Implicitly && self.has_no_collation(value)
    }

    /// Whether a value has the default collation for certain: those of columns, of domains and of
    /// what queries return are not kept.
    fn has_no_collation(&self, value: &Node) -> bool {
        let below = match &value.kind {
            NodeKind::Literal(_) | NodeKind::Parameter(_) | NodeKind::Value(_) => true,
            NodeKind::Cast(operand, _) => self.has_no_collation(operand),
            NodeKind::Call(call) => call.arguments.iter().all(|node| self.has_no_collation(node)),
            _ => false,
        };
        below && self.catalog.base_type(value.ty).id == value.ty.id
    }

    /// The column itself, or as a type with its equality: any other cast may make unequal values
    /// equal, `bpchar` and `citext` for one.
    fn is_column(&self, node: &Node, item: usize, number: usize) -> bool {
        match &node.kind {
            NodeKind::Column(column) => {
                (column.scope, column.item) == (self.scope.id, item)
                    && column.attribute == Attribute::Column(number)
            }
            NodeKind::Cast(operand, CastKind::Relabel | CastKind::Collate(_)) => {
                let (from, to) = (self.catalog.base_type(operand.ty).id, node.ty.id);
                let as_text = from == TypeId::VARCHAR && to == TypeId::TEXT;
                (from == to || operand.ty == node.ty || as_text)
                    && self.is_column(operand, item, number)
            }
            _ => false,
        }
    }

    /// Whether a value that is not NULL is the same for all rows of the items not yet determined.
    /// Functions may be volatile, so only those that are certain not to be count.
    fn is_fixed(&self, node: &Node, known: &[usize], missing: Missing) -> bool {
        let below = match &node.kind {
            NodeKind::Cast(
                _,
                CastKind::Relabel | CastKind::Collate(_) | CastKind::Convert(CallNulls::Total),
            ) => missing,
            NodeKind::Call(call) if call.strict == Strict::Yes => missing,
            _ => Missing::MakesAnother,
        };
        let here = match &node.kind {
            NodeKind::Literal(_) | NodeKind::Parameter(_) | NodeKind::Value(_) => true,
            NodeKind::Column(column) => {
                let padded = |item: &Item| item.padded == Nulls::Maybe;
                let one = missing == Missing::MakesNull
                    || !self.scope.items.get(column.item).is_some_and(padded);
                column.scope != self.scope.id || known.contains(&column.item) && one
            }
            NodeKind::Cast(operand, CastKind::Convert(_)) => {
                !self.calls_user_cast(operand.ty.id, node.ty.id)
            }
            NodeKind::Cast(_, CastKind::Relabel | CastKind::Row | CastKind::Collate(_))
            | NodeKind::Coalesce(_)
            | NodeKind::MinMax(_)
            | NodeKind::Row(_)
            | NodeKind::Array(_) => true,
            NodeKind::Call(call) => {
                let stable = ["lower", "upper", "btrim", "md5", "now", "concat", "nullif"];
                call.builtin == Builtin::Yes
                    && (call.form == CallForm::Operator || stable.contains(&call.name.as_str()))
            }
            // A query that uses nothing of this level is run once.
            NodeKind::Sublink(sublink) => {
                sublink.kind == SublinkKind::Scalar
                    && sublink.outer.iter().all(|(column, _)| column.scope != self.scope.id)
            }
            _ => false,
        };
        here && node.children().into_iter().all(|child| self.is_fixed(child, known, below))
    }

    /// Whether a conversion calls a function that is not PostgreSQL's own, which may be volatile.
    fn calls_user_cast(&self, from: TypeId, to: TypeId) -> bool {
        let base = |ty: TypeId| self.catalog.base_type(ty).id;
        let (from, to) = (base(from), base(to));
        let function = self.catalog.casts.iter().any(|cast| {
            (cast.source, cast.target) == (from, to)
                && matches!(cast.method, CastMethod::Function(_))
        });
        function
            || match (self.catalog.element_of(from), self.catalog.element_of(to)) {
                (Some(from), Some(to)) => self.calls_user_cast(from, to),
                _ => false,
            }
    }
}

/// The equalities that must all hold, in both directions, with the items that they restrict.
fn conjuncts<'n>(node: &'n Node, restricted: &[usize], out: &mut Vec<Equality<'n>>) {
    match &node.kind {
        NodeKind::And(nodes) => {
            for node in nodes {
                conjuncts(node, restricted, out);
            }
        }
        NodeKind::Call(call) if is_exact_equality(call) => {
            if let [left, right] = call.arguments.as_slice() {
                let restricted = restricted.to_vec();
                out.push(Equality { left, right, restricted: restricted.clone() });
                out.push(Equality { left: right, right: left, restricted });
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
