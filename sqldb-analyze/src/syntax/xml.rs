//! SQL/XML (`gram.y` `func_expr_common_subexpr`, `xmltable`).

use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::statement::Nulls;
use crate::tree::{Expr, ExprKind, Ident, XmlColumn, XmlConstruct, XmlTable};

use super::reader::{Names, Reader};

impl Reader<'_> {
    /// The constructor that begins with `word` and a parenthesis.
    pub(super) fn xml(&mut self, word: &str) -> Result<Expr, Diagnostic> {
        let start = self.at();
        let at = self.source.span(start, start);
        self.move_to(start + 2);
        if word == "xmlexists" {
            let path = self.operand()?;
            let document = self.xml_passing()?;
            self.expect(&TokenKind::RightParenthesis)?;
            let span = self.span_from(start);
            return Ok(self.system_call("xmlexists", at, vec![path, document], span));
        }
        let construct = match word {
            "xmlconcat" => XmlConstruct::Concat(self.comma_separated(Reader::expression)?),
            "xmlelement" => self.xml_element()?,
            "xmlforest" => XmlConstruct::Forest(self.comma_separated(Reader::xml_attribute)?),
            "xmlparse" => {
                self.xml_document_or_content()?;
                let value = self.expression()?;
                let _ = self.take_words(&["preserve", "whitespace"])
                    || self.take_words(&["strip", "whitespace"]);
                XmlConstruct::Parse(value)
            }
            "xmlpi" => {
                self.expect_word("name")?;
                self.name(Names::Label)?;
                let content = match self.take(&TokenKind::Comma) {
                    true => Some(self.expression()?),
                    false => None,
                };
                XmlConstruct::ProcessingInstruction(content)
            }
            "xmlroot" => self.xml_root()?,
            _ => {
                self.xml_document_or_content()?;
                let value = self.expression()?;
                self.expect_word("as")?;
                let type_name = self.type_name()?;
                // `INDENT` (16).
                let _ = self.take_word("indent") || self.take_words(&["no", "indent"]);
                XmlConstruct::Serialize { value, type_name }
            }
        };
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(self.built(start, ExprKind::Xml(Box::new(construct))))
    }

    fn xml_document_or_content(&mut self) -> Result<(), Diagnostic> {
        match self.take_word("document") {
            true => Ok(()),
            false => self.expect_word("content"),
        }
    }

    /// `NAME x [, XMLATTRIBUTES (…)] [, content …]`.
    fn xml_element(&mut self) -> Result<XmlConstruct, Diagnostic> {
        self.expect_word("name")?;
        self.name(Names::Label)?;
        let mut attributes = Vec::new();
        let mut content = Vec::new();
        if self.take(&TokenKind::Comma) {
            if self.take_word("xmlattributes") {
                self.expect(&TokenKind::LeftParenthesis)?;
                attributes = self.comma_separated(Reader::xml_attribute)?;
                self.expect(&TokenKind::RightParenthesis)?;
                if self.take(&TokenKind::Comma) {
                    content = self.comma_separated(Reader::expression)?;
                }
            } else {
                content = self.comma_separated(Reader::expression)?;
            }
        }
        Ok(XmlConstruct::Element { attributes, content })
    }

    /// `value [AS name]`.
    fn xml_attribute(&mut self) -> Result<(Expr, Option<Ident>), Diagnostic> {
        let value = self.expression()?;
        let name = match self.take_word("as") {
            true => Some(self.name(Names::Label)?),
            false => None,
        };
        Ok((value, name))
    }

    /// `x, VERSION { v | NO VALUE } [, STANDALONE { YES | NO | NO VALUE }]`.
    fn xml_root(&mut self) -> Result<XmlConstruct, Diagnostic> {
        let value = self.expression()?;
        self.expect(&TokenKind::Comma)?;
        self.expect_word("version")?;
        let version = match self.take_words(&["no", "value"]) {
            true => None,
            false => Some(self.expression()?),
        };
        if self.take(&TokenKind::Comma) {
            self.expect_word("standalone")?;
            if !self.take_word("yes") {
                self.expect_word("no")?;
                self.take_word("value");
            }
        }
        Ok(XmlConstruct::Root { value, version })
    }

    /// `xmlexists_argument`: `PASSING [BY REF] document [BY REF]`.
    fn xml_passing(&mut self) -> Result<Expr, Diagnostic> {
        self.expect_word("passing")?;
        self.xml_mechanism();
        let document = self.operand()?;
        self.xml_mechanism();
        Ok(document)
    }

    fn xml_mechanism(&mut self) {
        let _ = self.take_words(&["by", "ref"]) || self.take_words(&["by", "value"]);
    }

    /// `XMLTABLE (…)`.
    pub(super) fn xml_table(&mut self) -> Result<XmlTable, Diagnostic> {
        self.expect_word("xmltable")?;
        self.expect(&TokenKind::LeftParenthesis)?;
        let mut namespaces = Vec::new();
        if self.take_word("xmlnamespaces") {
            self.expect(&TokenKind::LeftParenthesis)?;
            let mut names: Vec<Option<String>> = Vec::new();
            namespaces = self.comma_separated(|reader| {
                let start = reader.at();
                let (uri, name) = match reader.take_word("default") {
                    true => (reader.restricted_expression()?, None),
                    false => {
                        let uri = reader.restricted_expression()?;
                        reader.expect_word("as")?;
                        (uri, Some(reader.name(Names::Label)?.name))
                    }
                };
                if names.contains(&name) {
                    let message = match name {
                        Some(name) => format!("namespace name `{name}` is not unique"),
                        None => "only one default namespace is allowed".to_owned(),
                    };
                    let span = reader.span_from(start);
                    return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message));
                }
                names.push(name);
                Ok(uri)
            })?;
            self.expect(&TokenKind::RightParenthesis)?;
            self.expect(&TokenKind::Comma)?;
        }
        let row = self.operand()?;
        let document = self.xml_passing()?;
        self.expect_word("columns")?;
        let columns = self.comma_separated(Reader::xml_column)?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(XmlTable { namespaces, row, document, columns })
    }

    fn xml_column(&mut self) -> Result<XmlColumn, Diagnostic> {
        let name = self.name(Names::Column)?;
        if self.take_words(&["for", "ordinality"]) {
            return Ok(XmlColumn::Ordinality(name));
        }
        let type_name = self.type_name()?;
        let (mut path, mut default, mut nulls) = (None, None, Nulls::Maybe);
        loop {
            if self.take_word("path") {
                path = Some(Box::new(self.restricted_expression()?));
            } else if self.take_word("default") {
                default = Some(Box::new(self.restricted_expression()?));
            } else if self.take_words(&["not", "null"]) {
                nulls = Nulls::Never;
            } else if !self.take_word("null") {
                return Ok(XmlColumn::Value { name, type_name, path, default, nulls });
            }
        }
    }
}
