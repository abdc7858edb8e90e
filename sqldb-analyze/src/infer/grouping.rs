//! What a grouped query may use outside of aggregates.
//!
//! `parse_agg.c parseCheckAggregates, check_ungrouped_columns`;
//! `pg_constraint.c check_functional_grouping`.

use super::Analyzer;
use super::node::{Node, NodeKind};
use super::select::Analysed;
use crate::catalog::{KeyKind, Needed};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::nulls::Groups;
use crate::scope::{Attribute, ColumnRef, ScopeId};
use crate::span::Span;

impl Analyzer<'_> {
    /// Refuses columns that are neither grouped nor aggregated.
    pub(crate) fn check_grouping(&mut self, analysed: &Analysed) -> Result<(), Diagnostic> {
        let scope = self.scopes.top();
        let here = scope.id;
        let grouped =
            scope.aggregate.is_some() || analysed.groups.is_some() || analysed.having.is_some();
        if !grouped {
            return Ok(());
        }
        let none = Groups::default();
        let groups = analysed.groups.as_ref().unwrap_or(&none);
        let merged = groups.nodes().filter_map(|node| match node.kind {
            NodeKind::Column(column) => self.scopes.merged(column).cloned(),
            _ => None,
        });
        let merged = merged.collect();
        let mut check = Check { analyzer: self, here, groups, merged, needed: Vec::new() };
        let targets = analysed.targets.iter().map(|target| &target.node);
        for node in targets.chain(&analysed.hidden).chain(&analysed.having) {
            check.node(node)?;
        }
        let needed = check.needed;
        needed.into_iter().for_each(|key| self.needs(key));
        Ok(())
    }
}

impl Analyzer<'_> {
    /// The innermost query level whose columns a node names (`check_agg_arguments`).
    pub(crate) fn innermost_level(&self, node: &Node) -> Option<ScopeId> {
        let own = match &node.kind {
            NodeKind::Column(column) => Some(column.scope),
            _ => None,
        };
        let below = node.children().into_iter().filter_map(|child| self.innermost_level(child));
        own.into_iter()
            .chain(below)
            .filter_map(|scope| Some((self.scopes.depth(scope)?, scope)))
            .max()
            .map(|(_, scope)| scope)
    }
}

struct Check<'c, 'a> {
    analyzer: &'c Analyzer<'a>,
    here: ScopeId,
    groups: &'c Groups,
    /// What columns that `USING` merges, and that are grouped by, are made of (`parse_agg.c
    /// parseCheckAggregates, flatten_join_alias_vars`).
    merged: Vec<Node>,
    /// The primary keys that stand for their tables' columns.
    needed: Vec<Needed>,
}

impl Check<'_, '_> {
    fn node(&mut self, node: &Node) -> Result<(), Diagnostic> {
        if self.groups.contains(node) || self.merged.contains(node) {
            return Ok(());
        }
        match &node.kind {
            NodeKind::Aggregate(aggregate) if aggregate.level == self.here => {
                let direct = aggregate.call.arguments.iter().take(aggregate.direct);
                direct.into_iter().try_for_each(|argument| self.node(argument))
            }
            // Of an outer query, which checks its own.
            NodeKind::Grouping(_)
                if self.analyzer.innermost_level(node).is_some_and(|level| level != self.here) =>
            {
                Ok(())
            }
            NodeKind::Grouping(arguments) => {
                match arguments.iter().find(|argument| !self.groups.contains(argument)) {
                    None => Ok(()),
                    Some(argument) => Err(Diagnostic::new(
                        SqlState::GROUPING_ERROR,
                        argument.span,
                        "arguments to GROUPING must be grouping expressions of the associated \
                         query level",
                    )),
                }
            }
            NodeKind::Column(column) if column.scope == self.here => {
                self.column(*column, node.span, Inside::Query)
            }
            NodeKind::Sublink(sublink) => {
                for (column, span) in &sublink.outer {
                    if column.scope == self.here {
                        self.column(*column, *span, Inside::Subquery)?;
                    }
                }
                node.children().into_iter().try_for_each(|child| self.node(child))
            }
            _ => node.children().into_iter().try_for_each(|child| self.node(child)),
        }
    }

    fn column(&mut self, column: ColumnRef, span: Span, inside: Inside) -> Result<(), Diagnostic> {
        let node = Node {
            kind: NodeKind::Column(column),
            ty: self
                .analyzer
                .scopes
                .describe(column)
                .map_or_else(|| crate::types::TypeId::UNKNOWN.into(), |(_, _, ty)| ty),
            span,
        };
        // What `USING` merges is an expression over the columns of its sides, and sub-selects know
        // columns only.
        if let Some(merged) = self.analyzer.scopes.merged(column) {
            if matches!(inside, Inside::Query)
                && (self.groups.contains(&node) || self.groups.contains(merged))
            {
                return Ok(());
            }
            let parts = columns(merged);
            return parts.into_iter().try_for_each(|part| self.column(part, span, inside));
        }
        if self.groups.contains(&node) || self.depends_on_key(column) {
            return Ok(());
        }
        let (relation, name, _) = self
            .analyzer
            .scopes
            .describe(column)
            .unwrap_or_else(|| (String::new(), String::new(), node.ty));
        let error = match inside {
            Inside::Query => Diagnostic::new(
                SqlState::GROUPING_ERROR,
                span,
                format!(
                    "column `{relation}.{name}` must appear in the GROUP BY clause or be used in \
                     an aggregate function"
                ),
            ),
            Inside::Subquery => Diagnostic::new(
                SqlState::GROUPING_ERROR,
                span,
                format!("subquery uses ungrouped column `{relation}.{name}` from outer query"),
            ),
        };
        Err(match self.groups.is_empty() {
            true => error.help(format!("add `GROUP BY {relation}.{name}`")),
            false => error.help(format!("add `{relation}.{name}` to GROUP BY")),
        })
    }

    /// Whether the primary key of the column's table is grouped, so that the column has one value
    /// in each group.
    fn depends_on_key(&mut self, column: ColumnRef) -> bool {
        let scopes = &self.analyzer.scopes;
        let relation = scopes
            .item(column)
            .and_then(|item| match item.kind {
                crate::scope::ItemKind::Relation(id) => Some(id),
                _ => None,
            })
            .and_then(|id| self.analyzer.catalog.relation(id));
        let Some(relation) = relation else { return false };
        let mut keys =
            relation.keys.iter().filter(|key| key.kind == KeyKind::Primary && !key.deferrable);
        let key = keys.find(|key| {
            key.columns.iter().all(|name| {
                relation.column(name).is_some_and(|(number, _)| {
                    let attribute = Attribute::Column(number);
                    self.groups.columns().any(|known| known == ColumnRef { attribute, ..column })
                })
            })
        });
        self.needed.extend(key.map(|key| Needed::Key(relation.id, key.name.clone())));
        key.is_some()
    }
}

#[derive(Clone, Copy, Debug)]
enum Inside {
    Query,
    Subquery,
}

/// The columns in an expression.
fn columns(node: &Node) -> Vec<ColumnRef> {
    match node.kind {
        NodeKind::Column(column) => vec![column],
        _ => node.children().into_iter().flat_map(columns).collect(),
    }
}
