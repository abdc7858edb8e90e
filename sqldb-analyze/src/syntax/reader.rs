//! A place in the tokens, which moves on.

use crate::diagnostic::Diagnostic;
use crate::lex::{self, Keyword, Token, TokenKind};
use crate::span::Span;
use crate::tree::{Ident, OperatorName, QualifiedIdent};

use super::source::Source;

/// Reads from token to token; its other methods stand with the part of the grammar they read.
pub(super) struct Reader<'s> {
    pub(super) source: &'s Source<'s>,
    at: usize,
    /// By which rule the expression that was read last is one.
    rule: Rule,
}

/// A rule of the grammar for expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// `c_expr`.
    Operand,
    /// `a_expr` or `b_expr` with an operator.
    Operation,
}

impl<'s> Reader<'s> {
    pub(super) fn new(source: &'s Source<'s>, at: usize) -> Reader<'s> {
        Reader { source, at, rule: Rule::Operand }
    }

    /// The index of the next token.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn move_to(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn rule(&self) -> Rule {
        self.rule
    }

    pub(super) fn read_by(&mut self, rule: Rule) {
        self.rule = rule;
    }

    pub(super) fn skip(&mut self) {
        self.at += 1;
    }

    pub(super) fn kind(&self) -> Option<&'s TokenKind> {
        self.kind_at(0)
    }

    pub(super) fn kind_at(&self, ahead: usize) -> Option<&'s TokenKind> {
        self.source.token(self.at + ahead).map(|token| &token.kind)
    }

    /// The next token's word without quotes.
    pub(super) fn word(&self) -> Option<&'s str> {
        self.word_at(0)
    }

    pub(super) fn word_at(&self, ahead: usize) -> Option<&'s str> {
        self.source.token(self.at + ahead).and_then(Token::word)
    }

    pub(super) fn is(&self, kind: &TokenKind) -> bool {
        self.kind() == Some(kind)
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    /// Takes the next token if it is `kind`.
    pub(super) fn take(&mut self, kind: &TokenKind) -> bool {
        let taken = self.is(kind);
        self.at += usize::from(taken);
        taken
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let taken = self.is_word(word);
        self.at += usize::from(taken);
        taken
    }

    /// Takes all of `words` or none.
    pub(super) fn take_words(&mut self, words: &[&str]) -> bool {
        let taken = words.iter().enumerate().all(|(n, word)| self.word_at(n) == Some(word));
        self.at += if taken { words.len() } else { 0 };
        taken
    }

    pub(super) fn expect(&mut self, kind: &TokenKind) -> Result<(), Diagnostic> {
        if self.take(kind) { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Result<(), Diagnostic> {
        if self.take_word(word) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// PostgreSQL's syntax error at the next token.
    pub(super) fn unexpected(&self) -> Diagnostic {
        self.source.unexpected(self.at)
    }

    /// From token `start` to the token just taken.
    pub(super) fn span_from(&self, start: usize) -> Span {
        self.source.span(start, self.at.saturating_sub(1).max(start))
    }

    /// `name, name`.
    pub(super) fn comma_separated<T>(
        &mut self,
        mut one: impl FnMut(&mut Self) -> Result<T, Diagnostic>,
    ) -> Result<Vec<T>, Diagnostic> {
        let mut all = vec![one(self)?];
        while self.take(&TokenKind::Comma) {
            all.push(one(self)?);
        }
        Ok(all)
    }

    /// A name of one of the kinds of words.
    pub(super) fn name(&mut self, allowed: Names) -> Result<Ident, Diagnostic> {
        match self.source.token(self.at).and_then(|token| name_of(token, allowed)) {
            Some(name) => {
                self.skip();
                Ok(name)
            }
            None => Err(self.unexpected()),
        }
    }

    /// `[schema.]name` of a relation (`qualified_name`).
    pub(super) fn qualified_name(&mut self) -> Result<QualifiedIdent, Diagnostic> {
        let start = self.at;
        let first = self.name(Names::Column)?;
        if !self.take(&TokenKind::Dot) {
            return Ok(QualifiedIdent::alone(first));
        }
        let second = self.name(Names::Label)?;
        if self.is(&TokenKind::Dot) {
            self.skip();
            self.name(Names::Label)?;
            let span = self.span_from(start);
            return Err(super::failure::unsupported(span, "database.schema.name"));
        }
        Ok(QualifiedIdent { schema: Some(first), name: second })
    }

    /// `func_name`: a function, a method of `TABLESAMPLE`, a procedure.
    pub(super) fn qualified_function_name(&mut self) -> Result<QualifiedIdent, Diagnostic> {
        if self.kind_at(1) == Some(&TokenKind::Dot) {
            return self.qualified_name();
        }
        Ok(QualifiedIdent::alone(self.name(Names::TypeOrFunction)?))
    }

    /// `OPERATOR(schema.+)`, whose `OPERATOR` is next.
    pub(super) fn operator_call(&mut self) -> Result<OperatorName, Diagnostic> {
        let start = self.at;
        self.expect_word("operator")?;
        self.expect(&TokenKind::LeftParenthesis)?;
        let mut schema = None;
        while !matches!(self.kind(), Some(TokenKind::Operator(_))) {
            if schema.is_some() {
                let span = self.span_from(start);
                return Err(super::failure::unsupported(span, "database.schema.operator"));
            }
            schema = Some(self.name(Names::Column)?);
            self.expect(&TokenKind::Dot)?;
        }
        let Some(TokenKind::Operator(symbol)) = self.kind() else { return Err(self.unexpected()) };
        let symbol = symbol.clone();
        self.skip();
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(OperatorName { schema, symbol, span: self.span_from(start) })
    }
}

/// The classes of names in `gram.y`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// `ColId`: columns, tables.
    Column,
    /// `type_function_name`.
    TypeOrFunction,
    /// `ColLabel`: any word.
    Label,
}

/// The name that a token is, if a name of the class may be spelt so.
pub(super) fn name_of(token: &Token, allowed: Names) -> Option<Ident> {
    let name = match &token.kind {
        TokenKind::QuotedWord(word) => word,
        TokenKind::Word(word) => {
            let fits = match lex::keyword(word) {
                Keyword::None | Keyword::Unreserved => true,
                Keyword::ColumnName => allowed != Names::TypeOrFunction,
                Keyword::TypeOrFunctionName => allowed != Names::Column,
                Keyword::Reserved => allowed == Names::Label,
            };
            if !fits {
                return None;
            }
            word
        }
        _ => return None,
    };
    Some(Ident { name: name.clone(), span: token.span })
}
