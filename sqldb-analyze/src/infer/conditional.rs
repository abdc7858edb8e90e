//! CASE, ARRAY, casts, fields and subscripts.
//!
//! `parse_expr.c transformCaseExpr, transformArrayExpr, transformTypeCast, transformIndirection`;
//! `arraysubs.c`, `jsonbsubs.c`.

use super::coerce::{Context, cannot_cast};
use super::node::{CaseForm, CaseNode, Node, NodeKind, Slicing};
use super::operator::equals;
use super::{Analyzer, record, rules};
use crate::catalog::TypeKind;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::emit::Edit;
use crate::scope::closest;
use crate::span::Span;
use crate::tree::{Expr, ExprKind, Ident, Indirection, Literal, TypeName};
use crate::types::{TypeId, Typed, can_coerce_type};

impl Analyzer<'_> {
    /// `CASE`: conditions and results in their order, then ELSE, whose type counts first.
    pub(crate) fn case(
        &mut self,
        operand: Option<&Expr>,
        branches: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let operand = operand.map(|operand| self.expr(operand)).transpose()?;
        let operand = operand.map(|node| self.resolve_unknown(node)).transpose()?;
        operand.iter().try_for_each(|operand| self.refuse_sets(operand, "CASE"))?;
        let mut conditions = Vec::new();
        let mut results = Vec::new();
        for (when, then) in branches {
            let test = self.expr(when)?;
            let test = match &operand {
                Some(operand) => {
                    self.operator(&equals(when.span), Some(operand.clone()), test, when.span)?
                }
                None => test,
            };
            conditions.push(self.boolean(test, "CASE/WHEN")?);
            results.push(self.expr(then)?);
        }
        let default = match otherwise {
            Some(otherwise) => self.expr(otherwise)?,
            None => super::constant::constant(&Literal::Null, span),
        };
        let mut all = vec![default];
        all.append(&mut results);
        let (all, ty) = self.common(all, "CASE")?;
        all.iter().chain(&conditions).try_for_each(|node| self.refuse_sets(node, "CASE"))?;
        let mut all = all.into_iter();
        let default = all.next().filter(|_| otherwise.is_some()).map(Box::new);
        let branches = conditions.into_iter().zip(all).collect();
        let form = if operand.is_some() { CaseForm::Simple } else { CaseForm::Searched };
        Ok(Node { kind: NodeKind::Case(CaseNode { branches, form, otherwise: default }), ty, span })
    }

    /// `ARRAY[…]`; with the type of a cast around it, the elements take that type.
    pub(crate) fn array(
        &mut self,
        elements: &[Expr],
        wanted: Option<Typed>,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let mut nodes = Vec::new();
        let mut nested = false;
        for element in elements {
            let node = match &element.kind {
                ExprKind::Array(inner) => {
                    nested = true;
                    self.array(inner, wanted, element.span)?
                }
                _ => self.expr(element)?,
            };
            // `int2vector` is an element, not a sub-array (`transformArrayExpr`).
            nested |= self.catalog.element_of(node.ty.id).is_some()
                && !matches!(node.ty.id, TypeId::INT2VECTOR | TypeId::OIDVECTOR);
            nodes.push(node);
        }
        let (nodes, array) = match wanted {
            Some(array) => {
                let nodes = self.elements_as(nodes, array, nested)?;
                (nodes, Typed::from(array.id))
            }
            None if nodes.is_empty() => {
                return Err(Diagnostic::new(
                    SqlState::INDETERMINATE_DATATYPE,
                    span,
                    "cannot determine type of empty array",
                )
                .help("explicitly cast to the desired type, for example `ARRAY[]::int4[]`"));
            }
            None => {
                let (nodes, common) = self.common(nodes, "ARRAY")?;
                let array = match nested {
                    true => self.catalog.element_of(common.id).map(|_| common.id),
                    false => self.catalog.array_of(common.id),
                };
                let id = array.ok_or_else(|| self.no_array(common.id, span))?;
                (nodes, Typed { id, typmod: common.typmod })
            }
        };
        Ok(Node { kind: NodeKind::Array(nodes), ty: array, span })
    }

    fn elements_as(
        &mut self,
        nodes: Vec<Node>,
        array: Typed,
        nested: bool,
    ) -> Result<Vec<Node>, Diagnostic> {
        let element = self.catalog.element_of(array.id).unwrap_or(array.id);
        let target = if nested { array.id } else { element };
        let target = Typed { id: target, typmod: array.typmod };
        let mut coerced = Vec::new();
        for node in nodes {
            let (from, span) = (node.ty.id, node.span);
            match self.coerce_to(node, target, Context::Explicit)? {
                Some(node) => coerced.push(node),
                None => return Err(cannot_cast(self, from, target.id, span)),
            }
        }
        Ok(coerced)
    }

    pub(crate) fn no_array(&self, element: TypeId, span: Span) -> Diagnostic {
        let name = self.catalog.format_type(element);
        let message = format!("could not find array type for data type {name}");
        Diagnostic::new(SqlState::UNDEFINED_OBJECT, span, message)
    }

    /// `x::type` (`transformTypeCast`).
    pub(crate) fn cast_to(
        &mut self,
        operand: &Expr,
        type_name: &TypeName,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let target = rules::type_name(self.catalog, type_name)?;
        self.needs_type(target.id);
        let base = self.catalog.base_type(target);
        let node = match &operand.kind {
            ExprKind::Array(elements) if self.catalog.element_of(base.id).is_some() => {
                self.array(elements, Some(base), operand.span)?
            }
            _ => self.expr(operand)?,
        };
        let from = node.ty.id;
        if let (TypeId::UNKNOWN, NodeKind::Parameter(parameter)) = (target.id, &node.kind)
            && from == TypeId::UNKNOWN
        {
            // Its type is decided behind this, where the server decides it as well; of another type than
            // unknown it could not be cast to that.
            let text = format!("${}", parameter.index.number());
            self.edits.push(Edit { span: node.span, text });
        }
        match self.coerce_to(node, target, Context::Explicit)? {
            Some(node) => Ok(node),
            None => {
                let error = cannot_cast(self, from, target.id, span);
                Err(error.label(format!("the operand is {}", self.catalog.format_type(from))))
            }
        }
    }

    /// `(x).field`, `x[1]` (`transformIndirection`): subscripts side by side are one access.
    pub(crate) fn indirection(
        &mut self,
        operand: &Expr,
        path: &[Indirection],
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let mut node = self.expr(operand)?;
        let mut rest = path;
        while let Some(step) = rest.first() {
            if let Indirection::Field(field) = step {
                node = self.field(node, field, span)?;
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            let subscripts =
                rest.iter().take_while(|step| !matches!(step, Indirection::Field(_))).count();
            let (indices, behind) = rest.split_at_checked(subscripts).unwrap_or((rest, &[]));
            node = self.subscript(node, indices, span)?;
            rest = behind;
        }
        Ok(node)
    }

    /// A field of a composite value (`ParseFuncOrColumn` with a column).
    pub(super) fn field(
        &mut self,
        operand: Node,
        field: &Ident,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let fields = record::fields(self.catalog, &self.scopes, &operand);
        let known = fields.iter().flatten().any(|(name, _)| *name == field.name);
        if !known && let Some(node) = self.column_notation(field, operand.clone(), span)? {
            return Ok(node);
        }
        let Some(fields) = fields else {
            let ty = self.catalog.format_type(operand.ty.id);
            let message = match operand.ty.id {
                TypeId::RECORD => {
                    format!("could not identify column `{}` in record data type", field.name)
                }
                _ => format!(
                    "column notation .{} applied to type {ty}, which is not a composite type",
                    field.name
                ),
            };
            let code = match operand.ty.id {
                TypeId::RECORD => SqlState::UNDEFINED_COLUMN,
                _ => SqlState::WRONG_OBJECT_TYPE,
            };
            return Err(Diagnostic::new(code, field.span, message));
        };
        let Some((_, ty)) = fields.iter().find(|(name, _)| *name == field.name) else {
            let ty = self.catalog.format_type(operand.ty.id);
            let error = Diagnostic::new(
                SqlState::UNDEFINED_COLUMN,
                field.span,
                format!("column `{}` not found in data type {ty}", field.name),
            );
            let names = fields.iter().map(|(name, _)| name.as_str());
            return Err(match closest(&field.name, names) {
                Some(name) => error.help(format!("did you mean `{name}`?")),
                None => error,
            });
        };
        let ty = record::determined(*ty, field.span)?;
        self.reads_field(operand.ty.id, &field.name);
        let kind = NodeKind::Field(Box::new(operand), field.name.clone());
        Ok(Node { kind, ty, span })
    }

    /// `x[1]`, `x[1:2]` (`transformContainerSubscripts`).
    fn subscript(
        &mut self,
        operand: Node,
        indices: &[Indirection],
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let base = self.catalog.base_type(operand.ty);
        let sliced = indices.iter().any(|index| matches!(index, Indirection::Slice(..)));
        let slicing = if sliced { Slicing::Slice } else { Slicing::Element };
        let container = rules::container(self.catalog, base.id).ok_or_else(|| {
            let ty = self.catalog.format_type(operand.ty.id);
            Diagnostic::new(
                SqlState::DATATYPE_MISMATCH,
                span,
                format!("cannot subscript type {ty} because it does not support subscripting"),
            )
        })?;
        if self.has_text_keys(base.id) && !matches!(indices, [Indirection::Index(_)]) {
            let ty = self.catalog.format_type(base.id);
            let message = format!("{ty} allows only one subscript");
            return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message));
        }
        let nodes = self.indices(indices, base.id)?;
        let ty = match slicing {
            Slicing::Slice => base,
            Slicing::Element => Typed { id: container, typmod: base.typmod },
        };
        if base.id == TypeId::JSONB && sliced {
            let message = "jsonb subscript does not support slices";
            return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, span, message));
        }
        let kind = NodeKind::Subscript(Box::new(operand), nodes, slicing);
        Ok(Node { kind, ty, span })
    }

    /// The subscripts themselves: `int4` for arrays; a key or a number for `jsonb`.
    pub(crate) fn indices(
        &mut self,
        indices: &[Indirection],
        container: TypeId,
    ) -> Result<Vec<Node>, Diagnostic> {
        let keys = self.has_text_keys(container);
        let mut nodes = Vec::new();
        for index in indices {
            let bounds: Vec<&Expr> = match index {
                Indirection::Field(_) => Vec::new(),
                Indirection::Index(index) => vec![&**index],
                Indirection::Slice(low, high) => low.iter().chain(high).map(|b| &**b).collect(),
            };
            for bound in bounds {
                let node = self.expr(bound)?;
                nodes.push(match container {
                    TypeId::JSONB => self.jsonb_index(node)?,
                    _ if keys => self.text_index(node)?,
                    _ => self.array_index(node)?,
                });
            }
        }
        Ok(nodes)
    }

    /// Whether a type is subscripted by keys, as `hstore` is: elements of a varying length are those of
    /// a handler of its own, never of `raw_array_subscript_handler`.
    fn has_text_keys(&self, container: TypeId) -> bool {
        let info = self.catalog.type_info(container);
        info.is_some_and(|info| info.kind == TypeKind::Base && info.subscript == Some(TypeId::TEXT))
    }

    /// `hstore_subs.c hstore_subscript_transform`.
    fn text_index(&mut self, node: Node) -> Result<Node, Diagnostic> {
        let span = node.span;
        self.try_assign(node, TypeId::TEXT.into())?.ok_or_else(|| {
            let message = "subscript must have type text";
            Diagnostic::new(SqlState::DATATYPE_MISMATCH, span, message)
        })
    }

    fn array_index(&mut self, node: Node) -> Result<Node, Diagnostic> {
        let span = node.span;
        self.try_assign(node, TypeId::INT4.into())?.ok_or_else(|| {
            let message = "array subscript must have type integer";
            Diagnostic::new(SqlState::DATATYPE_MISMATCH, span, message)
        })
    }

    fn jsonb_index(&mut self, node: Node) -> Result<Node, Diagnostic> {
        let fits = |ty| can_coerce_type(self.catalog, node.ty.id, ty, Context::Implicit);
        let target = match (node.is_unknown(), fits(TypeId::INT4), fits(TypeId::TEXT)) {
            (true, _, _) | (false, false, true) => TypeId::TEXT,
            (false, true, false) => TypeId::INT4,
            (false, _, _) => {
                let ty = self.catalog.format_type(node.ty.id);
                let message = format!("subscript type {ty} is not supported");
                return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, node.span, message)
                    .label("jsonb subscript must be coercible to either integer or text"));
            }
        };
        self.coerce(node, target, Context::Implicit)
    }
}
