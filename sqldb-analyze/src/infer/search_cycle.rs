//! SEARCH and CYCLE of a recursive query: the columns that they add.
//!
//! `parse_cte.c analyzeCTE`; `parse_relation.c addRangeTableEntryForCTE`: first the column of
//! SEARCH, then the mark and the path of CYCLE.

use super::Analyzer;
use super::recursion::{joins, parenthesised};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::nulls::Reader;
use crate::scope::ItemColumn;
use crate::statement::Nulls;
use crate::tree::{Cte, Cycle, Ident, QueryBody, Search, SearchOrder, SetOperation};
use crate::types::TypeId;

impl Analyzer<'_> {
    /// The columns that the clauses of an entry add, which its recursive term sees, too.
    pub(super) fn added_columns(&mut self, cte: &Cte) -> Result<Vec<ItemColumn>, Diagnostic> {
        let mut added: Vec<ItemColumn> = Vec::new();
        if let Some(Search { order, by: _, sequence }) = &cte.search {
            let ty = match order {
                SearchOrder::Depth => TypeId::RECORD_ARRAY,
                SearchOrder::Breadth => TypeId::RECORD,
            };
            added.push(ItemColumn::made(&sequence.name, ty.into(), Nulls::Never));
        }
        if let Some(Cycle { columns: _, mark, values, path }) = &cte.cycle {
            let (mark_type, nulls) = match values {
                None => (TypeId::BOOL.into(), Nulls::Never),
                Some((value, default)) => {
                    let nodes = vec![self.expr(value)?, self.expr(default)?];
                    let (nodes, ty) = self.common(nodes, "CYCLE")?;
                    let reader = Reader::new(&self.scopes);
                    let each = nodes.iter().map(|node| reader.nulls(node));
                    (ty, each.fold(Nulls::Never, Nulls::and))
                }
            };
            added.push(ItemColumn::made(&mark.name, mark_type, nulls));
            let paths = TypeId::RECORD_ARRAY.into();
            added.push(ItemColumn::made(&path.name, paths, Nulls::Never));
        }
        Ok(added)
    }
}

/// What the clauses demand of a recursion whose terms have been analysed, and have these columns.
///
/// # Errors
///
/// What `analyzeCTE` says, and then `rewriteSearchCycle.c rewriteSearchAndCycle`.
pub(super) fn check_added(
    cte: &Cte,
    union: &SetOperation,
    columns: &[ItemColumn],
) -> Result<(), Diagnostic> {
    if cte.search.is_none() && cte.cycle.is_none() {
        return Ok(());
    }
    let error = |code, message: String| Err(Diagnostic::new(code, cte.name.span, message));
    for (side, body, code) in [
        ("left", &union.left, SqlState::FEATURE_NOT_SUPPORTED),
        ("right", &union.right, SqlState::SYNTAX_ERROR),
    ] {
        if let QueryBody::SetOperation(_) = within_parentheses(body) {
            let message = format!(
                "with a SEARCH or CYCLE clause, the {side} side of the UNION must be a SELECT"
            );
            return error(code, message);
        }
    }
    let mut names: Vec<&str> = Vec::new();
    if let Some(Search { order: _, by, sequence }) = &cte.search {
        check_list(by, columns, "search")?;
        check_free(&names, columns, sequence, "search sequence")?;
        names.push(&sequence.name);
    }
    if let Some(Cycle { columns: followed, mark, values: _, path }) = &cte.cycle {
        check_list(followed, columns, "cycle")?;
        for (name, what) in [(mark, "cycle mark"), (path, "cycle path")] {
            check_free(&names, columns, name, what)?;
            names.push(&name.name);
        }
    }
    match within_parentheses(&union.right) {
        QueryBody::Select(select) if !joins(&select.from, &cte.name.name) => {
            let message = format!(
                "with a SEARCH or CYCLE clause, the recursive reference to WITH query `{}` must be \
                 at the top level of its right-hand SELECT",
                cte.name.name
            );
            error(SqlState::FEATURE_NOT_SUPPORTED, message)
        }
        _ => Ok(()),
    }
}

fn within_parentheses(body: &QueryBody) -> &QueryBody {
    match body {
        QueryBody::Nested(query) => &parenthesised(query).body,
        body => body,
    }
}

/// The columns that are followed must exist, each once.
fn check_list(list: &[Ident], columns: &[ItemColumn], clause: &str) -> Result<(), Diagnostic> {
    for (at, name) in list.iter().enumerate() {
        let error = |code, message: String| Err(Diagnostic::new(code, name.span, message));
        if !columns.iter().any(|column| column.name == name.name) {
            let message = format!("{clause} column `{}` not in WITH query column list", name.name);
            return error(SqlState::SYNTAX_ERROR, message);
        }
        if list.iter().take(at).any(|known| known.name == name.name) {
            let message = format!("{clause} column `{}` specified more than once", name.name);
            return error(SqlState::DUPLICATE_COLUMN, message);
        }
    }
    Ok(())
}

/// The name of a column that is added must not be one of the query's, nor another one that is added.
fn check_free(
    added: &[&str],
    columns: &[ItemColumn],
    name: &Ident,
    what: &str,
) -> Result<(), Diagnostic> {
    let place = match () {
        () if columns.iter().any(|column| column.name == name.name) => {
            "already used in WITH query column list"
        }
        () if added.contains(&name.name.as_str()) => "is used more than once",
        () => return Ok(()),
    };
    let message = format!("{what} column name `{}` {place}", name.name);
    Err(Diagnostic::new(SqlState::SYNTAX_ERROR, name.span, message))
}
