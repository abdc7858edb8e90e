//! SQL/XML.
//!
//! `parse_expr.c transformXmlExpr, transformXmlSerialize`; `parse_clause.c
//! transformRangeTableFunc`; what is NULL when: `execExprInterp.c ExecEvalXmlExpr`.

use super::Analyzer;
use super::coerce::Context;
use super::construct::{FormNulls, form, made_item};
use super::node::Node;
use super::rules;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Item, ItemColumn};
use crate::span::Span;
use crate::statement::Nulls;
use crate::tree::{Alias, Expr, ExprKind, Ident, Negation, XmlColumn, XmlConstruct, XmlTable};
use crate::types::{TypeId, Typed};

impl Analyzer<'_> {
    /// `XMLELEMENT(…)` and its kin.
    pub(super) fn xml(&mut self, xml: &XmlConstruct, span: Span) -> Result<Node, Diagnostic> {
        let made = |name, operands, nulls| form(name, operands, nulls, TypeId::XML.into(), span);
        Ok(match xml {
            XmlConstruct::Concat(values) => {
                let operands = self.xml_operands(values, TypeId::XML, "XMLCONCAT")?;
                made("xmlconcat", operands, FormNulls::Maybe)
            }
            XmlConstruct::Element { attributes, content } => {
                let message = "unnamed XML attribute value must be a column reference";
                let mut operands = self.xml_named(attributes, message)?;
                operands.extend(self.exprs(content)?);
                made("xmlelement", operands, FormNulls::Never)
            }
            XmlConstruct::Forest(values) => {
                let message = "unnamed XML element value must be a column reference";
                let operands = self.xml_named(values, message)?;
                made("xmlforest", operands, FormNulls::Maybe)
            }
            XmlConstruct::Parse(value) => {
                let value = self.xml_operand(value, TypeId::TEXT, "XMLPARSE")?;
                made("xmlparse", vec![value], FormNulls::Strict)
            }
            XmlConstruct::ProcessingInstruction(content) => {
                let operands = match content {
                    Some(content) => vec![self.xml_operand(content, TypeId::TEXT, "XMLPI")?],
                    None => Vec::new(),
                };
                made("xmlpi", operands, FormNulls::Strict)
            }
            XmlConstruct::Root { value, version } => {
                let mut operands = vec![self.xml_operand(value, TypeId::XML, "XMLROOT")?];
                if let Some(version) = version {
                    operands.push(self.xml_operand(version, TypeId::TEXT, "XMLROOT")?);
                }
                made("xmlroot", operands, FormNulls::Maybe)
            }
            XmlConstruct::Serialize { value, type_name } => {
                let value = self.xml_operand(value, TypeId::XML, "XMLSERIALIZE")?;
                let target = rules::type_name(self.catalog, type_name)?;
                let text = TypeId::TEXT.into();
                let text = form("xmlserialize", vec![value], FormNulls::Strict, text, span);
                match self.coerce_to(text, target, Context::Implicit)? {
                    Some(node) => node,
                    None => {
                        let shown = self.catalog.format_type(target.id);
                        let message = format!("cannot cast XMLSERIALIZE result to {shown}");
                        let code = SqlState::CANNOT_COERCE;
                        return Err(Diagnostic::new(code, type_name.span, message));
                    }
                }
            }
        })
    }

    /// `x IS [NOT] DOCUMENT`.
    pub(super) fn is_document(
        &mut self,
        operand: &Expr,
        negation: Negation,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let operand = self.xml_operand(operand, TypeId::XML, "IS DOCUMENT")?;
        let test =
            form("xml is document", vec![operand], FormNulls::Strict, TypeId::BOOL.into(), span);
        Ok(match negation {
            Negation::Plain => test,
            Negation::Not => {
                let kind = super::node::NodeKind::Not(Box::new(test));
                Node { kind, ty: TypeId::BOOL.into(), span }
            }
        })
    }

    fn xml_operand(
        &mut self,
        expr: &Expr,
        target: TypeId,
        construct: &str,
    ) -> Result<Node, Diagnostic> {
        let node = self.expr(expr)?;
        self.specific(node, target, construct)
    }

    fn xml_operands(
        &mut self,
        exprs: &[Expr],
        target: TypeId,
        construct: &str,
    ) -> Result<Vec<Node>, Diagnostic> {
        exprs.iter().map(|expr| self.xml_operand(expr, target, construct)).collect()
    }

    /// Values that become elements or attributes: each needs a name.
    fn xml_named(
        &mut self,
        values: &[(Expr, Option<Ident>)],
        unnamed: &str,
    ) -> Result<Vec<Node>, Diagnostic> {
        let mut nodes = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        for (value, name) in values {
            nodes.push(self.expr(value)?);
            let shown = name.as_ref().or(match &value.kind {
                ExprKind::Column(parts) => parts.last(),
                _ => None,
            });
            // Only attributes must differ.
            if let Some(shown) = shown.filter(|_| unnamed.contains("attribute")) {
                if names.contains(&shown.name.as_str()) {
                    let message =
                        format!("XML attribute name `{}` appears more than once", shown.name);
                    return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, shown.span, message));
                }
                names.push(&shown.name);
            }
            if name.is_none() && !matches!(value.kind, ExprKind::Column(_)) {
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, value.span, unnamed));
            }
        }
        Ok(nodes)
    }

    /// `XMLTABLE (…)`.
    pub(super) fn xml_table(
        &mut self,
        table: &XmlTable,
        alias: Option<&Alias>,
        span: Span,
    ) -> Result<Item, Diagnostic> {
        const NAME: &str = "XMLTABLE";
        self.lateral_operand(&table.row, TypeId::TEXT, NAME)?;
        self.lateral_operand(&table.document, TypeId::XML, NAME)?;
        let mut columns = Vec::new();
        let mut numbered = false;
        for column in &table.columns {
            match column {
                XmlColumn::Ordinality(name) => {
                    if numbered {
                        let message = "only one FOR ORDINALITY column is allowed";
                        return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, name.span, message));
                    }
                    numbered = true;
                    columns.push(ItemColumn::made(&name.name, TypeId::INT4.into(), Nulls::Never));
                }
                XmlColumn::Value { name, type_name, path, default, nulls } => {
                    let ty = rules::type_name(self.catalog, type_name)?;
                    self.needs_type(ty.id);
                    if let Some(path) = path {
                        self.lateral_operand(path, TypeId::TEXT, NAME)?;
                    }
                    if let Some(default) = default {
                        self.xml_default(default, ty, NAME)?;
                    }
                    columns.push(ItemColumn::made(&name.name, ty, *nulls));
                }
            }
        }
        for uri in &table.namespaces {
            self.lateral_operand(uri, TypeId::TEXT, NAME)?;
        }
        made_item(alias.map_or("xmltable", |alias| &alias.name.name), columns, span)
    }

    /// `coerce_to_specific_type_typmod`.
    fn xml_default(
        &mut self,
        expr: &Expr,
        target: Typed,
        construct: &str,
    ) -> Result<(), Diagnostic> {
        let node = self.lateral_expr(expr)?;
        let from = node.ty.id;
        if self.coerce_to(node, target, Context::Assignment)?.is_some() {
            return Ok(());
        }
        let (wanted, found) = (self.catalog.format_type(target), self.catalog.format_type(from));
        let message = format!("argument of {construct} must be type {wanted}, not type {found}");
        Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, expr.span, message))
    }
}
