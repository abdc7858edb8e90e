//! `CREATE TYPE`, `CREATE DOMAIN`, and what alters them.

use super::super::{Ident, QualifiedIdent, TypeName};
use super::{ColumnConstraint, CreateBaseType, DropBehavior, Fragment};
use crate::span::Span;

/// `CREATE TYPE`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateType {
    /// Its name.
    pub name: QualifiedIdent,
    /// What it is.
    pub kind: CreateTypeKind,
}

/// The forms of `CREATE TYPE`.
#[derive(Clone, Debug, PartialEq)]
pub enum CreateTypeKind {
    /// `AS ENUM (…)`.
    Enum(Vec<Label>),
    /// `AS (…)`.
    Composite(Vec<Attribute>),
    /// `AS RANGE (subtype = …)`.
    Range {
        /// The subtype, which must be written.
        subtype: Option<TypeName>,
        /// `multirange_type_name = …`.
        multirange: Option<QualifiedIdent>,
        /// `subtype_diff = …`.
        difference: Option<QualifiedIdent>,
        /// `subtype_opclass = …`.
        class: Option<QualifiedIdent>,
        /// `collation = …`.
        collation: Option<QualifiedIdent>,
    },
    /// A base type, which needs C.
    Base(CreateBaseType),
    /// A name alone, for functions that a definition to come needs.
    Shell,
}

/// A label of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A field of a composite type.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub type_name: TypeName,
    /// `COLLATE`.
    pub collation: Option<QualifiedIdent>,
}

/// `CREATE DOMAIN`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateDomain {
    /// Its name.
    pub name: QualifiedIdent,
    /// The type it is over.
    pub base: TypeName,
    /// What stands behind it.
    pub constraints: Vec<ColumnConstraint>,
}

/// An action of `ALTER DOMAIN`.
#[derive(Clone, Debug, PartialEq)]
pub enum AlterDomainAction {
    /// `SET DEFAULT`.
    SetDefault(Fragment),
    /// `DROP DEFAULT`.
    DropDefault,
    /// `SET NOT NULL`.
    SetNotNull,
    /// `DROP NOT NULL`.
    DropNotNull,
    /// `RENAME TO`.
    Rename(Ident),
    /// `SET SCHEMA`.
    SetSchema(Ident),
    /// `ADD [CONSTRAINT …] CHECK (…)`, `ADD [CONSTRAINT …] NOT NULL`.
    AddConstraint(ColumnConstraint),
    /// `DROP CONSTRAINT`.
    DropConstraint {
        /// Its name.
        name: Ident,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `RENAME CONSTRAINT`.
    RenameConstraint(Ident, Ident),
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint(Ident),
    /// `OWNER`: nothing that types need.
    Nothing,
}

/// An action of `ALTER TYPE`.
#[derive(Clone, Debug, PartialEq)]
pub enum AlterTypeAction {
    /// `ADD VALUE [IF NOT EXISTS] 'x' [BEFORE|AFTER 'y']`.
    AddValue {
        /// The label.
        label: Label,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
        /// Where it goes; to the end where [`None`].
        place: Option<(LabelPlace, Label)>,
    },
    /// `RENAME VALUE 'x' TO 'y'`.
    RenameValue(Label, Label),
    /// `ADD ATTRIBUTE`.
    AddAttribute(Attribute, DropBehavior),
    /// `DROP ATTRIBUTE [IF EXISTS]`.
    DropAttribute {
        /// The field.
        name: Ident,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`: tables of the type follow.
        behavior: DropBehavior,
    },
    /// `ALTER ATTRIBUTE … TYPE`.
    AlterAttribute(Attribute, DropBehavior),
    /// `RENAME ATTRIBUTE a TO b`.
    RenameAttribute(Ident, Ident, DropBehavior),
    /// `RENAME TO`.
    Rename(Ident),
    /// `SET SCHEMA`.
    SetSchema(Ident),
    /// `OWNER TO`, `SET (…)`.
    Nothing,
}

/// On which side of a label a new one goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelPlace {
    /// `BEFORE`.
    Before,
    /// `AFTER`.
    After,
}
