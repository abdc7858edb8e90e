//! Statements on rows, and settings: which tables must exist, and what names mean from here on.

use super::parser::{Parsed, Parser};
use crate::catalog::RelationKind;
use crate::lex::TokenKind;
use crate::tree::ddl::{CreateView, Ddl};

impl Parser<'_> {
    pub(super) fn data(&mut self) -> Parsed<Ddl> {
        let Some(word) = self.peek_word(0) else { return Err(self.error()) };
        let typed = match word {
            "select" | "insert" | "update" | "delete" | "merge" | "with" | "values" | "table"
            | "call" => Some(super::parser::fragment(self.rest().to_vec())),
            _ => None,
        };
        let read = self.data_of(word)?;
        Ok(match (read, typed) {
            (Ddl::Data { tables, statement: None }, statement) => Ddl::Data { tables, statement },
            (Ddl::Skipped, Some(statement)) => {
                Ddl::Data { tables: Vec::new(), statement: Some(statement) }
            }
            (other, _) => other,
        })
    }

    fn data_of(&mut self, word: &str) -> Parsed<Ddl> {
        self.next();
        match word {
            "insert" => {
                self.expect_word("into")?;
                self.table_then_anything()
            }
            "update" => {
                self.word("only");
                self.table_then_anything()
            }
            "delete" => {
                self.expect_word("from")?;
                self.word("only");
                self.table_then_anything()
            }
            "truncate" => {
                self.word("table");
                let tables = self.comma_list(|parser| {
                    parser.word("only");
                    let table = parser.qualified()?;
                    parser.operator("*");
                    Ok(table)
                })?;
                self.skip_rest();
                Ok(Ddl::Data { tables, statement: None })
            }
            "copy" => self.copy(),
            "select" => self.select(),
            "with" => self.select_behind_with(),
            "set" => self.set(),
            "reset" => {
                let search_path = matches!(self.peek_word(0), Some("search_path" | "all"));
                self.step_back();
                let reset = self.session_statement("reset")?.unwrap_or(Ddl::Skipped);
                Ok(if search_path { Ddl::SetSearchPath(None) } else { reset })
            }
            "import" => Ok(self.unreadable("`IMPORT FOREIGN SCHEMA`")),
            _ => Ok(self.skipped()),
        }
    }

    fn table_then_anything(&mut self) -> Parsed<Ddl> {
        let table = self.qualified()?;
        self.skip_rest();
        Ok(Ddl::Data { tables: vec![table], statement: None })
    }

    fn copy(&mut self) -> Parsed<Ddl> {
        if self.is(&TokenKind::LeftParenthesis) {
            let query = self.parenthesised()?;
            self.skip_rest();
            return Ok(Ddl::Data { tables: Vec::new(), statement: Some(query) });
        }
        self.table_then_anything()
    }

    /// `EXPLAIN ANALYZE` does what it explains.
    pub(super) fn explain(&mut self) -> Parsed<Ddl> {
        self.next();
        let mut runs = false;
        if self.is(&TokenKind::LeftParenthesis) {
            let options = self.parenthesised()?;
            runs = options.tokens.iter().any(|t| t.is_word("analyze") || t.is_word("analyse"));
        }
        while matches!(self.peek_word(0), Some("analyze" | "analyse" | "verbose")) {
            runs |= self.peek_word(0) != Some("verbose");
            self.next();
        }
        match self.peek_word(0) {
            _ if !runs => Ok(self.skipped()),
            Some("select" | "insert" | "update" | "delete" | "merge" | "with" | "values") => {
                self.data()
            }
            _ => Ok(self.unreadable("`EXPLAIN ANALYZE`")),
        }
    }

    /// A query in a migration: only `INTO` and `set_config` matter.
    fn select(&mut self) -> Parsed<Ddl> {
        if let Some(set) = self.set_config() {
            self.skip_rest();
            return Ok(set);
        }
        let mut depth = 0_u32;
        let mut before = vec![];
        self.step_back();
        while let Some(token) = self.peek() {
            match &token.kind {
                TokenKind::LeftParenthesis => depth += 1,
                TokenKind::RightParenthesis => depth = depth.saturating_sub(1),
                TokenKind::Word(word) if word == "into" && depth == 0 => {
                    return self.select_into(before);
                }
                TokenKind::Word(word) if word == "from" && depth == 0 => break,
                _ => {}
            }
            before.push(token.clone());
            self.next();
        }
        Ok(self.skipped())
    }

    /// `WITH … SELECT … INTO`; any other statement behind `WITH` makes nothing.
    fn select_behind_with(&mut self) -> Parsed<Ddl> {
        let mut depth = 0_u32;
        let mut before = Vec::new();
        let mut selects = false;
        self.step_back();
        while let Some(token) = self.peek() {
            match &token.kind {
                TokenKind::LeftParenthesis => depth += 1,
                TokenKind::RightParenthesis => depth = depth.saturating_sub(1),
                TokenKind::Word(word) if depth == 0 => match word.as_str() {
                    "select" => selects = true,
                    "insert" | "update" | "delete" | "merge" | "values" => break,
                    "into" if selects => return self.select_into(before),
                    "from" if selects => break,
                    _ => {}
                },
                _ => {}
            }
            before.push(token.clone());
            self.next();
        }
        Ok(self.skipped())
    }

    fn select_into(&mut self, mut before: Vec<crate::lex::Token>) -> Parsed<Ddl> {
        self.expect_word("into")?;
        let temporary = self.word("temp") || self.word("temporary");
        self.word("unlogged");
        self.word("table");
        let name = self.qualified()?;
        let mut view: CreateView = self.create_view_of(RelationKind::Table, name);
        before.extend(self.rest().iter().cloned());
        self.skip_rest();
        if let (Some(first), Some(last)) = (before.first(), before.last()) {
            view.query.span = first.span.to(last.span);
        }
        view.query.tokens = before;
        view.temporary = temporary;
        Ok(Ddl::CreateView(Box::new(view)))
    }

    /// `pg_catalog.set_config('search_path', 'a, b', …)`, as `pg_dump` writes it.
    pub(super) fn set_config(&self) -> Option<Ddl> {
        let ahead = if self.peek_word(0) == Some("pg_catalog") { 2 } else { 0 };
        if self.peek_word(ahead) != Some("set_config") {
            return None;
        }
        let name = self.peek_ahead(ahead + 2);
        if !matches!(name, Some(TokenKind::String(name)) if name == "search_path") {
            return None;
        }
        let rest = [ahead + 4, ahead + 5, ahead + 6].map(|at| self.peek_ahead(at));
        let [Some(TokenKind::String(value)), Some(TokenKind::Comma), Some(local)] = rest else {
            return Some(Ddl::Unreadable("`set_config` of the search path".to_owned()));
        };
        let set = match local {
            TokenKind::Word(word) if word == "true" => Ddl::SetLocalSearchPath,
            TokenKind::Word(word) if word == "false" => Ddl::SetSearchPath,
            _ => return Some(Ddl::Unreadable("`set_config` of the search path".to_owned())),
        };
        let names = value.split(',').map(|name| {
            let name = name.trim();
            match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
                Some(quoted) => quoted.replace("\"\"", "\""),
                None => name.to_lowercase(),
            }
        });
        Some(set(Some(names.filter(|name| !name.is_empty()).collect())))
    }

    fn set(&mut self) -> Parsed<Ddl> {
        let start = self.position();
        let set = match self.word("local") {
            true => Ddl::SetLocalSearchPath,
            false => Ddl::SetSearchPath,
        };
        self.word("session");
        if self.word("schema") {
            let (name, _) = self.string()?;
            return Ok(set(Some(vec![name])));
        }
        let quoted = |kind: &TokenKind| *kind == TokenKind::QuotedWord("search_path".to_owned());
        if self.peek_kind().is_some_and(quoted) {
            self.skip(1);
        } else if self.word("check_function_bodies") {
            let off = self.rest().iter().any(|token| match &token.kind {
                TokenKind::Word(word) | TokenKind::String(word) => {
                    crate::literal::boolean::value(word) == Some(false)
                }
                TokenKind::Integer(number) => *number == 0,
                _ => false,
            });
            self.skip_rest();
            return Ok(Ddl::CheckFunctionBodies(!off));
        } else if !self.word("search_path") {
            self.return_to(start);
            let setting = self.setting_to()?;
            return Ok(setting.map_or(Ddl::Skipped, Ddl::Setting));
        }
        if self.words(&["from", "current"]) {
            return Ok(Ddl::Skipped);
        }
        if !self.operator("=") {
            self.expect_word("to")?;
        }
        if self.word("default") {
            return Ok(set(None));
        }
        let names = self.comma_list(|parser| match parser.peek_kind() {
            Some(TokenKind::String(_)) => parser.string().map(|(name, _)| name),
            _ => parser.label().map(|name| name.name),
        })?;
        Ok(set(Some(names)))
    }
}
