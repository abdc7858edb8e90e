//! `DROP CONSTRAINT`, `VALIDATE CONSTRAINT`, `ALTER CONSTRAINT`.

use crate::catalog::{
    By, Constraint, ConstraintKind, Dependent, Major, RelationId, RelationKind, Validity,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::name::constraint_taken;
use crate::replay::{Done, Replay};
use crate::tree::ddl::{ConstraintChange, DropBehavior, Reach};
use crate::tree::{Ident, QualifiedIdent};

impl Replay<'_> {
    pub(in crate::replay) fn drop_constraint(
        &mut self,
        id: RelationId,
        name: &Ident,
        if_exists: bool,
        behavior: DropBehavior,
        reach: Reach,
    ) -> Done {
        if !constraint_taken(self.catalog, id, &name.name) {
            if if_exists {
                return Ok(());
            }
            return Err(self.missing_constraint(id, name));
        }
        let inheritable = self.constraint(id, &name.name).is_some_and(|found| {
            matches!(found.kind, ConstraintKind::Check { .. } | ConstraintKind::NotNull { .. })
        });
        if inheritable {
            return self.drop_inheritable(id, name, reach);
        }
        let found = self.constraint(id, &name.name).cloned();
        let index = self.index_behind(id, &name.name).cloned();
        let of_table = index.as_ref().and_then(|index| self.index(index.attached_to.as_ref()?));
        if of_table.is_some_and(|to| self.is_behind_constraint(to))
            || found.as_ref().is_some_and(|found| self.is_partitions_reference(found))
        {
            return Err(self.is_inherited_constraint(id, name));
        }
        let ident = QualifiedIdent::alone(name.clone());
        if let Some(index) = index {
            self.index_stays(&index.name, name, &[])?;
            self.key_dependents(id, &name.name, "constraint", &ident, behavior)?;
            if reach == Reach::Only && !self.partitions(id).is_empty() {
                return Err(self.only_from_partitioned("constraint", name));
            }
            self.remove_index(&index.name);
            return Ok(());
        }
        let Some(found) = found else { return Ok(()) };
        let partitions = self.all_partitions(id);
        let goes = |own: &Constraint| {
            let of_partition = partitions.contains(&own.relation) && !own.local;
            own.relation == id && own.name == name.name
                || of_partition && own.is_same_reference(&found)
        };
        for table in std::iter::once(id).chain(partitions.iter().copied()) {
            self.catalog.constraints.retain_by(By::Relation(table), |own| !goes(own));
        }
        Ok(())
    }

    /// The constraint of a table with a name, which is no key.
    fn constraint(&self, id: RelationId, name: &str) -> Option<&Constraint> {
        let mut own = self.catalog.constraints.by(By::Relation(id));
        own.find(|found| found.relation == id && found.name == name)
    }

    fn is_inherited_constraint(&self, id: RelationId, name: &Ident) -> crate::replay::Stop {
        let Ok(relation) = self.get(id) else { return crate::replay::Stop::Known };
        let message = format!(
            "cannot drop inherited constraint `{}` of relation `{}`",
            name.name, relation.name.name
        );
        Diagnostic::new(SqlState::INVALID_TABLE_DEFINITION, name.span, message).into()
    }

    /// Drops a check or a NOT NULL, in tables that inherit it too unless they declare it themselves
    /// (`tablecmds.c dropconstraint_internal`).
    pub(in crate::replay) fn drop_inheritable(
        &mut self,
        id: RelationId,
        name: &Ident,
        reach: Reach,
    ) -> Done {
        let Some(found) = self.constraint(id, &name.name) else { return Ok(()) };
        if self.times_inherited(found) > 0 {
            return Err(self.is_inherited_constraint(id, name));
        }
        let found = found.clone();
        self.remove_inheritable(&found, name, reach)
    }

    fn remove_inheritable(&mut self, found: &Constraint, name: &Ident, reach: Reach) -> Done {
        let id = found.relation;
        if let ConstraintKind::NotNull { column, .. } = &found.kind {
            self.may_drop_not_null(id, column, name.span)?;
        }
        self.catalog.constraints.retain_by(By::Relation(id), |other| other.name != found.name);
        self.set_needs(&Dependent::Constraint(id, found.name.clone()), Vec::new());
        if let ConstraintKind::NotNull { column, .. } = &found.kind {
            self.follow_not_null(id, column);
        }
        if !found.inherits() {
            return Ok(());
        }
        for child in self.children(id) {
            let is = |other: &Constraint| other.is_one_with(found);
            let own = self.catalog.constraints.find_by(By::Relation(child), |other| is(other));
            let Some(own) = own else { continue };
            if self.times_inherited(own) > 0 {
                continue;
            }
            match reach {
                Reach::Descendants if !own.local => {
                    let own = own.clone();
                    self.remove_inheritable(&own, name, reach)?;
                }
                Reach::Descendants => {}
                Reach::Only => {
                    if let Some(mut own) = self.catalog.constraints.change(By::Relation(child), is)
                    {
                        own.local = true;
                    }
                }
            }
        }
        Ok(())
    }

    /// `VALIDATE CONSTRAINT`, in tables that inherit it too (`tablecmds.c ATExecValidateConstraint`).
    pub(in crate::replay) fn validate_constraint(
        &mut self,
        id: RelationId,
        name: &Ident,
        reach: Reach,
    ) -> Done {
        let Some(found) = self.constraint(id, &name.name).cloned() else {
            if !constraint_taken(self.catalog, id, &name.name) {
                return Err(self.missing_constraint(id, name));
            }
            return Err(self.no_such_validation(id, name));
        };
        if let ConstraintKind::Exclude { .. } = found.kind {
            return Err(self.no_such_validation(id, name));
        }
        if found.validity == Validity::NotEnforced {
            let message = "cannot validate NOT ENFORCED constraint";
            let code = SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE;
            return Err(Diagnostic::new(code, name.span, message)
                .help(format!("write `ALTER CONSTRAINT {} ENFORCED`", name.name))
                .into());
        }
        if found.validity == Validity::Valid {
            return Ok(());
        }
        let tables = match found.kind {
            ConstraintKind::ForeignKey { .. } => self.with_partitions(id),
            _ if found.inherits() => self.with_descendants(id),
            _ => vec![id],
        };
        if reach == Reach::Only && tables.len() > 1 && found.inherits() {
            let message = "constraint must be validated on child tables too";
            let code = SqlState::INVALID_TABLE_DEFINITION;
            return Err(Diagnostic::new(code, name.span, message).help("leave out `ONLY`").into());
        }
        for table in &tables {
            self.catalog.constraints.change_by(By::Relation(*table), |own| {
                let same = own.is_one_with(&found) || own.is_same_reference(&found);
                if same && own.validity == Validity::NotValid {
                    own.validity = Validity::Valid;
                }
            });
        }
        if let ConstraintKind::NotNull { column, .. } = &found.kind {
            for table in tables {
                self.follow_not_null(table, column);
            }
        }
        Ok(())
    }

    fn no_such_validation(&self, id: RelationId, name: &Ident) -> crate::replay::Stop {
        let Ok(relation) = self.get(id) else { return crate::replay::Stop::Known };
        let message = format!(
            "cannot validate constraint `{}` of relation `{}`",
            name.name, relation.name.name
        );
        Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, name.span, message)
            .help("rows satisfy keys and exclusion constraints from the beginning")
            .into()
    }

    /// `ALTER CONSTRAINT` (`tablecmds.c ATExecAlterConstraint`).
    pub(in crate::replay) fn alter_constraint(
        &mut self,
        id: RelationId,
        name: &Ident,
        change: ConstraintChange,
        reach: Reach,
    ) -> Done {
        let relation = self.get(id)?;
        let (shown, partitioned) =
            (relation.name.name.clone(), relation.kind == RelationKind::PartitionedTable);
        let ConstraintChange { deferrable, enforced, inherits } = change;
        if !self.names_not_null() && (enforced.is_some() || inherits.is_some()) {
            let what = "changing more than when a constraint is looked at";
            return Err(self.since(Major::V18, what, name.span).into());
        }
        if partitioned && reach == Reach::Only {
            let message = "constraint must be altered in child tables too";
            let code = SqlState::INVALID_TABLE_DEFINITION;
            return Err(Diagnostic::new(code, name.span, message).help("leave out `ONLY`").into());
        }
        if !constraint_taken(self.catalog, id, &name.name) {
            return Err(self.missing_constraint(id, name));
        }
        let found = self.constraint(id, &name.name).cloned();
        let kind = found.as_ref().map(|found| &found.kind);
        let called = format!("constraint `{}` of relation `{shown}`", name.name);
        let reference = matches!(kind, Some(ConstraintKind::ForeignKey { .. }));
        let wrong = |message: String| {
            Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, name.span, message).into())
        };
        if deferrable.is_some() && !reference {
            return wrong(format!("{called} is not a foreign key constraint"));
        }
        if enforced.is_some() && !reference {
            return wrong(format!("cannot alter enforceability of {called}"));
        }
        let column = match kind {
            Some(ConstraintKind::NotNull { column, .. }) => Some(column.clone()),
            _ => None,
        };
        if inherits.is_some() && column.is_none() {
            return wrong(format!("{called} is not a not-null constraint"));
        }
        let Some(found) = found else { return Ok(()) };
        if inherits == Some(false) && partitioned {
            let message = format!(
                "not-null constraint `{}` on partitioned table `{shown}` cannot be NO INHERIT",
                name.name
            );
            let code = SqlState::FEATURE_NOT_SUPPORTED;
            return Err(Diagnostic::new(code, name.span, message).into());
        }
        if inherits == Some(false) && self.times_inherited(&found) > 0 {
            let message =
                format!("cannot alter inherited constraint `{}` on relation `{shown}`", name.name);
            let code = SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE;
            return Err(Diagnostic::new(code, name.span, message).into());
        }
        if reference && self.is_partitions_reference(&found) {
            let message = format!("cannot alter constraint `{}` on relation `{shown}`", name.name);
            let code = SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE;
            return Err(Diagnostic::new(code, name.span, message)
                .help("alter that of the partitioned table instead")
                .into());
        }
        if let (Some(inherits), Some(column)) = (inherits, column) {
            return self.set_inherits(id, &column, inherits, name.span);
        }
        let tables = self.with_partitions(id);
        let same = |own: &Constraint| match own.relation == id {
            true => own.name == found.name,
            false => own.is_same_reference(&found),
        };
        let alter = |own: &mut Constraint| {
            let same = same(own);
            let ConstraintKind::ForeignKey { deferrable: known, .. } = &mut own.kind else {
                return;
            };
            if !same {
                return;
            }
            if let Some(deferrable) = deferrable {
                *known = deferrable;
            }
            // What is looked at again is looked at for all rows.
            match (enforced, own.validity) {
                (Some(false), _) => own.validity = Validity::NotEnforced,
                (Some(true), Validity::NotEnforced) => own.validity = Validity::Valid,
                _ => {}
            }
        };
        for table in tables {
            self.catalog.constraints.change_by(By::Relation(table), alter);
        }
        Ok(())
    }

    /// Whether a reference of a partition is that of its table.
    fn is_partitions_reference(&self, found: &Constraint) -> bool {
        let parents = self.catalog.relation(found.relation).map(|relation| &relation.parents);
        let parents = parents.map(Vec::as_slice).unwrap_or_default();
        let theirs =
            parents.iter().flat_map(|parent| self.catalog.constraints.by(By::Relation(*parent)));
        let mut theirs = theirs.filter(|other| parents.contains(&other.relation));
        !found.local && theirs.any(|other| found.is_same_reference(other))
    }
}
