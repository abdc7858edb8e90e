//! Expressions and lists of a statement that are kept as tokens.

use super::{Parsed, Parser};
use crate::lex::{Token, TokenKind};
use crate::span::Span;
use crate::tree::ddl::Fragment;

impl Parser<'_> {
    /// A parenthesised expression or list, read over.
    pub(in crate::ddl) fn parenthesised(&mut self) -> Parsed<Fragment> {
        self.open()?;
        let start = self.at;
        self.skip_until(|_, _| false)?;
        let tokens = self.tokens.get(start..self.at).unwrap_or_default().to_vec();
        if tokens.is_empty() {
            return Err(self.error());
        }
        self.close()?;
        Ok(fragment(tokens))
    }

    /// An expression that ends before a comma, a closing parenthesis, or one of `stops`. A word can
    /// only end it where an operand is complete.
    pub(in crate::ddl) fn expression(&mut self, stops: &[&str]) -> Parsed<Fragment> {
        let start = self.at;
        self.skip_until(|before, token| {
            let complete = match before.map(|token| &token.kind) {
                None
                | Some(
                    TokenKind::Operator(_)
                    | TokenKind::DoubleColon
                    | TokenKind::Dot
                    | TokenKind::Comma
                    | TokenKind::LeftParenthesis,
                ) => false,
                Some(TokenKind::Word(word)) => !matches!(
                    word.as_str(),
                    "and" | "or" | "not" | "is" | "in" | "like" | "distinct"
                ),
                Some(_) => true,
            };
            match &token.kind {
                TokenKind::Comma => true,
                TokenKind::Word(word) => complete && stops.contains(&word.as_str()),
                _ => false,
            }
        })?;
        let tokens = self.tokens.get(start..self.at).unwrap_or_default().to_vec();
        if tokens.is_empty() { Err(self.error()) } else { Ok(fragment(tokens)) }
    }

    /// An expression without the operators that are words (`b_expr`), so that what is behind it is no
    /// part of it: a column's default.
    pub(in crate::ddl) fn restricted_expression(&mut self) -> Parsed<Fragment> {
        let (_, taken) = crate::syntax::restricted_expression(self.rest())?;
        let tokens = self.rest().iter().take(taken).cloned().collect();
        self.skip(taken);
        Ok(fragment(tokens))
    }

    /// Everything that is left.
    pub(in crate::ddl) fn remaining(&mut self) -> Parsed<Fragment> {
        let tokens = self.rest().to_vec();
        if tokens.is_empty() {
            return Err(self.error());
        }
        self.skip_rest();
        Ok(fragment(tokens))
    }

    /// Goes on to the first token at this depth for which `stop` says so (given the one before it),
    /// or to the parenthesis that closes the depth, or to the end.
    fn skip_until(&mut self, stop: impl Fn(Option<&Token>, &Token) -> bool) -> Parsed<()> {
        let mut depth = 0_u32;
        let mut cases = 0_u32;
        let mut before = None;
        while let Some(token) = self.peek() {
            match &token.kind {
                TokenKind::LeftParenthesis | TokenKind::LeftBracket => depth += 1,
                TokenKind::RightParenthesis | TokenKind::RightBracket => match depth.checked_sub(1)
                {
                    Some(outer) => depth = outer,
                    None => return Ok(()),
                },
                TokenKind::Word(word) if word == "case" => cases += 1,
                TokenKind::Word(word) if word == "end" && cases > 0 => cases -= 1,
                _ if depth == 0 && cases == 0 && stop(before, token) => return Ok(()),
                _ => {}
            }
            before = Some(token);
            self.at += 1;
        }
        if depth > 0 { Err(self.error()) } else { Ok(()) }
    }
}

pub(in crate::ddl) fn fragment(tokens: Vec<Token>) -> Fragment {
    let span = match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::default(),
    };
    Fragment { tokens, span }
}
