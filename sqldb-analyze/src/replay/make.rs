//! Puts new things into the catalog: relations with their row types, types with their arrays.

use super::name::{array_name, relation_taken};
use super::{Done, Replay, TEMPORARY};
use crate::catalog::{
    By, Column, Default, NotNull, QualifiedName, Relation, RelationId, RelationKind, UserType,
    UserTypeKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::{Origin, Span};
use crate::types::TypeId;

impl Replay<'_> {
    pub(super) fn origin(&self, span: Span) -> Origin {
        self.places.origin(span)
    }

    /// Refuses a name that a new relation cannot have (`heap_create_with_catalog`).
    pub(super) fn relation_is_new(&self, name: &QualifiedName, span: Span) -> Done {
        self.relation_is_free(name, span)?;
        // `heap.c heap_create`: not without `allow_system_table_mods`.
        if name.schema == "pg_catalog" {
            let message = format!("permission denied to create `pg_catalog.{}`", name.name);
            let code = SqlState::INSUFFICIENT_PRIVILEGE;
            return Err(Diagnostic::new(code, span, message)
                .help("make it in a schema of your own")
                .into());
        }
        Ok(())
    }

    /// Refuses a name that a relation has.
    pub(super) fn relation_is_free(&self, name: &QualifiedName, span: Span) -> Done {
        if relation_taken(self.catalog, &name.schema, &name.name) {
            let message = format!("relation `{}` already exists", name.name);
            let mut diagnostic = Diagnostic::new(SqlState::DUPLICATE_TABLE, span, message);
            let relation = self.relation_named(name);
            let index = self.index(name);
            let origin = relation.map(|found| &found.origin).or(index.map(|found| &found.origin));
            if let Some(origin) = origin {
                diagnostic = diagnostic
                    .note(format!("`{}` is created here", name.name), Some(origin.clone()));
            }
            return Err(diagnostic.into());
        }
        Ok(())
    }

    /// Refuses a name that a type has. An array type would be renamed instead.
    pub(super) fn type_is_new(&self, name: &QualifiedName, span: Span) -> Done {
        if !self.type_taken(&name.schema, &name.name) {
            return Ok(());
        }
        let message = format!("type `{}` already exists", name.name);
        let mut diagnostic = Diagnostic::new(SqlState::DUPLICATE_OBJECT, span, message);
        if let Some(found) =
            self.catalog.types.find_by(By::Name(&name.name), |found| found.name == *name)
        {
            diagnostic = diagnostic
                .note(format!("`{}` is created here", name.name), Some(found.origin.clone()));
        }
        Err(diagnostic.into())
    }

    /// A new relation with these columns. Its row type and the array over it come with it, but not
    /// for a sequence.
    pub(super) fn make_relation(
        &mut self,
        name: QualifiedName,
        kind: RelationKind,
        columns: Vec<Column>,
        span: Span,
    ) -> RelationId {
        let id = RelationId(self.catalog.next_relation);
        self.catalog.next_relation += 1;
        let origin = self.origin(span);
        self.use_schema(&name);
        let row_type = match kind {
            RelationKind::Sequence => TypeId::RECORD,
            _ => self.make_type(name.clone(), UserTypeKind::Row(id), span),
        };
        self.catalog.relations.push(Relation {
            id,
            name,
            kind,
            columns,
            keys: Vec::new(),
            row_type,
            parents: Vec::new(),
            origin,
        });
        id
    }

    /// A new sequence, which can be read like a table of one row (`sequence.c DefineSequence`).
    pub(super) fn make_sequence(&mut self, name: QualifiedName, span: Span) -> RelationId {
        let origin = self.origin(span);
        let column = |name: &str, ty: TypeId| Column {
            name: name.to_owned(),
            ty: ty.into(),
            not_null: NotNull::Enforced,
            default: Default::None,
            origin: origin.clone(),
        };
        let columns = vec![
            column("last_value", TypeId::INT8),
            column("log_cnt", TypeId::INT8),
            column("is_called", TypeId::BOOL),
        ];
        self.make_relation(name, RelationKind::Sequence, columns, span)
    }

    /// A new type, and the array over it.
    pub(super) fn make_type(
        &mut self,
        name: QualifiedName,
        kind: UserTypeKind,
        span: Span,
    ) -> TypeId {
        self.use_schema(&name);
        self.move_array_away(&name);
        let shell = self.shell(&name);
        if let Some(shell) = shell {
            self.catalog.types.remove_by(By::Type(shell));
        }
        let id = shell.unwrap_or_else(|| self.next_type());
        let array = self.next_type();
        let origin = self.origin(span);
        let schema = name.schema.clone();
        let bare = name.name.clone();
        self.catalog.types.push(UserType {
            id,
            name,
            kind,
            array: Some(array),
            origin: origin.clone(),
        });
        let array_name = array_name(self.catalog, &schema, &bare);
        self.catalog.types.push(UserType {
            id: array,
            name: QualifiedName::new(schema, array_name),
            kind: UserTypeKind::Array(id),
            array: None,
            origin,
        });
        id
    }

    /// What is temporary is found without its schema, too (`namespace.c InitTempTableNamespace`).
    fn use_schema(&mut self, name: &QualifiedName) {
        if name.schema == TEMPORARY && !self.catalog.search_path.iter().any(|s| s == TEMPORARY) {
            self.catalog.search_path.insert(0, TEMPORARY.to_owned());
        }
    }

    pub(super) fn next_type(&mut self) -> TypeId {
        let id = TypeId(self.catalog.next_type);
        self.catalog.next_type += 1;
        id
    }

    /// An array type gives way to a type that is to have its name (`moveArrayTypeName`).
    pub(super) fn move_array_away(&mut self, name: &QualifiedName) {
        let is =
            |found: &UserType| found.name == *name && matches!(found.kind, UserTypeKind::Array(_));
        let by = By::Name(&name.name);
        if !self.catalog.types.by(by).any(is) {
            return;
        }
        let new = array_name(self.catalog, &name.schema, &name.name);
        if let Some(mut array) = self.catalog.types.change(by, is) {
            array.name.name = new;
        }
    }

    /// Gives a type a new name and schema; its array goes along.
    pub(super) fn rename_type(&mut self, id: TypeId, new: QualifiedName) {
        self.move_array_away(&new);
        let mut array = None;
        if let Some(mut user_type) = self.type_mut(id) {
            array = user_type.array;
            user_type.name = new.clone();
        }
        let Some(array) = array else { return };
        // The array must not be in its own way.
        if let Some(mut found) = self.type_mut(array) {
            found.name = QualifiedName::new(new.schema.clone(), "");
        }
        let name = array_name(self.catalog, &new.schema, &new.name);
        if let Some(mut found) = self.type_mut(array) {
            found.name.name = name;
        }
    }

    /// Takes a type out of the catalog, with the array over it and a range's multirange.
    pub(super) fn remove_type(&mut self, id: TypeId) {
        let array = |id| self.catalog.user_type(id).and_then(|found| found.array);
        let multirange = match self.catalog.user_type(id).map(|found| &found.kind) {
            Some(UserTypeKind::Range { multirange, .. }) => Some(*multirange),
            _ => None,
        };
        let gone = [Some(id), array(id), multirange, multirange.and_then(array)];
        for id in gone.into_iter().flatten() {
            self.catalog.types.remove_by(By::Type(id));
        }
    }
}
