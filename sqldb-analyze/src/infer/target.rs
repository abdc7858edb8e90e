//! Select lists: `*` expanded, expressions with their names.
//!
//! `parse_target.c transformTargetList, ExpandColumnRefStar, ExpandRowReference`.

use super::names::column_name;
use super::node::{Node, NodeKind};
use super::{Analyzer, record};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Attribute, Clause, unknown_relation};
use crate::span::Span;
use crate::statement::Annotation;
use crate::tree::{Expr, QualifiedIdent, Target};
use crate::types::TypeId;

/// How a `*` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    /// As itself, or as `t.*`.
    Star,
    /// As the first word of `TABLE t`.
    Table,
}

/// A column of a select list.
#[derive(Clone, Debug)]
pub(crate) struct TargetNode {
    /// Its name.
    pub name: String,
    /// Its expression.
    pub node: Node,
    /// What its alias says besides the name.
    pub annotation: Annotation,
}

impl Analyzer<'_> {
    /// A select list, or RETURNING.
    pub(crate) fn targets(
        &mut self,
        targets: &[Target],
        clause: Clause,
    ) -> Result<Vec<TargetNode>, Diagnostic> {
        let outside = std::mem::replace(&mut self.scopes.top().clause, clause);
        let list = targets.iter().map(|target| self.target(target));
        let list: Result<Vec<Vec<TargetNode>>, Diagnostic> = list.collect();
        self.scopes.top().clause = outside;
        let list: Vec<TargetNode> = list?.into_iter().flatten().collect();
        list.iter().try_for_each(|target| self.check_collations(&target.node))?;
        Ok(list)
    }

    fn target(&mut self, target: &Target) -> Result<Vec<TargetNode>, Diagnostic> {
        let named = |(name, node)| TargetNode { name, node, annotation: Annotation::default() };
        match target {
            Target::Star(span) => {
                let nodes = self.star(*span, Written::Star)?;
                Ok(nodes.into_iter().map(named).collect())
            }
            Target::Table(span) => {
                let nodes = self.star(*span, Written::Table)?;
                Ok(nodes.into_iter().map(named).collect())
            }
            Target::RelationStar { relation, span } => {
                let nodes = self.relation_star(relation, *span)?;
                Ok(nodes.into_iter().map(named).collect())
            }
            Target::CompositeStar { expr, span } => {
                let nodes = self.composite_star(expr, *span)?;
                Ok(nodes.into_iter().map(named).collect())
            }
            Target::Expr { expr, alias, span: _ } => {
                let node = self.expr(expr)?;
                let (name, annotation) = match alias {
                    // Marks are read where the select list is the statement's own.
                    Some(alias) if self.depth == 0 => crate::emit::alias_marks(&alias.name),
                    Some(alias) => (alias.name.clone(), Annotation::default()),
                    None => (column_name(expr), Annotation::default()),
                };
                Ok(vec![TargetNode { name, node, annotation }])
            }
        }
    }

    /// `(x).*` (`ExpandRowReference`).
    pub(crate) fn composite_star(
        &mut self,
        expr: &Expr,
        span: Span,
    ) -> Result<Vec<(String, Node)>, Diagnostic> {
        let node = self.expr(expr)?;
        let Some(fields) = record::fields(self.catalog, &self.scopes, &node) else {
            let ty = self.catalog.format_type(node.ty);
            let message = match node.ty.id {
                TypeId::RECORD => "record type has not been registered".to_owned(),
                _ => format!("type {ty} is not composite"),
            };
            return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, span, message));
        };
        let nodes = fields.into_iter().map(|(name, ty)| {
            let ty = record::determined(ty, span)?;
            self.reads_field(node.ty.id, &name);
            let kind = NodeKind::Field(Box::new(node.clone()), name.clone());
            Ok((name, Node { kind, ty, span }))
        });
        nodes.collect()
    }

    /// `*`.
    fn star(&mut self, span: Span, written: Written) -> Result<Vec<(String, Node)>, Diagnostic> {
        let scope = self.scopes.top();
        let looking = scope.lateral;
        let shown = scope.entries.iter().filter(|e| e.shows_columns() && e.seen(looking));
        let columns: Vec<_> = shown.flat_map(|entry| entry.columns.iter().cloned()).collect();
        let columns = self.expanded(columns);
        self.freeze(&columns, span, written);
        let scope = self.scopes.top();
        if scope.entries.is_empty() {
            let message = "SELECT * with no tables specified is not valid";
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message));
        }
        self.column_nodes(columns, span)
    }

    /// `t.*`.
    pub(crate) fn relation_star(
        &mut self,
        relation: &QualifiedIdent,
        span: Span,
    ) -> Result<Vec<(String, Node)>, Diagnostic> {
        let schema = relation.schema_name();
        match self.scopes.relation(schema, &relation.name)? {
            Some(found) => {
                let columns = self.expanded(found.entry.columns.to_vec());
                self.freeze(&columns, span, Written::Star);
                self.column_nodes(columns, span)
            }
            None => Err(unknown_relation(&self.scopes, relation)),
        }
    }

    /// The columns that a `*` stands for (`p_dontexpand`).
    fn expanded(&self, columns: Vec<crate::scope::EntryColumn>) -> Vec<crate::scope::EntryColumn> {
        let expanded = |reference: crate::scope::ColumnRef| {
            let Some(item) = self.scopes.item(reference) else { return true };
            match reference.attribute {
                Attribute::Column(number) => number + item.unexpanded < item.columns.len(),
                Attribute::System(_) | Attribute::Whole => true,
            }
        };
        columns.into_iter().filter(|column| expanded(column.reference)).collect()
    }

    /// `t.*` as one value.
    pub(crate) fn relation_row(
        &mut self,
        relation: &QualifiedIdent,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let schema = relation.schema_name();
        let Some(found) = self.scopes.relation(schema, &relation.name)? else {
            return Err(unknown_relation(&self.scopes, relation));
        };
        let node = self.whole_row(&found, span)?;
        self.note_reference(&node);
        Ok(node)
    }

    /// Notes what a `*` of the statement's own select list is sent as: `item.column` for each, where
    /// every such name means just that column.
    fn freeze(&mut self, columns: &[crate::scope::EntryColumn], span: Span, written: Written) {
        if self.depth > 0
            || !matches!(
                self.scopes.top().clause,
                Clause::Target | Clause::Returning | Clause::MergeReturning
            )
        {
            return;
        }
        let scope = self.scopes.top();
        let names = columns.iter().map(|column| {
            let mut owners = scope.entries.iter().filter(|entry| {
                entry.names()
                    && entry
                        .columns
                        .named(&column.name)
                        .any(|known| known.reference == column.reference)
            });
            let owner = owners.next()?;
            let name = owner.name.as_deref()?;
            let unique = scope
                .entries
                .iter()
                .filter(|entry| entry.names() && entry.name.as_deref() == Some(name));
            let same = owner.columns.named(&column.name);
            (unique.count() == 1 && same.count() == 1).then_some((Some(name), &*column.name))
        });
        let names: Option<Vec<(Option<&str>, &str)>> = names.collect();
        if let Some(text) = names.and_then(|names| crate::emit::star(&names)) {
            let text = match written {
                Written::Star => text,
                Written::Table => format!("SELECT {text} FROM"),
            };
            self.edits.push(crate::emit::Edit { span, text });
        }
    }

    fn column_nodes(
        &mut self,
        columns: Vec<crate::scope::EntryColumn>,
        span: Span,
    ) -> Result<Vec<(String, Node)>, Diagnostic> {
        let mut nodes = Vec::new();
        for column in columns {
            if let Some(node) = self.scopes.node(column.reference, span) {
                self.note_reference(&node);
                self.mark(span, super::wording::Mark::Column(column.reference));
                nodes.push((column.name.to_string(), node));
            }
        }
        Ok(nodes)
    }
}
