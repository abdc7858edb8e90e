//! What variables get: by `:=`, `SELECT … INTO` and `PERFORM`.

use super::run::{Certainty, DecidedBy, Flow, Run, failed};
use crate::diagnostic::SqlState;
use crate::replay::Replay;
use crate::replay::known::{Knowledge, Known, Shape, Value, VariableType};
use crate::span::Span;
use crate::tree::ddl::{Fragment, RowCount};
use crate::tree::{Expr, Query, QueryBody, Target};

impl Replay<'_> {
    /// `PERFORM`: of the rows only whether there is one counts (`pl_exec.c exec_stmt_perform`).
    pub(super) fn perform(&mut self, run: &mut Run, query: &Fragment) -> Flow {
        let outcome = run.outcome;
        let flow = self.run_query(run, query.clone());
        let found = self
            .query_tree(query)
            .and_then(|query| Knowledge::new(self.catalog, &run.variables).exists(&query));
        if found.is_some() {
            run.outcome = outcome;
        }
        self.assign(run, "found", found);
        flow
    }

    pub(super) fn select_into(
        &mut self,
        run: &mut Run,
        query: &Fragment,
        into: &[String],
        expected: RowCount,
        at: Span,
    ) -> Flow {
        let outcome = run.outcome;
        let checked = self.run_query(run, query.clone());
        if !matches!(checked, Flow::Next) {
            return checked;
        }
        let rows = self
            .query_tree(query)
            .and_then(|query| Knowledge::new(self.catalog, &run.variables).known_rows(&query))
            .map(|(rows, _)| rows);
        run.outcome = match rows {
            Some(_) => outcome,
            None => outcome.max(DecidedBy::Rows),
        };
        let certain = run.certainty == Certainty::Certain;
        if let (Some(rows), RowCount::One, true) = (&rows, expected, certain) {
            let strict = "`INTO STRICT` takes one row";
            match rows.len() {
                0 => {
                    let message = "query returned no rows";
                    return failed(SqlState::NO_DATA_FOUND, at, message, strict);
                }
                1 => {}
                _ => {
                    let message = "query returned more than one row";
                    return failed(SqlState::TOO_MANY_ROWS, at, message, strict);
                }
            }
        }
        let found = rows.as_ref().map(|rows| Known::Boolean(!rows.is_empty()));
        self.assign(run, "found", found);
        let row = match rows {
            Some(rows) => match <[_; 1]>::try_from(rows) {
                Ok([only]) => Some(only),
                Err(rows) if rows.is_empty() => {
                    into.iter().for_each(|variable| self.assign(run, variable, Some(Known::Null)));
                    return Flow::Next;
                }
                Err(_) => None,
            },
            None => None,
        };
        match (row, into) {
            (None, _) => into.iter().for_each(|variable| self.assign(run, variable, None)),
            (Some(row), [only]) if row.iter().all(|(_, value)| value.is_none()) => {
                // `SELECT format(…) INTO name`.
                let shape =
                    self.query_tree(query).and_then(|query| self.shape(run, alone(&query)?));
                self.assign(run, only, Some(Known::Row(row)));
                assign_shape(run, only, shape);
            }
            (Some(row), [only]) => self.assign(run, only, Some(Known::Row(row))),
            (Some(row), into) => {
                for (variable, (_, value)) in into.iter().zip(row) {
                    self.assign(run, variable, value);
                }
            }
        }
        Flow::Next
    }

    /// Gives a variable its value.
    pub(super) fn assign(&self, run: &mut Run, variable: &str, value: Value) {
        let Some(at) = run.variables.iter().rposition(|known| known.name == variable) else {
            return;
        };
        let Some(ty) = run.variables.get(at).map(|known| known.ty.clone()) else { return };
        let given = value.is_some() && matches!(ty, VariableType::Named(_));
        let value = Knowledge::new(self.catalog, &run.variables).assigned(&ty, value);
        if given && value.is_none() {
            // It may not be one of the type.
            run.outcome = run.outcome.max(DecidedBy::Rows);
        }
        if let Some(known) = run.variables.get_mut(at) {
            known.value = value;
            known.shape = None;
        }
    }
}

/// Keeps the text that a variable has been given, as far as it is known.
pub(super) fn assign_shape(run: &mut Run, variable: &str, shape: Option<Shape>) {
    if let Some(known) = run.variables.iter_mut().rfind(|known| known.name == variable) {
        known.shape = shape;
    }
}

/// The only target of a query.
fn alone(query: &Query) -> Option<&Expr> {
    let QueryBody::Select(select) = &query.body else { return None };
    match select.targets.as_slice() {
        [Target::Expr { expr, alias: _, span: _ }] => Some(expr),
        _ => None,
    }
}
