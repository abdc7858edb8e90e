//! Applies migrations to a catalog, statement by statement, as PostgreSQL would.
//!
//! Start with [`replay`]. Below it stands a file for each kind of object, and in a folder of its name
//! what there is more of it: `table` makes tables, `table::inherit` says what comes from their parents;
//! `alter` changes them, `constraint` and `index` are what they have. What each uses of the others,
//! `needs` keeps, and `drop` asks. `lookup` finds what a name means. A statement with a mistake
//! is reported and the rest goes on; what it would have made is remembered as unread, so that one
//! mistake gives one message.
//!
//! `block` runs `DO`, with `known` for what its expressions are. Where a statement's effect cannot be
//! told from its text, a comment above it says it: `-- sqldb: ALTER TABLE t ADD COLUMN c text;` is
//! read in its place, `-- sqldb: nothing` leaves it out.

mod alter;
mod block;
mod changing;
mod constraint;
mod data;
mod doubt;
mod drop;
mod extension;
mod function;
mod index;
mod known;
mod lookup;
mod make;
mod name;
mod named;
mod needs;
mod operator;
mod other;
mod place;
mod policy;
mod prepared;
mod routine;
mod rule;
mod schema;
mod sequence;
mod table;
mod transaction;
mod trigger;
mod types;
mod view;

use std::sync::Arc;

use crate::catalog::{Catalog, GoneThing, Major, QualifiedName};
use crate::ddl;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::ddl::{Ddl, DdlStatement};
use place::Places;
use transaction::Transaction;

/// One migration's text under the name that messages show.
#[derive(Clone, Copy, Debug)]
pub struct Migration<'a> {
    /// The file's name.
    pub file: &'a str,
    /// Its text.
    pub sql: &'a str,
}

/// A mistake in a migration.
#[derive(Clone, Debug)]
pub struct MigrationDiagnostic {
    /// The file, as [`Migration::file`] names it.
    pub file: Arc<str>,
    /// The mistake; its span is in that file's text.
    pub diagnostic: Diagnostic,
}

/// The database that migrations make, in their order, and all that is wrong with them.
///
/// ```
/// use sqldb_analyze::replay::{Migration, replay};
/// let sql = "CREATE TABLE todo_item (id bigserial PRIMARY KEY, title text NOT NULL)";
/// let (catalog, mistakes) = replay(&[Migration { file: "1_todo.up.sql", sql }]);
/// assert!(mistakes.is_empty());
/// assert_eq!(catalog.find_relation(None, "todo_item").unwrap().columns.len(), 2);
/// ```
pub fn replay(migrations: &[Migration<'_>]) -> (Catalog, Vec<MigrationDiagnostic>) {
    replay_onto(Catalog::default(), migrations)
}

/// [`replay`] onto a database that is there, such as an empty one of another version:
/// `Catalog { major: Major::V16, ..Catalog::default() }`.
pub fn replay_onto(
    mut catalog: Catalog,
    migrations: &[Migration<'_>],
) -> (Catalog, Vec<MigrationDiagnostic>) {
    let mut mistakes = Vec::new();
    for migration in migrations {
        let file: Arc<str> = migration.file.into();
        let found = apply(&mut catalog, migration);
        mistakes.extend(
            found
                .into_iter()
                .map(|diagnostic| MigrationDiagnostic { file: file.clone(), diagnostic }),
        );
    }
    (catalog, mistakes)
}

/// Applies one more migration. Its `search_path` and temporary tables end with it: a migration is a
/// session of its own.
pub fn apply(catalog: &mut Catalog, migration: &Migration<'_>) -> Vec<Diagnostic> {
    let search_path = catalog.search_path.clone();
    let diagnostics = apply_in_session(catalog, migration);
    let places = Places::new(migration.file, migration.sql);
    Replay { catalog, places, diagnostics: Vec::new(), calls: 0, doubted: Vec::new() }
        .drop_temporary();
    catalog.search_path = search_path;
    catalog.session_path = None;
    catalog.unchecked_bodies = false;
    catalog.prepared.clear();
    diagnostics
}

/// Applies statements of a session that goes on behind them.
pub fn apply_in_session(catalog: &mut Catalog, migration: &Migration<'_>) -> Vec<Diagnostic> {
    let statements = match ddl::parse(migration.sql) {
        Ok(statements) => statements,
        Err(diagnostic) => return vec![diagnostic],
    };
    let mut replay = Replay {
        catalog,
        places: Places::new(migration.file, migration.sql),
        diagnostics: Vec::new(),
        calls: 0,
        doubted: Vec::new(),
    };
    let mut transaction = Transaction::of(&statements, replay.catalog);
    for read in statements {
        match read.statement {
            Ok(statement) => {
                let done = transaction.goes_on(&statement.kind, replay.catalog);
                replay.keep(done);
                if !matches!(statement.kind, Ddl::Rollback | Ddl::RollbackTo(_)) {
                    replay.statement(&statement);
                }
                if transaction.is_alone() {
                    replay.commit();
                }
            }
            Err(unread) => {
                replay.diagnostics.push(unread.diagnostic);
                if let Some(name) = unread.name {
                    replay.unread_name(&name);
                }
            }
        }
    }
    replay.diagnostics
}

/// The schema of temporary tables.
const TEMPORARY: &str = "pg_temp";

/// A catalog, and the migration that changes it.
struct Replay<'a> {
    catalog: &'a mut Catalog,
    places: Places<'a>,
    diagnostics: Vec<Diagnostic>,
    /// How many calls of routines are open.
    calls: usize,
    /// The bodies of routines that are looked at, of which nobody knows whether they run.
    doubted: Vec<Arc<str>>,
}

/// Why a statement, or a part of it, is not applied.
enum Stop {
    /// A mistake to report.
    Mistake(Box<Diagnostic>),
    /// It follows from one that is already reported.
    Known,
}

impl From<Diagnostic> for Stop {
    fn from(diagnostic: Diagnostic) -> Stop {
        Stop::Mistake(Box::new(diagnostic))
    }
}

type Done<T = ()> = Result<T, Stop>;

impl Replay<'_> {
    fn statement(&mut self, statement: &DdlStatement) {
        let done = self.apply_kind(&statement.kind, statement.span);
        self.keep(done);
    }

    /// Reports the mistake, if it is one.
    fn keep<T>(&mut self, done: Done<T>) -> Option<T> {
        match done {
            Ok(value) => Some(value),
            Err(Stop::Known) => None,
            Err(Stop::Mistake(diagnostic)) => {
                self.diagnostics.push(*diagnostic);
                None
            }
        }
    }

    fn apply_kind(&mut self, kind: &Ddl, span: Span) -> Done {
        if !matches!(kind, Ddl::Data { .. }) {
            self.catalog.harmless.clear();
        }
        let done = self.apply_form(kind, span);
        self.ask_again();
        done
    }

    /// What ends with a transaction.
    fn commit(&mut self) {
        if let Some(path) = self.catalog.session_path.take() {
            self.catalog.search_path = path;
        }
        self.drop_on_commit();
    }

    fn apply_form(&mut self, kind: &Ddl, span: Span) -> Done {
        match kind {
            Ddl::CreateSchema { name, if_not_exists, elements } => {
                self.create_schema(name, *if_not_exists, elements)
            }
            Ddl::CreateTable(table) => self.create_table(table),
            Ddl::CreateView(view) => self.create_view(view),
            Ddl::CreateIndex(index) => self.create_index(index),
            Ddl::CreateSequence(sequence) => self.create_sequence(sequence),
            Ddl::CreateType(create) => self.create_type(create),
            Ddl::CreateDomain(create) => self.create_domain(create),
            Ddl::CreateFunction(create) => self.create_function(create),
            Ddl::CreateOperator(create) => self.create_operator(create),
            Ddl::AlterOperator(alter) => self.alter_operator(alter),
            Ddl::DropOperator(drop) => self.drop_operator(drop),
            Ddl::CreateCast(create) => self.create_cast(create),
            Ddl::DropCast(drop) => self.drop_cast(drop),
            Ddl::OperatorClass(class) => self.create_operator_class(class),
            Ddl::CreateOther(create) => self.create_other(create),
            Ddl::CreateCollation { create, nondeterministic } => {
                self.catalog.nondeterministic_collations |= nondeterministic;
                self.create_other(create)
            }
            Ddl::AlterOther(alter) => self.alter_other(alter),
            Ddl::DropOther(drop) => self.drop_others(drop),
            Ddl::CreateTrigger(create) => self.create_trigger(create),
            Ddl::CreateEventTrigger { name, event, function } => {
                self.create_event_trigger(name, event, function, span)
            }
            Ddl::AlterEventTrigger { name, to } => self.alter_event_trigger(name, to.as_ref()),
            Ddl::DropEventTrigger { names, if_exists } => {
                self.drop_event_triggers(names, *if_exists)
            }
            Ddl::RenameTrigger { name, relation, to } => self.rename_trigger(name, relation, to),
            Ddl::DropTrigger { name, relation, if_exists } => {
                self.drop_trigger(name, relation, *if_exists)
            }
            Ddl::CreateRule(create) => self.create_rule(create),
            Ddl::CreateSelectRule(create) => self.create_select_rule(create),
            Ddl::RenameRule { name, relation, to } => self.rename_rule(name, relation, to),
            Ddl::DropRule { if_exists, name, relation } => {
                self.drop_rule(name, relation, *if_exists)
            }
            Ddl::CreateExtension(create) => self.create_extension(create),
            Ddl::MoveExtension { name, schema } => self.move_extension(name, schema),
            Ddl::AlterRelation(alter) => self.alter_relation(alter),
            Ddl::AlterType { name, actions } => self.alter_type(name, actions),
            Ddl::AlterDomain { name, action } => self.alter_domain(name, action),
            Ddl::RenameSchema { name, to } => self.rename_schema(name, to),
            Ddl::AlterFunction { function, action } => self.alter_function(function, action),
            Ddl::Drop(drop) => self.drop(drop),
            Ddl::SetSearchPath(path) => {
                self.set_search_path(path.as_deref());
                self.catalog.session_path = None;
                Ok(())
            }
            Ddl::SetLocalSearchPath(path) => {
                let outside = self.catalog.search_path.clone();
                self.catalog.session_path.get_or_insert(outside);
                self.set_search_path(path.as_deref());
                Ok(())
            }
            Ddl::Commit => {
                self.commit();
                Ok(())
            }
            Ddl::Begin | Ddl::Savepoint(_) | Ddl::Release(_) => Ok(()),
            // Those of a text are undone before (`transaction`); in a block it is not known how far.
            Ddl::Rollback | Ddl::RollbackTo(_) => Err(unreadable(span, "`ROLLBACK`").into()),
            Ddl::Prepare(prepare) => self.prepare(prepare),
            Ddl::Execute(execute) => self.execute_prepared(execute),
            Ddl::Deallocate(name) => self.deallocate(name.as_ref()),
            Ddl::Discard => {
                self.catalog.prepared.clear();
                self.drop_temporary();
                self.set_search_path(None);
                Ok(())
            }
            Ddl::Data { tables, statement } => self.data(tables, statement.as_ref()),
            Ddl::Do(block) => self.do_block(block),
            Ddl::CheckFunctionBodies(check) => {
                self.catalog.unchecked_bodies = !check;
                Ok(())
            }
            Ddl::Unlisted => {
                self.catalog.unlisted = true;
                Ok(())
            }
            Ddl::CreatePolicy(create) => self.create_policy(create),
            Ddl::DropPolicy { name, relation, if_exists } => {
                self.drop_policy(name, relation, *if_exists)
            }
            Ddl::Refresh { name, concurrently } => self.refresh(name, *concurrently),
            Ddl::Mention(named) => self.mention(named),
            Ddl::Setting(name) => self.setting(name),
            Ddl::Skipped => Ok(()),
            Ddl::Unreadable(what) => Err(unreadable(span, what).into()),
        }
    }

    /// Remembers a name that a statement with a mistake would have made.
    fn unread_name(&mut self, name: &crate::tree::QualifiedIdent) {
        let schema = match &name.schema {
            Some(schema) => schema.name.clone(),
            None => self.creation_schema_name().unwrap_or_else(|| "public".to_owned()),
        };
        let name = QualifiedName::new(schema, &name.name.name);
        self.catalog.unread.push(GoneThing::Type(name.clone()));
        self.catalog.unread.push(GoneThing::Relation(name));
    }
}

/// A statement whose effect nobody can tell from its text.
fn unreadable(span: Span, what: &str) -> Diagnostic {
    Diagnostic {
        refusal: crate::diagnostic::Refusal::Unsupported,
        ..Diagnostic::new(
            SqlState::FEATURE_NOT_SUPPORTED,
            span,
            format!("{what} may change the schema in a way that cannot be read"),
        )
    }
    .help(
        "say what it does in a comment above it: `-- sqldb: ALTER TABLE t ADD COLUMN c text`, or \
         `-- sqldb: nothing`",
    )
}

impl Replay<'_> {
    /// What an older PostgreSQL has no grammar for.
    fn since(&self, major: Major, what: &str, at: Span) -> Diagnostic {
        let message = format!("{what} needs PostgreSQL {major}, not {}", self.catalog.major);
        Diagnostic::new(SqlState::SYNTAX_ERROR, at, message)
    }
}
