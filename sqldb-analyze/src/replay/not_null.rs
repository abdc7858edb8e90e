//! NOT NULL as a constraint, which it is since 18: its name, from whom it is inherited, and whether
//! rows satisfy it (`heap.c AddRelationNotNullConstraints`, `tablecmds.c`).
//!
//! Up to 17 a column is NOT NULL or not, and a name in front of it means nothing.

use super::check::Declared;
use super::name::constraint_name;
use super::{Done, Replay};
use crate::catalog::{
    Constraint, ConstraintKind, KeyKind, Major, NotNull, RelationId, RelationKind, Validity,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::Ident;
use crate::tree::ddl::Reach;

/// A NOT NULL that is to be.
#[derive(Clone, Debug)]
pub(super) struct NewNotNull {
    /// `CONSTRAINT name`; PostgreSQL makes one where [`None`].
    pub(super) name: Option<String>,
    /// The column.
    pub(super) column: String,
    /// Whether tables that inherit have it, too.
    pub(super) inherits: bool,
    /// Whether rows that are there satisfy it.
    pub(super) validity: Validity,
    /// Where it is written, or what asks for it.
    pub(super) span: Span,
}

/// In which words a NOT NULL is asked for, which decides what one that is there must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// `ADD CONSTRAINT`, or a primary key: it must be the same.
    AsConstraint,
    /// `SET NOT NULL`, or a constraint that is inherited from now on: it must be inherited, too.
    AsColumn,
}

impl NewNotNull {
    /// What a key, an identity or a serial type asks for.
    pub(super) fn implied(column: &str, span: Span) -> NewNotNull {
        let column = column.to_owned();
        NewNotNull { name: None, column, inherits: true, validity: Validity::Valid, span }
    }
}

impl Replay<'_> {
    /// Whether NOT NULL is a constraint.
    pub(super) fn names_not_null(&self) -> bool {
        self.catalog.major >= Major::V18
    }

    /// The NOT NULL of a column.
    fn not_null(&self, table: RelationId, column: &str) -> Option<&Constraint> {
        self.catalog.constraints.iter().find(|found| is_of(found, table, column))
    }

    fn not_null_mut(&mut self, table: RelationId, column: &str) -> Option<&mut Constraint> {
        self.catalog.constraints.iter_mut().find(|found| is_of(found, table, column))
    }

    /// From how many tables a constraint is inherited (`pg_constraint.coninhcount`).
    pub(super) fn times_inherited(&self, constraint: &Constraint) -> usize {
        let parents = self.catalog.relation(constraint.relation).map(|found| &found.parents);
        let parents = parents.map(Vec::as_slice).unwrap_or_default();
        let theirs = self.catalog.constraints.iter().filter(|found| {
            parents.contains(&found.relation) && found.inherits() && constraint.is_one_with(found)
        });
        theirs.count()
    }

    /// Makes a column what its constraint says it is: what a foreign table declares nobody enforces,
    /// and of rows that were there when a constraint was made `NOT VALID` nobody knows.
    pub(super) fn follow_not_null(&mut self, table: RelationId, column: &str) {
        let valid =
            self.not_null(table, column).is_some_and(|found| found.validity == Validity::Valid);
        let Ok(relation) = self.get_mut(table) else { return };
        let enforced = valid && relation.kind != RelationKind::ForeignTable;
        let Some(found) = relation.columns.iter_mut().find(|found| found.name == column) else {
            return;
        };
        let not_null = if enforced { NotNull::Enforced } else { NotNull::No };
        if found.not_null != not_null {
            found.not_null = not_null;
            self.nulls_changed(table);
        }
    }

    /// The constraints of a new table: its own, then those of the tables that it inherits from.
    pub(super) fn create_not_nulls(
        &mut self,
        table: RelationId,
        written: Vec<NewNotNull>,
        parents: &[RelationId],
        at: Span,
    ) -> Done {
        let mut inherited: Vec<(String, String)> = Vec::new();
        for parent in parents {
            let of_parent = self.not_nulls_by_name(*parent).into_iter();
            inherited.extend(of_parent.filter(|found| found.inherits).map(|found| {
                let name = found.name.unwrap_or_default();
                (found.column, name)
            }));
        }
        let mut given: Vec<String> = Vec::new();
        for new in self.merged(table, written)? {
            if !new.inherits && inherited.iter().any(|(column, _)| *column == new.column) {
                let message = format!(
                    "cannot define not-null constraint with NO INHERIT on column `{}`",
                    new.column
                );
                return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, new.span, message)
                    .help("the column has an inherited not-null constraint")
                    .into());
            }
            inherited.retain(|(column, _)| *column != new.column);
            if let Some(name) = &new.name {
                if given.contains(name) {
                    return Err(self.name_taken(table, name, new.span));
                }
                given.push(name.clone());
            }
            // Rows that are not there satisfy anything.
            let new = NewNotNull { validity: Validity::Valid, ..new };
            self.push_not_null(table, &new, Declared::Here)?;
        }
        while let Some((column, name)) = inherited.first().cloned() {
            inherited.retain(|(other, _)| *other != column);
            let taken = super::name::constraint_taken(self.catalog, table, &name);
            let name = (!taken).then_some(name);
            let new = NewNotNull { name, ..NewNotNull::implied(&column, at) };
            self.push_not_null(table, &new, Declared::ByParent)?;
        }
        let columns: Vec<_> =
            self.get(table)?.columns.iter().map(|column| column.name.clone()).collect();
        for column in columns {
            self.follow_not_null(table, &column);
        }
        Ok(())
    }

    /// The NOT NULLs of a table as `LIKE` copies them.
    pub(super) fn not_nulls_by_name(&self, table: RelationId) -> Vec<NewNotNull> {
        let own = self.catalog.constraints.iter().filter(|found| found.relation == table);
        let mut list: Vec<NewNotNull> = own
            .filter_map(|found| match &found.kind {
                ConstraintKind::NotNull { column, inherits } => Some(NewNotNull {
                    name: Some(found.name.clone()),
                    column: column.clone(),
                    inherits: *inherits,
                    validity: found.validity,
                    span: Span::default(),
                }),
                _ => None,
            })
            .collect();
        list.sort_by(|one, other| one.name.cmp(&other.name));
        list
    }

    /// A column has one constraint, whatever a statement says several times.
    fn merged(&self, table: RelationId, written: Vec<NewNotNull>) -> Done<Vec<NewNotNull>> {
        let mut merged: Vec<NewNotNull> = Vec::new();
        for new in written {
            let column = Ident { name: new.column.clone(), span: new.span };
            self.column(table, &column)?;
            let Some(known) = merged.iter_mut().find(|known| known.column == new.column) else {
                merged.push(new);
                continue;
            };
            if known.inherits != new.inherits {
                return Err(conflicting_inherit(&new.column, new.span).into());
            }
            match (&known.name, new.name) {
                (Some(first), Some(second)) if *first != second => {
                    let message =
                        format!("conflicting not-null constraint names `{first}` and `{second}`");
                    return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, new.span, message).into());
                }
                (None, Some(name)) => known.name = Some(name),
                _ => {}
            }
        }
        Ok(merged)
    }

    fn push_not_null(
        &mut self,
        table: RelationId,
        new: &NewNotNull,
        declared: Declared,
    ) -> Done<String> {
        let relation = self.get(table)?;
        let (schema, bare) = (relation.name.schema.clone(), relation.name.name.clone());
        let name = match &new.name {
            Some(name) => {
                let ident = Ident { name: name.clone(), span: new.span };
                self.plain_constraint_name(table, &ident)?
            }
            None => constraint_name(self.catalog, &schema, &bare, Some(&new.column), "not_null"),
        };
        let origin = self.origin(new.span);
        self.catalog.constraints.push(Constraint {
            name: name.clone(),
            relation: table,
            kind: ConstraintKind::NotNull { column: new.column.clone(), inherits: new.inherits },
            validity: new.validity,
            local: declared == Declared::Here,
            origin,
        });
        Ok(name)
    }

    /// `ADD CONSTRAINT … NOT NULL` (`tablecmds.c ATAddCheckNNConstraint`).
    pub(super) fn add_not_null(
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
        let Some(known) = self.not_null_mut(table, &new.column) else { return Ok(()) };
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
    pub(super) fn set_not_null_constraint(
        &mut self,
        table: RelationId,
        column: &Ident,
        reach: Reach,
    ) -> Done {
        let shown = self.get(table)?.name.name.clone();
        if let Some(known) = self.not_null_mut(table, &column.name) {
            let name = known.name.clone();
            if !known.inherits() && reach == Reach::Descendants {
                let code = SqlState::FEATURE_NOT_SUPPORTED;
                return Err(cannot_change_inherit(code, &name, &shown, column.span).into());
            }
            // What is only inherited becomes the table's own, and is looked at no further.
            if !known.local {
                known.local = true;
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
    pub(super) fn drop_not_null_constraint(
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
    pub(super) fn may_drop_not_null(&self, table: RelationId, column: &str, at: Span) -> Done {
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
    pub(super) fn not_null_for_primary_key(
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
    pub(super) fn is_valid_for_identity(&self, table: RelationId, column: &Ident) -> Done {
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
    pub(super) fn set_inherits(
        &mut self,
        table: RelationId,
        column: &str,
        inherits: bool,
        at: Span,
    ) -> Done {
        let Some(known) = self.not_null_mut(table, column) else { return Ok(()) };
        let name = known.name.clone();
        let ConstraintKind::NotNull { inherits: known, .. } = &mut known.kind else {
            return Ok(());
        };
        if std::mem::replace(known, inherits) == inherits {
            return Ok(());
        }
        for child in self.children(table) {
            match inherits {
                true => {
                    let new =
                        NewNotNull { name: Some(name.clone()), ..NewNotNull::implied(column, at) };
                    let (reach, asked) = (Reach::Descendants, Asked::AsColumn);
                    self.give_not_null(child, &new, reach, asked, Declared::ByParent)?;
                }
                false => {
                    if let Some(found) = self.not_null_mut(child, column) {
                        found.local = true;
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn name_taken(&self, table: RelationId, name: &str, at: Span) -> super::Stop {
        let Ok(relation) = self.get(table) else { return super::Stop::Known };
        let shown = &relation.name.name;
        let message = format!("constraint `{name}` for relation `{shown}` already exists");
        Diagnostic::new(SqlState::DUPLICATE_OBJECT, at, message).into()
    }
}

fn is_of(found: &Constraint, table: RelationId, name: &str) -> bool {
    found.relation == table
        && matches!(&found.kind, ConstraintKind::NotNull { column, .. } if column == name)
}

pub(super) fn conflicting_inherit(column: &str, at: Span) -> Diagnostic {
    let message =
        format!("conflicting NO INHERIT declaration for not-null constraint on column `{column}`");
    Diagnostic::new(SqlState::SYNTAX_ERROR, at, message)
}

pub(super) fn never_without_partitions(at: Span) -> Diagnostic {
    let message = "not-null constraints on partitioned tables cannot be NO INHERIT";
    Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, at, message)
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
