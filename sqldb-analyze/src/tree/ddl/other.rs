//! Objects without a type that queries see: collations, operator classes, foreign servers and their
//! kin (`catalog::OtherObject`).

use super::super::{Ident, QualifiedIdent, TypeName};
use super::{DropBehavior, Fragment, FunctionName};
use crate::span::Span;

/// An object by its kind and its name.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherName {
    /// Its kind.
    pub kind: OtherWord,
    /// Its name: of a transform, that of the language; of a user mapping, that of the user.
    pub name: QualifiedIdent,
}

impl OtherName {
    /// One whose kind has no schema.
    pub fn alone(kind: OtherWord, name: Ident) -> OtherName {
        OtherName { kind, name: QualifiedIdent::alone(name) }
    }
}

/// The kinds, as they are written.
#[derive(Clone, Debug, PartialEq)]
pub enum OtherWord {
    /// `ACCESS METHOD`.
    AccessMethod,
    /// `COLLATION`.
    Collation,
    /// `CONVERSION`.
    Conversion,
    /// `FOREIGN DATA WRAPPER`.
    ForeignDataWrapper,
    /// `LANGUAGE`.
    Language,
    /// `OPERATOR CLASS … USING method`.
    OperatorClass(Ident),
    /// `OPERATOR FAMILY … USING method`.
    OperatorFamily(Ident),
    /// `PUBLICATION`.
    Publication,
    /// `SERVER`.
    Server,
    /// `STATISTICS`.
    Statistics,
    /// `SUBSCRIPTION`.
    Subscription,
    /// `TEXT SEARCH CONFIGURATION`.
    TextSearchConfiguration,
    /// `TEXT SEARCH DICTIONARY`.
    TextSearchDictionary,
    /// `TEXT SEARCH PARSER`.
    TextSearchParser,
    /// `TEXT SEARCH TEMPLATE`.
    TextSearchTemplate,
    /// `TRANSFORM FOR type LANGUAGE …`.
    Transform(Box<TypeName>),
    /// `USER MAPPING FOR … SERVER server`.
    UserMapping(Ident),
}

/// `CREATE` of such an object.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateOther {
    /// Its kind and its name; no name where PostgreSQL makes one.
    pub object: OtherName,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// What it uses.
    pub uses: Vec<OtherUse>,
}

/// What such an object uses.
#[derive(Clone, Debug, PartialEq)]
pub enum OtherUse {
    /// A function by its name; what it is called with, the kind of object says.
    Function(QualifiedIdent),
    /// A function with its arguments.
    Signature(FunctionName),
    /// An operator between two types.
    Operator(QualifiedIdent, TypeName, TypeName),
    /// A type.
    Type(TypeName),
    /// Another one.
    Other(OtherName),
    /// What it is a part of, and goes with.
    PartOf(OtherName),
    /// Another one that it is a copy of: it uses the same.
    CopyOf(OtherName),
    /// Columns of a table, with which it goes.
    Columns(QualifiedIdent, Vec<Ident>),
    /// An expression over a table.
    Expression(QualifiedIdent, Fragment),
    /// A function of a foreign-data wrapper.
    Wrapper(WrapperFunction),
    /// What a publication has.
    Published(Published),
}

/// A function of a foreign-data wrapper; [`None`] for `NO`.
#[derive(Clone, Debug, PartialEq)]
pub enum WrapperFunction {
    /// `HANDLER`.
    Handler(Option<QualifiedIdent>),
    /// `VALIDATOR`.
    Validator(Option<QualifiedIdent>),
}

/// What a publication has.
#[derive(Clone, Debug, PartialEq)]
pub enum Published {
    /// `TABLE`.
    Table {
        /// The table.
        name: QualifiedIdent,
        /// Its columns; none are all.
        columns: Vec<Ident>,
        /// `WHERE`.
        filter: Option<Fragment>,
    },
    /// `TABLES IN SCHEMA`.
    Schema(Ident),
}

/// `ALTER` of such an object.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterOther {
    /// Its kind and its name.
    pub object: OtherName,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// What is done.
    pub action: AlterOtherAction,
}

/// What `ALTER` does.
#[derive(Clone, Debug, PartialEq)]
pub enum AlterOtherAction {
    /// `RENAME TO`.
    Rename(Ident),
    /// `SET SCHEMA`.
    SetSchema(Ident),
    /// `ADD TABLE …`.
    AddPublished(Vec<Published>),
    /// `SET TABLE …`.
    SetPublished(Vec<Published>),
    /// `DROP TABLE …`.
    DropPublished(Vec<Published>),
    /// `ADD MAPPING FOR tokens WITH dictionaries`.
    AddMapping(Vec<Ident>, Vec<QualifiedIdent>),
    /// `ALTER MAPPING FOR tokens WITH dictionaries`.
    SetMapping(Vec<Ident>, Vec<QualifiedIdent>),
    /// `ALTER MAPPING [FOR tokens] REPLACE dictionary WITH dictionary`; no tokens are all.
    ReplaceMapping(Vec<Ident>, QualifiedIdent, QualifiedIdent),
    /// `DROP MAPPING FOR tokens`.
    DropMapping(Vec<Ident>),
    /// Functions of a foreign-data wrapper in place of those that it has.
    SetFunctions(Vec<WrapperFunction>),
    /// `OWNER`, `OPTIONS`, and what else has nothing that others see.
    Nothing,
}

/// `DROP` of such objects.
#[derive(Clone, Debug, PartialEq)]
pub struct DropOther {
    /// Their kind and their names.
    pub objects: Vec<OtherName>,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `CASCADE`.
    pub behavior: DropBehavior,
    /// From the first name to the last.
    pub span: Span,
}
