//! Statements that wait for a lock, behind which everybody else waits: harmless on their own, they are
//! not while a transaction runs that is in no hurry, unless `lock_timeout` ends the waiting.

use super::walk::Walk;
use super::{Lint, Rule};
use crate::catalog::Relation;
use crate::lex::{Token, TokenKind};
use crate::tree::QualifiedIdent;
use crate::tree::ddl::{
    AlterAction, AlterColumn, AlterRelation, ColumnConstraintKind, Ddl, DdlStatement, Object,
    TableConstraintKind, TableElement,
};

impl Walk<'_> {
    /// Notes a `lock_timeout`, and tells of the first statement that waits without one.
    pub(super) fn waiting(&mut self, statement: &DdlStatement, tokens: &[Token]) {
        if sets_lock_timeout(tokens) {
            self.added.waited_for = true;
        }
        let concurrently = tokens.iter().any(|token| token.is_word("concurrently"));
        if self.added.waited_for || concurrently {
            return;
        }
        let Some((table, others)) = self.waits_for(&statement.kind) else { return };
        let called = table.name.written();
        self.added.waited_for = true;
        let first = tokens.first().map_or(statement.span, |token| token.span);
        self.lint(Lint::new(
            Rule::NoLockTimeout,
            first,
            format!(
                "while this waits for a transaction that uses `{called}`, all new {others} of it wait, too"
            ),
            "write `SET lock_timeout = '3s';` above it, or migrate with `SQLDB_MIGRATE_LOCK_TIMEOUT=3`: then \
             it gives up, and may be tried again",
        ));
    }

    /// The table whose users wait for the statement, and which of them do (`lockcmds`, table 13.2 of
    /// the documentation).
    fn waits_for(&self, kind: &Ddl) -> Option<(&Relation, &'static str)> {
        let both = "reads and writes";
        let table = |name: &QualifiedIdent, others| Some((self.existing(name)?, others));
        match kind {
            Ddl::AlterRelation(alter) if locks(alter) => table(&alter.name, both),
            Ddl::Drop(drop) => match drop.object {
                Object::Table | Object::MaterializedView => {
                    drop.names.iter().find_map(|name| table(&name.name, both))
                }
                Object::Index => drop.names.iter().find_map(|name| {
                    let QualifiedIdent { schema: _, name: called } = &name.name;
                    Some((self.index_table(name.name.schema_name(), &called.name)?, both))
                }),
                _ => None,
            },
            Ddl::CreateIndex(index) => table(&index.table, "writes"),
            Ddl::CreateTrigger(trigger) => table(&trigger.relation, "writes"),
            Ddl::DropTrigger { relation, .. } | Ddl::DropRule { relation, .. } => {
                table(relation, both)
            }
            Ddl::CreateRule(rule) => table(&rule.relation, both),
            Ddl::CreateSelectRule(rule) => table(&rule.relation, both),
            Ddl::CreatePolicy(policy) => table(&policy.relation, both),
            Ddl::DropPolicy { relation, .. } => table(relation, both),
            // `tablecmds.c DefineRelation`.
            Ddl::CreateTable(create) if create.partition_of.is_some() => {
                create.partition_of.as_ref().and_then(|whole| table(whole, both))
            }
            Ddl::CreateTable(create) => create.elements.iter().find_map(|element| match element {
                TableElement::Constraint(constraint) => match &constraint.kind {
                    TableConstraintKind::ForeignKey { references, .. } => {
                        table(&references.table, "writes")
                    }
                    _ => None,
                },
                TableElement::Column(column) => {
                    column.constraints.iter().find_map(|constraint| match &constraint.kind {
                        ColumnConstraintKind::References(references) => {
                            table(&references.table, "writes")
                        }
                        _ => None,
                    })
                }
                TableElement::Like(..) => None,
            }),
            Ddl::Data { tables, statement: None } => {
                tables.iter().find_map(|name| table(name, both))
            }
            _ => None,
        }
    }
}

/// Whether any action takes a lock that stops writes (`tablecmds.c AlterTableGetLockLevel`).
fn locks(alter: &AlterRelation) -> bool {
    let is_harmless = |action: &AlterAction| {
        matches!(
            action,
            AlterAction::ValidateConstraint(_)
                | AlterAction::AttachPartition(..)
                | AlterAction::SetParameters(_)
                | AlterAction::ClusterOn(_)
                | AlterAction::AlterColumn(_, AlterColumn::Nothing)
        )
    };
    alter.object == Object::Table && !alter.actions.iter().all(is_harmless)
}

/// `SET lock_timeout …`, `SET LOCAL lock_timeout …`, `set_config('lock_timeout', …)`.
fn sets_lock_timeout(tokens: &[Token]) -> bool {
    let named = |token: &Token| match &token.kind {
        TokenKind::Word(name) | TokenKind::String(name) => name == "lock_timeout",
        _ => false,
    };
    let sets = |token: &Token| token.is_word("set") || token.is_word("set_config");
    tokens.iter().any(named) && tokens.iter().any(sets)
}
