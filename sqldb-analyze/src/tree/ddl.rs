//! The tree of a migration's statements: what changes the catalog, in PostgreSQL's grammar.
//!
//! `ddl` builds it from tokens, `replay` applies it. Start with [`DdlStatement`] and [`Ddl`].
//! Expressions and queries inside stay tokens ([`Fragment`]) until somebody asks for their types.

mod block;
mod operator;
mod table;

pub use block::{Block, Choice, Condition, Handler, Leave, LoopHead, Step, StepKind, Variable};
pub use operator::{
    CreateAggregate, CreateBaseType, CreateCast, CreateCastMethod, CreateOperator, DefaultClass,
    DropCast, DropOperator,
};
pub use table::{
    ColumnConstraint, ColumnConstraintKind, ColumnDef, ConstraintAttributes, CreateIndex,
    CreateTable, IndexElement, IndexEquality, LikeClause, References, TableConstraint,
    TableConstraintKind, TableElement,
};

use super::{Ident, QualifiedIdent, TypeName};
use crate::catalog::{RuleEvent, TriggerTime};
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
    /// `CREATE OPERATOR CLASS … DEFAULT`.
    DefaultClass(Box<DefaultClass>),
    /// `CREATE CAST`.
    CreateCast(Box<CreateCast>),
    /// `DROP OPERATOR`.
    DropOperator(DropOperator),
    /// `DROP CAST`.
    DropCast(Box<DropCast>),
    /// `CREATE TRIGGER`.
    CreateTrigger(CreateTrigger),
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
    },
    /// `CREATE RULE`.
    CreateRule(CreateRule),
    /// `CREATE COLLATION … (deterministic = false)`.
    NondeterministicCollation,
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
    /// `SELECT`, `INSERT`, `UPDATE`, `DELETE`, `TRUNCATE`, `COPY` and their kin.
    Data {
        /// Tables that must exist.
        tables: Vec<QualifiedIdent>,
        /// The statement, where it has types.
        statement: Option<Fragment>,
    },
    /// `DO`.
    Do(Box<Block>),
    /// What changes no type, no name and no NOT NULL.
    Skipped,
    /// What may change the schema in a way that cannot be read; the words that name it.
    Unreadable(String),
}

/// `CREATE TRIGGER`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateTrigger {
    /// Its name.
    pub name: Ident,
    /// When it fires.
    pub time: TriggerTime,
    /// The relation.
    pub relation: QualifiedIdent,
    /// The function that it calls.
    pub function: Option<QualifiedIdent>,
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
    /// What it does.
    pub action: WrittenAction,
}

/// What a rule does, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum WrittenAction {
    /// `DO ALSO`, the default: the statement is done all the same.
    Also,
    /// `DO INSTEAD` of one statement of the same kind, on this relation, whatever the row is.
    InsteadSame(QualifiedIdent),
    /// Any other `DO INSTEAD`.
    InsteadOther,
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
    /// New names of the first columns.
    pub columns: Vec<Ident>,
    /// The query.
    pub query: Fragment,
}

/// `CREATE SEQUENCE`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateSequence {
    /// Its name.
    pub name: QualifiedIdent,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMP`.
    pub temporary: bool,
    /// What stands behind it.
    pub options: SequenceOptions,
}

/// What of a sequence's options the catalog sees.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SequenceOptions {
    /// `OWNED BY table.column`; `Some(None)` is `OWNED BY NONE`.
    pub owned_by: Option<Option<(QualifiedIdent, Ident)>>,
    /// `SEQUENCE NAME …` of an identity column.
    pub sequence_name: Option<QualifiedIdent>,
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

/// `CREATE TYPE`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateType {
    /// Its name.
    pub name: QualifiedIdent,
    /// What it is.
    pub kind: CreateTypeKind,
}

/// The forms of `CREATE TYPE`.
#[derive(Clone, Debug, PartialEq)]
pub enum CreateTypeKind {
    /// `AS ENUM (…)`.
    Enum(Vec<Label>),
    /// `AS (…)`.
    Composite(Vec<Attribute>),
    /// `AS RANGE (subtype = …)`.
    Range {
        /// The subtype, which must be written.
        subtype: Option<TypeName>,
        /// `multirange_type_name = …`.
        multirange: Option<QualifiedIdent>,
    },
    /// A base type, which needs C.
    Base(CreateBaseType),
    /// A name alone, for functions that a definition to come needs.
    Shell,
}

/// A label of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A field of a composite type.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub type_name: TypeName,
}

/// `CREATE DOMAIN`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateDomain {
    /// Its name.
    pub name: QualifiedIdent,
    /// The type it is over.
    pub base: TypeName,
    /// What stands behind it.
    pub constraints: Vec<ColumnConstraint>,
}

/// An action of `ALTER DOMAIN`.
#[derive(Clone, Debug, PartialEq)]
pub enum AlterDomainAction {
    /// `SET DEFAULT`.
    SetDefault,
    /// `DROP DEFAULT`.
    DropDefault,
    /// `SET NOT NULL`.
    SetNotNull,
    /// `DROP NOT NULL`.
    DropNotNull,
    /// `RENAME TO`.
    Rename(Ident),
    /// `SET SCHEMA`.
    SetSchema(Ident),
    /// `ADD CONSTRAINT … NOT NULL`-less forms, `VALIDATE`, `OWNER`: nothing that types need.
    Nothing,
}

/// An action of `ALTER TYPE`.
#[derive(Clone, Debug, PartialEq)]
pub enum AlterTypeAction {
    /// `ADD VALUE [IF NOT EXISTS] 'x' [BEFORE|AFTER 'y']`.
    AddValue {
        /// The label.
        label: Label,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
        /// Where it goes; to the end where [`None`].
        place: Option<(LabelPlace, Label)>,
    },
    /// `RENAME VALUE 'x' TO 'y'`.
    RenameValue(Label, Label),
    /// `ADD ATTRIBUTE`.
    AddAttribute(Attribute, DropBehavior),
    /// `DROP ATTRIBUTE [IF EXISTS]`.
    DropAttribute {
        /// The field.
        name: Ident,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`: tables of the type follow.
        behavior: DropBehavior,
    },
    /// `ALTER ATTRIBUTE … TYPE`.
    AlterAttribute(Attribute, DropBehavior),
    /// `RENAME ATTRIBUTE a TO b`.
    RenameAttribute(Ident, Ident, DropBehavior),
    /// `RENAME TO`.
    Rename(Ident),
    /// `SET SCHEMA`.
    SetSchema(Ident),
    /// `OWNER TO`, `SET (…)`.
    Nothing,
}

/// On which side of a label a new one goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelPlace {
    /// `BEFORE`.
    Before,
    /// `AFTER`.
    After,
}

/// `CREATE FUNCTION` and its kin.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateFunction {
    /// Its name.
    pub name: QualifiedIdent,
    /// Function, procedure or aggregate.
    pub kind: crate::catalog::FunctionKind,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// Its parameters, in order.
    pub parameters: Vec<Parameter>,
    /// `RETURNS type`.
    pub returns: Option<TypeName>,
    /// `RETURNS TABLE (…)`.
    pub table: Option<Vec<Attribute>>,
    /// `SETOF`, or `RETURNS TABLE`.
    pub returns_set: bool,
    /// `STRICT`, `RETURNS NULL ON NULL INPUT`.
    pub strict: bool,
    /// `WINDOW`.
    pub window: bool,
    /// `LANGUAGE`.
    pub language: Option<String>,
    /// `AS 'body'`.
    pub body: Option<String>,
    /// What an aggregate has besides.
    pub aggregate: Option<CreateAggregate>,
}

impl CreateFunction {
    /// One of which no more is written.
    pub fn new(
        name: QualifiedIdent,
        kind: crate::catalog::FunctionKind,
        parameters: Vec<Parameter>,
    ) -> CreateFunction {
        CreateFunction {
            name,
            kind,
            or_replace: false,
            parameters,
            returns: None,
            table: None,
            returns_set: false,
            strict: false,
            window: false,
            language: None,
            body: None,
            aggregate: None,
        }
    }
}

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// `IN`, `OUT`, `INOUT`, `VARIADIC`.
    pub mode: ParameterMode,
    /// Its name.
    pub name: Option<Ident>,
    /// Its type.
    pub type_name: TypeName,
    /// Whether it has a default.
    pub default: bool,
}

/// `pg_proc.proargmodes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterMode {
    /// `IN`, the default.
    In,
    /// `OUT`.
    Out,
    /// `INOUT`.
    InOut,
    /// `VARIADIC`.
    Variadic,
}

/// A function by its name, with its argument types where written.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionName {
    /// The name.
    pub name: QualifiedIdent,
    /// The types in parentheses; any signature where [`None`].
    pub arguments: Option<Vec<Parameter>>,
}

/// An action of `ALTER FUNCTION`.
#[derive(Clone, Debug, PartialEq)]
pub enum AlterFunctionAction {
    /// `RENAME TO`.
    Rename(Ident),
    /// `SET SCHEMA`.
    SetSchema(Ident),
    /// `STRICT`, or `CALLED ON NULL INPUT`.
    Strict(bool),
    /// Anything else.
    Nothing,
}

/// `ALTER TABLE` and its kin.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterRelation {
    /// The word behind `ALTER`.
    pub object: Object,
    /// The relation.
    pub name: QualifiedIdent,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// Whether `ONLY` is written.
    pub reach: Reach,
    /// What is done, in order.
    pub actions: Vec<AlterAction>,
}

/// Whether a definition is about the tables that inherit from its own, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It is.
    Descendants,
    /// `ONLY` this table.
    Only,
}

/// An action of `ALTER TABLE`.
#[derive(Clone, Debug, PartialEq)]
pub enum AlterAction {
    /// `ADD COLUMN`.
    AddColumn {
        /// The column.
        column: ColumnDef,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
    },
    /// `DROP COLUMN`.
    DropColumn {
        /// The column.
        name: Ident,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        behavior: DropBehavior,
    },
    /// `ALTER COLUMN …`.
    AlterColumn(Ident, AlterColumn),
    /// `ADD CONSTRAINT`.
    AddConstraint(TableConstraint),
    /// `DROP CONSTRAINT`.
    DropConstraint {
        /// The constraint.
        name: Ident,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        behavior: DropBehavior,
    },
    /// `VALIDATE CONSTRAINT`, `ALTER CONSTRAINT`: it must exist.
    NameConstraint(Ident),
    /// `RENAME COLUMN a TO b`.
    RenameColumn(Ident, Ident),
    /// `RENAME CONSTRAINT a TO b`.
    RenameConstraint(Ident, Ident),
    /// `RENAME TO`.
    Rename(Ident),
    /// `SET SCHEMA`.
    SetSchema(Ident),
    /// `INHERIT parent`.
    Inherit(QualifiedIdent),
    /// `NO INHERIT parent`.
    NoInherit(QualifiedIdent),
    /// `OF type`.
    OfType(QualifiedIdent),
    /// `NOT OF`.
    NotOfType,
    /// `ATTACH PARTITION child`.
    AttachPartition(QualifiedIdent),
    /// `DETACH PARTITION child`.
    DetachPartition(QualifiedIdent),
    /// `OWNED BY` of a sequence.
    OwnedBy(Option<(QualifiedIdent, Ident)>),
    /// What changes no type, no name and no NOT NULL.
    Nothing,
}

/// An action on a column.
#[derive(Clone, Debug, PartialEq)]
pub enum AlterColumn {
    /// `TYPE type [USING expression]`.
    Type {
        /// The new type.
        type_name: TypeName,
        /// `USING`.
        using: Option<Fragment>,
    },
    /// `SET DEFAULT`.
    SetDefault(Fragment),
    /// `DROP DEFAULT`.
    DropDefault,
    /// `SET NOT NULL`.
    SetNotNull,
    /// `DROP NOT NULL`.
    DropNotNull,
    /// `ADD GENERATED … AS IDENTITY`.
    AddIdentity(crate::catalog::Identity, SequenceOptions),
    /// `SET GENERATED …`.
    SetIdentity(crate::catalog::Identity),
    /// `DROP IDENTITY [IF EXISTS]`.
    DropIdentity {
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `DROP EXPRESSION [IF EXISTS]`.
    DropExpression {
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `SET STATISTICS`, `SET STORAGE` and so on: the column must exist.
    Nothing,
}

/// `DROP …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Drop {
    /// What kind of thing.
    pub object: Object,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// Which things.
    pub names: Vec<FunctionName>,
    /// `CASCADE`.
    pub behavior: DropBehavior,
}

/// Whether dropping takes along what depends on the thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropBehavior {
    /// `RESTRICT`, the default.
    Restrict,
    /// `CASCADE`.
    Cascade,
}

/// The kinds of things that `ALTER` and `DROP` name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// `TABLE`.
    Table,
    /// `VIEW`.
    View,
    /// `MATERIALIZED VIEW`.
    MaterializedView,
    /// `FOREIGN TABLE`.
    ForeignTable,
    /// `SEQUENCE`.
    Sequence,
    /// `INDEX`.
    Index,
    /// `SCHEMA`.
    Schema,
    /// `TYPE`.
    Type,
    /// `DOMAIN`.
    Domain,
    /// `EXTENSION`.
    Extension,
    /// `FUNCTION`.
    Function,
    /// `PROCEDURE`.
    Procedure,
    /// `AGGREGATE`.
    Aggregate,
    /// `ROUTINE`.
    Routine,
}

impl Object {
    /// The word in messages.
    pub fn word(self) -> &'static str {
        match self {
            Object::Table => "table",
            Object::View => "view",
            Object::MaterializedView => "materialized view",
            Object::ForeignTable => "foreign table",
            Object::Sequence => "sequence",
            Object::Index => "index",
            Object::Schema => "schema",
            Object::Type => "type",
            Object::Domain => "type",
            Object::Extension => "extension",
            Object::Function => "function",
            Object::Procedure => "procedure",
            Object::Aggregate => "aggregate",
            Object::Routine => "function",
        }
    }
}
