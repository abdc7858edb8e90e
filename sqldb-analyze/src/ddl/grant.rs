//! `GRANT` and `REVOKE`: what they name (`gram.y GrantStmt, privilege_target`).

use super::other::OtherForm;
use super::parser::{Parsed, Parser};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::tree::Ident;
use crate::tree::ddl::{Ddl, Named, Object, OtherWord};

/// `aclchk.c string_to_privilege`.
const PRIVILEGES: &[&str] = &[
    "select",
    "insert",
    "update",
    "delete",
    "truncate",
    "references",
    "trigger",
    "execute",
    "usage",
    "create",
    "temporary",
    "temp",
    "connect",
    "set",
    "alter system",
    "maintain",
    "rule",
];

impl Parser<'_> {
    /// `GRANT privileges ON … TO …`, `REVOKE privileges ON … FROM …`; roles are read over.
    pub(super) fn grant(&mut self) -> Parsed<Ddl> {
        self.skip(1);
        self.words(&["grant", "option", "for"]);
        let mut privileges: Vec<Ident> = Vec::new();
        let mut columns: Vec<Ident> = Vec::new();
        let all = self.word("all");
        if all {
            self.word("privileges");
            columns.extend(self.privilege_columns()?);
        }
        while !all && !self.done() {
            let Some(privilege) = self.privilege() else { break };
            privileges.push(privilege);
            columns.extend(self.privilege_columns()?);
            if !self.comma() {
                break;
            }
        }
        // Without `ON` they are roles.
        if !self.word("on") {
            self.skip_rest();
            return Ok(Ddl::Mention(Vec::new()));
        }
        for privilege in &privileges {
            if !PRIVILEGES.contains(&privilege.name.as_str()) {
                let message = format!("unrecognized privilege type `{}`", privilege.name);
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, privilege.span, message)
                    .help("privileges are `SELECT`, `INSERT`, `UPDATE`, `DELETE`, `USAGE`, …"));
            }
        }
        let mut named = self.privilege_target()?;
        let relations: Vec<_> = named
            .iter()
            .filter_map(|thing| match thing {
                Named::Relation(name) => Some(name.clone()),
                _ => None,
            })
            .collect();
        for relation in relations {
            let columns = columns.iter().cloned();
            named.extend(columns.map(|column| Named::Column(relation.clone(), column)));
        }
        self.skip_rest();
        Ok(Ddl::Mention(named))
    }

    fn privilege(&mut self) -> Option<Ident> {
        if self.words(&["alter", "system"]) {
            let span = self.before().map(|token| token.span).unwrap_or_default();
            return Some(Ident { name: "alter system".to_owned(), span });
        }
        self.label().ok()
    }

    fn privilege_columns(&mut self) -> Parsed<Vec<Ident>> {
        match self.is(&TokenKind::LeftParenthesis) {
            true => self.ident_list(),
            false => Ok(Vec::new()),
        }
    }

    fn privilege_target(&mut self) -> Parsed<Vec<Named>> {
        // A word of a kind may be a table's name.
        let is_name = match self.peek_ahead(1) {
            Some(TokenKind::Comma | TokenKind::Dot) | None => true,
            Some(TokenKind::Word(word)) => matches!(word.as_str(), "to" | "from"),
            Some(_) => false,
        };
        let word = if is_name { None } else { self.peek_word(0) };
        let relation = |parser: &mut Self| parser.qualified().map(Named::Relation);
        match word {
            Some("all") => {
                while self.peek().is_some_and(|token| !token.is_word("schema")) {
                    self.skip(1);
                }
                self.expect_word("schema")?;
                self.comma_list(|parser| parser.ident().map(Named::Schema))
            }
            Some("schema") => {
                self.skip(1);
                self.comma_list(|parser| parser.ident().map(Named::Schema))
            }
            Some("sequence") => {
                self.skip(1);
                let sequence = |parser: &mut Self| {
                    parser.qualified().map(|name| Named::RelationOf(Object::Sequence, name))
                };
                self.comma_list(sequence)
            }
            Some("function" | "procedure" | "routine") => {
                let object = match word {
                    Some("function") => Object::Function,
                    Some("procedure") => Object::Procedure,
                    _ => Object::Routine,
                };
                self.skip(1);
                let function = |parser: &mut Self| {
                    parser.function_signature().map(|name| Named::Function(object, name))
                };
                self.comma_list(function)
            }
            Some("type") => {
                self.skip(1);
                self.comma_list(|parser| parser.type_name().map(Named::Type))
            }
            Some("domain") => {
                self.skip(1);
                self.comma_list(|parser| parser.qualified().map(Named::Domain))
            }
            Some("table") => {
                self.skip(1);
                self.comma_list(relation)
            }
            Some("language") => {
                self.skip(1);
                let form = OtherForm::Global(OtherWord::Language);
                self.comma_list(|parser| parser.other_name(&form).map(Named::Other))
            }
            Some("foreign") => {
                if self.peek_word(1) == Some("server") {
                    self.skip(1);
                }
                let form = self.other_word().ok_or_else(|| self.error())?;
                self.comma_list(|parser| parser.other_name(&form).map(Named::Other))
            }
            Some("database" | "large" | "tablespace" | "parameter") => {
                self.skip_rest();
                Ok(Vec::new())
            }
            _ => self.comma_list(relation),
        }
    }
}
