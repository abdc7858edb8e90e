//! Names of columns in expressions, and whole rows (`parse_expr.c transformColumnRef`).

use super::Analyzer;
use super::node::{Node, NodeKind};
use crate::diagnostic::{Diagnostic, Refusal, SqlState};
use crate::scope::{
    Attribute, Clause, ColumnRef, Found, ItemKind, unknown_column, unknown_relation,
};
use crate::span::Span;
use crate::tree::{Ident, QualifiedIdent};
use crate::types::TypeId;

impl Analyzer<'_> {
    /// `a`, `t.a`, `s.t.a`, `t` (`transformColumnRef`).
    pub(super) fn column(&mut self, parts: &[Ident]) -> Result<Node, Diagnostic> {
        let node = match parts {
            [column, ..] if self.scopes.top().clause == Clause::ColumnDefault => {
                let message = "cannot use column reference in DEFAULT expression";
                let code = SqlState::FEATURE_NOT_SUPPORTED;
                return Err(Diagnostic::new(code, column.span, message));
            }
            [column] => match self.scopes.column(column)? {
                Some(node) => node,
                None => match self.scopes.relation(None, column)? {
                    Some(found) => self.whole_row(&found, column.span)?,
                    None => match self.names.named(&column.name) {
                        Some(index) => self.parameters.reference(index, column.span),
                        None => {
                            return Err(unknown_column(self.catalog, &self.scopes, None, column));
                        }
                    },
                },
            },
            [routine, parameter, field]
                if self.names.qualified(routine, &parameter.name).is_some()
                    && self.scopes.relation(Some(&routine.name), parameter)?.is_none() =>
            {
                let index = self.names.named(&parameter.name);
                self.parameter_field(index, parameter, field)?
            }
            [relation, column] if self.scopes.relation(None, relation)?.is_none() => {
                if let Some(index) = self.names.qualified(relation, &column.name) {
                    self.parameters.reference(index, relation.span.to(column.span))
                } else {
                    let index = self.names.named(&relation.name);
                    self.parameter_field(index, relation, column)?
                }
            }
            [relation, column] => {
                let name = QualifiedIdent::alone(relation.clone());
                self.qualified_column(&name, column)?
            }
            [schema, relation, column] => {
                let name = QualifiedIdent { schema: Some(schema.clone()), name: relation.clone() };
                self.qualified_column(&name, column)?
            }
            [first, .., last] if parts.len() > 4 => {
                let message = "improper qualified name (too many dotted names)";
                let span = first.span.to(last.span);
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message));
            }
            _ => {
                let span = parts.first().map_or(Span::default(), |part| part.span);
                return Err(Diagnostic::unsupported(span, "a column with a database in front"));
            }
        };
        self.note_reference(&node);
        if let (NodeKind::Column(column), [first, .., last] | [first @ last]) = (&node.kind, parts)
        {
            self.mark(first.span.to(last.span), super::wording::Mark::Column(*column));
        }
        Ok(node)
    }

    /// `x.a`: a field of a function's parameter (`sql_fn_post_column_ref`).
    fn parameter_field(
        &mut self,
        index: Option<crate::tree::ParameterIndex>,
        parameter: &Ident,
        field: &Ident,
    ) -> Result<Node, Diagnostic> {
        let name = QualifiedIdent::alone(parameter.clone());
        let unknown = unknown_relation(&self.scopes, &name);
        let Some(index) = index else { return Err(unknown) };
        let node = self.parameters.reference(index, parameter.span);
        match self.field(node, field, parameter.span.to(field.span)) {
            Err(refused) if refused.refusal == Refusal::Postgres => Err(unknown),
            found => found,
        }
    }

    fn qualified_column(
        &mut self,
        relation: &QualifiedIdent,
        column: &Ident,
    ) -> Result<Node, Diagnostic> {
        let schema = relation.schema_name();
        let Some(found) = self.scopes.relation(schema, &relation.name)? else {
            return Err(unknown_relation(&self.scopes, relation));
        };
        match self.scopes.column_of(&found, column)? {
            Some(node) => Ok(node),
            None => {
                let unknown =
                    unknown_column(self.catalog, &self.scopes, Some(&relation.name), column);
                let Ok(row) = self.whole_row(&found, column.span) else { return Err(unknown) };
                self.note_reference(&row);
                let span = relation.name.span.to(column.span);
                self.column_notation(column, row, span)?.ok_or(unknown)
            }
        }
    }

    /// `t` as a value: its row, or the value of a function in FROM that returns a scalar.
    pub(crate) fn whole_row(&mut self, found: &Found, span: Span) -> Result<Node, Diagnostic> {
        let unsupported = || Diagnostic::unsupported(span, "this row as a value");
        let Some(item) = found.entry.item else {
            // A join has no rows of its own: its columns make one (`ParseNamespaceItem` of
            // `RTE_JOIN`, `makeWholeRowVar`).
            let columns = found.entry.columns.iter();
            let nodes = columns.map(|column| self.scopes.node(column.reference, span));
            let nodes: Option<Vec<Node>> = nodes.collect();
            let kind = NodeKind::Row(nodes.ok_or_else(unsupported)?);
            return Ok(Node { kind, ty: TypeId::RECORD.into(), span });
        };
        let whole = ColumnRef { scope: found.scope, item, attribute: Attribute::Whole };
        // The value of a function that returns scalars is its only column (`makeWholeRowVar`).
        let attribute = match self.scopes.item(whole).map(|item| item.kind) {
            Some(ItemKind::ScalarFunction) => Attribute::Column(0),
            _ => Attribute::Whole,
        };
        self.scopes.node(ColumnRef { attribute, ..whole }, span).ok_or_else(unsupported)
    }

    /// Notes a column that is named: for sub-selects of grouped queries it may belong to an
    /// enclosing one, and the catalog wants to know what reads it.
    pub(crate) fn note_reference(&mut self, node: &Node) {
        if let NodeKind::Column(reference) = node.kind {
            self.reads_column(reference);
            self.uses_row(reference, node.span);
            self.references.push((reference, node.span));
        }
    }
}

pub(super) fn no_expansion(span: Span) -> Diagnostic {
    let message = "row expansion via `*` is not supported here";
    Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message)
}
