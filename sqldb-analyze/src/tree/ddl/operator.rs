//! Operators, casts and base types.

use super::super::{Ident, QualifiedIdent, TypeName};
use super::{CreateOther, DropBehavior, FunctionName};
use crate::span::Span;
use crate::types::CoercionContext;

/// `CREATE OPERATOR`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateOperator {
    /// Its symbol.
    pub name: QualifiedIdent,
    /// `LEFTARG`.
    pub left: Option<TypeName>,
    /// `RIGHTARG`.
    pub right: Option<TypeName>,
    /// `FUNCTION`, `PROCEDURE`.
    pub function: Option<QualifiedIdent>,
}

/// `ALTER OPERATOR`.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterOperator {
    /// Its symbol.
    pub name: QualifiedIdent,
    /// Its left operand; [`None`] for a prefix operator.
    pub left: Option<TypeName>,
    /// Its right operand.
    pub right: Option<TypeName>,
    /// `SET SCHEMA`; what else it can say changes nothing here.
    pub schema: Option<Ident>,
}

/// `DROP OPERATOR`.
#[derive(Clone, Debug, PartialEq)]
pub struct DropOperator {
    /// The symbols, each with its left and its right operand; `NONE` is [`None`].
    pub operators: Vec<(QualifiedIdent, Option<TypeName>, Option<TypeName>)>,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `CASCADE`.
    pub behavior: DropBehavior,
}

/// `CREATE CAST (source AS target) …`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateCast {
    /// From which type.
    pub source: TypeName,
    /// To which type.
    pub target: TypeName,
    /// How.
    pub method: CreateCastMethod,
    /// `AS ASSIGNMENT`, `AS IMPLICIT`; explicit where neither is written.
    pub context: CoercionContext,
    /// From the first parenthesis to the second.
    pub span: Span,
}

/// How a cast converts.
#[derive(Clone, Debug, PartialEq)]
pub enum CreateCastMethod {
    /// `WITH FUNCTION f(types)`.
    Function(FunctionName),
    /// `WITHOUT FUNCTION`.
    Binary,
    /// `WITH INOUT`.
    InputOutput,
}

/// `DROP CAST (source AS target)`.
#[derive(Clone, Debug, PartialEq)]
pub struct DropCast {
    /// From which type.
    pub source: TypeName,
    /// To which type.
    pub target: TypeName,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// From the first parenthesis to the second.
    pub span: Span,
}

/// `CREATE OPERATOR CLASS … [DEFAULT] FOR TYPE t USING method`: how the type's values compare.
#[derive(Clone, Debug, PartialEq)]
pub struct OperatorClass {
    /// `DEFAULT`.
    pub default: bool,
    /// The type.
    pub type_name: TypeName,
    /// `FAMILY`.
    pub family: Option<QualifiedIdent>,
    /// Its name, and what it uses.
    pub create: CreateOther,
}

/// `CREATE TYPE name (INPUT = …, …)`, as far as queries see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CreateBaseType {
    /// `LIKE`.
    pub like: Option<TypeName>,
    /// `CATEGORY`.
    pub category: Option<u8>,
    /// `PREFERRED`.
    pub preferred: bool,
    /// `ELEMENT`.
    pub element: Option<TypeName>,
    /// `TYPMOD_IN`.
    pub modifiers: bool,
}

/// What `CREATE AGGREGATE` says besides the signature.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CreateAggregate {
    /// `SFUNC`.
    pub transition: Option<QualifiedIdent>,
    /// `STYPE`: what it returns, unless it has a final function.
    pub state: Option<TypeName>,
    /// `FINALFUNC`.
    pub final_function: Option<QualifiedIdent>,
    /// `FINALFUNC_EXTRA`: the final function gets the arguments, too.
    pub final_extra: bool,
    /// `COMBINEFUNC`.
    pub combine: Option<QualifiedIdent>,
    /// `SERIALFUNC`.
    pub serialize: Option<QualifiedIdent>,
    /// `DESERIALFUNC`.
    pub deserialize: Option<QualifiedIdent>,
    /// What it is made of where a window's frame moves.
    pub moving: MovingAggregate,
    /// `SORTOP`.
    pub sort: Option<QualifiedIdent>,
    /// How many arguments stand before `ORDER BY`, where that is written.
    pub direct: Option<usize>,
    /// `HYPOTHETICAL`.
    pub hypothetical: bool,
}

/// What an aggregate is made of where rows leave the frame of a window again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MovingAggregate {
    /// `MSFUNC`.
    pub transition: Option<QualifiedIdent>,
    /// `MINVFUNC`.
    pub inverse: Option<QualifiedIdent>,
    /// `MSTYPE`.
    pub state: Option<TypeName>,
    /// `MFINALFUNC`.
    pub final_function: Option<QualifiedIdent>,
    /// `MFINALFUNC_EXTRA`: the final function gets the arguments, too.
    pub final_extra: bool,
}
