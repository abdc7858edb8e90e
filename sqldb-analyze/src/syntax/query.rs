//! Queries: set operations, `ORDER BY`, `LIMIT`, locking (`gram.y` `select_no_parens`).

use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::span::Span;
use crate::stack;
use crate::tree::{
    Assigned, Distinct, Expr, ExprKind, Limit, Literal, LockWait, Locking, Query, QueryBody,
    Select, SetOperation, SetOperator, SetQuantifier, SortBy, TableRef, Target, Ties, Values, With,
    Wording,
};

use super::failure;
use super::primary::star;
use super::reader::{Reader, Rule};

/// More set operations in one chain would make a tree too deep to walk.
const LONGEST_CHAIN: u32 = 200;

/// Whether `VALUES` may hold `DEFAULT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Defaults {
    Allowed,
    Refused,
}

/// What stands behind the body of a query, in any order that the grammar takes.
#[derive(Default)]
struct Tail {
    order_by: Vec<SortBy>,
    limit: Option<Limit>,
    offset: Option<Expr>,
    locking: Vec<Locking>,
}

impl Reader<'_> {
    /// The query behind its `WITH`, from the query's first token `start` on.
    pub(super) fn query_behind(
        &mut self,
        with: Option<With>,
        start: usize,
    ) -> Result<Query, Diagnostic> {
        let body = self.body(Defaults::Refused)?;
        self.with_tail(with, body, start)
    }

    /// As [`query_behind`](Reader::query_behind), where the body has been read.
    pub(super) fn with_tail(
        &mut self,
        with: Option<With>,
        body: QueryBody,
        start: usize,
    ) -> Result<Query, Diagnostic> {
        let Tail { order_by, limit, offset, locking } = self.tail()?;
        let (span, wording) = (self.span_from(start), self.wording(start));
        Ok(Query { with, body, order_by, limit, offset, locking, span, wording })
    }

    /// The tokens from `start` on to here, of a query in another one.
    fn wording(&self, start: usize) -> Wording {
        if start == 0 {
            return Wording::default();
        }
        let (mut start, mut end) = (start, self.at());
        // Parentheses around the whole say nothing.
        while self.source.partner(start).is_some_and(|partner| partner + 1 == end) {
            (start, end) = (start + 1, end - 1);
        }
        Wording::new(self.source.words(), start..end)
    }

    /// `select_clause`: `UNION` and `EXCEPT` bind alike, `INTERSECT` tighter.
    pub(super) fn body(&mut self, defaults: Defaults) -> Result<QueryBody, Diagnostic> {
        let mut body = self.intersection(defaults)?;
        for _ in 0..LONGEST_CHAIN * stack::room() {
            let operator = match self.word() {
                Some("union") => SetOperator::Union,
                Some("except") => SetOperator::Except,
                _ => return Ok(body),
            };
            self.skip();
            let quantifier = self.set_quantifier();
            let right = self.intersection(Defaults::Refused)?;
            body = operation(operator, quantifier, body, right);
        }
        Err(failure::too_complex(body_span(&body)))
    }

    fn intersection(&mut self, defaults: Defaults) -> Result<QueryBody, Diagnostic> {
        let mut body = self.simple_body(defaults)?;
        for _ in 0..LONGEST_CHAIN * stack::room() {
            if !self.take_word("intersect") {
                return Ok(body);
            }
            let quantifier = self.set_quantifier();
            let right = self.simple_body(Defaults::Refused)?;
            body = operation(SetOperator::Intersect, quantifier, body, right);
        }
        Err(failure::too_complex(body_span(&body)))
    }

    fn set_quantifier(&mut self) -> SetQuantifier {
        if self.take_word("all") {
            return SetQuantifier::All;
        }
        self.take_word("distinct");
        SetQuantifier::Distinct
    }

    /// `simple_select` without set operations, or a query in parentheses.
    fn simple_body(&mut self, defaults: Defaults) -> Result<QueryBody, Diagnostic> {
        let start = self.at();
        match self.word() {
            Some("select") => Ok(QueryBody::Select(Box::new(self.select()?))),
            Some("values") => Ok(QueryBody::Values(self.values(defaults)?)),
            Some("table") => self.table(),
            _ if self.is(&TokenKind::LeftParenthesis) => {
                Ok(QueryBody::Nested(Box::new(self.parenthesised_query()?)))
            }
            _ => Err(self.source.unexpected(start)),
        }
    }

    /// `TABLE t` is `SELECT * FROM t`.
    fn table(&mut self) -> Result<QueryBody, Diagnostic> {
        let start = self.at();
        self.expect_word("table")?;
        let at = self.at();
        let name = self.relation_expression()?;
        let relation =
            TableRef::Relation { name, alias: None, sample: None, span: self.span_from(at) };
        Ok(QueryBody::Select(Box::new(Select {
            distinct: Distinct::All,
            targets: vec![Target::Table(self.source.span(start, start))],
            into: None,
            from: vec![relation],
            filter: None,
            group_by: None,
            having: None,
            windows: Vec::new(),
            span: self.span_from(start),
        })))
    }

    /// `VALUES (…), (…)`.
    pub(super) fn values(&mut self, defaults: Defaults) -> Result<Values, Diagnostic> {
        let start = self.at();
        self.expect_word("values")?;
        if let Some(TokenKind::Rows(_)) = self.kind() {
            return Err(failure::rows_out_of_place(self.source.span(self.at(), self.at())));
        }
        let rows = self.comma_separated(|reader| {
            reader.expect(&TokenKind::LeftParenthesis)?;
            let row = reader.comma_separated(Reader::assigned)?;
            reader.expect(&TokenKind::RightParenthesis)?;
            Ok(row)
        })?;
        let default = rows.iter().flatten().find_map(|value| match value {
            Assigned::Default(span) => Some(*span),
            Assigned::Expr(_) => None,
        });
        match default {
            Some(span) if defaults == Defaults::Refused => Err(default_out_of_place(span)),
            _ => Ok(Values { rows, span: self.span_from(start) }),
        }
    }

    /// An expression, or `DEFAULT`.
    pub(super) fn assigned(&mut self) -> Result<Assigned, Diagnostic> {
        let start = self.at();
        // `DEFAULT` is an expression for the grammar, so that parentheses may be around it.
        let mut open = 0;
        while self.kind_at(open) == Some(&TokenKind::LeftParenthesis) {
            open += 1;
        }
        if matches!(self.kind_at(open), Some(TokenKind::Word(word)) if word == "default")
            && (0..open).all(|at| self.kind_at(open + 1 + at) == Some(&TokenKind::RightParenthesis))
        {
            self.move_to(self.at() + 2 * open + 1);
            return Ok(Assigned::Default(self.span_from(start)));
        }
        Ok(Assigned::Expr(self.expression()?))
    }

    /// `opt_sort_clause`, and `for_locking_clause` and `select_limit` in either order.
    fn tail(&mut self) -> Result<Tail, Diagnostic> {
        let mut tail = Tail::default();
        if self.is_word("order") {
            tail.order_by = self.sort_clause()?;
        }
        let mut limited = Limited::default();
        loop {
            match self.word() {
                Some("limit") if limited == Limited::default() || limited == Limited::OFFSET => {
                    limited.count = Seen::Yes;
                    tail.limit = self.limit()?;
                }
                Some("fetch") if limited == Limited::default() || limited == Limited::OFFSET => {
                    limited.count = Seen::Yes;
                    tail.limit = Some(self.fetch_first()?);
                }
                Some("offset") if limited.offset == Seen::No => {
                    limited.offset = Seen::Yes;
                    self.skip();
                    tail.offset = Some(self.offset()?);
                }
                Some("for") if self.word_at(1) == Some("read") => {
                    self.skip();
                    self.skip();
                    self.expect_word("only")?;
                }
                Some("for") => tail.locking.push(self.locking()?),
                _ => break,
            }
        }
        Ok(tail)
    }

    /// `LIMIT count`; none for `LIMIT ALL` and `LIMIT NULL`.
    fn limit(&mut self) -> Result<Option<Limit>, Diagnostic> {
        self.expect_word("limit")?;
        if self.take_word("all") {
            return Ok(None);
        }
        let count = self.expression()?;
        if self.is(&TokenKind::Comma) {
            let error = Diagnostic::new(
                SqlState::SYNTAX_ERROR,
                self.source.span(self.at(), self.at()),
                "LIMIT #,# syntax is not supported",
            );
            return Err(error.help("use separate `LIMIT` and `OFFSET` clauses"));
        }
        match count.kind {
            ExprKind::Literal(Literal::Null) => Ok(None),
            _ => Ok(Some(Limit { count, ties: Ties::Only })),
        }
    }

    /// `FETCH { FIRST | NEXT } [count] { ROW | ROWS } { ONLY | WITH TIES }`.
    fn fetch_first(&mut self) -> Result<Limit, Diagnostic> {
        let start = self.at();
        self.expect_word("fetch")?;
        if !self.take_word("first") {
            self.expect_word("next")?;
        }
        let count = match self.word() {
            Some("row" | "rows") => {
                Expr { kind: ExprKind::Literal(Literal::Integer(1)), span: self.span_from(start) }
            }
            _ => self.fetch_count()?,
        };
        if !self.take_word("row") {
            self.expect_word("rows")?;
        }
        let ties = match self.take_words(&["with", "ties"]) {
            true => Ties::With,
            false => {
                self.expect_word("only")?;
                Ties::Only
            }
        };
        Ok(Limit { count, ties })
    }

    /// What stands behind `OFFSET`: any expression, or before `ROW` and `ROWS` what `FETCH FIRST`
    /// takes.
    fn offset(&mut self) -> Result<Expr, Diagnostic> {
        let offset = self.expression()?;
        if !self.is_one_of(&["row", "rows"]) {
            return Ok(offset);
        }
        let signed = match &offset.kind {
            ExprKind::Prefix { operator, operand } => {
                matches!(operator.symbol.as_str(), "+" | "-")
                    && matches!(
                        operand.kind,
                        ExprKind::Literal(Literal::Integer(_) | Literal::Numeric(_))
                    )
            }
            _ => false,
        };
        let offset = match signed && self.rule() == Rule::Operation {
            true => offset,
            false => self.read_as_operand(offset)?,
        };
        self.skip();
        Ok(offset)
    }

    /// `select_fetch_first_value`: `c_expr`, or a number with a sign.
    fn fetch_count(&mut self) -> Result<Expr, Diagnostic> {
        let start = self.at();
        match self.kind() {
            Some(TokenKind::Operator(symbol)) if symbol == "+" || symbol == "-" => {
                let operator = self.operator()?;
                if !matches!(self.kind(), Some(TokenKind::Integer(_) | TokenKind::Numeric(_))) {
                    return Err(self.unexpected());
                }
                let operand = Box::new(self.operand()?);
                Ok(self.built(start, ExprKind::Prefix { operator, operand }))
            }
            _ => self.operand(),
        }
    }

    /// `FOR { UPDATE | NO KEY UPDATE | SHARE | KEY SHARE } [OF …] [NOWAIT | SKIP LOCKED]`.
    fn locking(&mut self) -> Result<Locking, Diagnostic> {
        let start = self.at();
        self.expect_word("for")?;
        let strengths: [&[&str]; 4] =
            [&["update"], &["no", "key", "update"], &["share"], &["key", "share"]];
        if !strengths.iter().any(|words| self.take_words(words)) {
            return Err(self.unexpected());
        }
        let of = match self.take_word("of") {
            true => self.comma_separated(Reader::qualified_name)?,
            false => Vec::new(),
        };
        let wait = if self.take_word("nowait") {
            LockWait::Error
        } else if self.take_words(&["skip", "locked"]) {
            LockWait::Skip
        } else {
            LockWait::Block
        };
        Ok(Locking { of, wait, span: self.span_from(start) })
    }

    /// `relation_expr`: `t`, `t *`, `ONLY t`, `ONLY (t)`.
    pub(super) fn relation_expression(
        &mut self,
    ) -> Result<crate::tree::QualifiedIdent, Diagnostic> {
        if self.take_word("only") {
            if self.take(&TokenKind::LeftParenthesis) {
                let name = self.qualified_name()?;
                self.expect(&TokenKind::RightParenthesis)?;
                return Ok(name);
            }
            return self.qualified_name();
        }
        let name = self.qualified_name()?;
        self.take(&star());
        Ok(name)
    }
}

/// Whether a clause that may come once has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Seen {
    #[default]
    No,
    Yes,
}

/// Which parts of `select_limit` have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Limited {
    count: Seen,
    offset: Seen,
}

impl Limited {
    const OFFSET: Limited = Limited { count: Seen::No, offset: Seen::Yes };
}

/// `DEFAULT` where no column is assigned to.
pub(super) fn default_out_of_place(span: Span) -> Diagnostic {
    Diagnostic::new(SqlState::SYNTAX_ERROR, span, "`DEFAULT` is not allowed in this context")
}

fn operation(
    operator: SetOperator,
    quantifier: SetQuantifier,
    left: QueryBody,
    right: QueryBody,
) -> QueryBody {
    let span = body_span(&left).to(body_span(&right));
    QueryBody::SetOperation(Box::new(SetOperation { operator, quantifier, left, right, span }))
}

fn body_span(body: &QueryBody) -> Span {
    match body {
        QueryBody::Select(select) => select.span,
        QueryBody::Values(values) => values.span,
        QueryBody::Nested(query) => query.span,
        QueryBody::SetOperation(operation) => operation.span,
    }
}
