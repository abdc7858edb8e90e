//! `CREATE TYPE`, `ALTER TYPE`, `CREATE DOMAIN`, `ALTER DOMAIN`.

use super::parser::{Parsed, Parser};
use crate::lex::TokenKind;
use crate::tree::ddl::{
    AlterDomainAction, AlterTypeAction, Attribute, CreateDomain, CreateType, CreateTypeKind, Ddl,
    Label, LabelPlace,
};

impl Parser<'_> {
    pub(super) fn create_type(&mut self) -> Parsed<Ddl> {
        let name = self.qualified()?;
        let kind = if !self.word("as") {
            match self.done() {
                true => CreateTypeKind::Shell,
                false => CreateTypeKind::Base(self.base_type()?),
            }
        } else if self.word("enum") {
            self.open()?;
            let labels = if self.is(&TokenKind::RightParenthesis) {
                Vec::new()
            } else {
                self.comma_list(Parser::enum_label)?
            };
            self.close()?;
            CreateTypeKind::Enum(labels)
        } else if self.word("range") {
            self.range_options()?
        } else {
            self.open()?;
            let attributes = if self.is(&TokenKind::RightParenthesis) {
                Vec::new()
            } else {
                self.comma_list(Parser::attribute)?
            };
            self.close()?;
            CreateTypeKind::Composite(attributes)
        };
        Ok(Ddl::CreateType(CreateType { name, kind }))
    }

    fn enum_label(&mut self) -> Parsed<Label> {
        self.string().map(|(text, span)| Label { text, span })
    }

    /// `name type [COLLATE c]`.
    pub(super) fn attribute(&mut self) -> Parsed<Attribute> {
        let name = self.ident()?;
        let type_name = self.type_name()?;
        let collation = if self.word("collate") { Some(self.qualified()?) } else { None };
        Ok(Attribute { name, type_name, collation })
    }

    fn range_options(&mut self) -> Parsed<CreateTypeKind> {
        let mut subtype = None;
        let (mut multirange, mut difference) = (None, None);
        let (mut class, mut collation) = (None, None);
        for (option, mut value) in self.definition()? {
            match option.name.as_str() {
                "subtype" => subtype = Some(value.type_name()?),
                "multirange_type_name" => multirange = Some(value.qualified()?),
                "subtype_diff" => difference = Some(value.function_name()?),
                "subtype_opclass" => class = Some(value.qualified()?),
                "collation" => collation = Some(value.qualified()?),
                _ => {}
            }
        }
        Ok(CreateTypeKind::Range { subtype, multirange, difference, class, collation })
    }

    pub(super) fn create_domain(&mut self) -> Parsed<Ddl> {
        let name = self.qualified()?;
        self.word("as");
        let base = self.type_name()?;
        let constraints = self.column_constraints()?;
        Ok(Ddl::CreateDomain(CreateDomain { name, base, constraints }))
    }

    pub(super) fn alter_type(&mut self) -> Parsed<Ddl> {
        let name = self.qualified()?;
        let actions = self.comma_list(Parser::alter_type_action)?;
        Ok(Ddl::AlterType { name, actions })
    }

    fn alter_type_action(&mut self) -> Parsed<AlterTypeAction> {
        if self.words(&["add", "value"]) {
            let if_not_exists = self.if_not_exists();
            let label = self.enum_label()?;
            let place = if self.word("before") {
                Some((LabelPlace::Before, self.enum_label()?))
            } else if self.word("after") {
                Some((LabelPlace::After, self.enum_label()?))
            } else {
                None
            };
            return Ok(AlterTypeAction::AddValue { label, if_not_exists, place });
        }
        if self.words(&["rename", "value"]) {
            let from = self.enum_label()?;
            self.expect_word("to")?;
            return Ok(AlterTypeAction::RenameValue(from, self.enum_label()?));
        }
        if self.words(&["rename", "attribute"]) {
            let from = self.ident()?;
            self.expect_word("to")?;
            let to = self.ident()?;
            return Ok(AlterTypeAction::RenameAttribute(from, to, self.behavior()));
        }
        if self.words(&["rename", "to"]) {
            return Ok(AlterTypeAction::Rename(self.ident()?));
        }
        if self.words(&["set", "schema"]) {
            return Ok(AlterTypeAction::SetSchema(self.ident()?));
        }
        if self.words(&["add", "attribute"]) {
            let attribute = self.attribute()?;
            return Ok(AlterTypeAction::AddAttribute(attribute, self.behavior()));
        }
        if self.words(&["drop", "attribute"]) {
            let if_exists = self.if_exists();
            let name = self.ident()?;
            let behavior = self.behavior();
            return Ok(AlterTypeAction::DropAttribute { name, if_exists, behavior });
        }
        if self.words(&["alter", "attribute"]) {
            let name = self.ident()?;
            self.words(&["set", "data"]);
            self.expect_word("type")?;
            let type_name = self.type_name()?;
            let collation = if self.word("collate") { Some(self.qualified()?) } else { None };
            let behavior = self.behavior();
            let attribute = Attribute { name, type_name, collation };
            return Ok(AlterTypeAction::AlterAttribute(attribute, behavior));
        }
        if self.words(&["owner", "to"]) {
            self.label()?;
            return Ok(AlterTypeAction::Nothing);
        }
        if self.word("set") {
            self.parenthesised()?;
            return Ok(AlterTypeAction::Nothing);
        }
        Err(self.error())
    }

    pub(super) fn alter_domain(&mut self) -> Parsed<Ddl> {
        let name = self.qualified()?;
        let action = if self.words(&["set", "default"]) {
            AlterDomainAction::SetDefault(self.expression(&[])?)
        } else if self.words(&["drop", "default"]) {
            AlterDomainAction::DropDefault
        } else if self.words(&["set", "not", "null"]) {
            AlterDomainAction::SetNotNull
        } else if self.words(&["drop", "not", "null"]) {
            AlterDomainAction::DropNotNull
        } else if self.words(&["rename", "to"]) {
            AlterDomainAction::Rename(self.ident()?)
        } else if self.words(&["rename", "constraint"]) {
            let from = self.ident()?;
            self.expect_word("to")?;
            AlterDomainAction::RenameConstraint(from, self.ident()?)
        } else if self.words(&["set", "schema"]) {
            AlterDomainAction::SetSchema(self.ident()?)
        } else if self.word("add") {
            AlterDomainAction::AddConstraint(self.domain_constraint()?)
        } else if self.words(&["drop", "constraint"]) {
            let if_exists = self.if_exists();
            let name = self.ident()?;
            self.behavior();
            AlterDomainAction::DropConstraint { name, if_exists }
        } else if self.words(&["validate", "constraint"]) {
            AlterDomainAction::ValidateConstraint(self.ident()?)
        } else if self.words(&["owner", "to"]) {
            self.label()?;
            AlterDomainAction::Nothing
        } else {
            return Err(self.error());
        };
        Ok(Ddl::AlterDomain { name, action })
    }
}
