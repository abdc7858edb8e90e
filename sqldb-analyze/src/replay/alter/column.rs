//! `ALTER TABLE … ALTER COLUMN …`.

use crate::catalog::{By, quote_identifier};
use crate::catalog::{
    Default, Dependent, FunctionId, Generated, KeyKind, Major, NotNull, RelationId, RelationKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::{self, Definition};
use crate::replay::table::column::{NewSequence, identity_type};
use crate::replay::table::default::OwnDefault;
use crate::replay::{Done, Replay, Stop};
use crate::span::Span;
use crate::tree::ddl::{AlterColumn, Fragment, Reach};
use crate::tree::{Ident, QualifiedIdent, TypeName};
use crate::types::{CoercionContext, Typed, can_coerce_type};

impl Replay<'_> {
    pub(in crate::replay) fn alter_column(
        &mut self,
        id: RelationId,
        name: &Ident,
        change: &AlterColumn,
        reach: Reach,
    ) -> Done {
        let column = self.column(id, name)?.clone();
        let table = self.get(id)?.name.name.clone();
        let shown = format!("column `{}` of relation `{table}`", name.name);
        match change {
            AlterColumn::Nothing => {}
            AlterColumn::Type { type_name, collation, using: _ } => {
                self.is_no_partition_key(id, name, "alter")?;
                self.change_type(id, name, type_name, collation.as_ref())?;
            }
            AlterColumn::SetDefault(_) | AlterColumn::DropDefault => {
                if let Default::Identity(_) = column.default {
                    let message = format!("{shown} is an identity column");
                    return Err(syntax(name.span, message)
                        .help("use `ALTER TABLE … ALTER COLUMN … DROP IDENTITY` instead")
                        .into());
                }
                if let Default::Generated(_) = column.default {
                    let message = format!("{shown} is a generated column");
                    return Err(syntax(name.span, message)
                        .help("use `ALTER TABLE … ALTER COLUMN … DROP EXPRESSION` instead")
                        .into());
                }
                let (own, needed) = match change {
                    AlterColumn::SetDefault(expression) => {
                        self.checked_default(&name.name, column.ty, expression)?
                    }
                    _ => (OwnDefault::Cast, Vec::new()),
                };
                let default = match change {
                    AlterColumn::SetDefault(expression)
                        if !self.is_no_default(expression, column.ty) =>
                    {
                        Default::Expression
                    }
                    _ if self.domain_default(column.ty.id) => Default::Expression,
                    _ => Default::None,
                };
                for table in self.reached(id, reach) {
                    self.note_default(table, &name.name, own, needed.clone());
                    self.change_column(table, &name.name, |found| found.default = default)?;
                }
            }
            AlterColumn::SetNotNull if self.names_not_null() => {
                self.set_not_null_constraint(id, name, reach)?;
            }
            AlterColumn::DropNotNull if self.names_not_null() => {
                self.drop_not_null_constraint(id, name, reach)?;
            }
            AlterColumn::SetNotNull => self.set_not_null(id, name, reach)?,
            AlterColumn::DropNotNull => self.drop_not_null(id, name, reach)?,
            AlterColumn::AddIdentity(identity, options) => {
                let what = "add identity to a column of";
                self.changes_identity(id, reach, what, name.span)?;
                identity_type(column.ty, name.span)?;
                self.is_valid_for_identity(id, name)?;
                match column.default {
                    Default::Identity(_) => {
                        let message = format!("{shown} is already an identity column");
                        return Err(state(name.span, message).into());
                    }
                    Default::Expression => {
                        let message = format!("{shown} already has a default value");
                        return Err(state(name.span, message).into());
                    }
                    Default::None | Default::Generated(_) => {}
                }
                if column.not_null == NotNull::No {
                    let message =
                        format!("{shown} must be declared NOT NULL before identity can be added");
                    let help = format!(
                        "write `ALTER TABLE {table} ALTER COLUMN {} SET NOT NULL` before",
                        name.name
                    );
                    return Err(state(name.span, message).help(help).into());
                }
                for table in self.identity_family(id) {
                    self.change_column(table, &name.name, |found| {
                        found.default = Default::Identity(*identity)
                    })?;
                }
                let new = NewSequence { name: options.sequence_name.clone(), identity: true };
                self.make_owned_sequence(id, &name.name, &new, name.span)?;
            }
            AlterColumn::SetIdentity(identity) => {
                let what = "change identity column of";
                self.changes_identity(id, reach, what, name.span)?;
                if !matches!(column.default, Default::Identity(_)) {
                    return Err(
                        state(name.span, format!("{shown} is not an identity column")).into()
                    );
                }
                for table in self.identity_family(id) {
                    self.change_column(table, &name.name, |found| {
                        found.default = Default::Identity(*identity)
                    })?;
                }
            }
            AlterColumn::DropIdentity { if_exists } => {
                let what = "drop identity from a column of";
                self.changes_identity(id, reach, what, name.span)?;
                if !matches!(column.default, Default::Identity(_)) {
                    let message = format!("{shown} is not an identity column");
                    return if *if_exists { Ok(()) } else { Err(state(name.span, message).into()) };
                }
                for table in self.identity_family(id) {
                    self.change_column(table, &name.name, |found| found.default = Default::None)?;
                }
                self.drop_owned_sequences(id, Some(&name.name));
            }
            AlterColumn::SetExpression(expression) => {
                self.set_expression(id, name, expression, reach)?;
            }
            AlterColumn::DropExpression { if_exists } => {
                self.drop_expression(id, name, *if_exists, reach)?;
            }
        }
        Ok(())
    }

    fn drop_not_null(&mut self, id: RelationId, name: &Ident, reach: Reach) -> Done {
        let relation = self.get(id)?;
        if relation.kind == RelationKind::View {
            return Ok(());
        }
        let table = relation.name.name.clone();
        let Some((_, column)) = relation.column(&name.name) else { return Ok(()) };
        if let Default::Identity(_) = column.default {
            let message =
                format!("column `{}` of relation `{table}` is an identity column", name.name);
            return Err(syntax(name.span, message).into());
        }
        let primary = relation.keys.iter().find(|key| key.kind == KeyKind::Primary);
        if primary.is_some_and(|key| key.columns.contains(&name.name)) {
            let message = format!("column `{}` is in a primary key", name.name);
            let code = SqlState::INVALID_TABLE_DEFINITION;
            return Err(Diagnostic::new(code, name.span, message).into());
        }
        // A partition keeps its parent's NOT NULL; an inheriting table of the other kind may drop it
        // (15), so that the parent's rows may hold NULL.
        for parent in relation.parents.clone() {
            let parent = self.get(parent)?;
            let marked = parent
                .column(&name.name)
                .is_some_and(|(_, column)| column.not_null == NotNull::Enforced);
            if parent.kind == RelationKind::PartitionedTable && marked {
                let message = format!("column `{}` is marked NOT NULL in parent table", name.name);
                let code = SqlState::INVALID_TABLE_DEFINITION;
                return Err(Diagnostic::new(code, name.span, message).into());
            }
        }
        self.mark(id, &name.name, NotNull::No, reach);
        Ok(())
    }

    pub(in crate::replay) fn used_by_view(&self, view: RelationId, column: &Ident) -> Stop {
        let Ok(view) = self.get(view) else { return Stop::Known };
        let shown = &view.name.name;
        let message = "cannot alter type of a column used by a view or rule";
        let note = format!("view `{shown}` uses column `{}`", column.name);
        Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, column.span, message)
            .note(note, Some(view.origin.clone()))
            .help(format!("write `DROP VIEW {shown}` before, and create the view again behind"))
            .into()
    }

    /// `tablecmds.c RememberAllDependentForRebuilding`.
    pub(in crate::replay) fn used_by_function(
        &self,
        function: &FunctionId,
        column: &Ident,
    ) -> Diagnostic {
        let message = "cannot alter type of a column used by a function or procedure";
        let diagnostic = Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, column.span, message);
        let Some(found) = self.function_of(function) else {
            return diagnostic;
        };
        let shown = &found.name.name;
        let note = format!("function `{shown}` uses column `{}`", column.name);
        diagnostic
            .note(note, Some(found.origin.clone()))
            .help(format!("write `DROP FUNCTION {shown}` before, and create it again behind"))
    }

    /// Refuses another type for a column that a definition reads, unless the definition is made anew
    /// (`tablecmds.c RememberAllDependentForRebuilding`).
    fn keeps_type(&self, reader: &Dependent, column: &Ident) -> Done {
        let (code, what) = match reader {
            Dependent::View(view) => return Err(self.used_by_view(*view, column)),
            Dependent::Function(function) => {
                return Err(self.used_by_function(function, column).into());
            }
            Dependent::Default(_, generated) => {
                let message = "cannot alter type of a column used by a generated column";
                let note =
                    format!("column `{}` is used by generated column `{generated}`", column.name);
                let code = match self.catalog.major < Major::V18 {
                    true => SqlState::SYNTAX_ERROR,
                    false => SqlState::FEATURE_NOT_SUPPORTED,
                };
                return Err(Diagnostic::new(code, column.span, message).note(note, None).into());
            }
            Dependent::Rule(..) => (SqlState::FEATURE_NOT_SUPPORTED, "by a view or rule"),
            Dependent::Trigger(..) => (SqlState::FEATURE_NOT_SUPPORTED, "in a trigger definition"),
            Dependent::Policy(..) => (SqlState::FEATURE_NOT_SUPPORTED, "in a policy definition"),
            // Of its list of columns PostgreSQL says the same.
            Dependent::Published(..) => {
                (SqlState::FEATURE_NOT_SUPPORTED, "by a publication WHERE clause")
            }
            _ => return Ok(()),
        };
        let Some((shown, origin)) = self.dependent(reader) else { return Ok(()) };
        let message = format!("cannot alter type of a column used {what}");
        let note = format!("{shown} depends on column `{}`", column.name);
        Err(Diagnostic::new(code, column.span, message)
            .note(note, Some(origin))
            .help("drop it before, and create it again behind")
            .into())
    }

    fn change_type(
        &mut self,
        id: RelationId,
        name: &Ident,
        written: &TypeName,
        collation: Option<&QualifiedIdent>,
    ) -> Done {
        let ty = self.column_type(written, name)?;
        let collation = match collation {
            Some(collation) => {
                self.collatable(ty.id, collation)?;
                self.collation(collation)?
            }
            None => None,
        };
        if self.column(id, name)?.default == Default::Generated(Generated::Virtual) {
            self.may_be_virtual(&name.name, ty, written.span)?;
        }
        self.default_converts(id, name, ty)?;
        if self.is_inherited(id, &name.name) {
            let message = format!("cannot alter inherited column `{}`", name.name);
            let code = SqlState::INVALID_TABLE_DEFINITION;
            return Err(Diagnostic::new(code, name.span, message).into());
        }
        for reader in self.readers(id, Some(&name.name)) {
            self.keeps_type(&reader, name)?;
        }
        for table in self.with_descendants(id) {
            self.rows_are_no_values(table, name.span)?;
            self.change_column(table, &name.name, |column| column.ty = ty)?;
            self.note_collation(table, &name.name, collation.clone());
        }
        self.references_compare(id, name)
    }
}

impl Replay<'_> {
    /// Refuses a type that the rows' values do not become (`tablecmds.c ATPrepAlterColumnType`).
    pub(in crate::replay) fn converts(
        &self,
        id: RelationId,
        name: &Ident,
        written: &TypeName,
        using: Option<&Fragment>,
    ) -> Done {
        let ty = self.column_type(written, name)?;
        if let Some(using) = using {
            if let Default::Generated(_) = self.column(id, name)?.default {
                let message = "cannot specify USING when altering type of generated column";
                let code = SqlState::INVALID_COLUMN_DEFINITION;
                return Err(Diagnostic::new(code, using.span, message).into());
            }
            let definition = Definition::Using(infer::Column { name: &name.name, ty });
            return self.defines(Some(id), using, definition).map(|_| ());
        }
        let from = self.column(id, name)?.ty;
        if can_coerce_type(self.catalog, from.id, ty.id, CoercionContext::Assignment) {
            return Ok(());
        }
        let wanted = self.catalog.format_type(ty);
        let shown = &name.name;
        let message = format!("column `{shown}` cannot be cast automatically to type {wanted}");
        let column = quote_identifier(shown);
        Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, name.span, message)
            .help(format!("say how: `USING {column}::{wanted}`"))
            .into())
    }
}

impl Replay<'_> {
    /// A default is cast to the new type on its own; `USING` is for the rows.
    fn default_converts(&self, id: RelationId, name: &Ident, ty: Typed) -> Done {
        let column = self.column(id, name)?;
        let known = |found: &(RelationId, String)| found.0 == id && found.1 == name.name;
        let from = column.ty.id;
        if column.default != Default::Expression
            || !self.catalog.own_defaults.by(By::Relation(id)).any(known)
            || can_coerce_type(self.catalog, from, ty.id, CoercionContext::Assignment)
        {
            return Ok(());
        }
        let wanted = self.catalog.format_type(ty);
        let shown = &name.name;
        let message =
            format!("default for column `{shown}` cannot be cast automatically to type {wanted}");
        let column = quote_identifier(shown);
        Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, name.span, message)
            .help(format!(
                "write `ALTER COLUMN {column} DROP DEFAULT` in front of it, and `SET DEFAULT` behind"
            ))
            .into())
    }
}

fn state(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE, span, message)
}

fn syntax(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(SqlState::SYNTAX_ERROR, span, message)
}
