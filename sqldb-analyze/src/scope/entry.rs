//! What a name sees: entries of the namespace.
//!
//! `parse_relation.c`, `ParseNamespaceItem`: a join shows its columns and hides those of its sides,
//! whose names stay visible for `side.column`.

use super::{ColumnRef, EntryColumn, EntryColumns};

/// An item or a join, as names see it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The name for `name.column`; a join has one only with an alias.
    pub name: Option<String>,
    /// The schema of a relation without alias, for `schema.name.column`.
    pub schema: Option<String>,
    /// Its item; a join has none.
    pub item: Option<usize>,
    /// What of it is visible.
    pub visibility: Visibility,
    /// Whether only `LATERAL` expressions see it.
    pub lateral: LateralUse,
    /// Its columns in the order of `*`.
    pub columns: EntryColumns,
}

/// What of an entry is visible (`p_rel_visible`, `p_cols_visible`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visibility {
    /// Its name and its columns.
    Full,
    /// Only `name.column`.
    Name,
    /// Only columns without a name in front.
    Columns,
}

/// Who sees an entry (`p_lateral_only`, `p_lateral_ok`), and on a scope, whether they look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LateralUse {
    /// Everybody; of a scope: a `LATERAL` expression is being analysed.
    Visible,
    /// Only `LATERAL` expressions; of a scope: none is being analysed.
    Hidden,
    /// Only `LATERAL` expressions, and for them it is an error: they stand on the padded side.
    Forbidden,
}

impl Entry {
    /// The entry of the item that is the `at`th of a scope, under the item's name.
    pub(crate) fn of_item(
        scope: super::ScopeId,
        at: usize,
        item: &super::Item,
        visibility: Visibility,
    ) -> Entry {
        let columns = item.columns.iter().enumerate().map(|(number, column)| {
            let attribute = super::Attribute::Column(number);
            let reference = ColumnRef { scope, item: at, attribute };
            EntryColumn { name: column.name.as_str().into(), reference }
        });
        Entry {
            name: Some(item.name.clone()),
            schema: None,
            item: Some(at),
            visibility,
            lateral: LateralUse::Visible,
            columns: columns.collect(),
        }
    }

    /// Whether `name.column` can use it.
    pub(crate) fn names(&self) -> bool {
        matches!(self.visibility, Visibility::Full | Visibility::Name)
    }

    /// Whether `column` can use it.
    pub(crate) fn shows_columns(&self) -> bool {
        matches!(self.visibility, Visibility::Full | Visibility::Columns)
    }

    /// Whether an expression of a scope in the state `looking` sees it.
    pub(crate) fn seen(&self, looking: LateralUse) -> bool {
        self.lateral == LateralUse::Visible || looking == LateralUse::Visible
    }
}
