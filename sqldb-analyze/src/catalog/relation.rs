//! Tables, views and their columns.

use super::QualifiedName;
use crate::span::Origin;
use crate::types::{TypeId, Typed};

/// A relation of the catalog that gave the number out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelationId(pub u32);

/// A table, a view, or another thing with columns that `FROM` can name.
#[derive(Clone, Debug)]
pub struct Relation {
    /// Its identity.
    pub id: RelationId,
    /// Its name.
    pub name: QualifiedName,
    /// What it is.
    pub kind: RelationKind,
    /// Its columns, dropped ones removed, in order.
    pub columns: Vec<Column>,
    /// Primary key, unique constraints and unique indexes.
    pub keys: Vec<Key>,
    /// The type of its rows.
    pub row_type: TypeId,
    /// The tables it inherits from or is a partition of.
    pub parents: Vec<RelationId>,
    /// The migration that made it.
    pub origin: Origin,
}

impl Relation {
    /// The column of this name, with its number from 0.
    pub fn column(&self, name: &str) -> Option<(usize, &Column)> {
        self.columns.iter().enumerate().find(|(_, column)| column.name == name)
    }
}

/// `pg_class.relkind`, as far as queries see a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RelationKind {
    /// An ordinary table.
    Table,
    /// A partitioned table.
    PartitionedTable,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A foreign table: its NOT NULL is not enforced.
    ForeignTable,
    /// A sequence.
    Sequence,
}

/// A column of a relation.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Typed,
    /// Whether PostgreSQL keeps NULL out of it; since 18 what its constraint says.
    pub not_null: NotNull,
    /// What an INSERT that leaves it out stores.
    pub default: Default,
    /// The migration that made it, by its present name.
    pub origin: Origin,
}

/// Whether a column is proven free of NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotNull {
    /// It may hold NULL. Also for a domain's NOT NULL and for a foreign table's: neither keeps
    /// every NULL out.
    No,
    /// NOT NULL, primary key or identity of an ordinary table; or, for a view, proven from its body.
    Enforced,
}

/// What a column gets that an INSERT leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Default {
    /// NULL.
    None,
    /// An expression; a domain's default too.
    Expression,
    /// `GENERATED … AS IDENTITY`.
    Identity(Identity),
    /// `GENERATED ALWAYS AS (…)`: never assignable.
    Generated(Generated),
}

/// Whether an identity column takes values of the user's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// Only with `OVERRIDING SYSTEM VALUE`.
    Always,
    /// Yes.
    ByDefault,
}

/// Where a generated column is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Generated {
    /// On write.
    Stored,
    /// On read (18 and newer).
    Virtual,
}

/// A set of columns whose values are unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The constraint's or the index's name.
    pub name: String,
    /// Primary key, unique constraint, or unique index.
    pub kind: KeyKind,
    /// The columns by name; empty where the index is over expressions only.
    pub columns: Vec<String>,
    /// The index's elements as text where some are expressions, for `ON CONFLICT`.
    pub expressions: Vec<String>,
    /// Whether the index covers only some rows (`WHERE …`): then nothing is unique as a whole.
    pub partial: bool,
    /// Whether `NULLS NOT DISTINCT` makes NULLs equal.
    pub nulls_not_distinct: bool,
    /// Whether it may be violated until the transaction ends.
    pub deferrable: bool,
    /// Whether it is `WITHOUT OVERLAPS` (18): an exclusion constraint that is called a key.
    pub without_overlaps: bool,
    /// What its columns' values say of the rows.
    pub identifies: Identifies,
}

/// How many rows `=` on all columns of a key finds, where the key is neither partial nor deferrable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identifies {
    /// At most one.
    Row,
    /// At most one, if the partitions have such keys too: it was made `ON ONLY` their table.
    RowOfPartition,
    /// Any number: a collation or an operator class of its own may tell apart what `=` does not.
    Nothing,
}

/// Where a key comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// `PRIMARY KEY`.
    Primary,
    /// `UNIQUE`.
    Unique,
    /// `CREATE UNIQUE INDEX`.
    UniqueIndex,
}
