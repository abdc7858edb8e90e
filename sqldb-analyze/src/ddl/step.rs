//! The statements of PL/pgSQL (`pl_gram.y proc_stmt`).

use super::into::{targets, without_into};
use super::parser::{Parsed, Parser};
use crate::lex::{Token, TokenKind};
use crate::tree::Ident;
use crate::tree::ddl::{
    Choice, Condition, Direction, Fragment, Leave, LoopHead, RowCount, Step, StepKind,
};

impl Parser<'_> {
    pub(super) fn step(&mut self, depth: u32) -> Parsed<Step> {
        if let Some(declared) = self.declared_step()? {
            return Ok(declared);
        }
        let start = self.here();
        let kind = self.step_kind(depth)?;
        let span = self.since(start);
        self.semicolon()?;
        Ok(Step { kind, span })
    }

    fn step_kind(&mut self, depth: u32) -> Parsed<StepKind> {
        if let Some(label) = self.block_label()? {
            return match self.peek_word(0) {
                Some("begin" | "declare") => {
                    Ok(StepKind::Block(Box::new(self.block(Some(label), depth)?)))
                }
                _ => self.repeat(Some(label), depth),
            };
        }
        if let Some(assigned) = self.assignment()? {
            return Ok(assigned);
        }
        match self.peek_word(0) {
            Some("begin" | "declare") => Ok(StepKind::Block(Box::new(self.block(None, depth)?))),
            Some("if") => self.conditional(depth),
            Some("case") => self.choice(depth),
            Some("loop" | "while" | "for" | "foreach") => self.repeat(None, depth),
            Some("exit") => self.leave(Leave::Exit),
            Some("continue") => self.leave(Leave::Continue),
            Some("return") => {
                let more = matches!(self.peek_word(1), Some("next" | "query"));
                self.rest_of_step()?;
                Ok(if more { StepKind::Nothing } else { StepKind::Return })
            }
            Some("raise") => self.raise(),
            Some("execute") => self.execute(),
            Some("perform") => {
                self.skip(1);
                Ok(StepKind::Perform(self.rest_of_step()?))
            }
            Some("get") => {
                let rest = self.rest_of_step()?;
                Ok(StepKind::Forget(targets(&rest.tokens)))
            }
            Some("fetch") => {
                let rest = self.rest_of_step()?;
                let into = rest.tokens.iter().position(|token| token.is_word("into"));
                let behind = into.and_then(|into| rest.tokens.get(into + 1..));
                Ok(StepKind::Forget(targets(behind.unwrap_or_default())))
            }
            Some("rollback") => {
                self.rest_of_step()?;
                Ok(StepKind::Rollback)
            }
            Some("assert") => {
                self.rest_of_step()?;
                Ok(StepKind::MayFail)
            }
            Some("null" | "open" | "move" | "close" | "commit") => {
                self.rest_of_step()?;
                Ok(StepKind::Nothing)
            }
            _ => self.sql(),
        }
    }

    /// `variable := value`; part of a variable where a field or a subscript is assigned.
    fn assignment(&mut self) -> Parsed<Option<StepKind>> {
        let name = match self.peek_kind() {
            Some(TokenKind::Word(name) | TokenKind::QuotedWord(name)) => name.clone(),
            Some(TokenKind::Parameter(index)) => format!("${}", index.number()),
            _ => return Ok(None),
        };
        let assigns = |kind: Option<&TokenKind>| match kind {
            Some(TokenKind::ColonEquals) => true,
            Some(TokenKind::Operator(symbol)) => symbol == "=",
            _ => false,
        };
        if assigns(self.peek_ahead(1)) {
            self.skip(2);
            let value = self.rest_of_step()?;
            return Ok(Some(StepKind::Assign { variable: name, value }));
        }
        let part = matches!(self.peek_ahead(1), Some(TokenKind::Dot | TokenKind::LeftBracket));
        let end = self.rest().iter().position(|token| token.kind == TokenKind::Semicolon);
        let statement = self.rest().get(..end.unwrap_or(0)).unwrap_or_default();
        let assigned = statement.iter().any(|token| assigns(Some(&token.kind)));
        if part && assigned {
            // `record.field`, or `block.variable`.
            let mut names = vec![name];
            if let (
                Some(TokenKind::Dot),
                Some(TokenKind::Word(part) | TokenKind::QuotedWord(part)),
            ) = (self.peek_ahead(1), self.peek_ahead(2))
            {
                names.push(part.clone());
            }
            self.rest_of_step()?;
            return Ok(Some(StepKind::Forget(names)));
        }
        Ok(None)
    }

    fn conditional(&mut self, depth: u32) -> Parsed<StepKind> {
        let mut branches = Vec::new();
        let mut otherwise = Vec::new();
        self.skip(1);
        loop {
            let condition = self.until_word("then")?;
            branches.push((Choice::If(condition), self.deeper(depth)?));
            if self.word("elsif") || self.word("elseif") {
                continue;
            }
            if self.word("else") {
                otherwise = self.deeper(depth)?;
            }
            self.expect_word("end")?;
            self.expect_word("if")?;
            return Ok(StepKind::If { branches, otherwise });
        }
    }

    fn choice(&mut self, depth: u32) -> Parsed<StepKind> {
        self.skip(1);
        let operand = match self.peek_word(0) {
            Some("when") => None,
            _ => Some(self.until(|token| token.is_word("when"))?),
        };
        let mut branches = Vec::new();
        while self.word("when") {
            let condition = self.until_word("then")?;
            let choice = match &operand {
                None => Choice::If(condition),
                Some(operand) => Choice::Equal(operand.clone(), condition),
            };
            branches.push((choice, self.deeper(depth)?));
        }
        let otherwise = match self.word("else") {
            true => self.deeper(depth)?,
            false => vec![Step { kind: StepKind::CaseNotFound, span: self.here() }],
        };
        self.expect_word("end")?;
        self.expect_word("case")?;
        Ok(StepKind::If { branches, otherwise })
    }

    fn repeat(&mut self, label: Option<Ident>, depth: u32) -> Parsed<StepKind> {
        let head = if self.word("for") {
            self.for_head()?
        } else {
            match () {
                () if self.word("while") => {
                    LoopHead::While(self.until(|token| token.is_word("loop"))?)
                }
                () if self.word("foreach") => self.each_head()?,
                () => LoopHead::Forever,
            }
        };
        self.expect_word("loop")?;
        let body = self.deeper(depth)?;
        self.expect_word("end")?;
        self.expect_word("loop")?;
        if !self.is(&TokenKind::Semicolon) {
            self.label()?;
        }
        Ok(StepKind::Loop { label, head, body })
    }

    /// What stands between `FOREACH` and `LOOP`.
    fn each_head(&mut self) -> Parsed<LoopHead> {
        let names = self.until(|token| token.is_word("in") || token.is_word("slice"))?;
        let variables = targets(&names.tokens);
        if self.words(&["in", "array"]) {
            let array = self.until(|token| token.is_word("loop"))?;
            return Ok(LoopHead::Each { variables, array });
        }
        // `SLICE` gives arrays of arrays.
        self.until(|token| token.is_word("loop"))?;
        Ok(LoopHead::Unknown)
    }

    /// What stands between `FOR` and `LOOP`.
    fn for_head(&mut self) -> Parsed<LoopHead> {
        let names = self.until_word("in")?;
        let variables = targets(&names.tokens);
        let reverse = self.word("reverse");
        if self.peek_word(0) == Some("execute") {
            self.until(|token| token.is_word("loop"))?;
            return Ok(LoopHead::Unknown);
        }
        let rest = self.until(|token| token.is_word("loop"))?;
        let dots = rest.tokens.iter().position(|token| token.kind == TokenKind::DotDot);
        let by = rest.tokens.iter().any(|token| token.is_word("by"));
        match (dots, variables.as_slice()) {
            (Some(_), _) if by => Ok(LoopHead::Unknown),
            (Some(dots), [variable]) => {
                let low = fragment(rest.tokens.get(..dots));
                let high = fragment(rest.tokens.get(dots + 1..));
                let (low, high, direction) = match reverse {
                    true => (high, low, Direction::Down),
                    false => (low, high, Direction::Up),
                };
                Ok(LoopHead::Range { variable: variable.clone(), low, high, direction })
            }
            (None, _) if !reverse => Ok(LoopHead::Query { variables, query: rest }),
            _ => Ok(LoopHead::Unknown),
        }
    }

    fn leave(&mut self, leave: Leave) -> Parsed<StepKind> {
        self.skip(1);
        let label = match self.peek_word(0) {
            Some("when") | None => None,
            Some(_) => Some(self.label()?),
        };
        let condition = if self.word("when") { Some(self.rest_of_step()?) } else { None };
        Ok(StepKind::Leave { leave, label, condition })
    }

    fn raise(&mut self) -> Parsed<StepKind> {
        self.skip(1);
        if self.is(&TokenKind::Semicolon) {
            return Ok(StepKind::Reraise);
        }
        if matches!(self.peek_word(0), Some("debug" | "log" | "info" | "notice" | "warning")) {
            self.rest_of_step()?;
            return Ok(StepKind::Nothing);
        }
        self.word("exception");
        let mut condition = match self.peek_kind() {
            Some(TokenKind::Word(word)) if word != "using" => Some(self.condition()?),
            _ => None,
        };
        if !self.is(&TokenKind::Semicolon) {
            let rest = self.rest_of_step()?;
            let code = rest.tokens.iter().position(|token| token.is_word("errcode"));
            let code = code.and_then(|code| rest.tokens.get(code + 2));
            if let Some(token) = code
                && !matches!(token.kind, TokenKind::String(_))
            {
                condition = Some(Condition::Unknown);
            }
            if let Some(TokenKind::String(code)) = code.map(|token| &token.kind) {
                let digits = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
                condition = Some(match code.len() == 5 && code.chars().all(digits) {
                    true => Condition::State(code.clone()),
                    false => Condition::Given(code.clone()),
                });
            }
        }
        Ok(StepKind::Raise(condition))
    }

    /// `EXECUTE text [INTO …] [USING …]`.
    fn execute(&mut self) -> Parsed<StepKind> {
        self.skip(1);
        let rest = self.rest_of_step()?;
        let (text, into, _) = without_into(&rest);
        let mut depth = 0_u32;
        let using = text.tokens.iter().position(|token| {
            match token.kind {
                TokenKind::LeftParenthesis => depth += 1,
                TokenKind::RightParenthesis => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && token.is_word("using")
        });
        let text = match using {
            Some(using) => fragment(text.tokens.get(..using)),
            None => text,
        };
        Ok(StepKind::Execute { text, into })
    }

    /// A statement of SQL.
    fn sql(&mut self) -> Parsed<StepKind> {
        let length = super::split::length(self.rest());
        let tokens = self.rest().get(..length).unwrap_or_default();
        let written = fragment(Some(tokens));
        let first = written.tokens.first().and_then(Token::word).unwrap_or_default().to_owned();
        // Only a statement on rows gives a result to variables.
        let with_into =
            matches!(first.as_str(), "select" | "with" | "insert" | "update" | "delete" | "merge");
        let (statement, into, rows) = match with_into {
            true => without_into(&written),
            false => (written, Vec::new(), RowCount::Any),
        };
        if first == "select" && !into.is_empty() {
            self.skip(length);
            return Ok(StepKind::SelectInto { query: statement, into, rows });
        }
        let mut inner = Parser::new(self.text(), &statement.tokens);
        let statement = Box::new(super::statement(&mut inner)?);
        self.skip(length);
        Ok(StepKind::Sql { statement, into })
    }

    fn deeper(&mut self, depth: u32) -> Parsed<Vec<Step>> {
        if depth > super::block::MOST_LEVELS {
            let code = crate::diagnostic::SqlState::STATEMENT_TOO_COMPLEX;
            let message = "blocks are nested too deeply";
            return Err(crate::diagnostic::Diagnostic::new(code, self.here(), message));
        }
        self.steps(depth + 1)
    }

    /// Everything up to the semicolon that ends the statement.
    fn rest_of_step(&mut self) -> Parsed<Fragment> {
        self.until(|token| token.kind == TokenKind::Semicolon)
    }

    /// Everything up to a word, which is taken.
    fn until_word(&mut self, word: &str) -> Parsed<Fragment> {
        let fragment = self.until(|token| token.is_word(word))?;
        self.expect_word(word)?;
        Ok(fragment)
    }

    /// Everything up to a token outside of parentheses.
    pub(super) fn until(&mut self, stop: impl Fn(&Token) -> bool) -> Parsed<Fragment> {
        let mut depth = 0_u32;
        let rest = self.rest();
        let length = rest.iter().position(|token| {
            match token.kind {
                TokenKind::LeftParenthesis | TokenKind::LeftBracket => depth += 1,
                TokenKind::RightParenthesis | TokenKind::RightBracket => {
                    depth = depth.saturating_sub(1);
                }
                _ => {}
            }
            depth == 0 && stop(token)
        });
        let Some(length) = length else {
            self.skip_rest();
            return Err(self.error());
        };
        if length == 0 {
            return Err(self.error());
        }
        let tokens = rest.get(..length);
        self.skip(length);
        Ok(fragment(tokens))
    }
}

fn fragment(tokens: Option<&[Token]>) -> Fragment {
    super::parser::fragment(tokens.unwrap_or_default().to_vec())
}
