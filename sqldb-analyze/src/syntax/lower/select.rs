//! `SELECT` and its select list, which `RETURNING` shares.

use sqlparser::ast;

use crate::diagnostic::Diagnostic;
use crate::tree::{Distinct, GroupingElement, Ident, Select, Target, WindowSpec};

use super::super::failure;
use super::super::reader::Names;
use super::Lower;

impl Lower<'_> {
    pub(super) fn select(&mut self, select: ast::Select) -> Result<Select, Diagnostic> {
        let ast::Select {
            select_token,
            optimizer_hints,
            distinct,
            select_modifiers,
            top,
            top_before_distinct,
            projection,
            exclude,
            into,
            from,
            lateral_views,
            prewhere,
            selection,
            connect_by,
            group_by,
            cluster_by,
            distribute_by,
            sort_by,
            having,
            named_window,
            qualify,
            window_before_qualify: _,
            value_table_mode,
            flavor,
        } = select;
        let start = self.place(select_token.0.span);
        self.refuse(
            !optimizer_hints.is_empty()
                || select_modifiers.is_some()
                || top.is_some()
                || top_before_distinct
                || exclude.is_some()
                || !lateral_views.is_empty()
                || prewhere.is_some()
                || !connect_by.is_empty()
                || !cluster_by.is_empty()
                || !distribute_by.is_empty()
                || !sort_by.is_empty()
                || qualify.is_some()
                || value_table_mode.is_some()
                || flavor != ast::SelectFlavor::Standard,
        )?;
        let distinct = self.distinct(distinct)?;
        let targets = self.targets(projection)?;
        if into.is_some() {
            let span = self.source.span(self.reach + 1, self.reach + 1);
            return Err(failure::unsupported(span, "SELECT INTO"));
        }
        if !from.is_empty() {
            self.see(self.reach + 1);
        }
        let from = self.items_of_from(from)?;
        let filter = self.optional(selection.as_ref())?;
        let group_by = self.group_by(group_by)?;
        let having = self.optional(having.as_ref())?;
        let windows = named_window.into_iter().map(|window| self.named_window(window));
        let windows = windows.collect::<Result<Vec<_>, _>>()?;
        let span = self.span_from(start);
        Ok(Select { distinct, targets, from, filter, group_by, having, windows, span })
    }

    fn distinct(&mut self, distinct: Option<ast::Distinct>) -> Result<Distinct, Diagnostic> {
        match distinct {
            None => Ok(Distinct::All),
            Some(ast::Distinct::All) => {
                self.see(self.reach + 1);
                Ok(Distinct::All)
            }
            Some(ast::Distinct::Distinct) => {
                self.see(self.reach + 1);
                Ok(Distinct::Distinct)
            }
            Some(ast::Distinct::On(exprs)) => {
                // `DISTINCT ON (`.
                self.see(self.reach + 3);
                if exprs.is_empty() {
                    return Err(self.unexpected_next());
                }
                let exprs = exprs.iter().map(|expr| self.expr(expr)).collect::<Result<_, _>>()?;
                self.see(self.reach + 1);
                Ok(Distinct::On(exprs))
            }
        }
    }

    pub(super) fn targets(
        &mut self,
        items: Vec<ast::SelectItem>,
    ) -> Result<Vec<Target>, Diagnostic> {
        items.into_iter().map(|item| self.target(item)).collect()
    }

    fn target(&mut self, item: ast::SelectItem) -> Result<Target, Diagnostic> {
        match item {
            ast::SelectItem::UnnamedExpr(expr) => {
                Ok(Target::Expr { expr: self.expr(&expr)?, alias: None })
            }
            ast::SelectItem::ExprWithAlias { expr, alias } => {
                let expr = self.expr(&expr)?;
                Ok(Target::Expr { expr, alias: Some(self.ident(&alias, Names::Label)?) })
            }
            ast::SelectItem::ExprWithAliases { expr: _, aliases: _ } => Err(self.unexpected_next()),
            ast::SelectItem::Wildcard(options) => {
                let at = self.star(options)?;
                Ok(Target::Star(self.source.span(at, at)))
            }
            ast::SelectItem::QualifiedWildcard(kind, options) => match kind {
                ast::SelectItemQualifiedWildcardKind::ObjectName(name) => {
                    let ast::ObjectName(parts) = &name;
                    let longer = parts.len() > 2;
                    let start = self.place_of_name(&name)?;
                    if longer {
                        let at = self.star(options)?;
                        let span = self.source.span(start, at);
                        return Err(failure::unsupported(span, "database.schema.relation.*"));
                    }
                    let relation = self.relation_of_star(start, parts.len())?;
                    let at = self.star(options)?;
                    Ok(Target::RelationStar { relation, span: self.source.span(start, at) })
                }
                ast::SelectItemQualifiedWildcardKind::Expr(expr) => {
                    let start = self.place_of(&expr)?;
                    let expr = self.expr(&expr)?;
                    let at = self.star(options)?;
                    Ok(Target::CompositeStar { expr, span: self.source.span(start, at) })
                }
            },
        }
    }

    /// The one or two names before `.*`, from token `start`.
    fn relation_of_star(
        &self,
        start: usize,
        names: usize,
    ) -> Result<crate::tree::QualifiedIdent, Diagnostic> {
        let mut reader = self.source.reader(start);
        let first = reader.name(Names::Column)?;
        if names == 1 {
            return Ok(crate::tree::QualifiedIdent { schema: None, name: first });
        }
        reader.skip();
        let name = reader.name(Names::Label)?;
        Ok(crate::tree::QualifiedIdent { schema: Some(first), name })
    }

    /// The place of a `*`, behind which other databases have more.
    fn star(&mut self, options: ast::WildcardAdditionalOptions) -> Result<usize, Diagnostic> {
        let ast::WildcardAdditionalOptions {
            wildcard_token,
            opt_ilike,
            opt_exclude,
            opt_except,
            opt_replace,
            opt_rename,
            opt_alias,
        } = options;
        let at = self.place(wildcard_token.0.span);
        self.refuse(
            opt_ilike.is_some()
                || opt_exclude.is_some()
                || opt_except.is_some()
                || opt_replace.is_some()
                || opt_rename.is_some()
                || opt_alias.is_some(),
        )?;
        Ok(at)
    }

    /// The items are read again from the first on, because `CUBE (a, b)` is no call here.
    fn group_by(
        &mut self,
        group_by: ast::GroupByExpr,
    ) -> Result<Option<Vec<GroupingElement>>, Diagnostic> {
        let ast::GroupByExpr::Expressions(exprs, modifiers) = group_by else {
            return Err(self.unexpected_next());
        };
        self.refuse(!modifiers.is_empty())?;
        let Some(first) = exprs.first() else { return Ok(None) };
        let mut reader = self.source.reader(self.place_of(first)?);
        let elements = reader.group_by_list()?;
        self.see(reader.at() - 1);
        Ok(Some(elements))
    }

    /// `name AS (…)`, of which sqlparser sees a stand-in.
    fn named_window(
        &mut self,
        window: ast::NamedWindowDefinition,
    ) -> Result<(Ident, WindowSpec), Diagnostic> {
        let ast::NamedWindowDefinition(name, definition) = window;
        let name = self.ident(&name, Names::Column)?;
        let ast::NamedWindowExpr::WindowSpec(spec) = definition else {
            return Err(self.unexpected_next());
        };
        let ast::WindowSpec { window_name, partition_by, order_by, window_frame } = spec;
        self.refuse(!partition_by.is_empty() || !order_by.is_empty() || window_frame.is_some())?;
        self.refuse(window_name.is_none())?;
        // `AS (`.
        let mut reader = self.source.reader(self.reach + 2);
        let spec = reader.window()?;
        self.see(reader.at() - 1);
        Ok((name, spec))
    }
}
