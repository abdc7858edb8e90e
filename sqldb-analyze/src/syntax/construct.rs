//! Functions with a syntax of their own (`gram.y` `func_expr_common_subexpr`).

use crate::diagnostic::Diagnostic;
use crate::lex::TokenKind;
use crate::span::Span;
use crate::tree::{
    Expr, ExprKind, Ident, Literal, MinMax, QualifiedIdent, TypeName, ValueFunction,
};

use super::failure;
use super::reader::{Names, Reader};

impl Reader<'_> {
    /// The construct that begins with `word`, which is next; none where it is an ordinary name.
    pub(super) fn construct(&mut self, word: &str) -> Result<Option<Expr>, Diagnostic> {
        let start = self.at();
        if let Some(function) = self.value_function(word)? {
            return Ok(Some(self.built(start, ExprKind::ValueFunction(function))));
        }
        if word == "collation" && self.word_at(1) == Some("for") {
            self.move_to(start + 2);
            let at = self.span_from(start);
            self.expect(&TokenKind::LeftParenthesis)?;
            let value = self.expression()?;
            self.expect(&TokenKind::RightParenthesis)?;
            let span = self.span_from(start);
            return Ok(Some(self.system_call("pg_collation_for", at, vec![value], span)));
        }
        // 16 and newer: a function that is written without parentheses only.
        if word == "system_user" {
            self.skip();
            let at = self.span_from(start);
            return Ok(Some(self.system_call("system_user", at, Vec::new(), at)));
        }
        if self.kind_at(1) != Some(&TokenKind::LeftParenthesis) {
            return Ok(None);
        }
        let kind = match word {
            "coalesce" => ExprKind::Coalesce(self.operands()?),
            "greatest" => ExprKind::MinMax(MinMax::Greatest, self.operands()?),
            "least" => ExprKind::MinMax(MinMax::Least, self.operands()?),
            "grouping" => ExprKind::Grouping(self.operands()?),
            "nullif" => self.null_if()?,
            "cast" => self.cast()?,
            "extract" => return self.form(start, "extract", Reader::extract),
            "overlay" => return self.form(start, "overlay", Reader::overlay),
            "position" => return self.form(start, "position", Reader::position),
            "substring" => return self.form(start, "substring", Reader::substring),
            "normalize" => return self.form(start, "normalize", Reader::normalize),
            "trim" => return self.trim(start).map(Some),
            "treat" => {
                let close = self.source.partner(start + 1).unwrap_or(start + 1);
                return Err(failure::unsupported(self.source.span(start, close), "TREAT(…)"));
            }
            "merge_action" if self.kind_at(2) == Some(&TokenKind::RightParenthesis) => {
                self.move_to(start + 3);
                ExprKind::MergeAction
            }
            "xmlconcat" | "xmlelement" | "xmlexists" | "xmlforest" | "xmlparse" | "xmlpi"
            | "xmlroot" | "xmlserialize" => return self.xml(word).map(Some),
            "json_object" | "json_array" | "json" | "json_scalar" | "json_serialize"
            | "json_objectagg" | "json_arrayagg" | "json_query" | "json_value" | "json_exists" => {
                match self.json(word)? {
                    Some(kind) => kind,
                    None => return Ok(None),
                }
            }
            _ => return Ok(None),
        };
        Ok(Some(self.built(start, kind)))
    }

    /// `CURRENT_DATE` and its kin.
    fn value_function(&mut self, word: &str) -> Result<Option<ValueFunction>, Diagnostic> {
        let function = match word {
            "current_date" => ValueFunction::CurrentDate,
            "current_role" => ValueFunction::CurrentRole,
            "current_user" => ValueFunction::CurrentUser,
            "user" => ValueFunction::User,
            "session_user" => ValueFunction::SessionUser,
            "current_catalog" => ValueFunction::CurrentCatalog,
            // With parentheses or in a schema it is the function of the catalog.
            "current_schema"
                if !matches!(
                    self.kind_at(1),
                    Some(TokenKind::LeftParenthesis | TokenKind::Dot)
                ) =>
            {
                ValueFunction::CurrentSchema
            }
            "system_user"
                if !matches!(
                    self.kind_at(1),
                    Some(TokenKind::LeftParenthesis | TokenKind::Dot)
                ) =>
            {
                ValueFunction::SystemUser
            }
            "current_time" | "current_timestamp" | "localtime" | "localtimestamp" => {
                self.skip();
                let precision = self.precision()?;
                return Ok(Some(match word {
                    "current_time" => ValueFunction::CurrentTime(precision),
                    "current_timestamp" => ValueFunction::CurrentTimestamp(precision),
                    "localtime" => ValueFunction::LocalTime(precision),
                    _ => ValueFunction::LocalTimestamp(precision),
                }));
            }
            _ => return Ok(None),
        };
        self.skip();
        Ok(Some(function))
    }

    fn precision(&mut self) -> Result<Option<u32>, Diagnostic> {
        if !self.take(&TokenKind::LeftParenthesis) {
            return Ok(None);
        }
        let Some(TokenKind::Integer(value)) = self.kind() else { return Err(self.unexpected()) };
        let Ok(value) = u32::try_from(*value) else { return Err(self.unexpected()) };
        self.skip();
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(Some(value))
    }

    /// `word(a, b)`.
    fn operands(&mut self) -> Result<Vec<Expr>, Diagnostic> {
        self.skip();
        self.expect(&TokenKind::LeftParenthesis)?;
        let operands = self.comma_separated(Reader::expression)?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(operands)
    }

    fn null_if(&mut self) -> Result<ExprKind, Diagnostic> {
        self.skip();
        self.expect(&TokenKind::LeftParenthesis)?;
        let left = Box::new(self.expression()?);
        self.expect(&TokenKind::Comma)?;
        let right = Box::new(self.expression()?);
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(ExprKind::NullIf(left, right))
    }

    fn cast(&mut self) -> Result<ExprKind, Diagnostic> {
        self.skip();
        self.expect(&TokenKind::LeftParenthesis)?;
        let operand = Box::new(self.expression()?);
        self.expect_word("as")?;
        let type_name = self.type_name()?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(ExprKind::Cast { operand, type_name })
    }

    /// `name(…)` with words between the arguments, as `pg_catalog.name`; where `arguments` finds
    /// none of the words it is an ordinary call.
    fn form(
        &mut self,
        start: usize,
        name: &str,
        arguments: impl FnOnce(&mut Self) -> Result<Option<Vec<Expr>>, Diagnostic>,
    ) -> Result<Option<Expr>, Diagnostic> {
        let at = self.source.span(start, start);
        self.move_to(start + 2);
        let Some(arguments) = arguments(self)? else {
            self.move_to(start + 1);
            let name = Ident { name: name.to_owned(), span: at };
            return self.call(QualifiedIdent::alone(name), start).map(Some);
        };
        self.expect(&TokenKind::RightParenthesis)?;
        let span = self.span_from(start);
        Ok(Some(self.system_call(name, at, arguments, span)))
    }

    /// `EXTRACT(field FROM x)`.
    fn extract(&mut self) -> Result<Option<Vec<Expr>>, Diagnostic> {
        let at = self.at();
        let field = match self.kind() {
            Some(TokenKind::String(text)) => text.clone(),
            _ => self.name(Names::Label)?.name,
        };
        self.move_to(at + 1);
        let field = self.built(at, ExprKind::Literal(Literal::String(field)));
        self.expect_word("from")?;
        Ok(Some(vec![field, self.expression()?]))
    }

    /// `OVERLAY(a PLACING b FROM c FOR d)`.
    fn overlay(&mut self) -> Result<Option<Vec<Expr>>, Diagnostic> {
        if self.is(&TokenKind::RightParenthesis) || self.is_argument_name() {
            return Ok(None);
        }
        let mut arguments = vec![self.expression()?];
        if !self.take_word("placing") {
            return Ok(None);
        }
        arguments.push(self.expression()?);
        self.expect_word("from")?;
        arguments.push(self.expression()?);
        if self.take_word("for") {
            arguments.push(self.expression()?);
        }
        Ok(Some(arguments))
    }

    /// `POSITION(a IN b)`: `position(b, a)`.
    fn position(&mut self) -> Result<Option<Vec<Expr>>, Diagnostic> {
        let part = self.restricted_expression()?;
        self.expect_word("in")?;
        let whole = self.restricted_expression()?;
        Ok(Some(vec![whole, part]))
    }

    /// `SUBSTRING(a FROM b FOR c)` in its orders, `SUBSTRING(a SIMILAR b ESCAPE c)`.
    fn substring(&mut self) -> Result<Option<Vec<Expr>>, Diagnostic> {
        if self.is(&TokenKind::RightParenthesis) || self.is_argument_name() {
            return Ok(None);
        }
        // `SIMILAR` is an operator before `TO` only, so the subject ends before it.
        let whole = self.expression()?;
        let word = self.word().unwrap_or_default();
        Ok(match word {
            "similar" => {
                self.skip();
                let pattern = self.expression()?;
                self.expect_word("escape")?;
                Some(vec![whole, pattern, self.expression()?])
            }
            "from" => {
                self.skip();
                let from = self.expression()?;
                match self.take_word("for") {
                    true => Some(vec![whole, from, self.expression()?]),
                    false => Some(vec![whole, from]),
                }
            }
            "for" => {
                self.skip();
                let length = self.expression()?;
                if self.take_word("from") {
                    Some(vec![whole, self.expression()?, length])
                } else {
                    // `substring(a, 1, c::int4)`, so that no pattern is meant.
                    let one =
                        Expr { kind: ExprKind::Literal(Literal::Integer(1)), span: length.span };
                    Some(vec![whole, one, to_int4(length)])
                }
            }
            _ => None,
        })
    }

    /// `NORMALIZE(x, NFC)`.
    fn normalize(&mut self) -> Result<Option<Vec<Expr>>, Diagnostic> {
        let mut arguments = vec![self.expression()?];
        if self.take(&TokenKind::Comma) {
            if !matches!(self.word(), Some("nfc" | "nfd" | "nfkc" | "nfkd")) {
                return Err(self.unexpected());
            }
            arguments.push(self.word_as_string()?);
        }
        Ok(Some(arguments))
    }

    /// `TRIM(LEADING x FROM a)`: `btrim`, `ltrim`, `rtrim`.
    fn trim(&mut self, start: usize) -> Result<Expr, Diagnostic> {
        let at = self.source.span(start, start);
        self.move_to(start + 2);
        let name = if self.take_word("leading") {
            "ltrim"
        } else if self.take_word("trailing") {
            "rtrim"
        } else {
            self.take_word("both");
            "btrim"
        };
        let arguments = if self.take_word("from") {
            self.comma_separated(Reader::expression)?
        } else {
            let mut first = self.comma_separated(Reader::expression)?;
            if first.len() == 1 && self.take_word("from") {
                let mut arguments = self.comma_separated(Reader::expression)?;
                arguments.append(&mut first);
                arguments
            } else {
                first
            }
        };
        self.expect(&TokenKind::RightParenthesis)?;
        let span = self.span_from(start);
        Ok(self.system_call(name, at, arguments, span))
    }
}

fn to_int4(operand: Expr) -> Expr {
    let span: Span = operand.span;
    let ident = |name: &str| Ident { name: name.to_owned(), span };
    let name = QualifiedIdent { schema: Some(ident("pg_catalog")), name: ident("int4") };
    let type_name = TypeName { name, modifiers: Vec::new(), dimensions: 0, of_column: None, span };
    Expr { kind: ExprKind::Cast { operand: Box::new(operand), type_name }, span }
}
