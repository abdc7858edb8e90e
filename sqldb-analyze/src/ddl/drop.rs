//! `DROP`.

use super::parser::{Parsed, Parser, is_outside_catalog};
use crate::tree::ddl::{Ddl, Drop, FunctionName, Object};

/// What `DROP` can say besides of things that are no part of the catalog ([`is_outside_catalog`]).
const SKIPPED: &[&str] = &["transform", "collation"];

impl Parser<'_> {
    pub(super) fn drop(&mut self) -> Parsed<Ddl> {
        self.expect_word("drop")?;
        let Some(word) = self.peek_word(0) else { return Err(self.error()) };
        if word == "owned" {
            return Ok(self.unreadable("`DROP OWNED`"));
        }
        if word == "policy" {
            return self.drop_policy();
        }
        if word == "event" {
            return self.drop_event_trigger();
        }
        if SKIPPED.contains(&word) || is_outside_catalog(word) {
            // What depends on it is not kept.
            let takes = matches!(word, "collation" | "text" | "server" | "language" | "procedural");
            let cascade = self.rest().iter().any(|token| token.is_word("cascade"));
            return Ok(match takes && cascade {
                true => self.unreadable("`DROP … CASCADE`"),
                false => self.skipped(),
            });
        }
        self.next();
        let object = match word {
            "table" => Object::Table,
            "view" => Object::View,
            "materialized" => {
                self.expect_word("view")?;
                Object::MaterializedView
            }
            "foreign" if self.word("table") => Object::ForeignTable,
            "foreign" if self.rest().iter().any(|token| token.is_word("cascade")) => {
                return Ok(self.unreadable("`DROP … CASCADE`"));
            }
            "foreign" => return Ok(self.skipped()),
            "sequence" => Object::Sequence,
            "index" => {
                self.word("concurrently");
                Object::Index
            }
            "schema" => Object::Schema,
            "type" => Object::Type,
            "domain" => Object::Domain,
            "extension" => Object::Extension,
            "function" => Object::Function,
            "procedure" => Object::Procedure,
            "aggregate" => Object::Aggregate,
            "routine" => Object::Routine,
            "cast" => return self.drop_cast(),
            "rule" => return self.drop_rule(),
            "trigger" => return self.drop_trigger(),
            "operator" => return self.drop_operator(),
            _ => {
                self.step_back();
                return Err(self.error());
            }
        };
        let if_exists = self.if_exists();
        let names = match object {
            Object::Function | Object::Procedure | Object::Aggregate | Object::Routine => {
                self.comma_list(Parser::function_signature)?
            }
            Object::Type | Object::Domain => self.comma_list(|parser| {
                let name = parser.type_name()?.name;
                Ok(FunctionName { name, arguments: None })
            })?,
            _ => self.comma_list(|parser| {
                Ok(FunctionName { name: parser.qualified()?, arguments: None })
            })?,
        };
        let behavior = self.behavior();
        Ok(Ddl::Drop(Drop { object, if_exists, names, behavior }))
    }
}
