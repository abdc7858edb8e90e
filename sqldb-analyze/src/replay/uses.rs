//! Which columns an expression or a view's query reads, as far as their tokens tell.

use super::Replay;
use crate::catalog::{RelationId, RelationKind};
use crate::ddl::words;
use crate::lex::{Token, TokenKind};
use crate::tree::ddl::Fragment;

impl Replay<'_> {
    /// The columns of a table that an expression over it names, in order of first use.
    pub(super) fn columns_of(&self, table: RelationId, expression: &Fragment) -> Vec<String> {
        let Some(relation) = self.catalog.relation(table) else { return Vec::new() };
        let mut found: Vec<String> = Vec::new();
        let mut cast = false;
        for (name, span, next) in words(expression) {
            let before = expression.tokens.iter().rev().find(|token| token.span.end <= span.start);
            cast = matches!(before.map(|token| &token.kind), Some(TokenKind::DoubleColon));
            let called = next.is_some_and(|token| {
                matches!(token.kind, TokenKind::LeftParenthesis | TokenKind::Dot)
            });
            let is_column = !cast && !called && relation.column(name).is_some();
            if is_column && !found.iter().any(|known| known == name) {
                found.push(name.to_owned());
            }
        }
        let _ = cast;
        found
    }

    /// The relations that a query reads, with the columns of each.
    pub(super) fn relations_of(&self, query: &Fragment) -> Vec<(RelationId, Vec<String>)> {
        let mut found: Vec<(RelationId, Vec<String>, Vec<String>)> = Vec::new();
        for (at, token) in query.tokens.iter().enumerate() {
            let Some((id, names)) = self.relation_at(&query.tokens, at) else { continue };
            let _ = token;
            match found.iter_mut().find(|(known, ..)| *known == id) {
                Some((_, aliases, _)) => aliases.extend(names),
                None => found.push((id, names, Vec::new())),
            }
        }
        let read = found.into_iter().map(|(id, aliases, _)| {
            let columns = self.read_columns(id, &aliases, &query.tokens);
            (id, columns)
        });
        read.collect()
    }

    /// A relation of `FROM` that begins at a token: its id, and the names it goes by.
    fn relation_at(&self, tokens: &[Token], at: usize) -> Option<(RelationId, Vec<String>)> {
        let before = tokens.get(at.checked_sub(1)?)?;
        let follows = matches!(before.word(), Some("from" | "join" | "only" | "table"))
            || matches!(before.kind, TokenKind::Comma | TokenKind::LeftParenthesis);
        if !follows {
            return None;
        }
        let first = name_of(tokens.get(at)?)?;
        let dotted = matches!(tokens.get(at + 1).map(|t| &t.kind), Some(TokenKind::Dot));
        let (schema, name, end) = if dotted {
            (Some(first), name_of(tokens.get(at + 2)?)?, at + 3)
        } else {
            (None, first, at + 1)
        };
        // In a list of columns a word is a column, unless a FROM came before it at this depth.
        if before.word().is_none() && !in_from(tokens, at) {
            return None;
        }
        let relation = self.catalog.find_relation(schema, name)?;
        if relation.kind == RelationKind::Sequence {
            return None;
        }
        let mut names = vec![name.to_owned()];
        let skip = usize::from(tokens.get(end).is_some_and(|token| token.is_word("as")));
        if let Some(alias) = tokens.get(end + skip).and_then(name_of) {
            names.push(alias.to_owned());
        }
        Some((relation.id, names))
    }

    fn read_columns(&self, id: RelationId, aliases: &[String], tokens: &[Token]) -> Vec<String> {
        let Some(relation) = self.catalog.relation(id) else { return Vec::new() };
        let all = || relation.columns.iter().map(|column| column.name.clone()).collect();
        let mut read: Vec<String> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| tokens.get(before));
            let is_dot = |token: Option<&Token>| {
                matches!(token.map(|token| &token.kind), Some(TokenKind::Dot))
            };
            let qualifier = if is_dot(before) {
                at.checked_sub(2).and_then(|at| tokens.get(at)).and_then(name_of)
            } else {
                None
            };
            let other_table =
                qualifier.is_some_and(|name| !aliases.iter().any(|alias| alias == name));
            if matches!(&token.kind, TokenKind::Operator(symbol) if symbol == "*") {
                let starts = before.is_some_and(|before| {
                    before.is_word("select")
                        || matches!(before.kind, TokenKind::Comma | TokenKind::Dot)
                });
                if starts && !other_table {
                    return all();
                }
                continue;
            }
            let Some(name) = name_of(token) else { continue };
            let next = tokens.get(at + 1);
            let called = next.is_some_and(|next| {
                matches!(next.kind, TokenKind::LeftParenthesis | TokenKind::Dot)
            });
            let alias = before.is_some_and(|before| {
                before.is_word("as") || matches!(before.kind, TokenKind::DoubleColon)
            });
            if other_table || called || alias || relation.column(name).is_none() {
                continue;
            }
            if !read.iter().any(|known| known == name) {
                read.push(name.to_owned());
            }
        }
        read
    }
}

fn name_of(token: &Token) -> Option<&str> {
    match &token.kind {
        TokenKind::Word(name) | TokenKind::QuotedWord(name) => Some(name),
        _ => None,
    }
}

/// Whether the nearest clause before a token, at its depth or outside of it, is `FROM`.
fn in_from(tokens: &[Token], at: usize) -> bool {
    let before = tokens.get(..at).unwrap_or_default();
    let mut depth = 0_i32;
    for token in before.iter().rev() {
        match &token.kind {
            TokenKind::RightParenthesis => depth += 1,
            TokenKind::LeftParenthesis => depth = (depth - 1).max(0),
            TokenKind::Word(word) if depth == 0 => match word.as_str() {
                "from" | "join" => return true,
                "select" | "where" | "on" | "group" | "order" | "having" | "values" | "using" => {
                    return false;
                }
                _ => {}
            },
            _ => {}
        }
    }
    false
}
