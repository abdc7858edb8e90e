//! NOT NULL as a constraint, which it is since 18: its name, from whom it is inherited, and whether
//! rows satisfy it (`heap.c AddRelationNotNullConstraints`, `tablecmds.c`).
//!
//! Up to 17 a column is NOT NULL or not, and a name in front of it means nothing. Here is what comes with a
//! table; `alter::not_null` has what comes later.

use crate::catalog::{
    By, Changing, Constraint, ConstraintKind, Major, NotNull, RelationId, RelationKind, Validity,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::constraint::check::Declared;
use crate::replay::name::constraint_name;
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::Ident;

/// A NOT NULL that is to be.
#[derive(Clone, Debug)]
pub(in crate::replay) struct NewNotNull {
    /// `CONSTRAINT name`; PostgreSQL makes one where [`None`].
    pub(in crate::replay) name: Option<String>,
    /// The column.
    pub(in crate::replay) column: String,
    /// Whether tables that inherit have it, too.
    pub(in crate::replay) inherits: bool,
    /// Whether rows that are there satisfy it.
    pub(in crate::replay) validity: Validity,
    /// Where it is written, or what asks for it.
    pub(in crate::replay) span: Span,
}

impl NewNotNull {
    /// What a key, an identity or a serial type asks for.
    pub(in crate::replay) fn implied(column: &str, span: Span) -> NewNotNull {
        let column = column.to_owned();
        NewNotNull { name: None, column, inherits: true, validity: Validity::Valid, span }
    }
}

impl Replay<'_> {
    /// Whether NOT NULL is a constraint.
    pub(in crate::replay) fn names_not_null(&self) -> bool {
        self.catalog.major >= Major::V18
    }

    /// The NOT NULL of a column.
    pub(in crate::replay) fn not_null(
        &self,
        table: RelationId,
        column: &str,
    ) -> Option<&Constraint> {
        let mut own = self.catalog.constraints.by(By::Relation(table));
        own.find(|found| is_of(found, table, column))
    }

    pub(in crate::replay) fn not_null_mut(
        &mut self,
        table: RelationId,
        column: &str,
    ) -> Option<Changing<'_, Constraint>> {
        self.catalog.constraints.change(By::Relation(table), |found| is_of(found, table, column))
    }

    /// From how many tables a constraint is inherited (`pg_constraint.coninhcount`).
    pub(in crate::replay) fn times_inherited(&self, constraint: &Constraint) -> usize {
        let parents = self.catalog.relation(constraint.relation).map(|found| &found.parents);
        let parents = parents.map(Vec::as_slice).unwrap_or_default();
        let all = |parent: &RelationId| self.catalog.constraints.by(By::Relation(*parent));
        let theirs = parents.iter().flat_map(all);
        theirs.filter(|found| found.inherits() && constraint.is_one_with(found)).count()
    }

    /// Makes a column what its constraint says it is: what a foreign table declares nobody enforces,
    /// and of rows that were there when a constraint was made `NOT VALID` nobody knows.
    pub(in crate::replay) fn follow_not_null(&mut self, table: RelationId, column: &str) {
        let valid =
            self.not_null(table, column).is_some_and(|found| found.validity == Validity::Valid);
        let Ok(mut relation) = self.get_mut(table) else { return };
        let enforced = valid && relation.kind != RelationKind::ForeignTable;
        let Some(found) = relation.columns.iter_mut().find(|found| found.name == column) else {
            return;
        };
        let not_null = if enforced { NotNull::Enforced } else { NotNull::No };
        if found.not_null != not_null {
            found.not_null = not_null;
            drop(relation);
            self.nulls_changed(table);
        }
    }

    /// The constraints of a new table: its own, then those of the tables that it inherits from.
    pub(in crate::replay) fn create_not_nulls(
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
            let taken = crate::replay::name::constraint_taken(self.catalog, table, &name);
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
    pub(in crate::replay) fn not_nulls_by_name(&self, table: RelationId) -> Vec<NewNotNull> {
        let own = self.catalog.constraints.by(By::Relation(table));
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

    pub(in crate::replay) fn push_not_null(
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

    pub(in crate::replay) fn name_taken(
        &self,
        table: RelationId,
        name: &str,
        at: Span,
    ) -> crate::replay::Stop {
        let Ok(relation) = self.get(table) else { return crate::replay::Stop::Known };
        let shown = &relation.name.name;
        let message = format!("constraint `{name}` for relation `{shown}` already exists");
        Diagnostic::new(SqlState::DUPLICATE_OBJECT, at, message).into()
    }
}

fn is_of(found: &Constraint, table: RelationId, name: &str) -> bool {
    found.relation == table
        && matches!(&found.kind, ConstraintKind::NotNull { column, .. } if column == name)
}

pub(in crate::replay) fn conflicting_inherit(column: &str, at: Span) -> Diagnostic {
    let message =
        format!("conflicting NO INHERIT declaration for not-null constraint on column `{column}`");
    Diagnostic::new(SqlState::SYNTAX_ERROR, at, message)
}

pub(in crate::replay) fn never_without_partitions(at: Span) -> Diagnostic {
    let message = "not-null constraints on partitioned tables cannot be NO INHERIT";
    Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, at, message)
}
