//! `CREATE RULE` and `DROP RULE`.

use super::parser::{Parsed, Parser, fragment};
use crate::catalog::RuleEvent;
use crate::lex::TokenKind;
use crate::tree::ddl::{CreateRule, Ddl, WrittenAction};

impl Parser<'_> {
    /// `CREATE RULE name AS ON event TO table [WHERE …] DO [ALSO | INSTEAD] …`.
    pub(super) fn create_rule(&mut self) -> Parsed<Ddl> {
        self.expect_word("rule")?;
        let name = self.ident()?;
        let body = fragment(self.rest().to_vec());
        self.expect_word("as")?;
        self.expect_word("on")?;
        let event = match () {
            () if self.word("insert") => RuleEvent::Insert,
            () if self.word("update") => RuleEvent::Update,
            () if self.word("delete") => RuleEvent::Delete,
            () => {
                // `ON SELECT` makes a view's query, or a view of a table.
                return Ok(self.unreadable("`CREATE RULE … ON SELECT`"));
            }
        };
        self.expect_word("to")?;
        let relation = self.qualified()?;
        let always = self.word("do");
        if !always {
            // `DO` is reserved: no condition has it.
            self.skip_to("do");
            self.skip(1);
        }
        let action = match self.word("instead") {
            false => WrittenAction::Also,
            true if always => match self.same_statement(event) {
                Some(target) => WrittenAction::InsteadSame(target),
                None => WrittenAction::InsteadOther,
            },
            true => WrittenAction::InsteadOther,
        };
        self.skip_rest();
        Ok(Ddl::CreateRule(CreateRule { name, event, relation, action, body }))
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

    /// What the one statement of a rule writes to, if it is of the rule's kind. Several stand in
    /// parentheses, and one seldom does.
    fn same_statement(&mut self, event: RuleEvent) -> Option<crate::tree::QualifiedIdent> {
        self.with_queries()?;
        match event {
            RuleEvent::Insert if self.word("insert") && self.word("into") => {}
            RuleEvent::Update if self.word("update") => {
                self.word("only");
            }
            RuleEvent::Delete if self.word("delete") && self.word("from") => {
                self.word("only");
            }
            RuleEvent::Insert | RuleEvent::Update | RuleEvent::Delete => return None,
        }
        self.qualified().ok()
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
        self.if_exists();
        let name = self.ident()?;
        self.expect_word("on")?;
        let relation = self.qualified()?;
        self.behavior();
        Ok(Ddl::DropRule { name, relation })
    }
}
