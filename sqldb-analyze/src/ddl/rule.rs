//! `CREATE RULE` and `DROP RULE`.

use super::parser::{Parsed, Parser, fragment};
use crate::catalog::{RuleDoes, RuleEvent};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::tree::ddl::{CreateRule, CreateSelectRule, Ddl, WrittenStatement};

impl Parser<'_> {
    /// `CREATE RULE name AS ON event TO table [WHERE …] DO [ALSO | INSTEAD] …`.
    pub(super) fn create_rule(&mut self, or_replace: bool) -> Parsed<Ddl> {
        self.expect_word("rule")?;
        let name = self.ident()?;
        let body = fragment(self.rest().to_vec());
        self.expect_word("as")?;
        self.expect_word("on")?;
        let event = match () {
            () if self.word("insert") => Some(RuleEvent::Insert),
            () if self.word("update") => Some(RuleEvent::Update),
            () if self.word("delete") => Some(RuleEvent::Delete),
            () => {
                self.expect_word("select")?;
                None
            }
        };
        self.expect_word("to")?;
        let relation = self.qualified()?;
        let mut condition = None;
        if self.word("where") {
            // `DO` is reserved: no condition has it.
            condition = Some(self.expression(&["do"])?);
        }
        self.expect_word("do")?;
        let does = match (self.word("instead"), &condition) {
            (false, _) => RuleDoes::Also,
            (true, None) => RuleDoes::Instead,
            (true, Some(_)) => RuleDoes::InsteadOfSome,
        };
        self.word("also");
        let statements = self.rule_statements()?;
        let Some(event) = event else {
            self.skip_rest();
            let rule = CreateSelectRule { name, relation, or_replace, does, statements };
            return Ok(Ddl::CreateSelectRule(rule));
        };
        if condition.is_some()
            && let Some(statement) = statements.iter().find(|found| found.is_notify())
        {
            let message = "rules with WHERE conditions can only have SELECT, INSERT, UPDATE, or DELETE \
                           actions";
            let at = statement.text.span;
            return Err(Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, at, message));
        }
        self.skip_rest();
        Ok(Ddl::CreateRule(CreateRule {
            name,
            event,
            relation,
            or_replace,
            does,
            condition,
            statements,
            body,
        }))
    }

    /// `NOTHING`, one statement, or several in parentheses.
    fn rule_statements(&mut self) -> Parsed<Vec<WrittenStatement>> {
        if self.word("nothing") {
            return Ok(Vec::new());
        }
        let inner;
        let tokens = match self.is(&TokenKind::LeftParenthesis) {
            true => {
                inner = self.parenthesised()?;
                inner.tokens.as_slice()
            }
            false => self.rest(),
        };
        let statements = super::split::statements(tokens).into_iter();
        let statements = statements.filter(|statement| !statement.is_empty());
        statements.map(|statement| Parser::new(self.text(), statement).rule_statement()).collect()
    }

    /// `gram.y RuleActionStmt`.
    fn rule_statement(&mut self) -> Parsed<WrittenStatement> {
        let begins = ["select", "values", "table", "with", "insert", "update", "delete", "notify"];
        if !self.is(&TokenKind::LeftParenthesis)
            && !self.peek_word(0).is_some_and(|word| begins.contains(&word))
        {
            return Err(self.error());
        }
        let returning = self.rest().iter().find(|token| token.is_word("returning"));
        let returns = returning.map(|token| token.span);
        let text = fragment(self.rest().to_vec());
        let silent = WrittenStatement { text: text.clone(), event: None, target: None, returns };
        if self.with_queries().is_none() {
            return Ok(silent);
        }
        let event = match () {
            () if self.words(&["insert", "into"]) => RuleEvent::Insert,
            () if self.word("update") => RuleEvent::Update,
            () if self.words(&["delete", "from"]) => RuleEvent::Delete,
            () => return Ok(silent),
        };
        if event != RuleEvent::Insert {
            self.word("only");
        }
        Ok(WrittenStatement { text, event: Some(event), target: self.qualified().ok(), returns })
    }

    /// `ALTER RULE name ON table RENAME TO name`.
    pub(super) fn alter_rule(&mut self) -> Parsed<Ddl> {
        let name = self.ident()?;
        self.expect_word("on")?;
        let relation = self.qualified()?;
        self.expect_word("rename")?;
        self.expect_word("to")?;
        Ok(Ddl::RenameRule { name, relation, to: self.ident()? })
    }

    /// What stands in front of a statement: `WITH name AS (…), …`.
    fn with_queries(&mut self) -> Option<()> {
        if !self.word("with") {
            return Some(());
        }
        self.word("recursive");
        loop {
            self.ident().ok()?;
            if self.is(&TokenKind::LeftParenthesis) {
                self.parenthesised().ok()?;
            }
            self.expect_word("as").ok()?;
            self.word("not");
            self.word("materialized");
            self.parenthesised().ok()?;
            if !self.comma() {
                return Some(());
            }
        }
    }

    /// `DROP RULE [IF EXISTS] name ON table [CASCADE | RESTRICT]`.
    pub(super) fn drop_rule(&mut self) -> Parsed<Ddl> {
        let if_exists = self.if_exists();
        let name = self.ident()?;
        self.expect_word("on")?;
        let relation = self.qualified()?;
        self.behavior();
        Ok(Ddl::DropRule { if_exists, name, relation })
    }
}
