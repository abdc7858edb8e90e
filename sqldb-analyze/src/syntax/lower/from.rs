//! `FROM`: relations, functions, sub-selects, joins.

use sqlparser::ast;

use crate::diagnostic::Diagnostic;
use crate::lex::TokenKind;
use crate::tree::{
    Alias, ColumnDefinition, FunctionItem, Ident, Join, JoinCondition, JoinKind, Lateral,
    Ordinality, TableRef,
};

use super::super::failure;
use super::super::reader::{Names, Reader};
use super::super::type_name;
use super::Lower;

/// `AS alias (…)`, with either kind of list.
struct WrittenAlias {
    alias: Option<Alias>,
    definitions: Vec<ColumnDefinition>,
}

/// Where an item of `FROM` stands; behind a `JOIN` with a condition it may be a join itself,
/// without parentheses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    First,
    Right,
}

impl Lower<'_> {
    pub(super) fn items_of_from(
        &mut self,
        tables: Vec<ast::TableWithJoins>,
    ) -> Result<Vec<TableRef>, Diagnostic> {
        let mut from = Vec::with_capacity(tables.len());
        for table in tables {
            if !from.is_empty() {
                // The comma.
                self.see(self.reach + 1);
            }
            from.push(self.joined(table)?);
        }
        Ok(from)
    }

    fn joined(&mut self, table: ast::TableWithJoins) -> Result<TableRef, Diagnostic> {
        let ast::TableWithJoins { relation, joins } = table;
        let start = self.reach + 1;
        let mut left = self.table_ref(relation, Side::First)?;
        for join in joins {
            let ast::Join { relation, global, join_operator } = join;
            self.refuse(global)?;
            self.join_words();
            let natural = matches!(
                join_operator,
                ast::JoinOperator::Join(ast::JoinConstraint::Natural)
                    | ast::JoinOperator::Inner(ast::JoinConstraint::Natural)
                    | ast::JoinOperator::Left(ast::JoinConstraint::Natural)
                    | ast::JoinOperator::LeftOuter(ast::JoinConstraint::Natural)
                    | ast::JoinOperator::Right(ast::JoinConstraint::Natural)
                    | ast::JoinOperator::RightOuter(ast::JoinConstraint::Natural)
                    | ast::JoinOperator::FullOuter(ast::JoinConstraint::Natural)
            );
            let side = if natural { Side::First } else { Side::Right };
            let right = self.table_ref(relation, side)?;
            let (kind, condition) = self.join_operator(join_operator)?;
            let span = self.source.span(start, self.reach);
            left =
                TableRef::Join(Box::new(Join { left, right, kind, condition, alias: None, span }));
        }
        Ok(left)
    }

    /// Goes over `NATURAL LEFT OUTER JOIN`.
    fn join_words(&mut self) {
        let words = ["natural", "cross", "inner", "left", "right", "full", "outer"];
        while words.iter().any(|word| self.next_is(word)) {
            self.see(self.reach + 1);
        }
        self.see(self.reach + 1);
    }

    fn join_operator(
        &mut self,
        operator: ast::JoinOperator,
    ) -> Result<(JoinKind, JoinCondition), Diagnostic> {
        let (kind, constraint) = match operator {
            ast::JoinOperator::Join(constraint) | ast::JoinOperator::Inner(constraint) => {
                (JoinKind::Inner, constraint)
            }
            ast::JoinOperator::Left(constraint) | ast::JoinOperator::LeftOuter(constraint) => {
                (JoinKind::Left, constraint)
            }
            ast::JoinOperator::Right(constraint) | ast::JoinOperator::RightOuter(constraint) => {
                (JoinKind::Right, constraint)
            }
            ast::JoinOperator::FullOuter(constraint) => (JoinKind::Full, constraint),
            ast::JoinOperator::CrossJoin(ast::JoinConstraint::None) => {
                return Ok((JoinKind::Inner, JoinCondition::Cross));
            }
            ast::JoinOperator::CrossJoin(_)
            | ast::JoinOperator::Semi(_)
            | ast::JoinOperator::LeftSemi(_)
            | ast::JoinOperator::RightSemi(_)
            | ast::JoinOperator::Anti(_)
            | ast::JoinOperator::LeftAnti(_)
            | ast::JoinOperator::RightAnti(_)
            | ast::JoinOperator::CrossApply
            | ast::JoinOperator::OuterApply
            | ast::JoinOperator::AsOf { match_condition: _, constraint: _ }
            | ast::JoinOperator::StraightJoin(_)
            | ast::JoinOperator::ArrayJoin
            | ast::JoinOperator::LeftArrayJoin
            | ast::JoinOperator::InnerArrayJoin => return Err(self.unexpected_next()),
        };
        Ok((kind, self.join_condition(constraint)?))
    }

    fn join_condition(
        &mut self,
        constraint: ast::JoinConstraint,
    ) -> Result<JoinCondition, Diagnostic> {
        match constraint {
            ast::JoinConstraint::On(expr) => Ok(JoinCondition::On(self.expr(&expr)?)),
            ast::JoinConstraint::Using(columns) => {
                Ok(JoinCondition::Using { columns: self.using_columns(columns)?, alias: None })
            }
            ast::JoinConstraint::UsingAlias(columns, alias) => {
                let columns = self.using_columns(columns)?;
                let alias = Some(self.ident(&alias, Names::Column)?);
                Ok(JoinCondition::Using { columns, alias })
            }
            ast::JoinConstraint::Natural => Ok(JoinCondition::Natural),
            ast::JoinConstraint::None => Err(self.unexpected_next().help(
                "a `JOIN` needs `ON …` or `USING (…)`; without a condition it is `CROSS JOIN`",
            )),
        }
    }

    fn using_columns(&mut self, columns: Vec<ast::ObjectName>) -> Result<Vec<Ident>, Diagnostic> {
        let columns = columns.iter().map(|column| self.simple_name(column));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        self.see(self.reach + 1);
        Ok(columns)
    }

    fn table_ref(&mut self, table: ast::TableFactor, side: Side) -> Result<TableRef, Diagnostic> {
        let _descent = self.source.descend(self.reach)?;
        let start = self.reach + 1;
        match table {
            ast::TableFactor::Table {
                name,
                alias,
                args,
                with_hints,
                version,
                with_ordinality,
                partitions,
                json_path,
                sample,
                index_directives,
                inheritance,
            } => {
                self.refuse(
                    !with_hints.is_empty()
                        || version.is_some()
                        || !partitions.is_empty()
                        || json_path.is_some()
                        || sample.is_some()
                        || !index_directives.is_empty(),
                )?;
                match args {
                    // They are read again, as the arguments of any call.
                    Some(ast::TableFunctionArgs { args: _, settings: _ }) => {
                        if inheritance.is_some() {
                            return Err(self.source.unexpected(start));
                        }
                        let ordinality = ordinality(with_ordinality);
                        self.functions(&name, ordinality, alias, start)
                    }
                    None if with_ordinality => {
                        self.qualified_name(&name)?;
                        Err(self.unexpected_next())
                    }
                    None => self.relation(&name, alias, inheritance.as_ref(), start),
                }
            }
            ast::TableFactor::Function { lateral: _, name, args: _, with_ordinality, alias } => {
                self.functions(&name, ordinality(with_ordinality), alias, start)
            }
            ast::TableFactor::Derived { lateral, subquery, alias, sample } => {
                self.refuse(sample.is_some())?;
                let open = start + usize::from(lateral);
                self.see(open);
                let query = Box::new(self.query_at(*subquery, open + 1)?);
                self.see(self.source.partner(open).unwrap_or(open));
                let alias = self.plain_alias(alias)?;
                let lateral = if lateral { Lateral::Yes } else { Lateral::No };
                let span = self.source.span(start, self.reach);
                Ok(TableRef::Subquery { lateral, query, alias, span })
            }
            ast::TableFactor::NestedJoin { table_with_joins, alias } => {
                self.nested_join(*table_with_joins, alias, side, start)
            }
            ast::TableFactor::TableFunction { .. }
            | ast::TableFactor::UNNEST { .. }
            | ast::TableFactor::JsonTable { .. }
            | ast::TableFactor::OpenJsonTable { .. }
            | ast::TableFactor::Pivot { .. }
            | ast::TableFactor::Unpivot { .. }
            | ast::TableFactor::UnpivotExpr { .. }
            | ast::TableFactor::MatchRecognize { .. }
            | ast::TableFactor::XmlTable { .. }
            | ast::TableFactor::SemanticView { .. } => Err(self.source.unexpected(start)),
        }
    }

    fn relation(
        &mut self,
        name: &ast::ObjectName,
        alias: Option<ast::TableAlias>,
        inheritance: Option<&ast::TableInheritance>,
        start: usize,
    ) -> Result<TableRef, Diagnostic> {
        let name = self.qualified_name(name)?;
        match inheritance {
            None | Some(ast::TableInheritance::Only { parenthesized: false }) => {}
            // The `)` or the `*`.
            Some(ast::TableInheritance::Only { parenthesized: true })
            | Some(ast::TableInheritance::IncludeDescendants) => self.see(self.reach + 1),
        }
        let alias = self.plain_alias(alias)?;
        Ok(TableRef::Relation { name, alias, span: self.source.span(start, self.reach) })
    }

    /// `f(…)` or `ROWS FROM (…)`.
    fn functions(
        &mut self,
        name: &ast::ObjectName,
        ordinality: Ordinality,
        alias: Option<ast::TableAlias>,
        start: usize,
    ) -> Result<TableRef, Diagnostic> {
        let at = self.place_of_name(name)?;
        let mut reader = self.source.reader(at);
        let mut calls = if reader.take_words(&["rows", "from"]) {
            reader.expect(&TokenKind::LeftParenthesis)?;
            let calls = reader.comma_separated(rows_from_item)?;
            reader.expect(&TokenKind::RightParenthesis)?;
            calls
        } else {
            vec![FunctionItem { call: reader.function_in_from()?, columns: Vec::new() }]
        };
        self.see(reader.at() - 1);
        if ordinality == Ordinality::With {
            self.see(self.reach + 2);
        }
        let WrittenAlias { alias, definitions } = self.alias(alias)?;
        let span = self.source.span(start, self.reach);
        if !definitions.is_empty() {
            match calls.as_mut_slice() {
                [only] if ordinality == Ordinality::Without => only.columns = definitions,
                _ => {
                    let what = "a column definition list here";
                    return Err(Diagnostic::unsupported(span, what));
                }
            }
        }
        Ok(TableRef::Functions { calls, ordinality, alias, span })
    }

    /// `(a JOIN b …) AS alias`; also `b JOIN c ON … ` between `a JOIN` and its `ON`.
    fn nested_join(
        &mut self,
        table: ast::TableWithJoins,
        alias: Option<ast::TableAlias>,
        side: Side,
        start: usize,
    ) -> Result<TableRef, Diagnostic> {
        // `a JOIN (b JOIN c …) JOIN d ON … ON …` has an item without parentheses of its own, and
        // that it begins with one says nothing.
        let words = ["join", "inner", "left", "right", "full"];
        let own = self.source.partner(start).filter(|close| {
            let joined = words.iter().any(|word| self.source.is_word(close + 1, word));
            self.source.is(start, &TokenKind::LeftParenthesis)
                && !(side == Side::Right && alias.is_none() && joined)
        });
        if own.is_some() {
            self.see(start);
        }
        let mut table = self.joined(table)?;
        if let Some(close) = own {
            self.see(close);
        }
        let Some(alias) = self.plain_alias(alias)? else { return Ok(table) };
        let span = self.source.span(start, self.reach);
        match &mut table {
            TableRef::Join(join) if join.alias.is_none() => {
                join.alias = Some(alias);
                join.span = span;
                Ok(table)
            }
            _ => Err(self.source.unexpected(self.reach)),
        }
    }

    fn plain_alias(&mut self, alias: Option<ast::TableAlias>) -> Result<Option<Alias>, Diagnostic> {
        let WrittenAlias { alias, definitions } = self.alias(alias)?;
        match definitions.first() {
            // The grammar takes a type behind functions only.
            Some(first) => {
                let at =
                    self.source.tokens().iter().position(|token| token.span == first.name.span);
                Err(self.source.unexpected(at.map_or(self.reach, |at| at + 1)))
            }
            None => Ok(alias),
        }
    }

    fn alias(&mut self, alias: Option<ast::TableAlias>) -> Result<WrittenAlias, Diagnostic> {
        let Some(ast::TableAlias { explicit: _, name, columns, at }) = alias else {
            return Ok(WrittenAlias { alias: None, definitions: Vec::new() });
        };
        self.refuse(at.is_some())?;
        // In `AS (a int)` the name is a stand-in at the parenthesis.
        let place = self.place(name.span);
        let name = match self.source.is(place, &TokenKind::LeftParenthesis) {
            true => None,
            false => Some(self.ident(&name, Names::Column)?),
        };
        if columns.is_empty() {
            let alias = name.map(|name| Alias { name, columns: Vec::new() });
            return Ok(WrittenAlias { alias, definitions: Vec::new() });
        }
        let open = place + usize::from(name.is_some());
        let mut reader = self.source.reader(open + 1);
        let behind = reader.kind_at(1);
        let typed = !matches!(behind, Some(TokenKind::Comma | TokenKind::RightParenthesis));
        if name.is_some() && !typed {
            let columns = self.alias_columns(columns)?;
            self.see(self.reach + 1);
            let alias = name.map(|name| Alias { name, columns });
            return Ok(WrittenAlias { alias, definitions: Vec::new() });
        }
        let definitions = reader.comma_separated(column_definition)?;
        reader.expect(&TokenKind::RightParenthesis)?;
        self.see(reader.at() - 1);
        let alias = name.map(|name| Alias { name, columns: Vec::new() });
        Ok(WrittenAlias { alias, definitions })
    }

    pub(super) fn alias_columns(
        &mut self,
        columns: Vec<ast::TableAliasColumnDef>,
    ) -> Result<Vec<Ident>, Diagnostic> {
        let mut names = Vec::with_capacity(columns.len());
        for ast::TableAliasColumnDef { name, data_type } in columns {
            names.push(self.ident(&name, Names::Column)?);
            self.refuse(data_type.is_some())?;
        }
        Ok(names)
    }
}

fn ordinality(with: bool) -> Ordinality {
    if with { Ordinality::With } else { Ordinality::Without }
}

/// `f(…) [AS (a int)]` of `ROWS FROM`.
fn rows_from_item(reader: &mut Reader<'_>) -> Result<FunctionItem, Diagnostic> {
    let call = reader.function_in_from()?;
    let mut columns = Vec::new();
    if reader.take_word("as") {
        reader.expect(&TokenKind::LeftParenthesis)?;
        columns = reader.comma_separated(column_definition)?;
        reader.expect(&TokenKind::RightParenthesis)?;
    }
    Ok(FunctionItem { call, columns })
}

fn column_definition(reader: &mut Reader<'_>) -> Result<ColumnDefinition, Diagnostic> {
    let name = reader.name(Names::Column)?;
    let tokens = reader.source.tokens().get(reader.at()..).unwrap_or_default();
    let (type_name, taken) = type_name::read(tokens)?;
    reader.move_to(reader.at() + taken);
    if reader.is_word("collate") {
        let span = reader.source.span(reader.at(), reader.at());
        return Err(failure::unsupported(span, "COLLATE"));
    }
    Ok(ColumnDefinition { name, type_name })
}
