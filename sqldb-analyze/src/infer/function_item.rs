//! Functions in FROM, and the columns that they have there (`parse_clause.c transformRangeFunction`).

use super::from::find_relation;
use super::node::{Node, NodeKind, ReturnsSet};
use super::{Analyzer, rules};
use crate::catalog::{Major, TypeKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::nulls::{Reader, rule};
use crate::scope::{Item, ItemColumn, ItemKind};
use crate::span::Span;
use crate::statement::{Nulls, Rows};
use crate::tree::{
    Alias, Arguments, ColumnDefinition, ExprKind, FunctionItem, Ident, Ordinality, QualifiedIdent,
    ValueFunction,
};
use crate::types::TypeId;

impl Analyzer<'_> {
    /// A function in FROM, or ROWS FROM (`transformRangeFunction`, `addRangeTableEntryForFunction`).
    pub(super) fn function_item(
        &mut self,
        calls: &[FunctionItem],
        ordinality: Ordinality,
        alias: Option<&Alias>,
        span: Span,
    ) -> Result<Item, Diagnostic> {
        if let [FunctionItem { call, .. }] = calls
            && matches!(call.kind, ExprKind::ValueFunction(ValueFunction::SystemUser))
            && self.catalog.major < Major::V16
        {
            // No keyword yet: a table.
            let name = Ident { name: "system_user".to_owned(), span: call.span };
            find_relation(self.catalog, &QualifiedIdent::alone(name))?;
            return Err(Diagnostic::unsupported(span, "a table named `system_user`")
                .help("quote it: `\"system_user\"` is a keyword since PostgreSQL 16"));
        }
        let calls: Vec<FunctionItem> = calls.iter().flat_map(several_unnests).collect();
        let nodes =
            self.laterally(|analyzer| analyzer.exprs(calls.iter().map(|call| &call.call)))?;
        let mut columns = Vec::new();
        let mut kind = ItemKind::RowFunction;
        let mut rows = Rows::ExactlyOne;
        let mut row_type = TypeId::RECORD;
        for (call, node) in calls.iter().zip(nodes) {
            self.check_collations(&node)?;
            if node.children().into_iter().any(Node::returns_set) {
                return Err(Diagnostic::new(
                    SqlState::FEATURE_NOT_SUPPORTED,
                    node.span,
                    "set-returning functions must appear at top level of FROM",
                ));
            }
            if node.returns_set() {
                rows = Rows::Many;
            }
            let node = self.resolve_unknown(node)?;
            let function = super::names::column_name(&call.call);
            let scalar_name = match alias {
                Some(alias) if calls.len() == 1 => alias.name.name.clone(),
                _ => function,
            };
            let (shape, mut own) = self.function_columns(call, &node, scalar_name)?;
            if shape == ItemKind::ScalarFunction && calls.len() == 1 {
                kind = shape;
            }
            if calls.len() == 1 {
                row_type = node.ty.id;
            }
            columns.append(&mut own);
        }
        for column in &mut columns {
            column.nulls = rule::of_set(calls.len(), column.nulls);
        }
        if ordinality == Ordinality::With {
            kind = ItemKind::RowFunction;
            row_type = TypeId::RECORD;
            columns.push(ItemColumn::made("ordinality", TypeId::INT8.into(), Nulls::Never));
        }
        let name = match (alias, calls.first()) {
            (Some(alias), _) => alias.name.name.clone(),
            (None, Some(call)) => super::names::column_name(&call.call),
            (None, None) => {
                return Err(Diagnostic::unsupported(span, "`ROWS FROM` without a function"));
            }
        };
        let mut item = Item::rows(kind, name, columns, rows);
        item.row_type = row_type;
        Ok(item)
    }

    /// The columns of one function in FROM (`get_expr_result_type`).
    fn function_columns(
        &mut self,
        written: &FunctionItem,
        node: &Node,
        scalar_name: String,
    ) -> Result<(ItemKind, Vec<ItemColumn>), Diagnostic> {
        let refuse = |message: &str| {
            Err(Diagnostic::new(SqlState::SYNTAX_ERROR, node.span, message.to_owned()))
        };
        let out: &[(Option<String>, TypeId)] = match &node.kind {
            NodeKind::Call(call) => &call.columns,
            _ => &[],
        };
        let nulls = |at: usize| match &node.kind {
            NodeKind::Call(call) if call.returns_set == ReturnsSet::Yes => {
                crate::nulls::set_column(&Reader::new(&self.scopes), call, at)
            }
            _ => Nulls::Maybe,
        };
        if node.ty.id == TypeId::TRIGGER || node.ty.id == TypeId::EVENT_TRIGGER {
            let ty = self.catalog.format_type(node.ty.id);
            let message =
                format!("function `{scalar_name}` in FROM has unsupported return type {ty}");
            return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, node.span, message));
        }
        if !written.columns.is_empty() {
            if node.ty.id != TypeId::RECORD || out.len() > 1 {
                return refuse(
                    "a column definition list is only allowed for functions returning \"record\"",
                );
            }
            let mut columns = Vec::new();
            for definition in &written.columns {
                let ty = rules::type_name(self.catalog, &definition.type_name)?;
                self.needs_type(ty.id);
                self.check_defined(definition, ty.id, &columns)?;
                columns.push(ItemColumn::made(&definition.name.name, ty, Nulls::Maybe));
            }
            return Ok((ItemKind::RowFunction, columns));
        }
        if node.ty.id == TypeId::RECORD {
            if out.is_empty() {
                return refuse(
                    "a column definition list is required for functions returning \"record\"",
                );
            }
            let columns = out.iter().enumerate().map(|(at, (name, ty))| {
                let name = name.clone().unwrap_or_else(|| format!("column{}", at + 1));
                ItemColumn::made(&name, (*ty).into(), nulls(at))
            });
            return Ok((ItemKind::RowFunction, columns.collect()));
        }
        if let Some(fields) = rules::composite(self.catalog, node.ty.id) {
            let columns = fields.iter().enumerate().map(|(at, (name, ty))| {
                let made = ItemColumn::made(name, *ty, Nulls::Maybe);
                ItemColumn { field_of: Some((node.ty.id, at)), ..made }
            });
            return Ok((ItemKind::RowFunction, columns.collect()));
        }
        let name = match out {
            [(Some(name), _)] => name.clone(),
            _ => scalar_name,
        };
        let value = match node.returns_set() {
            true => nulls(0),
            false => Reader::new(&self.scopes).nulls(node),
        };
        Ok((ItemKind::ScalarFunction, vec![ItemColumn::made(&name, node.ty, value)]))
    }
}

impl Analyzer<'_> {
    /// What a column definition may say (`heap.c CheckAttributeNamesTypes`).
    fn check_defined(
        &self,
        definition: &ColumnDefinition,
        ty: TypeId,
        before: &[ItemColumn],
    ) -> Result<(), Diagnostic> {
        let name = &definition.name;
        if before.iter().any(|known| known.name == name.name) {
            let message = format!("column name `{}` specified more than once", name.name);
            return Err(Diagnostic::new(SqlState::DUPLICATE_COLUMN, name.span, message));
        }
        let info = self.catalog.type_info(ty);
        let is_record = matches!(ty, TypeId::RECORD | TypeId::RECORD_ARRAY);
        if !is_record && info.is_some_and(|info| info.kind == TypeKind::Pseudo) {
            let ty = self.catalog.format_type(ty);
            let message = format!("column `{}` has pseudo-type {ty}", name.name);
            return Err(Diagnostic::new(SqlState::INVALID_TABLE_DEFINITION, name.span, message));
        }
        Ok(())
    }
}

/// `unnest(a, b)` in FROM is `ROWS FROM (unnest(a), unnest(b))`.
fn several_unnests(item: &FunctionItem) -> Vec<FunctionItem> {
    let ExprKind::Call(call) = &item.call.kind else { return vec![item.clone()] };
    let Arguments::List(arguments) = &call.arguments else { return vec![item.clone()] };
    let unnest = call.name.schema.is_none() && call.name.name.name == "unnest";
    if !unnest || arguments.len() < 2 || !item.columns.is_empty() {
        return vec![item.clone()];
    }
    let each = arguments.iter().map(|argument| {
        let mut call = call.clone();
        call.arguments = Arguments::List(vec![argument.clone()]);
        let expr = crate::tree::Expr { kind: ExprKind::Call(call), span: item.call.span };
        FunctionItem { call: expr, columns: Vec::new() }
    });
    each.collect()
}
