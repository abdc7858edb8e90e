//! The rows of a query: which of them are certain, their order, and which are alike.

use super::tables::Table;
use super::{Known, Value};
use crate::tree::{ExprKind, Ident, Literal, SortBy};

/// The rows of a query: some may be there or not.
pub(super) struct Rows {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Found>,
}

pub(super) struct Found {
    /// Whether the row is there for certain.
    pub(super) certain: bool,
    pub(super) values: Vec<Value>,
}

/// A row with its columns' names.
pub(in crate::replay) type NamedRow = Vec<(String, Value)>;

/// Whether it is known which of some rows is the first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::replay) enum Order {
    /// It is.
    Known,
    /// Only a database knows.
    Unknown,
}

/// A row of an item of FROM.
pub(super) struct Bound {
    pub(super) alias: String,
    pub(super) columns: Vec<String>,
    pub(super) values: Vec<Value>,
}

impl Bound {
    /// The value of a column, if it is one of this row.
    pub(super) fn value(&self, relation: Option<&str>, name: &str) -> Option<Value> {
        if relation.is_some_and(|relation| relation != self.alias) {
            return None;
        }
        match self.columns.iter().position(|column| column == name) {
            Some(at) => Some(self.values.get(at).cloned().flatten()),
            // A column of the catalog that is not modelled.
            None => relation.map(|_| None),
        }
    }
}

/// Whether a value is that of many rows.
pub(super) fn is_many(value: &Value) -> bool {
    matches!(value, Some(Known::Names(_) | Known::Relations(_)))
}

pub(super) fn renamed(rows: Rows, renames: &[Ident]) -> Table {
    let names = renames.iter().map(|name| name.name.clone());
    let rest = rows.columns.iter().skip(renames.len()).cloned();
    let columns = names.chain(rest).collect();
    Table { columns, rows: rows.rows.into_iter().map(|row| row.values).collect() }
}

/// Of equal rows one; [`None`] where nobody can tell which are.
pub(super) fn distinct(mut rows: Rows) -> Option<Rows> {
    if rows.rows.len() < 2 {
        return Some(rows);
    }
    let known = |row: &Found| row.certain && row.values.iter().all(Option::is_some);
    if !rows.rows.iter().all(known) {
        return None;
    }
    let mut kept: Vec<Found> = Vec::new();
    for row in rows.rows {
        if !kept.iter().any(|other| other.values == row.values) {
            kept.push(row);
        }
    }
    rows.rows = kept;
    Some(rows)
}

/// Puts rows in the order of output columns that hold names, which `"C"` sorts, or numbers; those
/// that are equal there may come in any.
pub(super) fn sort(rows: &mut Rows, order_by: &[SortBy]) -> Option<Order> {
    let mut keys = Vec::new();
    for key in order_by.iter().rev() {
        let at = match (&key.using, &key.expr.kind) {
            (None, ExprKind::Column(parts)) => {
                let name = &parts.last()?.name;
                rows.columns.iter().position(|column| column == name)?
            }
            (None, ExprKind::Literal(Literal::Integer(number))) => {
                usize::try_from(*number).ok()?.checked_sub(1)?
            }
            _ => return None,
        };
        keys.push(at);
        let value = |row: &Found| row.values.get(at).cloned().flatten();
        let mut keyed: Vec<(SortKey, Found)> = Vec::new();
        for row in std::mem::take(&mut rows.rows) {
            let key = match value(&row)? {
                Known::Integer(number) => SortKey::Number(number),
                Known::Text(text) => SortKey::Name(text),
                _ => return None,
            };
            keyed.push((key, row));
        }
        keyed.sort_by(|(left, _), (right, _)| left.cmp(right));
        rows.rows = keyed.into_iter().map(|(_, row)| row).collect();
    }
    let equal = |pair: &[Found]| match pair {
        [one, other] => keys.iter().all(|key| one.values.get(*key) == other.values.get(*key)),
        _ => false,
    };
    Some(if rows.rows.windows(2).any(equal) { Order::Unknown } else { Order::Known })
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum SortKey {
    Number(i64),
    Name(String),
}
