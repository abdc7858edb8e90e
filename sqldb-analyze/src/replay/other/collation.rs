//! What columns and tables use of objects without a type: collations, access methods, servers.

use crate::catalog::{By, Dependent, Need, Needed, OtherKind, RelationId, builtin};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::{Done, Replay};
use crate::tree::Ident;
use crate::tree::ddl::{OtherName, OtherWord};
use crate::types::TypeId;

impl Replay<'_> {
    /// A column has a collation, or that of its type.
    pub(in crate::replay) fn note_collation(
        &mut self,
        table: RelationId,
        column: &str,
        collation: Option<Needed>,
    ) {
        let dependent = Dependent::Column(table, column.to_owned());
        self.set_needs(&dependent, collation.into_iter().collect());
    }

    /// Columns that are inherited or copied have the collations of their originals.
    pub(in crate::replay) fn copy_collations(&mut self, source: RelationId, table: RelationId) {
        let Some(relation) = self.catalog.relation(table) else { return };
        let mut copied = Vec::new();
        for need in self.catalog.needs.by(By::Relation(source)) {
            if let Dependent::Column(_, column) = &need.dependent
                && relation.column(column).is_some()
            {
                let dependent = Dependent::Column(table, column.clone());
                copied.push(Need { dependent, on: need.on.clone() });
            }
        }
        copied.retain(|need: &Need| {
            !self.catalog.needs.by(By::Dependent(&need.dependent)).any(|known| known == need)
        });
        self.catalog.needs.extend(copied);
    }

    /// The columns of a typed table have the collations of its type's fields.
    pub(in crate::replay) fn copy_field_collations(&mut self, ty: TypeId, table: RelationId) {
        let mut copied = Vec::new();
        for need in self.catalog.needs.by(By::Type(ty)) {
            if let Dependent::Field(_, field) = &need.dependent {
                let dependent = Dependent::Column(table, field.clone());
                copied.push(Need { dependent, on: need.on.clone() });
            }
        }
        self.catalog.needs.extend(copied);
    }

    /// What a foreign table cannot go without.
    pub(in crate::replay) fn server(&self, name: Option<&Ident>) -> Done<Option<Needed>> {
        match name {
            Some(name) => self.needed_other(&OtherName::alone(OtherWord::Server, name.clone())),
            None => Ok(None),
        }
    }

    /// The access method that a table is stored by; [`None`] for PostgreSQL's own.
    pub(in crate::replay) fn table_method(&self, name: Option<&Ident>) -> Done<Option<Needed>> {
        let Some(name) = name else { return Ok(None) };
        if builtin::operator_classes(&name.name, self.catalog.major).next().is_some() {
            let message = format!("access method `{}` is not of type TABLE", name.name);
            let code = SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE;
            return Err(Diagnostic::new(code, name.span, message).into());
        }
        self.needed_other(&OtherName::alone(OtherWord::AccessMethod, name.clone()))
    }

    /// `SET ACCESS METHOD`.
    pub(in crate::replay) fn set_access_method(
        &mut self,
        id: RelationId,
        name: Option<&Ident>,
    ) -> Done {
        let method = self.table_method(name)?;
        let needed = method.into_iter().collect();
        self.set_needs_of_kind(&Dependent::Table(id), &OtherKind::AccessMethod, needed);
        Ok(())
    }
}
