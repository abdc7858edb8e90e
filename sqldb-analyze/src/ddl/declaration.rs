//! `-- sqldb: …` above a statement: what it does to the schema, where its text does not tell.
//!
//! The lines of DDL are read in place of the statement; `-- sqldb: nothing` says that it changes
//! nothing. Several lines are one text, so that a statement may go over them.

use super::parser::{Parsed, Parser};
use super::{Read, parse_tokens, split};
use crate::diagnostic::Diagnostic;
use crate::lex::{Token, comment_length, tokenize};
use crate::span::Span;
use crate::tree::ddl::{Ddl, DdlStatement, Step, StepKind};

const MARK: &str = "sqldb:";

/// The statements that are declared between two tokens; [`None`] where nothing is.
pub(super) fn declared(
    text: &str,
    before: Option<&Token>,
    first: &Token,
) -> Option<Result<Vec<Read>, Diagnostic>> {
    let from = before.map_or(0, |token| token.span.end as usize);
    let blank = text.get(from..first.span.start as usize)?;
    if !blank.contains(MARK) {
        return None;
    }
    let declaration = declaration(blank)?;
    let outside = |span: Span| Span::new(from + span.start as usize, from + span.end as usize);
    let mut tokens = match tokenize(&declaration) {
        Ok(tokens) => tokens,
        Err(mut diagnostic) => {
            diagnostic.span = outside(diagnostic.span);
            return Some(Err(diagnostic));
        }
    };
    tokens.iter_mut().for_each(|token| token.span = outside(token.span));
    let statements = split::statements(&tokens).into_iter();
    let statements = statements.filter(|tokens| match tokens {
        [only] => !only.is_word("nothing"),
        _ => true,
    });
    let mark = DdlStatement { kind: Ddl::Unlisted, span: first.span };
    let mark = Read { statement: Ok(mark) };
    Some(Ok(std::iter::once(mark)
        .chain(statements.map(|tokens| parse_tokens(text, tokens)))
        .collect()))
}

/// White space and comments, with blanks for all but what is declared.
fn declaration(blank: &str) -> Option<String> {
    let mut declared = false;
    let mut kept = String::new();
    let mut rest = blank;
    let blanks = |text: &str| text.replace(|c| c != '\n', " ");
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            comment_length(rest)
        } else {
            first.len_utf8()
        };
        let (comment, behind) = rest.split_at_checked(length)?;
        let body = comment.strip_prefix("--").map(str::trim_start);
        match body.and_then(|body| body.strip_prefix(MARK)) {
            Some(body) => {
                declared = true;
                kept.push_str(&" ".repeat(comment.len() - body.len()));
                kept.push_str(body);
            }
            // As many bytes as before, so that places stay.
            None if comment.is_ascii() => kept.push_str(&blanks(comment)),
            None => kept.push_str(&" ".repeat(comment.len())),
        }
        rest = behind;
    }
    declared.then_some(kept)
}

impl Parser<'_> {
    /// A statement of a block that is declared: the declaration stands for it.
    pub(super) fn declared_step(&mut self) -> Parsed<Option<Step>> {
        let Some(first) = self.peek() else { return Ok(None) };
        let Some(reads) = declared(self.text(), self.before(), first) else { return Ok(None) };
        let start = self.here();
        let mut statements = Vec::new();
        for read in reads? {
            statements.push(read.statement.map_err(|unread| unread.diagnostic)?);
        }
        let length = split::length(self.rest());
        self.skip(length);
        let span = self.since(start);
        self.semicolon()?;
        Ok(Some(Step { kind: StepKind::Declared(statements), span }))
    }
}
