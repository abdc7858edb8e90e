//! The fields of a value of type `record`, where what yields it tells them.
//!
//! `record` says nothing of itself: the fields are those of the call, the row or the sub-select that
//! the value comes from (`funcapi.c get_expr_result_type`, `parse_target.c expandRecordVariable`).

use super::node::{Node, NodeKind};
use super::rules;
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Attribute, Scopes};
use crate::span::Span;
use crate::types::{TypeId, Typed};

/// The fields of a composite value, whether its type has a name or not; [`None`] where nobody
/// knows them.
pub(crate) fn fields(
    catalog: &Catalog,
    scopes: &Scopes,
    node: &Node,
) -> Option<Vec<(String, Typed)>> {
    if node.ty.id != TypeId::RECORD {
        return rules::composite(catalog, node.ty.id);
    }
    match &node.kind {
        // A function with several OUT parameters.
        NodeKind::Call(call) if call.columns.len() > 1 => {
            let columns = call.columns.iter().enumerate();
            Some(
                columns
                    .map(|(at, (name, ty))| {
                        let unnamed = || format!("column{}", at + 1);
                        (name.clone().unwrap_or_else(unnamed), (*ty).into())
                    })
                    .collect(),
            )
        }
        NodeKind::Row(nodes) => {
            let nodes = nodes.iter().enumerate();
            Some(nodes.map(|(at, node)| (format!("f{}", at + 1), node.ty)).collect())
        }
        NodeKind::Column(column) => {
            let item = scopes.item(*column)?;
            match column.attribute {
                Attribute::Whole => {
                    let columns = item.columns.iter();
                    Some(columns.map(|column| (column.name.clone(), column.ty)).collect())
                }
                Attribute::Column(number) => {
                    let fields = &item.columns.get(number)?.fields;
                    (!fields.is_empty()).then(|| fields.clone())
                }
                Attribute::System(_) => None,
            }
        }
        _ => None,
    }
}

/// A field of `ROW (…)` that is a bare literal stays `unknown`, which becomes nothing once it is not
/// a literal any more; PostgreSQL says "failed to find conversion function from unknown to text".
///
/// # Errors
///
/// 42P18, for a code of PostgreSQL's that is no internal error.
pub(crate) fn determined(ty: Typed, span: Span) -> Result<Typed, Diagnostic> {
    if ty.id != TypeId::UNKNOWN {
        return Ok(ty);
    }
    let code = SqlState::INDETERMINATE_DATATYPE;
    Err(Diagnostic::new(code, span, "could not determine the type of a field of the row")
        .help("give the literal a type where the row is made, for example `ROW('a'::text)`"))
}

/// [`fields`] of a column of a query's result, for those who read it; nothing for other types than
/// `record`, which know their fields themselves.
pub(crate) fn of_output(catalog: &Catalog, scopes: &Scopes, node: &Node) -> Vec<(String, Typed)> {
    match node.ty.id {
        TypeId::RECORD => fields(catalog, scopes, node).unwrap_or_default(),
        _ => Vec::new(),
    }
}
