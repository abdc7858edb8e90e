//! Statements that change nothing of the catalog, and what they name: `COMMENT`, `GRANT`, `REVOKE`,
//! `CLUSTER`, `REFRESH`, `REINDEX`, `ANALYZE`, `VACUUM`, `LOCK`.
//!
//! What of them no catalog of ours has, such as roles, is read over.

use super::parser::{Parsed, Parser};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::tree::ddl::{Ddl, Named, Object};
use crate::tree::{Ident, QualifiedIdent};

impl Parser<'_> {
    /// `COMMENT ON …`.
    pub(super) fn comment(&mut self) -> Parsed<Ddl> {
        self.expect_word("comment")?;
        self.expect_word("on")?;
        let named = self.commented()?;
        if named.is_some() {
            self.expect_word("is")?;
            if !self.word("null") {
                self.string()?;
            }
        } else {
            self.skip_rest();
        }
        Ok(Ddl::Mention(named.into_iter().collect()))
    }

    fn commented(&mut self) -> Parsed<Option<Named>> {
        if let Some(form) = self.other_word() {
            return self.other_name(&form).map(|name| Some(Named::Other(name)));
        }
        let Some(word) = self.peek_word(0) else { return Err(self.error()) };
        let object = match word {
            "table" => Object::Table,
            "view" => Object::View,
            "materialized" => Object::MaterializedView,
            "index" => Object::Index,
            "sequence" => Object::Sequence,
            "foreign" if self.peek_word(1) == Some("table") => Object::ForeignTable,
            "function" => Object::Function,
            "procedure" => Object::Procedure,
            "aggregate" => Object::Aggregate,
            "routine" => Object::Routine,
            _ => return self.commented_other(word),
        };
        self.skip(if matches!(word, "materialized" | "foreign") { 2 } else { 1 });
        Ok(Some(match object {
            Object::Function | Object::Procedure | Object::Aggregate | Object::Routine => {
                Named::Function(object, self.function_signature()?)
            }
            _ => Named::RelationOf(object, self.qualified()?),
        }))
    }

    fn commented_other(&mut self, word: &str) -> Parsed<Option<Named>> {
        if !matches!(
            word,
            "column" | "type" | "domain" | "schema" | "constraint" | "trigger" | "policy"
        ) {
            return Ok(None);
        }
        self.skip(1);
        Ok(Some(match word {
            "column" => {
                let (relation, column) = self.column_of()?;
                Named::Column(relation, column)
            }
            "type" => Named::Type(self.type_name()?),
            "domain" => Named::Domain(self.qualified()?),
            "schema" => Named::Schema(self.ident()?),
            _ => {
                let name = self.ident()?;
                self.expect_word("on")?;
                if word == "constraint" && self.peek_word(0) == Some("domain") {
                    self.skip(1);
                    Named::Domain(self.qualified()?)
                } else {
                    let relation = self.qualified()?;
                    match word {
                        "constraint" => Named::Constraint(relation, name),
                        "trigger" => Named::Trigger(relation, name),
                        _ => Named::Policy(relation, name),
                    }
                }
            }
        }))
    }

    /// `[[database.]schema.]table.column`.
    fn column_of(&mut self) -> Parsed<(QualifiedIdent, Ident)> {
        let mut parts = vec![self.ident()?];
        while self.take(&TokenKind::Dot) {
            parts.push(self.label()?);
        }
        match (parts.pop(), parts.pop()) {
            (Some(column), Some(name)) => {
                Ok((QualifiedIdent { schema: parts.pop(), name }, column))
            }
            (Some(column), None) => {
                let message = "column name must be qualified";
                Err(Diagnostic::new(SqlState::SYNTAX_ERROR, column.span, message)
                    .help(format!("write the table in front: `table.{}`", column.name)))
            }
            _ => Err(self.error()),
        }
    }

    /// `CLUSTER [(…)] [VERBOSE] [table [USING index]]`, or `CLUSTER index ON table`.
    pub(super) fn cluster(&mut self) -> Parsed<Ddl> {
        self.expect_word("cluster")?;
        self.utility_options()?;
        if self.done() {
            return Ok(Ddl::Mention(Vec::new()));
        }
        let relation = self.qualified()?;
        let named = if self.word("using") {
            let index = self.ident()?;
            vec![Named::Relation(relation.clone()), Named::Index(relation, index)]
        } else if self.word("on") {
            let table = self.qualified()?;
            vec![Named::Relation(table.clone()), Named::Index(table, relation.name)]
        } else {
            vec![Named::Relation(relation)]
        };
        Ok(Ddl::Mention(named))
    }

    /// `REFRESH MATERIALIZED VIEW [CONCURRENTLY] name [WITH [NO] DATA]`.
    pub(super) fn refresh(&mut self) -> Parsed<Ddl> {
        self.expect_word("refresh")?;
        self.expect_word("materialized")?;
        self.expect_word("view")?;
        let concurrently = self.word("concurrently");
        let name = self.qualified()?;
        if self.word("with") {
            self.word("no");
            self.expect_word("data")?;
        }
        Ok(Ddl::Refresh { name, concurrently })
    }

    /// `REINDEX [(…)] {INDEX | TABLE | SCHEMA | …} [CONCURRENTLY] name`.
    pub(super) fn reindex(&mut self) -> Parsed<Ddl> {
        self.expect_word("reindex")?;
        if self.is(&TokenKind::LeftParenthesis) {
            self.parenthesised()?;
        }
        let named = match self.peek_word(0) {
            Some(word @ ("index" | "table" | "schema")) => {
                self.skip(1);
                self.word("concurrently");
                match word {
                    "index" => vec![Named::RelationOf(Object::Index, self.qualified()?)],
                    "table" => vec![Named::Relation(self.qualified()?)],
                    _ => vec![Named::Schema(self.ident()?)],
                }
            }
            _ => Vec::new(),
        };
        self.skip_rest();
        Ok(Ddl::Mention(named))
    }

    /// `ANALYZE` and `VACUUM`, with their old and new options.
    pub(super) fn vacuum(&mut self) -> Parsed<Ddl> {
        self.skip(1);
        self.utility_options()?;
        let mut named = Vec::new();
        while !self.done() {
            self.word("only");
            let relation = self.qualified()?;
            self.operator("*");
            named.push(Named::Relation(relation.clone()));
            if self.is(&TokenKind::LeftParenthesis) {
                let columns = self.ident_list()?;
                named.extend(columns.into_iter().map(|c| Named::Column(relation.clone(), c)));
            }
            if !self.comma() {
                break;
            }
        }
        Ok(Ddl::Mention(named))
    }

    /// `(option, …)`, or words without parentheses.
    fn utility_options(&mut self) -> Parsed<()> {
        if self.is(&TokenKind::LeftParenthesis) {
            self.parenthesised()?;
        }
        while let Some("full" | "freeze" | "verbose" | "analyze" | "analyse") = self.peek_word(0) {
            self.skip(1);
        }
        Ok(())
    }

    /// `LOCK [TABLE] [ONLY] name [*], … [IN … MODE] [NOWAIT]`.
    pub(super) fn lock(&mut self) -> Parsed<Ddl> {
        self.expect_word("lock")?;
        self.word("table");
        let named = self.comma_list(|parser| {
            parser.word("only");
            let name = parser.qualified()?;
            parser.operator("*");
            Ok(Named::Relation(name))
        })?;
        if self.word("in") {
            while let Some("access" | "row" | "share" | "update" | "exclusive") = self.peek_word(0)
            {
                self.skip(1);
            }
            self.expect_word("mode")?;
        }
        self.word("nowait");
        Ok(Ddl::Mention(named))
    }
}
