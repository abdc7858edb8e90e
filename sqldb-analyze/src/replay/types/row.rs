//! Fields of composite types, and tables whose rows are values elsewhere: what uses them, and what they
//! may become.

use crate::catalog::{
    By, Dependent, Needed, RelationId, RelationKind, UserTypeKind, quote_identifier,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::QualifiedIdent;
use crate::tree::ddl::{AlterTypeAction, DropBehavior};
use crate::types::TypeId;

impl Replay<'_> {
    /// Refuses to compute the rows of a table anew while there are values of their type: nothing
    /// changes those (`tablecmds.c find_composite_type_dependencies`).
    pub(in crate::replay) fn rows_are_no_values(&self, table: RelationId, at: Span) -> Done {
        let relation = self.get(table)?;
        let what = format!("table `{}`", relation.name.name);
        self.is_no_value(relation.row_type, &what, at)
    }

    fn is_no_value(&self, ty: TypeId, what: &str, at: Span) -> Done {
        let Some((table, column)) = self.value_of(ty) else { return Ok(()) };
        let relation = self.get(table)?;
        let shown = &relation.name.name;
        let message =
            format!("cannot alter {what} because column `{shown}.{column}` uses its row type");
        let made = relation.column(&column).map(|(_, column)| column.origin.clone());
        let column = quote_identifier(&column);
        Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, at, message)
            .note(format!("`{shown}.{column}` is created here"), made)
            .into())
    }

    /// A stored column whose values hold some of a type.
    fn value_of(&self, ty: TypeId) -> Option<(RelationId, String)> {
        let mut types = vec![ty];
        let mut at = 0;
        while let Some(ty) = types.get(at).copied() {
            at += 1;
            let mut containing: Vec<TypeId> = Vec::new();
            for found in self.catalog.types.by(By::UsedType(ty)) {
                let holds = match &found.kind {
                    UserTypeKind::Domain { base, .. } => base.id == ty,
                    UserTypeKind::Composite(fields) => fields.iter().any(|(_, own)| own.id == ty),
                    UserTypeKind::Range { subtype: inner, .. }
                    | UserTypeKind::Multirange(inner)
                    | UserTypeKind::Array(inner) => *inner == ty,
                    UserTypeKind::Base(_) | UserTypeKind::Enum(_) | UserTypeKind::Row(_) => false,
                };
                if holds {
                    containing.push(found.id);
                }
            }
            for relation in self.catalog.relations.by(By::UsedType(ty)) {
                let Some(column) = relation.columns.iter().find(|column| column.ty.id == ty) else {
                    continue;
                };
                match relation.kind {
                    RelationKind::Table
                    | RelationKind::MaterializedView
                    | RelationKind::Sequence => return Some((relation.id, column.name.clone())),
                    // Nothing is stored there.
                    RelationKind::PartitionedTable
                    | RelationKind::View
                    | RelationKind::ForeignTable => containing.push(relation.row_type),
                }
            }
            containing.retain(|found| !types.contains(found));
            types.extend(containing);
        }
        None
    }

    /// Refuses, or drops, what names a field.
    pub(in crate::replay) fn field_dependents(
        &mut self,
        ty: TypeId,
        field: &str,
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
    ) -> Done {
        self.needed_dependents(&Needed::Field(ty, field.to_owned()), word, ident, behavior)
    }

    pub(in crate::replay) fn remove_field(&mut self, ty: TypeId, field: &str) {
        self.forget(&Dependent::Field(ty, field.to_owned()));
        if let Some(mut found) = self.type_mut(ty)
            && let UserTypeKind::Composite(fields) = &mut found.kind
        {
            fields.retain(|(known, _)| known != field);
        }
    }

    pub(in crate::replay) fn rename_field(&mut self, ty: TypeId, from: &str, to: &str) {
        let before = Needed::Field(ty, from.to_owned());
        self.rename_needed(&before, &Needed::Field(ty, to.to_owned()));
        let before = Dependent::Field(ty, from.to_owned());
        self.rename_dependent(&before, &Dependent::Field(ty, to.to_owned()));
    }

    /// Refuses to change a field in a way that something does not follow.
    pub(in crate::replay) fn field_may_change(
        &mut self,
        at: usize,
        action: &AlterTypeAction,
    ) -> Done {
        let Some(found) = self.catalog.types.get(at) else { return Ok(()) };
        let (id, shown) = (found.id, found.name.name.clone());
        let UserTypeKind::Composite(fields) = &found.kind else { return Ok(()) };
        let has = |field: &str| fields.iter().any(|(known, _)| known == field);
        match action {
            AlterTypeAction::DropAttribute { name, behavior, .. } if has(&name.name) => {
                let ident = QualifiedIdent::alone(name.clone());
                self.field_dependents(id, &name.name, "column", &ident, *behavior)
            }
            AlterTypeAction::AlterAttribute(attribute, _) if has(&attribute.name.name) => {
                let needed = Needed::Field(id, attribute.name.name.clone());
                let first = self.catalog.needs.first(By::Needed(&needed));
                match first.map(|need| &need.dependent) {
                    Some(Dependent::View(view)) => {
                        return Err(self.used_by_view(*view, &attribute.name));
                    }
                    Some(Dependent::Function(function)) => {
                        return Err(self.used_by_function(function, &attribute.name).into());
                    }
                    _ => {}
                }
                self.is_no_value(id, &format!("type `{shown}`"), attribute.name.span)
            }
            _ => Ok(()),
        }
    }
}
