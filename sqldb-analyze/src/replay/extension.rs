//! `CREATE EXTENSION` and `DROP EXTENSION`: what comes and goes with one.
//!
//! What an extension makes has its script as [`Origin`](crate::Origin), and is a member by that.

use std::sync::Arc;

use super::place::Places;
use super::{Done, Replay};
use crate::catalog::extension::{Line, Table, table};
use crate::catalog::{
    AggregateKind, BaseType, CallNulls, CastMethod, Catalog, Column, Default, FunctionArgument,
    FunctionKind, Modifiers, NotNull, Order, QualifiedName, RelationKind, UserCast, UserFunction,
    UserOperator, UserTypeKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::ddl::{CreateExtension, Drop, DropBehavior};
use crate::tree::{Ident, QualifiedIdent};
use crate::types::{Category, CoercionContext, TypeId, Typed, Typmod};

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
                let name = QualifiedIdent { schema: None, name: create.name.clone() };
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

    fn make_members(&mut self, table: Table, schema: &str) {
        let at = Span::default();
        // Types name each other: all are there before any is made out.
        let mut types: Vec<(Line, TypeId)> = Vec::new();
        for line in table.lines("type") {
            let name = QualifiedName::new(schema, line.field(0));
            let kind = UserTypeKind::Base(BaseType::plain());
            types.push((line, self.make_type(name, kind, at)));
        }
        for (line, id) in types {
            let kind = type_kind(self.catalog, schema, line);
            if let Some(found) = self.catalog.types.iter_mut().find(|found| found.id == id) {
                found.kind = kind;
            }
        }
        for line in table.lines("relation") {
            let name = QualifiedName::new(schema, line.field(0));
            let kind = match line.letter(1) {
                b'v' => RelationKind::View,
                _ => RelationKind::Table,
            };
            let origin = self.origin(at);
            let columns = fields(self.catalog, schema, line, 2).map(|(name, ty, not_null)| {
                Column { name, ty, not_null, default: Default::None, origin: origin.clone() }
            });
            let columns = columns.collect();
            self.make_relation(name, kind, columns, at);
        }
        let origin = self.origin(at);
        for line in table.lines("function") {
            let function = function(self.catalog, schema, line, origin.clone());
            self.catalog.functions.push(function);
        }
        for line in table.lines("operator") {
            let ty = |number| member_type(self.catalog, schema, line.field(number));
            let operator = UserOperator {
                name: QualifiedName::new(schema, line.field(0)),
                left: (line.field(1) != "0").then(|| ty(1)),
                right: ty(2),
                result: ty(3),
                strict: line.has(4, 's'),
                nulls: nulls(line, 4),
                origin: origin.clone(),
            };
            self.catalog.operators.push(operator);
        }
        for line in table.lines("cast") {
            let ty = |number| member_type(self.catalog, schema, line.field(number));
            let cast = UserCast {
                source: ty(0),
                target: ty(1),
                context: match line.letter(2) {
                    b'i' => CoercionContext::Implicit,
                    b'a' => CoercionContext::Assignment,
                    _ => CoercionContext::Explicit,
                },
                method: match line.letter(3) {
                    b'f' => CastMethod::Function(nulls(line, 4)),
                    b'b' => CastMethod::Binary,
                    _ => CastMethod::InputOutput,
                },
                origin: origin.clone(),
            };
            self.catalog.casts.push(cast);
        }
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
        let catalog = &mut *self.catalog;
        let types = catalog.types.iter_mut().map(|found| (&found.origin, &mut found.name));
        let functions = catalog.functions.iter_mut().map(|found| (&found.origin, &mut found.name));
        let operators = catalog.operators.iter_mut().map(|found| (&found.origin, &mut found.name));
        let relations = catalog.relations.iter_mut().map(|found| (&found.origin, &mut found.name));
        for (origin, member) in types.chain(functions).chain(operators).chain(relations) {
            if origin.file == file {
                member.schema.clone_from(&schema.name);
            }
        }
        Ok(())
    }

    /// The extensions that have what they made in a schema, with which they go.
    pub(super) fn extensions_in(&self, schema: &str) -> Vec<String> {
        let catalog = &*self.catalog;
        let has = |name: &&String| {
            let file = script_file(catalog, name);
            let functions = catalog.functions.iter();
            let mut functions = functions.filter(|found| found.name.schema == schema);
            let mut types = catalog.types.iter().filter(|found| found.name.schema == schema);
            functions.any(|found| found.origin.file == file)
                || types.any(|found| found.origin.file == file)
        };
        catalog.extensions.iter().filter(has).cloned().collect()
    }

    /// Takes out what an extension made; what others made with its types stands in the way.
    pub(super) fn drop_members(&mut self, behavior: DropBehavior, name: &Ident) -> Done {
        let file = script_file(self.catalog, &name.name);
        let own = self.catalog.relations.iter().filter(|found| found.origin.file == file);
        let relations: Vec<_> = own.map(|found| found.id).collect();
        let ident = QualifiedIdent { schema: None, name: name.clone() };
        for id in &relations {
            self.relation_dependents(*id, name.span, behavior, &relations)?;
        }
        for id in relations {
            self.remove_relation(id, name.span);
        }
        self.drop_functions(|found| found.origin.file == file, "extension", &ident, behavior)?;
        self.drop_operators(|found| found.origin.file == file, "extension", &ident, behavior)?;
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

/// The type of a field: PostgreSQL's own by its OID, or one by its name, in the extension's schema or
/// in that of an extension it requires.
fn member_type(catalog: &Catalog, schema: &str, field: &str) -> TypeId {
    if let Ok(oid) = field.parse() {
        return TypeId(oid);
    }
    let found = catalog.find_type(Some(schema), field);
    let anywhere = || catalog.types.iter().find(|ty| ty.name.name == field).map(|ty| ty.id);
    let own = || catalog.find_type(Some("pg_catalog"), field);
    found.or_else(anywhere).or_else(own).unwrap_or(TypeId::UNKNOWN)
}

/// `name type`, with `:typmod` and `!` behind.
fn fields(
    catalog: &Catalog,
    schema: &str,
    line: Line,
    number: usize,
) -> impl Iterator<Item = (String, Typed, NotNull)> {
    line.list(number).map(move |field| {
        let (field, not_null) = match field.strip_suffix('!') {
            Some(field) => (field, NotNull::Enforced),
            None => (field, NotNull::No),
        };
        let (name, ty) = field.rsplit_once(' ').unwrap_or((field, ""));
        let (ty, typmod) = ty.split_once(':').unwrap_or((ty, ""));
        let id = member_type(catalog, schema, ty);
        (name.to_owned(), Typed { id, typmod: typmod.parse().ok().map(Typmod) }, not_null)
    })
}

fn type_kind(catalog: &Catalog, schema: &str, line: Line) -> UserTypeKind {
    match line.letter(1) {
        b'c' => {
            let fields = fields(catalog, schema, line, 7);
            UserTypeKind::Composite(fields.map(|(name, ty, _)| (name, ty)).collect())
        }
        b'd' => {
            let base = member_type(catalog, schema, line.field(7)).into();
            UserTypeKind::Domain { base, default: false, constraints: Vec::new() }
        }
        b'e' => UserTypeKind::Enum(line.list(7).map(str::to_owned).collect()),
        _ => UserTypeKind::Base(BaseType {
            category: Category::of_letter(line.letter(2)),
            preferred: line.has(3, 'p'),
            subscript: match line.field(4) {
                "0" => None,
                element => Some(member_type(catalog, schema, element)),
            },
            modifiers: if line.has(5, 'm') { Modifiers::Own } else { Modifiers::None },
            order: match line.letter(6) {
                b's' => Order::Sorted,
                b'e' => Order::Equal,
                _ => Order::None,
            },
        }),
    }
}

fn function(catalog: &Catalog, schema: &str, line: Line, origin: crate::Origin) -> UserFunction {
    let ty = |field: &str| member_type(catalog, schema, field);
    let names: Vec<&str> = line.field(7).split(',').collect();
    let named = |name: &str| (!name.is_empty()).then(|| name.to_owned());
    let arguments = line.list(1).enumerate().map(|(at, field)| FunctionArgument {
        name: names.get(at).and_then(|name| named(name)),
        ty: ty(field),
    });
    let columns = fields(catalog, schema, line, 8)
        .map(|(name, ty, _)| FunctionArgument { name: named(&name), ty: ty.id });
    let direct = line.field(6).parse().unwrap_or(0);
    let (kind, aggregate) = match line.letter(3) {
        b'p' => (FunctionKind::Procedure, None),
        b'w' => (FunctionKind::Window, None),
        b'a' => (FunctionKind::Aggregate, Some(AggregateKind::Normal)),
        b'o' => (FunctionKind::Aggregate, Some(AggregateKind::OrderedSet(direct))),
        b'h' => (FunctionKind::Aggregate, Some(AggregateKind::HypotheticalSet(direct))),
        _ => (FunctionKind::Function, None),
    };
    UserFunction {
        name: QualifiedName::new(schema, line.field(0)),
        kind,
        arguments: arguments.collect(),
        variadic: line.has(4, 'v'),
        defaults: line.field(5).parse().unwrap_or(0),
        result: ty(line.field(2)),
        columns: columns.collect(),
        call: Vec::new(),
        returns_set: line.has(4, 'r'),
        strict: line.has(4, 's'),
        nulls: nulls(line, 4),
        aggregate,
        body: None,
        origin,
    }
}

/// `t`: proven to be NULL for NULL only.
fn nulls(line: Line, number: usize) -> CallNulls {
    if line.has(number, 't') { CallNulls::Total } else { CallNulls::Maybe }
}
