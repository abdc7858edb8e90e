//! A cursor over one statement's tokens, with what every statement's grammar asks of it.

mod fragment;
mod intent;

use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::{Keyword, Token, TokenKind, keyword};
use crate::span::Span;
use crate::syntax;
use crate::tree::ddl::{DropBehavior, Reach};
use crate::tree::{Ident, QualifiedIdent, TypeName};
pub(super) use fragment::fragment;
use intent::meant;

pub(super) type Parsed<T> = Result<T, Diagnostic>;

pub(super) struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Token],
    at: usize,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str, tokens: &'t [Token]) -> Parser<'t> {
        Parser { text, tokens, at: 0 }
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    pub(super) fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    pub(super) fn peek_kind(&self) -> Option<&'t TokenKind> {
        self.peek().map(|token| &token.kind)
    }

    pub(super) fn peek_word(&self, ahead: usize) -> Option<&'t str> {
        self.tokens.get(self.at + ahead).and_then(Token::word)
    }

    pub(super) fn peek_ahead(&self, ahead: usize) -> Option<&'t TokenKind> {
        self.tokens.get(self.at + ahead).map(|token| &token.kind)
    }

    /// The token in front of the next one.
    pub(super) fn before(&self) -> Option<&'t Token> {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at))
    }

    pub(super) fn next(&mut self) -> Option<&'t Token> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    pub(super) fn done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    pub(super) fn rest(&self) -> &'t [Token] {
        self.tokens.get(self.at..).unwrap_or_default()
    }

    /// A type, with its modifiers and `[]`.
    pub(super) fn type_name(&mut self) -> Parsed<TypeName> {
        let (type_name, tokens) = syntax::type_name(self.rest())?;
        self.skip(tokens);
        Ok(type_name)
    }

    pub(super) fn skip_rest(&mut self) {
        self.at = self.tokens.len();
    }

    pub(super) fn skip(&mut self, tokens: usize) {
        self.at = (self.at + tokens).min(self.tokens.len());
    }

    /// How many tokens were taken.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Gives all tokens behind a position back.
    pub(super) fn return_to(&mut self, position: usize) {
        self.at = position;
    }

    /// Gives the last token back.
    pub(super) fn step_back(&mut self) {
        self.at = self.at.saturating_sub(1);
    }

    /// The place of the next token; behind the last one at the end.
    pub(super) fn here(&self) -> Span {
        match self.peek() {
            Some(token) => token.span,
            None => {
                let end = self.tokens.last().map_or(0, |token| token.span.end);
                Span { start: end, end }
            }
        }
    }

    /// From `start` to the last token that was taken.
    pub(super) fn since(&self, start: Span) -> Span {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.map_or(start, |token| start.to(token.span))
    }

    /// PostgreSQL's message for a token that the grammar does not expect here.
    pub(super) fn error(&self) -> Diagnostic {
        match self.peek() {
            Some(token) => {
                let written = token.span.text(self.text);
                let message = format!("syntax error at or near `{written}`");
                let error = Diagnostic::new(SqlState::SYNTAX_ERROR, token.span, message);
                let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
                let before = before.map(|token| token.span.text(self.text));
                match meant(before, written) {
                    Some(help) => error.help(help),
                    None => error,
                }
            }
            None => {
                Diagnostic::new(SqlState::SYNTAX_ERROR, self.here(), "syntax error at end of input")
            }
        }
    }

    /// The same, with the words that were expected.
    pub(super) fn expected(&self, what: &str) -> Diagnostic {
        self.error().label(format!("expected {what}"))
    }

    /// Takes a word without quotes.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is_word(word));
        self.at += usize::from(found);
        found
    }

    /// Takes several words, all or none.
    pub(super) fn words(&mut self, words: &[&str]) -> bool {
        let found =
            words.iter().enumerate().all(|(ahead, word)| self.peek_word(ahead) == Some(*word));
        if found {
            self.at += words.len();
        }
        found
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.word(word) {
            Ok(())
        } else {
            Err(self.expected(&format!("`{}`", word.to_uppercase())))
        }
    }

    pub(super) fn is(&self, kind: &TokenKind) -> bool {
        self.peek_kind() == Some(kind)
    }

    pub(super) fn take(&mut self, kind: &TokenKind) -> bool {
        let found = self.is(kind);
        self.at += usize::from(found);
        found
    }

    pub(super) fn comma(&mut self) -> bool {
        self.take(&TokenKind::Comma)
    }

    pub(super) fn operator(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek_kind(), Some(TokenKind::Operator(found)) if found == symbol);
        self.at += usize::from(found);
        found
    }

    pub(super) fn open(&mut self) -> Parsed<()> {
        if self.take(&TokenKind::LeftParenthesis) { Ok(()) } else { Err(self.expected("`(`")) }
    }

    pub(super) fn close(&mut self) -> Parsed<()> {
        if self.take(&TokenKind::RightParenthesis) {
            Ok(())
        } else {
            Err(self.expected("`,` or `)`"))
        }
    }

    /// `ColId`: any word but those that the grammar keeps for itself.
    pub(super) fn ident(&mut self) -> Parsed<Ident> {
        self.name_of(|kind| {
            matches!(kind, Keyword::None | Keyword::Unreserved | Keyword::ColumnName)
        })
    }

    /// `type_function_name`.
    pub(super) fn type_ident(&mut self) -> Parsed<Ident> {
        self.name_of(|kind| {
            matches!(kind, Keyword::None | Keyword::Unreserved | Keyword::TypeOrFunctionName)
        })
    }

    /// `ColLabel`: any word.
    pub(super) fn label(&mut self) -> Parsed<Ident> {
        self.name_of(|_| true)
    }

    fn name_of(&mut self, allowed: impl Fn(Keyword) -> bool) -> Parsed<Ident> {
        let Some(token) = self.peek() else { return Err(self.expected("a name")) };
        let name = match &token.kind {
            TokenKind::QuotedWord(word) => word,
            TokenKind::Word(word) if allowed(keyword(word)) => word,
            TokenKind::Word(word) => {
                return Err(self.error().help(format!(
                    "`{word}` is a reserved word; write it in double quotes to use it as a name"
                )));
            }
            _ => return Err(self.expected("a name")),
        };
        self.at += 1;
        Ok(Ident { name: name.clone(), span: token.span })
    }

    /// `[schema.]name`; a database in front is read over.
    pub(super) fn qualified(&mut self) -> Parsed<QualifiedIdent> {
        let first = self.ident()?;
        self.qualified_from(first)
    }

    /// `func_name`, whose unqualified form may be another kind of word.
    pub(super) fn function_name(&mut self) -> Parsed<QualifiedIdent> {
        let first = match self.peek_ahead(1) {
            Some(TokenKind::Dot) => self.ident()?,
            _ => self.type_ident()?,
        };
        self.qualified_from(first)
    }

    pub(super) fn qualified_from(&mut self, first: Ident) -> Parsed<QualifiedIdent> {
        let mut name = QualifiedIdent::alone(first);
        while self.take(&TokenKind::Dot) {
            let next = self.label()?;
            name = QualifiedIdent { schema: Some(name.name), name: next };
        }
        Ok(name)
    }

    /// `(a, b, c)`.
    pub(super) fn ident_list(&mut self) -> Parsed<Vec<Ident>> {
        self.open()?;
        let list = self.comma_list(Parser::ident)?;
        self.close()?;
        Ok(list)
    }

    /// One or more items with commas between them.
    pub(super) fn comma_list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Parsed<T>,
    ) -> Parsed<Vec<T>> {
        let mut list = vec![item(self)?];
        while self.comma() {
            list.push(item(self)?);
        }
        Ok(list)
    }

    pub(super) fn string(&mut self) -> Parsed<(String, Span)> {
        match self.peek() {
            Some(Token { kind: TokenKind::String(text), span }) => {
                self.at += 1;
                Ok((text.clone(), *span))
            }
            _ => Err(self.expected("a string")),
        }
    }

    pub(super) fn if_exists(&mut self) -> bool {
        self.words(&["if", "exists"])
    }

    pub(super) fn reach(&mut self) -> Reach {
        if self.word("only") { Reach::Only } else { Reach::Descendants }
    }

    pub(super) fn if_not_exists(&mut self) -> bool {
        self.words(&["if", "not", "exists"])
    }

    pub(super) fn behavior(&mut self) -> DropBehavior {
        if self.word("cascade") {
            return DropBehavior::Cascade;
        }
        self.word("restrict");
        DropBehavior::Restrict
    }

    pub(super) fn end(&self) -> Parsed<()> {
        if self.done() { Ok(()) } else { Err(self.error()) }
    }
}

/// Whether a word behind `CREATE`, `ALTER` or `DROP` names a kind of thing that has no type, no
/// name and no NOT NULL of the catalog.
pub(super) fn is_outside_catalog(word: &str) -> bool {
    const KINDS: [&str; 5] = ["role", "user", "group", "tablespace", "database"];
    KINDS.contains(&word)
}
