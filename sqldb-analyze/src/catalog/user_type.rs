//! Types that the migrations make.

use super::{Order, QualifiedName};
use crate::span::Origin;
use crate::types::{Category, TypeId, Typed};

/// A type of the migrations.
#[derive(Clone, Debug)]
pub struct UserType {
    /// Its identity.
    pub id: TypeId,
    /// Its name; an array's is its element's with `_` in front, as in `pg_type`.
    pub name: QualifiedName,
    /// What it is.
    pub kind: UserTypeKind,
    /// The array over it; [`None`] for an array.
    pub array: Option<TypeId>,
    /// The migration that made it.
    pub origin: Origin,
}

/// `pg_type.typtype`, with what each kind holds.
#[derive(Clone, Debug, PartialEq)]
pub enum UserTypeKind {
    /// A base type, made in C.
    Base(BaseType),
    /// An enum with its labels in order.
    Enum(Vec<String>),
    /// A domain.
    Domain {
        /// The type it is over, which may be a domain again.
        base: Typed,
        /// Whether it says DEFAULT.
        default: bool,
        /// Its checks and its NOT NULL; those of an extension's domain nobody knows.
        constraints: Vec<DomainConstraint>,
    },
    /// A composite type; a table's row type has its columns in the relation.
    Composite(Vec<(String, Typed)>),
    /// The row type of a relation.
    Row(super::RelationId),
    /// A range over a subtype.
    Range {
        /// The subtype.
        subtype: TypeId,
        /// The multirange over it.
        multirange: TypeId,
    },
    /// A multirange over a range.
    Multirange(TypeId),
    /// An array over an element.
    Array(TypeId),
}

impl UserTypeKind {
    /// Whether it is a domain that says NOT NULL, which a column of it does not keep (see
    /// [`super::NotNull`]).
    pub fn says_not_null(&self) -> bool {
        let Self::Domain { constraints, .. } = self else { return false };
        constraints.iter().any(|constraint| constraint.kind == DomainConstraintKind::NotNull)
    }

    /// Whether it is a domain with a check.
    pub fn has_check(&self) -> bool {
        let Self::Domain { constraints, .. } = self else { return false };
        constraints.iter().any(|constraint| constraint.kind == DomainConstraintKind::Check)
    }
}

/// A constraint of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainConstraint {
    /// Its name; up to 16 that of a NOT NULL means nothing.
    pub name: String,
    /// What it says.
    pub kind: DomainConstraintKind,
}

/// What a domain's constraint says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainConstraintKind {
    /// `CHECK`.
    Check,
    /// `NOT NULL`.
    NotNull,
}

/// What `CREATE TYPE` says of a base type, and its operator classes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BaseType {
    /// `CATEGORY`.
    pub category: Category,
    /// `PREFERRED`.
    pub preferred: bool,
    /// What a subscript yields: `ELEMENT`, or what the type's own `SUBSCRIPT` function says.
    pub subscript: Option<TypeId>,
    /// Whether modifiers may be written behind its name (`TYPMOD_IN`): `vector(3)`.
    pub modifiers: Modifiers,
    /// How its values compare, by its default operator classes.
    pub order: Order,
}

/// Whether a type takes modifiers (`pg_type.typmodin`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modifiers {
    /// It refuses them.
    None,
    /// Its own function reads them.
    Own,
}

impl BaseType {
    /// What `CREATE TYPE` makes where nothing else is written.
    pub fn plain() -> BaseType {
        BaseType {
            category: Category::User,
            preferred: false,
            subscript: None,
            modifiers: Modifiers::None,
            order: Order::None,
        }
    }
}
