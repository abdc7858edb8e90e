//! Conditions and queries in definitions: what is never true there is not what was meant either.

use super::Lint;
use super::query::null_comparison;
use super::walk::Walk;
use crate::syntax;
use crate::tree::Expr;
use crate::tree::ddl::{
    AlterAction, ColumnConstraintKind, ColumnDef, Ddl, Fragment, TableConstraint,
    TableConstraintKind, TableElement,
};
use crate::tree::visit::{Visitor, walk_expr};

impl Walk<'_> {
    /// Comparisons with NULL; of tables that the migration itself makes, too.
    pub(super) fn conditions(&mut self, kind: &Ddl) {
        let mut found = Comparisons::default();
        match kind {
            Ddl::CreateIndex(index) => {
                index.filter.iter().for_each(|filter| found.condition(filter));
            }
            Ddl::CreateTable(table) => {
                for element in &table.elements {
                    match element {
                        TableElement::Column(column) => found.column(column),
                        TableElement::Constraint(constraint) => found.constraint(constraint),
                        _ => {}
                    }
                }
            }
            Ddl::AlterRelation(alter) => {
                for action in &alter.actions {
                    match action {
                        AlterAction::AddColumn { column, .. } => found.column(column),
                        AlterAction::AddConstraint(constraint) => found.constraint(constraint),
                        _ => {}
                    }
                }
            }
            Ddl::CreateView(view) => {
                if let Ok((query, _)) = syntax::query(&view.query.tokens) {
                    found.query(&query);
                }
            }
            Ddl::Data { statement: Some(written), .. } => {
                if let Ok(statement) = syntax::statement(&written.tokens) {
                    found.statement(&statement);
                }
            }
            _ => {}
        }
        self.lints.append(&mut found.0);
    }
}

#[derive(Default)]
struct Comparisons(Vec<Lint>);

impl Comparisons {
    fn column(&mut self, column: &ColumnDef) {
        for constraint in &column.constraints {
            if let ColumnConstraintKind::Check(condition) = &constraint.kind {
                self.condition(condition);
            }
        }
    }

    fn constraint(&mut self, constraint: &TableConstraint) {
        if let TableConstraintKind::Check(condition) = &constraint.kind {
            self.condition(condition);
        }
    }

    fn condition(&mut self, condition: &Fragment) {
        // What cannot be read is the replay's to complain about.
        if let Ok((expr, _)) = syntax::expression(&condition.tokens) {
            self.expr(&expr);
        }
    }
}

impl Visitor for Comparisons {
    fn expr(&mut self, expr: &Expr) {
        self.0.extend(null_comparison(expr));
        walk_expr(self, expr);
    }
}
