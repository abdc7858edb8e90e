//! Which triggers a relation can have, by its kind (`trigger.c CreateTriggerFiringOn`).

use crate::catalog::{RelationId, RelationKind, TriggerForm, TriggerStatement};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::{Reads, TriggerWhen, trigger_when};
use crate::replay::lookup::span;
use crate::replay::trigger::refused;
use crate::replay::{Done, Replay};
use crate::tree::ddl::{CreateTrigger, RowVersion, TransitionTable, TriggerLevel, WrittenTime};

impl Replay<'_> {
    pub(in crate::replay) fn trigger_kind(&self, id: RelationId, create: &CreateTrigger) -> Done {
        let relation = self.get(id)?;
        let (at, name) = (span(&create.relation), &relation.name.name);
        let wrong = |what: &str, help| {
            refused(SqlState::WRONG_OBJECT_TYPE, at, format!("`{name}` is {what}"), help)
        };
        let row = create.level == TriggerLevel::Row;
        let instead = create.time == WrittenTime::InsteadOf;
        let truncate =
            create.events.iter().find(|event| event.statement == TriggerStatement::Truncate);
        match relation.kind {
            RelationKind::Table | RelationKind::PartitionedTable if instead => {
                return Err(wrong(
                    "a table",
                    "tables cannot have `INSTEAD OF` triggers: write `BEFORE` or `AFTER`",
                ));
            }
            RelationKind::Table | RelationKind::PartitionedTable => {}
            RelationKind::View if row && !instead => {
                return Err(wrong(
                    "a view",
                    "views cannot have row-level `BEFORE` or `AFTER` triggers: write `INSTEAD OF`",
                ));
            }
            RelationKind::View if truncate.is_some() => {
                return Err(wrong("a view", "views cannot have `TRUNCATE` triggers"));
            }
            RelationKind::View => {}
            RelationKind::ForeignTable if instead => {
                return Err(wrong(
                    "a foreign table",
                    "foreign tables cannot have `INSTEAD OF` triggers",
                ));
            }
            RelationKind::ForeignTable if create.form == TriggerForm::Constraint => {
                return Err(wrong(
                    "a foreign table",
                    "foreign tables cannot have constraint triggers",
                ));
            }
            RelationKind::ForeignTable => {}
            _ => {
                let message = format!("relation `{name}` cannot have triggers");
                return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, at, message).into());
            }
        }
        if let Some(event) = truncate
            && row
        {
            return Err(refused(
                SqlState::FEATURE_NOT_SUPPORTED,
                event.span,
                "TRUNCATE FOR EACH ROW triggers are not supported",
                "write `FOR EACH STATEMENT`",
            ));
        }
        if instead {
            return self.instead_of(create);
        }
        self.transition_tables(id, create)
    }

    fn instead_of(&self, create: &CreateTrigger) -> Done {
        let unsupported = |at, message: &str, help| {
            Err(refused(SqlState::FEATURE_NOT_SUPPORTED, at, message, help))
        };
        if create.level != TriggerLevel::Row {
            let message = "INSTEAD OF triggers must be FOR EACH ROW";
            return unsupported(create.name.span, message, "write `FOR EACH ROW`");
        }
        if let Some(condition) = &create.condition {
            let message = "INSTEAD OF triggers cannot have WHEN conditions";
            return unsupported(condition.span, message, "test it in the function");
        }
        if let Some(column) = create.events.iter().find_map(|event| event.columns.first()) {
            let message = "INSTEAD OF triggers cannot have column lists";
            return unsupported(column.span, message, "leave out `OF`");
        }
        Ok(())
    }

    fn transition_tables(&self, id: RelationId, create: &CreateTrigger) -> Done {
        let relation = self.get(id)?;
        let Some(first) = create.transitions.first() else { return Ok(()) };
        let at = first.name.span;
        let wrong = |message: &str| -> Done {
            Err(Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, at, message).into())
        };
        match relation.kind {
            RelationKind::ForeignTable | RelationKind::View => {
                let what = match relation.kind {
                    RelationKind::View => "view",
                    _ => "foreign table",
                };
                let message = format!("`{}` is a {what}", relation.name.name);
                return Err(refused(
                    SqlState::WRONG_OBJECT_TYPE,
                    span(&create.relation),
                    message,
                    "only triggers on tables have transition tables",
                ));
            }
            RelationKind::PartitionedTable if create.level == TriggerLevel::Row => {
                let message = format!("`{}` is a partitioned table", relation.name.name);
                return Err(refused(
                    SqlState::FEATURE_NOT_SUPPORTED,
                    span(&create.relation),
                    message,
                    "row triggers on partitioned tables have no transition tables: write \
                     `FOR EACH STATEMENT`",
                ));
            }
            _ if create.level == TriggerLevel::Row && !relation.parents.is_empty() => {
                let partition = relation.parents.iter().any(|parent| {
                    let parent = self.catalog.relation(*parent);
                    parent.is_some_and(|found| found.kind == RelationKind::PartitionedTable)
                });
                let what = if partition { "partitions" } else { "inheritance children" };
                let message =
                    format!("ROW triggers with transition tables are not supported on {what}");
                return Err(refused(
                    SqlState::FEATURE_NOT_SUPPORTED,
                    span(&create.relation),
                    message,
                    "write `FOR EACH STATEMENT`",
                ));
            }
            _ => {}
        }
        if create.time != WrittenTime::After {
            return wrong("transition table name can only be specified for an AFTER trigger");
        }
        let fires = |statement| create.events.iter().any(|event| event.statement == statement);
        if fires(TriggerStatement::Truncate) {
            return wrong("TRUNCATE triggers with transition tables are not supported");
        }
        let unsupported = |message: &str| -> Done {
            Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, at, message).into())
        };
        if create.events.len() > 1 {
            return unsupported(
                "transition tables cannot be specified for triggers with more than one event",
            );
        }
        if create.events.iter().any(|event| !event.columns.is_empty()) {
            return unsupported(
                "transition tables cannot be specified for triggers with column lists",
            );
        }
        let count =
            |version| create.transitions.iter().filter(|found| found.version == version).count();
        if count(RowVersion::New) > 0
            && !fires(TriggerStatement::Insert)
            && !fires(TriggerStatement::Update)
        {
            return wrong("NEW TABLE can only be specified for an INSERT or UPDATE trigger");
        }
        if count(RowVersion::Old) > 0
            && !fires(TriggerStatement::Delete)
            && !fires(TriggerStatement::Update)
        {
            return wrong("OLD TABLE can only be specified for a DELETE or UPDATE trigger");
        }
        for (version, word) in [(RowVersion::New, "NEW"), (RowVersion::Old, "OLD")] {
            if count(version) > 1 {
                return wrong(&format!("{word} TABLE cannot be specified multiple times"));
            }
        }
        if let [TransitionTable { name: one, .. }, TransitionTable { name: two, .. }] =
            create.transitions.as_slice()
            && one.name == two.name
        {
            return wrong("OLD TABLE name and NEW TABLE name cannot be the same");
        }
        Ok(())
    }

    /// `UPDATE OF …`.
    pub(in crate::replay) fn trigger_columns(
        &self,
        id: RelationId,
        create: &CreateTrigger,
    ) -> Done {
        for event in &create.events {
            for (at, column) in event.columns.iter().enumerate() {
                self.column(id, column)?;
                if event.columns.iter().take(at).any(|before| before.name == column.name) {
                    let message = format!("column `{}` specified more than once", column.name);
                    let code = SqlState::DUPLICATE_COLUMN;
                    return Err(Diagnostic::new(code, column.span, message).into());
                }
            }
        }
        Ok(())
    }

    /// `WHEN (…)`: a condition over `OLD` and `NEW`, and what it needs.
    pub(in crate::replay) fn trigger_condition(
        &self,
        id: RelationId,
        create: &CreateTrigger,
    ) -> Done<Reads> {
        let Some(condition) = &create.condition else { return Ok(Reads::default()) };
        let trigger = TriggerWhen {
            relation: self.get(id)?,
            time: create.time,
            level: create.level,
            events: create.events.iter().map(|event| event.statement).collect(),
        };
        let expr = self.whole_expression(condition);
        match expr.and_then(|expr| trigger_when(self.catalog, &trigger, &expr)) {
            Ok(reads) => Ok(reads),
            Err(diagnostic) => {
                self.refuses(diagnostic, Some(id), condition)?;
                Ok(Reads::default())
            }
        }
    }
}
