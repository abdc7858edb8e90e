//! `SELECT` and its select list, which `RETURNING` shares (`gram.y` `simple_select`).

use crate::diagnostic::Diagnostic;
use crate::lex::{Token, TokenKind};
use crate::tree::{Distinct, ExprKind, Ident, QualifiedIdent, Select, Target, WindowSpec};

use super::primary::star;
use super::reader::{Names, Reader, name_of};

impl Reader<'_> {
    pub(super) fn select(&mut self) -> Result<Select, Diagnostic> {
        let start = self.at();
        self.expect_word("select")?;
        let distinct = self.distinct()?;
        let targets = match self.begins_target() {
            true => self.targets()?,
            false => Vec::new(),
        };
        let into = match self.take_word("into") {
            true => Some(self.optional_into()?),
            false => None,
        };
        let from = match self.take_word("from") {
            true => self.comma_separated(Reader::table_ref)?,
            false => Vec::new(),
        };
        let filter = self.optional_behind("where")?;
        let group_by = match self.take_words(&["group", "by"]) {
            true => {
                // `GROUP BY DISTINCT` drops equal grouping sets, which no type or NULL depends on.
                let _ = self.take_word("distinct") || self.take_word("all");
                Some(self.group_by_list()?)
            }
            false => None,
        };
        let having = self.optional_behind("having")?;
        let windows = match self.take_word("window") {
            true => self.comma_separated(Reader::named_window)?,
            false => Vec::new(),
        };
        let span = self.span_from(start);
        Ok(Select { distinct, targets, into, from, filter, group_by, having, windows, span })
    }

    /// `OptTempTableName`.
    fn optional_into(&mut self) -> Result<QualifiedIdent, Diagnostic> {
        let _ = self.take_word("local") || self.take_word("global");
        let _ = ["temporary", "temp", "unlogged"].iter().any(|word| self.take_word(word));
        self.take_word("table");
        self.qualified_name()
    }

    /// The expression behind `word`, if that comes next.
    pub(super) fn optional_behind(
        &mut self,
        word: &str,
    ) -> Result<Option<crate::tree::Expr>, Diagnostic> {
        match self.take_word(word) {
            true => self.expression().map(Some),
            false => Ok(None),
        }
    }

    fn distinct(&mut self) -> Result<Distinct, Diagnostic> {
        if !self.take_word("distinct") {
            self.take_word("all");
            return Ok(Distinct::All);
        }
        if !self.take_word("on") {
            return Ok(Distinct::Distinct);
        }
        self.expect(&TokenKind::LeftParenthesis)?;
        let exprs = self.comma_separated(Reader::expression)?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(Distinct::On(exprs))
    }

    /// Whether a select list comes, which may be empty.
    fn begins_target(&self) -> bool {
        let ends = [
            "from",
            "into",
            "where",
            "group",
            "having",
            "window",
            "union",
            "intersect",
            "except",
            "order",
            "limit",
            "offset",
            "fetch",
            "for",
            "on",
            "returning",
        ];
        match self.kind() {
            None | Some(TokenKind::RightParenthesis | TokenKind::Semicolon) => false,
            Some(TokenKind::Word(word)) => !ends.contains(&word.as_str()),
            Some(_) => true,
        }
    }

    /// `target_list`.
    pub(super) fn targets(&mut self) -> Result<Vec<Target>, Diagnostic> {
        self.comma_separated(Reader::target)
    }

    fn target(&mut self) -> Result<Target, Diagnostic> {
        let start = self.at();
        if self.take(&star()) {
            return Ok(Target::Star(self.span_from(start)));
        }
        let expr = self.expression()?;
        let span = self.span_from(start);
        match expr.kind {
            ExprKind::RelationStar(relation) => {
                return Ok(Target::RelationStar { relation, span });
            }
            ExprKind::CompositeStar(expr) => {
                return Ok(Target::CompositeStar { expr: *expr, span });
            }
            _ => {}
        }
        let alias = match self.take_word("as") {
            true => Some(self.name(Names::Label)?),
            false => self.bare_label(),
        };
        Ok(Target::Expr { expr, alias, span })
    }

    /// `BareColLabel`: a name without `AS`.
    fn bare_label(&mut self) -> Option<Ident> {
        let token = self.source.token(self.at())?;
        if token.word().is_some_and(|word| AS_LABELS.contains(&word)) {
            return None;
        }
        let label = name_of(token, Names::Label)?;
        self.skip();
        Some(label)
    }

    fn named_window(&mut self) -> Result<(Ident, WindowSpec), Diagnostic> {
        let name = self.name(Names::Column)?;
        self.expect_word("as")?;
        Ok((name, self.window()?))
    }

    /// Whether the token at `at` is one of `words`.
    pub(super) fn is_one_of(&self, words: &[&str]) -> bool {
        self.source.token(self.at()).and_then(Token::word).is_some_and(|word| words.contains(&word))
    }
}

/// The keywords that are labels behind `AS` only: `AS_LABEL` in `kwlist.h`, 15 to 18.
pub(crate) const AS_LABELS: &[&str] = &[
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
