//! What a view is written through, as far as its body shows it.
//!
//! `rewriteHandler.c view_query_is_auto_updatable, view_col_is_auto_updatable`.

use super::rules;
use crate::catalog::{By, Catalog, Column, FunctionKind, Relation, RelationKind, ViewBody};
use crate::scope::SYSTEM_COLUMNS;
use crate::tree::visit::{Visitor, walk_expr};
use crate::tree::{
    Alias, Distinct, Expr, ExprKind, QualifiedIdent, Query, QueryBody, Select, TableRef, Target,
};
use crate::types::Typed;

const OF_ONE_RELATION: &str =
    "views that do not select from a single table or view are not automatically updatable";

const NO_COLUMN: &str =
    "view columns that are not columns of their base relation are not updatable";

/// What becomes of a statement that writes to a view.
pub(super) enum Through<'c> {
    /// Nobody knows.
    Unknown,
    /// PostgreSQL says why it cannot be written through.
    Not(&'static str),
    /// It writes to this relation.
    To(&'c Relation, Vec<ViewColumn<'c>>),
}

/// What a column of a view is.
pub(super) enum ViewColumn<'c> {
    /// A column of what it is written through to.
    Column(&'c Column),
    /// Something that cannot be written, and why.
    Other(&'static str),
    /// Nobody knows.
    Unknown,
}

/// What a view is written through.
pub(super) fn through<'c>(catalog: &'c Catalog, view: &Relation) -> Through<'c> {
    let Some(body) = catalog.bodies.first(By::Relation(view.id)) else {
        return Through::Unknown;
    };
    let Some(query) = &body.query else { return Through::Unknown };
    let select = match plain_select(query) {
        Ok(select) => select,
        Err(reason) => return Through::Not(reason),
    };
    if !matches!(select.distinct, Distinct::All) {
        return Through::Not("views containing DISTINCT are not automatically updatable");
    }
    if select.group_by.is_some() {
        return Through::Not("views containing GROUP BY are not automatically updatable");
    }
    if select.having.is_some() {
        return Through::Not("views containing HAVING are not automatically updatable");
    }
    let mut calls = Calls { catalog, body, found: None, unsure: false };
    calls.targets(&select.targets);
    query.order_by.iter().for_each(|sort| calls.expr(&sort.expr));
    match calls {
        Calls { found: Some(reason), .. } => return Through::Not(reason),
        Calls { unsure: true, .. } => return Through::Unknown,
        Calls { .. } => {}
    }
    let [TableRef::Relation { name, alias, sample, span: _ }] = select.from.as_slice() else {
        return Through::Not(OF_ONE_RELATION);
    };
    let Some(base) = named(catalog, body, name) else { return Through::Unknown };
    match base.kind {
        RelationKind::Table
        | RelationKind::PartitionedTable
        | RelationKind::ForeignTable
        | RelationKind::View => {}
        _ => return Through::Not(OF_ONE_RELATION),
    }
    if sample.is_some() {
        return Through::Not("views containing TABLESAMPLE are not automatically updatable");
    }
    let shown = alias.as_ref().map_or(name.name.name.as_str(), |alias| alias.name.name.as_str());
    let columns = columns(catalog, &select.targets, view, base, shown, alias.as_ref());
    Through::To(base, columns)
}

/// What a view's body names; not known where names were looked for elsewhere.
fn named<'c>(catalog: &'c Catalog, body: &ViewBody, name: &QualifiedIdent) -> Option<&'c Relation> {
    if name.schema.is_none() && body.search_path != catalog.search_path {
        return None;
    }
    let schema = name.schema_name();
    catalog.find_relation(schema, &name.name.name)
}

/// The columns of a view, each as one of its base. A star stands for the columns that there were when
/// the view was made, which are the first: none of them can go without it.
fn columns<'c>(
    catalog: &Catalog,
    targets: &[Target],
    view: &Relation,
    base: &'c Relation,
    shown: &str,
    alias: Option<&Alias>,
) -> Vec<ViewColumn<'c>> {
    let is_star = |target: &&Target| !matches!(target, Target::Expr { .. });
    let stars = targets.iter().filter(is_star).count();
    let others = targets.len() - stars;
    let width = view.columns.len().checked_sub(others).and_then(|all| all.checked_div(stars));
    let mut columns = Vec::new();
    for target in targets {
        match target {
            Target::Expr { expr, alias: _, span: _ } => {
                columns.push(column(catalog, expr, base, shown, alias));
            }
            // A whole row, part by part.
            Target::CompositeStar { .. } => {
                let other = || ViewColumn::Unknown;
                columns.extend(std::iter::repeat_with(other).take(width.unwrap_or(0)));
            }
            Target::Star(_) | Target::Table(_) | Target::RelationStar { .. } => {
                columns
                    .extend(base.columns.iter().take(width.unwrap_or(0)).map(ViewColumn::Column));
            }
        }
    }
    if columns.len() != view.columns.len() {
        columns = view.columns.iter().map(|_| ViewColumn::Unknown).collect();
    }
    columns
}

fn column<'c>(
    catalog: &Catalog,
    expr: &Expr,
    base: &'c Relation,
    shown: &str,
    alias: Option<&Alias>,
) -> ViewColumn<'c> {
    let names = match &expr.kind {
        ExprKind::Column(names) => names.as_slice(),
        // A cast to the type that a column has already is none.
        ExprKind::Cast { operand, type_name } => {
            let ViewColumn::Column(known) = column(catalog, operand, base, shown, alias) else {
                return ViewColumn::Other(NO_COLUMN);
            };
            return match rules::type_name(catalog, type_name) {
                Ok(Typed { id, typmod: None }) if id == known.ty.id => ViewColumn::Column(known),
                Ok(Typed { typmod: None, .. }) => ViewColumn::Other(NO_COLUMN),
                Ok(_) | Err(_) => ViewColumn::Unknown,
            };
        }
        _ => return ViewColumn::Other(NO_COLUMN),
    };
    let Some(name) = names.last().map(|name| name.name.as_str()) else {
        return ViewColumn::Unknown;
    };
    let renamed = alias.map_or(&[][..], |alias| alias.columns.as_slice());
    let position = renamed.iter().position(|column| column.name == name).or_else(|| {
        let mut columns = base.columns.iter().enumerate().skip(renamed.len());
        columns.find(|(_, column)| column.name == name).map(|(at, _)| at)
    });
    match position.and_then(|at| base.columns.get(at)) {
        Some(column) => ViewColumn::Column(column),
        None if SYSTEM_COLUMNS.iter().any(|(known, _)| *known == name) => {
            ViewColumn::Other("view columns that refer to system columns are not updatable")
        }
        None if names.len() == 1 && name == shown => {
            ViewColumn::Other("view columns that return whole-row references are not updatable")
        }
        None => ViewColumn::Unknown,
    }
}

/// The SELECT of a query with nothing around it, or what there is.
fn plain_select(query: &Query) -> Result<&Select, &'static str> {
    let Query { with, body, order_by: _, limit, offset, locking: _, span: _, wording: _ } = query;
    if with.is_some() {
        return Err("views containing WITH are not automatically updatable");
    }
    if limit.is_some() || offset.is_some() {
        return Err("views containing LIMIT or OFFSET are not automatically updatable");
    }
    match body {
        QueryBody::Select(select) => Ok(select),
        QueryBody::Nested(query) => plain_select(query),
        QueryBody::Values(_) => Err(OF_ONE_RELATION),
        QueryBody::SetOperation(_) => {
            Err("views containing UNION, INTERSECT, or EXCEPT are not automatically updatable")
        }
    }
}

/// Looks for calls that yield other than a value for each row.
struct Calls<'c> {
    catalog: &'c Catalog,
    body: &'c ViewBody,
    found: Option<&'static str>,
    /// Whether there is one that may be, by its name.
    unsure: bool,
}

impl Visitor for Calls<'_> {
    /// What a query inside has is its own.
    fn sublink(&mut self, _: &Query) {}

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Call(call) = &expr.kind {
            let schema = call.name.schema_name();
            let elsewhere = schema.is_none() && self.body.search_path != self.catalog.search_path;
            let candidates: Vec<_> =
                self.catalog.functions_named(schema, &call.name.name.name).collect();
            let all = |is: &dyn Fn(FunctionKind, bool) -> bool| {
                let mut kinds = candidates.iter().map(|(_, it)| is(it.kind(), it.returns_set()));
                match (kinds.clone().any(|is| is), kinds.all(|is| is)) {
                    (true, false) => None,
                    (found, _) => Some(found),
                }
            };
            let aggregate = all(&|kind, _| kind == FunctionKind::Aggregate);
            let set = all(&|_, returns_set| returns_set);
            let reason = match (call.over.is_some(), aggregate, set) {
                (true, _, _) => {
                    Some("views that return window functions are not automatically updatable")
                }
                (false, Some(true), _) => {
                    Some("views that return aggregate functions are not automatically updatable")
                }
                (false, _, Some(true)) => Some(
                    "views that return set-returning functions are not automatically updatable",
                ),
                _ => None,
            };
            self.unsure |= elsewhere || aggregate.is_none() || set.is_none();
            self.found = self.found.or(reason);
        }
        if matches!(expr.kind, ExprKind::JsonAggregate(_)) {
            let reason = "views that return aggregate functions are not automatically updatable";
            self.found = self.found.or(Some(reason));
        }
        walk_expr(self, expr);
    }
}
