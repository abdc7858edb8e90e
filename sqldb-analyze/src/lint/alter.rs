//! The rules of `ALTER TABLE`.

use super::rewrite::{changes_values, value_for_each_row};
use super::statement::{quoted, shown};
use super::walk::Walk;
use super::{Lint, Rule};
use crate::catalog::{ConstraintKind, Default, Major, NotNull, Relation, Validity};
use crate::span::Span;
use crate::tree::ddl::{
    AlterAction, AlterColumn, AlterRelation, ColumnConstraintKind, ColumnDef, Object,
    TableConstraint, TableConstraintKind,
};
use crate::tree::{Ident, QualifiedIdent};
use crate::types::Typed;

impl Walk<'_> {
    pub(super) fn alter(&mut self, alter: &AlterRelation) {
        let schema = alter.name.schema_name();
        if matches!(alter.object, Object::Index | Object::Sequence) {
            return;
        }
        let Some(table) = self.existing_named(schema, &alter.name.name.name).cloned() else {
            return;
        };
        let renamed = |span: Span| {
            Lint::new(
                Rule::RenameTable,
                span,
                format!(
                    "queries of the program that is deployed now name `{}`, which is not there then",
                    shown(&table)
                ),
                format!(
                    "make a view of the old name (`CREATE VIEW {} AS SELECT * FROM …`) until no program \
                     uses it",
                    shown(&table)
                ),
            )
        };
        for action in &alter.actions {
            match action {
                AlterAction::Rename(to) | AlterAction::SetSchema(to) => self.lint(renamed(to.span)),
                AlterAction::RenameColumn(from, _) => self.rename_column(&table, from),
                AlterAction::DropColumn { name, .. } => self.drop_column(&table, name),
                AlterAction::AddColumn { column, .. } => self.add_column(&table, column),
                AlterAction::AlterColumn(column, change) => self.column(&table, column, change),
                AlterAction::AddConstraint(constraint) => self.constraint(&table, constraint),
                AlterAction::ValidateConstraint(name) => self.validate(&table, name),
                AlterAction::DropConstraint { name, .. } => self.drop_constraint(&table, name),
                AlterAction::AttachPartition(partition, _) => self.attach(&table, partition),
                _ => {}
            }
        }
    }

    /// Since 18 NOT NULL may be dropped by its name.
    fn drop_constraint(&mut self, table: &Relation, name: &Ident) {
        let found = self.now.constraints.iter().find_map(|found| match &found.kind {
            ConstraintKind::NotNull { column, .. }
                if found.relation == table.id && found.name == name.name =>
            {
                Some(Ident { name: column.clone(), span: name.span })
            }
            _ => None,
        });
        if let Some(column) = found {
            self.column(table, &column, &AlterColumn::DropNotNull);
        }
    }

    /// A check is taken for the one that proves the bound, which the catalog does not know.
    fn attach(&mut self, table: &Relation, partition: &QualifiedIdent) {
        let Some(found) = self.existing(partition) else { return };
        let has_check = self.now.constraints.iter().any(|constraint| {
            constraint.relation == found.id
                && matches!(constraint.kind, ConstraintKind::Check { .. })
        });
        if has_check {
            return;
        }
        let (called, whole) = (shown(found), shown(table));
        self.lint(Lint::new(
            Rule::AttachScans,
            partition.name.span,
            format!("reads and writes of `{called}` wait until all its rows are looked at"),
            format!(
                "write `ALTER TABLE {called} ADD CONSTRAINT … CHECK (…) NOT VALID` with what the bound of \
                 `{whole}` says; in the next migration `VALIDATE CONSTRAINT …`; then this, which takes \
                 the check for a proof"
            ),
        ));
    }

    fn rename_column(&mut self, table: &Relation, from: &Ident) {
        let (called, column) = (shown(table), quoted(from));
        self.lint(Lint::new(
            Rule::RenameColumn,
            from.span,
            format!("queries of the program that is deployed now may name `{called}.{column}`"),
            "add a column of the new name, write both, copy the rows, then drop the old one",
        ));
    }

    fn drop_column(&mut self, table: &Relation, name: &Ident) {
        if table.column(&name.name).is_none() {
            return;
        }
        let (called, column) = (shown(table), quoted(name));
        self.lint(Lint::new(
            Rule::DropColumn,
            name.span,
            format!("queries of the program that is deployed now may name `{called}.{column}`"),
            "first deploy a program without such queries, then drop it",
        ));
    }

    fn add_column(&mut self, table: &Relation, column: &ColumnDef) {
        self.numbers(column);
        let (called, name) = (shown(table), quoted(&column.name));
        let kinds = || column.constraints.iter().map(|constraint| &constraint.kind);
        let required = kinds().any(|kind| *kind == ColumnConstraintKind::NotNull);
        let filled = kinds().any(|kind| {
            matches!(
                kind,
                ColumnConstraintKind::Default(_)
                    | ColumnConstraintKind::Identity(..)
                    | ColumnConstraintKind::Generated(..)
            )
        });
        if let Some(reason) = value_for_each_row(&self.now, column) {
            self.lint(
                Lint::new(
                    Rule::DefaultRewrites,
                    column.span,
                    format!(
                        "this writes all of `{called}` anew, and reads and writes wait until then"
                    ),
                    format!(
                        "add `{name}` without it, then `ALTER COLUMN {name} SET DEFAULT …`, and fill the \
                         rows in steps"
                    ),
                )
                .note(reason),
            );
        } else if required && !filled {
            self.lint(Lint::new(
                Rule::RequiredColumn,
                column.span,
                format!(
                    "`{called}` has no value of `{name}` for the rows that are there, and the program \
                     that is deployed now inserts none"
                ),
                "add a `DEFAULT`, or add the column without `NOT NULL`, and set that in a later migration",
            ));
        }
        for constraint in &column.constraints {
            match &constraint.kind {
                ColumnConstraintKind::References(references) => {
                    let target = self.existing(&references.table).map(shown);
                    self.foreign_key(table, constraint.span, target);
                }
                ColumnConstraintKind::Check(_) => self.check(table, constraint.span),
                ColumnConstraintKind::Unique { .. } => {
                    self.builds_index(table, constraint.span, "UNIQUE");
                }
                ColumnConstraintKind::Primary => {
                    self.builds_index(table, constraint.span, "PRIMARY KEY");
                }
                _ => {}
            }
        }
    }

    fn column(&mut self, table: &Relation, name: &Ident, change: &AlterColumn) {
        let Some((_, column)) = table.column(&name.name) else { return };
        let (called, shown_name) = (shown(table), quoted(name));
        match change {
            AlterColumn::SetNotNull if column.not_null == NotNull::No => {
                self.set_not_null(table, name);
            }
            AlterColumn::DropNotNull if column.not_null == NotNull::Enforced => {
                self.lint(Lint::new(
                    Rule::DropNotNull,
                    name.span,
                    format!(
                        "the program that is deployed now takes `{called}.{shown_name}` for never NULL, \
                         and fails at the first one"
                    ),
                    "first deploy a program that reads it as an `Option` (`AS \"name?\"`)",
                ));
            }
            AlterColumn::DropDefault
                if column.not_null == NotNull::Enforced && column.default != Default::None =>
            {
                self.lint(Lint::new(
                    Rule::DropDefault,
                    name.span,
                    format!(
                        "the program that is deployed now may leave `{shown_name}` out when it inserts \
                         into `{called}`"
                    ),
                    "first deploy a program that gives it a value",
                ));
            }
            AlterColumn::Type { using, .. } => {
                let after = self.after();
                let after = after.relation(table.id).and_then(|table| table.column(&name.name));
                let after = after.map(|(_, column)| column.ty);
                self.new_type(table, name, column.ty, after, using.is_some());
            }
            _ => {}
        }
    }

    fn set_not_null(&mut self, table: &Relation, name: &Ident) {
        // The catalog keeps which columns a check names, not what it says of them.
        let proven = self.before.constraints.iter().any(|constraint| {
            constraint.relation == table.id
                && matches!(&constraint.kind, ConstraintKind::Check { columns, .. }
                    if *columns == [name.name.clone()])
        });
        if proven {
            return;
        }
        let (called, column) = (shown(table), quoted(name));
        let check = format!("{}_not_null", name.name);
        self.lint(Lint::new(
            Rule::NotNullScans,
            name.span,
            format!("reads and writes of `{called}` wait until all its rows are looked at"),
            if self.now.major >= Major::V18 {
                format!(
                    "write `ALTER TABLE {called} ADD CONSTRAINT {check} NOT NULL {column} NOT VALID`, \
                     and in the next migration `VALIDATE CONSTRAINT {check}`"
                )
            } else {
                format!(
                    "write `ALTER TABLE {called} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) \
                     NOT VALID`; in the next migration `VALIDATE CONSTRAINT {check}`; then this, which \
                     takes the check for a proof"
                )
            },
        ));
    }

    fn new_type(
        &mut self,
        table: &Relation,
        name: &Ident,
        before: Typed,
        after: Option<Typed>,
        using: bool,
    ) {
        let Some(after) = after else { return };
        let (called, column) = (shown(table), quoted(name));
        if using || changes_values(&self.now, before, after) {
            self.lint(Lint::new(
                Rule::TypeRewrites,
                name.span,
                format!("this writes all of `{called}` anew, and reads and writes wait until then"),
                format!(
                    "add a column of the new type, write both, copy the rows in steps, then drop \
                     `{column}`"
                ),
            ));
        }
        // What is sent is the base type of a domain.
        if self.now.base_type(before).id != self.now.base_type(after).id {
            let (old, new) = (self.now.format_type(before), self.now.format_type(after));
            self.lint(Lint::new(
                Rule::TypeChanges,
                name.span,
                format!(
                    "the program that is deployed now reads and writes `{called}.{column}` as `{old}`, \
                     and fails with `{new}`"
                ),
                "add a column of the new type beside it until no program uses the old one",
            ));
        }
    }

    fn constraint(&mut self, table: &Relation, constraint: &TableConstraint) {
        let span = constraint.span;
        if constraint.attributes.validity() != Validity::Valid {
            let name = constraint.name.as_ref().map(|name| name.name.clone());
            self.added.constraints.extend(name.map(|name| (table.id, name)));
            return;
        }
        match &constraint.kind {
            TableConstraintKind::Check(_) => self.check(table, span),
            TableConstraintKind::ForeignKey { references, .. } => {
                let target = self.existing(&references.table).map(shown);
                self.foreign_key(table, span, target);
            }
            TableConstraintKind::Primary(_) => self.builds_index(table, span, "PRIMARY KEY"),
            TableConstraintKind::Unique { .. } => self.builds_index(table, span, "UNIQUE"),
            TableConstraintKind::Exclude(_) => {
                let called = shown(table);
                self.lint(Lint::new(
                    Rule::ConstraintBuildsIndex,
                    span,
                    format!("reads and writes of `{called}` wait until its index is built"),
                    "there is no form that does not wait: do it when nobody uses the table",
                ));
            }
            TableConstraintKind::NotNull(column) => self.set_not_null(table, column),
            TableConstraintKind::UsingIndex { .. } => {}
        }
    }

    fn check(&mut self, table: &Relation, span: Span) {
        let called = shown(table);
        self.lint(Lint::new(
            Rule::CheckScans,
            span,
            format!("reads and writes of `{called}` wait until all its rows are looked at"),
            format!(
                "write `ALTER TABLE {called} ADD CONSTRAINT … CHECK (…) NOT VALID`, and in the next \
                 migration `VALIDATE CONSTRAINT …`"
            ),
        ));
    }

    fn foreign_key(&mut self, table: &Relation, span: Span, target: Option<String>) {
        let called = shown(table);
        let both = match target {
            Some(target) if target != called => format!("`{called}` and `{target}`"),
            _ => format!("`{called}`"),
        };
        self.lint(Lint::new(
            Rule::ForeignKeyScans,
            span,
            format!("writes to {both} wait until all rows of `{called}` are looked up"),
            format!(
                "write `ALTER TABLE {called} ADD CONSTRAINT … FOREIGN KEY (…) REFERENCES … NOT VALID`, \
                 and in the next migration `VALIDATE CONSTRAINT …`"
            ),
        ));
    }

    fn builds_index(&mut self, table: &Relation, span: Span, kind: &str) {
        let called = shown(table);
        self.lint(Lint::new(
            Rule::ConstraintBuildsIndex,
            span,
            format!("reads and writes of `{called}` wait until its index is built"),
            format!(
                "write `CREATE UNIQUE INDEX CONCURRENTLY i ON {called} (…)` in a migration of its own, \
                 and then `ALTER TABLE {called} ADD CONSTRAINT … {kind} USING INDEX i`"
            ),
        ));
    }

    fn validate(&mut self, table: &Relation, name: &Ident) {
        if !self.added.constraints.contains(&(table.id, name.name.clone())) {
            return;
        }
        let called = shown(table);
        self.lint(Lint::new(
            Rule::ValidateHoldsLock,
            name.span,
            format!(
                "the lock of the statement that added the constraint is held until all rows of \
                 `{called}` are looked at"
            ),
            "write `VALIDATE CONSTRAINT` in the next migration",
        ));
    }
}
