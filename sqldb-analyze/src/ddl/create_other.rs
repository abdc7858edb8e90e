//! `CREATE` of collations, operator classes, text search, foreign servers and their kin: what they use.

use super::other::OtherForm;
use super::parser::{Parsed, Parser};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::tree::ddl::{
    CreateExtension, CreateOther, Ddl, OtherName, OtherUse, OtherWord, Published,
};
use crate::tree::{Ident, QualifiedIdent, TypeName};

impl Parser<'_> {
    /// What follows `CREATE` and the words of a kind.
    pub(super) fn create_other(&mut self, form: &OtherForm, or_replace: bool) -> Parsed<Ddl> {
        let if_not_exists = self.if_not_exists();
        let object = self.other_name(form)?;
        let uses = match &object.kind {
            OtherWord::AccessMethod => self.method_handler()?,
            OtherWord::Collation => return self.create_collation(object, if_not_exists),
            OtherWord::Conversion => {
                self.up_to_word(&["from"]);
                self.expect_word("from")?;
                vec![OtherUse::Function(self.qualified()?)]
            }
            OtherWord::ForeignDataWrapper => {
                let functions = self.wrapper_functions()?.into_iter();
                functions.map(OtherUse::Wrapper).collect()
            }
            OtherWord::Language => return self.create_language(object, or_replace),
            OtherWord::OperatorFamily(method) => vec![of_method(method)],
            OtherWord::Publication => self.publication()?,
            OtherWord::Server => {
                self.up_to_word(&["foreign"]);
                let form = self.other_word().ok_or_else(|| self.error())?;
                let wrapper = self.other_name(&form)?;
                self.skip_rest();
                vec![OtherUse::Other(wrapper)]
            }
            OtherWord::TextSearchConfiguration
            | OtherWord::TextSearchDictionary
            | OtherWord::TextSearchParser
            | OtherWord::TextSearchTemplate => self.text_search(&object)?,
            OtherWord::Transform(type_name) => {
                let type_name = type_name.as_ref().clone();
                self.transform_functions(&object, type_name)?
            }
            OtherWord::UserMapping(server) => {
                self.skip_rest();
                vec![OtherUse::Other(OtherName::alone(OtherWord::Server, server.clone()))]
            }
            OtherWord::OperatorClass(_) | OtherWord::Statistics => return Err(self.error()),
            OtherWord::Subscription => {
                self.skip_rest();
                Vec::new()
            }
        };
        let create = CreateOther { object, if_not_exists, or_replace, uses };
        Ok(Ddl::CreateOther(Box::new(create)))
    }

    fn method_handler(&mut self) -> Parsed<Vec<OtherUse>> {
        self.expect_word("type")?;
        if !self.word("index") {
            self.expect_word("table")?;
        }
        self.expect_word("handler")?;
        Ok(vec![OtherUse::Function(self.qualified()?)])
    }

    /// `name FROM collation`, or `name (option = value, …)`.
    fn create_collation(&mut self, object: OtherName, if_not_exists: bool) -> Parsed<Ddl> {
        let mut uses = Vec::new();
        let mut nondeterministic = false;
        if self.word("from") {
            let name = self.qualified()?;
            uses.push(OtherUse::CopyOf(OtherName { kind: OtherWord::Collation, name }));
        } else {
            for (option, mut value) in self.definition()? {
                match option.name.as_str() {
                    "from" => {
                        let name = value.qualified()?;
                        let from = OtherName { kind: OtherWord::Collation, name };
                        uses.push(OtherUse::CopyOf(from));
                    }
                    "deterministic" => nondeterministic = !value.truth(),
                    _ => {}
                }
            }
        }
        let create = CreateOther { object, if_not_exists, or_replace: false, uses };
        Ok(Ddl::CreateCollation { create: Box::new(create), nondeterministic })
    }

    /// `HANDLER f [INLINE f] [VALIDATOR f]`; without them it is an extension's.
    fn create_language(&mut self, object: OtherName, or_replace: bool) -> Parsed<Ddl> {
        let mut uses = Vec::new();
        if self.done() {
            return Ok(Ddl::CreateExtension(CreateExtension {
                name: object.name.name,
                if_not_exists: or_replace,
                schema: None,
                cascade: false,
            }));
        }
        self.expect_word("handler")?;
        uses.push(OtherUse::Function(self.qualified()?));
        if self.word("inline") {
            uses.push(OtherUse::Function(self.qualified()?));
        }
        if self.word("validator") {
            uses.push(OtherUse::Function(self.qualified()?));
        } else if self.word("no") {
            self.expect_word("validator")?;
        }
        let create = CreateOther { object, if_not_exists: false, or_replace, uses };
        Ok(Ddl::CreateOther(Box::new(create)))
    }

    /// `(option = value, …)` of text search.
    fn text_search(&mut self, object: &OtherName) -> Parsed<Vec<OtherUse>> {
        let mut uses = Vec::new();
        let mut written = Vec::new();
        for (option, mut value) in self.definition()? {
            let other = |kind, value: &mut Self| {
                value.qualified().map(|name| OtherUse::Other(OtherName { kind, name }))
            };
            match (&object.kind, option.name.as_str()) {
                (OtherWord::TextSearchConfiguration, "copy") => {
                    let name = value.qualified()?;
                    let kind = OtherWord::TextSearchConfiguration;
                    uses.push(OtherUse::CopyOf(OtherName { kind, name }));
                }
                (OtherWord::TextSearchConfiguration, "parser") => {
                    uses.push(other(OtherWord::TextSearchParser, &mut value)?);
                }
                (OtherWord::TextSearchDictionary, "template") => {
                    uses.push(other(OtherWord::TextSearchTemplate, &mut value)?);
                }
                (OtherWord::TextSearchParser | OtherWord::TextSearchTemplate, _) => {
                    uses.push(OtherUse::Function(value.qualified()?));
                }
                _ => {}
            }
            written.push(option.name);
        }
        // `tsearchcmds.c`.
        let required: &[(&str, &str)] = match object.kind {
            OtherWord::TextSearchDictionary => &[("template", "text search template is required")],
            OtherWord::TextSearchTemplate => {
                &[("lexize", "text search template lexize method is required")]
            }
            OtherWord::TextSearchParser => &[
                ("start", "text search parser start method is required"),
                ("gettoken", "text search parser gettoken method is required"),
                ("end", "text search parser end method is required"),
                ("lextypes", "text search parser lextypes method is required"),
            ],
            _ if uses.is_empty() => &[("parser", "text search parser is required")],
            _ => &[],
        };
        let missing = required.iter().find(|(option, _)| !written.iter().any(|w| w == option));
        match missing {
            Some((_, message)) => {
                let at = object.name.name.span;
                Err(Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, at, *message))
            }
            None => Ok(uses),
        }
    }

    /// `(FROM SQL WITH FUNCTION f(types), TO SQL WITH FUNCTION f(types))`.
    fn transform_functions(
        &mut self,
        object: &OtherName,
        type_name: TypeName,
    ) -> Parsed<Vec<OtherUse>> {
        let language = OtherName::alone(OtherWord::Language, object.name.name.clone());
        let mut uses = vec![OtherUse::Type(type_name), OtherUse::Other(language)];
        self.open()?;
        let functions = self.comma_list(|parser| {
            if !parser.word("from") {
                parser.expect_word("to")?;
            }
            parser.expect_word("sql")?;
            parser.expect_word("with")?;
            parser.expect_word("function")?;
            parser.function_signature().map(OtherUse::Signature)
        })?;
        self.close()?;
        uses.extend(functions);
        Ok(uses)
    }

    /// `[FOR ALL TABLES | FOR objects] [WITH (…)]`.
    fn publication(&mut self) -> Parsed<Vec<OtherUse>> {
        let mut uses = Vec::new();
        if self.peek_word(0) == Some("for") && self.peek_word(1) != Some("all") {
            self.skip(1);
            uses.extend(self.published()?.into_iter().map(OtherUse::Published));
        }
        self.skip_rest();
        Ok(uses)
    }

    /// `TABLE a, b, TABLES IN SCHEMA c, …`: what has no word in front is of the kind of what is before
    /// it.
    pub(super) fn published(&mut self) -> Parsed<Vec<Published>> {
        let mut schemas = false;
        self.comma_list(|parser| {
            if parser.words(&["tables", "in", "schema"]) {
                schemas = true;
            } else if parser.word("table") {
                schemas = false;
            }
            if schemas {
                return Ok(Published::Schema(parser.label()?));
            }
            let only = parser.word("only");
            let enclosed = only && parser.take(&TokenKind::LeftParenthesis);
            let name = parser.qualified()?;
            if enclosed {
                parser.close()?;
            }
            parser.operator("*");
            let columns = match parser.is(&TokenKind::LeftParenthesis) {
                true => parser.ident_list()?,
                false => Vec::new(),
            };
            let filter = match parser.word("where") {
                true => Some(parser.parenthesised()?),
                false => None,
            };
            Ok(Published::Table { name, columns, filter })
        })
    }

    /// What follows `CREATE OPERATOR CLASS`: `name [DEFAULT] FOR TYPE t USING method [FAMILY f] AS …`.
    pub(super) fn create_operator_class(&mut self) -> Parsed<Ddl> {
        let name = self.qualified()?;
        let default = self.word("default");
        self.expect_word("for")?;
        self.expect_word("type")?;
        let type_name = self.type_name()?;
        self.expect_word("using")?;
        let method = self.ident()?;
        let family = match self.word("family") {
            true => Some(self.qualified()?),
            false => None,
        };
        self.expect_word("as")?;
        let items = self.comma_list(|parser| parser.class_item(&type_name))?;
        let mut uses = vec![OtherUse::Type(type_name.clone())];
        uses.extend(items.into_iter().flatten());
        let object = OtherName { kind: OtherWord::OperatorClass(method), name };
        let create = CreateOther { object, if_not_exists: false, or_replace: false, uses };
        Ok(Ddl::OperatorClass(Box::new(crate::tree::ddl::OperatorClass {
            default,
            type_name,
            family,
            create,
        })))
    }

    /// `OPERATOR n op [(types)] [FOR …]`, `FUNCTION n [(types)] f(types)`, `STORAGE type`.
    fn class_item(&mut self, type_name: &TypeName) -> Parsed<Option<OtherUse>> {
        if self.word("storage") {
            return Ok(Some(OtherUse::Type(self.type_name()?)));
        }
        if self.word("operator") {
            self.skip(1);
            let name = self.operator_name()?;
            let mut types = vec![type_name.clone(), type_name.clone()];
            if self.take(&TokenKind::LeftParenthesis) {
                types = self.comma_list(Parser::type_name)?;
                self.close()?;
            }
            if self.words(&["for", "search"]) {
            } else if self.words(&["for", "order", "by"]) {
                self.qualified()?;
            }
            self.word("recheck");
            let mut types = types.into_iter();
            return Ok(match (types.next(), types.next()) {
                (Some(left), Some(right)) => Some(OtherUse::Operator(name, left, right)),
                _ => None,
            });
        }
        self.expect_word("function")?;
        self.skip(1);
        if self.is(&TokenKind::LeftParenthesis) {
            self.parenthesised()?;
        }
        self.function_signature().map(|function| Some(OtherUse::Signature(function)))
    }

    /// What follows `CREATE STATISTICS`: `[IF NOT EXISTS] [name] [(kinds)] ON column, (expression), …
    /// FROM table`.
    pub(super) fn create_statistics(&mut self) -> Parsed<Ddl> {
        let if_not_exists = self.if_not_exists();
        // The name may be left out since 16.
        let place = self.here();
        let mut name = None;
        if self.peek_word(0) != Some("on") && !self.is(&TokenKind::LeftParenthesis) {
            name = Some(self.qualified()?);
        }
        if self.is(&TokenKind::LeftParenthesis) {
            self.ident_list()?;
        }
        let start = self.here();
        self.expect_word("on")?;
        let mut columns: Vec<Ident> = Vec::new();
        let mut expressions = Vec::new();
        loop {
            match self.index_key()? {
                crate::tree::ddl::IndexElement::Column(column) => columns.push(column),
                crate::tree::ddl::IndexElement::Expression(written) => expressions.push(written),
            }
            if !self.comma() {
                break;
            }
        }
        let listed = self.since(start);
        self.expect_word("from")?;
        let relation = self.qualified()?;
        if !self.done() {
            // Several tables are read, and refused as not supported.
            self.skip_rest();
            return Ok(Ddl::Mention(Vec::new()));
        }
        if columns.len() == 1 && expressions.is_empty() {
            let message = "extended statistics require at least 2 columns";
            return Err(Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, listed, message));
        }
        let mut uses = vec![OtherUse::Columns(relation.clone(), columns)];
        let written = expressions.into_iter();
        uses.extend(written.map(|written| OtherUse::Expression(relation.clone(), written)));
        let name = name.unwrap_or_else(|| {
            let schema = relation.schema.clone();
            QualifiedIdent { schema, name: Ident { name: String::new(), span: place } }
        });
        let object = OtherName { kind: OtherWord::Statistics, name };
        let create = CreateOther { object, if_not_exists, or_replace: false, uses };
        Ok(Ddl::CreateOther(Box::new(create)))
    }
}

/// An access method, which a family goes with.
fn of_method(method: &Ident) -> OtherUse {
    OtherUse::PartOf(OtherName::alone(OtherWord::AccessMethod, method.clone()))
}
