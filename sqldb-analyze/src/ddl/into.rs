//! `INTO` among the words of a statement of PL/pgSQL.

use super::parser::fragment;
use crate::lex::{Token, TokenKind};
use crate::tree::ddl::{Fragment, RowCount};

/// A statement without its `INTO [STRICT] a, b`, the variables, and how many rows it may have.
pub(super) fn without_into(written: &Fragment) -> (Fragment, Vec<String>, RowCount) {
    let tokens = &written.tokens;
    let mut depth = 0_u32;
    let into = tokens.iter().enumerate().position(|(at, token)| {
        match token.kind {
            TokenKind::LeftParenthesis => depth += 1,
            TokenKind::RightParenthesis => depth = depth.saturating_sub(1),
            _ => {}
        }
        let before = at.checked_sub(1).and_then(|at| tokens.get(at)).and_then(Token::word);
        depth == 0 && token.is_word("into") && !matches!(before, Some("insert" | "merge"))
    });
    let Some(into) = into else { return (written.clone(), Vec::new(), RowCount::Any) };
    let mut at = into + 1;
    let mut rows = RowCount::Any;
    if tokens.get(at).is_some_and(|token| token.is_word("strict")) {
        rows = RowCount::One;
        at += 1;
    }
    let first = at;
    // `a, b.c`: names with dots, commas between them.
    loop {
        at += 1;
        match tokens.get(at).map(|token| &token.kind) {
            Some(TokenKind::Dot | TokenKind::Comma) => at += 1,
            _ => break,
        }
    }
    let variables = targets(tokens.get(first..at).unwrap_or_default());
    let kept = tokens.iter().take(into).chain(tokens.iter().skip(at));
    let kept: Vec<Token> = kept.cloned().collect();
    (fragment(kept), variables, rows)
}

/// The variables of a list: what follows a dot is a field.
pub(super) fn targets(tokens: &[Token]) -> Vec<String> {
    let mut names = Vec::new();
    let mut dot = false;
    for token in tokens {
        if let (TokenKind::Word(name) | TokenKind::QuotedWord(name), false) = (&token.kind, dot) {
            names.push(name.clone());
        }
        dot = token.kind == TokenKind::Dot;
    }
    names
}
