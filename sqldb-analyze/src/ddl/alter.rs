//! `ALTER`: tables and their kin with all actions, and the way to types, domains and functions.

use super::column::Typed;
use super::parser::{Parsed, Parser, is_outside_catalog};
use crate::lex::TokenKind;
use crate::tree::ddl::{
    AlterAction, AlterColumn, AlterRelation, Ddl, Object, Reach, SequenceOptions,
};

/// What `ALTER` can say besides of things that are no part of the catalog ([`is_outside_catalog`]).
const SKIPPED: &[&str] = &["default", "system", "large"];

impl Parser<'_> {
    pub(super) fn alter(&mut self) -> Parsed<Ddl> {
        self.expect_word("alter")?;
        let Some(word) = self.peek_word(0) else { return Err(self.error()) };
        if matches!(word, "role" | "user" | "database" | "system") && self.sets_other_path() {
            let what = format!(
                "`ALTER {} … SET search_path` changes what names mean in later sessions, and so",
                word.to_ascii_uppercase()
            );
            return Ok(self.unreadable(&what));
        }
        if word == "policy" {
            return self.alter_policy();
        }
        if word == "event" {
            return self.alter_event_trigger();
        }
        if let Some(form) = self.other_word() {
            return self.alter_other(&form);
        }
        if SKIPPED.contains(&word) || is_outside_catalog(word) {
            return Ok(self.skipped());
        }
        self.next();
        match word {
            "extension" => {
                let name = self.ident()?;
                match self.word("set") {
                    true => {
                        self.expect_word("schema")?;
                        Ok(Ddl::MoveExtension { name, schema: self.ident()? })
                    }
                    // `UPDATE`, `ADD` and `DROP` of members.
                    false => Ok(self.skipped()),
                }
            }
            "rule" => self.alter_rule(),
            "trigger" => self.alter_trigger(),
            "table" => self.alter_relation(Object::Table),
            "view" => self.alter_relation(Object::View),
            "index" => self.alter_relation(Object::Index),
            "sequence" => self.alter_relation(Object::Sequence),
            "materialized" => {
                self.expect_word("view")?;
                self.alter_relation(Object::MaterializedView)
            }
            "foreign" if self.word("table") => self.alter_relation(Object::ForeignTable),
            "type" => self.alter_type(),
            "domain" => self.alter_domain(),
            "function" | "procedure" | "routine" | "aggregate" => self.alter_function(),
            "schema" => {
                let name = self.ident()?;
                if self.words(&["rename", "to"]) {
                    return Ok(Ddl::RenameSchema { name, to: self.ident()? });
                }
                Ok(self.skipped())
            }
            "operator" => self.alter_operator(),
            _ => {
                self.step_back();
                Err(self.error())
            }
        }
    }

    /// Whether a setting makes names be looked for elsewhere than in `public` first.
    fn sets_other_path(&self) -> bool {
        let mut tokens = self.rest().iter().skip_while(|token| !token.is_word("search_path"));
        // The setting, and `TO` or `=`.
        if tokens.next().is_none() || tokens.next().is_none() {
            return false;
        }
        let first = tokens.find_map(|token| match &token.kind {
            TokenKind::Word(name) | TokenKind::QuotedWord(name) | TokenKind::String(name) => {
                Some(name.as_str()).filter(|name| *name != "$user")
            }
            _ => None,
        });
        // `RESET` has nothing behind it.
        first.is_some_and(|name| !matches!(name, "public" | "default"))
    }

    fn alter_relation(&mut self, object: Object) -> Parsed<Ddl> {
        if self.words(&["all", "in", "tablespace"]) {
            return Ok(self.skipped());
        }
        let if_exists = self.if_exists();
        let reach = self.reach();
        // `gram.y relation_expr`.
        let enclosed = reach == Reach::Only && self.take(&TokenKind::LeftParenthesis);
        let name = self.qualified()?;
        if enclosed {
            self.close()?;
        }
        self.operator("*");
        let actions = match object {
            Object::Sequence => self.alter_sequence()?,
            Object::Index => self.alter_index()?,
            _ => self.alter_actions()?,
        };
        Ok(Ddl::AlterRelation(AlterRelation { object, name, if_exists, reach, actions }))
    }

    /// Actions with commas between, or one that stands alone (`gram.y AlterTableStmt, RenameStmt,
    /// AlterObjectSchemaStmt`).
    fn alter_actions(&mut self) -> Parsed<Vec<AlterAction>> {
        let mut actions: Vec<AlterAction> = Vec::new();
        loop {
            let alone = matches!(self.peek_word(0), Some("rename" | "attach" | "detach"))
                || self.peek_word(0) == Some("set") && self.peek_word(1) == Some("schema");
            if alone && !actions.is_empty() {
                return Err(self.error().help("write it as a statement of its own"));
            }
            actions.push(self.alter_action()?);
            if alone && self.is(&TokenKind::Comma) {
                return Err(self.error().help("write it as a statement of its own"));
            }
            if !self.comma() {
                return Ok(actions);
            }
        }
    }

    fn alter_sequence(&mut self) -> Parsed<Vec<AlterAction>> {
        if let Some(action) = self.rename_or_move()? {
            return Ok(vec![action]);
        }
        if self.words(&["owner", "to"]) || self.word("set") {
            self.next();
            return Ok(vec![AlterAction::Nothing]);
        }
        let SequenceOptions { owned_by, sequence_name: _, type_name: _, settings: _ } =
            self.sequence_options()?;
        Ok(vec![owned_by.map_or(AlterAction::Nothing, AlterAction::OwnedBy)])
    }

    fn alter_index(&mut self) -> Parsed<Vec<AlterAction>> {
        if let Some(action) = self.rename_or_move()? {
            return Ok(vec![action]);
        }
        if self.words(&["attach", "partition"]) {
            return Ok(vec![AlterAction::AttachIndex(self.qualified()?)]);
        }
        // `SET (…)`, `ALTER COLUMN … SET STATISTICS` and the like.
        self.skip_rest();
        Ok(vec![AlterAction::Nothing])
    }

    fn rename_or_move(&mut self) -> Parsed<Option<AlterAction>> {
        if self.words(&["rename", "to"]) {
            return Ok(Some(AlterAction::Rename(self.ident()?)));
        }
        if self.words(&["set", "schema"]) {
            return Ok(Some(AlterAction::SetSchema(self.ident()?)));
        }
        Ok(None)
    }

    fn alter_action(&mut self) -> Parsed<AlterAction> {
        if let Some(action) = self.rename_or_move()? {
            return Ok(action);
        }
        let Some(word) = self.peek_word(0) else { return Err(self.error()) };
        match word {
            "add" => {
                self.next();
                self.add_action()
            }
            "drop" => {
                self.next();
                self.drop_action()
            }
            "alter" => {
                self.next();
                if self.word("constraint") {
                    let name = self.ident()?;
                    return Ok(AlterAction::AlterConstraint(name, self.constraint_change()?));
                }
                self.word("column");
                let column = self.ident()?;
                Ok(AlterAction::AlterColumn(column, self.alter_column()?))
            }
            "rename" => {
                self.next();
                if self.word("constraint") {
                    let from = self.ident()?;
                    self.expect_word("to")?;
                    return Ok(AlterAction::RenameConstraint(from, self.ident()?));
                }
                self.word("column");
                let from = self.ident()?;
                self.expect_word("to")?;
                Ok(AlterAction::RenameColumn(from, self.ident()?))
            }
            "validate" => {
                self.next();
                self.expect_word("constraint")?;
                Ok(AlterAction::ValidateConstraint(self.ident()?))
            }
            "inherit" => {
                self.next();
                Ok(AlterAction::Inherit(self.qualified()?))
            }
            "no" if self.words(&["no", "inherit"]) => Ok(AlterAction::NoInherit(self.qualified()?)),
            "attach" => {
                self.next();
                self.expect_word("partition")?;
                let name = self.qualified()?;
                let bound = self.partition_bound()?;
                Ok(AlterAction::AttachPartition(name, bound))
            }
            "detach" => {
                self.next();
                self.expect_word("partition")?;
                let name = self.qualified()?;
                if !self.word("concurrently") {
                    self.word("finalize");
                }
                Ok(AlterAction::DetachPartition(name))
            }
            "of" => {
                self.next();
                Ok(AlterAction::OfType(self.qualified()?))
            }
            "not" if self.words(&["not", "of"]) => Ok(AlterAction::NotOfType),
            "enable" | "disable" => {
                self.next();
                let fires = word == "enable" && !self.word("replica");
                self.word("always");
                if self.word("rule") {
                    return Ok(AlterAction::SwitchRule(self.ident()?, fires));
                }
                // `ALL` and `USER` are reserved words.
                if self.word("trigger") && !matches!(self.peek_word(0), Some("all" | "user")) {
                    return Ok(AlterAction::SwitchTrigger(self.ident()?));
                }
                self.skip_action();
                Ok(AlterAction::Nothing)
            }
            "cluster" => {
                self.next();
                self.expect_word("on")?;
                Ok(AlterAction::ClusterOn(self.ident()?))
            }
            "replica" if self.words(&["replica", "identity", "using", "index"]) => {
                Ok(AlterAction::ReplicaIdentity(self.ident()?))
            }
            "set" if self.peek_ahead(1) == Some(&TokenKind::LeftParenthesis) => {
                self.next();
                Ok(AlterAction::SetParameters(self.storage_parameters()?))
            }
            "set" if self.words(&["set", "access", "method"]) => Ok(match self.word("default") {
                true => AlterAction::SetAccessMethod(None),
                false => AlterAction::SetAccessMethod(Some(self.ident()?)),
            }),
            "owner" | "set" | "reset" | "replica" | "force" | "no" | "options" | "depends" => {
                self.skip_action();
                Ok(AlterAction::Nothing)
            }
            _ => Err(self.error()),
        }
    }

    /// Goes on to the comma that ends the action.
    fn skip_action(&mut self) {
        let mut depth = 0_u32;
        while let Some(kind) = self.peek_kind() {
            match kind {
                TokenKind::LeftParenthesis => depth += 1,
                TokenKind::RightParenthesis => depth = depth.saturating_sub(1),
                TokenKind::Comma if depth == 0 => return,
                _ => {}
            }
            self.next();
        }
    }

    fn add_action(&mut self) -> Parsed<AlterAction> {
        if self.at_table_constraint() {
            return Ok(AlterAction::AddConstraint(self.table_constraint()?));
        }
        self.word("column");
        let if_not_exists = self.if_not_exists();
        let column = self.column_def(Typed::Written)?;
        Ok(AlterAction::AddColumn { column, if_not_exists })
    }

    fn drop_action(&mut self) -> Parsed<AlterAction> {
        let constraint = self.word("constraint");
        if !constraint {
            self.word("column");
        }
        let if_exists = self.if_exists();
        let name = self.ident()?;
        let behavior = self.behavior();
        Ok(if constraint {
            AlterAction::DropConstraint { name, if_exists, behavior }
        } else {
            AlterAction::DropColumn { name, if_exists, behavior }
        })
    }

    fn alter_column(&mut self) -> Parsed<AlterColumn> {
        if self.words(&["set", "data"]) || self.peek_word(0) == Some("type") {
            self.expect_word("type")?;
            let type_name = self.type_name()?;
            let collation = if self.word("collate") { Some(self.qualified()?) } else { None };
            let using = if self.word("using") { Some(self.expression(&[])?) } else { None };
            return Ok(AlterColumn::Type { type_name, collation, using });
        }
        if self.words(&["set", "default"]) {
            return Ok(AlterColumn::SetDefault(self.expression(&[])?));
        }
        if self.words(&["drop", "default"]) {
            return Ok(AlterColumn::DropDefault);
        }
        if self.words(&["set", "not", "null"]) {
            return Ok(AlterColumn::SetNotNull);
        }
        if self.words(&["drop", "not", "null"]) {
            return Ok(AlterColumn::DropNotNull);
        }
        if self.words(&["add", "generated"]) {
            let identity = self.generated_when()?;
            self.expect_word("as")?;
            self.expect_word("identity")?;
            let options = if self.is(&TokenKind::LeftParenthesis) {
                self.sequence_parentheses()?
            } else {
                SequenceOptions::default()
            };
            return Ok(AlterColumn::AddIdentity(identity, Box::new(options)));
        }
        if self.words(&["drop", "identity"]) {
            return Ok(AlterColumn::DropIdentity { if_exists: self.if_exists() });
        }
        if self.words(&["set", "expression", "as"]) {
            return Ok(AlterColumn::SetExpression(self.parenthesised()?));
        }
        if self.words(&["drop", "expression"]) {
            return Ok(AlterColumn::DropExpression { if_exists: self.if_exists() });
        }
        if self.words(&["set", "generated"]) {
            let identity = self.generated_when()?;
            self.skip_action();
            return Ok(AlterColumn::SetIdentity(identity));
        }
        if self.words(&["set", "storage"]) {
            self.storage()?;
            return Ok(AlterColumn::Nothing);
        }
        if self.words(&["set", "compression"]) {
            self.compression()?;
            return Ok(AlterColumn::Nothing);
        }
        if matches!(self.peek_word(0), Some("set" | "reset" | "restart" | "options")) {
            self.skip_action();
            return Ok(AlterColumn::Nothing);
        }
        Err(self.error())
    }
}
