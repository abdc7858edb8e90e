//! `INSERT … VALUES <rows..>`: one array for each column, unnested side by side.
//!
//! In the select list, because there a row of a composite type stays one value, and PostgreSQL hands
//! each row on as it comes, where `FROM unnest(…)` stores them all first (a quarter slower for 10 000
//! rows of five columns, PostgreSQL 15).

use super::Analyzer;
use super::assign::{Assignee, check_generated};
use super::insert::Inserting;
use crate::catalog::{Catalog, Column, NotNull, Relation, RelationKind, UserTypeKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::emit::{Edit, type_name};
use crate::statement::{Accepts, RowsColumn};
use crate::tree::{AssignmentTarget, RowList};
use crate::types::TypeId;

impl<'c> Analyzer<'c> {
    /// The rows of an INSERT into `targets`: the parameters, and what is sent for them.
    pub(super) fn insert_row_list(
        &mut self,
        relation: &'c Relation,
        insert: &Inserting<'_>,
        targets: &[AssignmentTarget],
        rows: RowList,
    ) -> Result<(), Diagnostic> {
        let mut lists = Vec::new();
        for target in targets {
            if !target.path.is_empty() {
                let message = "a part of a column cannot be filled by a list of rows";
                return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, target.span, message)
                    .help("insert whole columns"));
            }
            let Assignee { target: _, column, stored } =
                self.assigned_column(relation, target, insert.writing())?;
            if let Some(stored) = stored {
                check_generated(stored, target.span, insert.writing())?;
            }
            let element = self.catalog.base_type(column.ty).id;
            let array = self.array_over(column, element, target)?;
            let accepts = match self.takes_null(relation, column) {
                true => Accepts::Either,
                false => Accepts::Value,
            };
            let column =
                RowsColumn { placeholder: rows.number, column: column.name.clone(), element };
            let number = self.parameters.add_row_list(array, accepts, column, rows.placeholder);
            lists.push(format!("unnest(${number}::{})", type_name(self.catalog, array)));
        }
        let given: Vec<&str> = targets.iter().map(|target| target.column.name.as_str()).collect();
        self.check_left_out(relation, &given, insert.table.name.span)?;
        let text = format!("SELECT {}", lists.join(", "));
        self.edits.push(Edit { span: rows.span, text });
        Ok(())
    }

    /// The type of the array that holds a column's values.
    fn array_over(
        &self,
        column: &Column,
        element: TypeId,
        target: &AssignmentTarget,
    ) -> Result<TypeId, Diagnostic> {
        let (name, shown) = (&column.name, self.catalog.format_type(column.ty));
        if self.catalog.element_of(element).is_some() {
            let message = format!(
                "column `{name}` is of type `{shown}`, and PostgreSQL has no list of arrays that \
                 differ in length"
            );
            return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, target.span, message)
                .help(format!(
                    "leave `{name}` out, or insert each row by a statement of its own"
                )));
        }
        self.catalog.array_of(element).ok_or_else(|| {
            let message =
                format!("column `{name}` is of type `{shown}`, of which there are no arrays");
            Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, target.span, message)
                .help("insert each row by a statement of its own")
        })
    }

    /// Whether NULL may be written to a column; a trigger may put something in its place.
    fn takes_null(&self, relation: &Relation, column: &Column) -> bool {
        let refused = column.not_null == NotNull::Enforced
            && relation.kind != RelationKind::View
            && !self.catalog.may_drop_rows(relation.id);
        !refused && !refuses_null(self.catalog, column.ty.id)
    }
}

/// Whether a type is a domain that is, or is over one that is, NOT NULL.
fn refuses_null(catalog: &Catalog, ty: TypeId) -> bool {
    match catalog.user_type(ty).map(|user_type| &user_type.kind) {
        Some(kind @ UserTypeKind::Domain { base, .. }) => {
            kind.says_not_null() || refuses_null(catalog, base.id)
        }
        _ => false,
    }
}
