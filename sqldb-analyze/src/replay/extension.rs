//! `CREATE EXTENSION` and `DROP EXTENSION`: what comes and goes with one.
//!
//! What an extension makes has its script as [`Origin`](crate::Origin), and is a member by that;
//! `members` has what is known without a script.

pub(super) mod members;

use std::sync::Arc;

use super::place::Places;
use super::{Done, Replay};
use crate::catalog::extension::table;
use crate::catalog::{By, Catalog, Dependent, Needed, QualifiedName, UserOperator, UserTypeKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::{Origin, Span};
use crate::tree::ddl::{CreateExtension, Drop, DropBehavior};
use crate::tree::{Ident, QualifiedIdent};
use crate::types::TypeId;

/// Extensions beside contrib that bring nothing that a query's types need.
const WITHOUT_TYPES: &[&str] = &[
    "plpgsql",
    "auto_explain",
    "pg_cron",
    "pg_repack",
    "pgaudit",
    "pg_partman",
    "plperl",
    "plperlu",
    "plpython3u",
    "pltcl",
    "pltclu",
    "plv8",
];

impl Replay<'_> {
    pub(super) fn create_extension(&mut self, create: &CreateExtension) -> Done {
        let name = &create.name;
        if let Some(schema) = &create.schema {
            self.schema_exists(schema)?;
        }
        if self.catalog.extensions.contains(&name.name) {
            if create.if_not_exists {
                return Ok(());
            }
            let message = format!("extension `{}` already exists", name.name);
            return Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, name.span, message).into());
        }
        self.install(create, &name.name, 0)
    }

    /// Makes what the extension of a name makes, and before it what it requires.
    fn install(&mut self, create: &CreateExtension, name: &str, depth: usize) -> Done {
        let at = create.name.span;
        self.catalog.extensions.push(name.to_owned());
        if self.catalog.extension_scripts.iter().any(|script| script.name == name) {
            let schema = self.extension_schema(create, None)?;
            return self.run_script(name, &schema, at);
        }
        let Some(table) = table(name, self.catalog.major) else {
            return match WITHOUT_TYPES.contains(&name) {
                true => Ok(()),
                false => Err(unknown(name, at).into()),
            };
        };
        for line in table.lines("requires") {
            let required = line.field(0);
            if self.catalog.extensions.iter().any(|found| found == required) || depth > 8 {
                continue;
            }
            if !create.cascade {
                self.catalog.extensions.retain(|found| found != name);
                let message = format!("required extension `{required}` is not installed");
                return Err(Diagnostic::new(SqlState::UNDEFINED_OBJECT, at, message)
                    .help(format!("write `CREATE EXTENSION {name} CASCADE`"))
                    .into());
            }
            self.install(create, required, depth + 1)?;
        }
        let fixed = table.lines("schema").map(|line| line.field(0)).next();
        let schema = self.extension_schema(create, fixed)?;
        let file = script_file(self.catalog, name);
        let mut inner = Replay {
            catalog: self.catalog,
            places: Places::new(&file, ""),
            diagnostics: Vec::new(),
            calls: self.calls,
            doubted: self.doubted.clone(),
        };
        inner.make_members(table, &schema);
        Ok(())
    }

    /// The schema for what an extension makes (`extension.c CreateExtensionInternal`).
    fn extension_schema(&mut self, create: &CreateExtension, fixed: Option<&str>) -> Done<String> {
        if let Some(fixed) = fixed {
            if !self.catalog.schemas.iter().any(|schema| schema == fixed) && fixed != "pg_catalog" {
                self.catalog.schemas.push(fixed.to_owned());
            }
            return Ok(fixed.to_owned());
        }
        match &create.schema {
            Some(schema) => Ok(schema.name.clone()),
            None => {
                let name = QualifiedIdent::alone(create.name.clone());
                self.creation_schema(&name)
            }
        }
    }

    /// Replays the user's own script of an extension, with its schema as the search path.
    fn run_script(&mut self, name: &str, schema: &str, at: Span) -> Done {
        let script = self.catalog.extension_scripts.iter().find(|script| script.name == name);
        let Some((file, sql)) = script.map(|script| (script.file.clone(), script.sql.clone()))
        else {
            return Ok(());
        };
        let path = std::mem::replace(&mut self.catalog.search_path, vec![schema.to_owned()]);
        let migration = super::Migration { file: &file, sql: &sql };
        let mistakes = super::apply(self.catalog, &migration);
        self.catalog.search_path = path;
        let Some(first) = mistakes.first() else { return Ok(()) };
        let place = crate::LineColumn::at(&sql, first.span.start);
        let message = format!("the script of extension `{name}` does not apply: {}", first.message);
        let origin = crate::Origin { file, place };
        Err(Diagnostic::new(first.code, at, message)
            .note("the mistake is here".to_owned(), Some(origin))
            .into())
    }

    pub(super) fn drop_extension(&mut self, drop: &Drop, name: &Ident) -> Done {
        if !self.catalog.extensions.contains(&name.name) {
            if drop.if_exists {
                return Ok(());
            }
            let message = format!("extension `{}` does not exist", name.name);
            return Err(Diagnostic::new(SqlState::UNDEFINED_OBJECT, name.span, message).into());
        }
        let before = self.catalog.clone();
        let done = self.drop_members(drop.behavior, name);
        match done {
            Ok(()) => self.catalog.extensions.retain(|found| *found != name.name),
            Err(_) => *self.catalog = before,
        }
        done
    }

    /// `ALTER EXTENSION … SET SCHEMA` (`extension.c AlterExtensionNamespace`).
    pub(super) fn move_extension(&mut self, name: &Ident, schema: &Ident) -> Done {
        self.schema_exists(schema)?;
        if !self.catalog.extensions.contains(&name.name) {
            let message = format!("extension `{}` does not exist", name.name);
            return Err(Diagnostic::new(SqlState::UNDEFINED_OBJECT, name.span, message).into());
        }
        let fixed = table(&name.name, self.catalog.major)
            .is_some_and(|table| table.lines("schema").next().is_some());
        if fixed {
            let message = format!("extension `{}` does not support SET SCHEMA", name.name);
            return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, name.span, message).into());
        }
        let file = script_file(self.catalog, &name.name);
        let give = |origin: &Origin, member: &mut QualifiedName| {
            if origin.file == file {
                member.schema.clone_from(&schema.name);
            }
        };
        self.forget_bodies();
        self.catalog.types.change_all(|found| give(&found.origin, &mut found.name));
        self.catalog.functions.change_all(|found| give(&found.origin, &mut found.name));
        self.catalog.operators.change_all(|found| give(&found.origin, &mut found.name));
        self.catalog.relations.change_all(|found| give(&found.origin, &mut found.name));
        self.catalog.others.change_all(|found| {
            if found.kind.is_in_schema() {
                give(&found.origin, &mut found.name);
            }
        });
        let indexes = self.catalog.indexes.iter().filter(|found| found.origin.file == file);
        for index in indexes.map(|found| found.name.clone()).collect::<Vec<_>>() {
            self.name_index(&index, QualifiedName::new(&schema.name, &index.name));
        }
        Ok(())
    }

    /// The extensions that have what they made in a schema, with which they go.
    pub(super) fn extensions_in(&self, schema: &str) -> Vec<String> {
        let catalog = &*self.catalog;
        let has = |name: &&String| {
            let file = script_file(catalog, name);
            let mut functions = catalog.functions.by(By::Schema(schema));
            let mut types = catalog.types.by(By::Schema(schema));
            let mut others = catalog.others.by(By::Schema(schema));
            functions.any(|found| found.origin.file == file)
                || types.any(|found| found.origin.file == file)
                || others.any(|found| found.origin.file == file)
        };
        catalog.extensions.iter().filter(has).cloned().collect()
    }

    /// Takes out what an extension made; what others made with its types stands in the way.
    pub(super) fn drop_members(&mut self, behavior: DropBehavior, name: &Ident) -> Done {
        let file = script_file(self.catalog, &name.name);
        let own = self.catalog.relations.iter().filter(|found| found.origin.file == file);
        let relations: Vec<_> = own.map(|found| found.id).collect();
        let ident = QualifiedIdent::alone(name.clone());
        let unlisted = Needed::Extension(name.name.clone());
        self.needed_dependents(&unlisted, "extension", &ident, behavior)?;
        self.forget_members(&file);
        for id in &relations {
            self.relation_dependents(*id, name.span, behavior, &relations)?;
        }
        for id in relations {
            self.remove_relation(id, name.span);
        }
        let others = self.catalog.others.iter().filter(|found| found.origin.file == file);
        for id in others.map(|found| found.id).collect::<Vec<_>>() {
            self.drop_other_object(id, "extension", &ident, behavior)?;
        }
        let functions = self.catalog.functions.iter().filter(|found| found.origin.file == file);
        let functions = functions.cloned().collect();
        self.drop_functions(functions, "extension", &ident, behavior)?;
        let operators = self.catalog.operators.iter().filter(|found| found.origin.file == file);
        let operators = operators.map(UserOperator::as_needed).collect();
        self.drop_operators(operators, "extension", &ident, behavior)?;
        self.catalog.casts.retain(|found| found.origin.file != file);
        let types = |catalog: &Catalog| -> Vec<TypeId> {
            let own = catalog.types.iter().filter(|found| found.origin.file == file);
            own.filter(|found| found.array.is_some()).map(|found| found.id).collect()
        };
        // Composites and domains of its own are no dependents: they go before what they are over.
        let mut types = types(self.catalog);
        let base = |id: &TypeId| {
            let found = self.catalog.user_type(*id).map(|found| &found.kind);
            matches!(found, Some(UserTypeKind::Base(_)))
        };
        types.sort_by_key(base);
        for id in types {
            self.type_dependents(id, "extension", &ident, behavior, &[])?;
            self.remove_type(id);
        }
        Ok(())
    }
}

impl Replay<'_> {
    /// What the members of an extension need of each other stands in nobody's way.
    fn forget_members(&mut self, file: &str) {
        let catalog = &*self.catalog;
        let of_file = |origin: &Origin| *origin.file == *file;
        let others = catalog.others.iter().filter(|found| of_file(&found.origin));
        let mut members: Vec<Dependent> = others.map(|found| Dependent::Other(found.id)).collect();
        let functions = catalog.functions.iter().filter(|found| of_file(&found.origin));
        members.extend(functions.map(|found| Dependent::Function(found.id())));
        let operators = catalog.operators.iter().filter(|found| of_file(&found.origin));
        members
            .extend(operators.map(|found| {
                Dependent::Operator(found.name.name.clone(), found.left, found.right)
            }));
        let casts = catalog.casts.iter().filter(|found| of_file(&found.origin));
        members.extend(casts.map(|found| Dependent::Cast(found.source, found.target)));
        let types = catalog.types.iter().filter(|found| of_file(&found.origin));
        let types: Vec<TypeId> = types.map(|found| found.id).collect();
        members.iter().for_each(|member| self.forget(member));
        for id in types {
            self.catalog.needs.remove_by(By::Type(id));
            self.catalog.uses.remove_by(By::Type(id));
        }
    }
}

/// The file that an extension's objects have as their origin.
fn script_file(catalog: &Catalog, name: &str) -> Arc<str> {
    let script = catalog.extension_scripts.iter().find(|script| script.name == name);
    script.map_or_else(|| format!("extension {name}").into(), |script| script.file.clone())
}

fn unknown(name: &str, at: Span) -> Diagnostic {
    Diagnostic::unsupported(at, format!("extension `{name}`")).help(format!(
        "write what it makes to `extensions/{name}.sql` in the directory of the migrations: \
         `sqldb catalog dump --database <URL> {name}` prints it"
    ))
}
