//! Queries: `WITH`, set operations, `ORDER BY`, `LIMIT`, locking.

use sqlparser::ast;

use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::tree::{
    Assigned, Cte, Distinct, Expr, ExprKind, Limit, Literal, Locking, Query, QueryBody, Recursion,
    Select, SetOperation, SetOperator, SetQuantifier, SortBy, Statement, TableRef, Target, Ties,
    Values, With,
};

use super::super::failure;
use super::super::reader::Names;
use super::{Lower, default_out_of_place};

/// More set operations in one chain would make a tree too deep to walk.
const LONGEST_CHAIN: usize = 200;

/// Whether `VALUES` may hold `DEFAULT`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Defaults {
    Allowed,
    Refused,
}

impl Lower<'_> {
    pub(super) fn statement(&mut self, query: ast::Query) -> Result<Statement, Diagnostic> {
        let start = self.start;
        let ast::Query {
            with,
            body,
            order_by,
            limit_clause,
            fetch,
            locks,
            for_clause,
            settings,
            format_clause,
            pipe_operators,
        } = query;
        let with = with.map(|with| self.with(with)).transpose()?;
        self.refuse(
            for_clause.is_some()
                || settings.is_some()
                || format_clause.is_some()
                || !pipe_operators.is_empty(),
        )?;
        let body = match *body {
            ast::SetExpr::Insert(ast::Statement::Insert(insert)) => {
                return Ok(Statement::Insert(self.insert(insert, with, start)?));
            }
            ast::SetExpr::Update(ast::Statement::Update(update)) => {
                return Ok(Statement::Update(self.update(update, with, start)?));
            }
            ast::SetExpr::Delete(ast::Statement::Delete(delete)) => {
                return Ok(Statement::Delete(self.delete(delete, with, start)?));
            }
            body => self.body(body, Defaults::Refused)?,
        };
        let order_by = order_by.map(|order_by| self.order_by(order_by)).transpose()?;
        let (limit, offset) = self.limit(limit_clause, fetch)?;
        let locking = locks.into_iter().map(|lock| self.lock(lock)).collect::<Result<_, _>>()?;
        Ok(Statement::Query(Query {
            with,
            body,
            order_by: order_by.unwrap_or_default(),
            limit,
            offset,
            locking,
            span: self.span_from(start),
        }))
    }

    /// A query in parentheses, or below another one, that begins at token `start`.
    pub(super) fn query_at(
        &mut self,
        query: ast::Query,
        start: usize,
    ) -> Result<Query, Diagnostic> {
        let _descent = self.source.descend(start)?;
        match self.statement_at(query, start)? {
            Statement::Query(query) => Ok(query),
            Statement::Insert(_) | Statement::Update(_) | Statement::Delete(_) => {
                Err(self.source.unexpected(start))
            }
        }
    }

    fn statement_at(&mut self, query: ast::Query, start: usize) -> Result<Statement, Diagnostic> {
        let outer = std::mem::replace(&mut self.start, start);
        self.see(start);
        let statement = self.statement(query);
        self.start = outer;
        statement
    }

    fn with(&mut self, with: ast::With) -> Result<With, Diagnostic> {
        let ast::With { with_token, recursive, cte_tables } = with;
        self.place(with_token.0.span);
        let recursion = if recursive { Recursion::Recursive } else { Recursion::Plain };
        let ctes = cte_tables.into_iter().map(|cte| self.cte(cte)).collect::<Result<_, _>>()?;
        Ok(With { recursion, ctes })
    }

    fn cte(&mut self, cte: ast::Cte) -> Result<Cte, Diagnostic> {
        let ast::Cte { alias, query, from, materialized: _, closing_paren_token } = cte;
        let ast::TableAlias { explicit: _, name, columns, at } = alias;
        let name = self.ident(&name, Names::Column)?;
        let columns = self.alias_columns(columns)?;
        if !columns.is_empty() {
            self.see(self.reach + 1);
        }
        let close = super::super::mend::index(closing_paren_token.0.span);
        let open = close.and_then(|close| self.source.partner(close));
        let Some((open, close)) = open.zip(close) else { return Err(self.unreadable()) };
        let statement = Box::new(self.statement_at(*query, open + 1)?);
        self.see(close);
        self.refuse(from.is_some() || at.is_some())?;
        Ok(Cte { name, columns, statement })
    }

    pub(super) fn body(
        &mut self,
        body: ast::SetExpr,
        defaults: Defaults,
    ) -> Result<QueryBody, Diagnostic> {
        let _descent = self.source.descend(self.reach)?;
        match body {
            ast::SetExpr::Select(select) => Ok(QueryBody::Select(Box::new(self.select(*select)?))),
            ast::SetExpr::Query(query) => {
                // The parenthesis is next; behind a set operation its words are.
                let open = self.next_parenthesis();
                let query = self.query_at(*query, open + 1)?;
                self.see(self.source.partner(open).unwrap_or(self.reach));
                Ok(QueryBody::Nested(Box::new(query)))
            }
            ast::SetExpr::SetOperation { left, op, set_quantifier, right } => {
                self.set_operation(*left, op, set_quantifier, *right)
            }
            ast::SetExpr::Values(values) => Ok(QueryBody::Values(self.values(values, defaults)?)),
            ast::SetExpr::Table(table) => self.table(*table),
            ast::SetExpr::Merge(_) => {
                let span = self.source.span(self.reach + 1, self.reach + 1);
                Err(failure::unsupported(span, "MERGE"))
            }
            ast::SetExpr::Insert(_) | ast::SetExpr::Update(_) | ast::SetExpr::Delete(_) => {
                Err(self.unreadable())
            }
        }
    }

    /// The first parenthesis from the last token seen on.
    fn next_parenthesis(&self) -> usize {
        let tokens = self.source.tokens().iter().enumerate().skip(self.reach);
        let mut open = tokens.filter(|(_, token)| token.kind == TokenKind::LeftParenthesis);
        open.next().map_or(self.reach, |(at, _)| at)
    }

    /// `a UNION b UNION c`: the left inputs are taken apart in a loop, for there may be many.
    fn set_operation(
        &mut self,
        mut left: ast::SetExpr,
        operator: ast::SetOperator,
        quantifier: ast::SetQuantifier,
        right: ast::SetExpr,
    ) -> Result<QueryBody, Diagnostic> {
        let mut pending = vec![(operator, quantifier, right)];
        while let ast::SetExpr::SetOperation { left: inner, op, set_quantifier, right } = left {
            pending.push((op, set_quantifier, *right));
            left = *inner;
        }
        if pending.len() > LONGEST_CHAIN {
            return Err(failure::too_complex(self.source.span(self.start, self.start)));
        }
        let mut body = self.body(left, Defaults::Refused)?;
        for (operator, quantifier, right) in pending.into_iter().rev() {
            let operator = match operator {
                ast::SetOperator::Union => SetOperator::Union,
                ast::SetOperator::Except => SetOperator::Except,
                ast::SetOperator::Intersect => SetOperator::Intersect,
                ast::SetOperator::Minus => return Err(self.unexpected_next()),
            };
            let quantifier = match quantifier {
                ast::SetQuantifier::All => SetQuantifier::All,
                ast::SetQuantifier::Distinct | ast::SetQuantifier::None => SetQuantifier::Distinct,
                ast::SetQuantifier::ByName
                | ast::SetQuantifier::AllByName
                | ast::SetQuantifier::DistinctByName => return Err(self.unexpected_next()),
            };
            self.see(self.reach + 1);
            let right = self.body(right, Defaults::Refused)?;
            let span = body_span(&body).to(body_span(&right));
            let operation = SetOperation { operator, quantifier, left: body, right, span };
            body = QueryBody::SetOperation(Box::new(operation));
        }
        Ok(body)
    }

    pub(super) fn values(
        &mut self,
        values: ast::Values,
        defaults: Defaults,
    ) -> Result<Values, Diagnostic> {
        let ast::Values { explicit_row, value_keyword, rows } = values;
        let mut start = None;
        let mut lowered = Vec::with_capacity(rows.len());
        for row in rows {
            let ast::Parens { opening_token, content, closing_token } = row;
            let open = self.place(opening_token.0.span);
            start.get_or_insert(open.saturating_sub(1));
            if self.source.is_word(open.saturating_sub(1), "row") {
                return Err(self.source.unexpected(open - 1));
            }
            let row = content.iter().map(|value| self.assigned(value));
            let row = row.collect::<Result<Vec<_>, _>>()?;
            if defaults == Defaults::Refused
                && let Some(Assigned::Default(span)) =
                    row.iter().find(|value| matches!(value, Assigned::Default(_)))
            {
                return Err(default_out_of_place(*span));
            }
            self.place(closing_token.0.span);
            lowered.push(row);
        }
        self.refuse(explicit_row || value_keyword)?;
        let span = self.span_from(start.unwrap_or(self.reach));
        Ok(Values { rows: lowered, span })
    }

    /// `TABLE t` is `SELECT * FROM t`.
    fn table(&mut self, table: ast::Table) -> Result<QueryBody, Diagnostic> {
        let ast::Table { table_name, schema_name } = table;
        let first = schema_name.as_ref().or(table_name.as_ref());
        let Some(first) = first else { return Err(self.unreadable()) };
        let at = self.place(first.span);
        let mut reader = self.source.reader(at);
        let name = reader.qualified_name()?;
        self.see(reader.at() - 1);
        let start = at.saturating_sub(1);
        let span = self.source.span(at, self.reach);
        Ok(QueryBody::Select(Box::new(Select {
            distinct: Distinct::All,
            targets: vec![Target::Star(self.source.span(start, start))],
            from: vec![TableRef::Relation { name, alias: None, span }],
            filter: None,
            group_by: None,
            having: None,
            windows: Vec::new(),
            span: self.span_from(start),
        })))
    }

    fn order_by(&mut self, order_by: ast::OrderBy) -> Result<Vec<SortBy>, Diagnostic> {
        let ast::OrderBy { kind, interpolate } = order_by;
        self.refuse(interpolate.is_some())?;
        match kind {
            ast::OrderByKind::All(_) => Err(self.unexpected_next()),
            ast::OrderByKind::Expressions(exprs) => {
                exprs.into_iter().map(|expr| self.sort_by(expr)).collect()
            }
        }
    }

    fn sort_by(&mut self, order_by: ast::OrderByExpr) -> Result<SortBy, Diagnostic> {
        let ast::OrderByExpr { expr, options, with_fill } = order_by;
        let ast::OrderByOptions { sort, nulls_first } = options;
        let expr = self.expr(&expr)?;
        self.refuse(with_fill.is_some())?;
        // `USING <` is left out of what sqlparser sees.
        let mut using = None;
        if self.next_is("using") {
            let mut reader = self.source.reader(self.reach + 2);
            using = Some(reader.any_operator()?);
            self.see(reader.at() - 1);
        }
        match sort {
            None => {}
            Some(ast::OrderBySort::Asc | ast::OrderBySort::Desc) if using.is_none() => {
                self.see(self.reach + 1);
            }
            Some(_) => return Err(self.unexpected_next()),
        }
        if nulls_first.is_some() {
            self.see(self.reach + 2);
        }
        Ok(SortBy { expr, using })
    }

    fn limit(
        &mut self,
        clause: Option<ast::LimitClause>,
        fetch: Option<ast::Fetch>,
    ) -> Result<(Option<Limit>, Option<Expr>), Diagnostic> {
        let (mut limit, mut offset) = (None, None);
        match clause {
            None => {}
            Some(ast::LimitClause::OffsetCommaLimit { offset: _, limit: _ }) => {
                return Err(self.unexpected_next());
            }
            Some(ast::LimitClause::LimitOffset { limit: count, offset: skipped, limit_by }) => {
                self.refuse(!limit_by.is_empty())?;
                // Either may come first.
                if let Some(count) = &count {
                    limit = Some(self.expr(count)?);
                }
                if let Some(ast::Offset { value, rows }) = skipped {
                    offset = Some(self.expr(&value)?);
                    match rows {
                        ast::OffsetRows::None => {}
                        ast::OffsetRows::Row | ast::OffsetRows::Rows => self.see(self.reach + 1),
                    }
                }
            }
        }
        // `LIMIT NULL` is no limit.
        let is_null = |expr: &Expr| expr.kind == ExprKind::Literal(Literal::Null);
        let mut limit =
            limit.filter(|count| !is_null(count)).map(|count| Limit { count, ties: Ties::Only });
        if let Some(fetch) = fetch {
            if limit.is_some() {
                let message = "multiple LIMIT clauses not allowed";
                let span = self.source.span(self.reach + 1, self.reach + 1);
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message));
            }
            limit = Some(self.fetch(fetch)?);
        }
        Ok((limit, offset.filter(|offset| !is_null(offset))))
    }

    /// `FETCH FIRST n ROWS ONLY`, whose words sqlparser takes lightly.
    fn fetch(&mut self, fetch: ast::Fetch) -> Result<Limit, Diagnostic> {
        let ast::Fetch { with_ties, percent, quantity } = fetch;
        self.refuse(percent)?;
        let start = self.reach + 1;
        let count = match &quantity {
            Some(quantity) => self.expr(quantity)?,
            None => {
                self.see(start + 1);
                let kind = ExprKind::Literal(Literal::Integer(1));
                Expr { kind, span: self.source.span(start, start) }
            }
        };
        if !matches!(self.source.token(start + 1).and_then(|t| t.word()), Some("first" | "next")) {
            return Err(self.source.unexpected(start + 1));
        }
        let words: &[&[&str]] = match with_ties {
            true => &[&["row", "rows"], &["with"], &["ties"]],
            false => &[&["row", "rows"], &["only"]],
        };
        for words in words {
            if !words.iter().any(|word| self.next_is(word)) {
                return Err(self.unexpected_next());
            }
            self.see(self.reach + 1);
        }
        Ok(Limit { count, ties: if with_ties { Ties::With } else { Ties::Only } })
    }

    /// `FOR … OF a, b NOWAIT`, of which sqlparser sees a stand-in.
    fn lock(&mut self, lock: ast::LockClause) -> Result<Locking, Diagnostic> {
        let ast::LockClause { lock_type: _, of, nonblock: _ } = lock;
        let Some(stand_in) = of else { return Err(self.unreadable()) };
        let start = self.place_of_name(&stand_in)?;
        let mut reader = self.source.reader(start);
        let _ = reader.take_words(&["for", "update"])
            || reader.take_words(&["for", "no", "key", "update"])
            || reader.take_words(&["for", "share"])
            || reader.take_words(&["for", "key", "share"]);
        let of = match reader.take_word("of") {
            true => reader.comma_separated(|reader| reader.qualified_name())?,
            false => Vec::new(),
        };
        let _ = reader.take_word("nowait") || reader.take_words(&["skip", "locked"]);
        self.see(reader.at() - 1);
        Ok(Locking { of, span: self.source.span(start, reader.at() - 1) })
    }
}

fn body_span(body: &QueryBody) -> crate::span::Span {
    match body {
        QueryBody::Select(select) => select.span,
        QueryBody::Values(values) => values.span,
        QueryBody::Nested(query) => query.span,
        QueryBody::SetOperation(operation) => operation.span,
    }
}
