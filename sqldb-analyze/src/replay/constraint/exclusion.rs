//! Exclusion constraints.

use crate::catalog::{
    Constraint, ConstraintKind, Dependent, Index, Major, QualifiedName, RelationId, RelationKind,
    Use, Validity,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::Definition;
use crate::replay::constraint::pending::Pending;
use crate::replay::index::Elements;
use crate::replay::name::{columns_part, key_name};
use crate::replay::operator::class::Entries;
use crate::replay::{Done, Replay};
use crate::tree::ddl::Exclusion;

impl Replay<'_> {
    pub(in crate::replay) fn add_exclusion(
        &mut self,
        table: RelationId,
        pending: &Pending,
        exclusion: &Exclusion,
    ) -> Done {
        let Exclusion { elements, operators, include, filter, access } = exclusion;
        let Elements { types, columns, mut uses, mut needed } =
            self.index_columns(table, elements)?;
        for column in include {
            self.index_column(table, column)?;
            uses.push(column.name.clone());
        }
        let mut filtered = Vec::new();
        if let Some(filter) = filter {
            let (read, more) = self.columns_read(table, filter, Definition::IndexPredicate)?;
            filtered = read;
            needed.extend(more);
        }
        needed.extend(self.can_be_indexed(access, &types, Entries::Any)?);
        for column in &uses {
            self.has_stored_values(table, column, "unique constraints", pending.span)?;
        }
        if self.get(table)?.kind == RelationKind::PartitionedTable {
            if self.catalog.major < Major::V17 {
                let message = "exclusion constraints are not supported on partitioned tables";
                let code = SqlState::FEATURE_NOT_SUPPORTED;
                return Err(Diagnostic::new(code, pending.span, message).into());
            }
            let equal = columns.iter().zip(operators).filter(|(_, operator)| *operator == "=");
            let equal: Vec<_> = equal.map(|(column, _)| column.clone()).collect();
            self.includes_partition_key(table, &equal, "EXCLUDE", pending.span)?;
        }
        let labels = crate::replay::index::labels(elements, include);
        let relation = self.get(table)?;
        let (schema, bare) = (relation.name.schema.clone(), relation.name.name.clone());
        let name = match &pending.name {
            Some(name) => self.index_constraint_name(table, name)?,
            None => {
                let part = columns_part(&labels);
                key_name(self.catalog, &schema, &bare, Some(&part), "excl")
            }
        };
        let origin = self.origin(pending.span);
        // It goes with a column that is an element; one that is only computed with is in its own way
        // (`index.c index_create`).
        let plain = |column: &String| {
            columns.iter().flatten().any(|element| element == column)
                || include.iter().any(|included| included.name == *column)
        };
        let mut in_the_way: Vec<String> = uses.iter().chain(&filtered).cloned().collect();
        in_the_way.retain(|column| !plain(column));
        let index = QualifiedName::new(schema, &name);
        self.catalog.indexes.push(Index {
            name: index.clone(),
            relation: table,
            columns,
            labels,
            uses: uses.clone(),
            unique: false,
            partial: filter.is_some(),
            definition: self.index_definition(access, elements, filter.as_ref()),
            attached_to: None,
            origin: origin.clone(),
        });
        let text = self.places.text();
        let filter = filter.as_ref().map(|filter| filter.span.text(text).to_owned());
        let operators = operators.clone();
        let dependent = Dependent::Constraint(table, name.clone());
        self.forget(&dependent);
        self.set_needs(&dependent, needed);
        if !in_the_way.is_empty() {
            self.catalog.uses.push(Use { dependent, relation: table, columns: in_the_way });
        }
        self.catalog.constraints.push(Constraint {
            name: name.clone(),
            relation: table,
            kind: ConstraintKind::Exclude { columns: uses, operators, filter },
            validity: Validity::Valid,
            local: true,
            origin,
        });
        for partition in self.partitions(table) {
            self.index_partition(&index, partition);
        }
        Ok(())
    }
}
