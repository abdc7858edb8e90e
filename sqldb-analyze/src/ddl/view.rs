//! `CREATE VIEW`, `CREATE MATERIALIZED VIEW`, and the query behind `AS`.

use super::parser::{Parsed, Parser};
use crate::catalog::RelationKind;
use crate::lex::{Token, TokenKind};
use crate::tree::Ident;
use crate::tree::ddl::{Ddl, Fragment};

impl Parser<'_> {
    pub(super) fn create_view(
        &mut self,
        or_replace: bool,
        temporary: bool,
        recursive: bool,
    ) -> Parsed<Ddl> {
        let name = self.qualified()?;
        let mut view = self.create_view_of(RelationKind::View, name);
        view.or_replace = or_replace;
        view.temporary = temporary;
        if self.is(&TokenKind::LeftParenthesis) {
            view.columns = self.ident_list()?;
        }
        if self.word("with") {
            self.parenthesised()?;
        }
        self.expect_word("as")?;
        let mut query = self.remaining()?;
        // `WITH [CASCADED | LOCAL] CHECK OPTION` ends the statement, not the query.
        let words: Vec<_> =
            query.tokens.iter().rev().map(|token| token.word().unwrap_or("")).collect();
        let cut = match words.as_slice() {
            ["option", "check", "cascaded" | "local", "with", ..] => 4,
            ["option", "check", "with", ..] => 3,
            _ => 0,
        };
        shorten(&mut query, cut);
        view.query =
            if recursive { recursive_query(&view.name.name, &view.columns, query) } else { query };
        Ok(Ddl::CreateView(Box::new(view)))
    }

    pub(super) fn create_materialized_view(&mut self) -> Parsed<Ddl> {
        let if_not_exists = self.if_not_exists();
        let name = self.qualified()?;
        let mut view = self.create_view_of(RelationKind::MaterializedView, name);
        view.if_not_exists = if_not_exists;
        if self.is(&TokenKind::LeftParenthesis) {
            view.columns = self.ident_list()?;
        }
        loop {
            if self.word("using") {
                view.method = Some(self.ident()?);
            } else if self.word("tablespace") {
                self.ident()?;
            } else if self.word("with") {
                self.parenthesised()?;
            } else {
                break;
            }
        }
        self.expect_word("as")?;
        view.query = self.query_with_data()?;
        Ok(Ddl::CreateView(Box::new(view)))
    }

    /// A query with `WITH [NO] DATA` behind it.
    pub(super) fn query_with_data(&mut self) -> Parsed<Fragment> {
        let mut query = self.remaining()?;
        let words: Vec<_> =
            query.tokens.iter().rev().map(|token| token.word().unwrap_or("")).collect();
        let cut = match words.as_slice() {
            ["data", "no", "with", ..] => 3,
            ["data", "with", ..] => 2,
            _ => 0,
        };
        shorten(&mut query, cut);
        Ok(query)
    }
}

fn shorten(query: &mut Fragment, tokens: usize) {
    query.tokens.truncate(query.tokens.len().saturating_sub(tokens));
    let first = query.tokens.first().map(|token: &Token| token.span);
    let last = query.tokens.last().map(|token| token.span);
    if let (Some(first), Some(last)) = (first, last) {
        query.span = first.to(last);
    }
}

/// `WITH RECURSIVE view (columns) AS (query) SELECT columns FROM view`, which is what
/// `CREATE RECURSIVE VIEW` makes (`gram.y makeRecursiveViewSelect`).
fn recursive_query(view: &Ident, columns: &[Ident], query: Fragment) -> Fragment {
    let token = |kind, span| Token { kind, span };
    let word = |word: &str| token(TokenKind::Word(word.to_owned()), view.span);
    let name = |ident: &Ident| token(TokenKind::QuotedWord(ident.name.clone()), ident.span);
    let list = || {
        let mut list = Vec::new();
        for column in columns {
            if !list.is_empty() {
                list.push(token(TokenKind::Comma, column.span));
            }
            list.push(name(column));
        }
        list
    };
    let mut tokens = vec![word("with"), word("recursive"), name(view)];
    tokens.push(token(TokenKind::LeftParenthesis, view.span));
    tokens.extend(list());
    tokens.push(token(TokenKind::RightParenthesis, view.span));
    tokens.push(word("as"));
    tokens.push(token(TokenKind::LeftParenthesis, view.span));
    tokens.extend(query.tokens);
    tokens.push(token(TokenKind::RightParenthesis, view.span));
    tokens.push(word("select"));
    tokens.extend(list());
    tokens.push(word("from"));
    tokens.push(name(view));
    Fragment { tokens, span: query.span }
}
