//! Tables of a composite type, which follow it.

use crate::catalog::{Column, Default, NotNull, RelationId, UserTypeKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::lookup::span;
use crate::replay::table::Draft;
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::QualifiedIdent;
use crate::tree::ddl::{AlterTypeAction, Attribute, DropBehavior};
use crate::types::TypeId;

impl Replay<'_> {
    /// The columns of a table that are the fields of a composite type.
    pub(in crate::replay) fn type_columns(
        &mut self,
        name: &QualifiedIdent,
        draft: &mut Draft,
    ) -> Done {
        let at = self.user_type_at(name)?;
        let fields = match self.catalog.types.get(at).map(|found| &found.kind) {
            Some(UserTypeKind::Composite(fields)) => fields.clone(),
            _ => {
                return Err(Diagnostic::new(
                    SqlState::WRONG_OBJECT_TYPE,
                    span(name),
                    format!("type `{}` is not a composite type", name.name.name),
                )
                .into());
            }
        };
        let origin = self.origin(span(name));
        draft.columns.extend(fields.into_iter().map(|(name, ty)| Column {
            name,
            ty,
            not_null: NotNull::No,
            default: Default::None,
            origin: origin.clone(),
        }));
        Ok(())
    }

    /// `CREATE TABLE … OF type`, `ALTER TABLE … OF type`.
    pub(in crate::replay) fn set_table_type(
        &mut self,
        id: RelationId,
        name: &QualifiedIdent,
    ) -> Done {
        let at = self.user_type_at(name)?;
        let Some(ty) = self.catalog.types.get(at).map(|found| found.id) else { return Ok(()) };
        self.catalog.typed_tables.retain(|(table, _)| *table != id);
        self.catalog.typed_tables.push((id, ty));
        self.copy_field_collations(ty, id);
        Ok(())
    }

    /// Refuses to change the columns of a table that its type has.
    pub(in crate::replay) fn follows_no_type(&self, id: RelationId, what: &str, at: Span) -> Done {
        if !self.catalog.typed_tables.iter().any(|(table, _)| *table == id) {
            return Ok(());
        }
        let message = format!("cannot {what} typed table");
        Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, at, message)
            .help("alter its type: `ALTER TYPE … CASCADE`")
            .into())
    }

    pub(in crate::replay) fn typed_tables(&self, ty: TypeId) -> Vec<RelationId> {
        let tables = self.catalog.typed_tables.iter().filter(|(_, known)| *known == ty);
        tables.map(|(table, _)| *table).collect()
    }

    /// The tables that change with their type, which must be said
    /// (`tablecmds.c find_typed_table_dependencies`).
    pub(in crate::replay) fn tables_follow(
        &self,
        at: usize,
        name: &QualifiedIdent,
        behavior: DropBehavior,
    ) -> Done<Vec<RelationId>> {
        let Some(ty) = self.catalog.types.get(at).map(|found| found.id) else {
            return Ok(Vec::new());
        };
        let tables = self.typed_tables(ty);
        if tables.is_empty() || behavior == DropBehavior::Cascade {
            return Ok(tables);
        }
        let shown = &name.name.name;
        let message =
            format!("cannot alter type `{shown}` because it is the type of a typed table");
        Err(Diagnostic::new(SqlState::DEPENDENT_OBJECTS_STILL_EXIST, span(name), message)
            .help("use `ALTER … CASCADE` to alter the typed tables too")
            .into())
    }

    pub(in crate::replay) fn alter_typed_tables(
        &mut self,
        tables: &[RelationId],
        action: &AlterTypeAction,
    ) -> Done {
        let collation = match action {
            AlterTypeAction::AddAttribute(Attribute { collation: Some(written), .. }, _)
            | AlterTypeAction::AlterAttribute(Attribute { collation: Some(written), .. }, _) => {
                self.collation(written)?
            }
            _ => None,
        };
        for table in tables {
            match action {
                AlterTypeAction::AddAttribute(attribute, _) => {
                    let column = Column {
                        name: attribute.name.name.clone(),
                        ty: self.column_type(&attribute.type_name, &attribute.name)?,
                        not_null: NotNull::No,
                        default: Default::None,
                        origin: self.origin(attribute.name.span),
                    };
                    self.get_mut(*table)?.columns.push(column);
                    self.note_collation(*table, &attribute.name.name, collation.clone());
                }
                AlterTypeAction::AlterAttribute(attribute, _) => {
                    let ty = self.column_type(&attribute.type_name, &attribute.name)?;
                    self.change_column(*table, &attribute.name.name, |found| found.ty = ty)?;
                    self.note_collation(*table, &attribute.name.name, collation.clone());
                }
                AlterTypeAction::DropAttribute { name, .. }
                    if self.get(*table)?.column(&name.name).is_some() =>
                {
                    self.column_dependents(*table, name, DropBehavior::Cascade)?;
                    self.remove_column(*table, &name.name, name.span);
                }
                AlterTypeAction::RenameAttribute(from, to, _) => {
                    self.rename_column(*table, from, to)?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}
