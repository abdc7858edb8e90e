//! Names in statements that change nothing: `COMMENT`, `GRANT`, `REVOKE`, `CLUSTER`, `REFRESH` and
//! their kin.
//!
//! Only a name of which it is certain that nothing bears it is a mistake: what a migration makes by a
//! statement that is not read, what an extension brings besides what is listed, and PostgreSQL's own
//! are let through.

use super::lookup::{span, spelled, with_suggestion};
use super::{Done, Replay, Stop};
use crate::catalog::{By, FunctionKind, KeyKind, NotNull, RelationId, RelationKind, UserTypeKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::SYSTEM_COLUMNS;
use crate::tree::ddl::{FunctionName, Named, Object};
use crate::tree::{Ident, QualifiedIdent};

impl Replay<'_> {
    /// Each thing that is named must be there.
    pub(super) fn mention(&mut self, named: &[Named]) -> Done {
        for thing in named {
            self.named(thing)?;
        }
        Ok(())
    }

    fn named(&self, thing: &Named) -> Done {
        match thing {
            Named::Relation(name) => self.any_relation(name).map(|_| ()),
            Named::RelationOf(Object::Index, name) => self.index_exists(name),
            Named::RelationOf(object, name) => self.relation_of(*object, name),
            Named::Column(relation, column) => match self.any_relation(relation)? {
                Some(_) if is_system_column(column) => Ok(()),
                Some(id) => self.column(id, column).map(|_| ()),
                None => Ok(()),
            },
            Named::Index(relation, index) => match self.any_relation(relation)? {
                Some(id) => self.index_of(id, index),
                None => Ok(()),
            },
            Named::Type(name) => self.typed(name).map(|_| ()),
            Named::Domain(name) => self.domain_exists(name),
            Named::Schema(name) => self.any_schema(name),
            Named::Function(object, name) => self.function_exists(*object, name),
            Named::Constraint(relation, name) => match self.any_relation(relation)? {
                Some(id) if !super::name::constraint_taken(self.catalog, id, &name.name) => {
                    Err(match self.missing_constraint(id, name) {
                        Stop::Mistake(mut diagnostic) => {
                            let table = &self.get(id)?.name.name;
                            diagnostic.message = format!(
                                "constraint `{}` for table `{table}` does not exist",
                                name.name
                            );
                            Stop::Mistake(diagnostic)
                        }
                        stop => stop,
                    })
                }
                _ => Ok(()),
            },
            Named::Trigger(relation, name) => match self.any_relation(relation)? {
                Some(id) => self.trigger_exists(id, name),
                None => Ok(()),
            },
            Named::Other(name) => self.needed_other(name).map(drop),
            Named::Policy(relation, name) => match self.any_relation(relation)? {
                Some(id) => self.policy_exists(id, name),
                None => Ok(()),
            },
        }
    }

    /// A relation that is there; [`None`] where it is none of the migrations' own.
    pub(super) fn any_relation(&self, name: &QualifiedIdent) -> Done<Option<RelationId>> {
        if let Some(id) = self.find_relation(name) {
            return Ok(Some(id));
        }
        if self.is_elsewhere(name) || self.find_index(name).is_some() || self.is_composite(name) {
            return Ok(None);
        }
        // What extensions make besides is not listed.
        if !self.knows_all() && !self.is_near(name) {
            return Err(Stop::Known);
        }
        Err(self.missing_relation(name))
    }

    /// Whether a name is nearly that of a relation, so that it is that which is meant.
    fn is_near(&self, name: &QualifiedIdent) -> bool {
        let place = Diagnostic::new(SqlState::UNDEFINED_TABLE, span(name), "");
        let names = self.catalog.relations.iter().map(|relation| relation.name.name.as_str());
        with_suggestion(place, &name.name.name, names).help.is_some()
    }

    /// Whether a name means a relation of PostgreSQL's own.
    fn is_elsewhere(&self, name: &QualifiedIdent) -> bool {
        let schema = name.schema_name();
        self.is_system(name) || self.catalog.find_relation(schema, &name.name.name).is_some()
    }

    fn is_composite(&self, name: &QualifiedIdent) -> bool {
        let schema = name.schema_name();
        let found = self.catalog.find_type(schema, &name.name.name);
        let found = found.and_then(|id| self.catalog.user_type(id));
        found.is_some_and(|found| matches!(found.kind, UserTypeKind::Composite(_)))
    }

    /// `objectaddress.c get_relation_by_qualified_name`.
    fn relation_of(&self, object: Object, name: &QualifiedIdent) -> Done {
        let Some(id) = self.any_relation(name)? else { return Ok(()) };
        let kind = self.get(id)?.kind;
        let (fits, what) = match object {
            Object::View => (kind == RelationKind::View, "a view"),
            Object::MaterializedView => {
                (kind == RelationKind::MaterializedView, "a materialized view")
            }
            Object::ForeignTable => (kind == RelationKind::ForeignTable, "a foreign table"),
            Object::Sequence => (kind == RelationKind::Sequence, "a sequence"),
            _ => {
                let table = matches!(kind, RelationKind::Table | RelationKind::PartitionedTable);
                (table, "a table")
            }
        };
        if fits {
            return Ok(());
        }
        let message = format!("`{}` is not {what}", self.get(id)?.name.name);
        Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, span(name), message)
            .note(
                format!("`{}` is created here", name.name.name),
                Some(self.get(id)?.origin.clone()),
            )
            .into())
    }

    fn index_exists(&self, name: &QualifiedIdent) -> Done {
        if self.find_index(name).is_some() || self.is_system(name) {
            return Ok(());
        }
        if let Some(id) = self.find_relation(name) {
            let message = format!("`{}` is not an index", self.get(id)?.name.name);
            return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, span(name), message).into());
        }
        let bare = &name.name.name;
        if self.may_be_of_partition(bare) || self.is_unread(name) || !self.knows_all() {
            return Ok(());
        }
        if let Some(schema) = &name.schema {
            self.schema_exists(schema)?;
        }
        let message = format!("relation `{}` does not exist", spelled(name));
        let diagnostic = Diagnostic::new(SqlState::UNDEFINED_TABLE, span(name), message);
        let names = self.catalog.indexes.iter().map(|index| index.name.name.as_str());
        Err(with_suggestion(diagnostic, &name.name.name, names).into())
    }

    /// Whether an index may be one of a partition, whose name PostgreSQL makes: it begins with that of
    /// the partition, as far as it fits.
    fn may_be_of_partition(&self, name: &str) -> bool {
        self.catalog.relations.iter().filter(|found| !found.parents.is_empty()).any(|found| {
            let beginning: String = found.name.name.chars().take(SHORTEST_BEGINNING).collect();
            name.starts_with(&beginning)
        })
    }

    /// `CLUSTER … USING`, `REPLICA IDENTITY USING INDEX` (`cluster.c cluster`).
    pub(super) fn index_of(&self, id: RelationId, name: &Ident) -> Done {
        let relation = self.get(id)?;
        let schema = &relation.name.schema;
        let mut indexes = self.catalog.indexes.by(By::Name(&name.name));
        let found =
            indexes.find(|found| found.name.name == name.name && found.name.schema == *schema);
        let table = &relation.name.name;
        match found {
            Some(found) if found.relation == id => Ok(()),
            Some(found) => {
                let message = format!("`{}` is not an index for table `{table}`", name.name);
                Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, name.span, message)
                    .note(format!("`{}` is created here", name.name), Some(found.origin.clone()))
                    .into())
            }
            None => {
                let unread = QualifiedIdent::alone(name.clone());
                if self.may_be_of_partition(&name.name)
                    || self.is_unread(&unread)
                    || !self.knows_all()
                {
                    return Ok(());
                }
                let message = format!("index `{}` for table `{table}` does not exist", name.name);
                let diagnostic = Diagnostic::new(SqlState::UNDEFINED_OBJECT, name.span, message);
                let own = self.catalog.indexes.by(By::Relation(id));
                let names = own.map(|found| found.name.name.as_str());
                Err(with_suggestion(diagnostic, &name.name, names).into())
            }
        }
    }

    /// `REPLICA IDENTITY USING INDEX` (`tablecmds.c ATExecReplicaIdentity`).
    pub(super) fn replica_identity(&self, id: RelationId, name: &Ident) -> Done {
        self.index_of(id, name)?;
        let relation = self.get(id)?;
        let mut indexes = self.catalog.indexes.by(By::Relation(id));
        let Some(index) = indexes.find(|found| found.name.name == name.name) else {
            return Ok(());
        };
        let refused = |code, message: String| {
            Diagnostic::new(code, name.span, message)
                .note(format!("`{}` is created here", name.name), Some(index.origin.clone()))
        };
        let (code, what) = match index {
            index if !index.unique => (SqlState::WRONG_OBJECT_TYPE, "non-unique"),
            index if index.columns.iter().any(Option::is_none) => {
                (SqlState::FEATURE_NOT_SUPPORTED, "expression")
            }
            index if index.partial => (SqlState::FEATURE_NOT_SUPPORTED, "partial"),
            _ => {
                let mut columns = index.columns.iter().flatten();
                let nullable = columns.find_map(|column| {
                    let (_, column) = relation.column(column)?;
                    (column.not_null == NotNull::No).then_some(column)
                });
                let Some(column) = nullable else { return Ok(()) };
                let column = &column.name;
                let message = format!(
                    "index `{}` cannot be used as replica identity because column `{column}` is \
                     nullable",
                    name.name
                );
                let table = &relation.name.name;
                let help =
                    format!("`ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL` first");
                return Err(refused(SqlState::WRONG_OBJECT_TYPE, message).help(help).into());
            }
        };
        let message = format!("cannot use {what} index `{}` as replica identity", name.name);
        Err(refused(code, message).into())
    }

    fn domain_exists(&self, name: &QualifiedIdent) -> Done {
        let id = self.type_id(name, span(name))?;
        let Some(found) = self.catalog.user_type(id) else { return Ok(()) };
        if matches!(found.kind, UserTypeKind::Domain { .. }) {
            return Ok(());
        }
        let message = format!("`{}` is not a domain", spelled(name));
        Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, span(name), message)
            .note(format!("`{}` is created here", spelled(name)), Some(found.origin.clone()))
            .into())
    }

    fn any_schema(&self, name: &Ident) -> Done {
        let own = name.name.starts_with("pg_") || !self.knows_all();
        if own { Ok(()) } else { self.schema_exists(name) }
    }

    /// A routine that is there; PostgreSQL's own, and those of extensions that no query can call, are
    /// not looked at.
    fn function_exists(&self, object: Object, name: &FunctionName) -> Done {
        let schema = name.name.schema_name();
        let bare = name.name.name.name.as_str();
        let stop = match self.function_at(name, object) {
            Ok(_) => return Ok(()),
            Err(stop) => stop,
        };
        let mut named = self.catalog.functions_named(schema, bare).peekable();
        let missing = named.peek().is_none();
        let own = named.any(|(_, found)| found.user().is_none());
        let internal = name.arguments.iter().flatten().any(|parameter| {
            matches!(parameter.type_name.name.name.name.as_str(), "internal" | "cstring")
        });
        let support = ["_in", "_out", "_recv", "_send", "_handler", "_validator", "trigger"];
        let support = missing && support.iter().any(|end| bare.ends_with(end));
        let extended = self.catalog.extensions.len() > 1;
        if own
            || internal
            || schema == Some("pg_catalog")
            || support && extended
            || !self.knows_all()
        {
            return Ok(());
        }
        Err(match stop {
            Stop::Mistake(diagnostic)
                if missing || diagnostic.code == SqlState::UNDEFINED_FUNCTION =>
            {
                self.missing_routine(object, name, *diagnostic)
            }
            stop => stop,
        })
    }

    /// The message in PostgreSQL's words, with the types as they are written.
    fn missing_routine(&self, object: Object, name: &FunctionName, before: Diagnostic) -> Stop {
        if let Some(schema) = &name.name.schema
            && let Err(stop) = self.schema_exists(schema)
        {
            return stop;
        }
        let Some(arguments) = &name.arguments else { return before.into() };
        let mut types = Vec::new();
        for ty in crate::ddl::input_types(arguments) {
            match self.typed(ty) {
                Ok(ty) => types.push(self.catalog.format_type(ty.id)),
                Err(stop) => return stop,
            }
        }
        let word = match object {
            Object::Routine => "routine",
            object => object.word(),
        };
        let shown = spelled(&name.name);
        let message = format!("{word} {shown}({}) does not exist", types.join(", "));
        let mut diagnostic = Diagnostic { message, ..before };
        let bare = &name.name.name.name;
        let mut same = self.catalog.functions.by(By::Name(bare));
        if let (Some(found), None) = (same.next(), same.next())
            && found.kind != FunctionKind::Aggregate
        {
            let types = found.arguments.iter().map(|a| self.catalog.format_type(a.ty));
            let types = types.collect::<Vec<_>>().join(", ");
            diagnostic = diagnostic
                .note(format!("`{bare}` is created here"), Some(found.origin.clone()))
                .help(format!("write `{shown}({types})`"));
        }
        diagnostic.into()
    }

    /// `REFRESH MATERIALIZED VIEW` (`matview.c ExecRefreshMatView`).
    pub(super) fn refresh(&self, name: &QualifiedIdent, concurrently: bool) -> Done {
        let Some(id) = self.any_relation(name)? else { return Ok(()) };
        let relation = self.get(id)?;
        let shown = &relation.name.name;
        let refused = |code, message: String| Diagnostic::new(code, span(name), message);
        let created = |diagnostic: Diagnostic| {
            diagnostic.note(format!("`{shown}` is created here"), Some(relation.origin.clone()))
        };
        match relation.kind {
            RelationKind::MaterializedView => {}
            RelationKind::Table | RelationKind::PartitionedTable => {
                let message = format!("`{shown}` is not a materialized view");
                return Err(created(refused(SqlState::FEATURE_NOT_SUPPORTED, message)).into());
            }
            _ => {
                let message = format!("`{shown}` is not a table or materialized view");
                return Err(created(refused(SqlState::WRONG_OBJECT_TYPE, message)).into());
            }
        }
        let whole = relation.keys.iter().any(|key| {
            key.kind == KeyKind::UniqueIndex && !key.partial && key.expressions.is_empty()
        });
        let mut unread = self.catalog.unread.iter();
        let unread = unread.any(|thing| matches!(thing, crate::catalog::GoneThing::Relation(_)));
        if concurrently && !whole && !unread && self.knows_all() {
            let message = format!("cannot refresh materialized view `{shown}` concurrently");
            let diagnostic = refused(SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE, message);
            return Err(created(diagnostic)
                .help(format!(
                    "create a unique index over columns of all rows first: `CREATE UNIQUE INDEX \
                     ON {shown} (…)`"
                ))
                .into());
        }
        Ok(())
    }
}

/// How much of a table's name PostgreSQL leaves at least in that of an index
/// (`indexcmds.c makeObjectName`).
const SHORTEST_BEGINNING: usize = 20;

pub(super) fn is_system_column(column: &Ident) -> bool {
    SYSTEM_COLUMNS.iter().any(|(name, ..)| *name == column.name)
}
