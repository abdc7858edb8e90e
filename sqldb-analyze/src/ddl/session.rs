//! Statements on the session and its transactions (`gram.y TransactionStmt`, `VariableSetStmt`,
//! `FetchStmt` and their kin).
//!
//! The catalog stays what it is; they are read so that what is no PostgreSQL is told.

use super::parser::{Parsed, Parser};
use crate::lex::TokenKind;
use crate::tree::Ident;
use crate::tree::ddl::{Ddl, Execute, Prepare};

impl Parser<'_> {
    /// Reads the statement that begins with `word`; [`None`] if it is none of these.
    pub(super) fn session_statement(&mut self, word: &str) -> Parsed<Option<Ddl>> {
        let start = self.position();
        let mut setting = None;
        let mut read = Ddl::Skipped;
        self.skip(1);
        match word {
            "begin" => {
                self.transaction_word();
                self.transaction_modes()?;
                read = Ddl::Begin;
            }
            "start" => {
                self.expect_word("transaction")?;
                self.transaction_modes()?;
                read = Ddl::Begin;
            }
            "commit" | "end" | "rollback" | "abort" => read = self.end_of_transaction(word)?,
            "savepoint" => read = Ddl::Savepoint(self.ident()?),
            "release" => {
                self.savepoint_word();
                read = Ddl::Release(self.ident()?);
            }
            "prepare" => read = self.prepare()?,
            "deallocate" => {
                // `prepare` is a name, too.
                if self.peek_word(0) == Some("prepare") && self.peek_ahead(1).is_some() {
                    self.skip(1);
                }
                let name = if self.word("all") { None } else { Some(self.ident()?) };
                read = Ddl::Deallocate(name);
            }
            "execute" => read = Ddl::Execute(self.executed()?),
            "close" => self.name_or_all()?,
            "fetch" | "move" => self.fetch()?,
            "listen" => drop(self.ident()?),
            "unlisten" => {
                if !self.operator("*") {
                    self.ident()?;
                }
            }
            "notify" => {
                self.ident()?;
                if self.comma() {
                    self.string()?;
                }
            }
            "load" => drop(self.string()?),
            "checkpoint" => {}
            "discard" => {
                let kinds = ["all", "temp", "temporary", "plans", "sequences"];
                if !kinds.iter().any(|kind| self.word(kind)) {
                    return Err(self.expected("`ALL`, `PLANS`, `SEQUENCES` or `TEMP`"));
                }
            }
            "show" | "reset" => setting = self.setting_or_all()?,
            "set" => setting = self.setting_to()?,
            "reassign" => {
                self.expect_word("owned")?;
                self.expect_word("by")?;
                self.comma_list(Parser::label)?;
                self.expect_word("to")?;
                self.label()?;
            }
            "security" => self.security_label()?,
            _ => {
                self.return_to(start);
                return Ok(None);
            }
        }
        self.end()?;
        Ok(Some(setting.map_or(read, Ddl::Setting)))
    }

    fn transaction_word(&mut self) {
        let _ = self.word("work") || self.word("transaction");
    }

    /// `SAVEPOINT` before a savepoint's name, which it may be itself.
    fn savepoint_word(&mut self) {
        if self.peek_word(0) == Some("savepoint") && self.peek_ahead(1).is_some() {
            self.skip(1);
        }
    }

    /// What follows `COMMIT`, `END`, `ROLLBACK` or `ABORT`.
    fn end_of_transaction(&mut self, word: &str) -> Parsed<Ddl> {
        if matches!(word, "commit" | "rollback") && self.word("prepared") {
            self.string()?;
            return Ok(match word {
                "commit" => Ddl::Commit,
                _ => Ddl::Unreadable("`ROLLBACK PREPARED`".to_owned()),
            });
        }
        self.transaction_word();
        if word == "rollback" && self.word("to") {
            self.savepoint_word();
            return self.ident().map(Ddl::RollbackTo);
        }
        if self.word("and") {
            self.word("no");
            self.expect_word("chain")?;
        }
        Ok(match word {
            "rollback" | "abort" => Ddl::Rollback,
            _ => Ddl::Commit,
        })
    }

    /// `ISOLATION LEVEL SERIALIZABLE, READ ONLY …`, or nothing; commas may be left out.
    fn transaction_modes(&mut self) -> Parsed<()> {
        if self.done() {
            return Ok(());
        }
        loop {
            const MODES: [&[&str]; 8] = [
                &["isolation", "level", "read", "uncommitted"],
                &["isolation", "level", "read", "committed"],
                &["isolation", "level", "repeatable", "read"],
                &["isolation", "level", "serializable"],
                &["read", "only"],
                &["read", "write"],
                &["deferrable"],
                &["not", "deferrable"],
            ];
            if !MODES.iter().any(|words| self.words(words)) {
                return Err(self.expected("`ISOLATION LEVEL`, `READ ONLY`, `DEFERRABLE` …"));
            }
            if !self.comma() && self.done() {
                return Ok(());
            }
        }
    }

    /// `PREPARE name [(types)] AS statement`, `PREPARE TRANSACTION '…'`.
    fn prepare(&mut self) -> Parsed<Ddl> {
        if self.peek_word(0) == Some("transaction")
            && matches!(self.peek_ahead(1), Some(TokenKind::String(_)))
        {
            self.skip(2);
            return Ok(Ddl::Skipped);
        }
        let name = self.ident()?;
        let mut types = Vec::new();
        if self.take(&TokenKind::LeftParenthesis) {
            types = self.comma_list(Parser::type_name)?;
            self.close()?;
        }
        self.expect_word("as")?;
        let statements =
            ["select", "insert", "update", "delete", "merge", "values", "with", "table"];
        let begins = self.peek_word(0).is_some_and(|word| statements.contains(&word));
        if !begins && !self.is(&TokenKind::LeftParenthesis) {
            return Err(self.error());
        }
        let statement = self.remaining()?;
        let tables = match Parser::new(self.text(), &statement.tokens).data() {
            Ok(Ddl::Data { tables, statement: _ }) => tables,
            _ => Vec::new(),
        };
        Ok(Ddl::Prepare(Prepare { name, types, tables, statement }))
    }

    /// What follows `EXECUTE`: `name [(argument, …)]`.
    pub(super) fn executed(&mut self) -> Parsed<Execute> {
        let name = self.ident()?;
        let mut arguments = Vec::new();
        if self.take(&TokenKind::LeftParenthesis) {
            arguments = self.comma_list(|parser| parser.expression(&[]))?;
            self.close()?;
        }
        Ok(Execute { name, arguments })
    }

    fn name_or_all(&mut self) -> Parsed<()> {
        match self.word("all") {
            true => Ok(()),
            false => self.ident().map(drop),
        }
    }

    /// `fetch_args`: a cursor, and which of its rows.
    fn fetch(&mut self) -> Parsed<()> {
        // Each of these words is a name, too.
        let is_last = self.peek_ahead(1).is_none();
        if !is_last {
            match self.peek_word(0) {
                Some("next" | "prior" | "first" | "last" | "all") => self.skip(1),
                Some("absolute" | "relative") => {
                    self.skip(1);
                    self.signed_integer()?;
                }
                Some("forward" | "backward") => {
                    self.skip(1);
                    if !self.word("all") && !matches!(self.peek_kind(), Some(TokenKind::Word(_))) {
                        self.signed_integer()?;
                    }
                }
                Some(_) => {}
                None => match self.peek_kind() {
                    Some(TokenKind::QuotedWord(_)) => {}
                    _ => self.signed_integer()?,
                },
            }
        }
        let _ = self.word("from") || self.word("in");
        self.ident().map(drop)
    }

    fn signed_integer(&mut self) -> Parsed<()> {
        let _ = self.operator("-") || self.operator("+");
        match self.peek_kind() {
            Some(TokenKind::Integer(_)) => {
                self.skip(1);
                Ok(())
            }
            _ => Err(self.expected("a number")),
        }
    }

    /// `SECURITY LABEL [FOR provider] ON thing IS label`; the thing is read over.
    fn security_label(&mut self) -> Parsed<()> {
        self.expect_word("label")?;
        if self.word("for") {
            self.word_or_string()?;
        }
        self.expect_word("on")?;
        self.skip_to("is");
        self.expect_word("is")?;
        match self.word("null") {
            true => Ok(()),
            false => self.string().map(drop),
        }
    }

    /// What follows `SHOW` or `RESET`.
    fn setting_or_all(&mut self) -> Parsed<Option<Ident>> {
        const OTHERS: [&[&str]; 4] = [
            &["time", "zone"],
            &["transaction", "isolation", "level"],
            &["session", "authorization"],
            &["all"],
        ];
        match OTHERS.iter().any(|words| self.words(words)) {
            true => Ok(None),
            false => self.setting_name(),
        }
    }

    /// `var_name`, if it is one without dots.
    fn setting_name(&mut self) -> Parsed<Option<Ident>> {
        let mut name = Some(self.ident()?);
        while self.take(&TokenKind::Dot) {
            self.ident()?;
            name = None;
        }
        Ok(name)
    }

    /// What follows `SET`; the setting's name, if it is one without dots.
    pub(super) fn setting_to(&mut self) -> Parsed<Option<Ident>> {
        if self.special_setting()? {
            return Ok(None);
        }
        let name = self.setting_name()?;
        if self.words(&["from", "current"]) {
            return Ok(name);
        }
        if !self.operator("=") {
            self.expect_word("to")?;
        }
        if !self.word("default") {
            self.comma_list(Parser::setting_value)?;
        }
        Ok(name)
    }

    /// The forms of `SET` that are not `name = value` (`VariableSetStmt`, `ConstraintsSetStmt`); whether
    /// it is one.
    fn special_setting(&mut self) -> Parsed<bool> {
        if self.word("constraints") {
            if !self.word("all") {
                self.comma_list(Parser::qualified)?;
            }
            return match self.word("deferred") || self.word("immediate") {
                true => Ok(true),
                false => Err(self.expected("`DEFERRED` or `IMMEDIATE`")),
            };
        }
        // `SESSION` may be the beginning of what is set.
        let of_session = matches!(self.peek_word(1), Some("authorization" | "characteristics"));
        let _ = self.word("local") || (!of_session && self.word("session"));
        if self.words(&["session", "characteristics", "as", "transaction"]) {
            self.transaction_modes()?;
        } else if self.words(&["session", "authorization"]) {
            self.word_or_string()?;
        } else if self.words(&["transaction", "snapshot"]) {
            self.string()?;
        } else if self.word("transaction") {
            if self.done() {
                return Err(self.error());
            }
            self.transaction_modes()?;
        } else if self.words(&["time", "zone"]) {
            self.time_zone()?;
        } else if self.words(&["xml", "option"]) {
            if !self.word("document") && !self.word("content") {
                return Err(self.error());
            }
        } else if self.is_assigned(1) {
            return Ok(false);
        } else if self.word("names") {
            if !self.done() && !self.word("default") {
                self.string()?;
            }
        } else if self.word("role") {
            self.word_or_string()?;
        } else if self.word("schema") {
            self.string()?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Whether a value is assigned behind `ahead` tokens.
    fn is_assigned(&self, ahead: usize) -> bool {
        match self.peek_ahead(ahead) {
            Some(TokenKind::Operator(symbol)) => symbol == "=",
            Some(TokenKind::Word(word)) => word == "to",
            _ => false,
        }
    }

    /// `var_value`.
    fn setting_value(&mut self) -> Parsed<()> {
        let _ = self.operator("-") || self.operator("+");
        match self.peek_kind() {
            Some(TokenKind::Integer(_) | TokenKind::Numeric(_)) => {
                self.skip(1);
                Ok(())
            }
            // The words of a boolean are reserved.
            Some(TokenKind::Word(word)) if matches!(word.as_str(), "true" | "false" | "on") => {
                self.skip(1);
                Ok(())
            }
            _ => self.word_or_string(),
        }
    }

    /// `zone_value`.
    fn time_zone(&mut self) -> Parsed<()> {
        if self.word("interval") {
            self.string()?;
            self.skip_rest();
            return Ok(());
        }
        self.setting_value()
    }

    /// `NonReservedWord_or_Sconst`, and `DEFAULT` where it stands for one.
    fn word_or_string(&mut self) -> Parsed<()> {
        match self.peek_kind() {
            Some(TokenKind::Word(_) | TokenKind::QuotedWord(_) | TokenKind::String(_)) => {
                self.skip(1);
                Ok(())
            }
            _ => Err(self.error()),
        }
    }
}
