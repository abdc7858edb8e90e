//! Operands (`gram.y` `c_expr`).

use crate::diagnostic::Diagnostic;
use crate::lex::{self, Keyword, TokenKind};
use crate::tree::{Expr, ExprKind, Ident, Indirection, Literal, ParameterPlace, QualifiedIdent};

use super::expression::Grammar;
use super::failure;
use super::reader::{Names, Reader};

impl Reader<'_> {
    /// `c_expr`, and `row OVERLAPS row`.
    pub(super) fn primary(&mut self, grammar: Grammar) -> Result<Expr, Diagnostic> {
        let start = self.at();
        match self.kind() {
            Some(TokenKind::LeftParenthesis) => self.parenthesis(grammar),
            Some(TokenKind::Parameter(index)) => {
                let index = *index;
                self.skip();
                // `$1::int8[][1]` would be another type.
                let place = match self.kind() {
                    Some(TokenKind::LeftBracket | TokenKind::Dot) => ParameterPlace::Operand,
                    _ => ParameterPlace::Expression,
                };
                let operand = self.built(start, ExprKind::Parameter(index, place));
                self.with_indirection(operand, start)
            }
            Some(TokenKind::Word(word)) => self.word_primary(word, grammar),
            Some(TokenKind::QuotedWord(_)) => self.name_primary(),
            _ => self.constant(),
        }
    }

    fn word_primary(&mut self, word: &str, grammar: Grammar) -> Result<Expr, Diagnostic> {
        let start = self.at();
        let parenthesis = self.kind_at(1) == Some(&TokenKind::LeftParenthesis);
        match word {
            "null" | "true" | "false" => self.constant(),
            "case" => self.case(),
            "exists" if parenthesis => {
                self.skip();
                let query = Box::new(self.parenthesised_query()?);
                Ok(self.built(start, ExprKind::Exists(query)))
            }
            "array" => self.array(),
            "row" if parenthesis => {
                let row = self.row()?;
                self.overlaps(row, start, grammar)
            }
            _ => {
                if let Some(literal) = self.typed_literal()? {
                    return Ok(literal);
                }
                if let Some(construct) = self.construct(word)? {
                    return Ok(construct);
                }
                self.name_primary()
            }
        }
    }

    /// A column, or a call of a function.
    fn name_primary(&mut self) -> Result<Expr, Diagnostic> {
        let start = self.at();
        // `func_name: type_function_name | ColId indirection`.
        let mut names = vec![if self.kind_at(1) == Some(&TokenKind::LeftParenthesis) {
            self.name(Names::TypeOrFunction)?
        } else {
            self.name_before_more()?
        }];
        while self.is(&TokenKind::Dot) && self.kind_at(1) != Some(&star()) {
            self.skip();
            names.push(self.name(Names::Label)?);
        }
        if self.is(&TokenKind::LeftParenthesis) {
            let name = self.function_name(names, start)?;
            return self.call(name, start);
        }
        if matches!(self.kind(), Some(TokenKind::String(_))) {
            return self.named_literal(names, start);
        }
        if names.len() == 1
            && self.word_at(0).is_some()
            && self
                .source
                .token(start)
                .and_then(|token| token.word())
                .is_some_and(|word| lex::keyword(word) == Keyword::TypeOrFunctionName)
        {
            return Err(self.unexpected());
        }
        if self.is_star_behind_dot() {
            let name = self.function_name(names, start)?;
            self.move_to(self.at() + 2);
            return Ok(self.built(start, ExprKind::RelationStar(name)));
        }
        let column = self.built(start, ExprKind::Column(names));
        self.with_indirection(column, start)
    }

    /// A `ColId`, or a `type_function_name` before a string.
    fn name_before_more(&mut self) -> Result<Ident, Diagnostic> {
        let literal = matches!(self.kind_at(1), Some(TokenKind::String(_)));
        self.name(if literal { Names::TypeOrFunction } else { Names::Column })
    }

    fn function_name(&self, names: Vec<Ident>, start: usize) -> Result<QualifiedIdent, Diagnostic> {
        let mut names = names.into_iter();
        match (names.next(), names.next(), names.next()) {
            (Some(name), None, None) => Ok(QualifiedIdent::alone(name)),
            (Some(schema), Some(name), None) => Ok(QualifiedIdent { schema: Some(schema), name }),
            _ => Err(failure::unsupported(self.span_from(start), "database.schema.function")),
        }
    }

    /// `(x)`, `(x, y)`, `(SELECT …)`, and what may follow each.
    fn parenthesis(&mut self, grammar: Grammar) -> Result<Expr, Diagnostic> {
        let start = self.at();
        if self.opens_query(start) {
            let query = Box::new(self.parenthesised_query()?);
            let operand = self.built(start, ExprKind::Subquery(query));
            return self.with_indirection(operand, start);
        }
        self.skip();
        let first = self.expression()?;
        if self.is(&TokenKind::Comma) {
            let mut fields = vec![first];
            while self.take(&TokenKind::Comma) {
                fields.push(self.expression()?);
            }
            self.expect(&TokenKind::RightParenthesis)?;
            let row = self.built(start, ExprKind::Row(fields));
            return self.overlaps(row, start, grammar);
        }
        self.expect(&TokenKind::RightParenthesis)?;
        // What a `*` stands for is no row for the parentheses around it.
        let first = match first.kind {
            ExprKind::RelationStar(_) | ExprKind::CompositeStar(_) => self.built(start, first.kind),
            _ => first,
        };
        self.with_indirection(first, start)
    }

    /// `row OVERLAPS row`: `pg_catalog.overlaps(a, b, c, d)`.
    fn overlaps(&mut self, row: Expr, start: usize, grammar: Grammar) -> Result<Expr, Diagnostic> {
        if grammar == Grammar::Restricted || !self.is_word("overlaps") {
            return Ok(row);
        }
        let at = self.source.span(self.at(), self.at());
        self.skip();
        let right = if self.is_word("row") { self.row()? } else { self.operand()? };
        let mut arguments = Vec::new();
        for side in [row, right] {
            match side.kind {
                ExprKind::Row(fields) if fields.len() == 2 => arguments.extend(fields),
                ExprKind::Row(_) => {
                    let message = "wrong number of parameters on side of OVERLAPS expression";
                    return Err(super::expression::out_of_place(side.span, message));
                }
                _ => return Err(self.unexpected()),
            }
        }
        let span = self.span_from(start);
        Ok(self.system_call("overlaps", at, arguments, span))
    }

    /// `ROW(…)`.
    fn row(&mut self) -> Result<Expr, Diagnostic> {
        let start = self.at();
        self.expect_word("row")?;
        self.expect(&TokenKind::LeftParenthesis)?;
        let fields = if self.is(&TokenKind::RightParenthesis) {
            Vec::new()
        } else {
            self.comma_separated(Reader::expression)?
        };
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(self.built(start, ExprKind::Row(fields)))
    }

    /// Whether `.*` comes next.
    fn is_star_behind_dot(&self) -> bool {
        self.is(&TokenKind::Dot) && self.kind_at(1) == Some(&star())
    }

    /// `.field`, `[1]`, `[1:2]`, `.*` behind an operand that begins at token `start`.
    pub(super) fn with_indirection(
        &mut self,
        operand: Expr,
        start: usize,
    ) -> Result<Expr, Diagnostic> {
        let path = self.indirection()?;
        let operand = match path.is_empty() {
            true => operand,
            false => self.built(start, ExprKind::Indirection { operand: Box::new(operand), path }),
        };
        if !self.is_star_behind_dot() {
            return Ok(operand);
        }
        self.move_to(self.at() + 2);
        Ok(self.built(start, ExprKind::CompositeStar(Box::new(operand))))
    }

    /// `.field`, `[1]`, `[1:2]`; a `.*` is left.
    pub(super) fn indirection(&mut self) -> Result<Vec<Indirection>, Diagnostic> {
        let mut path = Vec::new();
        loop {
            match self.kind() {
                Some(TokenKind::Dot) if self.kind_at(1) != Some(&star()) => {
                    self.skip();
                    path.push(Indirection::Field(self.name(Names::Label)?));
                }
                Some(TokenKind::LeftBracket) => {
                    self.skip();
                    path.push(self.subscript()?);
                }
                _ => return Ok(path),
            }
        }
    }

    fn subscript(&mut self) -> Result<Indirection, Diagnostic> {
        let lower = match self.kind() {
            Some(TokenKind::Colon) => None,
            _ => Some(Box::new(self.expression()?)),
        };
        if let Some(index) = &lower
            && self.take(&TokenKind::RightBracket)
        {
            return Ok(Indirection::Index(index.clone()));
        }
        self.expect(&TokenKind::Colon)?;
        let upper = match self.kind() {
            Some(TokenKind::RightBracket) => None,
            _ => Some(Box::new(self.expression()?)),
        };
        self.expect(&TokenKind::RightBracket)?;
        Ok(Indirection::Slice(lower, upper))
    }

    fn case(&mut self) -> Result<Expr, Diagnostic> {
        let start = self.at();
        self.expect_word("case")?;
        let operand = match self.is_word("when") {
            true => None,
            false => Some(Box::new(self.expression()?)),
        };
        let mut branches = Vec::new();
        self.expect_word("when")?;
        loop {
            let condition = self.expression()?;
            self.expect_word("then")?;
            branches.push((condition, self.expression()?));
            if !self.take_word("when") {
                break;
            }
        }
        let otherwise = match self.take_word("else") {
            true => Some(Box::new(self.expression()?)),
            false => None,
        };
        self.expect_word("end")?;
        Ok(self.built(start, ExprKind::Case { operand, branches, otherwise }))
    }

    /// `ARRAY[…]`, `ARRAY(SELECT …)`.
    fn array(&mut self) -> Result<Expr, Diagnostic> {
        let start = self.at();
        self.expect_word("array")?;
        if self.is(&TokenKind::LeftParenthesis) {
            let query = Box::new(self.parenthesised_query()?);
            return Ok(self.built(start, ExprKind::ArraySubquery(query)));
        }
        if !self.is(&TokenKind::LeftBracket) {
            return Err(self.unexpected());
        }
        let ExprKind::Array(elements) = self.array_elements()?.kind else {
            return Err(self.unexpected());
        };
        Ok(self.built(start, ExprKind::Array(elements)))
    }

    /// `[a, b]`, `[[a], [b]]`: inside `ARRAY` the inner brackets are arrays too.
    fn array_elements(&mut self) -> Result<Expr, Diagnostic> {
        let _descent = self.source.descend(self.at())?;
        let start = self.at();
        self.expect(&TokenKind::LeftBracket)?;
        let elements = match self.kind() {
            Some(TokenKind::RightBracket) => Vec::new(),
            Some(TokenKind::LeftBracket) => self.comma_separated(Reader::array_elements)?,
            _ => self.comma_separated(Reader::expression)?,
        };
        self.expect(&TokenKind::RightBracket)?;
        Ok(self.built(start, ExprKind::Array(elements)))
    }

    /// Whether the parentheses at `open` enclose a query, rather than an expression that begins
    /// with one: `((SELECT 1) UNION SELECT 2)`, but not `((SELECT 1) + 2)`.
    pub(super) fn opens_query(&self, open: usize) -> bool {
        let mut inner = open;
        if !self.source.is(inner, &TokenKind::LeftParenthesis) {
            return false;
        }
        while self.source.is(inner + 1, &TokenKind::LeftParenthesis) {
            inner += 1;
        }
        if !self.source.begins_query(inner + 1) {
            return false;
        }
        // From the inside out: behind a query comes the end of the next parenthesis or what
        // continues a query, otherwise the outer ones hold an expression.
        while inner > open {
            let Some(close) = self.source.partner(inner) else { return true };
            let continues = match self.source.token(close + 1) {
                Some(token) => match &token.kind {
                    TokenKind::RightParenthesis => true,
                    TokenKind::Word(word) => CONTINUATIONS.contains(&word.as_str()),
                    _ => false,
                },
                None => true,
            };
            if !continues {
                return false;
            }
            inner -= 1;
        }
        true
    }

    /// A constant.
    fn constant(&mut self) -> Result<Expr, Diagnostic> {
        let start = self.at();
        let literal = match self.kind() {
            Some(TokenKind::String(text)) => Literal::String(text.clone()),
            Some(TokenKind::BitString(text)) => Literal::Bit(text.clone()),
            // Above `int8` the digits are a `numeric` (`make_const`).
            Some(TokenKind::Integer(value)) if i64::try_from(*value).is_err() => {
                Literal::Numeric(value.to_string())
            }
            Some(TokenKind::Integer(value)) => Literal::Integer(*value),
            Some(TokenKind::Numeric(text)) => Literal::Numeric(text.clone()),
            Some(TokenKind::Word(word)) => match word.as_str() {
                "null" => Literal::Null,
                "true" => Literal::Boolean(true),
                "false" => Literal::Boolean(false),
                _ => return Err(self.unexpected()),
            },
            _ => return Err(self.unexpected()),
        };
        self.skip();
        Ok(self.built(start, ExprKind::Literal(literal)))
    }
}

/// What may stand behind a query in parentheses and make a larger query of it.
const CONTINUATIONS: &[&str] =
    &["union", "intersect", "except", "order", "limit", "offset", "fetch", "for"];

pub(super) fn star() -> TokenKind {
    TokenKind::Operator("*".to_owned())
}
