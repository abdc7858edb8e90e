//! `DO` blocks: the body is PL/pgSQL (`pl_gram.y`), whose statements are in `step`.

use super::parser::{Parsed, Parser};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::{Token, TokenKind, tokenize};
use crate::span::Span;
use crate::tree::TypeName;
use crate::tree::ddl::{Block, Condition, Ddl, Handler, Step, Variable};

/// How deep blocks, branches and loops may nest.
pub(super) const MOST_LEVELS: u32 = 64;

impl Parser<'_> {
    /// `DO [LANGUAGE l] 'body' [LANGUAGE l]`.
    pub(super) fn do_block(&mut self) -> Parsed<Ddl> {
        self.expect_word("do")?;
        let mut language = None;
        let mut body = None;
        loop {
            if self.word("language") {
                language = Some(match self.peek_kind() {
                    Some(TokenKind::String(_)) => self.string()?.0,
                    _ => self.label()?.name,
                });
            } else if body.is_none() && !self.done() {
                body = Some(self.string()?);
            } else {
                break;
            }
        }
        let Some((body, span)) = body else { return Err(self.expected("the block as a string")) };
        match language.as_deref() {
            None | Some("plpgsql") => {}
            Some(other) => return Ok(Ddl::Unreadable(format!("`DO` in the language `{other}`"))),
        }
        let tokens = inner_tokens(self.text(), &body, span)?;
        block(self.text(), &tokens).map(|block| Ddl::Do(Box::new(block)))
    }
}

/// Reads the tokens of a body.
pub(crate) fn block(text: &str, tokens: &[Token]) -> Parsed<Block> {
    let mut parser = Parser::new(text, tokens);
    // `#variable_conflict use_column` and its kin (`pl_gram.y comp_option`).
    while matches!(parser.peek_kind(), Some(TokenKind::Operator(symbol)) if symbol == "#") {
        parser.skip(3);
    }
    let block = parser.block(None, 0)?;
    parser.take(&TokenKind::Semicolon);
    parser.end()?;
    Ok(block)
}

/// The tokens of a string's value, with their places in the text around it. Every quote of a value
/// in quotes is written twice.
pub(crate) fn inner_tokens(text: &str, body: &str, literal: Span) -> Parsed<Vec<Token>> {
    let written = literal.text(text);
    let dollar = written.starts_with('$');
    let before = match written.get(1..).and_then(|rest| rest.find('$')) {
        Some(tag) if dollar => tag + 2,
        _ => written.find('\'').map_or(0, |quote| quote + 1),
    };
    let place = |offset: u32| {
        let doubled = match (dollar, body.get(..offset as usize)) {
            (false, Some(before)) => before.matches('\'').count(),
            _ => 0,
        };
        let place = Span::new(literal.start as usize + before + offset as usize + doubled, 0).start;
        place.min(literal.end)
    };
    let outside = |span: Span| Span { start: place(span.start), end: place(span.end) };
    match tokenize(body) {
        Ok(mut tokens) => {
            tokens.iter_mut().for_each(|token| token.span = outside(token.span));
            Ok(tokens)
        }
        Err(mut diagnostic) => {
            diagnostic.span = outside(diagnostic.span);
            Err(diagnostic)
        }
    }
}

impl Parser<'_> {
    /// `[DECLARE …] BEGIN … END [label]`, the label in front taken already.
    pub(super) fn block(&mut self, label: Option<crate::tree::Ident>, depth: u32) -> Parsed<Block> {
        if depth > MOST_LEVELS {
            let message = "blocks are nested too deeply";
            return Err(Diagnostic::new(SqlState::STATEMENT_TOO_COMPLEX, self.here(), message));
        }
        let label = match label {
            Some(label) => Some(label),
            None => self.block_label()?,
        };
        let mut variables = Vec::new();
        while self.word("declare") {
            while !matches!(self.peek_word(0), None | Some("begin" | "declare")) || self.quoted() {
                variables.extend(self.declaration()?);
            }
        }
        self.expect_word("begin")?;
        let body = self.steps(depth + 1)?;
        let mut handlers = Vec::new();
        if self.word("exception") {
            while self.word("when") {
                handlers.push(self.handler(depth + 1)?);
            }
        }
        self.expect_word("end")?;
        if !self.done() && !self.is(&TokenKind::Semicolon) {
            self.label()?;
        }
        Ok(Block { label, variables, body, handlers })
    }

    fn quoted(&self) -> bool {
        matches!(self.peek_kind(), Some(TokenKind::QuotedWord(_)))
    }

    /// `<<label>>`.
    pub(super) fn block_label(&mut self) -> Parsed<Option<crate::tree::Ident>> {
        if !self.operator("<<") {
            return Ok(None);
        }
        let label = self.label()?;
        if self.operator(">>") { Ok(Some(label)) } else { Err(self.expected("`>>`")) }
    }

    /// `name [CONSTANT] type [NOT NULL] [:= value];`, also cursors and aliases.
    fn declaration(&mut self) -> Parsed<Option<Variable>> {
        let name = self.label()?;
        if self.word("alias") {
            // Another name for a variable, of which nothing is known by this one.
            self.expect_word("for")?;
            let value = Some(self.until(|token| token.kind == TokenKind::Semicolon)?);
            self.semicolon()?;
            return Ok(Some(Variable { name, type_name: None, value }));
        }
        self.word("constant");
        let type_name = self.declared_type();
        let mut depth = 0_u32;
        while let Some(token) = self.peek() {
            match &token.kind {
                TokenKind::LeftParenthesis => depth += 1,
                TokenKind::RightParenthesis => depth = depth.saturating_sub(1),
                TokenKind::Semicolon => break,
                TokenKind::ColonEquals if depth == 0 => break,
                TokenKind::Operator(symbol) if depth == 0 && symbol == "=" => break,
                TokenKind::Word(word) if depth == 0 && word == "default" => break,
                _ => {}
            }
            self.skip(1);
        }
        let value = if self.take(&TokenKind::Semicolon) {
            None
        } else {
            self.skip(1);
            let value = self.until(|token| token.kind == TokenKind::Semicolon)?;
            self.semicolon()?;
            Some(value)
        };
        Ok(Some(Variable { name, type_name, value }))
    }

    /// The type ahead, unless it is `t.c%TYPE`, `t%ROWTYPE`, `record`, or something else.
    fn declared_type(&self) -> Option<TypeName> {
        let (type_name, taken) = crate::syntax::type_name(self.rest()).ok()?;
        let ends = match self.peek_ahead(taken)? {
            TokenKind::Semicolon | TokenKind::ColonEquals => true,
            TokenKind::Operator(symbol) => symbol == "=",
            TokenKind::Word(word) => matches!(word.as_str(), "default" | "not" | "collate"),
            _ => false,
        };
        (ends && type_name.name.name.name != "record").then_some(type_name)
    }

    /// What follows `WHEN` of an exception clause.
    fn handler(&mut self, depth: u32) -> Parsed<Handler> {
        let mut conditions = vec![self.condition()?];
        while self.word("or") {
            conditions.push(self.condition()?);
        }
        self.expect_word("then")?;
        Ok(Handler { conditions, body: self.steps(depth)? })
    }

    /// `OTHERS`, a condition's name, `SQLSTATE 'x'`.
    pub(super) fn condition(&mut self) -> Parsed<Condition> {
        if self.word("sqlstate") {
            return self.string().map(|(state, _)| Condition::State(state));
        }
        if self.word("others") {
            return Ok(Condition::Others);
        }
        self.label().map(|name| Condition::Name(name.name))
    }

    /// Statements up to the word that ends the list.
    pub(super) fn steps(&mut self, depth: u32) -> Parsed<Vec<Step>> {
        let mut steps = Vec::new();
        loop {
            match self.peek_word(0) {
                Some("end" | "else" | "elsif" | "elseif" | "when" | "exception") => {
                    return Ok(steps);
                }
                _ if self.done() => return Err(self.expected("`END`")),
                _ => steps.push(self.step(depth)?),
            }
        }
    }

    pub(super) fn semicolon(&mut self) -> Parsed<()> {
        if self.take(&TokenKind::Semicolon) { Ok(()) } else { Err(self.expected("`;`")) }
    }
}
