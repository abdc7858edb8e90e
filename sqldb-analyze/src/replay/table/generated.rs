//! Generated columns: what they compute from, and what only those that are stored may do.

use crate::catalog::{By, Column, Default, Dependent, Generated, Major, RelationId, Use};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::{self, Definition};
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::Ident;
use crate::tree::ddl::{Fragment, Reach};
use crate::types::{TypeId, Typed};

impl Replay<'_> {
    /// What a generated column computes from. It may not use another generated column, nor itself.
    pub(in crate::replay) fn generated_uses(
        &mut self,
        id: RelationId,
        column: String,
        fragment: &Fragment,
    ) {
        let found = self.catalog.relation(id).and_then(|relation| relation.column(&column));
        let Some((ty, default)) = found.map(|(_, found)| (found.ty, found.default)) else { return };
        let definition = Definition::Generated(infer::Column { name: &column, ty });
        let read = self.columns_read(id, fragment, definition);
        let Some((columns, needed)) = self.keep(read) else { return };
        if default == Default::Generated(Generated::Virtual) {
            let types = |name: &String| {
                let found = self.catalog.relation(id).and_then(|relation| relation.column(name));
                found.is_some_and(|(_, found)| self.is_of_migrations(found.ty.id))
            };
            // `heap.c check_virtual_generated_security`.
            if !needed.is_empty() || columns.iter().any(types) {
                let message = "generation expression uses user-defined function or type";
                let code = SqlState::FEATURE_NOT_SUPPORTED;
                let mistake = Diagnostic::new(code, fragment.span, message);
                self.diagnostics.push(mistake.help("make it `STORED`"));
            }
        }
        let dependent = Dependent::Default(id, column);
        self.set_needs(&dependent, needed);
        let generated = |name: &str| {
            let found = self.catalog.relation(id).and_then(|relation| relation.column(name));
            matches!(found, Some((_, Column { default: Default::Generated(_), .. })))
        };
        if let Some(other) = columns.iter().find(|name| generated(name)) {
            let message =
                format!("cannot use generated column `{other}` in column generation expression");
            let code = SqlState::INVALID_OBJECT_DEFINITION;
            self.diagnostics.push(Diagnostic::new(code, fragment.span, message));
        }
        if !columns.is_empty() {
            self.catalog.uses.push(Use { dependent, relation: id, columns });
        }
    }

    fn is_new_use(&self, new: &Use) -> bool {
        !self.catalog.uses.by(By::Dependent(&new.dependent)).any(|found| found == new)
    }

    /// What generated columns of another table compute from, for those that came along.
    pub(in crate::replay) fn copy_generated(&mut self, source: RelationId, table: RelationId) {
        let uses = self.catalog.uses.by(By::Target(source));
        let copied = uses.filter_map(|found| match &found.dependent {
            Dependent::Default(_, column) => Some(Use {
                dependent: Dependent::Default(table, column.clone()),
                relation: table,
                columns: found.columns.clone(),
            }),
            _ => None,
        });
        let copied: Vec<Use> = copied.filter(|new| self.is_new_use(new)).collect();
        self.catalog.uses.extend(copied);
    }

    /// Refuses to compute a value of a type of the migrations when it is read: its functions could do
    /// anything (`heap.c CheckAttributeType`).
    pub(in crate::replay) fn may_be_virtual(&self, column: &str, ty: Typed, at: Span) -> Done {
        if self.catalog.major < Major::V18 {
            return Err(self
                .since(Major::V18, "a generated column that is not `STORED`", at)
                .into());
        }
        if !self.is_of_migrations(ty.id) {
            return Ok(());
        }
        let domain = self.catalog.base_type(ty).id != ty.id;
        let what = if domain { "a domain type" } else { "a user-defined type" };
        let message = format!("virtual generated column `{column}` cannot have {what}");
        Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, at, message)
            .help("make it `STORED`")
            .into())
    }

    fn is_of_migrations(&self, ty: TypeId) -> bool {
        self.catalog.user_type(ty).is_some()
    }

    /// Refuses what must have a column's values when they are not stored.
    pub(in crate::replay) fn has_stored_values(
        &self,
        table: RelationId,
        column: &str,
        what: &str,
        at: Span,
    ) -> Done {
        let found = self.get(table)?.column(column).map(|(_, found)| found.default);
        if found != Some(Default::Generated(Generated::Virtual)) {
            return Ok(());
        }
        let message = format!("{what} on virtual generated columns are not supported");
        Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, at, message)
            .help(format!("make `{column}` `STORED`"))
            .into())
    }

    /// `SET EXPRESSION` (`tablecmds.c ATExecSetExpression`).
    pub(in crate::replay) fn set_expression(
        &mut self,
        id: RelationId,
        name: &Ident,
        expression: &Fragment,
        reach: Reach,
    ) -> Done {
        if self.catalog.major < Major::V17 {
            return Err(self.since(Major::V17, "`SET EXPRESSION`", name.span).into());
        }
        for table in self.reached(id, reach) {
            let shown = self.get(table)?.name.name.clone();
            let Default::Generated(place) = self.column(table, name)?.default else {
                let message = format!(
                    "column `{}` of relation `{shown}` is not a generated column",
                    name.name
                );
                let code = SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE;
                return Err(Diagnostic::new(code, name.span, message).into());
            };
            let checked = self.catalog.constraints.by(By::Relation(table)).any(|found| {
                found.relation == table
                    && matches!(found.kind, crate::catalog::ConstraintKind::Check { .. })
            });
            if place == Generated::Virtual && checked {
                let message = "ALTER TABLE / SET EXPRESSION is not supported for virtual generated \
                               columns in tables with check constraints";
                let code = SqlState::FEATURE_NOT_SUPPORTED;
                return Err(Diagnostic::new(code, name.span, message).into());
            }
            if place == Generated::Stored {
                self.rows_are_no_values(table, name.span)?;
            }
            self.forget(&Dependent::Default(table, name.name.clone()));
            self.generated_uses(table, name.name.clone(), expression);
        }
        Ok(())
    }

    /// `DROP EXPRESSION` (`tablecmds.c ATExecDropExpression`).
    pub(in crate::replay) fn drop_expression(
        &mut self,
        id: RelationId,
        name: &Ident,
        if_exists: bool,
        reach: Reach,
    ) -> Done {
        let shown = self.get(id)?.name.name.clone();
        if reach == Reach::Only && !self.children(id).is_empty() {
            let message = "ALTER TABLE / DROP EXPRESSION must be applied to child tables too";
            let code = SqlState::FEATURE_NOT_SUPPORTED;
            return Err(Diagnostic::new(code, name.span, message).help("leave out `ONLY`").into());
        }
        if self.is_inherited(id, &name.name) {
            let message = "cannot drop generation expression from inherited column";
            let code = SqlState::INVALID_TABLE_DEFINITION;
            return Err(Diagnostic::new(code, name.span, message).into());
        }
        match self.column(id, name)?.default {
            Default::Generated(Generated::Stored) => {}
            Default::Generated(Generated::Virtual) => {
                let message = "ALTER TABLE / DROP EXPRESSION is not supported for virtual generated \
                               columns";
                let code = SqlState::FEATURE_NOT_SUPPORTED;
                return Err(Diagnostic::new(code, name.span, message).into());
            }
            _ if if_exists => return Ok(()),
            _ => {
                let what = match self.catalog.major < Major::V18 {
                    true => "a stored generated column",
                    false => "a generated column",
                };
                let message = format!("column `{}` of relation `{shown}` is not {what}", name.name);
                let code = SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE;
                return Err(Diagnostic::new(code, name.span, message).into());
            }
        }
        for table in self.reached(id, reach) {
            self.change_column(table, &name.name, |found| found.default = Default::None)?;
            self.forget(&Dependent::Default(table, name.name.clone()));
        }
        Ok(())
    }
}
