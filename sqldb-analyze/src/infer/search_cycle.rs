//! SEARCH and CYCLE of a recursive query: the columns that they add.
//!
//! `parse_cte.c analyzeCTE`; `parse_relation.c addRangeTableEntryForCTE`: first the column of
//! SEARCH, then the mark and the path of CYCLE.

use super::Analyzer;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::nulls::Reader;
use crate::scope::ItemColumn;
use crate::statement::Nulls;
use crate::tree::{Cte, Cycle, Ident, QueryBody, Search, SearchOrder, SetOperation};
use crate::types::TypeId;

impl Analyzer<'_> {
    /// The columns that the clauses of an entry add to `columns`.
    pub(super) fn added_columns(
        &mut self,
        cte: &Cte,
        union: &SetOperation,
        columns: &[ItemColumn],
    ) -> Result<Vec<ItemColumn>, Diagnostic> {
        let (search, cycle) = (cte.search.as_ref(), cte.cycle.as_ref());
        if search.is_none() && cycle.is_none() {
            return Ok(Vec::new());
        }
        for (side, body) in [("left", &union.left), ("right", &union.right)] {
            if !matches!(body, QueryBody::Select(_) | QueryBody::Values(_)) {
                let code = match side {
                    "left" => SqlState::FEATURE_NOT_SUPPORTED,
                    _ => SqlState::SYNTAX_ERROR,
                };
                let message = format!(
                    "with a SEARCH or CYCLE clause, the {side} side of the UNION must be a SELECT"
                );
                return Err(Diagnostic::new(code, cte.name.span, message));
            }
        }
        let mut added: Vec<ItemColumn> = Vec::new();
        if let Some(Search { order, by, sequence }) = search {
            check_list(by, columns, "search")?;
            let ty = match order {
                SearchOrder::Depth => TypeId::RECORD_ARRAY,
                SearchOrder::Breadth => TypeId::RECORD,
            };
            let column = ItemColumn::made(&sequence.name, ty.into(), Nulls::Never);
            add(&mut added, columns, sequence, "search sequence", column)?;
        }
        if let Some(Cycle { columns: followed, mark, values, path }) = cycle {
            check_list(followed, columns, "cycle")?;
            let paths = TypeId::RECORD_ARRAY.into();
            let path_column = ItemColumn::made(&path.name, paths, Nulls::Never);
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
            let cycle_mark = ItemColumn::made(&mark.name, mark_type, nulls);
            add(&mut added, columns, mark, "cycle mark", cycle_mark)?;
            add(&mut added, columns, path, "cycle path", path_column)?;
        }
        Ok(added)
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

/// A column of a name that is free.
fn add(
    added: &mut Vec<ItemColumn>,
    columns: &[ItemColumn],
    name: &Ident,
    what: &str,
    column: ItemColumn,
) -> Result<(), Diagnostic> {
    if columns.iter().any(|column| column.name == name.name) {
        let message =
            format!("{what} column name `{}` already used in WITH query column list", name.name);
        return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, name.span, message));
    }
    if added.iter().any(|column| column.name == name.name) {
        let message = format!("{what} column name `{}` is used more than once", name.name);
        return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, name.span, message));
    }
    added.push(column);
    Ok(())
}
