//! SQL/JSON: constructors and aggregates (16), queries and `JSON_TABLE` (17).

use super::{Expr, Ident, Over, Query, SortBy, TypeName};
use crate::span::Span;

/// `expr [FORMAT JSON [ENCODING …]]` (`json_value_expr`).
#[derive(Clone, Debug, PartialEq)]
pub struct JsonValue {
    /// The value.
    pub expr: Expr,
    /// `FORMAT JSON`.
    pub format: Option<JsonFormat>,
}

/// `RETURNING type [FORMAT JSON [ENCODING …]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonOutput {
    /// The type.
    pub type_name: TypeName,
    /// `FORMAT JSON`.
    pub format: Option<JsonFormat>,
}

/// `FORMAT JSON [ENCODING name]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonFormat {
    /// `ENCODING`.
    pub encoding: Option<JsonEncoding>,
    /// The whole clause.
    pub span: Span,
}

/// The encodings of JSON that the grammar knows (`gram.y makeJsonEncoding`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonEncoding {
    /// `UTF8`, the only one that there is.
    Utf8,
    /// `UTF16`, `UTF32`.
    Other,
}

/// `WITH UNIQUE KEYS`, or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonUniqueness {
    /// Keys that come twice are a mistake.
    Unique,
    /// They are not looked at.
    Any,
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
    Parse(JsonValue, JsonUniqueness),
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
    /// Its name.
    pub path_name: Option<Ident>,
    /// `PASSING value AS name`.
    pub passing: Vec<(JsonValue, Ident)>,
    /// `COLUMNS (…)`.
    pub columns: Vec<JsonColumn>,
    /// `… ON ERROR`.
    pub on_error: Option<JsonBehavior>,
}

/// A path of a column or of nested ones, which is a plain string.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonPathString {
    /// The path.
    pub path: String,
    /// Where it is written.
    pub span: Span,
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
        /// `EXISTS`; a query where `FORMAT JSON`, a wrapper or quotes are written.
        kind: JsonQueryKind,
        /// `FORMAT JSON`.
        format: Option<JsonFormat>,
        /// `PATH '…'`.
        path: Option<JsonPathString>,
        /// `… ON EMPTY`.
        on_empty: Option<JsonBehavior>,
        /// `… ON ERROR`.
        on_error: Option<JsonBehavior>,
    },
    /// `NESTED PATH '…' [AS name] COLUMNS (…)`.
    Nested {
        /// The path.
        path: JsonPathString,
        /// Its name.
        name: Option<Ident>,
        /// The columns.
        columns: Vec<JsonColumn>,
    },
}
