//! `FROM`: relations, functions, sub-selects, joins (`gram.y` `table_ref`).

use crate::diagnostic::Diagnostic;
use crate::lex::TokenKind;
use crate::stack;
use crate::tree::{
    Alias, ColumnDefinition, FunctionItem, Join, JoinCondition, JoinKind, Lateral, Ordinality,
    TableRef, TableSample,
};

use super::failure;
use super::reader::{Names, Reader, name_of};
use super::type_name;

/// More joins in one chain would make a tree too deep to walk.
const LONGEST_CHAIN: u32 = 120;

/// An alias of a function: with names, with definitions, or both left out.
struct FunctionAlias {
    alias: Option<Alias>,
    definitions: Vec<ColumnDefinition>,
}

impl Reader<'_> {
    /// `table_ref`: an item and all that is joined to it.
    pub(super) fn table_ref(&mut self) -> Result<TableRef, Diagnostic> {
        let _descent = self.source.descend(self.at())?;
        let start = self.at();
        let mut left = self.table_primary()?;
        for _ in 0..LONGEST_CHAIN * stack::room() {
            let Some(joined) = self.join_words()? else { return Ok(left) };
            left = self.joined(left, joined, start)?;
        }
        Err(failure::too_complex(self.span_from(start)))
    }

    fn joined(
        &mut self,
        left: TableRef,
        joined: Joined,
        start: usize,
    ) -> Result<TableRef, Diagnostic> {
        let (kind, right, condition) = match joined {
            Joined::Cross => (JoinKind::Inner, self.table_primary()?, JoinCondition::Cross),
            Joined::Natural(kind) => (kind, self.table_primary()?, JoinCondition::Natural),
            Joined::Qualified(kind) => {
                // Without its own `ON` next, the right side is itself a join: `a JOIN b JOIN c ON
                // … ON …` groups to the right.
                let right = self.table_until_condition()?;
                (kind, right, self.join_condition()?)
            }
        };
        let span = self.span_from(start);
        Ok(TableRef::Join(Box::new(Join { left, right, kind, condition, alias: None, span })))
    }

    /// The right side of a join that waits for its `ON` or `USING`.
    fn table_until_condition(&mut self) -> Result<TableRef, Diagnostic> {
        let _descent = self.source.descend(self.at())?;
        let start = self.at();
        let mut right = self.table_primary()?;
        while !self.is_one_of(&["on", "using"]) {
            let Some(joined) = self.join_words()? else { return Err(self.unexpected()) };
            right = self.joined(right, joined, start)?;
        }
        Ok(right)
    }

    /// The words of a join, taken; none where no join comes.
    fn join_words(&mut self) -> Result<Option<Joined>, Diagnostic> {
        if self.take_words(&["cross", "join"]) {
            return Ok(Some(Joined::Cross));
        }
        let natural = self.take_word("natural");
        let kind = match self.word() {
            Some("join") => Some(JoinKind::Inner),
            Some("inner") => {
                self.skip();
                Some(JoinKind::Inner)
            }
            Some(side @ ("left" | "right" | "full")) => {
                self.skip();
                self.take_word("outer");
                Some(match side {
                    "left" => JoinKind::Left,
                    "right" => JoinKind::Right,
                    _ => JoinKind::Full,
                })
            }
            _ => None,
        };
        match (kind, natural) {
            (None, false) => Ok(None),
            (None, true) => Err(self.unexpected()),
            (Some(kind), natural) => {
                self.expect_word("join")?;
                Ok(Some(if natural { Joined::Natural(kind) } else { Joined::Qualified(kind) }))
            }
        }
    }

    /// `join_qual`.
    fn join_condition(&mut self) -> Result<JoinCondition, Diagnostic> {
        if self.take_word("using") {
            let columns = self.names_in_parentheses()?;
            let alias = match self.take_word("as") {
                true => Some(self.name(Names::Column)?),
                false => None,
            };
            return Ok(JoinCondition::Using { columns, alias });
        }
        self.expect_word("on")?;
        Ok(JoinCondition::On(self.expression()?))
    }

    fn table_primary(&mut self) -> Result<TableRef, Diagnostic> {
        let start = self.at();
        let lateral = match self.take_word("lateral") {
            true => Lateral::Yes,
            false => Lateral::No,
        };
        if self.is(&TokenKind::LeftParenthesis) {
            if self.opens_query(self.at()) {
                let query = Box::new(self.parenthesised_query()?);
                let alias = self.alias()?;
                let span = self.span_from(start);
                return Ok(TableRef::Subquery { lateral, query, alias, span });
            }
            if lateral == Lateral::Yes {
                return Err(self.unexpected());
            }
            return self.parenthesised_join(start);
        }
        if self.is_table_function("rows", 2) && self.word_at(1) == Some("from") {
            return self.rows_from(start);
        }
        if self.is_table_function("xmltable", 1) {
            let table = Box::new(self.xml_table()?);
            let alias = self.alias()?;
            return Ok(TableRef::XmlTable { table, alias, span: self.span_from(start) });
        }
        if self.is_table_function("json_table", 1) {
            let table = Box::new(self.json_table()?);
            let alias = self.alias()?;
            return Ok(TableRef::JsonTable { table, alias, span: self.span_from(start) });
        }
        if lateral == Lateral::No && !self.begins_function() {
            return self.relation(start);
        }
        let call = self.function_in_from()?;
        self.functions(vec![FunctionItem { call, columns: Vec::new() }], start)
    }

    /// Whether `word` comes next, and a parenthesis `ahead` of it.
    fn is_table_function(&self, word: &str, ahead: usize) -> bool {
        self.is_word(word) && self.kind_at(ahead) == Some(&TokenKind::LeftParenthesis)
    }

    /// Whether a function rather than a relation comes: a name before a parenthesis, or one of
    /// the functions that are written without any (`func_expr_common_subexpr`).
    fn begins_function(&self) -> bool {
        if self.is_word("only") {
            return false;
        }
        if self.is_one_of(&[
            "current_date",
            "current_time",
            "current_timestamp",
            "localtime",
            "localtimestamp",
            "current_role",
            "current_user",
            "session_user",
            "user",
            "current_catalog",
            "current_schema",
        ]) {
            return self.kind_at(1) != Some(&TokenKind::Dot);
        }
        // No keyword before 16, and so it may be a table there, with an alias or without.
        if self.is_word("system_user") {
            return self.kind_at(1) != Some(&TokenKind::Dot);
        }
        if self.is_word("collation") && self.word_at(1) == Some("for") {
            return true;
        }
        let mut ahead = 1;
        while self.kind_at(ahead) == Some(&TokenKind::Dot) {
            ahead += 2;
        }
        self.kind_at(ahead) == Some(&TokenKind::LeftParenthesis)
    }

    fn relation(&mut self, start: usize) -> Result<TableRef, Diagnostic> {
        let name = self.relation_expression()?;
        let alias = self.alias()?;
        let sample = match self.is_word("tablesample") {
            true => Some(Box::new(self.table_sample()?)),
            false => None,
        };
        Ok(TableRef::Relation { name, alias, sample, span: self.span_from(start) })
    }

    fn table_sample(&mut self) -> Result<TableSample, Diagnostic> {
        let start = self.at();
        self.expect_word("tablesample")?;
        let method = self.qualified_function_name()?;
        self.expect(&TokenKind::LeftParenthesis)?;
        let arguments = self.comma_separated(Reader::expression)?;
        self.expect(&TokenKind::RightParenthesis)?;
        let seed = match self.take_word("repeatable") {
            true => {
                self.expect(&TokenKind::LeftParenthesis)?;
                let seed = self.expression()?;
                self.expect(&TokenKind::RightParenthesis)?;
                Some(seed)
            }
            false => None,
        };
        Ok(TableSample { method, arguments, seed, span: self.span_from(start) })
    }

    /// `(a JOIN b …) AS alias`, with more parentheses around it or not.
    fn parenthesised_join(&mut self, start: usize) -> Result<TableRef, Diagnostic> {
        self.expect(&TokenKind::LeftParenthesis)?;
        let mut table = self.table_ref()?;
        if !matches!(table, TableRef::Join(_)) {
            // `(t)` alone is no `table_ref`.
            return Err(self.unexpected());
        }
        self.expect(&TokenKind::RightParenthesis)?;
        let Some(alias) = self.alias()? else { return Ok(table) };
        let span = self.span_from(start);
        match &mut table {
            TableRef::Join(join) if join.alias.is_none() => {
                join.alias = Some(alias);
                join.span = span;
                Ok(table)
            }
            _ => Err(self.source.unexpected(self.at().saturating_sub(1))),
        }
    }

    /// `ROWS FROM (f(…) AS (…), g(…))`.
    fn rows_from(&mut self, start: usize) -> Result<TableRef, Diagnostic> {
        self.move_to(self.at() + 2);
        self.expect(&TokenKind::LeftParenthesis)?;
        let calls = self.comma_separated(|reader| {
            let call = reader.function_in_from()?;
            let columns = match reader.take_word("as") {
                true => reader.column_definitions()?,
                false => Vec::new(),
            };
            Ok(FunctionItem { call, columns })
        })?;
        self.expect(&TokenKind::RightParenthesis)?;
        self.functions(calls, start)
    }

    fn functions(
        &mut self,
        mut calls: Vec<FunctionItem>,
        start: usize,
    ) -> Result<TableRef, Diagnostic> {
        let ordinality = match self.take_words(&["with", "ordinality"]) {
            true => Ordinality::With,
            false => Ordinality::Without,
        };
        let at = self.at();
        let FunctionAlias { alias, definitions } = self.function_alias()?;
        let span = self.span_from(start);
        if !definitions.is_empty() {
            match calls.as_mut_slice() {
                [only] if ordinality == Ordinality::Without && only.columns.is_empty() => {
                    only.columns = definitions;
                }
                // `parse_relation.c addRangeTableEntryForFunction`.
                _ => {
                    let (message, help) = match ordinality {
                        Ordinality::With => (
                            "WITH ORDINALITY cannot be used with a column definition list",
                            "put the column definition list inside `ROWS FROM()`",
                        ),
                        Ordinality::Without => (
                            "ROWS FROM() with multiple functions cannot have a column definition \
                             list",
                            "put a separate column definition list for each function inside \
                             `ROWS FROM()`",
                        ),
                    };
                    let place = self.source.span(at, self.at().saturating_sub(1));
                    let code = crate::diagnostic::SqlState::SYNTAX_ERROR;
                    return Err(Diagnostic::new(code, place, message).help(help));
                }
            }
        }
        Ok(TableRef::Functions { calls, ordinality, alias, span })
    }

    /// `func_alias_clause`.
    fn function_alias(&mut self) -> Result<FunctionAlias, Diagnostic> {
        let explicit = self.take_word("as");
        if explicit && self.is(&TokenKind::LeftParenthesis) {
            return Ok(FunctionAlias { alias: None, definitions: self.column_definitions()? });
        }
        let Some(name) = self.alias_name(explicit)? else {
            return Ok(FunctionAlias { alias: None, definitions: Vec::new() });
        };
        if !self.is(&TokenKind::LeftParenthesis) {
            let alias = Some(Alias { name, columns: Vec::new() });
            return Ok(FunctionAlias { alias, definitions: Vec::new() });
        }
        let typed =
            !matches!(self.kind_at(2), Some(TokenKind::Comma | TokenKind::RightParenthesis));
        if typed {
            let definitions = self.column_definitions()?;
            let alias = Some(Alias { name, columns: Vec::new() });
            return Ok(FunctionAlias { alias, definitions });
        }
        let columns = self.names_in_parentheses()?;
        Ok(FunctionAlias { alias: Some(Alias { name, columns }), definitions: Vec::new() })
    }

    /// `alias_clause`.
    fn alias(&mut self) -> Result<Option<Alias>, Diagnostic> {
        let explicit = self.take_word("as");
        let Some(name) = self.alias_name(explicit)? else { return Ok(None) };
        let columns = match self.is(&TokenKind::LeftParenthesis) {
            true => self.names_in_parentheses()?,
            false => Vec::new(),
        };
        Ok(Some(Alias { name, columns }))
    }

    /// A `ColId`, which must come behind `AS`.
    fn alias_name(&mut self, explicit: bool) -> Result<Option<crate::tree::Ident>, Diagnostic> {
        if explicit {
            return self.name(Names::Column).map(Some);
        }
        let token = self.source.token(self.at());
        let name = token.and_then(|token| name_of(token, Names::Column));
        if name.is_some() {
            self.skip();
        }
        Ok(name)
    }

    /// `(a int, b text)`.
    fn column_definitions(&mut self) -> Result<Vec<ColumnDefinition>, Diagnostic> {
        self.expect(&TokenKind::LeftParenthesis)?;
        let definitions = self.comma_separated(|reader| {
            let name = reader.name(Names::Column)?;
            let type_name = reader.type_name()?;
            if reader.take_word("collate") {
                reader.qualified_name()?;
            }
            Ok(ColumnDefinition { name, type_name })
        })?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(definitions)
    }

    /// `Typename`.
    pub(super) fn type_name(&mut self) -> Result<crate::tree::TypeName, Diagnostic> {
        let tokens = self.source.tokens().get(self.at()..).unwrap_or_default();
        let (type_name, taken) = type_name::read(tokens)?;
        self.move_to(self.at() + taken);
        Ok(type_name)
    }
}

/// What the words of a join say.
#[derive(Clone, Copy)]
enum Joined {
    Cross,
    Natural(JoinKind),
    Qualified(JoinKind),
}
