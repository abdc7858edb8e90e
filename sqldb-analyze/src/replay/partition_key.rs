//! What decides in which partition a row is, and keys that must include it.
//!
//! `tablecmds.c ComputePartitionAttrs`, `indexcmds.c DefineIndex`.

use super::operator_class::BTREE;
use super::{Done, Replay};
use crate::catalog::{KeyKind, PartitionKey, RelationId};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::Definition;
use crate::span::Span;
use crate::tree::Ident;
use crate::tree::ddl::{IndexElement, PartitionBy};

impl Replay<'_> {
    /// Notes the partition key of a new table.
    pub(super) fn partition_by(&mut self, table: RelationId, key: &PartitionBy) -> Done {
        let PartitionBy { strategy, elements, classes } = key;
        let method = match strategy.name.as_str() {
            "hash" => "hash",
            "range" | "list" => BTREE,
            other => {
                let message = format!("unrecognized partitioning strategy `{other}`");
                return Err(Diagnostic::new(
                    SqlState::INVALID_OBJECT_DEFINITION,
                    strategy.span,
                    message,
                )
                .into());
            }
        };
        let mut columns = Vec::new();
        for (element, class) in elements.iter().zip(classes) {
            let (ty, span) = match element {
                IndexElement::Column(column) => {
                    self.column_in_key(table, column)?;
                    columns.push(Some(column.name.clone()));
                    let found = self.get(table)?.column(&column.name);
                    (found.map(|(_, found)| found.ty.id), column.span)
                }
                IndexElement::Expression(expression) => {
                    columns.push(None);
                    let read = self.defines(Some(table), expression, Definition::Partition)?;
                    (read.map(|(ty, _)| ty.id), expression.span)
                }
            };
            if let (Some(ty), None) = (ty, class) {
                self.default_operator_class(method, ty, span)?;
            }
        }
        self.catalog.partition_keys.push(PartitionKey { relation: table, columns });
        Ok(())
    }

    fn column_in_key(&self, table: RelationId, column: &Ident) -> Done {
        if self.get(table)?.column(&column.name).is_some() {
            return Ok(());
        }
        let message = format!("column `{}` named in partition key does not exist", column.name);
        Err(self.missing_column(table, column, message))
    }

    /// A key of a partitioned table is one of each partition: it is unique only if rows that are
    /// alike are in the same.
    pub(super) fn includes_partition_key(
        &self,
        table: RelationId,
        columns: &[Option<String>],
        kind: KeyKind,
        span: Span,
    ) -> Done {
        let mut keys = self.catalog.partition_keys.iter();
        let Some(key) = keys.find(|key| key.relation == table) else { return Ok(()) };
        let (name, origin) = (&self.get(table)?.name.name, self.get(table)?.origin.clone());
        let shown = if kind == KeyKind::Primary { "PRIMARY KEY" } else { "UNIQUE" };
        let refused = |message: String| {
            Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message)
                .note(format!("`{name}` is a partitioned table"), Some(origin.clone()))
        };
        for column in &key.columns {
            let Some(column) = column else {
                let message =
                    format!("unsupported {shown} constraint with partition key definition");
                return Err(refused(message)
                    .label("the partition key includes an expression")
                    .into());
            };
            if !columns.iter().flatten().any(|found| found == column) {
                let message = "unique constraint on partitioned table must include all \
                               partitioning columns";
                let mut written: Vec<&str> = columns.iter().flatten().map(String::as_str).collect();
                written.push(column);
                return Err(refused(message.to_owned())
                    .label(format!("this lacks `{column}`, which is in the partition key"))
                    .help(format!("write `{shown} ({})`", written.join(", ")))
                    .into());
            }
        }
        Ok(())
    }
}
