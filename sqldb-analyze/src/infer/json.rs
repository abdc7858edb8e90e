//! SQL/JSON: constructors and aggregates.
//!
//! `parse_expr.c` (18) `transformJsonValueExpr`, `transformJsonConstructorOutput`,
//! `makeJsonConstructorExpr`. The query functions are in `json_query`.

use super::Analyzer;
use super::coerce::Context;
use super::construct::{FormNulls, form, single};
use super::node::{AggregateNode, Aggregating, Node, NodeKind};
use super::query::Unknowns;
use super::rules;
use crate::catalog::Major;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::Clause;
use crate::span::Span;
use crate::tree::{
    Argument, Arguments, Call, Expr, Ident, JsonAggregate, JsonConstructor, JsonEncoding,
    JsonFormat, JsonOutput, JsonUniqueness, JsonValue, Negation, QualifiedIdent, SetQuantifier,
    SortBy, Variadic,
};
use crate::types::{Category, TypeId, Typed, category};

/// What a value becomes inside a form (`transformJsonValueExpr`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JsonUse {
    /// Any value, turned into JSON by its type: of a constructor.
    Any,
    /// Text that is JSON: `JS_FORMAT_JSON`, and what it is cast to.
    Document(Option<TypeId>),
    /// `PASSING`: `JS_FORMAT_JSONB` for what jsonpath has no type for.
    Passing,
}

/// Whether `RETURNING … FORMAT JSON` may name a type that is neither a string, bytes nor JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OtherTypes {
    /// A constructor's value is cast to it.
    Allowed,
    /// `JSON_QUERY` has none for them.
    Refused,
}

impl Analyzer<'_> {
    /// `JSON_OBJECT(…)` and its kin.
    pub(super) fn json(&mut self, json: &JsonConstructor, span: Span) -> Result<Node, Diagnostic> {
        match json {
            JsonConstructor::Object { pairs, output } => {
                self.since(Major::V16, "`JSON_OBJECT(…)`", span)?;
                let mut operands = Vec::new();
                for (key, value) in pairs {
                    operands.push(self.expr(key)?);
                    operands.push(self.json_value(value, JsonUse::Any)?);
                }
                self.json_constructed("json_object", operands, output.as_ref(), span)
            }
            JsonConstructor::Array { values, output } => {
                self.since(Major::V16, "`JSON_ARRAY(…)`", span)?;
                let mut operands = Vec::new();
                for value in values {
                    operands.push(self.json_value(value, JsonUse::Any)?);
                }
                self.json_constructed("json_array", operands, output.as_ref(), span)
            }
            JsonConstructor::ArrayQuery { query, output } => {
                self.since(Major::V16, "`JSON_ARRAY(…)`", span)?;
                let result = self.subquery(query, Unknowns::Resolve)?;
                let column = single(result.columns, span)?;
                let ty = self.json_output(output.as_ref(), std::slice::from_ref(&column.node))?;
                // `JSON_ARRAYAGG` over the query: no row, no array.
                let operands = Vec::new();
                let made = match self.catalog.base_type(ty.id).id {
                    TypeId::JSONB => TypeId::JSONB,
                    _ => TypeId::JSON,
                };
                let node = form("json_array", operands, FormNulls::Maybe, made.into(), span);
                self.json_returned(node, ty, span)
            }
            JsonConstructor::Parse(value, uniqueness) => {
                if self.catalog.major < Major::V17 {
                    if value.format.is_some() || *uniqueness == JsonUniqueness::Unique {
                        self.since(Major::V17, "`JSON(…)`", span)?;
                    }
                    // No keyword yet: a cast in the form of a call.
                    return self.json_cast(value, span);
                }
                let operand = match uniqueness {
                    JsonUniqueness::Any => {
                        self.json_value(value, JsonUse::Document(Some(TypeId::JSON)))?
                    }
                    JsonUniqueness::Unique => self.json_unique(value)?,
                };
                Ok(form("json", vec![operand], FormNulls::Strict, TypeId::JSON.into(), span))
            }
            JsonConstructor::Scalar(expr) => {
                self.since(Major::V17, "`JSON_SCALAR(…)`", span)?;
                let node = self.expr(expr)?;
                let node = self.resolve_unknown(node)?;
                Ok(form("json_scalar", vec![node], FormNulls::Strict, TypeId::JSON.into(), span))
            }
            JsonConstructor::Serialize { value, output } => {
                self.since(Major::V17, "`JSON_SERIALIZE(…)`", span)?;
                let used = JsonUse::Document(None);
                let operand = self.json_value(value, used)?;
                let ty = match output {
                    Some(output) => self.json_serialized(output)?,
                    None => TypeId::TEXT.into(),
                };
                Ok(form("json_serialize", vec![operand], FormNulls::Strict, ty, span))
            }
        }
    }

    /// `json(x)` as a function.
    fn json_cast(&mut self, value: &JsonValue, span: Span) -> Result<Node, Diagnostic> {
        let name = Ident { name: "json".to_owned(), span };
        let argument = Argument { name: None, variadic: Variadic::No, value: value.expr.clone() };
        let call = Call {
            name: QualifiedIdent::alone(name),
            arguments: Arguments::List(vec![argument]),
            quantifier: SetQuantifier::All,
            order_by: Vec::new(),
            within_group: Vec::new(),
            filter: None,
            over: None,
        };
        self.call(&call, span)
    }

    /// The type behind `RETURNING` of `JSON_SERIALIZE`: a string or `bytea`.
    fn json_serialized(&self, output: &JsonOutput) -> Result<Typed, Diagnostic> {
        let ty = self.json_returning(output, OtherTypes::Allowed)?;
        if ty.id == TypeId::BYTEA || category(self.catalog, ty.id) == Category::String {
            return Ok(ty);
        }
        let shown = self.catalog.format_type(ty.id);
        let message = format!("cannot use type {shown} in RETURNING clause of JSON_SERIALIZE()");
        Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, output.type_name.span, message)
            .help("try returning a string type or bytea"))
    }

    /// `JSON_OBJECTAGG(…)`, `JSON_ARRAYAGG(…)` (`transformJsonAggConstructor`).
    pub(super) fn json_aggregate(
        &mut self,
        written: &JsonAggregate,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let JsonAggregate { key, value, order_by, output, filter, over } = written;
        let name = if key.is_some() { "json_objectagg" } else { "json_arrayagg" };
        let shown = if key.is_some() { "JSON_OBJECTAGG()" } else { "JSON_ARRAYAGG()" };
        self.since(Major::V16, shown, span)?;
        let references = self.references.len();
        let level = self.scopes.top().id;
        let mut operands = Vec::new();
        if let Some(key) = key {
            operands.push(self.expr(key)?);
        }
        operands.push(self.json_value(value, JsonUse::Any)?);
        let ty = self.json_output(output.as_ref(), &operands)?;
        let made = match self.catalog.base_type(ty.id).id {
            TypeId::JSONB => TypeId::JSONB,
            _ => TypeId::JSON,
        };
        let filter = match filter {
            Some(filter) => {
                let outside = std::mem::replace(&mut self.scopes.top().clause, Clause::Filter);
                let node = self.condition(filter, "FILTER");
                self.scopes.top().clause = outside;
                Some(node?)
            }
            None => None,
        };
        let call = form(name, operands, FormNulls::Maybe, made.into(), span);
        let NodeKind::Call(call) = call.kind else { return Ok(call) };
        let node = if let Some(over) = over {
            if !order_by.is_empty() {
                let message = "aggregate ORDER BY is not implemented for window functions";
                return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message));
            }
            self.window_call(over, call, Aggregating::Yes, filter, (made.into(), span))?
        } else {
            let mut order = Vec::new();
            for SortBy { expr, using: _ } in order_by {
                let sort = self.expr(expr)?;
                let sort = self.resolve_unknown(sort)?;
                self.check_sortable(&sort)?;
                order.push(sort);
            }
            let filter = filter.map(Box::new);
            let aggregate = AggregateNode { call, filter, order_by: order, direct: 0, level };
            self.aggregate(aggregate, references, made.into(), span)?
        };
        self.json_returned(node, ty, span)
    }

    /// A constructor's node, as what `RETURNING` says (`makeJsonConstructorExpr`).
    fn json_constructed(
        &mut self,
        name: &str,
        operands: Vec<Node>,
        output: Option<&JsonOutput>,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let ty = self.json_output(output, &operands)?;
        let made = match ty.id {
            TypeId::JSONB => TypeId::JSONB,
            _ => TypeId::JSON,
        };
        let node = form(name, operands, FormNulls::Never, made.into(), span);
        self.json_returned(node, ty, span)
    }

    /// `transformJsonConstructorOutput`: `jsonb` where an operand is, otherwise `json`.
    fn json_output(
        &self,
        output: Option<&JsonOutput>,
        operands: &[Node],
    ) -> Result<Typed, Diagnostic> {
        match output {
            Some(output) => self.json_returning(output, OtherTypes::Allowed),
            None if operands.iter().any(|node| node.ty.id == TypeId::JSONB) => {
                Ok(TypeId::JSONB.into())
            }
            None => Ok(TypeId::JSON.into()),
        }
    }

    /// `transformJsonOutput`.
    pub(super) fn json_returning(
        &self,
        output: &JsonOutput,
        others: OtherTypes,
    ) -> Result<Typed, Diagnostic> {
        let ty = rules::type_name(self.catalog, &output.type_name)?;
        let refused = |span, message: &str| {
            Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message))
        };
        if category(self.catalog, ty.id) == Category::Pseudo {
            let message = "returning pseudo-types is not supported in SQL/JSON functions";
            return refused(output.type_name.span, message);
        }
        // `checkJsonOutputFormat`.
        let Some(JsonFormat { encoding, span }) = output.format else { return Ok(ty) };
        let is_json = matches!(ty.id, TypeId::BYTEA | TypeId::JSON | TypeId::JSONB);
        let is_string = category(self.catalog, ty.id) == Category::String;
        if others == OtherTypes::Refused && !is_json && !is_string {
            return refused(span, "cannot use JSON format with non-string output types");
        }
        match encoding {
            Some(_) if ty.id != TypeId::BYTEA => {
                refused(span, "cannot set JSON encoding for non-bytea output types")
            }
            Some(JsonEncoding::Other) => {
                let message = "unsupported JSON encoding";
                Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message)
                    .help("only UTF8 is supported"))
            }
            Some(JsonEncoding::Utf8) | None => Ok(ty),
        }
    }

    /// `coerceJsonFuncExpr`.
    fn json_returned(&mut self, node: Node, ty: Typed, span: Span) -> Result<Node, Diagnostic> {
        let from = node.ty.id;
        if from == ty.id {
            return Ok(node);
        }
        if ty.id == TypeId::BYTEA {
            let nulls = FormNulls::Strict;
            return Ok(form("convert_to", vec![node], nulls, ty, span));
        }
        match self.coerce_to(node, ty, Context::Assignment)? {
            Some(node) => Ok(node),
            None => Err(super::coerce::cannot_cast(self, from, ty.id, span)),
        }
    }

    /// `transformJsonValueExpr`.
    pub(super) fn json_value(
        &mut self,
        value: &JsonValue,
        used: JsonUse,
    ) -> Result<Node, Diagnostic> {
        let node = self.expr(&value.expr)?;
        self.json_formatted(node, value.format, used)
    }

    /// [`Analyzer::json_value`] behind the expression's own analysis.
    fn json_formatted(
        &mut self,
        node: Node,
        format: Option<JsonFormat>,
        used: JsonUse,
    ) -> Result<Node, Diagnostic> {
        let node = self.resolve_unknown(node)?;
        let (ty, span) = (node.ty.id, node.span);
        check_encoding(format, ty)?;
        let json = matches!(ty, TypeId::JSON | TypeId::JSONB);
        let string = category(self.catalog, ty) == Category::String;
        let target = match used {
            JsonUse::Document(target) => target,
            JsonUse::Any | JsonUse::Passing => None,
        };
        let formatted = match (format, used) {
            (Some(_), _) => !json,
            (None, JsonUse::Any) => false,
            (None, JsonUse::Passing) => !json && !string && !is_path_type(ty),
            (None, JsonUse::Document(_)) => !json,
        };
        if !formatted && target.is_none_or(|target| target == ty) {
            return Ok(node);
        }
        let argument = used == JsonUse::Passing;
        if !argument && target.is_none() && ty != TypeId::BYTEA && !string {
            let how = if format.is_some() { "explicit" } else { "implicit" };
            let message = format!("cannot use non-string types with {how} FORMAT JSON clause");
            let place = format.map_or(span, |format| format.span);
            return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, place, message));
        }
        let result = target.unwrap_or(if argument { TypeId::JSONB } else { TypeId::JSON });
        // The functions that search take JSON for granted only where that is written.
        let is_json = match used {
            JsonUse::Document(target) => format.is_some() || target != Some(TypeId::JSONB),
            JsonUse::Any | JsonUse::Passing => format.is_some(),
        };
        let from = if ty == TypeId::BYTEA && is_json { TypeId::TEXT } else { ty };
        let text = Node { ty: from.into(), ..node };
        if crate::types::can_coerce_type(self.catalog, from, result, Context::Explicit) {
            return self.coerce(text, result, Context::Explicit);
        }
        if target.is_some() {
            return Err(super::coerce::cannot_cast(self, from, result, span));
        }
        Ok(form("to_json", vec![text], FormNulls::Strict, result.into(), span))
    }

    /// `JSON(value WITH UNIQUE KEYS)`, which reads text itself (`transformJsonParseExpr`).
    fn json_unique(&mut self, value: &JsonValue) -> Result<Node, Diagnostic> {
        let node = self.expr(&value.expr)?;
        check_encoding(value.format, node.ty.id)?;
        let node = self.json_text(node)?;
        match node.ty.id {
            TypeId::TEXT => self.coerce(node, TypeId::JSON, Context::Explicit),
            TypeId::BYTEA => {
                let text = Node { ty: TypeId::TEXT.into(), ..node };
                self.coerce(text, TypeId::JSON, Context::Explicit)
            }
            _ => {
                let message = "cannot use non-string types with WITH UNIQUE KEYS clause";
                Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, node.span, message))
            }
        }
    }

    /// A string as text (`transformJsonParseArg`).
    fn json_text(&mut self, node: Node) -> Result<Node, Diagnostic> {
        let ty = node.ty.id;
        let string = ty == TypeId::UNKNOWN || category(self.catalog, ty) == Category::String;
        let coerces =
            crate::types::can_coerce_type(self.catalog, ty, TypeId::TEXT, Context::Implicit);
        match string && coerces {
            true => self.coerce(node, TypeId::TEXT, Context::Implicit),
            false => Ok(node),
        }
    }

    /// `x IS [NOT] JSON` (`transformJsonIsPredicate`).
    pub(super) fn is_json(
        &mut self,
        operand: &Expr,
        negation: Negation,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        self.since(Major::V16, "`IS JSON`", span)?;
        let node = self.expr(operand)?;
        let ty = node.ty.id;
        let node = self.json_text(node)?;
        if !matches!(node.ty.id, TypeId::TEXT | TypeId::JSON | TypeId::JSONB | TypeId::BYTEA) {
            let shown = self.catalog.format_type(ty);
            let message = format!("cannot use type {shown} in IS JSON predicate");
            return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, span, message));
        }
        let test = form("is json", vec![node], FormNulls::Strict, TypeId::BOOL.into(), span);
        Ok(match negation {
            Negation::Plain => test,
            Negation::Not => {
                Node { kind: NodeKind::Not(Box::new(test)), ty: TypeId::BOOL.into(), span }
            }
        })
    }
}

/// `ENCODING` is that of bytes.
fn check_encoding(format: Option<JsonFormat>, ty: TypeId) -> Result<(), Diagnostic> {
    match format {
        Some(JsonFormat { encoding: Some(_), span }) if ty != TypeId::BYTEA => {
            let message = "JSON ENCODING clause is only allowed for bytea input type";
            Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, span, message))
        }
        _ => Ok(()),
    }
}

/// The types that `GetJsonPathVar` takes as they are.
fn is_path_type(ty: TypeId) -> bool {
    matches!(
        ty,
        TypeId::BOOL
            | TypeId::NUMERIC
            | TypeId::INT2
            | TypeId::INT4
            | TypeId::INT8
            | TypeId::FLOAT4
            | TypeId::FLOAT8
            | TypeId::TEXT
            | TypeId::VARCHAR
            | TypeId::DATE
            | TypeId::TIME
            | TypeId::TIMETZ
            | TypeId::TIMESTAMP
            | TypeId::TIMESTAMPTZ
    )
}
