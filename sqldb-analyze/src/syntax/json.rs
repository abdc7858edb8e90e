//! SQL/JSON (`gram.y` 16 to 18: `func_expr_common_subexpr`, `json_aggregate_func`, `json_table`).

use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::tree::{
    Expr, ExprKind, Ident, JsonAggregate, JsonBehavior, JsonColumn, JsonConstructor, JsonEncoding,
    JsonFormat, JsonOutput, JsonPathString, JsonQuery, JsonQueryKind, JsonTable, JsonUniqueness,
    JsonValue,
};

use super::reader::{Names, Reader};

/// What `ON EMPTY` or `ON ERROR` may begin with.
const BEHAVIORS: [&str; 7] = ["error", "null", "true", "false", "unknown", "empty", "default"];

impl Reader<'_> {
    /// The SQL/JSON form that begins with `word` and a parenthesis; none, and nothing taken, where
    /// it is the call of a function: `json_object(text[])`.
    pub(super) fn json(&mut self, word: &str) -> Result<Option<ExprKind>, Diagnostic> {
        let start = self.at();
        self.move_to(start + 2);
        let constructor = |kind| ExprKind::Json(Box::new(kind));
        let kind = match word {
            "json_object" => match self.json_object()? {
                Some(object) => constructor(object),
                None => {
                    self.move_to(start);
                    return Ok(None);
                }
            },
            "json_array" => constructor(self.json_array()?),
            "json" => {
                let value = self.json_value()?;
                constructor(JsonConstructor::Parse(value, self.json_uniqueness()))
            }
            "json_scalar" => constructor(JsonConstructor::Scalar(self.expression()?)),
            "json_serialize" => {
                let value = self.json_value()?;
                constructor(JsonConstructor::Serialize { value, output: self.json_output()? })
            }
            "json_objectagg" | "json_arrayagg" => return self.json_aggregate(word).map(Some),
            _ => {
                let kind = match word {
                    "json_query" => JsonQueryKind::Query,
                    "json_value" => JsonQueryKind::Value,
                    _ => JsonQueryKind::Exists,
                };
                ExprKind::JsonQuery(Box::new(self.json_query(kind)?))
            }
        };
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(Some(kind))
    }

    /// What stands in `JSON_OBJECT(…)`; none where it is the function's list of arguments.
    fn json_object(&mut self) -> Result<Option<JsonConstructor>, Diagnostic> {
        let mut pairs = Vec::new();
        let empty = self.is(&TokenKind::RightParenthesis) || self.is_word("returning");
        if !empty {
            if self.is_argument_name() || self.is_word("variadic") {
                return Ok(None);
            }
            let key = self.expression()?;
            let key = match self.is_word("value") {
                true => self.read_as_operand(key)?,
                false if self.is(&TokenKind::Colon) => key,
                false => return Ok(None),
            };
            self.skip();
            pairs.push((key, self.json_value()?));
            while self.take(&TokenKind::Comma) {
                pairs.push(self.json_pair()?);
            }
            self.json_nulls();
            self.json_uniqueness();
        }
        Ok(Some(JsonConstructor::Object { pairs, output: self.json_output()? }))
    }

    /// `a_expr: value`, `c_expr VALUE value`.
    fn json_pair(&mut self) -> Result<(Expr, JsonValue), Diagnostic> {
        let key = self.expression()?;
        let key = match self.is_word("value") {
            true => self.read_as_operand(key)?,
            false if self.is(&TokenKind::Colon) => key,
            false => return Err(self.unexpected()),
        };
        self.skip();
        Ok((key, self.json_value()?))
    }

    fn json_array(&mut self) -> Result<JsonConstructor, Diagnostic> {
        if self.source.begins_query(self.at()) {
            let query = Box::new(self.query()?);
            self.json_format()?;
            return Ok(JsonConstructor::ArrayQuery { query, output: self.json_output()? });
        }
        let empty = self.is(&TokenKind::RightParenthesis) || self.is_word("returning");
        let values = match empty {
            true => Vec::new(),
            false => self.comma_separated(Reader::json_value)?,
        };
        self.json_nulls();
        Ok(JsonConstructor::Array { values, output: self.json_output()? })
    }

    fn json_aggregate(&mut self, word: &str) -> Result<ExprKind, Diagnostic> {
        let (key, value) = match word {
            "json_objectagg" => {
                let (key, value) = self.json_pair()?;
                (Some(key), value)
            }
            _ => (None, self.json_value()?),
        };
        let order_by = match key.is_none() && self.is_word("order") {
            true => self.sort_clause()?,
            false => Vec::new(),
        };
        self.json_nulls();
        self.json_uniqueness();
        let output = self.json_output()?;
        self.expect(&TokenKind::RightParenthesis)?;
        let filter = self.filter()?;
        let over = match self.take_word("over") {
            true => Some(self.over()?),
            false => None,
        };
        let aggregate = JsonAggregate { key, value, order_by, output, filter, over };
        Ok(ExprKind::JsonAggregate(Box::new(aggregate)))
    }

    fn json_query(&mut self, kind: JsonQueryKind) -> Result<JsonQuery, Diagnostic> {
        let context = self.json_value()?;
        self.expect(&TokenKind::Comma)?;
        let path = self.expression()?;
        let passing = self.json_passing()?;
        let output = match kind {
            JsonQueryKind::Exists => None,
            JsonQueryKind::Query | JsonQueryKind::Value => self.json_output()?,
        };
        if kind == JsonQueryKind::Query {
            self.json_wrapper()?;
        }
        let (on_empty, on_error) = match kind {
            JsonQueryKind::Exists => (None, self.json_on_error()?),
            JsonQueryKind::Query | JsonQueryKind::Value => self.json_behaviors()?,
        };
        Ok(JsonQuery { kind, context, path, passing, output, on_empty, on_error })
    }

    /// `JSON_TABLE (…)`.
    pub(super) fn json_table(&mut self) -> Result<JsonTable, Diagnostic> {
        self.expect_word("json_table")?;
        self.expect(&TokenKind::LeftParenthesis)?;
        let context = self.json_value()?;
        self.expect(&TokenKind::Comma)?;
        let path = self.expression()?;
        let path_name = self.json_path_name()?;
        let passing = self.json_passing()?;
        let columns = self.json_columns()?;
        let on_error = self.json_on_error()?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(JsonTable { context, path, path_name, passing, columns, on_error })
    }

    /// `AS name` of a path.
    fn json_path_name(&mut self) -> Result<Option<Ident>, Diagnostic> {
        match self.take_word("as") {
            true => self.name(Names::Column).map(Some),
            false => Ok(None),
        }
    }

    /// `COLUMNS (…)`.
    fn json_columns(&mut self) -> Result<Vec<JsonColumn>, Diagnostic> {
        let _descent = self.source.descend(self.at())?;
        self.expect_word("columns")?;
        self.expect(&TokenKind::LeftParenthesis)?;
        let columns = self.comma_separated(Reader::json_column)?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(columns)
    }

    fn json_column(&mut self) -> Result<JsonColumn, Diagnostic> {
        let nested = self.is_word("nested")
            && (self.word_at(1) == Some("path")
                || matches!(self.kind_at(1), Some(TokenKind::String(_))));
        if nested {
            self.skip();
            self.take_word("path");
            let (path, name) = (self.path_string()?, self.json_path_name()?);
            return Ok(JsonColumn::Nested { path, name, columns: self.json_columns()? });
        }
        let name = self.name(Names::Column)?;
        if self.take_words(&["for", "ordinality"]) {
            return Ok(JsonColumn::Ordinality(name));
        }
        let type_name = self.type_name()?;
        let format = self.json_format()?;
        let exists = format.is_none() && self.take_word("exists");
        let path = match self.take_word("path") {
            true => Some(self.path_string()?),
            false => None,
        };
        if exists {
            let (kind, on_error) = (JsonQueryKind::Exists, self.json_on_error()?);
            let on_empty = None;
            return Ok(JsonColumn::Value {
                name,
                type_name,
                kind,
                format,
                path,
                on_empty,
                on_error,
            });
        }
        let before = self.at();
        self.json_wrapper()?;
        let kind = match format.is_some() || self.at() > before {
            true => JsonQueryKind::Query,
            false => JsonQueryKind::Value,
        };
        let (on_empty, on_error) = self.json_behaviors()?;
        Ok(JsonColumn::Value { name, type_name, kind, format, path, on_empty, on_error })
    }

    /// A path of `JSON_TABLE`'s columns, which is a plain string.
    fn path_string(&mut self) -> Result<JsonPathString, Diagnostic> {
        let start = self.at();
        let Some(TokenKind::String(path)) = self.kind() else { return Err(self.unexpected()) };
        let path = path.clone();
        self.skip();
        Ok(JsonPathString { path, span: self.span_from(start) })
    }

    /// `json_value_expr`.
    fn json_value(&mut self) -> Result<JsonValue, Diagnostic> {
        let expr = self.expression()?;
        Ok(JsonValue { expr, format: self.json_format()? })
    }

    /// `FORMAT JSON [ENCODING name]`.
    fn json_format(&mut self) -> Result<Option<JsonFormat>, Diagnostic> {
        let start = self.at();
        if !self.take_words(&["format", "json"]) {
            return Ok(None);
        }
        let encoding = match self.take_word("encoding") {
            true => Some(json_encoding(&self.name(Names::Column)?)?),
            false => None,
        };
        Ok(Some(JsonFormat { encoding, span: self.span_from(start) }))
    }

    /// `RETURNING type [FORMAT JSON]`.
    fn json_output(&mut self) -> Result<Option<JsonOutput>, Diagnostic> {
        if !self.take_word("returning") {
            return Ok(None);
        }
        let type_name = self.type_name()?;
        Ok(Some(JsonOutput { type_name, format: self.json_format()? }))
    }

    /// `{ NULL | ABSENT } ON NULL`.
    fn json_nulls(&mut self) {
        let _ =
            self.take_words(&["null", "on", "null"]) || self.take_words(&["absent", "on", "null"]);
    }

    /// `{ WITH | WITHOUT } UNIQUE [KEYS]`.
    pub(super) fn json_uniqueness(&mut self) -> JsonUniqueness {
        let unique = self.take_words(&["with", "unique"]);
        if unique || self.take_words(&["without", "unique"]) {
            self.take_word("keys");
        }
        if unique { JsonUniqueness::Unique } else { JsonUniqueness::Any }
    }

    /// `PASSING value AS name, …`.
    fn json_passing(&mut self) -> Result<Vec<(JsonValue, Ident)>, Diagnostic> {
        if !self.take_word("passing") {
            return Ok(Vec::new());
        }
        self.comma_separated(|reader| {
            let value = reader.json_value()?;
            reader.expect_word("as")?;
            Ok((value, reader.name(Names::Label)?))
        })
    }

    /// `WITH WRAPPER`, `KEEP QUOTES` and their kin.
    fn json_wrapper(&mut self) -> Result<(), Diagnostic> {
        let mut wrapped = false;
        if self.is_one_of(&["with", "without"])
            && matches!(
                self.word_at(1),
                Some("wrapper" | "array" | "conditional" | "unconditional")
            )
        {
            wrapped = self.is_word("with");
            self.skip();
            let _ = self.take_word("conditional") || self.take_word("unconditional");
            self.take_word("array");
            self.expect_word("wrapper")?;
        }
        let start = self.at();
        let omits = self.is_word("omit");
        if self.take_word("keep") || self.take_word("omit") {
            self.expect_word("quotes")?;
            if self.take_word("on") {
                self.expect_word("scalar")?;
                self.expect_word("string")?;
            }
            // `KEEP QUOTES` is what is done anyway.
            if wrapped && omits {
                let message =
                    "SQL/JSON QUOTES behavior must not be specified when WITH WRAPPER is used";
                let span = self.span_from(start);
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message));
            }
        }
        Ok(())
    }

    /// `x ON EMPTY y ON ERROR`.
    fn json_behaviors(
        &mut self,
    ) -> Result<(Option<JsonBehavior>, Option<JsonBehavior>), Diagnostic> {
        let (mut on_empty, mut on_error) = (None, None);
        while self.is_one_of(&BEHAVIORS) {
            let behavior = self.json_behavior()?;
            self.expect_word("on")?;
            if on_empty.is_none() && on_error.is_none() && self.take_word("empty") {
                on_empty = Some(behavior);
            } else {
                self.expect_word("error")?;
                on_error = Some(behavior);
                break;
            }
        }
        Ok((on_empty, on_error))
    }

    /// `x ON ERROR`, of what has no `ON EMPTY` (`json_on_error_clause_opt`).
    fn json_on_error(&mut self) -> Result<Option<JsonBehavior>, Diagnostic> {
        if !self.is_one_of(&BEHAVIORS) {
            return Ok(None);
        }
        let behavior = self.json_behavior()?;
        self.expect_word("on")?;
        self.expect_word("error")?;
        Ok(Some(behavior))
    }

    fn json_behavior(&mut self) -> Result<JsonBehavior, Diagnostic> {
        let word = self.word();
        self.skip();
        Ok(match word {
            Some("error") => JsonBehavior::Error,
            Some("null") => JsonBehavior::Null,
            Some("true" | "false") => JsonBehavior::Truth,
            Some("unknown") => JsonBehavior::Unknown,
            Some("empty") => {
                let _ = self.take_word("array") || self.take_word("object");
                JsonBehavior::Empty
            }
            _ => JsonBehavior::Default(Box::new(self.expression()?)),
        })
    }
}

/// `makeJsonEncoding`, which is asked while the text is read.
fn json_encoding(name: &Ident) -> Result<JsonEncoding, Diagnostic> {
    match name.name.to_ascii_lowercase().as_str() {
        "utf8" => Ok(JsonEncoding::Utf8),
        "utf16" | "utf32" => Ok(JsonEncoding::Other),
        _ => {
            let message = format!("unrecognized JSON encoding: {}", name.name);
            Err(Diagnostic::new(SqlState::INVALID_PARAMETER_VALUE, name.span, message))
        }
    }
}
