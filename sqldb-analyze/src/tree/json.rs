//! SQL/JSON: constructors and aggregates (16), queries and `JSON_TABLE` (17).

use super::{Expr, Ident, Over, Query, SortBy, TypeName};
use crate::span::Span;

/// `expr [FORMAT JSON [ENCODING …]]` (`json_value_expr`).
#[derive(Clone, Debug, PartialEq)]
pub struct JsonValue {
    /// The value.
    pub expr: Expr,
    /// Where `FORMAT JSON` is written.
    pub format: Option<Span>,
}

/// `RETURNING type [FORMAT JSON]`.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonOutput {
    /// The type.
    pub type_name: TypeName,
    /// Where `FORMAT JSON` is written.
    pub format: Option<Span>,
}

/// What makes a JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonConstructor {
    /// `JSON_OBJECT(key: value, …)`.
    Object {
        /// Keys and values.
        pairs: Vec<(Expr, JsonValue)>,
        /// `RETURNING …`.
        output: Option<JsonOutput>,
    },
    /// `JSON_ARRAY(value, …)`.
    Array {
        /// The values.
        values: Vec<JsonValue>,
        /// `RETURNING …`.
        output: Option<JsonOutput>,
    },
    /// `JSON_ARRAY(SELECT …)`.
    ArrayQuery {
        /// The query.
        query: Box<Query>,
        /// `RETURNING …`.
        output: Option<JsonOutput>,
    },
    /// `JSON(value)` (17).
    Parse(JsonValue),
    /// `JSON_SCALAR(value)` (17).
    Scalar(Expr),
    /// `JSON_SERIALIZE(value)` (17).
    Serialize {
        /// The value.
        value: JsonValue,
        /// `RETURNING …`.
        output: Option<JsonOutput>,
    },
}

/// `JSON_OBJECTAGG(key: value)`, `JSON_ARRAYAGG(value ORDER BY …)`.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonAggregate {
    /// The key of `JSON_OBJECTAGG`; [`None`] is `JSON_ARRAYAGG`.
    pub key: Option<Expr>,
    /// The value.
    pub value: JsonValue,
    /// `ORDER BY …`.
    pub order_by: Vec<SortBy>,
    /// `RETURNING …`.
    pub output: Option<JsonOutput>,
    /// `FILTER (WHERE …)`.
    pub filter: Option<Expr>,
    /// `OVER …`.
    pub over: Option<Over>,
}

/// Which of the query functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonQueryKind {
    /// `JSON_QUERY`: `jsonb` unless said otherwise.
    Query,
    /// `JSON_VALUE`: `text` unless said otherwise.
    Value,
    /// `JSON_EXISTS`: `bool`.
    Exists,
}

/// `JSON_QUERY(context, path PASSING … RETURNING … ON EMPTY … ON ERROR)`.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonQuery {
    /// Which function.
    pub kind: JsonQueryKind,
    /// What is searched.
    pub context: JsonValue,
    /// The path.
    pub path: Expr,
    /// `PASSING value AS name`.
    pub passing: Vec<(JsonValue, Ident)>,
    /// `RETURNING …`.
    pub output: Option<JsonOutput>,
    /// `… ON EMPTY`.
    pub on_empty: Option<JsonBehavior>,
    /// `… ON ERROR`.
    pub on_error: Option<JsonBehavior>,
}

/// What a query function does where there is nothing, or a mistake.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonBehavior {
    /// `ERROR`.
    Error,
    /// `NULL`.
    Null,
    /// `TRUE`, `FALSE`.
    Truth,
    /// `UNKNOWN`.
    Unknown,
    /// `EMPTY ARRAY`, `EMPTY OBJECT`, `EMPTY`.
    Empty,
    /// `DEFAULT expr`.
    Default(Box<Expr>),
}

/// What stands in `JSON_TABLE (…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonTable {
    /// What is searched.
    pub context: JsonValue,
    /// The path of the rows.
    pub path: Expr,
    /// `PASSING value AS name`.
    pub passing: Vec<(JsonValue, Ident)>,
    /// `COLUMNS (…)`.
    pub columns: Vec<JsonColumn>,
}

/// A column of `JSON_TABLE`.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonColumn {
    /// `name FOR ORDINALITY`.
    Ordinality(Ident),
    /// `name type …`.
    Value {
        /// Its name.
        name: Ident,
        /// Its type.
        type_name: TypeName,
        /// `EXISTS`.
        kind: JsonQueryKind,
        /// `… ON EMPTY`.
        on_empty: Option<JsonBehavior>,
        /// `… ON ERROR`.
        on_error: Option<JsonBehavior>,
    },
    /// `NESTED PATH '…' COLUMNS (…)`.
    Nested(Vec<JsonColumn>),
}
