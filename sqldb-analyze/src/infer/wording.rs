//! Whether queries inside expressions are the same: PostgreSQL compares what they mean, so that a column
//! is the same with its relation in front and without.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::Analyzer;
use crate::catalog::RelationId;
use crate::lex::TokenKind;
use crate::scope::{ColumnRef, ScopeId};
use crate::span::Span;
use crate::tree::Wording;

/// What a name in a query means.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark {
    /// A column.
    Column(ColumnRef),
    /// A relation of FROM.
    Relation(RelationId),
}

/// Where the names and the levels of a query begin.
pub(super) struct Beginning {
    marks: usize,
    level: u32,
}

impl Analyzer<'_> {
    /// Notes what a name means.
    pub(super) fn mark(&mut self, span: Span, mark: Mark) {
        self.marks.push((span, mark));
    }

    /// In front of a query in an expression.
    pub(super) fn begin_query(&self) -> Beginning {
        Beginning { marks: self.marks.len(), level: self.scopes.next_level() }
    }

    /// What a query means that has been analysed since: its tokens, names replaced by what they mean.
    pub(super) fn meaning(&self, wording: &Wording, beginning: &Beginning) -> u64 {
        let mut marks = self.marks.get(beginning.marks..).unwrap_or_default().to_vec();
        marks.sort_by_key(|(span, _)| span.start);
        let mut marks = marks.into_iter().peekable();
        let optional = crate::syntax::digest(&TokenKind::Word("as".to_owned()));
        let mut digest = DefaultHasher::new();
        let mut meant_until = 0_u32;
        for token in wording.tokens() {
            if token.start < meant_until || token.digest == optional {
                continue;
            }
            while marks.next_if(|(span, _)| span.start < token.start).is_some() {}
            if marks.peek().is_none_or(|(span, _)| span.start != token.start) {
                token.digest.hash(&mut digest);
            }
            // A `*` means several.
            while let Some((span, mark)) = marks.next_if(|(span, _)| span.start == token.start) {
                meant_until = span.end.max(meant_until);
                self.hash_mark(mark, beginning, &mut digest);
            }
        }
        digest.finish()
    }

    fn hash_mark(&self, mark: Mark, beginning: &Beginning, digest: &mut DefaultHasher) {
        match mark {
            Mark::Relation(relation) => relation.hash(digest),
            // Its own levels have other numbers each time.
            Mark::Column(ColumnRef { scope, item, attribute }) => {
                let own = self.scopes.depth(scope).is_none();
                let scope = match own {
                    true => ScopeId(scope.0.wrapping_sub(beginning.level)),
                    false => scope,
                };
                (own, scope, item, attribute).hash(digest);
            }
        }
    }
}
