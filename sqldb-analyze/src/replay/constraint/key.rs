//! Primary keys and unique constraints (`parse_utilcmd.c transformIndexConstraint`, `indexcmds.c`).

use crate::catalog::{
    By, Dependent, Identifies, Index, Key, KeyKind, Major, QualifiedName, RelationId, TypeInfo,
    TypeKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::constraint::pending::{KeyOrigin, NewKey, Pending, copied_key};
use crate::replay::name::{columns_part, key_name};
use crate::replay::operator::class::BTREE;
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::Ident;
use crate::tree::ddl::Reach;

impl Replay<'_> {
    pub(in crate::replay) fn add_key(
        &mut self,
        table: RelationId,
        pending: &Pending,
        key: &NewKey,
    ) -> Done {
        let NewKey { kind, columns, nulls_not_distinct, without_overlaps, include, origin: _ } =
            key;
        let kind = *kind;
        self.no_second_primary(table, kind, pending.span)?;
        self.key_columns(table, columns, kind)?;
        for column in include {
            self.key_column(table, column)?;
        }
        if let Some(at) = without_overlaps {
            self.is_temporal(table, columns, *at)?;
        }
        let what = if kind == KeyKind::Primary { "primary keys" } else { "unique constraints" };
        for column in columns.iter().chain(include) {
            self.has_stored_values(table, &column.name, what, column.span)?;
        }
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        let included = include.iter().map(|column| column.name.clone());
        let uses: Vec<String> = names.iter().cloned().chain(included).collect();
        let labels = crate::replay::index::numbered(uses.iter().cloned());
        let method = if without_overlaps.is_some() { "gist" } else { BTREE };
        let mut needed = Vec::new();
        for column in columns {
            if let Some((_, found)) = self.get(table)?.column(&column.name) {
                needed.extend(self.default_operator_class(method, found.ty.id, column.span)?);
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
                let part = (kind != KeyKind::Primary).then(|| columns_part(&labels));
                key_name(self.catalog, &schema, &bare, part.as_deref(), key.label())
            }
        };
        let origin = self.origin(pending.span);
        let index = QualifiedName::new(schema, &name);
        self.catalog.indexes.push(Index {
            name: index.clone(),
            relation: table,
            columns: parts,
            labels,
            uses,
            unique: true,
            partial: false,
            definition: method.to_owned(),
            attached_to: key.origin.attached_to().cloned(),
            origin,
        });
        self.set_needs(&Dependent::Index(index.clone()), needed);
        let identifies =
            crate::replay::index::copy::identifies(self.get(table)?.kind, pending.reach);
        self.get_mut(table)?.keys.push(Key {
            name,
            kind,
            columns: names.clone(),
            expressions: Vec::new(),
            partial: false,
            nulls_not_distinct: *nulls_not_distinct,
            deferrable: pending.attributes.deferrable,
            without_overlaps: without_overlaps.is_some(),
            identifies,
        });
        if kind == KeyKind::Primary {
            self.enforce_not_null(table, &names, pending)?;
        }
        if pending.reach == Reach::Descendants {
            for child in self.partitions(table) {
                self.take_key(&index, child, pending.span)?;
            }
        }
        Ok(())
    }

    /// Gives a partition the key of its table that an index is behind: one of its own that is the same,
    /// or a new one under a name of its own.
    pub(in crate::replay) fn take_key(
        &mut self,
        of_table: &QualifiedName,
        partition: RelationId,
        at: Span,
    ) -> Done {
        let Some(index) = self.index(of_table).cloned() else { return Ok(()) };
        if self.attach_own_index(&index, partition) {
            return Ok(());
        }
        let keys = &self.get(index.relation)?.keys;
        let Some(key) = keys.iter().find(|key| key.name == of_table.name) else { return Ok(()) };
        match copied_key(key, Some(&index), KeyOrigin::OfTable(of_table.clone()), at) {
            Some(pending) => self.add_constraint(partition, &pending),
            None => Ok(()),
        }
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
            self.key_column(table, column)?;
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

    /// Refuses a column of a key that is not there.
    fn key_column(&self, table: RelationId, column: &Ident) -> Done {
        if self.get(table)?.column(&column.name).is_some() {
            return Ok(());
        }
        let message = format!("column `{}` named in key does not exist", column.name);
        Err(self.missing_column(table, column, message))
    }

    pub(in crate::replay) fn use_index(
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
            let exists = self.catalog.indexes.find_by(By::Name(&index.name), |found| {
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
        let before = QualifiedName::new(&schema, &index.name);
        self.name_index(&before, QualifiedName::new(schema, &name));
        let mut relation = self.get_mut(table)?;
        for key in relation.keys.iter_mut().filter(|key| key.name == index.name) {
            key.name.clone_from(&name);
            key.kind = kind;
            key.deferrable = pending.attributes.deferrable;
        }
        drop(relation);
        if kind == KeyKind::Primary {
            self.enforce_not_null(table, &found.columns, pending)?;
        }
        Ok(())
    }
}
