//! `CREATE INDEX`, and what indexes and exclusion constraints say of their elements.

use super::lookup::span;
use super::name::{columns_part, constraint_taken, relation_name, relation_taken};
use super::operator_class::Entries;
use super::{Done, Replay};
use crate::catalog::{
    Dependent, Identifies, Index, Key, KeyKind, Needed, QualifiedName, RelationId, RelationKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::Definition;
use crate::span::Span;
use crate::tree::ddl::{CreateIndex, Fragment, IndexElement, IndexEquality, Reach};
use crate::types::TypeId;

/// What elements are over.
pub(super) struct Elements {
    /// Their types, and where they are written; [`None`] where an expression cannot be read.
    pub(super) types: Vec<Option<(TypeId, Span)>>,
    /// Their columns in order; [`None`] where one is an expression.
    pub(super) columns: Vec<Option<String>>,
    /// All columns that they need.
    pub(super) uses: Vec<String>,
    /// What else they need.
    pub(super) needed: Vec<Needed>,
}

impl Replay<'_> {
    pub(super) fn create_index(&mut self, create: &CreateIndex) -> Done {
        let done = self.make_index(create);
        if let (Err(_), Some(name)) = (&done, &create.name) {
            // An index stands in the schema of its table.
            let schema = create.table.schema.clone();
            self.unread_name(&crate::tree::QualifiedIdent { schema, name: name.clone() });
        }
        done
    }

    fn make_index(&mut self, create: &CreateIndex) -> Done {
        let table = self.relation(&create.table)?;
        let relation = self.get(table)?;
        let schema = relation.name.schema.clone();
        let bare = relation.name.name.clone();
        if matches!(
            relation.kind,
            RelationKind::View | RelationKind::Sequence | RelationKind::ForeignTable
        ) {
            return Err(Diagnostic::new(
                SqlState::WRONG_OBJECT_TYPE,
                span(&create.table),
                format!("cannot create index on relation `{bare}`"),
            )
            .into());
        }
        let Elements { types, columns, mut uses, mut needed } =
            self.index_columns(table, &create.elements)?;
        let entries = if create.unique { Entries::Unique } else { Entries::Any };
        self.can_be_indexed(&create.access, &types, entries)?;
        if create.unique {
            let written = span(&create.table);
            self.includes_partition_key(table, &columns, "UNIQUE", written)?;
        }
        for column in &create.include {
            self.index_column(table, column)?;
            uses.push(column.name.clone());
        }
        if let Some(filter) = &create.filter {
            let (columns, more) = self.columns_read(table, filter, Definition::IndexPredicate)?;
            uses.extend(columns);
            needed.extend(more);
        }
        for column in &uses {
            self.has_stored_values(table, column, "indexes", span(&create.table))?;
        }
        if let Some(name) = &create.name
            && relation_taken(self.catalog, &schema, &name.name)
        {
            if create.if_not_exists {
                return Ok(());
            }
            self.relation_is_free(&QualifiedName::new(&schema, &name.name), name.span)?;
        }
        let labels = labels(&create.elements, &create.include);
        let name = match &create.name {
            Some(name) => name.name.clone(),
            None => {
                let part = columns_part(&labels);
                relation_name(self.catalog, &schema, &bare, Some(&part), "idx")
            }
        };
        let origin = self.origin(create.name.as_ref().map_or(span(&create.table), |n| n.span));
        let index = QualifiedName::new(schema, &name);
        self.set_needs(&Dependent::Index(index.clone()), needed);
        self.catalog.indexes.push(Index {
            name: index,
            relation: table,
            columns: columns.clone(),
            labels,
            uses,
            unique: create.unique,
            partial: create.filter.is_some(),
            origin,
        });
        let index = self.catalog.indexes.last().cloned();
        if create.unique {
            let expressions = if columns.iter().all(Option::is_some) {
                Vec::new()
            } else {
                create.elements.iter().map(|element| self.element_text(element)).collect()
            };
            let identifies = match create.equality {
                IndexEquality::OfTypes => identifies(self.get(table)?.kind, create.reach),
                IndexEquality::Other => Identifies::Nothing,
            };
            let key = Key {
                name,
                kind: KeyKind::UniqueIndex,
                columns: columns.into_iter().flatten().collect(),
                expressions,
                partial: create.filter.is_some(),
                nulls_not_distinct: create.nulls_not_distinct,
                deferrable: false,
                without_overlaps: false,
                identifies,
            };
            self.get_mut(table)?.keys.push(key);
        }
        if let (Some(index), Reach::Descendants) = (index, create.reach) {
            for partition in self.partitions(table) {
                self.take_index(&index, partition);
            }
        }
        Ok(())
    }

    /// A partition gets indexes like those of its table that are behind no constraint.
    pub(super) fn inherit_indexes(&mut self, parent: RelationId, child: RelationId) {
        let indexes: Vec<Index> = self
            .catalog
            .indexes
            .iter()
            .filter(|index| index.relation == parent)
            .filter(|index| !constraint_taken(self.catalog, parent, &index.name.name))
            .cloned()
            .collect();
        for index in indexes {
            self.take_index(&index, child);
        }
    }

    /// Gives a partition an index like one of its table, unless it has it already
    /// (`indexcmds.c DefineIndex, CompareIndexInfo`).
    fn take_index(&mut self, index: &Index, partition: RelationId) {
        let Ok(relation) = self.get(partition) else { return };
        if relation.kind == RelationKind::ForeignTable {
            return;
        }
        let (schema, bare) = (relation.name.schema.clone(), relation.name.name.clone());
        let alike = |table: RelationId| {
            let same = |other: &&Index| {
                other.relation == table
                    && other.columns == index.columns
                    && other.labels == index.labels
                    && (other.unique, other.partial) == (index.unique, index.partial)
            };
            self.catalog.indexes.iter().filter(same).count()
        };
        // Each of the table's has one of the partition's.
        if alike(partition) >= alike(index.relation) {
            return;
        }
        let part = columns_part(&index.labels);
        let name = relation_name(self.catalog, &schema, &bare, Some(&part), "idx");
        let key = self.get(index.relation).ok().and_then(|table| {
            let key = table.keys.iter().find(|key| key.name == index.name.name)?;
            // One that was made `ON ONLY` its table says of the partition what it says.
            let identifies = match key.identifies {
                Identifies::RowOfPartition => identifies(relation.kind, Reach::Descendants),
                other => other,
            };
            Some(Key { name: name.clone(), identifies, ..key.clone() })
        });
        let own =
            Index { name: QualifiedName::new(schema, name), relation: partition, ..index.clone() };
        let from = Dependent::Index(index.name.clone());
        self.copy_needs(&from, Dependent::Index(own.name.clone()));
        self.catalog.indexes.push(own.clone());
        if let (Some(key), Ok(relation)) = (key, self.get_mut(partition)) {
            relation.keys.push(key);
        }
        for child in self.partitions(partition) {
            self.take_index(&own, child);
        }
    }

    fn index_column(&self, table: RelationId, column: &crate::tree::Ident) -> Done {
        if self.get(table)?.column(&column.name).is_some() {
            return Ok(());
        }
        let message = format!("column `{}` does not exist", column.name);
        Err(self.missing_column(table, column, message))
    }

    /// What the elements of an index or an exclusion constraint are over.
    pub(super) fn index_columns(
        &self,
        table: RelationId,
        elements: &[IndexElement],
    ) -> Done<Elements> {
        let mut types = Vec::new();
        let mut columns = Vec::new();
        let mut uses = Vec::new();
        let mut needed = Vec::new();
        for (element, label) in elements.iter().zip(labels(elements, &[])) {
            match element {
                IndexElement::Column(column) => {
                    self.index_column(table, column)?;
                    let found = self.get(table)?.column(&column.name);
                    types.push(found.map(|(_, found)| (found.ty.id, column.span)));
                    uses.push(column.name.clone());
                    columns.push(Some(column.name.clone()));
                }
                IndexElement::Expression(expression) => {
                    match self.defines(Some(table), expression, Definition::IndexElement)? {
                        Some((ty, reads)) => {
                            self.is_stored(ty.id, &label, expression.span)?;
                            types.push(Some((ty.id, expression.span)));
                            needed.extend(reads.needed().to_vec());
                            uses.extend(reads.columns(table));
                        }
                        None => {
                            types.push(None);
                            uses.extend(self.columns_of(table, expression));
                        }
                    }
                    columns.push(None);
                }
            }
        }
        Ok(Elements { types, columns, uses, needed })
    }

    fn element_text(&self, element: &IndexElement) -> String {
        let text = self.places.text();
        match element {
            IndexElement::Column(column) => column.name.clone(),
            IndexElement::Expression(expression) => expression.span.text(text).to_owned(),
        }
    }
}

/// What a key says of the rows, by the equality of its columns' types.
pub(super) fn identifies(kind: RelationKind, reach: Reach) -> Identifies {
    match reach {
        Reach::Only if kind == RelationKind::PartitionedTable => Identifies::RowOfPartition,
        Reach::Only | Reach::Descendants => Identifies::Row,
    }
}

/// What the elements of an index are called in its name (`ChooseIndexColumnNames`).
pub(super) fn labels(elements: &[IndexElement], include: &[crate::tree::Ident]) -> Vec<String> {
    let element = |element: &IndexElement| match element {
        IndexElement::Column(column) => column.name.clone(),
        IndexElement::Expression(expression) => expression_name(expression),
    };
    let included = include.iter().map(|column| column.name.clone());
    let mut names: Vec<String> = Vec::new();
    for base in elements.iter().map(element).chain(included) {
        let mut name = base.clone();
        let mut number = 0_u32;
        while names.contains(&name) {
            number += 1;
            name = format!("{base}{number}");
        }
        names.push(name);
    }
    names
}

/// The name of an expression's value (`parse_target.c FigureIndexColname`).
fn expression_name(expression: &Fragment) -> String {
    let name = match crate::syntax::expression(&expression.tokens) {
        Ok((expr, _)) => crate::infer::column_name(&expr),
        Err(_) => "?column?".to_owned(),
    };
    if name == "?column?" { "expr".to_owned() } else { name }
}
