//! `DROP`.

use super::parser::{Parsed, Parser, is_outside_catalog};
use crate::tree::ddl::{Ddl, Drop, FunctionName, Object};

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
        if let Some(form) = self.other_word() {
            return self.drop_other(&form);
        }
        if is_outside_catalog(word) {
            return Ok(self.skipped());
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
