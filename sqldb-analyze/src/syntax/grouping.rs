//! `GROUP BY` (`gram.y` `group_by_list`).

use crate::diagnostic::Diagnostic;
use crate::lex::TokenKind;
use crate::tree::{Expr, GroupingElement};

use super::reader::Reader;

impl Reader<'_> {
    /// The comma-separated items.
    pub(super) fn group_by_list(&mut self) -> Result<Vec<GroupingElement>, Diagnostic> {
        self.comma_separated(|reader| reader.grouping_element(Place::GroupBy))
    }

    fn grouping_element(&mut self, place: Place) -> Result<GroupingElement, Diagnostic> {
        let _descent = self.source.descend(self.at())?;
        let start = self.at();
        let parenthesis = self.kind_at(1) == Some(&TokenKind::LeftParenthesis);
        if self.is(&TokenKind::LeftParenthesis)
            && self.kind_at(1) == Some(&TokenKind::RightParenthesis)
        {
            self.move_to(start + 2);
            return Ok(GroupingElement::Empty(self.span_from(start)));
        }
        // `CUBE` and `ROLLUP` before a parenthesis are no functions here.
        if (self.is_word("rollup") || self.is_word("cube")) && parenthesis {
            let rollup = self.take_word("rollup");
            self.move_to(start + 2);
            let entries = self.comma_separated(Reader::entry)?;
            self.expect(&TokenKind::RightParenthesis)?;
            return Ok(match rollup {
                true => GroupingElement::Rollup(entries),
                false => GroupingElement::Cube(entries),
            });
        }
        if self.take_words(&["grouping", "sets"]) {
            self.expect(&TokenKind::LeftParenthesis)?;
            let sets = self.comma_separated(|reader| reader.grouping_element(Place::Sets))?;
            self.expect(&TokenKind::RightParenthesis)?;
            return Ok(GroupingElement::Sets(sets));
        }
        if place == Place::Sets && self.is_list() {
            return Ok(GroupingElement::List(self.entry()?));
        }
        Ok(GroupingElement::Expr(self.expression()?))
    }

    /// `a`, or `(a, b)`.
    fn entry(&mut self) -> Result<Vec<Expr>, Diagnostic> {
        if !self.is_list() {
            return Ok(vec![self.expression()?]);
        }
        self.skip();
        let entry = self.comma_separated(Reader::expression)?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(entry)
    }

    /// Whether all of the next item is in one pair of parentheses.
    fn is_list(&self) -> bool {
        self.is(&TokenKind::LeftParenthesis)
            && !self.opens_query(self.at())
            && self.source.partner(self.at()).is_some_and(|close| {
                let behind = self.source.token(close + 1).map(|token| &token.kind);
                matches!(behind, Some(TokenKind::Comma | TokenKind::RightParenthesis))
            })
    }
}

/// Where a grouping element stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    GroupBy,
    Sets,
}
