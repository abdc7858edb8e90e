//! Adds keys, checks, references and exclusions to a table, with PostgreSQL's names and checks.

use super::index::Elements;
use super::name::{columns_part, constraint_taken, key_name, relation_taken};
use super::not_null::NewNotNull;
use super::operator_class::{BTREE, Entries};
use super::{Done, Replay};
use crate::catalog::{
    Constraint, ConstraintKind, Dependent, Identifies, Index, Key, KeyKind, Major, QualifiedName,
    RelationId, RelationKind, TypeInfo, TypeKind, Validity,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::Definition;
use crate::span::Span;
use crate::tree::Ident;
use crate::tree::ddl::{
    Access, ConstraintAttributes, Fragment, IndexElement, KeyColumns, Reach, References,
    TableConstraint, TableConstraintKind,
};

/// A constraint that waits until its table is there.
pub(super) struct Pending {
    pub(super) name: Option<Ident>,
    pub(super) kind: PendingKind,
    pub(super) attributes: ConstraintAttributes,
    pub(super) reach: Reach,
    pub(super) span: Span,
}

pub(super) enum PendingKind {
    Key(NewKey),
    UsingIndex {
        kind: KeyKind,
        index: Ident,
    },
    Check(Fragment),
    ForeignKey {
        columns: Vec<Ident>,
        period: Option<Span>,
        references: References,
    },
    Exclude {
        elements: Vec<IndexElement>,
        operators: Vec<String>,
        filter: Option<Fragment>,
        access: Access,
    },
    NotNull(Ident),
}

/// A primary key or a unique constraint that is to be.
#[derive(Clone, PartialEq)]
pub(super) struct NewKey {
    pub(super) kind: KeyKind,
    pub(super) columns: Vec<Ident>,
    pub(super) nulls_not_distinct: bool,
    /// `WITHOUT OVERLAPS`.
    pub(super) without_overlaps: Option<Span>,
    /// Whether it is like that of another table.
    pub(super) copied: bool,
}

impl NewKey {
    fn of(kind: KeyKind, columns: &KeyColumns, nulls_not_distinct: bool) -> NewKey {
        let KeyColumns { names, without_overlaps } = columns.clone();
        let copied = false;
        NewKey { kind, columns: names, nulls_not_distinct, without_overlaps, copied }
    }

    /// What its name ends with, where none is written (`indexcmds.c ChooseIndexName`).
    fn label(&self) -> &'static str {
        match self.kind {
            KeyKind::Primary => "pkey",
            _ if self.copied && self.without_overlaps.is_some() => "excl",
            _ => "key",
        }
    }
}

impl Pending {
    pub(super) fn new(written: &TableConstraint, reach: Reach) -> Pending {
        let kind = match &written.kind {
            TableConstraintKind::Primary(columns) => {
                PendingKind::Key(NewKey::of(KeyKind::Primary, columns, false))
            }
            TableConstraintKind::Unique { columns, nulls_not_distinct } => {
                PendingKind::Key(NewKey::of(KeyKind::Unique, columns, *nulls_not_distinct))
            }
            TableConstraintKind::UsingIndex { kind, index } => {
                PendingKind::UsingIndex { kind: *kind, index: index.clone() }
            }
            TableConstraintKind::Check(expression) => PendingKind::Check(expression.clone()),
            TableConstraintKind::ForeignKey { columns, period, references } => {
                PendingKind::ForeignKey {
                    columns: columns.clone(),
                    period: *period,
                    references: references.clone(),
                }
            }
            TableConstraintKind::Exclude { elements, operators, filter, access } => {
                PendingKind::Exclude {
                    elements: elements.clone(),
                    operators: operators.clone(),
                    filter: filter.clone(),
                    access: access.clone(),
                }
            }
            TableConstraintKind::NotNull(column) => PendingKind::NotNull(column.clone()),
        };
        Pending {
            name: written.name.clone(),
            kind,
            attributes: written.attributes,
            reach,
            span: written.span,
        }
    }
}

impl Replay<'_> {
    /// Adds constraints in PostgreSQL's order, which decides their names: checks, the primary key,
    /// other indexes, references.
    pub(super) fn add_constraints(&mut self, table: RelationId, mut list: Vec<Pending>) {
        list.sort_by_key(|pending| match &pending.kind {
            PendingKind::NotNull(_) => 0,
            PendingKind::Check(_) => 1,
            PendingKind::Key(key) if key.kind == KeyKind::Primary => 2,
            PendingKind::UsingIndex { .. } | PendingKind::Key(_) => 3,
            PendingKind::Exclude { .. } => 3,
            PendingKind::ForeignKey { .. } => 4,
        });
        merge_same_keys(&mut list);
        for pending in list {
            let done = self.add_constraint(table, &pending);
            self.keep(done);
        }
    }

    pub(super) fn add_constraint(&mut self, table: RelationId, pending: &Pending) -> Done {
        if pending.attributes.enforced.is_some() && self.catalog.major < Major::V18 {
            return Err(self.since(Major::V18, "`ENFORCED`", pending.span).into());
        }
        self.may_have(table, pending)?;
        match &pending.kind {
            PendingKind::Key(key) => self.add_key(table, pending, key),
            PendingKind::UsingIndex { kind, index } => self.use_index(table, pending, *kind, index),
            PendingKind::Check(expression) => self.add_check(table, pending, expression),
            PendingKind::ForeignKey { columns, period, references } => {
                self.add_foreign_key(table, pending, (columns, *period), references)
            }
            PendingKind::Exclude { elements, operators, filter, access } => {
                let filter = filter.as_ref();
                self.add_exclusion(table, pending, (elements, operators), filter, access)
            }
            PendingKind::NotNull(_) if !self.names_not_null() => {
                Err(self.since(Major::V18, "`NOT NULL` of a table", pending.span).into())
            }
            PendingKind::NotNull(column) => {
                self.add_not_null(table, &pending.as_not_null(column), pending.reach)
            }
        }
    }

    /// Nobody looks at the rows of a foreign table, of which a key or a reference would say something.
    fn may_have(&self, table: RelationId, pending: &Pending) -> Done {
        let what = match &pending.kind {
            PendingKind::Key(key) if key.copied => return Ok(()),
            PendingKind::Key(NewKey { kind: KeyKind::Primary, .. }) => "primary key",
            PendingKind::Key(_) => "unique",
            PendingKind::Exclude { .. } => "exclusion",
            PendingKind::ForeignKey { .. } => "foreign key",
            _ => return Ok(()),
        };
        if self.get(table)?.kind != RelationKind::ForeignTable {
            return Ok(());
        }
        let message = format!("{what} constraints are not supported on foreign tables");
        Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, pending.span, message).into())
    }

    fn add_key(&mut self, table: RelationId, pending: &Pending, key: &NewKey) -> Done {
        let NewKey { kind, columns, nulls_not_distinct, without_overlaps, copied: _ } = key;
        let kind = *kind;
        self.no_second_primary(table, kind, pending.span)?;
        self.key_columns(table, columns, kind)?;
        if let Some(at) = without_overlaps {
            self.is_temporal(table, columns, *at)?;
        }
        let what = if kind == KeyKind::Primary { "primary keys" } else { "unique constraints" };
        for column in columns {
            self.has_stored_values(table, &column.name, what, column.span)?;
        }
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        let method = if without_overlaps.is_some() { "gist" } else { BTREE };
        for column in columns {
            if let Some((_, found)) = self.get(table)?.column(&column.name) {
                self.default_operator_class(method, found.ty.id, column.span)?;
            }
        }
        let parts: Vec<Option<String>> = names.iter().cloned().map(Some).collect();
        let equal = match without_overlaps {
            Some(_) => parts.split_last().map_or(&[][..], |(_, others)| others),
            None => parts.as_slice(),
        };
        let word = if kind == KeyKind::Primary { "PRIMARY KEY" } else { "UNIQUE" };
        self.includes_partition_key(table, equal, word, pending.span)?;
        let relation = self.get(table)?;
        let (schema, bare) = (relation.name.schema.clone(), relation.name.name.clone());
        let name = match &pending.name {
            Some(name) => self.index_constraint_name(table, name)?,
            None => {
                let part = (kind != KeyKind::Primary).then(|| columns_part(&names));
                key_name(self.catalog, &schema, &bare, part.as_deref(), key.label())
            }
        };
        let origin = self.origin(pending.span);
        self.catalog.indexes.push(Index {
            name: QualifiedName::new(schema, &name),
            relation: table,
            columns: parts,
            labels: names.clone(),
            uses: names.clone(),
            unique: true,
            partial: false,
            origin,
        });
        let relation = self.get_mut(table)?;
        relation.keys.push(Key {
            name,
            kind,
            columns: names.clone(),
            expressions: Vec::new(),
            partial: false,
            nulls_not_distinct: *nulls_not_distinct,
            deferrable: pending.attributes.deferrable,
            without_overlaps: without_overlaps.is_some(),
            identifies: super::index::identifies(relation.kind, pending.reach),
        });
        if kind == KeyKind::Primary {
            self.enforce_not_null(table, &names, pending)?;
        }
        let partitions = match pending.reach {
            Reach::Descendants => self.partitions(table),
            Reach::Only => Vec::new(),
        };
        for child in partitions {
            let inner = Pending {
                name: None,
                kind: PendingKind::Key(NewKey { copied: true, ..key.clone() }),
                attributes: pending.attributes,
                reach: pending.reach,
                span: pending.span,
            };
            let has_primary =
                self.get(child)?.keys.iter().any(|key| key.kind == kind && key.columns == names);
            if !has_primary {
                self.add_constraint(child, &inner)?;
            }
        }
        Ok(())
    }

    /// `WITHOUT OVERLAPS` is said of a column of ranges behind others (`indexcmds.c`,
    /// `parse_utilcmd.c transformIndexConstraint`).
    fn is_temporal(&self, table: RelationId, columns: &[Ident], at: Span) -> Done {
        if self.catalog.major < Major::V18 {
            return Err(self.since(Major::V18, "`WITHOUT OVERLAPS`", at).into());
        }
        let Some((last, _)) = columns.split_last().filter(|(_, others)| !others.is_empty()) else {
            let message = "constraint using WITHOUT OVERLAPS needs at least two columns";
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, at, message).into());
        };
        let ty = self.column(table, last)?.ty.id;
        let info = self.catalog.type_info(self.catalog.base_type(ty).id);
        let ranges = |info: TypeInfo<'_>| {
            matches!(info.kind, TypeKind::Range { .. } | TypeKind::Multirange(_))
        };
        if info.is_some_and(ranges) {
            return Ok(());
        }
        let message =
            format!("column `{}` in WITHOUT OVERLAPS is not a range or multirange type", last.name);
        Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, last.span, message).into())
    }

    /// A primary key's columns hold no NULL, in inheriting tables neither (15: children get it).
    fn enforce_not_null(&mut self, table: RelationId, names: &[String], pending: &Pending) -> Done {
        for name in names {
            let column = Ident { name: name.clone(), span: pending.span };
            match self.names_not_null() {
                true => self.not_null_for_primary_key(table, &column, pending.reach)?,
                false => self.set_not_null(table, &column, pending.reach)?,
            }
        }
        Ok(())
    }

    fn no_second_primary(&self, table: RelationId, kind: KeyKind, span: Span) -> Done {
        let relation = self.get(table)?;
        let has = relation.keys.iter().any(|key| key.kind == KeyKind::Primary);
        if kind == KeyKind::Primary && has {
            return Err(Diagnostic::new(
                SqlState::INVALID_TABLE_DEFINITION,
                span,
                format!("multiple primary keys for table `{}` are not allowed", relation.name.name),
            )
            .into());
        }
        Ok(())
    }

    fn key_columns(&self, table: RelationId, columns: &[Ident], kind: KeyKind) -> Done {
        for (at, column) in columns.iter().enumerate() {
            if self.get(table)?.column(&column.name).is_none() {
                let message = format!("column `{}` named in key does not exist", column.name);
                return Err(self.missing_column(table, column, message));
            }
            if columns.iter().take(at).any(|before| before.name == column.name) {
                let what = if kind == KeyKind::Primary { "primary key" } else { "unique" };
                return Err(Diagnostic::new(
                    SqlState::DUPLICATE_COLUMN,
                    column.span,
                    format!("column `{}` appears twice in {what} constraint", column.name),
                )
                .into());
            }
        }
        Ok(())
    }

    /// A written name of a constraint that has an index: it must be free as both.
    fn index_constraint_name(&self, table: RelationId, name: &Ident) -> Done<String> {
        let relation = self.get(table)?;
        if relation_taken(self.catalog, &relation.name.schema, &name.name) {
            return Err(Diagnostic::new(
                SqlState::DUPLICATE_TABLE,
                name.span,
                format!("relation `{}` already exists", name.name),
            )
            .into());
        }
        self.plain_constraint_name(table, name)
    }

    pub(super) fn plain_constraint_name(&self, table: RelationId, name: &Ident) -> Done<String> {
        if constraint_taken(self.catalog, table, &name.name) {
            let relation = &self.get(table)?.name.name;
            return Err(Diagnostic::new(
                SqlState::DUPLICATE_OBJECT,
                name.span,
                format!("constraint `{}` for relation `{relation}` already exists", name.name),
            )
            .into());
        }
        Ok(name.name.clone())
    }

    fn use_index(
        &mut self,
        table: RelationId,
        pending: &Pending,
        kind: KeyKind,
        index: &Ident,
    ) -> Done {
        self.no_second_primary(table, kind, pending.span)?;
        let relation = self.get(table)?;
        let is_unique = relation
            .keys
            .iter()
            .find(|key| key.name == index.name && key.kind == KeyKind::UniqueIndex);
        let Some(found) = is_unique.cloned() else {
            let exists = self.catalog.indexes.iter().find(|found| {
                found.name.name == index.name && found.name.schema == relation.name.schema
            });
            return Err(match exists {
                None => Diagnostic::new(
                    SqlState::UNDEFINED_OBJECT,
                    index.span,
                    format!("index `{}` does not exist", index.name),
                ),
                Some(found) if found.relation != table => Diagnostic::new(
                    SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE,
                    index.span,
                    format!(
                        "index `{}` does not belong to table `{}`",
                        index.name, relation.name.name
                    ),
                ),
                Some(found) if found.unique => Diagnostic::new(
                    SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE,
                    index.span,
                    format!("index `{}` is already associated with a constraint", index.name),
                ),
                Some(_) => Diagnostic::new(
                    SqlState::WRONG_OBJECT_TYPE,
                    index.span,
                    format!("`{}` is not a unique index", index.name),
                ),
            }
            .into());
        };
        if found.partial || !found.expressions.is_empty() {
            let what = if found.partial { "is a partial index" } else { "contains expressions" };
            return Err(Diagnostic::new(
                SqlState::WRONG_OBJECT_TYPE,
                index.span,
                format!("index `{}` {what}", index.name),
            )
            .help(
                "a primary key or unique constraint needs an index over plain columns of all rows",
            )
            .into());
        }
        if found.identifies == Identifies::Nothing {
            let message = format!("index `{}` does not have default sorting behavior", index.name);
            return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, index.span, message)
                .help("a primary key or unique constraint needs an index without `COLLATE` and operator class")
                .into());
        }
        // The index takes the constraint's name.
        let name = pending.name.as_ref().map_or(index.name.clone(), |name| name.name.clone());
        let schema = relation.name.schema.clone();
        for found in &mut self.catalog.indexes {
            if found.name.schema == schema && found.name.name == index.name {
                found.name.name.clone_from(&name);
            }
        }
        let relation = self.get_mut(table)?;
        for key in relation.keys.iter_mut().filter(|key| key.name == index.name) {
            key.name.clone_from(&name);
            key.kind = kind;
            key.deferrable = pending.attributes.deferrable;
        }
        if kind == KeyKind::Primary {
            self.enforce_not_null(table, &found.columns, pending)?;
        }
        Ok(())
    }

    fn add_exclusion(
        &mut self,
        table: RelationId,
        pending: &Pending,
        (elements, operators): (&[IndexElement], &[String]),
        filter: Option<&Fragment>,
        access: &Access,
    ) -> Done {
        let Elements { types, columns, uses, mut needed } = self.index_columns(table, elements)?;
        if let Some(filter) = filter {
            // The columns stand in the way of their own `DROP`, which is not noted.
            let (_, more) = self.columns_read(table, filter, Definition::IndexPredicate)?;
            needed.extend(more);
        }
        self.can_be_indexed(access, &types, Entries::Any)?;
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
        let relation = self.get(table)?;
        let (schema, bare) = (relation.name.schema.clone(), relation.name.name.clone());
        let name = match &pending.name {
            Some(name) => self.index_constraint_name(table, name)?,
            None => {
                let part = columns_part(&super::index::labels(elements, &[]));
                key_name(self.catalog, &schema, &bare, Some(&part), "excl")
            }
        };
        let origin = self.origin(pending.span);
        self.catalog.indexes.push(Index {
            name: QualifiedName::new(schema, &name),
            relation: table,
            columns,
            labels: super::index::labels(elements, &[]),
            uses: uses.clone(),
            unique: false,
            partial: filter.is_some(),
            origin: origin.clone(),
        });
        let text = self.places.text();
        let filter = filter.map(|filter| filter.span.text(text).to_owned());
        let operators = operators.to_vec();
        self.set_needs(&Dependent::Constraint(table, name.clone()), needed);
        self.catalog.constraints.push(Constraint {
            name: name.clone(),
            relation: table,
            kind: ConstraintKind::Exclude { columns: uses, operators, filter },
            validity: Validity::Valid,
            local: true,
            origin,
        });
        for partition in self.partitions(table) {
            self.take_exclusion(table, partition, &name)?;
        }
        Ok(())
    }

    /// Gives a partition an exclusion constraint like its table's, under a name of its own.
    pub(super) fn take_exclusion(
        &mut self,
        table: RelationId,
        partition: RelationId,
        name: &str,
    ) -> Done {
        let index = |found: &&Index| found.relation == table && found.name.name == name;
        let Some(index) = self.catalog.indexes.iter().find(index).cloned() else { return Ok(()) };
        let is = |found: &&Constraint| found.relation == table && found.name == name;
        let Some(found) = self.catalog.constraints.iter().find(is).cloned() else {
            return Ok(());
        };
        // One of the partition's own that is the same becomes its table's.
        let indexes = &self.catalog.indexes;
        let alike = |name: &str| {
            indexes.iter().any(|other| {
                other.relation == partition
                    && other.name.name == name
                    && other.columns == index.columns
                    && other.labels == index.labels
            })
        };
        let own = self.catalog.constraints.iter_mut().find(|own| {
            own.relation == partition
                && own.local
                && own.is_same_exclusion(&found)
                && alike(&own.name)
        });
        if let Some(own) = own {
            own.local = false;
            return Ok(());
        }
        let relation = self.get(partition)?;
        let (schema, bare) = (relation.name.schema.clone(), relation.name.name.clone());
        let part = columns_part(&index.labels);
        let own = key_name(self.catalog, &schema, &bare, Some(&part), "excl");
        let from = Dependent::Constraint(table, name.to_owned());
        self.copy_needs(&from, Dependent::Constraint(partition, own.clone()));
        self.catalog.indexes.push(Index {
            name: QualifiedName::new(schema, &own),
            relation: partition,
            ..index
        });
        self.catalog.constraints.push(Constraint {
            name: own.clone(),
            relation: partition,
            local: false,
            ..found
        });
        for child in self.partitions(partition) {
            self.take_exclusion(partition, child, &own)?;
        }
        Ok(())
    }
}

/// Of keys that one statement writes twice only the first is made; a name that only the second has
/// goes over to it (`parse_utilcmd.c transformIndexConstraints`).
fn merge_same_keys(list: &mut Vec<Pending>) {
    let mut kept: Vec<Pending> = Vec::new();
    for pending in list.drain(..) {
        let twin = kept.iter_mut().find(|known| known.is_same_key(&pending));
        match twin {
            Some(twin) if twin.name.is_none() => twin.name = pending.name,
            Some(_) => {}
            None => kept.push(pending),
        }
    }
    *list = kept;
}

impl Pending {
    /// Whether an index is behind it.
    pub(super) fn has_index(&self) -> bool {
        matches!(
            self.kind,
            PendingKind::Key(_) | PendingKind::UsingIndex { .. } | PendingKind::Exclude { .. }
        )
    }

    pub(super) fn is_check(&self) -> bool {
        matches!(self.kind, PendingKind::Check(_))
    }

    pub(super) fn as_not_null(&self, column: &Ident) -> NewNotNull {
        NewNotNull {
            name: self.name.as_ref().map(|name| name.name.clone()),
            column: column.name.clone(),
            inherits: !self.attributes.no_inherit,
            validity: self.attributes.validity(),
            span: self.span,
        }
    }

    fn is_same_key(&self, other: &Pending) -> bool {
        let (PendingKind::Key(own), PendingKind::Key(key)) = (&self.kind, &other.kind) else {
            return false;
        };
        let names =
            |key: &NewKey| key.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
        // A primary key is only written once.
        key.kind == KeyKind::Unique
            && names(own) == names(key)
            && own.nulls_not_distinct == key.nulls_not_distinct
            && own.without_overlaps.is_some() == key.without_overlaps.is_some()
            && self.attributes == other.attributes
    }
}
