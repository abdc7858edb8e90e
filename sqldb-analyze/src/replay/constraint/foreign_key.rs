//! `FOREIGN KEY`: what it refers to, and whether the columns can be compared
//! (`tablecmds.c ATAddForeignKeyConstraint, transformFkeyCheckAttrs`).

use crate::catalog::{
    By, Constraint, ConstraintKind, Default, Key, KeyKind, Major, ReferenceTerms,
    ReferentialActionKind, RelationId, RelationKind, TypeKind, Validity,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::constraint::pending::Pending;
use crate::replay::lookup::{span, spelled};
use crate::replay::name::{columns_part, constraint_name, constraint_taken};
use crate::replay::{Done, Replay, Stop};
use crate::span::Span;
use crate::tree::Ident;
use crate::tree::ddl::{References, ReferentialAction};
use crate::types::{CoercionContext, TypeId, can_coerce_type};

/// Types whose values compare with each other's by one B-tree operator family.
const FAMILIES: [&[TypeId]; 4] = [
    &[TypeId::INT2, TypeId::INT4, TypeId::INT8],
    &[TypeId::FLOAT4, TypeId::FLOAT8],
    &[TypeId::DATE, TypeId::TIMESTAMP, TypeId::TIMESTAMPTZ],
    &[TypeId::TEXT, TypeId::NAME, TypeId::VARCHAR],
];

impl Replay<'_> {
    pub(in crate::replay) fn add_foreign_key(
        &mut self,
        table: RelationId,
        pending: &Pending,
        (columns, period): (&[Ident], Option<Span>),
        references: &References,
    ) -> Done {
        let target = self.relation(&references.table)?;
        self.referable(target, references)?;
        for column in columns {
            self.referring_column(table, column)?;
        }
        self.periods_agree(target, period, references)?;
        let (target_columns, key) = if references.columns.is_empty() {
            self.primary_key(target, references)?
        } else {
            for column in &references.columns {
                self.referring_column(target, column)?;
            }
            let names: Vec<_> = references.columns.iter().map(|c| c.name.clone()).collect();
            (names, None)
        };
        if target_columns.len() != columns.len() {
            return Err(Diagnostic::new(
                SqlState::INVALID_FOREIGN_KEY,
                references.span,
                "number of referencing and referenced columns for foreign key disagree",
            )
            .into());
        }
        let key = match key {
            Some(key) => key,
            None => self.matching_key(target, &target_columns, period, references)?,
        };
        for column in columns {
            self.has_stored_values(table, &column.name, "foreign key constraints", column.span)?;
        }
        self.actions_fit(table, columns, period, references)?;
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        let relation = self.get(table)?;
        let (schema, bare) = (relation.name.schema.clone(), relation.name.name.clone());
        let name = match &pending.name {
            Some(name) => self.plain_constraint_name(table, name)?,
            None => {
                constraint_name(self.catalog, &schema, &bare, Some(&columns_part(&names)), "fkey")
            }
        };
        for (own, other) in names.iter().zip(&target_columns) {
            self.comparable(&name, (table, own), (target, other), pending.span)?;
        }
        let reference = Constraint {
            name,
            relation: table,
            kind: ConstraintKind::ForeignKey {
                columns: names,
                target,
                target_columns,
                key,
                deferrable: pending.attributes.deferrable,
                terms: terms(pending, references),
            },
            validity: pending.attributes.validity(),
            local: true,
            origin: self.origin(pending.span),
        };
        self.catalog.constraints.push(reference.clone());
        for partition in self.partitions(table) {
            self.give_reference(partition, &reference);
        }
        Ok(())
    }

    /// Gives a partition a reference of its table, unless it has it already.
    pub(in crate::replay) fn give_reference(&mut self, partition: RelationId, theirs: &Constraint) {
        let is = |own: &Constraint| {
            own.relation == partition && own.local && own.is_same_reference(theirs)
        };
        if let Some(mut own) = self.catalog.constraints.change(By::Relation(partition), is) {
            own.local = false;
            if (own.validity, theirs.validity) == (Validity::NotValid, Validity::Valid) {
                own.validity = Validity::Valid;
            }
        } else {
            let Ok(relation) = self.get(partition) else { return };
            let (schema, bare) = (relation.name.schema.clone(), relation.name.name.clone());
            let name = match constraint_taken(self.catalog, partition, &theirs.name) {
                false => theirs.name.clone(),
                true => {
                    let part = columns_part(theirs.columns());
                    constraint_name(self.catalog, &schema, &bare, Some(&part), "fkey")
                }
            };
            let own = Constraint { name, relation: partition, local: false, ..theirs.clone() };
            self.catalog.constraints.push(own);
        }
        for child in self.partitions(partition) {
            self.give_reference(child, theirs);
        }
    }

    /// Both sides of a reference to a time are times, or neither (18).
    fn periods_agree(
        &self,
        target: RelationId,
        period: Option<Span>,
        references: &References,
    ) -> Done {
        if let Some(at) = period.or(references.period)
            && self.catalog.major < Major::V18
        {
            return Err(self.since(Major::V18, "`PERIOD`", at).into());
        }
        let primary = self.get(target)?.keys.iter().find(|key| key.kind == KeyKind::Primary);
        let temporal = primary.is_some_and(|key| key.without_overlaps);
        let theirs = match references.columns.is_empty() {
            true => temporal && period.is_none(),
            false => references.period.is_some(),
        };
        let message = match (period.is_some(), theirs) {
            (true, false) if !references.columns.is_empty() => {
                "foreign key uses PERIOD on the referencing table but not the referenced table"
            }
            (false, true) => {
                "foreign key uses PERIOD on the referenced table but not the referencing table"
            }
            _ => return Ok(()),
        };
        Err(Diagnostic::new(SqlState::INVALID_FOREIGN_KEY, references.span, message).into())
    }

    /// Refuses to write what cannot be written, when a target changes.
    fn actions_fit(
        &self,
        table: RelationId,
        columns: &[Ident],
        period: Option<Span>,
        references: &References,
    ) -> Done {
        let refused = |code: SqlState, at: Span, message: String| {
            Err(Diagnostic::new(code, at, message).into())
        };
        let on_delete = references.on_delete.as_ref().map(|action| (action, "ON DELETE"));
        let on_update = references.on_update.as_ref().map(|action| (action, "ON UPDATE"));
        for column in references.on_delete.iter().flat_map(|action| &action.columns) {
            self.referring_column(table, column)?;
            if !columns.iter().any(|own| own.name == column.name) {
                let message = format!(
                    "column `{}` referenced in ON DELETE SET action must be part of foreign key",
                    column.name
                );
                return refused(SqlState::INVALID_COLUMN_REFERENCE, column.span, message);
            }
        }
        let generated = columns.iter().any(|column| {
            let found = self.column(table, column);
            found.is_ok_and(|found| matches!(found.default, Default::Generated(_)))
        });
        for (action, word) in on_update.into_iter().chain(on_delete) {
            let writes = match action.kind {
                ReferentialActionKind::SetNull | ReferentialActionKind::SetDefault => true,
                ReferentialActionKind::Cascade => word == "ON UPDATE",
                ReferentialActionKind::Restrict => false,
            };
            if generated && writes {
                let message = format!(
                    "invalid {word} action for foreign key constraint containing generated column"
                );
                return refused(SqlState::SYNTAX_ERROR, action.span, message);
            }
            if period.is_some() {
                let message =
                    format!("unsupported {word} action for foreign key constraint using PERIOD");
                return refused(SqlState::FEATURE_NOT_SUPPORTED, action.span, message);
            }
        }
        Ok(())
    }

    fn referable(&self, target: RelationId, references: &References) -> Done {
        let relation = self.get(target)?;
        if matches!(relation.kind, RelationKind::Table | RelationKind::PartitionedTable) {
            return Ok(());
        }
        Err(Diagnostic::new(
            SqlState::WRONG_OBJECT_TYPE,
            span(&references.table),
            format!("referenced relation `{}` is not a table", relation.name.name),
        )
        .into())
    }

    fn referring_column(&self, table: RelationId, column: &Ident) -> Done {
        if self.get(table)?.column(&column.name).is_some() {
            return Ok(());
        }
        let message =
            format!("column `{}` referenced in foreign key constraint does not exist", column.name);
        Err(self.missing_column(table, column, message))
    }

    fn primary_key(
        &self,
        target: RelationId,
        references: &References,
    ) -> Done<(Vec<String>, Option<String>)> {
        let relation = self.get(target)?;
        let primary = relation.keys.iter().find(|key| key.kind == KeyKind::Primary);
        match primary {
            Some(key) => Ok((key.columns.clone(), Some(key.name.clone()))),
            None => Err(Diagnostic::new(
                SqlState::UNDEFINED_OBJECT,
                references.span,
                format!(
                    "there is no primary key for referenced table `{}`",
                    spelled(&references.table)
                ),
            )
            .into()),
        }
    }

    /// A unique index over just these columns, in any order (`transformFkeyCheckAttrs`).
    fn matching_key(
        &self,
        target: RelationId,
        columns: &[String],
        period: Option<Span>,
        references: &References,
    ) -> Done<String> {
        let relation = self.get(target)?;
        let same = |key: &&Key| {
            !key.partial
                && (period.is_none()
                    || key.without_overlaps && key.columns.last() == columns.last())
                && key.expressions.is_empty()
                && key.columns.len() == columns.len()
                && columns.iter().all(|column| key.columns.contains(column))
        };
        if let Some(key) = relation.keys.iter().filter(same).find(|key| !key.deferrable) {
            if key.without_overlaps && period.is_none() {
                let message = "foreign key must use PERIOD when referencing a primary key using \
                               WITHOUT OVERLAPS";
                let code = SqlState::INVALID_FOREIGN_KEY;
                return Err(Diagnostic::new(code, references.span, message).into());
            }
            return Ok(key.name.clone());
        }
        let table = &relation.name.name;
        if relation.keys.iter().any(|key| same(&key)) {
            let message =
                format!("cannot use a deferrable unique constraint for referenced table `{table}`");
            let code = SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE;
            return Err(Diagnostic::new(code, references.span, message).into());
        }
        // A key that is missing because its own statement has a mistake is not reported twice.
        let unread = |thing: &crate::catalog::GoneThing| matches!(thing, crate::catalog::GoneThing::Column(id, _) if *id == target);
        if self.catalog.unread.iter().any(unread) {
            return Err(Stop::Known);
        }
        let message = format!(
            "there is no unique constraint matching given keys for referenced table `{table}`"
        );
        Err(Diagnostic::new(SqlState::INVALID_FOREIGN_KEY, references.span, message)
            .help(format!("add `UNIQUE ({})` to `{table}`", columns.join(", ")))
            .into())
    }
}

impl Replay<'_> {
    /// Refuses columns of which no operator of the key's index says whether they are equal.
    fn comparable(
        &self,
        name: &str,
        (table, column): (RelationId, &String),
        (target, key): (RelationId, &String),
        at: Span,
    ) -> Done {
        let ty = |relation, column: &str| {
            let found = self.catalog.relation(relation).and_then(|found| found.column(column));
            found.map(|(_, column)| column.ty.id)
        };
        let (Some(own), Some(other)) = (ty(table, column), ty(target, key)) else { return Ok(()) };
        let (from, to) = (self.catalog.base_type(own).id, self.catalog.base_type(other).id);
        let family = FAMILIES.iter().find(|family| family.contains(&to));
        let opaque = [from, to].iter().any(|ty| {
            let own = self.catalog.user_type(*ty).is_some();
            own && self.catalog.type_info(*ty).is_some_and(|info| info.kind == TypeKind::Base)
        });
        // The key's operators may take another type than the key's own.
        let input = if to == TypeId::VARCHAR { TypeId::TEXT } else { to };
        if from == to
            || opaque
            || family.is_some_and(|family| family.contains(&from))
            || can_coerce_type(self.catalog, from, input, CoercionContext::Implicit)
        {
            return Ok(());
        }
        let (own, other) = (self.catalog.format_type(own), self.catalog.format_type(other));
        let message = format!("foreign key constraint `{name}` cannot be implemented");
        let note = format!(
            "key columns `{column}` and `{key}` are of incompatible types: {own} and {other}"
        );
        Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, at, message)
            .note(note, None)
            .help(format!("give `{column}` the type {other}"))
            .into())
    }

    /// Refuses a new type of a column that references no longer can be compared with.
    pub(in crate::replay) fn references_compare(&self, id: RelationId, name: &Ident) -> Done {
        let constraints = &self.catalog.constraints;
        for found in constraints.by(By::Relation(id)).chain(constraints.by(By::Target(id))) {
            let ConstraintKind::ForeignKey { columns, target, target_columns, .. } = &found.kind
            else {
                continue;
            };
            for (own, other) in columns.iter().zip(target_columns) {
                let touched = (found.relation == id && *own == name.name)
                    || (*target == id && *other == name.name);
                if touched {
                    let (own, other) = ((found.relation, own), (*target, other));
                    self.comparable(&found.name, own, other, name.span)?;
                }
            }
        }
        Ok(())
    }
}

fn terms(pending: &Pending, references: &References) -> ReferenceTerms {
    let kind = |action: &Option<ReferentialAction>| action.as_ref().map(|action| action.kind);
    ReferenceTerms {
        on_delete: kind(&references.on_delete),
        on_update: kind(&references.on_update),
        full: references.full,
        deferred: pending.attributes.deferred,
    }
}
