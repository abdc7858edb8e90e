//! By what partitioned tables are parted (`pg_partitioned_table`).

use super::RelationId;

/// What decides in which partition of a table a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionKey {
    /// The partitioned table.
    pub relation: RelationId,
    /// How its rows are dealt out.
    pub strategy: PartitionStrategy,
    /// Its columns; [`None`] is an expression.
    pub columns: Vec<Option<String>>,
}

/// `pg_partitioned_table.partstrat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartitionStrategy {
    /// By ranges of values.
    Range,
    /// By values.
    List,
    /// By remainders of a hash.
    Hash,
}
