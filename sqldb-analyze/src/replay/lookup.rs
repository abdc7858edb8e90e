//! What the names of a statement mean, and the messages where they mean nothing.

use super::{Done, Replay, Stop, TEMPORARY};
use crate::catalog::{
    By, Changing, Column, FunctionId, Gone, GoneThing, QualifiedName, Relation, RelationId,
    RelationKind, UnknownRelation, UserFunction, UserType, UserTypeKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::idiom;
use crate::span::Span;
use crate::tree::{Ident, QualifiedIdent, TypeName};
use crate::types::typmod::{IntervalFields, interval_typmod, typmod_in};
use crate::types::{TypeId, Typed};

impl Replay<'_> {
    /// A relation that must exist.
    pub(super) fn relation(&self, name: &QualifiedIdent) -> Done<RelationId> {
        if let Some(id) = self.find_relation(name) {
            return Ok(id);
        }
        Err(self.missing_relation(name))
    }

    pub(super) fn find_relation(&self, name: &QualifiedIdent) -> Option<RelationId> {
        let schema = name.schema_name();
        let found = self.catalog.find_relation(schema, &name.name.name)?;
        // No migration changes PostgreSQL's own.
        (!self.catalog.is_system(found.id)).then_some(found.id)
    }

    /// Whether a name means one of PostgreSQL's own relations, which are not in the catalog.
    pub(super) fn is_system(&self, name: &QualifiedIdent) -> bool {
        match &name.schema {
            Some(schema) => matches!(schema.name.as_str(), "pg_catalog" | "information_schema"),
            None => name.name.name.starts_with("pg_"),
        }
    }

    pub(super) fn missing_relation(&self, name: &QualifiedIdent) -> Stop {
        let written = name.schema_name();
        if self.catalog.find_relation(written, &name.name.name).is_some() {
            let what = format!("the system relation `{}` here", spelled(name));
            return Diagnostic::unsupported(span(name), what).into();
        }
        if let Some(schema) = &name.schema
            && let Err(stop) = self.schema_exists(schema)
        {
            return stop;
        }
        if self.is_unread(name) || is_of_tool(name) {
            return Stop::Known;
        }
        let is = |found: &QualifiedName| self.may_mean(name, found);
        let unread = |thing: &GoneThing| matches!(thing, GoneThing::Relation(found) if is(found));
        let mut diagnostic = Diagnostic::new(
            SqlState::UNDEFINED_TABLE,
            span(name),
            format!("relation `{}` does not exist", spelled(name)),
        );
        if let Some(gone) = self.gone(unread) {
            diagnostic = with_gone(diagnostic, &name.name.name, gone);
        } else {
            let names = self.catalog.relations.iter().map(|relation| relation.name.name.as_str());
            diagnostic = with_suggestion(diagnostic, &name.name.name, names);
        }
        diagnostic.into()
    }

    /// Whether a relation or an index of this name comes from a statement that is not applied, or may
    /// have been made under a name that is not known.
    pub(super) fn is_unread(&self, name: &QualifiedIdent) -> bool {
        let is = |thing: &GoneThing| matches!(thing, GoneThing::Relation(found) if self.may_mean(name, found));
        let schema = name.schema_name();
        let may_be = |found: &UnknownRelation| found.may_be(schema, &name.name.name);
        self.catalog.unread.iter().any(is) || self.catalog.unknown_relations.iter().any(may_be)
    }

    fn may_mean(&self, name: &QualifiedIdent, found: &QualifiedName) -> bool {
        let schema = match &name.schema {
            Some(schema) => schema.name == found.schema,
            None => self.catalog.search_path.contains(&found.schema),
        };
        schema && found.name == name.name.name
    }

    /// The last thing of the history that `is` knows.
    pub(super) fn gone(&self, is: impl Fn(&GoneThing) -> bool) -> Option<&Gone> {
        self.catalog.history.iter().rev().find(|gone| is(&gone.what))
    }

    pub(super) fn get(&self, id: RelationId) -> Done<&Relation> {
        self.catalog.relation(id).ok_or(Stop::Known)
    }

    pub(super) fn get_mut(&mut self, id: RelationId) -> Done<Changing<'_, Relation>> {
        let found = self.catalog.relations.change_first(By::Relation(id));
        found.ok_or(Stop::Known)
    }

    /// Changes a column that is there.
    pub(super) fn change_column(
        &mut self,
        id: RelationId,
        name: &str,
        change: impl FnOnce(&mut Column),
    ) -> Done {
        let mut relation = self.get_mut(id)?;
        let column = relation.columns.iter_mut().find(|column| column.name == name);
        change(column.ok_or(Stop::Known)?);
        Ok(())
    }

    /// The relation of a name with its schema.
    pub(super) fn relation_named(&self, name: &QualifiedName) -> Option<&Relation> {
        self.catalog.relations.find_by(By::Name(&name.name), |found| found.name == *name)
    }

    /// The function of the migrations that notes of definitions mean.
    pub(super) fn function_of(&self, id: &FunctionId) -> Option<&UserFunction> {
        self.catalog.functions.find_by(By::Made(&id.made), |found| found.is(id))
    }

    /// A type of the migrations, to be changed.
    pub(super) fn type_mut(&mut self, id: TypeId) -> Option<Changing<'_, UserType>> {
        self.catalog.types.change_first(By::Type(id))
    }

    /// A column that must exist.
    pub(super) fn column(&self, id: RelationId, name: &Ident) -> Done<&Column> {
        let relation = self.get(id)?;
        if let Some((_, column)) = relation.column(&name.name) {
            return Ok(column);
        }
        let message =
            format!("column `{}` of relation `{}` does not exist", name.name, relation.name.name);
        Err(self.missing_column(id, name, message))
    }

    /// The message for a column that does not exist, in the words of whoever misses it.
    pub(super) fn missing_column(&self, id: RelationId, name: &Ident, message: String) -> Stop {
        let is = |thing: &GoneThing| {
            matches!(thing, GoneThing::Column(relation, column)
                if *relation == id && *column == name.name)
        };
        if self.catalog.unread.iter().any(is) {
            return Stop::Known;
        }
        let mut diagnostic = Diagnostic::new(SqlState::UNDEFINED_COLUMN, name.span, message);
        if let Some(gone) = self.gone(is) {
            diagnostic = with_gone(diagnostic, &name.name, gone);
        } else if let Some(relation) = self.catalog.relation(id) {
            let names = relation.columns.iter().map(|column| column.name.as_str());
            diagnostic = with_suggestion(diagnostic, &name.name, names);
        }
        diagnostic.into()
    }

    pub(super) fn schema_exists(&self, schema: &Ident) -> Done {
        let known = matches!(schema.name.as_str(), "pg_catalog" | "information_schema" | TEMPORARY)
            || self.catalog.schemas.contains(&schema.name);
        if known {
            return Ok(());
        }
        let diagnostic = Diagnostic::new(
            SqlState::INVALID_SCHEMA_NAME,
            schema.span,
            format!("schema `{}` does not exist", schema.name),
        );
        let names = self.catalog.schemas.iter().map(String::as_str);
        Err(with_suggestion(diagnostic, &schema.name, names).into())
    }

    pub(super) fn creation_schema_name(&self) -> Option<String> {
        self.catalog.creation_schema().map(str::to_owned)
    }

    /// The schema in which a new thing of this name goes (`RangeVarGetCreationNamespace`).
    pub(super) fn creation_schema(&self, name: &QualifiedIdent) -> Done<String> {
        if let Some(schema) = &name.schema {
            self.schema_exists(schema)?;
            return Ok(schema.name.clone());
        }
        self.creation_schema_name().ok_or_else(|| {
            Diagnostic::new(
                SqlState::INVALID_SCHEMA_NAME,
                name.name.span,
                "no schema has been selected to create in",
            )
            .help("write the schema in front of the name")
            .into()
        })
    }

    /// The type that is written, with its modifier.
    pub(super) fn typed(&self, written: &TypeName) -> Done<Typed> {
        let id = self.type_id(&written.name, written.span)?;
        let typmod = match written.modifiers.as_slice() {
            [] => None,
            // The grammar passes an interval's fields on in front.
            [fields, precision @ ..] if id == TypeId::INTERVAL => {
                Some(interval_typmod(IntervalFields(*fields), precision.first().copied()))
            }
            // What the type's own function makes of them, only it knows.
            _ if self.catalog.has_own_modifiers(id) => None,
            numbers => {
                let typmod = typmod_in(id, &written.name.name.name, numbers);
                let wrong = |error: crate::types::typmod::TypmodError| {
                    Diagnostic::new(error.code, written.span, error.message)
                };
                Some(typmod.map_err(wrong)?)
            }
        };
        if written.dimensions == 0 {
            return Ok(Typed { id, typmod });
        }
        match self.catalog.array_of(id) {
            Some(array) => Ok(Typed { id: array, typmod }),
            None => Err(Diagnostic::new(
                SqlState::UNDEFINED_OBJECT,
                written.span,
                format!("type `{}[]` does not exist", spelled(&written.name)),
            )
            .into()),
        }
    }

    pub(super) fn type_id(&self, name: &QualifiedIdent, span: Span) -> Done<TypeId> {
        let schema = name.schema_name();
        if let Some(id) = self.catalog.find_type(schema, &name.name.name) {
            return Ok(id);
        }
        if let Some(schema) = &name.schema {
            self.schema_exists(schema)?;
        }
        let is = |thing: &GoneThing| {
            matches!(thing, GoneThing::Type(found) | GoneThing::Relation(found)
                if self.may_mean(name, found))
        };
        if self.catalog.unread.iter().any(is) {
            return Err(Stop::Known);
        }
        let mut diagnostic = Diagnostic::new(
            SqlState::UNDEFINED_OBJECT,
            span,
            format!("type `{}` does not exist", spelled(name)),
        );
        if let Some(gone) = self.gone(is) {
            diagnostic = with_gone(diagnostic, &name.name.name, gone);
        } else if let Some(extension) = crate::catalog::extension::of_type(&name.name.name) {
            diagnostic = diagnostic.help(format!("`CREATE EXTENSION {extension}` makes this type"));
        } else if let Some(help) = idiom::type_name(&name.name.name) {
            diagnostic = diagnostic.help(help);
        } else {
            let own = self.catalog.types.iter().filter(|found| found.array.is_some());
            let names =
                own.map(|found| found.name.name.as_str()).chain(COMMON_TYPES.iter().copied());
            diagnostic = with_suggestion(diagnostic, &name.name.name, names);
        }
        Err(diagnostic.into())
    }

    /// A type that a migration made and that `ALTER` or `DROP` may touch.
    pub(super) fn user_type_at(&self, name: &QualifiedIdent) -> Done<usize> {
        let id = self.type_id(name, span(name))?;
        let found = self.catalog.types.position_by(By::Type(id), |user_type| user_type.id == id);
        found.ok_or_else(|| {
            Diagnostic::new(
                SqlState::INSUFFICIENT_PRIVILEGE,
                span(name),
                format!("must be owner of type `{}`", spelled(name)),
            )
            .into()
        })
    }

    pub(super) fn is_view(&self, id: RelationId) -> bool {
        self.catalog.relation(id).is_some_and(|found| {
            matches!(found.kind, RelationKind::View | RelationKind::MaterializedView)
        })
    }

    /// Whether a type with this name stands in a schema, arrays left out.
    pub(super) fn type_taken(&self, schema: &str, name: &str) -> bool {
        self.catalog.types.by(By::Name(name)).any(|found| {
            found.name.schema == schema
                && found.name.name == name
                && !matches!(found.kind, UserTypeKind::Array(_))
        })
    }
}

/// Whether a table is one that a tool keeps its history of migrations in: no migration makes it,
/// and some put a trigger on it.
fn is_of_tool(name: &QualifiedIdent) -> bool {
    matches!(
        name.name.name.as_str(),
        "__diesel_schema_migrations"
            | "_sqlx_migrations"
            | "refinery_schema_history"
            | "schema_migrations"
            | "seaql_migrations"
            | "_sqldb_migrations"
    )
}

/// The whole name.
pub(super) fn span(name: &QualifiedIdent) -> Span {
    name.schema.as_ref().map_or(name.name.span, |schema| schema.span.to(name.name.span))
}

/// The name as it is written in messages.
pub(super) fn spelled(name: &QualifiedIdent) -> String {
    match &name.schema {
        Some(schema) => format!("{}.{}", schema.name, name.name.name),
        None => name.name.name.clone(),
    }
}

pub(super) fn with_gone(diagnostic: Diagnostic, name: &str, gone: &Gone) -> Diagnostic {
    let origin = Some(gone.origin.clone());
    match &gone.renamed_to {
        Some(new) => diagnostic
            .note(format!("`{name}` was renamed to `{new}`"), origin)
            .help(format!("write `{new}`")),
        None => diagnostic.note(format!("`{name}` was dropped"), origin),
    }
}

/// Adds the nearest name, if one is near.
pub(super) fn with_suggestion<'n>(
    diagnostic: Diagnostic,
    name: &str,
    names: impl Iterator<Item = &'n str>,
) -> Diagnostic {
    let near = names
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len().max(3) / 3)
        .min_by_key(|(distance, _)| *distance);
    match near {
        Some((_, candidate)) => diagnostic.help(format!("did you mean `{candidate}`?")),
        None => diagnostic,
    }
}

/// How many characters must be inserted, removed or replaced.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (at, a) in left.chars().enumerate() {
        let mut diagonal = at;
        let mut before = at + 1;
        if let Some(first) = row.first_mut() {
            *first = before;
        }
        for (cell, b) in row.iter_mut().skip(1).zip(right.chars()) {
            let replaced = diagonal + usize::from(a != b);
            diagonal = *cell;
            before = replaced.min(before + 1).min(*cell + 1);
            *cell = before;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// Types that columns have most; enough for suggestions.
const COMMON_TYPES: &[&str] = &[
    "text",
    "varchar",
    "integer",
    "bigint",
    "smallint",
    "boolean",
    "uuid",
    "jsonb",
    "json",
    "date",
    "timestamptz",
    "timestamp",
    "numeric",
    "bytea",
    "serial",
    "bigserial",
    "interval",
    "real",
    "inet",
];
