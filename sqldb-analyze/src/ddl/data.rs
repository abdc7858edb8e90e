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
            (Ddl::Data { tables, .. }, statement) => Ddl::Data { tables, statement },
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
            "set" => self.set(),
            "reset" => {
                let search_path = self.word("search_path") || self.word("all");
                self.skip_rest();
                Ok(if search_path { Ddl::SetSearchPath(None) } else { Ddl::Skipped })
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
            return Ok(self.skipped());
        }
        self.table_then_anything()
    }

    /// A query in a migration: only `INTO` and `set_config` matter.
    fn select(&mut self) -> Parsed<Ddl> {
        if let Some(path) = self.set_config() {
            self.skip_rest();
            return Ok(Ddl::SetSearchPath(Some(path)));
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
    fn set_config(&self) -> Option<Vec<String>> {
        let ahead = if self.peek_word(0) == Some("pg_catalog") { 2 } else { 0 };
        if self.peek_word(ahead) != Some("set_config") {
            return None;
        }
        match (self.peek_ahead(ahead + 2), self.peek_ahead(ahead + 4)) {
            (Some(TokenKind::String(name)), Some(TokenKind::String(value)))
                if name == "search_path" =>
            {
                let names = value.split(',').map(|name| name.trim().trim_matches('"').to_owned());
                Some(names.filter(|name| !name.is_empty()).collect())
            }
            _ => None,
        }
    }

    fn set(&mut self) -> Parsed<Ddl> {
        if !self.word("session") {
            self.word("local");
        }
        if self.word("schema") {
            let (name, _) = self.string()?;
            return Ok(Ddl::SetSearchPath(Some(vec![name])));
        }
        if !self.word("search_path") {
            return Ok(self.skipped());
        }
        if !self.operator("=") {
            self.expect_word("to")?;
        }
        if self.word("default") {
            return Ok(Ddl::SetSearchPath(None));
        }
        let names = self.comma_list(|parser| match parser.peek_kind() {
            Some(TokenKind::String(_)) => parser.string().map(|(name, _)| name),
            _ => parser.label().map(|name| name.name),
        })?;
        Ok(Ddl::SetSearchPath(Some(names)))
    }
}
