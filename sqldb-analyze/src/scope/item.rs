//! Items of `FROM`: the range table.

use crate::catalog::{Catalog, Column, NotNull, Relation, RelationId, RelationKind};
use crate::statement::{Nulls, Rows};
use crate::types::{TypeId, Typed};

/// A relation, a sub-select, a function, or the merged columns of a FULL JOIN.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The alias, or the name.
    pub name: String,
    /// What it is.
    pub kind: ItemKind,
    /// Its columns.
    pub columns: Vec<ItemColumn>,
    /// The type of its rows: `record` where nothing names it.
    pub row_type: TypeId,
    /// Whether an outer join may put a row of NULLs in its place.
    pub padded: Nulls,
    /// How many rows it has, for each row of the items it uses laterally.
    pub rows: Rows,
    /// The items that it may use laterally, by their places.
    pub uses: Vec<usize>,
    /// Whether its rows have `ctid` and its kin.
    pub system_columns: SystemColumns,
    /// How many of its columns, the last, a `*` leaves out.
    pub unexpanded: usize,
    /// What of a sub-select keeps its rows from being locked.
    pub unlockable: Option<&'static str>,
}

/// Whether rows have the columns that every table has, and no view (`heap.c AddNewAttributeTuples`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SystemColumns {
    /// Rows of a table.
    Present,
    /// All other rows.
    Absent,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemKind {
    /// A table, a view.
    Relation(RelationId),
    /// A sub-select, a common table expression, `VALUES`.
    Query,
    /// A function that returns a scalar: its alias names the value, too.
    ScalarFunction,
    /// A function that returns rows.
    RowFunction,
    /// The columns that `FULL JOIN … USING` merges.
    Merged,
    /// `EXCLUDED` of ON CONFLICT.
    Excluded(RelationId),
}

/// A column of an item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ItemColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Typed,
    /// Whether NULL may be in it, outer joins not counted.
    pub nulls: Nulls,
    /// Whether elements of an array may be NULL.
    pub elements: Nulls,
    /// The column of a relation it is, untouched.
    pub source: Option<(RelationId, usize)>,
    /// The fields of a `record`, where they are known.
    pub fields: Vec<(String, Typed)>,
    /// The field that it is, by its number, of the composite type of a function's rows.
    pub field_of: Option<(TypeId, usize)>,
}

impl ItemColumn {
    /// A column that is of no relation.
    pub(crate) fn made(name: &str, ty: Typed, nulls: Nulls) -> ItemColumn {
        ItemColumn {
            name: name.to_owned(),
            ty,
            nulls,
            elements: Nulls::Maybe,
            source: None,
            fields: Vec::new(),
            field_of: None,
        }
    }
}

impl Item {
    /// A relation of the catalog.
    pub(crate) fn relation(catalog: &Catalog, relation: &Relation, name: String) -> Item {
        let family = Family::of(catalog, relation);
        let columns = relation.columns.iter().enumerate().map(|(number, column)| ItemColumn {
            name: column.name.clone(),
            ty: column.ty,
            nulls: family.nulls_of(column),
            elements: Nulls::Maybe,
            source: Some((relation.id, number)),
            fields: Vec::new(),
            field_of: None,
        });
        Item {
            name,
            kind: ItemKind::Relation(relation.id),
            columns: columns.collect(),
            row_type: relation.row_type,
            padded: Nulls::Never,
            rows: match relation.kind {
                RelationKind::Sequence => Rows::ExactlyOne,
                _ => Rows::Many,
            },
            uses: Vec::new(),
            system_columns: match relation.kind {
                RelationKind::View => SystemColumns::Absent,
                _ => SystemColumns::Present,
            },
            unexpanded: 0,
            unlockable: None,
        }
    }

    /// Rows without a type of their own.
    pub(crate) fn rows(kind: ItemKind, name: String, columns: Vec<ItemColumn>, rows: Rows) -> Item {
        let (row_type, padded) = (TypeId::RECORD, Nulls::Never);
        let system_columns = SystemColumns::Absent;
        let uses = Vec::new();
        Item {
            name,
            kind,
            columns,
            row_type,
            padded,
            rows,
            uses,
            system_columns,
            unexpanded: 0,
            unlockable: None,
        }
    }

    /// The relation it is, if it is one.
    pub(crate) fn relation_id(&self) -> Option<RelationId> {
        match self.kind {
            ItemKind::Relation(id) | ItemKind::Excluded(id) => Some(id),
            ItemKind::Query
            | ItemKind::ScalarFunction
            | ItemKind::RowFunction
            | ItemKind::Merged => None,
        }
    }
}

/// A relation and all that inherit from it: a query of it reads their rows, too.
pub(crate) struct Family<'c> {
    relation: &'c Relation,
    descendants: Vec<&'c Relation>,
}

impl<'c> Family<'c> {
    pub(crate) fn of(catalog: &'c Catalog, relation: &'c Relation) -> Family<'c> {
        let mut descendants: Vec<&Relation> = Vec::new();
        let mut ids = vec![relation.id];
        let mut looked_at = 0;
        while let Some(parent) = ids.get(looked_at).copied() {
            looked_at += 1;
            for child in catalog.children(parent) {
                if !ids.contains(&child.id) {
                    ids.push(child.id);
                    descendants.push(child);
                }
            }
        }
        Family { relation, descendants }
    }

    /// Rule 1 of the NULL rules: a column of an ordinary table is free of NULL if it says so, and if
    /// every table that inherits from it says so as well: a child can drop NOT NULL.
    pub(crate) fn nulls(&self, column: &str) -> Nulls {
        let found = self.relation.column(column);
        found.map_or(Nulls::Maybe, |(_, column)| self.nulls_of(column))
    }

    /// [`Family::nulls`] of one of its columns.
    fn nulls_of(&self, column: &Column) -> Nulls {
        let declares = |relation: &Relation, column: &Column| {
            relation.kind != RelationKind::ForeignTable && column.not_null == NotNull::Enforced
        };
        let all = |child: &&Relation| {
            child.column(&column.name).is_some_and(|(_, own)| declares(child, own))
        };
        match declares(self.relation, column) && self.descendants.iter().all(all) {
            true => Nulls::Never,
            false => Nulls::Maybe,
        }
    }
}
