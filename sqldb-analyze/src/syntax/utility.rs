//! Commands that are no queries (`gram.y` `stmt`), as far as `exec` may run them.

use crate::diagnostic::Diagnostic;
use crate::lex::TokenKind;
use crate::tree::{
    CallStatement, Copy, CopyDirection, CopyPeer, CopySource, Explain, ExplainFormat,
    QualifiedIdent, Statement, Utility,
};

use super::reader::{Names, Reader};
use super::{command, failure};

impl Reader<'_> {
    /// `stmt`: one statement of any kind that is read.
    pub(super) fn statement(&mut self) -> Result<Statement, Diagnostic> {
        let word = match self.kind() {
            Some(TokenKind::Word(word)) => word.as_str(),
            Some(TokenKind::LeftParenthesis) => return self.preparable(),
            Some(_) => return Err(self.unexpected()),
            // Nothing at all: there is no statement to speak of.
            None => return Err(failure::unexpected(None, None)),
        };
        let utility = match word {
            "select" | "values" | "table" | "with" | "insert" | "update" | "delete" | "merge" => {
                return self.preparable();
            }
            "call" => Utility::Call(self.call_statement()?),
            "copy" => Utility::Copy(Box::new(self.copy()?)),
            "explain" => Utility::Explain(Box::new(self.explain()?)),
            "show" => self.show()?,
            "truncate" | "lock" | "refresh" | "analyze" | "analyse" | "vacuum" => {
                self.command_on_relations(word)?
            }
            _ => self.plain_command(word)?,
        };
        Ok(Statement::Utility(utility))
    }

    /// `CALL procedure(…)`.
    fn call_statement(&mut self) -> Result<CallStatement, Diagnostic> {
        self.expect_word("call")?;
        let start = self.at();
        let name = self.qualified_function_name()?;
        let arguments = self.arguments_in_parentheses()?;
        Ok(CallStatement { name, arguments, span: self.span_from(start) })
    }

    /// `COPY { table [(columns)] | (query) } { FROM | TO } …`.
    fn copy(&mut self) -> Result<Copy, Diagnostic> {
        self.expect_word("copy")?;
        let source = if self.is(&TokenKind::LeftParenthesis) {
            self.skip();
            let statement = Box::new(self.preparable()?);
            self.expect(&TokenKind::RightParenthesis)?;
            CopySource::Query(statement)
        } else {
            let name = self.qualified_name()?;
            let columns = match self.is(&TokenKind::LeftParenthesis) {
                true => self.names_in_parentheses()?,
                false => Vec::new(),
            };
            CopySource::Relation { name, columns }
        };
        let relation = matches!(source, CopySource::Relation { .. });
        let direction = match relation && self.take_word("from") {
            true => CopyDirection::In,
            false => {
                self.expect_word("to")?;
                CopyDirection::Out
            }
        };
        let peer = match self.is_one_of(&["stdin", "stdout"]) {
            true => CopyPeer::Client,
            false => CopyPeer::Server,
        };
        // In which form: nothing that has a type.
        self.skip_rest();
        Ok(Copy { source, direction, peer })
    }

    /// `EXPLAIN [(options) | ANALYZE | VERBOSE] statement`.
    fn explain(&mut self) -> Result<Explain, Diagnostic> {
        self.expect_word("explain")?;
        let mut format = ExplainFormat::Text;
        if self.is(&TokenKind::LeftParenthesis) && !self.opens_query(self.at()) {
            self.skip();
            loop {
                let is_format = self.take_word("format");
                match self.word() {
                    Some("json") if is_format => format = ExplainFormat::Json,
                    Some("xml") if is_format => format = ExplainFormat::Xml,
                    _ => {}
                }
                while !matches!(
                    self.kind(),
                    None | Some(TokenKind::Comma | TokenKind::RightParenthesis)
                ) {
                    self.skip();
                }
                if !self.take(&TokenKind::Comma) {
                    break;
                }
            }
            self.expect(&TokenKind::RightParenthesis)?;
        } else {
            let _ = self.take_word("analyze") || self.take_word("analyse");
            self.take_word("verbose");
        }
        Ok(Explain { format, statement: self.preparable()? })
    }

    /// `SHOW setting`, whose column has the setting's name (`guc_funcs.c GetPGVariable`).
    fn show(&mut self) -> Result<Utility, Diagnostic> {
        self.expect_word("show")?;
        let setting = if self.take_words(&["time", "zone"]) {
            "timezone".to_owned()
        } else if self.take_words(&["transaction", "isolation", "level"]) {
            "transaction_isolation".to_owned()
        } else if self.take_words(&["session", "authorization"]) {
            "session_authorization".to_owned()
        } else if self.take_word("all") {
            return Ok(Utility::Show { setting: None });
        } else {
            let mut name = self.name(Names::Column)?.name;
            while self.take(&TokenKind::Dot) {
                name = format!("{name}.{}", self.name(Names::Column)?.name);
            }
            name
        };
        // The settings whose names have capitals (`guc_tables.c`).
        let capitalised = ["DateStyle", "IntervalStyle", "TimeZone"];
        let known = capitalised.iter().find(|known| known.eq_ignore_ascii_case(&setting));
        let setting = known.map_or(setting, |known| (*known).to_owned());
        Ok(Utility::Show { setting: Some(setting) })
    }

    /// `TRUNCATE t, u …` and its kin.
    fn command_on_relations(&mut self, word: &str) -> Result<Utility, Diagnostic> {
        self.skip();
        let mut relations = Vec::new();
        match word {
            "refresh" => {
                self.expect_word("materialized")?;
                self.expect_word("view")?;
                self.take_word("concurrently");
                relations.push(self.qualified_name()?);
            }
            "truncate" | "lock" => {
                self.take_word("table");
                relations = self.comma_separated(Reader::relation_expression)?;
            }
            _ => {
                if self.is(&TokenKind::LeftParenthesis)
                    && let Some(close) = self.source.partner(self.at())
                {
                    self.move_to(close + 1);
                }
                let words = ["full", "freeze", "verbose", "analyze", "analyse", "skip_locked"];
                while words.iter().any(|word| self.take_word(word)) {}
                if self.kind().is_some() {
                    relations = self.comma_separated(Reader::analysed_relation)?;
                }
            }
        }
        let end = ["restart", "continue", "cascade", "restrict", "in", "nowait", "with"];
        match self.kind() {
            None => {}
            Some(TokenKind::Word(word)) if end.contains(&word.as_str()) => self.skip_rest(),
            Some(_) => return Err(self.unexpected()),
        }
        Ok(Utility::Relations { command: word.to_ascii_uppercase(), relations })
    }

    /// `t (columns)`.
    fn analysed_relation(&mut self) -> Result<QualifiedIdent, Diagnostic> {
        let name = self.relation_expression()?;
        if self.is(&TokenKind::LeftParenthesis) {
            self.names_in_parentheses()?;
        }
        Ok(name)
    }

    fn plain_command(&mut self, word: &str) -> Result<Utility, Diagnostic> {
        let start = self.at();
        match command::reading(word) {
            command::Reading::Grammar => command::check(self.source, start, word)?,
            command::Reading::Word => {}
            command::Reading::Migration => {
                let span = self.source.span(start, start);
                return Err(failure::belongs_into_a_migration(span, word));
            }
            command::Reading::Unknown => return Err(self.unexpected()),
        }
        self.skip_rest();
        Ok(Utility::Plain { command: word.to_ascii_uppercase() })
    }

    fn skip_rest(&mut self) {
        self.move_to(self.source.tokens().len());
    }
}
