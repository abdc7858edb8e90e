//! `CREATE TRIGGER`, `ALTER TRIGGER` and `DROP TRIGGER`.

use super::parser::{Parsed, Parser};
use crate::catalog::TriggerTime;
use crate::tree::ddl::{CreateTrigger, Ddl};

impl Parser<'_> {
    /// `CREATE [CONSTRAINT] TRIGGER name BEFORE … ON table … EXECUTE FUNCTION name(…)`.
    pub(super) fn create_trigger(&mut self) -> Parsed<Ddl> {
        self.word("constraint");
        self.expect_word("trigger")?;
        let name = self.ident()?;
        let time = match self.word("after") {
            true => TriggerTime::After,
            false => TriggerTime::BeforeOrInstead,
        };
        self.skip_to("on");
        self.expect_word("on")?;
        let relation = self.qualified()?;
        // `EXECUTE` is not reserved, but nothing else in front of it can be followed by these.
        let mut function = None;
        while !self.done() {
            if self.words(&["execute", "function"]) || self.words(&["execute", "procedure"]) {
                function = Some(self.qualified()?);
                self.skip_rest();
            } else {
                self.skip(1);
            }
        }
        Ok(Ddl::CreateTrigger(CreateTrigger { name, time, relation, function }))
    }

    /// `ALTER TRIGGER name ON table RENAME TO name`; what else it can say changes nothing here.
    pub(super) fn alter_trigger(&mut self) -> Parsed<Ddl> {
        let name = self.ident()?;
        self.expect_word("on")?;
        let relation = self.qualified()?;
        if self.words(&["rename", "to"]) {
            return Ok(Ddl::RenameTrigger { name, relation, to: self.ident()? });
        }
        Ok(self.skipped())
    }

    /// `DROP TRIGGER [IF EXISTS] name ON table [CASCADE | RESTRICT]`.
    pub(super) fn drop_trigger(&mut self) -> Parsed<Ddl> {
        self.if_exists();
        let name = self.ident()?;
        self.expect_word("on")?;
        let relation = self.qualified()?;
        self.behavior();
        Ok(Ddl::DropTrigger { name, relation })
    }

    /// Goes on to a word that is reserved.
    pub(super) fn skip_to(&mut self, word: &str) {
        while self.peek().is_some_and(|token| !token.is_word(word)) {
            self.skip(1);
        }
    }
}
