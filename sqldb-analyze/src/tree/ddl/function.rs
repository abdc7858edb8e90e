//! `CREATE FUNCTION` and its kin, and what alters them.

use super::super::{Ident, QualifiedIdent, TypeName};
use super::{Attribute, CreateAggregate, Fragment};
use crate::catalog::{RoutinePath, Volatility};
use crate::span::Span;

/// `CREATE FUNCTION` and its kin.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateFunction {
    /// Its name.
    pub name: QualifiedIdent,
    /// Function, procedure or aggregate.
    pub kind: crate::catalog::FunctionKind,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// Its parameters, in order.
    pub parameters: Vec<Parameter>,
    /// `RETURNS type`.
    pub returns: Option<TypeName>,
    /// `RETURNS TABLE (…)`.
    pub table: Option<Vec<Attribute>>,
    /// `SETOF`, or `RETURNS TABLE`.
    pub returns_set: bool,
    /// `STRICT`, `RETURNS NULL ON NULL INPUT`.
    pub strict: bool,
    /// `WINDOW`.
    pub window: bool,
    /// `IMMUTABLE`, `STABLE`.
    pub volatility: Volatility,
    /// `LANGUAGE`.
    pub language: Option<Ident>,
    /// `TRANSFORM FOR TYPE …`.
    pub transforms: Vec<TypeName>,
    /// `AS 'body'`, `BEGIN ATOMIC …`, `RETURN …`.
    pub body: Option<FunctionBody>,
    /// `SET search_path`.
    pub path: RoutinePath,
    /// What an aggregate has besides.
    pub aggregate: Option<CreateAggregate>,
}

impl CreateFunction {
    /// One of which no more is written.
    pub fn new(
        name: QualifiedIdent,
        kind: crate::catalog::FunctionKind,
        parameters: Vec<Parameter>,
    ) -> CreateFunction {
        CreateFunction {
            name,
            kind,
            or_replace: false,
            parameters,
            returns: None,
            table: None,
            returns_set: false,
            strict: false,
            window: false,
            volatility: Volatility::Volatile,
            language: None,
            transforms: Vec::new(),
            body: None,
            path: RoutinePath::OfCaller,
            aggregate: None,
        }
    }
}

/// What a function does.
#[derive(Clone, Debug, PartialEq)]
pub enum FunctionBody {
    /// A text in its language, and where it is written.
    Text(String, Span),
    /// The statements of SQL.
    Atomic(Vec<Fragment>),
}

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// `IN`, `OUT`, `INOUT`, `VARIADIC`.
    pub mode: ParameterMode,
    /// Its name.
    pub name: Option<Ident>,
    /// Its type.
    pub type_name: TypeName,
    /// `DEFAULT`.
    pub default: Option<Fragment>,
}

/// `pg_proc.proargmodes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterMode {
    /// `IN`, the default.
    In,
    /// `OUT`.
    Out,
    /// `INOUT`.
    InOut,
    /// `VARIADIC`.
    Variadic,
}

/// A function by its name, with its argument types where written.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionName {
    /// The name.
    pub name: QualifiedIdent,
    /// The types in parentheses; any signature where [`None`].
    pub arguments: Option<Vec<Parameter>>,
}

/// An action of `ALTER FUNCTION`.
#[derive(Clone, Debug, PartialEq)]
pub enum AlterFunctionAction {
    /// `RENAME TO`.
    Rename(Ident),
    /// `SET SCHEMA`.
    SetSchema(Ident),
    /// Attributes, of which these are read.
    Attributes {
        /// `STRICT`, or `CALLED ON NULL INPUT`.
        strict: Option<bool>,
        /// `IMMUTABLE`, `STABLE`, `VOLATILE`.
        volatility: Option<Volatility>,
    },
}
