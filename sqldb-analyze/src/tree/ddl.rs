//! The tree of a migration's statements: what changes the catalog, in PostgreSQL's grammar.
//!
//! `ddl` builds it from tokens, `replay` applies it. Start with [`DdlStatement`] and [`Ddl`].
//! Expressions and queries inside stay tokens ([`Fragment`]) until somebody asks for their types.

mod alter;
mod block;
mod function;
mod named;
mod operator;
mod other;
mod policy;
mod sequence;
mod table;
mod trigger;
mod types;

pub use alter::{
    AlterAction, AlterColumn, AlterRelation, ConstraintChange, Drop, DropBehavior, Object, Reach,
    StorageParameter,
};
pub use block::{
    Block, Choice, Condition, Direction, Handler, Leave, LoopHead, RowCount, Step, StepKind,
    Variable, walk,
};
pub use function::{
    AlterFunctionAction, CreateFunction, FunctionBody, FunctionName, Parameter, ParameterMode,
};
pub use named::Named;
pub use operator::{
    AlterOperator, CreateAggregate, CreateBaseType, CreateCast, CreateCastMethod, CreateOperator,
    DropCast, DropOperator, MovingAggregate, OperatorClass,
};
pub use other::{
    AlterOther, AlterOtherAction, CreateOther, DropOther, OtherName, OtherUse, OtherWord,
    Published, WrapperFunction,
};
pub use policy::{CreatePolicy, PolicyForm};
pub use sequence::{CreateSequence, SequenceOptions, SequenceSetting};
pub use table::{
    Access, BoundForm, ColumnConstraint, ColumnConstraintKind, ColumnDef, ConstraintAttributes,
    CreateIndex, CreateTable, Exclusion, IndexElement, IndexEquality, KeyColumns, LikeClause,
    PartitionBound, PartitionBy, References, ReferentialAction, TableConstraint,
    TableConstraintKind, TableElement,
};
pub use trigger::{
    CreateTrigger, RowVersion, TransitionTable, TriggerEvent, TriggerLevel, WrittenTime,
};
pub use types::{
    AlterDomainAction, AlterTypeAction, Attribute, CreateDomain, CreateType, CreateTypeKind, Label,
    LabelPlace,
};

use super::{Ident, QualifiedIdent, TypeName};
use crate::catalog::{RuleDoes, RuleEvent};
use crate::lex::Token;
use crate::span::Span;

/// A statement of a migration.
#[derive(Clone, Debug, PartialEq)]
pub struct DdlStatement {
    /// What it does.
    pub kind: Ddl,
    /// From its first token to its last.
    pub span: Span,
}

/// An expression or a query as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Fragment {
    /// Its tokens, enclosing parentheses left out.
    pub tokens: Vec<Token>,
    /// From the first token to the last.
    pub span: Span,
}

/// The forms of statements.
#[derive(Clone, Debug, PartialEq)]
pub enum Ddl {
    /// `CREATE SCHEMA`, with the statements inside it.
    CreateSchema {
        /// Its name; the role's where only `AUTHORIZATION` is written.
        name: Ident,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
        /// Statements of the schema's own list.
        elements: Vec<DdlStatement>,
    },
    /// `CREATE TABLE`, `CREATE FOREIGN TABLE`.
    CreateTable(Box<CreateTable>),
    /// `CREATE VIEW`, `CREATE MATERIALIZED VIEW`, `CREATE TABLE AS`, `SELECT INTO`.
    CreateView(Box<CreateView>),
    /// `CREATE INDEX`.
    CreateIndex(Box<CreateIndex>),
    /// `CREATE SEQUENCE`.
    CreateSequence(CreateSequence),
    /// `CREATE TYPE`.
    CreateType(CreateType),
    /// `CREATE DOMAIN`.
    CreateDomain(CreateDomain),
    /// `CREATE FUNCTION`, `CREATE PROCEDURE`, `CREATE AGGREGATE`.
    CreateFunction(Box<CreateFunction>),
    /// `CREATE OPERATOR`.
    CreateOperator(Box<CreateOperator>),
    /// `CREATE OPERATOR CLASS`.
    OperatorClass(Box<OperatorClass>),
    /// `CREATE COLLATION`.
    CreateCollation {
        /// Its name, and what it uses.
        create: Box<CreateOther>,
        /// `deterministic = false`.
        nondeterministic: bool,
    },
    /// `CREATE ACCESS METHOD`, `CREATE SERVER` and their kin.
    CreateOther(Box<CreateOther>),
    /// `ALTER` of the same.
    AlterOther(Box<AlterOther>),
    /// `DROP` of the same.
    DropOther(DropOther),
    /// `CREATE CAST`.
    CreateCast(Box<CreateCast>),
    /// `ALTER OPERATOR`.
    AlterOperator(Box<AlterOperator>),
    /// `DROP OPERATOR`.
    DropOperator(DropOperator),
    /// `DROP CAST`.
    DropCast(Box<DropCast>),
    /// `CREATE TRIGGER`.
    CreateTrigger(Box<CreateTrigger>),
    /// `BEGIN`.
    Begin,
    /// `PREPARE`.
    Prepare(Prepare),
    /// `EXECUTE`.
    Execute(Execute),
    /// `DEALLOCATE`; all where no name is written.
    Deallocate(Option<Ident>),
    /// `CREATE EVENT TRIGGER`.
    CreateEventTrigger {
        /// Its name.
        name: Ident,
        /// What it fires at.
        event: Ident,
        /// The function that it calls.
        function: QualifiedIdent,
    },
    /// `ALTER EVENT TRIGGER`.
    AlterEventTrigger {
        /// Its name.
        name: Ident,
        /// `RENAME TO`; what else it can say changes nothing here.
        to: Option<Ident>,
    },
    /// `DROP EVENT TRIGGER`.
    DropEventTrigger {
        /// Their names.
        names: Vec<Ident>,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `ALTER TRIGGER name ON relation RENAME TO name`.
    RenameTrigger {
        /// Its name.
        name: Ident,
        /// The relation.
        relation: QualifiedIdent,
        /// Its new name.
        to: Ident,
    },
    /// `DROP TRIGGER name ON relation`.
    DropTrigger {
        /// Its name.
        name: Ident,
        /// The relation.
        relation: QualifiedIdent,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `CREATE RULE`.
    CreateRule(CreateRule),
    /// `CREATE RULE … ON SELECT`.
    CreateSelectRule(CreateSelectRule),
    /// `ALTER RULE name ON relation RENAME TO name`.
    RenameRule {
        /// Its name.
        name: Ident,
        /// The relation.
        relation: QualifiedIdent,
        /// Its new name.
        to: Ident,
    },
    /// `DROP RULE name ON relation`.
    DropRule {
        /// `IF EXISTS`.
        if_exists: bool,
        /// Its name.
        name: Ident,
        /// The relation.
        relation: QualifiedIdent,
    },
    /// `CREATE EXTENSION`.
    CreateExtension(CreateExtension),
    /// `ALTER EXTENSION name SET SCHEMA schema`.
    MoveExtension {
        /// The extension.
        name: Ident,
        /// Where its objects go.
        schema: Ident,
    },
    /// `ALTER TABLE`, `ALTER VIEW`, `ALTER INDEX`, `ALTER SEQUENCE` and their kin.
    AlterRelation(AlterRelation),
    /// `ALTER TYPE`.
    AlterType {
        /// The type.
        name: QualifiedIdent,
        /// What is done, in order.
        actions: Vec<AlterTypeAction>,
    },
    /// `ALTER DOMAIN`.
    AlterDomain {
        /// The domain.
        name: QualifiedIdent,
        /// What is done.
        action: AlterDomainAction,
    },
    /// `ALTER SCHEMA name RENAME TO …`.
    RenameSchema {
        /// The schema.
        name: Ident,
        /// Its new name.
        to: Ident,
    },
    /// `ALTER FUNCTION … RENAME TO`, `SET SCHEMA`, and attributes that calls see.
    AlterFunction {
        /// The function.
        function: FunctionName,
        /// What is done.
        action: AlterFunctionAction,
    },
    /// `DROP …` of anything that the catalog holds.
    Drop(Drop),
    /// `SET search_path`; [`None`] is `DEFAULT`.
    SetSearchPath(Option<Vec<String>>),
    /// `SET LOCAL search_path`: until the transaction ends.
    SetLocalSearchPath(Option<Vec<String>>),
    /// `COMMIT`, `END`.
    Commit,
    /// `ROLLBACK`, `ABORT`: what the transaction has done is undone.
    Rollback,
    /// `SAVEPOINT`.
    Savepoint(Ident),
    /// `ROLLBACK TO`.
    RollbackTo(Ident),
    /// `RELEASE`.
    Release(Ident),
    /// `DISCARD ALL`.
    Discard,
    /// `SELECT`, `INSERT`, `UPDATE`, `DELETE`, `TRUNCATE`, `COPY` and their kin.
    Data {
        /// Tables that must exist.
        tables: Vec<QualifiedIdent>,
        /// The statement, where it has types.
        statement: Option<Fragment>,
    },
    /// `DO`.
    Do(Box<Block>),
    /// From here on there may be triggers and the like that are not listed: a comment says what a
    /// statement does, and leaves out what no query sees.
    Unlisted,
    /// `SET check_function_bodies`: whether bodies are read when functions are made.
    CheckFunctionBodies(bool),
    /// `CREATE POLICY`, `ALTER POLICY`.
    CreatePolicy(Box<CreatePolicy>),
    /// `DROP POLICY name ON relation`.
    DropPolicy {
        /// Its name.
        name: Ident,
        /// The relation.
        relation: QualifiedIdent,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `REFRESH MATERIALIZED VIEW`.
    Refresh {
        /// The view.
        name: QualifiedIdent,
        /// `CONCURRENTLY`.
        concurrently: bool,
    },
    /// `COMMENT`, `GRANT`, `REVOKE` and their kin: they change nothing, but what they name must
    /// exist.
    Mention(Vec<Named>),
    /// A setting that is set, shown or reset, whose name has no dot; of others everything is allowed.
    Setting(Ident),
    /// What changes no type, no name and no NOT NULL.
    Skipped,
    /// What may change the schema in a way that cannot be read; the words that name it.
    Unreadable(String),
}

/// `CREATE RULE`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateRule {
    /// Its name.
    pub name: Ident,
    /// The statement that it is about.
    pub event: RuleEvent,
    /// The relation that the statement writes to.
    pub relation: QualifiedIdent,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// Whether it is done besides the statement, or in its place.
    pub does: RuleDoes,
    /// `WHERE`.
    pub condition: Option<Fragment>,
    /// What is done; none for `NOTHING`.
    pub statements: Vec<WrittenStatement>,
    /// All of it behind its name.
    pub body: Fragment,
}

/// `CREATE RULE … ON SELECT`: the query of a view.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateSelectRule {
    /// Its name.
    pub name: Ident,
    /// The view, or the table that becomes one (15).
    pub relation: QualifiedIdent,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// Whether it is done besides the query, or in its place.
    pub does: RuleDoes,
    /// What is done; none for `NOTHING`.
    pub statements: Vec<WrittenStatement>,
}

/// A statement of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenStatement {
    /// All of it.
    pub text: Fragment,
    /// Which kind; [`None`] for those that write nothing.
    pub event: Option<RuleEvent>,
    /// What it writes to.
    pub target: Option<QualifiedIdent>,
    /// `RETURNING`.
    pub returns: Option<Span>,
}

impl WrittenStatement {
    /// Whether it is `NOTIFY`.
    pub fn is_notify(&self) -> bool {
        self.text.tokens.first().is_some_and(|first| first.is_word("notify"))
    }
}

/// `CREATE VIEW`, and tables made from a query.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateView {
    /// Its name.
    pub name: QualifiedIdent,
    /// What the query makes.
    pub kind: crate::catalog::RelationKind,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMP`.
    pub temporary: bool,
    /// `ON COMMIT DROP`.
    pub drops_on_commit: bool,
    /// `USING method`.
    pub method: Option<Ident>,
    /// New names of the first columns.
    pub columns: Vec<Ident>,
    /// The query; empty where a prepared one is executed.
    pub query: Fragment,
    /// `EXECUTE`.
    pub executes: Option<Execute>,
}

/// `PREPARE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepare {
    /// Its name.
    pub name: Ident,
    /// The types of its parameters, as far as they are written.
    pub types: Vec<TypeName>,
    /// The table that it writes to.
    pub tables: Vec<QualifiedIdent>,
    /// The statement.
    pub statement: Fragment,
}

/// `EXECUTE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Execute {
    /// The name of the statement.
    pub name: Ident,
    /// Its arguments.
    pub arguments: Vec<Fragment>,
}

/// `CREATE EXTENSION`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateExtension {
    /// The extension.
    pub name: Ident,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `SCHEMA …`.
    pub schema: Option<Ident>,
    /// `CASCADE`: what it requires comes along.
    pub cascade: bool,
}
