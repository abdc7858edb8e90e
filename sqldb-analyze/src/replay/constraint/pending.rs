//! Constraints that wait until their table is there.

use crate::catalog::{Index, Key, KeyKind, QualifiedName};
use crate::replay::constraint::not_null::NewNotNull;
use crate::span::Span;
use crate::tree::Ident;
use crate::tree::ddl::{
    ConstraintAttributes, Exclusion, Fragment, KeyColumns, Reach, References, TableConstraint,
    TableConstraintKind,
};

/// A constraint that waits until its table is there.
pub(in crate::replay) struct Pending {
    pub(in crate::replay) name: Option<Ident>,
    pub(in crate::replay) kind: PendingKind,
    pub(in crate::replay) attributes: ConstraintAttributes,
    pub(in crate::replay) reach: Reach,
    pub(in crate::replay) span: Span,
}

pub(in crate::replay) enum PendingKind {
    Key(NewKey),
    UsingIndex { kind: KeyKind, index: Ident },
    Check(Fragment),
    ForeignKey { columns: Vec<Ident>, period: Option<Span>, references: References },
    Exclude(Exclusion),
    NotNull(Ident),
}

/// A primary key or a unique constraint that is to be.
#[derive(Clone, PartialEq)]
pub(in crate::replay) struct NewKey {
    pub(in crate::replay) kind: KeyKind,
    pub(in crate::replay) columns: Vec<Ident>,
    pub(in crate::replay) nulls_not_distinct: bool,
    /// `WITHOUT OVERLAPS`.
    pub(in crate::replay) without_overlaps: Option<Span>,
    /// What its index holds besides.
    pub(in crate::replay) include: Vec<Ident>,
    /// Where it comes from.
    pub(in crate::replay) origin: KeyOrigin,
}

/// Where a key comes from.
#[derive(Clone, PartialEq)]
pub(in crate::replay) enum KeyOrigin {
    /// It is written.
    Written,
    /// It is like that of another table, by `LIKE`.
    Copied,
    /// It is a partition's, and belongs to that of its table, behind which this index is.
    OfTable(QualifiedName),
}

impl KeyOrigin {
    /// The index that the index behind it belongs to.
    pub(in crate::replay) fn attached_to(&self) -> Option<&QualifiedName> {
        match self {
            KeyOrigin::Written | KeyOrigin::Copied => None,
            KeyOrigin::OfTable(index) => Some(index),
        }
    }
}

impl NewKey {
    fn of(kind: KeyKind, columns: &KeyColumns, nulls_not_distinct: bool) -> NewKey {
        let KeyColumns { names, without_overlaps, include } = columns.clone();
        let origin = KeyOrigin::Written;
        NewKey { kind, columns: names, nulls_not_distinct, without_overlaps, include, origin }
    }

    /// What its name ends with, where none is written (`indexcmds.c ChooseIndexName`).
    pub(in crate::replay) fn label(&self) -> &'static str {
        match self.kind {
            KeyKind::Primary => "pkey",
            _ if self.origin != KeyOrigin::Written && self.without_overlaps.is_some() => "excl",
            _ => "key",
        }
    }
}

impl Pending {
    pub(in crate::replay) fn new(written: &TableConstraint, reach: Reach) -> Pending {
        let kind = match &written.kind {
            TableConstraintKind::Primary(columns) => {
                PendingKind::Key(NewKey::of(KeyKind::Primary, columns, false))
            }
            TableConstraintKind::Unique { columns, nulls_not_distinct } => {
                PendingKind::Key(NewKey::of(KeyKind::Unique, columns, *nulls_not_distinct))
            }
            TableConstraintKind::UsingIndex { kind, index } => {
                PendingKind::UsingIndex { kind: *kind, index: index.clone() }
            }
            TableConstraintKind::Check(expression) => PendingKind::Check(expression.clone()),
            TableConstraintKind::ForeignKey { columns, period, references } => {
                PendingKind::ForeignKey {
                    columns: columns.clone(),
                    period: *period,
                    references: references.clone(),
                }
            }
            TableConstraintKind::Exclude(exclusion) => PendingKind::Exclude(exclusion.clone()),
            TableConstraintKind::NotNull(column) => PendingKind::NotNull(column.clone()),
        };
        Pending {
            name: written.name.clone(),
            kind,
            attributes: written.attributes,
            reach,
            span: written.span,
        }
    }

    /// Whether an index is behind it.
    pub(in crate::replay) fn has_index(&self) -> bool {
        matches!(
            self.kind,
            PendingKind::Key(_) | PendingKind::UsingIndex { .. } | PendingKind::Exclude(_)
        )
    }

    pub(in crate::replay) fn is_check(&self) -> bool {
        matches!(self.kind, PendingKind::Check(_))
    }

    pub(in crate::replay) fn as_not_null(&self, column: &Ident) -> NewNotNull {
        NewNotNull {
            name: self.name.as_ref().map(|name| name.name.clone()),
            column: column.name.clone(),
            inherits: !self.attributes.no_inherit,
            validity: self.attributes.validity(),
            span: self.span,
        }
    }

    fn is_same_key(&self, other: &Pending) -> bool {
        let (PendingKind::Key(own), PendingKind::Key(key)) = (&self.kind, &other.kind) else {
            return false;
        };
        let names = |columns: &[Ident]| -> Vec<String> {
            columns.iter().map(|column| column.name.clone()).collect()
        };
        // A primary key is only written once.
        key.kind == KeyKind::Unique
            && names(&own.columns) == names(&key.columns)
            && names(&own.include) == names(&key.include)
            && own.nulls_not_distinct == key.nulls_not_distinct
            && own.without_overlaps.is_some() == key.without_overlaps.is_some()
            && self.attributes == other.attributes
    }
}

/// Of keys that one statement writes twice only the first is made; a name that only the second has
/// goes over to it (`parse_utilcmd.c transformIndexConstraints`).
pub(in crate::replay) fn merge_same_keys(list: &mut Vec<Pending>) {
    let mut kept: Vec<Pending> = Vec::new();
    for pending in list.drain(..) {
        let twin = kept.iter_mut().find(|known| known.is_same_key(&pending));
        match twin {
            Some(twin) if twin.name.is_none() => twin.name = pending.name,
            Some(_) => {}
            None => kept.push(pending),
        }
    }
    *list = kept;
}

/// A key of another table, behind which an index is, under a name to be made.
pub(in crate::replay) fn copied_key(
    key: &Key,
    index: Option<&Index>,
    origin: KeyOrigin,
    at: Span,
) -> Option<Pending> {
    let ident = |name: &String| Ident { name: name.clone(), span: at };
    let columns: Vec<Ident> = key.columns.iter().map(ident).collect();
    let included = index.and_then(|index| index.uses.get(key.columns.len()..));
    let include = included.unwrap_or_default().iter().map(ident).collect();
    if key.kind == KeyKind::UniqueIndex {
        return None;
    }
    let kind = PendingKind::Key(NewKey {
        kind: key.kind,
        columns,
        nulls_not_distinct: key.nulls_not_distinct,
        without_overlaps: key.without_overlaps.then_some(at),
        include,
        origin,
    });
    let attributes =
        ConstraintAttributes { deferrable: key.deferrable, ..ConstraintAttributes::default() };
    Some(Pending { name: None, kind, attributes, reach: Reach::Descendants, span: at })
}
