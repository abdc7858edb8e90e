//! `WITH RECURSIVE`: in which order its entries are analysed, and whether each is well formed.
//!
//! `parse_cte.c makeDependencyGraph, checkWellFormedRecursion`.

use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::visit::{Visitor, walk_query_without_with, walk_table_ref};
use crate::tree::{
    Cte, Join, JoinCondition, JoinKind, Query, QueryBody, Recursion, SetOperation, SetOperator,
    SetQuantifier, Statement, TableRef, With,
};

/// The entries so that each comes behind those it uses, with whether it uses itself.
///
/// # Errors
///
/// 0A000 where two use each other; 42P19 where one uses itself in a place where it may not.
pub(super) fn ordered(with: &With) -> Result<Vec<(&Cte, SelfReference)>, Diagnostic> {
    let names: Vec<&str> = with.ctes.iter().map(|cte| cte.name.name.as_str()).collect();
    let uses: Vec<Vec<usize>> = with.ctes.iter().map(|cte| used(&cte.statement, &names)).collect();
    let mut done: Vec<usize> = Vec::new();
    let mut order = Vec::new();
    while order.len() < with.ctes.len() {
        let next = uses.iter().enumerate().position(|(at, used)| {
            !done.contains(&at) && used.iter().all(|other| *other == at || done.contains(other))
        });
        let Some(next) = next else {
            let stuck = (0..with.ctes.len()).find(|at| !done.contains(at));
            let span = stuck.and_then(|at| with.ctes.get(at)).map(|cte| cte.name.span);
            let message = "mutual recursion between WITH items is not implemented";
            let code = SqlState::FEATURE_NOT_SUPPORTED;
            return Err(Diagnostic::new(code, span.unwrap_or_default(), message));
        };
        done.push(next);
        if let (Some(cte), Some(used)) = (with.ctes.get(next), uses.get(next)) {
            let own = match used.contains(&next) {
                true => {
                    check(cte)?;
                    SelfReference::Yes
                }
                false => SelfReference::No,
            };
            order.push((cte, own));
        }
    }
    Ok(order)
}

/// Whether an entry uses itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SelfReference {
    No,
    Yes,
}

/// The places in `names` that a statement refers to.
fn used(statement: &Statement, names: &[&str]) -> Vec<usize> {
    let mut uses = Uses { names, hidden: Vec::new(), found: Vec::new() };
    uses.statement(statement);
    uses.found
}

/// Looks for relations that are entries, unless an inner `WITH` hides them.
struct Uses<'n> {
    names: &'n [&'n str],
    hidden: Vec<String>,
    found: Vec<usize>,
}

impl Visitor for Uses<'_> {
    fn query(&mut self, query: &Query) {
        walk_hiding(self, query);
    }

    fn table_ref(&mut self, table: &TableRef) {
        if let TableRef::Relation { name, .. } = table
            && name.schema.is_none()
            && !self.hidden.contains(&name.name.name)
            && let Some(at) = self.names.iter().position(|known| *known == name.name.name)
            && !self.found.contains(&at)
        {
            self.found.push(at);
        }
        walk_table_ref(self, table);
    }
}

impl Hiding for Uses<'_> {
    fn hidden(&mut self) -> &mut Vec<String> {
        &mut self.hidden
    }
}

/// A visitor for whom the entries of an inner `WITH` hide those of an outer one.
trait Hiding: Visitor {
    /// The names that are hidden.
    fn hidden(&mut self) -> &mut Vec<String>;
}

/// Visits a query: the names of its own `WITH` are hidden in all entries if it is `RECURSIVE`,
/// otherwise in those behind them, and in the query itself.
fn walk_hiding(visitor: &mut impl Hiding, query: &Query) {
    let known = visitor.hidden().len();
    if let Some(with) = &query.with {
        let recursive = with.recursion == Recursion::Recursive;
        if recursive {
            let names = with.ctes.iter().map(|cte| cte.name.name.clone());
            visitor.hidden().extend(names);
        }
        for cte in &with.ctes {
            visitor.statement(&cte.statement);
            if !recursive {
                visitor.hidden().push(cte.name.name.clone());
            }
        }
    }
    walk_query_without_with(visitor, query);
    visitor.hidden().truncate(known);
}

/// Where in an entry a reference to itself stands (`RecursionContext`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Allowed,
    NonRecursiveTerm,
    Sublink,
    OuterJoin,
    Intersect,
    Except,
}

impl Place {
    /// The end of PostgreSQL's sentence.
    fn message(self) -> Option<&'static str> {
        Some(match self {
            Place::Allowed => return None,
            Place::NonRecursiveTerm => "its non-recursive term",
            Place::Sublink => "a subquery",
            Place::OuterJoin => "an outer join",
            Place::Intersect => "INTERSECT",
            Place::Except => "EXCEPT",
        })
    }
}

/// An entry that uses itself must have the form `non-recursive UNION [ALL] recursive`.
fn check(cte: &Cte) -> Result<(), Diagnostic> {
    let (name, span) = (&cte.name.name, cte.name.span);
    let error = |message: String| Err(Diagnostic::new(SqlState::INVALID_RECURSION, span, message));
    let Statement::Query(query) = &*cte.statement else {
        return error(format!(
            "recursive query `{name}` must not contain data-modifying statements"
        ));
    };
    let union = match &parenthesised(query).body {
        QueryBody::SetOperation(union) if union.operator == SetOperator::Union => union,
        _ => {
            return error(format!(
                "recursive query `{name}` does not have the form non-recursive-term UNION [ALL] \
                 recursive-term"
            ));
        }
    };
    let clauses = parentheses(query).filter_map(|query| match query {
        Query { order_by, .. } if !order_by.is_empty() => Some("ORDER BY"),
        Query { offset: Some(_), .. } => Some("OFFSET"),
        Query { limit: Some(_), .. } => Some("LIMIT"),
        Query { locking, .. } if !locking.is_empty() => Some("FOR UPDATE/SHARE"),
        _ => None,
    });
    let clause = clauses.last();
    let mut checker = Checker {
        name,
        hidden: Vec::new(),
        place: Place::NonRecursiveTerm,
        references: 0,
        error: None,
    };
    checker.body(&union.left);
    if let Some(error) = checker.error {
        return Err(error);
    }
    checker.place = Place::Allowed;
    checker.body(&union.right);
    if let Some(error) = checker.error {
        return Err(error);
    }
    match clause {
        Some(clause) => Err(Diagnostic::new(
            SqlState::FEATURE_NOT_SUPPORTED,
            span,
            format!("{clause} in a recursive query is not implemented"),
        )),
        None => Ok(()),
    }
}

/// A query and those that it is the parentheses of, which are one (`gram.y insertSelectOptions`).
pub(super) fn parentheses(query: &Query) -> impl Iterator<Item = &Query> {
    std::iter::successors(Some(query), |query| match &query.body {
        QueryBody::Nested(inner) => Some(&**inner),
        QueryBody::Select(_) | QueryBody::Values(_) | QueryBody::SetOperation(_) => None,
    })
}

/// The innermost of [`parentheses`].
pub(super) fn parenthesised(query: &Query) -> &Query {
    parentheses(query).last().unwrap_or(query)
}

/// Whether items of FROM, or what they join, are a relation of this name.
pub(super) fn joins(items: &[TableRef], relation: &str) -> bool {
    items.iter().any(|item| match item {
        TableRef::Relation { name, alias: _, sample: _, span: _ } => {
            name.schema.is_none() && name.name.name == relation
        }
        TableRef::Join(join) => {
            let sides = [&join.left, &join.right];
            sides.into_iter().any(|side| joins(std::slice::from_ref(side), relation))
        }
        TableRef::JsonTable { .. }
        | TableRef::XmlTable { .. }
        | TableRef::Functions { .. }
        | TableRef::Subquery { .. } => false,
    })
}

/// Looks for references of an entry to itself where it may not have any.
struct Checker<'n> {
    name: &'n str,
    hidden: Vec<String>,
    place: Place,
    references: usize,
    error: Option<Diagnostic>,
}

impl Checker<'_> {
    fn reference(&mut self, span: Span) {
        let name = self.name;
        self.references += 1;
        let message = match self.place.message() {
            Some(place) => {
                format!("recursive reference to query `{name}` must not appear within {place}")
            }
            None if self.references > 1 => {
                format!("recursive reference to query `{name}` must not appear more than once")
            }
            None => return,
        };
        let error = Diagnostic::new(SqlState::INVALID_RECURSION, span, message);
        self.error.get_or_insert(error);
    }

    fn within(&mut self, place: Place, walk: impl FnOnce(&mut Self)) {
        let outside = std::mem::replace(&mut self.place, place);
        walk(self);
        self.place = outside;
    }

    /// A stricter place inside a place that is already forbidden keeps the outer one's sentence.
    fn inside(&self, place: Place) -> Place {
        if self.place == Place::Allowed { place } else { self.place }
    }
}

impl Visitor for Checker<'_> {
    fn query(&mut self, query: &Query) {
        walk_hiding(self, query);
    }

    fn sublink(&mut self, query: &Query) {
        let place = self.inside(Place::Sublink);
        self.within(place, |checker| checker.query(query));
    }

    fn set_operation(&mut self, operation: &SetOperation) {
        let SetOperation { operator, quantifier, left, right, span: _ } = operation;
        let all = *quantifier == SetQuantifier::All;
        let (left_place, right_place) = match operator {
            SetOperator::Union => (self.place, self.place),
            SetOperator::Intersect if all => {
                (self.inside(Place::Intersect), self.inside(Place::Intersect))
            }
            SetOperator::Intersect => (self.place, self.place),
            SetOperator::Except if all => (self.inside(Place::Except), self.inside(Place::Except)),
            SetOperator::Except => (self.place, self.inside(Place::Except)),
        };
        self.within(left_place, |checker| checker.body(left));
        self.within(right_place, |checker| checker.body(right));
    }

    fn table_ref(&mut self, table: &TableRef) {
        if let TableRef::Relation { name, .. } = table
            && name.schema.is_none()
            && name.name.name == self.name
            && !self.hidden.contains(&name.name.name)
        {
            self.reference(name.name.span);
        }
        walk_table_ref(self, table);
    }

    fn join(&mut self, join: &Join) {
        let Join { left, right, kind, condition, alias: _, span: _ } = join;
        let padded = self.inside(Place::OuterJoin);
        let (left_place, right_place) = match kind {
            JoinKind::Inner => (self.place, self.place),
            JoinKind::Left => (self.place, padded),
            JoinKind::Right => (padded, self.place),
            JoinKind::Full => (padded, padded),
        };
        self.within(left_place, |checker| checker.table_ref(left));
        self.within(right_place, |checker| checker.table_ref(right));
        if let JoinCondition::On(condition) = condition {
            self.expr(condition);
        }
    }
}

impl Hiding for Checker<'_> {
    fn hidden(&mut self) -> &mut Vec<String> {
        &mut self.hidden
    }
}
