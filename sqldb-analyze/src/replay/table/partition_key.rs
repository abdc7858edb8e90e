//! What decides in which partition a row is, and keys that must include it.
//!
//! `tablecmds.c ComputePartitionAttrs`, `indexcmds.c DefineIndex`.

use crate::catalog::{By, Default, Dependent, PartitionKey, PartitionStrategy, RelationId};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::Definition;
use crate::replay::operator::class::BTREE;
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::Ident;
use crate::tree::ddl::{BoundForm, IndexElement, PartitionBound, PartitionBy};

impl Replay<'_> {
    /// Notes the partition key of a new table.
    pub(in crate::replay) fn partition_by(&mut self, table: RelationId, key: &PartitionBy) -> Done {
        let PartitionBy { strategy, elements, classes, collations } = key;
        let mut needed = Vec::new();
        for collation in collations.iter().flatten() {
            needed.extend(self.collation(collation)?);
        }
        let (strategy, method) = match strategy.name.as_str() {
            "hash" => (PartitionStrategy::Hash, "hash"),
            "range" => (PartitionStrategy::Range, BTREE),
            "list" => {
                if let [_, IndexElement::Column(Ident { span, .. }), ..] = elements.as_slice() {
                    let message =
                        "cannot use \"list\" partition strategy with more than one column";
                    let code = SqlState::INVALID_OBJECT_DEFINITION;
                    return Err(Diagnostic::new(code, *span, message).into());
                }
                (PartitionStrategy::List, BTREE)
            }
            other => {
                let message = format!("unrecognized partitioning strategy `{other}`");
                return Err(Diagnostic::new(
                    SqlState::INVALID_PARAMETER_VALUE,
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
                    self.is_computed_nowhere(table, &column.name, column.span)?;
                    let found = self.get(table)?.column(&column.name);
                    (found.map(|(_, found)| found.ty.id), column.span)
                }
                IndexElement::Expression(expression) => {
                    columns.push(None);
                    let mut of = None;
                    let read = self.defines(Some(table), expression, Definition::Partition)?;
                    if let Some((ty, reads)) = read {
                        of = Some(ty.id);
                        for column in reads.columns(table) {
                            self.is_computed_nowhere(table, &column, expression.span)?;
                        }
                    }
                    (of, expression.span)
                }
            };
            match (ty, class) {
                (ty, Some(class)) => needed.extend(self.operator_class(method, class, ty)?),
                (Some(ty), None) => {
                    needed.extend(self.default_operator_class(method, ty, span)?);
                }
                (None, None) => {}
            }
        }
        self.add_needs(&Dependent::Table(table), needed);
        self.catalog.partition_keys.push(PartitionKey { relation: table, strategy, columns });
        Ok(())
    }

    /// A bound must be of the form that the table's strategy has (`parse_utilcmd.c
    /// transformPartitionBound`).
    pub(in crate::replay) fn bound_fits(&self, table: RelationId, bound: &PartitionBound) -> Done {
        let mut keys = self.catalog.partition_keys.by(By::Relation(table));
        let Some(key) = keys.find(|key| key.relation == table) else { return Ok(()) };
        let refused = |message: String| {
            Diagnostic::new(SqlState::INVALID_TABLE_DEFINITION, bound.span, message)
        };
        let wrong = |strategy: &str, right: &str| {
            refused(format!("invalid bound specification for a {strategy} partition"))
                .help(format!("write `{right}`"))
        };
        let count = key.columns.len();
        match (key.strategy, bound.form) {
            (PartitionStrategy::Hash, BoundForm::Default) => {
                Err(refused("a hash-partitioned table may not have a default partition".to_owned())
                    .into())
            }
            (PartitionStrategy::Range | PartitionStrategy::List, BoundForm::Default)
            | (PartitionStrategy::List, BoundForm::In)
            | (PartitionStrategy::Hash, BoundForm::With) => Ok(()),
            (PartitionStrategy::Range, BoundForm::FromTo(from, to)) => {
                let counts = [("FROM", from), ("TO", to)];
                match counts.iter().find(|(_, values)| *values != count) {
                    None => Ok(()),
                    Some((word, _)) => Err(refused(format!(
                        "{word} must specify exactly one value per partitioning column"
                    ))
                    .into()),
                }
            }
            (PartitionStrategy::Range, _) => {
                Err(wrong("range", "FOR VALUES FROM (…) TO (…)").into())
            }
            (PartitionStrategy::List, _) => Err(wrong("list", "FOR VALUES IN (…)").into()),
            (PartitionStrategy::Hash, _) => {
                Err(wrong("hash", "FOR VALUES WITH (MODULUS …, REMAINDER …)").into())
            }
        }
    }

    /// A column that decides in which partition a row is stays as it is (`tablecmds.c
    /// has_partition_attrs`).
    pub(in crate::replay) fn is_no_partition_key(
        &self,
        table: RelationId,
        column: &Ident,
        what: &str,
    ) -> Done {
        let mut keys = self.catalog.partition_keys.by(By::Relation(table));
        let within = |key: &PartitionKey| key.columns.iter().flatten().any(|c| *c == column.name);
        if !keys.any(|key| key.relation == table && within(key)) {
            return Ok(());
        }
        let relation = &self.get(table)?.name.name;
        let message = format!(
            "cannot {what} column `{}` because it is part of the partition key of relation \
             `{relation}`",
            column.name
        );
        Err(Diagnostic::new(SqlState::INVALID_TABLE_DEFINITION, column.span, message).into())
    }

    /// Refuses a generated column as what decides where its row is: it is computed behind that.
    fn is_computed_nowhere(&self, table: RelationId, column: &str, at: Span) -> Done {
        let found = self.get(table)?.column(column).map(|(_, found)| found.default);
        if !matches!(found, Some(Default::Generated(_))) {
            return Ok(());
        }
        let message = "cannot use generated column in partition key";
        Err(Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, at, message)
            .label(format!("`{column}` is a generated column"))
            .into())
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
    pub(in crate::replay) fn includes_partition_key(
        &self,
        table: RelationId,
        columns: &[Option<String>],
        shown: &str,
        span: Span,
    ) -> Done {
        let mut keys = self.catalog.partition_keys.by(By::Relation(table));
        let Some(key) = keys.find(|key| key.relation == table) else { return Ok(()) };
        let (name, origin) = (&self.get(table)?.name.name, self.get(table)?.origin.clone());
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
