//! What sqlparser asks while it reads: PostgreSQL's answers.
//!
//! Every expression is read by our own grammar, as `parse_prefix` may do for any of them: its
//! precedence, which differs from sqlparser's for 510 of 6 833 pairs of operators (0.63), its
//! special forms and its places then are exactly `gram.y`'s.

use sqlparser::ast::Expr;
use sqlparser::dialect::Dialect;
use sqlparser::keywords::Keyword as SqlparserKeyword;
use sqlparser::parser::{Parser, ParserError};

use crate::lex::{TokenKind, keyword};

use super::mend;
use super::reader::{Names, name_of};
use super::source::Source;

/// PostgreSQL 15 for one text.
#[derive(Debug)]
pub(super) struct PostgresDialect {
    source: Source,
    /// The token behind the text that is read.
    end: usize,
}

impl PostgresDialect {
    pub(super) fn new(source: Source, end: usize) -> PostgresDialect {
        PostgresDialect { source, end }
    }

    /// The index of the token that `parser` has just taken.
    fn current(&self, parser: &Parser<'_>) -> usize {
        mend::index(parser.get_current_token().span).unwrap_or(usize::MAX)
    }
}

impl Dialect for PostgresDialect {
    // Only sqlparser's own lexer asks these two, and it is not used.
    fn is_identifier_start(&self, _: char) -> bool {
        false
    }

    fn is_identifier_part(&self, _: char) -> bool {
        false
    }

    fn parse_prefix(&self, parser: &mut Parser<'_>) -> Option<Result<Expr, ParserError>> {
        Some(self.source.expression_for(parser, self.end))
    }

    /// Nothing may continue an expression: `parse_prefix` has read all of it.
    fn get_next_precedence(&self, _: &Parser<'_>) -> Option<Result<u8, ParserError>> {
        Some(Ok(self.prec_unknown()))
    }

    /// `SELECT a name`: any word but those that `kwlist.h` marks `AS_LABEL`.
    fn is_select_item_alias(
        &self,
        explicit: bool,
        _: &SqlparserKeyword,
        parser: &mut Parser<'_>,
    ) -> bool {
        let Some(token) = self.source.token(self.current(parser)) else { return false };
        match &token.kind {
            TokenKind::Word(word) => explicit || !NO_BARE_LABELS.contains(&word.as_str()),
            _ => true,
        }
    }

    /// A `ColId`; in `UPDATE t SET` the `SET` is none.
    fn is_table_factor_alias(
        &self,
        explicit: bool,
        _: &SqlparserKeyword,
        parser: &mut Parser<'_>,
    ) -> bool {
        let at = self.current(parser);
        // Where `mend` has put a name for `AS (a int)`, there is none in the text.
        let invented = self.source.is(at, &TokenKind::LeftParenthesis);
        let Some(token) = self.source.token(at) else { return false };
        invented || (name_of(token, Names::Column).is_some() && (explicit || !token.is_word("set")))
    }

    fn is_table_factor(&self, _: &SqlparserKeyword, parser: &mut Parser<'_>) -> bool {
        let at = self.current(parser);
        self.source
            .token(at)
            .and_then(|token| token.word())
            .is_none_or(|word| keyword(word) != crate::lex::Keyword::Reserved)
    }

    fn supports_string_literal_column_alias(&self, _: bool) -> bool {
        false
    }

    fn supports_string_literal_table_alias(&self, _: bool) -> bool {
        false
    }

    fn supports_cte_materialization(&self) -> bool {
        true
    }

    fn supports_empty_projections(&self) -> bool {
        true
    }

    fn supports_insert_table_alias(&self) -> bool {
        true
    }

    fn supports_select_expr_star(&self) -> bool {
        true
    }

    fn supports_table_inheritance_markers(&self) -> bool {
        true
    }

    fn supports_left_associative_joins_without_parens(&self) -> bool {
        false
    }
}

/// The keywords that name a column only behind `AS` (`kwlist.h` `AS_LABEL`, 15).
const NO_BARE_LABELS: &[&str] = &[
    "array",
    "as",
    "char",
    "character",
    "create",
    "day",
    "except",
    "fetch",
    "filter",
    "for",
    "from",
    "grant",
    "group",
    "having",
    "hour",
    "intersect",
    "into",
    "isnull",
    "limit",
    "minute",
    "month",
    "notnull",
    "offset",
    "on",
    "order",
    "over",
    "overlaps",
    "precision",
    "returning",
    "second",
    "to",
    "union",
    "varying",
    "where",
    "window",
    "with",
    "within",
    "without",
    "year",
];
