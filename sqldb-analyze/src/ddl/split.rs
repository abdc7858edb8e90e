//! Cuts a migration into statements at the semicolons that end one.

use crate::lex::{Token, TokenKind};

/// The statements, semicolons left out; empty ones are none. A semicolon in parentheses (the actions
/// of a rule) or between `BEGIN ATOMIC` and its `END` belongs to the statement.
pub(crate) fn statements(tokens: &[Token]) -> Vec<&[Token]> {
    let mut list = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    let mut body = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match &token.kind {
            TokenKind::LeftParenthesis => depth += 1,
            TokenKind::RightParenthesis => depth = depth.saturating_sub(1),
            TokenKind::Word(word) if word == "atomic" => {
                let begins = at.checked_sub(1).and_then(|before| tokens.get(before));
                body += usize::from(begins.is_some_and(|before| before.is_word("begin")));
            }
            TokenKind::Word(word) if word == "case" && body > 0 => body += 1,
            TokenKind::Word(word) if word == "end" => body = body.saturating_sub(1),
            TokenKind::Semicolon if depth == 0 && body == 0 => {
                list.push(tokens.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    list.push(tokens.get(start..).unwrap_or_default());
    list.retain(|statement| !statement.is_empty());
    list
}
