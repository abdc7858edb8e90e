//! `CREATE`, `ALTER` and `DROP` of collations, operator classes, text search, foreign servers and their
//! kin: no query sees them, but what uses one cannot go without it.

pub(super) mod collation;
pub(super) mod foreign;
pub(super) mod name;
pub(super) mod publication;
pub(super) mod text_search;
pub(super) mod uses;

use super::lookup::{span, spelled};
use super::{Done, Replay, Stop};
use crate::catalog::{
    By, Dependent, GoneThing, Needed, OtherFound, OtherId, OtherKind, OtherObject, QualifiedName,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::tree::ddl::{
    AlterOther, AlterOtherAction, CreateOther, DropBehavior, DropOther, OtherName, OtherWord,
};
use crate::tree::{Ident, QualifiedIdent};
use crate::types::TypeId;

impl Replay<'_> {
    pub(super) fn create_other(&mut self, create: &CreateOther) -> Done {
        let done = self.make_other(create);
        if done.is_err() {
            let name = create.object.name.name.name.clone();
            self.catalog.unread.push(GoneThing::Other(name));
        }
        done.map(drop)
    }

    /// Makes an object; [`None`] where there is one already and that is no mistake, or where it cannot be
    /// known.
    pub(super) fn make_other(&mut self, create: &CreateOther) -> Done<Option<OtherId>> {
        let CreateOther { object, if_not_exists, or_replace, uses } = create;
        let Some(kind) = self.other_kind(object)? else { return Ok(None) };
        let name = self.new_other_name(&kind, create)?;
        let at = span(&object.name);
        let same = |found: &&OtherObject| found.kind == kind && found.name == name;
        let mut replaced = None;
        if let Some(found) = self.catalog.others.find_by(By::Name(&name.name), same) {
            if *if_not_exists {
                return Ok(None);
            }
            let unread = GoneThing::Other(name.name.clone());
            if !or_replace && !self.catalog.unread.contains(&unread) {
                return Err(self.other_exists(found, object, SqlState::UNIQUE_VIOLATION).into());
            }
            replaced = Some(found.id);
        }
        let mut new = NewOther::default();
        for used in uses {
            self.other_use(used, &mut new)?;
        }
        let id = replaced.unwrap_or_else(|| {
            let id = OtherId(self.catalog.next_other);
            self.catalog.next_other += 1;
            let origin = self.origin(at);
            let NewOther { part_of, about, .. } = &mut new;
            let (part_of, about) = (part_of.take(), about.take());
            self.catalog.others.push(OtherObject {
                id,
                kind,
                name,
                part_of,
                about,
                default_for: None,
                origin,
            });
            id
        });
        self.set_needs(&Dependent::Other(id), new.needed);
        if let Some(source) = new.copy_of {
            self.copy_mappings(source, id);
        }
        for published in new.published {
            self.publish(id, published);
        }
        Ok(Some(id))
    }

    /// The name of a new object.
    fn new_other_name(&self, kind: &OtherKind, create: &CreateOther) -> Done<QualifiedName> {
        let name = &create.object.name;
        if *kind == OtherKind::Statistics && name.name.name.is_empty() {
            return self.statistics_name(create);
        }
        let schema = match kind.is_in_schema() {
            true => self.creation_schema(name)?,
            false => String::new(),
        };
        if *kind == OtherKind::AccessMethod
            && let OtherFound::Own = self.catalog.other_named(kind, None, &name.name.name)
            && self.catalog.knows_all()
        {
            let message = format!("access method `{}` already exists", name.name.name);
            return Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, span(name), message).into());
        }
        Ok(QualifiedName::new(schema, &name.name.name))
    }

    /// The message that an object exists, when it is made or another one gets its name.
    fn other_exists(
        &self,
        found: &OtherObject,
        written: &OtherName,
        of_text_search: SqlState,
    ) -> Diagnostic {
        let name = &written.name.name;
        let message = match &found.kind {
            OtherKind::UserMapping(server) => {
                let server = self.catalog.other(*server);
                let server = server.map(|server| server.name.name.as_str()).unwrap_or_default();
                format!("user mapping for `{}` already exists for server `{server}`", name.name)
            }
            OtherKind::Transform(ty) => {
                let ty = self.catalog.format_type(*ty);
                format!("transform for type {ty} language `{}` already exists", name.name)
            }
            kind => format!("{}{} already exists", kind.word(), shown(kind, &found.name.name)),
        };
        // Of text search only the unique index of the system table says so.
        let code = match found.kind {
            OtherKind::TextSearchConfiguration
            | OtherKind::TextSearchDictionary
            | OtherKind::TextSearchParser
            | OtherKind::TextSearchTemplate => of_text_search,
            _ => SqlState::DUPLICATE_OBJECT,
        };
        Diagnostic::new(code, name.span, message)
            .note(format!("`{}` is created here", found.name.name), Some(found.origin.clone()))
    }

    pub(super) fn alter_other(&mut self, alter: &AlterOther) -> Done {
        let AlterOther { object, if_exists, action } = alter;
        let id = match self.other(object) {
            Ok(Some(id)) => id,
            Ok(None) => return Ok(()),
            Err(Stop::Mistake(_)) if *if_exists => return Ok(()),
            Err(stop) => return Err(stop),
        };
        match action {
            AlterOtherAction::Rename(to) => {
                let Some(found) = self.catalog.other(id) else { return Ok(()) };
                let name = QualifiedName::new(&found.name.schema, &to.name);
                self.name_other(id, name, object, to)
            }
            AlterOtherAction::SetSchema(schema) => {
                self.schema_exists(schema)?;
                let Some(found) = self.catalog.other(id) else { return Ok(()) };
                if found.name.schema == schema.name {
                    return Ok(());
                }
                let name = QualifiedName::new(&schema.name, &found.name.name);
                self.name_other(id, name, object, schema)
            }
            AlterOtherAction::SetFunctions(functions) => self.set_functions(id, functions),
            AlterOtherAction::AddPublished(published) => self.add_published(id, published),
            AlterOtherAction::SetPublished(published) => self.set_published(id, published),
            AlterOtherAction::DropPublished(published) => self.drop_published(id, published),
            AlterOtherAction::AddMapping(tokens, dictionaries) => {
                self.map_tokens(id, tokens, dictionaries)
            }
            AlterOtherAction::SetMapping(tokens, dictionaries) => {
                self.unmap_tokens(id, tokens);
                self.map_tokens(id, tokens, dictionaries)
            }
            AlterOtherAction::ReplaceMapping(tokens, before, after) => {
                self.replace_dictionary(id, tokens, before, after)
            }
            AlterOtherAction::DropMapping(tokens) => {
                self.unmap_tokens(id, tokens);
                Ok(())
            }
            AlterOtherAction::Nothing => Ok(()),
        }
    }

    fn name_other(
        &mut self,
        id: OtherId,
        name: QualifiedName,
        object: &OtherName,
        at: &Ident,
    ) -> Done {
        let Some(renamed) = self.catalog.other(id) else { return Ok(()) };
        let taken = |found: &&OtherObject| found.kind == renamed.kind && found.name == name;
        if let Some(found) = self.catalog.others.find_by(By::Name(&name.name), taken) {
            let written = OtherName::alone(object.kind.clone(), at.clone());
            return Err(self.other_exists(found, &written, SqlState::DUPLICATE_OBJECT).into());
        }
        if let Some(mut found) = self.catalog.others.change_first(By::Other(id)) {
            found.name = name;
        }
        Ok(())
    }

    pub(super) fn drop_others(&mut self, drop: &DropOther) -> Done {
        for object in &drop.objects {
            let done = self.drop_named_other(drop, object);
            self.keep(done);
        }
        Ok(())
    }

    fn drop_named_other(&mut self, drop: &DropOther, object: &OtherName) -> Done {
        // An access method must be there even so.
        if let OtherWord::OperatorClass(method) | OtherWord::OperatorFamily(method) = &object.kind {
            self.method_exists(method)?;
        }
        match self.needed_other(object) {
            Ok(Some(Needed::Other(id))) => {
                let Some(found) = self.catalog.other(id) else { return Ok(()) };
                let word = found.kind.word();
                self.drop_other_object(id, word, &object.name, drop.behavior)
            }
            Ok(Some(Needed::Extension(extension))) => {
                let name = &object.name;
                let message = format!(
                    "cannot drop `{}` because extension `{extension}` requires it",
                    spelled(name)
                );
                let help = format!("write `DROP EXTENSION {extension}`");
                Err(self.depends(message, span(name), None).help(help).into())
            }
            Ok(_) => self.drop_own_other(object),
            Err(Stop::Mistake(_)) if drop.if_exists => Ok(()),
            Err(stop) => Err(stop),
        }
    }

    /// What every database has stays (`dependency.c`: pinned objects).
    fn drop_own_other(&self, object: &OtherName) -> Done {
        let name = &object.name;
        let pinned = match &object.kind {
            OtherWord::AccessMethod => self.catalog.knows_all(),
            OtherWord::Language => matches!(name.name.name.as_str(), "internal" | "c" | "sql"),
            _ => false,
        };
        let extensions = object.kind == OtherWord::Language && name.name.name == "plpgsql";
        let why = match (pinned, extensions) {
            (true, _) => "it is required by the database system",
            (_, true) => "extension `plpgsql` requires it",
            _ => return Ok(()),
        };
        let message = format!("cannot drop `{}` because {why}", spelled(name));
        Err(self.depends(message, span(name), None).into())
    }

    /// Takes an object out, with its parts; what uses it stands in the way, or goes along.
    pub(super) fn drop_other_object(
        &mut self,
        id: OtherId,
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
    ) -> Done {
        let parts = self.catalog.others.by(By::PartOf(id));
        for part in parts.map(|found| found.id).collect::<Vec<_>>() {
            self.drop_other_object(part, word, ident, behavior)?;
        }
        self.needed_dependents(&Needed::Other(id), word, ident, behavior)?;
        self.remove_other(id);
        Ok(())
    }

    pub(super) fn remove_other(&mut self, id: OtherId) {
        self.forget(&Dependent::Other(id));
        self.catalog.others.remove_by(By::Other(id));
        self.catalog.text_search_mappings.retain(|found| found.configuration != id);
        self.unpublish(id);
    }

    /// Extended statistics go with their table, or with one of its columns.
    pub(super) fn remove_statistics(
        &mut self,
        table: crate::catalog::RelationId,
        column: Option<&str>,
    ) {
        let about = |found: &&OtherObject| {
            found.about.as_ref().is_some_and(|(_, columns)| {
                column.is_none_or(|column| columns.iter().any(|found| found == column))
            })
        };
        let gone = self.catalog.others.by(By::Relation(table)).filter(about);
        for id in gone.map(|found| found.id).collect::<Vec<_>>() {
            self.remove_other(id);
        }
    }

    /// The default operator class that a migration has made for a type.
    pub(super) fn own_default_class(&self, method: &str, ty: TypeId) -> Option<OtherId> {
        let found = self.catalog.others.find_by(
            By::UsedType(ty),
            |found| matches!(&found.kind, OtherKind::OperatorClass(of) if of == method),
        );
        found.map(|found| found.id)
    }
}

/// What is known of an object to be.
#[derive(Default)]
pub(super) struct NewOther {
    pub(super) needed: Vec<Needed>,
    pub(super) part_of: Option<OtherId>,
    pub(super) about: Option<(crate::catalog::RelationId, Vec<String>)>,
    pub(super) copy_of: Option<OtherId>,
    pub(super) published: Vec<super::other::publication::NewPublished>,
}

/// A name behind the word of its kind.
fn shown(kind: &OtherKind, name: &str) -> String {
    match kind {
        OtherKind::OperatorClass(method) | OtherKind::OperatorFamily(method) => {
            format!(" `{name}` for access method `{method}`")
        }
        _ => format!(" `{name}`"),
    }
}
