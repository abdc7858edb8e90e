//! `ADD COLUMN` and `DROP COLUMN`: which columns a table has.

use crate::catalog::{Default, Generated, NotNull, RelationId, RelationKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::constraint::pending::Pending;
use crate::replay::table::default::OwnDefault;
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::Ident;
use crate::tree::ddl::{ColumnDef, DropBehavior, Reach};

impl Replay<'_> {
    /// Adds a column; its constraints are made once all columns are there.
    pub(in crate::replay) fn add_column(
        &mut self,
        id: RelationId,
        written: &ColumnDef,
        if_not_exists: bool,
        reach: Reach,
    ) -> Done<Vec<Pending>> {
        let relation = self.get(id)?;
        let table = relation.name.name.clone();
        let kind = relation.kind;
        if let Some((_, found)) = relation.column(&written.name.name) {
            if if_not_exists {
                return Ok(Vec::new());
            }
            let message =
                format!("column `{}` of relation `{table}` already exists", written.name.name);
            let note = format!("`{}` is created here", written.name.name);
            return Err(Diagnostic::new(SqlState::DUPLICATE_COLUMN, written.name.span, message)
                .note(note, Some(found.origin.clone()))
                .into());
        }
        let descendants = self.with_descendants(id);
        if reach == Reach::Only && descendants.len() > 1 {
            let message = "column must be added to child tables too";
            let code = SqlState::INVALID_TABLE_DEFINITION;
            return Err(Diagnostic::new(code, written.name.span, message).into());
        }
        let new = self.new_column(written, &table, kind)?;
        // A value for each row, be it one that is kept once for all.
        let computed = match new.column.default {
            Default::None | Default::Generated(Generated::Virtual) => {
                self.catalog.has_conditions(new.column.ty.id)
            }
            _ => true,
        };
        for table in descendants.iter().copied().filter(|_| computed) {
            if self.get(table)?.kind == RelationKind::Table {
                self.rows_are_no_values(table, written.name.span)?;
            }
        }
        let of_one_identity = self.identity_family(id);
        let mut given = Vec::new();
        for table in descendants {
            if self.get(table)?.column(&new.column.name).is_none() {
                let mut column = new.column.clone();
                let identity = matches!(column.default, Default::Identity(_));
                if identity && !of_one_identity.contains(&table) {
                    column.default = Default::None;
                }
                if new.not_null.is_some() {
                    // What its constraint says, which comes below.
                    column.not_null = NotNull::No;
                }
                self.get_mut(table)?.columns.push(column);
                given.push(table);
            } else {
                let name = new.column.name.clone();
                self.catalog.local_columns.push((table, name));
            }
        }
        for table in given.iter().copied() {
            self.note_collation(table, &new.column.name, new.collation.clone());
        }
        self.lint_filled(id, &new.column, written);
        if let Some(sequence) = &new.sequence {
            self.make_owned_sequence(id, &new.column.name, sequence, written.span)?;
        }
        if let Some(expression) = &new.default {
            let done = self.checked_default(&new.column.name, new.column.ty, expression);
            if let Some((own, needed)) = self.keep(done) {
                for table in given.iter().copied() {
                    self.note_default(table, &new.column.name, own, needed.clone());
                }
            }
        }
        if let Some(expression) = &new.generated {
            for table in given {
                self.generated_uses(table, new.column.name.clone(), expression);
            }
        }
        if let Some(not_null) = &new.not_null {
            self.add_not_null(id, not_null, reach)?;
        }
        Ok(new.constraints)
    }

    pub(in crate::replay) fn drop_column(
        &mut self,
        id: RelationId,
        name: &Ident,
        if_exists: bool,
        behavior: DropBehavior,
        reach: Reach,
    ) -> Done {
        if let Err(stop) = self.column(id, name) {
            return if if_exists { Ok(()) } else { Err(stop) };
        }
        self.is_no_partition_key(id, name, "drop")?;
        if self.is_inherited(id, &name.name) {
            let message = format!("cannot drop inherited column `{}`", name.name);
            let code = SqlState::INVALID_TABLE_DEFINITION;
            return Err(Diagnostic::new(code, name.span, message).into());
        }
        if reach == Reach::Only {
            if !self.partitions(id).is_empty() {
                return Err(self.only_from_partitioned("column", name));
            }
            // What the children have of it is their own from here on (`attislocal`).
            for child in self.children(id) {
                self.catalog.local_columns.push((child, name.name.clone()));
            }
        }
        for child in self.with_descendants(id) {
            if child == id || !self.is_local(child, &name.name) {
                self.column_dependents(child, name, behavior)?;
            }
        }
        self.remove_column(id, &name.name, name.span);
        Ok(())
    }

    /// What a partitioned table has its partitions have, too.
    pub(in crate::replay) fn only_from_partitioned(
        &self,
        what: &str,
        name: &Ident,
    ) -> crate::replay::Stop {
        let message = format!(
            "cannot remove {what} `{}` from only the partitioned table when partitions exist",
            name.name
        );
        Diagnostic::new(SqlState::INVALID_TABLE_DEFINITION, name.span, message)
            .help("leave out `ONLY`")
            .into()
    }

    /// Takes a column out, in inheriting tables too, with all that goes with it silently.
    pub(in crate::replay) fn remove_column(&mut self, id: RelationId, name: &str, at: Span) {
        let children: Vec<_> =
            self.children(id).into_iter().filter(|child| !self.is_local(*child, name)).collect();
        self.remove_column_dependents(id, name);
        self.note_default(id, name, OwnDefault::Cast, Vec::new());
        let origin = self.origin(at);
        if let Ok(mut relation) = self.get_mut(id) {
            relation.columns.retain(|column| column.name != name);
        }
        self.catalog.history.push(crate::catalog::Gone {
            what: crate::catalog::GoneThing::Column(id, name.to_owned()),
            renamed_to: None,
            origin,
        });
        for child in children {
            if !self.is_inherited(child, name) {
                self.remove_column(child, name, at);
            }
        }
    }
}
