//! `CREATE TRIGGER`, `ALTER TRIGGER` and `DROP TRIGGER` (`gram.y CreateTrigStmt`).

use super::parser::{Parsed, Parser};
use crate::catalog::{TriggerForm, TriggerStatement};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::tree::QualifiedIdent;
use crate::tree::ddl::{
    CreateTrigger, Ddl, RowVersion, TransitionTable, TriggerEvent, TriggerLevel, WrittenTime,
};

impl Parser<'_> {
    /// `CREATE [CONSTRAINT] TRIGGER name BEFORE … ON table … EXECUTE FUNCTION name(…)`.
    pub(super) fn create_trigger(&mut self, or_replace: bool) -> Parsed<Ddl> {
        let form = match self.word("constraint") {
            true => TriggerForm::Constraint,
            false => TriggerForm::Plain,
        };
        let constraint = form == TriggerForm::Constraint;
        self.expect_word("trigger")?;
        let name = self.ident()?;
        let time = self.trigger_time()?;
        if constraint && time != WrittenTime::After {
            self.step_back();
            return Err(self.error().help("a constraint trigger is `AFTER`"));
        }
        let events = self.trigger_events()?;
        self.expect_word("on")?;
        let relation = self.qualified()?;
        let transitions = if self.word("referencing") { self.transitions()? } else { Vec::new() };
        if constraint {
            self.constraint_trigger_attributes()?;
        }
        let level = self.trigger_level()?;
        if constraint && level != TriggerLevel::Row {
            return Err(self.error().help("a constraint trigger is `FOR EACH ROW`"));
        }
        let condition = if self.word("when") { Some(self.parenthesised()?) } else { None };
        let function = self.executed_function()?;
        Ok(Ddl::CreateTrigger(Box::new(CreateTrigger {
            name,
            or_replace,
            form,
            time,
            events,
            relation,
            transitions,
            level,
            condition,
            function,
        })))
    }

    /// `CREATE EVENT TRIGGER name ON event [WHEN …] EXECUTE FUNCTION name()` (`gram.y
    /// CreateEventTrigStmt`).
    pub(super) fn create_event_trigger(&mut self) -> Parsed<Ddl> {
        self.expect_word("event")?;
        self.expect_word("trigger")?;
        let name = self.ident()?;
        self.expect_word("on")?;
        let event = self.label()?;
        self.skip_to("execute");
        Ok(Ddl::CreateEventTrigger { name, event, function: self.executed_function()? })
    }

    /// `ALTER EVENT TRIGGER name {RENAME TO name | ENABLE … | DISABLE | OWNER TO …}`.
    pub(super) fn alter_event_trigger(&mut self) -> Parsed<Ddl> {
        self.expect_word("event")?;
        self.expect_word("trigger")?;
        let name = self.ident()?;
        let to = if self.words(&["rename", "to"]) { Some(self.ident()?) } else { None };
        if to.is_none() {
            self.skip_rest();
        }
        Ok(Ddl::AlterEventTrigger { name, to })
    }

    /// `DROP EVENT TRIGGER [IF EXISTS] name [CASCADE | RESTRICT]`.
    pub(super) fn drop_event_trigger(&mut self) -> Parsed<Ddl> {
        self.expect_word("event")?;
        self.expect_word("trigger")?;
        let if_exists = self.if_exists();
        let names = self.comma_list(Parser::ident)?;
        self.behavior();
        Ok(Ddl::DropEventTrigger { names, if_exists })
    }

    /// `EXECUTE FUNCTION name(…)`.
    fn executed_function(&mut self) -> Parsed<QualifiedIdent> {
        self.expect_word("execute")?;
        if !self.word("function") && !self.word("procedure") {
            return Err(self.expected("`FUNCTION`"));
        }
        let function = self.function_name()?;
        self.open()?;
        while !self.take(&TokenKind::RightParenthesis) {
            if self.next().is_none() {
                return Err(self.error());
            }
        }
        Ok(function)
    }

    fn trigger_time(&mut self) -> Parsed<WrittenTime> {
        if self.word("before") {
            Ok(WrittenTime::Before)
        } else if self.word("after") {
            Ok(WrittenTime::After)
        } else if self.words(&["instead", "of"]) {
            Ok(WrittenTime::InsteadOf)
        } else {
            Err(self.expected("`BEFORE`, `AFTER` or `INSTEAD OF`"))
        }
    }

    fn trigger_events(&mut self) -> Parsed<Vec<TriggerEvent>> {
        let mut events: Vec<TriggerEvent> = Vec::new();
        loop {
            let span = self.here();
            let statement = match self.peek_word(0) {
                Some("insert") => TriggerStatement::Insert,
                Some("update") => TriggerStatement::Update,
                Some("delete") => TriggerStatement::Delete,
                Some("truncate") => TriggerStatement::Truncate,
                _ => {
                    return Err(self.expected("`INSERT`, `UPDATE`, `DELETE` or `TRUNCATE`"));
                }
            };
            if events.iter().any(|known| known.statement == statement) {
                let message = "duplicate trigger events specified";
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message));
            }
            self.skip(1);
            let of = statement == TriggerStatement::Update && self.word("of");
            let columns = if of { self.comma_list(Parser::ident)? } else { Vec::new() };
            events.push(TriggerEvent { statement, columns, span });
            if !self.word("or") {
                return Ok(events);
            }
        }
    }

    /// `{OLD | NEW} TABLE [AS] name`, one or more; `ROW` is refused where it is applied.
    fn transitions(&mut self) -> Parsed<Vec<TransitionTable>> {
        let mut list = Vec::new();
        loop {
            let version = if self.word("old") {
                RowVersion::Old
            } else if self.word("new") {
                RowVersion::New
            } else if list.is_empty() {
                return Err(self.expected("`OLD TABLE` or `NEW TABLE`"));
            } else {
                return Ok(list);
            };
            if self.peek_word(0) == Some("row") {
                let message = "ROW variable naming in the REFERENCING clause is not supported";
                let code = SqlState::FEATURE_NOT_SUPPORTED;
                return Err(Diagnostic::new(code, self.here(), message)
                    .help("write `OLD TABLE` or `NEW TABLE` to name transition tables"));
            }
            self.expect_word("table")?;
            self.word("as");
            list.push(TransitionTable { version, name: self.ident()? });
        }
    }

    /// `[FROM table] [NOT DEFERRABLE | …] [INITIALLY …]`.
    fn constraint_trigger_attributes(&mut self) -> Parsed<()> {
        if self.word("from") {
            self.qualified()?;
        }
        while let Some("not" | "deferrable" | "initially" | "immediate" | "deferred") =
            self.peek_word(0)
        {
            self.skip(1);
        }
        Ok(())
    }

    fn trigger_level(&mut self) -> Parsed<TriggerLevel> {
        if !self.word("for") {
            return Ok(TriggerLevel::Statement);
        }
        self.word("each");
        if self.word("row") {
            Ok(TriggerLevel::Row)
        } else {
            self.expect_word("statement").map(|()| TriggerLevel::Statement)
        }
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
        let if_exists = self.if_exists();
        let name = self.ident()?;
        self.expect_word("on")?;
        let relation = self.qualified()?;
        self.behavior();
        Ok(Ddl::DropTrigger { name, relation, if_exists })
    }

    /// Goes on to a word that is reserved.
    pub(super) fn skip_to(&mut self, word: &str) {
        while self.peek().is_some_and(|token| !token.is_word(word)) {
            self.skip(1);
        }
    }
}
