//! Finding what a name means.
//!
//! `parse_relation.c colNameToVar, scanNSItemForColumn, refnameNamespaceItem`: levels from the
//! inside out, entries of a level all alike, two hits are ambiguous.

use super::{Attribute, ColumnRef, Entry, LateralUse, Scope, Scopes, SystemColumns};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::node::{Node, NodeKind};
use crate::span::Span;
use crate::tree::Ident;
use crate::types::TypeId;

/// The columns every table has (`heap.c SysAtt`).
pub(crate) const SYSTEM_COLUMNS: [(&str, TypeId); 6] = [
    ("ctid", TypeId::TID),
    ("xmin", TypeId::XID),
    ("cmin", TypeId::CID),
    ("xmax", TypeId::XID),
    ("cmax", TypeId::CID),
    ("tableoid", TypeId::OID),
];

/// An entry with its level.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The level.
    pub scope: super::ScopeId,
    /// The entry, copied out.
    pub entry: Entry,
}

impl Scopes {
    /// A column without a name in front (`colNameToVar`); [`None`] where there is none.
    ///
    /// # Errors
    ///
    /// 42702 where two entries of one level have it; 42P10 where `LATERAL` must not use it.
    pub(crate) fn column(&self, name: &Ident) -> Result<Option<Node>, Diagnostic> {
        for scope in self.inside_out() {
            let mut found = None;
            for entry in &scope.entries {
                if !entry.shows_columns() || !entry.seen(scope.lateral) {
                    continue;
                }
                let Some(reference) = in_entry(scope, entry, &name.name, name.span)? else {
                    continue;
                };
                if found.is_some() {
                    return Err(self.ambiguous(name, scope));
                }
                lateral_check(entry, name.span)?;
                found = Some(reference);
            }
            if let Some(reference) = found {
                return Ok(self.node(reference, name.span));
            }
        }
        Ok(None)
    }

    /// The entry of a name, with or without a schema (`refnameNamespaceItem`).
    ///
    /// # Errors
    ///
    /// 42P09 where two entries of one level have the name; 42P10 where `LATERAL` must not use it.
    pub(crate) fn relation(
        &self,
        schema: Option<&str>,
        name: &Ident,
    ) -> Result<Option<Found>, Diagnostic> {
        for scope in self.inside_out() {
            let mut hits = scope.entries.iter().filter(|entry| {
                entry.names()
                    && entry.seen(scope.lateral)
                    && entry.name.as_deref() == Some(&name.name)
                    && schema.is_none_or(|schema| entry.schema.as_deref() == Some(schema))
            });
            let Some(entry) = hits.next() else { continue };
            if hits.next().is_some() {
                return Err(Diagnostic::new(
                    SqlState::AMBIGUOUS_ALIAS,
                    name.span,
                    format!("table reference `{}` is ambiguous", name.name),
                ));
            }
            lateral_check(entry, name.span)?;
            return Ok(Some(Found { scope: scope.id, entry: entry.clone() }));
        }
        Ok(None)
    }

    /// A column of an entry that has been found; [`None`] where it has none of this name.
    ///
    /// # Errors
    ///
    /// 42702 where it has two.
    pub(crate) fn column_of(
        &self,
        found: &Found,
        name: &Ident,
    ) -> Result<Option<Node>, Diagnostic> {
        let Some(scope) = self.level(found.scope) else { return Ok(None) };
        let reference = in_entry(scope, &found.entry, &name.name, name.span)?;
        Ok(reference.and_then(|reference| self.node(reference, name.span)))
    }

    /// The node of a reference.
    pub(crate) fn node(&self, reference: ColumnRef, span: Span) -> Option<Node> {
        let (_, _, ty) = self.describe(reference)?;
        Some(Node { kind: NodeKind::Column(reference), ty, span })
    }

    fn ambiguous(&self, name: &Ident, scope: &Scope) -> Diagnostic {
        let owners = scope
            .entries
            .iter()
            .filter(|entry| entry.names() && entry.columns.named(&name.name).next().is_some());
        let qualified: Vec<String> = owners
            .filter_map(|entry| entry.name.as_ref())
            .map(|owner| format!("`{owner}.{}`", name.name))
            .collect();
        let error = Diagnostic::new(
            SqlState::AMBIGUOUS_COLUMN,
            name.span,
            format!("column reference `{}` is ambiguous", name.name),
        );
        match qualified.len() {
            0 => error,
            _ => error.help(format!("write {}", qualified.join(" or "))),
        }
    }
}

/// The column of a name in an entry (`scanNSItemForColumn`).
fn in_entry(
    scope: &Scope,
    entry: &Entry,
    name: &str,
    span: Span,
) -> Result<Option<ColumnRef>, Diagnostic> {
    let mut hits = entry.columns.named(name);
    match (hits.next(), hits.next()) {
        (Some(column), None) => Ok(Some(column.reference)),
        (Some(_), Some(_)) => {
            let message = format!("column reference `{name}` is ambiguous");
            let error = Diagnostic::new(SqlState::AMBIGUOUS_COLUMN, span, message);
            // Those of a join have the names of its sides.
            let hits = entry.columns.named(name);
            let sides: Vec<String> = hits
                .filter_map(|column| scope.items.get(column.reference.item))
                .map(|item| format!("`{}.{name}`", item.name))
                .collect();
            match entry.name {
                None if !sides.is_empty() => {
                    Err(error.help(format!("write {}", sides.join(" or "))))
                }
                _ => Err(error),
            }
        }
        (None, _) => Ok(system_column(scope, entry, name)),
    }
}

/// `ctid` and its kin, of relations that have rows of their own.
fn system_column(scope: &Scope, entry: &Entry, name: &str) -> Option<ColumnRef> {
    let item = entry.item?;
    let rows = scope.items.get(item)?.system_columns;
    let number = SYSTEM_COLUMNS.iter().position(|(column, _)| *column == name)?;
    (rows == SystemColumns::Present).then_some(ColumnRef {
        scope: scope.id,
        item,
        attribute: Attribute::System(number),
    })
}

/// `check_lateral_ref_ok`.
fn lateral_check(entry: &Entry, span: Span) -> Result<(), Diagnostic> {
    if entry.lateral != LateralUse::Forbidden {
        return Ok(());
    }
    let name = entry.name.as_deref().unwrap_or("unnamed_join");
    Err(Diagnostic::new(
        SqlState::INVALID_COLUMN_REFERENCE,
        span,
        format!("invalid reference to FROM-clause entry for table `{name}`"),
    )
    .label("the combining JOIN type must be INNER or LEFT for a LATERAL reference"))
}
