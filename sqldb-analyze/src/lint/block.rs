//! `DO` blocks: their statements are those of the migration.
//!
//! Which of them run depends on more than is known here, so all are looked at; texts that are put
//! together are not.

use super::walk::Walk;
use crate::ddl;
use crate::lex::{Token, TokenKind, tokenize};
use crate::span::Span;
use crate::tree::ddl::{Block, DdlStatement, Fragment, StepKind};

impl Walk<'_> {
    pub(super) fn block(&mut self, block: &Block) {
        block.walk(&mut |step| match &step.kind {
            StepKind::Sql { statement, into: _ } => self.within(statement),
            StepKind::Declared(statements) => {
                statements.iter().for_each(|statement| self.within(statement));
            }
            StepKind::Execute { text, into: _ } => self.execute(text),
            _ => {}
        });
    }

    fn within(&mut self, statement: &DdlStatement) {
        let range = statement.span.range();
        let text = self.chunk.get(range.clone()).unwrap_or_default();
        let Ok(mut tokens) = tokenize(text) else { return };
        let begin = range.start;
        for token in &mut tokens {
            let Token { span, .. } = token;
            let inner = span.range();
            *span = Span::new(begin + inner.start, begin + inner.end);
        }
        self.words(&tokens);
        self.tree(statement, &tokens);
    }

    /// A text that is written as a whole; a place in it is a place in the text with its quotes.
    fn execute(&mut self, text: &Fragment) {
        let [Token { kind: TokenKind::String(sql), span }] = text.tokens.as_slice() else { return };
        let Ok(tokens) = tokenize(sql) else { return };
        let before = self.lints.len();
        self.words(&tokens);
        for read in ddl::parse(sql).unwrap_or_default() {
            if let Ok(statement) = &read.statement {
                self.tree(statement, &tokens);
            }
        }
        self.lints.iter_mut().skip(before).for_each(|lint| lint.diagnostic.span = *span);
    }
}
