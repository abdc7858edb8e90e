//! Whether a view takes what is written to it.
//!
//! `rewriteHandler.c view_query_is_auto_updatable, error_view_not_updatable`. What a trigger or a
//! rule may do is not looked at: a view that has one is taken to be written through it.

use super::Analyzer;
use crate::catalog::{Catalog, Relation, RelationKind, RuleEvent, ViewBody};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::{Distinct, ExprKind, QualifiedIdent, Query, QueryBody, Select, TableRef, Target};

/// How many views may be read through each other.
const DEEPEST: u32 = 32;

impl Analyzer<'_> {
    /// Refuses to write to a view that PostgreSQL cannot write through.
    pub(super) fn check_updatable(
        &self,
        relation: &Relation,
        event: RuleEvent,
        span: Span,
    ) -> Result<(), Diagnostic> {
        let Some(reason) = obstacle(self.catalog, relation, DEEPEST) else { return Ok(()) };
        let (verb, word) = match event {
            RuleEvent::Insert => ("insert into", "INSERT"),
            RuleEvent::Update => ("update", "UPDATE"),
            RuleEvent::Delete => ("delete from", "DELETE"),
        };
        let message = format!("cannot {verb} view `{}`", relation.name.name);
        Err(Diagnostic::new(SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE, span, message)
            .note(reason, Some(relation.origin.clone()))
            .help(format!("give it an `INSTEAD OF {word}` trigger, or write to its table")))
    }
}

/// Why a relation cannot be written through, as far as its body shows it.
fn obstacle(catalog: &Catalog, relation: &Relation, depth: u32) -> Option<&'static str> {
    let rewritten = catalog.intercepts_rows(relation.id);
    if relation.kind != RelationKind::View || rewritten || depth == 0 {
        return None;
    }
    let body = catalog.bodies.iter().find(|body| body.view == relation.id)?;
    let query = body.query.as_ref()?;
    let select = match plain_select(query) {
        Ok(select) => select,
        Err(reason) => return Some(reason),
    };
    let Select {
        distinct,
        targets,
        into: _,
        from,
        filter: _,
        group_by,
        having,
        windows: _,
        span: _,
    } = select;
    if !matches!(distinct, Distinct::All) {
        return Some("views containing DISTINCT are not automatically updatable");
    }
    if group_by.is_some() {
        return Some("views containing GROUP BY are not automatically updatable");
    }
    if having.is_some() {
        return Some("views containing HAVING are not automatically updatable");
    }
    if targets.iter().any(is_window_call) {
        return Some("views that return window functions are not automatically updatable");
    }
    let [TableRef::Relation { name, alias: _, sample, span: _ }] = from.as_slice() else {
        return Some(
            "views that do not select from a single table or view are not automatically updatable",
        );
    };
    if sample.is_some() {
        return Some("views containing TABLESAMPLE are not automatically updatable");
    }
    obstacle(catalog, named(catalog, body, name)?, depth - 1)
}

/// What a view's body names; not known where names were looked for elsewhere.
fn named<'c>(catalog: &'c Catalog, body: &ViewBody, name: &QualifiedIdent) -> Option<&'c Relation> {
    if name.schema.is_none() && body.search_path != catalog.search_path {
        return None;
    }
    let schema = name.schema.as_ref().map(|schema| schema.name.as_str());
    catalog.find_relation(schema, &name.name.name)
}

/// The relation that a view is written through to.
pub(super) enum Base<'c> {
    /// It is none, or only its triggers write.
    None,
    /// It is one, which is not known.
    Unknown,
    /// This.
    Known(&'c Relation),
}

/// The base of a view that PostgreSQL can write through.
pub(super) fn base<'c>(catalog: &'c Catalog, relation: &Relation) -> Base<'c> {
    if relation.kind != RelationKind::View {
        return Base::None;
    }
    let Some(body) = catalog.bodies.iter().find(|body| body.view == relation.id) else {
        return Base::Unknown;
    };
    let Some(query) = &body.query else { return Base::Unknown };
    let Ok(select) = plain_select(query) else { return Base::None };
    match select.from.as_slice() {
        [TableRef::Relation { name, alias: _, sample: _, span: _ }] => {
            named(catalog, body, name).map_or(Base::Unknown, Base::Known)
        }
        _ => Base::None,
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
        QueryBody::Values(_) => Err(
            "views that do not select from a single table or view are not automatically updatable",
        ),
        QueryBody::SetOperation(_) => {
            Err("views containing UNION, INTERSECT, or EXCEPT are not automatically updatable")
        }
    }
}

fn is_window_call(target: &Target) -> bool {
    let Target::Expr { expr, alias: _, span: _ } = target else { return false };
    matches!(&expr.kind, ExprKind::Call(call) if call.over.is_some())
}
