//! The rules of `ALTER DOMAIN`: a condition that is added is looked for in all tables with such columns.

use super::statement::shown;
use super::walk::Walk;
use super::{Lint, Rule};
use crate::catalog::{Relation, RelationKind};
use crate::lex::Token;
use crate::tree::QualifiedIdent;
use crate::tree::ddl::{AlterDomainAction, ColumnConstraintKind};

impl Walk<'_> {
    pub(super) fn alter_domain(
        &mut self,
        name: &QualifiedIdent,
        action: &AlterDomainAction,
        tokens: &[Token],
    ) {
        let not_valid = |two: &[Token]| match two {
            [not, valid] => not.is_word("not") && valid.is_word("valid"),
            _ => false,
        };
        let (rule, condition) = match action {
            AlterDomainAction::SetNotNull => (Rule::NotNullScans, "… IS NOT NULL"),
            AlterDomainAction::AddConstraint(added) => match added.kind {
                ColumnConstraintKind::NotNull => (Rule::NotNullScans, "… IS NOT NULL"),
                _ if tokens.windows(2).any(not_valid) => return,
                _ => (Rule::CheckScans, "…"),
            },
            _ => return,
        };
        let schema = name.schema_name();
        let Some(domain) = self.before.find_type(schema, &name.name.name) else { return };
        let uses = |table: &&Relation| {
            matches!(table.kind, RelationKind::Table | RelationKind::PartitionedTable)
                && table.columns.iter().any(|column| column.ty.id == domain)
        };
        let Some(table) = self.before.relations.iter().find(uses) else { return };
        let called = shown(table);
        self.lint(Lint::new(
            rule,
            name.name.span,
            format!("writes to `{called}` wait until all its rows are looked at, and those to every other table that uses the domain"),
            format!(
                "write it at the tables, `ALTER TABLE {called} ADD CONSTRAINT … CHECK ({condition}) NOT VALID`, \
                 and in the next migration `VALIDATE CONSTRAINT …`, for which nobody waits"
            ),
        ));
    }
}
