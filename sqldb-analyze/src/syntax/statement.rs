//! Statements and what stands before them (`gram.y` `stmt`, `with_clause`).

use crate::diagnostic::Diagnostic;
use crate::lex::TokenKind;
use crate::tree::{
    Cte, Cycle, Expr, Ident, Query, Recursion, Search, SearchOrder, Statement, With,
};

use super::reader::{Names, Reader};

impl Reader<'_> {
    /// A statement that has a plan: `SelectStmt`, `InsertStmt`, `UpdateStmt`, `DeleteStmt`,
    /// `MergeStmt` (`PreparableStmt`).
    pub(super) fn preparable(&mut self) -> Result<Statement, Diagnostic> {
        let start = self.at();
        if self.is(&TokenKind::LeftParenthesis) {
            return Ok(Statement::Query(self.query()?));
        }
        let with = self.with_clause()?;
        match self.word() {
            Some("insert") => Ok(Statement::Insert(self.insert(with, start)?)),
            Some("update") => Ok(Statement::Update(self.update(with, start)?)),
            Some("delete") => Ok(Statement::Delete(self.delete(with, start)?)),
            Some("merge") => Ok(Statement::Merge(self.merge(with, start)?)),
            _ => Ok(Statement::Query(self.query_behind(with, start)?)),
        }
    }

    /// `SelectStmt`, in parentheses or not.
    pub(super) fn query(&mut self) -> Result<Query, Diagnostic> {
        let start = self.at();
        let with = self.with_clause()?;
        self.query_behind(with, start)
    }

    /// `(SelectStmt)`.
    pub(super) fn parenthesised_query(&mut self) -> Result<Query, Diagnostic> {
        self.expect(&TokenKind::LeftParenthesis)?;
        let _descent = self.source.descend_into_query(self.at())?;
        let query = self.query()?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(query)
    }

    fn with_clause(&mut self) -> Result<Option<With>, Diagnostic> {
        if !self.take_word("with") {
            return Ok(None);
        }
        // `RECURSIVE` is unreserved, but the grammar takes it for the word first.
        let recursion = match self.take_word("recursive") {
            true => Recursion::Recursive,
            false => Recursion::Plain,
        };
        Ok(Some(With { recursion, ctes: self.comma_separated(Reader::cte)? }))
    }

    /// `common_table_expr`.
    fn cte(&mut self) -> Result<Cte, Diagnostic> {
        let name = self.name(Names::Column)?;
        let columns = match self.is(&TokenKind::LeftParenthesis) {
            true => self.names_in_parentheses()?,
            false => Vec::new(),
        };
        self.expect_word("as")?;
        if self.take_word("not") {
            self.expect_word("materialized")?;
        } else {
            self.take_word("materialized");
        }
        self.expect(&TokenKind::LeftParenthesis)?;
        let _descent = self.source.descend_into_query(self.at())?;
        let statement = Box::new(self.preparable()?);
        self.expect(&TokenKind::RightParenthesis)?;
        let search = self.search_clause()?;
        let cycle = self.cycle_clause()?;
        Ok(Cte { name, columns, statement, search, cycle })
    }

    fn search_clause(&mut self) -> Result<Option<Search>, Diagnostic> {
        if !self.take_word("search") {
            return Ok(None);
        }
        let order = match self.take_word("depth") {
            true => SearchOrder::Depth,
            false => {
                self.expect_word("breadth")?;
                SearchOrder::Breadth
            }
        };
        self.expect_word("first")?;
        self.expect_word("by")?;
        let by = self.comma_separated(|reader| reader.name(Names::Column))?;
        self.expect_word("set")?;
        Ok(Some(Search { order, by, sequence: self.name(Names::Column)? }))
    }

    fn cycle_clause(&mut self) -> Result<Option<Cycle>, Diagnostic> {
        if !self.take_word("cycle") {
            return Ok(None);
        }
        let columns = self.comma_separated(|reader| reader.name(Names::Column))?;
        self.expect_word("set")?;
        let mark = self.name(Names::Column)?;
        let values = match self.take_word("to") {
            true => {
                let cycle = self.constant_expression()?;
                self.expect_word("default")?;
                Some((cycle, self.constant_expression()?))
            }
            false => None,
        };
        self.expect_word("using")?;
        Ok(Some(Cycle { columns, mark, values, path: self.name(Names::Column)? }))
    }

    /// `AexprConst`.
    fn constant_expression(&mut self) -> Result<Expr, Diagnostic> {
        self.operand()
    }

    /// `(a, b)`.
    pub(super) fn names_in_parentheses(&mut self) -> Result<Vec<Ident>, Diagnostic> {
        self.expect(&TokenKind::LeftParenthesis)?;
        let names = self.comma_separated(|reader| reader.name(Names::Column))?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(names)
    }
}
