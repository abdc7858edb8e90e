//! What statements name that change nothing of the catalog: it must exist.

use super::super::{Ident, QualifiedIdent, TypeName};
use super::{FunctionName, Object, OtherName};

/// A thing that a statement names.
#[derive(Clone, Debug, PartialEq)]
pub enum Named {
    /// A relation of any kind.
    Relation(QualifiedIdent),
    /// A relation of one kind.
    RelationOf(Object, QualifiedIdent),
    /// A column.
    Column(QualifiedIdent, Ident),
    /// An index of a table, and what it is to do.
    Index(QualifiedIdent, Ident),
    /// A type.
    Type(TypeName),
    /// A domain.
    Domain(QualifiedIdent),
    /// A schema.
    Schema(Ident),
    /// A function, procedure or aggregate.
    Function(Object, FunctionName),
    /// A constraint of a table.
    Constraint(QualifiedIdent, Ident),
    /// A trigger of a relation.
    Trigger(QualifiedIdent, Ident),
    /// A policy of a table.
    Policy(QualifiedIdent, Ident),
    /// A collation, a server and their kin.
    Other(OtherName),
}
