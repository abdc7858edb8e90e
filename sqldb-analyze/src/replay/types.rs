//! `ALTER TYPE`.

pub(super) mod domain;
pub(super) mod new;
pub(super) mod row;

use super::lookup::span;
use super::{Done, Replay};
use crate::catalog::{Dependent, Gone, GoneThing, QualifiedName, RelationId, UserTypeKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::tree::ddl::{AlterTypeAction, Label, LabelPlace};
use crate::tree::{Ident, QualifiedIdent};
use crate::types::Typed;

impl Replay<'_> {
    pub(super) fn alter_type(
        &mut self,
        name: &QualifiedIdent,
        actions: &[AlterTypeAction],
    ) -> Done {
        for action in actions {
            let at = self.user_type_at(name)?;
            let done = match action {
                AlterTypeAction::Nothing => Ok(()),
                AlterTypeAction::Rename(to) => self.rename_user_type(at, to),
                AlterTypeAction::SetSchema(schema) => self.move_type(at, schema),
                AlterTypeAction::AddValue { label, if_not_exists, place } => {
                    self.add_label(at, name, label, *if_not_exists, place.as_ref())
                }
                AlterTypeAction::RenameValue(from, to) => self.rename_label(at, name, from, to),
                AlterTypeAction::AddAttribute(_, behavior)
                | AlterTypeAction::DropAttribute { behavior, .. }
                | AlterTypeAction::AlterAttribute(_, behavior)
                | AlterTypeAction::RenameAttribute(_, _, behavior) => self
                    .tables_follow(at, name, *behavior)
                    .and_then(|tables| {
                        self.alter_field(at, name, action)?;
                        Ok(tables)
                    })
                    .and_then(|tables| self.alter_typed_tables(&tables, action)),
            };
            self.keep(done);
        }
        Ok(())
    }

    pub(super) fn rename_user_type(&mut self, at: usize, to: &Ident) -> Done {
        let Some(found) = self.catalog.types.get(at) else { return Ok(()) };
        let (id, old) = (found.id, found.name.clone());
        if let UserTypeKind::Row(relation) = found.kind {
            return Err(self.row_type(relation, to));
        }
        let new = QualifiedName::new(&old.schema, &to.name);
        self.type_is_new(&new, to.span)?;
        self.forget_bodies();
        self.rename_type(id, new);
        let origin = self.origin(to.span);
        self.catalog.history.push(Gone {
            what: GoneThing::Type(old),
            renamed_to: Some(to.name.clone()),
            origin,
        });
        Ok(())
    }

    fn row_type(&self, relation: RelationId, at: &Ident) -> super::Stop {
        let Ok(relation) = self.get(relation) else { return super::Stop::Known };
        let message = format!("{} is a table's row type", relation.name.name);
        Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, at.span, message)
            .help("use `ALTER TABLE` instead")
            .into()
    }

    pub(super) fn move_type(&mut self, at: usize, schema: &Ident) -> Done {
        self.schema_exists(schema)?;
        let Some(found) = self.catalog.types.get(at) else { return Ok(()) };
        let new = QualifiedName::new(&schema.name, &found.name.name);
        let id = found.id;
        if let UserTypeKind::Row(relation) = found.kind {
            return Err(self.row_type(relation, schema));
        }
        if found.name.schema == schema.name {
            return Ok(());
        }
        self.type_is_new(&new, schema.span)?;
        self.forget_bodies();
        self.rename_type(id, new);
        Ok(())
    }

    fn change_labels(
        &mut self,
        at: usize,
        name: &QualifiedIdent,
        change: impl FnOnce(&mut Vec<String>) -> Done,
    ) -> Done {
        if let Some(mut found) = self.catalog.types.change_at(at)
            && let UserTypeKind::Enum(labels) = &mut found.kind
        {
            return change(labels);
        }
        let message = format!("{} is not an enum", name.name.name);
        Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, span(name), message).into())
    }

    fn add_label(
        &mut self,
        at: usize,
        name: &QualifiedIdent,
        label: &Label,
        if_not_exists: bool,
        place: Option<&(LabelPlace, Label)>,
    ) -> Done {
        label_fits(label)?;
        self.change_labels(at, name, |labels| {
            if labels.contains(&label.text) {
                if if_not_exists {
                    return Ok(());
                }
                let message = format!("enum label `{}` already exists", label.text);
                return Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, label.span, message).into());
            }
            let index = match place {
                None => labels.len(),
                Some((side, neighbour)) => {
                    let found = labels.iter().position(|known| *known == neighbour.text);
                    let Some(found) = found else { return Err(no_label(neighbour, labels).into()) };
                    found + usize::from(*side == LabelPlace::After)
                }
            };
            labels.insert(index.min(labels.len()), label.text.clone());
            Ok(())
        })
    }

    fn rename_label(&mut self, at: usize, name: &QualifiedIdent, from: &Label, to: &Label) -> Done {
        label_fits(to)?;
        self.change_labels(at, name, |labels| {
            if !labels.contains(&from.text) {
                return Err(no_label(from, labels).into());
            }
            if labels.contains(&to.text) {
                let message = format!("enum label `{}` already exists", to.text);
                return Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, to.span, message).into());
            }
            for label in labels.iter_mut().filter(|label| **label == from.text) {
                label.clone_from(&to.text);
            }
            Ok(())
        })
    }

    fn alter_field(&mut self, at: usize, name: &QualifiedIdent, action: &AlterTypeAction) -> Done {
        self.field_may_change(at, action)?;
        let new = match action {
            AlterTypeAction::AddAttribute(attribute, _)
            | AlterTypeAction::AlterAttribute(attribute, _) => {
                Some(self.column_type(&attribute.type_name, &attribute.name)?)
            }
            _ => None,
        };
        let Some(mut found) = self.catalog.types.change_at(at) else { return Ok(()) };
        let (id, shown) = (found.id, found.name.name.clone());
        let UserTypeKind::Composite(fields) = &mut found.kind else {
            let message = format!("`{}` is not a composite type", name.name.name);
            return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, span(name), message).into());
        };
        let missing = |field: &Ident, of: &str| {
            let message = match of {
                "" => format!("column `{}` does not exist", field.name),
                _ => format!("column `{}` of relation `{of}` does not exist", field.name),
            };
            Diagnostic::new(SqlState::UNDEFINED_COLUMN, field.span, message)
        };
        let taken = |field: &Ident| {
            let message = format!("column `{}` of relation `{shown}` already exists", field.name);
            Diagnostic::new(SqlState::DUPLICATE_COLUMN, field.span, message)
        };
        let position = |fields: &[(String, Typed)], field: &Ident| {
            fields.iter().position(|(known, _)| *known == field.name)
        };
        match (action, new) {
            (AlterTypeAction::AddAttribute(attribute, _), Some(ty)) => {
                if position(fields, &attribute.name).is_some() {
                    return Err(taken(&attribute.name).into());
                }
                fields.push((attribute.name.name.clone(), ty));
            }
            (AlterTypeAction::AlterAttribute(attribute, _), Some(ty)) => {
                let found = fields.iter_mut().find(|(known, _)| *known == attribute.name.name);
                match found {
                    Some((_, field)) => *field = ty,
                    None => return Err(missing(&attribute.name, &shown).into()),
                }
            }
            (AlterTypeAction::DropAttribute { name, if_exists, behavior: _ }, _) => {
                match position(fields, name) {
                    Some(at) => {
                        fields.remove(at);
                    }
                    None if *if_exists => {}
                    None => return Err(missing(name, &shown).into()),
                }
            }
            (AlterTypeAction::RenameAttribute(from, to, _), _) => {
                if position(fields, to).is_some() {
                    return Err(taken(to).into());
                }
                match fields.iter_mut().find(|(known, _)| *known == from.name) {
                    Some((field, _)) => field.clone_from(&to.name),
                    None => return Err(missing(from, "").into()),
                }
            }
            _ => {}
        }
        drop(found);
        match action {
            AlterTypeAction::AddAttribute(attribute, _)
            | AlterTypeAction::AlterAttribute(attribute, _) => {
                self.note_field_collation(id, attribute)
            }
            AlterTypeAction::RenameAttribute(from, to, _) => {
                self.rename_field(id, &from.name, &to.name);
                Ok(())
            }
            AlterTypeAction::DropAttribute { name, .. } => {
                self.forget(&Dependent::Field(id, name.name.clone()));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// A label is stored as a `name`.
pub(super) fn label_fits(label: &Label) -> Result<(), Diagnostic> {
    if label.text.len() < 64 {
        return Ok(());
    }
    let message = format!("invalid enum label `{}`", label.text);
    Err(Diagnostic::new(SqlState::INVALID_NAME, label.span, message)
        .note("labels must be 63 bytes or less", None))
}

fn no_label(label: &Label, labels: &[String]) -> Diagnostic {
    let message = format!("`{}` is not an existing enum label", label.text);
    let diagnostic = Diagnostic::new(SqlState::INVALID_PARAMETER_VALUE, label.span, message);
    super::lookup::with_suggestion(diagnostic, &label.text, labels.iter().map(String::as_str))
}
