//! WITH.
//!
//! `parse_cte.c transformWithClause, analyzeCTE, analyzeCTETargetList`.

use super::Analyzer;
use super::query::{QueryOutput, Unknowns};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{CteEntry, ItemColumn};
use crate::statement::{Nulls, Rows};
use crate::tree::{
    Cte, Ident, Query, QueryBody, Recursion, SetOperation, SetOperator, Statement, With,
};

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
        for cte in &with.ctes {
            let entry = match (with.recursion, recursive_union(cte)) {
                (Recursion::Recursive, Some((query, union))) => {
                    self.recursive(cte, query, union)?
                }
                _ => {
                    let (columns, rows) = self.cte_statement(cte)?;
                    CteEntry { name: cte.name.name.clone(), columns, rows }
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
        let first = Query {
            body: union.left.clone(),
            order_by: Vec::new(),
            limit: None,
            offset: None,
            locking: Vec::new(),
            ..query.clone()
        };
        // A term that names the expression itself is no recursion in this form.
        let first = self.subquery(&first, Unknowns::Resolve)?;
        let mut columns = first.columns.iter().map(super::Output::item_column).collect::<Vec<_>>();
        for column in &mut columns {
            column.source = None;
        }
        let mut columns = renamed(cte, columns)?;
        loop {
            self.scopes.top().ctes.push(CteEntry {
                name: cte.name.name.clone(),
                columns: Some(columns.clone()),
                rows: Rows::Many,
            });
            let result = self.subquery(query, Unknowns::Resolve);
            self.scopes.top().ctes.pop();
            let QueryOutput { columns: result, rows } = result?;
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
                let name = cte.name.name.clone();
                return Ok(CteEntry { name, columns: Some(columns), rows });
            }
        }
    }
}

/// The UNION of a common table expression that uses itself.
fn recursive_union(cte: &Cte) -> Option<(&Query, &SetOperation)> {
    let Statement::Query(query) = &*cte.statement else { return None };
    let QueryBody::SetOperation(union) = &query.body else { return None };
    let uses = mentions(&union.right, &cte.name.name);
    (union.operator == SetOperator::Union && uses).then_some((query, union))
}

/// Whether FROM of a query body, sub-selects included, names `name`. The walk is over the text of
/// the tree: a name that means something else makes one more round, nothing else.
fn mentions(body: &QueryBody, name: &str) -> bool {
    let wanted = format!("schema: None, name: Ident {{ name: {name:?}");
    format!("{body:?}").contains(&wanted)
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
