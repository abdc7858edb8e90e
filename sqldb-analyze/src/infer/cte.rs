//! WITH.
//!
//! `parse_cte.c transformWithClause, analyzeCTE, analyzeCTETargetList`.

use super::Analyzer;
use super::query::{QueryOutput, Unknowns};
use super::recursion::{self, SelfReference};
use super::search_cycle::check_added;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{CteEntry, ItemColumn};
use crate::statement::{Nulls, Rows};
use crate::tree::{
    Cte, Ident, Query, QueryBody, Recursion, SetOperation, SetOperator, Statement, With,
};
use crate::types::TypeId;

impl Analyzer<'_> {
    /// The common table expressions of a level, in their order.
    pub(crate) fn with(&mut self, with: &With) -> Result<(), Diagnostic> {
        for (at, cte) in with.ctes.iter().enumerate() {
            if with.ctes.iter().take(at).any(|known| known.name.name == cte.name.name) {
                let message =
                    format!("WITH query name `{}` specified more than once", cte.name.name);
                return Err(Diagnostic::new(SqlState::DUPLICATE_ALIAS, cte.name.span, message));
            }
        }
        let order = match with.recursion {
            Recursion::Recursive => recursion::ordered(with)?,
            Recursion::Plain => with.ctes.iter().map(|cte| (cte, SelfReference::No)).collect(),
        };
        for (cte, own) in order {
            let entry = match (own, recursive_union(cte)) {
                (SelfReference::Yes, Some((query, union))) => self.recursive(cte, query, union)?,
                _ => {
                    let (columns, rows) = self.cte_statement(cte)?;
                    not_recursive(cte)?;
                    CteEntry { name: cte.name.name.clone(), columns, added: 0, rows }
                }
            };
            self.scopes.top().ctes.push(entry);
        }
        Ok(())
    }

    fn cte_statement(&mut self, cte: &Cte) -> Result<(Option<Vec<ItemColumn>>, Rows), Diagnostic> {
        let output = match &*cte.statement {
            Statement::Query(query) => self.subquery(query, Unknowns::Resolve)?,
            modifying => {
                if self.depth > 0 {
                    return Err(Diagnostic::new(
                        SqlState::FEATURE_NOT_SUPPORTED,
                        cte.name.span,
                        "WITH clause containing a data-modifying statement must be at the top level",
                    ));
                }
                self.depth += 1;
                self.scopes.push();
                let output = self.modifying(modifying);
                self.scopes.pop();
                self.depth -= 1;
                output?
            }
        };
        if output.rows == Rows::None {
            return Ok((None, Rows::None));
        }
        let columns = output.columns.iter().map(super::Output::item_column).collect();
        Ok((Some(renamed(cte, columns)?), output.rows))
    }

    /// `WITH RECURSIVE`: the types are those of the first term; NULL-ness starts from it, too, and
    /// is widened until another round changes nothing (rule 12).
    fn recursive(
        &mut self,
        cte: &Cte,
        query: &Query,
        union: &SetOperation,
    ) -> Result<CteEntry, Diagnostic> {
        self.recursions += 1;
        let entry = self.at_level(query.span, |analyzer| {
            for with in recursion::parentheses(query).filter_map(|query| query.with.as_ref()) {
                analyzer.with(with)?;
            }
            analyzer.recursive_entry(cte, union)
        });
        self.recursions -= 1;
        entry
    }

    fn recursive_entry(&mut self, cte: &Cte, union: &SetOperation) -> Result<CteEntry, Diagnostic> {
        // A term that names the expression itself is no recursion in this form.
        let first = self.arm(&union.left, union.span)?;
        let columns = first.columns.iter().map(|column| {
            let column = ItemColumn { source: None, ..column.item_column() };
            // `parse_cte.c analyzeCTETargetList`.
            let ty = if column.ty.id == TypeId::UNKNOWN { TypeId::TEXT.into() } else { column.ty };
            match self.recursions > MOST_PRECISE {
                true => ItemColumn { ty, nulls: Nulls::Maybe, elements: Nulls::Maybe, ..column },
                false => ItemColumn { ty, ..column },
            }
        });
        let mut columns = renamed(cte, columns.collect())?;
        let added = self.added_columns(cte)?;
        loop {
            self.scopes.top().ctes.push(CteEntry {
                name: cte.name.name.clone(),
                columns: Some([columns.as_slice(), &added].concat()),
                added: added.len(),
                rows: Rows::Many,
            });
            let second = self.arm(&union.right, union.span);
            self.scopes.top().ctes.pop();
            let QueryOutput { columns: result, rows } =
                self.combined(union, first.clone(), second?)?;
            let mut stable = true;
            for (at, (column, output)) in columns.iter_mut().zip(&result).enumerate() {
                if column.ty != output.node.ty {
                    let (name, first) = (&cte.name, self.catalog.format_type(column.ty));
                    let overall = self.catalog.format_type(output.node.ty);
                    let message = format!(
                        "recursive query `{}` column {} has type {first} in non-recursive term \
                         but type {overall} overall",
                        name.name,
                        at + 1
                    );
                    return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, name.span, message)
                        .help(format!("cast the output of the non-recursive term to {overall}")));
                }
                let widen = |known: &mut Nulls, found: Nulls| {
                    if *known == Nulls::Never && found == Nulls::Maybe {
                        *known = Nulls::Maybe;
                        return false;
                    }
                    true
                };
                stable &= widen(&mut column.nulls, output.nulls);
                stable &= widen(&mut column.elements, output.elements);
            }
            if stable {
                check_added(cte, union, &columns)?;
                let name = cte.name.name.clone();
                columns.extend(added.iter().cloned());
                return Ok(CteEntry { name, columns: Some(columns), added: added.len(), rows });
            }
        }
    }
}

/// How many recursive queries in each other are asked again until nothing changes; of those that
/// stand deeper all columns may be NULL from the first round on, which then is the only one.
const MOST_PRECISE: usize = 4;

/// The UNION of a common table expression that uses itself.
fn recursive_union(cte: &Cte) -> Option<(&Query, &SetOperation)> {
    let Statement::Query(query) = &*cte.statement else { return None };
    let QueryBody::SetOperation(union) = &recursion::parenthesised(query).body else { return None };
    (union.operator == SetOperator::Union).then_some((query, union))
}

/// `SEARCH` and `CYCLE` follow a recursion.
fn not_recursive(cte: &Cte) -> Result<(), Diagnostic> {
    match cte.search.is_some() || cte.cycle.is_some() {
        false => Ok(()),
        true => {
            let message = "WITH query is not recursive";
            Err(Diagnostic::new(SqlState::SYNTAX_ERROR, cte.name.span, message))
        }
    }
}

fn renamed(cte: &Cte, mut columns: Vec<ItemColumn>) -> Result<Vec<ItemColumn>, Diagnostic> {
    if cte.columns.len() > columns.len() {
        let Ident { name, span } = &cte.name;
        let message = format!(
            "WITH query `{name}` has {} columns available but {} columns specified",
            columns.len(),
            cte.columns.len()
        );
        return Err(Diagnostic::new(SqlState::INVALID_COLUMN_REFERENCE, *span, message));
    }
    for (column, name) in columns.iter_mut().zip(&cte.columns) {
        column.name = name.name.clone();
    }
    Ok(columns)
}
