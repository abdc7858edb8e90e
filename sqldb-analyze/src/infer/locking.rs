//! FOR UPDATE and its kin (`analyze.c CheckSelectLocking, transformLockingClause`).

use super::Analyzer;
use super::node::Node;
use super::select::Analysed;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Entry, Item, ItemKind};
use crate::span::Span;
use crate::tree::{Distinct, Query, Select, TableRef};

impl Analyzer<'_> {
    /// What locking does not go with, in sub-selects of FROM neither.
    pub(super) fn check_locking(
        &mut self,
        select: &Select,
        query: &Query,
        analysed: &Analysed,
    ) -> Result<(), Diagnostic> {
        let scope = self.scopes.top();
        let mut values = analysed.targets.iter().map(|target| &target.node).chain(&analysed.hidden);
        let own = if select.distinct != Distinct::All {
            Some("DISTINCT clause")
        } else if select.group_by.is_some() {
            Some("GROUP BY clause")
        } else if select.having.is_some() {
            Some("HAVING clause")
        } else if scope.aggregate.is_some() {
            Some("aggregate functions")
        } else if !scope.windows.is_empty() {
            Some("window functions")
        } else if values.any(|node: &Node| node.sets() > 0) {
            Some("set-returning functions in the target list")
        } else {
            None
        };
        let below = scope.items.iter().find_map(|item| item.unlockable);
        self.unlockable = own.or(below);
        let Some(first) = query.locking.first() else { return Ok(()) };
        // It waits for others, and makes others wait.
        self.may_act();
        let refused = |at: Span, message: String| {
            Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, at, message))
        };
        let not_allowed = |clause: &str| format!("FOR UPDATE is not allowed with {clause}");
        if let Some(clause) = own {
            return refused(first.span, not_allowed(clause));
        }
        let scope = self.scopes.top();
        for locking in &query.locking {
            if locking.of.is_empty()
                && let Some(clause) = below
            {
                return refused(locking.span, not_allowed(clause));
            }
            for name in &locking.of {
                if let Some(schema) = &name.schema {
                    let message = "FOR UPDATE must specify unqualified relation names";
                    return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, schema.span, message));
                }
                let (name, span) = (name.name.name.as_str(), name.name.span);
                // A subquery without an alias has a name that nobody can write.
                let named = |entry: &&Entry| entry.names() && entry.name.as_deref() == Some(name);
                let entries: Vec<&Entry> = scope.entries.iter().filter(named).collect();
                let items = entries.iter().filter_map(|entry| scope.items.get(entry.item?));
                let items: Vec<&Item> = items.collect();
                let kind = select.from.iter().find_map(|item| unlockable(item, name, &items));
                if let Some(what) = kind {
                    return refused(span, format!("FOR UPDATE cannot be applied to {what}"));
                }
                if entries.is_empty() {
                    let message =
                        format!("relation `{name}` in FOR UPDATE clause not found in FROM clause");
                    return Err(Diagnostic::new(SqlState::UNDEFINED_TABLE, span, message));
                }
                if let Some(clause) = items.iter().find_map(|item| item.unlockable) {
                    return refused(locking.span, not_allowed(clause));
                }
            }
        }
        Ok(())
    }
}

/// What of a name in FROM has no rows to lock, by what it is; `items` are those of the name.
fn unlockable(item: &TableRef, name: &str, items: &[&Item]) -> Option<&'static str> {
    let is = |alias: &Option<crate::tree::Alias>| {
        alias.as_ref().is_some_and(|alias| alias.name.name == name)
    };
    match item {
        TableRef::Functions { calls, alias, .. } => {
            let own = |call| super::names::column_name(call) == name;
            let unnamed = alias.is_none() && calls.first().is_some_and(|call| own(&call.call));
            (is(alias) || unnamed).then_some("a function")
        }
        TableRef::JsonTable { alias, .. } | TableRef::XmlTable { alias, .. } => {
            is(alias).then_some("a table function")
        }
        TableRef::Relation { name: relation, alias, .. } => {
            let shown = is(alias) || alias.is_none() && relation.name.name == name;
            let query = items.iter().any(|item| item.kind == ItemKind::Query);
            (shown && query).then_some("a WITH query")
        }
        TableRef::Join(join) => match &join.alias {
            Some(_) => is(&join.alias).then_some("a join"),
            None => unlockable(&join.left, name, items).or(unlockable(&join.right, name, items)),
        },
        TableRef::Subquery { .. } => None,
    }
}
