//! ADD, SET and DROP NOT NULL since 18, and what a primary key makes of it.

use crate::catalog::{ConstraintKind, KeyKind, NotNull, RelationId, RelationKind, Validity};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::constraint::check::Declared;
use crate::replay::constraint::not_null::{NewNotNull, never_without_partitions};
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::Ident;
use crate::tree::ddl::Reach;

/// In which words a NOT NULL is asked for, which decides what one that is there must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// `ADD CONSTRAINT`, or a primary key: it must be the same.
    AsConstraint,
    /// `SET NOT NULL`, or a constraint that is inherited from now on: it must be inherited, too.
    AsColumn,
}

impl Replay<'_> {
    /// `ADD CONSTRAINT … NOT NULL` (`tablecmds.c ATAddCheckNNConstraint`).
    pub(in crate::replay) fn add_not_null(
        &mut self,
        table: RelationId,
        new: &NewNotNull,
        reach: Reach,
    ) -> Done {
        if !new.inherits && self.get(table)?.kind == RelationKind::PartitionedTable {
            return Err(never_without_partitions(new.span).into());
        }
        self.give_not_null(table, new, reach, Asked::AsConstraint, Declared::Here)
    }

    /// Gives a NOT NULL to a table and to those that inherit from it.
    fn give_not_null(
        &mut self,
        table: RelationId,
        new: &NewNotNull,
        reach: Reach,
        asked: Asked,
        declared: Declared,
    ) -> Done {
        let column = Ident { name: new.column.clone(), span: new.span };
        self.column(table, &column)?;
        if let Some(known) = self.not_null(table, &new.column) {
            return match asked {
                Asked::AsConstraint => self.adjust_not_null(table, new, declared),
                Asked::AsColumn if known.inherits() => Ok(()),
                Asked::AsColumn => {
                    let shown = &self.get(table)?.name.name;
                    let code = SqlState::FEATURE_NOT_SUPPORTED;
                    Err(cannot_change_inherit(code, &known.name, shown, new.span).into())
                }
            };
        }
        let name = self.push_not_null(table, new, declared)?;
        self.follow_not_null(table, &new.column);
        if !new.inherits {
            return Ok(());
        }
        let children = self.children(table);
        if reach == Reach::Only && !children.is_empty() {
            let message = "constraint must be added to child tables too";
            let code = SqlState::INVALID_TABLE_DEFINITION;
            return Err(Diagnostic::new(code, new.span, message).into());
        }
        let new = NewNotNull { name: Some(name), ..new.clone() };
        for child in children {
            self.give_not_null(child, &new, reach, asked, Declared::ByParent)?;
        }
        Ok(())
    }

    /// What is NOT NULL already must be so in the same way (`pg_constraint.c
    /// AdjustNotNullInheritance`).
    fn adjust_not_null(&mut self, table: RelationId, new: &NewNotNull, declared: Declared) -> Done {
        let shown = self.get(table)?.name.name.clone();
        let Some(mut known) = self.not_null_mut(table, &new.column) else { return Ok(()) };
        let name = known.name.clone();
        if known.inherits() != new.inherits {
            return Err(cannot_change_inherit(
                SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE,
                &name,
                &shown,
                new.span,
            )
            .into());
        }
        if new.validity == Validity::Valid && known.validity != Validity::Valid {
            return Err(incompatible_not_valid(&name, &shown, new.span).into());
        }
        if declared == Declared::ByParent {
            return Ok(());
        }
        if let Some(wanted) = new.name.as_ref().filter(|wanted| **wanted != name) {
            let message = format!(
                "cannot create not-null constraint `{wanted}` on column `{}` of table `{shown}`",
                new.column
            );
            let code = SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE;
            return Err(Diagnostic::new(code, new.span, message)
                .help(format!("the column has one already, which is called `{name}`"))
                .into());
        }
        known.local = true;
        Ok(())
    }

    /// `SET NOT NULL` (`tablecmds.c ATExecSetNotNull`).
    pub(in crate::replay) fn set_not_null_constraint(
        &mut self,
        table: RelationId,
        column: &Ident,
        reach: Reach,
    ) -> Done {
        let shown = self.get(table)?.name.name.clone();
        if let Some(known) = self.not_null(table, &column.name) {
            let name = known.name.clone();
            if !known.inherits() && reach == Reach::Descendants {
                let code = SqlState::FEATURE_NOT_SUPPORTED;
                return Err(cannot_change_inherit(code, &name, &shown, column.span).into());
            }
            // What is only inherited becomes the table's own, and is looked at no further.
            if !known.local {
                if let Some(mut known) = self.not_null_mut(table, &column.name) {
                    known.local = true;
                }
                return Ok(());
            }
            let name = Ident { name, span: column.span };
            return self.validate_constraint(table, &name, reach);
        }
        let mut new = NewNotNull::implied(&column.name, column.span);
        if reach == Reach::Only && !self.children(table).is_empty() {
            if self.get(table)?.kind == RelationKind::PartitionedTable {
                let message = "constraint must be added to child tables too";
                let code = SqlState::INVALID_TABLE_DEFINITION;
                return Err(Diagnostic::new(code, column.span, message)
                    .help("leave out `ONLY`")
                    .into());
            }
            new.inherits = false;
        }
        self.give_not_null(table, &new, reach, Asked::AsColumn, Declared::Here)
    }

    /// `DROP NOT NULL` (`tablecmds.c ATExecDropNotNull`).
    pub(in crate::replay) fn drop_not_null_constraint(
        &mut self,
        table: RelationId,
        column: &Ident,
        reach: Reach,
    ) -> Done {
        let Some(known) = self.not_null(table, &column.name) else {
            self.mark(table, &column.name, NotNull::No, reach);
            return Ok(());
        };
        let name = known.name.clone();
        let relation = self.get(table)?;
        let found = relation.column(&column.name).map(|(_, found)| found.default);
        if let Some(crate::catalog::Default::Identity(_)) = found {
            let shown = &relation.name.name;
            let message =
                format!("column `{}` of relation `{shown}` is an identity column", column.name);
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, column.span, message).into());
        }
        for parent in relation.parents.clone() {
            let partitioned = self.get(parent)?.kind == RelationKind::PartitionedTable;
            if partitioned && self.not_null(parent, &column.name).is_some() {
                let message =
                    format!("column `{}` is marked NOT NULL in parent table", column.name);
                let code = SqlState::INVALID_TABLE_DEFINITION;
                return Err(Diagnostic::new(code, column.span, message).into());
            }
        }
        self.drop_inheritable(table, &Ident { name, span: column.span }, reach)
    }

    /// Refuses to drop what a key or an identity needs (`tablecmds.c dropconstraint_internal`).
    pub(in crate::replay) fn may_drop_not_null(
        &self,
        table: RelationId,
        column: &str,
        at: Span,
    ) -> Done {
        let relation = self.get(table)?;
        let primary = relation.keys.iter().find(|key| key.kind == KeyKind::Primary);
        if primary.is_some_and(|key| key.columns.iter().any(|found| found == column)) {
            let message = format!("column `{column}` is in a primary key");
            let code = SqlState::INVALID_TABLE_DEFINITION;
            return Err(Diagnostic::new(code, at, message).into());
        }
        let found = relation.column(column).map(|(_, found)| found.default);
        if let Some(crate::catalog::Default::Identity(_)) = found {
            let shown = &relation.name.name;
            let message = format!("column `{column}` of relation `{shown}` is an identity column");
            let code = SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE;
            return Err(Diagnostic::new(code, at, message).into());
        }
        Ok(())
    }

    /// A primary key's columns are NOT NULL, and those of tables that inherit (`tablecmds.c
    /// ATPrepAddPrimaryKey`).
    pub(in crate::replay) fn not_null_for_primary_key(
        &mut self,
        table: RelationId,
        column: &Ident,
        reach: Reach,
    ) -> Done {
        if self.not_null(table, &column.name).is_some() {
            return self.fits_primary_key(table, column);
        }
        if reach == Reach::Only {
            for child in self.children(table) {
                if self.not_null(child, &column.name).is_none() {
                    let shown = &self.get(child)?.name.name;
                    let message = format!(
                        "column `{}` of table `{shown}` is not marked NOT NULL",
                        column.name
                    );
                    let code = SqlState::INTERNAL_ERROR;
                    return Err(Diagnostic::new(code, column.span, message)
                        .help("leave out `ONLY`")
                        .into());
                }
                self.fits_primary_key(child, column)?;
            }
        }
        let new = NewNotNull::implied(&column.name, column.span);
        self.give_not_null(table, &new, Reach::Descendants, Asked::AsConstraint, Declared::Here)
    }

    /// Whether the NOT NULL of a column keeps all NULLs out that a primary key must not have
    /// (`tablecmds.c verifyNotNullPKCompatible`).
    fn fits_primary_key(&self, table: RelationId, column: &Ident) -> Done {
        let Some(known) = self.not_null(table, &column.name) else { return Ok(()) };
        let (marked, help) = match (known.inherits(), known.validity) {
            (true, Validity::Valid) => return Ok(()),
            (false, _) => ("NO INHERIT", format!("ALTER CONSTRAINT {} INHERIT", known.name)),
            (true, _) => ("NOT VALID", format!("VALIDATE CONSTRAINT {}", known.name)),
        };
        let shown = &self.get(table)?.name.name;
        let message = format!("cannot create primary key on column `{}`", column.name);
        let code = SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE;
        let note = format!("its constraint `{}` is marked {marked}", known.name);
        Err(Diagnostic::new(code, column.span, message)
            .note(note, Some(known.origin.clone()))
            .help(format!("write `ALTER TABLE {shown} {help}` before"))
            .into())
    }

    /// Refuses to give a column numbers of which some may be missing (`tablecmds.c
    /// ATExecAddIdentity`).
    pub(in crate::replay) fn is_valid_for_identity(
        &self,
        table: RelationId,
        column: &Ident,
    ) -> Done {
        match self.not_null(table, &column.name) {
            Some(known) if known.validity != Validity::Valid => {
                let shown = &self.get(table)?.name.name;
                Err(incompatible_not_valid(&known.name, shown, column.span).into())
            }
            _ => Ok(()),
        }
    }

    /// Makes a constraint one that tables that inherit have, too, or no longer have
    /// (`tablecmds.c ATExecAlterConstrInheritability`).
    pub(in crate::replay) fn set_inherits(
        &mut self,
        table: RelationId,
        column: &str,
        inherits: bool,
        at: Span,
    ) -> Done {
        let Some(mut known) = self.not_null_mut(table, column) else { return Ok(()) };
        let name = known.name.clone();
        let ConstraintKind::NotNull { inherits: before, .. } = &mut known.kind else {
            return Ok(());
        };
        if std::mem::replace(before, inherits) == inherits {
            return Ok(());
        }
        drop(known);
        for child in self.children(table) {
            match inherits {
                true => {
                    let new =
                        NewNotNull { name: Some(name.clone()), ..NewNotNull::implied(column, at) };
                    let (reach, asked) = (Reach::Descendants, Asked::AsColumn);
                    self.give_not_null(child, &new, reach, asked, Declared::ByParent)?;
                }
                false => {
                    if let Some(mut found) = self.not_null_mut(child, column) {
                        found.local = true;
                    }
                }
            }
        }
        Ok(())
    }
}

fn cannot_change_inherit(code: SqlState, name: &str, table: &str, at: Span) -> Diagnostic {
    let message = format!(
        "cannot change NO INHERIT status of NOT NULL constraint `{name}` on relation `{table}`"
    );
    Diagnostic::new(code, at, message)
        .help(format!("write `ALTER TABLE {table} ALTER CONSTRAINT {name} INHERIT` before"))
}

fn incompatible_not_valid(name: &str, table: &str, at: Span) -> Diagnostic {
    let message = format!("incompatible NOT VALID constraint `{name}` on relation `{table}`");
    Diagnostic::new(SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE, at, message)
        .help(format!("write `ALTER TABLE {table} VALIDATE CONSTRAINT {name}` before"))
}
