//! Cuts a migration into statements at the semicolons that end one.

use crate::lex::{Token, TokenKind};

/// The statements, semicolons left out; empty ones are none.
pub(crate) fn statements(tokens: &[Token]) -> Vec<&[Token]> {
    let mut list = Vec::new();
    let mut rest = tokens;
    while !rest.is_empty() {
        let length = length(rest);
        list.push(rest.get(..length).unwrap_or_default());
        rest = rest.get(length + 1..).unwrap_or_default();
    }
    list.retain(|statement| !statement.is_empty());
    list
}

/// How many tokens come before the semicolon that ends the first statement. A semicolon in
/// parentheses (the actions of a rule) or between `BEGIN ATOMIC` and its `END` belongs to it.
pub(super) fn length(tokens: &[Token]) -> usize {
    let mut depth = 0_usize;
    let mut body = 0_usize;
    let mut before: Option<&Token> = None;
    for (at, token) in tokens.iter().enumerate() {
        match &token.kind {
            TokenKind::LeftParenthesis => depth += 1,
            TokenKind::RightParenthesis => depth = depth.saturating_sub(1),
            TokenKind::Word(word) if word == "atomic" => {
                body += usize::from(before.is_some_and(|before| before.is_word("begin")));
            }
            TokenKind::Word(word) if word == "case" && body > 0 => body += 1,
            TokenKind::Word(word) if word == "end" => body = body.saturating_sub(1),
            TokenKind::Semicolon if depth == 0 && body == 0 => return at,
            _ => {}
        }
        before = Some(token);
    }
    tokens.len()
}
