//! Calls of functions (`gram.y` `func_application`, `func_expr`).

use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::span::Span;
use crate::tree::{
    Argument, Arguments, Call, Expr, ExprKind, Ident, Literal, QualifiedIdent, SetQuantifier,
    SortBy, Variadic,
};

use super::primary::star;
use super::reader::{Names, Reader};

impl Reader<'_> {
    /// The arguments of `name`, which begins at token `start`, and what may follow them.
    pub(super) fn call(&mut self, name: QualifiedIdent, start: usize) -> Result<Expr, Diagnostic> {
        let mut call = self.application(name)?;
        if matches!(self.kind(), Some(TokenKind::String(_))) {
            return self.modified_literal(start);
        }
        if self.take_words(&["within", "group"]) {
            // `gram.y func_expr`.
            let refused = if !call.order_by.is_empty() {
                Some("cannot use multiple ORDER BY clauses with WITHIN GROUP")
            } else if call.quantifier == SetQuantifier::Distinct {
                Some("cannot use DISTINCT with WITHIN GROUP")
            } else if is_variadic(&call) {
                Some("cannot use VARIADIC with WITHIN GROUP")
            } else {
                None
            };
            if let Some(message) = refused {
                let span = self.span_from(start);
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message));
            }
            self.expect(&TokenKind::LeftParenthesis)?;
            call.within_group = self.sort_clause()?;
            self.expect(&TokenKind::RightParenthesis)?;
        }
        call.filter = self.filter()?;
        if self.take_word("over") {
            call.over = Some(self.over()?);
        }
        Ok(self.built(start, ExprKind::Call(Box::new(call))))
    }

    /// `FILTER (WHERE …)`; `FILTER` is a name where no parenthesis follows.
    pub(super) fn filter(&mut self) -> Result<Option<Expr>, Diagnostic> {
        if !self.is_word("filter") || self.kind_at(1) != Some(&TokenKind::LeftParenthesis) {
            return Ok(None);
        }
        self.move_to(self.at() + 2);
        self.expect_word("where")?;
        let filter = self.expression()?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(Some(filter))
    }

    /// `func_expr_windowless`: what `FROM` takes as a function.
    pub(super) fn function_in_from(&mut self) -> Result<Expr, Diagnostic> {
        let start = self.at();
        let expr = self.operand()?;
        match &expr.kind {
            ExprKind::Call(call) => {
                let plain =
                    call.over.is_none() && call.filter.is_none() && call.within_group.is_empty();
                if plain { Ok(expr) } else { Err(self.source.unexpected(self.at() - 1)) }
            }
            ExprKind::Cast { .. }
            | ExprKind::Coalesce(_)
            | ExprKind::NullIf(..)
            | ExprKind::MinMax(..)
            | ExprKind::Json(_)
            | ExprKind::JsonQuery(_)
            | ExprKind::Xml(_)
            | ExprKind::ValueFunction(_) => Ok(expr),
            _ => Err(self.source.unexpected(start)),
        }
    }

    /// `(…)` behind the name of a function.
    fn application(&mut self, name: QualifiedIdent) -> Result<Call, Diagnostic> {
        self.expect(&TokenKind::LeftParenthesis)?;
        let mut call = plain_call(name, Arguments::List(Vec::new()));
        if self.take(&TokenKind::RightParenthesis) {
            return Ok(call);
        }
        if self.is(&star()) && self.kind_at(1) == Some(&TokenKind::RightParenthesis) {
            self.move_to(self.at() + 2);
            return Ok(Call { arguments: Arguments::Star, ..call });
        }
        let quantified = match self.word() {
            Some("distinct") => {
                call.quantifier = SetQuantifier::Distinct;
                self.take_word("distinct")
            }
            _ => self.take_word("all"),
        };
        let mut arguments = Vec::new();
        loop {
            let at = self.at();
            let argument = self.argument()?;
            if quantified && argument.variadic == Variadic::Yes {
                return Err(self.source.unexpected(at));
            }
            let last = argument.variadic == Variadic::Yes;
            arguments.push(argument);
            if last || !self.take(&TokenKind::Comma) {
                break;
            }
        }
        call.arguments = Arguments::List(arguments);
        if self.is_word("order") {
            call.order_by = self.sort_clause()?;
        }
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(call)
    }

    /// `(…)` of a `CALL`.
    pub(super) fn arguments_in_parentheses(&mut self) -> Result<Vec<Argument>, Diagnostic> {
        self.expect(&TokenKind::LeftParenthesis)?;
        if self.take(&TokenKind::RightParenthesis) {
            return Ok(Vec::new());
        }
        let arguments = self.comma_separated(Reader::argument)?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(arguments)
    }

    /// `func_arg_expr`, or `VARIADIC func_arg_expr`.
    fn argument(&mut self) -> Result<Argument, Diagnostic> {
        let variadic = if self.take_word("variadic") { Variadic::Yes } else { Variadic::No };
        let name = match self.is_argument_name() {
            true => {
                let name = self.name(Names::TypeOrFunction)?;
                self.skip();
                Some(name)
            }
            false => None,
        };
        Ok(Argument { name, variadic, value: self.expression()? })
    }

    /// `ORDER BY …`.
    pub(super) fn sort_clause(&mut self) -> Result<Vec<SortBy>, Diagnostic> {
        self.expect_word("order")?;
        self.expect_word("by")?;
        self.comma_separated(Reader::sort_by)
    }

    fn sort_by(&mut self) -> Result<SortBy, Diagnostic> {
        let expr = self.expression()?;
        let using = match self.take_word("using") {
            true => Some(self.any_operator()?),
            false => None,
        };
        if using.is_none() {
            let _ = self.take_word("asc") || self.take_word("desc");
        }
        if self.take_word("nulls") && !self.take_word("first") {
            self.expect_word("last")?;
        }
        Ok(SortBy { expr, using })
    }

    /// A call that the grammar writes itself, `pg_catalog.name(…)`; `at` is where the text says so.
    pub(super) fn system_call(
        &self,
        name: &str,
        at: Span,
        arguments: Vec<Expr>,
        span: Span,
    ) -> Expr {
        let name = QualifiedIdent {
            schema: Some(Ident { name: "pg_catalog".to_owned(), span: at }),
            name: Ident { name: name.to_owned(), span: at },
        };
        let arguments = arguments.into_iter().map(positional).collect();
        let call = plain_call(name, Arguments::List(arguments));
        Expr { kind: ExprKind::Call(Box::new(call)), span }
    }

    /// The next word as the string that the grammar makes of it.
    pub(super) fn word_as_string(&mut self) -> Result<Expr, Diagnostic> {
        let Some(word) = self.word() else { return Err(self.unexpected()) };
        // `gram.y` `unicode_normal_form` writes its own spelling, `extract_arg` the word's.
        let text = if word.starts_with("nf") { word.to_ascii_uppercase() } else { word.to_owned() };
        self.skip();
        Ok(self.built(self.at() - 1, ExprKind::Literal(Literal::String(text))))
    }
}

fn positional(value: Expr) -> Argument {
    Argument { name: None, variadic: Variadic::No, value }
}

fn plain_call(name: QualifiedIdent, arguments: Arguments) -> Call {
    Call {
        name,
        arguments,
        quantifier: SetQuantifier::All,
        order_by: Vec::new(),
        within_group: Vec::new(),
        filter: None,
        over: None,
    }
}

fn is_variadic(call: &Call) -> bool {
    let Arguments::List(arguments) = &call.arguments else { return false };
    arguments.iter().any(|argument| argument.variadic == Variadic::Yes)
}
