//! `JSON_TABLE (…)` (17): `parse_jsontable.c`.

use super::Analyzer;
use super::construct::made_item;
use super::json::OtherTypes;
use super::json_query::check_behavior;
use crate::catalog::{Major, TypeKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Item, ItemColumn};
use crate::span::Span;
use crate::statement::Nulls;
use crate::tree::{
    Alias, ExprKind, Ident, JsonBehavior, JsonColumn, JsonOutput, JsonPathString, JsonQueryKind,
    JsonTable, Literal,
};
use crate::types::TypeId;

impl Analyzer<'_> {
    pub(super) fn json_table(
        &mut self,
        table: &JsonTable,
        alias: Option<&Alias>,
        span: Span,
    ) -> Result<Item, Diagnostic> {
        self.since(Major::V17, "`JSON_TABLE (…)`", span)?;
        let made = self.laterally(|analyzer| analyzer.json_table_columns(table, span));
        made_item(alias.map_or("json_table", |alias| &alias.name.name), made?, span)
    }

    fn json_table_columns(
        &mut self,
        table: &JsonTable,
        span: Span,
    ) -> Result<Vec<ItemColumn>, Diagnostic> {
        let JsonTable { context, path, path_name, passing, columns, on_error } = table;
        use JsonBehavior::{Empty, Error};
        if on_error.as_ref().is_some_and(|behavior| !matches!(behavior, Error | Empty)) {
            let message = "invalid ON ERROR behavior";
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message).label(
                "only EMPTY [ ARRAY ] or ERROR is allowed in the top-level ON ERROR clause",
            ));
        }
        // The name that a path gets which has none (`generateJsonTablePathName`).
        let mut names = vec![path_name.as_ref().map_or("json_table_path_0", |name| &name.name)];
        check_names(columns, &mut names)?;
        if !matches!(path.kind, ExprKind::Literal(Literal::String(_))) {
            let message = "only string constants are supported in JSON_TABLE path specification";
            return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, path.span, message));
        }
        self.json_context(context, path, passing)?;
        let mut made = Vec::new();
        self.json_columns(columns, Nulls::Never, &mut made)?;
        Ok(made)
    }

    /// The columns in the order of the text, those of nested paths behind all others
    /// (`transformJsonTableColumns`), and NULL for rows of another path.
    fn json_columns(
        &mut self,
        columns: &[JsonColumn],
        ordinality: Nulls,
        made: &mut Vec<ItemColumn>,
    ) -> Result<(), Diagnostic> {
        let mut numbered = false;
        for column in columns {
            match column {
                JsonColumn::Ordinality(name) => {
                    if numbered {
                        let message = "only one FOR ORDINALITY column is allowed";
                        return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, name.span, message));
                    }
                    numbered = true;
                    made.push(ItemColumn::made(&name.name, TypeId::INT4.into(), ordinality));
                }
                JsonColumn::Value { name, type_name, kind, format, path, on_empty, on_error } => {
                    let output = JsonOutput { type_name: type_name.clone(), format: *format };
                    let ty = self.json_returning(&output, OtherTypes::Refused)?;
                    self.needs_type(ty.id);
                    self.check_path(path.as_ref())?;
                    let kind = match kind {
                        JsonQueryKind::Value if self.has_parts(ty.id) => JsonQueryKind::Query,
                        kind => *kind,
                    };
                    for (clause, behavior) in [("ON EMPTY", on_empty), ("ON ERROR", on_error)] {
                        let Some(behavior) = behavior else { continue };
                        check_behavior(kind, behavior, clause, name.span)?;
                        self.json_behavior(behavior, ty)?;
                    }
                    made.push(ItemColumn::made(&name.name, ty, Nulls::Maybe));
                }
                JsonColumn::Nested { .. } => {}
            }
        }
        for column in columns {
            if let JsonColumn::Nested { path, name: _, columns } = column {
                self.check_path(Some(path))?;
                self.json_columns(columns, Nulls::Maybe, made)?;
            }
        }
        Ok(())
    }

    fn check_path(&self, path: Option<&JsonPathString>) -> Result<(), Diagnostic> {
        match path {
            Some(JsonPathString { path, span }) => {
                crate::literal::check(self.catalog, path, TypeId::JSONPATH.into(), *span)
            }
            None => Ok(()),
        }
    }

    /// A column of such a type is that of `JSON_QUERY` (`isCompositeType`).
    fn has_parts(&self, ty: TypeId) -> bool {
        let base = self.catalog.base_type(ty).id;
        matches!(base, TypeId::JSON | TypeId::JSONB)
            || self.catalog.type_info(base).is_some_and(|info| {
                matches!(info.kind, TypeKind::Array(_) | TypeKind::Composite | TypeKind::Row(_))
            })
    }
}

/// `CheckDuplicateColumnOrPathNames`: columns and paths share their names.
fn check_names<'t>(columns: &'t [JsonColumn], known: &mut Vec<&'t str>) -> Result<(), Diagnostic> {
    for column in columns {
        let name: Option<&Ident> = match column {
            JsonColumn::Ordinality(name) | JsonColumn::Value { name, .. } => Some(name),
            JsonColumn::Nested { path: _, name, columns: _ } => name.as_ref(),
        };
        if let Some(Ident { name, span }) = name {
            if known.contains(&name.as_str()) {
                let message = format!("duplicate JSON_TABLE column or path name: {name}");
                return Err(Diagnostic::new(SqlState::DUPLICATE_ALIAS, *span, message));
            }
            known.push(name);
        }
        if let JsonColumn::Nested { path: _, name: _, columns } = column {
            check_names(columns, known)?;
        }
    }
    Ok(())
}
