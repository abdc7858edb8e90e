//! SQL/XML: constructors and `XMLTABLE`.

use super::{Expr, Ident, TypeName};

/// What makes or takes XML (`primnodes.h` `XmlExprOp`, `XmlSerialize`).
#[derive(Clone, Debug, PartialEq)]
pub enum XmlConstruct {
    /// `XMLCONCAT(a, b)`.
    Concat(Vec<Expr>),
    /// `XMLELEMENT(NAME x, XMLATTRIBUTES(…), content)`.
    Element {
        /// `XMLATTRIBUTES (value AS name)`.
        attributes: Vec<(Expr, Option<Ident>)>,
        /// What is inside.
        content: Vec<Expr>,
    },
    /// `XMLFOREST(value AS name)`.
    Forest(Vec<(Expr, Option<Ident>)>),
    /// `XMLPARSE(DOCUMENT x)`.
    Parse(Expr),
    /// `XMLPI(NAME x, content)`.
    ProcessingInstruction(Option<Expr>),
    /// `XMLROOT(x, VERSION v, STANDALONE s)`.
    Root {
        /// The value.
        value: Expr,
        /// `VERSION expr`.
        version: Option<Expr>,
    },
    /// `XMLSERIALIZE(CONTENT x AS type)`.
    Serialize {
        /// The value.
        value: Expr,
        /// The type, which is one of strings.
        type_name: TypeName,
    },
}

/// What stands in `XMLTABLE (…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct XmlTable {
    /// `XMLNAMESPACES (uri AS name, DEFAULT uri)`.
    pub namespaces: Vec<Expr>,
    /// The path of the rows.
    pub row: Expr,
    /// `PASSING document`.
    pub document: Expr,
    /// `COLUMNS …`.
    pub columns: Vec<XmlColumn>,
}

/// A column of `XMLTABLE`.
#[derive(Clone, Debug, PartialEq)]
pub enum XmlColumn {
    /// `name FOR ORDINALITY`.
    Ordinality(Ident),
    /// `name type [PATH p] [DEFAULT d] [NOT NULL]`.
    Value {
        /// Its name.
        name: Ident,
        /// Its type.
        type_name: TypeName,
        /// `PATH`.
        path: Option<Box<Expr>>,
        /// `DEFAULT`.
        default: Option<Box<Expr>>,
        /// Whether NULL is an error.
        nulls: crate::statement::Nulls,
    },
}
