//! `CREATE RULE … ON SELECT`: the query of a view is a rule of this name (`rewriteDefine.c
//! DefineQueryRewrite`).

use crate::catalog::{By, Column, Dependent, GoneThing, Major, RelationId, RelationKind, RuleDoes};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::{ViewColumn, select_rule_action};
use crate::replay::lookup::span;
use crate::replay::{Done, Replay, Stop};
use crate::span::Span;
use crate::tree::ddl::{CreateSelectRule, Fragment};
use crate::tree::{Ident, QualifiedIdent};

/// `rewriteSupport.h ViewSelectRuleName`.
pub(in crate::replay) const SELECT_RULE: &str = "_RETURN";

impl Replay<'_> {
    /// Gives a view another query; before 16 it makes a view of a table.
    pub(in crate::replay) fn create_select_rule(&mut self, create: &CreateSelectRule) -> Done {
        let CreateSelectRule { name, relation, or_replace, does: _, statements: _ } = create;
        let id = self.relation(relation)?;
        self.takes_rules(id, relation)?;
        let at = span(relation);
        let kind = self.get(id)?.kind;
        let shown = self.get(id)?.name.name.clone();
        if kind != RelationKind::View && self.catalog.major >= Major::V16 {
            let message = format!("relation `{shown}` cannot have ON SELECT rules");
            return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, at, message)
                .help("write `CREATE VIEW`")
                .into());
        }
        let written = only_query(create)?;
        let (query, columns, reads) = match self.read_query(written) {
            Ok(read) => read,
            Err(stop) => return Err(self.reads_row(id, written).unwrap_or(stop)),
        };
        self.fits(&self.get(id)?.columns, &columns, written.span)?;
        if kind == RelationKind::View && !or_replace {
            let message = format!("`{shown}` is already a view");
            let code = SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE;
            return Err(Diagnostic::new(code, name.span, message)
                .help("write `CREATE OR REPLACE VIEW`")
                .into());
        }
        let old_name = name.name.strip_prefix("_RET").is_some_and(|rest| rest == shown);
        if name.name != SELECT_RULE && !old_name {
            let message = format!("view rule for `{shown}` must be named `{SELECT_RULE}`");
            let code = SqlState::INVALID_OBJECT_DEFINITION;
            return Err(Diagnostic::new(code, name.span, message).into());
        }
        if kind != RelationKind::View {
            self.becomes_view(id, at)?;
        }
        let mut view = self.get_mut(id)?;
        view.kind = RelationKind::View;
        for (column, new) in view.columns.iter_mut().zip(&columns) {
            column.not_null = new.not_null;
        }
        drop(view);
        self.set_reads(&Dependent::View(id), [reads]);
        self.keep_body(id, query);
        self.nulls_changed(id);
        Ok(())
    }

    /// That a query which could not be read names `OLD` or `NEW` (`transformRuleStmt`).
    fn reads_row(&self, id: RelationId, written: &Fragment) -> Option<Stop> {
        let (query, _) = crate::syntax::query(&written.tokens).ok()?;
        let refused = select_rule_action(self.catalog, self.catalog.relation(id)?, &query).err()?;
        (refused.code == SqlState::INVALID_OBJECT_DEFINITION).then(|| refused.into())
    }

    /// Whether a relation can have rules (`transformRuleStmt`, `errdetail_relkind_not_supported`).
    pub(in crate::replay) fn takes_rules(&self, id: RelationId, name: &QualifiedIdent) -> Done {
        let relation = self.get(id)?;
        let (code, message) = match relation.kind {
            RelationKind::Table | RelationKind::PartitionedTable | RelationKind::View => {
                return Ok(());
            }
            RelationKind::MaterializedView => (
                SqlState::FEATURE_NOT_SUPPORTED,
                "rules on materialized views are not supported".to_owned(),
            ),
            RelationKind::Sequence | RelationKind::ForeignTable => (
                SqlState::WRONG_OBJECT_TYPE,
                format!("relation `{}` cannot have rules", relation.name.name),
            ),
        };
        Err(Diagnostic::new(code, span(name), message).into())
    }

    /// Whether a rule is the query of a view.
    pub(in crate::replay) fn is_query_rule(&self, id: RelationId, name: &Ident) -> bool {
        let kind = self.catalog.relation(id).map(|found| found.kind);
        name.name == SELECT_RULE
            && matches!(kind, Some(RelationKind::View | RelationKind::MaterializedView))
    }

    /// The columns of a query are those that the relation has (`checkRuleResultList`).
    fn fits(&self, old: &[Column], new: &[ViewColumn], at: Span) -> Done {
        let refused = |message: String| {
            Err(Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, at, message).into())
        };
        for (number, column) in new.iter().enumerate() {
            let Some(before) = old.get(number) else {
                return refused("SELECT rule's target list has too many entries".to_owned());
            };
            let differs = |what: &str, note: String| {
                let (number, name) = (number + 1, &before.name);
                let message = format!(
                    "SELECT rule's target entry {number} has different {what} from column `{name}`"
                );
                let code = SqlState::INVALID_OBJECT_DEFINITION;
                Err(Diagnostic::new(code, column.span, message).note(note, None).into())
            };
            if before.name != column.name {
                return differs("column name", format!("it is named `{}`", column.name));
            }
            let types = || {
                let [of_query, of_column] =
                    [column.ty, before.ty].map(|ty| self.catalog.format_type(ty));
                format!("it has type {of_query}, but the column has type {of_column}")
            };
            if before.ty.id != column.ty.id {
                return differs("type", types());
            }
            if let (Some(one), Some(other)) = (before.ty.typmod, column.ty.typmod)
                && one != other
            {
                return differs("size", types());
            }
        }
        match new.len() < old.len() {
            true => refused("SELECT rule's target list has too few entries".to_owned()),
            false => Ok(()),
        }
    }

    /// A table that can be nothing but its rows becomes a view.
    fn becomes_view(&mut self, id: RelationId, at: Span) -> Done {
        let relation = self.get(id)?;
        let shown = relation.name.name.clone();
        let whole = match relation.kind {
            RelationKind::PartitionedTable => Some("partitioned table"),
            _ if self.is_partition(id) => Some("partition"),
            _ => None,
        };
        if let Some(word) = whole {
            let message = format!("cannot convert {word} `{shown}` to a view");
            return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, at, message).into());
        }
        let dropped = self.catalog.history.iter().any(|gone| {
            matches!(&gone.what, GoneThing::Column(table, _) if *table == id)
                && gone.renamed_to.is_none()
        });
        if dropped {
            let message = "cannot convert relation containing dropped columns to view";
            return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, at, message).into());
        }
        let catalog = &*self.catalog;
        let (this, to_this) = (By::Relation(id), By::Target(id));
        let refers = catalog.constraints.by(this).any(|found| found.target().is_some());
        let triggers = refers || catalog.constraints.has(to_this) || catalog.triggers.has(this);
        let why = match () {
            () if catalog.filled.has(this) => Some("it is not empty"),
            () if triggers => Some("it has triggers"),
            () if catalog.indexes.has(this) => Some("it has indexes"),
            () if catalog.relations.has(to_this) => Some("it has child tables"),
            () if !relation.parents.is_empty() => Some("it has parent tables"),
            () if catalog.policies.has(this) => Some("it has row security policies"),
            () => None,
        };
        if let Some(why) = why {
            let message = format!("could not convert table `{shown}` to a view because {why}");
            let code = SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE;
            return Err(Diagnostic::new(code, at, message).into());
        }
        Ok(())
    }
}

/// The query that a rule is.
fn only_query(create: &CreateSelectRule) -> Done<&Fragment> {
    let refused = |at: Span, message: &str| {
        Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, at, message).into())
    };
    let [statement] = create.statements.as_slice() else {
        return refused(
            create.name.span,
            match create.statements.len() {
                0 => "rules on SELECT must have action INSTEAD SELECT",
                _ => "multiple actions for rules on SELECT are not implemented",
            },
        );
    };
    let at = statement.text.span;
    let is_query = statement.event.is_none() && !statement.is_notify();
    match create.does {
        _ if !is_query => refused(at, "rules on SELECT must have action INSTEAD SELECT"),
        RuleDoes::Also => refused(at, "rules on SELECT must have action INSTEAD SELECT"),
        RuleDoes::InsteadOfSome => {
            refused(at, "event qualifications are not implemented for rules on SELECT")
        }
        RuleDoes::Instead => Ok(&statement.text),
    }
}
