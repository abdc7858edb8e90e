//! The fields of a value of type `record`, where what yields it tells them.
//!
//! `record` says nothing of itself: the fields are those of the call, the row or the sub-select that
//! the value comes from (`funcapi.c get_expr_result_type`, `parse_target.c expandRecordVariable`).

use super::node::{Node, NodeKind};
use super::rules;
use crate::catalog::Catalog;
use crate::scope::{Attribute, Scopes};
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

/// [`fields`] of a column of a query's result, for those who read it; nothing for other types than
/// `record`, which know their fields themselves.
pub(crate) fn of_output(catalog: &Catalog, scopes: &Scopes, node: &Node) -> Vec<(String, Typed)> {
    match node.ty.id {
        TypeId::RECORD => fields(catalog, scopes, node).unwrap_or_default(),
        _ => Vec::new(),
    }
}
