//! `CHECK`: its name, and what it becomes one with in tables that inherit it.

use crate::catalog::{
    By, Constraint, ConstraintKind, Dependent, RelationId, RelationKind, Validity,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::Definition;
use crate::replay::constraint::pending::Pending;
use crate::replay::name::constraint_name;
use crate::replay::{Done, Replay};
use crate::scope::SYSTEM_COLUMNS;
use crate::tree::ddl::{Fragment, Reach};

impl Replay<'_> {
    pub(in crate::replay) fn add_check(
        &mut self,
        table: RelationId,
        pending: &Pending,
        expression: &Fragment,
    ) -> Done {
        let (columns, needed) = self.columns_read(table, expression, Definition::Check)?;
        let relation = self.get(table)?;
        let (schema, bare) = (relation.name.schema.clone(), relation.name.name.clone());
        if let Some(name) = &pending.name
            && let Some(known) = self.check_to_merge(table, &name.name)
        {
            self.merge_check(&known, pending, Declared::Here)?;
            return Ok(());
        }
        let name = match &pending.name {
            Some(name) => self.plain_constraint_name(table, name)?,
            None => {
                let system = SYSTEM_COLUMNS
                    .iter()
                    .map(|(name, _)| *name)
                    .filter(|name| expression.tokens.iter().any(|token| token.is_word(name)));
                let read: Vec<&str> = columns.iter().map(String::as_str).chain(system).collect();
                let only = match read.as_slice() {
                    [only] => Some(*only),
                    _ => None,
                };
                constraint_name(self.catalog, &schema, &bare, only, "check")
            }
        };
        let inherits = !pending.attributes.no_inherit;
        if !inherits && self.get(table)?.kind == RelationKind::PartitionedTable {
            let message = format!("cannot add NO INHERIT constraint to partitioned table `{bare}`");
            let code = SqlState::INVALID_TABLE_DEFINITION;
            return Err(Diagnostic::new(code, pending.span, message).into());
        }
        let reach = if inherits { pending.reach } else { Reach::Only };
        if inherits && reach == Reach::Only && !self.children(table).is_empty() {
            let message = "constraint must be added to child tables too";
            let code = SqlState::INVALID_TABLE_DEFINITION;
            return Err(Diagnostic::new(code, pending.span, message)
                .help("leave out `ONLY`, or write `NO INHERIT`")
                .into());
        }
        for id in self.reached(table, reach) {
            let taken = |found: &&Constraint| found.name == name;
            if id != table
                && let Some(known) =
                    self.catalog.constraints.find_by(By::Relation(id), taken).cloned()
            {
                self.merge_check(&known, pending, Declared::ByParent)?;
                continue;
            }
            let origin = self.origin(pending.span);
            let kind = ConstraintKind::Check { columns: columns.clone(), inherits };
            self.set_needs(&Dependent::Constraint(id, name.clone()), needed.clone());
            self.catalog.constraints.push(Constraint {
                name: name.clone(),
                relation: id,
                kind,
                validity: pending.attributes.validity(),
                local: id == table,
                origin,
            });
        }
        Ok(())
    }

    /// The check of this name that a table only inherits: what it says itself is one with it.
    fn check_to_merge(&self, table: RelationId, name: &str) -> Option<Constraint> {
        let is = |found: &&Constraint| {
            found.relation == table
                && found.name == name
                && matches!(found.kind, ConstraintKind::Check { .. })
                && !found.local
        };
        self.catalog.constraints.find_by(By::Relation(table), is).cloned()
    }

    /// Makes two checks of one name one, if they fit (`heap.c MergeWithExistingConstraint`). Whether
    /// they say the same is not looked at.
    fn merge_check(&mut self, known: &Constraint, pending: &Pending, declared: Declared) -> Done {
        let new = pending.attributes.validity();
        let enforced = |validity: Validity| validity != Validity::NotEnforced;
        let weaker = match declared {
            Declared::Here => !enforced(new) && enforced(known.validity),
            Declared::ByParent => enforced(new) && !enforced(known.validity),
        };
        let conflict = if !known.inherits() {
            Some("non-inherited")
        } else if pending.attributes.no_inherit && self.times_inherited(known) > 0 {
            Some("inherited")
        } else if new == Validity::Valid && known.validity == Validity::NotValid {
            Some("NOT VALID")
        } else if weaker {
            Some("NOT ENFORCED")
        } else {
            None
        };
        if let Some(what) = conflict {
            let shown = &self.get(known.relation)?.name.name;
            let message = format!(
                "constraint `{}` conflicts with {what} constraint on relation `{shown}`",
                known.name
            );
            let code = SqlState::INVALID_OBJECT_DEFINITION;
            return Err(Diagnostic::new(code, pending.span, message).into());
        }
        let partition = self.is_partition(known.relation);
        let is = |found: &Constraint| found.name == known.name;
        let by = By::Relation(known.relation);
        if let Some(mut found) = self.catalog.constraints.change(by, is) {
            if partition {
                found.local = false;
            } else if declared == Declared::Here {
                found.local = true;
            }
            if enforced(new) && !enforced(found.validity) {
                found.validity = Validity::Valid;
            }
        }
        Ok(())
    }

    /// Whether a table is a partition of another one.
    pub(in crate::replay) fn is_partition(&self, id: RelationId) -> bool {
        let parents = self.catalog.relation(id).map(|found| found.parents.as_slice());
        parents.unwrap_or_default().iter().any(|parent| {
            self.catalog
                .relation(*parent)
                .is_some_and(|found| found.kind == RelationKind::PartitionedTable)
        })
    }
}

/// Whose a constraint is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::replay) enum Declared {
    /// The table's that the statement names.
    Here,
    /// That of a table that it inherits from.
    ByParent,
}
